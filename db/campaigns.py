"""Campaigns, which hold several ads of a brand together, and the templates that campaigns begin with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update

from db import checks
from db.base import JsonObject
from db.enums import CAMPAIGN_STATES, CAMPAIGN_TYPES, FRAMEWORKS
from db.errors import NotFound
from db.models import AdProject, Campaign, CampaignTemplate
from db.owned import Owned


class Campaigns(Owned):
    """Every query about one person's campaigns."""

    async def start(
        self,
        brand_id: UUID,
        title: str,
        *,
        campaign_type: str = "general",
        business_context: JsonObject | None = None,
    ) -> Campaign:
        """A new campaign of one of the person's brands, as a draft.

        Raises:
            NotFound: the brand is not theirs.
            BadInput: a title that is no line, an unknown type or key.
        """
        row = Campaign(
            user_id=self._user_id,
            brand_id=brand_id,
            title=checks.line(title, "title"),
            campaign_type=checks.one_of(CAMPAIGN_TYPES, campaign_type, "campaign_type"),
            business_context=checks.storable(business_context or {}, "business_context"),
        )
        return await self._add(row)

    async def get(self, campaign_id: UUID) -> Campaign | None:
        """The person's campaign of that id."""
        return await self._one(Campaign, campaign_id)

    async def recent(self, limit: int = 20) -> Sequence[Campaign]:
        """The newest first."""
        return await self._all(self._own(Campaign).order_by(Campaign.created_at.desc()).limit(limit))

    async def rename(self, campaign_id: UUID, title: str) -> bool:
        """Give the campaign another title."""
        return await self._change(Campaign, campaign_id, title=checks.line(title, "title")) is not None

    async def move(self, campaign_id: UUID, status: str) -> bool:
        """Let the campaign be a draft, active, paused, completed or archived."""
        status = checks.one_of(CAMPAIGN_STATES, status, "status")
        return await self._change(Campaign, campaign_id, status=status) is not None

    async def describe(self, campaign_id: UUID, business_context: JsonObject) -> bool:
        """Replace what is known about the business behind it.

        Raises:
            BadInput: an unknown key.
        """
        context = checks.storable(business_context, "business_context")
        return await self._change(Campaign, campaign_id, business_context=context) is not None

    async def note_analysis(self, campaign_id: UUID, ai_analysis: JsonObject) -> bool:
        """Replace what the model made of it."""
        return await self._change(Campaign, campaign_id, ai_analysis=ai_analysis) is not None

    async def add(self, campaign_id: UUID, project_id: UUID) -> bool:
        """Let the ad run in the campaign; False if it isn't the person's ad.

        Raises:
            NotFound: the campaign is not theirs.
        """
        return await self._change(AdProject, project_id, campaign_id=campaign_id) is not None

    async def take_out(self, project_id: UUID) -> bool:
        """Let the ad run in no campaign."""
        return await self._change(AdProject, project_id, campaign_id=None) is not None

    async def ads(self, campaign_id: UUID) -> Sequence[AdProject]:
        """The ads of the campaign, the newest first."""
        rules = (AdProject.campaign_id == campaign_id, AdProject.deleted_at.is_(None))
        return await self._all(self._own(AdProject, *rules).order_by(AdProject.created_at.desc()))

    async def remove(self, campaign_id: UUID) -> bool:
        """Remove the campaign; its ads stay."""
        return await self._remove(Campaign, campaign_id)


class Templates(Owned):
    """Every query about templates: one's own, and those that are everybody's to begin with."""

    async def available(self, limit: int = 50) -> Sequence[CampaignTemplate]:
        """What the person may begin with, the most used first."""
        return await self._all(
            select(CampaignTemplate)
            .where(self._usable())
            .order_by(CampaignTemplate.usage_count.desc(), CampaignTemplate.created_at)
            .limit(limit)
        )

    async def save(
        self,
        title: str,
        prompt_template: str,
        *,
        description: str | None = None,
        campaign_type: str = "general",
        framework: str | None = None,
    ) -> CampaignTemplate:
        """A template of the person's own, for themselves.

        Raises:
            BadInput: a text that can't be kept, an unknown type or framework.
        """
        row = CampaignTemplate(
            user_id=self._user_id,
            title=checks.line(title, "title"),
            description=None if description is None else checks.passage(description, "description"),
            prompt_template=checks.passage(prompt_template, "prompt_template"),
            campaign_type=checks.one_of(CAMPAIGN_TYPES, campaign_type, "campaign_type"),
            framework=None if framework is None else checks.one_of(FRAMEWORKS, framework, "framework"),
        )
        return await self._add(row)

    async def publish(self, template_id: UUID, is_public: bool) -> bool:
        """Let everybody begin with the person's template, or only themselves."""
        return await self._change(CampaignTemplate, template_id, is_public=is_public) is not None

    async def use(self, template_id: UUID, project_id: UUID) -> CampaignTemplate:
        """Begin the ad with the template, and count that.

        Raises:
            NotFound: the template is somebody else's private one, or the ad isn't the person's.
        """
        template: CampaignTemplate | None = await self._session.scalar(
            update(CampaignTemplate)
            .where(CampaignTemplate.id == template_id, self._usable(), self._has(project_id))
            .values(usage_count=CampaignTemplate.usage_count + 1)
            .returning(CampaignTemplate),
            execution_options={"populate_existing": True},
        )
        if template is None or await self._change(AdProject, project_id, template_id=template_id) is None:
            raise NotFound("campaign_templates: no such template or ad for the person who acts")
        return template

    async def remove(self, template_id: UUID) -> bool:
        """Remove one of the person's own; ads that began with it stay."""
        return await self._remove(CampaignTemplate, template_id)

    def _usable(self) -> Any:
        return or_(CampaignTemplate.is_public, CampaignTemplate.user_id == self._user_id)

    def _has(self, project_id: UUID) -> Any:
        return self._own(AdProject, AdProject.id == project_id).exists()
