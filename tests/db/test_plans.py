"""What the everyday queries cost when the tables are large: an index, no whole table, no row too many.

The statements are those of the stories, and those that the repositories send, caught on their way.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, text

from db.engine import Database, DatabaseSettings, Session
from db.enums import ChatRole
from db.ledger import Costs
from db.library import Brands, Library
from db.production import Production
from db.projects import Projects
from db.publishing import Calendar
from db.url import libpq_url
from db.variants import Comparisons, Quality
from tests.support import bulk
from tests.support.bulk import key, owner
from tests.support.database import Cluster

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

BIG = 5_000
"""A table with more rows than this is never read from end to end."""

READ_PER_ROW = 4
READ_AT_MOST = 60
"""Rows that a query may read: so many for each that it returns (or counts), and these in any case."""

PAGES_PER_ROW = 12
PAGES_AT_MOST = 120
"""Pages of 8 kB that it may touch, by the same reckoning."""

Query = Callable[[Session], Awaitable[object]]


@dataclass(frozen=True)
class Cost:
    """What Postgres says it did for one statement."""

    ms: float
    returned: int
    read: int
    pages: int
    indexes: tuple[str, ...]
    whole_tables: tuple[str, ...]

    def __str__(self) -> str:
        used = ", ".join(self.indexes)
        return f"{self.ms:6.2f} ms  {self.returned:4} rows  {self.read:5} read  {self.pages:5} pages  {used}"


def statement(query: str, **values: object) -> Query:
    """A query as the stories have it."""

    async def run(session: Session) -> object:
        return (await session.execute(text(query), values)).all()

    return run


LONG_ONE = key("project", 0)
ONE = key("project", 777)
HERS = key("user", owner(777))


def of(repository: Callable[..., Any], *acting: object) -> Callable[..., Query]:
    """A method of `repository`, acting for its person where it has one: `of(Library, HERS)("mood_board", ONE)`."""

    def method(name: str, *arguments: object, **options: object) -> Query:
        async def run(session: Session) -> object:
            return await getattr(repository(session, *acting), name)(*arguments, **options)

        return run

    return method


REPOSITORIES: Mapping[str, Query] = {
    "Projects.get": of(Projects, HERS)("get", ONE),
    "Projects.recent": of(Projects, HERS)("recent"),
    "Projects.script": of(Projects, HERS)("script", ONE),
    "Projects.brand": of(Projects, HERS)("brand", ONE),
    "Projects.of_message": of(Projects, key("user", 0))("of_message", 1, 77),
    "Projects.remember": of(Projects, key("user", 0))(
        "remember",
        LONG_ONE,
        role=ChatRole.USER,
        content="one more",
        timestamp=datetime(2026, 3, 4, tzinfo=UTC),
        chat_id=1,
    ),
    "Brands.recent": of(Brands, HERS)("recent"),
    "Library.of_project": of(Library, HERS)("of_project", ONE),
    "Library.mood_board": of(Library, HERS)("mood_board", ONE),
    "Production.jobs": of(Production)("jobs", ONE, 0),
    "Costs.of_project": of(Costs, HERS)("of_project", ONE),
    "Comparisons.ads": of(Comparisons, key("user", 77))("ads", key("group", 77)),
    "Quality.of_project": of(Quality, HERS)("of_project", ONE),
    "Calendar.due_schedules": of(Calendar)("due_schedules"),
}

EVERYDAY: Mapping[str, Query] = {
    # The schema story's six.
    "a person's brands": statement(
        "SELECT * FROM brands WHERE user_id = :u ORDER BY created_at DESC", u=HERS
    ),
    "a brand's ads of a status": statement(
        "SELECT * FROM ad_projects WHERE brand_id = :b AND status = 'completed'", b=key("brand", 5)
    ),
    "a conversation, from the first word": statement(
        "SELECT * FROM chat_messages WHERE project_id = :p ORDER BY timestamp", p=ONE
    ),
    "the last words of a long conversation": statement(
        "SELECT * FROM chat_messages WHERE project_id = :p ORDER BY timestamp DESC LIMIT 30", p=LONG_ONE
    ),
    "an ad's jobs": statement(
        "SELECT * FROM generation_jobs WHERE project_id = :p ORDER BY created_at DESC", p=ONE
    ),
    "the job of a prediction": statement(
        "SELECT * FROM generation_jobs WHERE replicate_job_id = 'prediction-777-2'"
    ),
    "an ad's script": statement("SELECT * FROM scripts WHERE project_id = :p", p=ONE),
    # The asset story's four.
    "an ad with its files": statement(
        "SELECT s.*, (SELECT json_agg(a.* ORDER BY a.created_at) FROM assets a WHERE a.project_id = s.id "
        "AND a.type = 'image') AS images, (SELECT json_agg(a.* ORDER BY a.created_at) FROM assets a "
        "WHERE a.project_id = s.id AND a.type = 'video_clip') AS clips FROM ad_projects s WHERE s.id = :p",
        p=ONE,
    ),
    "the mood board": statement(
        "SELECT * FROM assets WHERE project_id = :p AND user_selected AND deleted_at IS NULL "
        "ORDER BY selection_order, created_at",
        p=ONE,
    ),
    "what an ad cost": statement(
        "SELECT category, provider, count(*) AS calls, sum(amount) AS spend, avg(api_latency_ms) AS latency "
        "FROM generation_costs WHERE project_id = :p GROUP BY category, provider ORDER BY spend DESC",
        p=ONE,
    ),
    "the same as a view": statement("SELECT * FROM cost_breakdown WHERE project_id = :p", p=ONE),
    "how far an ad has come": statement("SELECT * FROM project_progress WHERE project_id = :p", p=ONE),
    "a person's open ads": statement(
        "SELECT s.id, s.title, s.updated_at, count(a.id) FILTER (WHERE a.type = 'image') AS images "
        "FROM ad_projects s LEFT JOIN assets a ON a.project_id = s.id WHERE s.user_id = :u "
        "AND s.status <> 'completed' AND s.deleted_at IS NULL GROUP BY s.id ORDER BY s.updated_at DESC",
        u=HERS,
    ),
    # The generation story's five.
    "a person's latest videos": statement(
        "SELECT * FROM ad_projects WHERE user_id = :u AND status = 'completed' AND deleted_at IS NULL "
        "ORDER BY created_at DESC LIMIT 20",
        u=key("user", 4),
    ),
    "an ad with what was measured": statement(
        "SELECT p.id, m.metric_name, m.metric_value FROM ad_projects p "
        "LEFT JOIN quality_metrics m ON m.project_id = p.id WHERE p.id = :p",
        p=ONE,
    ),
    "a comparison with its variants": statement(
        "SELECT g.id, p.* FROM generation_groups g JOIN ad_projects p ON p.generation_group_id = g.id "
        "WHERE g.id = :g ORDER BY p.created_at",
        g=key("group", 77),
    ),
    "the edits of an ad": statement(
        "SELECT * FROM ad_projects WHERE parent_id = :p ORDER BY created_at", p=key("project", 7)
    ),
    "the latest ads of a framework": statement(
        "SELECT * FROM ad_projects WHERE framework = 'PAS' ORDER BY created_at DESC LIMIT 20"
    ),
    # What the clock asks.
    "jobs whose poll is due": statement(
        "SELECT id FROM generation_jobs WHERE next_poll_at <= now() ORDER BY next_poll_at LIMIT 100"
    ),
    "schedules that are due": statement(
        "SELECT * FROM schedules WHERE next_run_at <= now() AND paused_at IS NULL ORDER BY next_run_at LIMIT 100"
    ),
}


@pytest.fixture(scope="module")
def filled(cluster: Cluster) -> Iterator[str]:
    """The URL of the large database, made once."""
    url = cluster.create()
    made = bulk.fill(url, time.monotonic)
    with psycopg.connect(libpq_url(url)) as connection:
        size = connection.execute("SELECT pg_size_pretty(pg_database_size(current_database()))").fetchall()[
            0
        ][0]
    print(f"\n{made.rows:,} rows, {size}, in {made.copying_s:.1f} s, indexes in {made.indexing_s:.1f} s")
    yield url
    cluster.drop(url)


@pytest.fixture
async def large(filled: str) -> AsyncIterator[Database]:
    database = Database(DatabaseSettings(filled))
    yield database
    await database.dispose()


async def sent_by(database: Database, query: Query) -> list[tuple[str, Any]]:
    """The reading statements that `query` sends, with their parameters."""
    caught: list[tuple[str, Any]] = []

    def catch(_c: object, _cursor: object, sql: str, parameters: Any, _context: object, _many: bool) -> None:
        if sql.lstrip().upper().startswith(("SELECT", "WITH")):
            caught.append((sql, parameters))

    async with database.transaction() as session:
        connection = (await session.connection()).sync_connection
        assert connection is not None
        event.listen(connection, "before_cursor_execute", catch)
        await query(session)
        await session.rollback()
    return caught


async def cost_of(database: Database, sql: str, parameters: Any) -> Cost:
    """The second run of the statement: the first one brings the pages into memory."""
    async with database.transaction() as session:
        connection = await session.connection()
        for _ in range(2):
            async with connection.begin_nested() as attempt:
                explained = await connection.exec_driver_sql(
                    f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", parameters
                )
                found = explained.scalar_one()
                await attempt.rollback()
    plan = (json.loads(found) if isinstance(found, str) else found)[0]
    nodes = list(_nodes(plan["Plan"]))
    scans = [node for node in nodes if "Scan" in node["Node Type"] and "Relation Name" in node]
    return Cost(
        ms=plan["Execution Time"],
        returned=max(plan["Plan"]["Actual Rows"], *(_counted(node) for node in nodes)),
        read=sum(_read(node) for node in scans),
        pages=plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"],
        indexes=tuple(dict.fromkeys(node["Index Name"] for node in nodes if "Index Name" in node)),
        whole_tables=tuple(node["Relation Name"] for node in scans if node["Node Type"] == "Seq Scan"),
    )


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


def _read(node: dict[str, Any]) -> int:
    thrown_away = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return int(node["Actual Loops"] * (node["Actual Rows"] + thrown_away))


def _counted(node: dict[str, Any]) -> int:
    """Rows that an aggregate takes together are rows that were asked for."""
    if node["Node Type"] != "Aggregate":
        return 0
    return sum(int(child["Actual Rows"] * child["Actual Loops"]) for child in node.get("Plans", ()))


def told_costs() -> dict[str, tuple[int, int, int]]:
    """Query → (rows returned, rows read, pages), as the document has it."""
    document = (Path(__file__).parents[2] / "docs" / "DATABASE.md").read_text(encoding="utf-8")
    section = document.partition("\n## Growth\n")[2]
    rows = re.findall(r"^\| `?([^|`]+?)`? \| [\d.]+ \| (\d+) \| (\d+) \| (\d+) \|$", section, re.M)
    return {name: (int(returned), int(read), int(pages)) for name, returned, read, pages in rows}


async def test_every_everyday_query_reads_what_it_returns(large: Database, subtests: pytest.Subtests) -> None:
    async with large.transaction() as session:
        rows = (await session.execute(text("SELECT relname, reltuples FROM pg_class"))).all()
    big = {name for name, count in rows if count > BIG}
    assert {"ad_projects", "chat_messages", "scripts", "generation_jobs", "assets", "brands"} <= big
    told = told_costs()
    assert set(told) == {*EVERYDAY, *REPOSITORIES}
    for name, query in {**EVERYDAY, **REPOSITORIES}.items():
        with subtests.test(name):
            sent = await sent_by(large, query)
            assert sent
            for sql, parameters in sent:
                cost = await cost_of(large, sql, parameters)
                print(f"{name:40} {cost}")
                rows, read, pages = told[name]
                assert (cost.returned, cost.read) == (rows, read), "docs/DATABASE.md tells other figures"
                assert cost.pages <= 1.5 * pages
                assert cost.returned > 0, "the test data has no row for it"
                assert cost.indexes, sql
                assert not big & set(cost.whole_tables), sql
                assert cost.read <= READ_PER_ROW * cost.returned + READ_AT_MOST, cost
                assert cost.pages <= PAGES_PER_ROW * cost.returned + PAGES_AT_MOST, cost


async def test_the_last_words_cost_the_same_however_long_the_conversation_is(large: Database) -> None:
    query = EVERYDAY["the last words of a long conversation"]
    ((sql, _),) = await sent_by(large, query)
    long, short = [await cost_of(large, sql, (project,)) for project in (LONG_ONE, ONE)]
    assert (long.returned, short.returned) == (30, 10)
    assert long.read == 30
    assert long.pages <= 3 * short.pages + 30


async def test_a_query_without_an_index_would_be_noticed(large: Database) -> None:
    ((sql, parameters),) = await sent_by(large, statement("SELECT * FROM ad_projects WHERE title = 'ad 7'"))
    cost = await cost_of(large, sql, parameters)
    assert cost.whole_tables == ("ad_projects",)
    assert cost.read > READ_PER_ROW * cost.returned + READ_AT_MOST


def test_the_rows_are_right_although_nobody_asked_the_foreign_keys(filled: str) -> None:
    assert bulk.orphans(filled) == []
