"""A walk through the marketer's product in the chat page: two marketers and a group, at a phone's width and a desk's.

It takes some minutes, so it runs where BRIEFCUT_SCREENSHOTS names a folder: the pictures of docs/tour.md are made so.

    BRIEFCUT_SCREENSHOTS=docs/images/tour python -m pytest -n0 tests/browser/test_tour.py
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from briefcut.simulator.client import Marketer
from tests.browser.walking import FOLDER, Chat, drawn, played
from tests.support.browser import DESKTOP, PHONE, page_at
from tests.support.database import Cluster, temporary_home
from tests.support.program import ROOT, opened

BEN = 7_100_000_002
MADE_MS = 240_000
FIRST_WORDS = "A reel for Alba, a face cream for parents who sleep too little"
THE_REST = (
    "Instagram story, 10 seconds, tone friendly, key message: awake in one minute, "
    "call to action: Try it tonight"
)
SECOND = (
    "30 second YouTube ad for Bolt Bikes, audience: commuters, tone bold, key message: first at every light, "
    "call to action: Book a ride. No photo, just decide the rest."
)
IN_GROUP = (
    "@briefcut_bot 8 second TikTok ad for Pine Soap, audience: campers, tone playful, "
    "key message: clean without a tap, call to action: Pack one. No photo, just decide the rest."
)
GROUP = "Pine Soap launch"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not FOLDER, reason="makes the pictures of docs/tour.md: set BRIEFCUT_SCREENSHOTS"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def url(cluster: Cluster) -> AsyncIterator[str]:
    """The product as it is without any key: free, open to everybody, with pictures large enough to look at."""
    with temporary_home() as home:
        async with opened(cluster, home, BRIEFCUT_TEST_WIDTH="540") as (address, _):
            yield f"{address}/"


async def test_a_tour(url: str, browser: Browser) -> None:
    """Each part goes on where the one before it ended."""
    await the_first_ad(url, browser)
    await stars_and_small_changes(url, browser)
    await other_shapes_and_files(url, browser)
    await a_longer_script(url, browser)
    await ads_brands_and_settings(url, browser)
    await what_is_no_brief(url, browser)
    await a_brief_is_passed_on(url, browser)
    await at_a_desk(url, browser)
    await a_group_approves(url, browser)
    await the_same_in_the_dark(url, browser)


async def the_first_ad(url: str, browser: Browser) -> None:
    async with page_at(browser, url, size=PHONE) as page:
        chat = Chat(page)
        await page.get_by_test_id("start").click()
        await chat.sees("First question")
        await chat.keep("01-welcome")
        await chat.press("See a finished ad")
        await played(chat, "This is what comes out")
        await chat.keep("02-example")
        await chat.say(FIRST_WORDS)
        await chat.keep("03-brief-begun", await chat.sees("The brief so far"))
        await chat.say(THE_REST)
        await expect(chat.said("The brief so far")).to_contain_text("wake in one minute", timeout=30_000)
        await photo_of_the_product(page)
        card = await drawn(chat, "Shall I film it")
        await chat.keep("04-brief-known", chat.said("The brief so far"))
        await chat.keep("05-script", card)
        await chat.keep("06-decision")
        await chat.press("✅ Make it")
        await chat.sees(re.compile(r"[2-9]\d %"), MADE_MS)
        await chat.keep_now("07-production")
        await played(chat, "🎉", MADE_MS)
        await chat.keep("08-delivered")


async def photo_of_the_product(page: Page) -> None:
    await page.get_by_test_id("file-input").set_input_files(ROOT / "docs" / "examples" / "tube.jpg")
    await page.get_by_test_id("caption").fill("our tube")
    await page.get_by_test_id("send-files").click()


async def stars_and_small_changes(url: str, browser: Browser) -> None:
    async with page_at(browser, url, size=PHONE) as page:
        chat = Chat(page)
        video = await played(chat, "🎉")
        await chat.press("5 ⭐")
        await chat.reply(await chat.sees("What did you like most"), "The first line wakes one up.")
        await chat.sees("I have noted that")
        await chat.keep("09-rated")
        await chat.reply(video, "caption of scene 2: Awake, in one minute\nmusic cheerful")
        await played(chat, "a new cut", MADE_MS)
        await chat.keep("10-edit-preview")
        await chat.press("Keep this")
        await expect(page.get_by_test_id("key").filter(has_text="Keep this")).to_have_count(0)
        await chat.keep("11-edit-kept")
        await chat.press("Undo")
        await played(chat, "as it was before")
        await chat.keep("12-edit-undone")


async def other_shapes_and_files(url: str, browser: Browser) -> None:
    async with page_at(browser, url, size=PHONE) as page:
        chat = Chat(page)
        video = await played(chat, "as it was before")
        await chat.press("Formats")
        await chat.sees("For which place")
        await chat.keep("13-formats")
        await chat.press("1:1")
        await played(chat, "1080×1080", MADE_MS)
        await chat.keep("14-square")
        await page.get_by_test_id("key").filter(has_text="Files").nth(-2).click()
        await chat.sees("The subtitles")
        await chat.keep("15-files")
        await chat.begin_reply(video)
        await page.get_by_test_id("file-input").set_input_files(
            ROOT / "jobs" / "examples" / "first-look-en.mp4"
        )
        await page.get_by_test_id("caption").fill("replace scene 2 with this clip")
        await page.get_by_test_id("send-files").click()
        await played(chat, "your clip", MADE_MS)
        await chat.keep("16-own-clip")
        await chat.press("variant")
        await drawn(chat, re.compile("BAB[^$]*Shall I film it"))
        await chat.keep("17-variant", await chat.sees("A variant of"))


async def a_longer_script(url: str, browser: Browser) -> None:
    async with page_at(browser, url, size=PHONE) as page:
        chat = Chat(page)
        await chat.say("/new")
        await chat.sees("A fresh ad")
        await chat.say(SECOND)
        await drawn(chat, re.compile("Bolt Bikes[^$]*Shall I film it"))
        await chat.press("▶")
        turned = page.get_by_test_id("key").filter(has_text="2 / ")
        await expect(turned).to_be_visible()
        await chat.keep("18-pages", page.get_by_test_id("message").filter(has=turned))
        first = await page.get_by_test_id("message").filter(has=turned).get_attribute("data-id")
        old = page.locator(f'[data-testid="message"][data-id="{first}"]').get_by_test_id("key")
        await chat.say("make it 20 seconds")
        await drawn(chat, re.compile("Bolt Bikes[^$]*20 s[^$]*Shall I film it"))
        await old.filter(has_text="✅ Make it").click()
        await expect(page.get_by_test_id("alert")).to_be_visible()
        await page.wait_for_timeout(500)  # it fades in
        await chat.keep_now("19-stale")
        await page.keyboard.press("Enter")


async def ads_brands_and_settings(url: str, browser: Browser) -> None:
    async with page_at(browser, url, size=PHONE) as page:
        chat = Chat(page)
        await chat.say("/ads")
        await chat.keep("20-ads", await drawn(chat, "Tap a number"))
        await chat.say("/brands")
        await chat.sees("Your brands")
        await chat.press("Alba")
        await chat.press("🎨 Colours")
        await chat.sees("Which colours has")
        await chat.say("#2E4A3F, #E9C46A, #F4F1DE")
        await drawn(chat, "🎨 Colours: #")
        await chat.keep("21-brand")
        await chat.press("🗑 Remove")
        await chat.sees("off your list")
        await chat.keep("22-brand-removed")
        await chat.press("Bring it back")
        await expect(page.get_by_test_id("key").filter(has_text="Bring it back")).to_have_count(0)
        await chat.say("/settings")
        await chat.sees("⚙️ Settings")
        await chat.keep("23-settings")
        await chat.press("Language")
        await chat.press("Español")
        await chat.sees("Idioma")
        await chat.keep("24-spanish")
        await page.get_by_test_id("commands-button").click()
        await expect(page.get_by_test_id("commands").get_by_text("/brands")).to_be_visible()
        await chat.keep("25-spanish-menu")
        await page.get_by_test_id("commands-button").click()
        await chat.press("Idioma")
        await chat.press("English")
        await chat.sees("⚙️ Settings")


async def what_is_no_brief(url: str, browser: Browser) -> None:
    async with page_at(browser, url, size=PHONE) as page:
        chat = Chat(page)
        for what, answer in (("Sticker", "Nice sticker"), ("Location", "a location"), ("Contact", "contact")):
            await page.get_by_test_id("attach").click()
            await page.get_by_role("menuitem", name=what).click()
            await chat.sees(answer)
        await chat.keep("26-no-brief")


async def a_brief_is_passed_on(url: str, browser: Browser) -> None:
    async with page_at(browser, url, size=PHONE) as page:
        chat = Chat(page)
        await chat.say("/ads Alba")
        await drawn(chat, "Your ads with")
        await chat.press(re.compile(r"^2$"))
        await played(chat, "Here is")
        await chat.press("🔗 Share")
        link = await chat.sees("A link to the brief of")
        await chat.keep("27-share")
        code = re.search(r"start=([\w-]+)", await link.inner_text())
        assert code is not None
    async with page_at(browser, f"{url}?start={code[1]}#{BEN}", size=DESKTOP) as page:
        chat = Chat(page)
        await page.get_by_test_id("start").click()
        await chat.sees("shared the brief of")
        await chat.sees("The brief so far")
        await chat.keep("28-shared-brief")


async def at_a_desk(url: str, browser: Browser) -> None:
    """Ben, from the brief that he was given to a video and a change of it."""
    async with page_at(browser, f"{url}#{BEN}", size=DESKTOP) as page:
        chat = Chat(page)
        await chat.say("go on")
        await chat.press("Skip")
        card = await drawn(chat, "Shall I film it")
        await chat.keep("29-desk-script", card)
        await chat.press("✅ Make it")
        await chat.sees(re.compile(r"[2-9]\d %"), MADE_MS)
        await chat.keep_now("30-desk-production")
        video = await played(chat, "🎉", MADE_MS)
        await chat.keep("31-desk-video")
        await chat.reply(video, "text of scene 1: Awake at last")
        await played(chat, "a new cut", MADE_MS)
        await chat.keep("32-desk-edit")
        await chat.say("/ads")
        await chat.keep("33-desk-ads", await drawn(chat, "Tap a number"))
        await chat.say("/settings")
        await chat.press("Language")
        await chat.press("Русский")
        await chat.sees("Язык")
        await chat.say("/help")
        await chat.sees("Команды")
        await chat.keep("34-desk-russian")


async def a_group_approves(url: str, browser: Browser) -> None:
    async with Marketer(url, "Mia"):
        pass  # a third person, whom the chat page does not have by itself
    async with page_at(browser, url, size=DESKTOP) as page:
        chat = Chat(page)
        await chat.become("Ada")
        await page.get_by_test_id("add-group").click()
        await page.get_by_label("Its title").fill(GROUP)
        await page.get_by_test_id("group-form").get_by_role("button", name="Add").click()
        await chat.sees("Mention me")
        await chat.say(IN_GROUP)
        await drawn(chat, "Shall I film it")
        await chat.press("Ask for approval")
        await chat.sees("asks you to approve")
        for name in ("Ben", "Mia"):
            await chat.become(name)
            await chat.become(GROUP)
            await chat.press("✅ Approve" if name == "Ben" else "✋ Not yet")
            await expect(chat.said("asks you to approve")).to_contain_text(name)
            await expect(page.get_by_test_id("toast")).to_have_count(0, timeout=10_000)
        await chat.keep("35-group")
        await chat.press("✅ Make it")
        await expect(page.get_by_test_id("alert")).to_contain_text("Only the one whose ad this is")
        await page.wait_for_timeout(500)  # it fades in
        await chat.keep_now("36-not-hers")
        await page.keyboard.press("Enter")
        await chat.press("✅ Approve")
        await expect(chat.said("asks you to approve")).to_contain_text("✅ Mia")
    async with page_at(browser, url, size=PHONE) as page:
        chat = Chat(page)
        await chat.become("Ada")
        await chat.become(GROUP)
        await chat.sees("✅ Mia approves")
        await chat.keep("37-approved")


async def the_same_in_the_dark(url: str, browser: Browser) -> None:
    async with page_at(browser, url, size=DESKTOP, dark=True) as page:
        chat = Chat(page)
        await chat.become("Ada")
        await chat.keep("38-desk-dark", await drawn(chat, re.compile("Bolt Bikes[^$]*Shall I film it")))
