"""What all are to be told is seen before, and begun once; models are switched off and on."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest
from aiogram.methods import EditMessageText
from sqlalchemy import text

from agent.catalog import read_catalog
from bot.admin import BroadcastAudience, BroadcastDrop, BroadcastSend, BroadcastStop, SwitchModel
from bot.app import ChatSettings, build_dispatcher
from bot.prices import Money
from bot.views import models as model_views
from db.administration import Switches, model_switch
from db.broadcasting import AUDIENCES, Announcing
from db.models import AuditEntry, Broadcast, BroadcastRecipient, OutboxRow
from db.operations import ModelRuns
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
    assert staffed.toasts() == ["The table names another model now.", *["Nothing more is asked of it."] * 2]
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
