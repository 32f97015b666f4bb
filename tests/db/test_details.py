"""The finer points of an ad: each is written where it belongs, and refused where it can't be."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from db.details import Details
from db.engine import Database, Session
from db.enums import GenerationJobType
from db.errors import BadInput, NotFound
from db.models import AdProject, Asset, Brand, ChatSession, GenerationJob, Script
from db.projects import Projects
from tests.support.people import met

ENTRY = {
    "role": "critic",
    "iteration": 1,
    "content": "Tighter",
    "score": 71.5,
    "timestamp": "2026-01-02T03:04:05Z",
}


async def begun(session: Session, number: int = 1) -> AdProject:
    """An ad with a script and a job."""
    user, chat = await met(session, number)
    ad = await Projects(session, user.id).start(chat)
    script = Script(project_id=ad.id, storyline="once")
    session.add(script)
    await session.flush()
    session.add(
        GenerationJob(project_id=ad.id, script_id=script.id, job_type=GenerationJobType.VISUAL_GENERATION)
    )
    await session.flush()
    return ad


async def test_summary_and_notes(database: Database) -> None:
    async with database.transaction() as session:
        ad = await begun(session)
        details = Details(session, ad.user_id)
        assert await details.summarize(ad.id, " Wants it short. ")
        assert await details.annotate(ad.id, {"from": "sheet", "row": 3})
        assert await details.annotate(ad.id, {"row": 4})
    async with database.transaction() as session:
        again = await session.get_one(AdProject, ad.id)
        assert again.conversation_summary == "Wants it short."
        assert again.details == {"from": "sheet", "row": 4}


async def test_an_ad_is_shown_by_a_picture_of_its_owner(database: Database) -> None:
    async with database.transaction() as session:
        ad, other = await begun(session), await begun(session, 2)
        made = {"type": "image", "source": "local", "status": "completed", "url": "media://a"}
        mine, theirs = (Asset(user_id=owner.user_id, **made) for owner in (ad, other))
        session.add_all([mine, theirs])
        await session.flush()
        details = Details(session, ad.user_id)
        assert await details.show(ad.id, mine.id)
        with pytest.raises(NotFound):
            await details.show(ad.id, theirs.id)


async def test_a_variant_begins_where_the_ad_is(database: Database) -> None:
    async with database.transaction() as session:
        ad = await begun(session)
        ad.ad_details = {"adPlatform": "tiktok", "adDuration": 9}
        ad.framework = "BAB"
        await session.flush()
        variant = await Details(session, ad.user_id).derive(ad.id)
        again = await Details(session, ad.user_id).derive(ad.id)  # in one transaction: distinct times
        assert variant.id != again.id
        assert (variant.parent_id, variant.brand_id, variant.framework) == (ad.id, ad.brand_id, "BAB")
        assert (variant.ad_details, variant.revision) == (ad.ad_details, 0)
        assert await session.get(Brand, variant.brand_id) is not None


async def test_the_craft_of_a_script(database: Database) -> None:
    async with database.transaction() as session:
        ad = await begun(session)
        details = Details(session, ad.user_id)
        assert await details.note_craft(
            ad.id,
            craft_log=[ENTRY],
            cohesion_score=Decimal("82.5"),
            style_keywords=["warm"],
            consistency_seed=2**40,
        )
        script = await Projects(session, ad.user_id).script(ad.id)
        assert script is not None
        await session.refresh(script)
        assert (script.craft_log, script.cohesion_score) == ([ENTRY], Decimal("82.5"))
        assert (script.style_keywords, script.consistency_seed) == (["warm"], 2**40)
        with pytest.raises(BadInput, match="craft_log"):
            await details.note_craft(ad.id, craft_log=[{**ENTRY, "role": "boss"}])
        with pytest.raises(BadInput):
            await details.note_craft(ad.id, cohesion_score=Decimal(101))


async def test_a_job_waits_its_turn(database: Database) -> None:
    async with database.transaction() as session:
        ad = await begun(session)
        details = Details(session, ad.user_id)
        (job,) = (await session.scalars(GenerationJob.__table__.select())).all()
        assert await details.hasten(ad.id, 5) == 1
        row = await session.get_one(GenerationJob, job, populate_existing=True)
        assert row.priority == 5


async def test_a_chat_knows_its_cards(database: Database) -> None:
    until = datetime(2027, 1, 1, tzinfo=UTC)
    async with database.transaction() as session:
        ad = await begun(session)
        details = Details(session, ad.user_id)
        assert await details.pin(1, brief_card_message_id=10, progress_message_id=11, expires_at=until)
        assert not await details.pin(2, brief_card_message_id=10)
        chat = await session.get_one(
            ChatSession, (await session.scalars(ChatSession.__table__.select())).one()
        )
        await session.refresh(chat)
        assert (chat.brief_card_message_id, chat.progress_message_id, chat.expires_at) == (10, 11, until)
