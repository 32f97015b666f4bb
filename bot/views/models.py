"""Which model makes what, what it should cost and did, whether it is asked, and which others could make it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from agent.catalog import Kind, Model
from bot.admin import ChooseDefault, ShowChoices, ShowModels, SwitchModel, SwitchOther
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


@dataclass(frozen=True, slots=True)
class Default:
    """How the default of a kind came about: the catalogue's `own` or one that was `chosen`, with so many others; what
    was chosen and is `ignored`, and why."""

    own: str
    others: int = 0
    chosen: bool = False
    ignored: str | None = None
    why: Literal["gone", "off"] = "gone"


def models(
    t: Tongue, asked: Sequence[Asked], kinds: Sequence[Kind], defaults: Mapping[Kind, Default] | None = None
) -> Words:
    """Every kind; what no model makes is made here. Where there is something to choose, a button leads there."""
    lines: list[Markup] = [t("models-title")]
    known: Mapping[Kind, Asked] = {one.kind: one for one in asked}
    told = defaults or {}
    for kind in kinds:
        if kind not in known:
            lines.append(t("models-here", kind=t.plain(f"kind-{kind}")))
            continue
        how = _default(t, told[kind]) if kind in told else ()
        lines.append(join([_head(t, known[kind], _mark(known[kind])), *how, *_state(t, known[kind])]))
    lines.append(t("models-file"))
    switches = [_button(t, one) for one in asked]
    open_to_choice = [one.kind for one in asked if _is_open(told.get(one.kind))]
    return Words(
        join(lines, "\n\n"), (*_pairs(switches), *_pairs([_choose(t, kind) for kind in open_to_choice]))
    )


def choices(t: Tongue, kind: Kind, asked: Sequence[Asked], default: Default, present: str) -> Words:
    """All models of a kind, of which `present` (its print) makes it; the others may be put in its place."""
    lines: list[Markup] = [join([t("models-choose", kind=t.plain(f"kind-{kind}")), *_default(t, default)])]
    rows: list[tuple[Button, ...]] = []
    for one in asked:
        mark, settled = print_of(one.model), default.ignored is None
        is_present = mark == present
        lines.append(
            join([_head(t, one, "⭐" if is_present and not one.off else _mark(one)), *_state(t, one)])
        )
        name = clip(one.model.name.partition("/")[2] or one.model.name, 28)
        key = "button-model-other-on" if one.off else "button-model-other-off"
        other = Button(
            t.plain(key, name=name),
            SwitchOther(kind=kind, off=not one.off, print=mark),
            "success" if one.off else None,
        )
        choose = ChooseDefault(kind=kind, print=mark, default=present)
        may = not one.off and not (is_present and settled)
        rows.append((Button(t.plain("button-model-default", name=name), choose), other) if may else (other,))
    lines.append(t("models-choose-note"))
    rows.append((Button(t.plain("button-models-back"), ShowModels()),))
    return Words(join(lines, "\n\n"), tuple(rows))


def print_of(model: Model) -> str:
    """What tells this model from another that the table names later."""
    return hashlib.sha256(model.name.encode()).hexdigest()[:8]


def _is_open(default: Default | None) -> bool:
    """Whether there is anything to choose, or to take back."""
    return default is not None and bool(default.others or default.ignored)


def _pairs(keys: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(keys[at : at + 2]) for at in range(0, len(keys), 2))


def _mark(one: Asked) -> str:
    return "⏸" if one.off else "✅"


def _head(t: Tongue, one: Asked, mark: str) -> Markup:
    return t(
        "models-model",
        mark=mark,
        kind=t.plain(f"kind-{one.kind}"),
        model=clip(one.model.name, 50),
        usd=f"{one.model.price.usd.normalize():f}",
        metric=t.plain(f"metric-{one.model.price.metric}"),
    )


def _default(t: Tongue, one: Default) -> list[Markup]:
    """How the default came about, and what was chosen and is not heeded."""
    own = clip(one.own, 50)
    if one.chosen:
        lines = [t("models-default-chosen", own=own)]
    else:
        lines = [t("models-default-own", count=one.others) if one.others else t("models-default-only")]
    if one.ignored is not None:
        key = "models-ignored-off" if one.why == "off" else "models-ignored-gone"
        lines.append(t(key, model=clip(one.ignored, 50)))
    return lines


def _choose(t: Tongue, kind: Kind) -> Button:
    return Button(t.plain("button-models-choose", kind=t.plain(f"kind-{kind}")), ShowChoices(kind=kind))


def _state(t: Tongue, one: Asked) -> list[Markup]:
    """Whether it is asked, and what its runs came to."""
    lines = [t("models-off")] if one.off else []
    runs = one.runs
    if runs is None or not runs.runs:
        return [*lines, t("models-unused")]
    lines.append(t("models-runs", runs=runs.runs, failed=runs.failed, usd=money(runs.charged)))
    if runs.expected and runs.paid:
        key = "models-dearer" if runs.paid > DEARER * runs.expected else "models-as-told"
        lines.append(t(key, paid=f"{runs.paid:.4f}", expected=f"{runs.expected:.4f}"))
    return lines


def _button(t: Tongue, one: Asked) -> Button:
    key = "button-model-on" if one.off else "button-model-off"
    data = SwitchModel(kind=one.kind, off=not one.off, print=print_of(one.model))
    label = t.plain(key, kind=t.plain(f"kind-{one.kind}"))
    return Button(label, data, "success" if one.off else None)
