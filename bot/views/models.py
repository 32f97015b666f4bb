"""Which model makes what, what it should cost and did, and whether it is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from agent.catalog import Kind, Model
from bot.admin import SwitchModel
from bot.i18n import Markup, Tongue
from bot.views.script import money
from bot.views.words import Button, Words, clip, join
from db.operations import ModelRuns

DEARER: Final = Decimal("1.1")
"""A model that costs so many times what the table makes of it is marked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The model of a kind, whether it is switched off, and what its runs came to within thirty days."""

    kind: Kind
    model: Model
    off: bool
    runs: ModelRuns | None


def models(t: Tongue, asked: Sequence[Asked], kinds: Sequence[Kind]) -> Words:
    """Every kind; what no model makes is made here."""
    lines: list[Markup] = [t("models-title")]
    known: Mapping[Kind, Asked] = {one.kind: one for one in asked}
    for kind in kinds:
        lines.append(_of(t, known[kind]) if kind in known else t("models-here", kind=t.plain(f"kind-{kind}")))
    lines.append(t("models-file"))
    keys = [_button(t, one) for one in asked]
    rows = tuple(tuple(keys[at : at + 2]) for at in range(0, len(keys), 2))
    return Words(join(lines, "\n\n"), rows)


def print_of(model: Model) -> str:
    """What tells this model from another that the table names later."""
    return hashlib.sha256(model.name.encode()).hexdigest()[:8]


def _of(t: Tongue, one: Asked) -> Markup:
    lines = [
        t(
            "models-model",
            mark="⏸" if one.off else "✅",
            kind=t.plain(f"kind-{one.kind}"),
            model=clip(one.model.name, 50),
            usd=f"{one.model.price.usd.normalize():f}",
            metric=t.plain(f"metric-{one.model.price.metric}"),
        )
    ]
    if one.off:
        lines.append(t("models-off"))
    runs = one.runs
    if runs is None or not runs.runs:
        lines.append(t("models-unused"))
        return join(lines)
    lines.append(t("models-runs", runs=runs.runs, failed=runs.failed, usd=money(runs.charged)))
    if runs.expected and runs.paid:
        key = "models-dearer" if runs.paid > DEARER * runs.expected else "models-as-told"
        lines.append(t(key, paid=f"{runs.paid:.4f}", expected=f"{runs.expected:.4f}"))
    return join(lines)


def _button(t: Tongue, one: Asked) -> Button:
    key = "button-model-on" if one.off else "button-model-off"
    data = SwitchModel(kind=one.kind, off=not one.off, print=print_of(one.model))
    label = t.plain(key, kind=t.plain(f"kind-{one.kind}"))
    return Button(label, data, "success" if one.off else None)
