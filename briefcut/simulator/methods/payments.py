"""Payments in Telegram Stars: invoices by link, the check, renewals, refunds and the list of all."""

from aiogram.methods import (
    AnswerPreCheckoutQuery,
    CreateInvoiceLink,
    EditUserStarSubscription,
    GetStarTransactions,
    RefundStarPayment,
)
from aiogram.types import StarTransactions

from briefcut.simulator import stars
from briefcut.simulator.errors import bad_request
from briefcut.simulator.messages import Json
from briefcut.simulator.people import Person
from briefcut.simulator.stars import LINK, MONTH, Till
from briefcut.simulator.world import World

MOST_STARS = 10_000


async def create_invoice_link(world: World, call: CreateInvoiceLink) -> str:
    """createInvoiceLink, for Stars."""
    if call.currency != "XTR" or call.provider_token:
        raise bad_request("CURRENCY_INVALID")
    if len(call.prices) != 1 or not 0 < call.prices[0].amount <= MOST_STARS:
        raise bad_request("STARS_INVOICE_INVALID")
    if call.subscription_period not in (None, MONTH):
        raise bad_request("SUBSCRIPTION_PERIOD_INVALID")
    if not 0 < len(call.title) <= 32 or not 0 < len(call.description) <= 255:
        raise bad_request("MESSAGE_TOO_LONG")
    if not 0 < len(call.payload.encode()) <= 128:
        raise bad_request("INVOICE_PAYLOAD_INVALID")
    amount, period = call.prices[0].amount, call.subscription_period or 0
    bill = Till(world.store).invoice(call.title, call.description, call.payload, amount, period)
    return LINK + bill.slug


async def answer_pre_checkout_query(world: World, call: AnswerPreCheckoutQuery) -> bool:
    """answerPreCheckoutQuery: once, within ten seconds; a yes is paid at once."""
    till = Till(world.store)
    row = till.check(call.pre_checkout_query_id)
    if row is None or row["answer"] or world.now() - float(str(row["date"])) > stars.CHECK_SECONDS:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if not call.ok and not call.error_message:
        raise bad_request("ERROR_MESSAGE_EMPTY")
    person, bill = world.people.find(int(str(row["chat_id"]))), till.find(str(row["slug"]))
    if person is None or bill is None:
        raise bad_request("INVOICE_INVALID")
    if call.ok:
        stars.take(world, person, bill)
    answer: Json = {"state": "paid"} if call.ok else {"state": "refused", "why": call.error_message}
    till.answer(call.pre_checkout_query_id, answer)
    return True


async def edit_user_star_subscription(world: World, call: EditUserStarSubscription) -> bool:
    """editUserStarSubscription: the bot ends a renewal, or lets the person take it up again."""
    person, row = _charge(world, call.user_id, call.telegram_payment_charge_id)
    till = Till(world.store)
    one = next((each for each in till.subscriptions(person.id) if each["id"] == row["subscription"]), None)
    if one is None:
        raise bad_request("CHARGE_ID_INVALID")
    state = "ended" if call.is_canceled else "active"
    till.set_subscription(str(one["id"]), state, float(str(one["until"])))
    return True


async def refund_star_payment(world: World, call: RefundStarPayment) -> bool:
    """refundStarPayment: once."""
    person, row = _charge(world, call.user_id, call.telegram_payment_charge_id)
    if row["refunded"]:
        raise bad_request("CHARGE_ALREADY_REFUNDED")
    bill = Till(world.store).find(str(row["slug"]))
    if bill is None:
        raise bad_request("CHARGE_NOT_FOUND")
    stars.refund(world, person, call.telegram_payment_charge_id, bill)
    return True


async def get_star_transactions(world: World, call: GetStarTransactions) -> StarTransactions:
    """getStarTransactions: payments and refunds, the oldest first."""
    rows = Till(world.store).transactions(call.offset or 0, min(call.limit or 100, 100))
    found = [stars.as_transaction(world, row) for row in rows]
    return StarTransactions(transactions=[one for one in found if one is not None])


def _charge(world: World, user_id: int, charge: str) -> tuple[Person, Json]:
    person = world.people.find(user_id)
    row = Till(world.store).charged(user_id, charge)
    if person is None or row is None:
        raise bad_request("CHARGE_NOT_FOUND")
    return person, row
