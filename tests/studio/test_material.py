"""Hostile media (point 7): each is refused in one clear sentence before it is decoded, or taken as it was meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jobs.studio.errors import BadMedia
from jobs.studio.facts import MediaFacts
from jobs.studio.material import admit, admit_all, judge, look_from_outside
from tests.studio.media import box, made

TEST = "testsrc2=size=128x96:rate=24:duration=0.5"
PLAIN = ("-f", "lavfi", "-i", TEST, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
FACTS = MediaFacts("mov", 5.0, 10_000, 1080, 1920, fps=24, frames=120, video="h264", decoded=True)


def _black(size: str, *more: str) -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", f"color=black:size={size}:rate=24", "-frames:v", "1", *more)


def _cut_off(path: Path, share: float, *more: str) -> None:
    whole = made(path.with_name("whole" + path.suffix), *PLAIN, *more).read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])


def _cover_only(path: Path) -> None:
    cover = ("-f", "lavfi", "-i", "color=red:size=100x100")
    made(
        path, "-f", "lavfi", "-i", "sine=duration=1", *cover, "-map", "0:a", "-map", "1:v", "-frames:v", "1",
        "-c:v", "mjpeg", "-disposition:v", "attached_pic",
    )  # fmt: skip


def _lying(path: Path) -> None:
    """A file whose boxes are in order and whose pictures are noise."""
    whole = bytearray(made(path, *PLAIN, "-movflags", "+faststart").read_bytes())
    begin = whole.index(b"mdat") + 4
    whole[begin:] = bytes((7 * i) % 251 for i in range(len(whole) - begin))
    path.write_bytes(whole)


REFUSED: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "nothing": ("a.mp4", lambda path: path.write_bytes(b""), "empty"),
    "missing": ("a.mp4", lambda path: None, "missing"),
    "HLS": ("a.mp4", lambda path: path.write_text("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"), "a playlist"),
    "HLS after blanks": ("a.mov", lambda path: path.write_text("\n  #EXTM3U\n/etc/passwd\n"), "a playlist"),
    "concat": ("a.mp4", lambda path: path.write_text("ffconcat version 1.0\nfile /etc/passwd\n"), "a playlist"),
    "DASH": ("a.mp4", lambda path: path.write_text('<?xml version="1.0"?>\n<MPD><a/></MPD>'), "a playlist"),
    "page": ("a.mp4", lambda path: path.write_text("<!DOCTYPE html><html></html>"), "a web page"),
    "text": ("a.mp4", lambda path: path.write_text("only words " * 90), "not a media file"),
    "zip": ("a.mp4", lambda path: path.write_bytes(b"PK\x03\x04" + bytes(500)), "an archive"),
    "picture": ("a.mp4", lambda path: made(path, "-f", "lavfi", "-i", TEST, "-frames:v", "1", "-f", "image2pipe",
                                            "-c:v", "png"), "a picture"),
    "HEIC": ("a.mp4", lambda path: path.write_bytes(box(b"ftyp", b"heic\0\0\0\0mif1heic") + bytes(99)), "a picture"),
    "program": ("a.mp4", lambda path: path.write_bytes(b"\x7fELF" + bytes(500)), "a program"),
    "wrong name": ("a.mp4", lambda path: made(path, *PLAIN, "-f", "matroska"), "name it a.webm"),
    "video as photo": ("a.jpg", lambda path: made(path, *PLAIN, "-f", "mp4"), "name it a.mp4"),
    "index missing": ("a.mp4", lambda path: _cut_off(path, 0.6), "cut off"),
    "end missing": ("a.mp4", lambda path: _cut_off(path, 0.8, "-movflags", "+faststart"), "cut off"),
    "end of webm missing": ("a.mkv", lambda path: _cut_off(path, 0.7), "cut off"),
    "boxes only": ("a.mp4", lambda path: path.write_bytes(box(b"ftyp", b"isom" * 3) + box(b"moov", b"")), "neither"),
    "noise": ("a.mp4", _lying, "damaged"),
    "sound only": ("a.mp4", lambda path: made(path, "-f", "lavfi", "-i", "sine=duration=0.5"), "only sound"),
    "sound and cover": ("a.mp4", _cover_only, "only sound"),
    "8K": ("a.mp4", lambda path: made(path, *_black("7680x4320", "-c:v", "mpeg4")), "7680 × 4320"),
    "a bomb of pixels": ("a.mkv", lambda path: made(path, *_black("9000x7000", "-c:v", "mjpeg")), "9000 × 7000"),
    "a strip": ("a.mp4", lambda path: made(path, *_black("5000x64", "-c:v", "mpeg4")), "too many"),
    "a bomb of frames": ("a.mkv", lambda path: made(
        path, "-f", "lavfi", "-i", "color=black:size=64x64:rate=1000", "-frames:v", "60", "-c:v", "mpeg4"), "too many"),
    "three hours": ("a.mp4", lambda path: made(
        path, "-f", "lavfi", "-i", "color=black:size=64x64:rate=1/3600", "-t", "10800", "-c:v", "mpeg4"), "3.0 hours"),
    "tiny": ("a.mp4", lambda path: made(path, *_black("32x32", "-c:v", "mpeg4")), "too few"),
    "many tracks": ("a.mp4", lambda path: made(path, *PLAIN, *["-map", "0"] * 17), "17 tracks"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
async def test_hostile_clips_are_refused_in_one_sentence(case: str, tmp_path: Path) -> None:
    name, make, told = REFUSED[case]
    make(tmp_path / name)
    with pytest.raises(BadMedia) as caught:
        await admit(tmp_path / name)
    sentence = str(caught.value)
    assert told in sentence
    assert sentence.startswith(name)
    assert "\n" not in sentence
    assert len(sentence) < 230


async def test_links_addresses_folders_and_pipes_are_no_files(tmp_path: Path) -> None:
    good = made(tmp_path / "good.mp4", *PLAIN)
    link = tmp_path / "link.mp4"
    link.symlink_to(good)
    with pytest.raises(BadMedia, match="is a link"):
        await admit(link)
    for address in (
        "https://example.com/a.mp4",
        "concat:/a.mp4|/b.mp4",
        "file:///etc/passwd",
        "data:video/mp4;base64,AA",
    ):
        with pytest.raises(BadMedia, match="is an address"):
            await admit(tmp_path / address)
    for other in (tmp_path, Path("/dev/zero")):
        with pytest.raises(BadMedia, match="missing or empty"):
            await admit(other)


async def test_good_files_are_admitted_for_what_they_are(tmp_path: Path) -> None:
    """One program looks at all of them; what it says is what a viewer would see."""
    plain = made(tmp_path / "plain.mp4", *PLAIN)
    turned = made(tmp_path / "turned.mov", "-display_rotation", "90", "-i", str(plain), "-c", "copy")
    oblong = made(tmp_path / "oblong.mp4", "-i", str(plain), "-c", "copy", "-aspect", "8:3")
    live = tmp_path / "live.webm"
    # A recording of a browser: written to a pipe, so that nobody knew its length.
    live.write_bytes(made_stream("-f", "lavfi", "-i", TEST, "-c:v", "libvpx", "-f", "webm"))
    nameless = tmp_path / "clip"
    nameless.write_bytes(plain.read_bytes())
    facts = await admit_all([plain, turned, oblong, live, nameless])
    assert [f.shown for f in facts] == [(128, 96), (96, 128), (256, 96), (128, 96), (128, 96)]
    assert all(f.decoded and f.seconds == pytest.approx(0.5, abs=0.03) for f in facts)
    assert facts[1].rotation == 90
    assert (facts[0].demuxer, facts[3].demuxer) == ("mov", "matroska")


def made_stream(*arguments: str) -> bytes:
    import subprocess

    from jobs.studio.ffmpeg import SAFE, program

    return subprocess.run([program(), *SAFE, *arguments, "pipe:1"], check=True, capture_output=True).stdout


async def test_sound_has_a_gate_of_its_own(tmp_path: Path) -> None:
    sound = made(tmp_path / "a.mp3", "-f", "lavfi", "-i", "sine=duration=0.5")
    assert (await admit(sound, "sound")).audio.startswith("mp3")
    with pytest.raises(BadMedia, match=r"no picture|only sound"):
        await admit(sound)
    with pytest.raises(BadMedia, match="no sound"):
        await admit(made(tmp_path / "mute.mp4", *PLAIN), "sound")
    (tmp_path / "b.wav").write_text("#EXTM3U\nhttp://127.0.0.1/x\n")
    with pytest.raises(BadMedia, match="a playlist"):
        await admit(tmp_path / "b.wav", "sound")


async def test_one_bad_file_among_good_ones_is_named(tmp_path: Path) -> None:
    good, bad = made(tmp_path / "good.mp4", *PLAIN), tmp_path / "bad.mp4"
    _lying(bad)
    with pytest.raises(BadMedia, match=r"^bad\.mp4 is damaged"):
        await admit_all([good, bad, good])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"seconds": 10_800.0}, "3.0 hours"),
        ({"seconds": 601.0}, "10 minutes long"),
        ({"width": 4098, "height": 100}, "too many"),
        ({"width": 4096, "height": 4096}, "too many"),
        ({"width": 1000, "height": 1000, "pixel_shape": 9.0}, "too many"),
        ({"frames": 10**6}, "1000000 pictures"),
        ({"fps": 1000.0, "frames": 0}, "1000 pictures"),
        ({"tag": "dvh1"}, "Dolby Vision"),
    ],
)
def test_facts_beyond_the_bounds(change: dict[str, Any], told: str) -> None:
    judge(Path("a.mp4"), FACTS, "clip")
    judge(
        Path("a.mp4"), replace(FACTS, width=3840, height=2160, seconds=599, frames=599 * 60, fps=60.0), "clip"
    )
    with pytest.raises(BadMedia, match=told):
        judge(Path("a.mp4"), replace(FACTS, **change), "clip")


def test_looking_from_outside_reads_no_more_than_the_index(tmp_path: Path) -> None:
    """A file of four gigabytes of nothing is judged at once, and one byte more is refused."""
    huge = tmp_path / "a.mp4"
    head = box(b"ftyp", b"isommp42") + box(b"moov", bytes(8))
    with huge.open("wb") as file:
        file.write(head + (0).to_bytes(4, "big") + b"mdat")
        file.truncate(4_000_000_000)
    look_from_outside(huge, "clip")
    with huge.open("r+b") as file:
        file.truncate(4_000_000_001)
    with pytest.raises(BadMedia, match="up to 4 GB"):
        look_from_outside(huge, "clip")
