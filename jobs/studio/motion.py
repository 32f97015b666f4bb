"""Easing: how things start, travel and come to rest. Every function maps 0…1 to about 0…1 and clamps its input."""

from __future__ import annotations

import math
from collections.abc import Callable

from jobs.studio.canvas import Pose

Motion = Callable[[float], Pose]  # where something is at a time in seconds


def share(t: float, start: float, length: float) -> float:
    """How far `t` is through the span that begins at `start`, 0…1."""
    return min(1.0, max(0.0, (t - start) / length)) if length > 0 else float(t >= start)


def out_expo(p: float) -> float:
    return 1.0 if p >= 1 else (1 - 2 ** (-10 * p)) / (1 - 2**-10)


def in_out(p: float) -> float:
    return 4 * p**3 if p < 0.5 else 1 - (-2 * p + 2) ** 3 / 2


def out_back(p: float, overshoot: float = 1.4) -> float:
    """Goes a little too far and comes back."""
    return 1 + (overshoot + 1) * (p - 1) ** 3 + overshoot * (p - 1) ** 2


def wave(t: float, period: float, phase: float = 0.0) -> float:
    """A sine of -1…1 with `period` seconds."""
    return math.sin(2 * math.pi * (t / period + phase))
