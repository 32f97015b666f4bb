"""The settings: shown, chosen in place, in the chosen language at once; and what they change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SetMyCommands
from aiogram.types import BotCommandScopeChat
from sqlalchemy import text

from bot.commands import COMMANDS
from bot.home import NameCity, Setting, Wish
from bot.i18n import Speech
from bot.routers.settings import zone_named
from bot.views import settings as views
from bot.views.settings import ZONES, Wishes
from bot.views.words import plain
from db.accounts import Accounts
from db.models import AdProject, OutboxRow, User
from db.outbox import mark_sent
from tests.bot.conftest import SPEECH, Room
from tests.support.telegram import Client

NOW = datetime(2026, 11, 21, 21, 5, tzinfo=UTC)
USUAL = Wishes("en", "Europe/Berlin", NOW)
PAID = replace(USUAL, speaks=True, paints=True)
t = SPEECH.of("en")


def labels(words: views.Words) -> list[str]:
    return [button.label for row in words.rows for button in row]


def test_the_page_tells_everything_as_it_is() -> None:
    assert plain(views.settings_page(t, PAID).text).splitlines() == [
        "⚙️ Settings", "", "🌐 Language: English", "🕒 Time zone: Berlin · 22:05", "🗣 Voice: a woman",
        "💬 Captions: to suit the ad", "🔔 Notifications: with sound", "✍️ Script care: fast",
        "🖼 Pictures a scene: 2 pictures", "⚡ Way to the video: pictures first",
    ]  # fmt: skip


def test_what_nobody_is_paid_for_here_is_not_offered() -> None:
    assert labels(views.settings_page(t, USUAL)) == [
        "🌐 Language", "🕒 Time zone", "💬 Captions", "🔔 Notifications", "✍️ Script care",
    ]  # fmt: skip


def test_a_zone_of_no_button_is_among_the_choices_when_it_is_chosen() -> None:
    shown = labels(views.choice_page(t, replace(USUAL, zone="America/Argentina/Buenos_Aires"), "zone"))
    assert "● Buenos Aires · 18:05" in shown
    assert shown[-2:] == ["Another city …", "‹ Settings"]


@pytest.mark.parametrize("locale", Speech.load().locales)
@pytest.mark.parametrize("name", [name for name in get_args(Wish) if name != "all"])
def test_every_choice_fits_and_comes_back(locale: str, name: Wish) -> None:
    words = views.choice_page(SPEECH.of(locale), PAID, name)
    assert words.length <= 4096
    assert sum(label.startswith("● ") for label in labels(words)) == 1
    for button in (button for row in words.rows for button in row):
        assert len(button.data.pack().encode()) <= 64
        assert len(button.label) <= 40
        assert type(button.data).unpack(button.data.pack()) == button.data


@pytest.mark.parametrize(
    ("city", "zone"),
    [
        ("Lisbon", "Europe/Lisbon"),
        ("sao  PAULO", "America/Sao_Paulo"),
        ("europe/berlin", "Europe/Berlin"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_city_names_its_zone(city: str, zone: str | None) -> None:
    assert zone_named(city) == zone


def test_every_zone_of_a_button_is_one() -> None:
    assert {zone: zone_named(zone) for zone in ZONES} == {zone: zone for zone in ZONES}


# ── through the real dispatcher ──────────────────────────────────────────────────────────────────────────────────


async def the_user(room: Room) -> User:
    (user,) = await room.all(User)
    assert isinstance(user, User)
    return user


async def test_the_language_is_switched_at_once_commands_included(room: Room, client: Client) -> None:
    await room.get(client.text("/settings"), client.press(Setting(name="lang").pack(), 900))
    assert room.session.of(SetMyCommands) == []  # Telegram's own language needs no menu of its own
    await room.get(client.press(Setting(name="lang", value="ru").pack(), 900))
    assert "Настройки" in (room.session.of(EditMessageText)[-1].text or "")
    assert room.session.of(AnswerCallbackQuery)[-1].text == "Выбрано: Русский"
    (menu,) = room.session.of(SetMyCommands)
    assert menu.scope == BotCommandScopeChat(chat_id=client.user_id)
    assert [one.command for one in menu.commands] == list(COMMANDS)
    assert menu.commands[0].description == "Начать другой ролик"
    await room.get(client.text("/help"))
    assert "Что здесь можно" in (await room.said())[-1]
    assert len(room.session.of(SetMyCommands)) == 1  # it is up to date


async def test_a_menu_of_an_older_release_is_set_anew(room: Room, client: Client) -> None:
    await room.get(client.press(Setting(name="lang", value="es").pack()))
    async with room.database.transaction() as session:
        await Accounts(session).prefer((await the_user(room)).id, {"commands": "es:older"})
    await room.get(client.text("/help"), client.text("/help"))
    assert len(room.session.of(SetMyCommands)) == 2
    assert room.session.of(SetMyCommands)[-1].commands[0].description == "Empezar otro anuncio"


async def test_choices_are_kept_and_a_second_press_changes_nothing(room: Room, client: Client) -> None:
    chosen: list[tuple[Wish, str]] = [
        ("zone", "Asia/Tokyo"), ("voice", "male"), ("caps", "pop"), ("sound", "off"), ("craft", "thorough"),
        ("pics", "4"), ("lane", "fast"),
    ]  # fmt: skip
    for name, value in chosen * 2:
        await room.get(client.press(Setting(name=name, value=value).pack()))
    user = await the_user(room)
    assert user.timezone == "Asia/Tokyo"
    assert user.settings == {
        "voice": "male", "captions": "pop", "quiet": True, "craft": "thorough", "pictures": 4, "lane": "fast",
    }  # fmt: skip
    assert await room.said() == []
    await room.get(client.press(Setting(name="caps", value="auto").pack()))
    assert (await the_user(room)).settings["captions"] is None


@pytest.mark.parametrize(
    "data", ["set:caps:comic", "set:zone:Mars/Base", "set:pics:9", "set:pics:x", "set:lang:xx", "set:sound:loud",
             "set:lane:slow", "set:craft:best", "set:all:x", "set:nothing:x"]
)  # fmt: skip
async def test_a_forged_choice_changes_nothing(room: Room, client: Client, data: str) -> None:
    await room.get(client.press(data))
    assert "earlier version" in (room.session.of(AnswerCallbackQuery)[-1].text or "")
    user = await the_user(room)
    assert (user.settings, user.timezone, user.locale) == ({}, "UTC", "en")


async def test_a_city_is_named_by_replying(room: Room, client: Client) -> None:
    await room.get(client.press(NameCity().pack()))
    (row,) = await room.all(OutboxRow)
    async with room.database.transaction() as session:
        await mark_sent(session, row.id, 1, 777)
    replied = {"message_id": 777, "date": 1, "chat": client.chat, "text": "?"}
    await room.get(client.text("Atlantis", reply_to_message=replied))
    assert "“Atlantis”" in (await room.said())[-1]
    await room.get(client.text("lisbon", reply_to_message=replied))
    assert "Lisbon · " in (await room.said())[-1]
    assert (await the_user(room)).timezone == "Europe/Lisbon"
    assert await room.count(AdProject) == 0


async def test_quiet_people_hear_no_sound_and_others_do(room: Room, client: Client, other: Client) -> None:
    await room.get(client.press(Setting(name="sound", value="off").pack()))
    await room.get(client.text("/help"), other.text("/help"))
    quiet, loud = await room.all(OutboxRow, OutboxRow.id)
    assert quiet.payload.pop("silent") is True
    assert quiet.payload == loud.payload


async def test_how_scripts_are_worked_out_holds_for_this_ad_and_the_first(room: Room, client: Client) -> None:
    await room.get(client.press(Setting(name="craft", value="off").pack()), client.text("tea"))
    assert (await room.project()).settings["craft"] == "off"
    await room.get(client.press(Setting(name="craft", value="thorough").pack()))
    assert (await room.project()).settings["craft"] == "thorough"
    async with room.database.transaction() as session:
        assert await session.scalar(text("SELECT settings ->> 'craft' FROM users")) == "thorough"
