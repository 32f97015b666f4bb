"""A person at their board: presses buttons and sends photos through the real dispatcher, while a till does the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.methods import AnswerCallbackQuery, SendMediaGroup
from sqlalchemy import select

from bot.app import ChatSettings, build_dispatcher
from bot.intake import Intake, IntakePace
from db.engine import Database
from db.models import AdProject, OutboxRow
from db.stock import Piece, Stock, load_stock
from tests.jobs.shop import SPEECH
from tests.paid.till import Till
from tests.support.telegram import TOKEN, Client


@dataclass
class Boardroom:
    """One person, their ad, and the till that makes it."""

    till: Till
    project: AdProject
    client: Client
    intake: Intake
    revision: int = 1
    answers: list[str] = field(default_factory=list)

    @property
    def database(self) -> Database:
        return self.till.shop.database

    # ── what the person does ─────────────────────────────────────────────────────────────────────────────────────

    async def press(
        self, data: CallbackData | str, message_id: int = 900, client: Client | None = None
    ) -> str:
        """The toast that a press on this button gets."""
        packed = data if isinstance(data, str) else data.pack()
        session = self.till.shop.session
        before = len(session.of(AnswerCallbackQuery))
        await self.intake.take((client or self.client).press(packed, message_id))
        await self.intake.settle()
        return (
            (session.of(AnswerCallbackQuery)[before].text or "")
            if len(session.of(AnswerCallbackQuery)) > before
            else ""
        )

    async def tap(self, label: str, row: str = "") -> str:
        """Press the newest button whose label begins so, in the message that says `row`."""
        found = [
            (button["callback_data"], sent)
            for payload, sent in await self.shown()
            if row in str(payload.get("text", payload.get("caption", "")))
            for line in payload.get("keyboard", [])
            for button in line
            if button["text"].startswith(label)
        ]
        assert found, f"no button {label!r} in {await self.labels(row)}"
        data, sent = found[-1]
        return await self.press(data, sent or 900)

    async def labels(self, row: str = "") -> list[list[str]]:
        """The labels of the newest message with buttons that says `row`."""
        for payload, _ in reversed(await self.shown()):
            if payload.get("keyboard") and row in str(payload.get("text", "")):
                return [[button["text"] for button in line] for line in payload["keyboard"]]
        return []

    # ── what came of it ──────────────────────────────────────────────────────────────────────────────────────────

    async def shown(self) -> Sequence[tuple[dict[str, Any], int | None]]:
        """(payload, message id) of everything that was said, in order."""
        async with self.database.transaction() as session:
            rows = await session.scalars(select(OutboxRow).order_by(OutboxRow.id))
            return [(row.payload, row.sent_message_id) for row in rows.all()]

    async def board(self) -> str:
        """What the board says now."""
        texts = [str(p.get("text", "")) for p, _ in await self.shown()]
        return next(
            text for text in reversed(texts) if "Choose the pictures" in text or "Look at the clips" in text
        )

    async def said(self, words: str) -> bool:
        return any(words in str(p.get("text", p.get("caption", ""))) for p, _ in await self.shown())

    async def work(self, *, within_s: float = 30.0) -> AdProject:
        """Let everything be made that was asked for; the ad as it stands."""
        await self.till.work_off(within_s=within_s)
        project = await self.till.shop.project(self.project)
        self.revision = project.revision
        return project

    async def stock(self) -> Stock:
        async with self.database.transaction() as session:
            return await load_stock(session, self.project.id, self.revision)

    async def rows(self, kind: str, scene: int | None = None) -> list[Piece]:
        return (await self.stock()).rows(kind, scene)

    async def stage(self) -> str | None:
        return (await self.till.shop.project(self.project)).current_stage

    async def ran(self) -> int:
        """How many runs the provider has ended."""
        return len(await self.till.entries())

    def albums(self) -> list[SendMediaGroup]:
        return self.till.shop.session.of(SendMediaGroup)

    async def chosen(self) -> list[int]:
        """The numbers of the chosen pictures, scene by scene."""
        stock = await self.stock()
        found = [stock.chosen("still", scene) for scene in stock.scenes]
        return [one.job.variant for one in found if one is not None]


async def enter(till: Till, **plan: Any) -> Boardroom:
    """A person whose script waits for approval, at a bot with the till's prices."""
    project = await till.shop.scripted_ad()
    dispatcher = build_dispatcher(till.shop.database, ChatSettings(TOKEN, money=till.money), SPEECH)
    pace = IntakePace(first_wait_s=0.001, longest_wait_s=0.002, poll_s=0)
    intake = Intake(till.shop.crew.bot, dispatcher, till.shop.database, SPEECH, pace=pace)
    return Boardroom(till, project, Client(user_id=1, name="Person"), intake, **plan)
