"""/models: which model makes what and what it cost; one that does wrong is asked nothing more."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from agent.catalog import KINDS
from bot.admin import SwitchModel
from bot.routers.admin_gate import Act, guarded
from bot.routers.answers import Answers, rewrite, toast
from bot.views import models as views
from bot.views.words import Words
from bot.visit import Visit
from db.administration import Switches, model_switch
from db.operations import runs_of_models, wake_all


async def models(message: Message, visit: Visit, act: Act) -> None:
    await visit.say(await _models(visit), "models")


async def press_model(query: CallbackQuery, callback_data: SwitchModel, visit: Visit, act: Act) -> Answers:
    """Holds what this model would be asked for, or lets it go on."""
    model = visit.rules.money.catalog.of(callback_data.kind)
    if model is None or views.print_of(model) != callback_data.print:
        told = visit.t.plain("toast-model-other")
        return (toast(query, told), *rewrite(query, await _models(visit)))
    act.subject = ("switch", model_switch(model.name))
    act.details = {"off": callback_data.off}
    switches = Switches(visit.session)
    if await switches.is_off(model_switch(model.name)) is not callback_data.off:
        await switches.set(model_switch(model.name), callback_data.off, reason=None, changed_by=visit.user.id)
        act.details["waiting"] = await wake_all(visit.session)
    told = visit.t.plain("toast-model-off" if callback_data.off else "toast-model-on")
    return (toast(query, told), *rewrite(query, await _models(visit)))


async def _models(visit: Visit) -> Words:
    catalog = visit.rules.money.catalog
    off = {switch.name for switch in await Switches(visit.session).off()}
    runs = await runs_of_models(visit.session)
    asked = [
        views.Asked(kind, model, model_switch(model.name) in off, runs.get(model.name))
        for kind in KINDS
        if (model := catalog.of(kind)) is not None
    ]
    return views.models(visit.t, asked, KINDS)


def router() -> Router:
    r = guarded("models")
    r.message.register(models, Command("models"))
    r.callback_query.register(press_model, SwitchModel.filter())
    return r
