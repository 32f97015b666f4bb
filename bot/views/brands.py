"""The brands that a person keeps: the list, one's card with its colours as a picture, its photos, what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from bot.brand_buttons import (
    AskBrand,
    DeleteBrand,
    NewBrand,
    PickLogo,
    RestoreBrand,
    ShowBrand,
    ShowBrandPhotos,
    ShowBrands,
    UseBrand,
)
from bot.i18n import Markup, Tongue
from bot.views.words import Button, Rows, Words, clip, join

PER_PAGE: Final = 6
NAME_LIMIT: Final = 80
ABOUT_LIMIT: Final = 300
LABEL_NAME: Final = 36
MOST_SHOWN: Final = 10
"""Photos in one album."""
MOST_COLORS: Final = 8

_EDIT: Final = {
    "title": "button-brand-title",
    "colors": "button-brand-colors",
    "tone": "button-brand-tone",
}
_ASK: Final = {"title": "brand-ask-title", "colors": "brand-ask-colors", "tone": "brand-ask-tone"}
_BAD: Final = {"title": "brand-bad-title", "colors": "brand-bad-colors", "tone": "brand-bad-tone"}


@dataclass(frozen=True, slots=True)
class BrandView:
    """A brand as it is shown: `title` is None while it has no name. `ad` is the tag of the current ad if that could be
    for this brand, 0 where only a new one can, None where the current one is for it. `mark` changes with the brand."""

    brand: UUID
    mark: int
    title: str | None
    description: str | None = None
    colors: tuple[str, ...] = ()
    fonts: tuple[str, ...] = ()
    tone: str | None = None
    logo: str | None = None
    photos: tuple[str, ...] = ()
    ads: int = 0
    ad: int | None = 0
    deleted: bool = False


def brand_list(t: Tongue, brands: Sequence[BrandView], *, page: int, total: int) -> Words:
    """A page of the list; every brand is a button."""
    if not brands:
        return Words(t("brands-none"), ((_add(t),),))
    lines = [t("brands-title", count=total)]
    lines += [t("brands-line", title=_named(t, one), about=_about(t, one)) for one in brands]
    rows: list[tuple[Button, ...]] = [
        (Button(clip(_named(t, one), LABEL_NAME), ShowBrand(brand=one.brand)),) for one in brands
    ]
    last = (total - 1) // PER_PAGE
    turn = [
        Button(sign, ShowBrands(page=to))
        for sign, to in (("◀", page - 1), ("▶", page + 1))
        if 0 <= to <= last
    ]
    return Words(join(lines), (*rows, *((tuple(turn),) if turn else ()), (_add(t),)))


def card(t: Tongue, view: BrandView) -> Words:
    """Everything that is known of a brand, and what can be done with it."""
    if view.deleted:
        return deleted(t, view)
    lines = [t("brand-title", title=_named(t, view))]
    if view.description:
        lines.append(t("brand-description", words=clip(view.description, ABOUT_LIMIT)))
    lines.append(t("brand-colors", colors=", ".join(view.colors)) if view.colors else t("brand-colors-none"))
    lines.append(t("brand-tone", tone=clip(view.tone, NAME_LIMIT)) if view.tone else t("brand-tone-none"))
    if view.fonts:
        lines.append(t("brand-fonts", fonts=clip(", ".join(view.fonts), ABOUT_LIMIT)))
    lines.append(t("brand-logo") if view.logo else t("brand-logo-none"))
    lines.append(t("brand-photos", count=len(view.photos)) if view.photos else t("brand-photos-none"))
    lines.append(t("brand-ads", count=view.ads))
    if view.ad is None:
        lines.append(t("brand-in-use"))
    return Words(join(lines), _rows(t, view))


def card_payload(words: Words, view: BrandView) -> dict[str, Any]:
    """What a row with the card keeps: with colours or a logo a picture of them, which is drawn when it is sent."""
    if not has_picture(view):
        return words.payload()
    drawn = {"title": view.title or "", "colors": list(view.colors), "logo": view.logo}
    return {**words.caption(), "file": "swatch", "swatches": {"swatch": drawn}}


def has_picture(view: BrandView) -> bool:
    """Whether there is something of the brand to draw."""
    return not view.deleted and bool(view.colors or view.logo)


def photos_payload(t: Tongue, view: BrandView) -> dict[str, Any]:
    """What a row with the brand's product photos keeps: the newest of them, one picture or an album."""
    shown = view.photos[-MOST_SHOWN:]
    words = Words(t("brand-photos-shown", title=_named(t, view), count=len(shown), all=len(view.photos)))
    stored = {f"photo-{number}": uri for number, uri in enumerate(shown, 1)}
    payload: dict[str, Any] = {**words.caption(), "stored": stored}
    if len(stored) == 1:
        return {**payload, "file": next(iter(stored))}
    return {**payload, "media": [{"file": name, "kind": "photo"} for name in stored]}


def logo_question(t: Tongue, view: BrandView) -> Words:
    """Asks below the photos which of them is the logo; their numbers are buttons."""
    first = max(0, len(view.photos) - MOST_SHOWN)
    numbers = [
        Button(str(number), PickLogo(brand=view.brand, number=first + number, mark=view.mark))
        for number in range(1, len(view.photos) - first + 1)
    ]
    rows = tuple(tuple(numbers[start : start + 5]) for start in range(0, len(numbers), 5))
    if view.logo:
        none = Button(t.plain("button-brand-no-logo"), PickLogo(brand=view.brand, number=0, mark=view.mark))
        rows = (*rows, (none,))
    return Words(t("brand-logo-question", title=_named(t, view)), rows, silent=True)


def deleted(t: Tongue, view: BrandView) -> Words:
    """It is off the list; its ads stay, and one tap brings it back."""
    undo = Button(t.plain("button-brand-restore"), RestoreBrand(brand=view.brand))
    return Words(t("brand-deleted", title=_named(t, view), count=view.ads), ((undo,), (_all(t),)))


def question(t: Tongue, what: str, view: BrandView | None = None) -> Words:
    """Asks for something of a brand; without one, for the name of a new one."""
    if view is None:
        return Words(t("brand-ask-new"))
    return Words(t(_ASK[what], title=_named(t, view)))


def not_understood(t: Tongue, what: str) -> Words:
    """What was typed can't be that; the question stays open."""
    return Words(t(_BAD[what]))


def said(t: Tongue, view: BrandView) -> str:
    """What a person says who chooses the brand for an ad."""
    return t.plain("brand-said", title=clip(view.title or "", NAME_LIMIT))


def _rows(t: Tongue, view: BrandView) -> Rows:
    rows: list[tuple[Button, ...]] = []
    new = Button(t.plain("button-brand-new-ad"), UseBrand(brand=view.brand, ad=0))
    if view.ad:
        use = Button(t.plain("button-brand-use"), UseBrand(brand=view.brand, ad=view.ad), "success")
        rows.append((use,))
    rows.append((new,))
    if view.photos:
        show = t.plain("button-brand-photos", count=len(view.photos))
        rows.append((Button(show, ShowBrandPhotos(brand=view.brand)),))
    gone = Button(t.plain("button-brand-delete"), DeleteBrand(brand=view.brand, mark=view.mark))
    return (*rows, *edit_rows(t, view), (gone, _all(t)))


def edit_rows(t: Tongue, view: BrandView) -> Rows:
    """What of the brand can be said anew."""
    buttons = [Button(t.plain(key), AskBrand(brand=view.brand, what=what)) for what, key in _EDIT.items()]
    return (tuple(buttons),)


def _about(t: Tongue, view: BrandView) -> Markup:
    parts = [t("brands-ads", count=view.ads)]
    if view.photos:
        parts.append(t("brands-photos", count=len(view.photos)))
    if view.ad is None:
        parts.append(t("brands-current"))
    return join(parts, " · ")


def _named(t: Tongue, view: BrandView) -> str:
    return clip(view.title, NAME_LIMIT) if view.title else t.plain("brand-untitled")


def _add(t: Tongue) -> Button:
    return Button(t.plain("button-brand-add"), NewBrand())


def _all(t: Tongue) -> Button:
    return Button(t.plain("button-brand-all"), ShowBrands(page=0))
