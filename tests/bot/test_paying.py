"""Approving what costs money, through the real dispatcher: never for more than the button says, and only what may be
spent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from aiogram.methods import AnswerCallbackQuery
from sqlalchemy import text

from agent.catalog import Catalog, read_catalog
from bot.app import ChatSettings, build_dispatcher
from bot.callbacks import Approve, ApprovePaid
from bot.prices import Money, read_plans
from db.enums import AdProjectStatus, SubscriptionType
from db.ledger import Ceilings
from db.models import AdProject, GenerationJob, OutboxRow
from tests.bot.conftest import SPEECH, Room
from tests.support.telegram import TOKEN, Client

# Three stills, three clips of five seconds, music.
CENTS = 86
MONEY = Money(read_catalog())

Priced = Callable[[Money], Room]


@pytest.fixture
def priced(room: Room) -> Priced:
    """The room with these prices and limits."""

    def build(money: Money) -> Room:
        settings = ChatSettings(TOKEN, money=money)
        room.intake.dispatcher = build_dispatcher(room.database, settings, SPEECH)
        return room

    return build


async def on_plan(room: Room, plan: str) -> None:
    async with room.database.transaction() as session:
        await session.execute(
            text("UPDATE users SET subscription_type = CAST(:plan AS subscription_type)"), {"plan": plan}
        )


def pay(project: AdProject, cents: int = CENTS, revision: int = 1) -> str:
    return ApprovePaid(project=project.id, revision=revision, cents=cents).pack()


async def reserved(room: Room) -> Decimal:
    async with room.database.transaction() as session:
        return Decimal(
            await session.scalar(text("SELECT coalesce(sum(reserved), 0) FROM budgets WHERE user_id IS NULL"))
            or 0
        )


async def last_row(room: Room) -> OutboxRow:
    rows = await room.all(OutboxRow, OutboxRow.id)
    row: OutboxRow = rows[-1]
    return row


async def nothing_started(room: Room) -> None:
    assert (await room.project()).status == AdProjectStatus.SCRIPT_GENERATED
    assert await room.count(GenerationJob) == 0
    assert await reserved(room) == 0


async def test_the_button_says_the_price_and_the_press_sets_it_aside(priced: Priced, client: Client) -> None:
    room = priced(MONEY)
    project = await room.with_script(client)
    await on_plan(room, "pro")
    await room.get(client.text("/start"))
    await room.get(client.press(pay(project)))
    assert (await room.project()).status == AdProjectStatus.SCRIPT_APPROVED
    assert await reserved(room) == Decimal("0.86")
    async with room.database.transaction() as session:
        providers = await session.execute(
            text("SELECT asset_kind, count(*) FROM generation_jobs WHERE provider = 'replicate' GROUP BY 1")
        )
        assert dict(providers.all()) == {"still": 3, "clip": 3, "music": 1}


async def test_a_free_plan_gets_the_animatic_instead(priced: Priced, client: Client) -> None:
    room = priced(MONEY)
    project = await room.with_script(client)
    await room.get(client.press(pay(project)))
    await nothing_started(room)
    told = await last_row(room)
    assert "This video would use 0.86, and 0.00 of your plan is left this month." in told.payload["text"]
    assert "free of charge" in told.payload["text"]
    button = told.payload["keyboard"][0][0]
    assert button["callback_data"] == Approve(project=project.id, revision=1).pack()
    await room.get(client.press(button["callback_data"]))
    assert (await room.project()).status == AdProjectStatus.SCRIPT_APPROVED
    assert await reserved(room) == 0
    async with room.database.transaction() as session:
        assert (
            await session.scalar(text("SELECT count(*) FROM generation_jobs WHERE provider IS NOT NULL")) == 0
        )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"per_ad": Decimal("0.85")}, "the most that one ad may cost here, 0.85"),
        ({"ceilings": Ceilings(Decimal("0.85"), Decimal(9))}, "may use in a day here, 0.85"),
        ({"ceilings": Ceilings(Decimal(9), Decimal("0.85"))}, "budget of this bot is used up"),
    ],
)
async def test_a_ceiling_is_said_plainly(
    priced: Priced, client: Client, change: dict[str, object], words: str
) -> None:
    room = priced(replace(MONEY, **change))  # type: ignore[arg-type]
    project = await room.with_script(client)
    await on_plan(room, "pro")
    await room.get(client.press(pay(project)))
    await nothing_started(room)
    assert words in (await last_row(room)).payload["text"]


async def test_a_price_that_has_risen_starts_nothing(priced: Priced, client: Client) -> None:
    room = priced(MONEY)
    project = await room.with_script(client)
    await on_plan(room, "pro")
    await room.get(client.press(pay(project, cents=85)))
    await nothing_started(room)
    told = await last_row(room)
    assert "making it now costs 0.86" in told.payload["text"]
    assert told.payload["keyboard"][0][0]["callback_data"] == pay(project)
    assert [call.show_alert for call in room.session.of(AnswerCallbackQuery)] == [True]


async def test_a_price_that_has_fallen_is_what_is_set_aside(priced: Priced, client: Client) -> None:
    room = priced(MONEY)
    project = await room.with_script(client)
    await on_plan(room, "pro")
    await room.get(client.press(pay(project, cents=500)))
    assert await reserved(room) == Decimal("0.86")


async def test_a_button_from_before_anything_cost_money_stays_free(priced: Priced, client: Client) -> None:
    room = priced(MONEY)
    project = await room.with_script(client)
    await on_plan(room, "pro")
    await room.get(client.press(Approve(project=project.id, revision=1).pack()))
    assert (await room.project()).status == AdProjectStatus.SCRIPT_APPROVED
    assert await reserved(room) == 0


async def test_forged_stale_and_foreign_prices_spend_nothing(
    priced: Priced, client: Client, other: Client
) -> None:
    """Fault 44: another person's ad, an old revision, figures of somebody's own making."""
    room = priced(MONEY)
    project = await room.with_script(client)
    await room.get(other.text("hello"))
    await on_plan(room, "pro")
    for press in (
        other.press(pay(project)),
        client.press(pay(project, revision=0)),
        client.press(f"pay:{project.id.hex}:1:0"),
        client.press(f"pay:{project.id.hex}:1:-5"),
        client.press(f"pay:{project.id.hex}:1:1e9"),
        client.press(f"pay:{project.id.hex}:1"),
    ):
        await room.get(press)
    assert await room.count(GenerationJob) == 0
    assert await reserved(room) == 0


def test_what_a_plan_grants_is_data() -> None:
    plans = read_plans()
    assert plans[SubscriptionType.FREE] == 0
    assert plans[SubscriptionType.PRO] < plans[SubscriptionType.ENTERPRISE]
    assert Money().catalog == Catalog()
