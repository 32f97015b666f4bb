"""People, what they may not write, and how a reply finds its ad."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from db import checks
from db.accounts import Accounts
from db.campaigns import Campaigns, Templates
from db.engine import Database, Session
from db.enums import ChatRole, SubscriptionType
from db.errors import BadInput, Conflict, NotFound, Refused
from db.ledger import Costs
from db.library import Brands, Styles
from db.models import Brand, BrandStyle, Campaign, CampaignTemplate, OutboxRow, Rating, Schedule, User
from db.outbox import mark_sent, say
from db.projects import Projects
from db.publishing import Ratings, Schedules
from db.updates import first_time
from db.variants import Edits
from tests.support.people import Somebody, somebody

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


async def test_an_update_is_handled_the_first_time_only(database: Database) -> None:
    for expected in (True, False):
        async with database.transaction() as session:
            assert await first_time(session, 77) is expected


async def test_a_draft_is_of_the_person_in_its_private_chat(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session, 5)
        found = await Accounts(session).of_draft(5)
        assert found is not None
        assert (found[0].id, found[1].id) == (ada.id, ada.chat.id)
        assert await Accounts(session).of_draft(5, 9) is None
        assert await Accounts(session).of_draft(6) is None


async def test_a_reply_to_what_was_sent_finds_its_ad(database: Database) -> None:
    async with database.transaction() as session:
        ada, bo = await somebody(session, 5), await somebody(session, 6)
        row_id = await say(
            session, chat_id=5, thread_id=None, kind="card", payload={"text": "x"}, dedupe_key="card",
            user_id=ada.id, project_id=ada.ad,
        )  # fmt: skip
        assert await Projects(session, ada.id).of_message(5, 900) is None
        await mark_sent(session, row_id, 1, 900)
        found = await Projects(session, ada.id).of_message(5, 900)
        assert found is not None
        assert found.id == ada.ad
        assert await Projects(session, ada.id).of_message(6, 900) is None
        assert await Projects(session, bo.id).of_message(5, 900) is None


async def test_a_person_changes_what_is_known_of_them(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        accounts = Accounts(session)
        await accounts.change_email(ada.id, "  Ada@Example.COM ")
        await accounts.change_time_zone(ada.id, "Europe/Berlin")
        await accounts.change_name(ada.id, "Countess")
        user = await accounts.get(ada.id)
        assert user is not None
        assert (user.email, user.timezone, user.name) == ("ada@example.com", "Europe/Berlin", "Countess")
        with pytest.raises(NotFound):
            await accounts.change_name(uuid4(), "Nobody")


async def test_an_address_is_one_persons(database: Database) -> None:
    async with database.transaction() as session:
        ada, bo = await somebody(session, 1), await somebody(session, 2)
        await Accounts(session).change_email(ada.id, "a@b.example")
        with pytest.raises(Conflict, match="ix_users_email"):
            await Accounts(session).change_email(bo.id, "A@b.example")
        # The transaction goes on: nothing of the refused change was written.
        assert await session.scalar(select(User.email).where(User.id == bo.id)) is None
        await Accounts(session).change_name(bo.id, "Bo")


async def test_whoever_owns_ads_is_not_deleted_and_whoever_owns_brands_is(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        with pytest.raises(Refused, match="fk_ad_projects_user_id"):
            await Accounts(session).remove(ada.id)
        assert await session.scalar(select(func.count()).select_from(Brand)) == 1
        await session.delete(ada.project)
        await session.flush()
        await Accounts(session).remove(ada.id)
        assert await session.scalar(select(func.count()).select_from(Brand)) == 0


Wrong = Callable[[Session, Somebody], Awaitable[object]]
LONG = "x" * 9_000
WRONG: dict[str, tuple[Wrong, str, type[object]]] = {
    "no zone": (lambda s, a: Accounts(s).change_time_zone(a.id, "Mars/Olympus"), "timezone", User),
    "a path as zone": (lambda s, a: Accounts(s).change_time_zone(a.id, "../etc/passwd"), "timezone", User),
    "no address": (lambda s, a: Accounts(s).change_email(a.id, "nobody"), "email", User),
    "an empty name": (lambda s, a: Accounts(s).change_name(a.id, " \n "), "name", User),
    "NUL in a title": (lambda s, a: Campaigns(s, a.id).start(a.brand, "a\0b"), "title", Campaign),
    "half a character": (lambda s, a: Campaigns(s, a.id).start(a.brand, "\ud83d"), "title", Campaign),
    "a long title": (lambda s, a: Campaigns(s, a.id).start(a.brand, LONG), "title", Campaign),
    "an unknown type": (
        lambda s, a: Campaigns(s, a.id).start(a.brand, "t", campaign_type="war"), "campaign_type", Campaign,
    ),
    "an unknown key": (
        lambda s, a: Campaigns(s, a.id).start(a.brand, "t", business_context={"colour": "red"}),
        "business_context.colour", Campaign,
    ),
    "NUL in a document": (
        lambda s, a: Campaigns(s, a.id).start(a.brand, "t", business_context={"tone": "a\0"}),
        "business_context", Campaign,
    ),
    "a colour that is none": (
        lambda s, a: Styles(s, a.id).save("look", {"colorPalette": ["red"]}), "style_data", BrandStyle,
    ),
    "a long prompt": (lambda s, a: Templates(s, a.id).save("t", LONG), "prompt_template", CampaignTemplate),
    "an unknown framework": (
        lambda s, a: Templates(s, a.id).save("t", "p", framework="XYZ"), "framework", CampaignTemplate,
    ),
    "six stars": (lambda s, a: Ratings(s, a.id).rate(a.ad, 6), "rating", Rating),
    "four cron fields": (lambda s, a: Schedules(s, a.id).create("t", "0 9 * *", NOON), "cron", Schedule),
    "a time without zone": (
        lambda s, a: Schedules(s, a.id).create("t", "0 9 * * 1", datetime(2026, 3, 4)), "next_run_at", Schedule,
    ),
    "a schedule on Mars": (
        lambda s, a: Schedules(s, a.id).create("t", "0 9 * * 1", NOON, timezone="Mars"), "timezone", Schedule,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
async def test_what_cannot_be_kept_is_refused_plainly_and_leaves_nothing(
    database: Database, case: str
) -> None:
    wrong, field, kind = WRONG[case]
    async with database.transaction() as session:
        ada = await somebody(session)
        before = [await session.scalar(select(func.count()).select_from(kind)), ada.user.name, ada.user.email]
        with pytest.raises(BadInput, match=field.replace(".", r"\.")) as refused:
            await wrong(session, ada)
        assert "Olympus" not in str(refused.value)
        assert "xxxx" not in str(refused.value)
    async with database.transaction() as session:
        user = await session.get_one(User, ada.id)
        assert [await session.scalar(select(func.count()).select_from(kind)), user.name, user.email] == before
        assert user.timezone == "UTC"


def test_an_enums_member_is_found_or_refused() -> None:
    assert checks.choice(SubscriptionType, "pro", "plan") is SubscriptionType.PRO
    with pytest.raises(BadInput, match="plan: must be one of free, pro, enterprise"):
        checks.choice(SubscriptionType, "gold", "plan")


async def add(session: Session, row: User) -> None:
    async with checks.plain_refusals(session):
        session.add(row)
        await session.flush()


async def test_what_the_database_refuses_is_said_plainly(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        for wrong in (User(name="x", subscription_type="gold"), User(name="a\0b")):
            with pytest.raises(BadInput):
                await add(session, wrong)
        with pytest.raises(BadInput):
            await Costs(session, ada.id).add("llm", Decimal("-1"))  # type: ignore[arg-type]
        with pytest.raises(NotFound):
            await Edits(session, ada.id).begin(uuid4(), {})
        with pytest.raises(BadInput, match="clips"):
            await Edits(session, ada.id).begin(ada.ad, {"clips": [{"id": "1"}]})
        assert await session.scalar(select(func.count()).select_from(User)) == 1


async def test_brands_are_renamed(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        brands = Brands(session, ada.id)
        assert await brands.rename(ada.brand, "Aurora", "A lamp")
        found = await brands.get(ada.brand)
        assert found is not None
        assert (found.title, found.description) == ("Aurora", "A lamp")
        assert [one.id for one in await brands.recent()] == [ada.brand]


async def test_a_script_of_a_revision_and_a_remembered_message(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        projects = Projects(session, ada.id)
        assert await projects.document(ada.ad, 1) is None
        said = await projects.remember(
            ada.ad, role=ChatRole.USER, content="hi", timestamp=NOON, chat_id=1, telegram_message_id=7
        )
        assert said is not None
        found = await projects.of_message(1, 7)
        assert found is not None
        assert found.id == ada.ad
        assert await session.scalar(select(func.count()).select_from(OutboxRow)) == 0
