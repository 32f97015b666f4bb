"""A picture that a person sent for a scene: fetched, checked, cleaned and stored as product photos are."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.routers.content import question_payload
from bot.views.content import portrait_question
from bot.views.talk import photo_refused
from db import outbox
from db.claims import Lease
from db.engine import Session
from db.models import AdProject, GenerationJob
from db.own import OwnPictures
from db.portraits import Portraits
from db.projects import chat_of
from db.variants import Quality
from db.wakeups import wake_production
from jobs.crew import Crew
from jobs.intake import fetch_file
from jobs.lease import LeaseEnded
from jobs.progress import tongue_of
from jobs.providers import Made
from jobs.storage import Stored
from jobs.studio.candidate import JUDGE, measure
from jobs.studio.people import shows_face
from jobs.studio.photos import PhotoRefused, read_photo


@dataclass(frozen=True, slots=True)
class Own:
    """The cleaned picture, its digest, and whether somebody is seen in it."""

    made: Made
    sha256: str
    face: bool


async def own_picture(crew: Crew, job: GenerationJob, folder: Path) -> Own:
    """The picture on this machine.

    Raises:
        PhotoRefused: it can't be used.
        NotFetched: Telegram does not hand it over now.
    """
    async with crew.database.transaction() as session:
        asset = await OwnPictures(session).of_job(job)
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
    face = await asyncio.to_thread(shows_face, clean)
    kind = "image/png" if facts.see_through else "image/jpeg"
    rows = [(job.scene_number, *figure) for figure in figures.items()]
    return Own(Made(clean, kind, facts.width, facts.height, figures=rows, judge=JUDGE), digest, face)


async def complete_own(
    crew: Crew, project: AdProject, job: GenerationJob, own: Own, stored: Stored | None
) -> None:
    """Let it be one of the scene's pictures, and the chosen one; ask about who is seen in it, unless that was answered.

    Raises:
        LeaseEnded: the job is another's by now.
    """

    async def complete(session: Session) -> None:
        made, asset_id = own.made, None
        if stored is not None:
            asset_id = await OwnPictures(session).take(
                job,
                stored.uri,
                sha256=stored.sha256,
                file_size_bytes=stored.size,
                mime_type=made.media_type,
                width=made.width,
                height=made.height,
                analysis_status="completed",
                analysis={"face": own.face},
            )
        if asset_id is None:
            raise LeaseEnded(Lease.LOST)
        figures = Quality(session, project.user_id)
        await figures.record_all(project.id, made.figures, asset_id=asset_id, model_name=JUDGE)
        if stored is not None:
            await _ask_about_people(crew, session, project, job, stored.uri)

    await crew.database.run(complete)


async def _ask_about_people(
    crew: Crew, session: Session, project: AdProject, job: GenerationJob, uri: str
) -> None:
    """Nothing is made of the picture before this is answered (`bot.routers.content`)."""
    for asset in await Portraits(session, project.user_id).unanswered([uri]):
        t = await tongue_of(session, crew.speech, project)
        chat_id, thread_id = chat_of(project)
        await outbox.say(
            session,
            chat_id=chat_id,
            thread_id=thread_id,
            kind="photo",
            payload=question_payload(portrait_question(t, asset.id), asset),
            dedupe_key=f"own:{job.id}:portrait",
            user_id=project.user_id,
            project_id=project.id,
        )


async def refuse_own(crew: Crew, project: AdProject, job: GenerationJob, reason: str) -> None:
    """Say why the picture can't be used; the scene keeps those it had."""

    async def refuse(session: Session) -> None:
        if not await OwnPictures(session).refuse(job, reason):
            return
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
