"""/plan and buying one, through the real dispatcher: what is said, what is taken, and that it is granted once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.methods import AnswerCallbackQuery, AnswerPreCheckoutQuery, EditMessageText
from aiogram.types import Update
from sqlalchemy import text

from bot.admin import SetPlan, ShowPerson
from bot.app import ChatSettings, build_dispatcher
from bot.buying import AskRefund, BuyPlan, DecideRefund, SetRenewal
from bot.callbacks import MakeClips
from bot.plans import read_limits
from bot.views import plan as views
from bot.views.words import plain
from bot.zones import local
from db import privacy
from db.access import Access
from db.enums import AdProjectStatus, LoraTrainingStatus, SubscriptionType
from db.models import AdProject, AuditEntry, Brand, LoraModel, OutboxRow, Payment, Subscription, User
from tests.bot.conftest import SPEECH, Room
from tests.support.states import put_into
from tests.support.telegram import TOKEN, Client

ADMIN = Client(user_id=7009, name="Root")
PRO = SubscriptionType.PRO
STARS = read_limits()[PRO].stars
BUY = BuyPlan(plan=PRO, stars=STARS).pack()
LATER = 4_102_444_800  # 2100-01-01
T = SPEECH.of("en")


@pytest.fixture
async def shop(room: Room) -> Room:
    settings = ChatSettings(TOKEN, admin_ids=frozenset({ADMIN.user_id}))
    room.intake.dispatcher = build_dispatcher(room.database, settings, SPEECH)
    async with room.database.transaction() as session:
        for table in ("subscriptions", "payments", "audit_log"):
            await session.execute(text(f"DELETE FROM {table}"))
    return room


def checkout(client: Client, payload: str, stars: int = STARS) -> Update:
    about = {"id": "check", "from": client.sender, "currency": "XTR", "total_amount": stars}
    return client.update("pre_checkout_query", {**about, "invoice_payload": payload})


def payment(client: Client, payload: str, charge: str = "charge-1", **more: Any) -> Update:
    about = {"currency": "XTR", "total_amount": STARS, "invoice_payload": payload}
    ids = {"telegram_payment_charge_id": charge, "provider_payment_charge_id": ""}
    renews = {"subscription_expiration_date": LATER, "is_recurring": True, "is_first_recurring": True}
    return client.message(successful_payment={**about, **ids, **renews, **more})


def state(client: Client, payload: str, word: str) -> Update:
    return client.update("subscription", {"user": client.sender, "invoice_payload": payload, "state": word})


async def invoiced(room: Room, client: Client) -> str:
    """The payload of the invoice that a press brings; a double tap brings one."""
    await room.get(client.text("/plan"), client.press(BUY), client.press(BUY))
    rows = [row for row in await room.all(OutboxRow, OutboxRow.id) if "invoice" in row.payload]
    assert len({row.payload["invoice"]["payload"] for row in rows}) == 1
    invoice = rows[-1].payload["invoice"]
    assert (invoice["stars"], len(invoice["title"]) <= 32) == (STARS, True)
    return str(invoice["payload"])


async def bought(room: Room, client: Client) -> str:
    payload = await invoiced(room, client)
    await room.get(checkout(client, payload), payment(client, payload))
    return payload


async def standing(room: Room) -> list[tuple[str, str, bool, bool | None]]:
    rows = await room.all(Subscription, Subscription.created_at)
    return [(row.plan.value, row.status, row.renews, row.renew_wanted) for row in rows]


def answers(room: Room) -> list[AnswerPreCheckoutQuery]:
    return room.session.of(AnswerPreCheckoutQuery)


async def test_the_plan_says_what_is_left_and_what_a_better_one_costs(shop: Room, client: Client) -> None:
    await shop.get(client.text("15 s reel for our cold brew"), client.text("/plan"))
    (row,) = await shop.all(OutboxRow)
    said = plain(row.payload["text"])
    assert "Your plan: Free" in said
    assert "Messages today: " in said
    assert "1,900 Stars a month" in said
    (button,) = [key for line in row.payload["keyboard"] for key in line]
    assert button["callback_data"] == BUY


async def test_a_payment_grants_its_plan_once(shop: Room, client: Client) -> None:
    payload = await invoiced(shop, client)
    await shop.get(checkout(client, payload))
    assert [(one.ok, one.error_message) for one in answers(shop)] == [(True, None)]
    await shop.get(payment(client, payload), payment(client, payload), payment(client, payload))
    assert await standing(shop) == [("pro", "active", True, None)]
    thanks = T("plan-paid", plan="Pro", day="Jan 1, 2100")
    assert (await shop.said()).count(thanks) == 1
    assert (await shop.all(User))[0].subscription_type is PRO
    await shop.get(payment(client, payload, "charge-2", is_first_recurring=False))
    assert [row[1] for row in await standing(shop)] == ["expired", "active"]
    assert (await shop.said())[-1] == T("plan-renewed", plan="Pro", day="Jan 1, 2100")
    assert [row.action for row in await shop.all(AuditEntry)] == ["payment.granted"] * 2


async def test_what_is_not_asked_for_is_not_taken(shop: Room, client: Client, other: Client) -> None:
    payload = await invoiced(shop, client)
    await shop.get(
        checkout(other, payload), checkout(client, payload, STARS - 1), checkout(client, "plan:forged")
    )
    assert [(one.ok, one.error_message) for one in answers(shop)] == [(False, T.plain("checkout-old"))] * 3
    await shop.get(checkout(client, payload), payment(client, payload))
    again = await invoiced_again(shop, client)
    await shop.get(checkout(client, payload), checkout(client, again))
    assert [one.error_message for one in answers(shop)][-2:] == [
        T.plain("checkout-old"),
        T.plain("checkout-already"),
    ]


async def invoiced_again(room: Room, client: Client) -> str:
    """Another open invoice, as one that was sent before the first was paid."""
    async with room.database.transaction() as session:
        person = (await room.all(User, User.created_at))[0]
        row = Payment(user_id=person.id, plan=PRO, amount=STARS, payload="plan:second")
        session.add(row)
    return "plan:second"


async def test_an_old_price_sells_nothing(shop: Room, client: Client) -> None:
    await shop.get(client.press(BuyPlan(plan=PRO, stars=1).pack()))
    await shop.get(client.press(BuyPlan(plan=SubscriptionType.ENTERPRISE, stars=0).pack()))
    assert await shop.count(Payment) == 0
    toasts = [one.text for one in shop.session.of(AnswerCallbackQuery)]
    assert toasts == [T.plain("toast-plan-changed")] * 2


async def test_a_payment_that_nobody_was_asked_for_grants_nothing(shop: Room, client: Client) -> None:
    await shop.get(payment(client, "plan:never"))
    assert await standing(shop) == []
    assert [row.action for row in await shop.all(AuditEntry)] == ["payment.unknown"]


async def test_telegram_tells_how_it_goes_on(shop: Room, client: Client) -> None:
    payload = await bought(shop, client)
    said = []
    for word in ("canceled", "active", "failed"):
        await shop.get(state(client, payload, word))
        said.append((await shop.said())[-1])
    names = {"plan": "Pro", "day": "Jan 1, 2100"}
    assert said == [T(f"renewal-{what}", **names) for what in ("off", "on", "failed")]
    assert await standing(shop) == [("pro", "active", False, None)]
    await shop.get(state(client, "plan:never", "active"))
    assert await standing(shop) == [("pro", "active", False, None)]


async def test_ending_the_renewal_is_left_to_the_worker(shop: Room, client: Client) -> None:
    await bought(shop, client)
    off = SetRenewal(on=False).pack()
    await shop.get(client.press(off), client.press(off))
    assert await standing(shop) == [("pro", "active", True, False)]
    assert await shop.jobs("stars") == 1


async def test_somebody_shut_out_is_heard_about_money_but_sold_nothing(shop: Room, client: Client) -> None:
    payload = await bought(shop, client)
    (person,) = await shop.all(User)
    async with shop.database.transaction() as session:
        await Access(session).bar(person.id, by=person.id)
    await shop.get(checkout(client, await invoiced_again(shop, client)))
    assert answers(shop)[-1].error_message == T.plain("checkout-closed")
    await shop.get(payment(client, payload, "charge-2"), client.text("/paysupport"), client.text("/terms"))
    assert len(await standing(shop)) == 2
    assert (await shop.said())[-1] == T("terms")


async def test_money_of_somebody_who_leaves_is_given_back(shop: Room, client: Client) -> None:
    payload = await bought(shop, client)
    (person,) = await shop.all(User)
    async with shop.database.transaction() as session:
        await privacy.lock(session, person.id)
    assert await standing(shop) == [("pro", "active", True, False)]
    await shop.get(checkout(client, payload), payment(client, payload, "charge-2"))
    assert answers(shop)[-1].ok is False
    due = {row.telegram_payment_charge_id: row.refund_due_at for row in await shop.all(Payment)}
    assert due["charge-1"] is None
    assert due["charge-2"] is not None
    async with shop.database.transaction() as session:
        waits = await privacy.erase(session, person.id)
    assert isinstance(waits, privacy.NotYet)


async def test_a_refund_is_asked_for_once_and_decided_by_an_admin(
    shop: Room, client: Client, other: Client
) -> None:
    await shop.get(ADMIN.text("/start"))
    await bought(shop, client)
    (row,) = await shop.all(Payment)
    ask, yes = AskRefund(payment=row.id).pack(), DecideRefund(payment=row.id, yes=True).pack()
    await shop.get(other.press(ask), client.text("/paysupport"), client.press(ask), client.press(ask))
    cards = [one for one in await shop.all(OutboxRow, OutboxRow.id) if one.dedupe_key.startswith("refund:")]
    assert [one.chat_id for one in cards] == [ADMIN.user_id]
    await shop.get(other.press(yes), client.press(yes))
    assert (await shop.all(Payment))[0].refund_due_at is None
    await shop.get(ADMIN.press(yes), ADMIN.press(yes))
    assert (await shop.all(Payment))[0].refund_due_at is not None
    acts = [one.action for one in await shop.all(AuditEntry, AuditEntry.id)]
    assert acts == ["payment.granted", "refund.asked", "refund.denied", "refund.denied", "refund.yes"]


async def test_a_refund_that_is_declined_says_so(shop: Room, client: Client) -> None:
    await shop.get(ADMIN.text("/start"))
    await bought(shop, client)
    (row,) = await shop.all(Payment)
    await shop.get(client.press(AskRefund(payment=row.id).pack()))
    await shop.get(ADMIN.press(DecideRefund(payment=row.id, yes=False).pack()))
    assert (await shop.said())[-1] == T("refund-declined", stars=STARS)


async def test_telegrams_word_of_a_refund_ends_the_plan(shop: Room, client: Client) -> None:
    payload = await bought(shop, client)
    about = {"currency": "XTR", "total_amount": STARS, "invoice_payload": payload}
    told = {**about, "telegram_payment_charge_id": "charge-1"}
    await shop.get(client.message(refunded_payment=told), client.message(refunded_payment=told))
    assert (await shop.all(User))[0].subscription_type is SubscriptionType.FREE
    assert (await shop.said()).count(T("refund-given", stars=STARS)) == 1
    assert await standing(shop) == [("pro", "cancelled", True, False)]


async def test_a_question_about_a_payment_reaches_the_admins(shop: Room, client: Client) -> None:
    await shop.get(ADMIN.text("/start"), client.text("/paysupport I paid <twice>"))
    card = (await shop.all(OutboxRow, OutboxRow.id))[-2]
    assert card.chat_id == ADMIN.user_id
    assert "I paid &lt;twice&gt;" in card.payload["text"]


async def test_a_plan_allows_so_many_messages_and_says_so_once(shop: Room, client: Client) -> None:
    limit = read_limits()[SubscriptionType.FREE].messages
    await shop.get(client.text("15 s reel for our cold brew"))
    project = await shop.project()
    async with shop.database.transaction() as session:
        await session.execute(
            text(
                "INSERT INTO chat_messages (project_id, role, content, timestamp)"
                " SELECT :project, 'user', 'x', now() FROM generate_series(1, :many)"
            ),
            {"project": project.id, "many": limit},
        )
    before = len(await shop.lines())
    await shop.get(client.text("one more"), client.text("and one"), client.photo(), client.text("/plan"))
    assert len(await shop.lines()) == before
    full = T("limit-messages", plan="Free", most=limit)
    assert (await shop.said()).count(full) == 1


async def test_a_plan_makes_so_many_ads_at_a_time(shop: Room, client: Client) -> None:
    most = read_limits()[SubscriptionType.FREE].productions
    project = await shop.with_script(client)
    for number in range(most):
        async with shop.database.transaction() as session:
            row = AdProject(user_id=project.user_id, brand_id=project.brand_id, title=f"Ad {number}")
            session.add(row)
            await session.flush()
            await put_into(session, row.id, AdProjectStatus.VIDEO_GENERATING)
    await shop.get(client.press(f"ok:{project.id.hex}:1"))
    assert (await shop.said())[-1] == T("limit-productions", plan="Free", most=most)
    async with shop.database.transaction() as session:
        assert (await session.get_one(AdProject, project.id)).status == AdProjectStatus.SCRIPT_GENERATED


async def test_who_pays_is_charged_no_more_once_an_admin_gives_another_plan_or_shuts_them_out(
    shop: Room, client: Client, other: Client
) -> None:
    await bought(shop, client)
    person = (await shop.all(User))[0]
    await shop.get(ADMIN.text("hello"), ADMIN.press(ShowPerson(user=person.id).pack()))
    card = shop.session.of(EditMessageText)[-1].text
    assert "Plan: <b>pro</b>, until 2100-01-01 00:00, paid in Stars, renews" in str(card)
    await shop.get(
        ADMIN.press(SetPlan(user=person.id, plan=SubscriptionType.FREE, was=PRO).pack()),
    )
    assert await standing(shop) == [("pro", "cancelled", True, False)], "Telegram is to be told"
    assert await shop.jobs("stars") > 0
    told = [row.payload["text"] for row in await shop.all(OutboxRow) if row.chat_id == client.user_id]
    words = T("plan-withdrawn", plan="Free"), T("plan-no-more-charged")
    assert "\n".join(words) in told
    async with shop.database.transaction() as session:
        await session.execute(text("DELETE FROM outbox"))
    payload = await invoiced(shop, other)
    await shop.get(checkout(other, payload), payment(other, payload, "charge-9"))
    await shop.get(ADMIN.text(f"/block {other.user_id} spam"))
    assert (await standing(shop))[-1] == ("pro", "active", True, False)


async def test_boards_and_trainings_count_too(shop: Room, client: Client) -> None:
    most = read_limits()[SubscriptionType.FREE].productions
    project = await shop.with_script(client, AdProjectStatus.VIDEO_GENERATING)
    async with shop.database.transaction() as session:
        await session.execute(text("UPDATE ad_projects SET current_stage = 'reviewing_images'"))
        for number in range(most):
            brand = Brand(user_id=project.user_id, title=f"Brand {number}")
            session.add(brand)
            await session.flush()
            look = {"model_name": "VOKITUZA", "training_status": LoraTrainingStatus.IN_PROGRESS}
            session.add(LoraModel(brand_id=brand.id, history=[], **look))
    press = client.press(MakeClips(project=project.id, revision=1, cents=0, here=True).pack())
    await shop.get(press)
    assert (await shop.said())[-1] == T("limit-productions", plan="Free", most=most)
    assert (await shop.project()).current_stage == "reviewing_images"
    async with shop.database.transaction() as session:
        await session.execute(text("DELETE FROM lora_models"))
    await shop.get(press)
    assert (await shop.said()).count(T("limit-productions", plan="Free", most=most)) == 1, "there is room now"


async def test_a_plan_allows_so_many_files_and_so_much_of_them(shop: Room, client: Client) -> None:
    limits = read_limits()[SubscriptionType.FREE]
    await shop.get(client.text("15 s reel for our cold brew"))
    project = await shop.project()
    async with shop.database.transaction() as session:
        await session.execute(
            text(
                "INSERT INTO assets (user_id, type, source, status, url, file_size_bytes)"
                " VALUES (:user, 'image', 'local', 'completed', 'media:x/y.png', :bytes)"
            ),
            {"user": project.user_id, "bytes": limits.storage * 1_000_000},
        )
    before = len(await shop.lines())
    await shop.get(client.photo())
    assert (await shop.said())[-1] == T("limit-storage", plan="Free", most=limits.storage)
    async with shop.database.transaction() as session:
        await session.execute(
            text(
                "INSERT INTO chat_messages (project_id, role, content, kind, timestamp)"
                " SELECT :project, 'user', 'x', 'photo', now() FROM generate_series(1, :many)"
            ),
            {"project": project.id, "many": limits.uploads},
        )
    await shop.get(client.photo(), client.text("words work"))
    assert (await shop.said()).count(T("limit-uploads", plan="Free", most=limits.uploads)) == 1
    assert len(await shop.lines()) == before + limits.uploads + 1


@pytest.mark.parametrize(
    ("locale", "day"), [("en", "Jan 1, 2027"), ("es", "1 ene 2027"), ("ru", "1 янв. 2027")]
)
def test_a_day_is_that_of_the_readers_clock_in_their_language(locale: str, day: str) -> None:
    reader = User(timezone="Europe/Madrid")
    until = local(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), reader)
    assert day in views.paid(SPEECH.of(locale), SubscriptionType.PRO, until, again=False).text
    assert local(until, User(timezone="Moon/Base")).day == 31
