"""What was measured, and what it comes to. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Verdict = Literal["pass", "warn", "fail"]
ORDER: tuple[Verdict, ...] = ("pass", "warn", "fail")


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric of a scene (`scene` counts from 1) or of the whole video (None).

    `value` is in the metric's own unit; `score` is the same as 0 … 100, more is better: from 70 it passes, below 40 it
    fails.
    """

    metric: str
    scene: int | None
    value: float
    score: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Quality:
    """The judgement of a finished ad. `faults` and `warnings` are sentences that a person understands.

    `loudness` in LUFS and `true_peak` in dBTP, both None where there is no sound.
    """

    figures: tuple[Figure, ...]
    faults: tuple[str, ...]
    warnings: tuple[str, ...]
    loudness: float | None = None
    true_peak: float | None = None

    @property
    def verdict(self) -> Verdict:
        return "fail" if self.faults else "warn" if self.warnings else "pass"

    @property
    def failed(self) -> frozenset[str]:
        """The metrics that fail."""
        return frozenset(figure.metric for figure in self.figures if figure.verdict == "fail")

    @property
    def rows(self) -> list[tuple[int | None, str, float]]:
        """The scores as `quality_metrics` takes them."""
        return [(figure.scene, figure.metric, figure.score) for figure in self.figures]

    @property
    def video(self) -> dict[str, Figure]:
        """The figures of the whole video, by metric."""
        return {figure.metric: figure for figure in self.figures if figure.scene is None}

    def scene(self, number: int) -> dict[str, Figure]:
        """The figures of one scene, by metric."""
        return {figure.metric: figure for figure in self.figures if figure.scene == number}

    def report(self) -> dict[str, Any]:
        """The values as JSON: `{verdict, faults, warnings, values: {metric: {"video": …, "1": …}}}`."""
        values: dict[str, dict[str, float]] = {}
        for figure in self.figures:
            values.setdefault(figure.metric, {})[str(figure.scene or "video")] = round(figure.value, 3)
        return {
            "verdict": self.verdict, "faults": list(self.faults), "warnings": list(self.warnings), "values": values,
        }  # fmt: skip
