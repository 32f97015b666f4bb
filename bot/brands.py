"""A person's brands, read for a view and said in the chat; and the question about one that may still be answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from aiogram.types import Message

from bot.brand_buttons import tag_of
from bot.colours import colors_of
from bot.views import brands as views
from bot.views import talk
from bot.views.brands import BrandView
from bot.visit import Visit, stage_of
from db import outbox
from db.brands import TALKED_ABOUT, BrandBook, KeptBrand, mark_of
from db.models import AdProject
from db.projects import UNTITLED

AWAITS: Final = "awaits"
LONGEST_TITLE: Final = 80
LONGEST_TONE: Final = 60
NONE: Final = ("-", "–", "—")
"""How one says that there is none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that the next message answers; without a `brand` it is the name of a new one."""

    brand: UUID | None
    what: str
    key: str


def book(visit: Visit) -> BrandBook:
    """The person's brands."""
    return BrandBook(visit.session, visit.user.id)


def view_of(kept: KeptBrand, project: AdProject | None) -> BrandView:
    """The brand as it is shown; `project` is the chat's current ad."""
    brand = kept.brand
    known = brand.brand_guidelines
    ad: int | None = 0
    if project is not None and project.brand_id == brand.id:
        ad = None
    elif project is not None and project.status in TALKED_ABOUT:
        ad = tag_of(project.id)
    return BrandView(
        brand.id,
        mark_of(brand),
        None if brand.title == UNTITLED else brand.title,
        description=brand.description,
        colors=tuple(known.get("colors") or ())[: views.MOST_COLORS],
        fonts=tuple(known.get("fonts") or ()),
        tone=known.get("tone"),
        logo=known.get("logo"),
        photos=tuple(brand.product_images),
        ads=kept.ads,
        ad=ad,
        deleted=brand.deleted_at is not None,
    )


async def read_view(visit: Visit, brand_id: UUID) -> BrandView | None:
    """The person's brand of that id, as it is shown now."""
    kept = await book(visit).kept(brand_id)
    return None if kept is None else view_of(kept, await visit.projects.current(visit.chat))


async def show_card(visit: Visit, view: BrandView) -> None:
    """Says the card of the brand, with its picture where there is something to draw."""
    words = views.card(visit.t, view)
    await outbox.say(
        visit.session,
        chat_id=visit.chat.chat_id,
        thread_id=visit.chat.thread_id or None,
        kind="photo" if views.has_picture(view) else "text",
        payload=views.card_payload(words, view),
        dedupe_key=f"update:{visit.update_id}:brand",
        user_id=visit.user.id,
    )


async def ask(visit: Visit, what: str, view: BrandView | None = None) -> None:
    """Asks for something of the brand: whatever is said next is the answer, or what replies to the question."""
    key = f"update:{visit.update_id}:brand-question"
    _await(visit, view.brand if view else None, what, key)
    await visit.say(views.question(visit.t, what, view), "brand-question", dedupe_key=key)


async def ask_again(visit: Visit, asked: Asked) -> None:
    """Says that this can't be it; the question stays open."""
    key = f"update:{visit.update_id}:brand-question"
    _await(visit, asked.brand, asked.what, key)
    await visit.say(views.not_understood(visit.t, asked.what), "brand-question", dedupe_key=key)


def note_answered(visit: Visit, asked: Asked, brand: UUID, message_id: int) -> None:
    """What is said next is about the ad again; only the answer itself may still be edited."""
    _await(visit, brand, asked.what, asked.key, answered=message_id)


def _await(visit: Visit, brand: UUID | None, what: str, key: str, **more: int) -> None:
    awaited = {"brand": str(brand) if brand else None, "what": what, "key": key, **more}
    visit.user.settings = {**visit.user.settings, AWAITS: awaited}


async def question_of(message: Message, visit: Visit) -> Asked | None:
    """The question about a brand that `message` answers: the one it replies to, or the last thing that was said."""
    asked = _awaited(visit, answered=None)
    if asked is None or message.forward_origin is not None:
        return None
    replied = message.reply_to_message
    if replied is not None:
        return asked if await visit.is_message_of(replied.message_id, asked.key) else None
    newest = await outbox.newest_key(visit.session, visit.user.id, visit.chat.chat_id)
    return asked if newest == asked.key else None


def answered_by(message: Message, visit: Visit) -> Asked | None:
    """The question whose answer this message was before it was edited."""
    return _awaited(visit, answered=message.message_id)


def _awaited(visit: Visit, *, answered: int | None) -> Asked | None:
    awaited = visit.user.settings.get(AWAITS)
    if not awaited or awaited.get("answered") != answered:
        return None
    return Asked(UUID(awaited["brand"]) if awaited["brand"] else None, awaited["what"], awaited["key"])


async def answer(visit: Visit, asked: Asked, words: str) -> BrandView | None:
    """Writes down what was asked for; the brand as it is then, or None where `words` can't be that."""
    if asked.brand is None:
        title = _title(words)
        brand = await book(visit).create(title) if title else None
        return await read_view(visit, brand.id) if brand else None
    change = change_of(asked.what, words, visit.t.locale)
    if change is None or not await book(visit).change(asked.brand, **change):
        return None
    return await read_view(visit, asked.brand)


def change_of(what: str, words: str, locale: str) -> dict[str, Any] | None:
    """What typed words change of a brand; None where they can't be that. A dash means none. Pure."""
    none = words in NONE
    if what == "title":
        title = _title(words)
        return {"title": title} if title else None
    if what == "colors":
        colors = colors_of(words, locale)
        return {"look": {"colors": list(colors)}} if colors or none else None
    if what == "tone":
        tone = " ".join(words.split())
        return {"look": {"tone": None if none else tone}} if none or 0 < len(tone) <= LONGEST_TONE else None
    return None


def _title(words: str) -> str | None:
    title = " ".join(words.split())
    usable = 0 < len(title) <= LONGEST_TITLE and title not in NONE and title != UNTITLED
    return title if usable else None


async def use(visit: Visit, view: BrandView, ad: int) -> str:
    """Lets the current ad (whose tag is `ad`; 0: a new one) be for the brand and asks for an answer about it; the key
    of what the press is told."""
    project = await visit.projects.current(visit.chat)
    if project is not None and project.brand_id == view.brand and (ad or _fresh(project)):
        return "toast-brand-used"
    if view.deleted or (ad and (project is None or tag_of(project.id) != ad)):
        return "toast-brand-stale"
    if project is not None and ad and await visit.turns.pending(project.id):
        return "toast-brand-wait"
    if project is None or (not ad and stage_of(project) is not talk.Stage.EMPTY):
        project = await visit.projects.start(visit.chat)
    if not await book(visit).choose(project.id, view.brand):
        return "toast-brand-stale"
    fresh = await visit.projects.get(project.id)
    await visit.take(
        fresh or project, views.said(visit.t, view), message_id=None, sent_at=visit.clock(), trace={}
    )
    return "toast-brand-used"


def _fresh(project: AdProject) -> bool:
    """Whether hardly a word was said about the ad yet: a second tap means the same one."""
    return len(project.conversation_history) <= 2
