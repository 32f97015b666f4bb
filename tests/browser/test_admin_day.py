"""An admin's day and a purchase in the chat page, in a real browser, as a person goes through them.

It takes two minutes, so it runs where BRIEFCUT_SCREENSHOTS names a folder: the pictures of docs/admin.md are made so.

    BRIEFCUT_SCREENSHOTS=docs/images/admin python -m pytest -n0 tests/browser/test_admin_day.py
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, Locator, Page, expect

from briefcut.simulator.client import Marketer
from tests.browser.past import NAMES, live_through
from tests.support.browser import DESKTOP, PHONE, page_at
from tests.support.database import Cluster, temporary_home
from tests.support.program import REPLICATE_TOKEN, answers, free_port, product, replicate

ADA, ADMIN = 7_100_000_001, 7_100_000_003
SOON_MS = 30_000
FOLDER = os.environ.get("BRIEFCUT_SCREENSHOTS")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.skipif(not FOLDER, reason="makes the pictures of docs/admin.md: set BRIEFCUT_SCREENSHOTS"),
]


@dataclass
class Chat:
    """One person's page."""

    page: Page

    async def become(self, name: str) -> None:
        size = self.page.viewport_size
        if (
            size is not None and (size["width"], size["height"]) == PHONE
        ):  # one column: the list is behind the chat
            await self.page.get_by_test_id("back").click()
        await self.page.get_by_test_id("person").filter(has_text=name).first.click()
        await expect(self.page.get_by_test_id("bot-name")).to_be_visible()
        await self.page.wait_for_timeout(300)
        start = self.page.get_by_test_id("start")
        if await start.is_visible():
            await start.click()

    async def say(self, words: str) -> None:
        await self.page.get_by_test_id("input").fill(words)
        await self.page.get_by_test_id("send").click()

    def said(self, words: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_test_id("message").filter(has_text=words).last

    async def sees(self, words: str | re.Pattern[str]) -> Locator:
        found = self.said(words)
        await expect(found).to_be_visible(timeout=SOON_MS)
        return found

    async def press(self, words: str | re.Pattern[str]) -> None:
        key = self.page.get_by_test_id("key").filter(has_text=words).last
        await expect(key).to_be_visible(timeout=SOON_MS)
        await key.click()

    async def keep(self, name: str, top: Locator | None = None) -> None:
        """A picture of the page from `top` on (the newest messages), with few colours: it is for reading."""
        await expect(self.page.get_by_test_id("toast")).to_have_count(0, timeout=SOON_MS)
        await self.page.wait_for_timeout(500)  # let the bubbles come to rest
        if top is not None:
            await top.evaluate("message => message.scrollIntoView({block: 'start'})")
            await self.page.wait_for_timeout(300)
        shot = await self.page.screenshot()
        with Image.open(BytesIO(shot)) as picture:
            picture.convert("RGB").quantize(200, dither=Image.Dither.NONE).save(
                Path(FOLDER or ".") / f"{name}.png", optimize=True
            )


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def url(cluster: Cluster) -> AsyncIterator[str]:
    """The product with a provider that takes played money, so that only the invited come in; and a month behind it."""
    database_url = cluster.create()
    with temporary_home() as home:
        port = free_port()
        async with replicate(home, "--blank") as (provider, _):
            settings = {"REPLICATE_API_TOKEN": REPLICATE_TOKEN, "REPLICATE_BASE_URL": provider}
            briefcut = product(home, database_url, port=port, ADMIN_IDS=str(ADMIN), **settings)
            await briefcut.start()
            try:
                address = f"http://127.0.0.1:{port}"
                await answers(f"{address}/readyz", program=briefcut)
                live_through(database_url, await a_crowd(address))
                yield f"{address}/"
            finally:
                await briefcut.stop()
                await briefcut.kill()
    cluster.drop(database_url)


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


async def drawn(chat: Chat, caption: str | re.Pattern[str]) -> Locator:
    """The picture has come, with its words."""
    message = await chat.sees(caption)
    picture = message.locator("img").first
    await expect(picture).to_be_visible(timeout=SOON_MS)
    await expect(picture).to_have_js_property("complete", True, timeout=SOON_MS)
    return message
