"""The breaker: who is let through to a model that failed before, and who is told."""

from __future__ import annotations

from agent.breaker import Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(failures=3, first_pause_s=20, longest_pause_s=50, clock=clock)
    for _ in range(3):
        assert breaker.admits()
        breaker.failed()
    return breaker


def test_three_failures_in_a_row_open_it_and_a_success_between_them_does_not() -> None:
    breaker = Breaker(failures=3, clock=Clock())
    for outcome in (breaker.failed, breaker.failed, breaker.succeeded, breaker.failed, breaker.failed):
        assert breaker.admits()
        outcome()
    assert breaker.state == "closed"
    breaker.failed()

    assert breaker.state == "open"
    assert not breaker.admits()


def test_after_the_pause_one_turn_tries_and_the_others_wait_for_it() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 19.9
    assert not breaker.admits()
    clock.now = 20.0
    assert breaker.state == "half_open"

    assert [breaker.admits() for _ in range(3)] == [True, False, False]
    breaker.succeeded()
    assert breaker.state == "closed"
    assert [breaker.admits() for _ in range(3)] == [True, True, True]


def test_a_failed_try_doubles_the_pause_up_to_its_limit_and_a_success_forgets_it() -> None:
    clock = Clock()
    breaker = opened(clock)
    for pause in (20, 40, 50, 50):
        clock.now += pause - 0.1
        assert not breaker.admits(), pause
        clock.now += 0.1
        assert breaker.admits(), pause
        breaker.failed()
    clock.now += 50
    assert breaker.admits()
    breaker.succeeded()
    for _ in range(3):
        breaker.failed()
    clock.now += 20

    assert breaker.admits()


def test_a_try_that_told_nothing_leaves_the_next_turn_to_try() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 20
    assert breaker.admits()
    breaker.left()

    assert breaker.state == "half_open"
    assert breaker.admits()


def test_turns_that_were_under_way_when_it_opened_do_not_lengthen_the_pause() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 10
    breaker.failed()
    clock.now = 20

    assert breaker.admits()


def test_everybody_is_told_once_per_outage() -> None:
    breaker = opened(Clock())
    assert [breaker.tells(person) for person in ("ada", "bob", "ada", "bob")] == [True, True, False, False]
    breaker.succeeded()

    assert breaker.tells("ada")
    # Nobody in particular is told each time.
    assert [breaker.tells(""), breaker.tells("")] == [True, True]
