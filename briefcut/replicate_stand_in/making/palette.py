"""Colours of a picture: from the words of its prompt, and where they say nothing from its seed."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Colour = NDArray[np.float32]
"""Red, green, blue, each 0 … 1."""

_HEX: Final = re.compile(r"#([0-9a-fA-F]{6})\b")
_LIGHTS: Final[dict[str, tuple[str, str, str]]] = {
    # light: (top of the sky, horizon, what the light itself looks like)
    "golden": ("#4a6fa5", "#ffc27a", "#fff0c4"),
    "dawn": ("#6d8fc9", "#ffd3c2", "#fff6e6"),
    "day": ("#3f8fdc", "#d4ecf7", "#ffffff"),
    "overcast": ("#8fa0ad", "#dfe4e6", "#f7f7f5"),
    "dusk": ("#2b2356", "#e8736a", "#ffd9a0"),
    "night": ("#060a1c", "#1f3560", "#cfe0ff"),
    "neon": ("#0b0620", "#5b1a78", "#ff5ad1"),
    "studio": ("#e9e4dd", "#fbf9f5", "#ffffff"),
}
_LIGHT_WORDS: Final[dict[str, str]] = {
    "golden": "golden sunset warm evening autumn cosy cozy honey",
    "dawn": "dawn morning sunrise soft fresh spring breakfast",
    "day": "day bright sunny noon summer clear blue outdoor",
    "overcast": "overcast cloudy fog mist rain grey gray winter documentary",
    "dusk": "dusk twilight dramatic moody cinematic",
    "night": "night dark midnight stars moon club",
    "neon": "neon cyber futuristic electric gaming synthwave",
    "studio": "studio white minimal clean packshot isolated catalogue catalog plain",
}
_NAMED: Final[dict[str, str]] = {
    "red": "#d4342f", "orange": "#ee7d26", "yellow": "#f5c724", "green": "#3f9a52", "teal": "#1b9a97",
    "blue": "#2f6fd0", "navy": "#1d2f5e", "purple": "#7a45b5", "pink": "#e8699c", "brown": "#7c5233",
    "beige": "#d9c3a0", "gold": "#d3a53c", "black": "#23232a", "white": "#f4f2ee", "mint": "#8fd3b6",
    "turquoise": "#35bfb4", "coral": "#f27a5e", "lavender": "#b39ddb", "cream": "#f2e6cf", "silver": "#b9c0c7",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours a scene is painted with."""

    light_name: str
    sky: Colour
    horizon: Colour
    light: Colour
    accent: Colour
    second: Colour
    ground: Colour

    @property
    def dark(self) -> bool:
        """Whether it is night: windows glow, people are outlines."""
        return self.light_name in ("night", "neon", "dusk")


def colour(code: str) -> Colour:
    """`#rrggbb` as numbers."""
    return np.array([int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)], np.float32)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the other in the one."""
    return (one * (1 - share) + other * share).astype(np.float32)


def palette_of(words: Sequence[str], prompt: str, rng: np.random.Generator, look: Any) -> Palette:
    """The colours for a prompt; `look` are colours (codes) that a training has learned."""
    name = _light(words, rng)
    sky, horizon, light = (colour(code) for code in _LIGHTS[name])
    accents = [colour(f"#{code}") for code in _HEX.findall(prompt)]
    if isinstance(look, list):
        accents += [colour(code) for code in look if isinstance(code, str)]
    accents += [colour(_NAMED[word]) for word in words if word in _NAMED]
    hue = float(rng.random())
    while len(accents) < 2:
        accents.append(_of_hue(hue, 0.5, 0.74))
        hue = (hue + float(rng.choice([0.09, 0.42, 0.5]))) % 1
    turn = float(rng.uniform(-0.05, 0.05))
    ground = mix(mix(accents[1], colour("#6b5a48"), 0.55), horizon, 0.12)
    return Palette(name, _turned(sky, turn), _turned(horizon, turn), light, accents[0], accents[1], ground)


def grey_wanted(words: Sequence[str]) -> bool:
    """Whether the prompt asks for black and white."""
    return any(word in words for word in ("monochrome", "noir", "greyscale", "grayscale", "bw"))


def _light(words: Sequence[str], rng: np.random.Generator) -> str:
    for word in words:
        for name, known in _LIGHT_WORDS.items():
            if word in known.split():
                return name
    return str(rng.choice(["golden", "dawn", "day", "overcast", "dusk", "night"]))


def _of_hue(hue: float, saturation: float, value: float) -> Colour:
    return np.array(colorsys.hsv_to_rgb(hue, saturation, value), np.float32)


def _turned(rgb: Colour, turn: float) -> Colour:
    hue, saturation, value = colorsys.rgb_to_hsv(*(float(part) for part in rgb))
    return _of_hue((hue + turn) % 1, saturation, value)
