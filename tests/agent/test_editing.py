"""Editing by talking: only what must change changes, what was made is kept, undo goes several steps, and a version
stands beside the script."""

from __future__ import annotations

import pytest

from agent.aiming import aimed, scene_meant
from agent.brief import BrandFacts, Brief, merge
from agent.copywriter import write
from agent.editing import Change, brief_of, contrast, diff, keep_made
from agent.rules import violations
from agent.script import AdScript, Scene
from agent.tools import Back, SceneEdit, TurnState, edit_scene, restore_previous_script
from tests.agent.conversation import Conversation

BRIEF = Brief(product="cold brew", target_audience="students", placement="tiktok", duration=15)
PLAIN = write(BRIEF, BrandFacts())


def made(script: AdScript) -> AdScript:
    """`script` with everything produced."""
    scenes = tuple(
        scene.model_copy(
            update={
                "generated_image_url": f"still-{scene.scene_number}",
                "generated_video_url": f"clip-{scene.scene_number}",
                "generated_audio_url": f"sound-{scene.scene_number}",
            }
        )
        for scene in script.scenes
    )
    return script.model_copy(update={"scenes": scenes, "voiceover_url": "voice"})


SCRIPT = made(PLAIN)


def changed(script: AdScript, number: int, **values: object) -> AdScript:
    scenes = [s.model_copy(update=values) if s.scene_number == number else s for s in script.scenes]
    return script.model_copy(update={"scenes": tuple(scenes)})


def urls(scene: Scene) -> tuple[str | None, str | None, str | None]:
    return scene.generated_image_url, scene.generated_video_url, scene.generated_audio_url


# What was made


@pytest.mark.parametrize(
    ("edit", "kept"),
    [
        ({"on_screen_text": "New"}, ("still-2", "clip-2", "sound-2")),
        ({"audio_prompt": "Rain."}, ("still-2", "clip-2", None)),
        ({"duration": 4.25}, ("still-2", None, "sound-2")),
        ({"description": "A bottle"}, (None, None, "sound-2")),
        ({"visual_prompt": "A bottle. No text, no music."}, (None, None, "sound-2")),
    ],
)
def test_an_edit_drops_only_what_no_longer_shows_the_scene(
    edit: dict[str, object], kept: tuple[str | None, ...]
) -> None:
    after = keep_made(SCRIPT, changed(SCRIPT, 2, **edit))
    assert urls(after.scenes[1]) == kept
    assert [urls(s) for s in after.scenes if s.scene_number != 2] == [
        urls(s) for s in SCRIPT.scenes if s.scene_number != 2
    ]


def test_a_scene_that_moves_up_takes_its_files_along_and_another_shape_of_picture_takes_none() -> None:
    rest = [s.model_copy(update={"scene_number": n}) for n, s in enumerate(PLAIN.scenes[1:], start=1)]
    shorter = keep_made(SCRIPT, PLAIN.model_copy(update={"scenes": tuple(rest)}))
    assert [s.generated_image_url for s in shorter.scenes] == [
        s.generated_image_url for s in SCRIPT.scenes[1:]
    ]
    wide = PLAIN.model_copy(
        update={"ad_details": PLAIN.ad_details.model_copy(update={"ad_platform": "youtube_instream"})}
    )
    assert all(urls(scene) == (None, None, None) for scene in keep_made(SCRIPT, wide).scenes)


def test_the_voice_is_kept_with_its_words() -> None:
    assert keep_made(SCRIPT, PLAIN).voiceover_url == "voice"
    other = PLAIN.model_copy(update={"voiceover_text": "Else."})
    assert keep_made(SCRIPT, other).voiceover_url is None


def test_an_edited_scene_leaves_the_files_of_the_others_alone() -> None:
    state = TurnState(BRIEF, BrandFacts(), script=SCRIPT)
    answer = edit_scene(state, SceneEdit(scene_number=1, description="Morning: a window."))
    assert answer.startswith("Saved")
    assert state.script is not None
    assert urls(state.script.scenes[0]) == (None, None, "sound-1")
    assert [urls(s) for s in state.script.scenes[1:]] == [urls(s) for s in SCRIPT.scenes[1:]]


async def test_words_that_change_one_scene_keep_the_stills_and_clips_of_the_others() -> None:
    talk = Conversation(brief=BRIEF, script=SCRIPT, revision=1)
    result = await talk.say("Scene 2: more daylight")
    assert result.script is not None
    stale = [s.scene_number for s in result.script.scenes if s.generated_image_url is None]
    assert stale == [2]
    removed = await Conversation(brief=BRIEF, script=SCRIPT, revision=1).say("remove scene 2")
    assert removed.script is not None
    assert all(s.generated_image_url for s in removed.script.scenes)


async def test_what_was_changed_by_hand_stays_when_something_else_changes() -> None:
    talk = Conversation()
    await talk.say("30 s Instagram reel for our pizza, students, tone playful, CTA order now")
    await talk.say("just decide")
    await talk.say("Scene 3: more daylight")
    await talk.say('make the voice-over say "Pizza is life" in scene 2')
    await talk.say("make it 20 seconds")
    assert talk.script is not None
    assert (talk.script.duration, violations(talk.script)) == (20, [])
    assert sum("more daylight" in scene.visual_prompt for scene in talk.script.scenes) == 1
    assert "Pizza is life." in talk.script.voiceover_text
    told = await talk.say("other framework")
    assert "more daylight" not in str(talk.script)
    assert "“go back” brings it back" in told.reply


# What is shown of a change


def test_a_changed_scene_is_named_with_what_was_and_what_is() -> None:
    after = changed(SCRIPT, 2, on_screen_text="New", duration=4.25)
    found = diff(SCRIPT, after)
    (scene,) = found.scenes
    old = SCRIPT.scenes[1]
    assert (scene.number, scene.fate) == (2, "changed")
    assert scene.parts == {
        "on_screen": Change(old.on_screen_text, "New"),
        "length": Change(f"{old.duration:g}", "4.25"),
    }
    assert found.same == tuple(s.scene_number for s in SCRIPT.scenes if s.scene_number != 2)
    assert not found.rewritten


def test_a_removed_scene_is_gone_and_the_others_are_recognised() -> None:
    rest = [s.model_copy(update={"scene_number": n}) for n, s in enumerate(SCRIPT.scenes[1:], start=1)]
    found = diff(SCRIPT, SCRIPT.model_copy(update={"scenes": tuple(rest)}))
    assert [(s.number, s.fate) for s in found.scenes] == [(1, "gone")]
    assert found.same == tuple(range(1, len(rest) + 1))


def test_what_changes_in_the_whole_ad_is_named() -> None:
    other = write(merge(BRIEF, {"duration": 30}), BrandFacts(), framework="BAB")
    whole = diff(PLAIN, other).whole
    assert whole["duration"] == Change("15", "30")
    assert whole["framework"] == Change(PLAIN.framework, "BAB")
    assert diff(PLAIN, other).rewritten
    assert diff(PLAIN, PLAIN).empty


def test_a_long_text_shows_where_it_differs() -> None:
    start = "one two three four five six"
    longer = Change(f"{start}.", f"{start}; more daylight.")
    assert contrast(longer) == Change("… three four five six.", "… three four five six; more daylight.")
    assert contrast(Change("a b", "c d")) == Change("a b", "c d")
    assert contrast(Change("", "new")) == Change("", "new")


# Undo


def test_undo_goes_back_step_by_step_and_knows_how_far() -> None:
    scripts = [changed(SCRIPT, 1, on_screen_text=f"Take {n}") for n in range(4)]
    state = TurnState(BRIEF, BrandFacts(), scripts[3], scripts[2], earlier=tuple(scripts[:2]))
    restore_previous_script(state, Back())
    assert (state.script, state.back, state.written) == (scripts[2], 1, True)
    restore_previous_script(state, Back(steps=2))
    assert (state.script, state.back) == (scripts[0], 3)
    assert restore_previous_script(state, Back()).startswith("Not done")


def test_what_this_turn_wrote_is_the_first_step_of_undo() -> None:
    state = TurnState(BRIEF, BrandFacts(), SCRIPT, changed(SCRIPT, 1, on_screen_text="Before"))
    assert edit_scene(state, SceneEdit(scene_number=1, on_screen_text="New")).startswith("Saved")
    restore_previous_script(state, Back())
    assert (state.script, state.written, state.back) == (SCRIPT, False, 0)


def test_the_brief_goes_back_with_the_script_and_keeps_what_no_script_says() -> None:
    now = merge(BRIEF, {"duration": 30, "call_to_action": "Buy", "must_not": ["dogs"]})
    back = brief_of(now, PLAIN)
    assert (back.duration, back.call_to_action) == (15, PLAIN.ad_details.call_to_action)
    assert (back.must_not, back.product) == (("dogs",), "cold brew")


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("back to the version before", 20),
        ("undo", 20),
        ("undo twice", 30),
        ("go back two versions", 30),
        ("back to the first version", 30),
    ],
)
async def test_undo_in_words(words: str, seconds: float) -> None:
    talk = await _three_versions()
    result = await talk.say(words)
    assert result.script is not None
    assert (result.script.duration, talk.brief.duration) == (seconds, seconds)


async def test_undo_again_goes_one_step_further() -> None:
    talk = await _three_versions()
    lengths = []
    for _ in range(3):
        await talk.say("undo")
        assert talk.script is not None
        lengths.append(talk.script.duration)
    assert lengths == [20, 30, 30]
    assert "first version" in talk.results[-1].reply


async def _three_versions() -> Conversation:
    """30 s, then 20 s, then 15 s."""
    talk = Conversation()
    await talk.say("30 s Instagram reel for our pizza, students, tone playful, CTA order now")
    await talk.say("just decide")
    await talk.say("make it 20 seconds")
    await talk.say("make it 15 seconds")
    return talk


# A version beside it


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("What would 15 seconds look like?", 15),
        ("how would it look in 20 seconds?", 20),
        ("show me a 20 second version too", 20),
        ("can I see it in 15 s?", 15),
        ("what would shorter look like?", 20),
    ],
)
async def test_a_version_beside_the_script_replaces_nothing(words: str, seconds: float) -> None:
    talk = Conversation()
    await talk.say("30 s Instagram reel for our pizza, students, tone playful, CTA order now")
    await talk.say("just decide")
    before, brief = talk.script, talk.brief
    result = await talk.say(words)
    assert result.beside is not None
    assert result.beside.duration == seconds
    assert violations(result.beside) == []
    assert (result.script, talk.script, talk.brief) == (None, before, brief)
    assert "beside" in result.reply


async def test_a_question_is_no_wish_for_a_version() -> None:
    talk = await _three_versions()
    for words in ("how does it work?", "What would 15 seconds cost?", "what would you change?"):
        result = await talk.fork().say(words)
        assert (result.beside, result.script) == (None, None), words


# Replies


def test_a_reply_means_the_scene_it_shows_or_quotes() -> None:
    assert scene_meant([3], "", PLAIN, PLAIN) == 3
    assert scene_meant([1, 2, 3], "", PLAIN, PLAIN) is None
    assert scene_meant([1, 2, 3], "Scene 2 · 0:03", PLAIN, PLAIN) == 2
    assert scene_meant([1, 2, 3], PLAIN.scenes[1].description[:40], PLAIN, PLAIN) == 2
    assert scene_meant([1], "", None, PLAIN) is None


def test_a_reply_to_an_old_message_follows_the_scene_to_where_it_is_now() -> None:
    rest = tuple(s.model_copy(update={"scene_number": n}) for n, s in enumerate(PLAIN.scenes[1:], start=1))
    now = PLAIN.model_copy(update={"scenes": rest})
    assert scene_meant([2], "", PLAIN, now) == 1
    assert scene_meant([1], "", PLAIN, now) is None


@pytest.mark.parametrize("words", ["more daylight", "funnier", "shorter", "show the bottle instead"])
def test_a_wish_in_a_reply_names_its_scene(words: str) -> None:
    assert aimed(words, 3) == f"Scene 3: {words}"


@pytest.mark.parametrize("words", ["thanks!", "undo", "scene 1: brighter", "how much does it cost?", ""])
def test_what_is_no_wish_about_the_scene_stays_as_it_was_said(words: str) -> None:
    assert aimed(words, 3) == words
