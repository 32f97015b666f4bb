"""The stand-in beside Briefcut: `briefcut run --replicate-stand-in` begins here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from briefcut.config import Config, ConfigError, ReplicateAccess, is_loopback
from briefcut.replicate_stand_in.errors import HomeUnreadable
from briefcut.replicate_stand_in.server import ReplicateStandIn, new_token, serving
from briefcut.replicate_stand_in.settings import Settings

FOLDER: Final = "replicate-stand-in"
TOKEN_FILE: Final = "token"  # noqa: S105 (a file name)
PACE: Final = 0.2
"""Whoever tries the paid path waits a fifth of what the models take; their bills count the full time."""


def refuse_beside_a_token(config: Config) -> None:
    """The stand-in is never run beside a token of the real service. Raises ConfigError."""
    if config.replicate is not None:
        raise ConfigError(
            "REPLICATE_API_TOKEN",
            "is set beside --replicate-stand-in",
            "leave the option out to let Replicate work and be paid, or the variable to try it without paying",
        )


@asynccontextmanager
async def replicate_beside(config: Config, port: int) -> AsyncIterator[Config]:
    """Serve the stand-in on a loopback port of its own; gives the configuration with its token, address and webhook
    secret. `port` is Briefcut's own, to which the webhooks come.

    Raises:
        ConfigError: a real token is set, or the stand-in's folder is damaged.
    """
    refuse_beside_a_token(config)
    home = config.home / FOLDER
    token = _token(home)
    usual = Settings(token)
    settings = replace(
        usual,
        run_scale=PACE * config.time_scale,
        width=config.test_width,
        webhook_pauses=tuple(pause * config.time_scale for pause in usual.webhook_pauses),
        shortest_deadline=usual.shortest_deadline * min(1.0, config.time_scale),
    )
    try:
        stand_in = ReplicateStandIn(home, settings)
    except HomeUnreadable as error:
        raise ConfigError(
            "BRIEFCUT_HOME", f"holds a ledger that can't be read ({error})", "move it away"
        ) from None
    async with serving(stand_in) as base:
        access = ReplicateAccess(
            SecretStr(token),
            base,
            SecretStr(stand_in.webhook_secret),
            webhook_base=_own_address(config, port),
        )
        yield replace(config, replicate=access)


def _own_address(config: Config, port: int) -> str | None:
    """Where the stand-in reaches Briefcut; None where that does not listen on loopback: then runs are polled."""
    host = config.http.host
    if host in ("0.0.0.0", "::", "") or is_loopback(host):  # noqa: S104 (compared, not bound)
        return f"http://{'[::1]' if host == '::1' else '127.0.0.1'}:{port}"
    return None


def _token(home: Path) -> str:
    """The token of this home's stand-in; made once, readable by its owner only."""
    file = home / TOKEN_FILE
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(new_token())
    return file.read_text().strip()
