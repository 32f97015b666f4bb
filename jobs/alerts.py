"""Tell admins what is not well, once; again after an hour while it lasts; and once more when it is over."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from bot.i18n import Speech
from bot.signs import Sign, Surroundings, read_signs
from bot.telling import tell_person
from bot.views import alerts as views
from bot.views.words import Words
from db.accounts import Accounts
from db.administration import GENERATION, Switches
from db.alerts import Alerts
from db.engine import Session
from db.figures import read_figures
from db.models import User
from db.operations import find_trouble
from db.spending import today_began
from jobs.crew import Crew
from jobs.storage import NO_ROOM, SpooledStorage, Storage, StorageFull

log = logging.getLogger(__name__)

COOLDOWN_S: Final = 3600.0
CALM_S: Final = 300.0
"""What is over so soon after it was raised, and raised again, would be a flicker: it is over once it stayed so."""
LIMIT_S: Final = 5.0
STORAGE_S: Final = 15.0
DATABASE: Final = "database"


async def alert(crew: Crew, cooldown_s: float = COOLDOWN_S, calm_s: float = CALM_S) -> int:
    """Look at every sign, and tell the admins what changed; how many words that took. Nobody is told twice of the same
    by several schedulers: only the active one looks, and what was told stands in the audit log."""
    if not crew.admins:
        return 0
    state = await look_at_storage(crew.storage)
    unstored = crew.storage.waiting() if isinstance(crew.storage, SpooledStorage) else 0

    async def look(session: Session) -> int:
        if not await _reached(crew, session):
            return 0  # an alert that nobody reads would count as told for an hour
        trouble = await find_trouble(session)
        paused = await Switches(session).is_off(GENERATION)
        around = Surroundings(crew.money.ceilings.everybody, _least_room(crew), paused, state, unstored)
        figures = await read_figures(session, await today_began(session), LIMIT_S)
        told = await _restarted(crew, session)
        for sign in read_signs(figures, trouble, around):
            told += await _tell(crew, session, sign, cooldown_s, calm_s)
        return told

    return await crew.database.run(look)


async def look_at_storage(storage: Storage, limit_s: float = STORAGE_S) -> str:
    """Whether it takes a small file within `limit_s` seconds: `well`, `full` or `away`."""
    try:
        async with asyncio.timeout(limit_s):
            await storage.check()
    except OSError as error:  # StorageAway, StorageFull and TimeoutError are such
        log.warning("the storage takes no file: %s", str(error) or type(error).__name__)
        return "full" if isinstance(error, StorageFull) or error.errno in NO_ROOM else "away"
    return "well"


def _least_room(crew: Crew) -> int | None:
    """Free bytes of the disk that has least: that of the work, or that of the files, where they lie on one."""
    if crew.spare_bytes is None:
        return None
    places = (crew.work, crew.storage.place)
    return min(crew.spare_bytes(place) for place in places if place is not None)


async def _tell(crew: Crew, session: Session, sign: Sign, cooldown_s: float, calm_s: float) -> int:
    alerts = Alerts(session)
    last = (await alerts.standing([sign.name])).get(sign.name)
    stands = last is not None and last.raised
    if sign.well:
        if last is None or not stands or last.age_s < calm_s:
            return 0
        number = await alerts.note(sign.name, raised=False, details=sign.values)
        await _say(crew, session, number, sign, over=True)
        return 1
    if last is not None and last.age_s < cooldown_s:
        return 0
    number = await alerts.note(sign.name, raised=True, details=sign.values)
    await _say(crew, session, number, sign, over=False)
    return 1


async def _restarted(crew: Crew, session: Session) -> int:
    """A Postgres that was started anew since somebody looked. The first look of all only remembers it."""
    alerts = Alerts(session)
    began = (await alerts.server_began()).isoformat(timespec="seconds")
    last = (await alerts.standing([DATABASE])).get(DATABASE)
    if last is not None and last.details.get("began") == began:
        return 0
    number = await alerts.note(DATABASE, raised=last is not None, details={"began": began})
    if last is None:
        return 0
    await _say(crew, session, number, Sign(DATABASE, well=False, values={"at": began[:16]}), over=False)
    return 1


async def _say(crew: Crew, session: Session, number: int, sign: Sign, *, over: bool) -> None:
    for person in await _reached(crew, session):
        words = _words(crew.speech, person.locale, sign, over=over)
        await tell_person(session, person, words, f"alert:{number}:{person.telegram_user_id}")


async def _reached(crew: Crew, session: Session) -> list[User]:
    """The admins who have pressed Start: nobody may write to who never wrote."""
    found = [await Accounts(session).of_telegram(one) for one in sorted(crew.admins)]
    return [one for one in found if one is not None]


def _words(speech: Speech, locale: str | None, sign: Sign, *, over: bool) -> Words:
    t = speech.of(locale)
    return views.over(t, sign) if over else views.raised(t, sign)
