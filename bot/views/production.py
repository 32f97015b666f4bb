"""The one message that shows a production, and how it ends: delivered, failed or cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

from agent.platforms import Placement
from bot.callbacks import ShowRedo
from bot.i18n import Markup, Tongue
from bot.views.after import after_rows, stars_row
from bot.views.files import download_button
from bot.views.script import FREE, Price, make_rows, money
from bot.views.talk import TITLE_LIMIT, cancel_button, change_button, new_ad_button
from bot.views.words import Button, Rows, Words, clip, join

BAR_CELLS: Final = 12
CREDITS_LIMIT: Final = 600
"""Of a caption's 1,024 characters."""


class Step(StrEnum):
    """The steps that people see, in their order."""

    PLAN = "plan"
    STILLS = "stills"
    CLIPS = "clips"
    SOUND = "sound"
    CUT = "cut"
    DELIVERY = "delivery"


class StepState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


_SENTENCE: Final = {
    StepState.WAITING: "production-waiting",
    StepState.RUNNING: "production-running",
    StepState.DONE: "production-done",
    StepState.FAILED: "production-failed-step",
}


@dataclass(frozen=True, slots=True)
class ProductionView:
    """A production as it is shown: how far each step is (a missing one waits), percent, seconds left. `ready`: stills
    or clips wait to be chosen; `asks`: a question waits for its answer."""

    project: UUID
    revision: int
    title: str | None = None
    steps: tuple[tuple[Step, StepState], ...] = ()
    percent: int = 0
    remaining_s: float | None = None
    cancelling: bool = False
    ready: Literal["still", "clip"] | None = None
    asks: bool = False
    held: bool = False
    """An admin holds everything that is made."""

    @property
    def complete(self) -> bool:
        """Every step is done."""
        done = {step for step, state in self.steps if state is StepState.DONE}
        return done == set(Step)


def card_key(project: UUID, revision: int, number: int = 0) -> str:
    """The outbox key of the one status message of what is being made: whoever brings it up to date must name the same.
    `number` counts the presses that had something made, each of which is followed by a message of its own."""
    return f"production:{project}:{revision}" + (f":{number}" if number else "")


def started(project: UUID, revision: int, title: str | None = None) -> ProductionView:
    """The production that was approved this moment: the plan is being made, nothing else has begun."""
    return ProductionView(project, revision, title, ((Step.PLAN, StepState.RUNNING),))


def production_card(t: Tongue, view: ProductionView) -> Words:
    """The status message: steps, bar, remaining time, Cancel. A complete one is one line, without buttons."""
    title = clip(view.title, TITLE_LIMIT) if view.title else None
    if view.complete:
        text = t("production-complete-named", title=title) if title else t("production-complete")
        return Words(text, silent=True)
    if view.ready is not None:
        return Words(t(f"production-ready-{view.ready}"), silent=True)
    if view.asks:
        return Words(t("production-asks"), ((cancel_button(t, view.project, view.revision),),), silent=True)
    head = t("production-title-named", title=title) if title else t("production-title")
    states = dict(view.steps)
    steps = [
        t(_SENTENCE[states.get(step, StepState.WAITING)], step=t.plain(f"production-step-{step}"))
        for step in Step
    ]
    lines = [head, Markup(), *steps, Markup(), _progress(t, view)]
    if view.held:
        lines.append(t("production-held"))
    rows: Rows = () if view.cancelling else ((cancel_button(t, view.project, view.revision),),)
    return Words(join(lines), rows, silent=True)


def bar(percent: int) -> str:
    """Twelve cells, filled in proportion; full only at 100."""
    filled = BAR_CELLS * max(0, min(100, percent)) // 100
    return "▰" * filled + "▱" * (BAR_CELLS - filled)


def delivered(
    t: Tongue,
    *,
    project: UUID,
    revision: int,
    title: str | None,
    placement: Placement,
    seconds: float,
    used: Decimal = Decimal(0),
    estimated: Decimal = Decimal(0),
    credits: Sequence[str] = (),
    master: UUID | None = None,
    redo: bool = False,
    video: UUID | None = None,
) -> Words:
    """The caption of the finished video (≤ 1,024) and what one can do next; `credits` are folded until tapped. `redo`:
    single scenes can be made anew. `video` is the file that is sent: one tap rates it."""
    lines = [
        t("delivered", title=clip(title, TITLE_LIMIT)) if title else t("delivered-untitled"),
        t(
            "delivered-details",
            placement=placement.title,
            width=str(placement.width),
            height=str(placement.height),
            seconds=f"{seconds:g}",
        ),
        _bill(t, estimated, used),
    ]
    if placement.disclose_ai:
        lines.append(t("delivered-ai"))
    lines += [Markup(), t("delivered-next")]
    if credits:
        lines.append(t("delivered-credits", credits=clip(" ".join(credits), CREDITS_LIMIT)))
    change = change_button(t, project, revision)
    rows: Rows = ((change, new_ad_button(t)),) if video is None else ((change,),)
    if redo:
        anew = Button(t.plain("button-redo-scenes"), ShowRedo(project=project, revision=revision))
        rows = ((anew,), *rows)
    if video is not None:
        rows = (stars_row(video), *rows, *after_rows(t, video))
    if master is not None:
        rows = (*rows, (download_button(t, master),))
    return Words(join(lines), rows)


def _bill(t: Tongue, estimated: Decimal, used: Decimal) -> Markup:
    """“Estimated 1.84, charged 1.79, returned 0.05.”"""
    if used <= 0 and estimated <= 0:
        return t("delivered-free")
    if estimated <= 0:
        return t("delivered-used", cost=money(used))
    back = max(Decimal(0), estimated - used)
    return t("delivered-bill", estimated=money(estimated), cost=money(used), back=f"{back:.2f}")


def failed(
    t: Tongue,
    *,
    project: UUID,
    revision: int,
    reference: str,
    sentence: str | None = None,
    step: Step | None = None,
    estimated: Decimal = Decimal(0),
    used: Decimal = Decimal(0),
    pending: bool = False,
    price: Price = FREE,
) -> Words:
    """What happened, what it cost, what to do next, and a reference for support.

    `sentence` is the key of a more exact reason, where one is known. `pending`: other parts still run, and may cost.
    """
    lines = [t("failed-title")]
    if sentence is not None:
        lines.append(t(sentence))
    if step is not None:
        lines.append(t("failed-step", step=t.plain(f"production-step-{step}")))
    lines += _ended_cost(t, estimated, used, pending)
    lines += [t("failed-next"), t("error-reference", reference=reference)]
    return Words(join(lines), again_rows(t, project, revision, price))


def cancelled(
    t: Tongue,
    *,
    project: UUID,
    revision: int,
    title: str | None,
    estimated: Decimal = Decimal(0),
    used: Decimal = Decimal(0),
    pending: bool = False,
    price: Price = FREE,
) -> Words:
    """What the status message becomes when its production was cancelled. `pending`: what runs is still being stopped,
    and may cost."""
    head = t("cancelled-title", title=clip(title, TITLE_LIMIT)) if title else t("cancelled-title-unnamed")
    lines = [head, *_ended_cost(t, estimated, used, pending)]
    return Words(join(lines), again_rows(t, project, revision, price), silent=True)


def _ended_cost(t: Tongue, estimated: Decimal, used: Decimal, pending: bool) -> list[Markup]:
    """What a production that ended early was estimated at, what it cost, what came back, as far as it is known."""
    if pending:
        told = t("ended-used", cost=money(used)) if used > 0 else t("ended-kept")
        return [told, t("ended-pending")]
    if estimated <= 0 and used <= 0:
        return [t("ended-free")]
    return [t("ended-bill", bill=_bill(t, estimated, used)), t("ended-kept")]


def again_rows(t: Tongue, project: UUID, revision: int, price: Price = FREE) -> Rows:
    """“Make it again” of the same revision with what that costs, or change it first."""
    again = make_rows(t, project=project, revision=revision, price=price, again=True)
    return (*again, (change_button(t, project, revision), new_ad_button(t)))


def _progress(t: Tongue, view: ProductionView) -> Markup:
    if view.cancelling:
        return t("production-cancelling")
    percent = max(0, min(100, view.percent))
    shown = t("production-bar", bar=bar(percent), percent=percent)
    if view.remaining_s is None:
        return shown
    return join((shown, _remaining(t, view.remaining_s)), " · ")


def _remaining(t: Tongue, seconds: float) -> Markup:
    if seconds < 60:
        # Whole fives: a figure that jumps every second reads as false precision.
        return t("production-remaining-seconds", seconds=max(5, 5 * round(seconds / 5)))
    return t("production-remaining-minutes", minutes=round(seconds / 60))
