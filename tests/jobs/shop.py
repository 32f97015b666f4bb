"""A worker's whole shop without a process: real Postgres, a scripted provider, a Telegram that records.

Jobs are done as the engine does them (due ones only, each by its own task), but one at a time and in a known order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from aiogram.methods import EditMessageText, SendMessage
from sqlalchemy import select, text

from agent.brief import Brief
from agent.script import AdScript, Scene
from bot.app import ChatSettings, build_bot
from bot.i18n import Speech
from bot.live import LivePace
from briefcut.models import chat_models
from db.bell import Bell
from db.engine import Database
from db.enums import AdProjectStatus, ChatRole
from db.models import AdProject, ChatMessage, GenerationJob, Script, ScriptRevision
from db.production import Approval, Production
from db.projects import Projects
from db.turns import Turns
from jobs.advance import advance, delivered
from jobs.announce import announce
from jobs.crew import Crew
from jobs.edits import edit
from jobs.farewell import erase_leaving
from jobs.handing import forget_export, hand_over
from jobs.make import make
from jobs.nightly import nightly
from jobs.paid.audit import audit
from jobs.paid.look import look
from jobs.providers import Made, Order
from jobs.rhythm import Rhythm
from jobs.say import say
from jobs.stars import settle_stars
from jobs.storage import FolderStorage
from jobs.training.looks import forget_look
from jobs.training.train import train
from jobs.turn import answer
from tests.support.people import met
from tests.support.states import put_into
from tests.support.telegram import NOON, TOKEN, RecordingSession

SPEECH = Speech.load()
QUICK = Rhythm(
    lease=30.0,
    renewal=0.05,
    turn_deadline=10.0,
    job_backoff=0.01,
    job_backoff_max=0.05,
    send_interval=0.0,
    send_interval_group=0.0,
    send_interval_all=0.0,
    send_backoff=0.02,
    send_backoff_max=0.05,
)
SCENES = tuple(
    Scene(scene_number=number, description=f"Picture {number}", duration=3, on_screen_text=f"Line {number}")
    for number in (1, 2)
)

Act = Callable[[Order, Callable[[float], None]], Awaitable[Made]]


class Scripted:
    """A provider that makes small files. `plan` queues exceptions or acts for an order's name, in order."""

    name = "scripted"

    def __init__(self) -> None:
        self.orders: list[str] = []
        self._plans: dict[str, list[Exception | Act]] = {}

    def plan(self, name: str, *outcomes: Exception | Act) -> None:
        self._plans.setdefault(name, []).extend(outcomes)

    async def make(self, order: Order, progress: Callable[[float], None]) -> Made:
        self.orders.append(order.name)
        planned = self._plans.get(order.name)
        if not planned:
            return self.usual(order)
        outcome = planned.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return await outcome(order, progress)

    @staticmethod
    def usual(order: Order) -> Made:
        """A file that says which order it came from."""
        path = order.folder / f"{order.name}.bin"
        path.write_bytes(f"{order.name} of {sorted(order.inputs)}".encode())
        return Made(path, "application/octet-stream", width=270, height=480, seconds=6.0)


@dataclass
class Shop:
    """One worker. `work_off` does what is due until nothing waits any more."""

    database: Database
    crew: Crew
    provider: Scripted
    session: RecordingSession
    media: Path
    failures: list[Exception] = field(default_factory=list)

    # ── the engine ───────────────────────────────────────────────────────────────────────────────────

    async def work_off(self, *, within_s: float = 20.0, until: str = "") -> None:
        """Do the engine's jobs in order of their due time, until none is left or the next one is of task `until`."""
        async with asyncio.timeout(within_s):
            while (job := await self.next_job()) is not None:
                if until and job[0] == until:
                    return
                if job[2] > 0:
                    await asyncio.sleep(job[2])
                await self.do(job[0], job[1])

    async def next_job(self) -> tuple[str, dict[str, Any], float] | None:
        """(task, arguments, seconds until it is due) of the job that is due next."""
        query = text(
            "SELECT task_name, args, greatest(0, extract(epoch FROM scheduled_at - clock_timestamp())) AS wait "
            "FROM procrastinate_jobs WHERE status = 'todo' ORDER BY coalesce(scheduled_at, '-infinity'), id LIMIT 1"
        )
        async with self.database.transaction() as session:
            row = (await session.execute(query)).one_or_none()
        return None if row is None else (row.task_name, row.args, float(row.wait or 0))

    async def do(self, task: str, args: dict[str, Any]) -> None:
        """Take this job out of the queue and do it."""
        async with self.database.transaction() as session:
            await session.execute(
                text(
                    "DELETE FROM procrastinate_jobs WHERE task_name = :task AND args = cast(:args AS jsonb)"
                ),
                {"task": task, "args": _json(args)},
            )
        match task:
            case "turn":
                await answer(self.crew, UUID(args["project_id"]))
            case "advance":
                await advance(self.crew, UUID(args["project_id"]))
            case "make":
                await make(self.crew, UUID(args["job_id"]))
            case "edit":
                await edit(self.crew, UUID(args["edit_id"]))
            case "delivered":
                await delivered(self.crew, UUID(args["job_id"]))
            case "look":
                await look(self.crew)
            case "audit":
                await audit(self.crew)
            case "train":
                await train(self.crew, UUID(args["model_id"]))
            case "forget_look":
                await forget_look(self.crew, args["version"])
            case "nightly":
                await nightly(self.crew)
            case "export":
                await hand_over(self.crew, UUID(args["user_id"]), args["chat_id"], args["thread_id"])
            case "forget_export":
                await forget_export(self.crew, UUID(args["user_id"]), args["name"])
            case "leave":
                await erase_leaving(self.crew)
            case "announce":
                await announce(self.crew, UUID(args["broadcast_id"]))
            case "say":
                await say(self.crew, int(args["chat_id"]))
            case "stars":
                await settle_stars(self.crew)
            case other:
                raise AssertionError(f"no such task: {other}")

    # ── people and ads ───────────────────────────────────────────────────────────────────────────────

    async def ad(self, person: int = 1) -> AdProject:
        """A person's fresh ad."""
        return await ad(self.database, person)

    async def scripted_ad(self, person: int = 1) -> AdProject:
        """An ad whose script waits for approval at revision 1."""
        return await scripted_ad(self.database, person)

    async def approve(self, project: AdProject) -> Approval:
        chat_id = int(project.settings["chat"]["chatId"])
        async with self.database.transaction() as session:
            return await Production(session).approve(project.user_id, project.id, 1, chat_id=chat_id)

    async def approved_ad(self, person: int = 1) -> AdProject:
        project = await self.scripted_ad(person)
        assert await self.approve(project) is Approval.STARTED
        return project

    async def hears(self, project: AdProject, content: str, message_id: int, **line: Any) -> ChatMessage:
        """The person writes `content`; a turn is asked for."""
        chat_id = int(project.settings["chat"]["chatId"])
        async with self.database.transaction() as session:
            said = await Projects(session, project.user_id).remember(
                project.id,
                role=ChatRole.USER,
                content=content,
                timestamp=NOON,
                chat_id=chat_id,
                telegram_message_id=message_id,
                **line,
            )
            assert said is not None
            row = await session.get_one(AdProject, project.id, populate_existing=True)
            await Turns(session).request(row, chat_id=chat_id, thread_id=0, trigger_update_id=None)
        return said

    # ── what came of it ──────────────────────────────────────────────────────────────────────────────

    async def project(self, project: AdProject) -> AdProject:
        """The ad as it stands."""
        async with self.database.transaction() as session:
            return await session.get_one(AdProject, project.id)

    async def job(self, project: AdProject, kind: str, scene: int | None = None) -> GenerationJob:
        async with self.database.transaction() as session:
            query = select(GenerationJob).where(
                GenerationJob.project_id == project.id,
                GenerationJob.asset_kind == kind,
                GenerationJob.scene_number == scene if scene else GenerationJob.scene_number.is_(None),
            )
            return (await session.scalars(query)).one()

    async def count(self, query: str) -> int:
        async with self.database.transaction() as session:
            return int(await session.scalar(text(query)) or 0)

    def said(self) -> list[str]:
        """The texts of all new messages, in order."""
        return [call.text for call in self.session.of(SendMessage)]

    def edits(self) -> list[str]:
        """The texts of all edits, in order."""
        return [call.text for call in self.session.of(EditMessageText)]


async def ad(database: Database, person: int = 1) -> AdProject:
    """A person's fresh ad."""
    async with database.transaction() as session:
        user, chat = await met(session, person, f"Person {person}")
        return await Projects(session, user.id).start(chat)


async def scripted_ad(database: Database, person: int = 1) -> AdProject:
    """An ad whose script of two scenes and six seconds waits for approval at revision 1."""
    project = await ad(database, person)
    brief = Brief(product="Cold brew", placement="instagram_stories", duration=6)
    document = AdScript(scenes=SCENES, storyline="Thirst ends.", voiceover_text="Drink up.")
    stored = document.model_dump(mode="json", by_alias=True)
    async with database.transaction() as session:
        row = await session.get_one(AdProject, project.id)
        row.revision, row.title = 1, "Cold brew"
        row.ad_details, row.settings = brief.ad_details(), {**row.settings, "brief": brief.extras()}
        session.add(Script(project_id=row.id, storyline="Thirst ends.", scenes=stored["scenes"], revision=1))
        session.add(ScriptRevision(project_id=row.id, revision=1, document=stored))
        await put_into(session, row.id, AdProjectStatus.SCRIPT_GENERATED)
    return row


def _json(value: object) -> str:
    import json

    return json.dumps(value)


def build_shop(database: Database, bell: Bell, home: Path, rhythm: Rhythm = QUICK) -> Shop:
    """A shop whose files live below `home`."""
    session, provider = RecordingSession(), Scripted()
    model, fallback = chat_models(None)
    crew = Crew(
        database=database,
        bell=bell,
        bot=build_bot(ChatSettings(TOKEN), session),
        speech=SPEECH,
        model=model,
        fallback=fallback,
        provider=provider,
        storage=FolderStorage(home / "media"),
        work=home / "work",
        rhythm=rhythm,
        # Drafts would only make noise in the recording.
        pace=LivePace(throttle_s=60, typing_s=60),
    )
    return Shop(database, crew, provider, session, home / "media")


def texts(calls: Sequence[Any]) -> list[str]:
    return [call.text for call in calls]
