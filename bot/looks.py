"""The look of a brand, read for a view: what was trained, what could be, and at which price."""

from __future__ import annotations

from bot.prices import Money, price_of_training
from bot.views.training import Bill, Look
from db.engine import Session
from db.lora import Training, Trainings
from db.models import Brand, LoraModel, User
from db.projects import UNTITLED


async def read_look(
    session: Session, user: User, brand: Brand, money: Money, model: LoraModel | None = None
) -> Look:
    """What is known of the look of the person's brand; `model` is its row where the caller has it."""
    training = Training(session, user.id)
    model = model or await training.of_brand(brand.id)
    price = await price_of_training(session, user, money)
    return Look(
        brand=brand.id,
        revision=model.revision if model else 0,
        title=None if brand.title == UNTITLED else brand.title,
        pictures=len(await training.pictures(brand.id)),
        price=price,
        samples=model.trained_samples_count if model and model.huggingface_model_id else None,
        before=bool(model and model.history),
    )


async def read_bill(session: Session, model: LoraModel) -> Bill:
    """What the training that was asked for last was estimated at, and has been charged."""
    return Bill(model.estimated_amount, await Trainings(session).charged(model))
