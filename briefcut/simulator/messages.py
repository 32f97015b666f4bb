"""Messages of all chats, kept as the Bot API's own JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from aiogram.types import Message, TelegramObject

from briefcut.simulator.store import Store

Json = dict[str, object]


def to_json(value: TelegramObject) -> Json:
    """A Telegram object as the Bot API writes it."""
    return cast("Json", value.model_dump(mode="json", by_alias=True, exclude_none=True))


@dataclass(frozen=True)
class Kept:
    """A stored message: `outgoing` is from the bot, `received` once the bot has confirmed its update,
    `edited` once its content changed (a change of buttons alone is no edit to a reader)."""

    message: Message
    outgoing: bool
    reaction: str | None
    received: bool
    edited: bool
    date: float

    def view(self) -> Json:
        """What the chat page and the test client get."""
        return {
            "message": to_json(self.message),
            "outgoing": self.outgoing,
            "reaction": self.reaction,
            "received": self.received,
            "edited": self.edited,
        }


class Messages:
    """Repository of messages. Ids come from one counter, as a bot's private chats have them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def next_id(self) -> int:
        """A message id nobody has had."""
        return self._store.next_number("last_message_id")

    def put(self, message: Message, *, outgoing: bool, now: float) -> None:
        """Store a new message."""
        self._store.run(
            "INSERT INTO messages (chat_id, message_id, outgoing, date, body) VALUES (?, ?, ?, ?, ?)",
            *(message.chat.id, message.message_id, int(outgoing), now, json.dumps(to_json(message))),
        )

    def replace(self, message: Message, *, edited: bool) -> None:
        """Store the changed form of a message; `edited` marks it for the reader."""
        self._store.run(
            "UPDATE messages SET body = ?, edited = max(edited, ?) WHERE chat_id = ? AND message_id = ?",
            *(json.dumps(to_json(message)), int(edited), message.chat.id, message.message_id),
        )

    def find(self, chat_id: int, message_id: int) -> Kept | None:
        """The message, unless it never was or is deleted."""
        row = self._store.row(
            f"{_SELECT} WHERE m.chat_id = ? AND m.message_id = ? AND NOT deleted", chat_id, message_id
        )
        return _kept(dict(row)) if row else None

    def page(self, chat_id: int, *, before: int | None = None, limit: int = 80) -> list[Kept]:
        """The newest `limit` messages (older than `before`), oldest first."""
        rows = self._store.rows(
            f"{_SELECT} WHERE m.chat_id = ? AND NOT deleted AND m.message_id < ? ORDER BY m.message_id DESC LIMIT ?",
            *(chat_id, before or 2**62, limit),
        )
        return [_kept(dict(row)) for row in reversed(rows)]

    def delete(self, chat_id: int, message_id: int) -> bool:
        """Delete for both sides; False when there was nothing."""
        done = self._store.run(
            "UPDATE messages SET deleted = 1, body = json_object() "
            "WHERE chat_id = ? AND message_id = ? AND NOT deleted",
            *(chat_id, message_id),
        )
        return done.rowcount > 0

    def react(self, chat_id: int, message_id: int, emoji: str | None) -> None:
        """The bot's reaction on a message."""
        self._store.run(
            "UPDATE messages SET reaction = ? WHERE chat_id = ? AND message_id = ?",
            emoji,
            chat_id,
            message_id,
        )

    def belongs_to(self, chat_id: int, message_id: int, update_id: int) -> None:
        """Remember which update tells the bot of this message."""
        self._store.run(
            "UPDATE messages SET update_id = ? WHERE chat_id = ? AND message_id = ?",
            *(update_id, chat_id, message_id),
        )

    def unread(self, chat_id: int, read_up_to: int) -> int:
        """How many of the bot's messages the person has not seen."""
        row = self._store.row(
            "SELECT count(*) AS n FROM messages "
            "WHERE chat_id = ? AND outgoing AND NOT deleted AND message_id > ?",
            *(chat_id, read_up_to),
        )
        return int(row["n"]) if row else 0


_SELECT = """SELECT m.*, u.update_id IS NOT NULL AS waiting
FROM messages m LEFT JOIN updates u ON u.update_id = m.update_id"""


def _kept(row: Mapping[str, object]) -> Kept:
    return Kept(
        message=Message.model_validate(json.loads(str(row["body"]))),
        outgoing=bool(row["outgoing"]),
        reaction=cast("str | None", row["reaction"]),
        received=not row["waiting"],
        edited=bool(row["edited"]),
        date=float(cast("float", row["date"])),
    )
