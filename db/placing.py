"""A plan (`db.stock`) becomes rows: what it costs is set aside, or nothing happens at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import func, text, update

from db.engine import Session
from db.enums import JOB_TYPE_OF_KIND, AdProjectStatus, AssetStatus
from db.enums import GenerationJobStatus as Status
from db.models import AdProject, Asset, GenerationJob, Script
from db.spending import Obstacle, Part, Spending, release, set_aside, share_out
from db.stock import ANIMATIC, OWN, Item, Outlook, Piece, Prints


async def place(
    session: Session,
    project: AdProject,
    script: Script,
    outlook: Outlook,
    *,
    spending: Spending | None = None,
    prints: Prints | None = None,
    round_number: int = 0,
) -> Obstacle | None:
    """Let everything in `outlook` be made, for what it costs now; why not, where that may not be spent. The ad and its
    idle rows must be locked."""
    if spending is not None:
        obstacle = await set_aside(session, project, outlook.cost(spending), spending)
        if obstacle is not None:
            return obstacle
    await _drop(session, outlook)
    parts: dict[UUID, Part | None] = {}
    local: list[UUID] = []
    own = [one.piece.job.id for one in outlook.items if one.piece is not None and one.piece.job.model == OWN]
    for item in outlook.items:
        print_ = (prints or {}).get((item.kind, item.scene))
        if item.source is not None:
            _copy(session, script, item, item.source, print_, round_number)
        elif item.piece is None or item.owed:
            job_id = await _ask_for(session, script, item, print_, round_number)
            part = spending.parts.get((item.kind, item.scene)) if spending is not None else None
            parts[job_id] = None if item.local else part
            if item.local and item.kind in ("still", "clip") and spending is not None:
                local.append(job_id)
        elif item.local and item.piece.job.status == Status.QUEUED:
            local.append(item.piece.job.id)
        elif not item.piece.live:
            await _change(session, [item.piece.job.id], dropped_at=None)
    await session.flush()
    await share_out(session, parts)
    if local:
        await release(session, project.id, local)
        await _change(session, local, provider=None, model=ANIMATIC, reserved_on=None)
    await _change(session, own, provider=None, model=OWN)
    return None


async def take_back(session: Session, project: AdProject) -> None:
    """Where the ad's production has ended: what a worker has taken since, to bring home what was paid, is no longer its
    own. Who asks again has another worker do that, and sets nothing aside for one that would end it."""
    if project.status not in (AdProjectStatus.FAILED, AdProjectStatus.CANCELLED):
        return
    taken = update(GenerationJob).where(
        GenerationJob.project_id == project.id, GenerationJob.status == Status.PROCESSING
    )
    ended = taken.values(
        status=Status.CANCELLED, lease_epoch=GenerationJob.lease_epoch + 1, leased_until=None
    )
    await session.execute(ended.execution_options(synchronize_session=False))


async def _drop(session: Session, outlook: Outlook) -> None:
    dropped = [piece.job.id for piece in outlook.dropped]
    await _change(session, dropped, dropped_at=func.clock_timestamp())


async def _change(session: Session, job_ids: Sequence[UUID], **values: Any) -> None:
    """Write these values into the rows. What is loaded of them stays as it was: whoever reads on, reads anew."""
    if job_ids:
        changed = update(GenerationJob).where(GenerationJob.id.in_(job_ids)).values(values)
        await session.execute(changed, execution_options={"synchronize_session": False})


def _row(script: Script, item: Item, print_: str | None, round_number: int) -> GenerationJob:
    return GenerationJob(
        id=uuid4(),
        project_id=script.project_id,
        script_id=script.id,
        script_revision=script.revision,
        asset_kind=item.kind,
        scene_number=item.scene,
        variant=item.variant,
        job_type=JOB_TYPE_OF_KIND[item.kind],
        fingerprint=print_,
        round_number=round_number,
    )


async def _ask_for(
    session: Session, script: Script, item: Item, print_: str | None, round_number: int
) -> UUID:
    """A row that waits to be made: a new one, or one that ended without a file, as another request."""
    if item.piece is None:
        row = _row(script, item, print_, round_number)
        session.add(row)
        return row.id
    job = item.piece.job
    await _change(
        session,
        [job.id],
        status=Status.QUEUED,
        progress_percentage=0,
        generated_video_url=None,
        error_message=None,
        attempts=0,
        cancel_requested=False,
        leased_until=None,
        started_at=None,
        completed_at=None,
        next_poll_at=None,
        dropped_at=None,
        request_number=GenerationJob.request_number + 1,
        round_number=round_number,
    )
    return job.id


def _copy(
    session: Session, script: Script, item: Item, source: Piece, print_: str | None, round_number: int
) -> None:
    """A row for what another revision, or another scene, has already: nobody is asked or paid for it again."""
    row, old = _row(script, item, print_, round_number), source.job
    row.status, row.progress_percentage = Status.COMPLETED, 100
    row.provider, row.model = old.provider, old.model
    row.output_asset_id, row.generated_video_url = old.output_asset_id, old.generated_video_url
    row.started_at, row.completed_at = old.started_at, old.completed_at
    session.add(row)
    if source.asset is not None and source.asset.status == AssetStatus.REJECTED:
        # It is wanted again: retention must not take it.
        source.asset.status = AssetStatus.COMPLETED


_REJECT: Final = text(
    """
    UPDATE assets a SET status = 'rejected'
      FROM generation_jobs j JOIN ad_projects p ON p.id = j.project_id AND p.revision = j.script_revision
     WHERE p.id = :project_id AND j.output_asset_id = a.id AND j.asset_kind = 'still' AND a.source = 'replicate'
       AND a.status = 'completed' AND NOT a.user_selected
       AND EXISTS (SELECT 1 FROM assets b WHERE b.project_id = p.id AND b.type = 'image' AND b.user_selected
                                            AND b.selection_order = j.scene_number)
    """
)


async def reject_the_rest(session: Session, project_id: UUID) -> None:
    """The ad is delivered: of scenes whose picture was chosen, the others may be forgotten in time."""
    await session.execute(_REJECT, {"project_id": project_id})


async def choose(session: Session, project_id: UUID, scene: int, chosen: Piece | None, kind: str) -> None:
    """Let exactly this picture (or clip) be the one of the scene."""
    asset_type = "image" if kind == "still" else "video_clip"
    await session.execute(
        update(Asset)
        .where(
            Asset.project_id == project_id,
            Asset.type == asset_type,
            Asset.user_selected,
            Asset.selection_order == scene,
        )
        .values(user_selected=False, selection_order=None)
        .execution_options(synchronize_session=False)
    )
    if chosen is not None and chosen.asset is not None:
        await session.execute(
            update(Asset)
            .where(Asset.id == chosen.asset.id)
            .values(user_selected=True, selection_order=scene, status=AssetStatus.COMPLETED)
            .execution_options(synchronize_session=False)
        )
