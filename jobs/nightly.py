"""Once a night: forget what is kept no longer, compare the books with Telegram's and the providers', clean the engine's
memory, and tell the admins. Each step leaves a line in the audit log, also one that failed, and keeps no other from
being done.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

from aiogram import Bot

from bot.i18n import Speech
from bot.views.nightly import digest
from db.accounts import Accounts
from db.administration import AuditLog
from db.engine import Database
from db.errors import DatabaseUnavailable
from db.nights import ROUND, adrift, last_day
from db.outbox import say
from jobs.crew import Crew
from jobs.forgetting import clean_engine, forget
from jobs.paid.audit import audit
from jobs.rhythm import Rhythm
from jobs.stars import compare_stars
from jobs.storage import Storage

if TYPE_CHECKING:
    from jobs.paid import PaidStudio

log = logging.getLogger(__name__)

BACK_S: Final = 25 * 3600.0
"""How far back a provider's runs are compared: everything since the last round, and an hour more."""


Step = Literal["retention", "stars", "providers", "engine", "digest"]
STEPS: Final[tuple[Step, ...]] = get_args(Step)


@dataclass(frozen=True, slots=True)
class Night:
    """What the round needs. `admins` are their Telegram ids; without a `bot` Telegram's list is not read."""

    database: Database
    storage: Storage
    speech: Speech
    rhythm: Rhythm
    paid: PaidStudio | None = None
    admins: frozenset[int] = frozenset()
    bot: Bot | None = None


@dataclass(frozen=True, slots=True)
class _Books:
    database: Database
    bot: Bot
    speech: Speech


@dataclass(frozen=True, slots=True)
class Done:
    """What a step came to: figures by name, or `error`, the kind of what went wrong."""

    name: str
    figures: Mapping[str, int | str]
    error: str | None = None


async def nightly(crew: Crew) -> None:
    """The round as a job."""
    await go_round(
        Night(crew.database, crew.storage, crew.speech, crew.rhythm, crew.paid, crew.admins, crew.bot),
        by="system",
    )


async def go_round(night: Night, *, by: str, only: Collection[Step] = STEPS) -> list[Done]:
    """Do every step (or `only` some, which is no round), one after the other; `by` stands in the audit log.

    Raises:
        DatabaseUnavailable: nothing can be noted; the round is due again.
    """
    steps: dict[Step, Callable[[Night], Awaitable[Mapping[str, int | str]]]] = {
        "retention": _forget,
        "stars": _settle,
        "providers": _compare,
        "engine": _clean,
        "digest": _tell,
    }
    done = [await _step(night, by, name, work) for name, work in steps.items() if name in only]
    if len(done) < len(steps):
        return done
    failed = [one.name for one in done if one.error is not None]
    async with night.database.transaction() as session:
        await AuditLog(session).note(by, ROUND, details={"failed": failed})
    return done


async def _step(
    night: Night, by: str, name: str, work: Callable[[Night], Awaitable[Mapping[str, int | str]]]
) -> Done:
    try:
        done = Done(name, await work(night))
    except DatabaseUnavailable:
        raise
    except Exception as error:
        log.exception("the night's %s failed", name)
        done = Done(name, {}, type(error).__name__)
    details = {"error": done.error} if done.error else dict(done.figures)
    async with night.database.transaction() as session:
        await AuditLog(session).note(by, f"nightly.{name}", details=details)
    return done


async def _forget(night: Night) -> Mapping[str, int | str]:
    return {"rows": await forget(night.database, night.storage, night.rhythm)}


async def _settle(night: Night) -> Mapping[str, int | str]:
    """Telegram's list of payments and ours."""
    if night.bot is None:
        return {"asked": "nobody: the chat is not running"}
    return asdict(await compare_stars(_Books(night.database, night.bot, night.speech)))


async def _compare(night: Night) -> Mapping[str, int | str]:
    """Runs that are nobody's, and whether what is set aside is what is open."""
    orphans = await audit(night, BACK_S)
    async with night.database.transaction() as session:
        difference = await adrift(session)
    if difference:
        log.error("the budgets set aside %s USD more than what is open", difference)
    return {"orphans": orphans, "adrift": str(difference)}


async def _clean(night: Night) -> Mapping[str, int | str]:
    return {"jobs": await clean_engine(night.database)}


async def _tell(night: Night) -> Mapping[str, int | str]:
    """The last day, to every admin who ever wrote to the bot; once a day, however often the round is gone."""
    told = 0
    async with night.database.transaction() as session:
        day = await last_day(session)
        for admin in sorted(night.admins):
            person = await Accounts(session).of_telegram(admin)
            if person is None or person.blocked_at is not None:
                continue
            await say(
                session,
                chat_id=admin,
                thread_id=None,
                kind="text",
                payload=digest(night.speech.of(person.locale), day).payload(),
                dedupe_key=f"digest:{day.day}:{admin}",
                user_id=person.id,
            )
            told += 1
    return {"admins": told}
