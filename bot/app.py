"""The bot put together: Bot, Dispatcher and the two ways in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.enums import ParseMode
from aiohttp import web

from agent.token_prices import TokenPrices
from bot.arriving import WebhookHandler
from bot.counted import Counted
from bot.door import Door
from bot.i18n import Speech
from bot.inbox import Inbox
from bot.lean import KeepAnswers, ask_in_place
from bot.middlewares import UnitOfWork, now
from bot.paced import Paced
from bot.prices import Money
from bot.routers import routers
from bot.visit import HouseRules
from db.engine import Database
from db.pacing import Gate
from db.watch import Watch

WEBHOOK_PATH: Final = "/telegram/webhook"


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """How the bot reaches Telegram and what holds for everybody in the chat.

    `api_url` None is the official server; `public_url` and `webhook_secret` together mean webhooks instead of
    polling; `guided` says that no model is connected, else `model` is its id and `token_prices` what its calls cost;
    `money` says what making costs, `access` who may come in; `burst_wait_s` is how long a turn waits for the rest of
    an album.
    """

    token: str = field(repr=False)
    api_url: str | None = None
    public_url: str | None = None
    webhook_secret: str | None = field(default=None, repr=False)
    admin_ids: frozenset[int] = frozenset()
    guided: bool = True
    money: Money = field(default_factory=Money)
    burst_wait_s: float = 1.0
    model: str | None = None
    token_prices: TokenPrices = field(default_factory=TokenPrices)
    free_bytes: Callable[[], int] | None = None
    access: Literal["open", "invite", "guests"] = "open"

    @property
    def rules(self) -> HouseRules:
        return HouseRules(
            self.guided,
            self.admin_ids,
            self.money,
            self.burst_wait_s,
            None if self.guided else self.model,
            self.token_prices,
            self.free_bytes,
            self.access,
        )


def build_bot(
    settings: ChatSettings,
    session: BaseSession | None = None,
    watch: Watch | None = None,
    gate: Gate | None = None,
) -> Bot:
    """A Bot that writes HTML without link previews, at the pace of `gate`. The caller closes `bot.session`."""
    server = TelegramAPIServer.from_base(settings.api_url) if settings.api_url else PRODUCTION
    bot = Bot(
        settings.token,
        session=session or AiohttpSession(api=server),
        default=DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True),
    )
    if gate is not None:
        bot.session.middleware(Paced(gate))
    bot.session.middleware(KeepAnswers())
    bot.session.middleware(Counted(watch or Watch()))
    return bot


def build_dispatcher(
    database: Database,
    settings: ChatSettings,
    speech: Speech,
    *,
    clock: Callable[[], datetime] = now,
) -> Dispatcher:
    """All handlers, each update in one transaction of `database`. No FSM: the ad's row is the state."""
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.update.outer_middleware(UnitOfWork(database, speech, settings.rules, clock))
    for observer in (dispatcher.message, dispatcher.edited_message, dispatcher.callback_query):
        observer.middleware(Door())
    chosen = routers()
    ask_in_place(chosen)
    dispatcher.include_routers(*chosen)
    return dispatcher


def webhook_routes(inbox: Inbox, settings: ChatSettings) -> list[web.RouteDef]:
    """The route that Telegram posts to."""
    return [web.post(WEBHOOK_PATH, WebhookHandler(inbox, settings.webhook_secret or "").handle)]


async def set_webhook(bot: Bot, dispatcher: Dispatcher, settings: ChatSettings) -> None:
    """Asks Telegram to deliver to us; updates that wait there are kept."""
    if not settings.public_url or not settings.webhook_secret:
        raise ValueError("webhooks need a public address and a secret")
    await bot.set_webhook(
        settings.public_url.rstrip("/") + WEBHOOK_PATH,
        secret_token=settings.webhook_secret,
        allowed_updates=dispatcher.resolve_used_update_types(),
        drop_pending_updates=False,
    )
