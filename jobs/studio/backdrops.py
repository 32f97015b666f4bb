"""Backdrops of photos: a photo that fills the frame with its subject where nothing is written."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.studio import motion
from jobs.studio.canvas import Backdrop, Pixels, Plate
from jobs.studio.pictures import resized
from jobs.studio.stage import Area, Stage

_PUSH = (1.04, 1.16)  # how near the camera is at the start and the end
Box = tuple[float, float, float, float]


def pushed(
    photo: Pixels, box: Box, stage: Stage, room: Area, seconds: float, way: int
) -> tuple[Callable[[float, Plate], None], Area]:
    """A camera that comes nearer to what `photo` shows (`box`), and the area within `room` that this covers at most."""
    most, sway, rise = _PUSH[1] * 1.02, stage.px(15), stage.px(12)
    across, down = room.width - 2 * sway, room.height - 2 * rise
    inner = room.inset((room.width - across / most) / 2, (room.height - down / most) / 2)
    picture, shown = staged(photo, box, stage.width, stage.height, inner)
    drop = Backdrop(picture, stage.width, stage.height, sharp=True)
    off_x, off_y = shown.x - stage.width / 2, shown.y - stage.height / 2

    def camera(t: float, plate: Plate) -> None:
        near = _PUSH[0] + (_PUSH[1] - _PUSH[0]) * t / seconds
        dx = off_x * (1 - near) + way * sway * motion.wave(t, 3.4)
        dy = off_y * (1 - near) + rise * motion.wave(t, 2.3, 0.25)
        drop.shot(plate, near, dx, dy, 0.6 * motion.wave(t, 2.9))

    wide, high = shown.width / 2 * most + sway, shown.height / 2 * most + rise
    return camera, Area(shown.x - wide, shown.y - high, shown.x + wide, shown.y + high)


def staged(photo: Pixels, box: Box, width: float, height: float, room: Area) -> tuple[Pixels, Area]:
    """`photo` on a canvas of `width` × `height` so that its subject (`box`, shares of its sides) lies within `room`.

    The photo fills the canvas where it can; beyond its edges it goes on as it ends there, softly.
    Returns the canvas and where the subject is.
    """
    wide, high = round(width), round(height)
    tall, broad = photo.shape[:2]
    left, top, right, bottom = box[0] * broad, box[1] * tall, box[2] * broad, box[3] * tall
    filling = max(width / broad, height / tall)
    scale = min(room.width / (right - left), room.height / (bottom - top), 1.9 * filling)
    at_x = _along(room.left, room.right, left * scale, right * scale, broad * scale, width)
    at_y = _along(room.top, room.bottom, top * scale, bottom * scale, tall * scale, height)
    picture = resized(photo, round(broad * scale), round(tall * scale))
    x, y = round(at_x), round(at_y)
    x0, y0 = max(0, x), max(0, y)
    x1, y1 = min(wide, x + picture.shape[1]), min(high, y + picture.shape[0])
    seen = picture[y0 - y : y1 - y, x0 - x : x1 - x]
    # What is missing goes on as the photo ends there, so that a table's edge or a horizon runs through.
    around = cv2.copyMakeBorder(seen, y0, high - y1, x0, wide - x1, cv2.BORDER_REPLICATE)
    if seen.shape[:2] == (high, wide):
        canvas = around
    else:
        soft = cv2.GaussianBlur(
            cv2.resize(around, (max(8, wide // 4), max(8, high // 4))), (0, 0), high / 160
        )
        share = _feathered(seen.shape[1], seen.shape[0], x0 > 0, y0 > 0, x1 < wide, y1 < high)[..., None]
        canvas = cv2.resize(soft, (wide, high), interpolation=cv2.INTER_CUBIC)
        canvas[y0:y1, x0:x1] = np.round(canvas[y0:y1, x0:x1] * (1 - share) + seen * share)
    shown = Area(x + left * scale, y + top * scale, x + right * scale, y + bottom * scale)
    return np.asarray(canvas, np.uint8), shown


def _along(low: float, high: float, begin: float, end: float, length: float, frame: float) -> float:
    """Where a photo of `length` starts along one side: it covers the frame if it can, its subject stays in the room."""
    wanted = (low + high) / 2 - (begin + end) / 2
    if length >= frame:
        wanted = min(0.0, max(frame - length, wanted))
    return min(max(wanted, low - begin), max(high - end, low - begin))


def _feathered(wide: int, high: int, left: bool, top: bool, right: bool, bottom: bool) -> NDArray[np.float32]:
    """1 inside, falling to 0 at the named edges."""
    soft = max(2.0, min(wide, high) * 0.14)
    x, y = np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32)
    across, down = np.ones(wide, np.float32), np.ones(high, np.float32)
    if left:
        across = np.minimum(across, x / soft)
    if right:
        across = np.minimum(across, (wide - 1 - x) / soft)
    if top:
        down = np.minimum(down, y / soft)
    if bottom:
        down = np.minimum(down, (high - 1 - y) / soft)
    mask = np.clip(across[None, :] * down[:, None], 0, 1)
    return np.asarray(mask * mask * (3 - 2 * mask), np.float32)


def scrim(width: int, height: int, words: Area, captions: Area, *, beside: bool) -> NDArray[np.float32]:
    """How much a photo is darkened, 0…1: fully behind `words` (fading below or `beside` them), less at captions."""
    x = np.arange(width, dtype=np.float32)[None, :]
    y = np.arange(height, dtype=np.float32)[:, None]
    fade = (width if beside else height) * 0.2
    if beside:
        behind = (words.right + fade - x) / fade if words.x < width / 2 else (x - words.left + fade) / fade
    else:
        behind = (words.bottom + fade - y) / fade
    behind = np.clip(behind, 0, 1)
    foot = np.clip((y - captions.top + height * 0.1) / (height * 0.16), 0, 1)
    if captions.bottom < height * 0.7:  # captions between words and picture lie in the words' shade
        foot = np.zeros_like(y)
    mask = np.maximum(0.8 * behind * behind * (3 - 2 * behind), 0.5 * foot)
    return np.asarray(np.broadcast_to(mask, (height, width)), np.float32)
