"""/brands through the real dispatcher: what a person sees of their brands, and what becomes of what they press."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from aiogram.filters.callback_data import CallbackData
from aiogram.methods import EditMessageReplyMarkup, EditMessageText
from sqlalchemy import select, text

from bot.brand_buttons import (
    AskBrand,
    DeleteBrand,
    NewBrand,
    PickLogo,
    RestoreBrand,
    ShowBrand,
    ShowBrandPhotos,
    ShowBrands,
    UseBrand,
    tag_of,
)
from bot.brands import change_of
from bot.colours import colors_of
from bot.i18n import Speech
from bot.views import brands as views
from bot.views.brands import BrandView
from bot.views.words import CAPTION_LIMIT, TEXT_LIMIT, Words
from db.brands import mark_of
from db.enums import AdProjectStatus, AssetSource, AssetStatus, AssetType
from db.models import AdProject, Asset, Brand, OutboxRow, User
from db.outbox import mark_sent
from tests.bot.conftest import Room
from tests.support.states import put_into
from tests.support.telegram import Client

LAST = UUID(int=2**128 - 1)
LONG = "<&> \U0001f9f4 " * 2000
FULL = BrandView(
    LAST,
    2**31 - 1,
    LONG,
    LONG,
    ("#000000",) * 8,
    (LONG,),
    LONG,
    "media/logo.png",
    ("media/a.jpg",) * 40,
    999,
    7,
)


async def add(room: Room, client: Client, title: str = "Nova", **values: Any) -> Brand:
    """A brand of `client`, who talked to the bot before."""
    async with room.database.transaction() as session:
        user = (await session.scalars(select(User).where(User.telegram_user_id == client.user_id))).one()
        brand = Brand(user_id=user.id, title=title, **values)
        session.add(brand)
        await session.flush()
        await session.refresh(brand)
    return brand


async def brand(room: Room, key: UUID) -> Brand:
    return next(one for one in await room.all(Brand) if one.id == key)


def buttons(payload: dict[str, Any]) -> list[str]:
    return [button["callback_data"] for row in payload.get("keyboard", []) for button in row]


async def test_without_brands_one_is_told_how_to_get_one(room: Room, client: Client) -> None:
    await room.get(client.text("/brands"))
    row = await room.last()
    assert "no brands yet" in row.payload["text"]
    assert buttons(row.payload) == [NewBrand().pack()]


async def test_the_list_shows_what_says_something_and_turns_its_page_in_place(
    room: Room, client: Client
) -> None:
    await room.get(client.text("an ad"))  # its brand has no name yet
    made = [await add(room, client, f"Brand {number}") for number in range(8)]
    await room.get(client.text("/brands"))
    shown = buttons((await room.last()).payload)
    assert shown[-2:] == [ShowBrands(page=1).pack(), NewBrand().pack()]
    assert len(shown) == views.PER_PAGE + 2
    await room.get(client.press(ShowBrands(page=1).pack()))
    (edit,) = room.session.of(EditMessageText)
    assert edit.reply_markup is not None
    rest = [button.callback_data for line in edit.reply_markup.inline_keyboard for button in line]
    assert rest[-2:] == [ShowBrands(page=0).pack(), NewBrand().pack()]
    cards = {data for data in (*shown, *rest) if data and data.startswith("brcard")}
    assert cards == {ShowBrand(brand=one.id).pack() for one in made}


async def test_a_page_that_is_gone_shows_the_first(room: Room, client: Client) -> None:
    await room.get(client.text("/start"))
    await add(room, client)
    await room.get(client.press(ShowBrands(page=5).pack()))
    (edit,) = room.session.of(EditMessageText)
    assert "Nova" in edit.text


async def test_a_card_with_colours_is_a_picture_and_one_without_is_words(room: Room, client: Client) -> None:
    await room.get(client.text("/start"))
    plain = await add(room, client)
    look = {"colors": ["#0B3D2E", "#F5C542"], "tone": "warm"}
    nova = await add(room, client, "Nova", brand_guidelines=look, description="Coffee")
    await room.get(client.press(ShowBrand(brand=plain.id).pack()))
    row = await room.last()
    assert (row.kind, "none yet" in row.payload["text"]) == ("text", True)
    await room.get(client.press(ShowBrand(brand=nova.id).pack()))
    row = await room.last()
    assert row.kind == "photo"
    assert row.payload["swatches"] == {
        row.payload["file"]: {"title": "Nova", "colors": ["#0B3D2E", "#F5C542"], "logo": None}
    }
    assert "#0B3D2E" in row.payload["caption"]
    assert "warm" in row.payload["caption"]


@pytest.mark.parametrize(("count", "kind"), [(1, "photo"), (3, "album"), (12, "album")])
async def test_product_photos_come_as_an_album(room: Room, client: Client, count: int, kind: str) -> None:
    await room.get(client.text("/start"))
    uris = [f"media/{number}.jpg" for number in range(count)]
    nova = await add(room, client, product_images=uris)
    await room.get(client.press(ShowBrandPhotos(brand=nova.id).pack()))
    *_, row, question = await room.all(OutboxRow, OutboxRow.id)
    assert len(buttons(question.payload)) == min(count, 10)
    assert row.kind == kind
    assert list(row.payload["stored"].values()) == uris[-10:]
    assert len(row.payload.get("media", [1])) == min(count, 10)


async def test_a_photo_becomes_the_logo_and_a_product_photo_again(room: Room, client: Client) -> None:
    await room.get(client.text("/start"))
    nova = await add(room, client, product_images=["media/a.jpg", "media/b.jpg"])
    pick = PickLogo(brand=nova.id, number=2, mark=mark_of(nova))
    await room.get(client.press(pick.pack()))
    after = await brand(room, nova.id)
    assert (after.product_images, after.brand_guidelines["logo"]) == (["media/a.jpg"], "media/b.jpg")
    row = await room.last()
    assert row.payload["swatches"]["swatch"]["logo"] == "media/b.jpg"
    await room.get(client.press(pick.pack()))  # it changed since: nothing happens
    assert (await brand(room, nova.id)).product_images == ["media/a.jpg"]
    none = PickLogo(brand=nova.id, number=0, mark=mark_of(after))
    await room.get(client.press(none.pack()))
    after = await brand(room, nova.id)
    assert (after.product_images, after.brand_guidelines["logo"]) == (["media/a.jpg", "media/b.jpg"], None)


async def test_forwarded_words_and_a_reply_to_something_else_are_no_answer(
    room: Room, client: Client
) -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Eve", "date": 1}
    replied = {"message_id": 77, "date": 1, "chat": client.chat, "text": "?"}
    await room.get(client.press(NewBrand().pack()), client.text("Eva", forward_origin=origin))
    await room.get(client.press(NewBrand().pack()), client.text("Eva", reply_to_message=replied))
    assert "Eva" not in [one.title for one in await room.all(Brand)]
    assert [content for _, content in await room.lines()] == ["Eva", "Eva"]


async def test_an_answer_that_is_edited_is_the_answer_still(room: Room, client: Client) -> None:
    await room.get(client.press(NewBrand().pack()), client.text("Nva", message_id=50))
    await room.get(client.message("edited_message", text="Nova", message_id=50))
    assert [one.title for one in await room.all(Brand)] == ["Nova"]
    await room.get(client.message("edited_message", text="15 s reel", message_id=51))  # another message
    assert await room.lines() == [("text", "15 s reel")]
    assert [one.title for one in await room.all(Brand, Brand.title)] == ["Nova", "Untitled"]


async def test_a_brand_is_chosen_for_the_ad_of_now_and_its_photos_come_along(
    room: Room, client: Client
) -> None:
    await room.get(client.text("15 s reel"))
    project = await room.project()
    async with room.database.transaction() as session:
        await session.execute(_done())
        common = {"user_id": project.user_id, "brand_id": project.brand_id, "project_id": project.id}
        session.add(
            Asset(
                **common,
                type=AssetType.IMAGE,
                source=AssetSource.USER_UPLOAD,
                status=AssetStatus.COMPLETED,
                url="media/sent.jpg",
            )
        )
        own = await session.get_one(Brand, project.brand_id)
        own.product_images = ["media/sent.jpg", "media/older.jpg"]
    nova = await add(room, client, product_images=["media/nova.jpg"])
    press = client.press(UseBrand(brand=nova.id, ad=tag_of(project.id)).pack())
    await room.get(press)
    project = await room.project()
    assert project.brand_id == nova.id
    assert (await brand(room, nova.id)).product_images == ["media/nova.jpg", "media/sent.jpg"]
    assert ("text", "This ad is for my brand “Nova”.") in await room.lines()
    again = client.press(UseBrand(brand=nova.id, ad=tag_of(project.id)).pack())
    await room.get(again)
    assert len(await room.lines()) == 2
    assert room.toasts() == ["The ad is for this brand."] * 2


async def test_while_an_answer_is_due_nothing_is_changed_under_it(room: Room, client: Client) -> None:
    await room.get(client.text("15 s reel"))
    project = await room.project()
    nova = await add(room, client)
    await room.get(client.press(UseBrand(brand=nova.id, ad=tag_of(project.id)).pack()))
    assert (await room.project()).brand_id == project.brand_id
    assert "again in a moment" in room.toasts()[0]


async def test_a_new_ad_for_a_brand_keeps_the_old_one_and_begins_once(room: Room, client: Client) -> None:
    old = await room.with_script(client, AdProjectStatus.COMPLETED)
    nova = await add(room, client)
    press = UseBrand(brand=nova.id, ad=0).pack()
    await room.get(client.press(press), client.press(press))
    ads = await room.all(AdProject, AdProject.created_at)
    assert [one.brand_id for one in ads] == [old.brand_id, nova.id]
    (keyboard, _) = room.session.of(EditMessageReplyMarkup)
    assert keyboard.reply_markup is not None


async def test_the_button_of_another_ad_changes_nothing_and_shows_the_card(
    room: Room, client: Client
) -> None:
    project = await room.with_script(client)
    nova = await add(room, client)
    stale = UseBrand(brand=nova.id, ad=tag_of(project.id))
    async with room.database.transaction() as session:
        await put_into(session, project.id, AdProjectStatus.COMPLETED)
    await room.get(client.press(stale.pack()))
    assert (await room.project()).brand_id == project.brand_id
    assert "changed meanwhile" in room.toasts()[0]
    offered = buttons((await room.last()).payload)
    assert UseBrand(brand=nova.id, ad=0).pack() in offered
    assert stale.pack() not in offered


async def test_a_new_brand_is_asked_for_its_name(room: Room, client: Client) -> None:
    await room.get(client.press(NewBrand().pack()))
    assert "called" in (await room.last()).payload["text"]
    await room.get(client.text("  Nova \n Roasters "))
    (nova,) = await room.all(Brand)
    assert nova.title == "Nova Roasters"
    assert "<b>Nova Roasters</b>" in (await room.last()).payload["text"]
    assert await room.count(AdProject) == 0
    await room.get(client.text("15 s reel"))  # the question is answered: this is about an ad
    assert await room.count(AdProject) == 1


async def test_a_name_that_cannot_be_is_asked_for_again(room: Room, client: Client) -> None:
    await room.get(client.press(NewBrand().pack()), client.text("n" * 81))
    assert "can't be a name" in (await room.last()).payload["text"]
    await room.get(client.text("Nova"))
    assert [one.title for one in await room.all(Brand)] == ["Nova"]


async def test_what_comes_after_something_else_was_said_is_no_answer(room: Room, client: Client) -> None:
    await room.get(client.press(NewBrand().pack()), client.text("/help"), client.text("Nova"))
    assert [content for _, content in await room.lines()] == ["Nova"]
    assert "Nova" not in [one.title for one in await room.all(Brand)]


async def test_a_reply_to_the_question_is_an_answer_whenever_it_comes(room: Room, client: Client) -> None:
    await room.get(client.press(NewBrand().pack()))
    row = await room.last()
    async with room.database.transaction() as session:
        await mark_sent(session, row.id, 1, 4711)
    replied = {"message_id": 4711, "date": 1, "chat": client.chat, "text": "?"}
    await room.get(client.text("/help"), client.text("Nova", reply_to_message=replied))
    assert [one.title for one in await room.all(Brand)] == ["Nova"]


@pytest.mark.parametrize(
    ("what", "words", "column", "value"),
    [
        ("title", "Luna", "title", "Luna"),
        ("colors", "#0b3d2e and gold", "colors", ["#0B3D2E", "#D4AF37"]),
        ("colors", "-", "colors", []),
        ("tone", "warm, playful", "tone", "warm, playful"),
        ("tone", "–", "tone", None),
    ],
)
async def test_what_is_typed_becomes_the_brands(
    room: Room, client: Client, what: str, words: str, column: str, value: object
) -> None:
    await room.get(client.text("/start"))
    nova = await add(
        room, client, brand_guidelines={"colors": ["#112233"], "tone": "bold", "logo": "media/l.png"}
    )
    await room.get(client.press(AskBrand(brand=nova.id, what=what).pack()), client.text(words))
    after = await brand(room, nova.id)
    assert (after.title if column == "title" else after.brand_guidelines[column]) == value
    assert after.brand_guidelines["logo"] == "media/l.png"
    assert (await room.last()).kind == "photo"


async def test_what_is_no_colour_is_told_and_asked_again(room: Room, client: Client) -> None:
    await room.get(client.text("/start"))
    nova = await add(room, client)
    await room.get(client.press(AskBrand(brand=nova.id, what="colors").pack()), client.text("no idea"))
    assert "no colour" in (await room.last()).payload["text"]
    await room.get(client.text("navy blue"))
    assert (await brand(room, nova.id)).brand_guidelines["colors"] == ["#000080"]


async def test_a_deleted_brand_is_off_the_list_and_one_tap_brings_it_back(room: Room, client: Client) -> None:
    await room.with_script(client)
    (nova,) = await room.all(Brand)
    async with room.database.transaction() as session:
        (await session.get_one(Brand, nova.id)).title = "Nova"
    nova = await brand(room, nova.id)
    delete = DeleteBrand(brand=nova.id, mark=mark_of(nova)).pack()
    await room.get(client.press(delete), client.press(delete))
    assert (await brand(room, nova.id)).deleted_at is not None
    said = await room.last()
    assert "1 ad stays" in said.payload["text"].replace("Its 1 ad", "1 ad")
    assert await room.count(OutboxRow) == 1
    assert (await room.project()).brand_id == nova.id
    await room.get(client.text("/brands"))
    assert "no brands yet" in (await room.last()).payload["text"]
    back = RestoreBrand(brand=nova.id).pack()
    await room.get(client.press(back), client.press(back))
    assert (await brand(room, nova.id)).deleted_at is None
    assert len([text for text in await room.said() if "<b>Nova</b>\n" in text]) == 1


async def test_a_brand_that_changed_since_is_shown_instead_of_deleted(room: Room, client: Client) -> None:
    await room.get(client.text("/start"))
    nova = await add(room, client)
    await room.get(client.press(DeleteBrand(brand=nova.id, mark=mark_of(nova) ^ 1).pack()))
    assert (await brand(room, nova.id)).deleted_at is None
    assert "changed meanwhile" in room.toasts()[0]
    assert ("<b>Nova</b>" in (await room.last()).payload["text"]) is True


async def test_nobody_elses_brand_can_be_seen_or_changed(room: Room, client: Client, other: Client) -> None:
    await room.get(client.text("/start"), other.text("15 s reel"))
    nova = await add(room, client, product_images=["media/a.jpg"])
    project = await room.project()
    said = await room.count(OutboxRow)
    tapped: list[CallbackData] = [
        ShowBrand(brand=nova.id),
        ShowBrandPhotos(brand=nova.id),
        UseBrand(brand=nova.id, ad=0),
        UseBrand(brand=nova.id, ad=tag_of(project.id)),
        AskBrand(brand=nova.id, what="title"),
        PickLogo(brand=nova.id, number=1, mark=mark_of(nova)),
        DeleteBrand(brand=nova.id, mark=mark_of(nova)),
        RestoreBrand(brand=nova.id),
    ]
    for data in tapped:
        await room.get(other.press(data.pack()))
    assert room.toasts() == ["I can't find that brand any more."] * len(tapped)
    assert await room.count(OutboxRow) == said
    assert (await brand(room, nova.id)).deleted_at is None
    assert (await room.project()).brand_id == project.brand_id


@pytest.mark.parametrize(
    ("text", "locale", "colors"),
    [
        ("#0B3D2E, #f5c542, cream", "en", ("#0B3D2E", "#F5C542", "#FFF8E7")),
        ("0b3d2e f5c542", "en", ("#0B3D2E", "#F5C542")),
        ("#abc", "en", ("#AABBCC",)),
        ("azul y dorado", "es", ("#1E66F5", "#D4AF37")),
        ("dark green", "ru", ("#006400",)),
        ("#111111, #111111", "en", ("#111111",)),
        ("facade, 2026", "en", ()),
        ("", "en", ()),
    ],
)
def test_colours_as_people_type_them(text: str, locale: str, colors: tuple[str, ...]) -> None:
    found = colors_of(text, locale)
    assert len(found) == len(colors)
    assert locale != "en" or found == colors


def test_russian_colours_are_read() -> None:
    assert len(colors_of("красный и чёрный, #ffffff", "ru")) == 3


@pytest.mark.parametrize("words", ["", "-", "Untitled", "n" * 81])
def test_what_is_no_name(words: str) -> None:
    assert change_of("title", words, "en") is None


@pytest.mark.parametrize("locale", ["en", "es", "ru"])
def test_every_view_fits_with_the_longest_values(locale: str) -> None:
    t = Speech.load().of(locale)
    shown: list[tuple[Words, int]] = [
        (views.card(t, FULL), CAPTION_LIMIT),
        (views.deleted(t, FULL), TEXT_LIMIT),
        (views.logo_question(t, FULL), TEXT_LIMIT),
        (views.brand_list(t, [FULL] * views.PER_PAGE, page=1, total=99), TEXT_LIMIT),
        (views.brand_list(t, [], page=0, total=0), TEXT_LIMIT),
        (views.question(t, "title"), TEXT_LIMIT),
        *((views.question(t, what, FULL), TEXT_LIMIT) for what in ("title", "colors", "tone")),
        *((views.not_understood(t, what), TEXT_LIMIT) for what in ("title", "colors", "tone")),
    ]
    for words, limit in shown:
        assert 0 < words.length <= limit
        for button in (button for row in words.rows for button in row):
            assert 0 < len(button.data.pack()) <= 64
    caption = views.photos_payload(t, FULL)["caption"]
    assert "40" in caption


def _done() -> Any:
    return text("UPDATE turns SET state = 'done', finished_at = now()")
