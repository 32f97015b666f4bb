import itertools

import pytest

from db.enums import AdProjectStatus as Ad
from db.enums import GenerationJobStatus as Job
from db.status import PROJECT_MOVES, may_move, sources_of


def test_an_ad_goes_from_the_first_word_to_the_video() -> None:
    way = [
        Ad.INITIAL,
        Ad.CHAT_IN_PROGRESS,
        Ad.SCRIPT_GENERATED,
        Ad.SCRIPT_APPROVED,
        Ad.VIDEO_GENERATING,
        Ad.COMPLETED,
    ]
    assert all(may_move(old, new) for old, new in itertools.pairwise(way))
    assert not any(may_move(way[a], way[b]) for a in range(6) for b in range(a + 2, 6))


@pytest.mark.parametrize("old", sorted(set(Ad) - {Ad.COMPLETED, Ad.FAILED, Ad.CANCELLED}))
def test_whatever_is_not_finished_may_fail_or_be_cancelled(old: Ad) -> None:
    assert may_move(old, Ad.FAILED)
    assert may_move(old, Ad.CANCELLED)


def test_what_is_completed_is_only_edited() -> None:
    assert PROJECT_MOVES[Ad.COMPLETED] == {Ad.SCRIPT_GENERATED}


@pytest.mark.parametrize("old", [Ad.FAILED, Ad.CANCELLED])
def test_what_ended_early_is_resumed_or_rewritten(old: Ad) -> None:
    assert may_move(old, Ad.VIDEO_GENERATING)
    assert may_move(old, Ad.SCRIPT_GENERATED)
    assert not may_move(old, Ad.COMPLETED)


def test_staying_is_no_move() -> None:
    assert not any(may_move(status, status) for status in Ad)
    assert not any(may_move(status, status) for status in Job)


def test_every_status_is_in_the_table_and_can_be_left() -> None:
    assert set(PROJECT_MOVES) == set(Ad)
    assert all(PROJECT_MOVES.values())


def test_the_sources_are_the_table_read_backwards() -> None:
    assert set(sources_of(Ad.COMPLETED)) == {Ad.VIDEO_GENERATING}
    for new in Ad:
        assert {old for old in Ad if may_move(old, new)} == set(sources_of(new))


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [
        (Job.QUEUED, Job.PROCESSING, True),
        (Job.QUEUED, Job.COMPLETED, False),
        (Job.PROCESSING, Job.COMPLETED, True),
        (Job.PROCESSING, Job.QUEUED, True),
        (Job.COMPLETED, Job.PROCESSING, False),
        (Job.COMPLETED, Job.QUEUED, True),
        (Job.COMPLETED, Job.CANCELLED, False),
        (Job.FAILED, Job.QUEUED, True),
        (Job.CANCELLED, Job.QUEUED, True),
    ],
)
def test_a_job_moves_so(old: Job, new: Job, allowed: bool) -> None:
    assert may_move(old, new) is allowed
