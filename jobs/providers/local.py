"""The local studio: an animatic with motion, captions, voice and music, made on this machine without a key."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from agent.platforms import Placement
from jobs.providers import Made, Order, OrderFailed, OrderRefused
from jobs.shelves import Shelves
from jobs.studio.bed import compose_bed, genre_for
from jobs.studio.cache import Cache, key_of
from jobs.studio.cut import CutReport, cut
from jobs.studio.delivery import chat_copy
from jobs.studio.errors import NotDeliverable, RenderFailed, RenderTimedOut, StudioError
from jobs.studio.look import Look
from jobs.studio.probe import probe
from jobs.studio.quality import JUDGE
from jobs.studio.scene import paint_clip, paint_still
from jobs.studio.sources import painted_digest
from jobs.studio.stage import Stage
from jobs.studio.storyboard import draw_storyboard
from jobs.studio.thumbnail import product_of, thumbnail
from jobs.studio.timeline import timeline_of
from jobs.studio.voice import speak, speech_of, why_silent

Progress = Callable[[float], None]

# What a person is told of a finished video that isn't sent.
_MISSED = {
    "picture": "studio-not-deliverable-picture",
    "sound": "studio-not-deliverable-sound",
    "words": "studio-not-deliverable-words",
}


class LocalStudio:
    """Makes everything with `jobs.studio`. `width` in pixels makes smaller pictures than the placement's (tests);
    `voices` is a folder of further voices. On the owner's shelf lies what was made before: a later revision makes and
    encodes only what it changes."""

    name = "local"

    def __init__(
        self, *, width: int | None = None, voices: Path | None = None, shelves: Shelves | None = None
    ) -> None:
        self._width = width
        self._shelves = shelves
        self._voices = voices

    async def make(self, order: Order, progress: Progress) -> Made:
        makers: dict[str, Callable[[Order, Progress], Awaitable[Made]]] = {
            "still": self._still,
            "clip": self._clip,
            "voice": self._voice,
            "music": self._music,
            "cut": self._cut,
            "storyboard": self._storyboard,
        }
        try:
            return await makers[order.kind](order, progress)
        except (RenderFailed, RenderTimedOut) as error:
            raise OrderFailed(error.key, str(error)) from error
        except NotDeliverable as error:
            raise OrderRefused(_MISSED.get(error.about, error.key), str(error)) from error
        except StudioError as error:
            raise OrderRefused(error.key, str(error)) from error

    async def _still(self, order: Order, progress: Progress) -> Made:
        out = order.folder / f"{order.name}.jpg"
        look, size = await self._look(order), self._size(order)
        paint = partial(
            paint_still, order.script, _scene(order), look, out, folder=order.folder, size=size, progress=progress
        )  # fmt: skip
        await self._once(order, _painting(order, look, size), out, paint)
        width, height = size or _full(order)
        return Made(out, "image/jpeg", width, height, model="studio")

    async def _storyboard(self, order: Order, progress: Progress) -> Made:
        out = order.folder / "storyboard.jpg"
        await draw_storyboard(order.script, await self._look(order), out, folder=order.folder)
        return Made(out, "image/jpeg", model="studio")

    async def _clip(self, order: Order, progress: Progress) -> Made:
        out = order.folder / f"{order.name}.mp4"
        look, size = await self._look(order), self._size(order)
        paint = partial(
            paint_clip, order.script, _scene(order), look, out, folder=order.folder, size=size, progress=progress
        )  # fmt: skip
        await self._once(order, _painting(order, look, size), out, paint)
        facts = await probe(out)
        return Made(out, "video/mp4", facts.width, facts.height, facts.seconds, model="studio")

    async def _voice(self, order: Order, progress: Progress) -> Made:
        out = order.folder / "voice.wav"
        text, seconds = order.script.voiceover_text, order.script.duration
        # The voice says a text differently each time: what is not changed has to be what was said before.
        facts = {"speech": text, "language": order.language, "seconds": seconds, "voices": self._voices}
        say = partial(
            speak, text, order.language, out, seconds=seconds, voices=self._voices, progress=progress
        )
        await self._once(order, facts, out, say)
        speech = await asyncio.to_thread(speech_of, out) if out.exists() else None
        if speech is None:
            return Made(None)
        return Made(out, "audio/wav", seconds=speech.seconds, source="piper", model=speech.voice)

    async def _music(self, order: Order, progress: Progress) -> Made:
        if not order.script.music.enabled:
            return Made(None)
        out = order.folder / "music.wav"
        genre = genre_for(order.script.music.genre)
        play = partial(compose_bed, order.script.duration, genre, order.seed, out, progress=progress)
        facts = {"bed": genre, "seed": order.seed, "seconds": order.script.duration}
        await self._once(order, facts, out, play)
        return Made(out, "audio/wav", seconds=order.script.duration, model=f"bed {genre}")

    async def _cut(self, order: Order, progress: Progress) -> Made:
        out = order.folder / "cut.mp4"
        subtitles = order.folder / "cut.srt"
        clips = [order.inputs[f"clip-{scene.scene_number}"] for scene in order.script.scenes]
        voice = order.inputs.get("voice")
        notes = [] if voice or not order.script.voiceover_text else [why_silent(order.language)]
        report = await cut(
            order.script,
            clips,
            voice,
            order.inputs.get("music"),
            out,
            look=await self._look(order),
            size=self._size(order),
            cache=self._shelf(order),
            subtitles=[subtitles],
            notes=notes,
            progress=lambda value: progress(0.95 * value),
        )
        picture = order.folder / "thumbnail.jpg"
        product = await asyncio.to_thread(product_of, order.script, order.folder)
        await thumbnail(out, picture, timeline=timeline_of(order.script), product=product)
        companions = {"thumbnail": picture}
        if subtitles.exists():
            companions["subtitles"] = subtitles
        copy = await chat_copy(out, order.folder / "chat.mp4")
        if copy != out:
            companions["chatCopy"] = copy
        progress(1.0)
        return _finished(out, replace(report, credits=_credited(report.credits, order.makers)), companions)

    def _shelf(self, order: Order) -> Cache | None:
        return self._shelves.of(order.owner) if self._shelves is not None and order.owner else None

    async def _once(
        self, order: Order, facts: Mapping[str, object], out: Path, make: Callable[[], Awaitable[object]]
    ) -> None:
        """`out` from the owner's shelf, or made and laid there."""
        shelf = self._shelf(order)
        if shelf is None:
            await make()
            return
        key = await asyncio.to_thread(key_of, {"kind": order.kind, **facts})
        if not await asyncio.to_thread(shelf.take, key, out):
            await make()
            if out.exists():
                await asyncio.to_thread(shelf.put, key, out)

    async def _look(self, order: Order) -> Look:
        return await asyncio.to_thread(Look.of, order.script, order.folder)

    def _size(self, order: Order) -> tuple[int, int] | None:
        return scaled(order.script.ad_details.placement, self._width) if self._width else None


def _credited(rows: Sequence[str], makers: Mapping[str, str]) -> tuple[str, ...]:
    """The credits of a cut with the models in them that made parts of it."""
    told = {"voice": "Voice", "music": "Music"}
    bought = {label: makers[name] for name, label in told.items() if name in makers}
    kept = [row for row in rows if row.partition(":")[0] not in bought]
    for label, prefix in (("Pictures", "still-"), ("Clips", "clip-")):
        models = dict.fromkeys(model for name, model in makers.items() if name.startswith(prefix))
        if models:
            bought[label] = ", ".join(models)
    return (*kept, *(f"{label}: made by AI ({models})." for label, models in sorted(bought.items())))


def scaled(placement: Placement, width: int) -> tuple[int, int]:
    """The placement's proportions at `width` pixels, both sides even."""
    return width // 2 * 2, round(placement.height * width / placement.width / 2) * 2


def _finished(out: Path, report: CutReport, companions: dict[str, Path]) -> Made:
    judged = report.quality
    told = {**asdict(replace(report, quality=None)), "credits": list(report.credits)}
    told["quality"] = judged.report() if judged else None
    facts = {"report": {"cut": told}, "companions": companions}
    return Made(
        out,
        "video/mp4",
        report.width,
        report.height,
        report.seconds,
        source="ffmpeg",
        model="studio",
        notes=report.notes,
        facts=facts,
        figures=judged.rows if judged else (),
        judge=JUDGE if judged else None,
    )


def _painting(order: Order, look: Look, size: tuple[int, int] | None) -> dict[str, object]:
    """What a painted scene depends on."""
    stage, index = Stage.of(order.script.ad_details.placement, size), _scene(order) - 1
    span = timeline_of(order.script).scenes[index]
    return painted_digest(order.script, index, look, stage, order.folder, span)


def _scene(order: Order) -> int:
    if order.scene is None:
        raise OrderRefused("failed-unexpected", f"{order.kind} without a scene")
    return order.scene


def _full(order: Order) -> tuple[int, int]:
    placement = order.script.ad_details.placement
    return placement.width, placement.height
