"""Telegram Stars, played: invoices, payments with their check, and subscriptions that people end or let go on.

Everybody has as many Stars as they want. A month passes when it is told to.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from aiogram.types import (
    BotSubscriptionUpdated,
    PreCheckoutQuery,
    RefundedPayment,
    StarTransaction,
    SuccessfulPayment,
    TransactionPartnerUser,
)

from briefcut.simulator.messages import Json
from briefcut.simulator.people import Person
from briefcut.simulator.store import Store
from briefcut.simulator.world import World

CHECK_SECONDS = 10
MONTH = 30 * 24 * 3600
LINK = "https://t.me/$"


@dataclass(frozen=True)
class Bill:
    """An invoice behind a link. `period` in seconds; 0: paid once."""

    slug: str
    title: str
    description: str
    payload: str
    amount: int
    period: int

    def view(self) -> Json:
        return {
            "title": self.title,
            "description": self.description,
            "amount": self.amount,
            "period": self.period,
        }


class Till:
    """Repository of invoices, checks, charges and subscriptions."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def invoice(self, title: str, description: str, payload: str, amount: int, period: int) -> Bill:
        """A new invoice."""
        bill = Bill(secrets.token_urlsafe(12), title, description, payload, amount, period)
        body = json.dumps(bill.view() | {"payload": payload})
        self._store.run("INSERT INTO invoices (slug, body) VALUES (?, ?)", bill.slug, body)
        return bill

    def find(self, slug: str) -> Bill | None:
        """The invoice behind a link."""
        row = self._store.row("SELECT body FROM invoices WHERE slug = ?", slug)
        return Bill(slug, **json.loads(row["body"])) if row else None

    def open_check(self, query: str, person: Person, slug: str, now: float) -> None:
        """Somebody pressed Pay: the bot has ten seconds."""
        self._store.run(
            "INSERT INTO checks (id, chat_id, slug, date) VALUES (?, ?, ?, ?)", query, person.id, slug, now
        )

    def check(self, query: str) -> Json | None:
        """A check with its answer, if there is one."""
        row = self._store.row("SELECT * FROM checks WHERE id = ?", query)
        return dict(row) if row else None

    def answer(self, query: str, answer: Json) -> None:
        """The bot's answer to a check."""
        self._store.run("UPDATE checks SET answer = ? WHERE id = ?", json.dumps(answer), query)

    def charge(self, person: Person, bill: Bill, subscription: str | None, now: float) -> str:
        """Stars change hands; the id of the charge. The first charge of a subscription names it."""
        charge = f"st_{secrets.token_urlsafe(24)}"
        named = (subscription or charge) if bill.period else None
        self._store.run(
            "INSERT INTO charges (id, chat_id, slug, amount, date, subscription) VALUES (?, ?, ?, ?, ?, ?)",
            *(charge, person.id, bill.slug, bill.amount, now, named),
        )
        if bill.period and subscription is None:
            self._store.run(
                "INSERT INTO star_subscriptions (id, chat_id, slug, until, state) VALUES (?, ?, ?, ?, 'active')",
                *(charge, person.id, bill.slug, now + bill.period),
            )
        return charge

    def charged(self, chat_id: int, charge: str) -> Json | None:
        """A charge of this person."""
        row = self._store.row("SELECT * FROM charges WHERE id = ? AND chat_id = ?", charge, chat_id)
        return dict(row) if row else None

    def give_back(self, charge: str, now: float) -> None:
        """The Stars of a charge are the person's again."""
        self._store.run("UPDATE charges SET refunded = ? WHERE id = ?", now, charge)

    def subscriptions(self, chat_id: int) -> list[Json]:
        """What the person subscribed to, the newest last."""
        sql = "SELECT * FROM star_subscriptions WHERE chat_id = ? ORDER BY rowid"
        return [dict(row) for row in self._store.rows(sql, chat_id)]

    def set_subscription(self, subscription: str, state: str, until: float) -> None:
        """A subscription's state: active, canceled (by the person), ended (by the bot), failed; and paid until when."""
        self._store.run(
            "UPDATE star_subscriptions SET state = ?, until = ? WHERE id = ?", state, until, subscription
        )

    def transactions(self, offset: int, limit: int) -> list[Json]:
        """Charges and refunds in the order in which they happened."""
        sql = (
            "SELECT *, date AS at, 0 AS back FROM charges UNION ALL"
            " SELECT *, refunded AS at, 1 AS back FROM charges WHERE refunded IS NOT NULL"
            " ORDER BY at, back LIMIT ? OFFSET ?"
        )
        return [dict(row) for row in self._store.rows(sql, limit, offset)]


def pay(world: World, person: Person, slug: str) -> str | None:
    """Press Pay: the id of the check that the bot has to answer; None where there is no such invoice."""
    bill = Till(world.store).find(slug)
    if bill is None:
        return None
    query = str(secrets.randbits(62) + 2**61)
    with world.store.transaction():
        Till(world.store).open_check(query, person, slug, world.now())
        world.queue.push(
            "pre_checkout_query",
            person.id,
            PreCheckoutQuery.model_validate(
                {
                    "id": query,
                    "from": person.user(),
                    "currency": "XTR",
                    "total_amount": bill.amount,
                    "invoice_payload": bill.payload,
                }
            ),
        )
    return query


def outcome(world: World, person: Person, query: str) -> Json | None:
    """What became of a check: `state` waiting, paid, refused (with why) or late; None: no such check."""
    row = Till(world.store).check(query)
    if row is None or row["chat_id"] != person.id:
        return None
    if row["answer"]:
        return cast("Json", json.loads(str(row["answer"])))
    late = world.now() - float(cast("float", row["date"])) > CHECK_SECONDS
    return {"state": "late" if late else "waiting"}


def take(world: World, person: Person, bill: Bill, subscription: Json | None = None) -> str:
    """Charge the person and tell the bot; `subscription` is the one whose next month this is."""
    till, now = Till(world.store), world.now()
    with world.store.transaction():
        first = subscription is None
        charge = till.charge(person, bill, None if subscription is None else str(subscription["id"]), now)
        until = now + bill.period
        if subscription is not None:
            until = float(cast("float", subscription["until"])) + bill.period
            till.set_subscription(str(subscription["id"]), "active", until)
        told = SuccessfulPayment(
            currency="XTR",
            total_amount=bill.amount,
            invoice_payload=bill.payload,
            telegram_payment_charge_id=charge,
            provider_payment_charge_id="",
            subscription_expiration_date=int(until) if bill.period else None,
            is_recurring=True if bill.period else None,
            is_first_recurring=True if bill.period and first else None,
        )
        kept = world.post(person, {"successful_payment": told}, outgoing=False)
        world.queue.push("message", person.id, kept.message, kept.message.message_id)
    world.show(person, kept.message.message_id)
    return charge


def refund(world: World, person: Person, charge: str, bill: Bill) -> None:
    """Give the Stars of a charge back, and tell both sides."""
    with world.store.transaction():
        Till(world.store).give_back(charge, world.now())
        told = RefundedPayment(
            total_amount=bill.amount, invoice_payload=bill.payload, telegram_payment_charge_id=charge
        )
        kept = world.post(person, {"refunded_payment": told}, outgoing=False)
        world.queue.push("message", person.id, kept.message, kept.message.message_id)
    world.show(person, kept.message.message_id)


def listed(world: World, person: Person) -> list[Json]:
    """The person's subscriptions for the page."""
    till = Till(world.store)
    found = []
    for one in till.subscriptions(person.id):
        bill = till.find(str(one["slug"]))
        if bill is not None:
            found.append({"id": one["id"], "state": one["state"], "until": one["until"], **bill.view()})
    return found


def subscription(world: World, person: Person, named: str, act: str) -> str | None:
    """The person ends a subscription or takes it up again; or a month passes, with Stars or without. Why not, where
    the app would not let them."""
    till = Till(world.store)
    one = next((each for each in till.subscriptions(person.id) if each["id"] == named), None)
    bill = till.find(str(one["slug"])) if one else None
    if one is None or bill is None:
        return "There is no such subscription."
    state, until = str(one["state"]), float(cast("float", one["until"]))
    if act == "renew" and state == "active":
        take(world, person, bill, one)
        return None
    words = {("cancel", "active"): "canceled", ("enable", "canceled"): "active", ("fail", "active"): "failed"}
    word = words.get((act, state))
    if word is None:
        return f"A subscription that is {state} can't do that."
    with world.store.transaction():
        till.set_subscription(named, word, until)
        told = BotSubscriptionUpdated(user=person.user(), invoice_payload=bill.payload, state=word)
        world.queue.push("subscription", person.id, told)
    return None


def as_transaction(world: World, row: Json) -> StarTransaction | None:
    """A charge or refund as getStarTransactions tells it."""
    bill = Till(world.store).find(str(row["slug"]))
    person = world.people.find(int(cast("int", row["chat_id"])))
    if bill is None or person is None:
        return None
    partner = TransactionPartnerUser(
        transaction_type="invoice_payment",
        user=person.user(),
        invoice_payload=bill.payload,
        subscription_period=bill.period or None,
    )
    return StarTransaction(
        id=str(row["id"]),
        amount=int(cast("int", row["amount"])),
        date=datetime.fromtimestamp(float(cast("float", row["at"])), UTC),
        source=None if row["back"] else partner,
        receiver=partner if row["back"] else None,
    )
