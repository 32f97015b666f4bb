"""From raw values to figures, a verdict and sentences. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jobs.studio.quality.figures import Figure, Quality, Verdict
from jobs.studio.quality.thresholds import THRESHOLDS, Threshold
from jobs.studio.sound import SILENCE, Loudness

Values = Mapping[str, Mapping[int | None, float]]
"""By metric: the value of the whole video (None) and of scenes (from 1)."""

_SUMMED = ("blur", "flicker", "black_frames", "frozen_frames", "dynamic_range", "caption_contrast")


def judged(
    values: Values, loud: Loudness | None, container: Sequence[str], *, excused: Sequence[int] = ()
) -> Quality:
    """The judgement of `values`. `container` are sentences about the file; scenes in `excused` may stand still."""
    figures = [
        _figure(THRESHOLDS[metric], scene, value, excused) for metric, scenes in values.items()
        for scene, value in scenes.items()
    ]  # fmt: skip
    figures += _image_quality(figures)
    figures.sort(key=lambda figure: (figure.scene or 0, list(THRESHOLDS).index(figure.metric)))
    heard = loud is not None and loud.integrated > SILENCE + 1
    return Quality(
        tuple(figures), (*(f"The file: {fault}." for fault in container), *_sentences(figures, "fail")),
        _sentences(figures, "warn"),
        loudness=loud.integrated if loud and heard else None, true_peak=loud.peak if loud and heard else None,
    )  # fmt: skip


def _figure(threshold: Threshold, scene: int | None, value: float, excused: Sequence[int]) -> Figure:
    value = min(max(value, threshold.low), threshold.high)
    if threshold.metric == "frozen_frames" and scene in excused:
        return Figure(threshold.metric, scene, value, 100.0, "pass")
    return Figure(threshold.metric, scene, value, threshold.score(value), threshold.verdict(value))


def _image_quality(figures: Sequence[Figure]) -> list[Figure]:
    found: list[Figure] = []
    for scene in dict.fromkeys(figure.scene for figure in figures):
        scores = [figure.score for figure in figures if figure.scene == scene and figure.metric in _SUMMED]
        if scores:
            value = sum(scores) / len(scores)
            found.append(Figure("image_quality", scene, value, value, "pass"))
    return found


def _sentences(figures: Sequence[Figure], verdict: Verdict) -> tuple[str, ...]:
    """One sentence for each metric with that verdict: of the scenes it holds for, else of the video."""
    told: list[str] = []
    for threshold in THRESHOLDS.values():
        hits = [
            figure for figure in figures if figure.metric == threshold.metric and figure.verdict == verdict
        ]
        if not hits or not threshold.says:
            continue
        numbers = [figure.scene for figure in hits if figure.scene is not None]
        values = [figure.value for figure in hits]
        worst = max(values) if threshold.rising else min(values)
        everywhere = len({figure.scene for figure in figures if figure.scene is not None}) == len(numbers)
        where = "The video" if not numbers or everywhere else _scenes(numbers)
        told.append(f"{where}: {threshold.says.format(value=worst)}.")
    return tuple(told)


def _scenes(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"Scene {numbers[0]}"
    return f"Scenes {', '.join(str(number) for number in numbers[:-1])} and {numbers[-1]}"
