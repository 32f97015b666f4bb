"""Starting work by name, inside our own transaction: the job exists exactly if the rows that need it do.

The engine's tables are procrastinate's; this is the only place that writes them besides the engine itself. A
job is a wake-up call with ids only, so a call that already waits is as good as a second one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    Integer,
    String,
    Text,
    bindparam,
    cast,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.engine import Session

JOB: Final[ColumnElement[int | None]] = func.enqueue_job(
    cast(bindparam("queue"), String),
    cast(bindparam("task"), String),
    cast(bindparam("priority"), Integer),
    cast(bindparam("lock"), Text),
    cast(bindparam("queueing_lock"), Text),
    cast(bindparam("args", type_=Text), JSONB),
    cast(bindparam("delay_s"), Double),
    type_=BigInteger,
)
"""The job as a column, for a statement that starts it along with its cause: `values_of` are its values."""
_ENQUEUE: Final = select(JOB)


def values_of(
    task: str,
    args: Mapping[str, object],
    *,
    queue: str,
    lock: str | None = None,
    queueing_lock: str | None = None,
    priority: int = 0,
    delay_s: float = 0.0,
) -> dict[str, Any]:
    """What `JOB` needs to know."""
    return {
        "queue": queue,
        "task": task,
        "priority": priority,
        "lock": lock,
        "queueing_lock": queueing_lock,
        "args": json.dumps(dict(args), default=str),
        "delay_s": delay_s,
    }


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
    `queueing_lock` already waits. One message to Postgres, whose function `enqueue_job` does it all.

    A waiting twin is certain to see what this transaction writes, and is moved forward if it was to start
    later than `delay_s` from now. `args` are ids only: they are logged.
    """
    values = values_of(
        task,
        args,
        queue=queue,
        lock=lock,
        queueing_lock=queueing_lock,
        priority=priority,
        delay_s=delay_s,
    )
    # Past the session, which has nothing to flush for it: its objects are neither looked at nor expired.
    connection = await session.connection()
    made = (await connection.execute(_ENQUEUE, values)).scalar_one()
    return int(made) if made is not None else None
