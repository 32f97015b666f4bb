"""Words are timed by the engine's phonemes, by what is heard, or by length: in order, apart, and near the truth."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.studio.announcer import telling
from jobs.studio.narration import FASTEST, foreign_narration, narrate
from jobs.studio.segment import as_said, pieces_of
from jobs.studio.timeline import timeline_of
from jobs.studio.timing import Heard, Samples, estimated, from_phonemes, measured, sentences_in
from jobs.studio.voice import PACE, Utterance, heard_in, read_wav, sentences_of, speech_of, write_speech
from tests.studio.scripts import ad, drawn

RATE = 16_000
texts = st.lists(st.text("abcdeioumnrst", min_size=1, max_size=12), min_size=1, max_size=12)


def sound(spans: list[tuple[float, float]], seconds: float) -> Samples:
    """A hum in every span, faint noise between them."""
    rng = np.random.default_rng(5)
    samples = rng.normal(0, 0.0008, round(seconds * RATE)).astype(np.float32)
    for begin, end in spans:
        t = np.arange(round(begin * RATE), round(end * RATE))
        samples[t] += (0.3 * np.sin(t * 0.09) * np.hanning(len(t)) ** 0.2).astype(np.float32)
    return samples


@given(texts, st.floats(0, 5), st.floats(0.5, 20))
@drawn(max_examples=80)
def test_estimated_words_share_their_sentence(words: list[str], start: float, length: float) -> None:
    spans = estimated(words, start, start + length)
    assert spans[0][0] == pytest.approx(start)
    assert spans[-1][1] == pytest.approx(start + length)
    assert all(one[1] == other[0] and one[0] < one[1] for one, other in pairwise(spans))


@given(texts, st.lists(st.floats(0.05, 0.8), min_size=1, max_size=8))
@drawn(max_examples=60)
def test_measured_words_keep_order_whatever_is_heard(words: list[str], lengths: list[float]) -> None:
    spans, at = [], 0.2
    for length in lengths:
        spans.append((at, at + length))
        at += length + 0.15
    heard = Heard.of(sound(spans, at + 0.3), RATE)
    found = measured(heard, words)
    assert len(found) == len(words)
    assert all(begin <= end + 1e-6 for begin, end in found)
    assert all(one[1] <= other[0] + 1e-6 for one, other in pairwise(found))
    assert found[0][0] >= 0
    assert found[-1][1] <= at + 0.31


def test_pauses_fall_between_words_and_best_at_commas() -> None:
    true = [(0.1, 0.6), (0.95, 1.36), (1.36, 1.7), (2.1, 2.9)]
    words = ["Twist,", "then", "sip,", "wonderful"]
    heard = Heard.of(sound([true[0], (0.95, 1.7), true[3]], 3.2), RATE)
    found = measured(heard, words)
    guessed = estimated(words, 0.1, 2.9)
    off = [abs(a[0] - b[0]) for a, b in zip(found, true, strict=True)]
    worse = [abs(a[0] - b[0]) for a, b in zip(guessed, true, strict=True)]
    assert max(off) < 0.12
    assert sum(off) < 0.5 * sum(worse)


def test_silence_and_noise_do_not_break_it() -> None:
    for samples in (np.zeros(RATE, np.float32), np.zeros(10, np.float32), np.ones(RATE, np.float32)):
        heard = Heard.of(samples, RATE)
        assert len(measured(heard, ["one", "two"])) == 2
        assert len(sentences_in(heard, ["One.", "Two."])) == 2


def test_a_foreign_voice_is_heard_sentence_by_sentence() -> None:
    true = [(0.3, 1.9), (2.4, 3.4), (3.9, 6.4)]
    text = "Mornings are always slow. Not this one. It is ready before you are awake, really."
    samples = sound([(0.3, 1.0), (1.05, 1.9), true[1], (3.9, 5.4), (5.6, 6.4)], 7.0)
    told = foreign_narration(text, samples, RATE, timeline_of(ad([4, 4])))
    assert told.timing == "measured"
    assert [line.text for line in told.lines] == sentences_of(text)
    for line, (begin, end) in zip(told.lines, true, strict=True):
        assert line.words[0][0] == pytest.approx(0.15 + begin, abs=0.06)
        assert line.words[-1][1] == pytest.approx(0.15 + end, abs=0.06)
        assert len(line.words) == len(pieces_of(line.text))
    # The file is played as it is: its parts follow each other without a gap.
    assert all(
        one.source and other.source and one.source[1] == other.source[0]
        for one, other in pairwise(told.lines)
    )
    assert told.lines[0].source == (0.0, pytest.approx(1.9, abs=0.05))


def test_a_foreign_voice_that_is_too_long_is_sped_up_and_says_so() -> None:
    told = foreign_narration(
        "One two three. Four five.", sound([(0, 4), (4.5, 9)], 9.2), RATE, timeline_of(ad([4, 4]))
    )
    assert told.tempo == FASTEST
    assert "sped up" in told.notes[0]
    assert "too long" in told.notes[1]
    assert all(end <= 8 + 1e-6 for line in told.lines for _, end in line.words)


def test_phonemes_tell_the_words_apart_although_they_are_joined() -> None:
    spoken = [("^", 0.1), ("a", 0.1), ("b", 0.1), (" ", 0.02), ("ʌ", 0.1), ("v", 0.1), ("ð", 0.05), ("ə", 0.05),
              (",", 0.3), (" ", 0.0), ("k", 0.1), ("o", 0.2), ("$", 0.1)]  # fmt: skip
    found = from_phonemes(
        spoken, [["a", "b"], ["ɔ", "v"], ["ð", "ə"], ["k", "o"]], ["ab", "of", "the,", "co"]
    )
    assert found is not None
    assert [round(begin, 2) for begin, _ in found] == [0.0, 0.32, 0.52, 0.92]
    assert found[2][1] == pytest.approx(0.62)  # the pause behind the comma is no part of the word
    assert from_phonemes(spoken, [["x", "y"], ["z"]], ["xy", "z"]) is None


def test_a_voice_file_carries_its_words_and_files_of_before_are_read(tmp_path: Path) -> None:
    said = [
        Utterance("One two, three.", sound([(0.2, 0.7), (1.0, 1.5)], 1.8)),
        Utterance("Four.", sound([(0.1, 0.6)], 0.9)),
    ]
    out = tmp_path / "voice.wav"
    write_speech(said, RATE, "a voice", "its licence", out)
    speech = speech_of(out)
    assert speech is not None
    first, second = speech.sentences
    assert first.timing == "measured"
    assert len(first.words) == 3
    assert first.words[-1][1] <= first.end < second.start <= second.words[0][0]
    assert read_wav(out)[1] == RATE
    assert speech.seconds == pytest.approx(heard_in(said, RATE) + 0.3, abs=0.01)
    told = narrate(speech.sentences, timeline_of(ad([4, 4])))
    assert told.timing == "measured"
    assert told.lines[0].words[0][0] >= told.lines[0].start
    assert PACE > 1


def test_a_model_is_made_to_tell_its_durations_by_what_is_put_behind_it() -> None:
    def field(number: int, content: bytes) -> bytes:
        return bytes([number << 3 | 2, len(content)]) + content

    node = field(2, b"w_ceil") + field(4, b"Ceil")
    graph = field(1, field(2, b"x") + field(4, b"Exp")) + field(1, node) + field(12, field(1, b"audio"))
    model = b"\x08\x07" + field(7, graph)
    patched = telling(model)
    assert patched == model + field(7, field(12, field(1, b"w_ceil")))
    assert telling(patched) == patched  # it does already
    assert telling(b"no model at all") == b"no model at all"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "朝は遅い。今日は違う！「早い。」本当です",
            ["朝は遅い。", "今日は違う！", "「早い。」", "本当です"],
        ),
        ("هل أنت متعب؟ القهوة جاهزة. اطلب الآن!", ["هل أنت متعب؟", "القهوة جاهزة.", "اطلب الآن!"]),
        ("קפה קר. מוכן!", ["קפה קר.", "מוכן!"]),
        ("She said “Go.” Then we went.", ["She said “Go.”", "Then we went."]),
        ("Ist das so? Ändern wir es.", ["Ist das so?", "Ändern wir es."]),
    ],
)
def test_sentences_of_other_scripts(text: str, found: list[str]) -> None:
    assert sentences_of(text) == found


def test_what_is_only_seen_is_not_said(tmp_path: Path) -> None:
    assert as_said("Go 🚀 now ❤️, it’s $5!") == "Go now , it’s $5!"
    out = tmp_path / "voice.wav"
    write_speech([Utterance("Go 🚀 now.", sound([(0.1, 0.5), (0.8, 1.2)], 1.4))], RATE, "v", "l", out)
    speech = speech_of(out)
    assert speech is not None
    first, sign, last = speech.sentences[0].words
    assert first[1] == sign[0] == sign[1] <= last[0]
