"""/brands: the list, the card of one, which ad is for which, a new one, taken off the list and brought back."""

from __future__ import annotations

from typing import Any

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

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
from bot.brands import (
    Asked,
    answer,
    answered_by,
    ask,
    ask_again,
    book,
    note_answered,
    question_of,
    read_view,
    show_card,
    use,
    view_of,
)
from bot.routers.answers import Answers, keep_buttons, rewrite, rows_instead, toast
from bot.routers.brief import clean
from bot.views import brands as views
from bot.views.words import Words
from bot.visit import Visit
from db import outbox


async def brands(message: Message, visit: Visit) -> None:
    """The list of what the person advertises."""
    await visit.say(await _list(visit, 0), "brands")


async def press_list(query: CallbackQuery, callback_data: ShowBrands, visit: Visit) -> Answers:
    """Turns the page in place; under a card, which is no list, the list comes as a new message."""
    words = await _list(visit, callback_data.page)
    pages = query.message is not None and isinstance(query.message, Message) and bool(query.message.text)
    if pages:
        return (toast(query, ""), *rewrite(query, words))
    await visit.say(words, "brands")
    return (toast(query, ""),)


async def press_card(query: CallbackQuery, callback_data: ShowBrand, visit: Visit) -> Answers:
    view = await read_view(visit, callback_data.brand)
    if view is None:
        return (_unknown(query, visit),)
    await show_card(visit, view)
    return (toast(query, ""),)


async def press_photos(query: CallbackQuery, callback_data: ShowBrandPhotos, visit: Visit) -> Answers:
    """The product photos, as one picture or an album, and below them which one is the logo."""
    view = await read_view(visit, callback_data.brand)
    if view is None or not view.photos:
        return (_unknown(query, visit),)
    await outbox.say(
        visit.session,
        chat_id=visit.chat.chat_id,
        thread_id=visit.chat.thread_id or None,
        kind="album" if len(view.photos) > 1 else "photo",
        payload=views.photos_payload(visit.t, view),
        dedupe_key=f"update:{visit.update_id}:brand-photos",
        user_id=visit.user.id,
    )
    await visit.say(views.logo_question(visit.t, view), "brand-logo")
    return (toast(query, ""),)


async def press_use(query: CallbackQuery, callback_data: UseBrand, visit: Visit) -> Answers:
    """The current ad, or a new one, is for this brand from now on."""
    view = await read_view(visit, callback_data.brand)
    if view is None:
        return (_unknown(query, visit),)
    key = await use(visit, view, callback_data.ad)
    fresh = await read_view(visit, callback_data.brand) or view
    if key == "toast-brand-stale":
        await show_card(visit, fresh)
        return (toast(query, visit.t.plain(key), alert=True), *keep_buttons(query))
    return (toast(query, visit.t.plain(key)), *rows_instead(query, views.card(visit.t, fresh).rows))


async def press_new(query: CallbackQuery, visit: Visit) -> Answers:
    await ask(visit, "title")
    return (toast(query, ""),)


async def press_ask(query: CallbackQuery, callback_data: AskBrand, visit: Visit) -> Answers:
    """Asks for what should be said anew; the question changes nothing."""
    view = await read_view(visit, callback_data.brand)
    if view is None or view.deleted:
        return (_unknown(query, visit),)
    await ask(visit, callback_data.what, view)
    return (toast(query, ""),)


async def press_logo(query: CallbackQuery, callback_data: PickLogo, visit: Visit) -> Answers:
    """One of the product photos is the logo from now on, or none is."""
    key = callback_data.brand, callback_data.number, callback_data.mark
    done = await book(visit).choose_logo(*key)
    view = await read_view(visit, callback_data.brand)
    if view is None:
        return (_unknown(query, visit),)
    await show_card(visit, view)
    told = "toast-brand-logo" if done else "toast-brand-stale"
    return (toast(query, visit.t.plain(told), alert=not done), *keep_buttons(query))


async def press_delete(query: CallbackQuery, callback_data: DeleteBrand, visit: Visit) -> Answers:
    """Takes the brand off the list; a brand that changed since is shown instead."""
    done = await book(visit).delete(callback_data.brand, callback_data.mark)
    view = await read_view(visit, callback_data.brand)
    if view is None:
        return (_unknown(query, visit),)
    if not done and not view.deleted:
        await show_card(visit, view)
        return (toast(query, visit.t.plain("toast-brand-stale"), alert=True), *keep_buttons(query))
    if done:
        await visit.say(views.deleted(visit.t, view), "brand-deleted")
    return (toast(query, visit.t.plain("toast-brand-deleted")), *keep_buttons(query))


async def press_restore(query: CallbackQuery, callback_data: RestoreBrand, visit: Visit) -> Answers:
    """Brings it back as it was."""
    done = await book(visit).restore(callback_data.brand)
    view = await read_view(visit, callback_data.brand)
    if view is None:
        return (_unknown(query, visit),)
    if done:
        await show_card(visit, view)
    return (toast(query, visit.t.plain("toast-brand-restored")), *keep_buttons(query))


async def hear_answer(message: Message, visit: Visit, asked: Asked) -> None:
    """What was typed is what was asked for; what can't be is told so, and the question stays open."""
    view = await answer(visit, asked, clean(message.text))
    if view is None:
        await ask_again(visit, asked)
        return
    note_answered(visit, asked, view.brand, message.message_id)
    await show_card(visit, view)


async def answers_question(message: Message, visit: Visit) -> bool | dict[str, Any]:
    """Whether a text answers a question about a brand."""
    asked = await question_of(message, visit)
    return False if asked is None else {"asked": asked}


async def edits_answer(message: Message, visit: Visit) -> bool | dict[str, Any]:
    """Whether an edited message was the answer to such a question: its new words replace the old."""
    asked = answered_by(message, visit)
    return False if asked is None else {"asked": asked}


def _unknown(query: CallbackQuery, visit: Visit) -> Any:
    return toast(query, visit.t.plain("toast-brand-not-found"), alert=True)


async def _list(visit: Visit, page: int) -> Words:
    project = await visit.projects.current(visit.chat)
    kept, total = await book(visit).page(page, views.PER_PAGE)
    if page and not kept:  # those behind it were deleted since
        page, (kept, total) = 0, await book(visit).page(0, views.PER_PAGE)
    return views.brand_list(visit.t, [view_of(one, project) for one in kept], page=page, total=total)


def router() -> Router:
    r = Router(name="brands")
    r.message.register(brands, Command("brands"))
    r.message.register(hear_answer, F.text & ~F.text.startswith("/"), answers_question)
    r.edited_message.register(hear_answer, F.text & ~F.text.startswith("/"), edits_answer)
    r.callback_query.register(press_list, ShowBrands.filter())
    r.callback_query.register(press_card, ShowBrand.filter())
    r.callback_query.register(press_photos, ShowBrandPhotos.filter())
    r.callback_query.register(press_use, UseBrand.filter())
    r.callback_query.register(press_new, NewBrand.filter())
    r.callback_query.register(press_ask, AskBrand.filter())
    r.callback_query.register(press_logo, PickLogo.filter())
    r.callback_query.register(press_delete, DeleteBrand.filter())
    r.callback_query.register(press_restore, RestoreBrand.filter())
    return r
