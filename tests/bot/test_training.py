"""Training the look of a brand, through the real dispatcher: what the words answer and what the presses do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from aiogram.methods import AnswerCallbackQuery
from sqlalchemy import text

from agent.catalog import Catalog, read_catalog
from bot.app import ChatSettings, build_dispatcher
from bot.callbacks import CancelTraining, Train, UseEarlier, UseNoLook
from bot.prices import Money
from bot.routers.training import _asks
from db.enums import AssetSource, AssetType, LoraTrainingStatus, SubscriptionType
from db.ledger import Ceilings
from db.library import Brands
from db.models import AdProject, LoraModel, OutboxRow
from db.production import Production
from tests.bot.conftest import SPEECH, Room
from tests.support.telegram import TOKEN, Client

CENTS = 183
MONEY = Money(read_catalog(), dict.fromkeys(SubscriptionType, Decimal(20)))

Priced = Callable[[Money], Room]


@pytest.fixture
def priced(room: Room) -> Priced:
    """The room with these prices and limits."""

    def build(money: Money = MONEY) -> Room:
        room.intake.dispatcher = build_dispatcher(room.database, ChatSettings(TOKEN, money=money), SPEECH)
        return room

    return build


async def with_pictures(room: Room, client: Client, count: int = 10) -> AdProject:
    project = await room.with_script(client)
    await add_pictures(room, project, range(count))
    return project


async def add_pictures(room: Room, project: AdProject, numbers: range) -> None:
    async with room.database.transaction() as session:
        for number in numbers:
            uri = f"media:{number}.jpg"
            await Production(session).add_asset(
                project.user_id,
                brand_id=project.brand_id,
                project_id=project.id,
                type=AssetType.IMAGE,
                source=AssetSource.USER_UPLOAD,
                url=uri,
                sha256=f"{number:064d}",
            )
            await Brands(session, project.user_id).add_picture(project.brand_id, uri)


def press(project: AdProject, revision: int = 0, cents: int = CENTS) -> str:
    return Train(brand=project.brand_id, revision=revision, cents=cents).pack()


def buttons(row: OutboxRow) -> list[str]:
    return [button["text"] for line in row.payload.get("keyboard", ()) for button in line]


async def toasts(room: Room) -> str:
    return str(room.session.of(AnswerCallbackQuery)[-1].text)


async def reserved(room: Room) -> Decimal:
    async with room.database.transaction() as session:
        query = text("SELECT coalesce(sum(reserved), 0) FROM budgets WHERE user_id IS NULL")
        return Decimal(await session.scalar(query) or 0)


ASKS = ("/train", "/train@bot", "Train my brand!", "please retrain the look", "train it again")
OTHERS = (
    "train",
    "training",
    "a training app",
    "trainers",
    "we sell train tickets",
    "train stations",
    "look",
)


@pytest.mark.parametrize(
    ("words", "asks"), [*((one, True) for one in ASKS), *((one, False) for one in OTHERS)]
)
def test_words_that_ask_for_it(words: str, asks: bool) -> None:
    assert _asks(words) is asks


async def test_the_words_tell_how_it_stands_and_what_it_costs(priced: Priced, client: Client) -> None:
    room = priced(MONEY)
    project = await with_pictures(room, client, 9)
    await room.get(client.text("/train"))
    row = await room.last()
    assert "Nothing was trained for it yet" in row.payload["text"]
    assert "I need one more picture" in row.payload["text"]
    assert buttons(row) == []
    await add_pictures(room, project, range(9, 10))
    poor = replace(MONEY, plans=dict.fromkeys(SubscriptionType, Decimal(1)))
    for money, told in (
        (replace(MONEY, catalog=Catalog()), "no provider"),
        (poor, "1.00 of your plan is left"),
    ):
        priced(money)
        await room.get(client.text("/train"))
        row = await room.last()
        assert told in row.payload["text"]
        assert buttons(row) == []


async def test_the_press_sets_the_price_aside_once(priced: Priced, client: Client, other: Client) -> None:
    room = priced(MONEY)
    project = await with_pictures(room, client)
    await room.get(client.text("/train"))
    assert buttons(await room.last()) == ["🎓 Train it · uses 1.83 of your 20.00"]
    await room.get(other.press(press(project)))
    assert "find" in await toasts(room)
    assert await room.count(LoraModel) == 0
    await room.get(client.press(press(project)), client.press(press(project)))
    assert "is running" in await toasts(room)
    assert await reserved(room) == Decimal("1.83")
    (model,) = await room.all(LoraModel)
    assert (model.training_status, model.revision, model.asked_samples_count) == (
        LoraTrainingStatus.IN_PROGRESS,
        1,
        10,
    )
    assert await room.jobs("train") == 1
    card = await room.last()
    assert (card.kind, buttons(card)) == ("card", ["✖️ Cancel"])
    assert "Sending 10 pictures" in card.payload["text"]

    stop = CancelTraining(brand=project.brand_id, revision=1).pack()
    await room.get(other.press(stop))
    assert await reserved(room) == Decimal("1.83")
    await room.get(client.press(stop), client.press(stop))
    assert await reserved(room) == 0
    card = next(row for row in await room.all(OutboxRow, OutboxRow.id) if row.kind == "card")
    assert "Stopped: the training" in card.payload["text"]
    assert "Nothing was charged" in card.payload["text"]
    await room.get(client.press(press(project)))
    assert "old" in await toasts(room), "the button of before is one of an earlier revision"
    assert await reserved(room) == 0
    await room.get(client.press(press(project, 1)))
    assert await reserved(room) == Decimal("1.83")
    await room.get(client.text("/cancel"))
    assert await reserved(room) == 0
    assert "Stopped: the training" in (await room.last()).payload["text"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"plans": dict.fromkeys(SubscriptionType, Decimal(1))}, "1.00 of your plan is left"),
        ({"per_ad": Decimal(1)}, "more than anything may cost at once here, 1.00"),
        ({"ceilings": Ceilings(Decimal(1), Decimal(200))}, "may use in a day here, 1.00"),
        ({"ceilings": Ceilings(Decimal(25), Decimal(1))}, "budget of this bot is used up"),
    ],
)
async def test_what_may_not_be_spent_is_said(
    priced: Priced, client: Client, change: dict[str, object], told: str
) -> None:
    room = priced(replace(MONEY, **change))  # type: ignore[arg-type]
    project = await with_pictures(room, client)
    await room.get(client.press(press(project)))
    assert told in (await room.last()).payload["text"]
    assert await reserved(room) == 0
    assert await room.jobs("train") == 0


async def test_a_price_that_rose_starts_nothing(priced: Priced, client: Client) -> None:
    room = priced(MONEY)
    project = await with_pictures(room, client)
    await room.get(client.press(press(project, cents=182)))
    row = await room.last()
    assert "training now costs 1.83" in row.payload["text"]
    assert buttons(row) == ["🎓 Train it · uses 1.83 of your 20.00"]
    assert await reserved(room) == 0


async def test_versions_are_changed_by_buttons(priced: Priced, client: Client, other: Client) -> None:
    room = priced(MONEY)
    project = await with_pictures(room, client)
    async with room.database.transaction() as session:
        earlier = {"modelName": "BAGU", "huggingfaceModelId": "me/looks:1", "trainedSamplesCount": 11}
        session.add(
            LoraModel(
                brand_id=project.brand_id,
                model_name="BAGU",
                huggingface_model_id="me/looks:2",
                trained_samples_count=14,
                training_status=LoraTrainingStatus.COMPLETED,
                revision=2,
                history=[earlier],
            )
        )
    await room.get(client.text("/train"))
    row = await room.last()
    assert "learned from 14 pictures" in row.payload["text"]
    again, ways = buttons(row)[0], buttons(row)[1:]
    assert again.startswith("🎓 Train anew")
    assert ways == ["Use the version before", "Make stills without it"]
    before = UseEarlier(brand=project.brand_id, revision=2).pack()
    await room.get(other.press(before), client.press(before), client.press(before))
    (model,) = await room.all(LoraModel)
    assert (model.huggingface_model_id, model.revision) == ("me/looks:1", 3), "pressed twice, done once"
    assert "learned from 11 pictures" in (await room.last()).payload["text"]
    await room.get(client.press(UseNoLook(brand=project.brand_id, revision=3).pack()))
    (model,) = await room.all(LoraModel)
    assert model.huggingface_model_id is None
    assert "kept, and not used" in (await room.last()).payload["text"]


async def test_the_price_of_an_ad_is_that_of_its_brands_look(priced: Priced, client: Client) -> None:
    room = priced(MONEY)
    project = await with_pictures(room, client)
    await room.get(client.text("/versions"))
    async with room.database.transaction() as session:
        session.add(
            LoraModel(
                brand_id=project.brand_id,
                model_name="BAGU",
                huggingface_model_id="me/briefcut-looks:2",
                training_status=LoraTrainingStatus.COMPLETED,
            )
        )
    pay = f"pay:{project.id.hex}:1:78"
    await room.get(client.press(pay))
    # Three stills at 0.0122 instead of 0.04, three clips of five seconds, music.
    assert await reserved(room) == Decimal("0.7766")
    async with room.database.transaction() as session:
        models = await session.scalars(
            text("SELECT DISTINCT model FROM generation_jobs WHERE asset_kind = 'still'")
        )
        assert models.all() == ["me/briefcut-looks:2"]
