"""What a media file really is, found out by a bounded program of its own, so that no file can hang or hurt us.

`python -m jobs.studio.probe FILE` prints the facts as JSON.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from jobs.studio.errors import BadMedia, RenderTimedOut
from jobs.studio.process import Limits, run

# Containers we open at all; a playlist that calls itself .mp4 is none of them.
_CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,wav,mp3,ogg,flac,aac"


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """A file as its streams describe it. Seconds, pixels, bytes, bits per second; zeros where there is no stream."""

    container: str
    seconds: float
    bytes: int
    width: int = 0
    height: int = 0
    rotation: int = 0
    fps: float = 0.0
    frames: int = 0
    video: str = ""
    profile: str = ""
    pixels: str = ""
    primaries: int = 2
    transfer: int = 2
    matrix: int = 2
    full_range: bool = False
    audio: str = ""
    rate: int = 0
    channels: int = 0
    fast_start: bool = False
    comment: str = ""

    @property
    def demuxer(self) -> str:
        """The name to force on ffmpeg."""
        first = self.container.split(",")[0]
        return {"mov": "mov", "matroska": "matroska"}.get(first, first)


async def probe(path: Path, *, deadline: float = 20) -> MediaFacts:
    """The facts of `path`.

    Raises:
        BadMedia: missing, empty, damaged, of a refused container, or so odd that looking at it took too long.
    """
    if not path.is_file() or path.stat().st_size == 0:
        raise BadMedia(f"{path.name} is missing or empty")
    limits = Limits(deadline=deadline, memory=3_000_000_000, file_size=1, cpu=int(deadline))
    try:
        finished = await run(
            [sys.executable, "-m", "jobs.studio.probe", str(path.absolute())],
            limits=limits,
            cwd=Path(__file__).parents[2],
        )
    except RenderTimedOut as error:
        raise BadMedia(f"{path.name} could not be read in {deadline:g} s") from error
    if finished.code != 0:
        reason = finished.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise BadMedia(f"{path.name} is not a media file we can use: {reason[0][:200]}")
    return MediaFacts(**json.loads(finished.stdout))


def look_at(path: Path) -> MediaFacts:
    """Open `path` here and now; only for the bounded child."""
    import av

    options = {"format_whitelist": _CONTAINERS, "protocol_whitelist": "file", "probesize": "5000000"}
    with av.open(str(path), options=options, timeout=(10.0, 10.0)) as container:
        seconds = float(container.duration / 1_000_000) if container.duration else 0.0
        facts: dict[str, object] = {
            "container": container.format.name,
            "seconds": seconds,
            "bytes": path.stat().st_size,
            "fast_start": _fast_start(path),
            "comment": container.metadata.get("comment", ""),
        }
        if container.streams.video:
            stream = container.streams.video[0]
            context = stream.codec_context
            own = (
                float(stream.duration * stream.time_base) if stream.duration and stream.time_base else seconds
            )
            facts |= {
                "seconds": own or seconds, "width": context.width, "height": context.height,
                "fps": float(stream.average_rate or 0), "frames": stream.frames, "video": context.name,
                "profile": str(context.profile or ""), "pixels": context.pix_fmt or "",
                "primaries": int(context.color_primaries), "transfer": int(context.color_trc),
                "matrix": int(context.colorspace), "full_range": int(context.color_range) == 2,
                "rotation": _rotation(stream),
            }  # fmt: skip
        if container.streams.audio:
            sound = container.streams.audio[0].codec_context
            facts |= {"audio": sound.name, "rate": sound.sample_rate, "channels": sound.channels}
    return MediaFacts(**facts)  # type: ignore[arg-type]


def _rotation(stream: object) -> int:
    turned = getattr(stream, "rotation", 0)
    return int(turned or 0)


def _fast_start(path: Path) -> bool:
    """Whether `moov` comes before `mdat`, so that a player starts before the file is whole."""
    with path.open("rb") as file:
        for _ in range(16):
            head = file.read(8)
            if len(head) < 8:
                return False
            size, kind = int.from_bytes(head[:4], "big"), head[4:]
            if kind in (b"moov", b"mdat"):
                return kind == b"moov"
            file.seek(int.from_bytes(file.read(8), "big") - 16 if size == 1 else size - 8, 1)
    return False


if __name__ == "__main__":
    try:
        print(json.dumps(asdict(look_at(Path(sys.argv[1])))))
    except Exception as problem:  # the one border at which any error of any codec becomes a sentence
        print(f"{type(problem).__name__}: {problem}", file=sys.stderr)
        sys.exit(3)
