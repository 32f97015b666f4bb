"""What a call of a chat model costs, in US dollars. Pure, and Decimal throughout.

Prices are data: `models.toml` beside this module, and the same table in the file that MODELS_FILE names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_UP, Decimal, InvalidOperation
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

_MILLION: Final = Decimal(1_000_000)
_PLACES: Final = Decimal("0.0001")
_FIELDS: Final = frozenset({"prompt", "cached", "answer"})


@dataclass(frozen=True, slots=True)
class TokenPrice:
    """US dollars per million tokens: of a prompt, of the part of it seen before, and of an answer."""

    prompt: Decimal
    cached: Decimal
    answer: Decimal


@dataclass(frozen=True, slots=True)
class TokenPrices:
    """Prices by model id; a model that is not listed is free."""

    models: Mapping[str, TokenPrice] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, model: str) -> TokenPrice | None:
        """The price of `model`, or of the family that its dated name belongs to; None where it is not listed."""
        found = [name for name in self.models if model == name or model.startswith(f"{name}-20")]
        return self.models[max(found, key=len)] if found else None

    def cost(self, model: str, *, prompt: int | None, cached: int | None, answer: int | None) -> Decimal:
        """US dollars for so many tokens, rounded up to four places, so that a ledger never understates."""
        price = self.of(model)
        if price is None:
            return Decimal("0.0000")
        seen = min(cached or 0, prompt or 0)
        fresh = (prompt or 0) - seen
        total = fresh * price.prompt + seen * price.cached + (answer or 0) * price.answer
        return (total / _MILLION).quantize(_PLACES, rounding=ROUND_UP)


def token_prices(models_file: Path | None = None) -> TokenPrices:
    """The shipped prices, with those of `models_file` laid over them.

    Raises:
        ValueError: a price is no number or negative, or a field is unknown; the text names its path.
        OSError: the file can't be read.
    """
    shipped = resources.files("agent").joinpath("models.toml").read_text("utf-8")
    models = _read(tomllib.loads(shipped))
    if models_file is not None:
        models |= _read(tomllib.loads(models_file.read_text("utf-8")))
    return TokenPrices(MappingProxyType(models))


def _read(document: Mapping[str, Any]) -> dict[str, TokenPrice]:
    chat = document.get("chat", {})
    if not isinstance(chat, dict):
        raise ValueError("chat: must be a table")
    return {name: _price(f"chat.{name}", table) for name, table in chat.items()}


def _price(path: str, table: object) -> TokenPrice:
    if not isinstance(table, dict):
        raise ValueError(f"{path}: must be a table")
    for name in table:
        if name not in _FIELDS:
            raise ValueError(f"{path}.{name}: unknown; known: {', '.join(sorted(_FIELDS))}")
    prompt, answer = _dollars(path, "prompt", table), _dollars(path, "answer", table)
    return TokenPrice(prompt, _dollars(path, "cached", table) if "cached" in table else prompt, answer)


def _dollars(path: str, name: str, table: Mapping[str, Any]) -> Decimal:
    try:
        price = Decimal(str(table[name]))
    except KeyError:
        raise ValueError(f"{path}.{name}: missing") from None
    except InvalidOperation:
        raise ValueError(f"{path}.{name}: {table[name]!r} is no number") from None
    if not price.is_finite() or price < 0:
        raise ValueError(f"{path}.{name}: {table[name]!r} is no price")
    return price
