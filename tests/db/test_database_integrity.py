"""Every rule of the schema has a row that passes and a row that is refused."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import psycopg.errors
import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
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
from tests.support.rows import add, owned_keys, sample, table

TABLES = Base.metadata.sorted_tables
TRUNK = ("users", "brands", "ad_projects", "chat_messages", "scripts", "generation_jobs", "lora_models")

DELETE_RULES = {
    "brands.user_id": "CASCADE",
    "ad_projects.brand_id": "CASCADE",
    "ad_projects.user_id": "RESTRICT",
    "ad_projects.parent_id": "SET NULL",
    "ad_projects.final_asset_id": "SET NULL",
    "ad_projects.thumbnail_asset_id": "SET NULL",
    "ad_projects.campaign_id": "SET NULL",
    "ad_projects.generation_group_id": "SET NULL",
    "ad_projects.template_id": "SET NULL",
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
    "users.invite_id": "SET NULL",
    "campaigns.user_id": "CASCADE",
    "campaigns.brand_id": "CASCADE",
    "generation_groups.user_id": "CASCADE",
    "campaign_templates.user_id": "CASCADE",
    "brand_styles.user_id": "CASCADE",
    "brand_styles.brand_id": "SET NULL",
    "brand_style_samples.brand_style_id": "CASCADE",
    "brand_style_samples.asset_id": "CASCADE",
    "generation_costs.user_id": "SET NULL",
    "generation_costs.project_id": "SET NULL",
    "generation_costs.asset_id": "SET NULL",
    "generation_costs.lora_model_id": "SET NULL",
    "generation_attempts.job_id": "CASCADE",
    "generation_attempts.lora_model_id": "CASCADE",
    "budgets.user_id": "CASCADE",
    "quality_metrics.project_id": "CASCADE",
    "quality_metrics.asset_id": "SET NULL",
    "editing_sessions.project_id": "CASCADE",
    "editing_sessions.output_asset_id": "SET NULL",
    "ratings.project_id": "CASCADE",
    "publications.project_id": "CASCADE",
    "publications.asset_id": "SET NULL",
    "schedules.user_id": "CASCADE",
    "schedules.project_id": "CASCADE",
    "schedules.campaign_id": "SET NULL",
    "schedule_runs.schedule_id": "CASCADE",
    "schedule_runs.project_id": "SET NULL",
    "payments.user_id": "SET NULL",
    "subscriptions.user_id": "CASCADE",
    "subscriptions.payment_id": "SET NULL",
    "broadcasts.author_id": "SET NULL",
    "broadcast_recipients.broadcast_id": "CASCADE",
    "broadcast_recipients.user_id": "CASCADE",
    "switches.changed_by": "SET NULL",
    "invites.created_by": "SET NULL",
    "content_reviews.project_id": "CASCADE",
    "content_reviews.reviewer_id": "SET NULL",
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
    "ck_generation_jobs_request_number": ([{"request_number": 1}], [{"request_number": 0}]),
    "ck_generation_jobs_variant": ([{"variant": 1}, {"variant": 99}], [{"variant": 0}, {"variant": 100}]),
    "ck_generation_jobs_round_number": ([{"round_number": 0}], [{"round_number": -1}]),
    "ck_generation_jobs_estimated_amount": ([{"estimated_amount": 0}], [{"estimated_amount": -1}]),
    "ck_generation_jobs_reserved_amount": (
        [{"reserved_amount": 0}, {"reserved_amount": 1, "reserved_on": date(2026, 3, 4)}],
        [{"reserved_amount": 1}, {"reserved_amount": -1, "reserved_on": date(2026, 3, 4)}],
    ),
    "ck_lora_models_training_progress": (
        [{"training_progress": 0}, {"training_progress": 100}],
        [{"training_progress": -1}, {"training_progress": 101}],
    ),
    "ck_lora_models_trained_samples_count": (
        [{"trained_samples_count": 0}],
        [{"trained_samples_count": -1}],
    ),
    "ck_lora_models_asked_samples_count": ([{"asked_samples_count": 0}], [{"asked_samples_count": -1}]),
    "ck_lora_models_revision": ([{"revision": 0}], [{"revision": -1}]),
    "ck_lora_models_estimated_amount": ([{"estimated_amount": 0}], [{"estimated_amount": -1}]),
    "ck_lora_models_reserved_amount": (
        [{"reserved_amount": 0}, {"reserved_amount": 1, "reserved_on": date(2026, 3, 4)}],
        [{"reserved_amount": 1}, {"reserved_amount": -1, "reserved_on": date(2026, 3, 4)}],
    ),
    "ck_ad_projects_current_stage": (
        [{"current_stage": "composing", "status": "video_generating"}],
        [{"current_stage": "completed", "status": "video_generating"}],
    ),
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
    "ck_ad_projects_stage_of_production": (
        [{"current_stage": None}, {"current_stage": "composing", "status": "video_generating"}],
        [{"current_stage": "composing", "status": "completed"}],
    ),
    "ck_outbox_owner": ([{}], [{"project_id": uuid.uuid4(), "user_id": None}]),
    "ck_users_totals": ([{"total_cost": 0}], [{"total_generations": -1}, {"total_cost": -1}]),
    "ck_campaigns_campaign_type": ([{"campaign_type": "seasonal"}], [{"campaign_type": "viral"}]),
    "ck_campaigns_status": ([{"status": "archived"}], [{"status": "gone"}]),
    "ck_generation_groups_comparison_type": (
        [{"comparison_type": "prompt"}],
        [{"comparison_type": "colours"}],
    ),
    "ck_campaign_templates_campaign_type": ([{"campaign_type": "event"}], [{"campaign_type": "viral"}]),
    "ck_campaign_templates_framework": ([{"framework": "BAB"}, {"framework": None}], [{"framework": "bab"}]),
    "ck_campaign_templates_usage_count": ([{"usage_count": 0}], [{"usage_count": -1}]),
    "ck_campaign_templates_owner": (
        [{"user_id": None, "is_public": True, "slug": "ours"}],
        [{"user_id": None, "is_public": False, "slug": "x"}, {"user_id": None, "is_public": True}],
    ),
    "ck_brand_style_samples_position": ([{"position": 0}], [{"position": -1}]),
    "ck_generation_costs_amount": ([{"amount": 0}, {"amount": "0.0001"}], [{"amount": "-0.0001"}]),
    "ck_generation_costs_currency": ([{"currency": "EUR"}], [{"currency": "eur"}, {"currency": "EURO"}]),
    "ck_generation_costs_usage": (
        [{"tokens_used": 0, "seconds_processed": 0, "api_latency_ms": 0}],
        [{"tokens_used": -1}, {"seconds_processed": -1}, {"api_latency_ms": -1}],
    ),
    "ck_generation_costs_owner": ([{"user_id": None}], [{"user_id": None, "asset_id": uuid.uuid4()}]),
    "ck_generation_attempts_target": ([{}], [{"job_id": None, "lora_model_id": None}]),
    "ck_generation_attempts_state": ([{"state": "not_created"}], [{"state": "lost"}]),
    "ck_generation_attempts_epoch": ([{"epoch": 0}], [{"epoch": -1}]),
    "ck_generation_attempts_reserved_amount": ([{"reserved_amount": 0}], [{"reserved_amount": -1}]),
    "ck_generation_attempts_request_number": ([{"request_number": 1}], [{"request_number": 0}]),
    "ck_generation_attempts_charged_amount": ([{"charged_amount": 0}], [{"charged_amount": -1}]),
    "ck_generation_attempts_clean_reads": ([{"clean_reads": 0}], [{"clean_reads": -1}]),
    "ck_generation_attempts_prediction_id": (
        [{"state": "running", "prediction_id": "p"}, {"state": "failed"}],
        [{"state": "running"}, {"state": "succeeded"}],
    ),
    "ck_budgets_limit_amount": ([{"limit_amount": 0}], [{"limit_amount": -1}]),
    "ck_budgets_reserved": ([{"reserved": 0}], [{"reserved": -1}]),
    "ck_budgets_spent": ([{"spent": 0}], [{"spent": -1}]),
    "ck_quality_metrics_metric_value": (
        [{"metric_value": 0}, {"metric_value": 100}],
        [{"metric_value": "-0.001"}, {"metric_value": "100.001"}],
    ),
    "ck_quality_metrics_metric_name": ([{"metric_name": "sharpness_2"}], [{"metric_name": "Sharp ness"}]),
    "ck_quality_metrics_scene_number": ([{"scene_number": None}], [{"scene_number": 0}]),
    "ck_editing_sessions_status": ([{"status": "rendering"}], [{"status": "queued"}]),
    "ck_ratings_rating": ([{"rating": 1}, {"rating": 5}], [{"rating": 0}, {"rating": 6}]),
    "ck_publications_status": ([{"status": "approved"}], [{"status": "live"}]),
    "ck_publications_scheduled_for": (
        [{"status": "scheduled", "scheduled_for": text("now()")}],
        [{"status": "scheduled"}],
    ),
    "ck_publications_published_at": (
        [{"status": "published", "published_at": text("now()")}],
        [{"status": "published"}, {"status": "draft", "published_at": text("now()")}],
    ),
    "ck_schedules_cron": ([{"cron": "0 9 * * MON"}], [{"cron": "0 9 * *"}, {"cron": "daily"}]),
    "ck_schedule_runs_state": ([{"state": "skipped"}], [{"state": "late"}]),
    "ck_payments_status": ([{"status": "failed"}], [{"status": "lost"}]),
    "ck_payments_amount": ([{"amount": 1}], [{"amount": 0}, {"amount": -1}]),
    "ck_payments_currency": ([{"currency": "XTR"}], [{"currency": "stars"}]),
    "ck_payments_payload": ([{"payload": "p" * 128}], [{"payload": ""}, {"payload": "ş" * 65}]),
    "ck_payments_paid": (
        [{"status": "paid", "telegram_payment_charge_id": "c", "paid_at": text("now()")}],
        [{"status": "paid"}, {"status": "refunded", "telegram_payment_charge_id": "d"}],
    ),
    "ck_subscriptions_source": ([{"source": "payment"}], [{"source": "gift"}]),
    "ck_subscriptions_status": ([{"status": "expired"}], [{"status": "paused"}]),
    "ck_subscriptions_expires_at": (
        [{"expires_at": None}, {"expires_at": text("now() + interval '1 day'")}],
        [{"expires_at": text("now()")}],
    ),
    "ck_broadcasts_content": ([{"content": "x" * 4096}], [{"content": ""}, {"content": "x" * 4097}]),
    "ck_broadcasts_status": ([{"status": "done"}], [{"status": "sent"}]),
    "ck_broadcast_recipients_state": ([{"state": "blocked"}], [{"state": "read"}]),
    "ck_switches_name": ([{"name": "kill"}, {"name": "model:a/b"}], [{"name": "Kill"}, {"name": "model:"}]),
    "ck_invites_code": (
        [{"code": "a" * 60}],
        [{"code": "a" * 61}, {"code": "short"}, {"code": "a b c d e f"}],
    ),
    "ck_invites_uses": ([{"most_uses": 2, "uses": 2}], [{"uses": 2}, {"most_uses": 0}, {"uses": -1}]),
    "ck_content_reviews_revision": ([{"revision": 1}], [{"revision": 0}]),
    "ck_content_reviews_state": (
        [{"state": "waiting"}],
        [{"state": "lost", "decided_at": text("now()")}],
    ),
    "ck_content_reviews_decided_at": (
        [{"state": "approved", "decided_at": text("now()")}],
        [{"state": "approved"}, {"decided_at": text("now()")}],
    ),
    "ck_content_reviews_note": (
        [{"state": "refused", "decided_at": text("now()"), "note": "why"}],
        [{"state": "refused", "decided_at": text("now()")}],
    ),
    "ck_audit_log_subject": ([{"subject_type": "ad", "subject": "1"}], [{"subject": "1"}]),
}

# What a row must be for a partial unique index to count it.
COUNTED = {
    "ix_turns_project_id_queued": {"state": "queued"},
    "ix_turns_project_id_running": {"state": "running"},
    "ix_generation_attempts_prediction_id": {"state": "failed"},
    "ix_payments_telegram_payment_charge_id": {"status": "failed"},
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
    """Those that say more than the key: not the ones that only composite foreign keys point at."""
    unique = [i for t in TABLES for i in t.indexes if i.unique]
    told = {str(i.name): i for i in unique if not str(i.name).endswith("_id_id")}
    return [pytest.param(told[name], id=name) for name in sorted(told)]


def by_key(t: Table, row: dict[str, Any]) -> ColumnElement[bool]:
    (key,) = t.primary_key
    rule: ColumnElement[bool] = key == row[key.name]
    return rule


def checks() -> dict[str, Table]:
    return {str(rule.name): t for t in TABLES for rule in t.constraints if isinstance(rule, CheckConstraint)}


def references() -> dict[str, tuple[Column[Any], Table]]:
    """Every reference by its own column: a key over (owner, column) is the column's."""
    keys = (key for t in TABLES for key in t.foreign_key_constraints)
    return {
        f"{key.parent.name}.{key.column_keys[-1]}": (
            key.parent.c[key.column_keys[-1]],
            key.referred_table,
        )
        for key in keys
    }


def owned_references() -> list[str]:
    return [f"{t.name}.{own}" for t in TABLES for own in owned_keys(t)]


@pytest.mark.parametrize("place", sorted(references()))
def test_a_foreign_key_points_at_a_row(connection: Connection, place: str) -> None:
    column, _ = references()[place]
    parent = sample(connection, column)
    assert add(connection, column.table.name, **{column.name: parent})[column.name] == parent
    owned = owned_keys(column.table).get(column.name)
    owner = {} if owned is None else {owned[0]: sample(connection, owned[1].c[owned[0]])}
    if place == "generation_costs.lora_model_id":
        owner = {"user_id": add(connection, "users")["id"]}
    error = refusal(connection, column.table.name, **{column.name: uuid.uuid4()}, **owner)
    assert isinstance(error, psycopg.errors.ForeignKeyViolation)


@pytest.mark.parametrize("place", sorted(owned_references()))
def test_a_row_of_one_person_cannot_name_another_s(connection: Connection, place: str) -> None:
    column, _ = references()[place]
    by, target = owned_keys(column.table)[column.name]
    theirs = sample(connection, column)
    mine = sample(connection, target.c[by])
    error = refusal(connection, column.table.name, **{column.name: theirs, by: mine})
    assert isinstance(error, psycopg.errors.ForeignKeyViolation)
    row = add(connection, column.table.name)
    # Nor can a row that exists be bent to it, whatever else it says.
    statement = update(column.table).where(by_key(column.table, row)).values({column.name: theirs})
    with pytest.raises(DBAPIError) as caught, connection.begin_nested():
        connection.execute(statement)
    assert isinstance(caught.value.orig, psycopg.errors.ForeignKeyViolation | psycopg.errors.IntegrityError)


@pytest.mark.parametrize("place", sorted(DELETE_RULES))
def test_deleting_a_parent_does_what_the_rule_says(connection: Connection, place: str) -> None:
    rule = DELETE_RULES[place]
    column, target = references()[place]
    child = add(connection, column.table.name, **{column.name: sample(connection, column)})
    remove = delete(target).where(target.c.id == child[column.name])
    if rule == "RESTRICT":
        with pytest.raises(DBAPIError) as caught, connection.begin_nested():
            connection.execute(remove)
        assert isinstance(caught.value.orig, psycopg.errors.RestrictViolation)
        return
    assert connection.execute(remove).rowcount == 1
    rest = connection.execute(select(column.table).where(by_key(column.table, child))).mappings().all()
    if rule == "CASCADE":
        assert rest == []
        return
    assert rest[0][column.name] is None
    owned = owned_keys(column.table).get(column.name)
    if owned is not None:  # only the reference is forgotten, not whose the row is
        assert rest[0][owned[0]] == child[owned[0]]


def test_every_foreign_key_has_a_rule_here() -> None:
    assert set(DELETE_RULES) == set(references())


@pytest.mark.parametrize("index", unique_indexes())
def test_a_unique_index_refuses_a_twin(connection: Connection, index: Index) -> None:
    t = index.table
    assert t is not None
    named = {
        c.name: c for e in index.expressions for c in [getattr(e, "element", e)] if isinstance(c, Column)
    }
    names = set(named) | ({"created_at"} if "created_at" in str(index.name) else set())
    given = {
        n: sample(connection, t.c[n]) for n in names if t.c[n].nullable or t.c[n].server_default is not None
    }
    first = add(connection, t.name, **given, **COUNTED.get(str(index.name), {}))
    parents = {own: first[own] for own in owned_keys(t) if first[own] is not None}
    key = {name: first[name] for name in names} | COUNTED.get(str(index.name), {})
    error = refusal(connection, t.name, **{**parents, **key})
    assert isinstance(error, psycopg.errors.UniqueViolation)
    assert error.diag.constraint_name == index.name
    # Another value in any one of its columns is another row.
    owners = {by for by, _ in owned_keys(t).values()}
    for name in names - owners:
        if not isinstance(t.c[name].type, Enum) and name not in ("created_at", "asset_kind"):
            add(connection, t.name, **{**parents, **key, name: another(connection, t.c[name], first)})


def another(connection: Connection, column: Column[Any], row: dict[str, Any]) -> Any:
    """A value for `column` that `row` has not."""
    owned = owned_keys(column.table).get(column.name)
    if owned is not None:
        return add(connection, owned[1].name, **{owned[0]: row[owned[0]]})["id"]
    value = row[column.name]
    if isinstance(value, date):
        return value + timedelta(days=1)
    return value + 1 if isinstance(value, int) else sample(connection, column)


def test_a_budget_of_all_is_one_a_day(connection: Connection) -> None:
    add(connection, "budgets", user_id=None)
    assert isinstance(refusal(connection, "budgets", user_id=None), psycopg.errors.UniqueViolation)


@pytest.mark.parametrize("target", ["job_id", "lora_model_id"])
def test_an_attempt_that_ended_makes_room_for_another(connection: Connection, target: str) -> None:
    column = table("generation_attempts").c[target]
    same = {target: sample(connection, column)}
    attempt = add(connection, "generation_attempts", **same)
    error = refusal(connection, "generation_attempts", **same, state="running", prediction_id="p")
    assert isinstance(error, psycopg.errors.UniqueViolation)
    for state in ("failed", "cancelled", "not_created"):
        add(connection, "generation_attempts", **same, state=state)
    ended = update(column.table).where(column.table.c.id == attempt["id"]).values(state="failed")
    connection.execute(ended)
    add(connection, "generation_attempts", **same)


def test_an_attempt_is_at_one_thing(connection: Connection) -> None:
    both = {
        name: sample(connection, table("generation_attempts").c[name]) for name in ("job_id", "lora_model_id")
    }
    assert isinstance(refusal(connection, "generation_attempts", **both), psycopg.errors.CheckViolation)


def test_a_private_template_is_nobody_else_s_beginning(connection: Connection) -> None:
    private = add(connection, "campaign_templates")
    add(connection, "ad_projects", user_id=private["user_id"], template_id=private["id"])
    stranger = add(connection, "users")["id"]
    error = refusal(connection, "ad_projects", user_id=stranger, template_id=private["id"])
    assert isinstance(error, psycopg.errors.ForeignKeyViolation)
    public = add(connection, "campaign_templates", is_public=True, user_id=private["user_id"])
    add(connection, "ad_projects", user_id=stranger, template_id=public["id"])


def test_a_training_is_not_charged_to_a_stranger(connection: Connection) -> None:
    model = sample(connection, table("generation_costs").c.lora_model_id)
    stranger = add(connection, "users")["id"]
    error = refusal(connection, "generation_costs", user_id=stranger, lora_model_id=model)
    assert isinstance(error, psycopg.errors.ForeignKeyViolation)


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
    more = {"url": "file://a"} if column.table.name == "assets" else {}
    for value in kind.enums:
        add(connection, column.table.name, **{column.name: value}, **more)
    statement = f"UPDATE {column.table.name} SET {column.name} = CAST('nonsense' AS text)::{kind.name}"
    with pytest.raises(DBAPIError) as caught, connection.begin_nested():
        connection.execute(text(statement))
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
def test_a_free_document_comes_back_as_it_went_in(connection: Connection, column: Column[Any]) -> None:
    document = {"title": "Çay & “Kahve” ☕", "scenes": [{"sceneNumber": 1, "duration": 2.5}], "logo": None}
    more = {"then_task": "advance"} if column.name == "then_args" else {}
    assert add(connection, column.table.name, **{column.name: document, **more})[column.name] == document


@pytest.mark.parametrize("name", [t.name for t in TABLES if "updated_at" in t.c])
def test_a_change_moves_updated_at(connection: Connection, name: str) -> None:
    t = table(name)
    row = add(connection, name, updated_at=func.now() - text("interval '1 day'"))
    connection.execute(update(t).where(by_key(t, row)).values({t.c.created_at: t.c.created_at}))
    after = connection.execute(select(t.c.updated_at, func.now()).where(by_key(t, row))).one()
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
                WHERE indrelid = key.conrelid
                  AND (indkey::int2[])[0:cardinality(key.conkey) - 1] = key.conkey
                  -- A partial index serves if it leaves out the nulls only.
                  AND (indpred IS NULL OR pg_get_expr(indpred, indrelid) ~ '^\\(\\w+ IS NOT NULL\\)$'))
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
