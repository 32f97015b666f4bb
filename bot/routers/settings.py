"""/settings: what a person wishes of all their ads, and the language they are spoken to in."""

from __future__ import annotations

import zoneinfo
from functools import cache
from typing import Final

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from agent.workbench import level_of
from bot.commands import for_chat, mark_of
from bot.home import NameCity, Setting, Wish
from bot.i18n import Tongue
from bot.prices import FEWEST_PICTURES
from bot.routers.answers import Answers, rewrite, toast
from bot.views import settings as views
from bot.views.settings import LANGUAGES, Wishes
from bot.views.words import Words
from bot.visit import Visit
from db.errors import BadInput
from db.outbox import key_of_sent

CITY: Final = "settings-city:"
"""What the keys of the questions for a city begin with."""
_KEYS: Final[dict[Wish, str]] = {"voice": "voice", "caps": "captions", "craft": "craft", "lane": "lane"}
_NONE: Final = {"auto": None}


async def show_settings(message: Message, visit: Visit) -> Answers:
    await visit.say(views.settings_page(visit.t, wishes_of(visit)), "settings")
    return await menu_of(visit)


async def press_setting(query: CallbackQuery, callback_data: Setting, visit: Visit) -> Answers:
    """Shows a page of the settings in the place of another; with a value, chooses it first."""
    name, value = callback_data.name, callback_data.value
    if not value:
        return (toast(query, ""), *rewrite(query, _page(visit.t, wishes_of(visit), name)))
    try:
        await _choose(visit, name, value)
    except (BadInput, KeyError, ValueError):
        return (toast(query, visit.t.plain("toast-old-button"), alert=True),)
    t, wishes = tongue_now(visit), wishes_of(visit)
    chosen = toast(query, t.plain("toast-set", value=views.value_name(t, wishes, name, value)))
    menu = await menu_of(visit, chosen=name == "lang")
    return (chosen, *rewrite(query, views.settings_page(t, wishes)), *menu)


async def press_city(query: CallbackQuery, callback_data: NameCity, visit: Visit) -> Answers:
    await visit.say(views.city_question(visit.t), "city", dedupe_key=f"{CITY}{visit.update_id}")
    return (toast(query, visit.t.plain("toast-city")),)


async def name_city(message: Message, visit: Visit) -> None:
    """The answer to which city: its zone, where it is one that zones are named after."""
    zone = zone_named(message.text or "")
    if zone is None:
        await visit.say(views.city_unknown(visit.t, (message.text or "")[:60]), "city")
        return
    await _choose(visit, "zone", zone)
    await visit.say(views.settings_page(visit.t, wishes_of(visit)), "settings")


async def answers_city(message: Message, visit: Visit) -> bool:
    """Whether a message answers the question for a city."""
    replied = message.reply_to_message
    if replied is None or not message.text or message.text.startswith("/"):
        return False
    key = await key_of_sent(visit.session, visit.user.id, visit.chat.chat_id, replied.message_id)
    return key is not None and key.startswith(CITY)


def wishes_of(visit: Visit) -> Wishes:
    """Everything as the person has it now."""
    kept, catalog = visit.user.settings, visit.rules.money.catalog
    return Wishes(
        language=tongue_now(visit).locale,
        zone=visit.user.timezone,
        now=visit.clock(),
        voice=kept.get("voice") or "female",
        captions=kept.get("captions") or "auto",
        quiet=bool(kept.get("quiet")),
        craft=level_of(kept.get("craft")),
        pictures=int(kept.get("pictures") or FEWEST_PICTURES),
        lane=kept.get("lane") or "board",
        speaks=catalog.of("voice") is not None,
        paints=catalog.of("still") is not None,
    )


def tongue_now(visit: Visit) -> Tongue:
    """The person's language, also right after it was changed."""
    return visit.speech.of(visit.user.locale)


async def menu_of(visit: Visit, *, chosen: bool = False) -> Answers:
    """Brings the menu of the chat up to date: in a language that was `chosen` just now, or where it was once and the
    commands are others since."""
    t, before = tongue_now(visit), visit.user.settings.get("commands")
    if not chosen and before in (None, mark_of(t)):
        return ()
    await visit.accounts.prefer(visit.user.id, {"commands": mark_of(t)})
    return (for_chat(t, visit.chat.chat_id),)


async def _choose(visit: Visit, name: Wish, value: str) -> None:
    """Keeps a choice.

    Raises:
        BadInput, KeyError, ValueError: there is no such choice.
    """
    accounts, person = visit.accounts, visit.user.id
    match name:
        case "lang":
            await accounts.change_locale(person, {one: one for one in LANGUAGES}[value])
        case "zone":
            await accounts.change_time_zone(person, value)
        case "sound":
            await accounts.prefer(person, {"quiet": {"on": False, "off": True}[value]})
        case "pics":
            await accounts.prefer(person, {"pictures": int(value)})
        case _:
            await accounts.prefer(person, {_KEYS[name]: _NONE.get(value, value)})
    await _for_this_ad(visit, name, value)
    await visit.accounts.get(person)  # as it is now


async def _for_this_ad(visit: Visit, name: Wish, value: str) -> None:
    """How scripts are worked out holds for the ad that is talked about too."""
    project = await visit.projects.current(visit.chat) if name == "craft" else None
    if project is not None:
        await visit.projects.set_craft(project.id, value)


def _page(t: Tongue, wishes: Wishes, name: Wish) -> Words:
    return views.settings_page(t, wishes) if name == "all" else views.choice_page(t, wishes, name)


def zone_named(city: str) -> str | None:
    """The zone that is named after the city, as people write it; also a zone's whole name."""
    return _zones().get(_plain(city))


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").casefold().split())


@cache
def _zones() -> dict[str, str]:
    names = sorted(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC")
    cities = {_plain(name.rpartition("/")[2]): name for name in names if not name.startswith("Etc/")}
    return cities | {_plain(name): name for name in names}


def router() -> Router:
    r = Router(name="settings")
    r.message.register(show_settings, Command("settings"))
    r.message.register(name_city, F.reply_to_message, answers_city)
    r.callback_query.register(press_setting, Setting.filter())
    r.callback_query.register(press_city, NameCity.filter())
    return r
