"""Photos from strangers: what is no photo is refused by name, what is one comes out clean (fault 43)."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from jobs.studio.errors import OutputFull
from jobs.studio.photos import MAX_BYTES, PhotoRefused, read_photo


def photo(
    kind: str = "JPEG", size: tuple[int, int] = (320, 200), mode: str = "RGB", **options: object
) -> bytes:
    noise = np.random.default_rng(1).integers(0, 255, (size[1], size[0], 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).convert(mode).save(buffer, kind, **options)
    return buffer.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it is enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes((width * 3 + 1) * 8), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("evil.txt", "x")
    return buffer.getvalue()


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
REFUSED = {
    "empty": (b"", "photo-empty"),
    "text": (b"hello, I am a jpg" * 40, "photo-wrong-kind"),
    "svg": (SVG, "photo-wrong-kind"),
    "gif": (b"GIF89a" + bytes(200), "photo-wrong-kind"),
    "pdf": (b"%PDF-1.7\n" + bytes(200), "photo-wrong-kind"),
    "bomb": (bomb(30_000, 30_000), "photo-too-many-pixels"),
    "large": (b"\xff\xd8\xff" + bytes(MAX_BYTES), "photo-too-large"),
    "truncated": (photo()[:2000], "photo-damaged"),
    "header only": (b"\xff\xd8\xff\xe0", "photo-damaged"),
    "jar": (photo() + archive(), "photo-polyglot"),
    "page": (photo() + b"<html><script>alert(1)</script>", "photo-polyglot"),
    "speck": (photo(size=(3, 3)), "photo-damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_refused_by_name(name: str, tmp_path: Path) -> None:
    data, reason = REFUSED[name]
    with pytest.raises(PhotoRefused) as caught:
        await read_photo(data, tmp_path / "out.jpg")
    assert caught.value.reason == reason
    assert list(tmp_path.iterdir()) == []


async def test_a_photo_comes_out_upright_and_without_metadata(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[2] = (52.0, 30.0, 0.0)
    source = tmp_path / "in.jpg"
    source.write_bytes(photo(exif=exif.tobytes(), comment=b"secret"))
    facts = await read_photo(source, tmp_path / "out.jpg")
    assert (facts.kind, facts.width, facts.height) == ("JPEG", 200, 320)
    with Image.open(tmp_path / "out.jpg") as image:
        assert image.size == (200, 320)
        assert not image.getexif()
        assert "comment" not in image.info
    assert b"secret" not in (tmp_path / "out.jpg").read_bytes()


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("WEBP", "RGB"), ("PNG", "L"), ("PNG", "P"), ("JPEG", "CMYK")]
)
async def test_kinds_that_are_taken(kind: str, mode: str, tmp_path: Path) -> None:
    facts = await read_photo(photo(kind, mode=mode), tmp_path / "out.png")
    assert (facts.kind, facts.see_through) == (kind, mode == "RGBA")


async def test_large_photos_are_reduced(tmp_path: Path) -> None:
    facts = await read_photo(photo(size=(4000, 1000)), tmp_path / "out.jpg")
    assert (facts.width, facts.height) == (2400, 600)


async def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """/dev/full refuses every write, as a full disk does."""
    out = tmp_path / "out.jpg"
    (tmp_path / ".out.part.jpg").symlink_to("/dev/full")
    with pytest.raises(OutputFull):
        await read_photo(photo(), out)
    assert not out.exists()
