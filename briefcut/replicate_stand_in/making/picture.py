"""A still: the place, people and things that the prompt names, in its light, seed and proportions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image

from briefcut.replicate_stand_in.making.canvas import Canvas, noise
from briefcut.replicate_stand_in.making.palette import grey_wanted, palette_of
from briefcut.replicate_stand_in.making.places import PLACES
from briefcut.replicate_stand_in.making.subjects import PEOPLE, person, photo, thing, thing_named

_WORD: Final = re.compile(r"[a-z][a-z-]+")
# Painted at about this many pixels and enlarged: what is drawn has no finer detail.
_PAINTED: Final = 360_000
_CLOSE = frozenset({"close-up", "closeup", "macro", "detail", "portrait", "tight"})
_WIDE = frozenset({"wide", "establishing", "panorama", "aerial", "drone", "distant", "landscape"})
_ANYWHERE = frozenset(
    {"product", "brand", "logo", "plain", "graphic", "drink", "bottle", "coffee", "tea", "cup"}
)
_ABOVE = frozenset({"overhead", "top-down", "topdown", "flatlay", "flat-lay", "bird", "birds-eye"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a still is made from."""

    prompt: str
    seed: int
    width: int
    height: int
    photos: Sequence[Path] = ()
    look: Any = None
    negative: str = ""


def draw(asked: Asked) -> Image.Image:
    """The still, in the size asked for."""
    words = _WORD.findall(asked.prompt.lower())
    # The place follows the prompt, so that two seeds show two takes of one scene.
    steady = _dice(asked.prompt)
    rng = _dice(f"{asked.prompt}|{asked.seed}|{asked.negative}")
    scale = min(1.0, (_PAINTED / (asked.width * asked.height)) ** 0.5)
    canvas = Canvas(max(16, round(asked.width * scale)), max(16, round(asked.height * scale)))
    palette = palette_of(words, asked.prompt, rng, asked.look)
    close, wide = not _CLOSE.isdisjoint(words), not _WIDE.isdisjoint(words)
    place = "flat" if not _ABOVE.isdisjoint(words) else _place(words, steady)
    horizon = float(rng.uniform(0.42, 0.62)) + (0.14 if "low-angle" in words else 0)
    ground = PLACES[place][0](canvas, rng, palette, horizon)
    if close:
        canvas.blur(0.022)
    size = min(1.0, ground.size * (1.9 if close else 0.6 if wide else 1.0) * float(rng.uniform(0.88, 1.12)))
    avoided = set(_WORD.findall(asked.negative.lower()))
    peopled = not PEOPLE.isdisjoint(words) and PEOPLE.isdisjoint(avoided) and place != "flat"
    if peopled:
        near = "portrait" in words or (not wide and (close or place in ("table", "leaves", "shapes")))
        if near and not close:
            canvas.blur(0.012)
        person(canvas, rng, palette, ground, 1.0 if near else min(size, 0.7))
    if asked.photos:
        photo(canvas, rng, palette, ground, asked.photos[0], size * (0.6 if peopled else 1), aside=peopled)
    elif (name := thing_named(words)) is not None and not wide:
        tall = max(0.3, min(size, 0.75) * (0.55 if peopled else 1))
        thing(canvas, rng, palette, ground, name, tall, aside=peopled)
    return _finished(canvas, rng, asked, grey=grey_wanted(words))


def _finished(canvas: Canvas, rng: np.random.Generator, asked: Asked, *, grey: bool) -> Image.Image:
    """Vignette, contrast, enlargement, grain."""
    corner = (canvas.x - 0.5) ** 2 + (canvas.y - 0.5) ** 2
    canvas.shade((1 - corner * float(rng.uniform(0.35, 0.8))).astype(np.float32))
    canvas.paint = np.clip(canvas.paint, 0, 1)
    canvas.paint = canvas.paint * canvas.paint * (3 - 2 * canvas.paint) * 0.35 + canvas.paint * 0.65
    if grey:
        canvas.paint[:] = canvas.paint.mean(axis=2, keepdims=True)
    soft = noise(rng, canvas.height, canvas.width, max(canvas.width, canvas.height) // 2, 1)
    canvas.paint += soft[..., None] * 0.02
    return canvas.image().resize((asked.width, asked.height), Image.Resampling.BICUBIC)


def _place(words: Sequence[str], steady: np.random.Generator) -> str:
    # A product can be anywhere, so these words decide only where no other names a place.
    for weak in (False, True):
        for word in words:
            for name, (_, known) in PLACES.items():
                if word in known and (weak or word not in _ANYWHERE):
                    return name
    return str(steady.choice(["hills", "city", "water", "table", "room", "leaves", "road", "shapes"]))


def _dice(text: str) -> np.random.Generator:
    return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))
