"""When each word is said: from the voice engine's phonemes, else from what the speech itself shows, else by length.

Pure: samples and texts in, seconds out. A text is a word, or a phrase of a script without spaces (`segment.pieces_of`).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Span = tuple[float, float]
Timing = Literal["engine", "measured", "estimated"]

_FRAME = 0.01  # seconds of an energy reading
_SHORTEST_PAUSE = 0.07  # closures of p, t and k are shorter
_BREATH = 0.16  # a pause this long may lie between sentences
_VOWELS = frozenset("aeiouyаеёиоуыэюяіїєαεηιουωאהוי")
_PAUSING = re.compile(r"[,;:—–،؛、，；：.!?…。！？]\W*$")


def weight_of(text: str) -> float:
    """How long `text` takes to say, in syllables or so."""
    syllables, letters, inside = 0.0, 0, False
    for char in unicodedata.normalize("NFD", text.lower()):
        category = unicodedata.category(char)
        if category == "Nd":  # “four dollars and fifty cents”
            syllables, letters = syllables + 1.7, letters + 3
        elif char in "%$€£₽¥₴₸₹₺&+@":
            syllables += 2.2
        elif category[0] != "L":
            continue
        elif category == "Lo" and not "\u0590" <= char <= "\u06ff":  # a syllable each
            syllables += 1
        else:
            vowel = char in _VOWELS
            syllables += vowel and not inside
            inside = vowel
            letters += 1
    return max(syllables, 0.4 * letters, 0.3) + 0.22 * letters + 0.25


def estimated(texts: Sequence[str], start: float, end: float) -> list[Span]:
    """`texts` share the time from `start` to `end` by their length; a pause follows a comma."""
    shares = [weight_of(text) + 1.2 * bool(_PAUSING.search(text)) for text in texts]
    edges = np.concatenate([[0.0], np.cumsum(shares)]) / (sum(shares) or 1.0) * (end - start) + start
    return [(float(a), float(b)) for a, b in itertools.pairwise(edges)]


@dataclass(frozen=True, slots=True)
class Heard:
    """Speech as its energy shows it: `level` in dB for every frame, and the runs of sound in seconds, within `span`."""

    level: NDArray[np.float32]
    sounds: tuple[Span, ...]
    span: Span

    @classmethod
    def of(cls, samples: Samples, rate: int) -> Heard:
        """From mono samples in −1 … 1."""
        size = max(1, round(rate * _FRAME))
        mono = np.asarray(samples, np.float32).reshape(-1)
        frames = mono[: len(mono) // size * size].reshape(-1, size)
        level = 10 * np.log10((frames**2).mean(axis=1) + 1e-9).astype(np.float32)
        whole = (0.0, len(level) * _FRAME)
        if not len(level) or float(level.max()) < -70:
            return cls(level, (), whole)
        top, floor = (float(value) for value in np.percentile(level, (95, 5)))
        limit = max(top - 32, min(floor + 9, top - 16))
        edges = np.flatnonzero(np.diff(np.concatenate([[False], level > limit, [False]]).astype(np.int8)))
        sounds: list[list[float]] = []
        for begin, stop in zip(edges[::2], edges[1::2], strict=True):
            begin, stop = float(begin * _FRAME), float(stop * _FRAME)
            if sounds and begin - sounds[-1][1] < _SHORTEST_PAUSE:
                sounds[-1][1] = stop
            elif stop - begin >= 0.03:
                sounds.append([begin, stop])
        return cls(level, tuple((begin, stop) for begin, stop in sounds), whole)

    def within(self, span: Span) -> Heard:
        """The part of the speech in `span`; times stay those of the whole."""
        cut = [(max(a, span[0]), min(b, span[1])) for a, b in self.sounds if b > span[0] and a < span[1]]
        return Heard(self.level, tuple(sound for sound in cut if sound[1] - sound[0] > 0.005), span)


def measured(heard: Heard, texts: Sequence[str]) -> list[Span]:
    """`texts` laid over what is heard of them: pauses fall between words, best where a comma is; what lies between
    two pauses is shared by length, and borders move to the nearest dip of the energy."""
    if not heard.sounds or not texts:
        return estimated(texts, *heard.span)
    weights = [weight_of(text) for text in texts]
    spans: list[Span] = []
    for first, last, begin, end in _groups(heard.sounds, weights, texts):
        own = weights[first:last]
        edges = np.concatenate([[0.0], np.cumsum(own)]) / sum(own) * (end - begin) + begin
        inner = [_dip(heard.level, float(edge), 0.3 * min(a, b) * (end - begin) / sum(own))
                 for edge, a, b in zip(edges[1:-1], own[:-1], own[1:], strict=True)]  # fmt: skip
        points = [begin, *inner, end]
        spans += list(itertools.pairwise(points))
    return spans


def _dip(level: NDArray[np.float32], at: float, reach: float) -> float:
    """The quietest moment within `reach` of `at` seconds, the nearer the better."""
    low, high = int((at - reach) / _FRAME), int((at + reach) / _FRAME) + 1
    low, high = max(low, 0), min(high, len(level))
    if high - low < 3:
        return at
    frames = np.arange(low, high)
    distance = np.abs(frames + 0.5 - at / _FRAME) / max(reach / _FRAME, 1)
    return float((frames[int(np.argmin(level[low:high] + 6 * distance))] + 0.5) * _FRAME)


def _groups(
    sounds: Sequence[Span], weights: Sequence[float], texts: Sequence[str]
) -> list[tuple[int, int, float, float]]:
    """Runs of words (first, last, begin, end) between pauses, such that lengths fit and pauses lie well.

    Dynamic programming over runs of sound and words; a run of sound may also be a part of a word or group.
    """
    count = len(texts)
    pace = sum(b - a for a, b in sounds) / sum(weights)
    sums = np.concatenate([[0.0], np.cumsum(weights)]) * pace
    stops = [bool(_PAUSING.search(text)) for text in texts]
    missed = np.concatenate([[0.0], np.cumsum([1.5 * stop for stop in stops])])
    best: list[dict[int, tuple[float, int, int]]] = [{0: (0.0, 0, 0)}]
    for upto in range(1, len(sounds) + 1):
        here: dict[int, tuple[float, int, int]] = {}
        lost, length = 0.0, 0.0
        for since in range(upto - 1, max(-1, upto - 7), -1):
            length += sounds[since][1] - sounds[since][0]
            if since + 1 < upto:
                lost += _unused(sounds[since + 1][0] - sounds[since][1])
            for first, (cost, _, _) in best[since].items():
                for last in range(first + 1, count + 1):
                    if (last == count) != (upto == len(sounds)):
                        continue
                    off = (length - (sums[last] - sums[first])) / (0.08 + 0.16 * length)
                    if off < -6:
                        break
                    price = cost + lost + off * off + missed[last - 1] - missed[first]
                    if last < count:
                        price += _misplaced(sounds[upto][0] - sounds[upto - 1][1], stops[last - 1])
                    if last not in here or price < here[last][0]:
                        here[last] = (float(price), since, first)
        best.append(here)
    if count not in best[-1]:
        return [(0, count, sounds[0][0], sounds[-1][1])]
    groups: list[tuple[int, int, float, float]] = []
    upto, last = len(sounds), count
    while upto:
        _, since, first = best[upto][last]
        groups.append((first, last, sounds[since][0], sounds[upto - 1][1]))
        upto, last = since, first
    return groups[::-1]


def _unused(pause: float) -> float:
    """What it costs to take a pause for a part of a word."""
    return (pause / 0.09) ** 2


def _misplaced(pause: float, stop: bool) -> float:
    """What it costs to put a pause behind a word."""
    return 0.0 if stop else 0.4 + min(pause / 0.15, 3.0)


def sentences_in(heard: Heard, texts: Sequence[str]) -> list[Span]:
    """Where each sentence of `texts` is heard: borders fall on the longest pauses near where lengths put them."""
    if not heard.sounds or not texts:
        return estimated(texts, *heard.span)
    begin, end = heard.sounds[0][0], heard.sounds[-1][1]
    weights = np.array([weight_of(text) for text in texts])
    # Time without the long pauses: they are no part of what is said.
    pauses = [
        (a[1], b[0])
        for a, b in zip(heard.sounds[:-1], heard.sounds[1:], strict=True)
        if b[0] - a[1] >= _BREATH
    ]
    silent = np.concatenate([[0.0], np.cumsum([b - a for a, b in pauses])])
    spoken = [(a - begin) - float(silent[i]) for i, (a, _) in enumerate(pauses)]
    wanted = np.cumsum(weights)[:-1] / weights.sum() * (end - begin - float(silent[-1]))
    chosen = _borders(spoken, [b - a for a, b in pauses], [float(w) for w in wanted], end - begin)
    if chosen is None:
        return estimated(texts, begin, end)
    stops = [pauses[i][0] for i in chosen] + [end]
    starts = [begin] + [pauses[i][1] for i in chosen]
    return list(zip(starts, stops, strict=True))


def _borders(
    spoken: list[float], lengths: list[float], wanted: list[float], total: float
) -> list[int] | None:
    """For each wanted moment one of the pauses, in order; None where there are too few."""
    if len(spoken) < len(wanted):
        return None
    reach = max(0.4, 0.12 * total)
    rows: list[list[tuple[float, int]]] = []
    for border, moment in enumerate(wanted):
        row: list[tuple[float, int]] = []
        lowest = (float("inf"), -1)
        for index, (at, length) in enumerate(zip(spoken, lengths, strict=True)):
            before = (0.0, -1) if border == 0 else lowest
            own = ((at - moment) / reach) ** 2 * 4 - min(length / 0.3, 2.5)
            row.append((before[0] + own, before[1]))
            if border and rows[border - 1][index][0] < lowest[0]:
                lowest = (rows[border - 1][index][0], index)
        rows.append(row)
    if not rows:
        return []
    last = min(range(len(spoken)), key=lambda i: rows[-1][i][0])
    chosen = [last]
    for row in rows[:0:-1]:
        chosen.append(row[chosen[-1]][1])
    return chosen[::-1] if min(chosen) >= 0 else None


def from_phonemes(
    spoken: Sequence[tuple[str, float]], alone: Sequence[Sequence[str]], texts: Sequence[str]
) -> list[Span] | None:
    """Word times from the engine: `spoken` are the sentence's phonemes with their seconds, `alone` the phonemes of
    each word said by itself. None where the two have too little in common to tell the words apart."""
    said = [phoneme for phoneme, _ in spoken]
    flat = [phoneme for word in alone for phoneme in word]
    times = np.concatenate([[0.0], np.cumsum([seconds for _, seconds in spoken])])
    if not flat or not all(alone):
        return None
    matcher = SequenceMatcher(None, flat, said, autojunk=False)
    pairs = [(a + i, b + i) for a, b, size in matcher.get_matching_blocks() for i in range(size)]
    if len(pairs) < 0.5 * len(flat):
        return None
    known, exact = np.array(pairs), {first for first, _ in pairs}
    gaps = [i + 1 for i, phoneme in enumerate(said) if phoneme == " "]
    edges, at = [0.0], 0
    for word in alone[:-1]:
        at += len(word)
        place = float(np.interp(at, known[:, 0], known[:, 1]))
        near = min(gaps, key=lambda gap: abs(gap - place), default=round(place))
        # A first phoneme that is found stands where it stands; else a gap between words is the better guess.
        index = near if at not in exact and abs(near - place) <= 2.5 else round(place)
        edges.append(max(float(times[min(max(index, 0), len(said))]), edges[-1]))
    edges.append(float(times[-1]))
    spans = [(begin, _last_sound(said, times, begin, stop)) for begin, stop in itertools.pairwise(edges)]
    return spans if all(b > a for a, b in spans) and len(spans) == len(texts) else None


def _last_sound(said: Sequence[str], times: NDArray[np.float64], begin: float, stop: float) -> float:
    """The end of the last phoneme between `begin` and `stop` that is no pause."""
    ends = [
        float(times[i + 1])
        for i, phoneme in enumerate(said)
        if begin <= times[i] < stop and any(unicodedata.category(char)[0] == "L" for char in phoneme)
    ]
    return max(ends, default=stop)
