"""The announcer: one order as JSON on standard input, a voice-over with its timings as a WAV, progress on the output.

Run as `python -m jobs.studio.announcer`, the only program of ours that loads piper (GPL 3 or later; our licence allows
the combination). The voice is loaded once, also where it has to speak again at another pace.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from jobs.studio.segment import as_said, is_said, pieces_of
from jobs.studio.voice import PACE, Utterance, heard_in, pace_for, write_speech

_NEAR = 0.07  # a pace this near to the wanted one is good enough
_GRAPH, _NODE, _OUTPUT = 7, 1, 12  # fields of ONNX messages
_NODE_OUTPUT, _OPERATOR = 2, 4


def main() -> int:
    """Carry out the order on standard input."""
    order = json.load(sys.stdin)
    voice = _load(Path(order["model"]))
    rate = int(voice.config.sample_rate)
    utterances = _say(voice, order["sentences"], order["pace"])
    print("0.6", flush=True)
    wanted = pace_for(heard_in(utterances, rate) * PACE / order["pace"], order["seconds"])
    if abs(wanted - order["pace"]) > _NEAR * wanted:
        utterances = _say(voice, order["sentences"], wanted)
    write_speech(utterances, rate, order["name"], order["licence"], Path(order["out"]))
    return 0


def _load(model: Path) -> Any:
    """The voice, made to tell how long each phoneme is where its model can."""
    import onnxruntime  # type: ignore[import-untyped]
    from piper import PiperVoice
    from piper.config import PiperConfig

    config = PiperConfig.from_dict(json.loads(model.with_name(f"{model.name}.json").read_text("utf-8")))
    options = onnxruntime.SessionOptions()
    # To plan which tensors may share memory takes four fifths of the loading; a few sentences need no less for it.
    options.enable_mem_reuse = False
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    # Threads that wait by spinning would take the cores from the painters that come up meanwhile.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    graph = telling(model.read_bytes())
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    return PiperVoice(config=config, session=session)


def _say(voice: Any, sentences: list[str], pace: float) -> list[Utterance]:
    """The sentences spoken `pace` times as long as the voice's own speed."""
    from piper import SynthesisConfig

    config = SynthesisConfig(length_scale=pace, noise_scale=0.6, noise_w_scale=0.7)
    said: list[Utterance] = []
    for text in sentences:
        chunks = list(voice.synthesize(as_said(text), config, include_alignments=True))
        samples = np.concatenate([chunk.audio_float_array for chunk in chunks]).astype(np.float32)
        told = all(chunk.phoneme_alignments for chunk in chunks)
        phonemes = [
            (each.phoneme, each.num_samples / chunk.sample_rate)
            for chunk in chunks
            if told
            for each in chunk.phoneme_alignments
        ]
        alone = [_alone(voice, as_said(piece)) for piece in pieces_of(text) if is_said(piece)] if told else []
        said.append(Utterance(text, samples, phonemes, alone))
    return said


def _alone(voice: Any, word: str) -> list[str]:
    return [phoneme for sentence in voice.phonemize(word) for phoneme in sentence if phoneme.strip(" .,!?;:")]


def telling(model: bytes) -> bytes:
    """An ONNX voice that also gives the length of every phoneme (the rounded up durations of VITS).

    What is put at the end of a protocol buffer is merged into what stands before: one more output of the graph. A
    model in which that can't be told, or that gives it already, stays as it is.
    """
    view = memoryview(model)
    names: set[bytes] = set()
    outputs: set[bytes] = set()
    for number, graph in _fields(view):
        if number != _GRAPH:
            continue
        for field, value in _fields(graph):
            if field == _OUTPUT:
                outputs.update(bytes(name) for key, name in _fields(value) if key == 1)
            elif field == _NODE:
                node = list(_fields(value))
                if (_OPERATOR, b"Ceil") in [(key, bytes(part)) for key, part in node if key == _OPERATOR]:
                    names.update(bytes(part) for key, part in node if key == _NODE_OUTPUT)
    if len(names) != 1 or names & outputs:
        return model
    return model + _wrapped(_GRAPH, _wrapped(_OUTPUT, _wrapped(1, names.pop())))


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview]]:
    """The length-delimited fields of a protocol buffer; others are passed over."""
    at = 0
    while at < len(message):
        key, at = _number(message, at)
        kind = key & 7
        if kind == 2:
            size, at = _number(message, at)
            yield key >> 3, message[at : at + size]
            at += size
        elif kind == 0:
            _, at = _number(message, at)
        elif kind in (1, 5):
            at += 8 if kind == 1 else 4
        else:
            return


def _number(message: memoryview, at: int) -> tuple[int, int]:
    value, shift = 0, 0
    while at < len(message):
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            break
    return value, at


def _wrapped(field: int, content: bytes) -> bytes:
    return _counted(field << 3 | 2) + _counted(len(content)) + content


def _counted(value: int) -> bytes:
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


if __name__ == "__main__":
    sys.exit(main())
