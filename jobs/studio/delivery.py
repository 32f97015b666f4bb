"""The bar for delivered videos, as a gate; and what goes with a video: a copy that fits into a chat."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from agent.platforms import Placement
from jobs.studio.errors import BadMedia
from jobs.studio.facts import MediaFacts
from jobs.studio.ffmpeg import BT709, SAFE, ffmpeg, program, reading
from jobs.studio.files import replacing
from jobs.studio.probe import probe
from jobs.studio.process import Limits, Progress, failure, nothing, run
from jobs.studio.sound import SILENCE, Loudness, measure
from jobs.studio.standby import Standby

CHAT_LIMIT = 48_000_000
_AUDIO_RATE = 212_000
_BEST_RATE = 12_000_000
_LEAST_RATE = {"tiktok": 516_000}


def plan_bitrate(seconds: float, limit: int = CHAT_LIMIT) -> int:
    """Video bits per second with which `seconds` of video and its sound stay below `limit` bytes, from the start."""
    budget = limit * 8 * 0.94 / max(seconds, 1) - _AUDIO_RATE
    return int(max(200_000, min(_BEST_RATE, budget)))


async def check_delivery(
    path: Path,
    placement: Placement,
    duration: float,
    *,
    size: tuple[int, int] | None = None,
    silent: bool = False,
    loud: Loudness | None = None,
    by: Standby | None = None,
) -> list[str]:
    """Everything in which `path` misses the bar, as sentences; empty when it may be delivered.

    `size` is the expected size where it is not the placement's own; `silent` allows a cut without any sound.
    `loud` is the loudness of its sound where that was measured before, `by` a `prober` that is up.
    """
    try:
        facts = await probe(path, by=by)
    except BadMedia as error:
        return [str(error)]
    faults = container_faults(facts, placement, duration, size=size)
    if not sounds_right(facts):
        return faults
    loud = loud or await measure(path, "mov", facts.seconds)
    if loud.integrated <= SILENCE + 1:
        if not silent:
            faults.append("the video is silent")
    else:
        if abs(loud.integrated + 14) > 1:
            faults.append(f"loudness is {loud.integrated:.1f} LUFS, not −14 ± 1")
        if loud.peak > -1:
            faults.append(f"true peak is {loud.peak:.1f} dBTP, above −1")
    return faults


def container_faults(
    facts: MediaFacts, placement: Placement, duration: float, *, size: tuple[int, int] | None = None
) -> list[str]:
    """In what a file of these facts misses the bar; `size` as for `check_delivery`. Pure; loudness is not looked at."""
    faults = _picture_faults(facts, placement, size)
    faults += _file_faults(facts, placement, duration, own=size is None)
    if not sounds_right(facts):
        kind = facts.audio or "missing"
        faults.append(f"audio is {kind} {facts.rate} Hz {facts.channels} ch, not AAC 48 kHz stereo")
    return faults


def sounds_right(facts: MediaFacts) -> bool:
    """Whether the sound track is of the delivered kind."""
    return (facts.audio, facts.rate, facts.channels) == ("aac", 48_000, 2)


def _picture_faults(facts: MediaFacts, placement: Placement, size: tuple[int, int] | None) -> list[str]:
    width, height = size or (placement.width, placement.height)
    faults: list[str] = []
    if (facts.width, facts.height) != (width, height):
        faults.append(f"size is {facts.width}×{facts.height}, not {width}×{height}")
    if facts.video != "h264" or "High" not in facts.profile or facts.pixels != "yuv420p":
        faults.append(
            f"picture is {facts.video or 'missing'} {facts.profile} {facts.pixels}, not H.264 High yuv420p"
        )
    if (facts.primaries, facts.transfer, facts.matrix) != (1, 1, 1) or facts.full_range:
        faults.append("colours are not tagged as BT.709, studio range")
    if abs(facts.fps - placement.fps) > 0.001:
        faults.append(f"frame rate is {facts.fps:.3f}, not {placement.fps}")
    return faults


def _file_faults(facts: MediaFacts, placement: Placement, duration: float, *, own: bool) -> list[str]:
    faults: list[str] = []
    if "mp4" not in facts.container:
        faults.append(f"container is {facts.container}, not MP4")
    if abs(facts.seconds - duration) > 0.1:
        faults.append(f"duration is {facts.seconds:.2f} s, not {duration:.2f}")
    if facts.frames and abs(facts.frames - duration * placement.fps) > 2.4:
        faults.append(f"there are {facts.frames} frames, not {duration * placement.fps:.0f}")
    if not facts.fast_start:
        faults.append("the index is at the end of the file (no +faststart)")
    if facts.bytes > placement.max_bytes:
        faults.append(f"the file is larger than {placement.title} takes")
    if own:
        if facts.bytes < placement.min_bytes:
            faults.append(f"the file is smaller than {placement.title} takes")
        rate = facts.bytes * 8 / max(facts.seconds, 0.1)
        if rate < _LEAST_RATE.get(placement.name, 0):
            faults.append(f"bit rate is {rate / 1000:.0f} kbit/s, less than {placement.title} takes")
    return faults


async def chat_copy(
    master: Path, out: Path, *, limit: int = CHAT_LIMIT, progress: Progress = nothing
) -> Path:
    """A copy of `master` of at most `limit` bytes: `master` itself where it fits, else encoded anew to `out`.

    Raises:
        BadMedia, OutputFull, RenderTimedOut, RenderFailed.
    """
    if master.stat().st_size <= limit:
        return master
    facts = await probe(master)
    rate = plan_bitrate(facts.seconds, limit)
    with replacing(out) as part:
        await ffmpeg(
            [*reading(master, "mov"), "-map", "0:v:0", "-map", "0:a:0", "-c:v", "libx264", "-preset", "veryfast",
             "-profile:v", "high", "-b:v", str(int(rate * 0.9)), "-maxrate", str(rate), "-bufsize", str(rate),
             "-pix_fmt", "yuv420p", *BT709, "-c:a", "copy", "-movflags", "+faststart", "-f", "mp4", str(part)],
            what="making the chat copy", seconds=facts.seconds, progress=progress,
        )  # fmt: skip
        if part.stat().st_size > limit:
            raise BadMedia("the video does not fit into a chat at any acceptable quality")
    return out


async def small_frames(
    video: Path, facts: MediaFacts, size: tuple[int, int], before: list[str], filters: list[str]
) -> list[np.ndarray]:
    """Frames of `video` as small RGB pictures; `before` are input options, `filters` come before the scaling."""
    chain = ",".join([*filters, f"scale={size[0]}:{size[1]}:flags=area"])
    done = await run(
        [program(), *SAFE, *reading(video, facts.demuxer, *before), "-map", "0:v:0", "-vf", chain, "-fps_mode",
         "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"],
        limits=Limits(deadline=60 + 4 * facts.seconds),
    )  # fmt: skip
    if done.code != 0:
        raise failure(f"reading frames of {video.name}", done)
    one = size[0] * size[1] * 3
    return [
        np.frombuffer(done.stdout, np.uint8, one, at).reshape(size[1], size[0], 3)
        for at in range(0, len(done.stdout) - one + 1, one)
    ]
