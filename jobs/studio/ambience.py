"""What moves behind everything: soft discs of light that rise slowly, so that no frame ever stands still."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from jobs.studio import motion, shapes
from jobs.studio.canvas import Pixels, Pose
from jobs.studio.colour import mix
from jobs.studio.look import Scheme
from jobs.studio.motion import Motion
from jobs.studio.stage import Stage

_DISCS = 10


def floating_lights(
    stage: Stage, scheme: Scheme, rng: np.random.Generator, way: int
) -> Iterator[tuple[Pixels, Motion]]:
    """Pictures and their motions; nearer discs are larger and faster, all lean to `way` (−1 or 1)."""
    for number in range(_DISCS):
        size = float(rng.uniform(30, 165))
        place = float(rng.uniform(0, stage.width)), float(rng.uniform(0, stage.height * 1.25))
        light = mix(scheme.soft, scheme.accent if number % 3 == 0 else scheme.base, 0.3)
        drift = stage.px(24 + size * 0.4)
        yield (
            shapes.disc(stage.px(size), light, 0.55),
            _rise(stage, place, drift, way, float(rng.uniform(0, 1))),
        )


def _rise(stage: Stage, place: tuple[float, float], speed: float, way: int, phase: float) -> Motion:
    def pose(t: float) -> Pose:
        sway = stage.px(24) * motion.wave(t, 5.5, phase)
        return Pose(
            place[0] + sway + way * speed * 0.22 * t,
            place[1] - speed * t,
            1 + 0.08 * motion.wave(t, 3.7, phase),
        )

    return pose
