"""What one sample shows: blackness, focus, contrast, colour, and whether it moved. Type laid over it is left out."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from jobs.studio.quality.reading import SAMPLES, Plane, Sample
from jobs.studio.stage import Area

Mask = npt.NDArray[np.bool_]
_BLACK = 16 + 0.05 * 219  # studio range
_GRID = 16


@dataclass(frozen=True, slots=True)
class Glance:
    """Figures of one sample. `still`: nothing moved in the second before. `colour` is the mean in YCbCr."""

    second: float
    black: bool
    still: bool
    blur: float | None
    darkest: float
    lightest: float
    colourfulness: float
    colour: tuple[float, float, float]
    signature: npt.NDArray[np.float32]


class Glances:
    """Takes samples in order and keeps a `Glance` of each; remembers the last second only."""

    def __init__(self) -> None:
        self.seen: list[Glance] = []
        self._before: deque[tuple[Plane, Mask]] = deque(maxlen=SAMPLES)

    def take(self, sample: Sample, covered: Sequence[Area]) -> Glance:
        """Look at `sample`; `covered` are the places of type in it, in its own pixels."""
        free = free_of(sample.y.shape, covered)
        half = _halved(sample.y)
        half_free = cv2.resize(free.astype(np.uint8), half.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
        still = len(self._before) == SAMPLES and not _moved(*self._before[0], half, half_free)
        self._before.append((half, half_free))
        black = float(np.mean(half <= _BLACK)) >= 0.98
        dark, light = (float(level) for level in np.percentile(half[::2, ::2], (1, 99)))
        glance = Glance(
            sample.second,
            black=black,
            still=still and not black,  # one reason, not two
            blur=blurredness(sample.y, free) if len(self.seen) % 2 == 0 else None,  # twice a second will do
            darkest=dark,
            lightest=light,
            colourfulness=_colourfulness(sample),
            colour=(float(half.mean()), float(sample.u.mean()), float(sample.v.mean())),
            signature=_signature(half, sample),
        )
        self.seen.append(glance)
        return glance


def _halved(plane: Plane) -> Plane:
    size = (plane.shape[1] // 2, plane.shape[0] // 2)
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.uint8)


def free_of(shape: tuple[int, ...], covered: Sequence[Area]) -> Mask:
    free = np.ones(shape[:2], np.bool_)
    for area in covered:
        top, left = max(0, int(area.top) - 2), max(0, int(area.left) - 2)
        free[top : int(area.bottom) + 3, left : int(area.right) + 3] = False
    return free


def is_still(one: Plane, other: Plane) -> bool:
    """Whether nothing moved between two pictures of a second's distance."""
    free = np.ones(one.shape, np.bool_)
    return not _moved(one, free, other, free)


def _moved(before: Plane, free_before: Mask, now: Plane, free_now: Mask) -> bool:
    """Whether more changed than coding alone changes: by block, so that a small thing that moves counts."""
    change = cv2.absdiff(before, now).astype(np.float32)
    change[~(free_before & free_now)] = 0
    if float(change.mean()) > 0.255 * 2:
        return True
    height, width = (side // _GRID * _GRID for side in change.shape)
    blocks = change[:height, :width].reshape(height // _GRID, _GRID, width // _GRID, _GRID).mean(axis=(1, 3))
    return float(np.sort(blocks, axis=None)[-3:].mean()) > 2.5 if blocks.size >= 3 else False


def blurredness(y: Plane, free: Mask) -> float | None:
    """0 (sharp) … 100 (as if blurred before): how much of the steps between neighbours survives another blur.

    None where there are no edges to judge by. After Crété et al., with squared steps: strong edges decide, and flat
    grounds, of which drawn pictures are full, don't.
    """
    kept = []
    for across, kernel in ((True, (9, 1)), (False, (1, 9))):
        steps, softened = (
            _steps(each, across=across) for each in (y, np.asarray(cv2.blur(y, kernel), np.uint8))
        )
        inside = free[:, 1:] & free[:, :-1] if across else free[1:] & free[:-1]
        strong = (steps > 4) & inside
        if int(np.count_nonzero(strong)) < 0.0005 * steps.size:
            continue
        sharp, soft = (each[strong].astype(np.float32) for each in (steps, softened))
        kept.append(float(np.sqrt((soft @ soft) / (sharp @ sharp))))
    return 100 * min(1.0, max(kept)) if kept else None


def _steps(plane: Plane, *, across: bool) -> Plane:
    one, other = (plane[:, 1:], plane[:, :-1]) if across else (plane[1:], plane[:-1])
    return np.asarray(cv2.absdiff(one, other), np.uint8)


def _colourfulness(sample: Sample) -> float:
    """Colourfulness of Hasler and Süsstrunk, computed on Cb and Cr, which are opponent colours already."""
    u, v = sample.u[::4, ::4].astype(np.float32) - 128, sample.v[::4, ::4].astype(np.float32) - 128
    spread = float(np.hypot(u.std(), v.std()))
    return spread + 0.3 * float(np.hypot(u.mean(), v.mean()))


def _signature(half: Plane, sample: Sample) -> npt.NDArray[np.float32]:
    """What the picture shows, coarsely: where its edges are and which colours it has; of length 1."""
    small = cv2.resize(half, (36, 36), interpolation=cv2.INTER_AREA).astype(np.float32)
    edges = np.hypot(cv2.Sobel(small, cv2.CV_32F, 1, 0), cv2.Sobel(small, cv2.CV_32F, 0, 1))
    cells = cv2.resize(edges, (6, 6), interpolation=cv2.INTER_AREA).ravel()
    colours, _, _ = np.histogram2d(
        sample.u[::4, ::4].ravel(), sample.v[::4, ::4].ravel(), bins=8, range=((16, 240),) * 2
    )
    parts = [part / (np.linalg.norm(part) + 1e-6) for part in (cells, np.sqrt(colours.ravel()))]
    joined = np.concatenate(parts).astype(np.float32)
    return np.asarray(joined / (np.linalg.norm(joined) + 1e-6), np.float32)
