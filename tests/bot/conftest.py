"""The bot as it runs, over a recording session and a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import Update
from sqlalchemy import func, select, text

from agent.brief import Brief
from agent.script import AdScript, Scene
from bot.app import ChatSettings, build_bot, build_dispatcher
from bot.i18n import Speech, Tongue
from bot.intake import Intake, IntakePace
from db.engine import Database, DatabaseSettings
from db.enums import AdProjectStatus, ChatRole
from db.models import AdProject, ChatMessage, OutboxRow, Script, ScriptRevision, User
from tests.support.database import Cluster
from tests.support.states import put_into
from tests.support.telegram import NOON, TOKEN, Client, RecordingSession

SPEECH = Speech.load()
ADMIN = 7900
PACE = IntakePace(first_wait_s=0.001, longest_wait_s=0.002, poll_s=0)

EMPTIED = (
    *("outbox", "processed_updates", "procrastinate_jobs", "chat_sessions", "ad_projects", "users"),
    "budgets",
)

SCENES = tuple(
    Scene(scene_number=number, description=f"Picture {number}", duration=5, on_screen_text=f"Line {number}")
    for number in (1, 2, 3)
)


@dataclass
class Room:
    """The bot of one test."""

    database: Database
    session: RecordingSession
    intake: Intake

    async def get(self, *updates: Update) -> None:
        """Telegram delivers `updates`, one after the other."""
        for update in updates:
            await self.intake.take(update)

    async def all(self, model: type[Any], *order: Any) -> Sequence[Any]:
        async with self.database.transaction() as session:
            return (await session.scalars(select(model).order_by(*order))).all()

    async def count(self, model: type[Any]) -> int:
        async with self.database.transaction() as session:
            return int(await session.scalar(select(func.count()).select_from(model)) or 0)

    async def said(self) -> list[str]:
        """What waits in the outbox, in order: the texts, and those under pictures."""
        rows = await self.all(OutboxRow, OutboxRow.id)
        return [row.payload["text"] if "text" in row.payload else row.payload["caption"] for row in rows]

    async def last(self) -> OutboxRow:
        """What was put into the outbox last."""
        row: OutboxRow = (await self.all(OutboxRow, OutboxRow.id))[-1]
        return row

    def toasts(self) -> list[str]:
        """What presses were answered with, in order."""
        return [call.text or "" for call in self.session.of(AnswerCallbackQuery)]

    async def jobs(self, task: str) -> int:
        async with self.database.transaction() as session:
            query = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = :task")
            return int(await session.scalar(query, {"task": task}) or 0)

    async def lines(self) -> list[tuple[str, str]]:
        """(kind, content) of what people said."""
        rows = await self.all(ChatMessage, ChatMessage.timestamp, ChatMessage.created_at)
        return [(row.kind, row.content) for row in rows if row.role == ChatRole.USER]

    async def project(self) -> AdProject:
        """The only ad there is."""
        (project,) = await self.all(AdProject)
        return project

    async def with_script(
        self, client: Client, status: AdProjectStatus = AdProjectStatus.SCRIPT_GENERATED, revision: int = 1
    ) -> AdProject:
        """An ad of `client` with a script, as the turn job would have left it."""
        await self.get(client.text("15 s reel for our cold brew"))
        brief = Brief(product="Cold brew", placement="instagram_reels", duration=15)
        async with self.database.transaction() as session:
            query = (
                select(AdProject)
                .join(User, User.id == AdProject.user_id)
                .where(User.telegram_user_id == client.user_id)
                .order_by(AdProject.created_at.desc())
                .limit(1)
            )
            project = (await session.scalars(query)).one()
            await put_into(session, project.id, status)
            project.revision, project.title = revision, "Cold brew"
            project.ad_details = brief.ad_details()
            project.settings = {**project.settings, "brief": brief.extras()}
            document = AdScript(scenes=SCENES, storyline="Thirst ends.").model_dump(
                mode="json", by_alias=True
            )
            script = {"storyline": "Thirst ends.", "scenes": document["scenes"], "revision": revision}
            session.add(Script(project_id=project.id, **script))
            session.add(ScriptRevision(project_id=project.id, revision=revision, document=document))
            await session.execute(text("DELETE FROM turns"))
            await session.execute(text("DELETE FROM outbox"))
        return project

    async def assistant_said(self, project: AdProject, message_id: int, *suggestions: str) -> ChatMessage:
        """A message of the assistant in the chat, with suggestion buttons."""
        async with self.database.transaction() as session:
            message = ChatMessage(
                project_id=project.id,
                role=ChatRole.ASSISTANT,
                content="?",
                timestamp=NOON,
                chat_id=project.settings["chat"]["chatId"],
                telegram_message_id=message_id,
                trace={"suggestions": list(suggestions)},
            )
            session.add(message)
        return message


@pytest.fixture
def t() -> Tongue:
    return SPEECH.of("en")


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def other() -> Client:
    return Client(user_id=7002, name="Bob")


@pytest.fixture
def admin() -> Client:
    return Client(user_id=ADMIN, name="Root")


@pytest.fixture(scope="session")
def room_url(cluster: Cluster) -> Iterator[str]:
    """One database for the whole room: a copy per test would take longer than the tests."""
    url = cluster.create()
    yield url
    cluster.drop(url)


@pytest.fixture
async def database(room_url: str) -> AsyncIterator[Database]:
    """The room's database, emptied."""
    database = Database(DatabaseSettings(room_url, pool_size=5))
    async with database.transaction() as session:
        for table in EMPTIED:
            await session.execute(text(f"DELETE FROM {table}"))
    yield database
    await database.dispose()


@pytest.fixture
def room(database: Database) -> Room:
    settings = ChatSettings(TOKEN)
    session = RecordingSession()
    bot = build_bot(settings, session)
    dispatcher = build_dispatcher(database, settings, SPEECH)
    counter = iter(range(1, 1000))
    intake = Intake(bot, dispatcher, database, SPEECH, pace=PACE, reference=lambda: f"REF{next(counter)}")
    return Room(database, session, intake)


@pytest.fixture
def staffed(room: Room) -> Room:
    """The room with an admin."""
    settings = ChatSettings(TOKEN, admin_ids=frozenset({ADMIN}))
    room.intake.dispatcher = build_dispatcher(room.database, settings, SPEECH)
    return room
