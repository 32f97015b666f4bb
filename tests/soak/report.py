"""What is printed of a soak when it is over."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from tests.soak.people import End
from tests.soak.run import Soak


def _stored(seconds: Sequence[float]) -> list[str]:
    """How soon what was made was in storage, kills and all."""
    if not seconds:
        return []
    half, most = seconds[len(seconds) // 2], seconds[math.ceil(0.99 * len(seconds)) - 1]
    return [f"stored after {half:.1f} s in the median, {most:.1f} s at the 99th percentile of {len(seconds)}"]


def report(done: Soak) -> tuple[list[str], bool]:
    """The lines, and whether everything held."""
    house, crowd, verdict = done.house, done.crowd, done.verdict
    assert verdict is not None
    plan, balance = house.plan, verdict.balance
    words = Counter(word for story in crowd.stories for word in story.words)
    presses = sum(story.presses for story in crowd.stories)
    free = sum(story.free for story in crowd.stories)
    bar = house.workers_killed >= plan.kills and len(crowd.stories) >= plan.productions
    good = verdict.good and done.in_time
    others = sum(house.kills.values()) - house.workers_killed
    lines = [
        "",
        f"seed {plan.seed}, every period × {plan.factor:g}, {plan.workers} workers, {plan.faults:.0%} faults",
        f"storm {done.storm_s:.0f} s, then {'quiet' if done.in_time else 'NOT quiet'} within {done.quiet_s:.0f} s",
        f"productions {len(crowd.stories)} of {plan.width} pixels, asked for {presses} times, {free} parts free",
        f"ended {crowd.count(End.VIDEO)} with a video, {crowd.count(End.WORD)} with a word",
        f"kills {house.workers_killed} of workers, {others} of others; Postgres restarted {house.restarts} times",
        f"runs {balance.runs}, charged {balance.theirs:.4f} there, {balance.ours:.4f} here",
        f"extra charges {verdict.extra}, orphans {balance.orphans} ({balance.orphaned:.4f})",
        f"stuck {verdict.stuck}, lost {verdict.lost}",
        *_stored(verdict.stored_s),
        *(f"  word  {count:4d} × {word}" for word, count in words.most_common()),
        *(f"  log   {count:4d} × {line}" for line, count in verdict.errors.most_common(12)),
        *(f"  VIOLATED {each}" for each in verdict.violations),
        *(f"  WAITING {each}" for each in verdict.waiting),
        *(f"  EXTRA run {run} is nobody's" for run in balance.unknown),
        "every invariant holds" if good else "NOT everything held",
    ]
    if not bar:
        lines.append(f"(cut short: {plan.productions} productions and {plan.kills} kills were asked for)")
    return lines, good
