"""An admin's day and a purchase in the chat page, in a real browser, as a person goes through them.

It takes two minutes, so it runs where BRIEFCUT_SCREENSHOTS names a folder: the pictures of docs/admin.md are made so.

    BRIEFCUT_SCREENSHOTS=docs/images/admin python -m pytest -n0 tests/browser/test_admin_day.py
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from briefcut.simulator.client import Marketer
from tests.browser.past import NAMES, live_through
from tests.browser.walking import FOLDER, SOON_MS, Chat, drawn
from tests.support.browser import DESKTOP, PHONE, page_at
from tests.support.database import Cluster, temporary_home
from tests.support.program import REPLICATE_TOKEN, opened, replicate

ADA, ADMIN = 7_100_000_001, 7_100_000_003

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.skipif(not FOLDER, reason="makes the pictures of docs/admin.md: set BRIEFCUT_SCREENSHOTS"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def url(cluster: Cluster) -> AsyncIterator[str]:
    """The product with a provider that takes played money, so that only the invited come in; and a month behind it."""
    with temporary_home() as home:
        async with replicate(home, "--blank") as (provider, _):
            settings = {"REPLICATE_API_TOKEN": REPLICATE_TOKEN, "REPLICATE_BASE_URL": provider}
            async with opened(cluster, home, ADMIN_IDS=str(ADMIN), **settings) as (address, database_url):
                live_through(database_url, await a_crowd(address))
                yield f"{address}/"


async def a_crowd(address: str) -> list[int]:
    """People who have pressed Start."""
    ids = []
    for name in NAMES:
        async with Marketer(address, name) as person:
            await person.start()
            await person.wait_for("by invitation", after=0)
            ids.append(person.id)
    return ids


async def test_somebody_is_invited_and_buys_a_plan(url: str, browser: Browser) -> None:
    async with page_at(browser, url, size=PHONE) as page:
        chat = Chat(page)
        await page.get_by_test_id("start").click()
        await chat.sees("by invitation")
        await chat.become("Admin")
        await chat.say("/invite 5 7d")
        await chat.sees("Invite people")
        await chat.keep("01-invite")
        await chat.press("Make the link")
        link = await (await chat.sees("Your invitation link")).inner_text()
        code = re.search(r"start=(inv-[\w-]+)", link)
        assert code is not None
        await chat.become("Ada")
        await chat.say(f"/start {code[1]}")
        await chat.sees("You're in!")
        await chat.say("/plan")
        await chat.sees("Your plan: Free")
        await chat.press("Stars a month")
        await chat.press("Pay 1,900")
        await expect(page.get_by_test_id("pay")).to_be_visible()
        await chat.keep("02-invoice")
        await page.get_by_test_id("pay").click()
        await chat.sees("Pro is yours until")
        await expect(page.get_by_test_id("toast").filter(has_text="Paid")).to_be_visible()
        await chat.keep("03-paid")
        await chat.say("/plan")
        await chat.press("Don't renew")
        await chat.sees("The renewal is off")
        await chat.say("/paysupport")
        await chat.press("Ask back 1,900")
        await chat.sees("was passed on")
        await chat.become("Admin")
        await chat.sees("asks for a payment back")
        await chat.keep("04-refund")
        await chat.press("Give it back")
        await chat.sees("It is being given back")
        await chat.become("Ada")
        await chat.sees("were given back to you")


async def test_an_admins_day(url: str, browser: Browser) -> None:
    async with page_at(browser, url, size=PHONE) as page:
        chat = Chat(page)
        await chat.become("Admin")
        await chat.keep("05-alert", await chat.sees("🚨"))
        await chat.say("/admin")
        await chat.keep("06-dashboard", await drawn(chat, "The last 30 days"))
        await chat.say("/users")
        await chat.sees("seen last first")
        await chat.press("Mira")
        await chat.sees("Allowance: USD")
        await chat.keep("07-person")
        await chat.press("Plan enterprise")
        await chat.sees(re.compile("Plan: enterprise"))
        await chat.say("/jobs")
        await chat.sees("One makes no headway")
        await chat.press("🔴")
        await chat.sees("It makes no headway")
        await chat.keep("08-job")
        await chat.say("/spend")
        await chat.keep("09-spend-by-day", await drawn(chat, re.compile("USD .* in .* calls")))
        await chat.press("By model")
        await chat.keep("10-spend-by-model", await drawn(chat, "flux-schnell"))
        await chat.press("CSV")
        await expect(page.get_by_test_id("file").last).to_be_visible(timeout=SOON_MS)
        await chat.say("/models")
        await chat.keep("11-models", await chat.sees("who makes what"))
        await chat.say("/pause the provider is being changed")
        await chat.sees("Everything is held")
        await chat.say("/health")
        await chat.sees("Generation is held")
        await chat.keep("12-health")
        await chat.say("/resume")
        await chat.sees("Everything goes on")
        await chat.say("/broadcast New: square videos for feeds. Say <square> and try it.")
        await chat.sees("So it will look")
        await chat.press("Send to")
        await chat.sees("Everybody was told")
        await chat.keep("13-broadcast")
        await chat.say("/audit")
        await chat.sees("Audit log")
        await chat.keep("14-audit")


async def test_the_same_on_a_desk(url: str, browser: Browser) -> None:
    async with page_at(browser, url, size=DESKTOP, dark=True) as page:
        chat = Chat(page)
        await chat.become("Admin")
        seen = await page.get_by_test_id("message").filter(has_text="The last 30 days").count()
        await chat.say("/admin")
        pictures = page.get_by_test_id("message").filter(has_text="The last 30 days")
        await expect(pictures).to_have_count(seen + 1, timeout=SOON_MS)
        await drawn(chat, "The last 30 days")
        await chat.keep("15-desk")
