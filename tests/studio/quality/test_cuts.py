"""Twelve cuts broken on purpose fail, each for its own reason by name; twelve good ones of many kinds pass."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from jobs.studio.quality import Quality, measure
from jobs.studio.quality.plan import Plan
from jobs.studio.stage import Area
from tests.studio.quality.cuts import BROKEN, GOOD, Recipe, make, plan_for

# What can't but be wrong as well: silence is no voice, samples at full scale are a peak above the limit.
_COMPANIONS = {"silent": {"voice_coverage"}, "clipped": {"true_peak"}}


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for all cuts, whose clips and voices are made once."""
    return tmp_path_factory.mktemp("cuts")


async def judged(recipe: Recipe, name: str, studio: Path) -> tuple[Quality, Plan, Path]:
    path, plan = studio / f"{name.replace(' ', '-')}.mp4", plan_for(recipe, studio)
    if not path.exists():
        make(recipe, path)
    return await measure(path, plan, studio), plan, path


def failing(quality: Quality) -> set[str]:
    return {figure.metric for figure in quality.figures if figure.verdict == "fail"}


@pytest.mark.parametrize("name", GOOD)
async def test_a_good_cut_passes(name: str, studio: Path) -> None:
    quality, plan, _ = await judged(GOOD[name], name, studio)
    assert (quality.faults, quality.warnings) == ((), ())
    assert quality.verdict == "pass"
    assert all(0 <= figure.score <= 100 for figure in quality.figures)
    scenes = {figure.scene for figure in quality.figures}
    assert scenes == {None, *(shot.number for shot in plan.shots)}, "every scene has figures of its own"
    assert not list(studio.glob("quality-*")), "nothing is left behind"


@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_cut_fails_by_name(name: str, studio: Path) -> None:
    metric, recipe = BROKEN[name]
    quality, _, _ = await judged(recipe, name, studio)
    assert quality.verdict == "fail"
    assert failing(quality) == {metric} | _COMPANIONS.get(name, set())
    assert quality.faults
    assert all(fault.endswith(".") for fault in quality.faults)


async def test_scenes_are_judged_one_by_one(studio: Path) -> None:
    quality, _, _ = await judged(BROKEN["black"][1], "black", studio)
    assert quality.scene(2)["black_frames"].verdict == "fail"
    assert quality.scene(1)["black_frames"].verdict == quality.scene(3)["black_frames"].verdict == "pass"
    assert quality.faults == ("Scene 2: black for 100 % of the time.",)
    report = quality.report()
    assert report["verdict"] == "fail"
    assert report["values"]["black_frames"] == {"video": 33.333, "1": 0, "2": 100, "3": 0}


async def test_other_ways_to_break_the_same_things(studio: Path) -> None:
    """Colours exchanged or overturned, captions late, a strobe, a plan that itself leaves the box: one file each."""
    wrong = {
        "swapped": (Recipe(draw=lambda frame, _: frame[..., [2, 1, 0]]), {"colour_error"}),
        "overturned": (Recipe(draw=lambda frame, _: np.ascontiguousarray(frame[::-1])), {"colour_error"}),
        "strobe": (Recipe(draw=lambda frame, at: frame if at % 0.25 < 0.125 else frame // 5), {"flashes"}),
        "missing": (
            Recipe(plate=None, ink=(255, 255, 255), material="street", drop=-4000),
            {"captions_missing"},
        ),
    }
    for name, (recipe, metrics) in wrong.items():
        quality, _, _ = await judged(recipe, name, studio)
        assert failing(quality) >= metrics, name


async def test_the_plan_is_judged_too(studio: Path) -> None:
    recipe = GOOD["no voice"]
    _, plan, path = await judged(recipe, "no voice", studio)
    low = tuple(replace(each, area=Area(each.area.left, 430, each.area.right, 460)) for each in plan.type)
    assert "safe_box" in failing(await measure(path, replace(plan, type=low), studio))
    tiny = tuple(replace(each, size=5) for each in plan.type)
    assert "caption_size" in failing(await measure(path, replace(plan, type=tiny), studio))


async def test_captions_out_of_step_with_the_plan(studio: Path) -> None:
    recipe = GOOD["no music"]
    _, plan, path = await judged(recipe, "no music", studio)
    early = tuple(replace(each, start=each.start - 1, end=each.end - 1) for each in plan.type)
    assert "out_of_step" in failing(await measure(path, replace(plan, type=early), studio))


async def test_what_is_no_video_is_a_verdict(tmp_path: Path, studio: Path) -> None:
    plan = plan_for(GOOD["no voice"], studio)
    (tmp_path / "empty.mp4").touch()
    quality = await measure(tmp_path / "empty.mp4", plan, tmp_path)
    assert quality.verdict == "fail"
    assert "empty" in quality.faults[0]


async def test_a_clip_that_stands_still_may_stand_still(studio: Path) -> None:
    """A picture that its maker filmed without moving is no fault of the cut."""
    still = Recipe(material="poster", scenes=1, captions=False)
    quality, plan, path = await judged(still, "poster", studio)
    assert quality.scene(1)["frozen_frames"].value == 100
    assert quality.verdict == "pass"
    alone = replace(plan, shots=tuple(replace(shot, source=None) for shot in plan.shots))
    assert failing(await measure(path, alone, studio)) == {"frozen_frames"}, (
        "with no clip to compare, it is one"
    )
