"""A picture that a person sent for a scene: fetched, checked, cleaned and stored as product photos are."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import update

from bot.views.talk import photo_refused
from db import outbox
from db.claims import Claims, Lease
from db.engine import Session
from db.enums import AssetStatus
from db.models import AdProject, Asset, GenerationJob
from db.placing import choose
from db.projects import chat_of
from db.stock import Piece
from db.variants import Quality
from db.wakeups import wake_production
from jobs.crew import Crew
from jobs.intake import fetch_file
from jobs.lease import LeaseEnded
from jobs.progress import tongue_of
from jobs.providers import Made
from jobs.storage import Stored
from jobs.studio.candidate import JUDGE, measure
from jobs.studio.photos import PhotoRefused, read_photo


@dataclass(frozen=True, slots=True)
class Own:
    """The cleaned picture, and its digest."""

    made: Made
    sha256: str


async def own_picture(crew: Crew, job: GenerationJob, folder: Path) -> Own:
    """The picture on this machine.

    Raises:
        PhotoRefused: it can't be used.
        NotFetched: Telegram does not hand it over now.
    """
    async with crew.database.transaction() as session:
        asset = await session.get(Asset, job.output_asset_id) if job.output_asset_id else None
    if asset is None or asset.telegram_file_id is None:
        raise PhotoRefused("photo-gone", "its row is gone")
    folder.mkdir(parents=True, exist_ok=True)
    raw, clean = folder / "own.upload", folder / "own.jpg"
    await fetch_file(crew, asset.telegram_file_id, raw)
    facts = await read_photo(raw, clean)
    if facts.see_through:
        clean = clean.rename(clean.with_suffix(".png"))
    digest = await asyncio.to_thread(lambda: hashlib.sha256(clean.read_bytes()).hexdigest())
    figures = await asyncio.to_thread(measure, clean, None)
    kind = "image/png" if facts.see_through else "image/jpeg"
    rows = [(job.scene_number, *figure) for figure in figures.items()]
    return Own(Made(clean, kind, facts.width, facts.height, figures=rows, judge=JUDGE), digest)


async def complete_own(
    crew: Crew, project: AdProject, job: GenerationJob, own: Own, stored: Stored | None
) -> None:
    """Let it be one of the scene's pictures, and the chosen one.

    Raises:
        LeaseEnded: the job is another's by now.
    """

    async def complete(session: Session) -> None:
        asset = await session.get(Asset, job.output_asset_id) if job.output_asset_id else None
        if asset is None or stored is None:
            raise LeaseEnded(Lease.LOST)
        asset.url = asset.storage_path = stored.uri
        asset.status, asset.sha256 = AssetStatus.COMPLETED, stored.sha256
        asset.file_size_bytes, asset.mime_type = stored.size, own.made.media_type
        asset.width, asset.height = own.made.width, own.made.height
        await session.flush()
        await Quality(session, project.user_id).record_all(
            project.id, own.made.figures, asset_id=asset.id, model_name=JUDGE
        )
        await choose(session, project.id, job.scene_number or 0, Piece(job, asset), "still")
        if not await Claims(session).complete(job.id, job.lease_epoch, asset_id=asset.id, url=stored.uri):
            raise LeaseEnded(Lease.LOST)

    await crew.database.run(complete)


async def refuse_own(crew: Crew, project: AdProject, job: GenerationJob, reason: str) -> None:
    """Say why the picture can't be used; the scene keeps those it had."""

    async def refuse(session: Session) -> None:
        if not await Claims(session).give_up(job.id, job.lease_epoch, reason, retry_in_s=None):
            return
        gone = update(GenerationJob).where(GenerationJob.id == job.id)
        await session.execute(gone.values(dropped_at=GenerationJob.completed_at))
        failed = update(Asset).where(Asset.id == job.output_asset_id)
        await session.execute(failed.values(status=AssetStatus.FAILED))
        chat_id, thread_id = chat_of(project)
        await outbox.say(
            session,
            chat_id=chat_id,
            thread_id=thread_id,
            kind="text",
            payload=photo_refused(await tongue_of(session, crew.speech, project), reason).payload(),
            dedupe_key=f"own:{job.id}",
            user_id=project.user_id,
            project_id=project.id,
        )
        await wake_production(session, project.id)

    await crew.database.run(refuse)
