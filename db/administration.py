"""What administrators do: invite, tell everybody something, switch parts off, choose models; and the log of all that.

These repositories act for the product. Who may use them is decided where the person is known (`ADMIN_IDS`), and each
act leaves an entry in the audit log. The exception is `Invites.redeem`, which acts for the guest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from db import checks
from db.base import JsonObject
from db.billing import Billing
from db.engine import Session
from db.enums import SubscriptionType
from db.models import AuditEntry, Broadcast, BroadcastRecipient, Invite, Switch, User

GENERATION: Final = "generation"
"""The kill switch: while it is off, nothing that costs money starts."""


def model_switch(model: str) -> str:
    """The name of the switch of one model."""
    return f"model:{model}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What admins decided about models: which are switched off, and by kind which was `chosen` as the default; all as
    owner/name."""

    off: frozenset[str] = frozenset()
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def heeded(self) -> dict[str, str]:
        """What was chosen and is not switched off."""
        return {kind: model for kind, model in self.chosen.items() if model not in self.off}


class AuditLog:
    """Every query about who did what. `actor` and `subject` are ids, never names."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def note(
        self,
        actor: str,
        action: str,
        *,
        subject: tuple[str, str] | None = None,
        details: JsonObject | None = None,
    ) -> AuditEntry:
        """One act; `subject` is what kind of thing it was done to, and its id."""
        kind, key = subject or (None, None)
        row = AuditEntry(
            actor=checks.line(actor, "actor"),
            action=checks.line(action, "action"),
            subject_type=kind,
            subject=key,
            details=checks.storable(details or {}, "details"),
        )
        async with checks.plain_refusals(self._session):
            self._session.add(row)
            await self._session.flush()
        return row

    async def recent(self, limit: int = 50) -> Sequence[AuditEntry]:
        """The latest first."""
        return await self._found(select(AuditEntry), limit)

    async def by(self, actor: str, limit: int = 50) -> Sequence[AuditEntry]:
        """What somebody did, the latest first."""
        return await self._found(select(AuditEntry).where(AuditEntry.actor == actor), limit)

    async def page(
        self, limit: int = 12, *, before: int = 0, person: str | None = None
    ) -> Sequence[AuditEntry]:
        """The latest first, from those written before the entry `before` on (0: from the latest); of one `person` what
        they did and what was done to them."""
        found = select(AuditEntry)
        if before:
            found = found.where(AuditEntry.id < before)
        if person is not None:
            found = found.where(or_(AuditEntry.actor == person, AuditEntry.subject == person))
        return await self._found(found, limit)

    async def about(self, subject: str, limit: int = 50) -> Sequence[AuditEntry]:
        """What was done to something, the latest first."""
        return await self._found(select(AuditEntry).where(AuditEntry.subject == subject), limit)

    async def _found(self, statement: Any, limit: int) -> Sequence[AuditEntry]:
        return (await self._session.scalars(statement.order_by(AuditEntry.id.desc()).limit(limit))).all()


class Switches:
    """Every query about what is switched off, and which model is the default. What has no row is on."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def set(self, name: str, is_off: bool, *, reason: str | None, changed_by: UUID | None) -> None:
        """Switch something off or on."""
        values = {"is_off": is_off, "reason": reason, "changed_by": changed_by}
        statement = insert(Switch).values(name=name, **values)
        async with checks.plain_refusals(self._session):
            await self._session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))

    async def is_off(self, name: str) -> bool:
        """Whether it is switched off."""
        return bool(await self._session.scalar(select(Switch.is_off).where(Switch.name == name)))

    async def any_off(self, names: Sequence[str]) -> str | None:
        """One of these that is switched off; None where all are on."""
        found = select(Switch.name).where(Switch.name.in_(names), Switch.is_off.is_(True))
        return await self._session.scalar(found.order_by(Switch.name).limit(1))

    async def off(self) -> Sequence[Switch]:
        """All that is switched off, by name."""
        found = select(Switch).where(Switch.is_off.is_(True)).order_by(Switch.name)
        return (await self._session.scalars(found, execution_options={"populate_existing": True})).all()

    async def of_models(self) -> Standing:
        """What was decided about models."""
        decided = or_(Switch.is_off.is_(True), Switch.choice.is_not(None))
        rows = await self._session.execute(select(Switch.name, Switch.is_off, Switch.choice).where(decided))
        off, chosen = set(), {}
        for name, is_off, choice in rows:
            what, _, which = name.partition(":")
            if what == "model" and is_off:
                off.add(which)
            elif what == "default" and choice:
                chosen[which] = choice
        return Standing(frozenset(off), chosen)

    async def choose(self, kind: str, model: str | None, *, changed_by: UUID | None) -> None:
        """Let `model` (owner/name) be the default of its kind; None: the one of the table of models again."""
        name = f"default:{kind}"
        if model is None:
            await self._session.execute(delete(Switch).where(Switch.name == name))
            return
        values = {"is_off": False, "choice": checks.line(model, "model"), "changed_by": changed_by}
        statement = insert(Switch).values(name=name, **values)
        async with checks.plain_refusals(self._session):
            await self._session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))


class Entry(StrEnum):
    """What following an invitation came to."""

    IN = "in"
    ALREADY = "already"
    USED_UP = "used_up"


_RANK: Final = {plan: rank for rank, plan in enumerate(SubscriptionType)}


class Invites:
    """Every query about invitations: a code that lets so many people in, until a time."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def create(
        self,
        code: str,
        *,
        created_by: UUID | None,
        most_uses: int = 1,
        expires_at: datetime | None = None,
        plan: SubscriptionType = SubscriptionType.FREE,
    ) -> Invite:
        """A new invitation; whoever comes by it is given the plan.

        Raises:
            BadInput: a code Telegram's links can't carry, or fewer than one use.
            Conflict: the code exists.
        """
        row = Invite(code=code, created_by=created_by, most_uses=most_uses, expires_at=expires_at, plan=plan)
        async with checks.plain_refusals(self._session):
            self._session.add(row)
            await self._session.flush()
        return row

    async def redeem(self, user_id: UUID, code: str) -> Entry:
        """Let the person in by this code, and count it. Of many at once no more get in than it allows. Who is in
        already uses up nothing, unless it brings a better plan than theirs."""
        person = await self._session.get(User, user_id, with_for_update=True, populate_existing=True)
        if person is None:
            return Entry.USED_UP
        invite = await self._session.scalar(select(Invite).where(Invite.code == code))
        if person.invite_id is not None and (
            invite is None
            or person.invite_id == invite.id
            or _RANK[invite.plan] <= _RANK[person.subscription_type]
        ):
            return Entry.ALREADY
        used = await self._session.execute(
            update(Invite)
            .where(
                Invite.code == code,
                Invite.uses < Invite.most_uses,
                Invite.revoked_at.is_(None),
                or_(Invite.expires_at.is_(None), Invite.expires_at > func.clock_timestamp()),
            )
            .values(uses=Invite.uses + 1)
            .returning(Invite.id, Invite.plan)
        )
        row = used.one_or_none()
        if row is None:
            return Entry.USED_UP
        person.invite_id = row.id
        await self._session.flush()
        if _RANK[row.plan] > _RANK[person.subscription_type]:
            await Billing(self._session, user_id).grant(row.plan)
        return Entry.IN

    async def get(self, invite_id: UUID) -> Invite | None:
        """The invitation; None if there is none."""
        return await self._session.get(Invite, invite_id, populate_existing=True)

    async def revoke(self, code: str) -> bool:
        """Let nobody more in by this code; whoever is in stays in."""
        revoked = await self._session.execute(
            update(Invite)
            .where(Invite.code == code, Invite.revoked_at.is_(None))
            .values(revoked_at=func.clock_timestamp())
            .returning(Invite.id)
        )
        return revoked.scalar_one_or_none() is not None

    async def usable(self, limit: int = 50) -> Sequence[Invite]:
        """Those that still let somebody in, the newest first."""
        found = (
            select(Invite)
            .where(
                Invite.uses < Invite.most_uses,
                Invite.revoked_at.is_(None),
                or_(Invite.expires_at.is_(None), Invite.expires_at > func.clock_timestamp()),
            )
            .order_by(Invite.created_at.desc())
            .limit(limit)
        )
        return (await self._session.scalars(found, execution_options={"populate_existing": True})).all()

    async def recent(self, limit: int = 50) -> Sequence[Invite]:
        """The newest first."""
        found = select(Invite).order_by(Invite.created_at.desc()).limit(limit)
        return (await self._session.scalars(found, execution_options={"populate_existing": True})).all()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a broadcast is: how many are still to be told, were told, and could not be."""

    queued: int
    sent: int
    blocked: int
    failed: int


class Broadcasts:
    """Every query about telling everybody something, once each."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def draft(self, author_id: UUID, content: str) -> Broadcast:
        """What is to be told; nobody is told yet.

        Raises:
            BadInput: longer than a message of Telegram may be.
        """
        row = Broadcast(author_id=author_id, content=checks.passage(content, "content", 4096))
        async with checks.plain_refusals(self._session):
            self._session.add(row)
            await self._session.flush()
        return row

    async def start(self, broadcast_id: UUID) -> int | None:
        """Begin to send a draft, to everybody who can be told now; how many that are. None if it isn't a draft."""
        started = await self._session.execute(
            update(Broadcast)
            .where(Broadcast.id == broadcast_id, Broadcast.status == "draft")
            .values(status="sending", started_at=func.clock_timestamp())
            .returning(Broadcast.id)
        )
        if started.scalar_one_or_none() is None:
            return None
        everybody = select(literal(broadcast_id), User.id).where(
            User.telegram_user_id.is_not(None),
            User.blocked_at.is_(None),
            User.deleted_at.is_(None),
        )
        # Without our own default, which would give all rows one id: each gets Postgres'.
        addressed = insert(BroadcastRecipient).from_select(
            ["broadcast_id", "user_id"], everybody, include_defaults=False
        )
        addressed = addressed.on_conflict_do_nothing(index_elements=["broadcast_id", "user_id"])
        return len((await self._session.execute(addressed.returning(BroadcastRecipient.id))).all())

    async def next_recipients(self, broadcast_id: UUID, limit: int = 30) -> Sequence[BroadcastRecipient]:
        """Who is to be told next, locked for this transaction; two senders never get the same."""
        waiting = (
            select(BroadcastRecipient)
            .join(Broadcast, Broadcast.id == BroadcastRecipient.broadcast_id)
            .where(
                Broadcast.id == broadcast_id,
                Broadcast.status == "sending",
                BroadcastRecipient.state == "queued",
            )
            .order_by(BroadcastRecipient.created_at, BroadcastRecipient.id)
            .limit(limit)
            .with_for_update(of=BroadcastRecipient, skip_locked=True)
        )
        return (await self._session.scalars(waiting)).all()

    async def note(self, recipient_id: UUID, state: str, error: str | None = None) -> bool:
        """What became of telling one person: sent, blocked or failed; False if that was noted before."""
        values = {
            "state": checks.one_of(("sent", "blocked", "failed"), state, "state"),
            "error_message": error,
            "sent_at": func.clock_timestamp() if state == "sent" else None,
        }
        noted = await self._session.execute(
            update(BroadcastRecipient)
            .where(BroadcastRecipient.id == recipient_id, BroadcastRecipient.state == "queued")
            .values(values)
            .returning(BroadcastRecipient.id)
        )
        return noted.scalar_one_or_none() is not None

    async def end(self, broadcast_id: UUID, *, cancelled: bool = False) -> bool:
        """End the sending; whoever was not told is not told any more. False if it isn't being sent."""
        ended = await self._session.execute(
            update(Broadcast)
            .where(Broadcast.id == broadcast_id, Broadcast.status == "sending")
            .values(status="cancelled" if cancelled else "done", finished_at=func.clock_timestamp())
            .returning(Broadcast.id)
        )
        if ended.scalar_one_or_none() is None:
            return False
        await self._session.execute(
            delete(BroadcastRecipient).where(
                BroadcastRecipient.broadcast_id == broadcast_id, BroadcastRecipient.state == "queued"
            )
        )
        return True

    async def progress(self, broadcast_id: UUID) -> Progress:
        """How far it is."""
        counted = (
            select(BroadcastRecipient.state, func.count())
            .where(BroadcastRecipient.broadcast_id == broadcast_id)
            .group_by(BroadcastRecipient.state)
        )
        found: dict[str, int] = {row[0]: row[1] for row in await self._session.execute(counted)}
        states = ("queued", "sent", "blocked", "failed")
        return Progress(**{state: found.get(state, 0) for state in states})

    async def sending(self) -> Sequence[Broadcast]:
        """What goes on after a restart."""
        found = select(Broadcast).where(Broadcast.status == "sending").order_by(Broadcast.started_at)
        return (await self._session.scalars(found)).all()
