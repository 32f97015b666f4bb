"""Trained looks in use: which one a still is made with, and the end of those whose brand is gone."""

from __future__ import annotations

import logging

from db.lora import TrainedLook, look_of_ad
from db.models import GenerationJob
from db.wakeups import wake_forgetting
from jobs.crew import Crew
from jobs.providers.replicate import ProviderAway
from jobs.providers.trained import remove_version

log = logging.getLogger(__name__)

_PAUSE_S = 600.0
"""Until the provider is asked again to remove something, where it can't be reached."""


async def look_for(crew: Crew, job: GenerationJob) -> TrainedLook | None:
    """The trained look that this still was approved with; None where it was approved without one."""
    catalog = crew.paid.catalog if crew.paid else None
    if catalog is None or job.asset_kind != "still" or job.model is None:
        return None
    model = catalog.asked("still", job.model)
    if model is None or model in catalog.all_of("still"):
        return None
    async with crew.database.transaction() as session:
        look = await look_of_ad(session, job.project_id)
    if look is None or "weights" in model.input:
        return look
    # Another version may be in use by now; the price that was approved is that of this one.
    return TrainedLook(job.model, look.word)


async def forget_look(crew: Crew, version: str) -> None:
    """Ask the provider to remove what it trained for a brand that is gone. Asked twice, the second finds nothing."""
    if crew.paid is None:
        log.error("%s stays with its provider: no account is configured any more", version)
        return
    try:
        await remove_version(crew.paid.api, version)
    except ProviderAway as away:
        log.warning("%s is removed later: %s", version, away)
        async with crew.database.transaction() as session:
            await wake_forgetting(session, version, delay_s=_PAUSE_S * crew.rhythm.provider_second)
