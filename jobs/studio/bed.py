"""A music bed, composed and played by arithmetic: chords, bass, soft drums, an arpeggio and a room around them.

The same seconds, genre and seed always give the same samples. Nothing is sampled from a recording, so the bed is free
of anybody's rights.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jobs.studio.files import replacing
from jobs.studio.process import Limits, Progress, failure, nothing, run

RATE = 48_000
_STEP = 480
Sound = NDArray[np.float32]
LICENCE = "composed by Briefcut for this ad; free of third-party rights"

# Scale degrees of the chords, in semitones above the key's root: (root, third, fifth, colour).
_MAJOR = {
    1: (0, 4, 7, 11),
    2: (2, 5, 9, 12),
    3: (4, 7, 11, 14),
    4: (5, 9, 12, 16),
    5: (7, 11, 14, 17),
    6: (9, 12, 16, 19),
}
_MINOR = {
    1: (0, 3, 7, 10),
    3: (3, 7, 10, 14),
    4: (5, 8, 12, 15),
    5: (7, 10, 14, 17),
    6: (8, 12, 15, 19),
    7: (10, 14, 17, 20),
}


@dataclass(frozen=True, slots=True)
class Genre:
    """How a bed is built. `swing` delays every second eighth by that share of it."""

    tempo: tuple[int, int]
    minor: bool
    progressions: tuple[tuple[int, ...], ...]
    drums: str
    lead: str
    pad: float
    bass: str
    swing: float = 0.0


GENRES: dict[str, Genre] = {
    "upbeat": Genre(
        (112, 122), False, ((1, 5, 6, 4), (1, 4, 6, 5), (4, 1, 5, 6)), "four", "pluck", 0.5, "eighths"
    ),
    "electronic": Genre(
        (116, 126), True, ((1, 6, 3, 7), (1, 3, 7, 6), (6, 7, 1, 1)), "four", "saw", 0.6, "offbeat"
    ),
    "calm": Genre((74, 84), False, ((1, 6, 4, 5), (1, 3, 4, 4), (4, 1, 2, 5)), "brush", "bell", 1.0, "long"),
    "corporate": Genre((100, 110), False, ((1, 4, 6, 5), (1, 5, 2, 4)), "light", "pluck", 0.7, "eighths"),
    "acoustic": Genre(
        (88, 98), False, ((1, 5, 2, 4), (1, 6, 2, 5), (4, 1, 5, 1)), "brush", "pluck", 0.5, "walk", 0.14
    ),
    "cinematic": Genre((78, 88), True, ((1, 6, 3, 7), (1, 4, 6, 5)), "toms", "bell", 1.1, "long"),
    "lofi": Genre((76, 86), False, ((2, 5, 1, 6), (4, 3, 2, 1)), "boom", "bell", 0.9, "walk", 0.2),
}
_NAMES = {
    "pop": "upbeat", "happy": "upbeat", "fun": "upbeat", "energetic": "electronic", "dance": "electronic",
    "edm": "electronic", "techno": "electronic", "house": "electronic", "ambient": "calm", "relax": "calm",
    "soft": "calm", "piano": "calm", "elegant": "calm", "business": "corporate", "inspir": "corporate",
    "motivat": "corporate", "folk": "acoustic", "guitar": "acoustic", "warm": "acoustic", "epic": "cinematic",
    "dramatic": "cinematic", "emotional": "cinematic", "hip": "lofi", "chill": "lofi", "jazz": "lofi", "lo-fi": "lofi",
}  # fmt: skip


def genre_for(words: str) -> str:
    """The nearest genre to what a script asks for; `upbeat` where nothing is recognised."""
    low = words.lower()
    for name in GENRES:
        if name in low:
            return name
    return next((genre for key, genre in _NAMES.items() if key in low), "upbeat")


async def compose_bed(
    seconds: float, genre: str, seed: int, out: Path, *, progress: Progress = nothing
) -> None:
    """Write a bed of exactly `seconds` to `out` (WAV, 48 kHz stereo), played by a program of its own.

    Raises:
        OutputFull, RenderTimedOut, RenderFailed.
    """
    with replacing(out) as part:
        job = {"seconds": seconds, "genre": genre, "seed": seed, "out": str(part.absolute())}
        finished = await run(
            [sys.executable, "-m", "jobs.studio.bed"],
            limits=Limits(deadline=60 + seconds),
            stdin=json.dumps(job).encode(),
            cwd=Path(__file__).parents[2],
        )
        if finished.code != 0:
            raise failure("composing the music", finished)
    progress(1.0)


def play(seconds: float, genre: str, seed: int) -> Sound:
    """The bed as (n, 2) samples in −1…1."""
    style = GENRES[genre_for(genre)]
    rng = np.random.default_rng([seed, list(GENRES).index(genre_for(genre))])
    # The tempo is bent so that the last bar ends shortly before the ad does.
    tempo = float(rng.integers(*style.tempo, endpoint=True))
    bars = max(1, round((seconds - 1.2) / (240 / tempo)))
    beat = (seconds - 1.2) / bars / 4 if bars > 1 else 60 / tempo
    key = int(rng.integers(-4, 4)) + (45 if style.minor else 48)
    chords = _MINOR if style.minor else _MAJOR
    progression = style.progressions[int(rng.integers(len(style.progressions)))]
    length = round(seconds * RATE)
    room = -(-(length + RATE * 4) // _STEP) * _STEP  # whole steps of the ducking below
    dry = {name: np.zeros((room, 2), np.float32) for name in ("pad", "bass", "lead", "drums")}
    pattern = rng.permutation(4).tolist() + rng.integers(0, 4, 4).tolist()
    for bar in range(bars):
        at = bar * 4 * beat
        chord = [key + note for note in chords[progression[bar % len(progression)]]]
        _pad(dry["pad"], chord, at, 4 * beat, style.pad)
        if bar or bars == 1:
            _bass(dry["bass"], chord[0] - 12, at, beat, style)
        _lead(dry["lead"], chord, at, beat, style, pattern, bar, rng)
        if bar >= (1 if bars > 3 else 0):
            _drums(dry["drums"], style.drums, at, beat, style.swing, last=bar == bars - 1, rng=rng)
    _ending(dry, [key + note for note in chords[1]], bars * 4 * beat)
    return _mix(dry, length, seconds)


def _mix(dry: dict[str, Sound], length: int, seconds: float) -> Sound:
    duck = _pump(dry["drums"])
    wet = _room(dry["pad"] * 0.5 + dry["lead"] * 0.65 + dry["drums"] * 0.05)
    whole = (
        dry["pad"] * duck * 0.5
        + dry["bass"] * duck * 0.62
        + dry["lead"] * 0.5
        + dry["drums"] * 0.8
        + wet * 0.4
    )
    whole = np.tanh(whole[:length] * 1.1).astype(np.float32)
    fade = np.ones(length, np.float32)
    out = min(length, round(0.7 * RATE))
    fade[-out:] = np.cos(np.linspace(0, np.pi / 2, out)) ** 1.5
    start = min(length, round(0.02 * RATE))
    fade[:start] *= np.linspace(0, 1, start)
    whole *= fade[:, None]
    peak = float(np.abs(whole).max()) or 1.0
    return np.asarray(whole * (0.7 / peak), np.float32)


def _pump(drums: Sound) -> Sound:
    """Pads and bass make room for the kick."""
    level = np.abs(drums[:, 0]).reshape(-1, _STEP).max(axis=1)
    smooth = np.zeros_like(level)
    for index, value in enumerate(level):
        smooth[index] = max(value, smooth[index - 1] * 0.86 if index else 0)
    gain = 1 - 0.35 * np.clip(smooth, 0, 1)
    return np.repeat(gain, _STEP)[:, None].astype(np.float32)


def _hertz(note: float) -> float:
    return float(440 * 2 ** ((note - 69) / 12))


def _time(seconds: float) -> NDArray[np.float64]:
    return np.arange(round(seconds * RATE)) / RATE


def _add(track: Sound, sound: NDArray[np.float64], at: float, level: float = 1.0, pan: float = 0.0) -> None:
    start = round(at * RATE)
    part = sound[: max(0, len(track) - start)] * level
    track[start : start + len(part), 0] += part * np.cos((pan + 1) * np.pi / 4) * 1.3
    track[start : start + len(part), 1] += part * np.sin((pan + 1) * np.pi / 4) * 1.3


@lru_cache(maxsize=256)
def _pad_note(note: int, seconds: float) -> NDArray[np.float64]:
    t = _time(seconds + 0.5)
    tone = np.zeros_like(t)
    for cents, phase in ((-7, 0.1), (0, 0.5), (6, 0.8)):
        # Harmonics are powers of one turning point, added from the highest down: a sine each would take twice as long.
        turning = np.exp(2j * np.pi * (_hertz(note + cents / 100) * t + phase))
        powers = np.full_like(turning, 6**-1.9)
        for harmonic in range(5, 0, -1):
            powers *= turning
            powers += harmonic**-1.9
        tone += (powers * turning).imag
    shape = np.minimum(1, t / 0.35) * np.clip((seconds + 0.5 - t) / 0.5, 0, 1)
    return np.asarray(tone * shape * 0.12)


def _pad(track: Sound, chord: list[int], at: float, seconds: float, level: float) -> None:
    for index, note in enumerate(chord):
        _add(
            track,
            _pad_note(note + 12 if note < 55 else note, round(seconds, 4)),
            at,
            level,
            (index - 1.5) * 0.35,
        )


@lru_cache(maxsize=256)
def _pluck(note: int, kind: str) -> NDArray[np.float64]:
    base = _hertz(note)
    if kind == "bell":
        t = _time(2.2)
        tone = np.sin(2 * np.pi * base * t + 1.6 * np.exp(-t * 5) * np.sin(2 * np.pi * base * 3.01 * t))
        return np.asarray(tone * np.exp(-t * 2.6) * np.minimum(1, t / 0.004) * 0.34)
    t = _time(0.9)
    tone = np.zeros_like(t)
    bright = 1.1 if kind == "saw" else 1.5
    for harmonic in range(1, 11):
        if base * harmonic > 9000:
            break
        decay = np.exp(-t * (4.5 + harmonic * (1.6 if kind == "saw" else 2.6)))
        tone += np.sin(2 * np.pi * base * harmonic * t) / harmonic**bright * decay
    return np.asarray(tone * np.minimum(1, t / 0.003) * 0.36)


def _lead(
    track: Sound,
    chord: list[int],
    at: float,
    beat: float,
    style: Genre,
    pattern: list[int],
    bar: int,
    rng: np.random.Generator,
) -> None:
    steps = 4 if style.lead == "bell" else 8
    for step in range(steps):
        if style.lead == "bell" and rng.random() < 0.2:
            continue
        note = chord[pattern[(step + bar * 2) % 8]] + (24 if style.lead == "bell" or step % 4 == 2 else 12)
        late = style.swing * beat / 2 if step % 2 and steps == 8 else 0
        level = 0.5 + 0.25 * (step % 4 == 0) + float(rng.uniform(-0.08, 0.08))
        when = at + step * 4 * beat / steps + late
        sound = _pluck(note, style.lead)
        pan = 0.45 * (-1) ** step
        _add(track, sound, when, level, pan)
        _add(track, sound, when + 0.75 * beat, level * 0.28, -pan)  # an echo on the other side


@lru_cache(maxsize=64)
def _bass_note(note: int, seconds: float) -> NDArray[np.float64]:
    t = _time(seconds)
    base = _hertz(note)
    tone = (
        np.sin(2 * np.pi * base * t)
        + 0.35 * np.sin(4 * np.pi * base * t)
        + 0.12 * np.sin(6 * np.pi * base * t)
    )
    shape = np.minimum(1, t / 0.008) * np.clip((seconds - t) / 0.06, 0, 1) * np.exp(-t * 1.1)
    return np.asarray(np.tanh(tone * 1.2) * shape * 0.5)


def _bass(track: Sound, root: int, at: float, beat: float, style: Genre) -> None:
    if style.bass == "long":
        _add(track, _bass_note(root, round(beat * 3.8, 3)), at, 0.8)
        return
    plans = {
        "eighths": [(step * 0.5, 0.45, 0) for step in range(8)],
        "offbeat": [(step + 0.5, 0.42, 0) for step in range(4)] + [(0, 0.4, 0)],
        "walk": [(0, 0.9, 0), (1.5, 0.45, 0), (2, 0.9, 7), (3.5, 0.4, 12)],
    }
    for when, length, up in plans[style.bass]:
        _add(track, _bass_note(root + up, round(beat * length, 3)), at + when * beat, 0.72)


@lru_cache(maxsize=16)
def _hit(kind: str) -> NDArray[np.float64]:
    noise = np.random.default_rng(11).normal(0, 1, RATE)
    if kind == "kick":
        t = _time(0.32)
        sweep = 2 * np.pi * (46 * t + (150 - 46) * 0.028 * (1 - np.exp(-t / 0.028)))
        return np.asarray(np.sin(sweep) * np.exp(-t * 10) * 0.95)
    if kind == "tom":
        t = _time(0.6)
        sweep = 2 * np.pi * (70 * t + 60 * 0.05 * (1 - np.exp(-t / 0.05)))
        return np.asarray(np.sin(sweep) * np.exp(-t * 6) * 0.8)
    if kind == "hat":
        t = _time(0.07)
        high = np.diff(noise[: len(t) + 2], 2)
        return np.asarray(high * np.exp(-t * 70) * 0.07)
    if kind == "shaker":
        t = _time(0.12)
        high = np.diff(noise[500 : 501 + len(t)])
        return np.asarray(high * np.sin(np.pi * t / 0.12) ** 2 * 0.05)
    t = _time(0.22)  # clap or snare
    mid = np.convolve(noise[: len(t)], np.ones(4) / 4, "same")
    mid -= np.convolve(mid, np.ones(40) / 40, "same")
    bursts = sum(
        np.where(t >= d, np.exp(-(t - d) * (38 if d < 0.02 else 22)), 0) for d in (0.0, 0.011, 0.023)
    )
    return np.asarray(mid * bursts * 0.34)


def _drums(
    track: Sound, kind: str, at: float, beat: float, swing: float, *, last: bool, rng: np.random.Generator
) -> None:
    plans: dict[str, dict[str, tuple[tuple[float, float], ...]]] = {
        "four": {"kick": ((0, 1), (1, 1), (2, 1), (3, 1)), "clap": ((1, 0.6), (3, 0.6)),
                 "hat": tuple((i * 0.5 + 0.5 * (i % 2 == 0) * 0, 0.5 + 0.5 * (i % 2)) for i in range(8))},
        "light": {"kick": ((0, 0.8), (2, 0.7), (2.5, 0.5)), "clap": ((1, 0.4), (3, 0.4)),
                  "shaker": tuple((i * 0.5, 0.6 + 0.4 * (i % 2)) for i in range(8))},
        "brush": {"kick": ((0, 0.5), (2.5, 0.35)), "shaker": tuple((i * 0.5, 0.5 + 0.5 * (i % 2)) for i in range(8)),
                  "clap": ((1, 0.16), (3, 0.2))},
        "toms": {"tom": ((0, 0.9), (1.5, 0.5), (2, 0.6), (3, 0.5), (3.5, 0.7))},
        "boom": {"kick": ((0, 0.9), (1.75, 0.5), (2.5, 0.8)), "clap": ((1, 0.5), (3, 0.5)),
                 "hat": tuple((i * 0.5, 0.4 + 0.4 * (i % 2)) for i in range(8))},
    }  # fmt: skip
    for name, hits in plans[kind].items():
        for when, level in hits:
            late = swing * 0.5 if (when * 2) % 2 == 1 else 0.0
            wobble = float(rng.uniform(0.9, 1.05))
            pan = {"hat": 0.3, "shaker": -0.3}.get(name, 0.0)
            _add(track, _hit(name), at + (when + late) * beat, level * wobble, pan)
    if last and kind != "brush":
        for step in range(4):
            _add(
                track,
                _hit("tom" if kind == "toms" else "clap"),
                at + (3 + step / 4) * beat,
                0.22 + 0.09 * step,
            )


def _ending(dry: dict[str, Sound], chord: list[int], at: float) -> None:
    """The last chord, struck once and left to ring."""
    _pad(dry["pad"], chord, at, 1.6, 0.9)
    for index, note in enumerate(chord):
        _add(dry["lead"], _pluck(note + 24, "bell"), at + 0.02 * index, 0.6, (index - 1.5) * 0.3)
    _add(dry["bass"], _bass_note(chord[0] - 12, 1.6), at, 0.9)
    _add(dry["drums"], _hit("kick"), at, 0.7)


def _room(sound: Sound) -> Sound:
    """A hall of 1.4 s, different on both sides."""
    rng = np.random.default_rng(23)
    t = _time(1.4)
    wet = np.empty_like(sound)
    for side in (0, 1):
        tail = rng.normal(0, 1, len(t)) * np.exp(-t * 4.2)
        tail = np.convolve(tail, np.ones(5) / 5, "same") * 0.045
        wet[:, side] = _folded(sound[:, side], tail.astype(np.float32))
    return wet


def _folded(sound: Sound, tail: Sound) -> Sound:
    """The convolution, as long as `sound`: piece by piece, so that what is transformed stays in the cache."""
    size = 1 << int(np.ceil(np.log2(len(tail) * 2)))
    step = size - len(tail) + 1
    spectrum = np.fft.rfft(tail, size)
    out = np.zeros(len(sound) + size, np.float32)
    for at in range(0, len(sound), step):
        out[at : at + size] += np.fft.irfft(np.fft.rfft(sound[at : at + step], size) * spectrum, size)
    return out[: len(sound)]


def main() -> int:
    """One job as JSON on standard input."""
    from jobs.studio.voice import write_wav

    job = json.load(sys.stdin)
    write_wav(Path(job["out"]), play(job["seconds"], job["genre"], job["seed"]), RATE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
