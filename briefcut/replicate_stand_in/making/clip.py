"""A clip: a camera that moves over the start image, dust that drifts in its light, and the last image at the end."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from briefcut.replicate_stand_in.making.programs import encode

Pixels = NDArray[np.uint8]
_ROOM: Final = 1.22
"""How much larger than the frame the picture is kept, so that the camera can move."""
_MOVES: Final = ("in", "out", "left", "right", "up", "down", "orbit")
_WORDS: Final = {
    "in": "push zoom-in closer approach towards", "out": "pull zoom-out reveal away", "left": "left", "right": "right",
    "up": "up rise crane tilt", "down": "down lower descend", "orbit": "orbit around rotate spin circle",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shot:
    """What a clip is made from; seconds, pixels."""

    prompt: str
    seed: int
    seconds: float
    width: int
    height: int
    fps: int = 24
    still: bool = False


def film(shot: Shot, start: Image.Image, last: Image.Image | None, out: Path) -> None:
    """Write the clip as H.264."""
    arguments = [
        "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{shot.width}x{shot.height}", "-r", str(shot.fps), "-i", "pipe:0",
        "-an", "-c:v", "libx264", "-preset", "superfast", "-crf", "24", "-pix_fmt", "yuv420p", "-threads", "2",
        "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-movflags", "+faststart",
    ]  # fmt: skip
    encode(arguments, _frames(shot, start, last), out)


def _frames(shot: Shot, start: Image.Image, last: Image.Image | None) -> Iterator[bytes]:
    rng = np.random.default_rng(
        int.from_bytes(hashlib.sha256(f"{shot.prompt}|{shot.seed}".encode()).digest()[:8], "big")
    )
    move = _move(shot, rng)
    first, final = _roomy(start, shot), _roomy(last, shot) if last is not None else None
    count = max(1, round(shot.seconds * shot.fps))
    dust = _Dust(rng, shot)
    for at in range(count):
        share = at / max(1, count - 1)
        frame = _seen(first, shot, move, share)
        if final is not None and share > 0.6:
            over = min(1.0, (share - 0.6) / 0.35)
            frame = cv2.addWeighted(frame, 1 - over, _seen(final, shot, move, share), over, 0).astype(
                np.uint8
            )
        dust.drift(frame, at / shot.fps)
        yield frame.tobytes()


def _move(shot: Shot, rng: np.random.Generator) -> str:
    if shot.still:
        return "still"
    words = set(shot.prompt.lower().replace(",", " ").split())
    told = [name for name, known in _WORDS.items() if words & set(known.split())]
    return told[0] if told else str(rng.choice(_MOVES))


def _roomy(picture: Image.Image, shot: Shot) -> Pixels:
    size = round(shot.width * _ROOM), round(shot.height * _ROOM)
    return np.asarray(ImageOps.fit(picture.convert("RGB"), size, Image.Resampling.BICUBIC))


def _seen(sheet: Pixels, shot: Shot, move: str, share: float) -> Pixels:
    """What the camera sees when `share` of the clip is over."""
    eased = share * share * (3 - 2 * share)
    zoom, x, y, turn = 1.1, 0.0, 0.0, 0.0
    reach = (_ROOM - 1.1) / 2
    if move == "in":
        zoom = _ROOM - (_ROOM - 1) * eased
    elif move == "out":
        zoom = 1 + (_ROOM - 1) * eased
    elif move in ("left", "right"):
        x = reach * (1 - 2 * eased) * (1 if move == "left" else -1)
    elif move in ("up", "down"):
        y = reach * (1 - 2 * eased) * (1 if move == "up" else -1)
    elif move == "orbit":
        zoom, turn = 1.08, math.radians(4) * math.sin(math.pi * (share - 0.5))
        x = reach * 0.8 * math.sin(math.pi * (share - 0.5))
    # The hand that holds the camera.
    if move != "still":
        x += 0.0018 * math.sin(share * 17)
        y += 0.0022 * math.sin(share * 13 + 1)
    cos, sin = zoom * math.cos(turn), zoom * math.sin(turn)
    middle = sheet.shape[1] / 2 + x * shot.width, sheet.shape[0] / 2 + y * shot.height
    half = shot.width / 2, shot.height / 2
    matrix = (
        cos, -sin, middle[0] - cos * half[0] + sin * half[1],
        sin, cos, middle[1] - sin * half[0] - cos * half[1],
    )  # fmt: skip
    back = np.array(matrix, np.float32).reshape(2, 3)
    return cv2.warpAffine(
        sheet, back, (shot.width, shot.height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.uint8, copy=False)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Mote:
    """A soft dot, where it begins and how fast it goes (shares of the frame a second)."""

    dot: NDArray[np.float32]
    x: float
    y: float
    dx: float
    dy: float


class _Dust:
    """Soft motes that drift, so that a fixed camera still shows that time passes."""

    def __init__(self, rng: np.random.Generator, shot: Shot) -> None:
        side = min(shot.width, shot.height)
        self._shot, self._motes = shot, [self._mote(rng, side) for _ in range(12)]

    @staticmethod
    def _mote(rng: np.random.Generator, side: int) -> _Mote:
        size = max(1, round(side * float(rng.uniform(0.006, 0.022))))
        along = np.linspace(-1, 1, 2 * size + 1, dtype=np.float32)
        away = along[:, None] ** 2 + along[None, :] ** 2
        dot = np.exp(-away * 4) * float(rng.uniform(40, 110))
        x, y = (float(each) for each in rng.uniform(0, 1, 2))
        dx, dy = (float(each) for each in rng.uniform(-0.06, 0.06, 2))
        return _Mote(dot.astype(np.float32), x, y, dx, dy)

    def drift(self, frame: Pixels, seconds: float) -> None:
        """Put the motes where they are now."""
        for mote in self._motes:
            size = mote.dot.shape[0]
            left = int((mote.x + mote.dx * seconds) % 1 * max(1, self._shot.width - size))
            swing = 0.01 * math.sin(seconds * 2 + mote.x * 9)
            top = int((mote.y + mote.dy * seconds + swing) % 1 * max(1, self._shot.height - size))
            part = frame[top : top + size, left : left + size]
            lit = part + mote.dot[: part.shape[0], : part.shape[1], None]
            part[:] = np.minimum(lit, 255).astype(np.uint8)
