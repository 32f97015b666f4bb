"""The first minute: a finished ad with one tap, and an ad from its brief with another."""

from __future__ import annotations

import pytest
from PIL import Image

from bot.app import ChatSettings, build_dispatcher
from bot.home import ShowExample, TryExample
from bot.views import example as views
from bot.views.words import CAPTION_LIMIT
from db.enums import ChatRole
from db.models import AdProject, ChatMessage, OutboxRow, Turn
from jobs.drawn import PACKED
from jobs.studio.probe import probe
from tests.bot.conftest import SPEECH, Room
from tests.support.telegram import NOON, TOKEN, Client


@pytest.fixture
def still(room: Room) -> Room:
    """The room, in which it stays noon."""
    settings = ChatSettings(TOKEN)
    room.intake.dispatcher = build_dispatcher(room.database, settings, SPEECH, clock=lambda: NOON)
    return room


@pytest.mark.parametrize("locale", SPEECH.locales)
async def test_every_language_has_its_ad_with_the_size_that_is_told(locale: str) -> None:
    payload = views.example_payload(SPEECH.of(locale))
    video, cover = (PACKED / payload["packed"][name] for name in ("video", "cover"))
    facts = await probe(video)
    assert (facts.width, facts.height) == (payload["width"], payload["height"])
    assert facts.seconds == pytest.approx(payload["duration"], abs=0.5)
    assert cover.stat().st_size < 200_000
    with Image.open(cover) as picture:
        assert max(picture.size) <= 320
    assert views.example(SPEECH.of(locale)).length <= CAPTION_LIMIT


async def test_the_first_message_has_a_finished_ad_under_one_tap(still: Room, client: Client) -> None:
    await still.get(client.text("/start"))
    (welcome,) = await still.all(OutboxRow)
    pressed = [row[0]["callback_data"] for row in welcome.payload["keyboard"]]
    assert pressed == [ShowExample().pack(), TryExample().pack()]
    await still.get(client.press(pressed[0]), client.press(pressed[0]))  # a double tap
    shown = [row for row in await still.all(OutboxRow) if row.kind == "video"]
    assert [row.payload["packed"]["video"] for row in shown] == ["first-look-en.mp4"]
    assert await still.count(AdProject) == 0


async def test_its_brief_is_said_once_without_a_word_typed(still: Room, client: Client) -> None:
    await still.get(client.text("/start"), *(client.press(TryExample().pack(), 900) for _ in range(2)))
    assert await still.lines() == [("text", SPEECH.of("en").plain("example-brief"))]
    assert await still.count(AdProject) == 1
    assert await still.count(Turn) == 1
    assert still.toasts()[-1] == SPEECH.of("en").plain("toast-answered")
    await still.get(client.press(TryExample().pack(), 901))  # under another message: another ad
    (first, second) = await still.all(ChatMessage, ChatMessage.created_at)
    assert {first.role, second.role} == {ChatRole.USER}
    assert first.project_id != second.project_id
