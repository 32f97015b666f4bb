"""Three angles by rules: different ways to tell one ad, each sound, none twice the same."""

from __future__ import annotations

import pytest

from agent.angles import VERSIONS, chosen_of, first_script, propose
from agent.brief import BrandFacts, Brief, merge
from agent.copywriter import write
from agent.craftlog import Angle, CraftLog, read_log, total
from agent.platforms import PLACEMENTS
from agent.rules import violations

BRIEFS = [
    Brief(product=product, placement=place, duration=seconds, call_to_action="Order now", tone=tone)
    for product, place, seconds, tone in (
        ("cold brew", "instagram_reels", 15, "playful"),
        ("Mossy shampoo", "tiktok", 10, "warm"),
        ("a budgeting app", "linkedin", 30, "professional"),
        ("running shoes", "youtube_instream", 45, "bold"),
        ("a yoga studio", "instagram_stories", 6, "calm"),
    )
]
BRAND = BrandFacts()


@pytest.mark.parametrize("brief", BRIEFS, ids=lambda brief: brief.product)
def test_three_sound_scripts_in_three_frameworks_on_three_openings(brief: Brief) -> None:
    angles = propose(brief, BRAND)

    assert angles == propose(brief, BRAND)
    assert len({a.framework for a in angles}) == len({a.name for a in angles}) == 3
    assert len({a.opening.lower() for a in angles}) == 3
    for angle in angles:
        assert angle.script is not None
        assert violations(angle.script, forbidden=brief.forbidden) == []
        assert angle.script == write(brief, BRAND, revision=angle.take or 0, framework=angle.framework)
        assert angle.opening in angle.idea
        assert brief.where.name in PLACEMENTS
        assert len(angle.marks) == 5


def test_the_ideas_tell_tone_and_placement() -> None:
    reels, tiktok = propose(BRIEFS[0], BRAND)[0], propose(BRIEFS[1], BRAND)[0]
    assert reels.idea.endswith("With a wink, quick enough for Reels.")
    assert tiktok.idea.endswith("Close and unhurried, as if a friend had filmed it.")
    spanish = propose(BRIEFS[0], BRAND, told_in="es")[0]
    assert spanish.idea.endswith("Con un guiño, con el ritmo de Reels.")
    assert spanish.script is not None
    assert reels.script is not None
    assert spanish.script.voiceover_text == reels.script.voiceover_text


def test_the_best_marked_is_developed_and_a_framework_that_was_asked_for_stays() -> None:
    brief = BRIEFS[0]
    angles = propose(brief, BRAND)
    chosen = chosen_of(angles, brief)
    assert total(angles[chosen].marks) == max(total(a.marks) for a in angles)
    assert first_script(brief, BRAND, "fast") == angles[chosen].script
    assert first_script(brief, BRAND, "off") == write(brief, BRAND)

    asked = merge(brief, {"framework": "hook_demo"})
    angles = propose(asked, BRAND)
    assert angles[0].framework == "hook_demo"
    assert chosen_of(angles, asked) == 0
    # What was only assumed binds nobody.
    assumed = merge(brief, {"framework": "hook_demo"}, assumed=["framework"])
    assert propose(assumed, BRAND) == propose(brief, BRAND)


@pytest.mark.parametrize("brief", BRIEFS, ids=lambda brief: brief.product)
def test_thorough_is_never_worse_than_fast(brief: Brief) -> None:
    def top(angles: tuple[Angle, ...]) -> int:
        return total(angles[chosen_of(angles, brief)].marks)

    assert top(propose(brief, BRAND, level="thorough")) >= top(propose(brief, BRAND))


def test_new_angles_leave_the_old_way_and_its_openings() -> None:
    brief = BRIEFS[0]
    old = propose(brief, BRAND)
    told = old[chosen_of(old, brief)]
    new = propose(brief, BRAND, start=1, without=[a.opening for a in old], instead_of=told.framework)

    assert told.framework not in {a.framework for a in new}
    assert new[0].opening not in {a.opening for a in old}
    assert all(0 <= (a.take or 0) < VERSIONS for a in new)


def test_a_log_is_read_as_it_was_kept_and_a_foreign_one_is_none() -> None:
    log = CraftLog(level="fast", angles=propose(BRIEFS[0], BRAND), chosen=1)
    assert read_log(log.document()) == log
    assert [at for at, _ in log.others] == [0, 2]
    assert read_log({}) is read_log(None) is read_log({"chosen": "x"}) is None
