"""A brand's style proposed from its pictures: rules over what was measured in them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

import numpy as np

from jobs.studio.colour import rgb, to_oklch
from jobs.studio.seen import Seen, cluster, to_lab

FEWEST_PICTURES: Final = 3
MOST_COLOURS: Final = 4


@dataclass(frozen=True, slots=True)
class Style:
    """How a brand looks. `colors` are `#RRGGBB`, the leading one first; `font` names a face or its like; the rest
    are keys of sentences for people and words for prompts alike."""

    colors: tuple[str, ...]
    theme: str
    mood: str
    font: str
    lighting: str
    composition: str


def propose(pictures: Sequence[Seen]) -> Style | None:
    """The style that all `pictures` share; None where there are too few to speak of one."""
    if len(pictures) < FEWEST_PICTURES:
        return None
    light = fmean(seen.light for seen in pictures)
    contrast = fmean(seen.contrast for seen in pictures)
    chroma = fmean(seen.chroma for seen in pictures)
    warmth = fmean(seen.warmth for seen in pictures)
    plain = fmean(seen.background is not None for seen in pictures)
    theme, mood, font = _character(light, contrast, chroma, warmth, plain)
    return Style(
        colors=_colors(pictures),
        theme=theme,
        mood=mood,
        font=font,
        lighting=_lighting(light, contrast, warmth),
        composition=_composition(pictures, plain),
    )


def _character(
    light: float, contrast: float, chroma: float, warmth: float, plain: float
) -> tuple[str, str, str]:
    """(theme, mood, font): dark pictures are elegant, colourful ones playful or bold, pale ones calm."""
    if light < 0.33:
        return ("dark", "elegant", "Playfair Display") if chroma < 30 else ("dark", "bold", "Oswald")
    if chroma > 38:
        return ("vibrant", "playful", "Poppins") if light > 0.55 else ("vibrant", "bold", "Oswald")
    if chroma < 7:
        return (
            ("monochrome", "elegant", "Playfair Display")
            if contrast > 0.55
            else ("minimal", "modern", "Inter")
        )
    if plain >= 0.5 and light > 0.7 and warmth < 0.45:
        return ("minimal", "calm", "Inter")
    if warmth > 0.25:
        return ("natural", "warm", "Georgia")
    return ("natural", "fresh", "Montserrat") if light > 0.5 else ("natural", "calm", "Georgia")


def _lighting(light: float, contrast: float, warmth: float) -> str:
    if light < 0.33:
        return "low-key"
    if contrast > 0.65:
        return "hard"
    if warmth > 0.35:
        return "warm"
    return "bright" if light > 0.7 else "soft"


def _composition(pictures: Sequence[Seen], plain: float) -> str:
    boxes = [seen.box for seen in pictures if seen.box is not None]
    if len(boxes) * 2 < len(pictures):
        return "scenes"
    size = fmean((right - left) * (bottom - top) for left, top, right, bottom in boxes)
    if size > 0.45:
        return "close-up"
    return "on plain ground" if plain >= 0.5 else "in its surroundings"


def _colors(pictures: Sequence[Seen]) -> tuple[str, ...]:
    """The colours that the things share, then those of the whole pictures; every picture counts the same."""
    own = [rgb(colour) for seen in pictures for colour in seen.vivid]
    around = [
        rgb(colour) for seen in pictures for colour, share in seen.palette for _ in range(round(share * 10))
    ]
    found: list[str] = []
    for colours in (own, around):
        if colours:
            lab = to_lab(np.array(colours, np.uint8))
            found += [colour for colour, _ in cluster(lab) if _is_new(colour, found)]
    return tuple(found[:MOST_COLOURS])


def _is_new(colour: str, known: Sequence[str]) -> bool:
    light, chroma, hue = to_oklch(rgb(colour))
    for other in known:
        their_light, their_chroma, their_hue = to_oklch(rgb(other))
        turn = abs(hue - their_hue) % 360
        grey = max(chroma, their_chroma) < 0.04
        if abs(light - their_light) < 0.14 and (grey or min(turn, 360 - turn) < 25):
            return False
    return True
