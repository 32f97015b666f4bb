"""What can be made to go wrong: ordered from backstage, or by a mark in a prompt.

A mark is `[[stand-in: KIND]]` in any text of an input; `[[stand-in: KIND x2]]` only hits the first two runs with
that text. A mark of a create fault hits once, else no second try of a client could ever succeed.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from briefcut.replicate_stand_in.store import Store

Stage = Literal["create", "run", "output", "webhook", "read", "list"]

KINDS: Final[Mapping[str, tuple[Stage, str]]] = {
    "500-before": ("create", "answers 500, nothing is created"),
    "500-after": ("create", "creates the run, then answers 500"),
    "reset-before": ("create", "the connection breaks, nothing is created"),
    "reset-after": ("create", "creates the run, then the connection breaks"),
    "silent-before": ("create", "never answers, nothing is created"),
    "silent-after": ("create", "creates the run and never answers"),
    "429": ("create", "throttled, retry after one second"),
    "429-low-credit": ("create", "throttled as an account with less than $5"),
    "402": ("create", "insufficient credit"),
    "422": ("create", "the version does not exist"),
    "fail-start": ("run", "fails before it started (E6716), free"),
    "interrupted": ("run", "is interrupted before it started (code: PA), free"),
    "fail-free": ("run", "fails after it started, without any output to bill (E9828)"),
    "fail-billed": ("run", "fails at its end and is billed for the time it ran"),
    "unsafe": ("run", "flagged as sensitive (E005) at its end, billed for the time it ran"),
    "nsfw": ("run", "NSFW content at its end, billed for the time it ran"),
    "stuck": ("run", "stays in processing until cancelled, its deadline or the run limit"),
    "stuck-start": ("run", "stays in starting until cancelled or its deadline"),
    "odd-status": ("run", "shows a status nobody knows while it runs, then succeeds"),
    "odd-end": ("run", "ends in a status nobody knows, free"),
    "slow": ("run", "takes five times as long"),
    "no-output": ("output", "succeeds with a null output, billed"),
    "expired": ("output", "the output is gone at once (404)"),
    "corrupt": ("output", "the file is not what its name says"),
    "empty": ("output", "the file has no bytes"),
    "cut-off": ("output", "the connection breaks in the middle of the file"),
    "slow-output": ("output", "the file trickles"),
    "hook-lost": ("webhook", "no webhook is sent"),
    "hook-twice": ("webhook", "each webhook is sent three times"),
    "hook-forged": ("webhook", "signed with another secret"),
    "hook-stale": ("webhook", "signed with a time of an hour ago"),
    "get-500": ("read", "reading one answers 500"),
    "get-429": ("read", "reading one is throttled for a second"),
    "list-500": ("list", "listing answers 500"),
    "list-reset": ("list", "the connection breaks while listing"),
}

_MARK: Final = re.compile(r"\[\[stand-in:\s*([a-z0-9-]+)(?:\s+x(\d+))?\s*\]\]")


@dataclass(slots=True)
class Order:
    """A fault that was ordered: how often, for what, or for which share of all."""

    kind: str
    times: int | None = 1
    model: str | None = None
    text: str | None = None
    rate: float | None = None

    def fits(self, model: str, text: str) -> bool:
        """Whether a run is meant."""
        return (self.model is None or self.model == model) and (self.text is None or self.text in text)

    def told(self) -> dict[str, Any]:
        """As backstage shows it."""
        return {
            "kind": self.kind, "times": self.times, "model": self.model, "text": self.text, "rate": self.rate,
        }  # fmt: skip


@dataclass(slots=True)
class Faults:
    """The orders in force. Those by rate are drawn from `dice`, so a seed repeats a whole soak."""

    store: Store
    dice: random.Random
    orders: list[Order] = field(default_factory=list)

    def take(self, stage: Stage, model: str, inputs: Mapping[str, Any] | None = None) -> str | None:
        """The fault that hits this run at this stage, counted as used; None mostly."""
        text = "\n".join(_texts(inputs or {}))
        return self._marked(stage, text) or self._ordered(stage, model, text)

    def _marked(self, stage: Stage, text: str) -> str | None:
        for found in _MARK.finditer(text):
            kind, times = found[1], found[2]
            if kind not in KINDS or KINDS[kind][0] != stage:
                continue
            most = int(times) if times else (1 if stage == "create" else None)
            if most is None:
                return kind
            digest = hashlib.sha256(f"{kind} {text}".encode()).hexdigest()[:24]
            if self.store.count(f"mark:{digest}") <= most:
                return kind
        return None

    def _ordered(self, stage: Stage, model: str, text: str) -> str | None:
        for order in self.orders:
            if KINDS[order.kind][0] != stage or not order.fits(model, text):
                continue
            if order.rate is not None and self.dice.random() >= order.rate:
                continue
            if order.times is not None:
                order.times -= 1
                if order.times <= 0:
                    self.orders.remove(order)
            return order.kind
        return None


def unmarked(text: str) -> str:
    """A prompt without marks: what a picture is made from."""
    return _MARK.sub("", text).strip()


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [] if value.startswith("data:") else [value]
    if isinstance(value, Mapping):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return []
