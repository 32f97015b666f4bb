"""`briefcut render`: a script file to a finished video, without chat, database or queue."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from agent.platforms import find_placement
from agent.script import AdScript, InvalidScript, read_script_file
from jobs.studio.bed import compose_bed
from jobs.studio.cache import Cache, default_cache, key_of
from jobs.studio.easel import Easels, plan_of
from jobs.studio.editing import apply, read_edits
from jobs.studio.errors import CannotWrite
from jobs.studio.files import replacing, sweep
from jobs.studio.language import language_of
from jobs.studio.look import Look
from jobs.studio.process import both
from jobs.studio.stage import Stage
from jobs.studio.timeline import FPS, timeline_of
from jobs.studio.voice import speak, why_silent

if TYPE_CHECKING:
    from jobs.studio.cut import CutReport
    from jobs.studio.variants import Variants

Progress = Callable[[float], None]
_PICTURES = (".png", ".jpg", ".jpeg")


class UnknownPlacement(ValueError):
    """`--platform` names no placement we know."""


class UnknownStyle(ValueError):
    """`--style` names no caption style we know."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked for besides the video.

    `platform` overrides the script's placement, `edit` is a file with an edit of it, `style` a caption style.
    `contact_sheet` is a picture, `report` a JSON file to be written, `subtitles` asks for `.srt` and `.vtt` beside the
    video. `cache` keeps what was encoded. `size` (even sides, same proportions) and `scale` make videos smaller.
    """

    platform: str | None = None
    edit: Path | None = None
    style: str | None = None
    contact_sheet: Path | None = None
    report: Path | None = None
    subtitles: bool = False
    cache: Cache | None = None
    size: tuple[int, int] | None = None
    scale: float = 1


@dataclass(slots=True)
class _Material:
    """A script and what its ad is cut from; None for a scene that has no clip and is painted."""

    script: AdScript
    folder: Path
    look: Look
    clips: list[Path | None]
    voice: Path | None = None
    music: Path | None = None
    notes: list[str] = field(default_factory=list)


async def render(
    script_path: Path, out: Path, wishes: Wishes | None = None, *, progress: Progress = lambda _: None
) -> CutReport:
    """Compose the script at `script_path` to the MP4 `out`; media paths are relative to the script's folder.

    Raises:
        InvalidScript, InvalidEdit: a file is no script or no edit (a readable line that names the path).
        UnknownPlacement, UnknownStyle: a name that nobody knows.
        CannotWrite: a file is of a kind that is not written, or its folder takes no file.
        StudioError: typed; see `jobs.studio.errors`.
    """
    wishes = wishes or Wishes()
    _check(out, (".mp4",), wishes)
    script, folder = _read(script_path, wishes), script_path.absolute().parent
    subtitles = [out.absolute().with_suffix(kind) for kind in (".srt", ".vtt")] if wishes.subtitles else []
    with _working_folder(out) as room:
        material = await _looked_at(script, folder)
        async with _easels(material, wishes.size) as easels:
            await both(_sounds(material, room, wishes.cache, easels.come_up), asyncio.to_thread(_come_up))
            progress(0.05)
            from jobs.studio.cut import cut

            report = await cut(
                script, material.clips, material.voice, material.music, out.absolute(), look=material.look,
                folder=folder, size=wishes.size, cache=wishes.cache, easels=easels, subtitles=subtitles,
                notes=material.notes, progress=lambda value: progress(0.05 + 0.94 * value),
        )  # fmt: skip
    await _also([(out, script.ad_details.placement.title)], material, [asdict(report)], wishes)
    progress(1.0)
    return report


async def render_variants(
    script_path: Path,
    out: Path,
    formats: str,
    wishes: Wishes | None = None,
    *,
    progress: Progress = lambda _: None,
) -> Variants:
    """Compose the script for several formats (`all`, or shapes and placements with commas between) to one archive.

    Where `out` ends in `.zip` that is all; where it ends in `.mp4`, the files lie beside it as well, each named by its
    shape and placement, and the archive takes the name of `out`.

    Raises:
        UnknownVariant: a format that nobody knows. Else as `render`.
    """
    from jobs.studio.variants import make, pack, placements_of

    wishes = wishes or Wishes()
    _check(out, (".zip", ".mp4"), wishes)
    script, folder = _read(script_path, wishes), script_path.absolute().parent
    placements, notes = placements_of(formats, script)
    with _working_folder(out) as room:
        material = await _looked_at(script, folder)
        await _sounds(material, room, wishes.cache)
        progress(0.05)
        files = room / "files"
        files.mkdir()
        made = await make(
            script, material.clips, material.voice, material.music, files, placements=placements, look=material.look,
            folder=folder, name=out.stem, scale=wishes.scale, cache=wishes.cache, notes=[*notes, *material.notes],
            progress=lambda value: progress(0.05 + 0.92 * value),
        )  # fmt: skip
        await asyncio.to_thread(pack, made, out.absolute().with_suffix(".zip"))
        reports = [
            {"placement": one.placement, "shape": one.shape, **asdict(one.report)} for one in made.made
        ]
        titles = [(one.video, f"{one.shape} {one.placement}") for one in made.made]
        await _also(titles, material, reports, wishes)
        if out.suffix.lower() == ".mp4":
            made = await asyncio.to_thread(_laid_beside, made, out.absolute().parent)
    progress(1.0)
    return made


def kept(folder: Path | None, *, no_cache: bool = False) -> Cache | None:
    """Where encoded pieces are kept: in `folder`, else where whoever is logged in keeps such things."""
    if no_cache:
        return None
    return Cache(folder) if folder is not None else default_cache()


def _come_up() -> None:
    """Import what the cut needs, while sounds are made by other programs: it takes a fifth of a second."""
    import jobs.studio.cut
    import jobs.studio.quality  # noqa: F401


def _laid_beside(made: Variants, folder: Path) -> Variants:
    """The files of `made` moved into `folder`, each in one step."""

    def moved(file: Path) -> Path:
        target = folder / file.name
        shutil.move(file, target)
        return target

    from jobs.studio.variants import Variants

    return Variants(
        tuple(replace(one, video=moved(one.video), thumbnail=moved(one.thumbnail)) for one in made.made),
        tuple(moved(file) for file in made.subtitles), moved(made.credits), made.notes,
    )  # fmt: skip


def _check(out: Path, kinds: tuple[str, ...], wishes: Wishes) -> None:
    _check_writable(out, kinds)
    if wishes.contact_sheet is not None:
        _check_writable(wishes.contact_sheet, _PICTURES)
    if wishes.report is not None:
        _check_writable(wishes.report, (".json",))


def _check_writable(out: Path, kinds: tuple[str, ...]) -> None:
    """Refuse at once what would fail after minutes of work."""
    if out.suffix.lower() not in kinds:
        raise CannotWrite(
            f"{out}: only {' or '.join(kinds)} is written; choose a name that ends in {kinds[0]}"
        )
    folder = out.absolute().parent
    if not folder.is_dir():
        raise CannotWrite(
            f"the folder {folder} does not exist; create it, or choose another place for {out.name}"
        )
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        why = (error.strerror or "refused").lower()
        raise CannotWrite(
            f"can't write into the folder {folder} ({why}); choose a folder of yours, for instance "
            f"{Path.home() / out.name}"
        ) from error


def _read(path: Path, wishes: Wishes) -> AdScript:
    """The script as it is to be filmed: edited, placed, with the wished caption style."""
    try:
        script = read_script_file(path)
    except InvalidScript as error:
        raise InvalidScript(f"{path}: {error}") from None
    if wishes.edit is not None:
        script = apply(script, read_edits(wishes.edit.read_bytes()))
    if wishes.style is not None:
        from jobs.studio.captions import CaptionStyle

        if wishes.style not in get_args(CaptionStyle):
            known = ", ".join(get_args(CaptionStyle))
            raise UnknownStyle(f"unknown caption style {wishes.style!r}; known: {known}")
        captions = script.captions.model_copy(update={"style": wishes.style})
        script = script.model_copy(update={"captions": captions})
    return placed(script, wishes.platform)


def placed(script: AdScript, platform: str | None) -> AdScript:
    """`script` for another placement, where `platform` names one."""
    if platform is None:
        return script
    placement = find_placement(platform)
    if placement is None:
        raise UnknownPlacement(f"unknown placement {platform!r}")
    details = script.ad_details.model_copy(update={"ad_platform": placement.name})
    return script.model_copy(update={"ad_details": details})


@contextmanager
def _working_folder(out: Path) -> Iterator[Path]:
    """A folder beside `out`; what a killed render of the same name left there is cleared away first."""
    sweep(out)
    with tempfile.TemporaryDirectory(prefix=f".{out.stem}.render-", dir=out.absolute().parent) as work:
        yield Path(work)


async def _looked_at(script: AdScript, folder: Path) -> _Material:
    """The look and the clips the script names."""
    look = await asyncio.to_thread(Look.of, script, folder)
    clips = [
        folder / scene.generated_video_url if scene.generated_video_url else None for scene in script.scenes
    ]
    return _Material(script, folder, look, clips)


def _easels(material: _Material, size: tuple[int, int] | None) -> Easels:
    """Painters for the scenes without a clip; the longest are taken first."""
    stage = Stage.of(material.script.ad_details.placement, size)
    plan = plan_of(material.script, material.look, material.folder, (stage.width, stage.height), FPS)
    foreign = [clip is not None for clip in material.clips]
    spans = enumerate(timeline_of(material.script, foreign).scenes)
    painted = sorted((-span.clip_frames, index + 1) for index, span in spans if not foreign[index])
    return Easels(plan, [number for _, number in painted], material.script.duration)


async def _sounds(
    material: _Material, room: Path, cache: Cache | None, idle: Callable[[], None] = lambda: None
) -> None:
    """The sounds the script names, made where it names none. `idle` is called where only the voice is still made."""
    begun, ended = asyncio.Event(), asyncio.Event()

    async def voice() -> None:
        await _voice(material, room / "voice.wav", cache, begun.set)
        ended.set()

    async def music() -> None:
        await _music(material, room / "music.wav", cache)
        if begun.is_set() and not ended.is_set():
            idle()

    await both(voice(), music())


async def _voice(material: _Material, out: Path, cache: Cache | None, begun: Callable[[], None]) -> None:
    """The voice says a text differently each time, so an edit of something else has to find what it said before."""
    script = material.script
    if script.voiceover_url:
        material.voice = material.folder / script.voiceover_url
        return
    if not script.voiceover_text:
        return
    text, language, seconds = script.voiceover_text, language_of(script.voiceover_text), script.duration

    async def say() -> None:
        begun()
        await speak(text, language, out, seconds=seconds)

    await _once(cache, {"speech": text, "language": language, "seconds": seconds}, out, say)
    if out.exists():
        material.voice = out
    else:
        material.notes.append(why_silent(language))


async def _music(material: _Material, out: Path, cache: Cache | None) -> None:
    script = material.script
    if not script.music.enabled:
        return
    material.music = material.folder / script.music.url if script.music.url else out
    if not script.music.url:
        seed, genre = material.look.seed, script.music.genre
        play = partial(compose_bed, script.duration, genre, seed, out)
        await _once(cache, {"bed": genre, "seed": seed, "seconds": script.duration}, out, play)


async def _once(
    cache: Cache | None, facts: dict[str, Any], out: Path, make: Callable[[], Awaitable[object]]
) -> None:
    """`out` from the cache, or made and kept."""
    if cache is None:
        await make()
        return
    key = key_of(facts)
    if not await asyncio.to_thread(cache.take, key, out):
        await make()
        if out.exists():
            await asyncio.to_thread(cache.put, key, out)


async def _also(
    videos: list[tuple[Path, str]], material: _Material, reports: list[dict[str, Any]], wishes: Wishes
) -> None:
    """What was wished for besides the videos: contact sheet and report."""
    if wishes.contact_sheet is not None:
        from jobs.studio.sheet import marks_of, sheet_of

        foreign = [clip is not None for clip in material.clips]
        await sheet_of(videos, marks_of(timeline_of(material.script, foreign)), wishes.contact_sheet)
    if wishes.report is not None:
        told: object = reports[0] if len(reports) == 1 and "shape" not in reports[0] else {"formats": reports}
        with replacing(wishes.report) as part:
            text = json.dumps(told, indent=2, ensure_ascii=False, default=str)
            await asyncio.to_thread(part.write_text, text + "\n", "utf-8")
