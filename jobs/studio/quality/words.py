"""Captions in the picture: whether they stand where and when they should, and whether they can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from jobs.studio.colour import Rgb
from jobs.studio.contrast import contrast_behind
from jobs.studio.quality.pixels import Mask, Pixels, cropped, scaled
from jobs.studio.quality.plan import Plan, Type
from jobs.studio.quality.reading import SAMPLES, Sample
from jobs.studio.stage import Area

_NEAR = 70  # levels by which compressed type may differ from its ink
_MARKED = 40  # and the box of a marked word
_STROKES = 2.0  # steps between ink and ground in a row, to an em; type has about four
_LATEST = 1.5  # seconds by which captions are looked for off their time
_SETTLED = 0.2  # seconds after which a caption has come in


@dataclass(slots=True)
class Sight:
    """What was seen of one caption. `contrasts` of the samples that show it; `outside` in pixels of the placement."""

    caption: Type
    looks: int = 0
    found: int = 0
    contrasts: list[float] = field(default_factory=list)
    outside: float = 0.0

    @property
    def contrast(self) -> float | None:
        return float(np.median(self.contrasts)) if self.contrasts else None

    @property
    def missing(self) -> bool:
        return self.looks > 0 and self.found * 2 < self.looks


class Words:
    """Takes samples in order and keeps what was seen of every caption of the plan that has an ink."""

    def __init__(self, plan: Plan, factor: float) -> None:
        self._factor = factor
        self._safe = scaled(plan.safe, factor)
        self._per_pixel = 1 / (factor * plan.unit)
        self._captions = [each for each in plan.type if each.kind == "caption" and each.ink]
        self._inks = tuple(dict.fromkeys(ink for each in self._captions for ink in each.ink))
        self._before: tuple[float, Mask, Area] | None = None
        self._changes: list[tuple[float, float, float]] = []
        self.sights = [Sight(each) for each in self._captions]

    def take(self, sample: Sample) -> None:
        for sight in self.sights:
            caption = sight.caption
            begin, end = caption.start + _SETTLED, caption.end - 0.1
            middle = (caption.start + caption.end) / 2
            if begin <= sample.second <= end or abs(sample.second - middle) < 0.5 / SAMPLES:
                self._look(sight, sample)
        self._note_change(sample)

    def _look(self, sight: Sight, sample: Sample) -> None:
        caption = sight.caption
        area, em = scaled(caption.area, self._factor), caption.size * self._factor
        picture = cropped(sample, area)
        if not picture.size:
            return
        sight.looks += 1
        cores = [ink_mask(picture, (ink,)) for ink in caption.ink]
        type_ = [core for core in cores if is_type(core, em)]
        if type_:
            sight.found += 1
            sight.contrasts.append(max(_contrast(picture, core, em, caption.mark) for core in type_))
        elif any(float(core.mean()) > 0.6 for core in cores):  # type and ground are of one colour
            sight.found += 1
            sight.contrasts.append(max(contrast_behind(ink, picture, 50) for ink in caption.ink))
        elif (place := self._elsewhere(sample, area, em, caption.ink)) is not None:
            sight.outside = max(sight.outside, beyond(place, self._safe) * self._per_pixel)

    def _elsewhere(self, sample: Sample, area: Area, em: float, inks: Sequence[Rgb]) -> Area | None:
        """Where in the picture type of this ink stands, if anywhere outside the safe box."""
        height, width = sample.y.shape
        core = ink_mask(cropped(sample, Area(0, 0, width, height)), inks)
        safe = self._safe
        core[max(0, round(safe.top)) : round(safe.bottom), max(0, round(safe.left)) : round(safe.right)] = (
            False
        )
        wide, high = max(4, int(area.width)), max(4, int(area.height))
        steps = (core[:, 1:] != core[:, :-1]).astype(np.float32)
        density = cv2.blur(steps, (wide, high), borderType=cv2.BORDER_CONSTANT)
        row, column = divmod(int(density.argmax()), density.shape[1])
        top, left = max(0, row - high // 2), max(0, column - wide // 2)
        window = core[top : top + high, left : left + wide]
        if not is_type(window, em):
            return None
        rows, columns = np.nonzero(window.any(axis=1))[0], np.nonzero(window.any(axis=0))[0]
        return Area(left + columns[0], top + rows[0], left + columns[-1] + 1, top + rows[-1] + 1)

    def _note_change(self, sample: Sample) -> None:
        """How much of the type changed since the sample before, where captions stand about this time."""
        near = [
            scaled(each.area, self._factor) for each in self._captions
            if each.start - _LATEST - 0.3 <= sample.second <= each.end + _LATEST + 0.3
        ]  # fmt: skip
        if not near:
            self._before = None
            return
        whole = Area(
            min(a.left for a in near), min(a.top for a in near), max(a.right for a in near), max(a.bottom for a in near)
        )  # fmt: skip
        mask = ink_mask(cropped(sample, whole), self._inks)
        if self._before is not None:
            second, earlier, place = self._before
            if place != whole:  # compare what both show
                rest = cropped(sample, place)
                now = ink_mask(rest, self._inks) if rest.size else earlier
            else:
                now = mask
            least = 0.012 * float(np.mean([a.width * a.height for a in near]))
            union = max(float(now.sum()), float(earlier.sum()), least)
            share = min(1.0, float((now ^ earlier).sum()) / union) if now.shape == earlier.shape else 0.0
            self._changes.append((second, sample.second, share))
        self._before = (sample.second, mask, whole)

    def lag(self) -> float | None:
        """Seconds by which captions change later than planned (negative: earlier); None where that can't be told."""
        gone = sum(sight.missing for sight in self.sights)
        if len(self._captions) < 2 or len(self._changes) < 6 or gone * 2 > len(self.sights):
            return None
        edges = np.unique([at for each in self._captions for at in (each.start, each.end)])
        starts, ends, shares = (np.asarray(column) for column in zip(*self._changes, strict=True))
        results: dict[float, float] = {}
        for step in range(-round(_LATEST * SAMPLES), round(_LATEST * SAMPLES) + 1):
            lag = step / SAMPLES
            moved = edges + lag
            hits = (moved[:, None] > starts) & (moved[:, None] <= ends)  # a sample shows what began with it
            hit = hits.any(axis=0)
            if hits.any(axis=1).mean() >= 0.7 and hit.sum() >= 2 and (~hit).sum() >= 2:
                results[lag] = float(shares[hit].mean() - shares[~hit].mean())
        best = max(results, key=lambda lag: (results[lag], -abs(lag)), default=0.0)
        if not results or results[best] < 0.35:
            return None
        return best if results[best] - results.get(0.0, -1.0) > 0.25 else 0.0


def ink_mask(picture: Pixels, inks: Sequence[Rgb], near: int = _NEAR) -> Mask:
    """Which pixels have one of the `inks`, to within `near` levels."""
    found = np.zeros(picture.shape[:2], np.bool_)
    if picture.size:
        for ink in inks:
            least, most = ([min(255, max(0, part + by)) for part in ink] for by in (-near, near))
            found |= cv2.inRange(picture, np.asarray(least), np.asarray(most)) > 0
    return found


def is_type(core: Mask, em: float) -> bool:
    """Whether a mask looks like lines of type of that size: thin strokes, neither next to nothing nor nearly all."""
    if core.shape[0] < 2 or core.shape[1] < 2 or not 0.012 <= float(core.mean()) <= 0.6:
        return False
    steps = (core[:, 1:] != core[:, :-1]).sum(axis=1).astype(np.float32)
    busiest = np.sort(steps)[-max(1, len(steps) // 3) :]
    columns = np.nonzero(core.any(axis=0))[0]
    ems = max(1.0, (columns[-1] - columns[0] + 1) / max(em, 1.0))
    return bool(busiest.mean() >= _STROKES * ems * 0.6)


def _contrast(picture: Pixels, core: Mask, em: float, mark: Rgb | None = None) -> float:
    """Contrast of the type under `core` against what stands around its strokes.

    The box of the marked word (`mark`) does not count where it is only the neighbour's.
    """
    box = ink_mask(picture, (mark,), _MARKED) if mark is not None else np.zeros_like(core)
    if int((core & ~box).sum()) * 2 >= int(core.sum()):
        core = core & ~box
    close, far = max(2, round(em * 0.08)), max(5, round(em * 0.24))
    spread = [
        cv2.dilate(core.astype(np.uint8), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * by + 1,) * 2)) > 0
        for by in (close, far)
    ]
    ring = spread[1] & ~spread[0]
    if int((ring & ~box).sum()) * 2 >= int(ring.sum()):
        ring = ring & ~box
    if int(ring.sum()) < 20:
        ring = ~spread[0]
    inked = picture[core].astype(np.float32)
    light = inked @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    behind = picture[ring]
    if not len(behind):
        return 1.0
    # Edges of strokes are mixed with the ground; their cores are what is farthest from it.
    lighter = float(light.mean()) > float((behind @ np.array([0.2126, 0.7152, 0.0722])).mean())
    limit = np.percentile(light, 70 if lighter else 30)
    chosen = inked[light >= limit] if lighter else inked[light <= limit]
    red, green, blue = (round(float(part)) for part in chosen.mean(axis=0))
    return contrast_behind((red, green, blue), behind, 10)


def beyond(place: Area, box: Area) -> float:
    """By how many pixels `place` leaves `box`."""
    return max(
        0.0, box.left - place.left, box.top - place.top, place.right - box.right, place.bottom - box.bottom
    )
