"""Music by rules: a tempo, a scale and a few chords for the mood that the prompt names; pads, bass, plucks, drums."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE: Final = 44100
_LONGEST_S: Final = 64.0
"""More than this is played again."""

Stereo = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Mood:
    """Beats a minute, minor or major, how hard the drums are, how busy the plucks (0 … 1), how bright."""

    bpm: float
    minor: bool
    drums: float
    plucks: float
    bright: float


MOODS: Final[dict[str, tuple[Mood, str]]] = {
    "upbeat": (Mood(118, False, 0.8, 0.9, 0.8), "upbeat happy fun playful energetic pop summer"),
    "calm": (Mood(72, False, 0.0, 0.5, 0.35), "calm relaxing ambient soft gentle peaceful spa acoustic warm"),
    "cinematic": (Mood(84, True, 0.45, 0.3, 0.5), "cinematic epic dramatic trailer orchestral inspiring"),
    "electronic": (Mood(126, True, 1.0, 0.8, 0.9), "electronic techno house edm dance club synth futuristic bass"),
    "hiphop": (Mood(90, True, 0.9, 0.4, 0.5), "hip-hop hiphop trap urban lofi lo-fi chill groove beat funk"),
    "sad": (Mood(66, True, 0.0, 0.4, 0.25), "sad melancholic nostalgic slow piano tender romantic"),
    "corporate": (Mood(108, False, 0.5, 0.7, 0.6), "corporate business technology tech modern clean"),
    "rock": (Mood(132, True, 1.0, 0.5, 1.0), "rock guitar punk sport action power fast"),
}  # fmt: skip
_PROGRESSIONS: Final = {
    False: ((0, 4, 5, 3), (0, 5, 3, 4), (0, 3, 0, 4), (3, 0, 4, 5)),
    True: ((0, 5, 2, 6), (0, 3, 5, 4), (0, 6, 5, 6), (0, 2, 3, 5)),
}
_SCALES: Final = {False: (0, 2, 4, 5, 7, 9, 11), True: (0, 2, 3, 5, 7, 8, 10)}


def compose(prompt: str, seconds: float, seed: int) -> Stereo:
    """Samples at RATE of exactly `seconds`, shape (samples, 2), -1 … 1, faded at both ends."""
    rng = np.random.default_rng(
        int.from_bytes(hashlib.sha256(f"{prompt}|{seed}".encode()).digest()[:8], "big")
    )
    mood = _mood(prompt, rng)
    length = round(seconds * RATE)
    played = min(length, round(_LONGEST_S * RATE))
    band = _Band(mood, rng, played)
    sound = band.play()
    if played < length:
        sound = np.tile(sound, (length // played + 1, 1))[:length]
    ramp = np.ones(length, np.float32)
    fade_in, fade_out = min(length, RATE // 20), min(length, round(RATE * min(2.0, seconds / 6)))
    ramp[:fade_in] = np.linspace(0, 1, fade_in)
    ramp[length - fade_out :] *= np.linspace(1, 0, fade_out)
    peak = float(np.abs(sound).max()) or 1.0
    return (sound / peak * 0.8 * ramp[:, None]).astype(np.float32)


def _mood(prompt: str, rng: np.random.Generator) -> Mood:
    words = set(prompt.lower().replace(",", " ").replace(".", " ").split())
    for mood, known in MOODS.values():
        if words & set(known.split()):
            return mood
    return list(MOODS.values())[int(rng.integers(len(MOODS)))][0]


class _Band:
    """Plays notes into one buffer."""

    def __init__(self, mood: Mood, rng: np.random.Generator, length: int) -> None:
        self._mood, self._rng = mood, rng
        self._out = np.zeros((length + RATE * 4, 2), np.float32)
        self._length = length
        self._root = 45 + int(rng.integers(0, 9))
        self._beat = 60 / (mood.bpm * float(rng.uniform(0.96, 1.04)))
        self._scale = _SCALES[mood.minor]
        choices = _PROGRESSIONS[mood.minor]
        self._chords = choices[int(rng.integers(len(choices)))]
        self._kept: dict[tuple[str, int], NDArray[np.float32]] = {}

    def play(self) -> Stereo:
        """All bars, cut to the length."""
        bar_s = self._beat * 4
        pattern = self._rng.random(8) < 0.35 + 0.6 * self._mood.plucks
        steps = self._rng.integers(0, 4, 8)
        for bar in range(int(self._length / RATE / bar_s) + 1):
            at, degree = bar * bar_s, self._chords[bar % 4]
            for third in range(3):
                self._note("pad", self._pitch(degree + 2 * third) + 12, at, 0.16, 0.35 + 0.15 * third)
            for beat in range(0, 4, 2 if self._mood.drums < 0.6 else 1):
                self._note("bass", self._pitch(degree) - 12, at + beat * self._beat, 0.5, 0.5)
            for step in range(8):
                if pattern[step] and bar > 0:
                    high = self._pitch(degree + 2 * int(steps[(step + bar) % 8])) + 24
                    self._note("pluck", high, at + step * self._beat / 2, 0.22, 0.2 + 0.6 * (step % 2))
            if bar >= 1:
                self._drums(at)
        cut: Stereo = self._out[: self._length]
        return cut

    def _drums(self, at: float) -> None:
        hard = self._mood.drums
        if hard <= 0:
            return
        for beat in range(4):
            if beat % 2 == 0 or hard > 0.9:
                self._note("kick", 0, at + beat * self._beat, 0.9 * hard, 0.5)
            if beat % 2 == 1:
                self._note("snare", 0, at + beat * self._beat, 0.45 * hard, 0.5)
            for half in (0.0, 0.5):
                self._note("hat", 0, at + (beat + half) * self._beat, 0.14 * hard, 0.65)

    def _pitch(self, degree: int) -> int:
        octave, step = divmod(degree, 7)
        return self._root + 12 * octave + self._scale[step]

    def _note(self, kind: str, pitch: int, at: float, loud: float, side: float) -> None:
        key = (kind, pitch)
        if key not in self._kept:
            self._kept[key] = self._sound(kind, 440.0 * 2 ** ((pitch - 69) / 12))
        sound, start = self._kept[key], round(at * RATE)
        end = min(start + len(sound), len(self._out))
        if end <= start:
            return
        part = sound[: end - start] * loud
        self._out[start:end, 0] += part * (1 - side)
        self._out[start:end, 1] += part * side

    def _sound(self, kind: str, hz: float) -> NDArray[np.float32]:
        lengths = {
            "pad": self._beat * 4.2,
            "bass": self._beat * 0.95,
            "pluck": 0.7,
            "kick": 0.3,
            "snare": 0.2,
            "hat": 0.06,
        }
        t = np.arange(round(lengths[kind] * RATE)) / RATE
        if kind == "kick":
            sound = np.sin(2 * np.pi * (50 * t + 28 * (1 - np.exp(-t * 26)))) * np.exp(-t * 12)
        elif kind in ("snare", "hat"):
            noise = np.diff(self._rng.standard_normal(len(t) + 1))
            sound = noise * np.exp(-t * (18 if kind == "snare" else 60)) * 0.5
            sound += np.sin(2 * np.pi * 185 * t) * np.exp(-t * 24) * (kind == "snare") * 0.6
        else:
            most = {"pad": 5, "bass": 4, "pluck": 6}[kind]
            fall = 1.9 - self._mood.bright
            sound = np.zeros(len(t))
            for k in range(1, most + 1):
                slide = 1 + (0.0018 * np.sin(2 * np.pi * 0.7 * t + k) if kind == "pad" else 0)
                sound += (
                    np.sin(
                        2 * np.pi * hz * k * t * slide
                        if kind != "pad"
                        else 2 * np.pi * hz * k * np.cumsum(slide) / RATE
                    )
                    / k**fall
                )
            sound *= {"pad": np.minimum(1, t / 0.4), "bass": np.exp(-t * 2.2), "pluck": np.exp(-t * 6.5)}[
                kind
            ]
            sound *= np.minimum(1, (t[-1] - t) / 0.05 + 1e-3) * np.minimum(1, t / 0.004 + 1e-3)
        return np.asarray(sound, np.float32)
