"""The look of a brand that a provider learns from its pictures: offered, watched, ended, and which version is used."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from bot.callbacks import CancelTraining, Leave, Train, UseEarlier, UseNoLook
from bot.i18n import Markup, Tongue
from bot.views.production import bar
from bot.views.script import Price, money
from bot.views.talk import TITLE_LIMIT
from bot.views.words import Button, Rows, Words, clip, join

_OWN_WORDS: Final = {
    "failed-provider-refused": "training-refused",
    "failed-unsafe": "training-unsafe",
    "failed-provider-empty": "training-empty",
}
"""Reasons whose usual sentence speaks of a scene."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of a brand's look: `title` is None while the brand has no name; `pictures` could be learned from
    now, at `price` (None: nobody trains here). `samples` were learned from by what is in use (None: nothing is);
    `before` says that an earlier version is kept."""

    brand: UUID
    revision: int
    title: str | None
    pictures: int = 0
    price: Price | None = None
    samples: int | None = None
    before: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """A training as it is shown: percent (0: the pictures are being sent), seconds left."""

    percent: int = 0
    remaining_s: float | None = None
    cancelling: bool = False


@dataclass(frozen=True, slots=True)
class Bill:
    """What a training was estimated at and charged, USD."""

    estimated: Decimal
    charged: Decimal

    @property
    def back(self) -> Decimal:
        return max(Decimal(0), self.estimated - self.charged)


def card_key(model: UUID, revision: int) -> str:
    """The outbox key of the one status message of a training: whoever brings it up to date must name the same."""
    return f"training:{model}:{revision}"


def offer(t: Tongue, look: Look, *, minutes: int) -> Words:
    """A training is offered for the first time: what it does, how long it takes, and its price on the button."""
    price = look.price or Price()
    lines = [
        t("training-offer", title=_named(t, look), count=look.pictures, minutes=minutes),
        t("training-offer-price", cost=money(price.cost), allowance=money(price.allowance)),
    ]
    return Words(join(lines), (*_train_rows(t, look), (Button(t.plain("button-leave"), Leave()),)))


def look_card(t: Tongue, look: Look, *, fewest: int) -> Words:
    """Where the look of a brand stands, for somebody who asks: what is in use, and what can be done now."""
    title = _named(t, look)
    lines = [t("look-title", title=title)]
    if look.samples is not None:
        lines.append(t("look-in-use", count=look.samples))
    elif look.before:
        lines.append(t("look-unused"))
    else:
        lines.append(t("look-none"))
    rows: Rows = ()
    if look.price is None:
        lines.append(t("training-nobody"))
    elif look.pictures < fewest:
        lines.append(t("training-too-few", count=look.pictures, missing=fewest - look.pictures))
    elif not look.price.affordable:
        left = {"cost": money(look.price.cost), "left": money(look.price.allowance)}
        lines.append(t("training-too-dear", **left))
    else:
        lines.append(t("training-possible", count=look.pictures))
        rows = _train_rows(t, look)
    return Words(join(lines), (*rows, *_version_rows(t, look)))


def training_card(t: Tongue, look: Look, course: Course) -> Words:
    """The status message of a training: what happens, bar, remaining time, Cancel."""
    lines = [t("training-title", title=_named(t, look))]
    if course.cancelling:
        return Words(join((*lines, t("training-cancelling"))), silent=True)
    if course.percent == 0:
        lines.append(t("training-sending", count=look.pictures))
    else:
        shown = t("production-bar", bar=bar(course.percent), percent=course.percent)
        lines.append(join((shown, *_remaining(t, course)), " · "))
    stop = Button(t.plain("button-cancel"), CancelTraining(brand=look.brand, revision=look.revision))
    return Words(join(lines), ((stop,),), silent=True)


def trained(t: Tongue, look: Look, bill: Bill, *, still: Decimal | None = None) -> Words:
    """It is learned: what follows, what it cost, what a still costs from now on, and the ways back."""
    lines = [t("trained", title=_named(t, look), count=look.samples or 0), _billed(t, bill)]
    if still is not None:
        lines.append(t("trained-still", cost=money(still)))
    if look.before:
        lines.append(t("trained-before"))
    return Words(join(lines), _version_rows(t, look))


def ended_card(t: Tongue, look: Look, *, made: bool) -> Words:
    """What the status message becomes when the training is over; a message of its own tells the rest."""
    return Words(t("training-done" if made else "training-ended", title=_named(t, look)), silent=True)


def failed(t: Tongue, look: Look, bill: Bill, *, sentence: str | None, reference: str) -> Words:
    """Why nothing was learned, what that cost, what stills are made with, and the way to try again."""
    lines = [t("training-failed", title=_named(t, look))]
    if sentence is not None:
        lines.append(t(_OWN_WORDS.get(sentence, sentence)))
    lines += [_cost(t, bill), _goes_on(t, look), t("error-reference", reference=reference)]
    return Words(join(lines), _train_rows(t, look))


def cancelled(t: Tongue, look: Look, bill: Bill) -> Words:
    """A training was stopped by its person: what that cost."""
    lines = [t("training-cancelled", title=_named(t, look)), _cost(t, bill), _goes_on(t, look)]
    return Words(join(lines), _train_rows(t, look), silent=True)


def too_dear(t: Tongue, why: str, look: Look, *, limit: Decimal) -> Words:
    """Nothing was started because of the price. `why` is `allowance`, `ad`, `day` or `house`."""
    price = look.price or Price()
    key = {
        "allowance": "training-over-allowance",
        "ad": "training-over-ad",
        "day": "training-over-day",
        "house": "price-over-house",
    }[why]
    return Words(t(key, cost=money(price.cost), left=money(price.allowance), limit=money(limit)))


def dearer(t: Tongue, look: Look) -> Words:
    """The price has risen since the button was shown: nothing was started, and the new one."""
    price = look.price or Price()
    return Words(t("training-dearer", cost=money(price.cost)), _train_rows(t, look))


def _train_rows(t: Tongue, look: Look) -> Rows:
    price = look.price
    if price is None or not price.affordable:
        return ()
    again = look.samples is not None or look.before
    label = t.plain(
        "button-train-again" if again else "button-train",
        cost=money(price.cost),
        allowance=money(price.allowance),
    )
    data = Train(brand=look.brand, revision=look.revision, cents=price.cents)
    return ((Button(label, data, "success"),),)


def _version_rows(t: Tongue, look: Look) -> Rows:
    held = {"brand": look.brand, "revision": look.revision}
    rows: list[tuple[Button, ...]] = []
    if look.before:
        rows.append((Button(t.plain("button-look-before"), UseEarlier.model_validate(held)),))
    if look.samples is not None:
        rows.append((Button(t.plain("button-look-none"), UseNoLook.model_validate(held)),))
    return tuple(rows)


def _billed(t: Tongue, bill: Bill) -> Markup:
    """“Estimated 1.84, charged 1.79, returned 0.05.”"""
    if bill.charged <= 0:
        return t("delivered-free")
    figures = {"estimated": money(bill.estimated), "cost": money(bill.charged), "back": f"{bill.back:.2f}"}
    return t("delivered-bill", **figures)


def _cost(t: Tongue, bill: Bill) -> Markup:
    if bill.charged <= 0:
        return t("training-free")
    return t("training-used", cost=money(bill.charged), back=f"{bill.back:.2f}")


def _goes_on(t: Tongue, look: Look) -> Markup:
    return t("training-still-before" if look.samples is not None else "training-still-none")


def _remaining(t: Tongue, course: Course) -> tuple[Markup, ...]:
    if course.remaining_s is None:
        return ()
    if course.remaining_s < 60:
        return (t("production-remaining-seconds", seconds=max(5, 5 * round(course.remaining_s / 5))),)
    return (t("production-remaining-minutes", minutes=round(course.remaining_s / 60)),)


def _named(t: Tongue, look: Look) -> str:
    return clip(look.title, TITLE_LIMIT) if look.title else t.plain("look-untitled")
