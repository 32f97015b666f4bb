"""The learned network: for every token of a message how likely each label is.

A transformer of a few layers that were those of a multilingual one and have learned on the annotated messages
(`training/network.py`). It knows what words mean that no annotated message holds. Needs numpy alone. A message of sixty
pieces takes some thirty milliseconds on one core.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from agent.reading.marks import OUTSIDE, Marks
from agent.reading.page import Page
from agent.reading.pieces import Pieces

FILE: Final = Path(__file__).parent / "models" / "network.npz"
# A message is read in windows of at most so many pieces, parted where sentences end; time grows with their square.
WINDOW: Final = 120
# What a marketer means stands at the beginning; the rest of a pasted page is not read.
MOST_PIECES: Final = 960
# The numbers of 32 places share a scale where a row is kept in four bits.
BLOCK: Final = 32
_MIDDLE: Final = 8


@dataclass(frozen=True, slots=True)
class Encoded:
    """A window of a page as numbers: its pieces, for each the token that it is of, and the hints of each."""

    pieces: Sequence[int]
    owners: Sequence[int]
    hints: Sequence[Sequence[int]]


def encoded(
    page: Page, pieces: Pieces, hints: dict[str, int], line_break: int, most: int = MOST_PIECES
) -> Iterator[Encoded]:
    """The windows of a page, from the first word on, with at most `most` pieces in all."""
    numbers: list[int] = []
    owners: list[int] = []
    marks: list[list[int]] = []
    sentence = total = 0
    for i, token in enumerate(page.tokens):
        apart = token.start == 0 or page.text[token.start - 1].isspace()
        found = (line_break,) if token.text == "\n" else pieces.of(token.text, apart)
        total += len(found)
        if total > most:
            break
        full = len(numbers) + len(found) > WINDOW
        if numbers and (full or (token.sentence != sentence and len(numbers) > WINDOW // 2)):
            yield Encoded(numbers, owners, marks)
            numbers, owners, marks = [], [], []
        sentence = token.sentence
        numbers += found
        owners += [i] * len(found)
        marks += [[hints[name] for name in page.hints[i] if name in hints]] * len(found)
    if numbers:
        yield Encoded(numbers, owners, marks)


class Network:
    """The network of a file. Safe to share between threads."""

    def __init__(self, file: Path) -> None:
        import numpy as np
        from threadpoolctl import threadpool_limits

        # Matrices as small as these are read no sooner by two cores, and a thread that waits burns one.
        threadpool_limits(1, "blas")
        with np.load(file) as kept:
            arrays = dict(kept)
        self._np: Any = np
        self.labels: list[str] = _lines(arrays["labels"])
        self.hints = {name: i for i, name in enumerate(_lines(arrays["hint_names"]))}
        self.asked = {name: i for i, name in enumerate(_lines(arrays["asked_names"]))}
        self._first, self._last, unknown, self._heads = map(int, arrays["settings"])
        self._pieces = Pieces(_lines(arrays["pieces"]), arrays["scores"].tolist(), unknown)
        self._words, self._scales = arrays["words"], arrays["word_scales"]
        self.tensors: dict[str, Any] = {}
        for name, array in arrays.items():
            if name.startswith("net."):
                scales = arrays.get(f"scale.{name[4:]}")
                whole = array.astype(np.float32)
                self.tensors[name[4:]] = (
                    whole if scales is None else whole * scales.astype(np.float32)[:, None]
                )
        self._layers = sum(name.endswith("q.w") for name in self.tensors)

    def probabilities(self, page: Page) -> Any:
        """(tokens, labels): how likely each label is at each token; what is too long to be read says nothing."""
        np = self._np
        found = np.zeros((len(page.tokens), len(self.labels)), np.float32)
        for window in encoded(page, self._pieces, self.hints, self._last):
            out = self._read(window, self.asked.get(page.asked, 0))
            first = window.owners[0]
            found[first : first + len(out)] = out
        found[found.sum(1) == 0, self.labels.index(OUTSIDE)] = 1
        return found

    def read(self, page: Page) -> Marks:
        """How likely each label is at each token of `page`."""
        return Marks(page, tuple(self.labels), self.probabilities(page))

    def _read(self, window: Encoded, asked: int) -> Any:
        np, t = self._np, self.tensors
        numbers = np.asarray([self._first, *window.pieces, self._last])
        x = _rows(np, self._words, self._scales, numbers)
        x = np.concatenate([x[:1], t["asked"][asked : asked + 1], x[1:]])
        for i, marks in enumerate(window.hints):
            if marks:
                x[i + 2] += t["hints"][marks].sum(0)
        x += t["pos"][: len(x)]
        x = self._normed(x, "emb.ln")
        for layer in range(self._layers):
            x = self._layer(x, f"l{layer}.")
        owners = np.asarray(window.owners)
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        counts = np.diff(np.append(starts, len(owners)))
        tokens = np.add.reduceat(x[2:-1], starts, axis=0) / counts[:, None]
        return _softmax(np, tokens @ t["head.w"].T + t["head.b"])

    def _layer(self, x: Any, name: str) -> Any:
        np, t, heads = self._np, self.tensors, self._heads
        length, width = x.shape

        def linear(value: Any, part: str) -> Any:
            return value @ t[f"{name}{part}.w"].T + t[f"{name}{part}.b"]

        def parted(part: str) -> Any:
            return linear(x, part).reshape(length, heads, width // heads).transpose(1, 0, 2)

        near = parted("q") @ parted("k").transpose(0, 2, 1) / (width // heads) ** 0.5
        seen = (_softmax(np, near) @ parted("v")).transpose(1, 0, 2).reshape(length, width)
        x = self._normed(x + linear(seen, "ao"), f"{name}aln")
        return self._normed(x + linear(_gelu(np, linear(x, "fi")), "fo"), f"{name}oln")

    def _normed(self, x: Any, name: str) -> Any:
        x = x - x.mean(-1, keepdims=True)
        x = x / (self._np.sqrt((x * x).mean(-1, keepdims=True)) + 1e-12)
        return x * self.tensors[f"{name}.w"] + self.tensors[f"{name}.b"]


def _lines(array: Any) -> list[str]:
    return bytes(array).decode("utf-8").split("\n")


def _rows(np: Any, words: Any, scales: Any, numbers: Any) -> Any:
    """Rows of four-bit numbers: of a block the first half stands in the low bits, the other in the high ones."""
    halves = words[numbers].reshape(len(numbers), -1, BLOCK // 2)
    whole = np.concatenate([halves & 15, halves >> 4], 2).astype(np.float32) - _MIDDLE
    return (whole * scales[numbers].astype(np.float32)[:, :, None]).reshape(len(numbers), -1)


def _softmax(np: Any, x: Any) -> Any:
    x = np.exp(x - x.max(-1, keepdims=True))
    return x / x.sum(-1, keepdims=True)


def _gelu(np: Any, x: Any) -> Any:
    """GELU by its approximation with tanh; the network was learned with the same."""
    return 0.5 * x * (1.0 + np.tanh(0.7978845608028654 * x * (1.0 + 0.044715 * x * x)))


@cache
def network() -> Network:
    """The network of this package, read once."""
    return Network(FILE)
