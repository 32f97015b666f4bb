"""The engine's jobs by name: which task, in which queue, under which lock.

A wake-up carries ids only, may come twice or too early, and can be rebuilt from the tables; what is to be done is
always read from the rows. Locks are per project, job or chat, never wider: a dead worker keeps its lock until it is
rescued, and nobody else may wait for that.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from db.engine import Session
from db.queue import enqueue, values_of

CHAT, GENERATION, MEDIA, DELIVERY = QUEUES = ("chat", "generation", "media", "delivery")

TURN, ADVANCE, MAKE, SAY, DELIVERED = "turn", "advance", "make", "say", "delivered"
LOOK, AUDIT = "look", "audit"
TRAIN, FORGET_LOOK = "train", "forget_look"
STARS = "stars"
LEAVE = "leave"
EDIT = "edit"
ANNOUNCE = "announce"
EXPORT, FORGET_EXPORT = "export", "forget_export"
NIGHTLY = "nightly"


async def _alone(
    session: Session,
    task: str,
    key: str,
    args: Mapping[str, object] = MappingProxyType({}),
    *,
    queue: str = GENERATION,
    priority: int = 0,
    delay_s: float = 0.0,
) -> None:
    """Of all jobs with this `key` one runs and one waits."""
    await enqueue(
        session, task, args, queue=queue, lock=key, queueing_lock=key, priority=priority, delay_s=delay_s
    )


def _turn(project_id: UUID, delay_s: float) -> dict[str, Any]:
    key, args = f"turn:{project_id}", {"project_id": str(project_id)}
    job = {"task": TURN, "args": args, "queue": CHAT, "lock": key, "queueing_lock": key}
    return {**job, "priority": 10, "delay_s": delay_s}


def turn_job(project_id: UUID, *, delay_s: float = 0.0) -> dict[str, Any]:
    """What wakes the project's queued turn, as `db.queue.JOB` needs it."""
    return values_of(**_turn(project_id, delay_s))


async def wake_turn(session: Session, project_id: UUID, *, delay_s: float = 0.0) -> None:
    """Let the project's queued turn be answered, in `delay_s` seconds at the earliest."""
    await enqueue(session, **_turn(project_id, delay_s))


async def wake_production(session: Session, project_id: UUID, *, delay_s: float = 0.0) -> None:
    """Let the pipeline look at the project again."""
    args = {"project_id": str(project_id)}
    await _alone(session, ADVANCE, f"advance:{project_id}", args, delay_s=delay_s)


async def wake_job(
    session: Session, job_id: UUID, *, queue: str, priority: int = 0, delay_s: float = 0
) -> None:
    """Let the generation job be made in `queue`."""
    args = {"job_id": str(job_id)}
    await _alone(session, MAKE, f"job:{job_id}", args, queue=queue, priority=priority, delay_s=delay_s)


async def wake_edit(session: Session, edit_id: UUID, *, delay_s: float = 0.0) -> None:
    """Let an edit of a finished ad be rendered, by one worker at a time."""
    args = {"edit_id": str(edit_id)}
    await _alone(session, EDIT, f"{EDIT}:{edit_id}", args, queue=MEDIA, priority=5, delay_s=delay_s)


async def wake_look(session: Session, *, delay_s: float = 0.0) -> None:
    """Let somebody look at what runs with a provider. No lock: whoever looks holds the tries that are due."""
    await enqueue(session, LOOK, {}, queue=GENERATION, queueing_lock=LOOK, priority=5, delay_s=delay_s)


async def wake_audit(session: Session) -> None:
    """Let somebody compare what a provider ran with what was asked for."""
    await enqueue(session, AUDIT, {}, queue=GENERATION, queueing_lock=AUDIT)


async def wake_stars(session: Session) -> None:
    """Let Telegram be told which payments are given back, and which plans go on."""
    await _alone(session, STARS, STARS, priority=5)


async def wake_training(session: Session, model_id: UUID, *, delay_s: float = 0.0) -> None:
    """Let somebody bring the training of a brand's model one move further."""
    await _alone(session, TRAIN, f"{TRAIN}:{model_id}", {"model_id": str(model_id)}, delay_s=delay_s)


async def wake_announcing(session: Session, broadcast_id: UUID, *, delay_s: float = 0.0) -> None:
    """Let the next few people of a broadcast be told."""
    args = {"broadcast_id": str(broadcast_id)}
    await _alone(session, ANNOUNCE, f"{ANNOUNCE}:{broadcast_id}", args, queue=DELIVERY, delay_s=delay_s)


async def wake_forgetting(session: Session, version: str, *, delay_s: float = 0.0) -> None:
    """Let the provider be asked to remove weights whose brand is gone. No row names them any more, so this call must
    carry their name; it names nobody."""
    await enqueue(session, FORGET_LOOK, {"version": version}, queue=GENERATION, delay_s=delay_s)


async def wake_leaving(session: Session) -> None:
    """Let whoever asked for it be erased. Without an argument: it would name them."""
    await _alone(session, LEAVE, LEAVE, priority=5)


async def wake_export(
    session: Session, user_id: UUID, chat_id: int, thread_id: int, *, delay_s: float = 0.0
) -> None:
    """Let everything about the person be packed and handed over in that chat. No row asks for it: whoever asked asks
    again where the call was lost."""
    args = {"user_id": str(user_id), "chat_id": chat_id, "thread_id": thread_id}
    await _alone(session, EXPORT, f"{EXPORT}:{user_id}", args, delay_s=delay_s)


async def wake_export_removal(session: Session, user_id: UUID, name: str, *, delay_s: float = 0.0) -> None:
    """Let a zip that was handed over be removed from storage."""
    args = {"user_id": str(user_id), "name": name}
    await enqueue(session, FORGET_EXPORT, args, queue=GENERATION, delay_s=delay_s)


async def wake_nightly(session: Session) -> None:
    """Let the round of the night be gone."""
    await _alone(session, NIGHTLY, NIGHTLY)
