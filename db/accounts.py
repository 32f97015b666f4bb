"""People and the chats they talk to us in. `user_id` is always the person who acts: nobody changes another's row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Select,
    Update,
    bindparam,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningInsert

from db import checks
from db.engine import FOR_CHANGE, FRESH, Session
from db.errors import NotFound
from db.models import ChatSession, User

INTRODUCED: Final = "introduced"
"""Key of `users.settings`: the person was told who is talking (said once, not at every ad)."""


@dataclass(frozen=True, slots=True)
class TelegramIdentity:
    """Who Telegram says is talking. Taken from an update's sender only, never from what somebody typed."""

    telegram_user_id: int
    name: str
    username: str | None = None
    locale: str | None = None


# Statements that every message runs are built once: building one takes longer than running it.


@cache
def _see() -> ReturningInsert[User]:
    seen = {"name": bindparam("name"), "username": bindparam("username"), "last_seen_at": func.now()}
    return (
        insert(User)
        .values(
            id=func.gen_random_uuid(),
            telegram_user_id=bindparam("telegram_user_id"),
            locale=bindparam("locale"),
            **seen,
        )
        .on_conflict_do_update(index_elements=["telegram_user_id"], set_={**seen, "blocked_at": None})
        .returning(User)
    )


@cache
def _meet() -> Select[User, ChatSession]:
    seen = _see().cte("seen")
    place = ("user_id", "chat_id", "thread_id")
    here = [cast(bindparam(name), BigInteger) for name in place[1:]]
    stays = or_(seen.c.deleted_at.is_(None), cast(bindparam("leaving_too"), Boolean))
    opened = (
        insert(ChatSession)
        .from_select(place, select(seen.c.id, *here).where(stays), include_defaults=False)
        .on_conflict_do_update(index_elements=place, set_={"last_activity_at": func.now()})
        .returning(ChatSession)
        .cte("opened")
    )
    return select(aliased(User, seen), aliased(ChatSession, opened)).join(
        opened, opened.c.user_id == seen.c.id
    )


@cache
def _hold() -> Select[UUID]:
    return select(User.id).where(User.id == bindparam("person")).with_for_update(**FOR_CHANGE)


@cache
def _introduce() -> Update:
    told = literal({INTRODUCED: True}, User.settings.type)
    introduced = update(User).where(User.id == bindparam("person"))
    return introduced.values(settings=User.settings.op("||")(told)).execution_options(
        synchronize_session=False
    )


class Accounts:
    """Every query about people."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def meet(
        self, who: TelegramIdentity, chat_id: int, thread_id: int = 0, *, leaving_too: bool = False
    ) -> tuple[User, ChatSession] | None:
        """The person's row and their place in this chat (and thread), made at the first meeting and brought up to
        date at every other; None for a person who is being erased, unless those are heard, too.

        A locale the person chose stays; Telegram's is only the first guess. Whoever writes has unblocked us.
        """
        values = {
            "telegram_user_id": who.telegram_user_id,
            "locale": who.locale,
            "name": who.name,
            "username": who.username,
            "chat_id": chat_id,
            "thread_id": thread_id,
            "leaving_too": leaving_too,
        }
        row = (await self._session.execute(_meet(), values, execution_options=FRESH)).one_or_none()
        return None if row is None else (row[0], row[1])

    async def of_draft(self, chat_id: int, thread_id: int = 0) -> tuple[User, ChatSession] | None:
        """Who talks in a private chat, where an update names the chat only; None if nobody ever did."""
        statement = (
            select(User, ChatSession)
            .join(ChatSession, ChatSession.user_id == User.id)
            .where(
                User.telegram_user_id == chat_id,
                ChatSession.chat_id == chat_id,
                ChatSession.thread_id == thread_id,
            )
        )
        row = (await self._session.execute(statement)).one_or_none()
        return None if row is None else (row[0], row[1])

    async def last_place(self, user_id: UUID) -> ChatSession | None:
        """Where the person talked to us alone the last time; None if they never did."""
        places = select(ChatSession).where(ChatSession.user_id == user_id, ChatSession.chat_id > 0)
        return await self._session.scalar(places.order_by(ChatSession.last_activity_at.desc()).limit(1))

    async def of_telegram(self, telegram_user_id: int) -> User | None:
        """The person with this Telegram id; None if they never wrote, or are being erased."""
        known = select(User).where(User.telegram_user_id == telegram_user_id, User.deleted_at.is_(None))
        return await self._session.scalar(known)

    async def get(self, user_id: UUID) -> User | None:
        """The person's row as it stands."""
        return await self._session.get(User, user_id, populate_existing=True)

    async def hold(self, user_id: UUID) -> None:
        """Keep the person's row for this transaction: people are locked before their ads."""
        await self._session.execute(_hold(), {"person": user_id})

    async def introduce(self, user_id: UUID) -> None:
        """Remember that the person was told who is talking; their row is kept as by `hold`."""
        await self._session.execute(_introduce(), {"person": user_id})

    async def prefer(self, user_id: UUID, wishes: Mapping[str, object]) -> None:
        """Keep what the person wishes, by key of `users.settings`.

        Raises:
            BadInput: there is no such wish.
        """
        user = await self._session.get_one(User, user_id, with_for_update=FOR_CHANGE, populate_existing=True)
        async with checks.plain_refusals(self._session):
            user.settings = {**user.settings, **wishes}
            await self._session.flush()

    async def mark_blocked(self, telegram_user_id: int) -> None:
        """Remember that this person blocked the bot; nothing is sent to them until they write again."""
        await self._session.execute(
            update(User)
            .where(User.telegram_user_id == telegram_user_id, User.blocked_at.is_(None))
            .values(blocked_at=func.now())
        )

    async def change_locale(self, user_id: UUID, locale: str) -> None:
        """Remember the language the person chose."""
        await self._session.execute(update(User).where(User.id == user_id).values(locale=locale))

    async def change_email(self, user_id: UUID, email: str) -> None:
        """Remember the address for receipts.

        Raises:
            BadInput: not an address.
            Conflict: somebody else has it.
        """
        await self._change(user_id, email=checks.email(email))

    async def change_name(self, user_id: UUID, name: str) -> None:
        """Remember what the person wants to be called, until Telegram's name changes it again."""
        await self._change(user_id, name=checks.line(name, "name"))

    async def change_time_zone(self, user_id: UUID, zone: str) -> None:
        """Remember the zone (of the IANA list) in which the person's schedules run.

        Raises:
            BadInput: no such zone.
        """
        await self._change(user_id, timezone=checks.time_zone(zone))

    async def remove(self, user_id: UUID) -> None:
        """Remove a person without ads, brands included. Erasing one with ads is `db.privacy`.

        Raises:
            Refused: the person owns ads.
        """
        async with checks.plain_refusals(self._session):
            await self._session.execute(delete(User).where(User.id == user_id))

    async def _change(self, user_id: UUID, **values: str) -> None:
        async with checks.plain_refusals(self._session):
            changed = await self._session.execute(
                update(User).where(User.id == user_id).values(**values).returning(User.id)
            )
            if changed.scalar_one_or_none() is None:
                raise NotFound("users: no such person")
