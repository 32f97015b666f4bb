"""One update goes through its handler: in one transaction, tried again when it fails, given up with a word.

The database away: nothing was written, the same update must come again. Any other failure: tried three times, then the
person is told with a reference and the update counts as handled, so that one bad update can't stop the chat.
"""

from __future__ import annotations

import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from aiogram import Bot, Dispatcher
from aiogram.dispatcher.middlewares.user_context import UserContextMiddleware
from aiogram.enums import ChatType
from aiogram.methods import AnswerCallbackQuery, AnswerPreCheckoutQuery
from aiogram.types import Update

from bot.answering import Answering
from bot.i18n import Speech
from bot.views import talk
from db.engine import Database
from db.errors import BriefcutError, DatabaseUnavailable
from db.outbox import say
from db.pacing import Gate
from db.trail import following, tell
from db.updates import first_time
from db.watch import Stopwatch, Watch, stopwatch

logger = logging.getLogger(__name__)

REMEMBERED_FAILURES: Final = 1000


@dataclass(frozen=True, slots=True)
class IntakePace:
    """Seconds, but `tries`. Waits double from `first_wait_s` to `longest_wait_s`."""

    tries: int = 3
    first_wait_s: float = 0.2
    longest_wait_s: float = 5.0
    poll_s: int = 30
    answer_timeout_s: int = 10
    settle_s: float = 5.0

    def wait_s(self, failures: int) -> float:
        """The pause after so many failures in a row (from 1)."""
        return float(min(self.longest_wait_s, self.first_wait_s * 2 ** min(failures - 1, 20)))


def new_reference() -> str:
    """Eight characters that a person can read out to support."""
    return secrets.token_hex(4).upper()


class Intake:
    """Takes one update at a time through the dispatcher; polling and webhook share its rules."""

    def __init__(
        self,
        bot: Bot,
        dispatcher: Dispatcher,
        database: Database,
        speech: Speech,
        *,
        pace: IntakePace | None = None,
        reference: Callable[[], str] = new_reference,
        watch: Watch | None = None,
        gate: Gate | None = None,
    ) -> None:
        self.bot = bot
        self.dispatcher = dispatcher
        self.pace = pace or IntakePace()
        self._database = database
        self._speech = speech
        self._reference = reference
        self._watch = watch or Watch()
        self._failures: OrderedDict[int, int] = OrderedDict()
        self._answering = Answering(bot, self._watch, gate, timeout_s=self.pace.answer_timeout_s)

    async def take(self, update: Update, took: Stopwatch | None = None) -> None:
        """Handles `update`, which came when `took` began to count. When this returns, it is committed (or given up);
        what its handler answers is being sent.

        Raises:
            DatabaseUnavailable: nothing was written; the same update must come again.
            Exception: a failed try that is not the last one; likewise.
        """
        took = took or stopwatch()
        outcome = "taken"
        with following(update=update.update_id):
            try:
                answer = await self.dispatcher.feed_update(self.bot, update)
            except DatabaseUnavailable:
                self._watch.update_taken("no_database", took())
                raise
            except Exception as error:
                if self._count_failure(update.update_id) < self.pace.tries:
                    logger.warning("update %s failed: %s", update.update_id, type(error).__name__)
                    self._watch.update_taken("failed", took())
                    raise
                answer = await self._give_up(update, error)
                outcome = "given_up"
            self._watch.update_taken(outcome, took())
            tell(logger, "update taken", kind=update.event_type, outcome=outcome, ms=round(took() * 1000))
            self._failures.pop(update.update_id, None)
            self._answering.send(answer, took)

    async def give_up(self, update_id: int, update: Update | None, error: Exception) -> None:
        """Counts as handled what no try will mend, and tells the chat; `update` None: nobody can read it."""
        if update is not None:
            self._answering.send(await self._give_up(update, error), stopwatch())
            return
        logger.error("update %s given up, it is no update that we know", update_id)
        async with self._database.transaction() as session:
            await first_time(session, update_id)

    async def settle(self, within_s: float | None = None) -> None:
        """Returns when what handlers answered was sent, or after `within_s`."""
        await self._answering.settle(within_s)

    def _count_failure(self, update_id: int) -> int:
        self._failures[update_id] = self._failures.get(update_id, 0) + 1
        while len(self._failures) > REMEMBERED_FAILURES:
            self._failures.popitem(last=False)
        return self._failures[update_id]

    async def _give_up(
        self, update: Update, error: Exception
    ) -> AnswerCallbackQuery | AnswerPreCheckoutQuery | None:
        """Marks a poison update as handled and tells the chat, in one transaction; a press is answered too."""
        reference = self._reference()
        logger.error("update %s given up, reference %s", update.update_id, reference, exc_info=error)
        context = UserContextMiddleware.resolve_event_context(update)
        t = self._speech.of(context.user.language_code if context.user else None)
        sentence = error.sentence if isinstance(error, BriefcutError) else BriefcutError.sentence
        async with self._database.transaction() as session:
            if not await first_time(session, update.update_id):
                return None
            if context.chat is not None and context.chat.type == ChatType.PRIVATE:
                await say(
                    session,
                    chat_id=context.chat.id,
                    thread_id=context.thread_id,
                    kind="text",
                    payload=talk.apology(t, sentence=sentence, reference=reference).payload(),
                    dedupe_key=f"update:{update.update_id}:apology",
                )
        if update.pre_checkout_query is not None:
            # Unanswered, the person would wait ten seconds for a payment that can't be taken.
            return AnswerPreCheckoutQuery(
                pre_checkout_query_id=update.pre_checkout_query.id,
                ok=False,
                error_message=t.plain("checkout-failed"),
            )
        return (
            AnswerCallbackQuery(callback_query_id=update.callback_query.id) if update.callback_query else None
        )
