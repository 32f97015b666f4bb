"""Thresholds are data: whole, in order, and what docs/quality.md says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.enums import QUALITY_METRICS
from jobs.studio.quality.figures import ORDER
from jobs.studio.quality.judge import judged
from jobs.studio.quality.thresholds import PASS_SCORE, THRESHOLDS, WARN_SCORE, Threshold, table
from jobs.studio.sound import Loudness

EVERY = pytest.mark.parametrize("threshold", THRESHOLDS.values(), ids=lambda each: each.metric)


def test_the_document_shows_these_thresholds() -> None:
    document = Path(__file__).parents[3] / "docs" / "quality.md"
    assert table() in document.read_text(encoding="utf-8")


def test_the_names_that_every_judge_knows_are_among_them() -> None:
    assert set(QUALITY_METRICS) <= set(THRESHOLDS)


@EVERY
def test_limits_follow_each_other_within_the_range(threshold: Threshold) -> None:
    limits = [limit for limit in (threshold.best, threshold.warn, threshold.fail) if limit is not None]
    assert limits == sorted(limits, reverse=not threshold.rising)
    assert all(threshold.low <= limit <= threshold.high for limit in limits)
    assert threshold.source
    assert bool(threshold.says) == (len(limits) > 1) or threshold.metric == "container_faults"


@EVERY
def test_a_score_falls_with_the_value_and_agrees_with_the_verdict(threshold: Threshold) -> None:
    steps = [threshold.low + (threshold.high - threshold.low) * step / 400 for step in range(401)]
    worse = steps if threshold.rising else steps[::-1]
    scores = [threshold.score(value) for value in worse]
    assert scores == sorted(scores, reverse=True)
    assert max(scores) == 100
    assert 0 <= min(scores) <= WARN_SCORE or threshold.fail is None
    verdicts = [ORDER.index(threshold.verdict(value)) for value in worse]
    assert verdicts == sorted(verdicts)
    for value, score in zip(worse, scores, strict=True):
        if threshold.verdict(value) == "fail":
            assert score <= WARN_SCORE + 1e-6
        elif threshold.verdict(value) == "pass" and threshold.warn is not None:
            assert score >= PASS_SCORE - 1e-6


def test_sentences_name_the_scenes() -> None:
    quality = judged(
        {"black_frames": {None: 30, 1: 0, 2: 90, 3: 80}, "blur": {None: 50, 1: 90, 2: 90, 3: 90}}, None, []
    )
    assert quality.faults == ("Scenes 2 and 3: black for 90 % of the time.",)
    assert quality.warnings == ("The video: black for 30 % of the time.", "The video: out of focus.")
    assert (quality.verdict, quality.loudness) == ("fail", None)


def test_the_container_speaks_for_itself() -> None:
    quality = judged({"container_faults": {None: 1}}, Loudness(-14.0, -2.0), ["the index is at the end"])
    assert quality.faults == ("The file: the index is at the end.",)
    assert (quality.loudness, quality.true_peak) == (-14.0, -2.0)
