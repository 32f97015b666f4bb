"""The bot put together: server, profile, settings that keep their secrets."""

from __future__ import annotations

import pytest
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import SetMyCommands, SetMyDescription, SetMyName, SetMyShortDescription

from bot.app import ChatSettings, build_bot, introduce, profiles
from bot.commands import COMMANDS
from bot.i18n import Speech
from tests.support.telegram import TOKEN, RecordingSession

SPEECH = Speech.load()


class Mark:
    """Where the caller keeps the hash of what was set last."""

    def __init__(self) -> None:
        self.value: str | None = None

    async def read(self) -> str | None:
        return self.value

    async def write(self, value: str) -> None:
        self.value = value


async def test_the_profile_is_set_once_and_again_when_it_changed() -> None:
    session, mark = RecordingSession(), Mark()
    bot = build_bot(ChatSettings(TOKEN), session)
    assert await introduce(bot, SPEECH, read_hash=mark.read, write_hash=mark.write)
    assert len(session.of(SetMyName)) == len(SPEECH.locales)
    assert [command.command for command in session.of(SetMyCommands)[0].commands] == list(COMMANDS)
    calls = len(session.calls)
    assert not await introduce(bot, SPEECH, read_hash=mark.read, write_hash=mark.write)
    assert len(session.calls) == calls
    mark.value = "older"
    assert await introduce(bot, SPEECH, read_hash=mark.read, write_hash=mark.write)


async def test_a_refused_profile_is_tried_at_the_next_start() -> None:
    session, mark = RecordingSession(), Mark()
    bot = build_bot(ChatSettings(TOKEN), session)
    slow = TelegramRetryAfter(method=SetMyName(name="x"), message="slow", retry_after=9999)
    session.plan(SetMyName, slow)
    assert not await introduce(bot, SPEECH, read_hash=mark.read, write_hash=mark.write)
    assert mark.value is None
    assert len(session.of(SetMyDescription)) == len(session.of(SetMyShortDescription)) == 1


def test_every_profile_keeps_telegrams_limits() -> None:
    for profile in profiles(SPEECH):
        assert 0 < len(profile.name) <= 64
        assert 0 < len(profile.short_description) <= 120
        assert 0 < len(profile.description) <= 512
        assert all(0 < len(words) <= 256 for _, words in profile.commands)


def test_the_settings_show_no_secret() -> None:
    shown = repr(ChatSettings(TOKEN, webhook_secret="hush"))
    assert TOKEN not in shown
    assert "hush" not in shown


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "http://127.0.0.1:8080/"])
async def test_another_bot_api_server_is_reached_by_its_address(url: str) -> None:
    bot = build_bot(ChatSettings(TOKEN, api_url=url))
    assert bot.session.api.api_url(TOKEN, "getMe") == f"http://127.0.0.1:8080/bot{TOKEN}/getMe"
    await bot.session.close()
