"""What to do next in a production. Pure: the rows of a revision in, the steps out.

    stills ─► clips ─┐
    voice  ──────────┼─► cut ─► delivery
    music  ──────────┘

Voice and music need nothing but the script, so they run beside the pictures. Calling this twice with the same rows
gives the same steps, and every step is idempotent, so a wake-up may come twice or be lost and sent again.
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
    `waits` says that it runs there, so that no worker is needed until it has ended."""

    id: UUID
    kind: str
    scene: int | None
    status: Status
    progress: int = 0
    error: str | None = None
    provider: str | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Begin:
    """Let a worker make this job."""

    job: JobFacts
    queue: str


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


Step = Begin | Deliver | Finish | GiveUp


class Phase(StrEnum):
    """Which part of the work an ad is in; the values are those of `ad_projects.current_stage`."""

    STILLS = "generating_images"
    CLIPS = "generating_videos"
    COMPOSING = "composing"


# ffmpeg and piper take whole cores, so what they do runs in the media queue; what waits for others does not.
QUEUE_OF: Final = {"still": GENERATION, "clip": MEDIA, "voice": MEDIA, "music": MEDIA, "cut": MEDIA}

# Shares of the wall time of a 30 s ad in 1080×1920 on two cores, for the progress bar.
WEIGHT: Final = {"still": 8, "clip": 47, "voice": 3, "music": 2, "cut": 37, "delivery": 3}


def queue_of(kind: str, provider: str | None = None) -> str:
    """In which queue a job is made; what others make takes none of our cores."""
    return QUEUE_OF[kind] if provider is None else GENERATION


def next_steps(jobs: Sequence[JobFacts]) -> tuple[Step, ...]:
    """The steps that the rows of one revision call for now; empty while there is only waiting to do."""
    for job in jobs:
        if job.status == Status.FAILED:
            return (GiveUp(job),)
    if any(job.status == Status.CANCELLED for job in jobs):
        return ()
    steps: list[Step] = []
    for job in jobs:
        if job.status == Status.COMPLETED or not _ready(job, jobs):
            continue
        if job.kind != "delivery":
            if not job.waits:
                steps.append(Begin(job, queue_of(job.kind, job.provider)))
        elif job.status == Status.QUEUED:
            steps.append(Deliver(job))
    if jobs and all(job.status == Status.COMPLETED for job in jobs):
        steps.append(Finish())
    return tuple(steps)


def _ready(job: JobFacts, jobs: Sequence[JobFacts]) -> bool:
    return all(other.status == Status.COMPLETED for other in jobs if _feeds(other, job))


def _feeds(other: JobFacts, job: JobFacts) -> bool:
    """Whether `job` is made from what `other` makes."""
    match job.kind:
        case "clip":
            return other.kind == "still" and other.scene == job.scene
        case "cut":
            return other.kind in ("clip", "voice", "music")
        case "delivery":
            return other.kind == "cut"
    return False


def phase(jobs: Sequence[JobFacts]) -> Phase:
    """The part of the work that is the furthest behind."""
    for kind, name in (("still", Phase.STILLS), ("clip", Phase.CLIPS)):
        if any(job.kind == kind and job.status != Status.COMPLETED for job in jobs):
            return name
    return Phase.COMPOSING


def percent(jobs: Sequence[JobFacts]) -> int:
    """How much of the whole is done, 0–100; 100 only when everything is."""
    if not jobs:
        return 0
    if all(job.status == Status.COMPLETED for job in jobs):
        return 100
    done = sum(
        WEIGHT[kind] * sum(_share(job) for job in jobs if job.kind == kind) / count
        for kind in WEIGHT
        if (count := sum(1 for job in jobs if job.kind == kind))
    )
    return min(99, int(100 * done / sum(WEIGHT.values())))


def _share(job: JobFacts) -> float:
    return 1.0 if job.status == Status.COMPLETED else job.progress / 100
