"""Ads in company: campaigns, comparisons, templates, looks, and what becomes of a finished ad."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import EMPTY_OBJECT, Base, Created, JsonObject, Keyed, Updated, one_of, owned
from db.enums import (
    CAMPAIGN_STATES,
    CAMPAIGN_TYPES,
    COMPARISON_TYPES,
    FRAMEWORKS,
    PUBLICATION_STATES,
    RUN_STATES,
)
from db.shapes import BusinessContext, StyleData, document

if TYPE_CHECKING:
    from db.models.accounts import Brand, User
    from db.models.production import Asset
    from db.models.projects import AdProject


class Campaign(Keyed, Updated, Base):
    """Several ads of one brand that belong together."""

    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint(one_of("campaign_type", CAMPAIGN_TYPES), name="campaign_type"),
        CheckConstraint(one_of("status", CAMPAIGN_STATES), name="status"),
        Index("ix_campaigns_user_id_id", "user_id", "id", unique=True),
        Index("ix_campaigns_user_id_brand_id", "user_id", "brand_id"),
        Index("ix_campaigns_user_id_status", "user_id", "status"),
        Index("ix_campaigns_user_id_created_at", "user_id", "created_at"),
        owned("brand_id", "brands", "CASCADE"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    brand_id: Mapped[uuid.UUID]
    title: Mapped[str]
    campaign_type: Mapped[str] = mapped_column(server_default="general")
    status: Mapped[str] = mapped_column(server_default="draft")
    business_context: Mapped[JsonObject] = document("campaigns.business_context", BusinessContext)
    ai_analysis: Mapped[JsonObject] = mapped_column(server_default=EMPTY_OBJECT)

    user: Mapped[User] = relationship(back_populates="campaigns", lazy="raise")
    brand: Mapped[Brand] = relationship(
        back_populates="campaigns", foreign_keys="Campaign.brand_id", lazy="raise"
    )
    projects: Mapped[list[AdProject]] = relationship(
        back_populates="campaign", foreign_keys="AdProject.campaign_id", lazy="raise", passive_deletes="all"
    )
    schedules: Mapped[list[Schedule]] = relationship(
        back_populates="campaign", foreign_keys="Schedule.campaign_id", lazy="raise", passive_deletes="all"
    )


class GenerationGroup(Keyed, Updated, Base):
    """Ads made to be compared: the same brief with other settings, or with other words."""

    __tablename__ = "generation_groups"
    __table_args__ = (
        CheckConstraint(one_of("comparison_type", COMPARISON_TYPES), name="comparison_type"),
        Index("ix_generation_groups_user_id_id", "user_id", "id", unique=True),
        Index("ix_generation_groups_user_id", "user_id"),
        Index("ix_generation_groups_created_at", text("created_at DESC")),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    title: Mapped[str | None]
    comparison_type: Mapped[str]

    user: Mapped[User] = relationship(back_populates="generation_groups", lazy="raise")
    projects: Mapped[list[AdProject]] = relationship(
        back_populates="generation_group",
        foreign_keys="AdProject.generation_group_id",
        lazy="raise",
        passive_deletes="all",
    )


class CampaignTemplate(Keyed, Updated, Base):
    """A starting point for an ad. Without an owner it is ours; a public one is offered to everybody."""

    __tablename__ = "campaign_templates"
    __table_args__ = (
        CheckConstraint(one_of("campaign_type", CAMPAIGN_TYPES), name="campaign_type"),
        CheckConstraint(one_of("framework", FRAMEWORKS), name="framework"),
        CheckConstraint("usage_count >= 0", name="usage_count"),
        CheckConstraint("user_id IS NOT NULL OR (is_public AND slug IS NOT NULL)", name="owner"),
        Index("ix_campaign_templates_user_id", "user_id", postgresql_where=text("user_id IS NOT NULL")),
        Index("ix_campaign_templates_slug", "slug", unique=True),
        Index(
            "ix_campaign_templates_usage_count",
            text("usage_count DESC"),
            postgresql_where=text("is_public"),
        ),
    )

    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    slug: Mapped[str | None]
    title: Mapped[str]
    description: Mapped[str | None]
    campaign_type: Mapped[str] = mapped_column(server_default="general")
    framework: Mapped[str | None]
    is_public: Mapped[bool] = mapped_column(server_default=text("false"))
    usage_count: Mapped[int] = mapped_column(server_default="0")
    prompt_template: Mapped[str]

    user: Mapped[User | None] = relationship(back_populates="templates", lazy="raise")
    projects: Mapped[list[AdProject]] = relationship(
        back_populates="template", lazy="raise", passive_deletes="all"
    )


class BrandStyle(Keyed, Updated, Base):
    """A look read from pictures. The chosen one is copied into `brands.brand_guidelines`."""

    __tablename__ = "brand_styles"
    __table_args__ = (
        Index("ix_brand_styles_user_id_id", "user_id", "id", unique=True),
        Index("ix_brand_styles_user_id", "user_id"),
        Index(
            "ix_brand_styles_user_id_brand_id",
            "user_id",
            "brand_id",
            postgresql_where=text("brand_id IS NOT NULL"),
        ),
        Index("ix_brand_styles_created_at", text("created_at DESC")),
        owned("brand_id", "brands", "SET NULL"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    brand_id: Mapped[uuid.UUID | None]
    name: Mapped[str]
    description: Mapped[str | None]
    style_data: Mapped[JsonObject] = document("brand_styles.style_data", StyleData)

    user: Mapped[User] = relationship(back_populates="brand_styles", lazy="raise")
    brand: Mapped[Brand | None] = relationship(
        back_populates="styles", foreign_keys="BrandStyle.brand_id", lazy="raise"
    )
    samples: Mapped[list[BrandStyleSample]] = relationship(
        back_populates="brand_style",
        foreign_keys="BrandStyleSample.brand_style_id",
        order_by="BrandStyleSample.position",
        lazy="raise",
        passive_deletes="all",
    )


class BrandStyleSample(Keyed, Created, Base):
    """A picture that a look was read from."""

    __tablename__ = "brand_style_samples"
    __table_args__ = (
        CheckConstraint("position >= 0", name="position"),
        Index(
            "ix_brand_style_samples_user_id_brand_style_id_asset_id",
            "user_id",
            "brand_style_id",
            "asset_id",
            unique=True,
        ),
        Index("ix_brand_style_samples_user_id_asset_id", "user_id", "asset_id"),
        owned("brand_style_id", "brand_styles", "CASCADE"),
        owned("asset_id", "assets", "CASCADE"),
    )

    user_id: Mapped[uuid.UUID]
    brand_style_id: Mapped[uuid.UUID]
    asset_id: Mapped[uuid.UUID]
    position: Mapped[int] = mapped_column(server_default="0")

    brand_style: Mapped[BrandStyle] = relationship(
        back_populates="samples", foreign_keys="BrandStyleSample.brand_style_id", lazy="raise"
    )
    asset: Mapped[Asset] = relationship(
        back_populates="sample_of", foreign_keys="BrandStyleSample.asset_id", lazy="raise"
    )


class Rating(Keyed, Updated, Base):
    """What a person thinks of an ad, one to five."""

    __tablename__ = "ratings"
    __table_args__ = (
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        Index("ix_ratings_user_id_project_id", "user_id", "project_id", unique=True),
        Index("ix_ratings_project_id", "project_id"),
        owned("project_id", "ad_projects", "CASCADE"),
    )

    user_id: Mapped[uuid.UUID]
    project_id: Mapped[uuid.UUID]
    rating: Mapped[int]
    comment: Mapped[str | None]

    project: Mapped[AdProject] = relationship(
        back_populates="rating", foreign_keys="Rating.project_id", lazy="raise"
    )


class Publication(Keyed, Updated, Base):
    """Where an ad runs, or will."""

    __tablename__ = "publications"
    __table_args__ = (
        CheckConstraint(one_of("status", PUBLICATION_STATES), name="status"),
        CheckConstraint("status <> 'scheduled' OR scheduled_for IS NOT NULL", name="scheduled_for"),
        CheckConstraint("(status = 'published') = (published_at IS NOT NULL)", name="published_at"),
        Index("ix_publications_user_id_project_id", "user_id", "project_id"),
        Index(
            "ix_publications_user_id_asset_id",
            "user_id",
            "asset_id",
            postgresql_where=text("asset_id IS NOT NULL"),
        ),
        Index(
            "ix_publications_scheduled_for",
            "scheduled_for",
            postgresql_where=text("status = 'scheduled'"),
        ),
        owned("project_id", "ad_projects", "CASCADE"),
        owned("asset_id", "assets", "SET NULL"),
    )

    user_id: Mapped[uuid.UUID]
    project_id: Mapped[uuid.UUID]
    asset_id: Mapped[uuid.UUID | None]
    status: Mapped[str] = mapped_column(server_default="draft")
    platform: Mapped[str]
    url: Mapped[str | None]
    scheduled_for: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    project: Mapped[AdProject] = relationship(
        back_populates="publications", foreign_keys="Publication.project_id", lazy="raise"
    )
    asset: Mapped[Asset | None] = relationship(
        back_populates="publications", foreign_keys="Publication.asset_id", lazy="raise"
    )


class Schedule(Keyed, Updated, Base):
    """What a person wants done again and again. `cron` is read in `timezone`; due at `next_run_at`."""

    __tablename__ = "schedules"
    __table_args__ = (
        CheckConstraint("cron ~ '^[^ ]+( [^ ]+){4}$'", name="cron"),
        Index("ix_schedules_user_id_id", "user_id", "id", unique=True),
        *(
            Index(
                f"ix_schedules_user_id_{name}", "user_id", name, postgresql_where=text(f"{name} IS NOT NULL")
            )
            for name in ("project_id", "campaign_id")
        ),
        Index(
            "ix_schedules_next_run_at",
            "next_run_at",
            postgresql_where=text("paused_at IS NULL AND next_run_at IS NOT NULL"),
        ),
        owned("project_id", "ad_projects", "CASCADE"),
        owned("campaign_id", "campaigns", "SET NULL"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    project_id: Mapped[uuid.UUID | None]
    campaign_id: Mapped[uuid.UUID | None]
    title: Mapped[str]
    cron: Mapped[str]
    timezone: Mapped[str] = mapped_column(server_default="UTC")
    settings: Mapped[JsonObject] = mapped_column(server_default=EMPTY_OBJECT)
    next_run_at: Mapped[datetime | None]
    last_run_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(back_populates="schedules", lazy="raise")
    project: Mapped[AdProject | None] = relationship(
        back_populates="schedules", foreign_keys="Schedule.project_id", lazy="raise"
    )
    campaign: Mapped[Campaign | None] = relationship(
        back_populates="schedules", foreign_keys="Schedule.campaign_id", lazy="raise"
    )
    runs: Mapped[list[ScheduleRun]] = relationship(
        back_populates="schedule",
        foreign_keys="ScheduleRun.schedule_id",
        lazy="raise",
        passive_deletes="all",
    )


class ScheduleRun(Keyed, Updated, Base):
    """One slot of a schedule that came. Unique, so a slot is never worked off twice."""

    __tablename__ = "schedule_runs"
    __table_args__ = (
        CheckConstraint(one_of("state", RUN_STATES), name="state"),
        Index("ix_schedule_runs_schedule_id_scheduled_for", "schedule_id", "scheduled_for", unique=True),
        Index("ix_schedule_runs_user_id_schedule_id", "user_id", "schedule_id"),
        Index(
            "ix_schedule_runs_user_id_project_id",
            "user_id",
            "project_id",
            postgresql_where=text("project_id IS NOT NULL"),
        ),
        owned("schedule_id", "schedules", "CASCADE"),
        owned("project_id", "ad_projects", "SET NULL"),
    )

    user_id: Mapped[uuid.UUID]
    schedule_id: Mapped[uuid.UUID]
    project_id: Mapped[uuid.UUID | None]
    scheduled_for: Mapped[datetime]
    state: Mapped[str] = mapped_column(server_default="queued")
    error_message: Mapped[str | None]
    finished_at: Mapped[datetime | None]

    schedule: Mapped[Schedule] = relationship(
        back_populates="runs", foreign_keys="ScheduleRun.schedule_id", lazy="raise"
    )
    project: Mapped[AdProject | None] = relationship(
        back_populates="schedule_runs", foreign_keys="ScheduleRun.project_id", lazy="raise"
    )
