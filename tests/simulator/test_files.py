"""Photos, videos, albums and documents, there and back."""

import io
from pathlib import Path

import numpy as np
import pytest
from aiogram import Bot
from aiogram.types import BufferedInputFile, FSInputFile, InputMediaPhoto, InputMediaVideo
from PIL import Image

from briefcut.simulator import ADA, ChatStandIn, Limits
from briefcut.simulator.client import Marketer
from tests.simulator.stage import TOKEN, Clock, bot_at, jpeg, make_clip, serving


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of portrait video."""
    return make_clip(tmp_path_factory.mktemp("clip") / "ad.mp4")


async def test_a_photo_arrives_in_sizes_and_can_be_fetched(bot: Bot, started: Marketer) -> None:
    await started.send_photo(jpeg(4000, 3000), caption="our /bottle")
    message = (await bot.get_updates(timeout=0))[-1].message
    assert message is not None
    assert message.photo is not None
    assert [(size.width, size.height) for size in message.photo] == [
        (90, 68),
        (320, 240),
        (800, 600),
        (1280, 960),
    ]
    assert message.caption_entities is not None
    largest = await bot.download(message.photo[-1])
    assert largest is not None
    with Image.open(largest) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1280, 960))


async def test_a_huge_photo_is_compressed_as_apps_do(tmp_path: Path, clock: Clock) -> None:
    noise = Image.fromarray(np.random.default_rng(7).integers(0, 255, (1500, 1500, 3), dtype=np.uint8))
    raw = io.BytesIO()
    noise.save(raw, "PNG")
    limits = Limits(flood=False, photo_bytes=6_000_000, download_bytes=6_000_000)
    assert len(raw.getvalue()) > limits.photo_bytes
    stand_in = ChatStandIn(tmp_path, bot_token=TOKEN, limits=limits, clock=clock)
    async with serving(stand_in) as url, Marketer(url, ADA.id) as ada:
        message = await ada.send_photo(raw.getvalue(), name="noise.png")
        assert message.photo is not None
        assert message.photo[-1].width == 1280
        file = await ada.send_file(raw.getvalue(), name="noise.png")
        assert file.document is not None
        assert file.document.file_size == len(raw.getvalue())


async def test_text_in_a_picture_s_clothes_goes_as_a_file(bot: Bot, started: Marketer) -> None:
    message = await started.send_photo(b"not a picture", name="product.jpg")
    assert message.document is not None
    assert message.document.file_name == "product.jpg"
    fetched = await bot.download(message.document)
    assert fetched is not None
    assert fetched.read() == b"not a picture"


async def test_an_album_is_separate_messages_of_one_group(bot: Bot, started: Marketer) -> None:
    await started.send_album(
        [jpeg(200, 200, colour) for colour in ("red", "green", "blue")], caption="three views"
    )
    messages = [update.message for update in (await bot.get_updates(timeout=0))[1:] if update.message]
    assert len(messages) == 3
    assert len({message.media_group_id for message in messages}) == 1
    assert [message.caption for message in messages] == ["three views", None, None]
    many = await started.send_album([jpeg(50, 50)] * 12)
    groups = [message.media_group_id for message in many]
    assert [groups.count(group) for group in dict.fromkeys(groups)] == [10, 2]


async def test_a_video_with_everything_said(bot: Bot, started: Marketer, clip: Path) -> None:
    sent = await bot.send_video(
        ADA.id,
        FSInputFile(clip),
        width=1080,
        height=1920,
        duration=30,
        thumbnail=BufferedInputFile(jpeg(180, 320), "thumb.jpg"),
        supports_streaming=True,
        caption="<b>Done</b>",
        parse_mode="HTML",
    )
    assert sent.video is not None
    assert (sent.video.width, sent.video.height, sent.video.duration) == (1080, 1920, 30)
    assert sent.video.mime_type == "video/mp4"
    assert sent.video.file_name == "ad.mp4"
    assert sent.video.thumbnail is not None
    assert (sent.video.thumbnail.width, sent.video.thumbnail.height) == (180, 320)
    assert await started.download(sent) == clip.read_bytes()
    again = await bot.send_video(ADA.id, sent.video.file_id)
    assert again.video is not None
    assert again.video.file_unique_id == sent.video.file_unique_id
    assert again.video.duration == 30


async def test_a_small_video_is_looked_into_a_large_one_is_a_square_tile(
    tmp_path: Path, clock: Clock, clip: Path
) -> None:
    for largest, shape in ((10**7, (180, 320, 2)), (100, (320, 320, 0))):
        limits = Limits(flood=False, processed_video_bytes=largest)
        stand_in = ChatStandIn(tmp_path / str(largest), bot_token=TOKEN, limits=limits, clock=clock)
        async with serving(stand_in) as url, bot_at(url) as bot, Marketer(url, ADA.id) as ada:
            await ada.start()
            video = (await bot.send_video(ADA.id, FSInputFile(clip))).video
            assert video is not None
            assert (video.width, video.height, video.duration) == shape
            assert bool(video.thumbnail) == (largest > 100)


async def test_an_album_from_the_bot_and_media_edits(bot: Bot, started: Marketer, clip: Path) -> None:
    still = BufferedInputFile(jpeg(300, 200), "a.jpg")
    first, second = await bot.send_media_group(
        ADA.id,
        [
            InputMediaPhoto(media=still, caption="<i>still</i>", parse_mode="HTML"),
            InputMediaVideo(media=FSInputFile(clip), thumbnail=BufferedInputFile(jpeg(90, 160), "t.jpg")),
        ],
    )
    assert first.media_group_id == second.media_group_id
    assert first.html_text == "<i>still</i>"
    assert second.video is not None
    single = await bot.send_photo(ADA.id, BufferedInputFile(jpeg(300, 200), "a.jpg"), caption="draft")
    edited = await bot.edit_message_media(
        InputMediaVideo(media=second.video.file_id, caption="final"),
        chat_id=ADA.id,
        message_id=single.message_id,
    )
    assert not isinstance(edited, bool)
    assert (edited.photo, edited.caption) == (None, "final")
    assert edited.video is not None


async def test_documents_voices_and_sounds_from_people(bot: Bot, started: Marketer, clip: Path) -> None:
    pdf = await started.send_file(b"%PDF-1.4 brief", name="brief.pdf", caption="the brief")
    assert pdf.document is not None
    assert (pdf.document.mime_type, pdf.document.file_size) == ("application/pdf", 14)
    video = await started.send_file(clip, send_as="video")
    assert video.video is not None
    assert (video.video.width, video.video.height, video.video.duration) == (180, 320, 2)
    voice = await started.send_file(clip, send_as="voice", name="note.ogg")
    assert voice.voice is not None
    assert voice.voice.duration == 2
    kinds = [update.message.content_type for update in await bot.get_updates(timeout=0) if update.message]
    assert kinds == ["text", "document", "video", "voice"]
