"""The bot put together: server, profile, settings that keep their secrets."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import SetChatMenuButton, SetMyCommands, SetMyName

from bot.app import ChatSettings, build_bot
from bot.commands import COMMANDS
from bot.i18n import LOCALES, Speech
from bot.profile import introduce, profiles
from tests.support.telegram import TOKEN, RecordingSession

SPEECH = Speech.load()


class Mark:
    """Where the caller keeps the marks of what was set last."""

    def __init__(self) -> None:
        self.value: str | None = None

    async def read(self) -> str | None:
        return self.value

    async def write(self, value: str) -> None:
        self.value = value


async def test_the_profile_is_set_once_and_not_again() -> None:
    session, mark = RecordingSession(), Mark()
    bot = build_bot(ChatSettings(TOKEN), session)
    assert await introduce(bot, SPEECH, read_marks=mark.read, write_marks=mark.write)
    assert [call.language_code for call in session.of(SetMyName)] == [None, "es", "ru"]
    assert [command.command for command in session.of(SetMyCommands)[0].commands] == list(COMMANDS)
    assert len(session.of(SetChatMenuButton)) == 1
    calls = len(session.calls)
    assert await introduce(bot, SPEECH, read_marks=mark.read, write_marks=mark.write)
    assert len(session.calls) == calls


async def test_only_what_a_deploy_changed_is_set(tmp_path: Path) -> None:
    session, mark = RecordingSession(), Mark()
    bot = build_bot(ChatSettings(TOKEN), session)
    await introduce(bot, SPEECH, read_marks=mark.read, write_marks=mark.write)
    session.calls.clear()
    folder = shutil.copytree(LOCALES, tmp_path / "locales")
    profile = folder / "es" / "profile.ftl"
    profile.write_text(profile.read_text("utf-8").replace("command-new = ", "command-new = Ya: "), "utf-8")
    assert await introduce(bot, Speech.load(folder), read_marks=mark.read, write_marks=mark.write)
    (call,) = session.calls
    assert isinstance(call, SetMyCommands)
    assert (call.language_code, call.commands[0].description) == ("es", "Ya: Empezar otro anuncio")


@pytest.mark.parametrize("written", ["older", "[]", '{"bot": "43", "menu": "x"}', "{}"])
async def test_marks_of_another_bot_or_release_count_for_nothing(written: str) -> None:
    session, mark = RecordingSession(), Mark()
    mark.value = written
    bot = build_bot(ChatSettings(TOKEN), session)
    assert await introduce(bot, SPEECH, read_marks=mark.read, write_marks=mark.write)
    assert len(session.calls) == 1 + 4 * len(SPEECH.locales)


async def test_what_is_refused_is_tried_at_the_next_start_and_nothing_else() -> None:
    session, mark = RecordingSession(), Mark()
    bot = build_bot(ChatSettings(TOKEN), session)
    slow = TelegramRetryAfter(method=SetMyName(name="x"), message="slow", retry_after=9999)
    session.plan(SetMyName, slow)
    assert not await introduce(bot, SPEECH, read_marks=mark.read, write_marks=mark.write)
    session.calls.clear()
    assert await introduce(bot, SPEECH, read_marks=mark.read, write_marks=mark.write)
    (call,) = session.calls
    assert isinstance(call, SetMyName)
    assert call.language_code is None


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
