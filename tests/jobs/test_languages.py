"""Turns in Spanish and Russian through the database and Telegram: from the greeting to the script and its voice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiogram.methods import SendMessage
from aiogram.types import InlineKeyboardMarkup

from agent.tongue import shown_language
from jobs.advance import script_of
from jobs.providers import Made, Order
from jobs.studio.language import language_of
from jobs.studio.voice import voice_for
from tests.jobs.shop import Shop
from tests.support.invariants import broken

WALKS = {
    "es": ["hola", "Café cold brew", "Estudiantes", "Elige tú", "TikTok", "Decide tú todo"],
    "ru": ["привет", "Холодный кофе", "Студенты", "Выберите сами", "TikTok", "Решите всё сами"],
}


def buttons(shop: Shop) -> list[str]:
    """The suggestions under the messages so far."""
    keyboards = [call.reply_markup for call in shop.session.of(SendMessage)]
    return [
        button.text
        for keyboard in keyboards
        if isinstance(keyboard, InlineKeyboardMarkup)
        for row in keyboard.inline_keyboard
        for button in row
    ]


@pytest.mark.parametrize("language", WALKS)
async def test_a_marketer_is_answered_and_spoken_for_in_the_own_language(shop: Shop, language: str) -> None:
    project = await shop.ad()
    for number, said in enumerate(WALKS[language]):
        if (await shop.project(project)).revision == 0:
            await shop.hears(project, said, 5 + number)
            await shop.work_off()
    written = await shop.project(project)

    assert written.revision == 1
    assert written.settings["brief"]["language"] == language
    replies = [words for words in shop.said() if shown_language(words) == language]
    assert len(replies) >= len(WALKS[language]) - 2
    assert {"es": "Elige tú", "ru": "Выберите сами"}[language] in buttons(shop)
    async with shop.database.transaction() as session:
        script = await script_of(session, written)
    assert language_of(script.voiceover_text) == language

    spoken: list[str] = []

    async def listen(order: Order, _: Any) -> Made:
        spoken.append(order.language)
        return shop.provider.usual(order)

    shop.provider.plan("voice", listen)
    await shop.approve(written)
    await shop.work_off()
    assert spoken == [language]
    assert await broken(shop.database) == []


def test_a_voice_of_the_ads_language_is_taken_where_one_is_on_board(tmp_path: Path) -> None:
    pytest.importorskip("piper")
    for name in ("en_US-x.onnx", "es_ES-y.onnx", "ru_RU-z.onnx"):
        (tmp_path / name).touch()
    found = {code: voice_for(code, tmp_path) for code in ("es", "ru", "fr")}

    assert {code: voice.name if voice else None for code, voice in found.items()} == {
        "es": "es_ES-y", "ru": "ru_RU-z", "fr": None,
    }  # fmt: skip
