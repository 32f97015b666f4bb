"""How long a job waits for what is not its fault: a storage that is away, a disk without room."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from db import clock
from db.models import Asset, GenerationJob
from jobs.crew import Crew
from jobs.paid import NotNow

log = logging.getLogger(__name__)

ROOM_NEEDED: Final = 300_000_000
"""Bytes that must be free before anything is begun: about twice what the longest ad leaves behind."""
STORAGE_AWAY: Final = "failed-storage-away"
DISK_FULL: Final = "studio-disk-full"
WAITS: Final = "waitsForStorage"
"""In `assets.metadata`: the storage was away, and the file waited on the machine that made it."""
_LONGEST_WAIT_S: Final = 86_400.0


def age_s(crew: Crew, job: GenerationJob) -> float:
    """Seconds between the first worker's beginning and this one's, by the database's clock, which wrote both: that of
    this machine may be wrong by an hour."""
    if job.started_at is None or job.leased_until is None:
        return 0.0
    return max(0.0, (job.leased_until - job.started_at).total_seconds() - crew.rhythm.lease)


def pause_s(crew: Crew, job: GenerationJob) -> float:
    """Between two tries: a quarter of the time that the job has waited already, within bounds."""
    return min(max(crew.rhythm.job_backoff, age_s(crew, job) / 4), crew.rhythm.job_backoff_max)


def is_patient(crew: Crew, job: GenerationJob) -> bool:
    """Whether what was made may still be waited with. The provider keeps it for an hour."""
    return job.provider is not None and age_s(crew, job) <= crew.rhythm.output_patience


def check_room(crew: Crew, job: GenerationJob, folder: Path) -> None:
    """Whoever begins, or buys, must be able to end. Raises NotNow where the disk of `folder` or of the storage is
    nearly full; the operator is told."""
    for place in (folder, crew.storage.place):
        if crew.spare_bytes is None or place is None or crew.spare_bytes(place) >= ROOM_NEEDED:
            continue
        short = f"less than {ROOM_NEEDED // 1_000_000} MB are free at {place}"
        log.error("disk full: %s; %s of ad %s waits for room", short, job.asset_kind, job.project_id)
        raise NotNow(pause_s(crew, job), short, sentence=DISK_FULL)


async def waits_elsewhere(crew: Crew, asset: Asset) -> bool:
    """Whether a file that is not in storage may still wait on the machine that made it."""
    if not asset.details.get(WAITS):
        return False
    async with crew.database.transaction() as session:
        return await clock.age_s(session, asset.created_at) < _LONGEST_WAIT_S
