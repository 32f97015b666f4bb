"""Offer a training, once for each brand, when there are enough pictures and it could be paid."""

from __future__ import annotations

from agent.catalog import Model
from bot.looks import read_look
from bot.prices import money_now
from bot.views.training import offer
from db import outbox
from db.engine import Session
from db.library import Brands
from db.lora import FEWEST_PICTURES, Training
from jobs.crew import Crew
from jobs.scene import Scene


async def offer_training(crew: Crew, session: Session, scene: Scene) -> None:
    """Say after a turn that the brand's look can be trained, unless that was said before."""
    money = await money_now(session, crew.money)
    trainer, spending = money.catalog.of("training"), money.training(scene.user)
    if trainer is None or spending is None or spending.allowance <= 0:
        return
    training = Training(session, scene.user.id)
    if await training.of_brand(scene.project.brand_id) is not None:
        return
    brand = await Brands(session, scene.user.id).get(scene.project.brand_id)
    if brand is None:
        return
    look = await read_look(session, scene.user, brand, money)
    if look.pictures < FEWEST_PICTURES or look.price is None or not look.price.affordable:
        return
    if not await training.note_offer(brand.id):
        return
    t = crew.speech.of(scene.user.locale)
    await outbox.say(
        session,
        chat_id=scene.turn.chat_id,
        thread_id=scene.turn.thread_id,
        kind="text",
        payload=offer(t, look, minutes=usual_minutes(trainer)).payload(),
        dedupe_key=f"training-offer:{brand.id}",
        user_id=scene.user.id,
        project_id=scene.project.id,
        rouse=False,
    )


def usual_minutes(trainer: Model) -> int:
    """How long people are told that a training takes."""
    return max(1, round(trainer.usual_run_s / 60))
