"""Links to files, made at the moment of sending: a presigned link is a secret that expires, so no row holds one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from aiogram.types import LabeledPrice

from bot.outgoing import Outgoing
from bot.views.files import file_name
from bot.views.words import StartLink
from db.accounts import Accounts
from db.models import OutboxRow
from db.production import Production
from jobs.crew import Crew
from jobs.storage import PERSON_S

STARS: Final = "XTR"
MONTH_S: Final = 30 * 24 * 3600
"""The only period that Telegram sells in Stars."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is said in a row's place."""

    chat_id: int
    thread_id: int | None
    payload: dict[str, Any]
    kind: str = "text"
    sent_message_id: int | None = None
    file_id: str | None = None


async def with_link(crew: Crew, row: OutboxRow) -> Outgoing:
    """`row`, with a button that opens the link it asks for; where there is none now, it says so. May raise
    StorageAway, and TelegramAPIError where Telegram has to be asked for the link."""
    start = row.payload.get("start")
    if start is not None:
        return Letter(row.chat_id, row.thread_id, await _with_start(crew, row.payload, start))
    invoice = row.payload.get("invoice")
    if invoice is not None:
        address = await _invoice(crew, invoice)
        return Letter(row.chat_id, row.thread_id, _opened(row.payload, invoice["label"], address))
    wanted = row.payload.get("link")
    if wanted is None:
        return row
    link = await crew.storage.link(wanted["uri"], PERSON_S, wanted["name"])
    if link is None:
        return Letter(row.chat_id, row.thread_id, {**row.payload, "text": wanted["otherwise"]})
    return Letter(row.chat_id, row.thread_id, _opened(row.payload, wanted["label"], link))


async def _with_start(crew: Crew, payload: dict[str, Any], start: dict[str, str]) -> dict[str, Any]:
    """`payload` with the link that starts this bot, in its text and to be copied. May raise TelegramAPIError."""
    me = await crew.bot.me()
    link = f"https://t.me/{me.username}?start={start['payload']}"
    copy = {"text": start["label"], "copy_text": {"text": link}}
    return {
        **payload,
        "text": payload["text"].replace(StartLink.MARK, link),
        "keyboard": [[copy], *payload.get("keyboard", [])],
    }


async def _invoice(crew: Crew, invoice: dict[str, Any]) -> str:
    """The link that opens an invoice for a month in Stars, again each month. May raise TelegramAPIError."""
    return await crew.bot.create_invoice_link(
        title=invoice["title"],
        description=invoice["description"],
        payload=invoice["payload"],
        currency=STARS,
        prices=[LabeledPrice(label=invoice["title"], amount=invoice["stars"])],
        provider_token="",
        subscription_period=MONTH_S,
    )


async def link_instead(crew: Crew, row: OutboxRow) -> Outgoing | None:
    """What is said in place of a file that Telegram finds too big: its caption and a link to the file in full quality;
    None where there is no link. May raise StorageAway."""
    asset_id: Any = row.payload.get("assetId")
    if asset_id is None:
        return None
    async with crew.database.transaction() as session:
        asset = await Production(session).asset(UUID(asset_id))
        project = await Production(session).project(asset.project_id) if asset and asset.project_id else None
        person = await Accounts(session).get(asset.user_id) if asset else None
    if asset is None or asset.url is None:
        return None
    link = await crew.storage.link(
        asset.url, PERSON_S, file_name(project.title if project else None, asset.url)
    )
    if link is None:
        return None
    t = crew.speech.of(person.locale if person else None)
    text = "\n\n".join(part for part in (row.payload.get("caption"), str(t("download-instead"))) if part)
    payload = {"text": text, "keyboard": row.payload.get("keyboard", [])}
    return Letter(row.chat_id, row.thread_id, _opened(payload, t.plain("download-open"), link))


def _opened(payload: dict[str, Any], label: str, link: str) -> dict[str, Any]:
    return {**payload, "keyboard": [[{"text": label, "url": link}], *payload.get("keyboard", [])]}
