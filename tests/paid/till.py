"""A worker's shop whose stills, clips, voice and music come from the Replicate stand-in, over HTTP, with its ledger."""

from __future__ import annotations

import asyncio
import itertools
import time
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import httpx
from aiogram.methods import EditMessageText, SendMessage
from PIL import Image
from sqlalchemy import or_, select, text

from agent.catalog import Catalog, read_catalog
from bot.prices import Money, money_for, read_plans
from bot.scripts import read_stored
from briefcut.replicate_stand_in.server import ReplicateStandIn, serving
from briefcut.replicate_stand_in.settings import Settings
from briefcut.replicate_stand_in.studio import Made
from db import outbox
from db.accounts import Accounts
from db.attempts import Attempts
from db.enums import REVIEWS, AdProjectStatus
from db.ledger import Ceilings
from db.models import AdProject, GenerationAttempt
from db.production import Approval, Production
from db.spending import reserved_of_all
from db.turns import FILMING
from jobs.paid import PaidStudio
from jobs.paid.hooks import Hooks
from jobs.paid.look import look
from jobs.providers.replicate import Replicate
from jobs.say import say
from tests.jobs.shop import QUICK, Shop

TOKEN = "r8_of_the_tests"
RHYTHM = replace(
    QUICK,
    provider_second=0.001,
    prediction_poll=0.02,
    prediction_grace=1.0,
    look_hold=0.5,
    output_patience=60.0,
)


@dataclass
class Clock:
    """The stand-in's clock: the wall's, put forward at will."""

    ahead: float = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


class Props:
    """Makes every file at once: a grey picture, a clip of a few frames, a second of silence."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._files = {
            "picture": (folder / "still.jpg", "image/jpeg"),
            "clip": (folder / "clip.mp4", "video/mp4"),
            "speech": (folder / "voice.wav", "audio/wav"),
            "music": (folder / "music.wav", "audio/wav"),
            "training": (folder / "flux-lora.tar", "application/x-tar"),
        }
        Image.new("RGB", (90, 160), "#888888").save(self._files["picture"][0])
        write_clip(self._files["clip"][0])
        self._files["training"][0].write_bytes(b"weights")
        for kind in ("speech", "music"):
            write_silence(self._files[kind][0])

        self.jobs: list[dict[str, Any]] = []

    async def make(self, job: dict[str, Any]) -> Made:
        self.jobs.append(job)
        learned = {"look": ["#aa2200"]} if job["kind"] == "training" else {}
        return Made((self._files[job["kind"]],), learned)

    async def stop(self) -> None:
        return None


def write_clip(path: Path, container_format: str = "mp4", codec: str = "libx264") -> None:
    """A quarter of a second, 64 × 64 pixels, green."""
    pixels = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    with av.open(str(path), "w", format=container_format) as container:
        stream = container.add_stream(codec, rate=24)
        stream.width, stream.height, stream.pix_fmt = 64, 64, pixels
        stream.time_base = Fraction(1, 24)
        for number in range(6):
            frame = av.VideoFrame(64, 64, pixels)
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def write_silence(path: Path) -> None:
    """A second of it."""
    with wave.open(str(path), "wb") as sink:
        sink.setnchannels(1)
        sink.setsampwidth(2)
        sink.setframerate(8000)
        sink.writeframes(b"\0" * 16000)


_NEXT_PAID = text(
    """
    SELECT task_name, args FROM procrastinate_jobs
     WHERE status = 'todo' AND coalesce(scheduled_at, '-infinity') <= clock_timestamp() + interval '20 ms'
       AND (task_name IN ('advance', 'look', 'audit')
            OR args->>'job_id' IN (SELECT id::text FROM generation_jobs WHERE provider IS NOT NULL))
     ORDER BY id LIMIT 1
    """
)
_LEFT = text(
    """
    SELECT count(*) FROM generation_jobs
     WHERE project_id = :project_id AND provider IS NOT NULL AND status IN ('queued', 'processing')
    """
)


@dataclass
class Till:
    """The shop, the stand-in, and the money between them."""

    shop: Shop
    stand_in: ReplicateStandIn
    base: str
    http: httpx.AsyncClient
    clock: Clock
    money: Money
    reads: list[str] = field(default_factory=list)

    def paying_for(self, *kinds: str) -> Till:
        """The same till where only these kinds cost money."""
        paid = self.shop.crew.paid
        assert paid is not None
        catalog = only(paid.catalog, *kinds)
        money = replace(self.money, catalog=catalog)
        crew = replace(self.shop.crew, paid=replace(paid, catalog=catalog), money=money)
        return replace(self, shop=replace(self.shop, crew=crew), money=money)

    async def approve(self, project: AdProject) -> Approval:
        """The person presses the button with the price."""
        async with self.shop.database.transaction() as session:
            row = await session.get_one(AdProject, project.id)
            user = await Accounts(session).get(row.user_id)
            script = await read_stored(session, row)
            assert user is not None
            assert script is not None
            chat_id = int(row.settings["chat"]["chatId"])
            money = await money_for(session, row.id, self.money)
            return await Production(session).approve(
                user.id, row.id, row.revision, chat_id=chat_id, spending=money.spending(script, user)
            )

    async def approved_ad(self, person: int = 1) -> AdProject:
        project = await self.shop.scripted_ad(person)
        assert await self.approve(project) is Approval.STARTED
        return project

    async def work_off(self, *, within_s: float = 30.0, until: Callable[[], Any] | None = None) -> None:
        """Let workers, clock and provider go on until no ad is being made and no try is open."""
        async with asyncio.timeout(within_s):
            while True:
                if until is not None and await until():
                    return
                job = await self.shop.next_job()
                if job is not None and job[2] <= 0.02:
                    await self.shop.do(job[0], job[1])
                    continue
                if await self.quiet():
                    return
                await self.tick()

    async def buy(self, project: AdProject, *, within_s: float = 30.0) -> AdProject:
        """Let only what costs money be made, until it is there or the production has failed; the ad as it stands."""
        async with asyncio.timeout(within_s):
            for round in itertools.count(1):
                if round % 8 == 0:
                    await self.tick()
                async with self.shop.database.transaction() as session:
                    row = (await session.execute(_NEXT_PAID)).one_or_none()
                    left = await session.scalar(_LEFT, {"project_id": project.id})
                    status = await session.scalar(select(AdProject.status).where(AdProject.id == project.id))
                if row is not None:
                    await self.shop.do(row.task_name, row.args)
                elif not left and (status != AdProjectStatus.CANCELLED or await self.still()):
                    return await self.shop.project(project)
                else:
                    await self.tick()
        raise AssertionError

    async def said(self) -> str:
        """The message that the chat got last, new or edited, once everything was said."""
        async with self.shop.database.transaction() as session:
            await outbox.wake(session, 1)
        await say(self.shop.crew, 1)
        calls = self.shop.session.calls
        return next(call.text for call in reversed(calls) if isinstance(call, SendMessage | EditMessageText))

    async def still(self) -> bool:
        """No try is open."""
        return not [one for one in await self.attempts() if one.state in ("sending", "running")]

    async def tick(self) -> None:
        """What the clock does: look at what is due."""
        async with self.shop.database.transaction() as session:
            due = await Attempts(session).some_due()
        if due:
            await look(self.shop.crew)
        else:
            await asyncio.sleep(0.01)

    async def quiet(self) -> bool:
        """Nothing is being made, and nothing may still cost anything."""
        async with self.shop.database.transaction() as session:
            filming = await session.scalar(
                select(AdProject.id)
                .where(
                    AdProject.status.in_(FILMING),
                    or_(AdProject.current_stage.is_(None), AdProject.current_stage.not_in(REVIEWS)),
                )
                .limit(1)
            )
            tries = await session.scalar(
                select(GenerationAttempt.id)
                .where(GenerationAttempt.state.in_(("sending", "running")))
                .limit(1)
            )
            waiting = await session.scalar(
                text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
            )
        return filming is None and tries is None and not waiting

    async def fault(self, kind: str, **more: Any) -> None:
        """Order a fault of the stand-in."""
        answer = await self.http.post("/stand-in/faults", json={"kind": kind, **more})
        assert answer.status_code == 200, answer.text

    async def forward(self, seconds: float) -> None:
        """Let time pass at the provider."""
        self.clock.ahead += seconds
        self.stand_in.life.advance(self.clock())
        self.stand_in.life.stirred.set()

    async def entries(self) -> list[dict[str, Any]]:
        """The provider's ledger: what it charged for each run that has ended."""
        found: list[dict[str, Any]] = (await self.http.get("/ledger")).json()["entries"]
        return found

    async def attempts(self, state: str | None = None) -> list[GenerationAttempt]:
        async with self.shop.database.transaction() as session:
            found = select(GenerationAttempt).order_by(GenerationAttempt.created_at)
            if state is not None:
                found = found.where(GenerationAttempt.state == state)
            return list((await session.scalars(found)).all())

    async def adds_up(self) -> Decimal:
        """The provider's ledger equals ours to the cent, everywhere we keep it; nothing is set aside any more."""
        theirs = {entry["id"]: Decimal(entry["usd"]) for entry in await self.entries()}
        async with self.shop.database.transaction() as session:
            rows = await session.execute(
                text("SELECT api_call_id, amount FROM generation_costs WHERE provider = 'replicate'")
            )
            ours = {row.api_call_id: row.amount for row in rows if row.api_call_id is not None}
            owned = await session.scalar(
                text("SELECT coalesce(sum(amount), 0) FROM generation_costs WHERE user_id IS NOT NULL")
            )
            ads = await session.scalar(text("SELECT coalesce(sum(total_cost), 0) FROM ad_projects"))
            trainings = await session.scalar(
                text("SELECT coalesce(sum(amount), 0) FROM generation_costs WHERE lora_model_id IS NOT NULL")
            )
            spent = await session.scalar(
                text("SELECT coalesce(sum(spent), 0) FROM budgets WHERE user_id IS NULL")
            )
            held = await Attempts(session).reserved()
            assert await reserved_of_all(session) == held == 0
        assert ours.keys() == theirs.keys()
        for run_id, usd in theirs.items():
            assert abs(ours[run_id] - usd) <= Decimal("0.0001"), run_id
        assert owned == ads + trainings == spent
        total = sum(ours.values(), Decimal(0))
        assert round(total, 2) == round(sum(theirs.values(), Decimal(0)), 2)
        return total

    async def charged_once(self) -> None:
        """I1: each requested output was charged at most once."""
        async with self.shop.database.transaction() as session:
            twice = await session.execute(
                text(
                    "SELECT job_id FROM generation_attempts WHERE charged_amount > 0"
                    " GROUP BY job_id, lora_model_id, request_number HAVING count(*) > 1"
                )
            )
            assert twice.all() == []


@asynccontextmanager
async def open_till(
    shop: Shop, home: Path, *, hooks_at: str | None = None, **settings: Any
) -> AsyncIterator[Till]:
    """The shop with a stand-in at `home`; `hooks_at` is where that calls us."""
    clock = Clock()
    usual = Settings(
        TOKEN,
        run_scale=0.0005,
        creates_per_minute=10**9,
        calls_per_minute=10**9,
        shortest_deadline=0.01,
        # The making of the files is not quicker for a scale: a busy machine needs more than 0.9 s for an archive.
        longest_run_s=60 * 3600,
    )
    stand_in = ReplicateStandIn(
        home / "replicate", replace(usual, **settings), clock=clock, studio=Props(home / "props")
    )
    async with serving(stand_in) as base, httpx.AsyncClient(base_url=base) as http:
        catalog = patient(read_catalog())
        money = Money(
            catalog,
            dict.fromkeys(read_plans(), Decimal(20)),
            Decimal(10),
            Ceilings(Decimal(25), Decimal(200)),
        )
        api = Replicate(TOKEN, base, timeout_s=2.0)
        hooks = Hooks(hooks_at, stand_in.webhook_secret) if hooks_at else None
        crew = replace(shop.crew, paid=PaidStudio(api, catalog, hooks), money=money, rhythm=RHYTHM)
        try:
            yield Till(replace(shop, crew=crew), stand_in, base, http, clock, money)
        finally:
            await api.close()


def patient(catalog: Catalog) -> Catalog:
    """The catalog with the longest deadlines: a busy machine takes more than a thousandth of the usual time."""
    longest = {"deadline_s": 1800.0}
    return Catalog({kind: model.model_copy(update=longest) for kind, model in catalog.models.items()})


def only(catalog: Catalog, *kinds: str) -> Catalog:
    """The catalog with these kinds alone: the rest is made here."""
    return Catalog({kind: model for kind, model in catalog.models.items() if kind in kinds})
