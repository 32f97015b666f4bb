"""States that must not be can't be: whoever writes, and in whatever order."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import psycopg.errors
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from db.enums import ATTEMPT_STATES, OPEN_ATTEMPT_STATES, AdProjectStatus, GenerationJobStatus
from db.status import may_move
from tests.support.rows import add, table

ADS, JOBS = table("ad_projects"), table("generation_jobs")
FEW = settings(max_examples=25, deadline=None)


def accepted(connection: Connection, statement: Any) -> bool:
    """Whether the database took `statement`; what it refused leaves no trace."""
    try:
        with connection.begin_nested():
            connection.execute(statement)
    except IntegrityError:
        return False
    return True


@pytest.mark.parametrize("old", list(AdProjectStatus))
def test_an_ad_moves_in_sql_as_in_the_table(connection: Connection, old: AdProjectStatus) -> None:
    for new in AdProjectStatus:
        ad = add(connection, "ad_projects", status=old)
        move = update(ADS).where(ADS.c.id == ad["id"]).values(status=new)
        assert accepted(connection, move) is (old == new or may_move(old, new)), f"{old} → {new}"


@pytest.mark.parametrize("old", list(GenerationJobStatus))
def test_a_job_moves_in_sql_as_in_the_table(connection: Connection, old: GenerationJobStatus) -> None:
    for new in GenerationJobStatus:
        job = add(connection, "generation_jobs", status=old)
        move = update(JOBS).where(JOBS.c.id == job["id"]).values(status=new)
        assert accepted(connection, move) is (old == new or may_move(old, new)), f"{old} → {new}"


def test_a_job_that_has_its_file_is_not_done_again(connection: Connection) -> None:
    job = add(connection, "generation_jobs", status=GenerationJobStatus.COMPLETED)
    owner = select(ADS.c.user_id).where(ADS.c.id == job["project_id"])
    asset = add(connection, "assets", project_id=job["project_id"], user_id=connection.scalar(owner))
    mine = update(JOBS).where(JOBS.c.id == job["id"])
    connection.execute(mine.values(output_asset_id=asset["id"]))
    again = mine.values(status=GenerationJobStatus.QUEUED)
    assert not accepted(connection, again)
    assert accepted(connection, mine.values(output_asset_id=None))
    assert accepted(connection, again)


def test_a_refused_move_names_the_rule(connection: Connection) -> None:
    ad = add(connection, "ad_projects")
    with pytest.raises(DBAPIError, match="does not go from initial to completed") as caught:
        connection.execute(update(ADS).where(ADS.c.id == ad["id"]).values(status="completed"))
    assert isinstance(caught.value.orig, psycopg.errors.CheckViolation)
    assert caught.value.orig.diag.constraint_name == "ad_projects_status_move"


@FEW
@given(wishes=st.lists(st.sampled_from(AdProjectStatus), max_size=15))
def test_random_wishes_walk_only_allowed_ways(schema_engine: Engine, wishes: list[AdProjectStatus]) -> None:
    with schema_engine.connect() as connection:
        ad = add(connection, "ad_projects")
        way = [AdProjectStatus.INITIAL]
        for wish in wishes:
            if accepted(connection, update(ADS).where(ADS.c.id == ad["id"]).values(status=wish)):
                way.append(wish)
            assert (
                connection.execute(select(ADS.c.status).where(ADS.c.id == ad["id"])).scalar_one() == way[-1]
            )
        connection.rollback()
    assert all(old == new or may_move(old, new) for old, new in itertools.pairwise(way))


@FEW
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("ask"), st.sampled_from(ATTEMPT_STATES)),
            st.tuples(st.just("end"), st.sampled_from(ATTEMPT_STATES)),
        ),
        max_size=12,
    )
)
def test_a_job_never_has_two_open_attempts(schema_engine: Engine, steps: list[tuple[str, str]]) -> None:
    attempts = table("generation_attempts")
    with schema_engine.connect() as connection:
        job = add(connection, "generation_jobs")
        has_open = False
        for number, (act, state) in enumerate(steps):
            opens = state in OPEN_ATTEMPT_STATES
            if act == "ask":
                row = {"job_id": job["id"], "epoch": number, "provider": "p", "correlator": str(number)}
                row |= {"state": state, "prediction_id": str(number)}
                assert accepted(connection, attempts.insert().values(row)) is not (has_open and opens)
                has_open = has_open or opens
            elif not opens:
                ended = attempts.update().where(attempts.c.state.in_(OPEN_ATTEMPT_STATES))
                assert accepted(connection, ended.where(attempts.c.job_id == job["id"]).values(state=state))
                has_open = False
            count = "SELECT count(*) FROM generation_attempts WHERE job_id = :id AND state IN ('sending', 'running')"
            assert connection.execute(text(count), {"id": job["id"]}).scalar_one() == has_open
        connection.rollback()


@FEW
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(["reserve", "release", "spend"]), st.integers(-3, 12)), max_size=12
    )
)
def test_a_budget_is_never_overdrawn(schema_engine: Engine, acts: list[tuple[str, int]]) -> None:
    budgets = table("budgets")
    ways = {
        "reserve": "reserved = reserved + :sum WHERE reserved + spent + :sum <= limit_amount AND :sum > 0",
        "release": "reserved = reserved - :sum WHERE :sum > 0",
        "spend": "reserved = reserved - :sum, spent = spent + :sum WHERE :sum > 0",
    }
    with schema_engine.connect() as connection:
        row = add(connection, "budgets", limit_amount=20)
        for act, amount in acts:
            statement = text(f"UPDATE budgets SET {ways[act]} AND id = :id")
            accepted(connection, statement.bindparams(sum=Decimal(amount), id=row["id"]))
            now = connection.execute(select(budgets).where(budgets.c.id == row["id"])).mappings().one()
            assert now["reserved"] >= 0
            assert now["spent"] >= 0
            assert now["reserved"] + now["spent"] <= now["limit_amount"]
        connection.rollback()


@FEW
@given(progress=st.integers(-(2**31), 2**31 - 1) | st.integers(-5, 105))
def test_progress_is_a_percentage(schema_engine: Engine, progress: int) -> None:
    with schema_engine.connect() as connection:
        job = add(connection, "generation_jobs")
        model = add(connection, "lora_models")
        models = table("lora_models")
        told = update(JOBS).where(JOBS.c.id == job["id"]).values(progress_percentage=progress)
        trained = update(models).where(models.c.id == model["id"]).values(training_progress=progress)
        assert accepted(connection, told) is accepted(connection, trained) is (0 <= progress <= 100)
        connection.rollback()


def test_a_stage_ends_with_the_production(connection: Connection) -> None:
    ad = add(connection, "ad_projects", status="video_generating", current_stage="composing")
    ended = update(ADS).where(ADS.c.id == ad["id"])
    assert not accepted(connection, ended.values(status="completed"))
    assert accepted(connection, ended.values(status="completed", current_stage=None))
