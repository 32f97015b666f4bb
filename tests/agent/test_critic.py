"""The critic by rules: every mark rests on something that can be measured in the script, and says so."""

from __future__ import annotations

import string
import tomllib
from importlib import resources
from typing import Any

import pytest

from agent.brief import FRAMEWORKS, BrandFacts, Brief
from agent.copywriter import write
from agent.craft import TONES
from agent.craftlog import BEST, CRITERIA, NAME_LENGTH, REASON_LENGTH, Criterion, best, percent, total
from agent.critic import TOLD_IN, cohesion, judge, opening_of, shared_look
from agent.platforms import PLACEMENTS
from agent.script import AdScript, Captions

BRIEF = Brief(
    product="cold brew", target_audience="students", placement="instagram_reels", duration=15,
    call_to_action="Order now", key_message="calm in one minute", offer="first one free", tone="playful",
)  # fmt: skip
BRAND = BrandFacts(colors=("#112233",))
GOOD = write(BRIEF, BRAND, framework="PAS")
SILENT = GOOD.model_copy(update={"captions": Captions(enabled=False)})


def changed(at: int, script: AdScript = GOOD, **update: Any) -> AdScript:
    """`script` with its scene at index `at` changed."""
    scenes = list(script.scenes)
    scenes[at] = scenes[at].model_copy(update=update)
    return script.model_copy(update={"scenes": tuple(scenes)})


def mark(
    script: AdScript, criterion: Criterion, brief: Brief = BRIEF, brand: BrandFacts = BRAND
) -> tuple[int, str]:
    found = next(m for m in judge(script, brief, brand) if m.criterion == criterion)
    return found.score, found.reason


def test_five_marks_in_order_each_with_a_reason() -> None:
    marks = judge(GOOD, BRIEF, BRAND)

    assert tuple(m.criterion for m in marks) == CRITERIA
    assert all(0 <= m.score <= BEST and 20 < len(m.reason) <= REASON_LENGTH for m in marks)
    assert judge(GOOD, BRIEF, BRAND) == marks
    assert percent(marks) == 2 * total(marks) > 80


WORSE: list[tuple[str, Criterion, AdScript, str]] = [
    ("a hook of many words", "hook", changed(0, on_screen_text="This is what every one of you has been waiting for"),
     "has 11 words"),
    ("a slow first scene", "hook", changed(0, duration=6.0), "lasts 6 s"),
    ("a statement", "hook", changed(0, on_screen_text="Coffee time."), "states rather than asks"),
    ("nothing on the first scene", "hook",
     changed(0, SILENT, on_screen_text=""), "without sound it says nothing"),
    ("a caption to study", "clarity", changed(2, on_screen_text="One two three four five six seven eight nine"),
     "Scene 3 shows 9 words"),
    ("a caption that flies by", "clarity", changed(1, on_screen_text="one two three four five six", duration=1.0),
     "asks people to read 6 words in 1 s"),
    ("a mute ad", "clarity", GOOD.model_copy(update={"voiceover_text": "Cold brew."}), "fills only"),
    ("the product unsaid", "brand_fit",
     GOOD.model_copy(update={"voiceover_text": GOOD.voiceover_text.replace("cold brew", "it")}), "never said aloud"),
    ("no call on the last scene", "call_to_action", changed(-1, on_screen_text="Bye"), "not on the last scene"),
    ("a call that flashes by", "call_to_action", changed(-1, duration=1.0), "stays only 1 s"),
]  # fmt: skip


@pytest.mark.parametrize(("criterion", "script", "why"), [w[1:] for w in WORSE], ids=[w[0] for w in WORSE])
def test_a_fault_costs_marks_where_it_belongs_and_is_named(
    criterion: Criterion, script: AdScript, why: str
) -> None:
    score, reason = mark(script, criterion)

    assert score < mark(GOOD, criterion)[0]
    assert why in reason


def test_what_the_brief_wants_and_rules_out_is_looked_for() -> None:
    wish = BRIEF.model_copy(update={"must_have": ("a red bicycle",)})
    assert "“a red bicycle”, which must be in" in mark(GOOD, "brand_fit", wish)[1]
    ruled_out = BRIEF.model_copy(update={"must_not": ("still half asleep",)})
    script = changed(0, on_screen_text="Still half asleep?")
    assert "“still half asleep”, which must stay out" in mark(script, "brand_fit", ruled_out)[1]
    unsaid = BRIEF.model_copy(update={"key_message": "the best in town"})
    assert "“the best in town”, is neither said nor shown" in mark(GOOD, "clarity", unsaid)[1]
    no_offer = BRIEF.model_copy(update={"offer": None})
    assert "why now" in mark(GOOD, "call_to_action", no_offer)[1]
    assert "own look" in mark(changed(0, on_screen_text="Cold brew?"), "brand_fit", brand=BrandFacts())[1]


def test_a_product_that_is_named_late_costs_marks() -> None:
    *first, last = (s.model_copy(update={"audio_prompt": "Voice-over: “Well.”"}) for s in GOOD.scenes)
    quiet = [scene.model_copy(update={"on_screen_text": "…"}) for scene in first]
    named = last.model_copy(update={"on_screen_text": "Cold brew. Order now"})
    late = GOOD.model_copy(update={"scenes": (*quiet, named)})
    assert "is named only after" in mark(late, "brand_fit")[1]


def test_the_platform_s_habits_count() -> None:
    long = write(BRIEF.model_copy(update={"placement": "tiktok", "duration": 45}), BRAND, framework="PAS")
    score, reason = mark(long, "platform_fit")
    assert "45 s is longer than the 9–15 s that work best on TikTok" in reason
    assert score <= 5
    uncaptioned = changed(1, SILENT, on_screen_text="")
    assert "many watch without sound" in mark(uncaptioned, "platform_fit")[1]
    assert mark(GOOD, "platform_fit")[0] > mark(write(BRIEF, BRAND, framework="AIDA"), "platform_fit")[0]


@pytest.mark.parametrize("language", TOLD_IN)
def test_every_reason_can_be_said_in_every_language(language: str) -> None:
    for _, _, script, _ in WORSE:
        for found in judge(script, BRIEF, BRAND, told_in=language):
            assert not {"{", "}"} & set(found.reason), found


def test_the_languages_say_the_same_things_with_the_same_values() -> None:
    def shape(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: shape(entry) for name, entry in value.items()}
        return sorted(name for _, name, _, _ in string.Formatter().parse(value) if name)

    files = {code: _copy(code) for code in TOLD_IN}
    for code, copy in files.items():
        assert shape(copy) == shape(files["en"]), code
        assert set(copy["angle"]) == set(FRAMEWORKS)
        assert set(copy["tone"]) == set(TONES.values())
        assert set(copy["place"]) == set(PLACEMENTS)
        assert set(copy["reason"]) == set(CRITERIA)
        names = [way["name"] for way in copy["angle"].values()]
        assert len(set(names)) == len(names)
        assert all(len(name) <= min(24, NAME_LENGTH) for name in names)


def _copy(code: str) -> dict[str, Any]:
    return tomllib.loads(
        resources.files("agent").joinpath("copy", "angles", f"{code}.toml").read_text("utf-8")
    )


def test_how_the_scenes_hang_together_is_measured() -> None:
    assert cohesion(GOOD, BRIEF, BRAND) == 100
    assert "the product is cold brew" in shared_look(GOOD)
    assert all(len(phrase) <= 60 for phrase in shared_look(GOOD))
    torn = changed(1, visual_prompt="A grey wall. No text, no music.")
    assert cohesion(torn, BRIEF, BRAND) < 75


def test_the_opening_is_what_is_read_first_and_the_best_the_first_of_equals() -> None:
    assert opening_of(changed(0, on_screen_text="")) == GOOD.voiceover_text.split("\n")[0]
    marks = judge(GOOD, BRIEF, BRAND)
    assert best([marks, marks]) == 0
    assert best([(), marks]) == 1
