"""Clips that people send for a scene of a finished ad: fetched once, let in as strangers' files are, stored.

Somebody who is seen in one must have agreed: as of pictures, that is asked before anything is made of it.
"""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import Final
from uuid import UUID

from bot.views.after import SOMEBODY_SEEN
from bot.views.content import portrait_question
from db import outbox
from db.engine import Session
from db.library import Library
from db.models import AdProject, Asset
from db.portraits import Portraits
from db.projects import chat_of
from db.variants import Cutting
from jobs.crew import Crew
from jobs.intake import fetch_file
from jobs.progress import tongue_of
from jobs.providers import OrderRefused
from jobs.storage import upload_key
from jobs.studio.delivery import small_frames
from jobs.studio.errors import BadMedia, StudioError
from jobs.studio.facts import MediaFacts
from jobs.studio.material import admit, family_of
from jobs.studio.people import SURE, face_score
from jobs.studio.photos import PhotoRefused

_SUFFIX: Final = {"mov": ".mp4", "matroska": ".webm"}
_LOOKED_AT: Final = 5
"""Frames of a clip in which somebody is looked for."""
_SIDE: Final = 480


async def clip_for(crew: Crew, project: AdProject, clip_id: str, asset: Asset | None, folder: Path) -> Path:
    """The clip on this machine.

    Raises:
        OrderRefused: it can't be used, or who is seen in it did not agree, or nobody said so yet.
        NotFetched: Telegram does not hand it over now.
        StorageAway, StorageFull.
    """
    if asset is None:
        raise OrderRefused("failed-part-missing", f"clip {clip_id} is gone")
    if asset.url is None:
        path, asset = await _taken(crew, project, asset, folder)
    else:
        path = await crew.storage.fetch(asset.url, folder)
    await _check_people(crew, project, asset)
    return path


async def _taken(crew: Crew, project: AdProject, asset: Asset, folder: Path) -> tuple[Path, Asset]:
    raw = folder / f"{asset.id}.upload"
    try:
        await fetch_file(crew, str(asset.telegram_file_id), raw)
        path = await asyncio.to_thread(_named, raw)
        facts = await admit(path)
        face = await _shows_face(path, facts)
    except (PhotoRefused, StudioError) as refused:
        raise OrderRefused("edit-clip-refused", str(refused)) from refused
    digest = await asyncio.to_thread(_sha256, path)
    stored = await crew.storage.put(path, upload_key(project.user_id, digest, path.suffix))
    values = {
        "url": stored.uri,
        "storage_path": stored.uri,
        "file_size_bytes": stored.size,
        "sha256": stored.sha256,
        "width": facts.shown[0],
        "height": facts.shown[1],
        "duration_seconds": facts.seconds,
    }
    async with crew.database.transaction() as session:
        noted = await Cutting(session).note_clip(asset.id, values, face=face)
    if noted is None:
        raise OrderRefused("failed-part-missing", f"clip {asset.id} is gone")
    return path, noted


def _named(raw: Path) -> Path:
    """The file, named as what it is."""
    with raw.open("rb") as file:
        family = family_of(file.read(512))
    if family not in _SUFFIX:
        raise BadMedia(f"{raw.name} is no clip")
    return raw.rename(raw.with_suffix(_SUFFIX[family]))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def _shows_face(path: Path, facts: MediaFacts) -> bool:
    """Whether somebody is seen in one of some frames."""
    scale = _SIDE / max(*facts.shown, 1)
    wide, high = (max(2, round(side * scale / 2) * 2) for side in facts.shown)
    step = max(1, round(max(facts.seconds, 0.1) * (facts.fps or 25)) // _LOOKED_AT)
    frames = await small_frames(path, facts, (wide, high), [], [f"select='not(mod(n\\,{step}))'"])
    for frame in frames[: _LOOKED_AT + 1]:
        if await asyncio.to_thread(face_score, frame) >= SURE:
            return True
    return False


async def _check_people(crew: Crew, project: AdProject, asset: Asset) -> None:
    uris = [str(asset.url)]

    async def check(session: Session) -> str | None:
        portraits = Portraits(session, project.user_id)
        asked = await portraits.unanswered(uris)
        if asked:
            await _ask(crew, session, project, asked[0])
            return SOMEBODY_SEEN
        return "edit-left-out" if await portraits.barred(uris) else None

    why = await crew.database.run(check)
    if why is not None:
        raise OrderRefused(why, "somebody is seen in the clip")


async def _ask(crew: Crew, session: Session, project: AdProject, asset: Asset) -> None:
    t = await tongue_of(session, crew.speech, project)
    chat_id, thread_id = chat_of(project)
    await outbox.say(
        session,
        chat_id=chat_id,
        thread_id=thread_id or None,
        kind="text",
        payload=portrait_question(t, asset.id).payload(),
        dedupe_key=f"clip-face:{asset.id}",
        user_id=project.user_id,
        project_id=project.id,
    )


async def clips_of_edit(crew: Crew, project: AdProject, clip_ids: list[str], folder: Path) -> dict[str, Path]:
    """Every clip that an edit names, on this machine, by the id under which it is named."""
    found = {}
    for clip_id in dict.fromkeys(clip_ids):
        async with crew.database.transaction() as session:
            asset = await Library(session, project.user_id).get(UUID(clip_id))
        found[clip_id] = await clip_for(crew, project, clip_id, asset, folder)
    return found
