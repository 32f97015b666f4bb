"""`Visit`: one update of one person, with all that a handler needs inside its transaction.

Handlers write rows through it and never call the network: what they want to say goes to the outbox, in the same
transaction as its cause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal, TypedDict

from aiogram.types import Message

from agent.brief import Brief
from agent.craftlog import LEVELS, CraftLevel
from agent.pricing import craft_price
from agent.script import AdScript
from agent.token_prices import TokenPrices
from agent.workbench import level_of
from bot.i18n import Speech, Tongue
from bot.plans import Plan, read_limits
from bot.prices import Money, price_of_making
from bot.scripts import read_craft, read_stored
from bot.views import talk
from bot.views.script import Price, script_card, stale_script
from bot.views.words import Words
from db.accounts import Accounts
from db.engine import Session
from db.enums import AdProjectStatus, ChatRole, SubscriptionType
from db.models import AdProject, ChatSession, User
from db.outbox import OutboxKind, say, sent_as
from db.projects import Projects
from db.publishing import Ratings
from db.trail import about
from db.turns import FILMING, Standing, Turns, is_filming

# Clients cut what is longer than one message into pieces of about this size.
LONG_TEXT: Final = 4000

_STAGES: Final = {
    AdProjectStatus.INITIAL: talk.Stage.EMPTY,
    AdProjectStatus.CHAT_IN_PROGRESS: talk.Stage.TALKING,
    AdProjectStatus.SCRIPT_GENERATED: talk.Stage.SCRIPT,
    AdProjectStatus.SCRIPT_APPROVED: talk.Stage.FILMING,
    AdProjectStatus.VIDEO_GENERATING: talk.Stage.FILMING,
    AdProjectStatus.COMPLETED: talk.Stage.COMPLETED,
    AdProjectStatus.FAILED: talk.Stage.FAILED,
    AdProjectStatus.CANCELLED: talk.Stage.CANCELLED,
}


class Place(TypedDict):
    """Where something is said."""

    chat_id: int
    thread_id: int


@dataclass(frozen=True, slots=True)
class HouseRules:
    """What is the same for everybody. `guided`: no model is connected, else `model` is its id and `token_prices` what
    its calls cost. `money` says what making costs how much. `access`: everybody may come in, or who is invited;
    `plans` what each plan allows.

    Albums and pasted walls of text arrive as several messages without an end mark: their turn waits `burst_wait_s`
    for the rest.
    """

    guided: bool
    admin_ids: frozenset[int] = frozenset()
    money: Money = field(default_factory=Money)
    burst_wait_s: float = 1.0
    model: str | None = None
    token_prices: TokenPrices = field(default_factory=TokenPrices)
    free_bytes: Callable[[], int] | None = None
    """Free space on the disk of this process; None where nobody looks."""
    access: Literal["open", "invite", "guests"] = "open"
    plans: Mapping[SubscriptionType, Plan] = field(default_factory=read_limits)

    def craft_prices(self) -> dict[CraftLevel, Decimal]:
        """What working out one script takes, by level."""
        return {level: craft_price(level, self.model, self.token_prices) for level in LEVELS}


@dataclass(frozen=True, slots=True)
class Visit:
    """Who, where, in which transaction. `chat` is the person's place in this chat and thread."""

    session: Session
    update_id: int
    user: User
    chat: ChatSession
    t: Tongue
    rules: HouseRules
    clock: Callable[[], datetime]
    speech: Speech
    """All languages, for what is said to others than the person."""

    @property
    def place(self) -> Place:
        """The chat and its thread, as arguments."""
        return {"chat_id": self.chat.chat_id, "thread_id": self.chat.thread_id}

    @property
    def in_group(self) -> bool:
        """Whether others read along: Telegram's groups have negative ids."""
        return self.chat.chat_id < 0

    @property
    def is_admin(self) -> bool:
        """Whether the person is one of `ADMIN_IDS`, and alone with us: in a group nobody is."""
        return not self.in_group and self.user.telegram_user_id in self.rules.admin_ids

    @property
    def plan(self) -> Plan:
        """What the person's plan of now allows."""
        return self.rules.plans[self.user.subscription_type]

    @property
    def projects(self) -> Projects:
        return Projects(self.session, self.user.id)

    @property
    def accounts(self) -> Accounts:
        return Accounts(self.session)

    @property
    def turns(self) -> Turns:
        return Turns(self.session, self.user.id)

    async def say(
        self,
        words: Words | Iterable[Words],
        what: str,
        *,
        project: AdProject | None = None,
        kind: OutboxKind = "text",
        dedupe_key: str | None = None,
    ) -> None:
        """Lets `words` be said in this chat once this update is committed; `what` names it within the update."""
        if project is not None:
            about(ad=project.id)
        several = (words,) if isinstance(words, Words) else tuple(words)
        for number, one in enumerate(several):
            key = dedupe_key or f"update:{self.update_id}:{what}"
            form, payload = one.message()
            await say(
                self.session,
                chat_id=self.chat.chat_id,
                thread_id=self.chat.thread_id or None,
                kind=form if kind == "text" else kind,
                payload=payload,
                dedupe_key=key if len(several) == 1 else f"{key}:{number}",
                user_id=self.user.id,
                project_id=project.id if project else None,
            )

    async def project_of(self, message: Message) -> AdProject:
        """The ad that `message` is about: the one whose message it replies to, else the current, else a new."""
        current = await self.projects.current(self.chat)
        replied = message.reply_to_message
        if replied is not None:
            meant = await self.projects.of_message(self.chat.chat_id, replied.message_id)
            if meant is not None and (current is None or meant.id != current.id):
                await self.projects.switch(self.chat, meant.id)
                await self.say(self.switched_to(meant), "switched", project=meant)
                return meant
        return current or await self.projects.start(self.chat)

    def switched_to(self, project: AdProject) -> Words:
        """That this ad is the chat's current one now, and where it stands."""
        return talk.switched(
            self.t,
            title=project.title,
            stage=stage_of(project),
            project=project.id,
            revision=project.revision,
        )

    async def take(
        self,
        project: AdProject,
        content: str,
        *,
        message_id: int | None,
        sent_at: datetime,
        kind: str = "text",
        trace: Mapping[str, Any] | None = None,
        reply_to: int | None = None,
        delay_s: float = 0.0,
    ) -> bool:
        """Remembers what the person said about `project` and asks for an answer; False if it was known before."""
        remembered = await self.projects.remember(
            project.id,
            role=ChatRole.USER,
            content=content,
            timestamp=sent_at,
            chat_id=self.chat.chat_id,
            telegram_message_id=message_id,
            reply_to=reply_to,
            kind=kind,
            trace=dict(trace or {}),
        )
        if remembered is None:
            return False
        await self.ask(project, delay_s=delay_s)
        return True

    async def ask(self, project: AdProject, *, delay_s: float = 0.0) -> None:
        """Asks for an answer about `project`; while its video is being made, says once that it will come later."""
        about(ad=project.id)
        await self.turns.request(
            project,
            chat_id=self.chat.chat_id,
            thread_id=self.chat.thread_id,
            trigger_update_id=self.update_id,
            delay_s=delay_s,
        )
        if is_filming(project):
            await self.say(
                talk.busy(self.t, project=project.id, revision=project.revision),
                "busy",
                project=project,
                dedupe_key=f"busy:{project.id}:{await self._production_of(project)}",
            )

    async def _production_of(self, project: AdProject) -> str:
        """What tells this production of the ad from its earlier ones."""
        approved = await self.projects.approved_at(project.id)
        return approved.isoformat() if approved else str(project.revision)

    async def is_message_of(self, message_id: int | None, dedupe_key: str) -> bool:
        """Whether this message of the chat is what was said under `dedupe_key`."""
        if message_id is None:
            return False
        return await sent_as(self.session, self.user.id, self.chat.chat_id, dedupe_key) == message_id

    async def price(self, project: AdProject, script: AdScript, money: Money | None = None) -> Price:
        """What making `script`, the ad's current one, uses of what the person may spend; `money`: at these prices."""
        money = money or self.rules.money
        return await price_of_making(self.session, self.user, project.id, project.revision, script, money)

    async def stars_of(self, project: AdProject) -> int:
        """How many stars the ad was given; 0: none yet."""
        given = await Ratings(self.session, self.user.id).of_project(project.id)
        return given.rating if given is not None else 0

    def once(self, burst: str | None, what: str) -> str | None:
        """The dedupe key of a notice that is given once per burst; None where there is no burst."""
        return f"burst:{self.chat.chat_id}:{burst}:{what}" if burst else None

    def brief(self, project: AdProject) -> Brief:
        """What is known about the ad."""
        return Brief.from_stored(project.ad_details, project.settings.get("brief"))

    def craft_level(self, project: AdProject) -> CraftLevel:
        """How much is done before a script of the ad is shown."""
        return level_of(project.settings.get("craft"))

    async def script(self, project: AdProject) -> AdScript | None:
        """The ad's script as it stands."""
        return await read_stored(self.session, project)

    async def show_script(
        self, project: AdProject, script: AdScript, what: str, *, stale: bool = False
    ) -> None:
        """Shows the script with its price and fresh buttons; `stale`: because an old button was pressed."""
        show: Callable[..., Words | tuple[Words, ...]] = stale_script if stale else script_card
        shown = show(
            self.t,
            script,
            project=project.id,
            revision=project.revision,
            price=await self.price(project, script),
            craft=await read_craft(self.session, project),
            in_group=self.in_group,
        )
        await self.say(shown, what, project=project)


def stage_of(project: Standing) -> talk.Stage:
    """Where the ad stands, as people see it."""
    if project.status in FILMING and not is_filming(project):
        return talk.Stage.REVIEWING
    return _STAGES[project.status]
