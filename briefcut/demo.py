"""A whole conversation without a window: a marketer is played through the real bot, and the video is written to a file.

Everything goes the way it goes in production: HTTP Bot API → dispatcher → agent → Postgres → queue → renderer →
`sendVideo`. Only the home is temporary and the marketer is this module.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from aiogram.types import Message
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from agent.platforms import PLACEMENTS, find_placement
from briefcut.config import Config, HttpSettings, read_config
from briefcut.entrance import entrance
from briefcut.roles import Choice, process
from briefcut.simulator.client import Marketer, NothingCame
from db.wakeups import QUEUES

BRIEF: Final = {
    "product": "Northwind Cold Brew",
    "targetAudience": "young professionals",
    "adPlatform": "instagram_reels",
    "adDuration": 15,
    "callToAction": "Order now",
    "keyMessage": "slow-steeped for 18 hours, never bitter",
    "tone": "playful",
    "colors": ["#5B3A29", "#F4A259"],
}
"""What the demo advertises when no file is given."""

MOST_QUESTIONS: Final = 8
ANSWER_S: Final = 90
VIDEO_S: Final = 900
PERCENT: Final = re.compile(r"(\d+) ?%")


class DemoFailed(Exception):
    """The demo did not come to a video."""


async def demo(out: Path, *, brief: Path | None = None, platform: str | None = None) -> int:
    """Write the delivered video to `out`; 0 when it is there.

    Raises:
        DemoFailed: with what was missing, in one line.
    """
    wanted = _read_brief(brief)
    if platform is not None and (placement := find_placement(platform)) is not None:
        wanted["adPlatform"] = placement.name
    console = Console(highlight=False)
    with ExitStack() as stack:
        home = stack.enter_context(_temporary_home())
        config = replace(_config(), home=home)
        choice = Choice(frozenset({"bot", "worker", "scheduler"}), QUEUES)
        async with process(config, choice, stack.enter_context(entrance(config, choice.roles))) as house:
            running = asyncio.create_task(house.supervisor.run_until_signal())
            playing = asyncio.create_task(_play(house.server.url, wanted, out, console, folder=brief))
            await asyncio.wait({running, playing}, return_when=asyncio.FIRST_COMPLETED)
            interrupted = not playing.done()
            if interrupted:
                playing.cancel()
            else:
                house.supervisor.stop()
            await asyncio.wait({running, playing})
            if interrupted:
                return 1
            try:
                playing.result()
            except NothingCame as error:
                raise DemoFailed(" ".join(str(error).split())) from error
    return 0


def _config() -> Config:
    """The person's model, if one is set; everything else embedded, on a free port."""
    config = read_config()
    return Config(
        home=config.home,
        model=config.model,
        logs=config.logs,
        http=HttpSettings("127.0.0.1", 0),
        periods=config.periods,
        time_scale=config.time_scale,
        test_width=config.test_width,
    )


@contextmanager
def _temporary_home() -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="briefcut-demo-"))
    # Postgres, which never runs as root, must be able to pass through.
    home.chmod(0o711)
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _read_brief(file: Path | None) -> dict[str, Any]:
    if file is None:
        return dict(BRIEF)
    try:
        found = json.loads(file.read_text("utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise DemoFailed(f"{file} is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise DemoFailed(f"{file} must hold one object with keys such as {', '.join(BRIEF)}")
    unknown = set(found) - {*BRIEF, "offer", "photo"}
    if unknown:
        raise DemoFailed(
            f"{file}: unknown key {min(unknown)!r}; known: {', '.join([*BRIEF, 'offer', 'photo'])}"
        )
    if find_placement(str(found.get("adPlatform", "instagram_reels"))) is None:
        raise DemoFailed(f"{file}: adPlatform must be one of {', '.join(PLACEMENTS)}")
    return found


def brief_in_words(brief: dict[str, Any]) -> str:
    """The brief as a marketer would type it, all in one message."""
    placement = find_placement(str(brief.get("adPlatform", "instagram_reels")))
    title = placement.title if placement else "Instagram Reels"
    parts = [f"{brief.get('adDuration', 15):g} s {title} ad for {brief.get('product', 'our product')}"]
    for key, words in (
        ("targetAudience", "audience: {}"),
        ("tone", "tone: {}"),
        ("callToAction", "call to action: {}"),
        ("keyMessage", "key message: {}"),
        ("offer", "offer: {}"),
    ):
        if brief.get(key):
            parts.append(words.format(brief[key]))
    if brief.get("colors"):
        parts.append("brand colours " + " and ".join(brief["colors"]))
    return ", ".join(parts[:1]) + "\n" + "\n".join(parts[1:])


async def _play(url: str, brief: dict[str, Any], out: Path, console: Console, *, folder: Path | None) -> None:
    async with Marketer(url, "Mia") as mia:
        talk = _Talk(mia, console)
        await mia.start()
        await talk.hear(lambda message: bool(message.text), "the welcome")
        await talk.speak(brief_in_words(brief))
        if brief.get("photo"):
            photo = (folder.parent if folder else Path.cwd()) / str(brief["photo"])
            console.print(f"[bold cyan]Mia[/]  sends {photo.name}")
            await mia.send_photo(photo)
        await _come_to_a_script(talk)
        console.print("[bold cyan]Mia[/]  presses ✅ Make it")
        await mia.press("✅", timeout=ANSWER_S)
        video = await _watch(mia, console)
        data = await mia.download(video)
        await asyncio.to_thread(out.write_bytes, data)
        shown = video.video
        size = f"{shown.width}×{shown.height}, {shown.duration} s, " if shown else ""
        console.print(f"\n[bold green]✔[/] {out}  ({size}{len(data) / 1e6:.1f} MB)")


class _Talk:
    """The conversation as it is printed: what is new since the last look, each message once."""

    def __init__(self, mia: Marketer, console: Console) -> None:
        self.mia = mia
        self._console = console
        self._seen = 0

    async def speak(self, words: str) -> None:
        self._console.print("[bold cyan]Mia[/]  ", end="")
        self._console.print(words, markup=False)
        await self.mia.send(words)

    async def hear(self, wanted: Any, what: str) -> Message:
        """Wait for a message of the bot, and print everything it said on the way."""
        message = await self.mia.wait_for(wanted, timeout=ANSWER_S, after=self._seen, what=what)
        await self.print_new()
        return message

    async def print_new(self) -> None:
        for line in await self.mia.lines():
            message = line.message
            if message.message_id <= self._seen:
                continue
            self._seen = message.message_id
            if line.outgoing and (message.text or message.caption):
                self._console.print("[bold magenta]Bot[/]  ", end="")
                self._console.print(message.text or message.caption, markup=False)


async def _come_to_a_script(talk: _Talk) -> None:
    """Answer what is asked until the script is there: the first suggestion, or "just decide"."""
    for _ in range(MOST_QUESTIONS):
        message = await talk.hear(lambda m: _asks(m) or _offers(m), "a question or the script")
        if _offers(message):
            return
        suggestion = _suggestion(message)
        await talk.speak(suggestion or "just decide")
    raise DemoFailed(f"no script after {MOST_QUESTIONS} questions")


def _labels(message: Message) -> list[str]:
    markup = message.reply_markup
    return [button.text for row in (markup.inline_keyboard if markup else []) for button in row]


def _offers(message: Message) -> bool:
    return any(label.startswith("✅") for label in _labels(message))


def _asks(message: Message) -> bool:
    return (message.text or "").rstrip().endswith("?") or bool(_labels(message))


def _suggestion(message: Message) -> str | None:
    """What to answer: to skip where that is offered (the demo has said all it knows), else the first suggestion."""
    labels = _labels(message)
    skips = [label for label in labels if "skip" in label.lower() or "decide" in label.lower()]
    return next(iter(skips or labels), None)


async def _watch(mia: Marketer, console: Console) -> Message:
    """Show the production's percentage until the video is in the chat."""
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeElapsedColumn(),
        console=console, disable=not sys.stdout.isatty(),
    ) as bar:  # fmt: skip
        task = bar.add_task("Making the video", total=100)
        deadline = asyncio.get_running_loop().time() + VIDEO_S
        printed = -25
        while asyncio.get_running_loop().time() < deadline:
            for message in reversed(await mia.messages()):
                if message.video is not None:
                    bar.update(task, completed=100)
                    return message
                if (message.text or "").startswith("⚠️"):
                    raise DemoFailed(" ".join((message.text or "").split()))
                if found := PERCENT.search(message.text or ""):
                    done = int(found.group(1))
                    bar.update(task, completed=done)
                    if not sys.stdout.isatty() and done >= printed + 25:
                        printed = done
                        console.print(f"Making the video … {done} %")
                    break
            await asyncio.sleep(0.5)
    raise DemoFailed(f"no video within {VIDEO_S} s")
