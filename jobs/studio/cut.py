"""The cut: clips, captions, voice and music become the delivered file, or an error; never a broken video."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.script import AdScript
from jobs.studio import bed
from jobs.studio.captions import Caption, ass_of, captions_of, fonts_of
from jobs.studio.delivery import check_delivery, plan_bitrate
from jobs.studio.errors import BadMedia, NotDeliverable
from jobs.studio.ffmpeg import ffmpeg
from jobs.studio.files import replacing, workshop
from jobs.studio.graph import Clip, Encoding, joining_arguments, segment_arguments
from jobs.studio.look import Look
from jobs.studio.narration import Narration, foreign_narration, narrate, silent_narration
from jobs.studio.plan import plan_scenes
from jobs.studio.probe import probe
from jobs.studio.process import Progress, both, cores, nothing, together
from jobs.studio.sound import CEILING, RATE, Loudness, decoded, mastered, measure, music_track, voice_track
from jobs.studio.stage import Stage
from jobs.studio.timeline import FPS, Segment, Timeline, timeline_of
from jobs.studio.typeset import ORIGINS, drawable
from jobs.studio.voice import Speech, speech_of

_PLAIN_FONTCONFIG = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>'


@dataclass(frozen=True, slots=True)
class CutReport:
    """What was delivered. `notes` are sentences for the user; `credits` name music, voice and fonts with licences."""

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


async def cut(
    script: AdScript,
    clips: Sequence[Path],
    voice: Path | None,
    music: Path | None,
    out: Path,
    *,
    look: Look,
    size: tuple[int, int] | None = None,
    notes: Sequence[str] = (),
    progress: Progress = nothing,
) -> CutReport:
    """Cut `clips` (one per scene, each with its handles where it has them) to `out`, an MP4 of the script's placement.

    `voice` is a file of `speak` or any speech, `music` a bed of `compose_bed` or any music; either may be missing.
    `notes` are added to the report's own. The file appears only when it passes `check_delivery`.

    Raises:
        BadMedia, UndrawableText, NotDeliverable, OutputFull, RenderTimedOut, RenderFailed.
    """
    timeline = timeline_of(script)
    placement = script.ad_details.placement
    stage = Stage.of(placement, size)
    speech = speech_of(voice) if voice else None
    with workshop(out) as folder, replacing(out) as part:
        told = await _narration(script, timeline, voice, speech, folder)
        done: dict[str, float] = {}

        def report(name: str, weight: float, value: float) -> None:
            done[name] = weight * value
            progress(min(0.99, sum(done.values())))

        picture = _segments(
            script, timeline, clips, told, stage, look, folder, lambda p: report("picture", 0.82, p)
        )
        sound = _sound(script, told, voice, music, timeline.seconds, folder, CEILING)
        _, master = await both(picture, sound)
        report("picture", 0.82, 1.0)
        loud = await _join(master, folder, part, timeline)
        if loud.peak > -1.05 and loud.integrated > -60:  # AAC overshot: once more, that much lower
            master = await _sound(
                script, told, voice, music, timeline.seconds, folder, CEILING - (loud.peak + 1.3)
            )
            loud = await _join(master, folder, part, timeline)
        report("sound", 0.12, 1.0)
        silent = voice is None and (music is None or not script.music.enabled)
        faults = await check_delivery(
            part, placement, script.ad_details.ad_duration, size=size, silent=silent
        )
        if faults:
            raise NotDeliverable(faults)
        result = CutReport(
            seconds=timeline.seconds, width=stage.width, height=stage.height, bytes=part.stat().st_size,
            loudness=loud.integrated, true_peak=loud.peak, voice_coverage=told.coverage(timeline.seconds),
            tempo=told.tempo, caption_timing=told.timing, notes=(*look.notes, *notes, *told.notes, *_dropped(script)),
            credits=_credits(look, speech, voice, music if script.music.enabled else None, script),
        )  # fmt: skip
    progress(1.0)
    return result


async def _narration(
    script: AdScript, timeline: Timeline, voice: Path | None, speech: Speech | None, folder: Path
) -> Narration:
    if voice is None:
        return silent_narration(script.voiceover_text, timeline)
    if speech is not None:
        return narrate(speech.sentences, timeline)
    samples = await decoded(voice, folder / "voice-heard.wav", channels=1)
    return foreign_narration(script.voiceover_text, samples, RATE, timeline)


async def _segments(
    script: AdScript, timeline: Timeline, clips: Sequence[Path], told: Narration, stage: Stage, look: Look,
    folder: Path, progress: Progress,
) -> None:  # fmt: skip
    if len(clips) != len(script.scenes):
        raise ValueError(f"{len(script.scenes)} scenes want as many clips, not {len(clips)}")
    known = await together([_clip(path, stage) for path in clips], cores())
    captions = caption_plan(script, timeline, told, stage)
    (folder / "fonts").mkdir()
    for font in fonts_of(captions):
        (folder / "fonts" / font.name).symlink_to(font)
    (folder / "fonts.conf").write_text(_PLAIN_FONTCONFIG)
    encoding = Encoding(stage.width, stage.height, plan_bitrate(timeline.seconds))
    segments = timeline.segments()
    finished = [0.0] * len(segments)

    async def encode(number: int, segment: Segment) -> None:
        def report(value: float) -> None:
            finished[number] = value * segment.frames
            progress(sum(finished) / timeline.frames)

        name = _write_captions(captions, stage, look, segment, folder, number)
        arguments = segment_arguments(
            segment, timeline, known, encoding, name, folder / f"segment-{number:03}.mp4"
        )
        await ffmpeg(
            arguments, what=f"encoding scene {segment.first + 1}", seconds=segment.frames / FPS, cwd=folder,
            progress=report, env={"FONTCONFIG_FILE": str(folder / "fonts.conf")},
        )  # fmt: skip

    # The longest first, so that no core waits long at the end.
    order = sorted(range(len(segments)), key=lambda i: -segments[i].frames)
    await together([encode(i, segments[i]) for i in order], cores())


async def _clip(path: Path, stage: Stage) -> Clip:
    facts = await probe(path)
    if not facts.video:
        raise BadMedia(f"{path.name} has no picture")
    if facts.width * facts.height > 4096 * 4096 or facts.seconds > 600:
        raise BadMedia(f"{path.name} is too large: at most 4096 × 4096 pixels and ten minutes")
    exact = (
        (facts.width, facts.height) == (stage.width, stage.height)
        and abs(facts.fps - FPS) < 0.001 and facts.pixels == "yuv420p" and facts.rotation == 0 and facts.matrix == 1
    )  # fmt: skip
    return Clip(path.absolute(), facts.demuxer, facts.seconds * FPS, exact)


def caption_plan(script: AdScript, timeline: Timeline, told: Narration, stage: Stage) -> list[Caption]:
    """The captions of the whole ad: in the band of each scene's layout, without what the screen says anyway."""
    plans = plan_scenes(script)
    stages = [
        (span.start / FPS, stage.for_layout(plan.layout))
        for span, plan in zip(timeline.scenes, plans, strict=True)
    ]
    shown = [
        (span.start / FPS, span.end / FPS, scene.on_screen_text)
        for span, scene in zip(timeline.scenes, script.scenes, strict=True)
    ]
    last = timeline.scenes[-1]
    shown.append(
        (last.start / FPS, last.end / FPS, f"{script.ad_details.call_to_action} {script.brand.title}")
    )
    return captions_of(told, stages, shown)


def _write_captions(
    captions: list[Caption], stage: Stage, look: Look, segment: Segment, folder: Path, number: int
) -> str | None:
    begin, end = segment.start / FPS, segment.end / FPS
    if not any(caption.end > begin and caption.start < end for caption in captions):
        return None
    name = f"segment-{number:03}.ass"
    (folder / name).write_text(ass_of(captions, stage, look, begin, end), encoding="utf-8")
    return name


async def _sound(
    script: AdScript, told: Narration, voice: Path | None, music: Path | None, seconds: float, folder: Path,
    ceiling: float,
) -> Path:  # fmt: skip
    say = await voice_track(voice, told, seconds, folder) if voice else None
    play = None
    if music is not None and script.music.enabled:
        play = await music_track(music, seconds, folder, under_voice=say is not None)
    return await mastered(say, play, seconds, folder, ceiling=ceiling)


async def _join(sound: Path, folder: Path, out: Path, timeline: Timeline) -> Loudness:
    names = sorted(path.name for path in folder.glob("segment-*.mp4"))
    (folder / "segments.txt").write_text(
        "ffconcat version 1.0\n" + "".join(f"file {name}\n" for name in names)
    )
    await ffmpeg(
        joining_arguments(Path("segments.txt"), sound, timeline.seconds, out.absolute()),
        what="joining the cut", seconds=timeline.seconds, cwd=folder,
    )  # fmt: skip
    return await measure(out, "mov", timeline.seconds)


def _dropped(script: AdScript) -> tuple[str, ...]:
    """A note about emoji and other signs that were left out."""
    texts = [scene.on_screen_text for scene in script.scenes]
    texts += [script.voiceover_text, script.brand.title, script.ad_details.call_to_action]
    gone: dict[str, None] = {}
    for text in texts:
        gone |= dict.fromkeys(drawable(text)[1])
    return (f"Left out, because our fonts do not draw it: {', '.join(gone)}.",) if gone else ()


def _credits(
    look: Look, speech: Speech | None, voice: Path | None, music: Path | None, script: AdScript
) -> tuple[str, ...]:
    rows = [f"Fonts: {ORIGINS[look.display]}; {ORIGINS['text-bold']}. Pictograms: Phosphor (MIT)."]
    if speech is not None:
        rows.append(f"Voice: {speech.voice} ({speech.licence}).")
    elif voice is not None:
        rows.append("Voice: the file you gave.")
    if music is not None:
        own = script.music.url is not None
        rows.append("Music: the file you gave." if own else f"Music: {bed.LICENCE}.")
    return tuple(rows)
