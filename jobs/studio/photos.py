"""Photos from strangers: checked from outside, decoded in a bounded program of its own, written without metadata.

Allowed are JPEG, PNG and WebP by content, up to 20 MB and 40 megapixels. What comes out is upright sRGB, at most
2,400 pixels on its longer side, as JPEG (or PNG where it is see-through), with no EXIF, GPS or comments.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from jobs.studio.errors import OutputFull, RenderTimedOut, StudioError
from jobs.studio.files import replacing, workshop
from jobs.studio.process import Limits, failure, run

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST = 2400
_MARKUP = (b"<svg", b"<html", b"<script", b"<?php", b"%PDF-", b"<!doctype")


class PhotoRefused(StudioError):
    """A file that is not taken as a photo. `reason` is the key of the user's sentence."""

    key = "photo-refused"

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """A photo that was taken in. `kind` is what arrived (`JPEG`, `PNG`, `WEBP`), sizes are of what was written."""

    kind: str
    width: int
    height: int
    bytes: int
    see_through: bool


async def read_photo(raw: Path | bytes, out: Path, *, deadline: float = 20) -> PhotoFacts:
    """Check, decode and re-encode `raw` to `out`; the extension of `out` is not changed by what is written.

    Raises:
        PhotoRefused: `reason` is one of `photo-empty`, `photo-too-large` (bytes), `photo-too-many-pixels`,
            `photo-wrong-kind` (not JPEG, PNG or WebP), `photo-polyglot` (also a page, document or archive),
            `photo-damaged`.
        OutputFull: the disk is full.
    """
    data = _checked(raw)
    with workshop(out) as folder, replacing(out) as part:
        source = folder / "raw"
        source.write_bytes(data)
        try:
            done = await run(
                [sys.executable, "-m", "jobs.studio.photos", str(source.absolute()), str(part.absolute())],
                limits=Limits(
                    deadline=deadline, memory=2_500_000_000, file_size=60_000_000, cpu=round(deadline)
                ),
                cwd=Path(__file__).parents[2],
            )
        except RenderTimedOut:
            raise PhotoRefused("photo-damaged", "decoding the photo took too long") from None
        if done.code == 3:
            reason, _, message = done.stderr.strip().splitlines()[-1].partition(": ")
            raise PhotoRefused(reason, message)
        if done.code != 0:
            error = failure("reading the photo", done)
            if isinstance(error, OutputFull):
                raise error
            raise PhotoRefused("photo-damaged", "the photo could not be decoded within its limits")
        return PhotoFacts(**json.loads(done.stdout))


def _checked(raw: Path | bytes) -> bytes:
    """The bytes, if they may be a photo at all."""
    size = len(raw) if isinstance(raw, bytes) else raw.stat().st_size
    if size == 0:
        raise PhotoRefused("photo-empty", "the file is empty")
    if size > MAX_BYTES:
        raise PhotoRefused("photo-too-large", f"the file has {size / 1048576:.0f} MB; at most 20 are taken")
    data = raw if isinstance(raw, bytes) else raw.read_bytes()
    if kind_of(data) is None:
        raise PhotoRefused("photo-wrong-kind", "the file is not a JPEG, PNG or WebP picture")
    low = data.lower()
    if any(mark in low for mark in _MARKUP) or _ends_as_archive(data):
        raise PhotoRefused("photo-polyglot", "the file is a picture and something else at once")
    return data


def kind_of(data: bytes) -> str | None:
    """`JPEG`, `PNG` or `WEBP` by the first bytes, or None."""
    if data[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return None


def _ends_as_archive(data: bytes) -> bool:
    """Whether a zip archive (a jar, a document) is glued to the end: its end record with a matching comment length."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if at < 0 or len(data) < at + 22:
        return False
    return at + 22 + int.from_bytes(data[at + 20 : at + 22], "little") == len(data)


def _take_in(source: Path, out: Path) -> PhotoFacts:
    """Decode and write; only for the bounded child."""
    from PIL import Image, ImageCms, ImageOps

    kind = kind_of(source.read_bytes()[:16]) or ""
    try:
        with Image.open(source, formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > MAX_PIXELS:
                raise PhotoRefused(
                    "photo-too-many-pixels",
                    f"the photo has {image.width} × {image.height} pixels; 40 million are taken",
                )
            if min(image.size) < 16:
                raise PhotoRefused("photo-damaged", "the photo is smaller than 16 pixels")
            image.draft("RGB", (LONGEST, LONGEST))
            image.load()
            profile = image.info.get("icc_profile")
            upright = ImageOps.exif_transpose(image)
            see_through = "A" in upright.mode or "transparency" in upright.info
            picture = upright.convert("RGBA" if see_through else "RGB")
    except Image.DecompressionBombError as error:
        raise PhotoRefused(
            "photo-too-many-pixels", "the photo has far more than 40 million pixels"
        ) from error
    except (OSError, ValueError, SyntaxError, MemoryError) as error:
        raise PhotoRefused("photo-damaged", f"the photo is damaged: {type(error).__name__}") from error
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    if profile and not see_through:
        import contextlib
        from io import BytesIO

        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            theirs = ImageCms.ImageCmsProfile(BytesIO(profile))
            ImageCms.profileToProfile(picture, theirs, ImageCms.createProfile("sRGB"), inPlace=True)
    clean = Image.frombytes(picture.mode, picture.size, picture.tobytes())  # nothing of `info` comes along
    if see_through:
        clean.save(out, "PNG")
    else:
        clean.save(out, "JPEG", quality=93)
    return PhotoFacts(kind, clean.width, clean.height, out.stat().st_size, see_through)


def main(argv: list[str]) -> int:
    """Child: source and target on the command line, facts as JSON on standard output."""
    try:
        print(json.dumps(asdict(_take_in(Path(argv[1]), Path(argv[2])))))
    except Exception as problem:  # `__main__` has its own copy of the class, so it is told by its attribute
        reason = getattr(problem, "reason", None)
        if reason is None:
            raise
        print(f"{reason}: {problem}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
