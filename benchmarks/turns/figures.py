"""What was measured, as tables, and whether the bars are met."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.turns.telegram import Taken

Singles = Mapping[tuple[str, int], "Single"]
Loads = Mapping[tuple[str, int], list["Load"]]


@dataclass(frozen=True)
class Bars:
    """Milliseconds of a single turn of ours, and turns a second."""

    p50: float = 40.0
    p95: float = 90.0
    p99: float = 300.0
    first: float = 300.0
    rate: float = 60.0


@dataclass
class Single:
    """Turns of which each was waited for: seconds to the reply, and to the first thing that could be seen."""

    seconds: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)

    def add(self, taken: Taken) -> None:
        self.seconds.append(taken.reply)
        self.first.append(taken.first)


@dataclass(frozen=True)
class Load:
    """Turns of many people in `seconds`; CPU seconds of the side's processes and of Postgres; the machine's load."""

    turns: int
    seconds: float
    cpu: float
    server: float
    load: float

    @property
    def rate(self) -> float:
        return self.turns / self.seconds


def percentile(values: list[float], share: float) -> float:
    """Of the sorted values the one at `share` of the way, in milliseconds."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


def report(singles: Singles, loads: Loads) -> list[str]:
    """The two tables."""
    lines = [
        "| one turn, ms | messages | p50 | p95 | p99 | first seen, p50 | p99 |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for (name, size), single in singles.items():
        cells = [f"{percentile(single.seconds, share):.0f}" for share in (0.5, 0.95, 0.99)]
        cells += [f"{percentile(single.first, share):.0f}" if single.first else "" for share in (0.5, 0.99)]
        lines.append(f"| {name} | {size:,} | {' | '.join(cells)} |")
    lines += [
        "",
        "| many at once | messages | turns/s | best round | CPU ms a turn | Postgres' | load |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for (name, size), rounds in loads.items():
        turns = max(1, sum(one.turns for one in rounds))
        cpu, server = (sum(getattr(one, what) for one in rounds) / turns * 1000 for what in ("cpu", "server"))
        cells = [
            f"{middle(rounds):.1f}",
            f"{max(one.rate for one in rounds):.1f}",
            f"{cpu:.1f}",
            f"{server:.1f}",
            f"{statistics.median(one.load for one in rounds):.1f}",
        ]
        lines.append(f"| {name} | {size:,} | {' | '.join(cells)} |")
    return lines


def middle(rounds: list[Load]) -> float:
    """Turns a second in the median round."""
    return statistics.median(one.rate for one in rounds)


def failures(singles: Singles, loads: Loads, ours: str, bars: Bars) -> list[str]:
    """The bars that are not met; they are for our side."""
    found = []
    for (name, size), single in singles.items():
        if not name.startswith(ours):
            continue
        for share, bar in ((0.5, bars.p50), (0.95, bars.p95), (0.99, bars.p99)):
            took = percentile(single.seconds, share)
            if took > bar:
                found.append(
                    f"{name}, {size:,} messages: p{share * 100:.0f} {took:.0f} ms; the bar is {bar:.0f}"
                )
        if (first := percentile(single.first, 0.99)) > bars.first:
            found.append(
                f"{name}, {size:,} messages: first seen after {first:.0f} ms; the bar is {bars.first:.0f}"
            )
    for (name, size), rounds in loads.items():
        if name == ours and middle(rounds) < bars.rate:
            found.append(
                f"{size:,} messages: {middle(rounds):.1f} turns a second; the bar is {bars.rate:.0f}"
            )
    return found
