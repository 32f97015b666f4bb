"""What every command shares: configuration and logging, running to the end, a progress bar, and one line of error."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from briefcut.config import Config

OUR_ROOMS = ("agent.", "bot.", "briefcut.", "db.", "jobs.")


def configured(port: int | None = None, *, quiet: bool = False) -> Config:
    """The configuration, with logging set up by it; `quiet` where the output is for people, unless asked for."""
    from briefcut.config import HttpSettings, read_config
    from briefcut.logs import set_up_logging

    config = read_config()
    if port is not None:
        config = replace(config, http=HttpSettings(config.http.host, port))
    quiet = quiet and config.logs.level == "INFO"
    set_up_logging(replace(config.logs, level="ERROR") if quiet else config.logs, config.secrets())
    for note in () if quiet else config.notes():
        say(note)
    return config


@contextmanager
def quick_imports() -> Iterator[None]:
    """Import without garbage collection: aiogram alone makes thousands of classes that all stay, and looking through
    them again and again takes a quarter of the start."""
    import gc

    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def play(work: Coroutine[Any, Any, int]) -> int:
    """Run to the end. SIGTERM before the supervisor listens for it takes down what has been started, too."""

    async def interruptible() -> int:
        this = asyncio.current_task()
        if this is not None and sys.platform != "win32":
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
        return await work

    return asyncio.run(interruptible())


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[float], None]]:
    """A bar on stderr, fed with 0 … 1; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=1.0)
        yield lambda done: bar.update(task, completed=done)


def check_platform(platform: str | None) -> None:
    if platform is None:
        return
    from agent.platforms import PLACEMENTS, find_placement

    if find_placement(platform) is None:
        raise typer.BadParameter(f"{platform!r} is none of {', '.join(PLACEMENTS)}")


def check_folder_of(out: Path) -> None:
    folder = out.absolute().parent
    if not folder.is_dir():
        raise typer.BadParameter(f"the folder {folder} does not exist")
    try:
        # Permissions alone would not tell of a read-only or a full disk, and the work takes minutes.
        with tempfile.TemporaryFile(dir=folder):
            writable = not out.exists() or os.access(out, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        raise typer.BadParameter(f"{out} can't be written")


def fail(error: Exception) -> int:
    """Say in one line what went wrong, without any secret."""
    from briefcut.config import ConfigError, read_config
    from briefcut.logs import Redactor

    try:
        config = read_config()
        redact, debug = Redactor(config.secrets()), config.logs.level == "DEBUG"
    except ConfigError:
        redact, debug = Redactor(), os.environ.get("LOG_LEVEL", "").upper() == "DEBUG"
    if debug:
        import traceback

        print(redact("".join(traceback.format_exception(error))), file=sys.stderr)
    say(redact(_sentence(error)))
    return 1


def _sentence(error: Exception) -> str:
    from briefcut.config import ConfigError
    from db.errors import BriefcutError, DatabaseUnavailable

    if isinstance(error, ConfigError):
        return str(error)
    text = " ".join(str(error).split())
    if isinstance(error, DatabaseUnavailable) and os.environ.get("DATABASE_URL"):
        return f"the database cannot be reached ({text}): check DATABASE_URL and that the server runs."
    if isinstance(error, BriefcutError | OSError) or type(error).__module__.startswith(OUR_ROOMS):
        return text or type(error).__name__
    return f"unexpected {type(error).__name__}: {text} (LOG_LEVEL=DEBUG shows where it came from)"


def say(text: str) -> None:
    print(f"briefcut: {' '.join(text.split())}", file=sys.stderr, flush=True)
