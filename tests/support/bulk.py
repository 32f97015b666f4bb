"""A database as large as a few busy years leave behind: 100,000 ads and 1,000,000 messages, in seconds.

The rows come by COPY with the indexes away, which are then built anew from their own definitions; triggers and foreign
keys are not asked (the rows are right by construction, and `orphans` asks for them). Keys are computed from
numbers, so a test can name any row; they are scattered as random ones are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

import psycopg

from db.url import libpq_url

USERS = 20_000
BRANDS = 50_000
PROJECTS = 100_000
MESSAGES = 1_000_000
LONG = 10_000
"""Messages of the ad with number 0; every other has ten, or none."""
TALKED = (MESSAGES - LONG) // 10 + 1
"""Ads below this number were talked about."""
SCRIPTED = 60_000
"""Ads below this number have a script, jobs, files and costs."""
GROUPED = 10_000
"""Ads below this number belong to comparisons of five."""
EDITED = range(50_000, 60_000)
"""Ads with these numbers are edits of the ad 50,000 before: the same person's, of the same brand."""
SCHEDULES = 5_000
DUE = 50
"""So many schedules, and so many jobs that wait for a poll, are due."""

NULL = r"\N"
STATUSES = ("initial", "chat_in_progress", "script_generated", "video_generating", "completed", "completed")
FRAMEWORKS = ("PAS", "BAB", "AIDA", "hook_demo")
KINDS = {"user": 1, "brand": 2, "project": 3, "script": 4, "group": 5, "asset": 6}


def key(kind: str, number: int) -> UUID:
    """The key of the row of that kind and number."""
    return UUID(_key(KINDS[kind], number))


def _key(kind: int, number: int) -> str:
    return f"{number * 2654435761 & 0xFFFFFFFF:08x}-000{kind}-4000-8000-{number:012x}"


def owner(project: int) -> int:
    """Whose ad it is: the number of the person."""
    return project % BRANDS % USERS


def _day(number: int) -> str:
    """A time of the last three years, another one for every number below a hundred million."""
    minutes, seconds = number * 7 % 1_500_000, number % 60
    day, minute = divmod(minutes, 1440)
    month, day = divmod(day, 28)
    year, month = divmod(month, 12)
    hour, minute = divmod(minute, 60)
    date = f"{2023 + year}-{month + 1:02}-{day + 1:02}"
    return f"{date} {hour:02}:{minute:02}:{seconds:02}.{number % 1_000_000:06}+00"


def _users() -> Iterator[str]:
    for n in range(USERS):
        yield f"{_key(1, n)}\tperson {n}\t{n + 1}\tname{n}\t{_day(n)}\n"


def _brands() -> Iterator[str]:
    for n in range(BRANDS):
        yield f"{_key(2, n)}\t{_key(1, n % USERS)}\tbrand {n}\t{_day(n)}\n"


def _projects() -> Iterator[str]:
    for n in range(PROJECTS):
        parent = _key(3, n - 50_000) if n in EDITED else NULL
        group = _key(5, owner(n)) if n < GROUPED else NULL
        category = ("footwear", "beauty", "home", "other")[n % 4]
        yield (
            f"{_key(3, n)}\t{_key(2, n % BRANDS)}\t{_key(1, owner(n))}\t{STATUSES[n % 6]}\tad {n}\t"
            f"{FRAMEWORKS[n % 4]}\t{category}\t{parent}\t{group}\t{_day(n)}\t{_day(n)}\n"
        )


def _messages() -> Iterator[str]:
    words = "cold brew in cans for students who sit in libraries; keep the tone calm" * 2
    for n in range(MESSAGES):
        project = 0 if n < LONG else 1 + (n - LONG) // 10
        chat = owner(project) + 1
        role = "assistant" if n & 1 else "user"
        yield f"{_key(3, project)}\t{role}\t{words[n % 40 :][:80]}\t{_day(n)}\t{chat}\t{n}\n"


def _scripts() -> Iterator[str]:
    for n in range(SCRIPTED):
        yield f"{_key(4, n)}\t{_key(3, n)}\tstory {n}\t{_day(n)}\n"


def _jobs() -> Iterator[str]:
    for n in range(SCRIPTED):
        for scene in (1, 2):
            due = "2026-01-01" if n < DUE and scene == 1 else NULL
            yield (
                f"{_key(3, n)}\t{_key(4, n)}\t{'processing' if due != NULL else 'completed'}\tvisual_generation\t"
                f"still\t{scene}\tprediction-{n}-{scene}\t{due}\t{_day(n)}\n"
            )


def _assets() -> Iterator[str]:
    for n in range(SCRIPTED):
        for i, kind in enumerate(("image", "video_clip")):
            chosen = "t\t1" if i == 0 and n % 3 == 0 else f"f\t{NULL}"
            whose = f"{_key(1, owner(n))}\t{_key(2, n % BRANDS)}\t{_key(3, n)}"
            yield (
                f"{_key(6, 2 * n + i)}\t{whose}\t{kind}\tlocal\tcompleted\t"
                f"media:{n}-{i}\t{chosen}\t{_day(n)}\n"
            )


def _costs() -> Iterator[str]:
    for n in range(SCRIPTED):
        for category, provider in (("llm", "openai"), ("video_generation", "replicate")):
            yield f"{_key(1, owner(n))}\t{_key(3, n)}\t{category}\t{provider}\t0.0250\t{400 + n % 100}\t{_day(n)}\n"


def _metrics() -> Iterator[str]:
    for n in range(SCRIPTED):
        yield f"{_key(3, n)}\tsharpness\t{n % 100}\n{_key(3, n)}\toverall\t{n % 90}\n"


def _groups() -> Iterator[str]:
    for n in range(GROUPED):
        yield f"{_key(5, n)}\t{_key(1, n)}\tsettings\t{_day(n)}\n"


def _schedules() -> Iterator[str]:
    for n in range(SCHEDULES):
        yield f"{_key(1, n)}\tevery Monday\t0 9 * * 1\t{'2026-01-01' if n < DUE else '2199-01-01'}\n"


TABLES: tuple[tuple[str, str, Callable[[], Iterable[str]]], ...] = (
    ("users", "id, name, telegram_user_id, username, created_at", _users),
    ("brands", "id, user_id, title, created_at", _brands),
    ("generation_groups", "id, user_id, comparison_type, created_at", _groups),
    (
        "ad_projects",
        """id, brand_id, user_id, status, title, framework, product_category, parent_id, generation_group_id,
           created_at, updated_at""",
        _projects,
    ),
    ("chat_messages", "project_id, role, content, timestamp, chat_id, telegram_message_id", _messages),
    ("scripts", "id, project_id, storyline, created_at", _scripts),
    (
        "generation_jobs",
        "project_id, script_id, status, job_type, asset_kind, scene_number, replicate_job_id, next_poll_at, created_at",
        _jobs,
    ),
    (
        "assets",
        "id, user_id, brand_id, project_id, type, source, status, url, user_selected, selection_order, created_at",
        _assets,
    ),
    (
        "generation_costs",
        "user_id, project_id, category, provider, amount, api_latency_ms, created_at",
        _costs,
    ),
    ("quality_metrics", "project_id, metric_name, metric_value", _metrics),
    ("schedules", "user_id, title, cron, next_run_at", _schedules),
)


@dataclass(frozen=True)
class Filled:
    """How many rows were written; seconds for rows and for indexes and statistics."""

    rows: int
    copying_s: float
    indexing_s: float


def fill(url: str, clock: Callable[[], float]) -> Filled:
    """Write all of it to the migrated, empty database at `url`."""
    started = clock()
    names = [name for name, _, _ in TABLES]
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET maintenance_work_mem = '256MB'")
        for name in names:
            # Whether it came by would decide how many pages a query touches: to lock a row of a page that is known to
            # be visible to all is one more.
            connection.execute(f"ALTER TABLE {name} SET (autovacuum_enabled = off)".encode())
        indexes = _drop_indexes(connection, names)
        count = 0
        for name, columns, lines in TABLES:
            count += _copy(connection, f"COPY {name} ({columns}) FROM STDIN", lines())
        copied = clock()
        for definition in indexes:
            connection.execute(definition.encode())
        connection.execute("ANALYZE")
    return Filled(count, copied - started, clock() - copied)


def _copy(connection: psycopg.Connection, statement: str, lines: Iterable[str]) -> int:
    rows = iter(lines)
    with connection.cursor() as cursor:
        with cursor.copy(statement.encode()) as copy:
            while block := "".join(islice(rows, 5000)):
                copy.write(block)
        return cursor.rowcount


def _drop_indexes(connection: psycopg.Connection, names: list[str]) -> list[str]:
    """Drop what no foreign key points at; returns how to make it again."""
    free = "NOT IN (SELECT conindid FROM pg_constraint WHERE contype = 'f')"
    keys = connection.execute(
        f"SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),"
        f" format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))"
        f" FROM pg_constraint WHERE contype = 'p' AND conrelid = ANY(%s::regclass[]) AND conindid {free}".encode(),
        (names,),
    ).fetchall()
    indexes = connection.execute(
        f"SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid) FROM pg_index"
        f" WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary AND indexrelid {free}".encode(),
        (names,),
    ).fetchall()
    for drop, _ in (*keys, *indexes):
        connection.execute(str(drop).encode())
    return [str(definition) for _, definition in (*keys, *indexes)]


def orphans(url: str) -> list[str]:
    """The foreign keys that the rows break; validated by Postgres itself."""
    broken = []
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        keys = connection.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
            ([name for name, _, _ in TABLES],),
        ).fetchall()
        for table, name, definition in keys:
            try:
                with connection.transaction(force_rollback=True):
                    connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}".encode())
                    connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}".encode())
            except psycopg.errors.ForeignKeyViolation as error:
                broken.append(str(error))
    return broken
