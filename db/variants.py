"""Ads side by side: comparisons, edits of a finished ad, and the figures by which a video is judged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from db import checks
from db.base import JsonObject
from db.checks import plain_refusals
from db.engine import Session
from db.enums import COMPARISON_TYPES, AssetSource, AssetStatus, AssetType
from db.models import AdProject, Asset, EditingSession, GenerationGroup, GenerationJob, QualityMetric
from db.owned import Owned
from db.wakeups import wake_edit


class Comparisons(Owned):
    """Every query about groups of ads that differ in one thing: a setting, or the words they began with."""

    async def start(self, comparison_type: str, title: str | None = None) -> GenerationGroup:
        """A new, empty comparison of `settings` or of the `prompt`."""
        row = GenerationGroup(
            user_id=self._user_id,
            comparison_type=checks.one_of(COMPARISON_TYPES, comparison_type, "comparison_type"),
            title=None if title is None else checks.line(title, "title"),
        )
        return await self._add(row)

    async def get(self, group_id: UUID) -> GenerationGroup | None:
        """The person's comparison of that id."""
        return await self._one(GenerationGroup, group_id)

    async def add(self, group_id: UUID, project_id: UUID) -> bool:
        """Put an ad into the comparison; False if it isn't the person's.

        Raises:
            NotFound: the comparison is not theirs.
        """
        return await self._change(AdProject, project_id, generation_group_id=group_id) is not None

    async def ads(self, group_id: UUID) -> Sequence[AdProject]:
        """The ads that are compared, the oldest first."""
        rules = (AdProject.generation_group_id == group_id, AdProject.deleted_at.is_(None))
        return await self._all(self._own(AdProject, *rules).order_by(AdProject.created_at))

    async def remove(self, group_id: UUID) -> bool:
        """Remove the comparison; its ads stay."""
        return await self._remove(GenerationGroup, group_id)


class Edits(Owned):
    """Every query about edits: a cut list that is drafted, rendered, and becomes a file."""

    async def begin(self, project_id: UUID, edit_data: JsonObject) -> EditingSession:
        """A draft of an edit of one of the person's ads.

        Raises:
            NotFound: the ad is not theirs.
        """
        data = checks.storable(edit_data, "edit_data")
        return await self._add(EditingSession(user_id=self._user_id, project_id=project_id, edit_data=data))

    async def get(self, edit_id: UUID) -> EditingSession | None:
        """The person's edit of that id."""
        return await self._one(EditingSession, edit_id)

    async def of_project(self, project_id: UUID) -> Sequence[EditingSession]:
        """The edits of an ad, the newest first."""
        mine = self._own(EditingSession, EditingSession.project_id == project_id)
        return await self._all(mine.order_by(EditingSession.created_at.desc()))

    async def change(self, edit_id: UUID, edit_data: JsonObject) -> bool:
        """Replace the cut list; not while it is being rendered. It is a draft again."""
        data = checks.storable(edit_data, "edit_data")
        still = EditingSession.status != "rendering"
        return await self._change(EditingSession, edit_id, still, edit_data=data, status="draft") is not None

    async def render(self, edit_id: UUID) -> bool:
        """Hand the edit over to be rendered; False while it is rendered already."""
        still = EditingSession.status != "rendering"
        values = {"status": "rendering", "error_message": None}
        return await self._change(EditingSession, edit_id, still, **values) is not None

    async def finish(self, edit_id: UUID, *, asset_id: UUID | None = None, error: str | None = None) -> bool:
        """End the rendering with a file of the person's, or with an error.

        Raises:
            NotFound: the file is not theirs.
        """
        values = {
            "status": "completed" if error is None else "failed",
            "output_asset_id": asset_id,
            "error_message": error,
        }
        running = EditingSession.status == "rendering"
        return await self._change(EditingSession, edit_id, running, **values) is not None

    async def order(
        self, project_id: UUID, edit_data: JsonObject, *, asset_id: UUID, revision: int
    ) -> EditingSession:
        """Have video `asset_id`, which was cut from this revision of the script, cut as `edit_data` says; the file
        that comes of it is known at once. Asked for again, it is the same edit, unless it failed.

        Raises:
            NotFound: the ad or the video is not theirs.
        """
        await self._need(AdProject, project_id, lock=True)
        source = await self._need(Asset, asset_id)
        data = checks.storable(edit_data, "edit_data")
        for one in await self.of_project(project_id):
            made = await self._one(Asset, one.output_asset_id) if one.output_asset_id else None
            same = one.edit_data == data and made is not None and source_of(made) == (source.id, revision)
            if same and one.status in ("rendering", "completed"):
                return one
        video = Asset(
            user_id=self._user_id,
            brand_id=source.brand_id,
            project_id=project_id,
            type=AssetType.FINAL_VIDEO,
            source=AssetSource.FFMPEG,
            status=AssetStatus.GENERATING,
            name="edit",
            details={"edit": {"of": str(source.id), "revision": revision}},
        )
        await self._add(video)
        row = EditingSession(
            user_id=self._user_id,
            project_id=project_id,
            edit_data=data,
            status="rendering",
            output_asset_id=video.id,
        )
        await self._add(row)
        await wake_edit(self._session, row.id)
        return row

    async def take_clip(self, project_id: UUID, *, file_id: str, mime: str, size: int | None) -> Asset:
        """A clip that the person sent for an edit of this ad; whoever cuts the edit fetches it.

        Raises:
            NotFound: the ad is not theirs.
        """
        project = await self._need(AdProject, project_id)
        clip = Asset(
            user_id=self._user_id,
            brand_id=project.brand_id,
            project_id=project_id,
            type=AssetType.VIDEO_CLIP,
            source=AssetSource.USER_UPLOAD,
            status=AssetStatus.GENERATING,
            name="own clip",
            telegram_file_id=file_id,
            mime_type=mime,
            file_size_bytes=size,
        )
        return await self._add(clip)

    async def resume(self, asset_id: UUID, sentence: str) -> None:
        """Have the edits with this clip cut that ended with this sentence, to wait for the person's word."""
        waiting = self._own(
            EditingSession,
            EditingSession.status == "failed",
            EditingSession.error_message.startswith(sentence),
            EditingSession.edit_data.contains({"clips": [{"assetId": str(asset_id)}]}),
        )
        for row in await self._all(waiting):
            row.status, row.error_message = "rendering", None
            await self._session.flush()
            await wake_edit(self._session, row.id)

    async def of_video(self, asset_id: UUID) -> EditingSession | None:
        """The edit that video came of; None where it is as it was first cut."""
        mine = self._own(EditingSession, EditingSession.output_asset_id == asset_id)
        return await self._session.scalar(mine.order_by(EditingSession.created_at.desc()).limit(1))

    async def revision_of(self, asset_id: UUID) -> int | None:
        """From which revision of the script the person's video was cut; None where that is not known."""
        asset = await self._one(Asset, asset_id)
        if asset is None:
            return None
        if (source := source_of(asset)) is not None:
            return source[1]
        job = select(GenerationJob.script_revision).where(
            GenerationJob.output_asset_id == asset_id, GenerationJob.asset_kind == "cut"
        )
        return await self._session.scalar(job.order_by(GenerationJob.script_revision.desc()).limit(1))

    async def keep(self, project_id: UUID, asset_id: UUID) -> bool:
        """Let that video be the ad's; False where the ad isn't the person's.

        Raises:
            NotFound: the video is not theirs.
        """
        return await self._change(AdProject, project_id, final_asset_id=asset_id) is not None


class Cutting:
    """Every query of whoever cuts what was ordered. The engine runs one edit alone, so no lease is held."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def waiting(self) -> Sequence[UUID]:
        """The edits that are to be rendered, for the sweep that repairs lost wake-up calls."""
        found = select(EditingSession.id).where(EditingSession.status == "rendering")
        return (await self._session.scalars(found.order_by(EditingSession.created_at))).all()

    async def get(self, edit_id: UUID) -> tuple[EditingSession, AdProject] | None:
        """An edit that is to be rendered, with its ad; None where there is nothing to do."""
        found = await self._session.execute(
            select(EditingSession, AdProject)
            .join(AdProject, AdProject.id == EditingSession.project_id)
            .where(EditingSession.id == edit_id, EditingSession.status == "rendering"),
            execution_options={"populate_existing": True},
        )
        row = found.one_or_none()
        return None if row is None else (row[0], row[1])

    async def complete(
        self, edit_id: UUID, values: Mapping[str, Any], details: Mapping[str, Any]
    ) -> Asset | None:
        """Note what was rendered: columns of its file, and what is added to its details. None where its end was noted
        before."""
        row = await self._end(edit_id, "completed", None)
        video = await self._video(row)
        if video is not None:
            for name, value in values.items():
                setattr(video, name, value)
            video.status, video.details = AssetStatus.COMPLETED, {**video.details, **details}
            await self._session.flush()
        return video

    async def fail(self, edit_id: UUID, error: str) -> bool:
        """Note why nothing came of it; False where its end was noted before."""
        row = await self._end(edit_id, "failed", error[:2000])
        video = await self._video(row)
        if video is not None and video.url is None:
            video.status = AssetStatus.FAILED
            await self._session.flush()
        return row is not None

    async def note_clip(self, asset_id: UUID, values: Mapping[str, Any], *, face: bool) -> Asset | None:
        """A clip that was sent for an edit is in storage; `face`: somebody is seen in it."""
        clip = await self._session.get(Asset, asset_id, populate_existing=True)
        if clip is not None:
            for name, value in values.items():
                setattr(clip, name, value)
            clip.status, clip.analysis = AssetStatus.COMPLETED, {**clip.analysis, "face": face}
            await self._session.flush()
        return clip

    async def _end(self, edit_id: UUID, status: str, error: str | None) -> EditingSession | None:
        ended = await self._session.execute(
            update(EditingSession)
            .where(EditingSession.id == edit_id, EditingSession.status == "rendering")
            .values(status=status, error_message=error)
            .returning(EditingSession),
            execution_options={"populate_existing": True},
        )
        return ended.scalar_one_or_none()

    async def _video(self, row: EditingSession | None) -> Asset | None:
        if row is None or row.output_asset_id is None:
            return None
        return await self._session.get(Asset, row.output_asset_id, populate_existing=True)


def source_of(asset: Asset) -> tuple[UUID, int] | None:
    """Of an edited video: which one was edited, and from which revision of the script it was cut."""
    edit = asset.details.get("edit")
    return None if edit is None else (UUID(edit["of"]), int(edit["revision"]))


class Quality(Owned):
    """Every query about figures from 0 to 100 that judge an ad or one of its scenes."""

    async def record(
        self,
        project_id: UUID,
        metric_name: str,
        metric_value: Decimal,
        *,
        scene_number: int | None = None,
        asset_id: UUID | None = None,
        model_name: str | None = None,
    ) -> QualityMetric:
        """Write down one figure; scene None is the whole video.

        Raises:
            NotFound: the ad or the file isn't the person's.
            BadInput: not within 0 and 100.
        """
        await self._need(AdProject, project_id)
        row = QualityMetric(
            project_id=project_id,
            metric_name=metric_name,
            metric_value=metric_value,
            scene_number=scene_number,
            asset_id=asset_id,
            model_name=model_name,
        )
        return await self._add(row)

    async def record_all(
        self,
        project_id: UUID,
        figures: Iterable[tuple[int | None, str, float]],
        *,
        asset_id: UUID | None = None,
        model_name: str | None = None,
    ) -> int:
        """Write down what was measured of one file: (scene or None for all, metric, 0 … 100); how many.

        Raises:
            NotFound: the ad or the file isn't the person's.
            BadInput: not within 0 and 100, or no name of a metric.
        """
        await self._need(AdProject, project_id)
        shared = {"project_id": project_id, "asset_id": asset_id, "model_name": model_name}
        rows = [
            {
                **shared,
                "scene_number": scene_number,
                "metric_name": metric_name,
                "metric_value": _rounded(value),
            }
            for scene_number, metric_name, value in figures
        ]
        if rows:
            async with plain_refusals(self._session):
                await self._session.execute(insert(QualityMetric), rows)
        return len(rows)

    async def of_assets(self, project_id: UUID, asset_ids: Collection[UUID]) -> dict[UUID, dict[str, float]]:
        """The figures of these files of an ad, by file and name; those without any are missing."""
        mine = self._own(AdProject, AdProject.id == project_id).with_only_columns(AdProject.id)
        figures = await self._session.execute(
            select(QualityMetric.asset_id, QualityMetric.metric_name, QualityMetric.metric_value).where(
                QualityMetric.project_id.in_(mine), QualityMetric.asset_id.in_(asset_ids)
            )
        )
        found: dict[UUID, dict[str, float]] = {}
        for asset_id, name, value in figures.all():
            if asset_id is not None:
                found.setdefault(asset_id, {})[name] = float(value)
        return found

    async def of_project(self, project_id: UUID) -> Sequence[QualityMetric]:
        """The figures of an ad: the whole video's first, then by scene and name."""
        mine = self._own(AdProject, AdProject.id == project_id).with_only_columns(AdProject.id)
        found = select(QualityMetric).where(QualityMetric.project_id.in_(mine))
        order = (
            QualityMetric.scene_number.nulls_first(),
            QualityMetric.metric_name,
            QualityMetric.created_at,
        )
        return await self._all(found.order_by(*order))


def _rounded(value: float) -> Decimal:
    """To three places, as the column keeps it."""
    return Decimal(str(round(value, 3)))
