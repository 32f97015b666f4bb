"""Wishes about a written script: scenes removed, re-filmed, re-voiced, resized; and what can't be done is said."""

from __future__ import annotations

import pytest

from agent.rules import violations
from agent.script import AdScript
from tests.agent.conversation import Conversation


async def written(
    first: str = "30 s Instagram reel for our pizza, students, tone playful, CTA order now",
) -> Conversation:
    talk = Conversation()
    await talk.say(first)
    await talk.say("just decide")
    return talk


def of(talk: Conversation) -> AdScript:
    assert talk.script is not None
    return talk.script


@pytest.mark.parametrize("seconds", [10, 15, 30])
async def test_a_removed_scene_is_gone_with_its_words_and_the_ad_keeps_its_length(seconds: int) -> None:
    talk = await written(f"{seconds} s Instagram reel for our pizza")
    before = of(talk)
    result = await talk.say("remove scene 2")
    after = of(talk)

    assert len(after.scenes) == len(before.scenes) - 1
    assert [s.description for s in after.scenes] == [
        s.description for i, s in enumerate(before.scenes) if i != 1
    ]
    assert after.duration == seconds
    assert before.voiceover_text.split("\n")[1] not in after.voiceover_text.split("\n")
    assert violations(after) == []
    assert "Scene 2 is gone" in result.reply


async def test_what_must_stay_is_not_removed_and_that_is_said() -> None:
    talk = await written()
    last = len(of(talk).scenes)
    packshot = await talk.say("delete the last scene")
    assert packshot.script is None
    assert f"Scene {last} stays" in packshot.reply
    two = await written("6 s Instagram reel for our pizza")
    refused = await two.say("remove scene 1")
    assert refused.script is None
    assert "Scene 1 stays" in refused.reply


async def test_a_voice_line_is_replaced_in_the_voice_over_and_in_its_scene() -> None:
    talk = await written()
    before = of(talk)
    result = await talk.say('make the voice-over say "Pizza is life" in scene 1')
    after = of(talk)

    assert after.voiceover_text.split("\n")[0] == "Pizza is life."
    assert after.scenes[0].audio_prompt == "Voice-over: “Pizza is life.”"
    assert after.scenes[0].on_screen_text == "Pizza is life"
    assert before.voiceover_text.split("\n")[0] not in after.voiceover_text
    assert violations(after) == []
    assert "now says “Pizza is life.”" in result.reply


async def test_a_line_that_is_too_long_is_refused_with_the_room_there_is() -> None:
    talk = await written("6 s Instagram reel for our pizza")
    result = await talk.say('make the voice-over say "' + "very " * 30 + 'good pizza" in scene 1')

    assert result.script is None
    assert "too long for scene 1" in result.reply


async def test_another_picture_replaces_the_old_one() -> None:
    talk = await written()
    before = of(talk)
    await talk.say("scene 2: show the bottle on a beach, waves behind it")
    scene = of(talk).scenes[1]

    assert (
        scene.description
        == f"{before.scenes[1].description.split(':')[0]}: the bottle on a beach, waves behind it."
    )
    assert scene.visual_prompt.startswith("The bottle on a beach, waves behind it. The product is pizza")
    assert before.scenes[1].description.split(": ", 1)[1].rstrip(".") not in scene.visual_prompt
    assert [a == b for a, b in zip(before.scenes, of(talk).scenes, strict=True)].count(False) == 1


async def test_several_wishes_in_one_message_are_all_done() -> None:
    talk = await written()
    await talk.say("use AIDA and make scene 2 brighter")
    assert of(talk).framework == "AIDA"
    assert "brighter" in of(talk).scenes[1].description
    await talk.say("make it 20 seconds. scene 2: more daylight. also remove scene 4. make the music jazz")
    script = of(talk)
    assert (script.duration, script.music.genre) == (20, "jazz")
    assert "more daylight" in script.scenes[1].description
    assert len(script.scenes) == 4


async def test_a_scene_gets_another_length_and_the_ad_keeps_its_own() -> None:
    talk = await written()
    await talk.say("scene 3: 7 seconds")
    assert of(talk).scenes[2].duration == 7
    await talk.say("make scene 3 shorter")
    assert of(talk).scenes[2].duration == 6
    assert violations(of(talk)) == []
    await talk.say("scene 1: 8 seconds")
    assert of(talk).scenes[0].duration == 3
    assert "can't change its length" in (await talk.say("scene 1: 8 seconds")).reply


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("swap scenes 2 and 3", "beyond my rules"),
        ("scene 40: bigger", "The script has 6 scenes"),
        ("no voice over please", "told by a voice, so that stays"),
        ("film it", "Press ✅"),
        ("do it", "Press ✅"),
        ("make it", "Press ✅"),
        ("no photo", "nothing changes"),
        ('make the voice-over say "hello"', "which one should say “hello”"),
    ],
)
async def test_what_changes_nothing_is_answered_plainly(said: str, answer: str) -> None:
    talk = await written()
    result = await talk.say(said)

    assert result.script is None
    assert answer in result.reply


async def test_music_is_changed_or_off_under_the_same_words_and_stays_so() -> None:
    talk = await written()
    before = of(talk)
    await talk.say("make the music jazz")
    assert (of(talk).music.genre, of(talk).voiceover_text) == ("jazz", before.voiceover_text)
    await talk.say("make it 20 seconds")
    assert of(talk).music.genre == "jazz"
    words = of(talk).voiceover_text
    await talk.say("no music")
    assert (of(talk).music.enabled, of(talk).voiceover_text) == (False, words)


async def test_going_back_undoes() -> None:
    talk = await written()
    before = of(talk)
    await talk.say("remove scene 2")
    await talk.say("go back")

    assert of(talk) == before


async def test_starting_over_gives_another_argument_another_hook_and_other_lines() -> None:
    talk = await written()
    seen = [of(talk)]
    for _ in range(3):
        result = await talk.say("I don't like it, start over")
        assert "from another angle" in result.reply
        old, new = seen[-1], of(talk)
        lines = [set(s.voiceover_text.replace("\n", " ").split(". ")) for s in (old, new)]
        assert new.framework != old.framework
        assert new.scenes[0].on_screen_text != old.scenes[0].on_screen_text
        assert len(lines[0] & lines[1]) <= len(lines[1]) / 2
        seen.append(new)
    assert len({script.framework for script in seen}) == 4


async def test_changes_by_hand_that_a_rewrite_drops_are_named() -> None:
    talk = await written()
    await talk.say("scene 2: show a dog")
    result = await talk.say("other framework")

    assert "“go back” brings it back" in result.reply
