"""What people send besides words and photos: voice notes, files, links. Each is read once and kept with its message.

Nothing here is obeyed: a voice note becomes the person's words, a file is shown to the agent as data, and a page is
proposed to the person.
"""

from __future__ import annotations

import logging
import re
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from typing import Any, Final, Literal
from urllib.parse import urlsplit
from uuid import UUID

from db.accounts import Accounts
from db.messages import Messages
from db.models import ChatMessage
from jobs.costs import write_listening
from jobs.crew import Crew
from jobs.intake import Fetch, NotFetched, fetch_file, full_disk_told
from jobs.material.addresses import LinkRefused
from jobs.material.documents import DocumentRefused, read_document, read_html
from jobs.material.fetch import SafeReader
from jobs.material.page import PageFacts
from jobs.scene import Scene
from jobs.studio.photos import PhotoRefused

log = logging.getLogger(__name__)

MOST_LINKS: Final = 2
"""Of one message; the rest are left unread."""
FEW_WORDS: Final = 3
"""A message with no more words than these beside its link is about the link."""
_LINK: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"'“”«»]+", re.I)
_TRAILING: Final = ".,;:!?…)]}’"

Kind = Literal["voice", "file", "link"]


@dataclass(frozen=True, slots=True)
class Material:
    """What was read from what came with a message: its text, or in `refusal` the key of the sentence why not.

    `name` is a file's name or a page's host; `page` what a product page says; `alone` that the message says
    nothing else.
    """

    message_id: UUID
    kind: Kind
    name: str = ""
    text: str = ""
    page: PageFacts | None = None
    refusal: str | None = None
    alone: bool = False

    def to_json(self) -> dict[str, Any]:
        """As `chat_messages.trace` keeps it."""
        kept = asdict(self)
        del kept["message_id"]
        return kept

    @classmethod
    def from_json(cls, message_id: UUID, kept: dict[str, Any]) -> Material:
        """What `to_json` gave."""
        page = kept.get("page")
        read = PageFacts(**{**page, "pictures": tuple(page["pictures"])}) if page else None
        return cls(message_id, **{**kept, "page": read})


async def take_material(crew: Crew, scene: Scene, folder: Path, *, patient: bool) -> list[Material]:
    """Read what came with the turn's messages and was not read yet; an earlier attempt's work is kept.

    `patient` is False when the person has waited long enough: what still can't be had is refused then.

    Raises:
        NotFetched: Telegram or the speech endpoint failed for now.
        StorageFull: there is no room.
    """
    found: list[Material] = []
    for line in scene.lines:
        if "material" in line.trace:
            found += (Material.from_json(line.id, kept) for kept in line.trace["material"])
            continue
        with full_disk_told():
            found += await _take(crew, scene, line, folder, patient)
    return found


async def _take(crew: Crew, scene: Scene, line: ChatMessage, folder: Path, patient: bool) -> list[Material]:
    match line.kind:
        case "voice":
            return await _listen(crew, scene, line, folder, patient)
        case "file":
            return await _keep(crew, scene, line, [await _read_file(crew, line, folder, patient)])
        case "text" | "photo" if crew.reader is not None and "suggestion" not in line.trace:
            links = links_of(line)[:MOST_LINKS]
            return await _keep(
                crew, scene, line, [await _read_link(crew.reader, line, url, folder) for url in links]
            )
    return []


async def _keep(crew: Crew, scene: Scene, line: ChatMessage, material: list[Material]) -> list[Material]:
    if material:
        for one in material:
            log.info("%s of message %s: %s", one.kind, line.id, one.refusal or "read")
        async with crew.database.transaction() as session:
            messages = Messages(session, scene.user.id)
            await messages.note_material(line.id, [one.to_json() for one in material])
    return material


# Voice


async def _listen(crew: Crew, scene: Scene, line: ChatMessage, folder: Path, patient: bool) -> list[Material]:
    """The words of a voice note become those of its message, in the transaction that writes down what they cost."""
    if crew.ears is None:
        return await _keep(crew, scene, line, [Material(line.id, "voice", refusal="voice-no-ears")])
    raw = folder / f"{line.id}.voice"
    refusal = await _fetched(crew, line, raw, patient)
    if refusal is not None:
        return await _keep(crew, scene, line, [Material(line.id, "voice", refusal=refusal)])
    heard = await crew.ears.listen(raw, str(line.trace.get("file_name") or "voice.ogg"))
    if heard.later and patient:
        raise NotFetched("the speech endpoint is busy")
    material = Material(line.id, "voice", text=heard.text, refusal=heard.refusal)
    async with crew.database.transaction() as session:
        # People before ads, as everywhere.
        await Accounts(session).hold(scene.user.id)
        if heard.call is not None:
            await write_listening(session, scene, heard.call, float(line.trace.get("duration") or 0))
        messages = Messages(session, scene.user.id)
        if heard.text:
            await messages.note_words(line.id, heard.text)
        await messages.note_material(line.id, [material.to_json()])
    line.content = heard.text or line.content
    return [material]


# Files


async def _read_file(crew: Crew, line: ChatMessage, folder: Path, patient: bool) -> Material:
    raw = folder / f"{line.id}.file"
    name = PurePath(str(line.trace.get("file_name") or "")).name[:120]
    refusal = await _fetched(crew, line, raw, patient)
    if refusal is None:
        try:
            document = await read_document(raw)
        except DocumentRefused as refused:
            log.info("file of message %s: %s", line.id, refused)
            refusal = refused.reason
        else:
            return Material(line.id, "file", name, document.text)
    return Material(line.id, "file", name, refusal=refusal)


async def _fetched(crew: Crew, line: ChatMessage, raw: Path, patient: bool) -> str | None:
    """Bring what Telegram keeps to `raw`; the key of the sentence where that can't be done."""
    raw.parent.mkdir(parents=True, exist_ok=True)
    try:
        await fetch_file(crew, str(line.trace["file_id"]), raw)
    except PhotoRefused as refused:
        return "file-too-big" if refused.reason == "photo-too-large" else "file-gone"
    except NotFetched:
        if patient:
            raise
        return "file-not-fetched"
    return None


# Links


def links_of(line: ChatMessage) -> list[str]:
    """The links that a message has, each once, in order; bare names of sites are none."""
    shown = [match.rstrip(_TRAILING) for match in _LINK.findall(line.content)]
    hidden = [str(link) for link in line.trace.get("links", ())]
    whole = (link if "://" in link else f"https://{link}" for link in (*shown, *hidden))
    return list(dict.fromkeys(whole))


def without_links(text: str) -> str:
    """What a message says beside its links."""
    return _LINK.sub(" ", text).strip()


async def _read_link(reader: SafeReader, line: ChatMessage, url: str, folder: Path) -> Material:
    alone = len(without_links(line.content).split()) <= FEW_WORDS
    name = (_host(url) or url)[:120]
    try:
        page = await _page(reader, url, folder / f"{line.id}.page")
    except (LinkRefused, DocumentRefused) as refused:
        log.info("link of message %s: %s", line.id, refused)
        reason = refused.reason if isinstance(refused, LinkRefused) else "link-nothing"
        return Material(line.id, "link", name, refusal=reason, alone=alone)
    if not page.says_something:
        return Material(line.id, "link", name, refusal="link-nothing", alone=alone)
    return Material(line.id, "link", name, told(page), page, alone=alone)


async def _page(reader: SafeReader, url: str, raw: Path) -> PageFacts:
    got = await reader.page(url)
    raw.parent.mkdir(parents=True, exist_ok=True)
    raw.write_bytes(got.body)
    return await read_html(raw, got.url, got.charset)


def told(page: PageFacts) -> str:
    """What a page says, a line each."""
    named = (
        ("title", page.title),
        ("by", page.brand),
        ("price", page.price),
        ("description", page.description),
    )
    return "\n".join(f"{name}: {words}" for name, words in named if words)


def _host(url: str) -> str:
    """The host of a link, empty where it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def picture_behind(crew: Crew, page: PageFacts) -> Fetch | None:
    """How to fetch the first picture of a page; None where it has none or links are not read."""
    reader = crew.reader
    if reader is None or not page.pictures:
        return None
    url = page.pictures[0]

    async def fetch(raw: Path) -> None:
        try:
            got = await reader.picture(url)
        except LinkRefused as refused:
            raise PhotoRefused("photo-not-on-page", str(refused)) from refused
        raw.write_bytes(got.body)

    return fetch
