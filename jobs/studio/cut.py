"""The cut: clips, captions, overlays, voice and music become the delivered file, or an error; never a broken video."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from agent.script import AdScript
from jobs.studio.aim import aimed, subject_of
from jobs.studio.cache import Cache, file_digest, key_of
from jobs.studio.captions import Caption, captions_of, fonts_credit, style_of
from jobs.studio.delivery import check_delivery, plan_bitrate
from jobs.studio.easel import Easels
from jobs.studio.errors import NotDeliverable
from jobs.studio.faces import GLYPHS
from jobs.studio.ffmpeg import ffmpeg
from jobs.studio.files import replacing, workshop
from jobs.studio.fitting import Focus
from jobs.studio.graph import Encoding, joining_arguments
from jobs.studio.language import language_of, words_of
from jobs.studio.look import Look
from jobs.studio.narration import Narration, foreign_narration, narrate, silent_narration
from jobs.studio.overlays import overlays_of, paint_overlays, plate_maker
from jobs.studio.plan import plan_scenes
from jobs.studio.probe import prober
from jobs.studio.process import Progress, both, cores, nothing, together
from jobs.studio.segments import Film, make_formats
from jobs.studio.sound import RATE, Loudness, Mastered, decoded, made_of
from jobs.studio.sources import Source, sources_of
from jobs.studio.stage import Area, Stage
from jobs.studio.standby import Standby
from jobs.studio.subtitles import srt_of, vtt_of
from jobs.studio.timeline import FPS, Timeline, Track, timeline_of
from jobs.studio.typeset import drawable
from jobs.studio.voice import Speech, sentences_of, speech_of

if TYPE_CHECKING:
    from jobs.studio.quality import Quality


@dataclass(frozen=True, slots=True)
class CutReport:
    """What was delivered. `notes` are sentences for the user; `credits` name music, voice and fonts with licences;
    `quality` is None where it was not judged."""

    seconds: float
    width: int
    height: int
    bytes: int
    loudness: float
    true_peak: float
    voice_coverage: float
    tempo: float
    caption_timing: str
    notes: tuple[str, ...]
    credits: tuple[str, ...]
    quality: Quality | None = None


@dataclass(frozen=True, slots=True)
class Coding:
    """How finely pictures are encoded. `max_rate` (bits per second) is what fits into a chat where none is given."""

    crf: int = 20
    preset: str = "veryfast"
    max_rate: int | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """One file to be made: of `script`'s placement, or smaller in its proportions (`size`, even)."""

    script: AdScript
    out: Path
    size: tuple[int, int] | None = None

    @property
    def stage(self) -> Stage:
        return Stage.of(self.script.ad_details.placement, self.size)


async def cut(
    script: AdScript,
    clips: Sequence[Path | None],
    voice: Path | None,
    music: Path | None,
    out: Path,
    *,
    look: Look,
    folder: Path = Path(),
    size: tuple[int, int] | None = None,
    focuses: Sequence[Focus | None] = (),
    coding: Coding = Coding(),
    cache: Cache | None = None,
    easels: Easels | None = None,
    subtitles: Sequence[Path] = (),
    notes: Sequence[str] = (),
    quality: bool = True,
    progress: Progress = nothing,
) -> CutReport:
    """Cut `clips` (one per scene, each with its handles where it has them) to `out`, an MP4 of the script's placement.

    Where a clip is None the scene is painted straight into the cut, by `easels` where some are up already; the
    script's own media are relative to `folder`. `voice` is a file of `speak` or any speech, `music` a bed of
    `compose_bed` or any music; either may be missing. `focuses` say what stays in view of clips of other proportions;
    it is looked for where none is given. With a `cache`, what was encoded before is not encoded again. `subtitles` are
    files to be written beside the ad (`.srt`, `.vtt`); none is written where nothing is said. `notes` are added to the
    report's own. The file appears only when it passes `check_delivery` and, where `quality` is wanted, no threshold of
    `jobs.studio.quality` is failed; what only misses a warning goes into the notes.

    Raises:
        BadMedia, UndrawableText, NotDeliverable, OutputFull, RenderTimedOut, RenderFailed.
    """
    reports = await cut_formats(
        [Format(script, out, size)], clips, voice, music, look=look, folder=folder, focuses=focuses, coding=coding,
        cache=cache, easels=easels, subtitles=subtitles, notes=notes, quality=quality, progress=progress,
    )  # fmt: skip
    return reports[0]


async def cut_formats(
    formats: Sequence[Format],
    clips: Sequence[Path | None],
    voice: Path | None,
    music: Path | None,
    *,
    look: Look,
    folder: Path = Path(),
    focuses: Sequence[Focus | None] = (),
    coding: Coding = Coding(),
    cache: Cache | None = None,
    easels: Easels | None = None,
    subtitles: Sequence[Path] = (),
    notes: Sequence[str] = (),
    quality: bool = True,
    progress: Progress = nothing,
) -> list[CutReport]:
    """`cut` to several formats at once, whose scripts differ in nothing but the placement: clips are decoded once,
    narration and sound are made once. Either all files appear or none does."""
    script = formats[0].script
    speech = speech_of(voice) if voice else None
    async with AsyncExitStack() as stack:
        room = stack.enter_context(workshop(formats[0].out))
        parts = [stack.enter_context(replacing(one.out)) for one in formats]
        maker = await stack.enter_async_context(plate_maker()) if any(clips) else None
        sources = await sources_of(script, clips, focuses)
        foreign = [source.foreign for source in sources]
        frames = timeline_of(script, foreign)
        sizes = [(one.stage.width, one.stage.height) for one in formats]
        sources, told = await both(
            aimed(sources, script, frames, sizes, folder, cache),
            _narration(script, frames, voice, speech, room),
        )
        films = [
            _film(one, f"format-{number}-" if len(formats) > 1 else "", sources, frames, told, look, folder, room,
                  coding, easels, music=music is not None)
            for number, one in enumerate(formats)
        ]  # fmt: skip
        names, sound = await both(
            _pictures(films, cache, maker, lambda value: progress(0.9 * value)),
            _sound(script, told, voice, music, films[0].timeline, room, cache),
        )
        progress(0.9)
        silent = voice is None and (music is None or not script.music.enabled)
        reports: list[CutReport] = []
        for one, film, part, segments in zip(formats, films, parts, names, strict=True):
            async with prober() as by:
                await _join(segments, sound.path, room, part, film.timeline)
                judged = None
                if quality:
                    judged = await _checked(one, film, part, sources, voice, sound.loud, room, by)
                else:
                    await _admitted(one, part, sound.loud, by, silent=silent)
            if judged is not None and judged.faults:
                from jobs.studio.quality import concern

                raise NotDeliverable(_named(judged.faults, one, formats), concern(judged.failed))
            told_so = (*look.notes, *notes, *(judged.warnings if judged else ()))
            report = _report(one, film, part, told, sound.loud, speech, voice, music, told_so)
            reports.append(replace(report, quality=judged))
            progress(0.9 + 0.1 * len(reports) / len(formats))
        if cache is not None:
            await asyncio.to_thread(cache.make_room)
        _write_subtitles(script, reworded(script, told), subtitles)
    return reports


async def _checked(
    one: Format, film: Film, part: Path, sources: Sequence[Source], voice: Path | None, loud: Loudness, room: Path,
    by: Standby,
) -> Quality:  # fmt: skip
    """The finished file measured against its plan."""
    from jobs.studio.quality import measure, plan_of  # not before the pictures are on their way

    photos = [film.media / name for name in one.script.brand.product_images]
    clips = [source.clip for source in sources]
    plan = plan_of(one.script, film.timeline, film.stage, film.look, clips, voice=voice, products=photos)
    return await measure(part, plan, room, loud=loud, by=by)


async def _admitted(one: Format, part: Path, loud: Loudness, by: Standby, *, silent: bool) -> None:
    """The bar without a look at the pictures."""
    details = one.script.ad_details
    faults = await check_delivery(
        part, details.placement, details.ad_duration, size=one.size, silent=silent, loud=loud, by=by
    )
    if faults:
        raise NotDeliverable(faults)


def _named(faults: Sequence[str], one: Format, formats: Sequence[Format]) -> list[str]:
    """The sentences, with the placement's name where there are several."""
    title = f"{one.script.ad_details.placement.title}: " if len(formats) > 1 else ""
    return [title + fault for fault in faults]


def _write_subtitles(script: AdScript, told: Narration, files: Sequence[Path]) -> None:
    """All that is said, as each file's name asks for it."""
    for file in files if told.lines else ():
        vtt = file.suffix.lower() == ".vtt"
        text = vtt_of(told, language_of(script.voiceover_text)) if vtt else srt_of(told)
        with replacing(file) as part:
            part.write_text(text, encoding="utf-8")


def _film(
    one: Format, prefix: str, sources: Sequence[Source], frames: Timeline, told: Narration, look: Look, folder: Path,
    room: Path, coding: Coding, easels: Easels | None, *, music: bool,
) -> Film:  # fmt: skip
    """What the pictures of one format are made of."""
    foreign = [source.foreign for source in sources]
    subjects = [subject_of(source.clip, one.stage) for source in sources]
    timeline = planned(one.script, frames, told, one.stage, look, foreign, subjects, music=music)
    rate = coding.max_rate or plan_bitrate(timeline.seconds)
    encoding = Encoding(one.stage.width, one.stage.height, rate, coding.crf, coding.preset)
    return Film(
        one.script, timeline, sources, look, one.stage, encoding, folder, room, prefix=prefix, easels=easels
    )


async def _pictures(
    films: Sequence[Film], cache: Cache | None, maker: Standby | None, progress: Progress
) -> list[list[str]]:
    """The encoded segments of every format, with what lies over clips that are not ours painted first."""
    painted = await together(
        [
            paint_overlays(
                film.timeline.overlays, film.script, film.look, film.stage, film.sources, film.room,
                folder=film.media, name=f"{film.prefix}overlay", maker=None if number else maker,
            )
            for number, film in enumerate(films)
        ],
        cores(),
    )  # fmt: skip
    dressed = [replace(film, overlays=paths) for film, paths in zip(films, painted, strict=True)]
    return await make_formats(dressed, cache, progress)


def _report(
    one: Format, film: Film, file: Path, told: Narration, loud: Loudness, speech: Speech | None, voice: Path | None,
    music: Path | None, notes: tuple[str, ...],
) -> CutReport:  # fmt: skip
    script, seconds = one.script, film.timeline.seconds
    return CutReport(
        seconds=seconds, width=film.stage.width, height=film.stage.height, bytes=file.stat().st_size,
        loudness=loud.integrated, true_peak=loud.peak, voice_coverage=told.coverage(seconds), tempo=told.tempo,
        caption_timing=told.timing, notes=(*notes, *told.notes, *_dropped(script)),
        credits=_credits(
            film.look, film.timeline.captions, speech, voice, music if script.music.enabled else None, script
        ),
    )  # fmt: skip


def planned(
    script: AdScript, frames: Timeline, told: Narration, stage: Stage, look: Look, foreign: Sequence[bool],
    subjects: Sequence[Area | None] = (), *, music: bool,
) -> Timeline:  # fmt: skip
    """`frames` and all that lies over them and is heard: the whole plan of the ad. Pure."""
    captions = caption_plan(script, frames, reworded(script, told), stage, foreign)
    overlays = overlays_of(script, look, stage, frames, foreign, subjects)
    tracks = [
        Track("voice", line.start, line.end, line.source[0], told.tempo) for line in told.lines if line.source
    ]
    if music and script.music.enabled:
        tracks.append(Track("music", 0.0, frames.seconds))
    return replace(frames, captions=tuple(captions), overlays=overlays, tracks=tuple(tracks))


def reworded(script: AdScript, told: Narration) -> Narration:
    """`told` with the words that the script wants to be read instead; a sentence without words isn't shown."""
    said = sentences_of(script.voiceover_text)
    other = {said[r.sentence - 1]: r.text for r in script.captions.reworded if r.sentence <= len(said)}
    lines = [
        replace(line, text=other[line.text], words=()) if line.text in other else line for line in told.lines
    ]
    return replace(told, lines=tuple(line for line in lines if line.text))


async def _narration(
    script: AdScript, timeline: Timeline, voice: Path | None, speech: Speech | None, folder: Path
) -> Narration:
    if voice is None:
        return silent_narration(script.voiceover_text, timeline)
    if speech is not None:
        return narrate(speech.sentences, timeline)
    samples = await decoded(voice, folder / "voice-heard.wav", channels=1)
    return foreign_narration(script.voiceover_text, samples, RATE, timeline)


def caption_plan(
    script: AdScript, timeline: Timeline, told: Narration, stage: Stage, foreign: Sequence[bool] = ()
) -> list[Caption]:
    """The captions of the whole ad: in the band of each scene's layout, without what the screen says anyway.

    Over foreign clips, which have no layout, they stand at the foot of the safe box.
    """
    style = style_of(script)
    if style is None:
        return []
    plans = plan_scenes(script)
    stages, shown = [], []
    for index, (span, scene) in enumerate(zip(timeline.scenes, script.scenes, strict=True)):
        filmed = index < len(foreign) and foreign[index]
        stages.append((span.start / FPS, stage if filmed else stage.for_layout(plans[index].layout)))
        shown.append((span.start / FPS, span.end / FPS, scene.on_screen_text))
    last = timeline.scenes[-1]
    shown.append(
        (last.start / FPS, last.end / FPS, f"{script.ad_details.call_to_action} {script.brand.title}")
    )
    return captions_of(told, stages, shown, style, GLYPHS.get(language_of(words_of(script))))


async def _sound(
    script: AdScript, told: Narration, voice: Path | None, music: Path | None, timeline: Timeline, room: Path,
    cache: Cache | None,
) -> Mastered:  # fmt: skip
    """The encoded sound of the ad, from the cache where all that it depends on is the same."""
    music = music if script.music.enabled else None
    out, figures = room / "sound.m4a", room / "sound.json"
    if cache is None:
        return await made_of(told, voice, music, timeline.seconds, room, out)
    facts = {
        "voice": file_digest(voice) if voice else None, "music": file_digest(music) if music else None,
        "tracks": [asdict(track) for track in timeline.tracks], "seconds": timeline.seconds, "tempo": told.tempo,
    }  # fmt: skip
    key = key_of(facts)
    if cache.take(key + "-sound", out) and cache.take(key + "-loudness", figures):
        return Mastered(out, Loudness(**json.loads(figures.read_text())))
    out.unlink(missing_ok=True)
    made = await made_of(told, voice, music, timeline.seconds, room, out)
    figures.write_text(json.dumps(asdict(made.loud)))
    cache.put(key + "-sound", out)
    cache.put(key + "-loudness", figures)
    return made


async def _join(names: Sequence[str], sound: Path, room: Path, out: Path, timeline: Timeline) -> None:
    (room / "segments.txt").write_text("ffconcat version 1.0\n" + "".join(f"file {name}\n" for name in names))
    await ffmpeg(
        joining_arguments("segments.txt", sound, timeline.seconds, out.absolute()),
        what="joining the cut", seconds=timeline.seconds, cwd=room,
    )  # fmt: skip


def _dropped(script: AdScript) -> tuple[str, ...]:
    """A note about emoji and other signs that were left out."""
    texts = [scene.on_screen_text for scene in script.scenes]
    texts += [script.voiceover_text, script.brand.title, script.ad_details.call_to_action]
    gone: dict[str, None] = {}
    for text in texts:
        gone |= dict.fromkeys(drawable(text)[1])
    return (f"Left out, because our fonts do not draw it: {', '.join(gone)}.",) if gone else ()


def _credits(
    look: Look,
    captions: Sequence[Caption],
    speech: Speech | None,
    voice: Path | None,
    music: Path | None,
    script: AdScript,
) -> tuple[str, ...]:
    rows = [fonts_credit(script, look.display, captions)]
    if speech is not None:
        rows.append(f"Voice: {speech.voice} ({speech.licence}).")
    elif voice is not None:
        rows.append("Voice: the file you gave.")
    if music is not None:
        from jobs.studio import bed

        own = script.music.url is not None
        rows.append("Music: the file you gave." if own else f"Music: {bed.LICENCE}.")
    return tuple(rows)
