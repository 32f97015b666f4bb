"""What happens from frame to frame, from grey thumbnails of all of them: flicker, flashes, smoothness."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from jobs.studio.quality.reading import Plane

_BLOCKS = 6  # of a frame's longer side


@dataclass(frozen=True, slots=True)
class Motion:
    """Of a run of frames. `flicker` in levels, `flashes` a second, the others in per cent."""

    flicker: float
    flashes: float
    consistency: float
    smoothness: float


def motion_of(thumbs: Plane, fps: float) -> Motion:
    """The figures of `thumbs` (frames, height, width); of fewer than three frames nothing can be said against them."""
    if len(thumbs) < 3:
        return Motion(0.0, 0.0, 100.0, 100.0)
    frames = thumbs.astype(np.float32)
    steps = np.abs(np.diff(frames, axis=0)).mean(axis=(1, 2))
    apart = np.abs(frames[1:-1] - (frames[:-2] + frames[2:]) / 2).mean(axis=(1, 2))
    return Motion(
        _flicker(_blocks(thumbs)),
        _flashes(thumbs, fps),
        100 - float(steps.mean()) / 2.55,
        100 - float(apart.mean()) / 2.55,
    )


def _blocks(thumbs: Plane) -> npt.NDArray[np.float32]:
    """Means of a coarse grid, (frames, blocks)."""
    height, width = thumbs.shape[1:]
    scale = _BLOCKS / max(height, width)
    size = (max(2, round(width * scale)), max(2, round(height * scale)))
    rows = [
        cv2.resize(thumb.astype(np.float32), size, interpolation=cv2.INTER_AREA).ravel() for thumb in thumbs
    ]
    return np.stack(rows)


def _flicker(blocks: npt.NDArray[np.float32]) -> float:
    """How far brightness goes back what it went the frame before: what moves goes on, what flickers returns."""
    steps = np.diff(blocks, axis=0)
    here, there = steps[:-1], steps[1:]
    back = np.where(here * there < 0, np.minimum(np.abs(here), np.abs(there)), 0)
    return float(back.mean()) if len(back) else 0.0


def _flashes(thumbs: Plane, fps: float) -> float:
    """Flashes in the worst second: a quarter of the picture goes up and down again by a tenth of full luminance,
    the darker of both below 0.8."""
    level = np.clip((thumbs.astype(np.float32) - 16) / 219, 0, 1) ** 2.4
    small = level.reshape(len(level), -1)
    turns = np.zeros((len(small), small.shape[1]), np.bool_)
    peak, trough = small[0].copy(), small[0].copy()
    going = np.zeros(small.shape[1], np.int8)
    for index in range(1, len(small)):
        now = small[index]
        peak, trough = np.maximum(peak, now), np.minimum(trough, now)
        up = (now - trough >= 0.1) & (trough < 0.8) & (going <= 0)
        down = (peak - now >= 0.1) & (now < 0.8) & (going >= 0)
        turns[index] = (up & (going < 0)) | (down & (going > 0))
        going = np.where(up, 1, np.where(down, -1, going)).astype(np.int8)
        peak, trough = np.where(up | down, now, peak), np.where(up | down, now, trough)
    wide = turns.mean(axis=1) >= 0.25
    window = max(1, round(fps))
    counts = np.convolve(wide.astype(np.float32), np.ones(window, np.float32))
    return float(counts.max()) / 2  # two opposing changes are one flash
