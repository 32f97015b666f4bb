"""Trains the network of guided mode: `make train`, an hour and more on two cores.

It begins as the lower layers of multilingual-e5-small (`training/base.py`) and learns on the annotated messages of all
languages at once. Its result stands in the repository; nothing else here needs what `training/requirements.txt` names.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import nn
from torch.nn import functional as nf

from agent.reading.languages import WORDS
from agent.reading.marks import OUTSIDE
from agent.reading.network import BLOCK, FILE, Encoded, Network, encoded
from agent.reading.page import page
from agent.reading.pieces import Pieces
from training.base import Base, base
from training.corpus import CORPUS, WITHOUT_HINTS, Example, examples, labels
from training.variation import varied
from training.vocabulary import vocabulary

LAYERS: Final = 6
EPOCHS: Final = 8
RATE: Final = 2.5e-4
HEAD_RATE: Final = 1e-3
# A layer nearer to the words learns so much slower than the next.
SLOWER: Final = 0.85
DROPPED: Final = 0.1
# Of the messages with other values in them, the share that is learned in a round beside the messages themselves.
VARIED: Final = 0.4
BATCH_PIECES: Final = 1600
_WARM: Final = 0.06
ASKED: Final = (
    "-", "product", "target_audience", "key_message", "offer", "tone", "call_to_action", "placement", "duration",
)  # fmt: skip
PROBE: Final = (
    ("en", None, "Ada's, a bakery for early birds. TikTok, 15 seconds, warm"),
    ("en", "key_message", "honestly? you never have to iron again"),
    ("es", None, "un curso de cerámica para jubilados, en instagram, 20 segundos"),
    ("es", "offer", "10 % con el código SOL"),
    ("ru", None, "Реклама крема «Альба» для молодых мам, без музыки"), ("ru", "tone", "весёлый, но не глупый"),
)  # fmt: skip
_MATRICES: Final = ("q", "k", "v", "ao", "fi", "fo")


@dataclass(frozen=True, slots=True)
class Sample:
    """A window with the label of every token in it, by number."""

    window: Encoded
    asked: int
    truth: Sequence[int]


class Learned(nn.Module):  # type: ignore[misc]
    """The network while it learns; `agent.reading.network` is the same in numpy."""

    def __init__(self, start: Base, kept: Sequence[int], layers: int, hints: int, marks: int) -> None:
        super().__init__()
        tensors = start.tensors
        self.heads, self.layers = start.heads, layers
        words = torch.tensor(tensors["emb.word"][list(kept)])
        self.register_buffer("words", words)
        self.net = nn.ParameterDict()
        self._put("pos", tensors["emb.pos"] + tensors["emb.type"][: tensors["emb.pos"].shape[1]])
        for part in ("w", "b"):
            self._put(f"emb.ln.{part}", tensors[f"emb.ln.{part}"])
            for layer in range(layers):
                for name in (*_MATRICES, "aln", "oln"):
                    self._put(f"l{layer}.{name}.{part}", tensors[f"l{layer}.{name}.{part}"])
        width = words.shape[1]
        self._put(
            "asked", np.random.default_rng(0).normal(0, 0.02, (len(ASKED), width)) + words.mean(0).numpy()
        )
        self._put("hints", np.zeros((hints, width)))
        self._put("head.w", np.random.default_rng(1).normal(0, 0.02, (marks, width)))
        self._put("head.b", np.zeros(marks))

    def _put(self, name: str, value: Any) -> None:
        self.net[name.replace(".", "/")] = nn.Parameter(torch.tensor(np.asarray(value), dtype=torch.float32))

    def _of(self, name: str) -> torch.Tensor:
        return self.net[name.replace(".", "/")]

    def forward(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        x = self.words[batch["pieces"]]
        x = torch.cat([x[:, :1], self._of("asked")[batch["asked"]][:, None], x[:, 1:]], 1)
        flat = x.reshape(-1, x.shape[-1]).index_add(0, batch["hint_at"], self._of("hints")[batch["hint"]])
        x = flat.reshape(x.shape) + self._of("pos")[: x.shape[1]]
        x = self._drop(self._normed(x, "emb.ln"))
        for layer in range(self.layers):
            x = self._layer(x, f"l{layer}.", batch["seen"])
        pieces = x.reshape(-1, x.shape[-1])[batch["at"]]
        tokens = torch.zeros(len(batch["counts"]), pieces.shape[-1]).index_add(
            0, batch["token"], pieces.float()
        )
        tokens = self._drop(tokens / batch["counts"][:, None])
        return nf.linear(tokens, self._of("head.w"), self._of("head.b"))

    def _layer(self, x: torch.Tensor, name: str, seen: torch.Tensor) -> torch.Tensor:
        many, length, width = x.shape

        def linear(value: torch.Tensor, part: str) -> torch.Tensor:
            return nf.linear(value, self._of(f"{name}{part}.w"), self._of(f"{name}{part}.b"))

        def parted(part: str) -> torch.Tensor:
            return linear(x, part).view(many, length, self.heads, -1).transpose(1, 2)

        mixed = nf.scaled_dot_product_attention(
            parted("q"), parted("k"), parted("v"), attn_mask=seen, dropout_p=DROPPED if self.training else 0.0
        )
        mixed = mixed.transpose(1, 2).reshape(many, length, width)
        x = self._normed(x + self._drop(linear(mixed, "ao")), f"{name}aln")
        wide = nf.gelu(linear(x, "fi"), approximate="tanh")
        return self._normed(x + self._drop(linear(wide, "fo")), f"{name}oln")

    def _normed(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return nf.layer_norm(x.float(), x.shape[-1:], self._of(f"{name}.w"), self._of(f"{name}.b"), 1e-12)

    def _drop(self, x: torch.Tensor) -> torch.Tensor:
        return nf.dropout(x, DROPPED, self.training)


class Learning:
    """Everything that one training needs; `teach` runs it, `write` keeps the result."""

    def __init__(self, corpus: dict[str, list[Example]], layers: int = LAYERS) -> None:
        self.corpus = corpus
        self.start = base()
        self.kept = vocabulary(self.start, [one.text for many in corpus.values() for one in many])
        names = [self.start.pieces[i] for i in self.kept]
        self.scores = self.start.scores[self.kept]
        self.names = names
        self.unknown = self.kept.index(self.start.unknown)
        self.first, self.last = self.kept.index(self.start.first), self.kept.index(self.start.last)
        self.pieces = Pieces(names, self.scores.tolist(), self.unknown)
        tags = sorted({span.tag for many in corpus.values() for one in many for span in one.spans})
        self.marks = [OUTSIDE, *(f"{kind}-{tag}" for tag in tags for kind in "BI")]
        pages = [page(one.text, one.asked, code) for code, many in corpus.items() for one in many]
        self.hints = _numbered(sorted({h for p in pages for m in p.hints for h in m}))
        self.model = Learned(self.start, self.kept, layers, len(self.hints), len(self.marks))

    def samples(self, code: str, many: Sequence[Example], chance: random.Random) -> Iterator[Sample]:
        """The windows of some messages; one that answers nothing is also learned as the answer to “product”, with
        which a conversation begins."""
        number = _numbered(self.marks)
        for one in many:
            asked = one.asked if one.asked is not None else chance.choice((None, "product"))
            seen = page(one.text, asked, code)
            truth = labels(one.spans, seen.tokens)
            for window in encoded(seen, self.pieces, self.hints, self.last):
                first, last = window.owners[0], window.owners[-1]
                yield Sample(window, ASKED.index(asked or "-"), [number[m] for m in truth[first : last + 1]])

    def epoch(self, number: int) -> list[list[Sample]]:
        """The batches of one round: the messages themselves, and some once more with other values in them."""
        chance = random.Random(number)
        all_: list[Sample] = []
        for code, many in self.corpus.items():
            others = varied(many, seed=number + 1)
            chance.shuffle(others)
            all_ += self.samples(code, (*many, *others[: int(len(others) * VARIED)]), chance)
        all_.sort(key=lambda one: len(one.window.pieces) + chance.random())
        batches: list[list[Sample]] = [[]]
        for one in all_:
            if batches[-1] and (len(batches[-1]) + 1) * (len(one.window.pieces) + 3) > BATCH_PIECES:
                batches.append([])
            batches[-1].append(one)
        chance.shuffle(batches)
        return batches

    def batch(self, many: Sequence[Sample]) -> dict[str, torch.Tensor]:
        """Some samples as tensors, filled up to the longest."""
        length = max(len(one.window.pieces) for one in many) + 3
        pieces = np.full((len(many), length - 1), self.last)
        seen = np.zeros((len(many), 1, 1, length), bool)
        hint: list[int] = []
        hint_at: list[int] = []
        at: list[int] = []
        token: list[int] = []
        tokens = 0
        for row, one in enumerate(many):
            numbers = [self.first, *one.window.pieces, self.last]
            pieces[row, : len(numbers)] = numbers
            seen[row, ..., : len(numbers) + 1] = True
            for place, marks in enumerate(one.window.hints):
                hint += marks
                hint_at += [row * length + place + 2] * len(marks)
            at += range(row * length + 2, row * length + 2 + len(one.window.pieces))
            token += [tokens + owner - one.window.owners[0] for owner in one.window.owners]
            tokens += len(one.truth)
        counts = np.bincount(token, minlength=tokens)
        return {
            "pieces": torch.tensor(pieces), "asked": torch.tensor([one.asked for one in many]),
            "hint": torch.tensor(hint, dtype=torch.long), "hint_at": torch.tensor(hint_at, dtype=torch.long),
            "seen": torch.tensor(seen), "at": torch.tensor(at), "token": torch.tensor(token),
            "counts": torch.tensor(np.maximum(counts, 1), dtype=torch.float32),
            "truth": torch.tensor([mark for one in many for mark in one.truth]),
        }  # fmt: skip

    def begin(self, file: Path) -> None:
        """Go on from what an earlier training wrote; labels, hints and questions that are new begin as they are."""
        earlier = Network(file)
        rows = {
            "hints": (self.hints, earlier.hints), "asked": (_numbered(ASKED), earlier.asked),
            "head.w": (_numbered(self.marks), _numbered(earlier.labels)),
            "head.b": (_numbered(self.marks), _numbered(earlier.labels)),
        }  # fmt: skip
        with torch.no_grad():
            for kept_as, parameter in self.model.net.items():
                name = kept_as.replace("/", ".")
                value = torch.tensor(earlier.tensors[name])
                ours, theirs = rows.get(name, ({}, {}))
                if not ours:
                    parameter.copy_(value)
                for one in ours.keys() & theirs.keys():
                    parameter[ours[one]] = value[theirs[one]]

    def teach(self, epochs: int, pace: float = 1.0) -> None:
        """Learn for so many rounds, at `pace` times the usual rates."""
        torch.manual_seed(0)
        rates = [{"params": [p], "lr": pace * self._rate(name)} for name, p in self.model.net.items()]
        optimizer = torch.optim.AdamW(rates, weight_decay=0.01, betas=(0.9, 0.98))
        steps = len(self.epoch(0)) * epochs
        shape = torch.optim.lr_scheduler.LambdaLR(
            optimizer,
            lambda step: min(step / (_WARM * steps), max(0.0, (steps - step) / (steps * (1 - _WARM)))),
        )
        self.model.train()
        for number in range(epochs):
            began, total = time.monotonic(), 0.0
            batches = self.epoch(number)
            for many in batches:
                made = self.batch(many)
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    out = self.model(made)
                loss = nf.cross_entropy(out.float(), made["truth"], label_smoothing=0.02)
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
                optimizer.step()
                shape.step()
                total += float(loss.detach())
            print(f"round {number}: {total / len(batches):.4f}, {time.monotonic() - began:.0f} s", flush=True)

    def _rate(self, name: str) -> float:
        if name.startswith(("head", "hints", "asked")):
            return HEAD_RATE
        layer = int(name[1 : name.index("/")]) if name[0] == "l" else -1
        return RATE * SLOWER ** (self.model.layers - 1 - layer)

    def write(self, file: Path) -> None:
        """Keep what was learned: matrices in eight bits with a scale for every row, pieces in four as they came."""
        arrays: dict[str, Any] = {
            "labels": _bytes(self.marks), "hint_names": _bytes(list(self.hints)), "asked_names": _bytes(ASKED),
            "pieces": _bytes(self.names), "scores": self.scores.astype(np.float16),
            "settings": np.asarray([self.first, self.last, self.unknown, self.model.heads], np.int32),
        }  # fmt: skip
        arrays["words"], arrays["word_scales"] = _in_four_bits(self.model.words.numpy())
        for kept_as, parameter in self.model.net.items():
            name, value = kept_as.replace("/", "."), parameter.detach().numpy()
            if name.split(".")[-2:-1] and name.split(".")[-2] in _MATRICES and name.endswith(".w"):
                scales = np.maximum(np.abs(value).max(1), 1e-8) / 127
                arrays[f"net.{name}"] = np.round(value / scales[:, None]).astype(np.int8)
                arrays[f"scale.{name}"] = scales.astype(np.float32)
            else:
                arrays[f"net.{name}"] = value.astype(np.float16)
        arrays |= self._probe()
        np.savez_compressed(file, **arrays)

    def _probe(self) -> dict[str, Any]:
        """What is read of a few messages here, so that whoever reads the file can see that it reads the same."""
        self.model.eval()
        rows, many = [], []
        for code, asked, text in PROBE:
            seen = page(text, asked, code)
            (window,) = encoded(seen, self.pieces, self.hints, self.last)
            many.append(Sample(window, ASKED.index(seen.asked), [0] * len(seen.tokens)))
            with torch.no_grad():
                rows.append(self.model(self.batch(many[-1:])).softmax(-1).numpy())
        return {"probe": _bytes([json.dumps(one) for one in PROBE]), "probe_likely": np.concatenate(rows)}


def _in_four_bits(rows: Any) -> tuple[Any, Any]:
    """Rows whose blocks hold sixteen steps, as they were before; exact for what came in four bits."""
    blocks = rows.reshape(len(rows), -1, BLOCK)
    furthest = np.take_along_axis(blocks, np.abs(blocks).argmax(2)[..., None], 2)
    scales = np.where(furthest == 0, 1, furthest / -8)
    steps = np.clip(np.round(blocks / scales) + 8, 0, 15).astype(np.uint8)
    low, high = steps[..., : BLOCK // 2], steps[..., BLOCK // 2 :]
    return (low | high << 4).reshape(len(rows), -1), scales[..., 0].astype(np.float16)


def _numbered(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def _bytes(lines: Sequence[str]) -> Any:
    return np.frombuffer("\n".join(lines).encode("utf-8"), np.uint8)


def main() -> None:
    """Train on everything that is annotated but for what stays unseen (`training.unseen`)."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--file", type=Path, default=FILE)
    arguments.add_argument("--rounds", type=int, default=EPOCHS)
    arguments.add_argument("--begin", type=Path, help="go on from this file")
    arguments.add_argument("--pace", type=float, default=1.0, help="how quickly to learn; 0.6 to go on")
    chosen = arguments.parse_args()
    corpus = {code: examples(CORPUS / f"{code}.txt") for code in sorted(WORDS)}
    for code in WITHOUT_HINTS:
        corpus["en"] += examples(CORPUS / f"{code}.txt")
    learning = Learning(corpus)
    if chosen.begin:
        learning.begin(chosen.begin)
    learning.teach(chosen.rounds, pace=chosen.pace)
    learning.write(chosen.file)
    print(f"{chosen.file}: {chosen.file.stat().st_size / 1e6:.1f} MB, {len(learning.names)} pieces")


if __name__ == "__main__":
    main()
