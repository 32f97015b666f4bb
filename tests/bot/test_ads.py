"""The list of ads: paged, searched, reopened, always the person's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from aiogram.methods import AnswerCallbackQuery
from sqlalchemy import select, text

from bot.callbacks import Continue
from bot.home import LONGEST_SEARCH, FindAds, ShowAds, searched
from bot.i18n import Speech
from bot.views import ads as views
from bot.views.talk import Stage
from bot.views.words import plain
from bot.visit import stage_of
from db.ads import AdLine, AdPage, Standing
from db.enums import AdProjectStatus, AssetSource, AssetStatus, AssetType
from db.models import AdProject, Asset, Brand, ChatSession, OutboxRow
from db.outbox import mark_sent
from tests.bot.conftest import SPEECH, Room
from tests.support.states import put_into
from tests.support.telegram import Client

LAST = UUID(int=2**128 - 1)
WHEN = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
LONG = "<&> \U0001f9f4 " * 200


def line(**more: object) -> AdLine:
    given = AdLine(LAST, "Cold brew", AdProjectStatus.SCRIPT_GENERATED, None, 15.0, "tiktok", WHEN, None)
    return replace(given, **more)  # type: ignore[arg-type]


def page(*lines: AdLine, number: int = 0, pages: int = 1, **counts: int) -> AdPage:
    by = {one: counts.get(one.name.lower(), len(lines)) for one in Standing}
    return AdPage(lines, number, pages, by)


def shown(found: AdPage, locale: str = "en", **more: object) -> tuple[str, list[list[str]]]:
    given = {"standing": Standing.ALL, "find": "", "stage": stage_of, "zone": UTC, **more}
    words = views.ads_page(SPEECH.of(locale), found, **given)  # type: ignore[arg-type]
    return plain(words.text), [[button.label for button in row] for row in words.rows]


def test_a_line_tells_what_where_when_and_how_long() -> None:
    told, rows = shown(page(line()), current=LAST)
    assert told.splitlines() == [
        "Your ads", "", "1. Cold brew ← we are here",
        "📄 the script waits for you · Nov 21, 2026 · 15 s · TikTok", "", "Tap a number to open that ad again.",
    ]  # fmt: skip
    assert rows[0] == ["1"]
    assert rows[-1] == ["🔎 Search", "➕ New ad"]


def test_the_day_is_that_of_the_readers_zone_in_their_language() -> None:
    assert "22 нояб. 2026" in shown(page(line()), "ru", zone=ZoneInfo("Europe/Madrid"))[0]
    assert "21 nov 2026" in shown(page(line()), "es")[0]


def test_pages_turn_both_ways_and_numbers_go_on() -> None:
    told, rows = shown(page(line(), line(), number=1, pages=3, all=12), current=None)
    assert "page 2 of 3" in told
    assert rows[0] == ["6", "7"]
    assert rows[1] == ["‹ Newer", "Older ›"]
    assert shown(page(line(), number=2, pages=3, all=11))[1][1] == ["‹ Newer"]


def test_shelves_without_ads_have_no_button_and_the_open_one_has_a_mark() -> None:
    _, rows = shown(page(line(), all=3, waiting=2, making=0, done=1), standing=Standing.WAITING)
    assert rows[1:-1] == [["All · 3", "● Your turn · 2"], ["Finished · 1"]]
    told, rows = shown(page(all=3, making=0, waiting=3, done=0), standing=Standing.MAKING)
    assert "No ad stands so" in told
    assert rows[0] == ["All · 3", "Your turn · 3"]


def test_nothing_yet_and_nothing_found_say_what_to_do() -> None:
    assert shown(page())[1] == [["➕ New ad"]]
    told, rows = shown(page(), find="<tea>")
    assert "“<tea>”" in told
    assert rows == [["🔎 Search", "All my ads"]]


@pytest.mark.parametrize("locale", Speech.load().locales)
@pytest.mark.parametrize("stage", Stage)
def test_the_longest_list_fits_in_every_language(locale: str, stage: Stage) -> None:
    long = line(title=LONG, placement=LONG, seconds=179.5)
    found = page(*(long,) * views.ADS_ON_A_PAGE, number=3, pages=9999, all=49995)
    find = searched("я" * 400)
    words = views.ads_page(
        SPEECH.of(locale), found, standing=Standing.ALL, find=find, stage=lambda _: stage, zone=UTC
    )
    assert words.length <= 1024  # it stands under a picture
    assert all(len(button.markup()["callback_data"].encode()) <= 64 for row in words.rows for button in row)


@pytest.mark.parametrize("text", ["я" * 400, "x" * 400, "a:b:c", "\x00", "", "\U0001f9f4" * 40])
def test_any_search_fits_into_a_button_and_comes_back(text: str) -> None:
    find = searched(text)
    assert len(find.encode()) <= LONGEST_SEARCH
    button = ShowAds(page=9999, standing=Standing.WAITING, find=find)
    assert len(button.pack().encode()) <= 64
    assert ShowAds.unpack(button.pack()) == button
    assert searched(find) == find


# ── through the real dispatcher ──────────────────────────────────────────────────────────────────────────────────


async def ads_of(room: Room, client: Client, count: int) -> list[AdProject]:
    """`count` ads of the client, all talked about; the last is the current one."""
    for number in range(count):
        await room.get(client.text("/new"), client.text(f"an ad for tea number {number}"))
        async with room.database.transaction() as session:
            newest = await session.scalars(select(AdProject).order_by(AdProject.created_at.desc()).limit(1))
            newest.one().title = f"Tea {number}"
    async with room.database.transaction() as session:
        await session.execute(text("DELETE FROM outbox"))
    return list(await room.all(AdProject, AdProject.created_at))


async def test_the_list_is_shown_and_turned_in_place(room: Room, client: Client, other: Client) -> None:
    ads = await ads_of(room, client, 7)
    async with room.database.transaction() as session:
        brand = await session.get_one(Brand, ads[5].brand_id)
        brand.product_images = ["media:tea.jpg"]
    await room.get(other.text("somebody else's secret cold brew"), client.text("/ads"))
    (listed,) = await room.all(OutboxRow)
    said = listed.payload["caption"]
    assert "page 1 of 2" in said
    assert said.index("Tea 6") < said.index("Tea 2")
    assert "Tea 1" not in said
    assert "secret" not in said
    shown = listed.payload["galleries"][listed.payload["file"]]
    assert [(one["number"], one["title"]) for one in shown] == [(n + 1, f"Tea {6 - n}") for n in range(5)]
    assert [one["picture"] for one in shown] == [None, "media:tea.jpg", None, None, None]
    async with room.database.transaction() as session:
        await mark_sent(session, listed.id, 1, 900)
    for _ in range(2):  # a double tap shows the same
        await room.get(client.press(ShowAds(page=1).pack(), 900))
    (turned,) = await room.all(OutboxRow)
    assert (turned.id, turned.version, turned.sent_message_id) == (listed.id, 2, 900)
    assert "Tea 1" in turned.payload["caption"]
    assert [one["number"] for one in turned.payload["galleries"]["gallery"]] == [6, 7]
    assert len(room.session.of(AnswerCallbackQuery)) == 2


async def test_a_page_that_is_gone_shows_the_last_below_where_its_message_is_unknown(
    room: Room, client: Client
) -> None:
    await ads_of(room, client, 2)
    await room.get(client.press(ShowAds(page=40).pack()))
    (row,) = await room.all(OutboxRow)
    assert row.kind == "card"
    assert "Tea 0" in row.payload["caption"]


async def test_search_by_command_and_by_reply(room: Room, client: Client) -> None:
    await ads_of(room, client, 3)
    await room.get(client.text("/ads TEA 1"), client.press(FindAds().pack()))
    found, question = await room.said()
    assert "Tea 1" in found
    assert "Tea 2" not in found
    (row,) = [one for one in await room.all(OutboxRow) if one.payload.get("text") == question]
    assert row.payload["ask"] == "A word, such as: coffee"
    async with room.database.transaction() as session:
        await mark_sent(session, row.id, 1, 777)
    replied = {"message_id": 777, "date": 1, "chat": client.chat, "text": "?"}
    lines = len(await room.lines())
    await room.get(client.text("100% tea_2", reply_to_message=replied))
    await room.get(client.text("tea 2", reply_to_message=replied))
    assert "None of your ads" in (await room.said())[-2]
    assert "Tea 2" in (await room.said())[-1]
    assert len(await room.lines()) == lines  # what is looked for is no part of a brief


async def test_a_reply_to_anything_else_is_talk(room: Room, client: Client) -> None:
    await ads_of(room, client, 1)
    replied = {"message_id": 123, "date": 1, "chat": client.chat, "text": "?"}
    await room.get(client.text("green tea", reply_to_message=replied))
    assert (await room.lines())[-1] == ("text", "green tea")


@pytest.mark.parametrize("words", ["my ads", "Show me my videos", "мои ролики", "Mis anuncios"])
async def test_plain_words_bring_the_list(room: Room, client: Client, words: str) -> None:
    await room.get(client.text(words))
    assert "no ads yet" in (await room.said())[0]
    assert await room.count(AdProject) == 0


async def test_shelves_hold_what_stands_so(room: Room, client: Client) -> None:
    first, second, third = await ads_of(room, client, 3)
    async with room.database.transaction() as session:
        await put_into(session, second.id, AdProjectStatus.VIDEO_GENERATING)
        await put_into(session, third.id, AdProjectStatus.COMPLETED)
    for standing, title in (("w", first.title), ("m", second.title), ("d", third.title)):
        await room.get(client.press(ShowAds(page=0, standing=Standing(standing)).pack()))
        told = (await room.said())[-1]
        assert title
        assert [name for name in ("Tea 0", "Tea 1", "Tea 2") if name in told] == [title]


async def test_opening_an_ad_goes_on_with_it_and_a_finished_one_shows_its_video(
    room: Room, client: Client, other: Client
) -> None:
    ad, _ = await ads_of(room, client, 2)
    async with room.database.transaction() as session:
        video = Asset(
            id=uuid4(), user_id=ad.user_id, project_id=ad.id, type=AssetType.FINAL_VIDEO, source=AssetSource.LOCAL,
            status=AssetStatus.COMPLETED, url="media:x", telegram_file_id="v1", width=1080, height=1920,
            duration_seconds=15,
        )  # fmt: skip
        session.add(video)
        await put_into(session, ad.id, AdProjectStatus.COMPLETED)
        await session.flush()
        project = await session.get_one(AdProject, ad.id)
        project.final_asset_id = video.id
    await room.get(client.press(Continue(project=ad.id).pack()))
    switched, again = await room.all(OutboxRow, OutboxRow.id)
    assert "back at" in switched.payload["text"]
    assert (again.kind, again.payload["file_id"], again.payload["duration"]) == ("video", "v1", 15)
    assert "“Tea 0”" in again.payload["caption"]
    (chat,) = await room.all(ChatSession)
    assert chat.active_project_id == ad.id
    await room.get(other.press(Continue(project=ad.id).pack()))
    assert "can't find" in (room.session.of(AnswerCallbackQuery)[-1].text or "")
    assert len(await room.all(OutboxRow)) == 2
