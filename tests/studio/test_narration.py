"""Sentences find their places: in order, apart, never cut; captions stay in their box and apart."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.platforms import PLACEMENTS, Box
from jobs.studio.ass import ass_of
from jobs.studio.captions import captions_of
from jobs.studio.cut import caption_plan
from jobs.studio.language import language_of
from jobs.studio.look import Look
from jobs.studio.narration import FASTEST, narrate, silent_narration
from jobs.studio.stage import Stage
from jobs.studio.timeline import timeline_of
from jobs.studio.voice import Spoken, sentences_of
from tests.studio.scripts import ad, drawn

lengths = st.lists(st.floats(0.3, 4), min_size=1, max_size=12)
scenes = st.lists(st.floats(0.6, 6), min_size=1, max_size=8).filter(lambda d: 3 <= sum(d) <= 60)
word = st.text("abcdefghijklmnopqrstuvwxyzäéжщ", min_size=1, max_size=26)
sentence = st.lists(word, min_size=1, max_size=18).map(lambda words: " ".join(words).capitalize() + ".")


def spoken(seconds: list[float]) -> list[Spoken]:
    found, at = [], 0.0
    for index, length in enumerate(seconds):
        found.append(Spoken(f"Sentence number {index}.", at, at + length))
        at += length + 0.3
    return found


@given(lengths, scenes)
@drawn(max_examples=200)
def test_sentences_keep_order_and_stay_inside(seconds: list[float], cut: list[float]) -> None:
    timeline = timeline_of(ad(cut))
    told = narrate(spoken(seconds), timeline)
    assert 1 <= told.tempo <= FASTEST + 1e-9
    for one, other in pairwise(told.lines):
        assert one.end < other.start
    for line in told.lines:
        assert line.source is not None
        assert line.start >= 0
        assert line.end <= timeline.seconds
        assert (line.source[1] - line.source[0]) / told.tempo == pytest.approx(line.end - line.start)
    if len(told.lines) < len(seconds):
        assert "too long" in " ".join(told.notes)


def test_overlong_speech_loses_whole_sentences_but_not_the_last() -> None:
    told = narrate(spoken([3.0, 3.0, 3.0, 2.0]), timeline_of(ad([4, 4])))
    assert [line.text for line in told.lines] == [f"Sentence number {i}." for i in (0, 1, 3)]
    assert "Sentence number 2." in told.notes[-1]


def test_slightly_long_speech_is_sped_up_and_says_so() -> None:
    told = narrate(spoken([4.0, 4.0]), timeline_of(ad([4, 4])))
    assert 1.005 < told.tempo <= FASTEST
    assert "sped up" in told.notes[0]


@given(
    st.lists(sentence, min_size=1, max_size=6),
    scenes,
    st.sampled_from(sorted(PLACEMENTS)),
    st.sampled_from([1, 3]),
)
@drawn(max_examples=120)
def test_captions_never_overlap_or_leave_the_safe_box(
    text: list[str], cut: list[float], name: str, shrink: int
) -> None:
    placement = PLACEMENTS[name]
    size = (placement.width // shrink // 2 * 2, placement.height // shrink // 2 * 2)
    script = ad(cut, placement=name, speech=" ".join(text), texts=("Nothing alike",))
    timeline, stage = timeline_of(script), Stage.of(placement, size)
    captions = caption_plan(script, timeline, silent_narration(script.voiceover_text, timeline), stage)
    box = placement.safe_box
    inside = Box(box.left // shrink, box.top // shrink, -(-box.right // shrink), -(-box.bottom // shrink))
    for one, other in pairwise(captions):
        assert one.end <= other.start + 1e-6
    for caption in captions:
        assert 0 <= caption.start < caption.end <= timeline.seconds + 0.3
        area = caption.box
        assert inside.left - 1 <= area.left < area.right <= inside.right + 1
        assert inside.top - 1 <= area.top < area.bottom <= inside.bottom + 1
        assert len(caption.lines) <= 2
        assert sum(len(row) for row in caption.lines) == len(caption.words) <= 7


def test_a_caption_that_repeats_the_headline_is_left_out() -> None:
    script = ad([3, 3], texts=("Still tired?", "Order"), speech="Still tired? Try something new.")
    timeline = timeline_of(script)
    told = silent_narration(script.voiceover_text, timeline)
    captions = caption_plan(script, timeline, told, Stage.of(script.ad_details.placement))
    assert [" ".join(w.text for w in c.words) for c in captions] == ["Try something new."]


def test_text_cannot_become_ass_commands() -> None:
    script = ad([4], speech=r"Look {\pos(0,0)} here \N now.", texts=("x",))
    timeline, stage = timeline_of(script), Stage.of(script.ad_details.placement)
    captions = captions_of(silent_narration(script.voiceover_text, timeline), [(0.0, stage)])
    document = ass_of(captions, stage, Look.of(script, Path()), 0, 4)
    assert r"{\pos(0,0)" not in document
    assert r" \N" not in document


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three? Four…", 4),
        ("It costs $1.50 today. Buy.", 2),
        ("Dr. Ray says hi. Bye.", 2),
        ("  ", 0),
        ("no end", 1),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(sentences_of(text)) == count


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Order your bottle today and save.", "en"),
        ("Pide tu botella hoy y ahorra con nosotros para siempre.", "es"),
        ("Кофе с одного холма", "ru"),
        ("Der Kaffee ist für dich und deine Freunde.", "de"),
        ("Volt", "en"),
    ],
)
def test_language(text: str, code: str) -> None:
    assert language_of(text) == code
