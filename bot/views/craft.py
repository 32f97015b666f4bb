"""Why a script is as it is, its other angles as buttons, and how much is done before a script is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final
from uuid import UUID

from agent.craftlog import BEST, LEVELS, RULES, Angle, CraftLevel, CraftLog, Mark, total
from bot.callbacks import NewAngles, SetCraft, ShowCraft, TellAngle, Why
from bot.i18n import Markup, Tongue
from bot.views.words import Button, Rows, Words, clip, join, pages

MOST_OTHERS: Final = 2
IDEA_LIMIT: Final = 300
REASON_LIMIT: Final = 240
FULL: Final = "█"
EMPTY: Final = "░"
# Three digits tell calls of a model apart that cost less than a cent.
_CENT: Final = Decimal("0.01")

_LABELS: Final = {
    "hook": "why-label-hook",
    "clarity": "why-label-clarity",
    "brand_fit": "why-label-brand_fit",
    "platform_fit": "why-label-platform_fit",
    "call_to_action": "why-label-call_to_action",
}
_LEVELS: Final[Mapping[CraftLevel, str]] = {
    "off": "craft-level-off",
    "fast": "craft-level-fast",
    "thorough": "craft-level-thorough",
}
_LINES: Final[Mapping[CraftLevel, str]] = {
    "off": "craft-off",
    "fast": "craft-fast",
    "thorough": "craft-thorough",
}


def craft_rows(t: Tongue, log: CraftLog | None, *, project: UUID, revision: int) -> Rows:
    """The other angles, one a row, and “Why this script?”; nothing for a script whose craft is not known."""
    if log is None:
        return ()
    why = Button(t.plain("button-why"), Why(project=project, revision=revision))
    return (*((button,) for button in _angle_buttons(t, log, project, revision)), (why,))


def _angle_buttons(t: Tongue, log: CraftLog, project: UUID, revision: int) -> list[Button]:
    return [
        Button(
            t.plain("button-angle", name=angle.name), TellAngle(project=project, revision=revision, index=at)
        )
        for at, angle in log.others[:MOST_OTHERS]
    ]


def why_pages(
    t: Tongue,
    log: CraftLog | None,
    *,
    project: UUID,
    revision: int,
    current: int,
    level: CraftLevel = "fast",
) -> tuple[Words, ...]:
    """The marks of a script with their reasons, and the angles it was weighed against. The buttons are those of the
    script as it stands, and only there."""
    if log is None or not log.marks:
        return (Words(t("why-unknown"), ((_craft_button(t, project, level),),)),)
    texts = pages(
        [*_head(t, log, revision, current), *_marks(t, log.marks), *_others(t, log), _by_whom(t, log)]
    )
    shown = [Words(text) for text in texts]
    rows: list[tuple[Button, ...]] = []
    if revision == current:
        rows += [(button,) for button in _angle_buttons(t, log, project, revision)]
        rows.append((_new_angles(t, project, revision),))
    rows.append((_craft_button(t, project, level),))
    shown[-1] = shown[-1].with_rows(tuple(rows))
    return tuple(shown)


def why_nothing(t: Tongue) -> Words:
    """Asked why while there is no script."""
    return Words(t("why-no-script"))


def _head(t: Tongue, log: CraftLog, revision: int, current: int) -> Iterator[Markup]:
    lines = [t("why-title") if revision == current else t("why-title-old", revision=revision)]
    angle = log.angles[log.chosen] if log.chosen is not None and log.chosen < len(log.angles) else None
    if angle is not None:
        lines.append(t("why-chosen", name=angle.name, idea=clip(angle.idea, IDEA_LIMIT)))
    lines.append(t(_verdict(log, angle), total=total(log.marks)))
    rounds = len({step.iteration for step in log.steps if step.role == "writer"}) - 1
    if rounds > 0:
        lines.append(t("why-improved", rounds=rounds))
    yield join(lines)


def _verdict(log: CraftLog, angle: Angle | None) -> str:
    """Which sentence says how it came to be this one."""
    if log.tapped:
        return "why-tapped"
    if angle is None or angle.marks != log.marks:
        return "why-edited" if log.angles else "why-kept"
    others = [total(other.marks) for _, other in log.others if other.marks]
    return "why-won" if others and total(log.marks) >= max(others) else "why-kept"


def _marks(t: Tongue, marks: Sequence[Mark]) -> Iterator[Markup]:
    for mark in marks:
        yield t(
            "why-mark",
            label=t.plain(_LABELS[mark.criterion]),
            bar=bar(mark.score),
            score=mark.score,
            reason=clip(mark.reason, REASON_LIMIT),
        )


def bar(score: int) -> str:
    """Ten blocks, as many of them full as there are points."""
    return FULL * score + EMPTY * (BEST - score)


def _others(t: Tongue, log: CraftLog) -> Iterator[Markup]:
    lines = []
    for _, angle in log.others[:MOST_OTHERS]:
        told = {"name": angle.name, "idea": clip(angle.idea, IDEA_LIMIT)}
        if angle.marks:
            weakest = min(angle.marks, key=lambda mark: mark.score)
            label = t.plain(_LABELS[weakest.criterion]).lower()
            lines.append(t("why-other", **told, total=total(angle.marks), weakest=label))
        else:
            lines.append(t("why-other-unmarked", **told))
    if lines:
        yield join((t("why-others"), lines[0]))
        yield from lines[1:]


def _by_whom(t: Tongue, log: CraftLog) -> Markup:
    return t("why-by-rules") if log.critic == RULES else t("why-by-model", critic=clip(log.critic, 60))


# How scripts are worked out


def craft_page(
    t: Tongue,
    level: CraftLevel,
    prices: Mapping[CraftLevel, Decimal],
    *,
    project: UUID,
    revision: int,
    guided: bool,
    was_set: bool = False,
) -> Words:
    """The three ways with their prices, the present one marked; `revision` 0 is an ad without a script. `was_set`: it
    was chosen just now."""
    lines = []
    for name in LEVELS:
        key = "craft-guided-thorough" if guided and name == "thorough" else _LINES[name]
        line = t(key, price=_price(t, prices[name]))
        lines.append(t("craft-now", line=line) if name == level else line)
    blocks = [t("craft-title"), join(lines, "\n\n"), t("craft-scope")]
    if was_set and revision:
        blocks.append(t("craft-set-script"))
    others = [
        Button(
            t.plain("button-level", level=level_name(t, name).capitalize(), price=_price(t, prices[name])),
            SetCraft(project=project, level=LEVELS.index(name)),
        )
        for name in LEVELS
        if name != level
    ]
    rows: list[tuple[Button, ...]] = [(button,) for button in others]
    if revision and level != "off":
        rows.append((_new_angles(t, project, revision),))
    return Words(join(blocks, "\n\n"), tuple(rows))


def level_name(t: Tongue, level: CraftLevel) -> str:
    return t.plain(_LEVELS[level])


def _price(t: Tongue, amount: Decimal) -> str:
    if amount <= 0:
        return t.plain("craft-free")
    # Less than a cent is still told: it is what most models take.
    shown = f"{amount:.2f}" if amount >= _CENT else f"{amount:.3f}".rstrip("0")
    return t.plain("craft-price", price=shown if Decimal(shown) > 0 else "0.001")


def _craft_button(t: Tongue, project: UUID, level: CraftLevel) -> Button:
    return Button(t.plain("button-craft", level=level_name(t, level)), ShowCraft(project=project))


def _new_angles(t: Tongue, project: UUID, revision: int) -> Button:
    return Button(t.plain("button-new-angles"), NewAngles(project=project, revision=revision))
