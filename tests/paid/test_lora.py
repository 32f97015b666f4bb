"""Training the look of a brand: offered once, paid once whatever dies, versioned, and used by the brand's stills."""

from __future__ import annotations

import asyncio
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from aiogram.methods import SendMessage
from sqlalchemy import text

from agent.catalog import LOCAL
from bot.prices import read_plans
from db.bell import Bell
from db.crash import EXIT_CODE
from db.engine import Database, DatabaseSettings
from db.enums import LoraTrainingStatus
from db.lora import Training, looks_of, word_of
from db.models import AdProject
from db.portraits import Portraits
from db.privacy import Erased, erase, lock
from db.production import Approval
from jobs.paid import PaidStudio
from jobs.paid.audit import audit
from jobs.paid.look import look
from jobs.providers.replicate import Created, Replicate
from jobs.providers.trained import destination, trainer_version
from jobs.schedule import sweep
from jobs.training.train import train
from jobs.training.trainer import trainer_of
from tests.jobs.shop import build_shop
from tests.paid.brands import (
    MADE_BY,
    TRAINER,
    archive_of,
    begin,
    cancel,
    catalog,
    model_of,
    pictures,
    training_till,
)
from tests.paid.test_hooks import opened, signed
from tests.paid.till import RHYTHM, TOKEN, Till
from tests.support.program import Program, clean_environment

PRICE = Decimal("1.83")
OPEN = "SELECT count(*) FROM generation_attempts WHERE state IN ('sending', 'running')"


@pytest.fixture
def school(till: Till) -> Till:
    return training_till(till)


async def with_pictures(school: Till, count: int = 12) -> AdProject:
    project = await school.shop.scripted_ad()
    await pictures(school, project, range(count))
    return project


async def asked(school: Till, count: int = 12) -> AdProject:
    """A brand whose training was just asked for."""
    project = await with_pictures(school, count)
    assert await begin(school, project) is Approval.STARTED
    return project


async def told(school: Till) -> list[str]:
    await school.said()
    return [call.text for call in school.shop.session.of(SendMessage)]


async def runs(school: Till) -> bool:
    return await school.shop.count(OPEN.replace("('sending', 'running')", "('running')")) > 0


async def is_settled(school: Till, charged: Decimal = PRICE) -> None:
    # A share of its time is rounded by both, to a hundredth of a cent.
    assert abs(await school.adds_up() - charged) <= Decimal("0.0001")
    await school.charged_once()


# ── offered ──────────────────────────────────────────────────────────────────────────────────────────


async def test_it_is_offered_once_from_ten_pictures_on_with_its_price(school: Till) -> None:
    project = await school.shop.ad()
    await pictures(school, project, range(9))
    await pictures(school, project, [50, 51], category="logo")

    async def offers_after(message_id: int) -> int:
        await school.shop.hears(project, "It is a cold brew for students", message_id)
        await school.shop.work_off()
        return sum("I can learn what" in each for each in school.shop.said())

    assert await offers_after(1) == 0, "logos do not count"
    await pictures(school, project, [9])
    nobody = replace(school.money, plans=dict.fromkeys(read_plans(), Decimal(0)))
    for money in (nobody, replace(school.money, catalog=LOCAL)):
        poor = replace(school, shop=replace(school.shop, crew=replace(school.shop.crew, money=money)))
        await poor.shop.hears(project, "For students", 2 + (money is nobody))
        await poor.shop.work_off()
    assert await offers_after(4) == 1, "and was not where nobody could pay, or train"
    assert await offers_after(5) == 1
    (offer,) = [call for call in school.shop.session.of(SendMessage) if "I can learn" in call.text]
    assert "You have sent 10 pictures of it" in offer.text
    assert "It uses <b>1.83</b> of your 20.00" in offer.text
    keyboard = offer.reply_markup.inline_keyboard  # type: ignore[union-attr]
    assert keyboard[0][0].text == "🎓 Train it · uses 1.83 of your 20.00"
    assert keyboard[0][0].callback_data == f"train:{project.brand_id.hex}:0:183"
    assert await school.adds_up() == 0


# ── trained ──────────────────────────────────────────────────────────────────────────────────────────


async def test_a_brand_is_trained_and_its_stills_are_made_with_it(school: Till) -> None:
    project = await with_pictures(school)
    await pictures(school, project, [3])
    assert await begin(school, project) is Approval.STARTED
    async with school.shop.database.transaction() as session:
        assert await session.scalar(text("SELECT sum(reserved) FROM budgets WHERE user_id IS NULL")) == PRICE
    assert await begin(school, project) is Approval.ALREADY
    await school.work_off()
    await is_settled(school)
    model = await model_of(school, project)
    assert (model.training_status, model.training_progress, model.trained_samples_count) == (
        LoraTrainingStatus.COMPLETED,
        100,
        12,
    )
    assert str(model.huggingface_model_id).startswith(f"{MADE_BY}:")
    (job,) = school.stand_in.studio.jobs  # type: ignore[attr-defined]
    assert job["inputs"]["trigger_word"] == word_of(project.brand_id)
    assert job["inputs"]["autocaption"] is True
    with zipfile.ZipFile(archive_of(school, job["inputs"]["input_images"])) as bundle:
        assert bundle.testzip() is None
        assert bundle.namelist() == [f"{number:02d}.jpg" for number in range(1, 13)], "each picture once"
    last = (await told(school))[-1]
    assert "I have learned what" in last
    assert "12 pictures" in last
    assert "Estimated 1.83, charged 1.83, returned 0.00." in last
    assert "A still made with it costs about 0.01" in last
    shown = [*school.shop.said(), *school.shop.edits()]
    assert any("▱" in each for each in shown), "how far it is was shown"
    assert "is learned" in school.shop.edits()[-1], "in one message"

    assert await school.approve(project) is Approval.STARTED
    await school.buy(project)
    stills = [each for each in school.stand_in.studio.jobs if each["kind"] == "picture"]  # type: ignore[attr-defined]
    assert {each["model"] for each in stills} == {MADE_BY}
    assert all(each["look"] == ["#aa2200"] for each in stills)
    assert all(each["inputs"]["prompt"].startswith(word_of(project.brand_id)) for each in stills)
    assert await school.adds_up() == PRICE + 2 * Decimal("0.0122")
    assert await audit(school.shop.crew) == 0


async def test_who_was_approved_trains_it_whoever_is_the_default_now(school: Till) -> None:
    model, now = await model_of(school, await asked(school)), catalog()
    own = now.models["training"]
    assert model.trainer == own.model
    other = own.model_copy(update={"model": "some/trainer"})
    changed = replace(now, models={**now.models, "training": other}, others={"training": (own,)})
    assert trainer_of(changed, model) == own
    assert trainer_of(replace(changed, others={}), model) is None, "nobody else trains it"


async def test_another_brand_of_the_person_is_not_made_with_it(school: Till) -> None:
    project = await asked(school)
    await school.work_off()
    other = await school.shop.scripted_ad(2)
    assert await school.approve(other) is Approval.STARTED
    await school.buy(other)
    assert {each["model"] for each in await school.entries()} == {
        TRAINER,
        "black-forest-labs/flux-kontext-pro",
    }
    assert (await model_of(school, project)).history == []


async def test_training_anew_versions_it_and_the_version_before_can_be_used(school: Till) -> None:
    project = await asked(school)
    await school.work_off()
    first = (await model_of(school, project)).huggingface_model_id
    await pictures(school, project, range(20, 24))
    assert await begin(school, project) is Approval.STARTED
    assert (await model_of(school, project)).huggingface_model_id == first, "in use until another is made"
    await school.work_off()
    model = await model_of(school, project)
    second = model.huggingface_model_id
    assert second != first
    assert model.trained_samples_count == 16
    assert [(entry["huggingfaceModelId"], entry["trainedSamplesCount"]) for entry in model.history] == [
        (first, 12)
    ]
    assert "The version before is kept" in (await told(school))[-1]
    await is_settled(school, 2 * PRICE)

    async with school.shop.database.transaction() as session:
        training = Training(session, project.user_id)
        assert await training.use_before(project.brand_id, model.revision)
        assert not await training.use_before(project.brand_id, model.revision), "a double tap"
    model = await model_of(school, project)
    assert (model.huggingface_model_id, model.trained_samples_count) == (first, 12)
    async with school.shop.database.transaction() as session:
        training = Training(session, project.user_id)
        assert await training.use_none(project.brand_id, model.revision)
        assert await training.use_before(project.brand_id, model.revision + 1)
        assert await looks_of(session, project.user_id) == (second, first)
    assert (await model_of(school, project)).huggingface_model_id == first


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "times", "charged", "words"),
    [
        ("fail-free", 3, "0", "ended with an error"),
        ("fail-billed", 1, "1.83", "1.83 was charged"),
        ("unsafe", 1, "1.83", "did not want to learn"),
        ("no-output", 1, "1.83", "ended without a result"),
        ("422", 1, "0", "did not accept the request"),
    ],
)
async def test_a_training_that_fails_says_why_and_what_it_cost(
    school: Till, kind: str, times: int, charged: str, words: str
) -> None:
    await school.fault(kind, times=times, model=TRAINER)
    project = await asked(school)
    await school.work_off()
    await is_settled(school, Decimal(charged))
    model = await model_of(school, project)
    assert (model.training_status, model.huggingface_model_id) == (LoraTrainingStatus.FAILED, None)
    last = (await told(school))[-1]
    assert "did not succeed" in last
    assert words in last
    assert ("Nothing was charged" in last) is (charged == "0")
    assert "Reference" in last
    if kind == "fail-billed":
        assert await begin(school, project) is Approval.STARTED, "the person may try again"
        await school.work_off()
        assert (await model_of(school, project)).training_status is LoraTrainingStatus.COMPLETED


@pytest.mark.parametrize("kind", ["fail-start", "500-before", "500-after", "429"])
async def test_what_is_lost_or_fails_free_is_made_all_the_same_and_paid_once(school: Till, kind: str) -> None:
    await school.fault(kind, times=1, model=TRAINER)
    project = await asked(school)
    await school.work_off()
    assert (await model_of(school, project)).training_status is LoraTrainingStatus.COMPLETED
    await is_settled(school)


async def test_pictures_that_are_gone_end_it_free_of_charge(school: Till) -> None:
    project = await asked(school)
    for path in list(school.shop.media.rglob("*.jpg"))[:3]:
        path.unlink()
    await school.work_off()
    assert "no longer enough of the pictures" in (await told(school))[-1]
    await is_settled(school, Decimal(0))
    assert (await model_of(school, project)).reserved_amount == 0


async def test_people_whom_nobody_permitted_are_not_learned(school: Till) -> None:
    """They are not counted where a training is offered, and not in the archive; nor is who was left out meanwhile."""
    project = await with_pictures(school, 10)
    permitted = {"person": {"permission": "given", "at": "2026-01-01T00:00:00Z"}}
    await pictures(school, project, [20], analysis={"face": True})
    await pictures(school, project, [21], analysis={"face": True}, details=permitted)
    await pictures(school, project, [22], analysis={"face": False})
    assert await begin(school, project) is Approval.STARTED
    assert (await model_of(school, project)).asked_samples_count == 12
    async with school.shop.database.transaction() as session:
        learned = await Training(session, project.user_id).pictures(project.brand_id)
        (agreed,) = [one for one in learned if one.analysis.get("face")]
        assert agreed.details == permitted
        assert await Portraits(session, project.user_id).answer(agreed.id, permitted=False)
    await school.work_off()
    await is_settled(school)
    (job,) = school.stand_in.studio.jobs  # type: ignore[attr-defined]
    with zipfile.ZipFile(archive_of(school, job["inputs"]["input_images"])) as bundle:
        assert len(bundle.namelist()) == 11


async def test_a_wake_up_call_that_was_lost_is_made_again(school: Till) -> None:
    project = await asked(school)
    async with school.shop.database.transaction() as session:
        await session.execute(text("DELETE FROM procrastinate_jobs"))
    assert await sweep(school.shop.database, RHYTHM) >= 1
    await school.work_off()
    assert (await model_of(school, project)).training_status is LoraTrainingStatus.COMPLETED


@pytest.mark.parametrize("moment", ["before", "sending", "running", "after"])
async def test_it_can_be_stopped_at_any_moment(school: Till, moment: str) -> None:
    if moment != "after":
        await school.fault("slow", times=1, model=TRAINER)
    if moment == "sending":
        await school.fault("500-after", times=1, model=TRAINER)
    project = await asked(school)
    if moment == "sending":
        await school.shop.do("train", {"model_id": str((await model_of(school, project)).id)})
    elif moment != "before":
        await school.work_off(until=lambda: runs(school))
        await asyncio.sleep(0.05)
    if moment == "after":
        await school.forward(60)
    stopped = await cancel(school, project)
    assert stopped is not None
    assert await cancel(school, project) is None, "a double tap"
    await school.work_off()
    model = await model_of(school, project)
    (entry,) = await school.entries() if moment != "before" else [{"usd": "0"}]
    charged = Decimal(entry["usd"])
    await is_settled(school, charged)
    if moment == "after":
        assert model.training_status is LoraTrainingStatus.COMPLETED, "what is made and paid is kept"
        return
    assert (model.training_status, model.cancel_requested) == (LoraTrainingStatus.FAILED, False)
    assert model.huggingface_model_id is None
    if moment == "before":
        return
    assert 0 < charged < 5 * PRICE
    last = (await told(school))[-1]
    assert "Stopped: the training" in last
    assert f"{charged:.2f} was charged" in last


def _work(arguments: list[str]) -> int:
    """A worker that does nothing but this training, until it has ended."""
    url, base, home, model_id = arguments

    async def work() -> None:
        database = Database(DatabaseSettings(url, pool_size=2))
        async with Bell(url) as bell:
            shop = build_shop(database, bell, Path(home))
            api = Replicate(TOKEN, base, timeout_s=2.0)
            money = replace(shop.crew.money, catalog=catalog())
            crew = replace(shop.crew, paid=PaidStudio(api, catalog()), money=money, rhythm=RHYTHM)
            query = f"SELECT count(*) FROM lora_models WHERE training_status = 'in_progress' AND id = '{model_id}'"
            while await shop.count(query):
                await train(crew, UUID(model_id))
                await look(crew)
                await asyncio.sleep(0.02)
            await api.close()
        await database.dispose()

    asyncio.run(work())
    return 0


async def test_a_worker_that_dies_anywhere_costs_nothing_more(school: Till, tmp_path: Path) -> None:
    """kill -9 before, during and after the request and the settling: two trainings, two charges."""
    project = await with_pictures(school)
    deaths = (
        ("train.uploaded", "submit.before_post", "submit.in_post", "look.before_settling"),
        ("submit.after_post", "look.settled"),
    )
    for number, points in enumerate(deaths, 1):
        assert await begin(school, project) is Approval.STARTED
        model = await model_of(school, project)
        arguments = [school.shop.database.settings.url, school.base, str(tmp_path), str(model.id)]
        worker = Program(_work, arguments, clean_environment(), tmp_path / "worker.log")
        for point in points:
            await worker.start(BRIEFCUT_CRASH=point)
            assert await worker.ended(60) == EXIT_CODE, f"{point}\n{worker.said()[-3000:]}"
        await school.work_off()
        assert (await model_of(school, project)).training_status is LoraTrainingStatus.COMPLETED
        await is_settled(school, number * PRICE)
    assert len((await model_of(school, project)).history) == 1


async def test_two_workers_ask_once(school: Till) -> None:
    project = await asked(school)
    model = await model_of(school, project)
    await asyncio.gather(*(train(school.shop.crew, model.id) for _ in range(3)))
    await school.work_off()
    # A worker that a busy machine held up for too long turns its try back before it asks.
    assert [one.state for one in await school.attempts() if one.state != "not_created"] == ["succeeded"]
    await is_settled(school)


# ── around it ────────────────────────────────────────────────────────────────────────────────────────


async def test_a_call_from_the_provider_ends_it_without_polling(database: Database, tmp_path: Path) -> None:
    async with Bell(database.settings.url) as bell, opened(database, bell, tmp_path) as door:
        school = training_till(door.till)
        seldom = replace(school.shop.crew, rhythm=replace(RHYTHM, prediction_poll=600.0))
        school = replace(school, shop=replace(school.shop, crew=seldom))
        project = await asked(school)
        await train(seldom, (await model_of(school, project)).id)
        (attempt,) = await school.attempts("running")
        body = f'{{"id": "{attempt.prediction_id}"}}'.encode()
        assert await door.call(attempt.id, body, **signed(door.hooks, body, secret="whsec_Zm9yZ2Vk")) == 401
        async with asyncio.timeout(10):
            while 200 not in door.statuses:
                await asyncio.sleep(0.01)
        await look(seldom)
        assert (await model_of(school, project)).training_status is LoraTrainingStatus.COMPLETED
        await is_settled(school)


async def test_a_training_that_nobody_asked_for_is_named_by_the_audit(school: Till) -> None:
    project = await asked(school)
    await school.work_off()
    paid = school.shop.crew.paid
    assert paid is not None
    trainer = paid.catalog.models["training"]
    await school.forward(-60)
    stray = await paid.api.create_training(
        trainer,
        await trainer_version(paid.api, trainer),
        {"input_images": "data:,x", "trigger_word": "X"},
        await destination(paid.api, trainer),
    )
    assert isinstance(stray, Created)
    await school.forward(60)
    assert await audit(school.shop.crew) == 1
    assert (await model_of(school, project)).training_status is LoraTrainingStatus.COMPLETED


async def test_whoever_is_erased_takes_what_was_trained_along(school: Till) -> None:
    project = await asked(school)
    await school.work_off()
    version = str((await model_of(school, project)).huggingface_model_id)
    assert await begin(school, project) is Approval.STARTED
    async with school.shop.database.transaction() as session:
        await lock(session, project.user_id)
    assert (await model_of(school, project)).training_status is LoraTrainingStatus.FAILED, "stopped"
    async with school.shop.database.transaction() as session:
        gone = await erase(session, project.user_id)
    assert isinstance(gone, Erased)
    assert gone.rows["lora_models"] == 1
    path, _, digest = version.partition(":")
    headers = {"Authorization": f"Bearer {TOKEN}"}
    address = f"/v1/models/{path}/versions/{digest}"
    assert (await school.http.get(address, headers=headers)).status_code == 200
    await school.work_off()
    assert (await school.http.get(address, headers=headers)).status_code == 404
    assert await school.shop.count("SELECT count(*) FROM lora_models") == 0
