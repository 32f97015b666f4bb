"""How soon the end of a run is noticed where no call comes (fault 38)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.catalog import read_catalog
from jobs.paid.rest import first_look_s, pause_s, run_s
from jobs.rhythm import Rhythm
from tests.paid.till import Till

BAR_S = 15.0
CATALOG = read_catalog()


@pytest.mark.parametrize("kind", sorted(CATALOG.models))
async def test_an_end_that_nobody_tells_of_is_seen_within_fifteen_seconds(stills: Till, kind: str) -> None:
    """With the periods of production: the pause between two looks, and the clock's tick that finds it over."""
    crew, model = replace(stills.shop.crew, rhythm=Rhythm()), CATALOG.models[kind]
    assert pause_s(crew, model) + crew.rhythm.prediction_poll <= BAR_S
    assert first_look_s(crew, model) <= max(run_s(crew, model), crew.rhythm.prediction_poll)
