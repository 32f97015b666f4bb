"""What an ad is told besides its conversation: its price, its summary, its picture, its variants, the writer's craft.

The capabilities that call these come later; the columns and their rules are here, so that each has one writer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select, update

from db import checks
from db.base import JsonObject
from db.enums import AdProjectStatus
from db.models import AdProject, ChatSession, GenerationJob, Script
from db.owned import Owned

_INHERITED: Final = ("brief", "asked", "chat", "craft", "pictures")
"""Of an ad's settings what one that is derived from it begins with."""


class Details(Owned):
    """Every query about the finer points of one person's ads."""

    async def summarize(self, project_id: UUID, summary: str) -> bool:
        """Keep in a few words what was said before the window of the conversation begins."""
        words = checks.passage(summary, "summary")
        return await self._change(AdProject, project_id, conversation_summary=words) is not None

    async def show(self, project_id: UUID, asset_id: UUID | None) -> bool:
        """Let the ad be shown by this picture in lists.

        Raises:
            NotFound: the picture isn't theirs.
        """
        return await self._change(AdProject, project_id, thumbnail_asset_id=asset_id) is not None

    async def annotate(self, project_id: UUID, details: JsonObject) -> bool:
        """Put keys into the ad's free document; those it has already are replaced."""
        values = checks.storable(details, "details")
        merged = AdProject.details.op("||")(values)
        return await self._change(AdProject, project_id, details=merged) is not None

    async def derive(self, project_id: UUID) -> AdProject:
        """A new ad with the same brand and brief, to be changed in one thing.

        Raises:
            NotFound: there is no such ad of theirs.
        """
        of = await self._need(AdProject, project_id)
        now = await self._session.scalar(select(func.clock_timestamp()))
        row = AdProject(
            user_id=self._user_id,
            brand_id=of.brand_id,
            parent_id=of.id,
            campaign_id=of.campaign_id,
            status=AdProjectStatus.CHAT_IN_PROGRESS,
            title=of.title,
            ad_details=of.ad_details,
            settings={name: value for name, value in of.settings.items() if name in _INHERITED},
            framework=of.framework,
            aspect_ratio=of.aspect_ratio,
            creativity_level=of.creativity_level,
            product_category=of.product_category,
            created_at=now,
        )
        return await self._add(row)

    async def undecided(self, project_id: UUID) -> AdProject | None:
        """The newest ad that was derived from this one and has no video yet."""
        await self._need(AdProject, project_id, lock=True)
        waiting = self._own(
            AdProject,
            AdProject.parent_id == project_id,
            AdProject.deleted_at.is_(None),
            AdProject.status.in_((AdProjectStatus.CHAT_IN_PROGRESS, AdProjectStatus.SCRIPT_GENERATED)),
        )
        return await self._session.scalar(waiting.order_by(AdProject.created_at.desc()).limit(1))

    async def note_craft(
        self,
        project_id: UUID,
        *,
        craft_log: Sequence[JsonObject] = (),
        cohesion_score: Decimal | None = None,
        style_keywords: Sequence[str] = (),
        consistency_seed: int | None = None,
    ) -> bool:
        """Write down how the script was worked out: drafts and critiques, how well it hangs together (0–100), and
        what keeps its scenes alike. A seed that is not given stays as it is.

        Raises:
            BadInput: an entry of the log that has not its shape, a score out of range.
        """
        async with checks.plain_refusals(self._session):
            changed = await self._session.execute(
                update(Script)
                .where(Script.project_id == self._mine(project_id))
                .values(
                    craft_log=list(craft_log),
                    cohesion_score=cohesion_score,
                    style_keywords=[checks.line(word, "style_keywords", 60) for word in style_keywords],
                    **({} if consistency_seed is None else {"consistency_seed": consistency_seed}),
                )
                .returning(Script.id)
            )
        return changed.scalar_one_or_none() is not None

    async def hasten(self, project_id: UUID, priority: int) -> int:
        """Let the ad's waiting jobs come before those of lower priority; how many there are."""
        changed = await self._session.execute(
            update(GenerationJob)
            .where(GenerationJob.project_id == self._mine(project_id), GenerationJob.status == "queued")
            .values(priority=priority)
            .returning(GenerationJob.id)
        )
        return len(changed.all())

    async def pin(
        self,
        chat_id: int,
        thread_id: int = 0,
        *,
        brief_card_message_id: int | None = None,
        progress_message_id: int | None = None,
        expires_at: datetime | None = None,
    ) -> bool:
        """Note which messages of the person's chat are kept up to date, and until when."""
        values = {
            "brief_card_message_id": brief_card_message_id,
            "progress_message_id": progress_message_id,
            "expires_at": expires_at,
        }
        mine = (ChatSession.user_id == self._user_id, ChatSession.chat_id == chat_id)
        changed = await self._session.execute(
            update(ChatSession)
            .where(*mine, ChatSession.thread_id == thread_id)
            .values(values)
            .returning(ChatSession.id)
        )
        return changed.scalar_one_or_none() is not None

    def _mine(self, project_id: UUID) -> ScalarSelect[UUID]:
        return (
            select(AdProject.id)
            .where(AdProject.id == project_id, AdProject.user_id == self._user_id)
            .scalar_subquery()
        )
