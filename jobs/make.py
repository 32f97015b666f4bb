"""Make one thing of a production: claim the job, let the provider work under the lease, store, write it down."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from uuid import UUID

from agent.script import AdScript
from db.administration import GENERATION, Switches
from db.claims import Claims, Lease
from db.crash import crash_point
from db.engine import Session
from db.enums import AssetSource, AssetType
from db.errors import DatabaseUnavailable
from db.models import AdProject, Asset, GenerationJob
from db.production import Production, cancel_topic
from db.stock import OWN
from db.trail import about, following, tell
from db.turns import FILMING
from db.variants import Quality
from db.wakeups import wake_job
from db.watch import stopwatch
from jobs.advance import script_of
from jobs.crew import Crew
from jobs.intake import NotFetched
from jobs.lease import LeaseEnded, under_lease
from jobs.own import complete_own, own_picture, refuse_own
from jobs.paid import NotNow
from jobs.paid.work import asks_anew, make_paid
from jobs.parts import inputs_of, measured, with_pictures
from jobs.patience import (
    DISK_FULL,
    STORAGE_AWAY,
    WAITS,
    age_s,
    check_room,
    is_patient,
    pause_s,
    waits_elsewhere,
)
from jobs.pipeline import queue_of
from jobs.progress import show_progress
from jobs.providers import Made, Order, OrderFailed, OrderRefused, name_of
from jobs.storage import StorageAway, StorageFull, Stored, production_key, upload_key
from jobs.studio.language import language_of, words_of
from jobs.studio.photos import PhotoRefused
from jobs.taste import Taste, taste_of
from jobs.training.looks import look_for

log = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 3
MOST_CLAIMS: Final = 20
"""A job whose worker died so often (it takes all memory, say) is given up instead of killing the next one."""
MOST_PAID_CLAIMS: Final = 200
"""The same for a job that a provider makes: each look at a run that goes on is a claim."""

_TYPE_OF: Final = {
    "still": AssetType.IMAGE,
    "clip": AssetType.VIDEO_CLIP,
    "voice": AssetType.AUDIO,
    "music": AssetType.AUDIO,
    "cut": AssetType.FINAL_VIDEO,
}


class PartsGone(Exception):
    """Files that earlier jobs had made are no longer in storage; `assets` are their rows."""

    def __init__(self, assets: Sequence[UUID]) -> None:
        super().__init__(f"{len(assets)} finished parts are gone")
        self.assets = assets


@dataclass(slots=True)
class _Task:
    """A claimed job with everything needed to work on it."""

    job: GenerationJob
    project: AdProject
    script: AdScript
    inputs: Mapping[str, Asset]
    fraction: float = 0.0
    kept: bool = False
    """The production was stopped; only what is made and paid already is brought home."""

    seed: int = 0
    keywords: Sequence[str] = ()
    taste: Taste = field(default_factory=Taste)

    @property
    def name(self) -> str:
        return name_of(str(self.job.asset_kind), self.job.scene_number, self.job.variant)


async def make(crew: Crew, job_id: UUID) -> None:
    """Make what the job row asks for. Called twice, the second finds the lease taken or the work done."""
    with following(job=job_id):
        task = await _claim(crew, job_id)
        if task is not None:
            about(ad=task.project.id)
            await _make_under_lease(crew, task)


async def _make_under_lease(crew: Crew, task: _Task) -> None:
    job_id = task.job.id
    epoch = task.job.lease_epoch
    folder = crew.work / f"{job_id}-{epoch}"
    try:
        if task.job.attempts > (MOST_PAID_CLAIMS if task.job.provider else MOST_CLAIMS):
            raise OrderRefused("failed-unexpected", f"its worker died {task.job.attempts - 1} times")
        with crew.bell.subscribe(cancel_topic(task.project.id)) as cancelled:
            await under_lease(
                _work(crew, task, folder),
                lambda: _renew(crew, task),
                every_s=crew.rhythm.renewal,
                bell=cancelled,
            )
    except LeaseEnded as ended:
        log.info("stopped %s of ad %s: %s", task.name, task.project.id, ended.lease)
    except NotNow as later:
        await _wait(crew, task, later)
    except OrderRefused as refused:
        await _give_up(crew, task, f"{refused.sentence}: {refused}", retry=False)
    except StorageFull as full:
        await _wait_for_room(crew, task, full)
    except StorageAway as away:
        await _wait(
            crew, task, NotNow(pause_s(crew, task.job), f"storage away: {away}", sentence=STORAGE_AWAY)
        )
    except PartsGone as gone:
        async with crew.database.transaction() as session:
            await Production(session).forget_assets(task.project.user_id, gone.assets)
        await _give_up(crew, task, f"failed-part-missing: {gone}", retry=False)
    except DatabaseUnavailable:
        # Not the job's fault: the lease runs out, and the sweep wakes it again.
        raise
    except OrderFailed as failed:
        log.warning("%s of ad %s failed: %s", task.name, task.project.id, failed)
        await _give_up(crew, task, f"{failed.sentence}: {failed}", retry=True)
    except Exception as error:
        log.exception("%s of ad %s failed", task.name, task.project.id)
        await _give_up(crew, task, f"failed-unexpected: {type(error).__name__}: {error}", retry=True)
    except BaseException:
        # The worker shuts down: the next one begins anew at once instead of waiting for the lease to end.
        async with crew.database.transaction() as session:
            end = Claims(session).let_go if task.kept else Claims(session).give_back
            await end(job_id, epoch)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _claim(crew: Crew, job_id: UUID) -> _Task | None:
    async with crew.database.transaction() as session:
        production = Production(session)
        if await _is_held(session, production, job_id):
            return None
        claims = Claims(session)
        claimed = await claims.claim(job_id, crew.rhythm.lease)
        kept = None if claimed is not None else await claims.claim_kept(job_id, crew.rhythm.lease)
        claimed = kept or claimed
        if claimed is None:
            return None
        if isinstance(claimed, float):
            job = await production.job(job_id)
            if job is not None:
                await wake_job(
                    session, job_id, queue=queue_of(str(job.asset_kind), job.provider), delay_s=claimed + 0.1
                )
            return None
        project = await production.project(claimed.project_id)
        if project is None:
            return None
        # Also where the worker that had taken it for a stopped production has died.
        stopped = kept is not None or project.status not in FILMING
        if not stopped:
            jobs = await production.jobs(project.id, claimed.script_revision)
            await show_progress(session, crew.speech, project, jobs)
        seed, keywords = await production.look_of(project.id)
        return _Task(
            claimed,
            project,
            await script_of(session, project),
            await inputs_of(session, claimed),
            kept=stopped,
            seed=seed,
            keywords=keywords,
            taste=await taste_of(session, project.user_id),
        )


async def _is_held(session: Session, production: Production, job_id: UUID) -> bool:
    """Whether an admin holds what is made here: the row waits, and the sweep or whoever lets it go wakes it. What a
    provider makes is held where it would be asked for (`jobs.paid.submit`), so that what is paid is brought home."""
    if not await Switches(session).is_off(GENERATION):
        return False
    job = await production.job(job_id)
    return job is not None and job.provider is None


async def _renew(crew: Crew, task: _Task) -> Lease:
    async def renew(session: Session) -> Lease:
        done = min(99, int(100 * task.fraction))
        lease = await Claims(session).renew(task.job.id, task.job.lease_epoch, crew.rhythm.lease, done)
        if lease is Lease.HELD and not task.kept:
            jobs = await Production(session).jobs(task.project.id, task.job.script_revision)
            await show_progress(session, crew.speech, task.project, jobs)
        return lease

    return await crew.database.run(renew)


async def _work(crew: Crew, task: _Task, folder: Path) -> None:
    took = stopwatch()
    folder.mkdir(parents=True, exist_ok=True)
    check_room(crew, task.job, folder)
    if task.job.model == OWN:
        await _bring_own(crew, task, folder)
        return
    # What only has to be brought home needs nothing of the storage, which may be away.
    bare = task.job.provider is not None and not await asks_anew(crew, task.job)
    inputs = {} if bare else await _fetched(crew, task, folder)
    places = {str(path): str(task.inputs[name].url) for name, path in inputs.items()}
    script = task.script if bare else await local_script(crew, task.script, folder, places)
    order = Order(
        kind=str(task.job.asset_kind),
        scene=task.job.scene_number,
        script=task.taste.of(with_pictures(script, inputs, task.inputs)),
        inputs=inputs,
        folder=folder,
        # An ad keeps its music through all its revisions.
        seed=task.project.id.int % 2**31,
        language=spoken_in(task.project, task.script),
        owner=task.project.user_id,
        gender=task.taste.voice,
        makers={
            name: str(asset.model_version)
            for name, asset in task.inputs.items()
            if asset.source == AssetSource.REPLICATE
        },
        stored=places,
        bare=bare,
        look=await look_for(crew, task.job),
        variant=task.job.variant,
        turn=task.job.request_number,
        consistency=task.seed,
        keywords=task.keywords,
    )

    def note(fraction: float) -> None:
        task.fraction = fraction

    made: Made | None
    if task.job.provider is not None:
        made = await make_paid(crew, task.job, order, note)
        if made is None:
            return
    else:
        async with crew.cores:
            made = await crew.provider.make(order, note)
    if order.kind == "still" and made.path is not None:
        made = await measured(order, made)
    crash_point(f"make.{order.kind}.made")
    stored, extras = await _store(crew, task, made)
    crash_point(f"make.{order.kind}.stored")
    # Before the commit that wakes whoever goes on: the lines of an ad stand in the order of what happened.
    tell(log, "made", part=task.name, source=made.source, model=made.model, ms=round(took() * 1000))
    await _complete(crew, task, made, stored, extras)


def spoken_in(project: AdProject, script: AdScript) -> str:
    """The ad's language: the brief's, else the one that its words are in."""
    wished = project.settings.get("brief", {}).get("language")
    return str(wished or language_of(words_of(script)).split("-")[0])


async def _fetched(crew: Crew, task: _Task, folder: Path) -> dict[str, Path]:
    """Local paths of the inputs, by name. Raises PartsGone, which names all that are missing."""
    found, gone = {}, []
    for name, asset in task.inputs.items():
        try:
            found[name] = await crew.storage.fetch(str(asset.url), folder)
        except FileNotFoundError:
            if await waits_elsewhere(crew, asset):
                raise StorageAway(f"{name} still waits on the machine that made it") from None
            gone.append(asset.id)
    if gone:
        raise PartsGone(gone)
    return found


async def local_script(crew: Crew, script: AdScript, folder: Path, places: dict[str, str]) -> AdScript:
    """The script with paths of this machine where it names stored pictures; what is gone is left out. Their URIs are
    noted in `places`, by path."""
    brand = script.brand
    pictures = []
    for uri in brand.product_images:
        with suppress(FileNotFoundError):
            pictures.append(str(await crew.storage.fetch(uri, folder)))
            places[pictures[-1]] = uri
    logo = None
    if brand.logo:
        with suppress(FileNotFoundError):
            logo = str(await crew.storage.fetch(brand.logo, folder))
    look = brand.model_copy(update={"product_images": tuple(pictures), "logo": logo})
    return script.model_copy(update={"brand": look})


async def _bring_own(crew: Crew, task: _Task, folder: Path) -> None:
    """Fetch and clean the picture that the person sent for the scene; one that can't be used is forgotten, with a
    word."""
    try:
        own = await own_picture(crew, task.job, folder)
    except PhotoRefused as refused:
        await refuse_own(crew, task.project, task.job, refused.reason)
        raise LeaseEnded(Lease.LOST) from refused
    except NotFetched as away:
        if age_s(crew, task.job) > crew.rhythm.photo_patience:
            await refuse_own(crew, task.project, task.job, "photo-not-fetched")
            raise LeaseEnded(Lease.LOST) from away
        raise NotNow(crew.rhythm.job_backoff_max / 8, str(away)) from away
    key = upload_key(task.project.user_id, own.sha256, own.made.path.suffix if own.made.path else "")
    stored = await crew.storage.put(own.made.path, key) if own.made.path else None
    crash_point("make.own.stored")
    await complete_own(crew, task.project, task.job, own, stored)


async def _store(crew: Crew, task: _Task, made: Made) -> tuple[Stored | None, dict[str, str]]:
    """Put the result and its companions (a thumbnail, a chat copy) into storage."""
    if made.path is None:
        return None, {}

    def key(name: str, path: Path) -> str:
        user, project = task.project.user_id, task.project.id
        return production_key(user, project, task.job.script_revision, f"{name}{path.suffix}")

    # The provider keeps what it made for an hour, so there is time; what was made here is nowhere else.
    patient = is_patient(crew, task.job) and not task.kept
    put = crew.storage.put if patient else crew.storage.keep
    stored = await put(made.path, key(task.name, made.path))
    extras = {}
    for name, path in made.facts.get("companions", {}).items():
        companion = await put(path, key(f"{task.name}-{name}", path))
        extras[name], stored = companion.uri, replace(stored, waits=stored.waits or companion.waits)
    return stored, extras


async def _complete(
    crew: Crew, task: _Task, made: Made, stored: Stored | None, extras: Mapping[str, str]
) -> None:
    job = task.job

    async def complete(session: Session) -> None:
        asset_id = None
        if stored is not None:
            asset = await Production(session).add_asset(
                task.project.user_id,
                brand_id=task.project.brand_id,
                project_id=task.project.id,
                type=_TYPE_OF[str(job.asset_kind)],
                source=AssetSource(made.source),
                name=task.name,
                url=stored.uri,
                storage_path=stored.uri,
                file_size_bytes=stored.size,
                mime_type=made.media_type,
                sha256=stored.sha256,
                width=made.width,
                height=made.height,
                duration_seconds=made.seconds,
                model_version=made.model,
                source_image_id=_start_of(task),
                **made.about,
                details={
                    **dict(made.facts.get("report", {})),
                    **extras,
                    "notes": list(made.notes),
                    **({WAITS: True} if stored.waits else {}),
                },
            )
            asset_id = asset.id
            if made.figures:
                figures = Quality(session, task.project.user_id)
                await figures.record_all(
                    task.project.id, made.figures, asset_id=asset_id, model_name=made.judge
                )
        url = stored.uri if stored is not None else None
        if not await Claims(session).complete(job.id, job.lease_epoch, asset_id=asset_id, url=url):
            raise LeaseEnded(Lease.LOST)

    await crew.database.run(complete)


def _start_of(task: _Task) -> UUID | None:
    """The picture that a clip began with."""
    still = task.inputs.get(f"still-{task.job.scene_number}") if task.job.asset_kind == "clip" else None
    return still.id if still is not None else None


async def _wait(crew: Crew, task: _Task, later: NotNow) -> None:
    """Let the job wait for its provider, for the storage or for room, but not for ever."""
    if task.kept:
        await _let_go(crew, task, str(later))
        return
    if later.begun and age_s(crew, task.job) > crew.rhythm.output_patience:
        await _give_up(crew, task, f"{later.sentence}: {later}", retry=False)
        return
    log.info("%s of ad %s waits %.1f s: %s", task.name, task.project.id, later.wait_s, later)
    async with crew.database.transaction() as session:
        await Claims(session).defer(task.job.id, task.job.lease_epoch, later.wait_s, begun=later.begun)


async def _wait_for_room(crew: Crew, task: _Task, full: StorageFull) -> None:
    """What was bought waits with its provider until there is room; what was made here would have to be made again."""
    log.error("disk full: %s of ad %s could not be stored: %s", task.name, task.project.id, full)
    if task.job.provider is None:
        await _give_up(crew, task, f"{DISK_FULL}: {full}", retry=False)
    else:
        await _wait(crew, task, NotNow(pause_s(crew, task.job), str(full), sentence=DISK_FULL))


async def _let_go(crew: Crew, task: _Task, reason: str) -> None:
    """Nobody waits for it: it is brought home when the production is taken up again, if it is still there."""
    log.warning("%s of the stopped ad %s stays with its provider: %s", task.name, task.project.id, reason)
    async with crew.database.transaction() as session:
        await Claims(session).let_go(task.job.id, task.job.lease_epoch)


async def _give_up(crew: Crew, task: _Task, error: str, *, retry: bool) -> None:
    if task.kept:
        await _let_go(crew, task, error)
        return
    rhythm = crew.rhythm
    # What was paid for is tried to be stored for long; a render that fails three times fails always.
    patient = is_patient(crew, task.job)
    again = retry and (patient or task.job.attempts < MOST_ATTEMPTS)
    if not again and task.job.model == OWN:
        # One picture less to choose from ends no production.
        await refuse_own(crew, task.project, task.job, "photo-refused")
        return
    pause = min(rhythm.job_backoff * 2 ** min(task.job.attempts - 1, 20), rhythm.job_backoff_max)
    async with crew.database.transaction() as session:
        await Claims(session).give_up(
            task.job.id, task.job.lease_epoch, error, retry_in_s=pause if again else None
        )
