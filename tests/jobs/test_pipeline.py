"""The pipeline's promises, for any order in which work may end."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.enums import GenerationJobStatus as Status
from db.production import plan
from jobs.pipeline import Ask, Begin, Deliver, Finish, GiveUp, JobFacts, Phase, next_steps, percent, phase


def fresh(scenes: int) -> list[JobFacts]:
    return [
        JobFacts(uuid4(), job.asset_kind, job.scene_number, Status.QUEUED)
        for job in plan(range(1, scenes + 1))
    ]


def with_status(jobs: list[JobFacts], wanted: dict[str, Status]) -> list[JobFacts]:
    return [replace(job, status=wanted.get(job.kind, job.status)) for job in jobs]


def test_a_fresh_production_begins_with_stills_and_sound() -> None:
    begun = {(step.job.kind, step.job.scene) for step in next_steps(fresh(2)) if isinstance(step, Begin)}
    assert begun == {("still", 1), ("still", 2), ("voice", None), ("music", None)}


def test_a_clip_begins_when_its_own_still_is_there() -> None:
    jobs = fresh(2)
    jobs[0] = replace(jobs[0], status=Status.COMPLETED)
    begun = {(step.job.kind, step.job.scene) for step in next_steps(jobs) if isinstance(step, Begin)}
    assert ("clip", 1) in begun
    assert ("clip", 2) not in begun


@pytest.mark.parametrize("late", ["clip", "voice", "music"])
def test_the_cut_waits_for_everything_it_is_made_of(late: str) -> None:
    done = dict.fromkeys(("still", "clip", "voice", "music"), Status.COMPLETED)
    jobs = with_status(fresh(2), done | {late: Status.PROCESSING})
    assert not any(isinstance(s, Begin) and s.job.kind == "cut" for s in next_steps(jobs))
    assert any(isinstance(s, Begin) and s.job.kind == "cut" for s in next_steps(with_status(jobs, done)))


def test_the_cut_is_handed_over_once() -> None:
    done = dict.fromkeys(("still", "clip", "voice", "music", "cut"), Status.COMPLETED)
    jobs = with_status(fresh(1), done)
    (step,) = next_steps(jobs)
    assert isinstance(step, Deliver)
    assert next_steps(with_status(jobs, {"delivery": Status.PROCESSING})) == ()


def test_a_failure_ends_the_production_and_nothing_else_begins() -> None:
    jobs = fresh(3)
    jobs[4] = replace(jobs[4], status=Status.FAILED, error="failed-unexpected: x")
    assert next_steps(jobs) == (GiveUp(jobs[4]),)


def test_what_a_stop_left_behind_is_asked_about() -> None:
    jobs = with_status(fresh(1), {"voice": Status.CANCELLED})
    (asked,) = [step for step in next_steps(jobs) if isinstance(step, Ask)]
    assert [job.kind for job in asked.jobs] == ["voice"]
    (cut,) = [job for job in with_status(jobs, {"cut": Status.CANCELLED}) if job.kind == "cut"]
    assert next_steps(with_status(jobs, {"cut": Status.CANCELLED})) == (GiveUp(cut),)


@settings(max_examples=60, deadline=None)
@given(scenes=st.integers(1, 6), choices=st.lists(st.integers(0, 10**6), min_size=200, max_size=200))
def test_any_order_of_endings_leads_to_a_finished_ad(scenes: int, choices: list[int]) -> None:
    """Whatever ends first: every job begins exactly when its inputs are there, progress never falls, the ad ends."""
    jobs = {job.id: job for job in fresh(scenes)}
    before = 0
    for choice in choices:
        steps = next_steps(list(jobs.values()))
        if any(isinstance(step, Finish) for step in steps):
            break
        ready = [step.job for step in steps if isinstance(step, Begin | Deliver)]
        assert ready, "a production that is not finished has something to do"
        done = ready[choice % len(ready)]
        jobs[done.id] = replace(done, status=Status.COMPLETED)
        now = percent(list(jobs.values()))
        assert now >= before
        before = now
    assert before == 100
    assert all(job.status is Status.COMPLETED for job in jobs.values())


def test_percent_is_full_only_at_the_end() -> None:
    done = dict.fromkeys(("still", "clip", "voice", "music", "cut"), Status.COMPLETED)
    almost = with_status(fresh(2), done | {"delivery": Status.PROCESSING})
    assert percent([replace(job, progress=100) for job in almost]) == 99
    assert percent(with_status(almost, {"delivery": Status.COMPLETED})) == 100


def test_the_phase_is_the_part_that_is_furthest_behind() -> None:
    jobs = fresh(2)
    assert phase(jobs) is Phase.STILLS
    assert phase(with_status(jobs, {"still": Status.COMPLETED})) is Phase.CLIPS
    assert phase(with_status(jobs, {"still": Status.COMPLETED, "clip": Status.COMPLETED})) is Phase.COMPOSING
