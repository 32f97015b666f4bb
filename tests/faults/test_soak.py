"""The soak in short: `make soak` is the same with two hundred productions and five hundred kills (docs/reliability.md).

Periods are a twentieth of production's and pictures are small; nothing is left out but time.
"""

from __future__ import annotations

import pytest

from tests.soak import Plan
from tests.soak.report import report
from tests.soak.run import soak
from tests.support.database import temporary_home

SHORT = Plan(
    productions=5,
    kills=15,
    restarts=1,
    minutes=2.5,
    factor=0.05,
    workers=3,
    at_once=5,
    pause_s=(0.6, 1.4),
    width=180,
    quiet_s=170,
)
"""Whatever the machine does meanwhile, the storm has an end and the verdict does not depend on how far it came."""


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_everything_holds_after_a_storm() -> None:
    told: list[str] = []
    with temporary_home() as home:
        done = await soak(SHORT, home, told.append)
        lines, good = report(done)
    print("\n".join([*told, *lines]))  # pytest shows it where it fails, and with -rP
    assert good, lines
    assert done.house.workers_killed >= SHORT.kills
    assert done.house.restarts == SHORT.restarts
    assert len(done.crowd.stories) >= SHORT.productions
