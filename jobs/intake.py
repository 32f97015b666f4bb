"""Photos that people send: fetched, checked, cleaned, stored, and noted as the ad's product pictures."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import logging
import re
import shutil
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import aiohttp
from aiogram.exceptions import TelegramBadRequest

from agent.project import Photo
from bot.outcomes import Retry, Wait, read_failure
from db.enums import AssetSource, AssetType
from db.library import Brands
from db.messages import Messages
from db.models import AdProject, ChatMessage
from db.portraits import Portraits, permission_of
from db.production import Production
from jobs.crew import Crew
from jobs.storage import NO_ROOM, StorageFull, Stored, upload_key
from jobs.studio.errors import OutputFull
from jobs.studio.people import shows_face
from jobs.studio.photos import PhotoFacts, PhotoRefused, read_photo
from jobs.studio.seen import Seen, look_at

log = logging.getLogger(__name__)

DOWNLOAD_TIMEOUT_S = 60
_CATEGORY_WORDS: Final = (
    ("logo", re.compile(r"\b(?:logos?|logotipo|emblem)\b|логотип", re.I)),
    (
        "packaging",
        re.compile(r"\b(?:pack(?:aging|age)?|box|label|envase|empaque|etiqueta)\b|упаковк|этикетк", re.I),
    ),
    (
        "inspiration",
        re.compile(r"\b(?:mood|inspiration|style|vibe|estilo|inspiración)\b|стил|настроени", re.I),
    ),
)


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one photo: its storage URI, or the key of the sentence that says why it can't be used."""

    message_id: UUID
    uri: str | None = None
    palette: tuple[str, ...] = ()
    refusal: str | None = None
    portrait: UUID | None = None
    """The picture's row where it shows a face and nobody said yet whether it may be used."""

    def shown(self) -> Photo | None:
        """The picture as the agent is shown it; None where it can't be used."""
        return Photo(self.uri, self.palette) if self.uri else None


class NotFetched(Exception):
    """Telegram did not hand over the file now; try the turn again."""


Fetch = Callable[[Path], Awaitable[None]]
"""Brings a picture to a path; raises PhotoRefused or NotFetched."""


async def take_photos(
    crew: Crew,
    project: AdProject,
    lines: Sequence[ChatMessage],
    folder: Path,
    *,
    patient: bool = True,
    elsewhere: Mapping[UUID, Fetch] | None = None,
) -> list[Received]:
    """Fetch every photo among `lines` that was not taken in yet; an earlier attempt's work is kept.

    `elsewhere` says for messages that are no photos where their picture comes from (a page that was accepted).
    `patient` is False when the person has waited long enough: what still can't be fetched is refused then.

    Raises:
        NotFetched: the network or Telegram failed for now.
        StorageFull: there is no room for a photo.
    """
    received = []
    for line in lines:
        fetch = (elsewhere or {}).get(line.id)
        if line.kind != "photo" and fetch is None:
            continue
        if "refusal" in line.trace:
            received.append(Received(line.id, refusal=line.trace["refusal"]))
        elif line.asset_id is not None:
            received.append(await _taken_before(crew, line, line.asset_id))
        else:
            with full_disk_told():
                received.append(await _take(crew, project, line, folder, fetch, patient=patient))
    return received


@contextmanager
def full_disk_told() -> Iterator[None]:
    """Whoever meets a full disk (the download, the studio, the storage): it is the same to the person."""
    try:
        yield
    except OutputFull as error:
        raise StorageFull(errno.ENOSPC, "no room to read a photo") from error
    except OSError as error:
        if error.errno in NO_ROOM:
            raise StorageFull(error.errno, "no room to take a photo in") from error
        raise


async def _take(
    crew: Crew, project: AdProject, line: ChatMessage, folder: Path, fetch: Fetch | None, *, patient: bool
) -> Received:
    folder.mkdir(parents=True, exist_ok=True)
    raw, clean = folder / f"{line.id}.upload", folder / f"{line.id}.jpg"
    try:
        try:
            await (fetch(raw) if fetch is not None else fetch_file(crew, str(line.trace["file_id"]), raw))
        except NotFetched as error:
            if patient:
                raise
            raise PhotoRefused("photo-not-fetched", str(error)) from error
        facts = await read_photo(raw, clean)
    except PhotoRefused as refused:
        log.info("photo of message %s refused: %s", line.id, refused.reason)
        async with crew.database.transaction() as session:
            await Messages(session, project.user_id).note_refusal(line.id, refused.reason)
        return Received(line.id, refusal=refused.reason)
    suffix = ".png" if facts.see_through else ".jpg"
    digest = await asyncio.to_thread(_sha256, clean)
    stored = await crew.storage.keep(clean, upload_key(project.user_id, digest, suffix))
    seen = await asyncio.to_thread(look_at, clean)
    face = await asyncio.to_thread(shows_face, clean)
    await _note_photo(crew, project, line, facts, stored, seen, face=face)
    portrait = await _portrait(crew, project, stored.uri)
    return Received(line.id, uri=stored.uri, palette=seen.vivid, portrait=portrait)


async def _portrait(crew: Crew, project: AdProject, uri: str) -> UUID | None:
    async with crew.database.transaction() as session:
        asked = await Portraits(session, project.user_id).unanswered([uri])
    return asked[0].id if asked else None


async def _taken_before(crew: Crew, line: ChatMessage, asset_id: UUID) -> Received:
    async with crew.database.transaction() as session:
        asset = await Production(session).asset(asset_id)
    if asset is None or asset.url is None:
        return Received(line.id)
    portrait = asset.id if asset.analysis.get("face") and permission_of(asset) is None else None
    palette = tuple(asset.analysis.get("palette", ()))
    return Received(line.id, uri=asset.url, palette=palette, portrait=portrait)


async def fetch_file(crew: Crew, file_id: str, raw: Path) -> None:
    """Bring a file that Telegram keeps to `raw`.

    Raises:
        PhotoRefused: it is gone or too big.
        NotFetched: not now.
    """
    try:
        await crew.bot.download(file_id, destination=raw, timeout=DOWNLOAD_TIMEOUT_S)
    except TelegramBadRequest as error:
        key = "photo-too-large" if "too big" in error.message.lower() else "photo-gone"
        raise PhotoRefused(key, error.message) from error
    except aiohttp.ClientResponseError as error:
        # The file server answers without the Bot API's envelope, so aiogram passes its errors on as they are.
        if error.status in (400, 404, 410):
            raise PhotoRefused("photo-gone", f"the file server answered {error.status}") from error
        raise NotFetched(f"the file server answered {error.status}") from error
    except aiohttp.ClientError as error:
        raise NotFetched(type(error).__name__) from error
    except Exception as error:
        outcome = read_failure(error)
        if isinstance(outcome, Retry | Wait):
            raise NotFetched(str(error)) from error
        raise


async def _note_photo(
    crew: Crew,
    project: AdProject,
    line: ChatMessage,
    facts: PhotoFacts,
    stored: Stored,
    seen: Seen,
    *,
    face: bool,
) -> None:
    """The asset, the message that brought it and the brand's ordered pictures, in one transaction."""
    async with crew.database.transaction() as session:
        asset = await Production(session).add_asset(
            project.user_id,
            brand_id=project.brand_id,
            project_id=project.id,
            type=AssetType.IMAGE,
            source=AssetSource.USER_UPLOAD,
            name="product photo",
            url=stored.uri,
            storage_path=stored.uri,
            file_size_bytes=stored.size,
            mime_type="image/png" if facts.see_through else "image/jpeg",
            sha256=stored.sha256,
            width=facts.width,
            height=facts.height,
            telegram_file_id=line.trace.get("file_id"),
            category=category_of(line.content, seen),
            analysis_status="completed",
            analysis={**seen.to_json(), "face": face},
        )
        await Messages(session, project.user_id).note_photo(line.id, asset.id)
        await Brands(session, project.user_id).add_picture(project.brand_id, stored.uri)


def category_of(caption: str, seen: Seen) -> str:
    """What a picture probably is: as its caption says, else a `product` where a thing stands out, else a `scene`.
    More can't be told by looking at colours."""
    for category, words in _CATEGORY_WORDS:
        if words.search(caption):
            return category
    return "product" if seen.box is not None else "scene"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def clear(folder: Path) -> None:
    """Remove what a turn left in its folder."""
    shutil.rmtree(folder, ignore_errors=True)
