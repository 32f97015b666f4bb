"""The end of a try at something paid: what was set aside becomes what was charged, once, in ledger and budgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from db.accounts import Accounts
from db.attempts import Attempts
from db.base import JsonObject
from db.engine import FOR_CHANGE, Session
from db.enums import OPEN_ATTEMPT_STATES, CostCategory, GenerationJobStatus, LoraTrainingStatus
from db.ledger import Budgets, Costs, Usage
from db.models import AdProject, Brand, GenerationAttempt, GenerationCost, GenerationJob, LoraModel

_CATEGORY: Final = {
    "still": CostCategory.IMAGE_GENERATION,
    "clip": CostCategory.VIDEO_GENERATION,
    "voice": CostCategory.AUDIO_GENERATION,
    "music": CostCategory.AUDIO_GENERATION,
}
_OPEN_JOB: Final = (GenerationJobStatus.QUEUED, GenerationJobStatus.PROCESSING)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a try ended: its state, what the provider charges (USD), and for a failure the key of what the person is
    told with the reason behind it. `status` is the provider's own word."""

    state: str
    charged: Decimal = Decimal(0)
    error: str | None = None
    status: str | None = None
    urls: Sequence[str] = ()
    seconds: Decimal | None = None
    latency_ms: int | None = None
    details: JsonObject = field(default_factory=dict)


async def settle(session: Session, attempt_id: UUID, ended: Ended) -> GenerationAttempt | None:
    """End the try: its cost goes into the ledger, its reservation into what was spent. What was set aside and not
    charged goes back to the job (or training) while that is open, so that it can be tried again. None if it had ended
    before."""
    owner = await _lock_owner(session, attempt_id)
    if owner is None:
        return None
    user_id, project_id, holder = owner
    attempt = await session.get(
        GenerationAttempt, attempt_id, with_for_update=FOR_CHANGE, populate_existing=True
    )
    if attempt is None or attempt.state not in OPEN_ATTEMPT_STATES:
        return None
    await Attempts(session).close(
        attempt_id,
        ended.state,
        ended.error[:2000] if ended.error else None,
        charged_amount=ended.charged,
        provider_status=ended.status,
        output_urls=list(ended.urls),
    )
    budgets, reserved, day = Budgets(session, user_id), attempt.reserved_amount, attempt.reserved_on
    if ended.charged == 0 and ended.state != "succeeded" and holder is not None and _goes_on(holder):
        holder.reserved_amount += reserved
        holder.reserved_on = day
        await session.flush()
    elif reserved > 0 or ended.charged > 0:
        await budgets.settle(reserved, ended.charged, day)
    if ended.state != "not_created":
        await _write_cost(session, user_id, project_id, holder, attempt, ended)
    return await Attempts(session).get(attempt_id)


def _goes_on(holder: GenerationJob | LoraModel) -> bool:
    if isinstance(holder, GenerationJob):
        return holder.status in _OPEN_JOB
    return holder.training_status == LoraTrainingStatus.IN_PROGRESS and not holder.cancel_requested


async def note_orphan(
    session: Session, prediction_id: str, model: str, charged: Decimal, *, provider: str, reason: str
) -> bool:
    """Write down what a run cost that belongs to no try; False if that was done before. The sum counts against the
    budget of nobody: it names no person."""
    # Two workers that find the same orphan at once write it once.
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(prediction_id, 0))))
    known = select(GenerationCost.id).where(GenerationCost.api_call_id == prediction_id)
    if await session.scalar(known) is not None:
        return False
    session.add(
        GenerationCost(
            category=CostCategory.OTHER,
            amount=charged,
            provider=provider,
            model_name=model,
            api_call_id=prediction_id,
            success=False,
            error_message=f"orphan: {reason}"[:2000],
            details={"orphan": True},
        )
    )
    await session.flush()
    return True


async def _lock_owner(
    session: Session, attempt_id: UUID
) -> tuple[UUID, UUID | None, GenerationJob | LoraModel | None] | None:
    """Whose try it is, with everything that its end changes locked: the person, their ad, the job (or the model that is
    trained), in this order."""
    found = await session.execute(
        select(GenerationAttempt.job_id, GenerationAttempt.lora_model_id).where(
            GenerationAttempt.id == attempt_id
        )
    )
    row = found.one_or_none()
    if row is None:
        return None
    if row.job_id is None:
        brand_of = select(Brand.user_id).join(LoraModel, LoraModel.brand_id == Brand.id)
        user_id = await session.scalar(brand_of.where(LoraModel.id == row.lora_model_id))
        if user_id is None:
            return None
        await Accounts(session).hold(user_id)
        model = await session.get(
            LoraModel, row.lora_model_id, with_for_update=FOR_CHANGE, populate_existing=True
        )
        return user_id, None, model
    place = await session.execute(
        select(AdProject.user_id, AdProject.id)
        .join(GenerationJob, GenerationJob.project_id == AdProject.id)
        .where(GenerationJob.id == row.job_id)
    )
    owner = place.one_or_none()
    if owner is None:
        return None
    await Accounts(session).hold(owner.user_id)
    await session.execute(select(AdProject.id).where(AdProject.id == owner.id).with_for_update(**FOR_CHANGE))
    job = await session.get(GenerationJob, row.job_id, with_for_update=FOR_CHANGE, populate_existing=True)
    return owner.user_id, owner.id, job


async def _write_cost(
    session: Session,
    user_id: UUID,
    project_id: UUID | None,
    holder: GenerationJob | LoraModel | None,
    attempt: GenerationAttempt,
    ended: Ended,
) -> None:
    job = holder if isinstance(holder, GenerationJob) else None
    category = _CATEGORY.get(str(job.asset_kind) if job else "", CostCategory.OTHER)
    what: JsonObject = {"kind": job.asset_kind, "scene": job.scene_number} if job else {"kind": "training"}
    await Costs(session, user_id).add(
        category,
        ended.charged,
        project_id=project_id,
        lora_model_id=attempt.lora_model_id,
        provider=attempt.provider,
        model_name=attempt.model,
        api_call_id=attempt.prediction_id,
        usage=Usage(seconds=ended.seconds, latency_ms=ended.latency_ms),
        error=None if ended.state == "succeeded" else (ended.error or ended.state),
        details={**what, "status": ended.status, **ended.details},
    )
