"""While an admin holds everything, nothing is begun and nothing is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agent.catalog import read_catalog
from db.administration import GENERATION, Switches, model_switch
from db.enums import AdProjectStatus
from db.operations import wake_all
from jobs.paid import NotNow
from jobs.paid.submit import check_room
from jobs.schedule import sweep
from tests.jobs.shop import Shop


async def switch(shop: Shop, name: str, *, off: bool) -> None:
    async with shop.database.transaction() as session:
        await Switches(session).set(name, off, reason=None, changed_by=None)
        await wake_all(session)


async def test_a_production_that_is_held_begins_where_it_stopped(shop: Shop) -> None:
    await switch(shop, GENERATION, off=True)
    project = await shop.approved_ad()
    await shop.work_off()
    async with shop.database.transaction() as session:
        await wake_all(session)
    await sweep(shop.database, shop.crew.rhythm)
    await shop.work_off()
    assert shop.provider.orders == []
    assert (await shop.project(project)).status is AdProjectStatus.VIDEO_GENERATING
    assert "We hold all productions for a moment" in (shop.edits() or shop.said())[-1]
    assert await shop.count("SELECT count(*) FROM generation_jobs WHERE attempts > 0") == 0

    await switch(shop, GENERATION, off=False)
    await shop.work_off()
    assert (await shop.project(project)).status is AdProjectStatus.COMPLETED
    assert not any("We hold" in words for words in shop.edits()[-1:])


@pytest.mark.parametrize("everything", [True, False])
async def test_nothing_is_asked_of_a_provider_meanwhile(shop: Shop, everything: bool) -> None:
    """The same room is asked for before every paid request: for a picture and for a training."""
    model = read_catalog(None).of("still")
    assert model is not None
    assert model.price.usd > Decimal(0)
    name = GENERATION if everything else model_switch(model.name)
    for off in (True, False):
        await switch(shop, name, off=off)
        async with shop.database.transaction() as session:
            if off:
                with pytest.raises(NotNow) as later:
                    await check_room(shop.crew, session, model, hold=True)
                assert not later.value.begun, "patience with the provider has not begun"
            else:
                await check_room(shop.crew, session, model, hold=True)
