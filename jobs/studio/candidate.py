"""How good a picture is for a scene, by measure: how sharp it is, and how much of it looks like the product.

Sharpness is the strength of the picture's edges at a common size; likeness compares the colours of the product, cut
out of its photo, with the picture's, patch by patch, and keeps the best patch. Both say which of a few pictures of one
scene is better, and nothing about taste.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.studio.pictures import load_picture
from jobs.studio.subject import find_subject

JUDGE: Final = "rules"
_SIDE: Final = 512
_BINS: Final = (12, 6, 6)
_RANGES: Final = [0, 180, 0, 256, 0, 256]
_PATCHES: Final = (3, 5)
"""Rows and columns of overlapping patches in which the product is looked for."""


def measure(picture: Path, product: Path | None) -> dict[str, float]:
    """`image_quality` (sharpness) and, where there is a photo of the product, `subject_consistency`; 0 … 100.

    Raises:
        BadMedia: one of them is no readable picture.
    """
    rgb = load_picture(picture, longest=_SIDE).rgb
    found = {"image_quality": _sharpness(rgb)}
    if product is not None:
        found["subject_consistency"] = _likeness(rgb, product)
    return found


def _sharpness(rgb: NDArray[np.uint8]) -> float:
    gray = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    scale = _SIDE / max(gray.shape)
    if scale != 1:
        gray = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    # Noise has edges everywhere: what is left after a slight blur is drawing.
    edges = float(cv2.Laplacian(cv2.GaussianBlur(gray, (0, 0), 0.8), cv2.CV_32F).var())
    return round(100 * (1 - float(np.exp(-edges / 150))), 3)


def _likeness(rgb: NDArray[np.uint8], product: Path) -> float:
    photo = load_picture(product, longest=_SIDE)
    subject = find_subject(photo.rgb, photo.alpha)
    height, width = photo.rgb.shape[:2]
    mask = (cv2.resize(subject.mask, (width, height)) > 0.5).astype(np.uint8)
    wanted = _colours(photo.rgb, mask if mask.any() else None)
    return round(100 * max(_alike(wanted, _colours(patch)) for patch in _patches(rgb)), 3)


def _patches(rgb: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    height, width = rgb.shape[:2]
    found = [rgb]
    for parts in _PATCHES:
        tall, wide = max(8, 2 * height // (parts + 1)), max(8, 2 * width // (parts + 1))
        for row in range(parts):
            for column in range(parts):
                top, left = row * height // (parts + 1), column * width // (parts + 1)
                found.append(rgb[top : top + tall, left : left + wide])
    return found


def _colours(rgb: NDArray[np.uint8], mask: NDArray[np.uint8] | None = None) -> NDArray[np.float32]:
    hsv = cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2HSV)
    counted = cv2.calcHist([hsv], [0, 1, 2], mask, list(_BINS), _RANGES)
    total = float(counted.sum())
    return np.asarray(counted / total if total else counted, np.float32)


def _alike(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """0 … 1: the share of colour that both have."""
    return float(np.minimum(one, other).sum())
