"""Words of the conversation: first contact, replies, help, and kind answers to what can't be used."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from agent.brief import Brief
from bot.callbacks import ChangeScript, Continue, NewAd, Say, StopMaking
from bot.home import ShowExample, TryExample
from bot.i18n import Markup, Tongue
from bot.views.privacy import consent
from bot.views.words import Button, Rows, Words, clip, join, portions, spoken

MAX_SUGGESTIONS: Final = 4
TITLE_LIMIT: Final = 80
NAME_LIMIT: Final = 60
# Short enough for two buttons beside each other on a phone.
PAIRED_LABEL: Final = 16


class Stage(StrEnum):
    """Where an ad stands, as people see it."""

    EMPTY = "empty"
    TALKING = "talking"
    SCRIPT = "script"
    FILMING = "filming"
    REVIEWING = "reviewing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Stopped(StrEnum):
    """What a cancel ended."""

    PRODUCTION = "production"
    TURN = "turn"
    NOTHING = "nothing"


# Always shown, so that one sees what is still open; the offer and the tone only where they are known.
CARD_FACTS: Final[tuple[str, ...]] = (
    "product",
    "target_audience",
    "key_message",
    "placement",
    "duration",
    "call_to_action",
)
EXTRA_FACTS: Final[tuple[str, ...]] = ("offer", "tone")
FACT_LIMIT: Final = 300


def brief_card(t: Tongue, brief: Brief, *, photos: int = 0) -> Words:
    """What is known ✔ (guesses are marked as such) and what is open ○."""
    lines = [t("brief-title")]
    for name in (*CARD_FACTS, *EXTRA_FACTS):
        label = t.plain(f"brief-label-{name}")
        if brief.knows(name):
            key = "brief-assumed" if name in brief.assumed else "brief-known"
            lines.append(t(key, label=label, value=_fact(t, brief, name)))
        elif name in CARD_FACTS:
            lines.append(t("brief-open", label=label))
    photo = t.plain("brief-label-photo")
    if photos:
        lines.append(t("brief-known", label=photo, value=t.plain("brief-photos", count=photos)))
    else:
        lines.append(t("brief-open", label=photo))
    return Words(join(lines), silent=True)


def welcome(t: Tongue, *, guided: bool) -> Words:
    """Two lines of what this is, an example to copy or to tap, and the first question. `guided`: there is no model."""
    parts = [t("welcome", example=t.plain("welcome-example"))]
    if guided:
        parts.append(t("welcome-guided"))
    parts += [consent(t, guided=guided), t("welcome-question")]
    return Words(join(parts, "\n\n"), ((example_button(t),), (try_button(t),)))


def resume(t: Tongue, *, title: str | None, stage: Stage, project: UUID, revision: int) -> Words:
    """A repeated /start: where we are, and that nothing was lost."""
    first = t("resume-title", title=clip(title, TITLE_LIMIT)) if title else t("resume-untitled")
    lines = [first]
    if stage is not Stage.EMPTY:
        lines.append(t(f"resume-state-{stage}"))
    lines.append(t("resume-kept"))
    return Words(join(lines), ((new_ad_button(t),), *_cancel_row(t, project, revision, stage)))


def new_ad(t: Tongue, *, kept_title: str | None) -> Words:
    """A fresh ad was started; `kept_title` names the one that was left (empty: it has no name yet)."""
    parts = [t("new-ad-started")]
    if kept_title is not None:
        key = "new-ad-kept" if kept_title else "new-ad-kept-untitled"
        parts.append(t(key, **({"title": named(t, kept_title)} if kept_title else {})))
    return Words(join(parts, "\n\n"))


def still_empty(t: Tongue) -> Words:
    """Asked for a new ad while the current one has no word in it yet."""
    return Words(t("new-ad-already"))


def reply(
    t: Tongue, text: str, suggestions: Sequence[str] = (), *, message: UUID, rows: Rows = ()
) -> tuple[Words, ...]:
    """The assistant's answer, split where it is too long; the last part carries the buttons.

    `suggestions` become buttons that refer to the assistant's `message`; more than four are not shown.
    """
    parts = portions(text)
    shown = [Words(spoken(part)) for part in parts]
    if not shown:
        return ()
    return (*shown[:-1], shown[-1].with_rows((*suggestion_rows(suggestions, message), *rows)))


def suggestion_rows(suggestions: Sequence[str], message: UUID) -> Rows:
    """Suggestions as buttons, two to a row where both are short."""
    buttons = [
        Button(label, Say(message=message, index=index))
        for index, label in enumerate(suggestions[:MAX_SUGGESTIONS])
    ]
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        before = rows[-1] if rows else ()
        if len(before) == 1 and max(len(before[0].label), len(button.label)) <= PAIRED_LABEL:
            rows[-1] = (*before, button)
        else:
            rows.append((button,))
    return tuple(rows)


def switched(t: Tongue, *, title: str | None, stage: Stage, project: UUID, revision: int) -> Words:
    """Another ad became the current one."""
    lines = [t("switched", title=named(t, title))]
    if stage is not Stage.EMPTY:
        lines.append(t(f"resume-state-{stage}"))
    return Words(join(lines), _cancel_row(t, project, revision, stage))


def change_question(t: Tongue) -> Words:
    return Words(t("change-question"))


def stopped(t: Tongue, what: Stopped, *, title: str | None = None) -> Words:
    """What was cancelled, and that nothing was charged."""
    if what is Stopped.PRODUCTION:
        return Words(t("stopped-production", title=named(t, title)))
    return Words(t(f"stopped-{what}"))


def busy(t: Tongue, *, project: UUID, revision: int) -> Words:
    """A message came while the video is being made: it is kept and answered later."""
    return Words(t("busy"), ((cancel_button(t, project, revision),),))


def help_page(t: Tongue) -> Words:
    return Words(t("help"), ((new_ad_button(t),), (example_button(t),)))


def empty_message(t: Tongue) -> Words:
    return Words(t("empty-message"))


def unknown_command(t: Tongue, command: str) -> Words:
    return Words(t("unknown-command", command=clip(command, NAME_LIMIT)))


def unsupported(t: Tongue, kind: str) -> Words:
    """A kind answer to a message of this Bot API content type that we can't use."""
    key = f"unsupported-{kind}"
    return Words(t(key if t.knows(key) else "unsupported-other"))


def unsupported_document(t: Tongue, name: str | None) -> Words:
    return Words(t("unsupported-document", name=_file(t, name)))


def unsupported_image(t: Tongue, name: str) -> Words:
    return Words(t("unsupported-image", name=clip(name, NAME_LIMIT)))


def photo_refused(t: Tongue, key: str) -> Words:
    """Why a picture can't be used; `key` names the exact sentence where there is one."""
    return Words(t(key if t.knows(key) else "photo-refused"))


def photo_too_big(t: Tongue, size: int) -> Words:
    """`size` in bytes."""
    return Words(t("photo-too-big", size=f"{Decimal(size) / 1_000_000:.1f}"))


def apology(t: Tongue, *, sentence: str, reference: str) -> Words:
    """Something failed for good; `sentence` is the key that the error carries."""
    return Words(join((t(sentence), t("error-reference", reference=reference))))


def new_ad_button(t: Tongue) -> Button:
    return Button(t.plain("button-new"), NewAd())


def cancel_button(t: Tongue, project: UUID, revision: int) -> Button:
    """Ends the production of `revision`."""
    return Button(t.plain("button-cancel"), StopMaking(project=project, revision=revision))


def example_button(t: Tongue) -> Button:
    """Shows a finished ad."""
    return Button(t.plain("button-example"), ShowExample())


def try_button(t: Tongue) -> Button:
    """Begins an ad with the example of the first message."""
    return Button(t.plain("button-example-try"), TryExample())


def continue_button(t: Tongue, project: UUID) -> Button:
    return Button(t.plain("button-continue"), Continue(project=project))


def change_button(t: Tongue, project: UUID, revision: int) -> Button:
    return Button(t.plain("button-change"), ChangeScript(project=project, revision=revision))


def _fact(t: Tongue, brief: Brief, name: str) -> str:
    if name == "placement":
        return brief.where.title
    if name == "duration":
        return t.plain("brief-seconds", seconds=f"{brief.seconds:g}")
    return clip(str(getattr(brief, name)), FACT_LIMIT)


def _cancel_row(t: Tongue, project: UUID, revision: int, stage: Stage) -> Rows:
    making = stage in (Stage.FILMING, Stage.REVIEWING)
    return ((cancel_button(t, project, revision),),) if making else ()


def named(t: Tongue, title: str | None) -> Markup:
    """The ad's title in quotes, or a word for one without."""
    return t("titled", title=clip(title, TITLE_LIMIT)) if title else t("untitled")


def _file(t: Tongue, name: str | None) -> str:
    return clip(name, NAME_LIMIT) if name else t.plain("file-untitled")
