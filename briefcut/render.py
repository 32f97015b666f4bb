"""`briefcut render`: a script file to a finished video, without chat, database or queue."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agent.platforms import find_placement
from agent.script import AdScript, read_script_file
from jobs.studio.bed import compose_bed
from jobs.studio.cut import CutReport, cut
from jobs.studio.errors import CannotWrite
from jobs.studio.files import sweep
from jobs.studio.language import language_of
from jobs.studio.look import Look
from jobs.studio.process import both, cores, together
from jobs.studio.scene import paint_clip
from jobs.studio.sheet import contact_sheet as make_sheet
from jobs.studio.voice import speak, why_silent


class UnknownPlacement(ValueError):
    """`--platform` names no placement we know."""


@dataclass
class _Shares:
    """Progress of steps that run at once, added up by weight."""

    tell: Callable[[float], None]
    done: dict[str, float]

    def step(self, name: str, weight: float) -> Callable[[float], None]:
        def report(value: float) -> None:
            self.done[name] = weight * value
            self.tell(min(1.0, sum(self.done.values())))

        return report


async def render(
    script_path: Path,
    out: Path,
    *,
    platform: str | None = None,
    contact_sheet: Path | None = None,
    size: tuple[int, int] | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> CutReport:
    """Compose the script at `script_path` to the MP4 `out`; media paths are relative to the script's folder.

    `platform` overrides the script's placement, `size` (even sides, same proportions) makes it smaller.

    Raises:
        InvalidScript: the file is no script (readable line that names the path).
        UnknownPlacement: `platform` is unknown.
        CannotWrite: `out` or `contact_sheet` is of a kind that is not written, or its folder takes no file.
        StudioError: typed; see `jobs.studio.errors`.
    """
    _check_writable(out, (".mp4",))
    if contact_sheet is not None:
        _check_writable(contact_sheet, (".png", ".jpg", ".jpeg"))
    script = placed(read_script_file(script_path), platform)
    folder = script_path.absolute().parent
    shares = _Shares(progress, {})
    look = Look.of(script, folder)
    sweep(out)
    with tempfile.TemporaryDirectory(prefix=f".{out.stem}.render-", dir=out.absolute().parent) as work:
        place = Path(work)
        clips = [
            folder / scene.generated_video_url if scene.generated_video_url else place / f"clip-{i}.mp4"
            for i, scene in enumerate(script.scenes)
        ]
        weight = 0.5 / len(clips)
        steps = [
            paint_clip(
                script, i + 1, look, clip, folder=folder, size=size, progress=shares.step(f"clip{i}", weight)
            )
            for i, clip in enumerate(clips)
            if not script.scenes[i].generated_video_url
        ]
        notes: list[str] = []
        (voice, music), _ = await both(_sounds(script, look, folder, place, notes), together(steps, cores()))
        report = await cut(
            script, clips, voice, music, out.absolute(), look=look, size=size, notes=notes,
            progress=shares.step("cut", 0.5),
        )  # fmt: skip
    if contact_sheet is not None:
        await make_sheet(out, contact_sheet)
    progress(1.0)
    return report


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


def placed(script: AdScript, platform: str | None) -> AdScript:
    """`script` for another placement, where `platform` names one."""
    if platform is None:
        return script
    placement = find_placement(platform)
    if placement is None:
        raise UnknownPlacement(f"unknown placement {platform!r}")
    details = script.ad_details.model_copy(update={"ad_platform": placement.name})
    return script.model_copy(update={"ad_details": details})


async def _sounds(
    script: AdScript, look: Look, folder: Path, place: Path, notes: list[str]
) -> tuple[Path | None, Path | None]:
    voice: Path | None = None
    if script.voiceover_url:
        voice = folder / script.voiceover_url
    elif script.voiceover_text:
        language = language_of(script.voiceover_text)
        if await speak(script.voiceover_text, language, place / "voice.wav", seconds=script.duration):
            voice = place / "voice.wav"
        else:
            notes.append(why_silent(language))
    music: Path | None = None
    if script.music.enabled:
        music = folder / script.music.url if script.music.url else place / "music.wav"
        if not script.music.url:
            await compose_bed(script.duration, script.music.genre, look.seed, music)
    return voice, music
