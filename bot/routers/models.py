"""/models: which model makes what and what it cost; another as the default; one that errs is asked no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from agent.catalog import KINDS, Catalog, Kind, Model
from bot.admin import ChooseDefault, ShowChoices, ShowModels, SwitchModel, SwitchOther
from bot.routers.admin_gate import Act, guarded
from bot.routers.answers import Answers, rewrite, toast
from bot.views import models as views
from bot.views.words import Words
from bot.visit import Visit
from db.administration import Standing, Switches, model_switch
from db.operations import ModelRuns, runs_of_models, wake_all


@dataclass(frozen=True, slots=True)
class Shelf:
    """The models as the file has them and as they are used `now`, what was decided about them, and their runs."""

    file: Catalog
    now: Catalog
    standing: Standing
    runs: Mapping[str, ModelRuns]

    def asked(self, kind: Kind, model: Model) -> views.Asked:
        return views.Asked(kind, model, model.name in self.standing.off, self.runs.get(model.name))

    def named(self, kind: str, mark: str) -> Model | None:
        """The model of this kind with this print."""
        return next((one for one in self.file.all_of(kind) if views.print_of(one) == mark), None)

    def default(self, kind: Kind) -> views.Default | None:
        """How the default of the kind came about; None where this machine makes it."""
        known, present = self.file.all_of(kind), self.now.of(kind)
        if not known or present is None:
            return None
        wanted = self.standing.chosen.get(kind)
        return views.Default(
            known[0].name,
            len(known) - 1,
            chosen=present is not known[0],
            ignored=wanted if wanted != present.name else None,
            why="off" if wanted in {one.name for one in known} else "gone",
        )


async def models(message: Message, visit: Visit, act: Act) -> None:
    await visit.say(_models(visit, await _read(visit)), "models")


async def press_models(query: CallbackQuery, callback_data: ShowModels, visit: Visit, act: Act) -> Answers:
    return (toast(query, ""), *rewrite(query, _models(visit, await _read(visit))))


async def press_choices(query: CallbackQuery, callback_data: ShowChoices, visit: Visit, act: Act) -> Answers:
    """Shows what could make this kind."""
    return (toast(query, ""), *rewrite(query, _choices(visit, await _read(visit), callback_data.kind)))


async def press_default(
    query: CallbackQuery, callback_data: ChooseDefault, visit: Visit, act: Act
) -> Answers:
    """Lets another model make this kind from now on; the file's own again takes the choice back."""
    kind, shelf = callback_data.kind, await _read(visit)
    model, present, own = shelf.named(kind, callback_data.print), shelf.now.of(kind), shelf.file.of(kind)
    act.subject = ("switch", f"default:{kind}")
    if model is None or present is None or model.name in shelf.standing.off:
        told = "toast-model-is-off" if model is not None else "toast-model-other"
    elif model is not present and views.print_of(present) != callback_data.default:
        told = "toast-model-other"
    else:
        act.details = {"model": model.name, "was": present.name}
        wanted = None if model is own else model.name
        await Switches(visit.session).choose(kind, wanted, changed_by=visit.user.id)
        told, shelf = "toast-model-default", await _read(visit)
    return (toast(query, visit.t.plain(told)), *rewrite(query, _choices(visit, shelf, kind)))


async def press_model(query: CallbackQuery, callback_data: SwitchModel, visit: Visit, act: Act) -> Answers:
    """Holds what this model would be asked for, or lets it go on."""
    shelf = await _read(visit)
    model = shelf.now.of(callback_data.kind)
    if model is None or views.print_of(model) != callback_data.print:
        return (toast(query, visit.t.plain("toast-model-other")), *rewrite(query, _models(visit, shelf)))
    told = await _switch(visit, act, model, off=callback_data.off)
    return (toast(query, told), *rewrite(query, _models(visit, await _read(visit))))


async def press_other(query: CallbackQuery, callback_data: SwitchOther, visit: Visit, act: Act) -> Answers:
    """The same, among the models of a kind."""
    kind, shelf = callback_data.kind, await _read(visit)
    model = shelf.named(kind, callback_data.print)
    act.action = "admin.model"
    if model is None:
        return (toast(query, visit.t.plain("toast-model-other")), *rewrite(query, _models(visit, shelf)))
    told = await _switch(visit, act, model, off=callback_data.off)
    return (toast(query, told), *rewrite(query, _choices(visit, await _read(visit), kind)))


async def _switch(visit: Visit, act: Act, model: Model, *, off: bool) -> str:
    """What the press is answered with."""
    name, switches = model_switch(model.name), Switches(visit.session)
    act.subject, act.details = ("switch", name), {"off": off}
    if await switches.is_off(name) is not off:
        await switches.set(name, off, reason=None, changed_by=visit.user.id)
        act.details["waiting"] = await wake_all(visit.session)
    return visit.t.plain("toast-model-off" if off else "toast-model-on")


async def _read(visit: Visit) -> Shelf:
    file, standing = visit.rules.money.catalog, await Switches(visit.session).of_models()
    return Shelf(file, file.choosing(standing.heeded), standing, await runs_of_models(visit.session))


def _models(visit: Visit, shelf: Shelf) -> Words:
    asked = [shelf.asked(kind, model) for kind in KINDS if (model := shelf.now.of(kind)) is not None]
    defaults = {kind: default for kind in KINDS if (default := shelf.default(kind)) is not None}
    return views.models(visit.t, asked, KINDS, defaults)


def _choices(visit: Visit, shelf: Shelf, kind: Kind) -> Words:
    """The models of the kind, the file's own first; where this machine makes it, all kinds."""
    default, present = shelf.default(kind), shelf.now.of(kind)
    if default is None or present is None:
        return _models(visit, shelf)
    asked = [shelf.asked(kind, model) for model in shelf.file.all_of(kind)]
    return views.choices(visit.t, kind, asked, default, views.print_of(present))


def router() -> Router:
    r = guarded("models")
    r.message.register(models, Command("models"))
    r.callback_query.register(press_models, ShowModels.filter())
    r.callback_query.register(press_choices, ShowChoices.filter())
    r.callback_query.register(press_default, ChooseDefault.filter())
    r.callback_query.register(press_model, SwitchModel.filter())
    r.callback_query.register(press_other, SwitchOther.filter())
    return r
