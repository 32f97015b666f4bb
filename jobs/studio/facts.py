"""What a media file really is: the facts, and the program that finds them out, which `jobs.studio.probe` starts.

`python -m jobs.studio.facts -- FILE…` prints a line of JSON for each file: its facts, or `{"error": …}`. With `--frame`
first it also decodes the first picture of each, which tells how the file is turned and whether it can be decoded. With
`--later` the names come on standard input, as a JSON list, when the program is up. It imports next to nothing, because
every cut waits for it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

# Containers we open at all; a playlist that calls itself .mp4 is none of them.
_CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,wav,mp3,ogg,flac,aac"
# What files of ours say of themselves in their comment.
STILL_MARK = "Briefcut storyboard still"
CLIP_MARK = "Briefcut painted clip"
_MOST_PIXELS = 9_437_184  # 4096 × 2304; a picture that grows beyond it is not decoded
_MOST_PACKETS = 200_000
_SOON = 1000  # packets


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """A file as its streams describe it. Seconds, pixels, bytes, bits per second; zeros where there is no stream.

    `width` and `height` are as stored; `shown` is what a viewer sees. `rotation` (degrees), `interlaced` and `decoded`
    are known only where a picture was decoded. `steady`: at one rate. Cover art is no picture. `primaries`,
    `transfer` and `matrix` are the numbers of ITU-T H.273 (2: the file does not say).
    """

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
    bits: int = 8
    pixel_shape: float = 1.0
    interlaced: bool = False
    decoded: bool = False
    streams: int = 1
    tag: str = ""
    steady: bool = True

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height as a viewer sees them: pixels made square, turned upright."""
        width, height = max(1, round(self.width * self.pixel_shape)), self.height
        return (height, width) if self.rotation % 180 == 90 else (width, height)

    @property
    def hdr(self) -> bool:
        """Whether the light of the picture is coded for bright screens (PQ or HLG)."""
        return self.transfer in (16, 18)

    @property
    def demuxer(self) -> str:
        """The name to force on ffmpeg."""
        first = self.container.split(",")[0]
        return {"mov": "mov", "matroska": "matroska"}.get(first, first)


def look_at(path: Path, *, frame: bool = False) -> MediaFacts:
    """Open `path` here and now; only for the bounded child."""
    import av

    options = {"format_whitelist": _CONTAINERS, "protocol_whitelist": "file", "probesize": "5000000"}
    with av.open(str(path), options=options, timeout=(10.0, 10.0)) as container:
        seconds = float(container.duration / 1_000_000) if container.duration else 0.0
        facts: dict[str, Any] = {
            "container": container.format.name,
            "seconds": seconds,
            "bytes": path.stat().st_size,
            "fast_start": _fast_start(path),
            "comment": container.metadata.get("comment", ""),
            "streams": len(container.streams),
        }
        cover = av.stream.Disposition.attached_pic
        pictures = [stream for stream in container.streams.video if not stream.disposition & cover]
        if container.streams.audio:
            sound = container.streams.audio[0].codec_context
            facts |= {"audio": sound.name, "rate": sound.sample_rate, "channels": sound.channels}
        if pictures:
            facts |= _picture(pictures[0], seconds)
            if frame and facts["width"] * facts["height"] <= _MOST_PIXELS:
                facts |= _first(container, pictures[0], facts)
    return MediaFacts(**facts)


def _picture(stream: Any, seconds: float) -> dict[str, Any]:
    """What the header says of a picture stream."""
    context = stream.codec_context
    own = float(stream.duration * stream.time_base) if stream.duration and stream.time_base else seconds
    return {
        "seconds": own or seconds, "width": context.width, "height": context.height,
        "fps": float(stream.average_rate or 0), "frames": stream.frames, "video": context.name,
        "profile": str(context.profile or ""), "pixels": context.pix_fmt or "",
        "primaries": int(context.color_primaries), "transfer": int(context.color_trc),
        "matrix": int(context.colorspace), "full_range": int(context.color_range) == 2,
        "pixel_shape": float(stream.sample_aspect_ratio or context.sample_aspect_ratio or 1), "tag": context.codec_tag,
        "steady": _steady(stream),
    }  # fmt: skip


def _steady(stream: Any) -> bool:
    """Whether pictures come at one rate, as far as the header tells: the mean of it is the rate of its clock."""
    mean, base = float(stream.average_rate or 0), float(stream.base_rate or 0)
    return base > 0 and abs(mean - base) <= 0.005 * base


def _first(container: Any, stream: Any, header: dict[str, Any]) -> dict[str, Any]:
    """What the first picture itself says; and the length, counted packet by packet, where the header has none."""
    import av

    stream.codec_context.options = {"max_pixels": str(_MOST_PIXELS)}
    stream.codec_context.thread_count = 1
    try:
        first = picture_at(container, stream)
    except av.FFmpegError:
        return {}
    if first is None:
        return {}
    facts: dict[str, Any] = {
        "decoded": True, "width": first.width, "height": first.height,
        "rotation": round(first.rotation) % 360, "interlaced": bool(first.interlaced_frame),
        "bits": max(part.bits for part in first.format.components), "pixels": first.format.name,
    }  # fmt: skip
    for name, value in (("primaries", first.color_primaries), ("transfer", first.color_trc)):
        if header[name] == 2:
            facts[name] = int(value)
    if header["matrix"] == 2:
        facts["matrix"] = int(first.colorspace)
    if not header["seconds"]:
        facts["seconds"] = _counted(container, stream)
    return facts


def picture_at(container: Any, stream: Any, mark: int | None = None) -> Any:
    """The first picture from `mark` (of the stream's clock) on, or of all, or None; only for bounded children.

    A decoder gives a picture out when it has seen the next three or so, in case one of them comes before it. One that
    stands by itself is asked for at once.
    """
    if mark is not None:
        container.seek(mark, stream=stream)
    packets = islice(container.demux(stream), _SOON)
    packet = next((packet for packet in packets if packet.is_keyframe and packet.size), None)
    found = [*packet.decode(), *stream.codec_context.decode(None)] if packet is not None else []
    if found:
        return found[0]
    container.seek(mark or 0, stream=stream)
    return next(container.decode(stream), None)


def _counted(container: Any, stream: Any) -> float:
    """Seconds between the first packet and the end of the last; recordings of browsers do not write it down."""
    container.seek(0)
    begin, end = 0.0, 0.0
    for number, packet in enumerate(container.demux(stream)):
        if packet.pts is None or number > _MOST_PACKETS:
            continue
        at = float(packet.pts * packet.time_base)
        begin = at if number == 0 else min(begin, at)
        end = max(end, at + float((packet.duration or 0) * packet.time_base))
    return max(0.0, end - begin)


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


def _told_later() -> list[str]:
    import av  # noqa: F401  # takes most of the time that there is to wait

    names: list[str] = json.loads(sys.stdin.read() or "[]")
    return names


def main(arguments: list[str]) -> None:
    """Print a line for every file named after `--`, or on standard input."""
    frame = "--frame" in arguments
    for name in _told_later() if "--later" in arguments else arguments[arguments.index("--") + 1 :]:
        try:
            told: dict[str, Any] = asdict(look_at(Path(name), frame=frame))
        except Exception as problem:  # the one border at which any error of any codec becomes a sentence
            told = {"error": f"{type(problem).__name__}: {problem}"}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
