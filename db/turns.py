"""Turns: one answer of the assistant each, asked for by messages and given by a worker.

A turn is claimed by a lease and every write of its worker names the lease's epoch, so a worker that was paused past
its lease can't overwrite what its successor said. All times are the database's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Interval,
    Select,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.dml import ReturningUpdate

from db.bell import ring
from db.clock import from_now
from db.engine import FOR_CHANGE, FRESH, Session
from db.enums import REVIEWS, AdProjectStatus
from db.errors import NotFound
from db.models import AdProject, Brand, ChatMessage, Turn, User
from db.queue import JOB
from db.wakeups import turn_job, wake_turn

FILMING = (AdProjectStatus.SCRIPT_APPROVED, AdProjectStatus.VIDEO_GENERATING)
"""While an ad is in one of these it is being made, unless it waits for its person; see `is_filming`."""


class Standing(Protocol):
    """Where an ad stands, as its row says."""

    @property
    def status(self) -> AdProjectStatus: ...
    @property
    def current_stage(self) -> str | None: ...


def is_filming(project: Standing) -> bool:
    """Whether something of the ad is being made: messages about it wait meanwhile. While the person chooses among
    pictures nothing is."""
    return project.status in FILMING and project.current_stage not in REVIEWS


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
        self._about: tuple[UUID, tuple[AdProject, User, Brand]] | None = None

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
        values = {
            "project_id": project.id,
            "trigger_update_id": trigger_update_id,
            "chat_id": chat_id,
            "thread_id": thread_id,
        }
        if is_filming(project):
            await self._session.execute(_request(), values)
        else:
            await self._session.execute(_request_now(), values | turn_job(project.id, delay_s=delay_s))

    async def claim(self, project_id: UUID, lease_s: float) -> Turn | Busy | None:
        """Take the turn that is due: the one of a dead worker first, else the queued one.

        None when nothing is due, or when the ad is being filmed (then its messages wait).
        """
        by_project = {"project": project_id}
        found = await self._session.execute(_hold_ad(), by_project, execution_options=FRESH)
        project = found.scalar_one_or_none()
        if project is None or is_filming(project):
            return None
        values = by_project | {"lease": timedelta(seconds=lease_s)}
        values |= {"person": project.user_id, "brand": project.brand_id}
        taken = (await self._session.execute(_claim(), values, execution_options=FRESH)).one_or_none()
        if taken is None:
            left = await self._session.scalar(_held_for(), by_project)
            return None if left is None else Busy(max(0.0, float(left)))
        turn, user, brand, _ = taken
        # Whoever reads on in this transaction need not ask for the ad again, nor for whom it is about.
        set_committed_value(turn, "project", project)
        self._about = turn.id, (project, user, brand)
        return turn

    async def take_lines(self, turn: Turn) -> Sequence[ChatMessage]:
        """The messages this turn answers, oldest first: those no turn has read yet, and its own of an earlier
        attempt."""
        values = {"project": turn.project_id, "turn": turn.id}
        lines = list((await self._session.execute(_take_unread(), values)).scalars())
        if turn.lease_epoch > 1:
            read = await self._session.execute(
                _read_before(), values | {"fresh": [line.id for line in lines]}
            )
            lines += read.scalars()
        return sorted(lines, key=lambda line: (line.timestamp, line.created_at, line.id))

    async def about(self, turn: Turn) -> tuple[AdProject, User, Brand]:
        """What the turn is about and who is answered, as they are while the caller holds the turn."""
        if self._about is not None and self._about[0] == turn.id:
            return self._about[1]
        project = await self._session.get_one(AdProject, turn.project_id)
        values = {"person": project.user_id, "brand": project.brand_id}
        user, brand = (await self._session.execute(_people(), values)).one()
        return project, user, brand

    async def renew(self, turn_id: UUID, epoch: int, lease_s: float) -> bool | None:
        """Keep the lease. None when it was lost; else whether a stop was asked for."""
        values = {"turn": turn_id, "epoch": epoch, "lease": timedelta(seconds=lease_s)}
        result = await self._session.execute(_renew(), values)
        return result.scalar_one_or_none()

    async def finish(
        self, turn_id: UUID, epoch: int, state: str, error: str | None = None, *, unread: bool = False
    ) -> bool:
        """End the turn as `done`, `stopped` or `failed`; False when the lease was lost, and then nothing that
        the caller wrote in this transaction may be committed. `unread` leaves its messages to a later turn."""
        values = {"turn": turn_id, "epoch": epoch, "ended": state, "error": error}
        result = await self._session.execute(_finish(), values)
        ended = result.one_or_none()
        if ended is None:
            return False
        if ended.another_waits:
            await wake_turn(self._session, ended.project_id)
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
        await self._session.execute(_take_unread(), {"project": turn.project_id, "turn": turn.id})
        return True

    async def wake_waiting(self, project_id: UUID) -> None:
        """Let a queued turn of the project begin, if there is one (a production or a turn has just ended)."""
        if await self._session.scalar(_waiting(), {"project": project_id}) is not None:
            await wake_turn(self._session, project_id)

    async def orphans(self, older_than_s: float) -> Sequence[UUID]:
        """Projects whose turn is due although nobody works on it: for the sweep."""
        grace = func.clock_timestamp() - timedelta(seconds=older_than_s)
        statement = (
            select(Turn.project_id)
            .join(AdProject, AdProject.id == Turn.project_id)
            .where(
                or_(AdProject.status.not_in(FILMING), AdProject.current_stage.in_(REVIEWS)),
                AdProject.deleted_at.is_(None),
                or_(
                    (Turn.state == "queued") & (Turn.created_at < grace),
                    (Turn.state == "running") & (Turn.leased_until < func.clock_timestamp()),
                ),
            )
            .distinct()
        )
        return (await self._session.execute(statement)).scalars().all()


def _held(turn_id: UUID, epoch: int) -> ColumnElement[bool]:
    return (Turn.id == turn_id) & (Turn.lease_epoch == epoch) & (Turn.state == "running")


# ── what every message runs, built once: building a statement takes longer than running it ────────────────────
# States are written out, so that a kept plan may use the indexes of open turns and unread messages.

_QUEUED: Final[ColumnElement[str]] = literal_column("'queued'")
_RUNNING: Final[ColumnElement[str]] = literal_column("'running'")
_QUIET: Final = {"synchronize_session": False}
_THIS: Final = (
    (Turn.id == bindparam("turn")) & (Turn.lease_epoch == bindparam("epoch")) & (Turn.state == _RUNNING)
)
_LEASED: Final = func.clock_timestamp() + bindparam("lease", type_=Interval)


@cache
def _request() -> Insert:
    names = ("project_id", "trigger_update_id", "chat_id", "thread_id")
    statement = insert(Turn).values(id=func.gen_random_uuid(), **{name: bindparam(name) for name in names})
    return statement.on_conflict_do_nothing(index_elements=["project_id"], index_where=Turn.state == _QUEUED)


@cache
def _request_now() -> Select[int, int | None]:
    # Counted, so that the turn is there before the job: whoever starts one holds the other's row already.
    asked = _request().returning(Turn.id).cte("asked")
    counted = select(func.count(asked.c.id).label("new")).subquery()
    return select(counted.c.new, JOB)


@cache
def _hold_ad() -> Select[AdProject]:
    return (
        select(AdProject)
        .where(AdProject.id == bindparam("project"), AdProject.deleted_at.is_(None))
        .with_for_update(**FOR_CHANGE)
    )


@cache
def _held_for() -> Select[int]:
    """The seconds (a Decimal) that are left of the lease of an ad's running turn."""
    left = func.extract("epoch", Turn.leased_until - func.clock_timestamp())
    return select(left).where(Turn.project_id == bindparam("project"), Turn.state == _RUNNING)


@cache
def _waiting() -> Select[UUID]:
    return select(Turn.id).where(Turn.project_id == bindparam("project"), Turn.state == _QUEUED)


@cache
def _claim() -> Select[Turn, User, Brand, str]:
    """Takes the turn that is due, and reads who is answered; nothing where none is."""
    one = aliased(Turn)
    running = one.state == _RUNNING
    due = (
        # The ad's row is held: nobody else claims meanwhile. Of a running turn and a queued one the running is first,
        # and while its lease lasts neither is due.
        select(one.id)
        .where(one.project_id == bindparam("project"), (one.state == _QUEUED) | running)
        .order_by(running.desc())
        .limit(1)
        .cte("first")
    )
    free = or_(
        Turn.state == _QUEUED, Turn.leased_until <= func.clock_timestamp(), Turn.leased_until.is_(None)
    )
    claimed = (
        update(Turn)
        .where(Turn.id == due.c.id, free)
        .values(
            state=_RUNNING,
            lease_epoch=Turn.lease_epoch + 1,
            leased_until=_LEASED,
            attempts=Turn.attempts + 1,
            started_at=func.coalesce(Turn.started_at, func.clock_timestamp()),
        )
        .returning(Turn)
        .cte("claimed")
    )
    # A claim that a power cut forgets was never made: nobody waits for the disk.
    quickly = func.set_config("synchronous_commit", "off", literal_column("true"))
    people = select(aliased(Turn, claimed), User, Brand, quickly).join_from(
        claimed, User, User.id == bindparam("person")
    )
    return people.join(Brand, Brand.id == bindparam("brand"))


@cache
def _take_unread() -> ReturningUpdate[ChatMessage]:
    return (
        update(ChatMessage)
        .where(
            ChatMessage.project_id == bindparam("project"),
            ChatMessage.role == literal_column("'user'"),
            ChatMessage.turn_id.is_(None),
        )
        .values(turn_id=bindparam("turn"))
        .returning(ChatMessage)
        .execution_options(**_QUIET, **FRESH)
    )


@cache
def _read_before() -> Select[ChatMessage]:
    """The messages of a turn that an earlier attempt had read."""
    fresh: BindParameter[UUID] = bindparam("fresh", expanding=True)
    return select(ChatMessage).where(ChatMessage.turn_id == bindparam("turn"), ChatMessage.id.not_in(fresh))


@cache
def _people() -> Select[User, Brand]:
    both = select(User, Brand).join_from(User, Brand, Brand.id == bindparam("brand"))
    return both.where(User.id == bindparam("person"))


@cache
def _renew() -> ReturningUpdate[bool]:
    renewed = update(Turn).where(_THIS).values(leased_until=_LEASED)
    return renewed.returning(Turn.stop_requested).execution_options(**_QUIET)


@cache
def _finish() -> ReturningUpdate[UUID, bool]:
    waiting = aliased(Turn)
    another = select(waiting.id).where(waiting.project_id == Turn.project_id, waiting.state == _QUEUED)
    return (
        update(Turn)
        .where(_THIS)
        .values(
            state=bindparam("ended"),
            finished_at=func.clock_timestamp(),
            leased_until=None,
            error_message=bindparam("error"),
        )
        .returning(Turn.project_id, another.exists().label("another_waits"))
        .execution_options(**_QUIET)
    )
