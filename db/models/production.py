"""What is made for an ad: the jobs and what comes out of them."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Index, Numeric, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import EMPTY_OBJECT, Base, Created, JsonObject, Keyed, Updated, native, one_of, owned
from db.enums import (
    ANALYSIS_STATES,
    ASSET_KINDS,
    EDITING_STATES,
    AssetSource,
    AssetStatus,
    AssetType,
    GenerationJobStatus,
    GenerationJobType,
)
from db.shapes import EditData, document

if TYPE_CHECKING:
    from db.models.accounts import Brand, User
    from db.models.campaigns import BrandStyleSample, Publication
    from db.models.ledger import GenerationAttempt, GenerationCost
    from db.models.projects import AdProject, ChatMessage, Script


class GenerationJob(Keyed, Updated, Base):
    """One thing to make: a still, a clip, a voice, the music, the cut or a delivery.

    Held by a lease: whoever raised `lease_epoch` may write until `leased_until`; every write names that
    epoch. One row per (project, script revision, kind, scene, variant), so a second tap makes nothing twice.

    `variant` counts the pictures or clips of a scene among which a person chooses; what was asked for by one press has
    one `round_number`. `fingerprint` is what it is made from: a later revision that wants the same takes it over. Since
    `dropped_at` nobody waits for it any more; it stays, with what was paid for it.

    `provider` and `model` are who was approved to make it for money (null: this machine makes it). `estimated_amount`
    is what all requests for it were estimated at; `reserved_amount` USD of the budgets of `reserved_on` wait here for
    the next try.
    """

    __tablename__ = "generation_jobs"
    __table_args__ = (
        CheckConstraint("progress_percentage BETWEEN 0 AND 100", name="progress_percentage"),
        CheckConstraint(one_of("asset_kind", ASSET_KINDS), name="asset_kind"),
        CheckConstraint("scene_number > 0", name="scene_number"),
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("request_number >= 1", name="request_number"),
        CheckConstraint("variant BETWEEN 1 AND 99", name="variant"),
        CheckConstraint("round_number >= 0", name="round_number"),
        CheckConstraint("estimated_amount >= 0", name="estimated_amount"),
        CheckConstraint(
            "reserved_amount = 0 OR (reserved_amount > 0 AND reserved_on IS NOT NULL)", name="reserved_amount"
        ),
        Index("ix_generation_jobs_project_id", "project_id"),
        Index("ix_generation_jobs_script_id", "script_id"),
        Index("ix_generation_jobs_replicate_job_id", "replicate_job_id"),
        Index("ix_generation_jobs_project_id_status", "project_id", "status"),
        Index("ix_generation_jobs_status_created_at", "status", "created_at"),
        Index(
            "ix_generation_jobs_request",
            "project_id",
            "script_revision",
            "asset_kind",
            "scene_number",
            "variant",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("asset_kind IS NOT NULL"),
        ),
        Index(
            "ix_generation_jobs_next_poll_at",
            "next_poll_at",
            postgresql_where=text("next_poll_at IS NOT NULL"),
        ),
        Index(
            "ix_generation_jobs_leased_until",
            "leased_until",
            postgresql_where=text("leased_until IS NOT NULL"),
        ),
        Index(
            "ix_generation_jobs_output_asset_id",
            "output_asset_id",
            postgresql_where=text("output_asset_id IS NOT NULL"),
        ),
        Index("ix_generation_jobs_project_id_script_id", "project_id", "script_id"),
        Index(
            "ix_generation_jobs_project_id_output_asset_id",
            "project_id",
            "output_asset_id",
            postgresql_where=text("output_asset_id IS NOT NULL"),
        ),
        owned("script_id", "scripts", "CASCADE", by="project_id"),
        owned("output_asset_id", "assets", "SET NULL", by="project_id"),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ad_projects.id", ondelete="CASCADE"))
    script_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scripts.id", ondelete="CASCADE"))
    status: Mapped[GenerationJobStatus] = mapped_column(
        native(GenerationJobStatus, "generation_job_status"), server_default=GenerationJobStatus.QUEUED.value
    )
    job_type: Mapped[GenerationJobType] = mapped_column(native(GenerationJobType, "generation_job_type"))
    replicate_job_id: Mapped[str | None]
    progress_percentage: Mapped[int] = mapped_column(server_default="0")
    error_message: Mapped[str | None]
    generated_video_url: Mapped[str | None]
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    script_revision: Mapped[int] = mapped_column(server_default="0")
    asset_kind: Mapped[str | None]
    scene_number: Mapped[int | None]
    provider: Mapped[str | None]
    model: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    next_poll_at: Mapped[datetime | None]
    lease_epoch: Mapped[int] = mapped_column(BigInteger, server_default="0")
    leased_until: Mapped[datetime | None]
    cancel_requested: Mapped[bool] = mapped_column(server_default=text("false"))
    priority: Mapped[int] = mapped_column(server_default="0")
    output_asset_id: Mapped[uuid.UUID | None]
    request_number: Mapped[int] = mapped_column(server_default="1")
    estimated_amount: Mapped[Decimal] = mapped_column(server_default="0")
    reserved_amount: Mapped[Decimal] = mapped_column(server_default="0")
    reserved_on: Mapped[date | None]
    variant: Mapped[int] = mapped_column(server_default="1")
    round_number: Mapped[int] = mapped_column(server_default="0")
    fingerprint: Mapped[str | None]
    dropped_at: Mapped[datetime | None]

    project: Mapped[AdProject] = relationship(back_populates="generation_jobs", lazy="raise")
    script: Mapped[Script] = relationship(
        back_populates="generation_jobs", foreign_keys="GenerationJob.script_id", lazy="raise"
    )
    output_asset: Mapped[Asset | None] = relationship(
        back_populates="made_by", foreign_keys="GenerationJob.output_asset_id", lazy="raise"
    )
    generation_attempts: Mapped[list[GenerationAttempt]] = relationship(
        back_populates="job", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )


class Asset(Keyed, Updated, Base):
    """A file: product photo, still, clip, voice, cut. `url` is a storage URI, null until it exists."""

    __tablename__ = "assets"
    __table_args__ = (
        CheckConstraint("url IS NOT NULL OR status IN ('generating', 'failed')", name="url"),
        CheckConstraint("width > 0 AND height > 0", name="size"),
        CheckConstraint("file_size_bytes >= 0", name="file_size_bytes"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
        CheckConstraint(one_of("analysis_status", ANALYSIS_STATES), name="analysis_status"),
        Index("ix_assets_user_id", "user_id"),
        Index("ix_assets_brand_id", "brand_id", postgresql_where=text("brand_id IS NOT NULL")),
        Index("ix_assets_project_id", "project_id", postgresql_where=text("project_id IS NOT NULL")),
        Index("ix_assets_type", "type", postgresql_where=text("deleted_at IS NULL")),
        Index("ix_assets_status", "status"),
        Index("ix_assets_source", "source"),
        Index("ix_assets_user_selected", "user_selected", postgresql_where=text("user_selected")),
        Index("ix_assets_created_at", text("created_at DESC")),
        Index(
            "ix_assets_source_image_id",
            "source_image_id",
            postgresql_where=text("source_image_id IS NOT NULL"),
        ),
        Index("ix_assets_user_id_sha256", "user_id", "sha256", postgresql_where=text("sha256 IS NOT NULL")),
        Index("ix_assets_metadata", "metadata", postgresql_using="gin"),
        Index("ix_assets_user_id_id", "user_id", "id", unique=True),
        Index("ix_assets_project_id_id", "project_id", "id", unique=True),
        *(
            Index(f"ix_assets_user_id_{name}", "user_id", name, postgresql_where=text(f"{name} IS NOT NULL"))
            for name in ("brand_id", "project_id", "source_image_id")
        ),
        owned("brand_id", "brands", "CASCADE"),
        owned("project_id", "ad_projects", "CASCADE"),
        owned("source_image_id", "assets", "SET NULL"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    brand_id: Mapped[uuid.UUID | None]
    project_id: Mapped[uuid.UUID | None]
    type: Mapped[AssetType] = mapped_column(native(AssetType, "asset_type"))
    source: Mapped[AssetSource] = mapped_column(native(AssetSource, "asset_source"))
    status: Mapped[AssetStatus] = mapped_column(
        native(AssetStatus, "asset_status"), server_default=AssetStatus.GENERATING.value
    )
    name: Mapped[str | None]
    description: Mapped[str | None]
    url: Mapped[str | None]
    storage_path: Mapped[str | None]
    file_size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    mime_type: Mapped[str | None]
    sha256: Mapped[str | None]
    telegram_file_id: Mapped[str | None]
    resolution: Mapped[str | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration_seconds: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    fps: Mapped[int | None]
    generation_cost: Mapped[Decimal] = mapped_column(server_default="0")
    generation_time_seconds: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    model_version: Mapped[str | None]
    view_type: Mapped[str | None]
    seed: Mapped[int | None] = mapped_column(BigInteger)
    guidance_scale: Mapped[Decimal | None] = mapped_column(Numeric(4, 2))
    source_image_id: Mapped[uuid.UUID | None]
    scene_prompt: Mapped[str | None]
    camera_movement: Mapped[str | None]
    motion_intensity: Mapped[Decimal | None] = mapped_column(Numeric(3, 2))
    generation_prompt: Mapped[str | None]
    negative_prompt: Mapped[str | None]
    user_selected: Mapped[bool] = mapped_column(server_default=text("false"))
    selection_order: Mapped[int | None]
    category: Mapped[str | None]
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text()), server_default=text("'{}'::text[]"))
    analysis_status: Mapped[str] = mapped_column(server_default="pending")
    analysis: Mapped[JsonObject] = mapped_column(server_default=EMPTY_OBJECT)
    details: Mapped[JsonObject] = mapped_column("metadata", server_default=EMPTY_OBJECT)
    deleted_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(back_populates="assets", lazy="raise")
    brand: Mapped[Brand | None] = relationship(
        back_populates="assets", foreign_keys="Asset.brand_id", lazy="raise"
    )
    project: Mapped[AdProject | None] = relationship(
        back_populates="assets", foreign_keys="Asset.project_id", lazy="raise"
    )
    source_image: Mapped[Asset | None] = relationship(
        back_populates="derived", foreign_keys="Asset.source_image_id", remote_side="Asset.id", lazy="raise"
    )
    derived: Mapped[list[Asset]] = relationship(
        back_populates="source_image",
        foreign_keys="Asset.source_image_id",
        lazy="raise",
        passive_deletes="all",
    )
    # Written from the ad's side, which needs a second statement for it.
    final_of: Mapped[list[AdProject]] = relationship(
        foreign_keys="AdProject.final_asset_id", lazy="raise", viewonly=True
    )
    thumbnail_of: Mapped[list[AdProject]] = relationship(
        foreign_keys="AdProject.thumbnail_asset_id", lazy="raise", viewonly=True
    )
    made_by: Mapped[list[GenerationJob]] = relationship(
        back_populates="output_asset",
        foreign_keys="GenerationJob.output_asset_id",
        lazy="raise",
        passive_deletes="all",
    )
    messages: Mapped[list[ChatMessage]] = relationship(
        back_populates="asset", foreign_keys="ChatMessage.asset_id", lazy="raise", passive_deletes="all"
    )
    costs: Mapped[list[GenerationCost]] = relationship(
        back_populates="asset", foreign_keys="GenerationCost.asset_id", lazy="raise", passive_deletes="all"
    )
    quality_metrics: Mapped[list[QualityMetric]] = relationship(
        back_populates="asset", foreign_keys="QualityMetric.asset_id", lazy="raise", passive_deletes="all"
    )
    publications: Mapped[list[Publication]] = relationship(
        back_populates="asset", foreign_keys="Publication.asset_id", lazy="raise", passive_deletes="all"
    )
    editing_sessions: Mapped[list[EditingSession]] = relationship(
        back_populates="output_asset",
        foreign_keys="EditingSession.output_asset_id",
        lazy="raise",
        passive_deletes="all",
    )
    sample_of: Mapped[list[BrandStyleSample]] = relationship(
        back_populates="asset", foreign_keys="BrandStyleSample.asset_id", lazy="raise", passive_deletes="all"
    )


class QualityMetric(Keyed, Created, Base):
    """What was measured of an ad, 0–100: of one scene, or of the whole video where `scene_number` is null."""

    __tablename__ = "quality_metrics"
    __table_args__ = (
        CheckConstraint("metric_value BETWEEN 0 AND 100", name="metric_value"),
        CheckConstraint("metric_name ~ '^[a-z][a-z0-9_]*$'", name="metric_name"),
        CheckConstraint("scene_number > 0", name="scene_number"),
        Index("ix_quality_metrics_project_id", "project_id"),
        Index(
            "ix_quality_metrics_project_id_asset_id",
            "project_id",
            "asset_id",
            postgresql_where=text("asset_id IS NOT NULL"),
        ),
        Index("ix_quality_metrics_metric_name", "metric_name"),
        owned("asset_id", "assets", "SET NULL", by="project_id"),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ad_projects.id", ondelete="CASCADE"))
    asset_id: Mapped[uuid.UUID | None]
    scene_number: Mapped[int | None]
    metric_name: Mapped[str]
    metric_value: Mapped[Decimal] = mapped_column(Numeric(6, 3))
    model_name: Mapped[str | None]

    project: Mapped[AdProject] = relationship(back_populates="quality_metrics", lazy="raise")
    asset: Mapped[Asset | None] = relationship(
        back_populates="quality_metrics", foreign_keys="QualityMetric.asset_id", lazy="raise"
    )


class EditingSession(Keyed, Updated, Base):
    """A finished ad on the cutting table, and the video that came of it."""

    __tablename__ = "editing_sessions"
    __table_args__ = (
        CheckConstraint(one_of("status", EDITING_STATES), name="status"),
        Index("ix_editing_sessions_user_id_project_id", "user_id", "project_id"),
        Index(
            "ix_editing_sessions_user_id_output_asset_id",
            "user_id",
            "output_asset_id",
            postgresql_where=text("output_asset_id IS NOT NULL"),
        ),
        Index("ix_editing_sessions_user_id", "user_id"),
        Index("ix_editing_sessions_created_at", text("created_at DESC")),
        owned("project_id", "ad_projects", "CASCADE"),
        owned("output_asset_id", "assets", "SET NULL"),
    )

    user_id: Mapped[uuid.UUID]
    project_id: Mapped[uuid.UUID]
    edit_data: Mapped[JsonObject] = document("editing_sessions.edit_data", EditData)
    status: Mapped[str] = mapped_column(server_default="draft")
    output_asset_id: Mapped[uuid.UUID | None]
    error_message: Mapped[str | None]

    project: Mapped[AdProject] = relationship(
        back_populates="editing_sessions", foreign_keys="EditingSession.project_id", lazy="raise"
    )
    output_asset: Mapped[Asset | None] = relationship(
        back_populates="editing_sessions", foreign_keys="EditingSession.output_asset_id", lazy="raise"
    )
