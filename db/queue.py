"""Starting work by name, inside our own transaction: the job exists exactly if the rows that need it do.

The engine's tables are procrastinate's; this is the only place that writes them besides the engine itself. A
job is a wake-up call with ids only, so a call that already waits is as good as a second one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db.engine import Session
from db.errors import Conflict

_DEFER: Final = text(
    """
    SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[ROW(
        CAST(:queue AS varchar), CAST(:task AS varchar), CAST(:priority AS integer), CAST(:lock AS text),
        CAST(:queueing_lock AS text), CAST(:args AS jsonb),
        CASE WHEN CAST(:delay_s AS float8) > 0
             THEN clock_timestamp() + make_interval(secs => CAST(:delay_s AS float8)) END
    )::procrastinate_job_to_defer_v1]))
    """
)
# Held until we commit: the engine fetches with SKIP LOCKED, so the twin can't start before our rows are
# visible.
_HOLD_TWIN: Final = text(
    "SELECT id FROM procrastinate_jobs WHERE queueing_lock = :queueing_lock AND status = 'todo' FOR UPDATE"
)
_HASTEN_TWIN: Final = text(
    """
    UPDATE procrastinate_jobs
       SET scheduled_at = CASE WHEN CAST(:delay_s AS float8) > 0
                               THEN clock_timestamp() + make_interval(secs => CAST(:delay_s AS float8)) END,
           priority = greatest(priority, CAST(:priority AS integer))
     WHERE id = :id
       AND scheduled_at > clock_timestamp() + make_interval(secs => CAST(:delay_s AS float8))
    """
)
# What the engine's own insert trigger sends; delivered when we commit. Without it a worker that skipped the
# held twin would only come back at its next poll.
_WAKE: Final = text(
    """
    SELECT pg_notify(channel, json_build_object('type', 'job_inserted', 'job_id', CAST(:id AS bigint))::text)
      FROM (VALUES ('procrastinate_queue_v1#' || CAST(:queue AS text)), ('procrastinate_any_queue_v1'))
           AS channels (channel)
    """
)
_QUEUEING_LOCK_INDEX: Final = "procrastinate_jobs_queueing_lock_idx_v1"


async def enqueue(
    session: Session,
    task: str,
    args: Mapping[str, object],
    *,
    queue: str,
    lock: str | None = None,
    queueing_lock: str | None = None,
    priority: int = 0,
    delay_s: float = 0.0,
) -> int | None:
    """The id of the new job, which exists once the transaction commits; None where a job with the same
    `queueing_lock` already waits.

    A waiting twin is certain to see what this transaction writes, and is moved forward if it was to start
    later than `delay_s` from now. `args` are ids only: they are logged.
    """
    values = {
        "queue": queue,
        "task": task,
        "priority": priority,
        "lock": lock,
        "queueing_lock": queueing_lock,
        "args": json.dumps(dict(args), default=str),
        "delay_s": delay_s,
    }
    if queueing_lock is None:
        return await _defer(session, values)
    # A twin may start between our look and our insert, and another take its place; that can't go on for long.
    for _ in range(8):
        if await _joined(session, values):
            return None
        try:
            return await _defer(session, values)
        except IntegrityError as error:
            if _QUEUEING_LOCK_INDEX not in str(error.orig):
                raise
    raise Conflict(f"queueing lock {queueing_lock!r} kept changing hands")


async def _defer(session: Session, values: Mapping[str, object]) -> int:
    # A savepoint of the connection, not of the session: undoing it must not expire the caller's objects.
    connection = await session.connection()
    async with connection.begin_nested():
        return int((await connection.execute(_DEFER, dict(values))).scalar_one())


async def _joined(session: Session, values: Mapping[str, object]) -> bool:
    connection = await session.connection()
    lock = {"queueing_lock": values["queueing_lock"]}
    twin = (await connection.execute(_HOLD_TWIN, lock)).scalar_one_or_none()
    if twin is None:
        return False
    hasten = {"id": twin, "delay_s": values["delay_s"], "priority": values["priority"]}
    await connection.execute(_HASTEN_TWIN, hasten)
    await connection.execute(_WAKE, {"id": twin, "queue": values["queue"]})
    return True
