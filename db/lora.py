"""The one model that is trained on a brand's pictures: what its owner decides, and what becomes of a training.

A training is to its model what a production is to its ad: it is asked for by a press, carries the money that was set
aside until a try carries it, and ends once. Which weights are in use is another matter: they stay in use until others
have been made, whatever becomes of a training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, update

from db.accounts import Accounts
from db.attempts import Attempts
from db.base import JsonObject
from db.clock import from_now
from db.engine import FOR_CHANGE, Session
from db.enums import OPEN_ATTEMPT_STATES, AssetStatus, AssetType, LoraTrainingStatus
from db.ledger import Budgets
from db.models import AdProject, Asset, Brand, GenerationAttempt, LoraModel
from db.owned import Owned
from db.portraits import Portraits
from db.production import Approval
from db.spending import Spending, set_aside_for_training, today
from db.wakeups import wake_look, wake_training

FEWEST_PICTURES: Final = 10
MOST_PICTURES: Final = 40
"""More teach a model little, and one archive may not hold more than 100 MB."""

_NO_PRODUCT: Final = ("logo", "inspiration")
_CONSONANTS: Final = "BDFGKLMNPRSTVZ"
_VOWELS: Final = "AEIOU"


@dataclass(frozen=True, slots=True)
class TrainedLook:
    """Weights that are in use: where they are (owner/name:version of the provider), and the word that calls what they
    learned in a prompt."""

    version: str
    word: str


def word_of(brand_id: UUID) -> str:
    """A word of eight letters that means nothing, always the same for a brand: “VOKITUZA”."""
    letters = ""
    for byte in brand_id.bytes[-4:]:
        letters += _CONSONANTS[byte % len(_CONSONANTS)] + _VOWELS[byte // len(_CONSONANTS) % len(_VOWELS)]
    return letters


def versions_of(model: LoraModel) -> tuple[str, ...]:
    """All weights that were ever made for the brand, those in use last."""
    known = [entry.get("huggingfaceModelId") for entry in model.history] + [model.huggingface_model_id]
    return tuple(dict.fromkeys(str(one) for one in known if one))


class Training(Owned):
    """Every decision of a person about the model of one of their brands. `revision` is that of the button: where it is
    an old one, nothing is done."""

    async def of_brand(self, brand_id: UUID) -> LoraModel | None:
        """The brand's model, trained or only offered."""
        found = await self._session.execute(
            self._mine(brand_id), execution_options={"populate_existing": True}
        )
        return found.scalar_one_or_none()

    async def pictures(self, brand_id: UUID) -> Sequence[Asset]:
        """The accepted pictures of the brand's product, each once, the newest first: at most `MOST_PICTURES`. Those of
        people that nobody permitted are not among them."""
        brand = await self._one(Brand, brand_id)
        if brand is None:
            return []
        wanted = self._own(
            Asset,
            Asset.brand_id == brand_id,
            Asset.type == AssetType.IMAGE,
            Asset.status.in_((AssetStatus.COMPLETED, AssetStatus.APPROVED)),
            Asset.deleted_at.is_(None),
            Asset.url.in_(brand.product_images),
            func.coalesce(Asset.category, "").not_in(_NO_PRODUCT),
        )
        found = await self._all(wanted.order_by(Asset.created_at.desc(), Asset.id))
        barred = await Portraits(self._session, self._user_id).barred([str(one.url) for one in found])
        distinct = {one.sha256 or str(one.url): one for one in reversed(found) if one.url not in barred}
        return [*reversed(distinct.values())][:MOST_PICTURES]

    async def note_offer(self, brand_id: UUID) -> bool:
        """Remember that a training was offered for the brand; False where that was done before."""
        if await self._one(Brand, brand_id, lock=True) is None or await self.of_brand(brand_id) is not None:
            return False
        self._session.add(LoraModel(brand_id=brand_id, model_name=word_of(brand_id), history=[]))
        await self._session.flush()
        return True

    async def begin(
        self,
        brand_id: UUID,
        revision: int,
        *,
        samples: int,
        spending: Spending,
        chat_id: int,
        thread_id: int = 0,
    ) -> Approval:
        """Ask for a training on so many pictures. Of several presses only one gets STARTED: what it costs is set aside
        in the same transaction, or nothing is started. The weights in use stay so."""
        brand = await self._one(Brand, brand_id, lock=True)
        if brand is None:
            return Approval.NOT_FOUND
        await self.note_offer(brand_id)
        model = await self._held(brand_id)
        if model is None:
            return Approval.NOT_FOUND
        if model.training_status == LoraTrainingStatus.IN_PROGRESS:
            return Approval.ALREADY
        if model.revision != revision:
            return Approval.STALE
        obstacle = await set_aside_for_training(self._session, self._user_id, spending)
        if obstacle is not None:
            return Approval(f"over_{obstacle}")
        total = sum((part.usd for part in spending.parts.values()), Decimal(0))
        # Asked before the row changes: a question sends what was changed so far.
        now, day = await self._session.scalar(_NOW), await today(self._session)
        model.revision += 1
        model.training_status, model.training_progress = LoraTrainingStatus.IN_PROGRESS, 0
        model.asked_samples_count, model.asked_at = samples, now
        model.chat_id, model.thread_id = chat_id, thread_id
        model.estimated_amount = model.reserved_amount = total
        model.reserved_on = day if total else None
        model.cancel_requested, model.next_try_at, model.error_message = False, None, None
        part = spending.parts.get(("training", None))
        model.trainer = part.model if part else None
        await self._session.flush()
        await wake_training(self._session, model.id)
        return Approval.STARTED

    async def cancel(self, brand_id: UUID, revision: int | None = None) -> LoraModel | None:
        """Stop a running training (any, without a `revision`); None where none runs. It has ended at once where the
        provider has nothing of it; else it ends when that has."""
        model = await self._held(brand_id)
        if (
            model is None
            or model.training_status != LoraTrainingStatus.IN_PROGRESS
            or model.cancel_requested
            or revision not in (None, model.revision)
        ):
            return None
        model.cancel_requested = True
        await self._session.flush()
        await Trainings(self._session).free(model, self._user_id)
        if await Attempts(self._session).look_at_training_now(model.id):
            await wake_look(self._session)
        else:
            await Trainings(self._session).fail(model, CANCELLED)
        return model

    async def running(self) -> Sequence[LoraModel]:
        """The person's models that are being trained and not yet stopped."""
        brands = select(Brand.id).where(Brand.user_id == self._user_id)
        mine = select(LoraModel).where(
            LoraModel.brand_id.in_(brands),
            LoraModel.training_status == LoraTrainingStatus.IN_PROGRESS,
            ~LoraModel.cancel_requested,
        )
        return await self._all(mine.order_by(LoraModel.asked_at.desc()))

    async def use_before(self, brand_id: UUID, revision: int) -> bool:
        """Change the weights in use for those that were before them, which become the ones before."""
        model = await self._at_rest(brand_id, revision)
        if model is None or not model.history:
            return False
        *earlier, last = model.history
        model.history = [*earlier, *_entries(model)]
        model.huggingface_model_id = last.get("huggingfaceModelId")
        model.model_name = last["modelName"]
        model.trained_samples_count = last.get("trainedSamplesCount") or 0
        model.trained_at = _moment(last.get("finishedAt"))
        model.revision += 1
        await self._session.flush()
        return True

    async def use_none(self, brand_id: UUID, revision: int) -> bool:
        """Use no weights for the brand any more; `use_before` brings these back."""
        model = await self._at_rest(brand_id, revision)
        if model is None or model.huggingface_model_id is None:
            return False
        model.history = [*model.history, *_entries(model)]
        model.huggingface_model_id, model.trained_samples_count, model.trained_at = None, 0, None
        model.revision += 1
        await self._session.flush()
        return True

    async def _at_rest(self, brand_id: UUID, revision: int) -> LoraModel | None:
        model = await self._held(brand_id)
        if model is None or model.revision != revision:
            return None
        return None if model.training_status == LoraTrainingStatus.IN_PROGRESS else model

    def _mine(self, brand_id: UUID) -> Select[LoraModel]:
        brands = select(Brand.id).where(Brand.id == brand_id, Brand.user_id == self._user_id)
        return select(LoraModel).where(LoraModel.brand_id.in_(brands))

    async def _held(self, brand_id: UUID) -> LoraModel | None:
        held = self._mine(brand_id).with_for_update(**FOR_CHANGE)
        found = await self._session.execute(held, execution_options={"populate_existing": True})
        return found.scalar_one_or_none()


CANCELLED: Final = "failed-cancelled: by the person"
_NOW: Final = select(func.clock_timestamp())


@dataclass(frozen=True, slots=True)
class Trained:
    """A model with its brand, for a worker."""

    model: LoraModel
    brand: Brand


class Trainings:
    """Every query about trainings that a worker looks after, whosever they are."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, model_id: UUID, *, lock: bool = False) -> Trained | None:
        """The model and its brand; locked, its person first."""
        if lock:
            owner = select(Brand.user_id).join(LoraModel, LoraModel.brand_id == Brand.id)
            user_id = await self._session.scalar(owner.where(LoraModel.id == model_id))
            if user_id is None:
                return None
            await Accounts(self._session).hold(user_id)
        model = await self._session.get(
            LoraModel, model_id, with_for_update=FOR_CHANGE if lock else None, populate_existing=True
        )
        brand = await self._session.get(Brand, model.brand_id, populate_existing=True) if model else None
        return Trained(model, brand) if model is not None and brand is not None else None

    async def note_progress(self, model_id: UUID, percent: int) -> bool:
        """How far a running training is (0–100, it never goes back); False where that is not new."""
        return await self._move(
            model_id, LoraModel.training_progress < percent, training_progress=percent, next_try_at=None
        )

    async def postpone(self, model_id: UUID, in_s: float) -> None:
        """Try a running training again in `in_s` seconds."""
        if await self._move(model_id, next_try_at=from_now(in_s)):
            await wake_training(self._session, model_id, delay_s=in_s)

    async def complete(self, model: LoraModel, version: str) -> None:
        """Use the weights that a training has made; those that were in use go to the history."""
        now = await self._session.scalar(_NOW)
        model.history = [*model.history, *_entries(model)]
        model.huggingface_model_id, model.model_name = version, word_of(model.brand_id)
        model.trained_samples_count, model.trained_at = model.asked_samples_count, now
        model.training_status, model.training_progress = LoraTrainingStatus.COMPLETED, 100
        model.error_message, model.cancel_requested = None, False
        await self._session.flush()

    async def fail(self, model: LoraModel, error: str) -> None:
        """End a training that made nothing: `error` begins with the key of what the person is told."""
        model.training_status = LoraTrainingStatus.FAILED
        model.error_message, model.cancel_requested = error[:2000], False
        await self._session.flush()

    async def free(self, model: LoraModel, user_id: UUID) -> None:
        """Give back what is still set aside for the training (an open try keeps its part)."""
        reserved, day = model.reserved_amount, model.reserved_on
        if not reserved or day is None:
            return
        model.reserved_amount = Decimal(0)
        await self._session.flush()
        await Budgets(self._session, user_id).give_back(reserved, day)

    async def charged(self, model: LoraModel) -> Decimal:
        """What the training that was asked for last has been charged so far, USD."""
        paid = select(func.coalesce(func.sum(GenerationAttempt.charged_amount), 0)).where(
            GenerationAttempt.lora_model_id == model.id, GenerationAttempt.request_number == model.revision
        )
        return Decimal((await self._session.execute(paid)).scalar_one())

    async def stalled(self) -> Sequence[UUID]:
        """Running trainings that nobody works on: no try is open, and no later time was set for them."""
        tried = select(GenerationAttempt.id).where(
            GenerationAttempt.lora_model_id == LoraModel.id, GenerationAttempt.state.in_(OPEN_ATTEMPT_STATES)
        )
        waiting = select(LoraModel.id).where(
            LoraModel.training_status == LoraTrainingStatus.IN_PROGRESS,
            LoraModel.next_try_at.is_(None) | (LoraModel.next_try_at <= func.clock_timestamp()),
            ~tried.exists(),
        )
        return (await self._session.scalars(waiting)).all()

    async def _move(self, model_id: UUID, *rules: ColumnElement[bool], **values: Any) -> bool:
        moved = await self._session.execute(
            update(LoraModel)
            .where(
                LoraModel.id == model_id, LoraModel.training_status == LoraTrainingStatus.IN_PROGRESS, *rules
            )
            .values(values)
            .returning(LoraModel.id)
        )
        return moved.scalar_one_or_none() is not None


async def look_of_ad(session: Session, project_id: UUID) -> TrainedLook | None:
    """The weights in use for the brand of an ad."""
    found = await session.execute(
        select(LoraModel.huggingface_model_id, LoraModel.model_name)
        .join(AdProject, AdProject.brand_id == LoraModel.brand_id)
        .where(AdProject.id == project_id, LoraModel.huggingface_model_id.is_not(None))
    )
    row = found.one_or_none()
    return None if row is None else TrainedLook(str(row[0]), row[1])


async def looks_of(session: Session, user_id: UUID) -> tuple[str, ...]:
    """All weights that the provider keeps for the person's brands."""
    theirs = select(LoraModel).join(Brand, Brand.id == LoraModel.brand_id).where(Brand.user_id == user_id)
    models = (await session.scalars(theirs.order_by(LoraModel.created_at))).all()
    return tuple(version for model in models for version in versions_of(model))


def _entries(model: LoraModel) -> list[JsonObject]:
    """The weights in use as an entry of the history; none where there are none."""
    if model.huggingface_model_id is None:
        return []
    return [
        {
            "modelName": model.model_name,
            "huggingfaceModelId": model.huggingface_model_id,
            "trainedSamplesCount": model.trained_samples_count,
            "finishedAt": model.trained_at.astimezone(UTC).isoformat() if model.trained_at else None,
        }
    ]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
