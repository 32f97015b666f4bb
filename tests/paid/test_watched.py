"""What a provider is asked and how its runs end is told to whoever watches."""

from __future__ import annotations

from dataclasses import replace

from jobs.providers.replicate import Replicate
from tests.paid.till import TOKEN, Till
from tests.support.watching import Recorder

MODEL = "black-forest-labs/flux-kontext-pro"


async def test_calls_and_ends_of_runs_are_told(stills: Till) -> None:
    watch = Recorder()
    crew = stills.shop.crew
    assert crew.paid is not None
    api = Replicate(TOKEN, stills.base, timeout_s=2.0, watch=watch)
    till = replace(
        stills, shop=replace(stills.shop, crew=replace(crew, paid=replace(crew.paid, api=api), watch=watch))
    )
    await till.fault("fail-free")
    await till.buy(await till.approved_ad())
    await api.close()
    assert watch.told.count(("replicate", MODEL, "create", None)) == 3, "two stills, one of them twice"
    assert watch.told.count(("replicate", "", "download", None)) == 2
    assert watch.told.count(("run", "replicate", MODEL, "succeeded")) == 2
    assert watch.told.count(("run", "replicate", MODEL, "failed failed-provider")) == 1


async def test_an_error_has_its_kind(stills: Till) -> None:
    watch = Recorder()
    api = Replicate("r8_wrong", stills.base, timeout_s=2.0, watch=watch)
    await api.cancel("nobody")
    away = Replicate(TOKEN, "http://127.0.0.1:1", watch=watch)
    await away.cancel("nobody")
    for one in (api, away):
        await one.close()
    assert watch.told == [("replicate", "", "cancel", "401"), ("replicate", "", "cancel", "unreachable")]
