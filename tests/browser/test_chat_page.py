"""The chat page in a real browser, with an echo bot behind it."""

import asyncio
import re
from pathlib import Path

import pytest
from aiogram.types import BufferedInputFile, FSInputFile, InputMediaPhoto, ReactionTypeEmoji
from playwright.async_api import Browser, Page, Route, expect

from briefcut.simulator import ADA, BEN, ChatStandIn, Limits
from briefcut.simulator.client import Marketer
from tests.browser.conftest import Stage
from tests.simulator.stage import TOKEN, jpeg, serving
from tests.support.browser import PHONE, page_at

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


async def write(page: Page, text: str) -> None:
    await page.get_by_test_id("input").fill(text)
    await page.get_by_test_id("input").press("Enter")


async def test_start_write_and_press_buttons(browser: Browser, stage: Stage) -> None:
    async with page_at(browser, stage.url) as page:
        await expect(page.get_by_test_id("empty")).to_contain_text("stands in for Telegram")
        await page.get_by_test_id("start").click()
        messages = page.get_by_test_id("message")
        await expect(messages).to_have_count(2)
        await expect(messages.nth(1).locator("b")).to_have_text("Welcome")
        await expect(messages.first.get_by_test_id("received")).to_be_visible()
        await page.get_by_role("button", name="Price?").click()
        await expect(page.get_by_test_id("alert")).to_contain_text("It costs nothing.")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("alert")).to_have_count(0)
        await page.get_by_role("button", name="Approve").click()
        await expect(page.get_by_test_id("toast")).to_have_text("Approved")
        await expect(messages.nth(1)).to_contain_text("Producing…")
        await expect(messages.nth(1).get_by_test_id("edited")).to_be_visible()
        await expect(page.get_by_test_id("keys")).to_have_count(0)
        await write(page, "<img src=x onerror=alert(1)> & <b>bold</b>")
        await expect(messages.nth(3)).to_contain_text("You said: <img src=x onerror=alert(1)> & <b>bold</b>")
        assert await page.locator("#thread img").count() == 0


async def test_commands_by_menu_and_by_typing(browser: Browser, stage: Stage) -> None:
    async with page_at(browser, stage.url) as page:
        await page.get_by_test_id("start").click()
        await page.get_by_test_id("input").fill("/h")
        await expect(page.get_by_test_id("commands").get_by_role("option")).to_have_count(1)
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("message").last).to_contain_text("Here is help.")
        await page.get_by_test_id("commands-button").click()
        await expect(page.get_by_test_id("commands").get_by_role("option")).to_have_count(2)
        await page.get_by_test_id("commands").get_by_text("/new").click()
        await expect(page.get_by_test_id("message").last).to_contain_text("You said: /new")


async def test_replying_editing_and_deleting(browser: Browser, stage: Stage) -> None:
    async with page_at(browser, stage.url) as page:
        await page.get_by_test_id("start").click()
        await write(page, "30 secnds")
        await expect(page.get_by_test_id("message")).to_have_count(4)
        await page.get_by_test_id("input").press("ArrowUp")
        await expect(page.get_by_test_id("about")).to_contain_text("Edit message")
        await write(page, "30 seconds")
        mine = page.get_by_test_id("message").nth(2)
        await expect(mine.get_by_test_id("words")).to_contain_text("30 seconds")
        await expect(mine.get_by_test_id("edited")).to_be_visible()
        await page.get_by_test_id("message").nth(1).get_by_test_id("words").click(button="right")
        await page.get_by_role("menuitem", name="Reply").click()
        await write(page, "about this")
        await expect(page.locator(".quote b")).to_have_text("Briefcut")
        await mine.get_by_test_id("words").click(button="right")
        await page.get_by_role("menuitem", name="Delete").click()
        await expect(page.get_by_text("30 seconds", exact=True)).to_have_count(0)


async def test_a_photo_is_chosen_and_sent_as_photo_or_file(browser: Browser, stage: Stage) -> None:
    files = [{"name": "bottle.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}]
    async with page_at(browser, stage.url) as page:
        await page.get_by_test_id("start").click()
        await page.get_by_test_id("file-input").set_input_files(files)  # type: ignore[arg-type]
        await page.get_by_test_id("caption").fill("our bottle")
        await page.get_by_test_id("send-files").click()
        await expect(page.get_by_test_id("photo")).to_be_visible()
        await expect(page.get_by_test_id("message").last).to_contain_text("A photo: our bottle")
        await page.get_by_test_id("photo").click()
        await expect(page.locator("dialog.viewer img")).to_be_visible()
        await page.keyboard.press("Escape")
        await page.get_by_test_id("file-input").set_input_files(files)  # type: ignore[arg-type]
        await page.get_by_test_id("as-file").check()
        await page.get_by_test_id("send-files").click()
        await expect(page.get_by_test_id("file")).to_contain_text("bottle.jpg")


async def test_a_video_plays_and_an_album_is_a_grid(browser: Browser, stage: Stage, clip: Path) -> None:
    async with page_at(browser, stage.url) as page:
        await page.get_by_test_id("start").click()
        await expect(page.get_by_test_id("message")).to_have_count(2)
        await stage.bot.send_chat_action(ADA.id, "upload_video")
        await expect(page.get_by_test_id("status")).to_have_text("sending a video…")
        thumbnail = BufferedInputFile(jpeg(180, 320), "t.jpg")
        video = FSInputFile(clip)
        await stage.bot.send_video(ADA.id, video, width=180, height=320, duration=2, thumbnail=thumbnail)
        await expect(page.get_by_test_id("status")).to_have_text("bot")
        player = page.get_by_test_id("video")
        await expect(player).to_have_attribute("poster", re.compile("/chat/files/"))
        await page.get_by_test_id("play").click()
        # The page's policy forbids eval(), so wait_for_function is of no use here.
        await player.evaluate(
            "node => new Promise(done => { node.ontimeupdate = () => node.currentTime > 0.2 && done(); })"
        )
        assert await player.evaluate("node => node.videoHeight") == 320
        album = [InputMediaPhoto(media=BufferedInputFile(jpeg(300, 300), f"{n}.jpg")) for n in range(5)]
        await stage.bot.send_media_group(ADA.id, list(album))
        await expect(page.get_by_test_id("album").get_by_test_id("photo")).to_have_count(5)
        # Another message does not redraw the player: it keeps its place in the film.
        assert await player.evaluate("node => node.currentTime") > 0.2


async def test_a_streaming_draft_with_stop_and_a_reaction(browser: Browser, stage: Stage) -> None:
    async with page_at(browser, stage.url) as page:
        await page.get_by_test_id("start").click()
        await expect(page.get_by_test_id("message")).to_have_count(2)
        await stage.bot.send_message_draft(ADA.id, 3)
        await expect(page.get_by_test_id("draft")).to_contain_text("Thinking…")
        await stage.bot.send_message_draft(ADA.id, 3, text="Once upon a", can_stop=True)
        await expect(page.get_by_test_id("draft")).to_contain_text("Once upon a")
        await page.get_by_test_id("stop").click()
        await expect(page.get_by_test_id("draft")).to_have_count(0)
        await stage.bot.set_message_reaction(ADA.id, 1, [ReactionTypeEmoji(emoji="👀")])
        await expect(page.get_by_test_id("reaction")).to_have_text("👀")


async def test_an_answer_overtaken_by_events_takes_nothing_back(browser: Browser, stage: Stage) -> None:
    answered, overtaken = asyncio.Event(), asyncio.Event()

    async def slowly(route: Route) -> None:
        answer = await route.fetch()
        answered.set()
        await overtaken.wait()
        await route.fulfill(response=answer)

    async with page_at(browser, stage.url) as page:
        await page.get_by_test_id("start").click()
        await expect(page.get_by_test_id("message")).to_have_count(2)
        await stage.bot.send_message_draft(ADA.id, 3)
        await expect(page.get_by_test_id("draft")).to_contain_text("Thinking…")
        await page.route("**/messages?*", slowly)
        # Words of Ada's from elsewhere are marked as received, for which the page asks for the chat anew.
        async with Marketer(stage.url, ADA.id) as elsewhere:
            await elsewhere.send("from another window")
        await expect(page.get_by_test_id("message")).to_have_count(4)
        await answered.wait()
        await stage.bot.send_message_draft(ADA.id, 3, text="Once upon a", can_stop=True)
        await expect(page.get_by_test_id("stop")).to_be_visible()
        # The late answer is not shown: the page asks once more.
        async with page.expect_response("**/messages?*"), page.expect_request("**/messages?*"):
            overtaken.set()
        await expect(page.get_by_test_id("message").nth(2).get_by_test_id("received")).to_be_visible()
        await expect(page.get_by_test_id("stop")).to_be_visible()


async def test_being_somebody_else_and_unread_badges(browser: Browser, stage: Stage) -> None:
    async with page_at(browser, stage.url) as page:
        await page.get_by_test_id("start").click()
        await expect(page.get_by_test_id("message")).to_have_count(2)
        await page.locator(f'[data-person="{BEN.id}"]').click()
        await expect(page.get_by_test_id("empty")).to_be_visible()
        await stage.bot.send_message(ADA.id, "for Ada alone")
        badge = page.locator(f'[data-person="{ADA.id}"]').get_by_test_id("unread")
        await expect(badge).to_have_text("1")
        await expect(page.get_by_test_id("message")).to_have_count(0)
        await page.locator(f'[data-person="{ADA.id}"]').click()
        await expect(page.get_by_test_id("message").last).to_contain_text("for Ada alone")
        await expect(badge).to_have_count(0)
        await page.get_by_test_id("add-person").click()
        await page.get_by_label("First name").fill("Cleo")
        await page.get_by_role("button", name="Add", exact=True).click()
        await expect(page.locator('[data-name="Cleo"]')).to_have_attribute("aria-current", "true")
        await page.get_by_test_id("start").click()
        await expect(page.get_by_test_id("message")).to_have_count(2)


async def test_blocking_and_coming_back(browser: Browser, stage: Stage) -> None:
    async with page_at(browser, stage.url) as page:
        await page.get_by_test_id("start").click()
        await page.get_by_test_id("chat-menu").click()
        await page.get_by_role("menuitem", name="Block").click()
        await page.get_by_test_id("unblock").click()
        await expect(page.get_by_test_id("input")).to_be_visible()


async def test_the_phone_has_one_column_and_the_dark_theme_stays(browser: Browser, stage: Stage) -> None:
    async with page_at(browser, stage.url, size=PHONE, dark=True) as page:
        await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        await page.get_by_test_id("start").click()
        await expect(page.get_by_test_id("message")).to_have_count(2)
        await expect(page.get_by_test_id("people")).to_be_hidden()
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE[0]
        await page.get_by_test_id("input").fill("hello")
        await page.get_by_test_id("send").click()
        await expect(page.get_by_test_id("message").last).to_contain_text("You said: hello")
        await page.get_by_test_id("back").click()
        await expect(page.get_by_test_id("people")).to_be_visible()
        await page.get_by_test_id("theme").click()
        await page.reload()
        await expect(page.locator("html")).to_have_attribute("data-theme", "light")


async def test_the_newest_message_is_one_press_away(browser: Browser, stage: Stage) -> None:
    async with Marketer(stage.url, ADA.id) as ada:
        for number in range(12):
            await ada.send(f"note {number}\n" * 6)
        await ada.wait_for("You said: note 11")
    async with page_at(browser, stage.url) as page:
        newest = page.get_by_test_id("message").last
        await expect(newest).to_be_in_viewport()
        await page.get_by_test_id("thread").evaluate("node => node.scrollTo(0, 0)")
        await expect(page.get_by_test_id("jump")).to_be_visible()
        await stage.bot.send_message(ADA.id, "while you read")
        await expect(page.get_by_test_id("jump")).to_contain_text("1")
        await expect(page.get_by_text("while you read").last).not_to_be_in_viewport()
        await page.get_by_test_id("jump").click()
        await expect(page.get_by_test_id("message").last).to_be_in_viewport()
        await expect(page.get_by_test_id("jump")).to_be_hidden()


async def test_the_page_survives_a_restart_of_the_server(browser: Browser, tmp_path: Path) -> None:
    first = ChatStandIn(tmp_path, bot_token=TOKEN, limits=Limits(flood=False))
    async with serving(first) as url:
        port = int(url.rsplit(":", 1)[1])
        context = page_at(browser, url)
        page = await context.__aenter__()
        await page.get_by_test_id("start").click()
        await expect(page.get_by_test_id("message")).to_have_count(1)
    await expect(page.get_by_test_id("status")).to_have_text("connecting…")
    await write(page, "not lost")
    await expect(page.get_by_test_id("toast")).to_contain_text("Your text is still here")
    second = ChatStandIn(tmp_path, bot_token=TOKEN, limits=Limits(flood=False))
    async with serving(second, port):
        await expect(page.get_by_test_id("status")).to_have_text("bot")
        await expect(page.get_by_test_id("input")).to_have_value("not lost")
        await page.get_by_test_id("send").click()
        await expect(page.get_by_test_id("message").last).to_contain_text("not lost")
        await context.__aexit__(None, None, None)


async def test_a_group_shows_who_says_what(browser: Browser, stage: Stage) -> None:
    async with page_at(browser, stage.url) as page:
        await page.get_by_test_id("add-group").click()
        await page.get_by_test_id("group-form").get_by_role("textbox").fill("Team")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("status")).to_contain_text(f"you are {ADA.first_name}")
        await write(page, "@briefcut_bot tea")
        await expect(page.get_by_test_id("message").last).to_contain_text("You said: @briefcut_bot tea")
        await page.get_by_test_id("person").filter(has_text=BEN.first_name).click()
        await page.get_by_test_id("person").filter(has_text="Team").click()
        await expect(page.get_by_test_id("status")).to_contain_text(f"you are {BEN.first_name}")
        await expect(page.get_by_test_id("sender")).to_have_text(ADA.first_name)
        await write(page, "lunch?")  # among people: the bot hears nothing
        await expect(page.get_by_test_id("message")).to_have_count(3)
        await expect(page.get_by_test_id("sender")).to_have_count(1)
