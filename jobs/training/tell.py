"""What is said of a training: one message that is edited in place, and one of its own for the end."""

from __future__ import annotations

from decimal import Decimal
from typing import Final
from uuid import uuid4

from agent.catalog import Catalog
from agent.pricing import estimate
from bot.i18n import Tongue
from bot.looks import read_bill, read_look
from bot.prices import money_now
from bot.views import training as views
from bot.views.training import Course, Look, card_key
from bot.views.words import Words
from db import outbox
from db.accounts import Accounts
from db.clock import age_s
from db.engine import Session
from db.lora import Trained
from db.models import LoraModel, User
from db.projects import UNTITLED
from jobs.crew import Crew
from jobs.training.trainer import trainer_of

_TELLING: Final = 8
"""Below this percentage the pace can't be told."""


async def show_course(crew: Crew, session: Session, trained: Trained) -> None:
    """Bring the status message up to date."""
    user = await _reader(session, trained)
    if user is None:
        return
    model, brand = trained.model, trained.brand
    title = None if brand.title == UNTITLED else brand.title
    look = Look(brand.id, model.revision, title, pictures=model.asked_samples_count)
    left = await _remaining_s(crew, session, model)
    course = Course(model.training_progress, left, cancelling=model.cancel_requested)
    await _say_card(session, trained, views.training_card(crew.speech.of(user.locale), look, course))


async def _remaining_s(crew: Crew, session: Session, model: LoraModel) -> float | None:
    """Seconds left: at its pace so far once that can be told, else of the usual time."""
    done, trainer = model.training_progress, trainer_of(crew.money.catalog, model)
    if done >= _TELLING and model.asked_at is not None:
        return await age_s(session, model.asked_at) * (100 - done) / done
    return trainer.usual_run_s * crew.rhythm.provider_second if done and trainer else None


async def tell_trained(crew: Crew, session: Session, trained: Trained) -> None:
    """It is learned, as a message that notifies."""
    told = await _told(crew, session, trained)
    if told is None:
        return
    t, look = told
    bill = await read_bill(session, trained.model)
    catalog = (await money_now(session, crew.money)).catalog
    still = _price_of_still(catalog, trained.model.huggingface_model_id)
    await _say_card(session, trained, views.ended_card(t, look, made=True))
    await _say(session, trained, views.trained(t, look, bill, still=still))


async def tell_failed(crew: Crew, session: Session, trained: Trained, sentence: str) -> None:
    """Nothing was learned: why, and what it cost."""
    told = await _told(crew, session, trained)
    if told is None:
        return
    t, look = told
    bill = await read_bill(session, trained.model)
    known = sentence if t.knows(sentence) else None
    await _say_card(session, trained, views.ended_card(t, look, made=False))
    words = views.failed(t, look, bill, sentence=known, reference=uuid4().hex[:8])
    await _say(session, trained, words)


async def tell_cancelled(crew: Crew, session: Session, trained: Trained) -> None:
    """It was stopped by its person and has ended: what it cost."""
    told = await _told(crew, session, trained)
    if told is not None:
        t, look = told
        bill = await read_bill(session, trained.model)
        await _say_card(session, trained, views.ended_card(t, look, made=False))
        await _say(session, trained, views.cancelled(t, look, bill))


def _price_of_still(catalog: Catalog, version: str | None) -> Decimal | None:
    model = catalog.wearing(version).of("still")
    return estimate(model, {"image_output_count": 1}) if model else None


async def _told(crew: Crew, session: Session, trained: Trained) -> tuple[Tongue, Look] | None:
    user = await _reader(session, trained)
    if user is None:
        return None
    look = await read_look(session, user, trained.brand, crew.money, trained.model)
    return crew.speech.of(user.locale), look


async def _reader(session: Session, trained: Trained) -> User | None:
    """Who is told; nobody where they are being erased."""
    user = await Accounts(session).get(trained.brand.user_id)
    return None if user is None or user.deleted_at is not None or trained.model.chat_id is None else user


async def _say_card(session: Session, trained: Trained, words: Words) -> None:
    await outbox.say(
        session,
        chat_id=trained.model.chat_id or 0,
        thread_id=trained.model.thread_id or None,
        kind="card",
        payload=words.payload(),
        dedupe_key=card_key(trained.model.id, trained.model.revision),
        user_id=trained.brand.user_id,
    )


async def _say(session: Session, trained: Trained, words: Words) -> None:
    await outbox.say(
        session,
        chat_id=trained.model.chat_id or 0,
        thread_id=trained.model.thread_id or None,
        kind="text",
        payload=words.payload(),
        dedupe_key=f"trained:{trained.model.id}:{trained.model.revision}",
        user_id=trained.brand.user_id,
    )
