"""What is kept about a person, how they get it, and how they have it removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.i18n import Markup, Tongue
from bot.privacy_buttons import AskErase, EraseMine, ExportMine, KeepMine
from bot.views.words import Button, Words, join

_TOLD: Final = {
    "my-data-ads": ("ad_projects",),
    "my-data-brands": ("brands",),
    "my-data-messages": ("chat_messages", "outbox"),
    "my-data-scripts": ("script_revisions",),
    "my-data-files": ("assets",),
}
"""Which tables a line counts; all others are counted together."""


def policy(t: Tongue, *, guided: bool, paid: bool) -> Words:
    """What is stored, who sees it, for how long, and what the person can do about it. `guided`: no chat model is
    connected; `paid`: a provider makes pictures and clips."""
    lines = [
        t("privacy-what"),
        t("privacy-model", model="none" if guided else "connected"),
        t("privacy-maker", maker="provider" if paid else "here"),
        t("privacy-groups"),
        "",
        t("privacy-how-long"),
        "",
        t("privacy-who-sees"),
        "",
        t("privacy-rights"),
    ]
    rows = ((_export_button(t),), (Button(t.plain("button-ask-erase"), AskErase()),))
    return Words(join(lines), rows)


def consent(t: Tongue, *, guided: bool) -> Markup:
    """What whoever writes on agrees to; said at the first meeting."""
    return t("privacy-consent", model="none" if guided else "connected")


def ask_erase(t: Tongue, rows: Mapping[str, int], button: EraseMine) -> Words:
    """What would be removed (`rows`: how many of each table), and the two buttons."""
    text = join((t("erase-question"), *_counted(t, rows), "", t("erase-consequences")))
    return Words(
        text,
        (
            (_export_button(t),),
            (Button(t.plain("button-keep-mine"), KeepMine(), "primary"),),
            (Button(t.plain("button-erase-mine"), button, "danger"),),
        ),
    )


def export_begun(t: Tongue) -> Words:
    return Words(t("export-begun"))


def export_soon(t: Tongue) -> Words:
    """It was asked for a moment ago."""
    return Words(t("export-soon"))


def exported(t: Tongue, number: int, count: int, *, left_out: int) -> Words:
    """The caption of part `number` (from 1) of `count`; `left_out`: how many files are too big for the chat."""
    lines = [t("export-done") if count == 1 else t("export-part", number=number, count=count)]
    if left_out and number == count:
        lines.append(t("export-left-out", count=left_out))
    return Words(join(lines, "\n\n"))


def export_failed(t: Tongue) -> Words:
    return Words(t("export-failed"), ((_export_button(t),),))


def _export_button(t: Tongue) -> Button:
    return Button(t.plain("button-export-mine"), ExportMine())


def kept(t: Tongue) -> Words:
    return Words(t("erase-not-done"))


def leaving(t: Tongue) -> Words:
    """Said at once, and to whatever else the person writes before it is done."""
    return Words(t("erase-begun"))


def farewell(t: Tongue, rows: Mapping[str, int], kept_rows: Mapping[str, int], *, files: int) -> Words:
    """The last message: what was removed (rows by table, files in storage), and what stays without a name."""
    lines = [t("erase-done"), *_counted(t, {**rows, "assets": files})]
    ledger = sum(kept_rows.get(name, 0) for name in ("generation_costs", "payments"))
    if ledger:
        lines += ["", t("erase-ledger-stays", count=ledger)]
    return Words(join((*lines, "", t("erase-elsewhere"), "", t("erase-goodbye"))))


def _counted(t: Tongue, rows: Mapping[str, int]) -> list[str]:
    """A line for each kind of which there is something."""
    counts = {key: sum(rows.get(name, 0) for name in names) for key, names in _TOLD.items()}
    named = {name for names in _TOLD.values() for name in names}
    counts["my-data-others"] = sum(count for name, count in rows.items() if name not in named)
    return [t(key, count=count) for key, count in counts.items() if count]
