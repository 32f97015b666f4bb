"""What a photo is of: the thing that stands out from what its border shows, near its middle."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.studio.canvas import Pixels

_SIDE = 160  # photos are looked at in this size
MIDDLE = (0.2, 0.2, 0.8, 0.8)


@dataclass(frozen=True, slots=True)
class Found:
    """The subject of a photo: `mask` (0…1, of any size) and the `box` around it in shares of the photo's sides."""

    mask: NDArray[np.float32]
    box: tuple[float, float, float, float]


def find_subject(rgb: Pixels, alpha: Pixels | None = None) -> Found:
    """The subject of an RGB photo; `alpha` says it where it is known. Where nothing stands out: the middle."""
    if alpha is not None:
        mask = (alpha > 96).astype(np.uint8)
        return Found(mask.astype(np.float32), _box(mask) or MIDDLE)
    scale = _SIDE / max(rgb.shape[:2])
    size = (max(16, round(rgb.shape[1] * scale)), max(16, round(rgb.shape[0] * scale)))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    mask = _largest(_grown(small, _standing_out(small)))
    share = float(mask.mean())
    box = _box(mask)
    if box is None or not 0.015 < share < 0.75:
        return _middle(size)
    return Found(mask.astype(np.float32), box)


def _standing_out(small: Pixels) -> NDArray[np.float32]:
    """0…1: how unlike the border every pixel is, and how near the middle."""
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.2), cv2.COLOR_RGB2LAB).astype(np.float32)
    height, width = lab.shape[:2]
    rim = max(3, round(min(height, width) * 0.05))
    border = np.concatenate(
        [lab[:rim].reshape(-1, 3), lab[-rim:].reshape(-1, 3), lab[:, :rim].reshape(-1, 3),
         lab[:, -rim:].reshape(-1, 3)]
    )  # fmt: skip
    cv2.setRNGSeed(7)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    _, _, centres = cv2.kmeans(border, min(6, len(border)), np.empty(0), criteria, 2, cv2.KMEANS_PP_CENTERS)
    weights = np.array([0.6, 1.0, 1.0], np.float32)  # shadows and lamps change lightness, not the thing
    far = np.min(np.linalg.norm((lab[:, :, None] - centres) * weights, axis=3), axis=2)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    away = ((x / width - 0.5) / 0.36) ** 2 + ((y / height - 0.5) / 0.42) ** 2
    return np.asarray(np.clip(far / 60, 0, 1) * np.exp(-0.5 * away), np.float32)


def _grown(small: Pixels, unlike: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The pixels (1) that belong to what stands out, by their colours and edges."""
    first = cv2.threshold(
        np.round(unlike * 255).astype(np.uint8), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU
    )[1]
    seed = np.where(first > 0, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    rim = max(2, round(min(small.shape[:2]) * 0.03))
    for side in (np.s_[:rim], np.s_[-rim:], np.s_[:, :rim], np.s_[:, -rim:]):
        seed[side] = cv2.GC_BGD
    if not (seed == cv2.GC_PR_FGD).any():
        return np.zeros_like(seed)
    cv2.setRNGSeed(7)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    try:
        cv2.grabCut(
            np.ascontiguousarray(small[..., ::-1]), seed, (0, 0, 1, 1), *models, 4, cv2.GC_INIT_WITH_MASK
        )
    except cv2.error:  # one colour all over
        return np.zeros_like(seed)
    return np.asarray((seed == cv2.GC_FGD) | (seed == cv2.GC_PR_FGD), np.uint8)


def _largest(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The biggest piece, its holes filled, with pieces close above or below it (a lid, a label)."""
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros_like(mask)
    if outlines:
        largest = max(map(cv2.contourArea, outlines))
        kept = [outline for outline in outlines if cv2.contourArea(outline) >= 0.15 * largest]
        cv2.drawContours(filled, kept, -1, 1, cv2.FILLED)
    return filled


def _box(mask: NDArray[np.uint8]) -> tuple[float, float, float, float] | None:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return None
    height, width = mask.shape
    return (
        float(columns[0] / width), float(rows[0] / height),
        float((columns[-1] + 1) / width), float((rows[-1] + 1) / height),
    )  # fmt: skip


def _middle(size: tuple[int, int]) -> Found:
    width, height = size
    mask = np.zeros((height, width), np.float32)
    mask[round(height * 0.2) : round(height * 0.8), round(width * 0.2) : round(width * 0.8)] = 1
    return Found(mask, MIDDLE)
