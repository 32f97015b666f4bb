"""Ads side by side: comparisons, edits of a finished ad, and the figures by which a video is judged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import insert, select

from db import checks
from db.base import JsonObject
from db.checks import plain_refusals
from db.enums import COMPARISON_TYPES
from db.models import AdProject, EditingSession, GenerationGroup, QualityMetric
from db.owned import Owned


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
