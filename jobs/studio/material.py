"""The gate for files that strangers made: nothing of theirs is decoded before `admit` has let it in.

A file is judged from outside first (a plain file, of a kind we open, whole, named as what it is), by a few hundred
bytes that are read here; then by its header and its first picture, in the bounded program of `jobs.studio.facts`.
Every refusal is one sentence that says what is wrong and what is accepted.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from jobs.studio.errors import BadMedia
from jobs.studio.facts import MediaFacts
from jobs.studio.probe import probe_all

Kind = Literal["clip", "sound"]

LONGEST_SIDE = 4096
MOST_PIXELS = 4096 * 2304
SHORTEST_SIDE = 64
MOST_SECONDS = {"clip": 600, "sound": 1800}
MOST_FPS = 240
MOST_FRAMES = 600 * 120
MOST_BYTES = 4_000_000_000
MOST_STREAMS = 16

_TAKEN = {
    "clip": "clips are taken as MP4, MOV, WebM or MKV",
    "sound": "sound is taken as WAV, MP3, M4A, AAC, OGG or FLAC, or from a video",
}
_ADDRESS = re.compile(r"(?:^|/)(?:(?:https?|ftp|rtmps?|rtsp|s3|file|concat|subfile|tcp|udp):/|data:\w+/).*")
_BOUNDS = "clips may have up to 4096 × 2304 pixels, ten minutes and 240 frames a second"
# What the first bytes tell: demuxer family, and the names such files have.
_FAMILIES = {
    "mov": (".mp4", ".mov", ".m4v", ".m4a", ".3gp", ".3g2", ".qt", ".mj2"),
    "matroska": (".webm", ".mkv", ".mka"),
    "wav": (".wav",),
    "mp3": (".mp3",),
    "ogg": (".ogg", ".oga", ".opus"),
    "flac": (".flac",),
    "aac": (".aac",),
}
_NAMES = {"mov": "an MP4 or MOV", "matroska": "a WebM or MKV", "wav": "a WAV", "mp3": "an MP3", "ogg": "an OGG",
          "flac": "a FLAC", "aac": "an AAC"}  # fmt: skip
_STRANGE = (
    (re.compile(rb"\s*(#EXTM3U|ffconcat|#EXT-X|\[playlist\]|<\?xml[^>]*>\s*<(MPD|SmoothStreaming)|<MPD)"),
     "a playlist that points to other files"),
    (re.compile(rb"\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP|BM....\0\0|II\*\0|MM\0\*|....ftyp(avif|heic|mif1)", re.S),
     "a picture"),
    (re.compile(rb"\s*(<!doctype html|<html|<\?xml|<svg)", re.I), "a web page"),
    (re.compile(rb"PK\x03\x04|Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ"), "an archive"),
    (re.compile(rb"%PDF"), "a PDF"),
    (re.compile(rb"\x7fELF|MZ|#!"), "a program"),
)  # fmt: skip


async def admit(path: Path, kind: Kind = "clip") -> MediaFacts:
    """The facts of a stranger's file that may be used as `kind`.

    Raises:
        BadMedia: it may not; the message is one sentence for the person who gave it.
    """
    return (await admit_all([path], kind))[0]


async def admit_all(paths: Sequence[Path], kind: Kind = "clip") -> list[MediaFacts]:
    """`admit` for several files by one program; the first that may not be used is raised."""
    for path in paths:
        await asyncio.to_thread(look_from_outside, path, kind)
    found = await probe_all(paths, frame=kind == "clip")
    for path, facts in zip(paths, found, strict=True):
        judge(path, facts, kind)
    return found


def look_from_outside(path: Path, kind: Kind) -> None:
    """What can be told without decoding: a plain file, whole, of a known kind and named as it.

    Raises:
        BadMedia.
    """
    taken, name = _TAKEN[kind], path.name
    if address := _ADDRESS.search(str(path)):
        told = address.group(0).lstrip("/")[:80]
        raise BadMedia(f"{told} is an address; a file is wanted, so download it first: {taken}")
    if path.is_symlink():
        raise BadMedia(f"{name} is a link to another file; give the file itself: {taken}")
    if not path.is_file() or path.stat().st_size == 0:
        raise BadMedia(f"{name} is missing or empty; {taken}")
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise BadMedia(f"{name} has {size / 1e9:.1f} GB; files of up to 4 GB are taken")
    with path.open("rb") as file:
        head = file.read(512)
    family = family_of(head)
    if family is None:
        what = next((what for signs, what in _STRANGE if signs.match(head)), "not a media file we know")
        raise BadMedia(f"{name} is {what}; {taken}")
    _check_name(path, family)
    if not _whole(path, family, size):
        raise BadMedia(f"{name} is cut off: its end is missing; send it again, whole ({taken})")


def family_of(head: bytes) -> str | None:
    """The demuxer family of a file that begins with `head`, or None where we open no such files."""
    if any(signs.match(head) for signs, _ in _STRANGE):
        return None
    boxes = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"uuid")
    if head[4:8] in boxes:
        return "mov"
    signs = (
        (b"\x1a\x45\xdf\xa3", "matroska"), (b"OggS", "ogg"), (b"fLaC", "flac"), (b"ID3", "mp3"),
    )  # fmt: skip
    for sign, family in signs:
        if head.startswith(sign):
            return family
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return "wav"
    if len(head) > 3 and head[0] == 0xFF:
        if head[1] & 0xF6 == 0xF0:
            return "aac"
        if head[1] & 0xE0 == 0xE0:
            return "mp3"
    return None


def _check_name(path: Path, family: str) -> None:
    """A name may say nothing, but what it says must be true: programs down the way believe it."""
    suffix = path.suffix.lower()
    claimed = [other for other, suffixes in _FAMILIES.items() if suffix in suffixes]
    if suffix and family not in claimed and (claimed or suffix in (".jpg", ".jpeg", ".png", ".gif", ".txt")):
        better = path.with_suffix(_FAMILIES[family][0]).name
        raise BadMedia(f"{path.name} is really {_NAMES[family]} file; name it {better}")


def _whole(path: Path, family: str, size: int) -> bool:
    """Whether all is there that the file's own table of contents counts on."""
    with path.open("rb") as file:
        if family == "mov":
            return _whole_boxes(file, size)
        if family == "matroska":
            return _whole_segment(file.read(4096), size)
    return True


def _whole_boxes(file: object, size: int) -> bool:
    """Walk the outermost boxes: an index must be there, and no box that matters may reach beyond the end."""
    at, indexed = 0, False
    for _ in range(100_000):
        file.seek(at)  # type: ignore[attr-defined]
        head: bytes = file.read(16)  # type: ignore[attr-defined]
        if len(head) < 8:
            break
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:
            length = size - at
        if length < 8:
            break
        if at + length > size:
            return indexed and kind not in (b"moov", b"moof", b"mdat")
        indexed = indexed or kind == b"moov"
        at += length
    return indexed


def _whole_segment(head: bytes, size: int) -> bool:
    """A WebM's one segment says its length, or that it does not know it."""
    _, header, at = _length(head, 4)
    at += header
    if head[at : at + 4] != b"\x18\x53\x80\x67":
        return True  # something else comes first; the reader will see
    known, length, begin = _length(head, at + 4)
    return not known or begin + length <= size


def _length(data: bytes, at: int) -> tuple[bool, int, int]:
    """An EBML length at `at`: whether it is known, its value, and where what it counts begins."""
    first = data[at] if at < len(data) else 0x80
    wide = 9 - first.bit_length() if first else 8
    value = int.from_bytes(data[at : at + wide], "big") & ((1 << 7 * wide) - 1)
    return value != (1 << 7 * wide) - 1, value, at + wide


def judge(path: Path, facts: MediaFacts, kind: Kind) -> None:
    """Pure: whether a file with these facts may be used.

    Raises:
        BadMedia.
    """
    name, most = path.name, MOST_SECONDS[kind]
    if facts.streams > MOST_STREAMS:
        raise BadMedia(f"{name} has {facts.streams} tracks; up to {MOST_STREAMS} are taken")
    if facts.seconds > most:
        raise BadMedia(
            f"{name} is {_long(facts.seconds)} long; {'clips' if kind == 'clip' else 'sound'} of up to "
            f"{most // 60} minutes {'are' if kind == 'clip' else 'is'} taken, so cut out the part that matters"
        )
    if kind == "sound":
        if not facts.audio:
            raise BadMedia(f"{name} has no sound; {_TAKEN[kind]}")
        return
    if not facts.video:
        what = "no picture, only sound" if facts.audio else "neither picture nor sound"
        raise BadMedia(f"{name} has {what}; {_TAKEN[kind]}")
    _judge_picture(name, facts)


def _judge_picture(name: str, facts: MediaFacts) -> None:
    width, height = facts.width, facts.height
    if max(width, height, *facts.shown) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise BadMedia(f"{name} has {width} × {height} pixels, which is too many; {_BOUNDS}")
    if not facts.decoded:
        raise BadMedia(f"{name} is damaged: no picture of it can be decoded; send it again, whole")
    if min(*facts.shown, width, height) < SHORTEST_SIDE:
        raise BadMedia(
            f"{name} has {width} × {height} pixels, which is too few; at least 64 on a side are wanted"
        )
    if facts.fps > MOST_FPS or facts.frames > MOST_FRAMES:
        raise BadMedia(
            f"{name} has {facts.frames or round(facts.fps)} pictures, which is too many; {_BOUNDS}"
        )
    if facts.tag in ("dvh1", "dvhe"):
        raise BadMedia(f"{name} is Dolby Vision without a plain layer; export it as HDR10, HLG or SDR")


def _long(seconds: float) -> str:
    return f"{seconds / 3600:.1f} hours" if seconds >= 5400 else f"{seconds / 60:.0f} minutes"
