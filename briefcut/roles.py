"""The wiring: which parts a process needs for its roles, in which order they begin and end.

    database ─► schema ─► bell ─► HTTP port (+ chat stand-in) ─► workers ─► scheduler ─► bot

Ended in the opposite order: first nothing new comes in, then what is held is finished, the port closes last.
"""

from __future__ import annotations

import asyncio
import secrets
import webbrowser
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog
from aiogram import Bot
from aiohttp import web
from procrastinate import App

from agent.build import close_model
from agent.token_prices import token_prices
from bot.app import WEBHOOK_PATH, ChatSettings, build_bot, build_dispatcher
from bot.arriving import WebhookHandler
from bot.door import is_guest
from bot.i18n import Speech
from bot.inbox import Inbox, InboxPace
from bot.intake import Intake
from bot.live import LivePace
from bot.prices import Money
from briefcut.config import Config, ConfigError, ModelAccess
from briefcut.duties import Choice, Timekeeper, bot_roles, scheduler_roles, worker_roles
from briefcut.entrance import Entrance
from briefcut.gauges import Gauges
from briefcut.http import Check, HttpServer
from briefcut.metrics import Meters, show_house
from briefcut.models import chat_model_id, chat_models, speech_endpoint
from briefcut.paying import add_hooks, money_of, paid_studio
from briefcut.postgres import EmbeddedPostgres, EmbeddedSettings
from briefcut.replicate_stand_in.beside import replicate_beside
from briefcut.simulator import ChatStandIn
from briefcut.storing import storage_of
from briefcut.supervisor import Backoff, Supervisor
from db import health, schema
from db.bell import Bell
from db.engine import Database, DatabaseSettings
from db.errors import DatabaseUnavailable
from db.pacing import Gate
from jobs.crew import Crew
from jobs.engine import EngineSettings, build_app
from jobs.material.fetch import SafeReader
from jobs.providers.local import LocalStudio
from jobs.rhythm import Rhythm
from jobs.shelves import Shelves
from jobs.storage import Storage, free_bytes
from jobs.workspace import workspace

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["Choice", "House", "Models", "process", "rhythm_of", "run", "stand_in_token"]

log = structlog.get_logger(__name__)

Models = Callable[[ModelAccess | None], "tuple[BaseChatModel, BaseChatModel]"]
"""(the model to talk to, the one that takes over when it fails) for what is configured."""

SHORTEST_GRACE_S: Final = 4.0
STAND_IN_TOKEN_FILE: Final = "bot-token"  # noqa: S105 (a file name)


async def run(config: Config, choice: Choice, door: Entrance) -> int:
    """Do the work of the chosen roles until a signal; 0 after an orderly end."""
    async with process(config, choice, door) as house:
        print(house.greeting, flush=True)
        if choice.open_page:
            await asyncio.to_thread(webbrowser.open, house.server.url)
        return await house.supervisor.run_until_signal()


@dataclass(frozen=True, slots=True)
class House:
    """A process that is ready to run its roles; its port is open."""

    supervisor: Supervisor
    server: HttpServer
    greeting: str
    stand_in: ChatStandIn | None


@asynccontextmanager
async def process(
    config: Config, choice: Choice, door: Entrance, models: Models = chat_models
) -> AsyncIterator[House]:
    """Everything that must be there before the roles start, and is taken down after they ended."""
    async with AsyncExitStack() as stack:
        if choice.replicate_stand_in:
            port = int(door.sockets[0].getsockname()[1])
            config = await stack.enter_async_context(replicate_beside(config, port))
        storage = await asyncio.to_thread(storage_of, config)
        stack.push_async_callback(storage.close)
        url = await _database(config, stack)
        database = Database(DatabaseSettings(url, pool_size=config.database.pool_size))
        stack.push_async_callback(database.dispose)
        bell = await stack.enter_async_context(Bell(url))
        meters, gauges, supervisors = Meters(), Gauges(database), list[Supervisor]()
        meters.registry.register(gauges)
        server = HttpServer(
            config.http,
            lambda: _readiness(database, url, config, *supervisors),
            readiness_limit=config.periods.readiness_limit,
            registry=meters.registry,
            look=gauges.look,
            watch=meters,
            sockets=door.sockets,
        )
        stand_in = await _stand_in(config, server, stack)
        hook, paid = _WebhookDoor(), paid_studio(config, meters)
        if paid is not None:
            stack.push_async_callback(paid.api.close)
            server.add(partial(add_hooks, paid, database))
        if config.webhook is not None and "bot" in choice.roles:
            server.add(hook.add_to)
        await server.start()
        stack.push_async_callback(server.stop)
        money = money_of(config, paid, unpaid=choice.replicate_stand_in)
        chat = _chat_settings(config, server, money)
        speech = Speech.load()
        gate = Gate(database, config.periods.sending)
        bot = build_bot(chat, watch=meters, gate=gate)
        stack.push_async_callback(bot.session.close)
        dispatcher = build_dispatcher(database, chat, speech)
        intake = Intake(bot, dispatcher, database, speech, watch=meters, gate=gate)
        stack.push_async_callback(intake.settle, intake.pace.settle_s)
        inbox = Inbox(intake, database, pace=_inbox_pace(config))
        stack.push_async_callback(inbox.close, intake.pace.settle_s)
        hook.open(inbox, chat)
        (config.home / "work").mkdir(mode=0o700, exist_ok=True)
        work_folder = stack.enter_context(workspace(config.home / "work"))
        crew = replace(
            _crew(config, database, bell, bot, speech, work_folder, models(config.model), storage),
            money=money,
            paid=paid,
            admins=config.admin_ids,
            reviewed=bool(config.admin_ids),
            guest=partial(is_guest, rules=chat.rules),
            watch=meters,
        )
        stack.push_async_callback(close_model, crew.model)
        if crew.ears is not None:
            stack.push_async_callback(crew.ears.close)
        settings = _engine_settings(config, url)
        engine = await _open_engine(settings, crew, stack)
        timekeeper = Timekeeper()
        roles = [
            *bot_roles(config, choice, inbox, chat, speech),
            *scheduler_roles(choice, url, crew, engine, timekeeper),
            *worker_roles(choice, settings, engine, crew),
        ]
        supervisor = Supervisor(
            roles,
            backoff=Backoff.of(config.periods),
            # To end what one is doing takes what the machine takes, however much a test shrinks time.
            grace=max(config.periods.shutdown_grace, SHORTEST_GRACE_S),
            watch=meters,
        )
        supervisors.append(supervisor)
        show_house(meters, config, database, supervisor, lambda: timekeeper.ticks())
        yield House(supervisor, server, _greeting(config, choice, server, stand_in), stand_in)


class _WebhookDoor:
    """The webhook's route. It is mounted before the port opens, and the bot, which must know the port, is built
    after: until then Telegram is asked to come again."""

    def __init__(self) -> None:
        self._handler: WebhookHandler | None = None

    def add_to(self, app: web.Application) -> None:
        app.add_routes([web.post(WEBHOOK_PATH, self.handle)])

    def open(self, inbox: Inbox, chat: ChatSettings) -> None:
        if chat.webhook_secret:
            self._handler = WebhookHandler(inbox, chat.webhook_secret)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if self._handler is None:
            return web.Response(status=503)
        return await self._handler.handle(request)


def _inbox_pace(config: Config) -> InboxPace:
    periods = config.periods
    return InboxPace(
        at_once=max(1, config.database.pool_size // 2),
        left_s=periods.update_left,
        look_s=periods.update_look,
    )


async def _database(config: Config, stack: AsyncExitStack) -> str:
    """The URL of a database that answers and has the current schema."""
    if config.database.url is not None:
        url = config.database.url.get_secret_value()
    else:
        embedded = EmbeddedPostgres(EmbeddedSettings(config.home))
        url = await asyncio.to_thread(embedded.start)

        async def stop() -> None:
            await asyncio.to_thread(embedded.stop)

        stack.push_async_callback(stop)
    try:
        if await asyncio.to_thread(schema.upgrade, url):
            log.info("schema upgraded", revision=schema.head())
    except DatabaseUnavailable as error:
        raise ConfigError(
            "DATABASE_URL",
            f"names a database that can't be reached ({error})",
            "start that server or correct the address, or leave it out for the embedded Postgres",
        ) from error
    return url


async def _stand_in(config: Config, server: HttpServer, stack: AsyncExitStack) -> ChatStandIn | None:
    if config.telegram is not None:
        return None
    stand_in = ChatStandIn(config.home / "chat", bot_token=stand_in_token(config.home))
    server.add(stand_in.add_to)
    await stand_in.start()
    stack.push_async_callback(stand_in.stop)
    return stand_in


def stand_in_token(home: Path) -> str:
    """The token of the chat stand-in of this home; made once, readable by its owner only."""
    file = home / STAND_IN_TOKEN_FILE
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)}")
    return file.read_text().strip()


def _chat_settings(config: Config, server: HttpServer, money: Money) -> ChatSettings:
    webhook = config.webhook
    if config.telegram is not None:
        token, api_url = config.telegram.token.get_secret_value(), config.telegram.api_url
    else:
        token, api_url = stand_in_token(config.home), server.url
    return ChatSettings(
        token,
        api_url=api_url,
        public_url=webhook.public_url if webhook else None,
        webhook_secret=webhook.secret.get_secret_value() if webhook else None,
        admin_ids=config.admin_ids,
        guided=config.model is None,
        model=chat_model_id(config.model),
        token_prices=token_prices(config.models_file),
        money=money,
        free_bytes=partial(free_bytes, config.home),
        access=config.access,
        # The rest of an album does not come quicker because a test shrinks time.
        burst_wait_s=max(config.periods.album_wait, 0.7),
    )


def _crew(
    config: Config,
    database: Database,
    bell: Bell,
    bot: Bot,
    speech: Speech,
    work_folder: Path,
    models: tuple[BaseChatModel, BaseChatModel],
    storage: Storage,
) -> Crew:
    model, fallback = models
    periods = config.periods
    shelves = Shelves(config.shelves)
    return Crew(
        database=database,
        bell=bell,
        bot=bot,
        speech=speech,
        model=model,
        fallback=fallback,
        provider=LocalStudio(width=config.test_width, shelves=shelves),
        storage=storage,
        work=work_folder,
        rhythm=rhythm_of(config),
        prices=token_prices(config.models_file),
        pace=LivePace(throttle_s=periods.draft_throttle, refresh_s=periods.draft_refresh),
        ears=speech_endpoint(config.model),
        reader=SafeReader(),
        spare_bytes=free_bytes,
        shelves=shelves,
    )


def rhythm_of(config: Config) -> Rhythm:
    """The periods that the work goes by."""
    # Neither a model's answer nor Telegram's file server comes quicker because a test shrinks time.
    limit = max(config.periods.turn_deadline, 10.0)
    call = max(config.periods.call_deadline, 10.0)
    return replace(
        config.periods, turn_deadline=limit, call_deadline=call, photo_patience=Rhythm().photo_patience
    )


def _engine_settings(config: Config, url: str) -> EngineSettings:
    p = config.periods
    return EngineSettings(
        url,
        heartbeat_s=p.heartbeat,
        stall_s=p.stall,
        chat_poll_s=p.chat_poll,
        work_poll_s=p.work_poll,
        grace_s=p.shutdown_grace / 2,
        # No server starts quicker because a test shrinks time.
        reconnect_s=max(p.engine_reconnect, 2.0),
    )


async def _open_engine(settings: EngineSettings, crew: Crew, stack: AsyncExitStack) -> App:
    app = build_app(settings, crew)
    await stack.enter_async_context(app.open_async())
    return app


async def _readiness(
    database: Database, url: str, config: Config, supervisor: Supervisor | None = None
) -> Mapping[str, Check]:
    """What /readyz shows: the database, its schema, how long work that is due has been waiting, and the roles."""
    try:
        async with database.transaction() as session:
            found = await health.examine(session)
    except DatabaseUnavailable as error:
        return {"database": Check(False, str(error))}
    return {
        "database": Check(True),
        "schema": Check(
            found.revision == schema.head(), f"revision {found.revision}, needed {schema.head()}"
        ),
        "queue": Check(found.behind_s <= config.periods.queue_lag_limit, f"{found.behind_s:.1f} s behind"),
        **({"roles": _roles_up(supervisor)} if supervisor is not None else {}),
    }


def _roles_up(supervisor: Supervisor) -> Check:
    down = [name for name in supervisor.names if name not in supervisor.running]
    return Check(not down, f"not running: {', '.join(down)}" if down else "")


def _greeting(config: Config, choice: Choice, server: HttpServer, stand_in: ChatStandIn | None) -> str:
    if stand_in is not None:
        voice = "the built-in guided interviewer" if config.model is None else "your chat model"
        made = "videos are rendered on this machine, free of charge."
        if choice.replicate_stand_in and config.replicate is not None:
            made = (
                f"Replicate is played by a stand-in; what it would cost: {config.replicate.base_url}/ledger"
            )
        return (
            f"\n  Briefcut is ready: open {server.url} and tell it about your ad.\n"
            f"  You talk to {voice}; {made}\n"
            f"  Data: {config.home} · Ctrl-C ends it.\n"
        )
    how = "webhooks" if config.webhook else "long polling"
    return f"\n  Briefcut is ready ({how}); {server.url}/readyz tells how it is. Ctrl-C ends it.\n"
