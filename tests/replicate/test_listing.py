"""Pages of a hundred, newest first."""

from __future__ import annotations

from datetime import UTC, datetime

from replicate.pagination import async_paginate

from briefcut.replicate_stand_in.runs import Run
from tests.replicate.stage import Stage


def _many(stage: Stage, count: int) -> list[str]:
    """Runs without the HTTP calls; the newest last."""
    life = stage.stand_in.life
    with stage.stand_in.store.transaction():
        for at in range(count):
            now = stage.clock.at + at
            life.runs.add(
                Run(f"run{at:04}", "prediction", "a/b", "hidden", {"seed": at}, now, now + 1e6, 5), None
            )
    return [f"run{at:04}" for at in range(count)]


async def test_every_prediction_is_on_exactly_one_page(stage: Stage) -> None:
    ids = _many(stage, 230)
    pages = [page async for page in async_paginate(stage.client.predictions.async_list)]
    assert [len(page) for page in pages] == [100, 100, 30]
    assert [run.id for page in pages for run in page] == ids[::-1]
    assert pages[0].previous is None
    assert pages[-1].next is None
    back = await stage.client.predictions.async_list(pages[1].previous)
    assert [run.id for run in back] == [run.id for run in pages[0]]
    assert back.previous is None


async def test_new_predictions_do_not_shift_the_next_page(stage: Stage) -> None:
    ids = _many(stage, 120)
    first = await stage.client.predictions.async_list()
    for _ in range(5):
        await stage.still()
    second = await stage.client.predictions.async_list(first.next)
    assert [run.id for run in second] == ids[:20][::-1]


async def test_a_list_shows_inputs_and_neither_webhook_nor_logs(stage: Stage) -> None:
    await stage.client.models.predictions.async_create(
        "black-forest-labs/flux-schnell", {"prompt": "x", "seed": 99}, webhook="https://hooks.example/x"
    )
    answer = await stage.http.get(
        "/v1/predictions", headers={"Authorization": f"Bearer {stage.client._api_token}"}
    )
    listed = answer.json()["results"][0]
    assert listed["input"]["seed"] == 99
    assert not {"webhook", "logs"} & set(listed)


async def test_a_list_of_a_stretch_of_time(stage: Stage) -> None:
    _many(stage, 50)
    moment = datetime.fromtimestamp(stage.clock.at + 40, UTC).isoformat()
    for query, count in (
        ({"created_after": moment}, 10),
        ({"created_before": moment}, 40),
        ({"source": "web"}, 0),
    ):
        answer = await stage.http.get(
            "/v1/predictions", params=query, headers={"Authorization": f"Bearer {stage.client._api_token}"}
        )
        assert len(answer.json()["results"]) == count
