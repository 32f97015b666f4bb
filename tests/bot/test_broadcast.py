"""What all are to be told is seen before, and begun once; models are switched off and on."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest
from aiogram.methods import EditMessageText
from sqlalchemy import select, text

from agent.catalog import read_catalog
from bot.admin import (
    BroadcastAudience,
    BroadcastDrop,
    BroadcastSend,
    BroadcastStop,
    ChooseDefault,
    ShowChoices,
    ShowModels,
    SwitchModel,
    SwitchOther,
)
from bot.app import ChatSettings, build_dispatcher
from bot.callbacks import ApprovePaid
from bot.prices import Money, as_approved, money_now, price_of_making
from bot.scripts import read_stored
from bot.views import models as model_views
from db.administration import Switches, model_switch
from db.broadcasting import AUDIENCES, Announcing
from db.models import AuditEntry, Broadcast, BroadcastRecipient, GenerationJob, OutboxRow, User
from db.operations import ModelRuns
from db.projects import Projects
from db.stock import load_stock
from tests.bot.conftest import ADMIN, SPEECH, Room
from tests.support.telegram import TOKEN, Client

CATALOG = read_catalog(None)


@pytest.fixture
def staffed(room: Room) -> Room:
    settings = ChatSettings(TOKEN, admin_ids=frozenset({ADMIN}), money=Money(CATALOG))
    room.intake.dispatcher = build_dispatcher(room.database, settings, SPEECH)
    return room


@pytest.fixture(autouse=True)
async def nothing_kept(room: Room) -> None:
    async with room.database.transaction() as session:
        for table in ("audit_log", "switches", "broadcasts"):
            await session.execute(text(f"DELETE FROM {table}"))


async def only(room: Room) -> Broadcast:
    (row,) = await room.all(Broadcast)
    assert isinstance(row, Broadcast)
    return row


async def test_a_draft_is_shown_as_it_will_look_and_begun_once(
    staffed: Room, admin: Client, client: Client, other: Client
) -> None:
    await staffed.get(client.text("hello"), other.text("hello"))
    words = "/broadcast We are <back> & well"
    bold = {"type": "bold", "offset": words.index("<back>"), "length": 6}
    command = {"type": "bot_command", "offset": 0, "length": 10}
    await staffed.get(admin.message(text=words, entities=[command, bold]))
    preview, question = (await staffed.all(OutboxRow, OutboxRow.id))[-2:]
    assert preview.payload["text"] == "We are <b>&lt;back&gt;</b> &amp; well"
    assert "everybody (3 people)" in question.payload["text"]
    row = await only(staffed)
    assert row.status == "draft"
    wrong = BroadcastSend(broadcast=row.id, audience="all", count=2).pack()
    right = BroadcastSend(broadcast=row.id, audience="all", count=3).pack()
    await staffed.get(admin.press(wrong))
    assert staffed.toasts() == ["The number of people has changed: look again."]
    assert (await only(staffed)).status == "draft"
    await staffed.get(admin.press(right), admin.press(right))
    assert staffed.toasts()[1:] == ["It is being sent.", "This is no draft any more."]
    assert await staffed.count(BroadcastRecipient) == 3
    assert await staffed.jobs("announce") == 1
    begun = [one for one in await staffed.all(AuditEntry, AuditEntry.id) if one.action == "admin.broadcast"]
    assert begun[1].details == {"audience": "all", "people": 3}
    assert "BACK" not in str([one.details for one in begun]).upper()
    stop = BroadcastStop(broadcast=row.id).pack()
    await staffed.get(admin.press(stop), admin.press(stop))
    assert (await only(staffed)).status == "cancelled"
    assert staffed.toasts()[-2:] == ["Stopped.", "It is not being sent any more."]


async def test_a_draft_that_is_dropped_is_sent_to_nobody(staffed: Room, admin: Client) -> None:
    await staffed.get(admin.text("/broadcast"), admin.text("/broadcast Hello"))
    row = await only(staffed)
    drop, send = BroadcastDrop(broadcast=row.id), BroadcastSend(broadcast=row.id, audience="all", count=1)
    await staffed.get(admin.press(drop.pack()), admin.press(send.pack()))
    assert await staffed.count(BroadcastRecipient) == 0
    assert (await only(staffed)).status == "cancelled"


async def test_audiences(staffed: Room, admin: Client, client: Client, other: Client) -> None:
    spanish = Client(user_id=7003, name="Eva", language="es-MX")
    await staffed.get(*(one.text("hello") for one in (admin, client, other, spanish)))
    async with staffed.database.transaction() as session:
        await session.execute(
            text("UPDATE users SET subscription_type = 'pro' WHERE telegram_user_id = 7001")
        )
        await session.execute(text("UPDATE users SET blocked_at = now() WHERE telegram_user_id = 7002"))
        await session.execute(
            text("UPDATE users SET last_seen_at = now() - interval '40 days' WHERE telegram_user_id = 7003")
        )
        announcing = Announcing(session, UUID(int=1))
        sizes = {one: await announcing.size(one) for one in AUDIENCES}
    assert sizes == {"all": 3, "active": 2, "paying": 1, "en": 2, "es": 1, "ru": 0}
    await staffed.get(admin.text("/broadcast Hola"))
    row = await only(staffed)
    await staffed.get(admin.press(BroadcastAudience(broadcast=row.id, audience="es").pack()))
    assert "who reads Spanish (one person)" in str(staffed.session.of(EditMessageText)[-1].text)


async def test_whoever_is_no_admin_tells_nobody(staffed: Room, admin: Client, client: Client) -> None:
    await staffed.get(admin.text("/broadcast Hello"))
    row = await only(staffed)
    send = BroadcastSend(broadcast=row.id, audience="all", count=2)
    model = CATALOG.of("still")
    assert model is not None
    off = SwitchModel(kind="still", off=True, print=model_views.print_of(model))
    before = len(await staffed.said())
    await staffed.get(client.text("/broadcast Hi"), client.text("/models"))
    await staffed.get(client.press(send.pack()), client.press(off.pack()))
    assert len(await staffed.said()) == before
    assert await staffed.count(BroadcastRecipient) == 0
    async with staffed.database.transaction() as session:
        assert await Switches(session).off() == []


async def test_a_model_is_switched_off_and_on(staffed: Room, admin: Client) -> None:
    model = CATALOG.of("still")
    assert model is not None
    await staffed.get(admin.text("/models"))
    said = (await staffed.said())[-1]
    assert f"✅ <b>Pictures</b>: <code>{model.name}</code>" in said
    assert "Not asked within thirty days." in said
    off = SwitchModel(kind="still", off=True, print=model_views.print_of(model)).pack()
    other = SwitchModel(kind="still", off=True, print="00000000").pack()
    await staffed.get(admin.press(other), admin.press(off), admin.press(off))
    assert staffed.toasts() == ["Another model is the default now.", *["Nothing more is asked of it."] * 2]
    async with staffed.database.transaction() as session:
        assert [one.name for one in await Switches(session).off()] == [model_switch(model.name)]
    assert f"⏸ <b>Pictures</b>: <code>{model.name}</code>" in str(
        staffed.session.of(EditMessageText)[-1].text
    )
    await staffed.get(
        admin.press(SwitchModel(kind="still", off=False, print=model_views.print_of(model)).pack())
    )
    async with staffed.database.transaction() as session:
        assert await Switches(session).off() == []


PRINT = {one.name: model_views.print_of(one) for one in CATALOG.all_of("still")}
OWN, DEAR, CHEAP = (one.name for one in CATALOG.all_of("still"))


def choose(model: str, default: str) -> str:
    return ChooseDefault(kind="still", print=PRINT[model], default=PRINT[default]).pack()


async def test_an_admin_chooses_who_makes_a_kind_by_default(
    staffed: Room, admin: Client, client: Client
) -> None:
    """What is shown to a person and approved by them is the price of the model that was chosen, and that one is asked;
    what was approved before keeps its own."""
    first = await staffed.with_script(client)
    async with staffed.database.transaction() as session:
        await session.execute(text("UPDATE users SET subscription_type = 'pro'"))
    before = await priced(staffed, first.id)
    old = ApprovePaid(project=first.id, revision=1, cents=before).pack()
    await staffed.get(admin.text("/models"))
    said = await staffed.last()
    assert f"<code>{OWN}</code>, USD 0.04" in said.payload["text"]
    assert "Default: the catalogue's own. 2 others to choose from." in said.payload["text"]
    assert "Default: the only one of its kind in the catalogue." in said.payload["text"]
    labels = str(said.payload)
    assert "🔀 Pictures" in labels
    assert "🔀 Music" not in labels, "there is nothing to choose"
    await staffed.get(admin.press(ShowChoices(kind="still").pack()))
    await staffed.get(admin.press(choose(CHEAP, OWN)), admin.press(choose(CHEAP, OWN)))
    assert staffed.toasts()[-2:] == ["It is the default from now on."] * 2
    await staffed.get(admin.press(choose(DEAR, OWN)))
    assert staffed.toasts()[-1] == "Another model is the default now."
    await staffed.get(admin.press(ShowModels().pack()))
    shown = str(staffed.session.of(EditMessageText)[-1].text)
    assert f"<code>{CHEAP}</code>, USD 0.003" in shown
    assert f"chosen here. The catalogue's own is <code>{OWN}</code>" in shown
    chosen = [one for one in await staffed.all(AuditEntry, AuditEntry.id) if one.action == "admin.default"]
    assert (chosen[0].subject, chosen[0].details) == ("default:still", {"model": CHEAP, "was": OWN})
    now = await priced(staffed, first.id)
    assert now == before - 11, "three pictures, each for USD 0.037 less"
    await staffed.get(client.press(old))
    assert await models_of(staffed, "still") == {CHEAP}
    await staffed.get(admin.press(choose(OWN, CHEAP)))
    async with staffed.database.transaction() as session:
        assert (await Switches(session).of_models()).chosen == {}
        money = await money_now(session, Money(CATALOG))
        taken_up = as_approved(money, await load_stock(session, first.id, 1), CATALOG)
    still, clip = taken_up.catalog.of("still"), taken_up.catalog.of("clip")
    assert still is not None
    assert (still.name, clip) == (CHEAP, CATALOG.of("clip")), "also where an admin lets it go on"
    assert await models_of(staffed, "still") == {CHEAP}, "it was approved so"


async def test_what_was_chosen_and_can_not_be_used_is_said(staffed: Room, admin: Client) -> None:
    await staffed.get(admin.text("/models"), admin.press(choose(CHEAP, OWN)))
    off = SwitchOther(kind="still", off=True, print=PRINT[CHEAP]).pack()
    await staffed.get(admin.press(off), admin.press(choose(CHEAP, OWN)))
    assert staffed.toasts()[-1] == "It is switched off: switch it on first."
    await staffed.get(admin.text("/models"))
    said = (await staffed.said())[-1]
    assert f"<code>{CHEAP}</code> was chosen here, but it is switched off" in said
    assert f"✅ <b>Pictures</b>: <code>{OWN}</code>" in said
    async with staffed.database.transaction() as session:
        await Switches(session).choose("still", "no/more", changed_by=None)
        catalog = (await money_now(session, Money(CATALOG))).catalog
    assert catalog.of("still") == CATALOG.of("still")
    await staffed.get(admin.text("/models"))
    assert (
        "<code>no/more</code> was chosen here, but the catalogue names it no more"
        in (await staffed.said())[-1]
    )
    await staffed.get(admin.press(choose(OWN, OWN)), admin.text("/models"))
    assert "was chosen here" not in (await staffed.said())[-1]


async def priced(room: Room, project: UUID) -> int:
    async with room.database.transaction() as session:
        owner = (await session.scalars(select(User).where(User.telegram_user_id == 7001))).one()
        row = await Projects(session, owner.id).get(project)
        assert row is not None
        script = await read_stored(session, row)
        assert script is not None
        return (await price_of_making(session, owner, project, row.revision, script, Money(CATALOG))).cents


async def models_of(room: Room, kind: str) -> set[str | None]:
    return {row.model for row in await room.all(GenerationJob) if row.asset_kind == kind}


def test_a_price_that_is_no_longer_true_is_marked() -> None:
    model = CATALOG.of("clip")
    assert model is not None
    t = SPEECH.of("en")

    def told(paid: str) -> str:
        runs = ModelRuns(10, 1, Decimal(5), Decimal(paid), Decimal("0.5"))
        return model_views.models(t, [model_views.Asked("clip", model, off=False, runs=runs)], ("clip",)).text

    assert "Price checked" in told("0.54")
    assert "⚠️ Dearer than the table says" in told("0.56")
    assert "made on this machine" in model_views.models(t, [], ("clip",)).text
