"""Every rule of the schema has a row that passes and a row that is refused."""

from __future__ import annotations

import uuid
from typing import Any

import psycopg.errors
import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Enum,
    Index,
    Table,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError

import db.models  # noqa: F401
from db.base import Base
from tests.support.rows import add, sample, table

TABLES = Base.metadata.sorted_tables
TRUNK = ("users", "brands", "ad_projects", "chat_messages", "scripts", "generation_jobs", "lora_models")

DELETE_RULES = {
    "brands.user_id": "CASCADE",
    "ad_projects.brand_id": "CASCADE",
    "ad_projects.user_id": "RESTRICT",
    "ad_projects.parent_id": "SET NULL",
    "ad_projects.final_asset_id": "SET NULL",
    "ad_projects.thumbnail_asset_id": "SET NULL",
    "chat_messages.project_id": "CASCADE",
    "chat_messages.asset_id": "SET NULL",
    "chat_messages.turn_id": "SET NULL",
    "scripts.project_id": "CASCADE",
    "script_revisions.project_id": "CASCADE",
    "generation_jobs.project_id": "CASCADE",
    "generation_jobs.script_id": "CASCADE",
    "generation_jobs.output_asset_id": "SET NULL",
    "lora_models.brand_id": "CASCADE",
    "assets.user_id": "CASCADE",
    "assets.brand_id": "CASCADE",
    "assets.project_id": "CASCADE",
    "assets.source_image_id": "SET NULL",
    "turns.project_id": "CASCADE",
    "outbox.user_id": "CASCADE",
    "outbox.project_id": "SET NULL",
    "chat_sessions.user_id": "CASCADE",
    "chat_sessions.active_project_id": "SET NULL",
}

# constraint: (values that pass, values that don't)
CHECKS: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {
    "ck_generation_jobs_progress_percentage": (
        [{"progress_percentage": 0}, {"progress_percentage": 100}],
        [{"progress_percentage": -1}, {"progress_percentage": 101}],
    ),
    "ck_generation_jobs_asset_kind": ([{"asset_kind": "cut"}, {"asset_kind": None}], [{"asset_kind": "gif"}]),
    "ck_generation_jobs_scene_number": ([{"scene_number": 1}, {"scene_number": None}], [{"scene_number": 0}]),
    "ck_generation_jobs_attempts": ([{"attempts": 0}], [{"attempts": -1}]),
    "ck_lora_models_training_progress": (
        [{"training_progress": 0}, {"training_progress": 100}],
        [{"training_progress": -1}, {"training_progress": 101}],
    ),
    "ck_lora_models_trained_samples_count": (
        [{"trained_samples_count": 0}],
        [{"trained_samples_count": -1}],
    ),
    "ck_ad_projects_current_stage": ([{"current_stage": "composing"}], [{"current_stage": "completed"}]),
    "ck_ad_projects_framework": ([{"framework": "hook_demo"}], [{"framework": "pas"}]),
    "ck_ad_projects_aspect_ratio": ([{"aspect_ratio": "16:9"}], [{"aspect_ratio": "wide"}]),
    "ck_ad_projects_creativity_level": (
        [{"creativity_level": 1}, {"creativity_level": 10}],
        [{"creativity_level": 0}, {"creativity_level": 11}],
    ),
    "ck_ad_projects_num_scenes": ([{"num_scenes": 1}], [{"num_scenes": 0}]),
    "ck_ad_projects_revision": ([{"revision": 0}], [{"revision": -1}]),
    "ck_ad_projects_cost": (
        [{"total_cost": 0, "estimated_cost": None}],
        [{"total_cost": -1}, {"estimated_cost": -1}],
    ),
    "ck_scripts_revision": ([{"revision": 0}], [{"revision": -1}]),
    "ck_scripts_cohesion_score": (
        [{"cohesion_score": 0}, {"cohesion_score": 100}],
        [{"cohesion_score": -1}, {"cohesion_score": 100.01}],
    ),
    "ck_script_revisions_revision": ([{"revision": 1}], [{"revision": 0}]),
    "ck_assets_url": (
        [{"status": "generating"}, {"status": "failed"}, {"status": "completed", "url": "file://a"}],
        [{"status": "completed"}, {"status": "approved"}, {"status": "rejected"}],
    ),
    "ck_assets_size": ([{"width": 1, "height": 1}], [{"width": 0, "height": 1}, {"width": 1, "height": 0}]),
    "ck_assets_file_size_bytes": ([{"file_size_bytes": 0}], [{"file_size_bytes": -1}]),
    "ck_assets_sha256": ([{"sha256": "a" * 64}], [{"sha256": "A" * 64}, {"sha256": "a" * 63}]),
    "ck_assets_analysis_status": ([{"analysis_status": "completed"}], [{"analysis_status": "done"}]),
    "ck_turns_state": ([{"state": "stopped"}], [{"state": "paused"}]),
    "ck_outbox_kind": ([{"kind": "card"}, {"kind": "delete"}], [{"kind": "sticker"}]),
    "ck_outbox_sent_version": (
        [{"version": 2, "sent_version": 2}],
        [{"version": 1, "sent_version": 2}, {"sent_version": -1}],
    ),
    "ck_outbox_then": ([{"then_task": "advance", "then_args": {}}], [{"then_task": "advance"}]),
}

# What a row must be for a partial unique index to count it.
COUNTED = {
    "ix_turns_project_id_queued": {"state": "queued"},
    "ix_turns_project_id_running": {"state": "running"},
}


def name_of(thing: Any) -> str:
    return f"{thing.table.name}.{thing.name}" if isinstance(thing, Column) else str(thing.name)


def columns(*, where: Any) -> list[Any]:
    return [pytest.param(c, id=name_of(c)) for t in TABLES for c in t.columns if where(c)]


def refusal(connection: Connection, name: str, /, **values: Any) -> BaseException | None:
    """Why Postgres refused the row."""
    with pytest.raises(DBAPIError) as caught, connection.begin_nested():
        add(connection, name, **values)
    return caught.value.orig


def unique_indexes() -> list[Any]:
    return [pytest.param(i, id=i.name) for t in TABLES for i in t.indexes if i.unique]


def checks() -> dict[str, Table]:
    return {str(rule.name): t for t in TABLES for rule in t.constraints if isinstance(rule, CheckConstraint)}


@pytest.mark.parametrize("column", columns(where=lambda c: bool(c.foreign_keys)))
def test_a_foreign_key_points_at_a_row(connection: Connection, column: Column[Any]) -> None:
    parent = sample(connection, column)
    assert add(connection, column.table.name, **{column.name: parent})[column.name] == parent
    error = refusal(connection, column.table.name, **{column.name: uuid.uuid4()})
    assert isinstance(error, psycopg.errors.ForeignKeyViolation)


@pytest.mark.parametrize("column", columns(where=lambda c: bool(c.foreign_keys)))
def test_deleting_a_parent_does_what_the_rule_says(connection: Connection, column: Column[Any]) -> None:
    rule = DELETE_RULES[name_of(column)]
    (key,) = column.foreign_keys
    child = add(connection, column.table.name, **{column.name: sample(connection, column)})
    remove = delete(key.column.table).where(key.column == child[column.name])
    if rule == "RESTRICT":
        with pytest.raises(DBAPIError) as caught, connection.begin_nested():
            connection.execute(remove)
        assert isinstance(caught.value.orig, psycopg.errors.RestrictViolation)
        return
    assert connection.execute(remove).rowcount == 1
    primary = column.table.c.id
    rest = connection.execute(select(column).where(primary == child["id"])).all()
    assert rest == ([] if rule == "CASCADE" else [(None,)])


def test_every_foreign_key_has_a_rule_here() -> None:
    assert set(DELETE_RULES) == {name_of(c) for t in TABLES for c in t.columns if c.foreign_keys}


@pytest.mark.parametrize("index", unique_indexes())
def test_a_unique_index_refuses_a_twin(connection: Connection, index: Index) -> None:
    t = index.table
    assert t is not None
    named = {
        c.name: c for e in index.expressions for c in [getattr(e, "element", e)] if isinstance(c, Column)
    }
    names = set(named) | ({"created_at"} if "created_at" in str(index.name) else set())
    key = {name: sample(connection, t.c[name]) for name in names} | COUNTED.get(str(index.name), {})
    add(connection, t.name, **key)
    error = refusal(connection, t.name, **key)
    assert isinstance(error, psycopg.errors.UniqueViolation)
    assert error.diag.constraint_name == index.name
    # Another value in any one of its columns is another row.
    for name in names:
        if not isinstance(t.c[name].type, Enum) and name not in ("created_at", "asset_kind"):
            other = sample(connection, t.c[name])
            add(connection, t.name, **{**key, name: other + 1 if isinstance(other, int) else other})


def test_a_job_without_a_scene_is_unique_too(connection: Connection) -> None:
    cut = add(connection, "generation_jobs", asset_kind="cut")
    twin = {key: cut[key] for key in ("project_id", "script_id", "asset_kind")}
    assert isinstance(refusal(connection, "generation_jobs", **twin), psycopg.errors.UniqueViolation)
    add(connection, "generation_jobs", **twin, script_revision=1)


def test_a_turn_that_ended_makes_room(connection: Connection) -> None:
    turn = add(connection, "turns")
    for state in ("done", "stopped", "failed", "running"):
        add(connection, "turns", project_id=turn["project_id"], state=state)


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_a_check_lets_pass_and_refuses(connection: Connection, name: str) -> None:
    t = checks()[name]
    good, bad = CHECKS[name]
    for values in good:
        add(connection, t.name, **values)
    for values in bad:
        error = refusal(connection, t.name, **values)
        assert isinstance(error, psycopg.errors.CheckViolation)
        assert error.diag.constraint_name == name


def test_every_check_is_tried_here() -> None:
    assert set(CHECKS) == set(checks())


@pytest.mark.parametrize("column", columns(where=lambda c: not c.nullable))
def test_a_required_column_refuses_null(connection: Connection, column: Column[Any]) -> None:
    error = refusal(connection, column.table.name, **{column.name: None})
    assert isinstance(error, psycopg.errors.NotNullViolation)


@pytest.mark.parametrize("column", columns(where=lambda c: isinstance(c.type, Enum)))
def test_an_enum_holds_exactly_its_values(connection: Connection, column: Column[Any]) -> None:
    kind = column.type
    assert isinstance(kind, Enum)
    found = connection.execute(text(f"SELECT enum_range(NULL::{kind.name})::text[]")).scalar_one()
    assert found == kind.enums
    row = add(connection, column.table.name)
    statement = (
        f"UPDATE {column.table.name} SET {column.name} = CAST(:value AS text)::{kind.name} WHERE id = :id"
    )
    for value in set(kind.enums) - {"completed", "approved", "rejected"}:
        connection.execute(text(statement), {"value": value, "id": row["id"]})
    with pytest.raises(DBAPIError) as caught, connection.begin_nested():
        connection.execute(text(statement), {"value": "nonsense", "id": row["id"]})
    assert isinstance(caught.value.orig, psycopg.errors.InvalidTextRepresentation)


@pytest.mark.parametrize("column", columns(where=lambda c: c.server_default is not None))
def test_a_default_fills_the_column(connection: Connection, column: Column[Any]) -> None:
    assert add(connection, column.table.name)[column.name] is not None


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("users.subscription_type", "free"),
        ("brands.product_images", []),
        ("brands.brand_guidelines", {}),
        ("ad_projects.status", "initial"),
        ("ad_projects.conversation_history", []),
        ("ad_projects.ad_details", {}),
        ("ad_projects.aspect_ratio", "9:16"),
        ("ad_projects.creativity_level", 5),
        ("ad_projects.revision", 0),
        ("scripts.scenes", []),
        ("generation_jobs.status", "queued"),
        ("generation_jobs.progress_percentage", 0),
        ("generation_jobs.lease_epoch", 0),
        ("generation_jobs.cancel_requested", False),
        ("lora_models.training_status", "not_started"),
        ("lora_models.trained_samples_count", 0),
        ("assets.status", "generating"),
        ("turns.state", "queued"),
        ("outbox.version", 1),
        ("outbox.sent_version", 0),
        ("chat_sessions.thread_id", 0),
    ],
)
def test_a_default_is_what_it_should_be(connection: Connection, place: str, value: object) -> None:
    name, _, column = place.partition(".")
    assert add(connection, name)[column] == value


@pytest.mark.parametrize("column", columns(where=lambda c: isinstance(c.type, JSONB)))
def test_a_document_comes_back_as_it_went_in(connection: Connection, column: Column[Any]) -> None:
    document = {"title": "Çay & “Kahve” ☕", "scenes": [{"sceneNumber": 1, "duration": 2.5}], "logo": None}
    more = {"then_task": "advance"} if column.name == "then_args" else {}
    name = column.key if column.table.c.get(column.key) is not None else column.name
    assert add(connection, column.table.name, **{name: document, **more})[name] == document


@pytest.mark.parametrize("name", [t.name for t in TABLES if "updated_at" in t.c])
def test_a_change_moves_updated_at(connection: Connection, name: str) -> None:
    t = table(name)
    row = add(connection, name, updated_at=func.now() - text("interval '1 day'"))
    connection.execute(update(t).where(t.c.id == row["id"]).values({t.c.created_at: t.c.created_at}))
    after = connection.execute(select(t.c.updated_at, func.now()).where(t.c.id == row["id"])).one()
    assert row["updated_at"] < after[0] == after[1]


def test_an_owner_of_ads_is_not_deleted_but_one_with_brands_is(connection: Connection) -> None:
    ad = add(connection, "ad_projects")
    users, brands = table("users"), table("brands")
    with pytest.raises(DBAPIError), connection.begin_nested():
        connection.execute(delete(users).where(users.c.id == ad["user_id"]))
    brand = add(connection, "brands")
    connection.execute(delete(users).where(users.c.id == brand["user_id"]))
    assert connection.execute(select(brands.c.id).where(brands.c.id == brand["id"])).all() == []


def test_a_brand_takes_everything_of_its_ads_along(connection: Connection) -> None:
    ad = add(connection, "ad_projects")
    script = add(connection, "scripts", project_id=ad["id"])
    rows = {
        "ad_projects": ad,
        "scripts": script,
        "chat_messages": add(connection, "chat_messages", project_id=ad["id"]),
        "generation_jobs": add(connection, "generation_jobs", project_id=ad["id"], script_id=script["id"]),
        "lora_models": add(connection, "lora_models", brand_id=ad["brand_id"]),
    }
    connection.execute(delete(table("brands")).where(table("brands").c.id == ad["brand_id"]))
    for name, row in rows.items():
        assert connection.execute(select(table(name)).where(table(name).c.id == row["id"])).all() == []


def test_the_trunk_has_the_indexes_of_its_story(connection: Connection) -> None:
    told = {
        "ix_users_email",
        "ix_users_deleted_at",
        "ix_brands_user_id",
        "ix_brands_user_id_created_at",
        "ix_ad_projects_brand_id",
        "ix_ad_projects_user_id",
        "ix_ad_projects_status",
        "ix_ad_projects_brand_id_status",
        "ix_ad_projects_user_id_created_at",
        "ix_ad_projects_brand_id_created_at",
        "ix_chat_messages_project_id",
        "ix_chat_messages_project_id_timestamp",
        "ix_scripts_project_id",
        "ix_scripts_approved_at",
        "ix_generation_jobs_project_id",
        "ix_generation_jobs_script_id",
        "ix_generation_jobs_replicate_job_id",
        "ix_generation_jobs_project_id_status",
        "ix_generation_jobs_status_created_at",
        "ix_lora_models_brand_id",
        "ix_lora_models_training_status",
    }
    found = set(
        connection.execute(
            text("SELECT indexname FROM pg_indexes WHERE tablename = ANY(:names)"), {"names": list(TRUNK)}
        ).scalars()
    )
    assert told <= found


def test_every_foreign_key_has_an_index_that_starts_with_it(connection: Connection) -> None:
    query = """
        SELECT conrelid::regclass::text || '.' || conname FROM pg_constraint AS key
         WHERE contype = 'f' AND connamespace = 'public'::regnamespace
           AND conrelid::regclass::text NOT LIKE 'procrastinate%'
           AND NOT EXISTS (
               SELECT FROM pg_index
                WHERE indrelid = key.conrelid AND indkey[0] = key.conkey[1]
                  -- A partial index serves if it leaves out the nulls only.
                  AND (indpred IS NULL OR pg_get_expr(indpred, indrelid) LIKE '(%_id IS NOT NULL)'))
    """
    assert connection.execute(text(query)).scalars().all() == []


def test_times_know_their_zone_and_keys_are_uuids(connection: Connection) -> None:
    query = """
        SELECT table_name || '.' || column_name, data_type FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name NOT LIKE 'procrastinate%'
           AND (data_type LIKE 'timestamp%' OR data_type LIKE 'character%' OR data_type IN ('real', 'json'))
           AND table_name <> 'alembic_version' AND data_type <> 'timestamp with time zone'
    """
    assert connection.execute(text(query)).all() == []
    for name in TRUNK:
        assert isinstance(add(connection, name)["id"], uuid.UUID)
