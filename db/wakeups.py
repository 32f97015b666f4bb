"""The engine's jobs by name: which task, in which queue, under which lock.

A wake-up carries ids only, may come twice or too early, and can be rebuilt from the tables; what is to be done is
always read from the rows. Locks are per project, job or chat, never wider: a dead worker keeps its lock until it is
rescued, and nobody else may wait for that.
"""

from __future__ import annotations

from uuid import UUID

from db.engine import Session
from db.queue import enqueue

CHAT, GENERATION, MEDIA, DELIVERY = QUEUES = ("chat", "generation", "media", "delivery")

TURN, ADVANCE, MAKE, SAY, DELIVERED = "turn", "advance", "make", "say", "delivered"
LOOK, AUDIT = "look", "audit"
TRAIN, FORGET_LOOK = "train", "forget_look"
EDIT = "edit"


async def wake_turn(session: Session, project_id: UUID, *, delay_s: float = 0.0) -> None:
    """Let the project's queued turn be answered, in `delay_s` seconds at the earliest."""
    key = f"turn:{project_id}"
    await enqueue(
        session,
        TURN,
        {"project_id": str(project_id)},
        queue=CHAT,
        lock=key,
        queueing_lock=key,
        priority=10,
        delay_s=delay_s,
    )


async def wake_production(session: Session, project_id: UUID, *, delay_s: float = 0.0) -> None:
    """Let the pipeline look at the project again."""
    key = f"advance:{project_id}"
    await enqueue(
        session,
        ADVANCE,
        {"project_id": str(project_id)},
        queue=GENERATION,
        lock=key,
        queueing_lock=key,
        delay_s=delay_s,
    )


async def wake_job(
    session: Session, job_id: UUID, *, queue: str, priority: int = 0, delay_s: float = 0
) -> None:
    """Let the generation job be made in `queue`."""
    key = f"job:{job_id}"
    await enqueue(
        session,
        MAKE,
        {"job_id": str(job_id)},
        queue=queue,
        lock=key,
        queueing_lock=key,
        priority=priority,
        delay_s=delay_s,
    )


async def wake_edit(session: Session, edit_id: UUID, *, delay_s: float = 0.0) -> None:
    """Let an edit of a finished ad be rendered, by one worker at a time."""
    key = f"{EDIT}:{edit_id}"
    await enqueue(
        session,
        EDIT,
        {"edit_id": str(edit_id)},
        queue=MEDIA,
        lock=key,
        queueing_lock=key,
        priority=5,
        delay_s=delay_s,
    )


async def wake_look(session: Session, *, delay_s: float = 0.0) -> None:
    """Let somebody look at what runs with a provider. No lock: whoever looks holds the tries that are due."""
    await enqueue(session, LOOK, {}, queue=GENERATION, queueing_lock=LOOK, priority=5, delay_s=delay_s)


async def wake_audit(session: Session) -> None:
    """Let somebody compare what a provider ran with what was asked for."""
    await enqueue(session, AUDIT, {}, queue=GENERATION, queueing_lock=AUDIT)


async def wake_training(session: Session, model_id: UUID, *, delay_s: float = 0.0) -> None:
    """Let somebody bring the training of a brand's model one move further."""
    key = f"{TRAIN}:{model_id}"
    await enqueue(
        session,
        TRAIN,
        {"model_id": str(model_id)},
        queue=GENERATION,
        lock=key,
        queueing_lock=key,
        delay_s=delay_s,
    )


async def wake_forgetting(session: Session, version: str, *, delay_s: float = 0.0) -> None:
    """Let the provider be asked to remove weights whose brand is gone. No row names them any more, so this call must
    carry their name; it names nobody."""
    await enqueue(session, FORGET_LOOK, {"version": version}, queue=GENERATION, delay_s=delay_s)
