"""Whether the colours of a scene are those of the clip (or the palette) it is made from.

Absolute differences say little: captions, crops and moments differ. So a scene is only said to be wrong where its
source, turned in one of a few ways in which colours go wrong, explains it much better than as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import cv2
import numpy as np

from jobs.studio.colour import Rgb
from jobs.studio.quality.pixels import Floats, Mask, Pixels

_TOLERATED = 14.0  # levels: what crops, moments and compression do
_SWAPS: Mapping[str, tuple[int, int, int]] = {
    "red and blue": (2, 1, 0), "red and green": (1, 0, 2), "green and blue": (0, 2, 1),
    "turned": (1, 2, 0), "turned back": (2, 0, 1),
}  # fmt: skip


def _swapped(order: tuple[int, int, int]) -> Callable[[Floats], Floats]:
    return lambda picture: picture[..., list(order)]


def _opposite(picture: Floats) -> Floats:
    """The opposite hue, at the same brightness."""
    grey = (picture @ np.array([0.2126, 0.7152, 0.0722], np.float32))[..., None]
    return np.asarray(np.clip(2 * grey - picture, 0, 255), np.float32)


TURNED: Mapping[str, Callable[[Floats], Floats]] = {
    "inverted": lambda picture: 255 - picture,
    "opposite": _opposite,
    **{name: _swapped(order) for name, order in _SWAPS.items()},
}


def error_against_source(shown: Pixels, source: Pixels, free: Mask) -> float:
    """0 … 100: by how much the turned (or overturned) `source` explains `shown` better than as it is. All (h, w, …);
    only where `free`."""
    now, was = shown.astype(np.float32), source.astype(np.float32)
    turned = _explained_better(now, was, [turn(was) for turn in TURNED.values()], free, _apart)
    over = [np.ascontiguousarray(each) for each in (was[::-1], was[::-1, ::-1])]
    return max(turned, _explained_better(now, was, over, free, _apart_here))


def _explained_better(
    now: Floats,
    was: Floats,
    others: Sequence[Floats],
    free: Mask,
    apart: Callable[[Floats, Floats, Mask], float],
) -> float:
    own = apart(now, was, free)
    return (
        0.0
        if own < _TOLERATED
        else 100 * max(0.0, 1 - min(apart(now, other, free) for other in others) / own)
    )


def _apart_here(one: Floats, other: Floats, free: Mask) -> float:
    """Mean distance in levels, place by place."""
    return float(np.abs(cv2.blur(one, (3, 3)) - cv2.blur(other, (3, 3)))[free].mean())


def _apart(one: Floats, other: Floats, free: Mask) -> float:
    """Mean distance in levels: half place by place, half of the colours wherever they are."""
    ranked = [np.sort(each[free].reshape(-1, 3), axis=0) for each in (one, other)]
    return (_apart_here(one, other, free) + float(np.abs(ranked[0] - ranked[1]).mean())) / 2


def error_against_palette(shown: Pixels, palette: Sequence[Rgb], free: Mask) -> float:
    """The same for a scene of ours, most of whose ground has one of the colours of `palette`."""
    pixels = shown[free].astype(np.float32)
    own = np.asarray(palette, np.float32)
    right = _explained(pixels, own)
    if right > 0.15 or not len(pixels):
        return 0.0
    wrong = max(_explained(pixels, turn(own)) for turn in TURNED.values())
    return 100 * max(0.0, wrong - right) if wrong > 0.3 else 0.0


def _explained(pixels: Floats, colours: Floats) -> float:
    """Share of pixels that have one of the colours."""
    near = np.abs(pixels[:, None, :] - colours[None, :, :]).max(axis=2).min(axis=1) <= 22
    return float(near.mean())
