"""Whole conversations with the guided interviewer."""

from __future__ import annotations

import pytest

from agent.rules import violations
from tests.agent.conversation import PHOTO, Conversation

ALL_AT_ONCE = "30 s Instagram reel for our cold brew, young professionals, tone playful, CTA order now"

WALKS = {
    "terse": ["sneakers", "runners", "light as air", "tiktok", "15", "shop now", "skip"],
    "chatty": [
        "Hello! So nice to meet you. We make handmade soy candles, all poured in our kitchen.",
        "Oh, mostly women who love a quiet evening at home, I'd say",
        "I think that every candle is poured by hand",
        "Hmm, probably Instagram, that's where our people are. And make it warm please!",
        "thirty seconds please",
        "They should visit our website",
        "No photo at the moment, sorry",
    ],
    "all at once": [ALL_AT_ONCE, "skip"],
    "just decide": ["a budgeting app", "just decide"],
    "you choose": ["yoga studio", *["You choose"] * 5, "Skip"],
    "changing mind": [
        "ad for our matcha latte", "students", "no wait, the audience is young parents", "it calms you down", "tiktok",
        "actually, Instagram stories instead", "30 seconds", "order now", PHOTO,
    ],
    "off-topic": [
        "hi", "what's the weather like?", "dog grooming salon", "who won the game?", "how much does it cost?",
        "dog owners",
        "gentle hands", "facebook", "20s", "are you a robot?", "Book a visit", "skip",
    ],
    "hostile": ["you suck", "this is stupid", "fine. energy drink", "whatever", "idiot", "just write it"],
    "mumbling": ["ok", "no", "🙂", "coffee beans", *["asdf"] * 9],
    "wants it written": ["write it", "running shoes", "write the script"],
    "photo first": [PHOTO, "leather wallet", "just decide"],
}  # fmt: skip


@pytest.mark.parametrize("name", WALKS)
async def test_every_conversation_ends_with_a_sound_script_and_no_question_put_twice(name: str) -> None:
    talk = Conversation()
    for said in WALKS[name]:
        await talk.say(said)

    assert talk.script is not None, talk.results[-1].reply
    assert violations(talk.script, forbidden=talk.brief.forbidden) == []
    assert all(value is not None for value in talk.brief.ad_details().values())
    assert all(result.reply and len(result.suggestions) <= 4 for result in talk.results)
    assert all(not str(step.get("result", "")).startswith("Not") for r in talk.results for step in r.trace)
    endings = [result.reply.rsplit("\n\n", 1)[-1] for result in talk.results]
    asked = [ending for ending in endings if ending.endswith("?") or "Send it and it stars" in ending]
    assert len(asked) == len(set(asked))
    assert sum("photo of" in ending for ending in endings) <= 1


async def test_everything_at_once_needs_one_question_at_most_and_is_confirmed() -> None:
    talk = Conversation()
    first = await talk.say(ALL_AT_ONCE)

    assert "Got it: cold brew · for young professionals · Instagram Reels · 30 s" in first.reply
    assert first.asked == ("photo",)
    second = await talk.say("skip")
    assert second.script is not None
    assert second.script.ad_details.ad_duration == 30
    assert "✅" in second.reply
    assert "nothing: the local renderer is free" in second.reply
    assert "I assumed" in second.reply


async def test_the_first_message_says_that_no_model_is_connected_and_no_later_one() -> None:
    talk = Conversation()
    first, second = await talk.say("hi"), await talk.say("sneakers")

    assert "no AI model is connected" in first.reply
    assert "What are we advertising?" in first.reply
    assert "no AI model" not in second.reply


async def test_just_decide_takes_fifteen_seconds_and_says_what_was_assumed() -> None:
    talk = Conversation()
    await talk.say("a bakery in Leeds")
    result = await talk.say("just decide")

    assert result.brief.duration == 15
    assert {"duration", "placement", "target_audience", "call_to_action"} <= set(result.brief.assumed)
    assert "15 s" in result.reply


async def written() -> Conversation:
    talk = Conversation()
    await talk.say(ALL_AT_ONCE)
    await talk.say("skip")
    return talk


async def test_a_written_script_is_changed_by_talking() -> None:
    talk = await written()
    first = talk.script
    assert first is not None

    await talk.say("make it 15 seconds")
    assert talk.script is not None
    assert talk.script.duration == 15
    await talk.say("more luxurious")
    assert talk.brief.tone == "luxurious"
    await talk.say("use AIDA")
    assert talk.script.framework == "AIDA"
    before = talk.script.voiceover_text
    await talk.say("another version")
    assert talk.script.voiceover_text != before
    assert (await talk.say("back to the version before")).script is not None
    assert talk.script.voiceover_text == before


async def test_an_edit_of_one_scene_changes_that_scene_only() -> None:
    talk = await written()
    before = talk.script
    result = await talk.say("scene 2: more daylight")
    after = result.script
    assert before is not None
    assert after is not None

    assert "more daylight" in after.scenes[1].description
    assert [a == b for a, b in zip(before.scenes, after.scenes, strict=True)].count(False) == 1
    assert after.voiceover_text == before.voiceover_text
    text = (await talk.say("scene 3 text: Fresh every day")).script
    assert text is not None
    assert text.scenes[2].on_screen_text == "Fresh every day"
    assert (await talk.say("scene 40: bigger")).script is None


async def test_colours_and_a_late_photo_reach_the_script() -> None:
    talk = await written()
    await talk.say("brand colours are navy and #FFEB3B")
    assert talk.script is not None
    assert talk.script.brand.colors == ("#000080", "#FFEB3B")
    await talk.say(PHOTO)
    assert talk.script.brand.product_images == ("asset-1",)
    assert talk.brand.colors == ("#000080", "#FFEB3B")


async def test_small_talk_after_the_script_changes_nothing() -> None:
    talk = await written()
    for said in ("thanks", "looks good", "how much is it?", "what's the weather?", "skip", "🙂"):
        result = await talk.say(said)
        assert result.script is None, said
        assert result.brief == talk.brief
        assert result.reply


async def test_several_messages_of_a_burst_are_one_turn() -> None:
    talk = Conversation()
    result = await talk.say("we sell dog leashes", PHOTO, "for new dog owners, 20 seconds")

    assert (result.brief.product, result.brief.target_audience, result.brief.duration) == (
        "dog leashes", "new dog owners", 20,
    )  # fmt: skip
    assert result.brand.product_images == ("asset-1",)
    assert result.brand.colors == ("#112233", "#FFFFFF")


async def test_the_same_conversation_gives_the_same_script() -> None:
    one, two = await written(), await written()

    assert one.script == two.script


async def test_no_photo_said_unasked_is_heard_and_never_asked_about() -> None:
    talk = Conversation()
    first = await talk.say("ad for my bakery, no photo")
    assert "photo" in first.asked
    script = await talk.say("key message: fresh every morning, no photo, just decide")
    assert script.script is not None
    assert script.brief.key_message == "fresh every morning"


async def test_a_place_that_we_make_no_films_for_is_answered_with_the_nearest_and_not_asked_again() -> None:
    talk = Conversation()
    for said in ("running shoes", "runners", "light as air"):
        await talk.say(said)
    result = await talk.say("VK Clips")

    assert "I make no films for Vk Clips yet; Instagram Reels is the nearest" in result.reply
    assert result.asked.count("placement") == 1
    assert result.brief.placement == "instagram_reels"
    assert "placement" in result.brief.assumed


async def test_who_had_to_be_reminded_twice_gets_a_script_instead_of_a_third_reminder() -> None:
    talk = Conversation()
    for said in ("running shoes", "asdf", "asdf", "asdf", "asdf"):
        await talk.say(said)

    assert talk.asked == ("target_audience", "target_audience", "key_message", "key_message")
    assert talk.script is not None
    assert {"target_audience", "key_message", "placement", "call_to_action"} <= set(talk.brief.assumed)
