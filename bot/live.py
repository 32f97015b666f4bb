"""What a person sees while the assistant thinks: a typing sign at once, then the answer as it grows.

Everything here is best effort and replaceable: the final message comes through the outbox, whatever happens
to drafts. So nothing raises, and a pause that Telegram asks for only means that drafts are skipped until then.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self
from uuid import UUID

from aiogram import Bot
from aiogram.enums import ChatAction

from bot.outcomes import Blocked, Moved, Outcome, Refused, Retry, Sent, Wait, read_failure
from bot.outgoing import draft
from bot.views.words import TEXT_LIMIT, cut

logger = logging.getLogger(__name__)

MAX_DRAFT_ID: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class LivePace:
    """Seconds. A draft lives 30 s in the client, so it is refreshed well before; typing shows for 5 s."""

    tick_s: float = 0.1
    throttle_s: float = 0.4
    refresh_s: float = 18.0
    typing_s: float = 4.5


def draft_id_of(turn_id: UUID) -> int:
    """The same non-zero draft for the same turn, also after a restart."""
    return turn_id.int % MAX_DRAFT_ID + 1


class LiveDraft:
    """Streams one turn into one private chat: `async with LiveDraft(…) as live: live.add("…")`.

    `add` and `note` only change what should be seen; a task of its own shows it, at most every `throttle_s`. `seen` is
    called when the first of it was taken by Telegram.
    """

    def __init__(
        self,
        bot: Bot,
        chat_id: int,
        draft_id: int,
        *,
        thread_id: int | None = None,
        pace: LivePace | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        seen: Callable[[], None] = lambda: None,
    ) -> None:
        self._bot = bot
        self._chat_id = chat_id
        self._draft_id = draft_id
        self._thread_id = thread_id or None
        self._pace = pace or LivePace()
        self._clock = clock
        self._sleep = sleep
        self._seen: Callable[[], None] | None = seen
        self._text = ""
        self._note = ""
        self._shown: str | None = None
        self._shown_at = float("-inf")
        self._typed_at = float("-inf")
        self._silent_until = float("-inf")
        # Drafts exist in private chats only; a group's id is negative.
        self._drafts_work = chat_id > 0
        self._blocked = False
        self._task: asyncio.Task[None] | None = None

    def add(self, delta: str) -> None:
        """The answer grew by `delta`."""
        self._text += delta
        self._note = ""

    def note(self, words: str) -> None:
        """What the assistant does just now, shown under the text until more text comes."""
        self._note = words

    def restart(self) -> None:
        """The answer begins anew (a retry, another model): what was streamed does not count."""
        self._text = self._note = ""

    @property
    def text(self) -> str:
        """What was streamed so far; a stopped turn keeps it."""
        return self._text

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def tick(self) -> None:
        """Shows what is due now: a draft, or else the typing sign. Never raises."""
        now = self._clock()
        if self._blocked or now < self._silent_until:
            return
        wanted = self._wanted()
        if self._draft_due(wanted, now):
            self._shown_at = now
            self._heed(await self._guarded(self._send_draft(wanted)))
        elif not (self._text and self._drafts_work) and now - self._typed_at >= self._pace.typing_s:
            self._typed_at = now
            self._heed(await self._guarded(self._send_typing()))

    def _wanted(self) -> str:
        note = f"… {self._note}" if self._note else ""
        room = TEXT_LIMIT - len(note) - 2
        # The end is what grows; the beginning was read already.
        shown = self._text if cut(self._text, room)[1] == "" else "…" + self._text[-room // 2 :]
        return "\n\n".join(part for part in (shown, note) if part)

    def _draft_due(self, wanted: str, now: float) -> bool:
        if not self._drafts_work or not wanted.strip():
            return False
        age = now - self._shown_at
        if wanted == self._shown:
            return age >= self._pace.refresh_s
        return age >= self._pace.throttle_s

    async def _send_draft(self, wanted: str) -> Outcome:
        outcome = await draft(self._bot, self._chat_id, self._draft_id, wanted, thread_id=self._thread_id)
        if not isinstance(outcome, Moved | Refused | Retry | Wait):
            self._shown = wanted
        if isinstance(outcome, Refused):
            # TEXTDRAFT_PEER_INVALID and its kin: this chat or server takes no drafts.
            self._drafts_work = False
        return outcome

    async def _send_typing(self) -> Outcome | None:
        await self._bot.send_chat_action(self._chat_id, ChatAction.TYPING, message_thread_id=self._thread_id)
        return None

    async def _guarded(self, call: Awaitable[Outcome | None]) -> Outcome | None:
        try:
            outcome = await call
            if outcome is None or isinstance(outcome, Sent):
                self._tell_seen()
            return outcome
        except Exception as error:
            outcome = read_failure(error)
            if outcome is None:
                logger.warning("live preview failed: %s", type(error).__name__)
                self._drafts_work = False
            return outcome

    def _tell_seen(self) -> None:
        """Tell once that the person sees something."""
        seen, self._seen = self._seen, None
        if seen is not None:
            seen()

    def _heed(self, outcome: Outcome | None) -> None:
        if isinstance(outcome, Wait):
            self._silent_until = self._clock() + outcome.seconds
        elif isinstance(outcome, Retry):
            self._silent_until = self._clock() + outcome.in_s
        elif isinstance(outcome, Blocked | Moved):
            self._blocked = True

    async def _run(self) -> None:
        while True:
            await self.tick()
            await self._sleep(self._pace.tick_s)
