"""A Telegram for tests of the bot: updates as a client makes them, and a session that records what the bot calls.

No network: `RecordingSession` answers every method with a plausible result, or with what was planned for it.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import EditMessageMedia, SendMediaGroup, TelegramMethod
from aiogram.types import Chat, Message, PhotoSize, Update, Video

TOKEN = "42:TEST"
BOT_ID = 42
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

M = TypeVar("M", bound=TelegramMethod[Any])


class RecordingSession(BaseSession):
    """Keeps every call in `calls`. `plan(kind, …)` queues results or exceptions for a method, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[TelegramMethod[Any]] = []
        self._plans: dict[type[TelegramMethod[Any]], list[object]] = {}
        self._message_ids = itertools.count(1000)

    def plan(self, kind: type[TelegramMethod[Any]], *outcomes: object) -> None:
        """The next calls of `kind` have these outcomes; an exception is raised, a callable awaited."""
        self._plans.setdefault(kind, []).extend(outcomes)

    def of(self, kind: type[M]) -> list[M]:
        """The calls of one method, in order."""
        return [call for call in self.calls if isinstance(call, kind)]

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        self.calls.append(method)
        planned = self._plans.get(type(method))
        outcome = planned.pop(0) if planned else self._usual(method)
        if isinstance(outcome, BaseException):
            raise outcome
        if callable(outcome):
            return await cast("Callable[[TelegramMethod[Any]], Any]", outcome)(method)
        return outcome

    def _usual(self, method: TelegramMethod[Any]) -> object:
        returning: object = method.__returning__
        if isinstance(method, SendMediaGroup):
            return [self._message(method, photo=True) for _ in method.media]
        if returning is Message or "Message" in str(returning):
            shows = "Photo" in type(method).__name__ or isinstance(method, EditMessageMedia)
            return self._message(method, photo=shows)
        return True

    def _message(self, method: TelegramMethod[Any], *, photo: bool = False) -> Message:
        number = next(self._message_ids)
        sizes = [PhotoSize(file_id=f"photo-{number}", file_unique_id=f"u{number}", width=90, height=90)]
        video = Video(file_id=f"video-{number}", file_unique_id=f"u{number}", width=9, height=16, duration=1)
        return Message(
            message_id=number,
            date=NOON,
            chat=Chat(id=int(getattr(method, "chat_id", 0) or 0), type="private"),
            photo=sizes if photo else None,
            video=video if "Video" in type(method).__name__ else None,
        )

    async def close(self) -> None:
        """Nothing is open."""

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        yield b""


@dataclass
class Client:
    """A person with a Telegram client: makes the updates that Telegram would deliver, as JSON."""

    user_id: int = 7001
    name: str = "Ada"
    language: str = "en"
    chat_id: int | None = None
    chat_type: str = "private"
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def sender(self) -> dict[str, Any]:
        return {
            "id": self.user_id,
            "is_bot": False,
            "first_name": self.name,
            "username": self.name.lower(),
            "language_code": self.language,
        }

    @property
    def chat(self) -> dict[str, Any]:
        place = self.user_id if self.chat_id is None else self.chat_id
        extra = {"first_name": self.name} if self.chat_type == "private" else {"title": "Group"}
        return {"id": place, "type": self.chat_type, **extra}

    def update(self, kind: str, event: dict[str, Any]) -> Update:
        """An update with the next id. Ids of different people never meet."""
        return Update.model_validate({"update_id": self.user_id * 10_000 + next(self.numbers), kind: event})

    def message(self, kind: str = "message", **content: Any) -> Update:
        """A message of this person with `content` (fields of the Bot API)."""
        number = content.pop("message_id", None) or next(self.numbers) + 100
        event = {
            "message_id": number,
            "date": int(NOON.timestamp()),
            "chat": self.chat,
            "from": self.sender,
            **content,
        }
        return self.update(kind, event)

    def text(self, text: str, **content: Any) -> Update:
        """A text; a command is marked as one."""
        if text.startswith("/"):
            length = len(text.split()[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return self.message(text=text, **content)

    def press(self, data: str | None, message_id: int = 900, **content: Any) -> Update:
        """A press on a button under the bot's message `message_id`."""
        under = {
            "message_id": message_id,
            "date": int(NOON.timestamp()),
            "chat": self.chat,
            "from": {"id": BOT_ID, "is_bot": True, "first_name": "Briefcut"},
            "text": "…",
        }
        event = {
            "id": str(next(self.numbers)),
            "from": self.sender,
            "chat_instance": "1",
            "message": under,
            "data": data,
            **content,
        }
        return self.update("callback_query", event)

    def photo(self, size: int | None = 120_000, **content: Any) -> Update:
        """A photo in two sizes."""
        number = next(self.numbers)
        sizes = [
            {"file_id": f"s{number}", "file_unique_id": "s", "width": 90, "height": 90, "file_size": 900},
            {"file_id": f"p{number}", "file_unique_id": "p", "width": 1280, "height": 960, "file_size": size},
        ]
        return self.message(photo=sizes, **content)

    def document(self, name: str | None, mime: str | None, size: int = 5_000, **content: Any) -> Update:
        """A file."""
        file = {
            "file_id": "d",
            "file_unique_id": "d",
            "file_name": name,
            "mime_type": mime,
            "file_size": size,
        }
        return self.message(document=file, **content)
