"""Who may read /metrics, and what a database that is away does to it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import aiohttp
import pytest
import yaml
from pydantic import SecretStr
from sqlalchemy import text

from briefcut.config import Config, HttpSettings, read_config
from briefcut.gauges import Gauges
from briefcut.http import HttpServer
from briefcut.metrics import Meters, bytes_below, show_house
from briefcut.scraping import is_near
from briefcut.supervisor import Role, Supervisor
from db import outbox
from db.engine import Database, DatabaseSettings
from db.enums import CostCategory
from db.models import GenerationCost
from db.queue import enqueue
from tests.front.shell import ROOT
from tests.front.test_http import all_well

TOKEN = "0123456789abcdef"


@asynccontextmanager
async def serving(
    settings: HttpSettings, meters: Meters, gauges: Gauges | None = None
) -> AsyncIterator[aiohttp.ClientSession]:
    server = HttpServer(
        settings,
        all_well,
        registry=meters.registry,
        look=gauges.look if gauges else None,
        watch=meters,
    )
    await server.start()
    try:
        async with aiohttp.ClientSession(server.url) as client:
            yield client
    finally:
        await server.stop()


async def status(client: aiohttp.ClientSession, **headers: str) -> int:
    async with client.get("/metrics", headers=headers) as answer:
        return answer.status


async def test_without_a_token_only_whoever_comes_straight_from_near_may_read() -> None:
    async with serving(HttpSettings(port=0), Meters()) as client:
        assert await status(client) == 200
        for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "X-Forwarded-Proto"):
            assert await status(client, **{header: "1"}) == 403


async def test_behind_a_proxy_there_is_no_way_in_without_the_token() -> None:
    """A proxy that adds no header makes the whole world look like this machine."""
    async with serving(HttpSettings(port=0, public=True), Meters()) as client:
        assert await status(client) == 403
    settings = HttpSettings(port=0, public=True, metrics_token=SecretStr(TOKEN))
    async with serving(settings, Meters()) as client:
        assert await status(client) == 401
        assert await status(client, Authorization="Bearer wrong") == 401
        assert await status(client, Authorization=f"Bearer {TOKEN}") == 200
        assert await status(client, Authorization=f"Bearer {TOKEN}", Forwarded="for=192.0.2.1") == 200


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("172.18.0.4", True),
        ("10.2.3.4", True),
        ("fd00::7", True),
        ("::ffff:192.168.1.9", True),
        ("8.8.8.8", False),
        ("::ffff:8.8.8.8", False),
        ("2a00:1450::1", False),
        ("", False),
        (None, False),
    ],
)
def test_near(address: str | None, near: bool) -> None:
    assert is_near(address) is near


def test_the_settings_say_what_is_public(tmp_path: Path) -> None:
    read = read_config({"BRIEFCUT_HOME": str(tmp_path), "METRICS_TOKEN": TOKEN}, folder=tmp_path)
    assert read.http.metrics_token is not None
    assert not read.http.public
    assert TOKEN in read.secrets()
    environ = {"BOT_TOKEN": "1:a", "PUBLIC_URL": "https://a.example", "WEBHOOK_SECRET": "12345678"}
    assert read_config(environ, folder=tmp_path).http.public


async def test_requests_are_counted_by_pattern_not_by_path() -> None:
    meters = Meters()
    async with serving(HttpSettings(port=0), meters) as client:
        for path in ("/healthz", "/healthz", "/bot123:secret/getMe"):
            async with client.get(path):
                pass
        async with client.request("BREW", "/healthz"):
            pass
        async with client.get("/metrics") as answer:
            told = await answer.text()
    assert 'briefcut_http_requests_total{method="GET",route="/healthz",status="200"} 2.0' in told
    assert 'briefcut_http_requests_total{method="GET",route="other",status="404"} 1.0' in told
    assert "secret" not in told
    assert "BREW" not in told


async def test_a_database_that_is_away_costs_its_gauges_and_nothing_else() -> None:
    away = Database(DatabaseSettings("postgresql://me@127.0.0.1:1/ads"))
    meters, gauges = Meters(), Gauges(away)
    meters.registry.register(gauges)
    async with serving(HttpSettings(port=0), meters, gauges) as client, client.get("/metrics") as answer:
        told = await answer.text()
    assert answer.status == 200
    assert "briefcut_database_up 0.0" in told
    assert "process_cpu_seconds_total" in told
    assert "\nbriefcut_queue_jobs{" not in told, "what is not known is not told"
    await away.dispose()


def values(meters: Meters) -> dict[str, float]:
    """Every sample, as Prometheus writes it."""
    found = {}
    for family in meters.registry.collect():
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sample.labels.items())
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


async def test_what_the_rows_tell(database: Database) -> None:
    async with database.transaction() as session:
        await enqueue(session, "turn", {}, queue="chat")
        await enqueue(session, "turn", {}, queue="chat", delay_s=3600)
        await outbox.say(session, chat_id=1, thread_id=None, kind="text", payload={}, dedupe_key="x")
        await session.execute(
            text("UPDATE procrastinate_events SET at = now() - interval '90 s' WHERE job_id = 1")
        )
        old = datetime(2026, 1, 1, tzinfo=UTC)
        for amount, provider, created in (("0.5", "replicate", None), ("2", "replicate", old)):
            row = GenerationCost(category=CostCategory.VIDEO_GENERATION, amount=Decimal(amount))
            row.provider = provider
            if created:
                row.created_at = created
            session.add(row)
        orphan = GenerationCost(category=CostCategory.OTHER, amount=Decimal("0.25"), details={"orphan": True})
        session.add(orphan)
    clock = [0.0]
    meters, gauges = Meters(), Gauges(database, clock=lambda: clock[0])
    meters.registry.register(gauges)
    await gauges.look()
    told = values(meters)
    assert told["briefcut_database_up"] == 1
    assert told["briefcut_queue_jobs{queue=chat,state=due}"] == 1
    assert told["briefcut_queue_jobs{queue=chat,state=later}"] == 1
    assert told["briefcut_queue_jobs{queue=media,state=doing}"] == 0
    assert 90 <= told["briefcut_queue_oldest_seconds{queue=chat}"] < 200
    assert told["briefcut_outbox_waiting"] == 1
    assert told["briefcut_spend_today_usd{provider=replicate,category=video_generation}"] == 0.5
    assert told["briefcut_spend_total_usd{provider=replicate,category=video_generation}"] == 2.5
    assert (told["briefcut_orphan_runs_today"], told["briefcut_orphan_today_usd"]) == (1, 0.25)
    assert told["briefcut_database_connections_max"] >= 20

    async with database.transaction() as session:
        await session.execute(text("DELETE FROM procrastinate_jobs"))
    await gauges.look()
    assert values(meters)["briefcut_queue_jobs{queue=chat,state=due}"] == 1, "read moments ago"
    clock[0] = 6.0
    await gauges.look()
    assert values(meters)["briefcut_queue_jobs{queue=chat,state=due}"] == 0
    assert values(meters)["briefcut_spend_total_usd{provider=replicate,category=video_generation}"] == 2.5


def test_files_that_wait_are_weighed(tmp_path: Path) -> None:
    assert bytes_below(tmp_path / "spool") == 0
    (tmp_path / "spool" / "a").mkdir(parents=True)
    (tmp_path / "spool" / "a" / "x").write_bytes(b"12345")
    assert bytes_below(tmp_path / "spool") == 5


# ── what the operator's paper names ──────────────────────────────────────────────────────────────────────


def everything_that_is_told(tmp_path: Path) -> set[str]:
    """Names of all samples that a process may show."""
    meters = Meters()
    database = Database(DatabaseSettings("postgresql://me@127.0.0.1:1/ads"))
    meters.registry.register(Gauges(database))

    async def never(_end: object) -> None:
        return

    show_house(meters, Config(home=tmp_path), database, Supervisor([Role("bot", never)]), lambda: False)
    names: set[str] = set()
    for family in meters.registry.collect():
        endings = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}.get(family.type, [""])
        names |= {family.name + ending for ending in endings}
    return names | {"up"}


async def test_every_metric_that_an_alarm_names_is_told(tmp_path: Path) -> None:
    told = everything_that_is_told(tmp_path)
    rules = yaml.safe_load((ROOT / "docs" / "alerts.yml").read_text(encoding="utf-8"))
    alarms = [rule for group in rules["groups"] for rule in group["rules"]]
    assert len(alarms) >= 12
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    for alarm in alarms:
        names = set(re.findall(r"\b(?:briefcut|process)_[a-z_]+\b|\bup\b", alarm["expr"]))
        assert names, alarm
        assert names <= told, alarm["alert"]
        assert alarm["annotations"]["summary"], alarm["alert"]
        assert alarm["labels"]["severity"] in ("page", "ticket")
        assert f"`{alarm['alert']}`" in page, "operations.md says what to do"
    assert set(re.findall(r"`(briefcut_[a-z_]+)[`{]", page)) <= told
