"""One ad in all formats: 9:16, 4:5, 1:1 and 16:9 of the same material, each with what goes with it, in one archive."""

from __future__ import annotations

import asyncio
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.platforms import PLACEMENTS, Placement, find_placement
from agent.script import AdScript
from jobs.studio.cache import Cache
from jobs.studio.cut import Coding, CutReport, Format, cut_formats
from jobs.studio.errors import NotDeliverable
from jobs.studio.files import replacing
from jobs.studio.fitting import Focus
from jobs.studio.look import Look
from jobs.studio.process import Progress, nothing
from jobs.studio.thumbnail import best_moment, product_of, thumbnail_at
from jobs.studio.timeline import timeline_of

ALL = "all"
# Placements of each shape, best known first; an ad's own placement comes before them.
_SHAPES: dict[str, tuple[str, ...]] = {
    "9:16": ("instagram_reels", "youtube_shorts", "tiktok", "instagram_stories"),
    "4:5": ("instagram_feed", "facebook_feed", "linkedin"),
    "1:1": ("x",),
    "16:9": ("youtube_instream",),
}
_WORDS = {
    "vertical": "9:16", "tall": "9:16", "portrait": "4:5", "square": "1:1", "wide": "16:9", "landscape": "16:9",
    "horizontal": "16:9", "9x16": "9:16", "4x5": "4:5", "1x1": "1:1", "16x9": "16:9",
}  # fmt: skip


class UnknownVariant(ValueError):
    """A word that names neither a shape nor a placement."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One format of an ad, made: its placement, files and report."""

    placement: str
    shape: str
    video: Path
    thumbnail: Path
    report: CutReport


@dataclass(frozen=True, slots=True)
class Variants:
    """All formats of an ad. `subtitles` are SRT and VTT, or nothing where nothing is said; `notes` are for the user."""

    made: tuple[Variant, ...]
    subtitles: tuple[Path, ...]
    credits: Path
    notes: tuple[str, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        pairs = [file for one in self.made for file in (one.video, one.thumbnail)]
        return (*pairs, *self.subtitles, self.credits)


def placements_of(words: str, script: AdScript) -> tuple[list[Placement], list[str]]:
    """The placements that `words` ask for (`all`, or shapes and placements with commas between), and notes. Pure.

    With `all`, a shape that no placement takes at this length is left out with a note; what is asked for by name and
    not taken is refused.

    Raises:
        UnknownVariant: a word that nobody knows.
        NotDeliverable: a placement that was named does not take ads of this length.
    """
    if words.strip().lower() == ALL:
        found = {shape: _of_shape(shape, script) for shape in _SHAPES}
        notes = [
            f"No {shape}: {_limits(PLACEMENTS[_SHAPES[shape][0]])}, and this ad has {script.duration:g} s."
            for shape, one in found.items()
            if one is None
        ]
        chosen = [one for one in found.values() if one is not None]
        if not chosen:
            raise NotDeliverable(notes)
        return chosen, notes
    asked = [_named(word, script) for word in words.split(",") if word.strip()]
    if not asked:
        raise UnknownVariant(_known("no format is named"))
    faults = [
        f"{_limits(one)}, and this ad has {script.duration:g} s" for one in asked if not _takes(one, script)
    ]
    if faults:
        raise NotDeliverable(faults)
    return list({one.name: one for one in asked}.values()), []


def _of_shape(shape: str, script: AdScript) -> Placement | None:
    own = script.ad_details.placement
    candidates = [own] if own.aspect_ratio == shape else []
    candidates += [PLACEMENTS[name] for name in _SHAPES[shape]]
    return next((one for one in candidates if _takes(one, script)), None)


def _named(word: str, script: AdScript) -> Placement:
    key = word.strip().lower()
    shape = _WORDS.get(key, key)
    if shape in _SHAPES:
        return _of_shape(shape, script) or PLACEMENTS[_SHAPES[shape][0]]
    placement = find_placement(key)
    if placement is None:
        raise UnknownVariant(_known(f"{word.strip()!r} is no format"))
    return placement


def _known(what: str) -> str:
    return f"{what}; known: all, {', '.join(_SHAPES)}, square, wide, {', '.join(PLACEMENTS)}"


def _takes(placement: Placement, script: AdScript) -> bool:
    return placement.min_seconds - 0.05 <= script.duration <= placement.max_seconds + 0.05


def _limits(placement: Placement) -> str:
    return f"{placement.title} takes {placement.min_seconds:g} to {placement.max_seconds:g} s"


async def make(
    script: AdScript,
    clips: Sequence[Path | None],
    voice: Path | None,
    music: Path | None,
    room: Path,
    *,
    placements: Sequence[Placement],
    look: Look,
    folder: Path = Path(),
    name: str = "ad",
    scale: float = 1,
    focuses: Sequence[Focus | None] = (),
    coding: Coding | None = None,
    cache: Cache | None = None,
    notes: Sequence[str] = (),
    quality: bool = True,
    progress: Progress = nothing,
) -> Variants:
    """Make `script` for all `placements` and put the files into `room`, named `NAME-9x16-tiktok.mp4` and so on.

    Arguments are those of `cut`; every clip is decoded once, voice, music and loudness are made once. Each file passes
    `check_delivery` for its own placement, or nothing is delivered. `scale` makes all of them smaller.

    Raises:
        BadMedia, UndrawableText, NotDeliverable, OutputFull, RenderTimedOut, RenderFailed.
    """
    formats = [_format(script, placement, room, name, scale) for placement in placements]
    subtitles = (room / f"{name}.srt", room / f"{name}.vtt")
    reports = await cut_formats(
        formats, clips, voice, music, look=look, folder=folder, focuses=focuses, coding=coding or Coding(), cache=cache,
        subtitles=subtitles, notes=notes, quality=quality, progress=lambda value: progress(0.94 * value),
    )  # fmt: skip
    written = tuple(file for file in subtitles if file.exists())
    pictures = await _thumbnails(script, formats, folder, _said(written))
    licences = room / f"{name}-credits.txt"
    _write_credits(licences, reports[0])
    made = tuple(
        Variant(placement.name, placement.aspect_ratio, one.out, picture, report)
        for placement, one, picture, report in zip(placements, formats, pictures, reports, strict=True)
    )
    progress(1.0)
    told = tuple(dict.fromkeys(note for report in reports for note in report.notes))
    return Variants(made, written, licences, told)


def _format(script: AdScript, placement: Placement, room: Path, name: str, scale: float) -> Format:
    details = script.ad_details.model_copy(update={"ad_platform": placement.name})
    size = (
        None
        if scale == 1
        else (round(placement.width * scale / 2) * 2, round(placement.height * scale / 2) * 2)
    )
    shape = placement.aspect_ratio.replace(":", "x")
    return Format(
        script.model_copy(update={"ad_details": details}), room / f"{name}-{shape}-{placement.name}.mp4", size
    )


def _said(subtitles: Sequence[Path]) -> list[tuple[float, float]]:
    """When words stand over the ad, by its SRT."""
    text = subtitles[0].read_text(encoding="utf-8") if subtitles else ""
    clock = r"(\d+):(\d+):(\d+),(\d+)"
    found = re.findall(f"{clock} --> {clock}", text)
    times = [
        [int(h) * 3600 + int(m) * 60 + int(s) + int(ms) / 1000 for h, m, s, ms in (row[:4], row[4:])]
        for row in found
    ]
    return [(begin, end) for begin, end in times]


async def _thumbnails(
    script: AdScript, formats: Sequence[Format], folder: Path, said: Sequence[tuple[float, float]]
) -> list[Path]:
    """One moment for all: chosen in the first format, taken from each."""
    product = await asyncio.to_thread(product_of, script, folder)
    moment = await best_moment(formats[0].out, timeline=timeline_of(script), product=product, said=said)
    found = []
    for one in formats:
        picture = one.out.with_suffix(".jpg")
        await thumbnail_at(one.out, moment, picture)
        found.append(picture)
    return found


def _write_credits(out: Path, report: CutReport) -> None:
    """What was used and under which licence, as text."""
    rows = ["AI-generated advertisement. Made with Briefcut.", "", *report.credits]
    with replacing(out) as part:
        part.write_text("\n".join(rows) + "\n", encoding="utf-8")


def pack(variants: Variants, out: Path) -> None:
    """All files of `variants` as one archive; videos are stored as they are, because they can't be made smaller."""
    with replacing(out) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
        for file in variants.files:
            text = file.suffix in (".srt", ".vtt", ".txt")
            archive.write(file, file.name, zipfile.ZIP_DEFLATED if text else zipfile.ZIP_STORED)
