"""When each sentence is said: the voice-over spread over the scenes. Pure.

Sentences keep their order and never overlap. Speech that is too long is sped up, by at most `FASTEST`; what still does
not fit is left out by whole sentences (never the last, which calls to action) and named in the notes.
`Narration.timing` says where the times of single words come from.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from jobs.studio.segment import pieces_of
from jobs.studio.timeline import FPS, Timeline
from jobs.studio.timing import Heard, Samples, Span, Timing, estimated, measured, sentences_in
from jobs.studio.voice import Spoken, sentences_of

FASTEST = 1.12
LEAD = 0.25  # seconds before the first word and after the last one
_PAUSE = 0.12  # shortest pause between sentences
_TRUST: tuple[Timing, ...] = ("estimated", "measured", "engine")
_SPEECH_RATE = 15.0  # characters a second, where nobody speaks and captions stand alone


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence on the timeline, in seconds of the ad; `source` is where it lies in the voice file (unsped).

    `words` are the times of its pieces (`pieces_of(text)`); without them these share the sentence by their length.
    """

    text: str
    start: float
    end: float
    source: Span | None = None
    words: tuple[Span, ...] = ()

    def timed(self) -> list[tuple[str, Span]]:
        """Every piece of the sentence with its time; in order, apart, within the sentence."""
        pieces = pieces_of(self.text)
        spans = self.words
        if len(spans) != len(pieces):
            spans = tuple(estimated(pieces, self.start, self.end))
        return list(zip(pieces, spans, strict=True))


@dataclass(frozen=True, slots=True)
class Narration:
    """Lines in order; `tempo` ≥ 1 is how much faster than spoken they are played."""

    lines: tuple[Line, ...]
    tempo: float
    notes: tuple[str, ...] = ()
    timing: Timing = "estimated"

    def coverage(self, seconds: float) -> float:
        """Share of `seconds` in which somebody speaks."""
        return sum(line.end - line.start for line in self.lines if line.source) / seconds


def narrate(sentences: Sequence[Spoken], timeline: Timeline) -> Narration:
    """Place spoken sentences over the scenes."""
    kept, notes = list(sentences), []
    room = timeline.seconds - 2 * LEAD
    dropped: list[str] = []
    while len(kept) > 1 and _needed(kept) > room * FASTEST + 1e-6:
        dropped.append(kept.pop(-2).text)
    needed = _needed(kept)
    if needed > room * FASTEST and kept:
        dropped.append(kept.pop().text)
        needed = 0.0
    tempo = max(1.0, min(FASTEST, needed / room)) if room > 0 else 1.0
    if tempo > 1.005:
        notes.append(f"Speech was sped up {tempo:.2f}× to fit the duration.")
    if dropped:
        quoted = "; ".join(f"“{text}”" for text in reversed(dropped))
        notes.append(f"The voice-over is too long for {timeline.seconds:g} s; not spoken: {quoted}")
    lengths = [sentence.seconds / tempo for sentence in kept]
    starts = _starts(lengths, timeline)
    lines = tuple(_line(sentence, start, tempo) for sentence, start in zip(kept, starts, strict=True))
    worst = min((sentence.timing for sentence in kept), key=_TRUST.index, default=_TRUST[0])
    return Narration(lines, tempo, tuple(notes), worst)


def _line(sentence: Spoken, start: float, tempo: float) -> Line:
    """`sentence` said from `start` on, `tempo` times as fast."""
    words = tuple(
        (start + (begin - sentence.start) / tempo, start + (end - sentence.start) / tempo)
        for begin, end in sentence.words
    )
    return Line(sentence.text, start, start + sentence.seconds / tempo, (sentence.start, sentence.end), words)


def foreign_narration(text: str, samples: Samples, rate: int, timeline: Timeline) -> Narration:
    """A voice file of unknown timing that says `text`: played as it is from the start, its words found by ear.

    `samples` are the whole file, mono.
    """
    seconds, room = len(samples) / rate, timeline.seconds - 0.3
    tempo = max(1.0, min(FASTEST, seconds / room)) if room > 0 else 1.0
    notes: list[str] = []
    if tempo > 1.005:
        notes.append(f"Speech was sped up {tempo:.2f}× to fit the duration.")
    if seconds / tempo > room + 0.2:
        notes.append(f"The voice file is {seconds / tempo - room:.1f} s too long; its end is not heard.")
    heard, lead = Heard.of(samples, rate), 0.15
    sentences = sentences_of(text) or [text.strip()]
    lines: list[Line] = []
    at = 0.0
    for sentence, (begin, end) in zip(sentences, sentences_in(heard, sentences), strict=True):
        words = measured(heard.within((begin, end)), pieces_of(sentence))
        # Everything up to the next sentence is played: a breath belongs to what follows it.
        spoken = Spoken(sentence, at, seconds if sentence is sentences[-1] else end, tuple(words), "measured")
        start = lead + at / tempo
        if lead + begin / tempo < timeline.seconds and sentence:
            lines.append(_cropped(_line(spoken, start, tempo), lead + begin / tempo, timeline.seconds))
        at = end
    return Narration(tuple(lines), tempo, tuple(notes), "measured" if heard.sounds else "estimated")


def _cropped(line: Line, start: float, end: float) -> Line:
    """`line` with its words not before `start` nor after `end` of the ad."""
    words = tuple((min(max(a, start), end), min(max(b, start), end)) for a, b in line.words)
    return Line(line.text, line.start, min(line.end, end), line.source, words)


def silent_narration(text: str, timeline: Timeline) -> Narration:
    """The same words as captions only, at the pace of reading."""
    sentences, room = sentences_of(text), timeline.seconds - 2 * LEAD
    lengths = [max(1.0, _length(sentence) / _SPEECH_RATE) for sentence in sentences]
    total = sum(lengths) + _PAUSE * max(0, len(lengths) - 1)
    if total > room > 0:
        lengths = [length * (room - _PAUSE * (len(lengths) - 1)) / sum(lengths) for length in lengths]
        if min(lengths, default=1) <= 0.2:
            return Narration((), 1.0, ("The text is too long to be shown as captions.",))
    starts = _starts(lengths, timeline)
    return Narration(
        tuple(Line(s, at, at + length) for s, at, length in zip(sentences, starts, lengths, strict=True)), 1.0
    )


def _length(text: str) -> float:
    """Characters, those of Chinese, Japanese and Korean counted as the syllables they are."""
    return sum(2.6 if unicodedata.east_asian_width(char) in "WF" else 1.0 for char in text)


def _needed(sentences: Sequence[Spoken]) -> float:
    return sum(s.seconds for s in sentences) + _PAUSE * FASTEST * max(0, len(sentences) - 1)


def _starts(lengths: Sequence[float], timeline: Timeline) -> list[float]:
    """A start for each sentence: near the scene it falls to, after its predecessor, early enough for the rest."""
    if not lengths:
        return []
    end = timeline.seconds - LEAD
    latest: list[float] = []
    limit = end
    for length in reversed(lengths):
        latest.append(limit - length)
        limit -= length + _PAUSE
    latest.reverse()
    wishes = _wishes(lengths, timeline)
    starts: list[float] = []
    free = LEAD
    for length, last, wish in zip(lengths, latest, wishes, strict=True):
        start = max(free, min(wish, last))
        starts.append(max(0.0, min(start, max(last, free))))
        free = starts[-1] + length + _PAUSE
    return starts


def _wishes(lengths: Sequence[float], timeline: Timeline) -> list[float]:
    """Where each sentence would like to begin: scenes take sentences in order, as evenly filled as possible.

    Cost of a scene is the square of how far its speech is from the room it has; the cheapest split wins.
    """
    rooms = [(span.end - span.start) / FPS for span in timeline.scenes]
    count, scenes = len(lengths), len(rooms)
    sums = [0.0]
    for length in lengths:
        sums.append(sums[-1] + length + _PAUSE)
    infinite = float("inf")
    best = [[infinite] * (count + 1) for _ in range(scenes + 1)]
    back = [[0] * (count + 1) for _ in range(scenes + 1)]
    best[0][0] = 0.0
    scale = sums[-1] / max(sum(rooms), 0.01)
    for scene in range(1, scenes + 1):
        for upto in range(count + 1):
            for since in range(upto + 1):
                said = sums[upto] - sums[since]
                cost = best[scene - 1][since] + (said - rooms[scene - 1] * min(scale, 1.0)) ** 2
                if cost < best[scene][upto]:
                    best[scene][upto], back[scene][upto] = cost, since
    wishes = [0.0] * count
    upto = count
    for scene in range(scenes, 0, -1):
        since = back[scene][upto]
        span, at = timeline.scenes[scene - 1], 0.0
        said = sums[upto] - sums[since]
        slack = max(0.0, rooms[scene - 1] - said)
        gap = min(0.5, slack / (upto - since + 1)) if upto > since else 0.0
        at = span.start / FPS + max(LEAD, min(gap, 0.4))
        for index in range(since, upto):
            wishes[index] = at
            at += lengths[index] + max(_PAUSE, gap)
        upto = since
    return wishes
