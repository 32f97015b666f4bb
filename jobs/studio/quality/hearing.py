"""What is heard: silence, clipping, and whether somebody speaks when somebody should."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobs.studio.quality.plan import Said
from jobs.studio.quality.reading import RATE
from jobs.studio.voice import Samples

Levels = npt.NDArray[np.float32]

_SILENT = -60.0  # dBFS
_AUDIBLE = -45.0
_FLOOR = -70.0
_LATEST = 1.5  # seconds by which the voice is looked for off its time
_FULL = 32_700  # of 32 768
_BANDS = (150, 300, 450, 650, 900, 1250, 1700, 2300, 3100, 4200, 6000)  # Hz
_KNOWN = 0.2  # correlation of bands from which on a voice is recognised; other speech and music reach 0.1
_BETTER = 0.15  # by so much a place must suit it better than its own: a word or two suit loud music by chance


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice file as it was before it was mixed: samples (n, channels) at `rate`, at least 12 kHz."""

    samples: Samples
    rate: int


@dataclass(frozen=True, slots=True)
class Heard:
    """`silence` and `coverage` in per cent, `clipping` in samples a second, `lag` in seconds (positive: the voice comes
    later than planned); None where nothing can be said."""

    silence: float
    clipping: float
    coverage: float | None
    lag: float | None


def heard_of(
    sound: npt.NDArray[np.int16], seconds: float, said: Sequence[Said], voice: Voice | None
) -> Heard:
    """Judge `sound` (n, 2) of an ad of `seconds`, in which `said` should be heard of `voice`."""
    count = max(1, round(seconds * 50))
    mono = sound.astype(np.float32).mean(axis=1) / 32768 if len(sound) else np.zeros(0, np.float32)
    level, bands = _levels(mono, count, RATE)
    silence = 100 * float(np.mean(level < _SILENT))
    clipping = _clipping(sound, seconds)
    if not said:
        return Heard(silence, clipping, None, None)
    if voice is None:
        return Heard(silence, clipping, _audible(level, said), None)
    expected = _expected(voice, said, count)
    lag, likeness = _lag(bands, expected)
    return Heard(
        silence, clipping, _recognised(bands, expected, said, lag), lag if likeness >= _KNOWN else None
    )


def _levels(mono: npt.NDArray[np.float32], count: int, rate: int) -> tuple[Levels, Levels]:
    """dBFS of every 20 ms: of everything (count), and of each band (count, bands)."""
    hop = rate // 50
    filled = np.zeros(count * hop, np.float32)
    usable = min(len(mono), len(filled))
    filled[:usable] = mono[:usable]
    frames = filled.reshape(count, hop)
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(hop).astype(np.float32), axis=1)) ** 2
    edges = [min(round(hertz * hop / rate), spectrum.shape[1] - 1) for hertz in _BANDS]
    powers = np.add.reduceat(spectrum, edges, axis=1)[:, :-1] * (2 / hop / hop / 0.375)
    return _decibels((frames**2).mean(axis=1)), _decibels(powers)


def _decibels(power: npt.NDArray[np.floating]) -> Levels:
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (_FLOOR / 10 - 2.6))), np.float32)


def _expected(voice: Voice, said: Sequence[Said], count: int) -> Levels:
    """The bands of the voice as it should be heard: each piece in its place, nothing elsewhere."""
    length = max(1, -(-len(voice.samples) * 50 // voice.rate))
    _, own = _levels(np.ascontiguousarray(voice.samples.mean(axis=1), np.float32), length, voice.rate)
    found = np.full((count, own.shape[1]), _FLOOR - 26, np.float32)
    for each in said:
        first, last = max(0, round(each.start * 50)), min(count, round(each.end * 50))
        at = np.round((np.arange(first, last) / 50 - each.start) * each.tempo * 50 + each.source * 50).astype(
            int
        )
        inside = (at >= 0) & (at < length)
        found[first:last][inside] = own[at[inside]]
    return found


def _clipping(sound: npt.NDArray[np.int16], seconds: float) -> float:
    full = np.abs(sound.astype(np.int32)) >= _FULL
    runs = full[:-2] & full[1:-1] & full[2:] if len(full) > 2 else full[:0]
    return float(runs.sum()) / max(seconds, 0.1)


def _audible(level: Levels, said: Sequence[Said]) -> float:
    """Share of the planned time in which anything is heard; short pauses between words are bridged."""
    at = (np.arange(len(level)) + 0.5) / 50
    planned = np.zeros(len(level), np.bool_)
    for each in said:
        planned |= (at >= each.start) & (at < each.end)
    loud = np.convolve(level > _AUDIBLE, np.ones(25), "same") > 0.5
    return 100 * float(loud[planned].mean()) if planned.any() else 100.0


def _recognised(bands: Levels, expected: Levels, said: Sequence[Said], lag: float) -> float:
    """Share of the planned speech (by sentence) that is recognised, wherever the whole of it was found."""
    heard, wished = np.maximum(bands, _FLOOR), np.maximum(expected, _FLOOR)
    step = round(lag * 50)
    total = known = 0.0
    for each in said:
        first, last = max(0, round(each.start * 50) - 8), min(len(wished), round(each.end * 50) + 8)
        begin, end = max(0, first + step), min(len(heard), last + step)
        if end - begin < 10:
            continue
        total += each.end - each.start
        if _correlation(heard[begin:end], wished[begin - step : end - step]) >= _KNOWN:
            known += each.end - each.start
    return 100 * known / total if total else 100.0


def _lag(bands: Levels, expected: Levels) -> tuple[float, float]:
    """Where the voice is found (seconds by which it comes later than expected), and how well.

    It is found where it should be unless another place suits it clearly better: half a second of speech alone is as
    much like the music's rise a second later (0.30 there, 0.24 at its own time, measured) as like itself below it.
    """
    reach = min(round(_LATEST * 50), len(bands) // 4)
    heard, wished = np.maximum(bands, _FLOOR), np.maximum(expected, _FLOOR)
    results = [_likeness(heard, wished, step) for step in range(-reach, reach + 1)]
    best = int(np.argmax(results))
    if results[best] - results[reach] < _BETTER:
        best = reach
    return (best - reach) / 50, results[best]


def _likeness(heard: Levels, wished: Levels, step: int) -> float:
    """Correlation of both, all bands together, with `wished` moved by `step`."""
    one, other = (heard[step:], wished[: len(wished) - step]) if step >= 0 else (heard[:step], wished[-step:])
    return _correlation(one, other)


def _correlation(one: Levels, other: Levels) -> float:
    one, other = (each - each.mean(axis=0) for each in (one, other))
    scale = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return float((one * other).sum()) / scale if scale > 1e-6 else 0.0
