"""The whole product as a person meets it: the chat page in a real browser, from Start to a video that plays.

With BRIEFCUT_SCREENSHOTS set to a folder, pictures of the way are kept there (the README's were made so).
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.support.browser import DESKTOP, PHONE, page_at
from tests.support.database import Cluster, temporary_home
from tests.support.program import opened

BRIEF = (
    "6 second Instagram story for Fable Tea, audience: students, tone playful, "
    "call to action: Try it today, key message: calm in one minute"
)
CALM = "6 second X ad for Bolt Bikes, audience: commuters, tone bold, call to action: Book a ride"
VIDEO_MS = 120_000
TALK_MS = 30_000

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


@dataclass
class Seen:
    """Keeps screenshots where somebody asked for them."""

    page: Page
    name: str

    async def keep(self, moment: str) -> None:
        if folder := os.environ.get("BRIEFCUT_SCREENSHOTS"):
            await self.page.wait_for_timeout(400)  # let the bubbles come to rest
            await self.page.screenshot(path=Path(folder) / f"{self.name}-{moment}.png")


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def url(cluster: Cluster) -> AsyncIterator[str]:
    """The product with its own chat page, small pictures and short periods."""
    width = os.environ.get("BRIEFCUT_SCREENSHOTS") and "1080"
    settings = {"BRIEFCUT_TEST_WIDTH": width} if width else {}
    with temporary_home() as home:
        async with opened(cluster, home, **settings) as (address, _):
            yield f"{address}/"


async def say(page: Page, words: str) -> None:
    await page.get_by_test_id("input").fill(words)
    await page.get_by_test_id("send").click()


async def come_to_the_script(page: Page, brief: str, seen: Seen) -> None:
    """Start, send the brief, skip the photo, and see the script with its button."""
    await page.get_by_test_id("start").click()
    await expect(page.get_by_test_id("message").filter(has_text="First question")).to_be_visible(
        timeout=TALK_MS
    )
    await seen.keep("1-start")
    await say(page, brief)
    skip = page.get_by_test_id("key").filter(has_text="Skip").last
    await expect(skip).to_be_visible(timeout=TALK_MS)
    await seen.keep("2-question")
    await skip.click()
    await expect(page.get_by_test_id("key").filter(has_text="✅")).to_be_visible(timeout=TALK_MS)
    await seen.keep("3-script")


async def watch_the_video(page: Page, seen: Seen) -> None:
    """Press Make it, watch the progress, wait for the video and let it play."""
    await page.get_by_test_id("key").filter(has_text="✅").click()
    await expect(page.get_by_test_id("message").filter(has_text=re.compile(r"\d+ %")).last).to_be_visible(
        timeout=TALK_MS
    )
    await seen.keep("4-progress")
    video = page.locator("video").last
    await expect(page.get_by_test_id("video").last).to_be_visible(timeout=VIDEO_MS)
    await seen.keep("5-delivered")
    play = page.get_by_test_id("play").last
    if await play.is_visible():
        await play.click()
    await expect(video).to_have_js_property("readyState", 4, timeout=TALK_MS)
    moved = await video.evaluate(
        "async v => { await v.play(); const began = v.currentTime;"
        " await new Promise(r => v.addEventListener('timeupdate', () => v.currentTime > began + 0.3 && r()));"
        " return [v.currentTime, v.duration, v.videoWidth, v.videoHeight]; }"
    )
    assert moved[0] > 0.3
    assert abs(moved[1] - 6) < 0.2
    assert moved[2] > 0
    await seen.keep("6-playing")


async def test_a_marketer_gets_a_video_on_a_desktop(url: str, browser: Browser) -> None:
    async with page_at(browser, url, size=DESKTOP) as page:
        seen = Seen(page, "desktop")
        await come_to_the_script(page, BRIEF, seen)
        await watch_the_video(page, seen)


async def test_another_gets_theirs_on_a_phone_in_the_dark(url: str, browser: Browser) -> None:
    async with page_at(browser, url, size=PHONE, dark=True) as page:
        seen = Seen(page, "phone")
        await page.get_by_test_id("back").click()
        await page.get_by_test_id("person").filter(has_text="Ben").click()
        await come_to_the_script(page, CALM, seen)
        assert await page.get_by_test_id("message").filter(has_text="Fable Tea").count() == 0, (
            "nothing of the other person's ad"
        )
        await watch_the_video(page, seen)
        fits = await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert fits, "no sideways scrolling"
