"""The queue of updates: stored until the bot confirms them, handed out by long polling."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import cast

from aiogram.types import TelegramObject, Update

from briefcut.simulator.errors import conflict
from briefcut.simulator.hub import Hub
from briefcut.simulator.messages import Messages, to_json
from briefcut.simulator.store import Store

# Sent only to who asks for them by name.
ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True)
class Webhook:
    """Where updates are posted; an empty url means long polling."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    last_error_date: int | None = None
    last_error_message: str | None = None


class UpdateQueue:
    """Repository of unconfirmed updates. An update leaves only by the bot's confirmation."""

    def __init__(self, store: Store, messages: Messages, hub: Hub) -> None:
        self._store = store
        self._messages = messages
        self._hub = hub
        self._arrived = asyncio.Event()
        self._poller: asyncio.Event | None = None
        self._closing = False
        self.listeners: list[Callable[[], None]] = []

    @property
    def webhook(self) -> Webhook:
        """The webhook in force."""
        kept = cast("dict[str, object]", self._store.setting("webhook") or {})
        return Webhook(**kept)  # type: ignore[arg-type]

    def set_webhook(self, webhook: Webhook, *, drop_pending: bool = False) -> None:
        """Switch between webhook and polling; a running poll is ended with a conflict."""
        self._store.keep("webhook", asdict(webhook))
        if drop_pending:
            self._forget(self._store.rows("SELECT update_id, chat_id FROM updates"))
        self._end_poll()
        self._notify()

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Which updates are wanted from now on; None leaves the last answer standing, [] is the default."""
        if kinds is not None:
            self._store.keep("allowed_updates", list(kinds))

    def allowed(self) -> list[str]:
        """The kinds asked for; [] is the default set."""
        return cast("list[str]", self._store.setting("allowed_updates") or [])

    def push(
        self, kind: str, chat_id: int, what: TelegramObject, message_id: int | None = None
    ) -> int | None:
        """Queue an update; None where the bot does not want this kind."""
        allowed = self.allowed()
        if kind not in allowed if allowed else kind in ON_REQUEST:
            return None
        body = to_json(what)
        # Parsed as the bot will parse it: a shape aiogram refuses must fail here.
        Update.model_validate({"update_id": 1, kind: body})
        with self._store.transaction():
            cursor = self._store.run(
                "INSERT INTO updates (chat_id, kind, body) VALUES (?, ?, ?)", chat_id, kind, json.dumps(body)
            )
            update_id = cast("int", cursor.lastrowid)
            if message_id is not None:
                self._messages.belongs_to(chat_id, message_id, update_id)
        self._notify()
        return update_id

    def pending(self) -> int:
        """How many updates wait."""
        row = self._store.row("SELECT count(*) AS n FROM updates")
        return int(row["n"]) if row else 0

    def waiting_chats(self) -> list[int]:
        """Chats with unconfirmed updates, the oldest first."""
        rows = self._store.rows("SELECT chat_id FROM updates GROUP BY chat_id ORDER BY min(update_id)")
        return [row["chat_id"] for row in rows]

    def oldest(self, chat_id: int) -> dict[str, object] | None:
        """The next update of a chat."""
        sql = "SELECT * FROM updates WHERE chat_id = ? ORDER BY update_id LIMIT 1"
        row = self._store.row(sql, chat_id)
        return _body(row) if row else None

    def confirm(self, update_id: int) -> None:
        """The bot has taken this one."""
        self._forget(
            self._store.rows("SELECT update_id, chat_id FROM updates WHERE update_id = ?", update_id)
        )

    async def poll(self, offset: int, limit: int, seconds: float) -> list[dict[str, object]]:
        """getUpdates: confirm below `offset`, wait for something. Raises 409 when another poll takes over."""
        if self.webhook.url:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        self._end_poll()
        self._confirm_below(offset)
        mine = self._poller = asyncio.Event()
        deadline = asyncio.get_running_loop().time() + seconds
        while not (found := self._from(offset, limit)) and not self._closing:
            arrived = self._arrived
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0 or not await _either(arrived, mine, left):
                break
            if mine.is_set():
                raise conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance is running"
                )
        return found

    def close(self) -> None:
        """Let a waiting poll go home empty."""
        self._closing = True
        self._notify()

    def _confirm_below(self, offset: int) -> None:
        if offset < 0:
            sql = "SELECT update_id FROM updates ORDER BY update_id DESC LIMIT 1 OFFSET ?"
            row = self._store.row(sql, -offset - 1)
            offset = row["update_id"] if row else 0
        rows = self._store.rows("SELECT update_id, chat_id FROM updates WHERE update_id < ?", offset)
        if rows:
            self._forget(rows)

    def _from(self, offset: int, limit: int) -> list[dict[str, object]]:
        sql = "SELECT * FROM updates WHERE update_id >= ? ORDER BY update_id LIMIT ?"
        return [_body(row) for row in self._store.rows(sql, max(offset, 0), limit)]

    def _forget(self, rows: Sequence[object]) -> None:
        gone = [dict(row) for row in rows]  # type: ignore[call-overload]
        with self._store.transaction():
            for row in gone:
                self._store.run("DELETE FROM updates WHERE update_id = ?", row["update_id"])
        for chat_id in {row["chat_id"] for row in gone}:
            self._hub.publish("received", chat_id)

    def _notify(self) -> None:
        self._arrived.set()
        self._arrived = asyncio.Event()
        for listener in self.listeners:
            listener()

    def _end_poll(self) -> None:
        if self._poller is not None:
            self._poller.set()


async def _either(first: asyncio.Event, second: asyncio.Event, seconds: float) -> bool:
    """Whether one of two events came in time."""
    tasks = [asyncio.ensure_future(event.wait()) for event in (first, second)]
    try:
        done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
    return bool(done)


def _body(row: object) -> dict[str, object]:
    columns = dict(row)  # type: ignore[call-overload]
    return {"update_id": columns["update_id"], columns["kind"]: json.loads(columns["body"])}
