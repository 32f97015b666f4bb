"""What is heard: silence, clipping, and whether somebody speaks when somebody should."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobs.studio.quality.reading import RATE

_HOP = RATE // 50
_SILENT = -60.0  # dBFS
_AUDIBLE = -45.0
_LATEST = 1.5
_FULL = 32_700  # of 32 768


@dataclass(frozen=True, slots=True)
class Heard:
    """`silence` and `coverage` in per cent, `clipping` in samples a second, `lag` in seconds (voice later than planned);
    None where nothing can be said."""

    silence: float
    clipping: float
    coverage: float | None
    lag: float | None


def heard_of(
    sound: npt.NDArray[np.int16], seconds: float, spoken: Sequence[tuple[float, float]], *, music: bool
) -> Heard:
    """Judge `sound` (n, 2) of an ad of `seconds` in which somebody should be heard in `spoken`."""
    count = max(1, round(seconds * 50))
    level, speech = _levels(sound, count)
    silence = 100 * float(np.mean(level < _SILENT))
    if not spoken:
        return Heard(silence, _clipping(sound, seconds), None, None)
    at = (np.arange(count) + 0.5) / 50
    planned = np.zeros(count, np.bool_)
    for begin, end in spoken:
        planned |= (at >= begin) & (at < end)
    return Heard(
        silence,
        _clipping(sound, seconds),
        _coverage(level, speech, planned, music=music),
        _lag(speech, planned),
    )


def _levels(
    sound: npt.NDArray[np.int16], count: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """dBFS of every 20 ms, of everything and of the band of speech (300 … 3400 Hz); −96 where there is nothing."""
    mono = np.zeros(count * _HOP, np.float32)
    usable = min(len(sound), len(mono))
    if usable:
        mono[:usable] = sound[:usable].astype(np.float32).mean(axis=1) / 32768
    frames = mono.reshape(count, _HOP)
    everything = np.sqrt((frames**2).mean(axis=1))
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(_HOP).astype(np.float32), axis=1)) ** 2
    low, high = round(300 * _HOP / RATE), round(3400 * _HOP / RATE)
    band = np.sqrt(spectrum[:, low : high + 1].sum(axis=1) * (2 / _HOP / _HOP / 0.375))
    decibels = (20 * np.log10(np.maximum(each, 10 ** (-96 / 20))) for each in (everything, band))
    first, second = (np.asarray(each, np.float32) for each in decibels)
    return first, second


def _clipping(sound: npt.NDArray[np.int16], seconds: float) -> float:
    full = np.abs(sound.astype(np.int32)) >= _FULL
    runs = full[:-2] & full[1:-1] & full[2:] if len(full) > 2 else full[:0]
    return float(runs.sum()) / max(seconds, 0.1)


def _coverage(
    level: npt.NDArray[np.float32],
    speech: npt.NDArray[np.float32],
    planned: npt.NDArray[np.bool_],
    *,
    music: bool,
) -> float:
    """Share of the planned time in which something is audible; short pauses between words are bridged. Under music
    somebody must be heard above what plays where nobody speaks."""
    floor = _AUDIBLE
    alone = speech[~_widened(planned, 20)]
    if music and len(alone) >= 25:
        floor = max(floor, float(np.median(alone)) + 2)
    loud = _widened((speech if music else level) > floor, 12)
    return 100 * float(loud[planned].mean()) if planned.any() else 100.0


def _widened(mask: npt.NDArray[np.bool_], by: int) -> npt.NDArray[np.bool_]:
    return np.asarray(np.convolve(mask, np.ones(2 * by + 1), "same") > 0.5)


def _lag(speech: npt.NDArray[np.float32], planned: npt.NDArray[np.bool_]) -> float | None:
    """Where the speech fits its plan best: seconds by which it comes later."""
    if not 0.15 <= float(planned.mean()) <= 0.93 or len(planned) < 100:
        return None
    smooth = np.convolve(np.maximum(speech, -60), np.ones(9) / 9, "same")
    reach = round(_LATEST * 50)
    results = [_likeness(smooth, planned, step) for step in range(-reach, reach + 1)]
    best = int(np.argmax(results))
    if results[best] < 0.35:
        return None
    return (best - reach) / 50 if results[best] - results[reach] > 0.06 else 0.0


def _likeness(heard: npt.NDArray[np.float64], planned: npt.NDArray[np.bool_], step: int) -> float:
    """Correlation of the heard level with the plan, moved by `step`."""
    if step >= 0:
        one, other = heard[step:], planned[: len(planned) - step]
    else:
        one, other = heard[:step], planned[-step:]
    wished = other.astype(np.float64)
    if one.std() < 1e-6 or wished.std() < 1e-6:
        return 0.0
    return float(np.corrcoef(one, wished)[0, 1])
