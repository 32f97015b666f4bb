"""Updates by long polling and webhook, drafts, profile, and what survives a kill."""

import asyncio
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.exceptions import TelegramConflictError
from aiogram.methods import SendMessage
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import ClientSession, web

from briefcut.simulator import ADA, BEN, ChatStandIn, HomeUnreadable, Limits
from briefcut.simulator.client import Marketer, NothingCame
from tests.simulator.stage import TOKEN, Clock, bot_at, polling, serving

QUICK = Limits(flood=False, webhook_retry_first=0.02, webhook_retry_longest=0.05)


@dataclass
class Hook:
    """A webhook that answers as told and remembers what it got."""

    answers: list[int] = field(default_factory=list)
    got: list[tuple[str | None, Update]] = field(default_factory=list)
    url: str = ""

    async def handle(self, request: web.Request) -> web.Response:
        update = Update.model_validate(await request.json())
        self.got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), update))
        return web.Response(status=self.answers.pop(0) if self.answers else 200)


@asynccontextmanager
async def hooked(handle: object) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/hook", handle)  # type: ignore[arg-type]
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    finally:
        await runner.cleanup()


async def until(fits: object, timeout: float = 5) -> None:
    """Wait for a condition that nothing announces."""
    assert callable(fits)
    async with asyncio.timeout(timeout):
        while not fits():
            await asyncio.sleep(0.01)


async def test_a_webhook_gets_each_update_in_order_until_it_takes_it(tmp_path: Path) -> None:
    hook = Hook(answers=[200, 500, 502, 200])
    stand_in = ChatStandIn(tmp_path, bot_token=TOKEN, limits=QUICK)
    async with (
        serving(stand_in) as url,
        hooked(hook.handle) as target,
        bot_at(url) as bot,
        Marketer(url, "Ada") as ada,
    ):
        await bot.set_webhook(target, secret_token="s3cret_-")
        for text in ("one", "two", "three"):
            await ada.send(text)
        await until(lambda: stand_in.world.queue.pending() == 0)
        info = await bot.get_webhook_info()
    texts = [update.message.text for _, update in hook.got if update.message]
    assert texts == ["one", "two", "two", "two", "three"]
    assert {secret for secret, _ in hook.got} == {"s3cret_-"}
    assert info.last_error_message == "Wrong response from the webhook: 502 Bad Gateway"
    assert (info.url, info.pending_update_count) == (target, 0)


async def test_a_slow_chat_holds_up_no_other(tmp_path: Path) -> None:
    release, seen = asyncio.Event(), []

    async def handle(request: web.Request) -> web.Response:
        update = Update.model_validate(await request.json())
        assert update.message is not None
        if update.message.chat.id == ADA.id:
            await release.wait()
        seen.append(update.message.chat.id)
        return web.Response()

    stand_in = ChatStandIn(tmp_path, bot_token=TOKEN, limits=QUICK)
    async with (
        serving(stand_in) as url,
        hooked(handle) as target,
        bot_at(url) as bot,
        Marketer(url, "Ada") as ada,
        Marketer(url, "Ben") as ben,
    ):
        await bot.set_webhook(target)
        await ada.send("slow")
        await ben.send("quick")
        await until(lambda: seen)
        release.set()
        await until(lambda: len(seen) == 2)
    assert seen == [BEN.id, ADA.id]


async def test_a_method_in_the_webhook_s_answer_is_executed(tmp_path: Path) -> None:
    router = Router()

    @router.message()
    async def reply(message: Message) -> SendMessage:
        return SendMessage(chat_id=message.chat.id, text=f"you said {message.text}")

    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_router(router)
    stand_in = ChatStandIn(tmp_path, bot_token=TOKEN, limits=QUICK)
    async with serving(stand_in) as url, bot_at(url) as bot, Marketer(url, "Ada") as ada:
        handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token="right")
        async with hooked(handler.handle) as target:
            await bot.set_webhook(target, secret_token="right")
            await ada.send("hello")
            assert (await ada.wait_for("you said")).text == "you said hello"


async def test_a_second_poll_ends_the_first(bot: Bot, started: Marketer) -> None:
    (update,) = await bot.get_updates(timeout=0)
    first = asyncio.create_task(bot.get_updates(offset=update.update_id + 1, timeout=30))
    while bot.session._session is None:  # type: ignore[attr-defined]
        await asyncio.sleep(0)
    await asyncio.sleep(0.05)
    second = asyncio.create_task(bot.get_updates(offset=update.update_id + 1, timeout=30))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates"):
        await first
    await started.send("for the second")
    assert len(await second) == 1


async def test_the_kinds_of_updates_asked_for_stay_in_force(bot: Bot, started: Marketer) -> None:
    await bot.get_updates(offset=-1, timeout=0, allowed_updates=["callback_query"])
    await started.send("unheard")
    await bot.get_updates(timeout=0)
    await started.send("unheard as well")
    texts = [update.message.text for update in await bot.get_updates(timeout=0) if update.message]
    assert texts == ["/start"]
    await bot.get_updates(timeout=0, allowed_updates=["message"])
    await started.send("heard")
    assert (await bot.get_updates(timeout=0))[-1].message.text == "heard"  # type: ignore[union-attr]


async def test_a_draft_streams_stops_and_gives_way(bot: Bot, started: Marketer, clock: Clock) -> None:
    await bot.send_message_draft(ADA.id, 7, text="Once", can_stop=True)
    await bot.send_message_draft(
        ADA.id, 7, text="<b>Once</b> upon", parse_mode="HTML", can_stop=True, keep_on_stop=True
    )
    draft = await started.wait_for_draft()
    assert (draft.draft_id, draft.text, draft.can_stop) == (7, "Once upon", True)
    await started.stop_draft(7)
    stopped = (await bot.get_updates(timeout=0))[-1].stopped_message_generation
    assert stopped is not None
    assert (stopped.draft_id, stopped.chat.id) == (7, ADA.id)
    await bot.send_message_draft(ADA.id, 7, text="Once upon a time")
    kept = await started.draft()
    assert kept is not None
    assert (kept.text, kept.can_stop) == ("Once upon", False)
    await bot.send_message(ADA.id, "Once upon")
    assert await started.draft() is None
    await bot.send_message_draft(ADA.id, 8)
    thinking = await started.draft()
    assert thinking is not None
    assert thinking.text == ""
    clock.at += 30.1
    assert await started.draft() is None


async def test_actions_last_five_seconds_or_until_the_message(
    bot: Bot, started: Marketer, clock: Clock
) -> None:
    await bot.send_chat_action(ADA.id, "upload_video")
    assert await started.action() == "upload_video"
    await bot.send_message(ADA.id, "there")
    assert await started.action() is None
    await bot.send_chat_action(ADA.id, "typing")
    clock.at += 5.1
    assert await started.action() is None


async def test_the_bot_s_profile_per_language_and_scope(bot: Bot, started: Marketer, url: str) -> None:
    await bot.set_my_name("Briefcut Studio")
    await bot.set_my_name("Студия", language_code="ru")
    await bot.set_my_description("From brief to final cut")
    await bot.set_my_short_description("Ads in a chat")
    assert (await bot.get_me()).first_name == "Briefcut Studio"
    assert (await bot.get_my_name("ru")).name == "Студия"
    assert (await bot.get_my_description("de")).description == "From brief to final cut"
    assert (await bot.get_my_short_description()).short_description == "Ads in a chat"
    await bot.set_my_commands([BotCommand(command="new", description="New ad")])
    private = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand(command="new", description="Neue Anzeige")], private, "de")
    assert [command.description for command in await bot.get_my_commands()] == ["New ad"]
    assert [command.description for command in await bot.get_my_commands(private, "de")] == ["Neue Anzeige"]
    async with ClientSession() as session:
        body = {"first_name": "Dora", "language_code": "de"}
        async with session.post(f"{url}/chat/people", json=body) as response:
            assert [command["description"] for command in (await response.json())["commands"]] == [
                "Neue Anzeige"
            ]
    await bot.delete_my_commands(private, "de")
    assert await bot.get_my_commands(private, "de") == []
    assert (await bot.get_chat_menu_button()).type == "commands"


async def test_reply_keyboards_are_shown_and_removed(bot: Bot, started: Marketer) -> None:
    markup = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Yes")]], one_time_keyboard=True)
    await bot.send_message(ADA.id, "Sure?", reply_markup=markup)
    shown = (await started._call("GET", f"people/{ADA.id}/messages"))["keyboard"]
    assert isinstance(shown, dict)
    assert shown["keyboard"] == [[{"text": "Yes"}]]
    await started.send("Yes")
    assert (await started._call("GET", f"people/{ADA.id}/messages"))["keyboard"] is None
    await bot.send_message(
        ADA.id, "Sure?", reply_markup=markup.model_copy(update={"one_time_keyboard": False})
    )
    await bot.send_message(ADA.id, "Gone", reply_markup=ReplyKeyboardRemove())
    assert (await started._call("GET", f"people/{ADA.id}/messages"))["keyboard"] is None


async def test_waiting_in_vain_shows_the_chat(started: Marketer) -> None:
    with pytest.raises(NothingCame, match="person 1: /start"):
        await started.wait_for("never", timeout=0.05)


@asynccontextmanager
async def process(home: Path, port: int = 0) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    command = ["-m", "briefcut.simulator", "--port", str(port), "--home", str(home), "--token", TOKEN]
    running = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE)
    assert running.stdout is not None
    try:
        yield running, (await running.stdout.readline()).decode().strip()
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


async def test_nothing_is_lost_by_kill_9(tmp_path: Path) -> None:
    async with process(tmp_path) as (first, url), Marketer(url, "Ada") as ada:
        async with bot_at(url) as bot:
            await ada.start()
            (start,) = await bot.get_updates(timeout=0)
            assert await bot.get_updates(offset=start.update_id + 1, timeout=0) == []
            await bot.send_message(ADA.id, "welcome")
            sent = await ada.send_photo(Path(__file__).parent.parent.parent / "pyproject.toml", name="a.toml")
            await ada.send("last words")
        first.send_signal(signal.SIGKILL)
        await first.wait()
        waiting = asyncio.create_task(ada.wait_for("after the crash", timeout=60))
        async with process(tmp_path, int(url.rsplit(":", 1)[1])), bot_at(url) as bot:
            updates = await bot.get_updates(timeout=0)
            assert [update.message.message_id for update in updates if update.message] == [3, 4]
            assert min(update.update_id for update in updates) > start.update_id
            assert sent.document is not None
            fetched = await bot.download(sent.document)
            assert fetched is not None
            assert b"briefcut" in fetched.read()
            later = await bot.send_message(ADA.id, "after the crash")
            assert later.message_id == 5
            await waiting
            assert [message.text for message in await ada.messages()] == [
                *("/start", "welcome", None, "last words", "after the crash"),
            ]


async def test_sigterm_ends_a_waiting_poll_at_once(tmp_path: Path) -> None:
    async with process(tmp_path) as (running, url), bot_at(url) as bot:
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        async with Marketer(url, "Ada") as ada:
            await ada.start()
        (update,) = await poll
        poll = asyncio.create_task(bot.get_updates(offset=update.update_id + 1, timeout=30))
        await asyncio.sleep(0.1)
        running.terminate()
        assert await poll == []
        assert await asyncio.wait_for(running.wait(), 5) == 0


def test_a_damaged_home_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "chats.sqlite3").write_bytes(b"this is no database" * 100)
    with pytest.raises(HomeUnreadable, match="is damaged"):
        ChatStandIn(tmp_path, bot_token=TOKEN)
    assert (tmp_path / "chats.sqlite3").read_bytes().startswith(b"this is no database")


def test_the_home_is_an_ordinary_sqlite_file(tmp_path: Path) -> None:
    stand_in = ChatStandIn(tmp_path, bot_token=TOKEN)
    stand_in.world.store.close()
    with sqlite3.connect(tmp_path / "chats.sqlite3") as db:
        names = [row[0] for row in db.execute("SELECT first_name FROM people ORDER BY id")]
    db.close()
    assert names == ["Ada", "Ben", "Admin"]


async def test_polling_by_the_dispatcher_goes_on_after_a_restart_in_the_same_home(tmp_path: Path) -> None:
    for text in ("first", "second"):
        stand_in = ChatStandIn(tmp_path, bot_token=TOKEN, limits=QUICK)
        async with serving(stand_in) as url, bot_at(url) as bot, Marketer(url, "Ada") as ada:
            await ada.send(text)
            async with polling(bot) as seen:
                update = await seen.wait(lambda update: update.message)
            assert update.message is not None
            assert update.message.text == text
