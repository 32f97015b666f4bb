"""What somebody does in the chat page, and how the pictures of a walk are kept."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.async_api import Locator, Page, expect

from tests.support.browser import PHONE

SOON_MS: Final = 30_000
FOLDER: Final = os.environ.get("BRIEFCUT_SCREENSHOTS")
"""Where pictures are kept; without it the long walks are skipped."""

AT_THE_TOP: Final = (
    "message => { message.style.scrollMarginTop = '10px'; message.scrollIntoView({block: 'start'}); }"
)


@dataclass
class Chat:
    """One browser's page, with one person or group open in it at a time."""

    page: Page

    async def become(self, name: str) -> None:
        await self.leave()
        await self.page.get_by_test_id("person").filter(has_text=name).first.click()
        await expect(self.page.get_by_test_id("bot-name")).to_be_visible()
        await self.page.wait_for_timeout(300)
        start = self.page.get_by_test_id("start")
        if await start.is_visible():
            await start.click()

    async def leave(self) -> None:
        """To the list of people, which on a phone is behind the chat: there is one column."""
        size = self.page.viewport_size
        if size is not None and (size["width"], size["height"]) == PHONE:
            await self.page.get_by_test_id("back").click()

    async def say(self, words: str) -> None:
        await self.page.get_by_test_id("input").fill(words)
        await self.page.get_by_test_id("send").click()

    async def begin_reply(self, message: Locator) -> None:
        """What is sent next answers `message`."""
        await message.get_by_test_id("words").click(button="right", position={"x": 12, "y": 10})
        await self.page.get_by_role("menuitem", name="Reply").click()

    async def reply(self, message: Locator, words: str) -> None:
        await self.begin_reply(message)
        await self.say(words)

    def said(self, words: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_test_id("message").filter(has_text=words).last

    async def sees(self, words: str | re.Pattern[str], within_ms: int = SOON_MS) -> Locator:
        found = self.said(words)
        await expect(found).to_be_visible(timeout=within_ms)
        return found

    async def press(self, words: str | re.Pattern[str]) -> None:
        key = self.page.get_by_test_id("key").filter(has_text=words).last
        await expect(key).to_be_visible(timeout=SOON_MS)
        await key.click()

    async def keep(self, name: str, top: Locator | None = None) -> None:
        """A picture of the page from `top` on (the newest messages), with few colours: it is for reading."""
        await expect(self.page.get_by_test_id("toast")).to_have_count(0, timeout=SOON_MS)
        await self.page.wait_for_timeout(300)  # let the bubbles come to rest
        if top is not None:
            await top.evaluate(AT_THE_TOP)
        else:
            await self.page.get_by_test_id("thread").evaluate("thread => thread.scrollTo(0, 1e6)")
        await self.page.wait_for_timeout(800)  # the date that floats above the messages goes
        await self.keep_now(name)

    async def keep_now(self, name: str) -> None:
        """The same, at once and with whatever is passing by."""
        shot = await self.page.screenshot()
        with Image.open(BytesIO(shot)) as picture:
            picture.convert("RGB").quantize(200, dither=Image.Dither.NONE).save(
                Path(FOLDER or ".") / f"{name}.png", optimize=True
            )


async def drawn(chat: Chat, caption: str | re.Pattern[str], within_ms: int = SOON_MS) -> Locator:
    """The message with the picture that has come, with its words."""
    message = await chat.sees(caption, within_ms)
    shown = message.locator("img").first
    await expect(shown).to_be_visible(timeout=SOON_MS)
    await expect(shown).to_have_js_property("complete", True, timeout=SOON_MS)
    return message


async def played(chat: Chat, caption: str | re.Pattern[str], within_ms: int = SOON_MS) -> Locator:
    """The message with the video that has come; words that quote its caption are not it."""
    videos = chat.page.get_by_test_id("message").filter(has=chat.page.get_by_test_id("video"))
    message = videos.filter(has_text=caption).last
    await expect(message).to_be_visible(timeout=within_ms)
    return message
