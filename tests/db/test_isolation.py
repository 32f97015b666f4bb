"""No method of a repository reaches another person's rows, whatever id it is given.

Generated: the modules of `db` are walked, every public method that takes a session is found, and each is called as
Bo with Ada's ids, in every mix of Ada's and Bo's own. What Ada owns may neither come out nor change. Called as Ada,
the same method must show or change something: else the test would prove nothing.

A method that acts for nobody (a worker's, a sweep's, an administrator's) stands in `SYSTEM` with its reason; its own
tests are elsewhere.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import itertools
import pkgutil
import re
import types
import typing
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args, get_origin
from uuid import UUID

import pytest
from sqlalchemy import Row, text
from sqlalchemy import inspect as sql_inspect

import db
from db.base import Base
from db.engine import Database, DatabaseSettings, Session
from db.errors import BriefcutError
from tests.support.database import Cluster
from tests.support.isolation import BEFORE, OWN, SYSTEM, VALUES
from tests.support.world import EVERYTHING, Person, two_people

MODULES = sorted(
    f"db.{module.name}" for module in pkgutil.iter_modules(db.__path__) if module.name != "models"
)


@dataclasses.dataclass(frozen=True)
class Door:
    """One public way to the rows: a method of a repository, or a function that takes a session."""

    name: str
    call: Callable[..., Awaitable[Any]]
    owner: type | None

    def parameters(self) -> dict[str, tuple[inspect.Parameter, Any]]:
        """What the caller passes, with its type."""
        hints = typing.get_type_hints(self.call)
        found = dict(inspect.signature(self.call).parameters)
        found.pop("self" if self.owner else "session")
        return {
            name: (one, hints[name])
            for name, one in found.items()
            if one.kind not in (one.VAR_KEYWORD, one.VAR_POSITIONAL)
        }

    def open(self, session: Session, acting: UUID) -> Callable[..., Awaitable[Any]]:
        """The method bound to a repository of the person who acts."""
        if self.owner is None:
            return lambda **values: self.call(session, **values)
        takes_user = _takes(self.owner, "user_id")
        given: list[Any] = [acting] if takes_user else []
        if _takes(self.owner, "gate"):
            given.append(_let_through)
        repository = self.owner(session, *given)
        bound: Callable[..., Awaitable[Any]] = getattr(repository, self.call.__name__)
        return bound


async def _let_through(_: object) -> None:
    """The gate before what is made, as it stands open."""


def _takes(call: Callable[..., Any], name: str) -> bool:
    return name in inspect.signature(call).parameters


def doors() -> Iterator[Door]:
    """Every public method and function of `db` that takes a session."""
    for name in MODULES:
        module = importlib.import_module(name)
        for thing in vars(module).values():
            if getattr(thing, "__module__", None) != name or getattr(thing, "__name__", "_").startswith("_"):
                continue
            if inspect.iscoroutinefunction(thing) and _takes(thing, "session"):
                yield Door(f"{name}.{thing.__name__}", thing, None)
            if inspect.isclass(thing) and _takes(thing.__init__, "session"):
                for method in vars(thing).values():
                    if inspect.iscoroutinefunction(method) and not method.__name__.startswith("_"):
                        yield Door(f"{name}.{thing.__name__}.{method.__name__}", method, thing)


DOORS = list(doors())
GUARDED = [door for door in DOORS if not {door.name, door.name.rpartition(".")[0]} & set(SYSTEM)]


@pytest.fixture(scope="module")
def world(cluster: Cluster) -> Iterator[tuple[str, Person, Person]]:
    """A database with Ada and Bo, each with a row everywhere. Tests roll back what they write."""
    with two_people(cluster) as world:
        yield world


@pytest.fixture
async def shared(world: tuple[str, Person, Person]) -> AsyncIterator[Database]:
    """The world's database, on one connection."""
    database = Database(DatabaseSettings(world[0], pool_size=1))
    yield database
    await database.dispose()


class Undone(Exception):
    """Ends a transaction that must leave nothing."""


@asynccontextmanager
async def undone(database: Database) -> AsyncIterator[Session]:
    """A transaction that is rolled back."""
    try:
        async with database.transaction() as session:
            yield session
            raise Undone
    except Undone:
        pass


async def rows_of(session: Session) -> set[tuple[str, str]]:
    """All rows as text, by table."""
    await session.flush()
    return {(row.name, row.row) for row in await session.execute(EVERYTHING)}


async def value_for(session: Session, door: Door, name: str, hint: Any, whose: Person) -> Any:
    """What to pass: an id or a row of `whose`, or any valid value."""
    for key in (f"{door.name}.{name}", name):
        if key in OWN:
            return whose.id_of(OWN[key])
        if key in VALUES:
            value = VALUES[key]
            return value(whose) if callable(value) else value
    if inspect.isclass(hint) and issubclass(hint, Base):
        return await session.get_one(hint, whose.id_of(hint.__tablename__))
    return plain_value(hint, f"{door.name}({name})")


def plain_value(hint: Any, where: str) -> Any:
    """A valid value of a type that belongs to nobody."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is typing.Union or origin is types.UnionType:
        return plain_value(arguments[0], where)
    if origin is typing.Literal:
        return arguments[0]
    if origin in (Mapping, dict) or hint is dict:
        return {}
    if origin in (list, tuple, Sequence) or (inspect.isclass(origin) and issubclass(origin, Sequence)):
        return []
    if inspect.isclass(hint) and issubclass(hint, StrEnum):
        return next(iter(hint))
    plain = {str: "words", int: 1, float: 60.0, bool: True, Decimal: Decimal("1.00")}
    plain |= {datetime: datetime(2026, 3, 4, tzinfo=UTC), timedelta: timedelta(hours=1)}
    if hint in plain:
        return plain[hint]
    raise AssertionError(f"{where}: say in tests/support/isolation.py what to pass for {hint}")


def belongs(door: Door, name: str, hint: Any) -> bool:
    """Whether the argument names somebody's row."""
    named = any(key in OWN or callable(VALUES.get(key)) for key in (f"{door.name}.{name}", name))
    return named or (inspect.isclass(hint) and issubclass(hint, Base))


def told(thing: Any) -> str:
    """Everything that a returned value shows, as text."""
    if isinstance(thing, Base):
        state = sql_inspect(thing)
        return str({key: value for key, value in state.dict.items() if key in state.mapper.column_attrs})
    if isinstance(thing, Row | list | tuple | set | frozenset):
        return " ".join(told(one) for one in thing)
    if isinstance(thing, Mapping):
        return " ".join(f"{told(key)} {told(value)}" for key, value in thing.items())
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        return " ".join(told(getattr(thing, one.name)) for one in dataclasses.fields(thing))
    return str(thing)


def ids_of(person: Person) -> set[str]:
    return {str(value) for row in person.rows.values() for value in row.values() if isinstance(value, UUID)}


async def walk(
    session: Session, door: Door, acting: Person, whose: Mapping[str, Person]
) -> tuple[str, set[str], set[tuple[str, str]], set[tuple[str, str]]]:
    """Calls the method; what it showed, the ids it was given, and the rows before and after."""
    if door.name in BEFORE:
        for statement in BEFORE[door.name].split(";"):
            await session.execute(text(statement))
    given = {}
    for name, (one, hint) in door.parameters().items():
        if name == "user_id":
            given[name] = acting.user_id
        elif name in whose or one.default is one.empty:
            given[name] = await value_for(session, door, name, hint, whose.get(name, acting))
    before = await rows_of(session)
    try:
        shown = told(await door.open(session, acting.user_id)(**given))
    except BriefcutError as error:
        return f"refused: {error}", set(), before, await rows_of(session)
    return shown, set(re.findall(r"[0-9a-f-]{36}", told(given))), before, await rows_of(session)


def ids_in(door: Door) -> list[str]:
    return [
        name
        for name, (_, hint) in door.parameters().items()
        if name != "user_id" and belongs(door, name, hint)
    ]


@pytest.mark.parametrize("door", GUARDED, ids=lambda door: door.name)
async def test_another_persons_rows_are_out_of_reach(
    door: Door, world: tuple[str, Person, Person], shared: Database
) -> None:
    _, ada, bo = world
    names = ids_in(door)
    mixes = [set(mix) for size in range(1, len(names) + 1) for mix in itertools.combinations(names, size)]
    for foreign in mixes or [set()]:
        async with undone(shared) as session:
            whose = {name: ada if name in foreign else bo for name in names}
            shown, passed, before, after = await walk(session, door, bo, whose)
        hers = ids_of(ada)
        assert ada.mark not in shown, f"{door.name} shows Ada's words to Bo, given her {foreign}"
        leaked = {one for one in hers - passed if one in shown}
        assert not leaked, f"{door.name} shows Ada's ids to Bo, given her {foreign}: {shown[:500]}"
        gone = {row for row in before - after if any(one in row[1] for one in hers)}
        assert not gone, f"{door.name} changes Ada's rows for Bo, given her {foreign}: {gone}"
        new = {row for row in after - before if any(one in row[1] for one in hers)}
        assert not new, f"{door.name} refers to Ada's rows for Bo, given her {foreign}: {new}"
    for_bo = shown
    async with undone(shared) as session:
        shown, _, before, after = await walk(session, door, ada, dict.fromkeys(names, ada))
    proven = not shown.startswith("refused") and (before != after or shown != for_bo)
    assert proven, f"{door.name} does nothing for Ada herself, so it proves nothing: {shown[:300]}"


def test_what_acts_for_nobody_has_a_reason_and_exists() -> None:
    names = {door.name for door in DOORS}
    assert names, "no repository was found"
    repositories = {name.rpartition(".")[0] for name in names}
    assert not set(SYSTEM) - names - repositories, "stands in SYSTEM and does not exist"
    assert not set(BEFORE) - names
    assert all(reason.endswith(".") for reason in SYSTEM.values())
    assert len(GUARDED) > len(DOORS) / 3
