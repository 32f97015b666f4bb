"""Speech by formants: letters become vowels and consonants, sung by a source of harmonics and noise. It has the
length, rhythm and pitch of the text read aloud; it is not meant to be understood."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

RATE: Final = 16000
_STEP: Final = 0.005
_HARMONICS: Final = 22
_CHARACTER_S: Final = 1 / 14.5
_PAUSES: Final = {
    " ": 0.5,
    ",": 2.6,
    ";": 3.0,
    ":": 3.0,
    ".": 5.0,
    "!": 5.0,
    "?": 5.0,
    "\n": 5.0,
    "–": 2.6,
    "—": 2.6,
}
_VOWELS: Final = {
    "a": (730, 1090, 2440), "e": (530, 1840, 2480), "i": (300, 2290, 3010), "o": (570, 840, 2410),
    "u": (320, 870, 2240), "y": (340, 2000, 2700),
}  # fmt: skip
_HUMMED: Final = {
    "m": (280, 900, 2200), "n": (280, 1500, 2500), "l": (360, 1200, 2700), "r": (430, 1300, 1700),
    "w": (300, 700, 2200), "j": (300, 2200, 2900), "v": (260, 1100, 2300), "z": (260, 1700, 2600),
    "b": (240, 800, 2200), "d": (240, 1700, 2600), "g": (240, 1900, 2400),
}  # fmt: skip
_HISSED: Final = {"s": 0.55, "f": 0.3, "h": 0.25, "x": 0.5, "c": 0.45, "t": 0.4, "k": 0.4, "p": 0.3, "q": 0.4}
_CYRILLIC: Final = dict(
    zip("абвгдеёжзийклмнопрстуфхцчшщыэюяіїєґ", "abvgdeozziiklmnoprstufhcssssyeuaiieg", strict=False)
)
_PAUSE_MARK: Final = re.compile(r"<#([\d.]+)#>")

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: pitch in Hz, vocal tract (1 = a man's), speed."""

    pitch: float
    tract: float
    speed: float = 1.0


def voice_named(name: str, *, speed: float, semitones: float = 0.0) -> Voice:
    """A voice by its id: its words tell a woman's from a man's, its letters the rest."""
    low = name.lower()
    spread = int.from_bytes(hashlib.sha256(low.encode()).digest()[:2], "big") / 65535
    woman = bool(re.search(r"woman|girl|lady|female|abbess|\b[ab]f_", low))
    man = not woman and bool(re.search(r"man|guy|boy|knight|male|\b[ab]m_", low))
    if not woman and not man:
        woman = spread > 0.5
    base = 175 + 60 * spread if woman else 95 + 45 * spread
    return Voice(base * 2 ** (semitones / 12), 1.17 if woman else 1.0, speed)


def speak(text: str, voice: Voice, seed: int) -> Samples:
    """The text as samples at RATE, -1 … 1; about 14 characters a second at speed 1."""
    frames = _plan(text, voice)
    rng = np.random.default_rng(seed % 2**32)
    count = len(frames)
    smooth = _smoothed(frames)
    per = int(RATE * _STEP)
    voiced, hiss, formants = smooth[:, 0], smooth[:, 1], smooth[:, 2:5] * voice.tract
    line = np.arange(count) * _STEP
    fall = _melody(text, line)
    pitch = (
        voice.pitch
        * fall
        * (1 + 0.012 * np.sin(line * 31) + 0.01 * rng.standard_normal(count).cumsum() / (1 + count**0.5))
    )
    f0 = np.interp(np.arange(count * per), np.arange(count) * per, pitch)
    phase = np.cumsum(f0) * (2 * np.pi / RATE)
    sound = np.zeros(count * per)
    for k in range(1, _HARMONICS + 1):
        at = pitch * k
        if at.min() > 4200:
            break
        gain = sum(
            weight / (1 + ((at - formants[:, i]) / width) ** 2)
            for i, (weight, width) in enumerate(((1.0, 90), (0.6, 130), (0.28, 200)))
        )
        gain = np.asarray(gain) * voiced * (at < 4200) / k**0.35
        sound += np.interp(np.arange(count * per), np.arange(count) * per, gain) * np.sin(k * phase)
    breath = np.diff(rng.standard_normal(count * per + 1)) * 0.35
    sound += np.interp(np.arange(count * per), np.arange(count) * per, hiss) * breath
    peak = float(np.abs(sound).max()) or 1.0
    return (sound / peak * 0.7).astype(np.float32)


def _plan(text: str, voice: Voice) -> NDArray[np.float64]:
    """A row for every 5 ms: how much voice, how much hiss, three formants."""
    rows: list[tuple[float, float, float, float, float]] = []
    shape = (500.0, 1500.0, 2500.0)
    unit = _CHARACTER_S / voice.speed / _STEP

    def add(length: float, voiced: float, hiss: float) -> None:
        rows.extend([(voiced, hiss, *shape)] * max(1, round(length)))

    rest = 0
    for mark in _PAUSE_MARK.finditer(text + "<#0#>"):
        for letter in text[rest : mark.start()].lower():
            sound = _CYRILLIC.get(letter, letter)
            if sound in _PAUSES:
                add(unit * _PAUSES[sound], 0, 0)
            elif sound in _VOWELS:
                shape = _VOWELS[sound]
                add(unit * 1.35, 1, 0.02)
            elif sound in _HUMMED:
                shape = _HUMMED[sound]
                add(unit * 0.9, 0.45, 0.03)
            elif sound in _HISSED:
                add(unit * 0.85, 0.02, _HISSED[sound])
            elif ord(sound) > 0x2FF:
                # A script of syllables: one of each consonant and vowel.
                add(unit * 1.0, 0.1, 0.3 * (ord(sound) % 3) / 2)
                shape = list(_VOWELS.values())[ord(sound) % 6]
                add(unit * 1.8, 1, 0.02)
            else:
                add(unit * 0.8, 0, 0)
        rest = mark.end()
        add(float(mark[1] or 0) / _STEP, 0, 0)
    return np.array(rows or [(0, 0, *shape)] * 20, np.float64)


def _smoothed(frames: NDArray[np.float64]) -> NDArray[np.float64]:
    kernel = np.hanning(9)[1:-1]
    kernel /= kernel.sum()
    padded = np.pad(frames, ((3, 3), (0, 0)), mode="edge")
    return np.stack([np.convolve(padded[:, at], kernel, "valid") for at in range(frames.shape[1])], 1)


def _melody(text: str, line: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """Sentences begin high and end low, questions end high."""
    total = len(line)
    ends = np.cumsum([len(part) for part in re.split(r"(?<=[.!?])", text) if part] or [1])
    edges = np.concatenate([[0], ends / ends[-1] * total]).astype(int)
    rise = np.ones(total)
    for part, (start, end) in enumerate(pairwise(edges)):
        share = np.linspace(0, 1, max(1, end - start))
        asked = text[: int(ends[part])].rstrip().endswith("?")
        rise[start:end] = 1.12 - 0.24 * share + (0.4 * np.clip(share - 0.75, 0, 1) * 4 if asked else 0)
    return np.asarray(rise * (1 + 0.04 * np.sin(line * 4.1)))
