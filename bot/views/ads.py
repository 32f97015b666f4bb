"""The list of a person's ads: a page at a time, edited in place, with their pictures and what stands where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import Any, Final
from uuid import UUID

from agent.platforms import PLACEMENTS
from bot.callbacks import Continue
from bot.home import FindAds, ShowAds
from bot.i18n import Markup, Tongue, escape
from bot.views.after import after_rows, stars_row
from bot.views.talk import Stage, new_ad_button
from bot.views.words import Ask, Button, Rows, Words, clip, join
from db.ads import AdLine, AdPage, Standing

TITLE_LIMIT: Final = 60
LINE_TITLE_LIMIT: Final = 40
PLACEMENT_LIMIT: Final = 24
"""Five lines fit under a picture."""
ADS_ON_A_PAGE: Final = 5

_STATES: Final = {
    Stage.EMPTY: "ads-state-talking",
    Stage.TALKING: "ads-state-talking",
    Stage.SCRIPT: "ads-state-script",
    Stage.FILMING: "ads-state-filming",
    Stage.REVIEWING: "ads-state-reviewing",
    Stage.COMPLETED: "ads-state-completed",
    Stage.FAILED: "ads-state-failed",
    Stage.CANCELLED: "ads-state-cancelled",
}
_SHELVES: Final = {
    Standing.ALL: "button-ads-all",
    Standing.WAITING: "button-ads-waiting",
    Standing.MAKING: "button-ads-making",
    Standing.DONE: "button-ads-done",
}


def ads_page(
    t: Tongue,
    found: AdPage,
    *,
    standing: Standing,
    find: str,
    stage: Callable[[AdLine], Stage],
    zone: tzinfo,
    current: object = None,
) -> Words:
    """A page of the list. `current` is the id of the ad that the chat talks about; days are those of `zone`."""
    if not found.counts[Standing.ALL]:
        return _nothing(t, find)
    first = found.page * ADS_ON_A_PAGE + 1
    title = t("ads-found", find=find) if find else t("ads-title")
    lines: list[str] = [
        title if found.pages == 1 else t("ads-paged", title=title, page=found.page + 1, pages=found.pages)
    ]
    for number, line in enumerate(found.lines, start=first):
        lines += ["", *_line(t, number, line, stage(line), zone, is_current=line.id == current)]
    lines += ["", t("ads-none-so") if not found.lines else t("ads-open")]
    numbers = tuple(
        Button(str(number), Continue(project=line.id)) for number, line in enumerate(found.lines, start=first)
    )
    rows = ((numbers,) if numbers else ()) + _turning(t, found, standing, find)
    return Words(join(lines), (*rows, *_shelves(t, found, standing, find), _last_row(t, find)))


def ads_payload(t: Tongue, words: Words, found: AdPage) -> dict[str, Any]:
    """What a row with the page keeps: with ads to show their pictures in a row, which is drawn when it is sent."""
    if not found.counts[Standing.ALL]:
        return words.payload()
    first = found.page * ADS_ON_A_PAGE + 1
    drawn = [
        {
            "number": number,
            "title": clip(line.title, LINE_TITLE_LIMIT) if line.title else t.plain("untitled"),
            "picture": line.picture,
        }
        for number, line in enumerate(found.lines, start=first)
    ]
    return {**words.caption(), "file": "gallery", "galleries": {"gallery": drawn}}


def find_question(t: Tongue) -> Words:
    """Asks what to look for; an answer to this message is a search."""
    return Words(t("ads-find-question"), ask=Ask(t.plain("ads-find-hint")))


def again(t: Tongue, *, title: str | None, video: UUID, given: int) -> Words:
    """The caption of a finished video that is shown once more, with the stars `given` and all that can be done with
    it."""
    named = t("titled", title=clip(title, TITLE_LIMIT)) if title else t("untitled")
    return Words(t("ads-again", title=named), (stars_row(video, given), *after_rows(t, video)))


def _nothing(t: Tongue, find: str) -> Words:
    if not find:
        return Words(t("ads-none"), ((new_ad_button(t),),))
    return Words(t("ads-none-found", find=find), (_last_row(t, find),))


def _line(
    t: Tongue, number: int, line: AdLine, stage: Stage, zone: tzinfo, *, is_current: bool
) -> tuple[Markup, Markup]:
    title = clip(line.title, LINE_TITLE_LIMIT) if line.title else t.plain("untitled")
    name = t("ads-line-current" if is_current else "ads-line", number=number, title=title)
    facts: list[str] = [t(_STATES[stage]), t("ads-day", day=line.changed_at.astimezone(zone).date())]
    if line.seconds:
        facts.append(t("brief-seconds", seconds=f"{line.seconds:g}"))
    if line.placement:
        known = PLACEMENTS.get(line.placement)
        facts.append(escape(known.title if known else clip(line.placement, PLACEMENT_LIMIT)))
    return name, join(facts, " · ")


def _turning(t: Tongue, found: AdPage, standing: Standing, find: str) -> Rows:
    """Buttons to the pages before and after."""

    def to(page: int, key: str) -> Button:
        return Button(t.plain(key), ShowAds(page=page, standing=standing, find=find))

    row: tuple[Button, ...] = (to(found.page - 1, "button-ads-before"),) if found.page else ()
    if found.page + 1 < found.pages:
        row += (to(found.page + 1, "button-ads-after"),)
    return (row,) if row else ()


def _shelves(t: Tongue, found: AdPage, standing: Standing, find: str) -> Rows:
    """Buttons to the ads that stand otherwise, where there are any; a mark is on those that are shown."""
    buttons = [
        Button(
            t.plain("ads-chosen", label=label) if one is standing else label,
            ShowAds(page=0, standing=one, find=find),
        )
        for one, key in _SHELVES.items()
        if (one is standing or found.counts[one]) and (label := t.plain(key, count=found.counts[one]))
    ]
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def _last_row(t: Tongue, find: str) -> tuple[Button, ...]:
    search = Button(t.plain("button-ads-find"), FindAds())
    other = Button(t.plain("button-ads-everything"), ShowAds(page=0)) if find else new_ad_button(t)
    return search, other
