"""Subtitles: all that is said, in two lines of 42 columns at most, in order and readable."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from jobs.studio.narration import Line, Narration, silent_narration
from jobs.studio.subtitles import LONGEST_LINE, columns, cues_of, srt_of, vtt_of
from jobs.studio.timeline import timeline_of
from tests.studio.scripts import ad, drawn

word = st.text("abcdefgäжשعn", min_size=1, max_size=14) | st.sampled_from(
    ["今日は天気がいい", "订购", "10%", "A&B", "<b>"]
)
sentence = st.lists(word, min_size=1, max_size=40).map(lambda words: " ".join(words) + ".")


@given(st.lists(sentence, min_size=1, max_size=5), st.sampled_from([6.0, 20.0, 60.0]))
@drawn(max_examples=100)
def test_cues_hold_two_short_lines_and_follow_each_other(sentences: list[str], seconds: float) -> None:
    told = silent_narration(" ".join(sentences), timeline_of(ad([seconds])))
    cues = cues_of(told)
    for cue in cues:
        assert 1 <= len(cue.lines) <= 2
        assert all(0 < columns(line) <= LONGEST_LINE for line in cue.lines)
        assert 0.05 < cue.end - cue.start <= 7.0 + 1e-6
    for one, other in pairwise(cues):
        assert one.end < other.start
    said = "".join("".join(line.text.split()) for line in told.lines)
    shown = "".join("".join(line.split()) for cue in cues for line in cue.lines)
    assert shown == said


def test_files_are_well_formed_and_name_their_language() -> None:
    told = Narration((Line("Fish & <chips>, today only.", 0.5, 2.5), Line("Go.", 65.0, 65.3)), 1.0)
    srt, vtt = srt_of(told), vtt_of(told, "en")
    assert srt == (
        "1\n00:00:00,500 --> 00:00:02,900\nFish & <chips>, today only.\n\n2\n00:01:05,000 --> 00:01:05,900\nGo.\n"
    )
    assert vtt.startswith("WEBVTT\nKind: subtitles\nLanguage: en\n\n00:00:00.500 --> 00:00:02.900\n")
    assert "Fish &amp; &lt;chips&gt;" in vtt
    assert re.fullmatch(r"(?:.+\n)+(?:\n(?:.+\n)+)*", srt)
    assert srt_of(Narration((), 1.0)) == ""


def test_short_sentences_share_a_cue() -> None:
    told = Narration((Line("Twist.", 0.0, 0.4), Line("Sip.", 0.5, 0.8), Line("Go.", 3.0, 3.4)), 1.0)
    assert [cue.lines for cue in cues_of(told)] == [("Twist. Sip.",), ("Go.",)]
