"""What plates are made with: colours, glimpses of the clips, and the laying of pictures and type on each other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jobs.studio.canvas import Pixels
from jobs.studio.colour import Rgb, to_oklch
from jobs.studio.contrast import behind
from jobs.studio.look import Look, Scheme
from jobs.studio.overlay import Overlay
from jobs.studio.stage import Area, Stage
from jobs.studio.typeset import Block, Face, paint_text, set_type


@dataclass
class Kit:
    """What plates are made of. `frames` are glimpses of the clip of each foreign scene, by its index.

    `mirrored`: the ad is read from the right, and what begins at the left of a plate begins at its right.
    """

    stage: Stage
    look: Look
    overlays: Sequence[Overlay]
    frames: Mapping[int, Sequence[Pixels]] = field(default_factory=dict)
    logo: Pixels | None = None
    product: Pixels | None = None
    photo: Pixels | None = None
    mirrored: bool = False

    def px(self, design: float) -> float:
        return self.stage.px(design)

    def at(self, canvas: Pixels, x: float, wide: float) -> float:
        """Where something `wide` pixels wide lies that begins `x` from the side on which reading begins."""
        return canvas.shape[1] - x - wide if self.mirrored else x

    def scheme(self, name: str) -> Scheme:
        return next(scheme for scheme in self.look.schemes() if scheme.name == name)

    @cached_property
    def card(self) -> Scheme:
        """The colours of the end card: the brand's, or others of it where the product would sink into them."""
        brand = self.scheme("brand")
        solid = self.product[self.product[..., 3] > 200][:, :3] if self.product is not None else ()
        if not len(solid):
            return brand
        shown = _lab(np.median(solid, axis=0))

        def apart(scheme: Scheme) -> float:
            return float(np.linalg.norm(_lab(np.array(scheme.base)) - shown))

        return brand if apart(brand) >= 0.1 else max(map(self.scheme, ("ink", "paper", "pastel")), key=apart)

    def behind(self, box: Area, scenes: Sequence[int], spread: float = 0.05) -> Pixels:
        """The pixels that pass behind `box`; what moves in a clip comes from around it, so that is looked at, too."""
        more = spread * min(self.stage.width, self.stage.height)
        wider = box.inset(-more)
        found = [self.frames[scene] for scene in scenes if self.frames.get(scene)]
        if not found:
            return np.array([[0, 0, 0], [255, 255, 255]], np.uint8)  # nothing known: anything may come
        return np.concatenate([behind(each, wider, self.stage.width, self.stage.height) for each in found])


def _lab(colour: NDArray[Any]) -> NDArray[np.float64]:
    """Lightness and both opponents of an RGB colour in OKLAB, in which distances are as they are seen."""
    light, chroma, hue = to_oklch((int(colour[0]), int(colour[1]), int(colour[2])))
    return np.array([light, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))])


def lay(canvas: Pixels, picture: Pixels, x: float, y: float) -> None:
    """Lay straight-alpha `picture` over `canvas` with its top left corner at (x, y), clipped to the canvas."""
    left, top = round(x), round(y)
    high, wide = picture.shape[:2]
    right, bottom = min(left + wide, canvas.shape[1]), min(top + high, canvas.shape[0])
    own_left, own_top = max(0, -left), max(0, -top)
    left, top = max(left, 0), max(top, 0)
    if right <= left or bottom <= top:
        return
    over = picture[own_top : own_top + bottom - top, own_left : own_left + right - left].astype(np.float32)
    under = canvas[top:bottom, left:right].astype(np.float32)
    a, b = over[..., 3:] / 255, under[..., 3:] / 255
    out = a + b * (1 - a)
    colour = (over[..., :3] * a + under[..., :3] * b * (1 - a)) / np.maximum(out, 1e-4)
    canvas[top:bottom, left:right, :3] = np.round(colour)
    canvas[top:bottom, left:right, 3] = np.round(out[..., 0] * 255)


def write(
    canvas: Pixels, block: Block, left: float, top: float, colour: Rgb, hot: Rgb, strong: Sequence[int]
) -> None:
    """Lay the words of `block`, its first line's capitals reaching up to `top`."""
    for word in block.words:
        ink = hot if word.index in strong else colour
        picture, pen_x, pen_y = paint_text(word.text, block.face, block.size, ink)
        lay(canvas, picture, left + word.x - pen_x, top + word.baseline - pen_y)


def line_of(text: str, face: Face, size: float) -> Block:
    """`text` at exactly `size`, its lines as given."""
    return set_type(text, face, 1e6, 1e6, largest=size, smallest=size, max_lines=99)


def tone_of(mark: Pixels) -> Rgb | None:
    """The colour a mark is seen by, or None where it fills its rectangle and so has a ground of its own."""
    solid = mark[..., 3] > 200
    if not solid.any() or float(solid.mean()) > 0.97:
        return None
    red, green, blue = np.median(mark[solid][:, :3], axis=0)
    return int(red), int(green), int(blue)
