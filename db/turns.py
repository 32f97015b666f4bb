"""Turns: one answer of the assistant each, asked for by messages and given by a worker.

A turn is claimed by a lease and every write of its worker names the lease's epoch, so a worker that was paused past
its lease can't overwrite what its successor said. All times are the database's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, literal, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql import ColumnElement

from db.bell import ring
from db.clock import from_now
from db.engine import FOR_CHANGE, Session
from db.enums import AdProjectStatus, ChatRole
from db.errors import NotFound
from db.models import AdProject, Brand, ChatMessage, Turn, User
from db.wakeups import wake_turn

FILMING = (AdProjectStatus.SCRIPT_APPROVED, AdProjectStatus.VIDEO_GENERATING)
"""While an ad is in one of these, messages about it wait until the production has ended."""


def stop_topic(project_id: UUID) -> str:
    """What rings when a running turn of the project should stop."""
    return f"stop:{project_id}"


@dataclass(frozen=True, slots=True)
class Busy:
    """Somebody else holds the turn, for `seconds` more at the least."""

    seconds: float


class Turns:
    """Every query about turns. `user_id` is the person who acts: then only turns about their ads are seen; a
    worker acts for nobody."""

    def __init__(self, session: Session, user_id: UUID | None = None) -> None:
        self._session = session
        self._user_id = user_id

    def _theirs(self) -> ColumnElement[bool]:
        if self._user_id is None:
            return true()
        return Turn.project_id.in_(select(AdProject.id).where(AdProject.user_id == self._user_id))

    async def request(
        self,
        project: AdProject,
        *,
        chat_id: int,
        thread_id: int,
        trigger_update_id: int | None,
        delay_s: float = 0.0,
    ) -> None:
        """Ask for an answer in `delay_s` seconds. What is asked before it began folds into one turn.

        Raises:
            NotFound: the ad is somebody else's.
        """
        if self._user_id not in (None, project.user_id):
            raise NotFound("ad_projects: not an ad of the person who acts")
        statement = insert(Turn).values(
            project_id=project.id, trigger_update_id=trigger_update_id, chat_id=chat_id, thread_id=thread_id
        )
        await self._session.execute(
            statement.on_conflict_do_nothing(
                index_elements=["project_id"],
                index_where=Turn.state == literal("queued", literal_execute=True),
            )
        )
        if project.status not in FILMING:
            await wake_turn(self._session, project.id, delay_s=delay_s)

    async def claim(self, project_id: UUID, lease_s: float) -> Turn | Busy | None:
        """Take the turn that is due: the one of a dead worker first, else the queued one.

        None when nothing is due, or when the ad is being filmed (then its messages wait).
        """
        project = await self._session.get(
            AdProject, project_id, with_for_update=FOR_CHANGE, populate_existing=True
        )
        if project is None or project.deleted_at is not None or project.status in FILMING:
            return None
        running = await self._in_state(project_id, "running")
        if running is not None:
            left = await self._session.scalar(
                select(func.extract("epoch", Turn.leased_until - func.clock_timestamp())).where(
                    Turn.id == running.id
                )
            )
            if left is not None and left > 0:
                return Busy(float(left))
        turn = running or await self._in_state(project_id, "queued")
        if turn is None:
            return None
        taken = await self._session.execute(
            update(Turn)
            .where(Turn.id == turn.id)
            .values(
                state="running",
                lease_epoch=Turn.lease_epoch + 1,
                leased_until=from_now(lease_s),
                attempts=Turn.attempts + 1,
                started_at=func.coalesce(Turn.started_at, func.clock_timestamp()),
            )
            .returning(Turn),
            execution_options={"populate_existing": True},
        )
        return taken.scalar_one()

    async def take_lines(self, turn: Turn) -> Sequence[ChatMessage]:
        """The messages this turn answers, oldest first: those no turn has read yet, and its own of an earlier
        attempt."""
        await self._take_unread(turn)
        statement = (
            select(ChatMessage)
            .where(ChatMessage.turn_id == turn.id)
            .order_by(ChatMessage.timestamp, ChatMessage.created_at, ChatMessage.id)
        )
        return (await self._session.execute(statement)).scalars().all()

    async def about(self, turn: Turn) -> tuple[AdProject, User, Brand]:
        """What the turn is about and who is answered, as they are while the caller holds the turn."""
        project = await self._session.get_one(AdProject, turn.project_id)
        user = await self._session.get_one(User, project.user_id)
        return project, user, await self._session.get_one(Brand, project.brand_id)

    async def _take_unread(self, turn: Turn) -> None:
        await self._session.execute(
            update(ChatMessage)
            .where(
                ChatMessage.project_id == turn.project_id,
                ChatMessage.role == ChatRole.USER,
                ChatMessage.turn_id.is_(None),
            )
            .values(turn_id=turn.id)
        )

    async def renew(self, turn_id: UUID, epoch: int, lease_s: float) -> bool | None:
        """Keep the lease. None when it was lost; else whether a stop was asked for."""
        result = await self._session.execute(
            update(Turn)
            .where(_held(turn_id, epoch))
            .values(leased_until=from_now(lease_s))
            .returning(Turn.stop_requested)
        )
        return result.scalar_one_or_none()

    async def finish(
        self, turn_id: UUID, epoch: int, state: str, error: str | None = None, *, unread: bool = False
    ) -> bool:
        """End the turn as `done`, `stopped` or `failed`; False when the lease was lost, and then nothing that
        the caller wrote in this transaction may be committed. `unread` leaves its messages to a later turn."""
        result = await self._session.execute(
            update(Turn)
            .where(_held(turn_id, epoch))
            .values(state=state, finished_at=func.clock_timestamp(), leased_until=None, error_message=error)
            .returning(Turn.project_id)
        )
        project_id = result.scalar_one_or_none()
        if project_id is None:
            return False
        await self.wake_waiting(project_id)
        if unread:
            answered = update(ChatMessage).where(ChatMessage.turn_id == turn_id)
            await self._session.execute(answered.values(turn_id=None))
        return True

    async def give_back(self, turn_id: UUID, epoch: int, *, in_s: float = 0.0) -> bool:
        """End the lease in `in_s` seconds; then a worker starts the turn anew. The attempt does not count."""
        result = await self._session.execute(
            update(Turn)
            .where(_held(turn_id, epoch))
            .values(leased_until=from_now(in_s), attempts=func.greatest(Turn.attempts - 1, 0))
            .returning(Turn.project_id)
        )
        project_id = result.scalar_one_or_none()
        if project_id is not None:
            await wake_turn(self._session, project_id, delay_s=in_s)
        return project_id is not None

    async def postpone(self, turn: Turn, epoch: int, project: AdProject) -> bool:
        """Let the messages of this turn be answered by a later one (its ad went into production meanwhile)."""
        why = "postponed: the ad went into production"
        if not await self.finish(turn.id, epoch, "stopped", why, unread=True):
            return False
        await self.request(
            project,
            chat_id=turn.chat_id,
            thread_id=turn.thread_id or 0,
            trigger_update_id=turn.trigger_update_id,
        )
        return True

    async def stop(self, project_id: UUID) -> bool:
        """Ask the running turn of the project to stop, within milliseconds; False when none runs."""
        result = await self._session.execute(
            update(Turn)
            .where(Turn.project_id == project_id, Turn.state == "running", self._theirs())
            .values(stop_requested=True)
            .returning(Turn.id)
        )
        if result.scalar_one_or_none() is None:
            return False
        await ring(self._session, stop_topic(project_id))
        return True

    async def pending(self, project_id: UUID) -> bool:
        """Whether an answer about the project is due or being written."""
        waiting = select(Turn.id).where(
            Turn.project_id == project_id, Turn.state.in_(("queued", "running")), self._theirs()
        )
        return await self._session.scalar(waiting.limit(1)) is not None

    async def drop_queued(self, project_id: UUID) -> bool:
        """Forget a turn that has not begun; False when none waits. Its messages stay in the log, as read: the person
        who stops does not want them to take effect with the next answer."""
        result = await self._session.execute(
            update(Turn)
            .where(Turn.project_id == project_id, Turn.state == "queued", self._theirs())
            .values(state="stopped", finished_at=func.clock_timestamp())
            .returning(Turn)
        )
        turn = result.scalar_one_or_none()
        if turn is None:
            return False
        await self._take_unread(turn)
        return True

    async def wake_waiting(self, project_id: UUID) -> None:
        """Let a queued turn of the project begin, if there is one (a production or a turn has just ended)."""
        if await self._in_state(project_id, "queued") is not None:
            await wake_turn(self._session, project_id)

    async def orphans(self, older_than_s: float) -> Sequence[UUID]:
        """Projects whose turn is due although nobody works on it: for the sweep."""
        grace = func.clock_timestamp() - timedelta(seconds=older_than_s)
        statement = (
            select(Turn.project_id)
            .join(AdProject, AdProject.id == Turn.project_id)
            .where(
                AdProject.status.not_in(FILMING),
                AdProject.deleted_at.is_(None),
                or_(
                    (Turn.state == "queued") & (Turn.created_at < grace),
                    (Turn.state == "running") & (Turn.leased_until < func.clock_timestamp()),
                ),
            )
            .distinct()
        )
        return (await self._session.execute(statement)).scalars().all()

    async def _in_state(self, project_id: UUID, state: str) -> Turn | None:
        statement = select(Turn).where(Turn.project_id == project_id, Turn.state == state)
        result = await self._session.execute(statement, execution_options={"populate_existing": True})
        return result.scalar_one_or_none()


def _held(turn_id: UUID, epoch: int) -> ColumnElement[bool]:
    return (Turn.id == turn_id) & (Turn.lease_epoch == epoch) & (Turn.state == "running")
