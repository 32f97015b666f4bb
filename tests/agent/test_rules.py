"""The rules of a script, and what repairing one may and may not do."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.rules import (
    HOOK_SECONDS,
    LONGEST_SCENE,
    MOST_LINES,
    fit_screen,
    repair,
    screen_lines,
    speech_seconds,
    spread,
    violations,
)
from agent.script import AdDetails, AdScript, Scene

PROMPT = "Cold brew on ice. No text, no music."
VOICE = (
    "One two three four five six seven eight nine ten. One two three four five six seven eight nine ten "
    "eleven twelve thirteen."
)


def script(*seconds: float, voice: str = VOICE, ending: str = "Order now", duration: float = 15) -> AdScript:
    scenes = [
        Scene(scene_number=n, duration=s, description="d", visual_prompt=PROMPT, on_screen_text="Hi")
        for n, s in enumerate(seconds, start=1)
    ]
    scenes[-1] = scenes[-1].model_copy(update={"on_screen_text": ending})
    details = AdDetails(ad_duration=duration, call_to_action="order now")
    return AdScript(ad_details=details, voiceover_text=voice, scenes=tuple(scenes))


def test_a_sound_script_breaks_no_rule() -> None:
    assert violations(script(3, 6, 6)) == []


def test_every_broken_rule_is_one_sentence_that_says_what_to_do() -> None:
    bad = script(5, 12, ending="Bye").model_copy(update={"voiceover_text": "Too short."})
    found = violations(bad, forbidden=("short",))

    assert len(found) == 6
    assert any("add up to 17 s, but the ad is 15 s" in line for line in found)
    assert any("Scene 1 is the hook" in line for line in found)
    assert any("Scene 2 lasts 12 s" in line for line in found)
    assert any("call to action “order now”" in line for line in found)
    assert any("fills only" in line for line in found)
    assert any("mentions “short”" in line for line in found)


def test_a_prompt_must_forbid_text_and_music() -> None:
    scene = Scene(scene_number=1, duration=3, description="d", visual_prompt="A glass.")
    bad = script(3, 12).model_copy(update={"scenes": (scene, script(3, 6).scenes[1])})

    assert any("visual prompt must end with" in line for line in violations(bad))


def test_speech_that_is_too_long_is_cut_after_a_sentence() -> None:
    long = script(3, 6, 6, voice=" ".join([VOICE] * 3))
    mended = repair(long)

    assert any("cut it to at most" in line for line in violations(long))
    assert violations(mended) == []
    assert mended.voiceover_text.endswith(".")
    assert long.voiceover_text.startswith(mended.voiceover_text)


def test_repair_invents_no_words_for_a_voice_that_is_too_short() -> None:
    short = script(3, 6, 6, voice="Too short.")

    assert repair(short).voiceover_text == "Too short."


def test_numbers_and_signs_take_time_to_say() -> None:
    assert speech_seconds("20% off") > speech_seconds("great off")


@settings(max_examples=120, deadline=None)
@given(
    seconds=st.lists(st.floats(0.5, 20), min_size=2, max_size=12),
    half_seconds=st.integers(10, 240),
    text=st.text(max_size=400),
)
def test_repair_mends_durations_screen_texts_and_endings(
    seconds: list[float], half_seconds: int, text: str
) -> None:
    total = half_seconds / 2
    broken = script(*seconds, duration=total, ending=text)
    mended = repair(broken)

    assert abs(mended.duration - total) < 1e-6
    assert mended.scenes[0].duration <= HOOK_SECONDS
    assert all(len(screen_lines(scene.on_screen_text)) <= MOST_LINES for scene in mended.scenes)
    assert not [line for line in violations(mended) if "call to action" in line or "add up" in line]


@settings(max_examples=150, deadline=None)
@given(weights=st.lists(st.floats(0.1, 30), min_size=2, max_size=20), half_seconds=st.integers(20, 200))
def test_durations_are_halves_that_add_up(weights: list[float], half_seconds: int) -> None:
    lengths = spread(weights, half_seconds / 2)

    assert sum(lengths) == half_seconds / 2
    assert all((length * 2).is_integer() and length > 0 for length in lengths)
    if half_seconds / 2 <= HOOK_SECONDS + LONGEST_SCENE * (len(weights) - 1):
        assert lengths[0] <= HOOK_SECONDS
        assert max(lengths) <= LONGEST_SCENE


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=600), lines=st.integers(1, 3))
def test_any_text_is_made_to_fit_the_screen(text: str, lines: int) -> None:
    assert len(screen_lines(fit_screen(text, lines))) <= lines
