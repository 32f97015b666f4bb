"""One person's rows: all of them in a zip, or none of them anywhere."""

from __future__ import annotations

import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import create_engine, select, text

from db import privacy
from db.administration import AuditLog
from db.base import Base
from db.engine import Database, libpq_url, psycopg_url
from db.enums import CostCategory
from db.errors import NotFound, Refused
from db.ledger import Costs
from db.models import AdProject, GenerationJob, Turn, User
from db.outbox import say
from db.personal import NOBODYS, PERSONAL
from db.privacy import Erased, NotYet
from db.production import Production
from db.projects import Projects
from db.wakeups import wake_job, wake_production, wake_turn
from tests.support.people import met
from tests.support.world import Person, settle

EMAIL, NAME, USERNAME = "ada@analytical.example", "Ada King-Noel", "countess_ada"


@pytest.fixture
async def people(database: Database, database_url: str) -> tuple[Person, Person]:
    """Ada and Bo, with a row in every table; Ada is well known, and the engine has been busy for her."""
    engine = create_engine(psycopg_url(database_url))
    with engine.begin() as connection:
        ada, bo = settle(connection, "ada-mark", 7001002), settle(connection, "bo-mark", 8002003)
        connection.execute(
            text("UPDATE users SET email = :email, name = :name, username = :username WHERE id = :id"),
            {"email": EMAIL, "name": NAME, "username": USERNAME, "id": ada.user_id},
        )
    engine.dispose()
    async with database.transaction() as session:
        await _leave_traces(session, ada)
    return ada, bo


async def _leave_traces(session: Any, ada: Person) -> None:
    await wake_turn(session, ada.id_of("ad_projects"))
    await wake_production(session, ada.id_of("ad_projects"))
    await wake_job(session, ada.id_of("generation_jobs"), queue="media")
    for key, kind in (("one", "text"), ("two", "card")):
        await say(
            session,
            chat_id=ada.number,
            thread_id=None,
            kind=kind,  # type: ignore[arg-type]
            payload={"text": f"Hello {NAME} @{USERNAME}"},
            dedupe_key=f"{key}:{ada.number}",
            then=("delivered", {"job_id": str(ada.id_of("generation_jobs"))}),
        )
    log = AuditLog(session)
    details = {"of": [str(ada.user_id), {"id": ada.number}], "said": f"{NAME} (@{USERNAME}, {EMAIL})"}
    await log.note(str(ada.user_id), "plan.asked", details=details)
    await log.note("1", "plan.granted", subject=("person", str(ada.number)))
    await log.note("1", "broadcast.sent", details={"count": 7001002990})


async def settled(database: Database, person: Person) -> None:
    """Nothing of the person is open any more."""
    async with database.transaction() as session:
        for statement in (
            "UPDATE payments SET status = 'failed', error_message = :name WHERE user_id = :id",
            "UPDATE generation_attempts SET state = 'failed'",
        ):
            values = {"id": person.user_id, "name": NAME} if ":id" in statement else {}
            await session.execute(text(statement), values)


async def erased(database: Database, person: Person) -> Erased:
    async with database.transaction() as session:
        assert await privacy.lock(session, person.user_id)
    await settled(database, person)
    async with database.transaction() as session:
        outcome = await privacy.erase(session, person.user_id)
    assert isinstance(outcome, Erased)
    return outcome


def findings(url: str, words: list[str]) -> list[str]:
    """Every column of every table, cast to text, in which one of `words` stands."""
    found = []
    with psycopg.connect(libpq_url(url)) as connection:
        columns = connection.execute(
            "SELECT c.table_name, c.column_name FROM information_schema.columns AS c "
            "JOIN information_schema.tables AS t USING (table_schema, table_name) "
            "WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
        ).fetchall()
        assert len(columns) > 300
        for table, column in columns:
            for word in words:
                query = f'SELECT count(*) FROM "{table}" WHERE strpos(lower("{column}"::text), lower(%s)) > 0'
                count = connection.execute(query, [word]).fetchone()
                if count and count[0]:
                    found.append(f"{table}.{column}: {word}")
    return found


def test_every_table_is_somebodys_or_nobodys() -> None:
    assert set(PERSONAL) | set(NOBODYS) == set(Base.metadata.tables)
    assert not set(PERSONAL) & set(NOBODYS)
    assert all(reason.endswith(".") for reason in NOBODYS.values())


async def test_an_export_holds_every_row_of_the_person_and_none_of_others(
    database: Database, people: tuple[Person, Person], tmp_path: Path
) -> None:
    ada, bo = people
    file = tmp_path / "ada.zip"
    async with database.transaction() as session:
        made = await privacy.export(session, ada.user_id, file)
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        names = {name.removesuffix(".jsonl") for name in archive.namelist() if name.endswith(".jsonl")}
        assert names == {*PERSONAL, "media"}
        rows = {name: archive.read(f"{name}.jsonl").decode().splitlines() for name in PERSONAL}
        readme = archive.read("README.txt").decode()
        media = [json.loads(line)["uri"] for line in archive.read("media.jsonl").decode().splitlines()]
    for name, row in ada.rows.items():
        kept = [json.loads(line) for line in rows[name]]
        assert any(
            str(one.get("id", one.get("name"))) == str(row.get("id", row.get("name"))) for one in kept
        ), name
        assert made.rows[name] == len(kept)
        assert name in readme
    everything = "\n".join(line for lines in rows.values() for line in lines)
    assert bo.mark not in everything
    assert str(bo.user_id) not in everything
    assert media == list(made.media)
    assert f"url of {ada.mark}" in media
    assert list(tmp_path.iterdir()) == [file]


async def test_an_export_of_nobody_leaves_no_file(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        async with database.transaction() as session:
            await privacy.export(
                session, Person("none", 1, {"users": {"id": "0" * 32}}).user_id, tmp_path / "x.zip"
            )
    assert list(tmp_path.iterdir()) == []


async def test_after_an_erasure_nothing_is_found_in_any_column(
    database: Database, database_url: str, people: tuple[Person, Person]
) -> None:
    ada, bo = people
    words = [str(ada.user_id), str(ada.number), EMAIL, NAME, USERNAME]
    before = {line.split(":")[0] for line in findings(database_url, words)}
    assert {"users.email", "outbox.payload", "procrastinate_jobs.lock", "audit_log.details"} <= before
    outcome = await erased(database, ada)
    left = [line for line in findings(database_url, words) if line != f"audit_log.details: {ada.number}"]
    assert left == []
    async with database.transaction() as session:
        log = await AuditLog(session).recent()
        assert [entry.details for entry in log if entry.action == "broadcast.sent"] == [{"count": 7001002990}]
        assert {e.actor for e in log if e.action == "plan.asked"} == {outcome.pseudonym}
        assert {e.subject for e in log if e.action == "plan.granted"} == {outcome.pseudonym}
        assert await session.get(User, bo.user_id) is not None
    gone = [row["id"] for name, row in ada.rows.items() if not PERSONAL[name].kept and "id" in row]
    ids = [str(one) for one in gone if isinstance(one, UUID)]
    assert len(ids) > 20
    assert findings(database_url, ids) == []


async def test_what_would_be_removed_is_counted_before_it_is(
    database: Database, people: tuple[Person, Person]
) -> None:
    ada, _ = people
    async with database.transaction() as session:
        await privacy.lock(session, ada.user_id)
    await settled(database, ada)
    async with database.transaction() as session:
        told = await privacy.holdings(session, ada.user_id)
        outcome = await privacy.erase(session, ada.user_id)
    assert isinstance(outcome, Erased)
    assert told == outcome.rows


async def test_the_other_person_loses_nothing(
    database: Database, database_url: str, people: tuple[Person, Person], tmp_path: Path
) -> None:
    ada, bo = people
    async with database.transaction() as session:
        before = await privacy.export(session, bo.user_id, tmp_path / "before.zip")
    await erased(database, ada)
    async with database.transaction() as session:
        after = await privacy.export(session, bo.user_id, tmp_path / "after.zip")
    assert before == after


async def test_the_ledger_stays_under_a_pseudonym(database: Database, people: tuple[Person, Person]) -> None:
    ada, _ = people
    async with database.transaction() as session:
        await Costs(session, ada.user_id).add(
            CostCategory.LLM, Decimal("0.4242"), project_id=ada.id_of("ad_projects")
        )
        before = await session.scalar(text("SELECT sum(amount) FROM generation_costs"))
    outcome = await erased(database, ada)
    assert outcome.kept["generation_costs"] == 2
    assert outcome.kept["payments"] == 1
    assert "generation_costs" not in outcome.rows
    assert outcome.rows["ad_projects"] == 1
    assert f"url of {ada.mark}" in outcome.media
    async with database.transaction() as session:
        assert await session.scalar(text("SELECT sum(amount) FROM generation_costs")) == before
        for table in ("generation_costs", "payments"):
            query = f"SELECT count(*) FROM {table} WHERE pseudonym = :p AND user_id IS NULL"
            assert await session.scalar(text(query), {"p": outcome.pseudonym}) == outcome.kept[table]
        with pytest.raises(NotFound):
            await privacy.erase(session, ada.user_id)


async def test_locking_stops_what_runs_and_begins_nothing_new(
    database: Database, people: tuple[Person, Person]
) -> None:
    ada, _ = people
    project_id = ada.id_of("ad_projects")
    async with database.transaction() as session:
        started = await Production(session).approve(ada.user_id, project_id, 1, chat_id=ada.number)
        assert started == "started"
    async with database.transaction() as session:
        assert await privacy.lock(session, ada.user_id)
        assert not await privacy.lock(session, ada.user_id)
        assert await privacy.leaving(session) == [ada.user_id]
    async with database.transaction() as session:
        jobs = (
            await session.scalars(select(GenerationJob).where(GenerationJob.project_id == project_id))
        ).all()
        assert {job.status.value for job in jobs} == {"cancelled"}
        turns = (await session.scalars(select(Turn).where(Turn.project_id == project_id))).all()
        assert {(turn.state, turn.stop_requested) for turn in turns} == {
            ("stopped", False),
            ("running", True),
        }
        _, chat = await met(session, ada.number, leaving_too=True)
        mine = Projects(session, ada.user_id)
        assert await mine.get(project_id) is None
        assert await mine.recent() == []
        with pytest.raises(Refused):
            await mine.start(chat)
        approval = await Production(session).approve(ada.user_id, project_id, 1, chat_id=ada.number)
        assert approval == "not_found"
        waiting = "SELECT count(*) FROM outbox WHERE user_id = :id AND sent_version < version AND dropped_at IS NULL"
        assert await session.scalar(text(waiting), {"id": ada.user_id}) == 0


@pytest.mark.parametrize(
    ("reason", "open_it"),
    [
        ("payments", "UPDATE payments SET status = 'pending' WHERE user_id = :id"),
        ("attempts", "UPDATE generation_attempts SET state = 'running'"),
        (
            "jobs",
            "UPDATE generation_jobs SET status = 'processing', leased_until = now() + interval '1 minute'",
        ),
        ("turns", "UPDATE turns SET leased_until = now() + interval '1 minute' WHERE state = 'running'"),
        ("edits", "UPDATE editing_sessions SET status = 'rendering'"),
        ("trainings", "UPDATE lora_models SET training_status = 'in_progress'"),
    ],
)
async def test_an_erasure_waits_for_what_is_open_but_two_days_at_most(
    database: Database, people: tuple[Person, Person], reason: str, open_it: str
) -> None:
    ada, _ = people
    async with database.transaction() as session:
        await privacy.lock(session, ada.user_id)
    await settled(database, ada)
    async with database.transaction() as session:
        values = {"id": ada.user_id} if ":id" in open_it else {}
        await session.execute(text(open_it), values)
        outcome = await privacy.erase(session, ada.user_id)
        assert isinstance(outcome, NotYet)
        assert outcome.because == {reason: 1}
        person = await session.get_one(User, ada.user_id)
        assert person.deleted_at is not None
        assert outcome.at_the_latest - person.deleted_at == privacy.GRACE
        assert await session.get(AdProject, ada.id_of("ad_projects")) is not None
    async with database.transaction() as session:
        late = "UPDATE users SET deleted_at = now() - interval '48 hours 1 second' WHERE id = :id"
        await session.execute(text(late), {"id": ada.user_id})
        assert isinstance(await privacy.erase(session, ada.user_id), Erased)


async def test_an_old_unpaid_invoice_holds_nothing_up(
    database: Database, database_url: str, people: tuple[Person, Person]
) -> None:
    ada, _ = people
    async with database.transaction() as session:
        await privacy.lock(session, ada.user_id)
        await session.execute(text("UPDATE generation_attempts SET state = 'failed'"))
    with psycopg.connect(libpq_url(database_url)) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE payments SET updated_at = now() - interval '2 hours'")
    async with database.transaction() as session:
        assert isinstance(await privacy.erase(session, ada.user_id), Erased)


async def test_nobody_is_erased_without_the_lock(database: Database, people: tuple[Person, Person]) -> None:
    async with database.transaction() as session:
        with pytest.raises(Refused):
            await privacy.erase(session, people[0].user_id)


async def test_whoever_comes_back_after_an_erasure_is_new(
    database: Database, people: tuple[Person, Person]
) -> None:
    ada, _ = people
    await erased(database, ada)
    async with database.transaction() as session:
        again, _ = await met(session, ada.number)
        assert again.id != ada.user_id
        assert again.deleted_at is None
        assert again.total_cost == 0
