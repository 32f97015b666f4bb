"""What to do next in a production. Pure: the rows of a revision in, the steps out.

    stills ─► [choose] ─► clips ─┐
                          voice  ┼─► [choose] ─► cut ─► delivery
                          music ─┘

A gate [choose] is where the rows of the next step are not there yet: they are written when the person presses its
button. Who wants everything at once has them all from the start. Voice and music need nothing but the script, so they
run beside the pictures. Calling this twice with the same rows gives the same steps, and every step is idempotent, so a
wake-up may come twice or be lost and sent again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from db.enums import GenerationJobStatus as Status
from db.wakeups import GENERATION, MEDIA


@dataclass(frozen=True, slots=True)
class JobFacts:
    """What the pipeline needs to know of a `generation_jobs` row. `progress` is 0–100; `provider` makes it for money;
    `waits` says that it runs there, so that no worker is needed until it has ended; `request` counts how often a
    person asked for it."""

    id: UUID
    kind: str
    scene: int | None
    status: Status
    progress: int = 0
    error: str | None = None
    provider: str | None = None
    waits: bool = False
    variant: int = 1
    request: int = 1

    @property
    def open(self) -> bool:
        return self.status in (Status.QUEUED, Status.PROCESSING)

    @property
    def done(self) -> bool:
        return self.status == Status.COMPLETED


@dataclass(frozen=True, slots=True)
class Begin:
    """Let a worker make this job."""

    job: JobFacts
    queue: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What a provider was to make for money was not made; the person decides. `jobs` are those that failed."""

    jobs: tuple[JobFacts, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """Nothing is being made: the person chooses, or decides what was asked. `board`: pictures or clips are shown."""

    phase: Phase
    board: bool = True


@dataclass(frozen=True, slots=True)
class Deliver:
    """Hand the finished cut to the chat."""

    job: JobFacts


@dataclass(frozen=True, slots=True)
class Finish:
    """The video was delivered: the ad is complete."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """A job failed for good, so the ad can't be finished."""

    job: JobFacts


Step = Begin | Ask | Review | Deliver | Finish | GiveUp


class Phase(StrEnum):
    """Which part of the work an ad is in; the values are those of `ad_projects.current_stage`."""

    STILLS = "generating_images"
    CHOOSE_STILLS = "reviewing_images"
    CLIPS = "generating_videos"
    CHOOSE_CLIPS = "reviewing_videos"
    COMPOSING = "composing"


# ffmpeg and piper take whole cores, so what they do runs in the media queue; what waits for others does not.
QUEUE_OF: Final = {"still": GENERATION, "clip": MEDIA, "voice": MEDIA, "music": MEDIA, "cut": MEDIA}

# Shares of the wall time of a 30 s ad in 1080×1920 on two cores, for the progress bar.
WEIGHT: Final = {"still": 8, "clip": 47, "voice": 3, "music": 2, "cut": 37, "delivery": 3}

OURS_TO_MEND: Final = (
    *("failed-provider-account", "failed-provider-away", "failed-part-missing"),
    *("studio-disk-full", "failed-unexpected"),
)
"""Failures that no decision about one scene would change."""


def queue_of(kind: str, provider: str | None = None) -> str:
    """In which queue a job is made; what others make takes none of our cores."""
    return QUEUE_OF[kind] if provider is None else GENERATION


def next_steps(jobs: Sequence[JobFacts]) -> tuple[Step, ...]:
    """The steps that the rows of one revision call for now, without those that nobody waits for; empty while there is
    only waiting to do."""
    for job in jobs:
        stopped = job.status == Status.CANCELLED and job.kind in ("cut", "delivery")
        if stopped or (job.status == Status.FAILED and not _is_askable(job)):
            return (GiveUp(job),)
    if any(job.kind == "delivery" and job.done for job in jobs):
        return (Finish(),)
    steps: list[Step] = [Ask(failed) for failed in _undecided(jobs)]
    going = [job for job in jobs if job.open and _ready(job, jobs)]
    for job in going:
        if job.kind != "delivery":
            if not job.waits:
                steps.append(Begin(job, queue_of(job.kind, job.provider)))
        elif job.status == Status.QUEUED:
            steps.append(Deliver(job))
    if jobs and not going:
        steps.append(_gate(jobs))
    return tuple(steps)


def _is_askable(job: JobFacts) -> bool:
    """Whether a decision of the person can mend it: try again, say it otherwise, have it made here."""
    sentence = (job.error or "").partition(":")[0]
    return job.provider is not None and job.kind in WEIGHT and sentence not in OURS_TO_MEND


def _undecided(jobs: Sequence[JobFacts]) -> list[tuple[JobFacts, ...]]:
    """What failed (or was left behind by a stop), by scene, where nothing else of its kind is there or on its way."""
    found: dict[tuple[str, int | None], list[JobFacts]] = {}
    for job in jobs:
        if job.status in (Status.FAILED, Status.CANCELLED):
            found.setdefault((job.kind, job.scene), []).append(job)
    return [tuple(failed) for key, failed in found.items() if not any(_stands(job, key) for job in jobs)]


def _stands(job: JobFacts, key: tuple[str, int | None]) -> bool:
    return (job.kind, job.scene) == key and (job.done or job.open)


def _gate(jobs: Sequence[JobFacts]) -> Review:
    """For which decision of the person an ad waits of which nothing can go on."""
    scenes = {job.scene for job in jobs if job.kind == "still"}
    moving = {job.scene for job in jobs if job.kind == "clip"}
    choosing = not any(job.kind == "cut" for job in jobs)
    pictured = {job.scene for job in jobs if job.kind == "still" and job.done}
    if scenes - moving or scenes - pictured:
        return Review(Phase.CHOOSE_STILLS, choosing)
    return Review(Phase.CHOOSE_CLIPS, choosing)


def _ready(job: JobFacts, jobs: Sequence[JobFacts]) -> bool:
    """Whether everything is there that the job is made from: one of each scene's, and none still to come."""
    match job.kind:
        case "clip":
            return _complete([other for other in jobs if other.kind == "still" and other.scene == job.scene])
        case "cut":
            scenes = {other.scene for other in jobs if other.kind in ("clip", "still")}
            clips = [[other for other in jobs if other.kind == "clip" and other.scene == s] for s in scenes]
            sounds = [other for other in jobs if other.kind in ("voice", "music")]
            return all(map(_complete, clips)) and all(other.done for other in sounds)
        case "delivery":
            return any(other.kind == "cut" and other.done for other in jobs)
    return True


def _complete(of_scene: Sequence[JobFacts]) -> bool:
    return any(job.done for job in of_scene) and not any(job.open for job in of_scene)


def phase(jobs: Sequence[JobFacts]) -> Phase:
    """The part of the work that is the furthest behind."""
    for step in next_steps(jobs):
        if isinstance(step, Review):
            return step.phase
    for kind, name in (("still", Phase.STILLS), ("clip", Phase.CLIPS)):
        if any(job.kind == kind and job.open for job in jobs):
            return name
    sounding = any(job.kind in ("voice", "music") and job.open for job in jobs)
    return Phase.CLIPS if sounding and not any(job.kind == "cut" for job in jobs) else Phase.COMPOSING


def percent(jobs: Sequence[JobFacts]) -> int:
    """How much of the whole is done, 0–100; 100 only when everything is."""
    if any(job.kind == "delivery" and job.done for job in jobs):
        return 100
    counted = [job for job in jobs if not (job.status == Status.FAILED and _has_sibling(job, jobs))]
    done = sum(
        WEIGHT[kind] * sum(_share(job) for job in counted if job.kind == kind) / count
        for kind in WEIGHT
        if (count := sum(1 for job in counted if job.kind == kind))
    )
    return min(99, int(100 * done / sum(WEIGHT.values())))


def _has_sibling(job: JobFacts, jobs: Sequence[JobFacts]) -> bool:
    return any(_stands(other, (job.kind, job.scene)) for other in jobs)


def standing(jobs: Sequence[JobFacts]) -> tuple[JobFacts, ...]:
    """The jobs without those that failed beside another that stands in for them."""
    return tuple(job for job in jobs if not (job.status == Status.FAILED and _has_sibling(job, jobs)))


def _share(job: JobFacts) -> float:
    return 1.0 if job.done else job.progress / 100
