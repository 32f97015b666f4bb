"""Each view against rows that a person can count."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from tests.support.rows import add

NOW = text("now()")


def rows(connection: Connection, view: str, **where: Any) -> list[dict[str, Any]]:
    """The rows of `view` where the columns have these values."""
    rule = " AND ".join(f"{name} = :{name}" for name in where)
    return [dict(r) for r in connection.execute(text(f"SELECT * FROM {view} WHERE {rule}"), where).mappings()]


def ads_of_campaign(connection: Connection) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A campaign with four ads, one of them deleted."""
    campaign = add(connection, "campaigns")
    same = {"user_id": campaign["user_id"], "campaign_id": campaign["id"]}
    ads = [
        add(connection, "ad_projects", **same, status="completed"),
        add(connection, "ad_projects", **same, status="completed"),
        add(connection, "ad_projects", **same),
        add(connection, "ad_projects", **same, deleted_at=NOW),
    ]
    add(connection, "ad_projects", user_id=campaign["user_id"])
    return campaign, ads


def test_campaign_summary(connection: Connection) -> None:
    campaign, ads = ads_of_campaign(connection)
    for ad, rating in zip(ads, (5, 4), strict=False):
        add(connection, "ratings", project_id=ad["id"], rating=rating)
    for ad in (ads[0], ads[3]):
        add(connection, "generation_costs", project_id=ad["id"], amount="1.25")
    (found,) = rows(connection, "campaign_summary", campaign_id=campaign["id"])
    assert found["ads"] == 3
    assert found["ads_by_status"] == {"completed": 2, "initial": 1}
    assert (found["spend"], found["mean_rating"]) == (Decimal("2.5"), Decimal("4.5"))
    assert found["last_activity_at"] is not None


def test_an_empty_campaign_is_summed_up_too(connection: Connection) -> None:
    campaign = add(connection, "campaigns")
    (found,) = rows(connection, "campaign_summary", campaign_id=campaign["id"])
    assert (found["ads"], found["ads_by_status"], found["spend"], found["mean_rating"]) == (0, {}, 0, None)


def test_user_activity_summary(connection: Connection) -> None:
    campaign, ads = ads_of_campaign(connection)
    for role in ("user", "user", "assistant"):
        add(connection, "chat_messages", project_id=ads[0]["id"], role=role)
    add(connection, "generation_costs", project_id=ads[0]["id"], amount=2)
    (found,) = rows(connection, "user_activity_summary", user_id=campaign["user_id"])
    assert (found["ads"], found["ads_completed"], found["messages"], found["spend"]) == (4, 2, 2, 2)
    gone = add(connection, "users", deleted_at=NOW)
    assert rows(connection, "user_activity_summary", user_id=gone["id"]) == []


def test_content_performance(connection: Connection) -> None:
    details = {"adPlatform": "instagram", "adDuration": 15}
    ad = add(connection, "ad_projects", framework="AIDA", ad_details=details)
    add(connection, "ratings", project_id=ad["id"], rating=3)
    add(connection, "publications", project_id=ad["id"])
    for platform in ("tiktok", "x"):
        more = {"platform": platform, "status": "published", "published_at": NOW}
        add(connection, "publications", project_id=ad["id"], **more)
    (found,) = rows(connection, "content_performance", project_id=ad["id"])
    assert (found["framework"], found["placement"], found["duration_seconds"]) == (
        "AIDA",
        "instagram_reels",
        15,
    )
    assert (found["rating"], found["published"]) == (3, 2)


def test_a_damaged_duration_does_not_break_the_report(connection: Connection) -> None:
    ad = add(connection, "ad_projects")
    damage = """UPDATE ad_projects SET ad_details = '{"adDuration": "soon"}' WHERE id = :id"""
    connection.execute(text(damage), {"id": ad["id"]})
    assert rows(connection, "content_performance", project_id=ad["id"])[0]["duration_seconds"] is None


def test_cost_breakdown(connection: Connection) -> None:
    ad = add(connection, "ad_projects")
    same = {"project_id": ad["id"], "category": "image_generation", "provider": "replicate"}
    add(connection, "generation_costs", **same, amount="0.04", api_latency_ms=100)
    add(connection, "generation_costs", **same, amount="0.06", api_latency_ms=201, success=False)
    add(connection, "generation_costs", project_id=ad["id"], category="llm", provider="openai", amount=1)
    found = {row["category"]: row for row in rows(connection, "cost_breakdown", project_id=ad["id"])}
    assert set(found) == {"image_generation", "llm"}
    images = found["image_generation"]
    assert (images["api_calls"], images["failed_calls"], images["spend"]) == (2, 1, Decimal("0.1"))
    assert images["mean_latency_ms"] == Decimal("150.5")


def test_project_progress_counts_the_current_script_only(connection: Connection) -> None:
    ad = add(connection, "ad_projects", status="video_generating", current_stage="composing", revision=2)
    script = add(connection, "scripts", project_id=ad["id"], revision=2)
    same = {"project_id": ad["id"], "script_id": script["id"]}
    add(connection, "generation_jobs", **same, script_revision=1, status="failed")
    for status, percent in (("completed", 100), ("processing", 51), ("queued", 0)):
        add(
            connection,
            "generation_jobs",
            **same,
            script_revision=2,
            status=status,
            progress_percentage=percent,
        )
    (found,) = rows(connection, "project_progress", project_id=ad["id"])
    assert (found["jobs"], found["completed"], found["running"], found["failed"]) == (3, 1, 1, 0)
    assert (found["progress_percentage"], found["current_stage"]) == (50, "composing")
