"""ffmpeg arguments for every piece of a cut. Pure: no file is opened, no text of a user appears in an argument."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jobs.studio.ffmpeg import BT709, reading
from jobs.studio.timeline import FPS, Segment, Timeline

_TICK = 512  # of the video clock, to a frame
SLOWEST = 1.10  # a clip too short for its scene is slowed by at most this, then its last frame holds


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip file as the graph needs to know it. `exact`: already of the cut's size and frame rate."""

    path: Path
    demuxer: str
    frames: float
    exact: bool


@dataclass(frozen=True, slots=True)
class Encoding:
    """How segments are encoded. `max_rate` in bits per second bounds the size of what they add up to."""

    width: int
    height: int
    max_rate: int
    crf: int = 20
    preset: str = "veryfast"
    threads: int = 1

    def arguments(self) -> list[str]:
        return [
            "-c:v", "libx264", "-profile:v", "high", "-preset", self.preset, "-crf", str(self.crf),
            "-maxrate", str(self.max_rate), "-bufsize", str(self.max_rate // 2), "-g", str(2 * FPS), "-bf", "2",
            "-threads", str(self.threads), "-pix_fmt", "yuv420p", *BT709, "-r", str(FPS),
            "-video_track_timescale", str(_TICK * FPS), "-an", "-sn", "-map_metadata", "-1",
        ]  # fmt: skip


def segment_arguments(
    segment: Segment,
    timeline: Timeline,
    clips: list[Clip],
    encoding: Encoding,
    captions: str | None,
    out: Path,
) -> list[str]:
    """Encode one segment. `captions` is the name of an ASS file in the working folder, beside a folder `fonts`."""
    arguments = _input(
        clips[segment.first], segment.offset, segment.frames, timeline.scenes[segment.first].clip_frames
    )
    chains = [
        f"[0:v]{_prepared(clips[segment.first], segment.frames, timeline.scenes[segment.first].clip_frames, encoding)}"
    ]
    if segment.transition is None:
        chains[0] += "[shown]"
    else:
        following = clips[segment.first + 1]
        span = timeline.scenes[segment.first + 1]
        arguments += _input(following, 0, segment.frames, span.clip_frames)
        chains[0] += "[a]"
        chains.append(f"[1:v]{_prepared(following, segment.frames, span.clip_frames, encoding)}[b]")
        length = segment.frames / FPS
        chains.append(
            f"[a][b]xfade=transition={segment.transition.kind}:duration={length:.6f}:offset=0[shown]"
        )
    tail = f",ass=filename={captions}:fontsdir=fonts" if captions else ""
    chains.append(
        f"[shown]setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709{tail}[out]"
    )
    return [
        *arguments, "-filter_complex", ";".join(chains), "-map", "[out]", "-frames:v", str(segment.frames),
        *encoding.arguments(), "-f", "mp4", str(out),
    ]  # fmt: skip


def slowing(clip: Clip, wanted: int) -> float:
    """By how much `clip` is stretched to cover `wanted` frames: 1 … SLOWEST."""
    return min(SLOWEST, max(1.0, wanted / clip.frames)) if clip.frames else 1.0


def _input(clip: Clip, offset: int, frames: int, wanted: int) -> list[str]:
    stretch = slowing(clip, wanted)
    start = min(offset / stretch, max(clip.frames - 1, 0)) / FPS
    length = frames / stretch / FPS + 0.5
    # Half a frame early: a seek then never lands behind the frame that is meant.
    return reading(
        clip.path, clip.demuxer, "-ss", f"{max(0.0, start - 0.5 / FPS):.6f}", "-t", f"{length:.6f}"
    )


def _prepared(clip: Clip, frames: int, wanted: int, encoding: Encoding) -> str:
    """Constant frame rate, exact size, exactly `frames` frames from time 0."""
    stretch = slowing(clip, wanted)
    steps = [
        f"setpts=(PTS-STARTPTS)*{stretch:.5f}" if stretch > 1 else "setpts=PTS-STARTPTS",
        f"fps={FPS}:round=near",
    ]
    if not clip.exact:
        size = f"{encoding.width}:{encoding.height}"
        steps += [
            f"scale={size}:force_original_aspect_ratio=increase:flags=bicubic:out_color_matrix=bt709:out_range=tv",
            f"crop={size}", "format=yuv420p",
        ]  # fmt: skip
    steps += ["setsar=1", "tpad=stop_mode=clone:stop=-1", f"trim=end_frame={frames}", "setpts=PTS-STARTPTS"]
    return ",".join(steps)


def mixing_arguments(voice: Path | None, music: Path | None, seconds: float, out: Path) -> list[str]:
    """Voice over a bed that steps back while somebody speaks, as 48 kHz stereo float."""
    inputs: list[str] = []
    for path in (voice, music):
        if path is not None:
            inputs += reading(path, "wav")
    shape = "aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=stereo"
    if voice is not None and music is not None:
        graph = (
            f"[0:a]{shape},asplit[say][key];[1:a]{shape}[bed];"
            "[bed][key]sidechaincompress=threshold=0.025:ratio=7:attack=30:release=420:knee=4[low];"
            "[low][say]amix=inputs=2:normalize=0:duration=longest,highpass=f=35[mix]"
        )
    elif voice is not None or music is not None:
        graph = f"[0:a]{shape},highpass=f=35[mix]"
    else:
        graph = f"anullsrc=r=48000:cl=stereo:d={seconds:.6f},{shape}[mix]"
    finish = f"[mix]apad=whole_dur={seconds:.6f},atrim=end={seconds:.6f}[out]"
    return [
        *inputs,
        "-filter_complex",
        f"{graph};{finish}",
        "-map",
        "[out]",
        "-c:a",
        "pcm_f32le",
        "-f",
        "wav",
        str(out),
    ]


def levelling_arguments(mix: Path, gain: float, ceiling: float, out: Path) -> list[str]:
    """Raise `mix` by `gain` dB under a limiter at `ceiling` dBTP that works at four times the rate."""
    limit = 10 ** (ceiling / 20)
    chain = (
        f"volume={gain:.3f}dB,aresample=192000,"
        f"alimiter=level_in=1:level_out=1:limit={limit:.5f}:attack=3:release=80:level=false:latency=true,"
        "aresample=48000"
    )
    return [
        *reading(mix, "wav"),
        "-af",
        chain,
        "-ar",
        "48000",
        "-ac",
        "2",
        "-c:a",
        "pcm_f32le",
        "-f",
        "wav",
        str(out),
    ]


def joining_arguments(segments: Path, sound: Path, seconds: float, out: Path) -> list[str]:
    """Put encoded segments and sound into the delivered container."""
    # Joining rounds each segment's start to microseconds; every frame is put back on its tick.
    exact = f"setts=pts={_TICK}*round(PTS/{_TICK}):dts={_TICK}*round(DTS/{_TICK}):duration={_TICK}"
    return [
        "-safe", "0", *reading(segments, "concat"), *reading(sound, "wav"), "-map", "0:v:0", "-map", "1:a:0",
        "-c:v", "copy", "-bsf:v", exact, "-video_track_timescale", str(_TICK * FPS),
        "-c:a", "aac", "-b:a", "192k", "-ar", "48000", "-ac", "2", "-t", f"{seconds:.6f}",
        *BT709, "-movflags", "+faststart", "-map_metadata", "-1",
        "-metadata", "comment=AI-generated advertisement. Made with Briefcut.", "-metadata", "encoder_tool=Briefcut",
        "-f", "mp4", str(out),
    ]  # fmt: skip
