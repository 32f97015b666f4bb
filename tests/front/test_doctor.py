"""The doctor finds what is broken, says the fix, and never raises or repeats a secret."""

from __future__ import annotations

import asyncio
import io
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from briefcut.config import (
    Config,
    DatabaseAccess,
    ModelAccess,
    ReplicateAccess,
    TelegramAccess,
)
from briefcut.doctor import Finding, Verdict, examine, print_findings
from tests.support.database import Cluster

TOKEN = "123456789:AAEcanaryCANARYcanaryCANARYcanary01"
KEY = "sk-canary-0123456789"


@asynccontextmanager
async def services(status: int = 200) -> AsyncIterator[str]:
    """Telegram, a model's provider and Replicate on one port; every call is answered with `status`."""

    async def get_me(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": {"username": "briefcut_bot"}}, status=status)

    async def models(_request: web.Request) -> web.Response:
        return web.json_response({"data": [{"id": "small"}, {"id": "large"}]}, status=status)

    async def account(_request: web.Request) -> web.Response:
        return web.json_response({"username": "me"}, status=status)

    app = web.Application()
    app.router.add_get("/bot{token}/getMe", get_me)
    app.router.add_get("/v1/models", models)
    app.router.add_get("/v1/account", account)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


def configured(home: Path, services_url: str, database_url: str, *, model: str = "small") -> Config:
    return Config(
        home=home,
        telegram=TelegramAccess(SecretStr(TOKEN), services_url),
        database=DatabaseAccess(SecretStr(database_url)),
        model=ModelAccess(SecretStr(KEY), f"{services_url}/v1", model),
        replicate=ReplicateAccess(SecretStr("r8_canary"), services_url),
    )


def verdicts(findings: tuple[Finding, ...]) -> dict[str, Verdict]:
    return {finding.part: finding.verdict for finding in findings}


async def test_everything_configured_and_in_order(database_url: str, tmp_path: Path) -> None:
    async with services() as url:
        findings = await examine(configured(tmp_path, url, database_url))
    assert {part for part, verdict in verdicts(findings).items() if verdict is Verdict.failed} == set()
    found = {finding.part: finding.detail for finding in findings}
    assert found["Telegram"] == "@briefcut_bot"
    assert "is current" in found["database"]
    assert "small" in found["chat model"]
    assert "HarfBuzz" in found["fonts"]
    assert print_findings(findings, io.StringIO()) == 0
    assert list(tmp_path.iterdir()) == []  # a look leaves nothing behind


async def test_refused_keys(database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with services(401) as url:
        findings = await examine(configured(tmp_path, url, database_url))
    for part, variable in (
        ("Telegram", "BOT_TOKEN"),
        ("chat model", "OPENAI_API_KEY"),
        ("Replicate", "REPLICATE_API_TOKEN"),
    ):
        finding = next(finding for finding in findings if finding.part == part)
        assert finding.verdict is Verdict.failed
        assert variable in finding.fix
    table = io.StringIO()
    assert print_findings(findings, table) == 1
    assert "not in order: Telegram, chat model, Replicate." in capsys.readouterr().err
    assert "BOT_TOKEN" in table.getvalue()


async def test_nothing_answers(tmp_path: Path) -> None:
    config = configured(tmp_path, "http://127.0.0.1:1", "postgresql://me:canary-pw@127.0.0.1:1/ads")
    findings = await examine(config)
    failed = {finding.part: finding for finding in findings if finding.verdict is Verdict.failed}
    assert set(failed) == {"database", "Telegram", "chat model", "Replicate"}
    assert all(finding.fix for finding in failed.values())
    assert "canary" not in repr(findings).lower()


async def test_a_service_that_is_down_for_now(database_url: str, tmp_path: Path) -> None:
    async with services(503) as url:
        found = verdicts(await examine(configured(tmp_path, url, database_url)))
    assert (found["Telegram"], found["chat model"], found["Replicate"]) == (Verdict.failed,) * 3


async def test_a_model_that_is_not_offered_is_a_warning(database_url: str, tmp_path: Path) -> None:
    async with services() as url:
        findings = await examine(configured(tmp_path, url, database_url, model="huge"))
    model = next(finding for finding in findings if finding.part == "chat model")
    assert model.verdict is Verdict.warning
    assert "OPENAI_MODEL" in model.fix


async def test_without_keys_the_stand_ins_are_named(database_url: str, tmp_path: Path) -> None:
    config = Config(home=tmp_path, database=DatabaseAccess(SecretStr(database_url)))
    found = verdicts(await examine(config))
    assert [found[part] for part in ("Telegram", "chat model", "Replicate")] == [Verdict.absent] * 3


async def test_a_silent_server_is_a_failure_within_the_limit(tmp_path: Path) -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        config = Config(
            home=tmp_path,
            telegram=TelegramAccess(SecretStr(TOKEN), f"http://127.0.0.1:{port}"),
            database=DatabaseAccess(SecretStr("postgresql://me@127.0.0.1:1/ads")),
        )
        findings = await examine(config, limit=0.3)
    telegram = next(finding for finding in findings if finding.part == "Telegram")
    assert (telegram.verdict, telegram.detail) == (Verdict.failed, "no answer within 0.3 s")


async def test_an_older_and_a_newer_schema(cluster: Cluster, tmp_path: Path) -> None:
    import psycopg

    from db import schema
    from db.url import libpq_url

    url = cluster.create(template=None)
    config = Config(home=tmp_path, database=DatabaseAccess(SecretStr(url)))
    try:
        schema.upgrade(url, "008")
        older = next(finding for finding in await examine(config) if finding.part == "database")
        assert (older.verdict, older.fix) == (Verdict.failed, "run: briefcut db upgrade")
        with psycopg.connect(libpq_url(url), autocommit=True) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '999'")
        newer = next(finding for finding in await examine(config) if finding.part == "database")
        assert newer.verdict is Verdict.failed
        assert "newer" in newer.detail
    finally:
        cluster.drop(url)


async def test_a_home_that_cannot_be_written() -> None:
    from briefcut.doctor import _look_at_folder

    with tempfile.TemporaryDirectory() as folder:
        assert _look_at_folder(Path(folder) / "a" / "b").verdict is Verdict.ok
        assert list(Path(folder).iterdir()) == []
    with pytest.raises(OSError, match="/proc"):
        _look_at_folder(Path("/proc/briefcut/media"))
