"""What can be measured in a picture: its colours, its background, the thing in it, its light."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.studio.colour import Rgb, hexa
from jobs.studio.look import palette_of
from jobs.studio.pictures import load_picture
from jobs.studio.subject import MIDDLE, find_subject

SIDE: Final = 480
MOST_COLOURS: Final = 5
_ALIKE: Final = 12.0  # CIE76 distance below which two colours of a palette are one
_SMALLEST: Final = 0.02  # share of the pixels


@dataclass(frozen=True, slots=True)
class Seen:
    """One picture, measured.

    `vivid` are up to two vivid colours of the thing, `palette` the main colours of the whole picture with their
    shares (0…1), the most present first. `background` is the colour of a plain one, None of a busy or see-through
    one. `box` is around the thing in shares of the sides, None where nothing stands out. `light` (0…1), `contrast`
    (0…1), `chroma` (CIELAB, 0…about 100) and `warmth` (−1 cold … 1 warm) are of the whole picture.
    """

    vivid: tuple[str, ...]
    palette: tuple[tuple[str, float], ...]
    background: str | None
    box: tuple[float, float, float, float] | None
    light: float
    contrast: float
    chroma: float
    warmth: float

    def to_json(self) -> dict[str, Any]:
        """As `assets.analysis` keeps it."""
        return asdict(self) | {
            "palette": list(self.vivid),
            "colours": [list(entry) for entry in self.palette],
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Seen | None:
        """What `to_json` gave; None for a picture that was not measured."""
        try:
            return cls(
                tuple(kept["vivid"]),
                tuple((str(colour), float(share)) for colour, share in kept["colours"]),
                kept["background"],
                tuple(kept["box"]) if kept["box"] else None,
                *(float(kept[name]) for name in ("light", "contrast", "chroma", "warmth")),
            )
        except (KeyError, TypeError, ValueError):
            return None


def look_at(path: Path) -> Seen:
    """Measure the picture at `path`.

    Raises:
        BadMedia: no readable picture.
    """
    picture = load_picture(path, longest=SIDE)
    alone, found = picture.cut_out, find_subject(picture.rgb, picture.alpha)
    if picture.alpha is not None:
        pixels = thing = picture.rgb[picture.alpha > 200]
        background = None
    else:
        small = np.asarray(
            cv2.resize(picture.rgb, found.mask.shape[::-1], interpolation=cv2.INTER_AREA), np.uint8
        )
        pixels, background = small.reshape(-1, 3), _background(small)
        thing = small[found.mask > 0.5] if alone is None else alone[alone[..., 3] > 200][:, :3]
    box = None if found.box == MIDDLE else found.box
    if not len(pixels):
        return Seen((), (), None, None, 0.0, 0.0, 0.0, 0.0)
    lab = to_lab(pixels)
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    return Seen(
        vivid=tuple(hexa(colour) for colour in palette_of(thing)),
        palette=cluster(lab),
        background=background,
        box=box,
        light=_rounded(lab[:, 0].mean() / 100),
        contrast=_rounded(min(1.0, lab[:, 0].std() / 40)),
        chroma=_rounded(chroma.mean()),
        # Yellow and red against blue, where there is colour at all.
        warmth=_rounded(np.clip((lab[:, 2] + 0.5 * lab[:, 1]).mean() / 30, -1, 1)),
    )


def to_lab(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """RGB pixels (n, 3) in CIELAB: lightness 0…100, a and b about ±100."""
    unit = np.ascontiguousarray(pixels.reshape(1, -1, 3)).astype(np.float32) / 255
    return np.asarray(cv2.cvtColor(unit, cv2.COLOR_RGB2LAB).reshape(-1, 3), np.float32)


def from_lab(colour: NDArray[np.float32]) -> Rgb:
    """The sRGB colour nearest to one of CIELAB."""
    unit = cv2.cvtColor(colour.reshape(1, 1, 3).astype(np.float32), cv2.COLOR_LAB2RGB).reshape(3)
    red, green, blue = (round(255 * float(part)) for part in np.clip(unit, 0, 1))
    return red, green, blue


def cluster(lab: NDArray[np.float32], most: int = MOST_COLOURS) -> tuple[tuple[str, float], ...]:
    """The main colours of CIELAB pixels with their shares, the most present first: k-means where distances are as
    the eye sees them, near ones made one. The same pixels give the same colours."""
    step = max(1, len(lab) // 12_000)
    sample = np.ascontiguousarray(lab[::step])
    count = min(most + 3, len(sample))
    cv2.setRNGSeed(7)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    _, labels, centres = cv2.kmeans(sample, count, np.empty(0), criteria, 2, cv2.KMEANS_PP_CENTERS)
    shares = np.bincount(labels.ravel(), minlength=count) / len(sample)
    merged: list[tuple[NDArray[np.float32], float]] = []
    for at in np.argsort(-shares, kind="stable"):
        centre, share = centres[at], float(shares[at])
        near = next((n for n, (c, _) in enumerate(merged) if np.linalg.norm(c - centre) < _ALIKE), None)
        if near is None:
            merged.append((centre, share))
        else:
            other, weight = merged[near]
            merged[near] = ((other * weight + centre * share) / (weight + share), weight + share)
    ranked = sorted(merged, key=lambda entry: -entry[1])
    return tuple(
        (hexa(from_lab(np.asarray(centre, np.float32))), _rounded(share))
        for centre, share in ranked[:most]
        if share >= _SMALLEST
    )


def _background(small: NDArray[np.uint8]) -> str | None:
    """The colour around a picture where it is one colour, else None."""
    rim = max(2, round(min(small.shape[:2]) * 0.04))
    sides = [small[:rim], small[-rim:], small[:, :rim], small[:, -rim:]]
    lab = to_lab(np.concatenate([side.reshape(-1, 3) for side in sides]))
    middle = np.median(lab, axis=0)
    away = np.linalg.norm(lab - middle, axis=1)
    return hexa(from_lab(np.asarray(middle, np.float32))) if np.percentile(away, 90) < 10 else None


def _rounded(value: float | np.floating[Any]) -> float:
    return round(float(value), 3)
