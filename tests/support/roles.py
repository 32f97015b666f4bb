"""The roles of the product in processes of their own, as compose.yaml starts them."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import yaml

from tests.support.program import ROOT, TIME_SCALE, TOKEN, WIDTH, Program, _run_product, clean_environment


def composed() -> dict[str, list[str]]:
    """What compose.yaml runs, by the name of the service."""
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    commands = {name: service.get("command", []) for name, service in services.items()}
    return {name: command for name, command in commands.items() if command[:1] == ["run"]}


def role(
    name: str,
    command: list[str],
    home: Path,
    database_url: str,
    port: int,
    *,
    api_url: str = "http://127.0.0.1:1",
    scale: str = TIME_SCALE,
) -> Program:
    """One role with small pictures and short periods; its log is `name`.log."""
    environment = clean_environment(
        BRIEFCUT_HOME=str(home),
        BRIEFCUT_TIME_SCALE=scale,
        BRIEFCUT_TEST_WIDTH=WIDTH,
        DATABASE_URL=database_url,
        BOT_TOKEN=TOKEN,
        TELEGRAM_API_URL=api_url,
        LOG_FORMAT="json",
    )
    arguments = [*command, "--port", str(port), "--no-open"]
    return Program(_run_product, arguments, environment, home / f"{name}.log")


async def get(port: int, path: str) -> tuple[int, str]:
    """Status and body of what a role answers."""
    timeout = aiohttp.ClientTimeout(total=10)
    async with (
        aiohttp.ClientSession(timeout=timeout) as http,
        http.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        return answer.status, await answer.text()


async def shown(port: int, metric: str) -> float | None:
    """What `/metrics` says of a metric without labels; None where it says nothing."""
    _, body = await get(port, "/metrics")
    for line in body.splitlines():
        if line.startswith(f"{metric} "):
            return float(line.split()[1])
    return None
