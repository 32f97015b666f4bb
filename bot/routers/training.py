"""Training the look of a brand: asked for by words, begun and stopped by buttons, and which version is used."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final
from uuid import UUID

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import CancelTraining, Train, UseEarlier, UseNoLook
from bot.looks import read_bill, read_look
from bot.prices import Money, money_now
from bot.routers.answers import Answers, keep_buttons, toast
from bot.routers.limits import at_limit
from bot.views import training as views
from bot.views.training import Course, Look
from bot.visit import Visit
from db.enums import LoraTrainingStatus
from db.library import Brands
from db.lora import FEWEST_PICTURES, Training
from db.models import Brand, LoraModel
from db.production import Approval

ASKS_TO_TRAIN: Final = re.compile(
    r"/(?:re)?train(?:ing)?(?:@\w+)?"
    r"|(?:please )?(?:re)?train(?: (?:on|my|the|our|this|a|its|own|these|it))*"
    r" (?:brand|product|look|style|model|photos?|pictures?|images?|again|anew)"
    r"(?: (?:look|model|on (?:my|the|our|these) (?:photos?|pictures?|images?)))?(?: (?:again|anew|please))?[.!?]*",
    re.I,
)
"""No single word but the command: it may be the answer to a question about the ad."""


async def ask(message: Message, visit: Visit) -> None:
    """“/train”: where the look of the brand of the current ad stands, with its price."""
    project = await visit.project_of(message)
    brand = await Brands(visit.session, visit.user.id).get(project.brand_id)
    if brand is not None:
        await _show(visit, brand)


async def press_train(query: CallbackQuery, callback_data: Train, visit: Visit) -> Answers:
    """Begins the training for the price on the button: never for more, and only within everything that may be spent."""
    brand = await Brands(visit.session, visit.user.id).get(callback_data.brand)
    if brand is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    if await _is_running(visit, brand):
        return (toast(query, visit.t.plain("toast-training-running")), *keep_buttons(query))
    money = await money_now(visit.session, visit.rules.money)
    look, spending = await _look(visit, brand, money), money.training(visit.user)
    if look.revision != callback_data.revision or spending is None or look.pictures < FEWEST_PICTURES:
        return await _stale(query, visit, brand)
    if look.price is not None and look.price.cents > callback_data.cents:
        return await _dearer(query, visit, look)
    if (full := await at_limit(query, visit)) is not None:
        return full
    came = await Training(visit.session, visit.user.id).begin(
        brand.id, callback_data.revision, samples=look.pictures, spending=spending, **visit.place
    )
    if came is not Approval.STARTED:
        return await _not_started(query, visit, brand, look, came)
    await _show_card(visit, brand)
    return (toast(query, visit.t.plain("toast-training-started")), *keep_buttons(query))


async def _is_running(visit: Visit, brand: Brand) -> bool:
    model = await Training(visit.session, visit.user.id).of_brand(brand.id)
    return model is not None and model.training_status == LoraTrainingStatus.IN_PROGRESS


async def _dearer(query: CallbackQuery, visit: Visit, look: Look) -> Answers:
    await visit.say(views.dearer(visit.t, look), "training-dearer")
    return (toast(query, visit.t.plain("toast-dearer"), alert=True), *keep_buttons(query))


async def _not_started(
    query: CallbackQuery, visit: Visit, brand: Brand, look: Look, came: Approval
) -> Answers:
    if came in (Approval.ALREADY, Approval.NOT_FOUND):
        key = "toast-training-running" if came is Approval.ALREADY else "toast-not-found"
        return (toast(query, visit.t.plain(key)), *keep_buttons(query))
    if came is Approval.STALE:
        return await _stale(query, visit, brand)
    money = visit.rules.money
    limits = {
        Approval.OVER_AD: money.per_ad,
        Approval.OVER_DAY: money.ceilings.person,
        Approval.OVER_HOUSE: money.ceilings.everybody,
    }
    why, limit = came.value.removeprefix("over_"), limits.get(came, Decimal(0))
    await visit.say(views.too_dear(visit.t, why, look, limit=limit), "training-too-dear")
    return (toast(query, visit.t.plain("toast-too-dear"), alert=True), *keep_buttons(query))


async def press_cancel(query: CallbackQuery, callback_data: CancelTraining, visit: Visit) -> Answers:
    """Ends the training on the button; what the provider runs of it is stopped, and told when that has ended."""
    training = Training(visit.session, visit.user.id)
    if await Brands(visit.session, visit.user.id).get(callback_data.brand) is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    model = await training.cancel(callback_data.brand, callback_data.revision)
    if model is None:
        return (toast(query, visit.t.plain("toast-nothing-running")), *keep_buttons(query))
    await show_stopped(visit, model)
    return (toast(query, visit.t.plain("toast-cancelled")),)


async def halt_any(visit: Visit) -> bool:
    """Ends the person's training that was begun last, and says so; whether there was one."""
    training = Training(visit.session, visit.user.id)
    for running in await training.running():
        model = await training.cancel(running.brand_id)
        if model is not None:
            await show_stopped(visit, model, aloud=True)
            return True
    return False


async def show_stopped(visit: Visit, model: LoraModel, *, aloud: bool = False) -> None:
    """Brings the status message of a stopped training up to date: it is over, or will be in a moment. `aloud`: it may
    be out of sight, so a message says it too."""
    brand = await Brands(visit.session, visit.user.id).get(model.brand_id)
    if brand is None:
        return
    look = await _look(visit, brand)
    if model.training_status == LoraTrainingStatus.IN_PROGRESS:
        words = views.training_card(visit.t, look, Course(cancelling=True))
    else:
        words = views.cancelled(visit.t, look, await read_bill(visit.session, model))
    if aloud:
        await visit.say(words, "training-stopped")
    await visit.say(words, "card", kind="card", dedupe_key=views.card_key(model.id, model.revision))


async def press_before(query: CallbackQuery, callback_data: UseEarlier, visit: Visit) -> Answers:
    """Goes back to the version that was used before; the next press goes forth again."""
    changed = await Training(visit.session, visit.user.id).use_before(
        callback_data.brand, callback_data.revision
    )
    return await _changed(query, visit, callback_data.brand, changed, "toast-look-before")


async def press_none(query: CallbackQuery, callback_data: UseNoLook, visit: Visit) -> Answers:
    """Stills are made as if nothing had been trained; the version is kept."""
    changed = await Training(visit.session, visit.user.id).use_none(
        callback_data.brand, callback_data.revision
    )
    return await _changed(query, visit, callback_data.brand, changed, "toast-look-none")


async def _changed(query: CallbackQuery, visit: Visit, brand_id: UUID, changed: bool, done: str) -> Answers:
    brand = await Brands(visit.session, visit.user.id).get(brand_id)
    if brand is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    if not changed:
        return await _stale(query, visit, brand)
    await _show(visit, brand)
    return (toast(query, visit.t.plain(done)), *keep_buttons(query))


async def _stale(query: CallbackQuery, visit: Visit, brand: Brand) -> Answers:
    """Nothing was done: says so and shows how it stands."""
    await _show(visit, brand)
    return (toast(query, visit.t.plain("toast-training-old"), alert=True), *keep_buttons(query))


async def _show(visit: Visit, brand: Brand) -> None:
    """How the look of the brand stands; while it is trained, the status message anew."""
    model = await Training(visit.session, visit.user.id).of_brand(brand.id)
    if model is not None and model.training_status == LoraTrainingStatus.IN_PROGRESS:
        look = await _look(visit, brand)
        course = Course(model.training_progress, cancelling=model.cancel_requested)
        await visit.say(views.training_card(visit.t, look, course), "training")
        return
    await visit.say(views.look_card(visit.t, await _look(visit, brand), fewest=FEWEST_PICTURES), "training")


async def _show_card(visit: Visit, brand: Brand) -> None:
    model = await Training(visit.session, visit.user.id).of_brand(brand.id)
    if model is None:
        return
    look = await _look(visit, brand)
    words = views.training_card(visit.t, look, Course())
    await visit.say(words, "card", kind="card", dedupe_key=views.card_key(model.id, model.revision))


async def _look(visit: Visit, brand: Brand, money: Money | None = None) -> Look:
    return await read_look(visit.session, visit.user, brand, money or visit.rules.money)


def _asks(text: str | None) -> bool:
    return ASKS_TO_TRAIN.fullmatch((text or "").strip()) is not None


def router() -> Router:
    r = Router(name="training")
    r.message.register(ask, F.text.func(_asks))
    r.callback_query.register(press_train, Train.filter())
    r.callback_query.register(press_cancel, CancelTraining.filter())
    r.callback_query.register(press_before, UseEarlier.filter())
    r.callback_query.register(press_none, UseNoLook.filter())
    return r
