"""What Telegram does to media: photos in several sizes, frames of videos, durations."""

import io
import warnings
from dataclasses import dataclass
from pathlib import Path

import av
from PIL import Image, ImageDraw, ImageOps

Image.MAX_IMAGE_PIXELS = 200_000_000
SIZES = (90, 320, 800, 1280)
THUMBNAIL_SIDE = 320
THUMBNAIL_BYTES = 200 * 1024


@dataclass(frozen=True)
class Rendition:
    """A JPEG and its size in pixels."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Footage:
    """What a look into a video or sound file tells: pixels, whole seconds, a frame where it has pictures."""

    width: int
    height: int
    duration: int
    frame: Rendition | None


def renditions(source: Path) -> list[Rendition]:
    """The sizes Telegram keeps of a photo, smallest first; [] where the file is no picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata in users' files is no concern of the log
            with Image.open(source) as opened:
                opened.draft("RGB", (2560, 2560))
                picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return []
    longest = max(picture.size)
    sides = [side for side in SIZES if side < longest] + [min(longest, SIZES[-1])]
    return [_jpeg(picture, side) for side in dict.fromkeys(sides)]


def original_size(source: Path) -> tuple[int, int] | None:
    """Width and height of a picture in pixels, None where it is none."""
    try:
        with Image.open(source) as opened:
            return opened.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def footage(source: Path) -> Footage | None:
    """Look into a video or sound file; None where it is neither."""
    try:
        with av.open(str(source)) as container:
            if not (container.streams.video or container.streams.audio):
                return None
            seconds = round((container.duration or 0) / av.time_base)
            if not container.streams.video:
                return Footage(0, 0, seconds, None)
            frame = next(container.decode(video=0), None)
            if frame is None:
                return None
            picture: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
            return Footage(picture.width, picture.height, seconds, _jpeg(picture, THUMBNAIL_SIDE))
    except (OSError, ValueError, av.FFmpegError, StopIteration):
        return None


def thumbnail(source: Path) -> Rendition | None:
    """A bot's own thumbnail where it keeps Telegram's rules (JPEG, ≤ 320 px, < 200 kB), else None."""
    data = source.read_bytes()
    try:
        with Image.open(io.BytesIO(data)) as opened:
            fits = opened.format == "JPEG" and max(opened.size) <= THUMBNAIL_SIDE
            return Rendition(data, *opened.size) if fits and len(data) < THUMBNAIL_BYTES else None
    except (OSError, ValueError, SyntaxError):
        return None


def draw_sticker() -> bytes:
    """A smiling face, 512 × 512 WebP: the one sticker everybody has."""
    face = Image.new("RGBA", (512, 512), (0, 0, 0, 0))
    pen = ImageDraw.Draw(face)
    pen.ellipse((16, 16, 496, 496), fill=(255, 204, 51, 255), outline=(230, 160, 20, 255), width=10)
    for left in (150, 310):
        pen.ellipse((left, 160, left + 52, 240), fill=(70, 45, 20, 255))
    pen.chord((130, 230, 382, 420), 10, 170, fill=(70, 45, 20, 255))
    pen.chord((190, 330, 322, 430), 180, 360, fill=(235, 90, 90, 255))
    data = io.BytesIO()
    face.save(data, "WEBP")
    return data.getvalue()


def _jpeg(picture: Image.Image, side: int) -> Rendition:
    scale = min(1.0, side / max(picture.size))
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    small = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    data = io.BytesIO()
    small.save(data, "JPEG", quality=87)
    return Rendition(data.getvalue(), *size)
