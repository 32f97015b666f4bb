"""Pictures that people sent for a scene, once they were fetched: one of the scene's, or none that can be used."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import update

from db.claims import Claims
from db.engine import Session
from db.enums import AssetStatus
from db.models import Asset, GenerationJob
from db.placing import choose
from db.stock import Piece


class OwnPictures:
    """Every query about the job that fetches a person's own picture; a worker's, who holds its lease."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def of_job(self, job: GenerationJob) -> Asset | None:
        """The row of the picture, before or after it was fetched."""
        return await self._session.get(Asset, job.output_asset_id) if job.output_asset_id else None

    async def take(self, job: GenerationJob, url: str, **values: Any) -> UUID | None:
        """The picture is in storage: it is one of its scene's, and the chosen one. Its id; None where the job is
        another's by now, and then nothing of this may be committed."""
        asset = await self.of_job(job)
        if asset is None:
            return None
        asset.url = asset.storage_path = url
        asset.status = AssetStatus.COMPLETED
        for name, value in values.items():
            setattr(asset, name, value)
        await self._session.flush()
        await choose(self._session, job.project_id, job.scene_number or 0, Piece(job, asset), "still")
        done = await Claims(self._session).complete(job.id, job.lease_epoch, asset_id=asset.id, url=url)
        return asset.id if done else None

    async def refuse(self, job: GenerationJob, reason: str) -> bool:
        """The picture can't be used: nobody waits for it any more. False where the job is another's by now."""
        if not await Claims(self._session).give_up(job.id, job.lease_epoch, reason, retry_in_s=None):
            return False
        gone = update(GenerationJob).where(GenerationJob.id == job.id)
        await self._session.execute(gone.values(dropped_at=GenerationJob.completed_at))
        failed = update(Asset).where(Asset.id == job.output_asset_id)
        await self._session.execute(failed.values(status=AssetStatus.FAILED))
        return True
