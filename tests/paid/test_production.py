"""A production whose parts a provider makes: asked once each, paid once each, whatever goes wrong."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from aiogram.methods import SendMessage, SendVideo
from sqlalchemy import text

from agent.catalog import Catalog
from bot.scripts import read_stored
from db.accounts import Accounts
from db.enums import AdProjectStatus, GenerationJobStatus
from db.models import AdProject
from db.orders import Orders
from db.production import Approval, Production
from db.stock import load_stock
from jobs.make import make
from jobs.paid import PaidStudio
from jobs.paid.audit import audit
from jobs.providers.replicate import Created
from jobs.storage import FolderStorage, Stored
from tests.paid.till import Till
from tests.support.invariants import broken

STILLS = "black-forest-labs/flux-kontext-pro"
CLIPS = "bytedance/seedance-1-lite"
PRICE = Decimal("0.08")
"""Two stills."""


async def is_delivered(till: Till, project: AdProject) -> None:
    """Complete, sent once, every file in storage, nothing left over."""
    assert (await till.shop.project(project)).status is AdProjectStatus.COMPLETED
    assert len(till.shop.session.of(SendVideo)) == 1
    await till.charged_once()
    assert await broken(till.shop.database) == []
    assert list(till.shop.crew.work.glob("*")) == [], "no temporary files are left"


async def are_bought(till: Till, project: AdProject) -> None:
    """Everything that costs money is there, paid once, and nothing is set aside for it any more."""
    for scene in (1, 2):
        still = await till.shop.job(project, "still", scene)
        assert still.status is GenerationJobStatus.COMPLETED, still.error_message
        assert still.output_asset_id is not None
    await till.charged_once()


async def failed_with(till: Till, project: AdProject, *sentences: str) -> None:
    """The production has failed with these words."""
    assert (await till.shop.project(project)).status is AdProjectStatus.FAILED
    await till.charged_once()
    await till.said()
    (told,) = [
        each
        for each in till.shop.session.of(SendMessage)
        if "could not be finished" in str(each.text) and "Reference" in str(each.text)
    ]
    for sentence in sentences:
        assert sentence in str(told.text), told.text


async def asks_about(till: Till, project: AdProject, *sentences: str) -> None:
    """The production waits: of each scene that could not be made the person was told with these words."""
    now = await till.shop.project(project)
    assert now.status is AdProjectStatus.VIDEO_GENERATING, "what else there is goes on"
    await till.charged_once()
    await till.said()
    told = [
        str(each.text) for each in till.shop.session.of(SendMessage) if "could not be made" in str(each.text)
    ]
    assert told
    for sentence in sentences:
        assert all(sentence in text for text in told), told


async def passes(_: AdProject) -> None:
    """A gate that lets everything pass."""


async def try_again(till: Till, project: AdProject, kind: str = "still") -> None:
    """The person presses “try again” below each scene (or the voice, the music) that failed."""
    async with till.shop.database.transaction() as session:
        row = await session.get_one(AdProject, project.id)
        user, script = await Accounts(session).get(row.user_id), await read_stored(session, row)
        assert user is not None
        assert script is not None
        spending = till.money.spending(script, user)
        assert spending is not None
        stock = await load_stock(session, row.id, row.revision)
        for scene in stock.scenes if kind in ("still", "clip") else (None,):
            for one in stock.failed(kind, scene):
                came = await Orders(session, user.id, passes).try_again(
                    row.id,
                    row.revision,
                    kind,
                    scene,
                    request=one.job.request_number,
                    spending=spending,
                    prints={},
                )
                assert came is Approval.STARTED


async def test_a_production_is_made_paid_and_delivered(till: Till) -> None:
    project = await till.approved_ad()
    await till.work_off()
    await is_delivered(till, project)
    assert await till.adds_up() == Decimal("0.4965"), "half a hundredth of a cent less than estimated"
    assert till.shop.provider.orders == ["cut"]
    assert len(await till.entries()) == 6
    caption = till.shop.session.of(SendVideo)[0].caption
    assert caption is not None
    assert "Estimated 0.50, charged 0.50, returned 0.00." in caption
    names = {path.name for path in till.shop.media.rglob("*") if path.is_file()}
    assert {"still-1.jpg", "clip-2.mp4", "voice.wav", "music.wav"} <= names
    async with till.shop.database.transaction() as session:
        rows = await session.execute(
            text(
                "SELECT type, mime_type, width, length(sha256) AS digest FROM assets WHERE source = 'replicate'"
            )
        )
        found = {(row.type, row.mime_type, row.width, row.digest) for row in rows}
    assert ("image", "image/jpeg", 90, 64) in found
    assert ("video_clip", "video/mp4", 64, 64) in found


async def test_local_stills_and_paid_clips_are_one_production(till: Till) -> None:
    till = till.paying_for("clip")
    project = await till.approved_ad()
    await till.work_off()
    await is_delivered(till, project)
    assert sorted(till.shop.provider.orders) == ["cut", "music", "still-1", "still-2", "voice"]
    assert {entry["model"] for entry in await till.entries()} == {CLIPS}
    await till.adds_up()


@pytest.mark.parametrize("kind", ["fail-start", "fail-free"])
async def test_what_cost_nothing_is_tried_again_within_what_was_set_aside(stills: Till, kind: str) -> None:
    await stills.fault(kind, times=2, model=STILLS)
    project = await stills.approved_ad()
    await stills.buy(project)
    await are_bought(stills, project)
    assert await stills.adds_up() == PRICE
    assert len(await stills.attempts("failed")) == 2


async def test_three_failures_end_in_a_word_that_nothing_was_lost(stills: Till) -> None:
    await stills.fault("fail-free", times=3, text="Picture 2")
    project = await stills.approved_ad()
    await stills.buy(project)
    await asks_about(stills, project, "scene 2", "ended with an error", "It cost nothing.")
    await stills.adds_up()
    await try_again(stills, project)
    await stills.buy(project)
    await are_bought(stills, project)
    assert await stills.adds_up() == PRICE, "what was made the first time is kept"


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("fail-billed", "ended with an error"),
        ("unsafe", "refused it as unsafe"),
        ("expired", "could not be fetched"),
        ("corrupt", "damaged"),
    ],
)
async def test_what_was_charged_is_not_tried_again_unasked(stills: Till, kind: str, sentence: str) -> None:
    await stills.fault(kind, times=1, model=STILLS)
    project = await stills.approved_ad()
    await stills.buy(project)
    await asks_about(stills, project, sentence, "It cost 0.04.")
    await stills.adds_up()
    hit = [entry for entry in await stills.entries() if entry["model"] == STILLS]
    assert len(hit) == 2
    await try_again(stills, project)
    await stills.buy(project)
    await are_bought(stills, project)
    await stills.adds_up()


async def test_a_run_that_is_stuck_is_cancelled_at_its_deadline(stills: Till) -> None:
    await stills.fault("stuck", times=1, model=STILLS)
    project = await stills.approved_ad()
    await stills.buy(project)
    await asks_about(stills, project, "did not come to an end")
    await stills.adds_up()


async def test_a_run_that_never_starts_is_tried_again(stills: Till) -> None:
    await stills.fault("stuck-start", times=1, model=STILLS)
    project = await stills.approved_ad()
    await stills.buy(project)
    await stills.adds_up()
    await are_bought(stills, project)


@pytest.mark.parametrize("kind", ["odd-status", "odd-end"])
async def test_a_status_that_nobody_knows_is_an_alarm_and_no_error(
    stills: Till, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    await stills.fault(kind, times=1, model=STILLS)
    project = await stills.approved_ad()
    await stills.buy(project)
    await are_bought(stills, project)
    await stills.adds_up()
    if kind == "odd-end":
        assert "nobody knows" in caplog.text


async def test_a_request_that_was_taken_unseen_is_found_again(till: Till) -> None:
    """Each kind by its own mark: a picture's address, a seed, a speed."""
    for model, kind in (
        (STILLS, "reset-after"),
        (CLIPS, "500-after"),
        ("minimax/speech-02-turbo", "silent-after"),
        ("stability-ai/stable-audio-2.5", "500-after"),
    ):
        await till.fault(kind, times=1, model=model)
    project = await till.approved_ad()
    await till.work_off()
    await is_delivered(till, project)
    assert await till.adds_up() == Decimal("0.4965")
    assert len(await till.attempts()) == 6, "nothing was asked for twice"


@pytest.mark.parametrize("kind", ["500-before", "reset-before"])
async def test_a_request_that_never_arrived_is_sent_again_after_the_grace(stills: Till, kind: str) -> None:
    await stills.fault(kind, times=1, model=STILLS)
    project = await stills.approved_ad()
    await stills.buy(project)
    await are_bought(stills, project)
    assert await stills.adds_up() == PRICE
    (lost,) = await stills.attempts("not_created")
    assert lost.clean_reads == 1, "the second one ended it"


async def test_a_door_that_is_full_is_waited_at(stills: Till) -> None:
    await stills.fault("429", times=3, model=STILLS)
    project = await stills.approved_ad()
    await stills.buy(project)
    await are_bought(stills, project)
    assert await stills.adds_up() == PRICE
    assert len(await stills.attempts("not_created")) == 3


async def test_a_request_that_is_refused_costs_nothing(stills: Till) -> None:
    await stills.fault("422", times=1, model=STILLS)
    project = await stills.approved_ad()
    await stills.buy(project)
    await asks_about(stills, project, "did not accept", "It cost nothing.")
    await stills.adds_up()


async def test_an_account_that_is_refused_ends_the_production(stills: Till) -> None:
    """No decision about a scene would mend it."""
    await stills.fault("402", times=1, model=STILLS)
    project = await stills.approved_ad()
    await stills.buy(project)
    await failed_with(stills, project, "does not accept our account")
    await stills.adds_up()


async def test_a_list_that_can_not_be_read_creates_nothing(stills: Till) -> None:
    await stills.fault("500-before", times=1, model=STILLS)
    await stills.fault("list-500", rate=1.0)
    project = await stills.approved_ad()
    with pytest.raises(TimeoutError):
        await stills.work_off(within_s=2.0)
    assert len([one for one in await stills.attempts() if one.model == STILLS]) <= 2
    assert await stills.attempts("not_created") == []
    await stills.http.delete("/stand-in/faults")
    await stills.buy(project)
    await are_bought(stills, project)
    await stills.adds_up()


async def test_a_run_that_was_started_twice_is_paid_once_and_named(
    stills: Till, caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody (a proxy) repeated our request: the oldest is ours, the other is ended and written down."""
    await stills.fault("silent-after", times=1, model=STILLS)
    project = await stills.approved_ad()
    paid = stills.shop.crew.paid
    assert isinstance(paid, PaidStudio)

    async def sent() -> bool:
        return any(one.state == "sending" and one.model == STILLS for one in await stills.attempts())

    await stills.shop.do("advance", {"project_id": str(project.id)})
    await stills.work_off(until=sent)
    runs = [run async for page in paid.api.pages() for run in page if run.model == STILLS]
    again = await paid.api.create(paid.catalog.models["still"], runs[-1].input)
    assert type(again).__name__ == "Created"
    await stills.buy(project)
    assert "orphan" in caplog.text
    await are_bought(stills, project)
    async with stills.shop.database.transaction() as session:
        orphans = await session.scalar(
            text(
                "SELECT count(*) FROM generation_costs WHERE user_id IS NULL AND error_message LIKE 'orphan%'"
            )
        )
    assert orphans == 1


async def test_cancel_stops_what_runs_keeps_what_is_made_and_says_what_it_cost(stills: Till) -> None:
    await stills.fault("slow", rate=1.0, model=STILLS)
    project = await stills.approved_ad()

    async def filming() -> bool:
        return await stills.shop.count("SELECT count(*) FROM generation_attempts WHERE state = 'running'") > 0

    await stills.work_off(until=filming)
    async with stills.shop.database.transaction() as session:
        assert await Production(session).cancel(project.user_id, project.id)
    await stills.buy(project)
    total = await stills.adds_up()
    await stills.charged_once()
    card = await stills.said()
    assert "Cancelled" in card
    assert f"Estimated 0.08, charged {total:.2f}, returned {Decimal('0.08') - total:.2f}." in card
    made = await stills.shop.count(
        "SELECT count(*) FROM assets WHERE source = 'replicate' AND type IN ('image', 'video_clip')"
    )
    assert made >= 1
    assert await stills.approve(project) is Approval.STARTED
    await stills.http.delete("/stand-in/faults")
    await stills.buy(project)
    await are_bought(stills, project)
    assert await stills.adds_up() < Decimal("0.16")


async def test_at_most_so_many_runs_of_a_model_are_open(stills: Till) -> None:
    still = stills.money.catalog.models["still"].model_copy(update={"at_once": 1})
    catalog = Catalog({"still": still})
    paid = stills.shop.crew.paid
    assert paid is not None
    stills.shop = replace(stills.shop, crew=replace(stills.shop.crew, paid=replace(paid, catalog=catalog)))
    project = await stills.approved_ad()
    await stills.buy(project)
    await are_bought(stills, project)
    first, second = await stills.attempts("succeeded")
    assert first.finished_at is not None
    assert first.finished_at <= second.created_at


async def test_two_workers_on_one_job_ask_once(stills: Till) -> None:
    """Faults 7 and 8: the second finds the lease taken; one that lost it writes nothing."""
    project = await stills.approved_ad()
    await stills.shop.do("advance", {"project_id": str(project.id)})
    job = await stills.shop.job(project, "still", 1)
    await asyncio.gather(*(stills.shop.do("make", {"job_id": str(job.id)}) for _ in range(4)))
    assert len([one for one in await stills.attempts() if one.job_id == job.id]) == 1
    await stills.buy(project)
    await are_bought(stills, project)
    await stills.adds_up()
    assert (await stills.shop.job(project, "still", 1)).status is GenerationJobStatus.COMPLETED


class Flaky(FolderStorage):
    """A storage that is away for its first `failures` files."""

    def __init__(self, root: Path, failures: int) -> None:
        super().__init__(root)
        self.failures = failures

    async def put(self, path: Path, key: str) -> Stored:
        self.failures -= 1
        if self.failures >= 0:
            raise OSError("the storage is away")
        return await super().put(path, key)


async def test_a_storage_that_is_away_costs_nothing_but_time(stills: Till) -> None:
    """Fault 39: more failures than any other job is forgiven."""
    storage = Flaky(stills.shop.media, 8)
    stills = replace(stills, shop=replace(stills.shop, crew=replace(stills.shop.crew, storage=storage)))
    project = await stills.approved_ad()
    await stills.buy(project)
    await are_bought(stills, project)
    assert await stills.adds_up() == PRICE
    assert len(await stills.attempts()) == 2


async def test_the_audit_names_what_nobody_asked_for(stills: Till, caplog: pytest.LogCaptureFixture) -> None:
    project = await stills.approved_ad()
    await stills.buy(project)
    assert await audit(stills.shop.crew) == 0
    paid = stills.shop.crew.paid
    assert paid is not None
    await stills.forward(-60)
    stray = await paid.api.create(paid.catalog.models["still"], {"prompt": "somebody else's"})
    assert isinstance(stray, Created)
    await stills.forward(60)
    for _ in range(2):
        assert await audit(stills.shop.crew) == 1
    assert "is nobody's" in caplog.text
    async with stills.shop.database.transaction() as session:
        query = "SELECT amount FROM generation_costs WHERE user_id IS NULL AND api_call_id = :id"
        (orphan,) = (await session.execute(text(query), {"id": stray.run.id})).all()
    assert orphan.amount == Decimal("0.04")


async def test_a_worker_that_slept_through_the_grace_does_not_ask(stills: Till) -> None:
    """Fault 8: by then its try may count as never created, and another may have been sent."""
    asleep = replace(stills.shop.crew.rhythm, prediction_grace=0.0)
    crew = replace(stills.shop.crew, rhythm=asleep)
    project = await stills.approved_ad()
    await stills.shop.do("advance", {"project_id": str(project.id)})
    job = await stills.shop.job(project, "still", 1)
    await make(crew, job.id)
    (attempt,) = await stills.attempts()
    assert attempt.state == "not_created"
    assert await stills.entries() == []
    await stills.buy(project)
    assert await stills.adds_up() == PRICE


async def test_what_is_gone_from_the_provider_after_a_stop_is_asked_for_anew(stills: Till) -> None:
    """Made and paid, not brought home, and an hour later: the next approval is another request."""
    project = await stills.approved_ad()

    async def one_is_made() -> bool:
        return bool(await stills.attempts("succeeded"))

    await stills.fault("expired", times=2)
    await stills.work_off(until=one_is_made)
    async with stills.shop.database.transaction() as session:
        await Production(session).cancel(project.user_id, project.id)
    await stills.buy(project)
    assert await stills.approve(project) is Approval.STARTED
    await stills.buy(project)
    await are_bought(stills, project)
    await stills.adds_up()
