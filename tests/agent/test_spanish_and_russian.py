"""Whole conversations in Spanish and Russian, from the greeting to the script; and an ad in another language than the
chat's."""

from __future__ import annotations

import re

import pytest

from agent.rules import violations
from agent.tongue import shown_language
from tests.agent.conversation import PHOTO, Conversation

WALKS = {
    "es": [
        "hola",
        "café cold brew",
        "estudiantes",
        "nunca amarga",
        "TikTok",
        "15 segundos",
        "Pide ya",
        "Saltar",
    ],
    "ru": [
        "привет",
        "холодный кофе",
        "студенты",
        "без горечи",
        "TikTok",
        "15 секунд",
        "Закажите",
        "Пропустить",
    ],
}
EVERYTHING = {
    "es": "Anuncio de 20 segundos para TikTok de nuestro café cold brew, para estudiantes, tono divertido",
    "ru": "Ролик на 20 секунд для TikTok про холодный кофе, для студентов, тон весёлый",
}
DECIDE = {"es": "Decide tú todo", "ru": "Решите всё сами"}
ENGLISH = re.compile(r"\b(?:the|you|your|is|and|for|with|Got it|script|nothing)\b")


def language_of(reply: str) -> str | None:
    """The language of a reply, whatever it quotes of the ad."""
    return shown_language(re.sub("“[^”]*”|«[^»]*»", "", reply))


def spoken(talk: Conversation) -> str:
    assert talk.script is not None
    return talk.script.voiceover_text


async def written(language: str) -> Conversation:
    talk = Conversation()
    await talk.say(EVERYTHING[language])
    for _ in range(3):
        if talk.script is None:
            await talk.say(DECIDE[language])
    assert talk.script is not None, talk.results[-1].reply
    return talk


@pytest.mark.parametrize("language", WALKS)
async def test_from_the_greeting_to_the_script_in_one_language(language: str) -> None:
    talk = Conversation()
    for said in WALKS[language]:
        if talk.script is None:
            await talk.say(said)
    script = talk.script

    assert script is not None, talk.results[-1].reply
    assert talk.brief.language == language
    assert violations(script, language=language, forbidden=talk.brief.forbidden) == []
    assert shown_language(script.voiceover_text) == language
    assert language_of(script.storyline) == language
    assert all(shown_language(scene.description) in (language, None) for scene in script.scenes)
    for result in talk.results:
        assert not ENGLISH.search(result.reply), result.reply
        assert language_of(result.reply) == language
        assert 1 <= len(result.suggestions) <= 4
    questions = [result.reply.rsplit("\n\n", 1)[-1] for result in talk.results if "?" in result.reply]
    assert len(questions) == len(set(questions))


@pytest.mark.parametrize("language", WALKS)
async def test_the_suggestions_alone_lead_to_a_script(language: str) -> None:
    talk = Conversation()
    await talk.say(WALKS[language][0])
    for _ in range(9):
        if talk.script is None:
            await talk.say(talk.results[-1].suggestions[0])

    assert talk.script is not None
    assert talk.brief.language == language
    assert violations(talk.script, language=language) == []


@pytest.mark.parametrize("language", WALKS)
async def test_what_is_suggested_under_a_script_changes_it(language: str) -> None:
    talk = await written(language)
    for wish in talk.results[-1].suggestions:
        before = talk.script
        result = await talk.say(wish)
        assert result.script is not None, (wish, result.reply)
        assert before is not None
        assert (result.script.voiceover_text, result.script.brand) != (before.voiceover_text, before.brand), (
            wish
        )
        assert violations(result.script, language=language) == []
    undo = {"es": "vuelve a la versión anterior", "ru": "верни предыдущую версию"}[language]
    assert before is not None
    assert (await talk.say(undo)).script == before


@pytest.mark.parametrize(
    ("language", "wish", "answer"),
    [
        ("es", "escena 2: más luz", "Cambiada la escena 2."), ("ru", "сцена 2: больше света", "Сцену 2 поменял."),
        ("es", "quita la escena 2", "La escena 2 ya no está"), ("ru", "убери сцену 2", "Сцену 2 убрал"),
        ("es", "en la segunda escena la voz dice «Ven»", "ahora dice «Ven.»"),
        ("ru", "во второй сцене голос говорит «Пора»", "теперь говорит: «Пора.»"),
        ("es", "intercambia las escenas 2 y 3", "Reordenar"), ("ru", "поменяй местами сцены 2 и 3", "не умею"),
        ("es", "quita la última escena", "se queda"), ("ru", "убери последнюю сцену", "остаётся"),
        ("es", "escena 40: más luz", "El guion tiene"), ("ru", "сцена 40: больше света", "В сценарии сцен"),
        ("es", "escena 3: texto: Fresco cada día", "Cambiada la escena 3"),
        ("ru", "сцена 3: текст: Свежий каждый день", "Сцену 3 поменял"),
    ],
)  # fmt: skip
async def test_scenes_are_talked_about_in_the_language(language: str, wish: str, answer: str) -> None:
    talk = await written(language)
    result = await talk.say(wish)

    assert answer in result.reply
    assert talk.script is not None
    assert violations(talk.script, language=language, forbidden=talk.brief.forbidden) == []


@pytest.mark.parametrize(
    ("language", "wish"),
    [("es", "¿cómo quedaría en 10 segundos?"), ("ru", "как будет в 10 секунд?")],
)
async def test_a_version_beside_is_asked_for_in_the_language(language: str, wish: str) -> None:
    talk = await written(language)
    result = await talk.say(wish)

    assert result.beside is not None, result.reply
    assert result.beside.duration == 10
    assert result.script is None


@pytest.mark.parametrize(
    ("question", "words"),
    [("¿cuánto cuesta?", "Consumo de la producción: nada"), ("сколько стоит?", "Расход на съёмку: ничего")],
)
async def test_the_price_is_told_in_the_language(question: str, words: str) -> None:
    talk = Conversation()

    assert words in (await talk.say(question)).reply


async def test_the_colours_of_a_photo_have_names_in_the_language() -> None:
    talk = Conversation()
    await talk.say("привет")
    result = await talk.say(PHOTO)

    assert "#" not in result.reply
    assert "и белый" in result.reply


async def test_a_russian_speaking_marketer_orders_a_spanish_ad() -> None:
    talk = Conversation()
    await talk.say("Нужен ролик про Luma Sol, для студентов, TikTok, 15 секунд, на испанском")
    await talk.say("без горечи")
    while talk.script is None:
        await talk.say("Решите всё сами")
    result = talk.results[-1]

    assert talk.brief.language == "es"
    assert language_of(result.reply) == "ru"
    assert "испанский" in result.reply
    assert "главная мысль" in result.reply
    assert not re.search("[а-яё]", spoken(talk), re.I)
    assert not re.search("[а-яё]", talk.script.scenes[-1].on_screen_text, re.I)
    assert talk.script.scenes[-1].description.startswith("Пэкшот")
    assert violations(talk.script, language="es", forbidden=talk.brief.forbidden) == []


@pytest.mark.parametrize(
    ("chat", "wish", "ad"), [("en", "make the ad in Spanish", "es"), ("es", "el anuncio en inglés", "en")]
)
async def test_the_ad_changes_its_language_and_the_chat_keeps_its_own(chat: str, wish: str, ad: str) -> None:
    talk = Conversation()
    await talk.say(
        {"en": "30 s Instagram reel for our cold brew, for students", "es": EVERYTHING["es"]}[chat]
    )
    while talk.script is None:
        await talk.say({"en": "just decide"}.get(chat, DECIDE["es"]))
    before = spoken(talk)
    result = await talk.say(wish)

    assert talk.brief.language == ad
    assert shown_language(before) == chat
    assert shown_language(spoken(talk)) == ad
    assert language_of(result.reply) == chat
    assert talk.script is not None
    assert violations(talk.script, language=ad, forbidden=talk.brief.forbidden) == []


async def test_a_call_to_action_of_another_language_is_put_into_the_ads_own() -> None:
    talk = await written("ru")
    await talk.say("призыв: Закажите сейчас")
    assert talk.brief.call_to_action == "Закажите сейчас"
    result = await talk.say("ролик на испанском")

    assert talk.brief.call_to_action == "Pide ahora"
    assert "Pide ahora" in result.reply
    assert spoken(talk).rstrip().endswith("Pide ahora.")


async def test_a_slogan_in_english_changes_nobodys_language_and_two_messages_do() -> None:
    talk = Conversation()
    await talk.say("hola, necesito un anuncio para nuestro café")
    one = await talk.say("just for you")
    two = await talk.say("how much is it for the video?")

    assert language_of(one.reply) == "es"
    assert language_of(two.reply) == "en"


async def test_the_product_is_not_asked_for_again_and_again() -> None:
    talk = Conversation()
    for said in ("ролик нужен", "термобельё", "термобельё", "термобельё"):
        await talk.say(said)

    assert talk.brief.product == "термобельё"
    assert talk.asked.count("product") <= 2
