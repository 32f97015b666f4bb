"""A world of rows: one row in every table that belongs to a person, for as many people as wanted.

Built from the catalog of models, so that a new table is in it without anybody remembering. Every text of a person's
rows contains the person's mark, which is how a test notices that something of theirs came out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Connection, ForeignKeyConstraint, Table, Text, create_engine, insert, text
from sqlalchemy.dialects.postgresql import JSONB

import db.models  # noqa: F401  the tables register themselves
from db.base import Base
from db.engine import psycopg_url
from tests.support.database import Cluster
from tests.support.rows import SAMPLES, sample

FIXED: dict[str, Any] = {
    "users.telegram_user_id": lambda person: person.number,
    "users.deleted_at": None,
    "ad_projects.status": "script_generated",
    "ad_projects.revision": 1,
    "ad_projects.settings": lambda person: {
        "chat": {"chatId": person.number, "threadId": 0},
        "shared": f"{person.number:016}",
    },
    "ad_projects.conversation_history": [],
    "scripts.revision": 1,
    "scripts.scenes": [{"sceneNumber": 1, "duration": 3}],
    "script_revisions.revision": 1,
    "script_revisions.craft": lambda person: {"critic": person.mark},
    "chat_messages.chat_id": lambda person: person.number,
    "chat_messages.telegram_message_id": lambda person: person.number,
    "chat_messages.role": "user",
    "chat_messages.trace": lambda person: {"suggestions": [f"suggestion of {person.mark}"]},
    "chat_sessions.chat_id": lambda person: person.number,
    "outbox.chat_id": lambda person: person.number,
    "outbox.sent_message_id": lambda person: person.number + 1,
    "outbox.then_task": None,
    "outbox.then_args": None,
    "turns.state": "running",
    "assets.status": "completed",
    "generation_attempts.lora_model_id": None,
    "generation_costs.pseudonym": None,
    "payments.status": "pending",
    "budgets.limit_amount": lambda person: person.number % 1000 + 10,
    "payments.pseudonym": None,
    "content_reviews.state": "waiting",
    "content_reviews.decided_at": None,
    "content_reviews.note": None,
    "campaign_templates.framework": "PAS",
}
"""Where a person's row needs a certain value: a rule joins several columns, or a repository reads a shape."""

MORE: tuple[tuple[str, dict[str, Any]], ...] = (("turns", {"state": "queued"}),)
"""Second rows, where one method needs another state than the rest."""


@dataclass
class Person:
    """Somebody in the world: their mark, and their row of each table."""

    mark: str
    number: int
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    def id_of(self, name: str) -> Any:
        """The key of the person's row in table `name`."""
        return self.rows[name]["id"]

    @property
    def user_id(self) -> UUID:
        key: UUID = self.id_of("users")
        return key


def owned_tables() -> list[Table]:
    """The tables from which foreign keys lead to `users`, parents before children."""
    owned = {"users"}
    growing = True
    while growing:
        found = {
            one.name
            for one in Base.metadata.tables.values()
            if any(key.column.table.name in owned for key in one.foreign_keys)
        }
        growing = not found <= owned
        owned |= found
    ordered: list[Table] = [Base.metadata.tables["users"]]
    waiting = [Base.metadata.tables[name] for name in sorted(owned - {"users"})]
    while waiting:
        placed = {one.name for one in ordered}
        ready = [one for one in waiting if _parents(one) <= placed]
        # Of those that could come now, one whose optional parents are there too is the better choice.
        first = min(ready, key=lambda one: (len(_parents(one, optional=True) - placed), one.name))
        ordered.append(first)
        waiting.remove(first)
    return ordered


def _parents(one: Table, *, optional: bool = False) -> set[str]:
    return {
        element.column.table.name
        for constraint in one.foreign_key_constraints
        for element in constraint.elements
        if element.column.table.name != one.name
        and (optional or not any(column.nullable for column in constraint.columns))
    }


def settle(connection: Connection, mark: str, number: int) -> Person:
    """A new person with one row in every owned table, all of them linked wherever a column allows it."""
    person = Person(mark, number)
    later: list[tuple[Table, ForeignKeyConstraint]] = []
    for one in owned_tables():
        row = _row(connection, one, person, later)
        made = connection.execute(
            insert(one).values({one.c[key]: value for key, value in row.items()}).returning(*one.columns)
        )
        person.rows[one.name] = dict(made.mappings().one())
    for one, constraint in later:
        _link(connection, one, constraint, person)
    for name, change in MORE:
        row = {key: value for key, value in person.rows[name].items() if key != "id"} | change
        connection.execute(insert(Base.metadata.tables[name]).values(row))
    return person


def _row(
    connection: Connection, one: Table, person: Person, later: list[tuple[Table, ForeignKeyConstraint]]
) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for constraint in sorted(one.foreign_key_constraints, key=lambda c: len(c.elements)):
        target = constraint.elements[0].column.table.name
        if target in person.rows:
            for element in constraint.elements:
                row[element.parent.name] = person.rows[target][element.column.name]
        elif target != one.name:
            later.append((one, constraint))
    for column in one.columns:
        name = f"{one.name}.{column.name}"
        if name in FIXED:
            value = FIXED[name]
            row[column.name] = value(person) if callable(value) else value
        elif column.name in row or column.name == "id":
            continue
        elif isinstance(column.type, Text) and column.server_default is not None:
            continue  # one of a few values, or a zone
        elif isinstance(column.type, Text) and name not in SAMPLES:
            row[column.name] = f"{column.name} of {person.mark}"
        elif isinstance(column.type, ARRAY):
            row[column.name] = [f"{column.name} of {person.mark}"]
        elif isinstance(column.type, JSONB):
            row[column.name] = {"of": person.mark}
        elif not column.nullable and column.server_default is None and column.identity is None:
            row[column.name] = sample(connection, column)
    return row


def _link(connection: Connection, one: Table, constraint: ForeignKeyConstraint, person: Person) -> None:
    target = constraint.elements[0].column.table.name
    values = {e.parent.name: person.rows[target][e.column.name] for e in constraint.elements}
    connection.execute(one.update().where(one.c.id == person.id_of(one.name)).values(values))
    person.rows[one.name].update(values)


def everything() -> str:
    """One query for all rows of all tables, the engine's too: (table, row as text)."""
    names = [*Base.metadata.tables, "procrastinate_jobs"]
    return " UNION ALL ".join(
        f"SELECT '{name}' AS name, to_jsonb(t)::text AS row FROM {name} t" for name in names
    )


EVERYTHING = text(everything())


@contextmanager
def two_people(cluster: Cluster) -> Iterator[tuple[str, Person, Person]]:
    """A database of its own with Ada and Bo, each with a row everywhere: its URL, and the two."""
    url = cluster.create()
    engine = create_engine(psycopg_url(url))
    with engine.begin() as connection:
        ada, bo = settle(connection, "ada-lovelace", 7001), settle(connection, "bo-diddley", 8002)
    engine.dispose()
    yield url, ada, bo
    cluster.drop(url)
