"""An ad, its conversation and its script."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Index, Numeric, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import (
    EMPTY_OBJECT,
    Base,
    Created,
    JsonArray,
    JsonObject,
    Keyed,
    Updated,
    native,
    one_of,
    owned,
)
from db.enums import FRAMEWORKS, STAGES, AdProjectStatus, ChatRole, ProductCategory
from db.shapes import (
    AdDetails,
    CraftEntry,
    CraftLog,
    FrameworkBeats,
    Music,
    Overlay,
    ProjectSettings,
    Scene,
    Shaped,
    Window,
    document,
    documents,
)

if TYPE_CHECKING:
    from db.models.accounts import Brand, User
    from db.models.administration import ContentReview
    from db.models.campaigns import (
        Campaign,
        CampaignTemplate,
        GenerationGroup,
        Publication,
        Rating,
        Schedule,
        ScheduleRun,
    )
    from db.models.ledger import GenerationCost
    from db.models.production import Asset, EditingSession, GenerationJob, QualityMetric
    from db.models.runtime import ChatSession, OutboxRow, Turn


class AdProject(Keyed, Updated, Base):
    """One ad, from the first message to the delivered video. `revision` counts the approved-or-not scripts:
    every button that changes the ad carries it."""

    __tablename__ = "ad_projects"
    __table_args__ = (
        CheckConstraint(one_of("current_stage", STAGES), name="current_stage"),
        CheckConstraint("current_stage IS NULL OR status = 'video_generating'", name="stage_of_production"),
        CheckConstraint(one_of("framework", FRAMEWORKS), name="framework"),
        CheckConstraint("aspect_ratio ~ '^[0-9]{1,2}:[0-9]{1,2}$'", name="aspect_ratio"),
        CheckConstraint("creativity_level BETWEEN 1 AND 10", name="creativity_level"),
        CheckConstraint("num_scenes > 0", name="num_scenes"),
        CheckConstraint("revision >= 0", name="revision"),
        CheckConstraint("total_cost >= 0 AND estimated_cost >= 0", name="cost"),
        Index("ix_ad_projects_brand_id", "brand_id"),
        Index("ix_ad_projects_user_id", "user_id"),
        Index("ix_ad_projects_status", "status"),
        Index("ix_ad_projects_brand_id_status", "brand_id", "status"),
        Index("ix_ad_projects_user_id_created_at", "user_id", "created_at"),
        Index("ix_ad_projects_brand_id_created_at", "brand_id", text("created_at DESC"), unique=True),
        Index("ix_ad_projects_created_at", text("created_at DESC")),
        Index("ix_ad_projects_updated_at", text("updated_at DESC")),
        Index("ix_ad_projects_product_category", "product_category"),
        Index("ix_ad_projects_framework", "framework"),
        Index("ix_ad_projects_metadata", "metadata", postgresql_using="gin"),
        Index("ix_ad_projects_parent_id", "parent_id", postgresql_where=text("parent_id IS NOT NULL")),
        Index(
            "ix_ad_projects_final_asset_id",
            "final_asset_id",
            postgresql_where=text("final_asset_id IS NOT NULL"),
        ),
        Index(
            "ix_ad_projects_thumbnail_asset_id",
            "thumbnail_asset_id",
            postgresql_where=text("thumbnail_asset_id IS NOT NULL"),
        ),
        Index("ix_ad_projects_user_id_id", "user_id", "id", unique=True),
        Index("ix_ad_projects_user_id_brand_id", "user_id", "brand_id"),
        Index("ix_ad_projects_template_id", "template_id", postgresql_where=text("template_id IS NOT NULL")),
        Index(
            "ix_ad_projects_generation_group_id",
            "generation_group_id",
            postgresql_where=text("generation_group_id IS NOT NULL"),
        ),
        *(
            Index(
                f"ix_ad_projects_user_id_{name}",
                "user_id",
                name,
                postgresql_where=text(f"{name} IS NOT NULL"),
            )
            for name in (
                "parent_id",
                "final_asset_id",
                "thumbnail_asset_id",
                "campaign_id",
                "generation_group_id",
            )
        ),
        owned("brand_id", "brands", "CASCADE"),
        owned("parent_id", "ad_projects", "SET NULL"),
        owned("final_asset_id", "assets", "SET NULL"),
        owned("thumbnail_asset_id", "assets", "SET NULL"),
        owned("campaign_id", "campaigns", "SET NULL"),
        owned("generation_group_id", "generation_groups", "SET NULL"),
    )

    brand_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("brands.id", ondelete="CASCADE"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    conversation_history: Mapped[JsonArray] = documents("ad_projects.conversation_history", Window)
    ad_details: Mapped[JsonObject] = document("ad_projects.ad_details", AdDetails)
    status: Mapped[AdProjectStatus] = mapped_column(
        native(AdProjectStatus, "ad_project_status"), server_default=AdProjectStatus.INITIAL.value
    )
    title: Mapped[str | None]
    revision: Mapped[int] = mapped_column(server_default="0")
    current_stage: Mapped[str | None]
    product_category: Mapped[ProductCategory | None] = mapped_column(
        native(ProductCategory, "product_category")
    )
    aspect_ratio: Mapped[str] = mapped_column(server_default="9:16")
    framework: Mapped[str | None]
    creativity_level: Mapped[int] = mapped_column(server_default="5")
    num_scenes: Mapped[int | None]
    estimated_cost: Mapped[Decimal | None]
    total_cost: Mapped[Decimal] = mapped_column(server_default="0")
    generation_time_seconds: Mapped[int | None]
    final_asset_id: Mapped[uuid.UUID | None]
    thumbnail_asset_id: Mapped[uuid.UUID | None]
    error_message: Mapped[str | None]
    conversation_summary: Mapped[str | None]
    settings: Mapped[JsonObject] = document("ad_projects.settings", ProjectSettings)
    details: Mapped[JsonObject] = mapped_column("metadata", server_default=EMPTY_OBJECT)
    parent_id: Mapped[uuid.UUID | None]
    campaign_id: Mapped[uuid.UUID | None]
    generation_group_id: Mapped[uuid.UUID | None]
    # One column only: a template may be everybody's. A trigger refuses another person's private one.
    template_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("campaign_templates.id", ondelete="SET NULL")
    )
    completed_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]

    brand: Mapped[Brand] = relationship(
        back_populates="projects", foreign_keys="AdProject.brand_id", lazy="raise"
    )
    user: Mapped[User] = relationship(back_populates="projects", lazy="raise")
    messages: Mapped[list[ChatMessage]] = relationship(
        back_populates="project",
        lazy="raise",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="(ChatMessage.timestamp, ChatMessage.created_at, ChatMessage.id)",
    )
    script: Mapped[Script | None] = relationship(
        back_populates="project", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )
    script_revisions: Mapped[list[ScriptRevision]] = relationship(
        back_populates="project", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )
    content_reviews: Mapped[list[ContentReview]] = relationship(
        back_populates="project", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )
    generation_jobs: Mapped[list[GenerationJob]] = relationship(
        back_populates="project", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )
    turns: Mapped[list[Turn]] = relationship(
        back_populates="project", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )
    assets: Mapped[list[Asset]] = relationship(
        back_populates="project",
        foreign_keys="Asset.project_id",
        lazy="raise",
        passive_deletes="all",
    )
    # post_update: ads point at assets and assets at ads; the pointer is written second.
    final_asset: Mapped[Asset | None] = relationship(
        foreign_keys="AdProject.final_asset_id", lazy="raise", post_update=True
    )
    thumbnail_asset: Mapped[Asset | None] = relationship(
        foreign_keys="AdProject.thumbnail_asset_id", lazy="raise", post_update=True
    )
    parent: Mapped[AdProject | None] = relationship(
        back_populates="edits", foreign_keys="AdProject.parent_id", remote_side="AdProject.id", lazy="raise"
    )
    edits: Mapped[list[AdProject]] = relationship(
        back_populates="parent", foreign_keys="AdProject.parent_id", lazy="raise", passive_deletes="all"
    )
    campaign: Mapped[Campaign | None] = relationship(
        back_populates="projects", foreign_keys="AdProject.campaign_id", lazy="raise"
    )
    generation_group: Mapped[GenerationGroup | None] = relationship(
        back_populates="projects", foreign_keys="AdProject.generation_group_id", lazy="raise"
    )
    template: Mapped[CampaignTemplate | None] = relationship(back_populates="projects", lazy="raise")
    costs: Mapped[list[GenerationCost]] = relationship(
        back_populates="project",
        foreign_keys="GenerationCost.project_id",
        lazy="raise",
        passive_deletes="all",
    )
    quality_metrics: Mapped[list[QualityMetric]] = relationship(
        back_populates="project", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )
    editing_sessions: Mapped[list[EditingSession]] = relationship(
        back_populates="project",
        foreign_keys="EditingSession.project_id",
        lazy="raise",
        passive_deletes="all",
    )
    rating: Mapped[Rating | None] = relationship(
        back_populates="project", foreign_keys="Rating.project_id", lazy="raise", passive_deletes="all"
    )
    publications: Mapped[list[Publication]] = relationship(
        back_populates="project", foreign_keys="Publication.project_id", lazy="raise", passive_deletes="all"
    )
    schedules: Mapped[list[Schedule]] = relationship(
        back_populates="project", foreign_keys="Schedule.project_id", lazy="raise", passive_deletes="all"
    )
    schedule_runs: Mapped[list[ScheduleRun]] = relationship(
        back_populates="project", foreign_keys="ScheduleRun.project_id", lazy="raise", passive_deletes="all"
    )
    outbox: Mapped[list[OutboxRow]] = relationship(
        back_populates="project", foreign_keys="OutboxRow.project_id", lazy="raise", passive_deletes="all"
    )
    active_in: Mapped[list[ChatSession]] = relationship(
        back_populates="active_project",
        foreign_keys="ChatSession.active_project_id",
        lazy="raise",
        passive_deletes="all",
    )


class ChatMessage(Keyed, Created, Base):
    """One line of the full log.

    Read in the order (timestamp, created_at, id): Telegram's times are whole seconds. `reply_to` is the
    Telegram id of the message it answers, in the same chat; `trace` holds the turn's tool calls.
    """

    __tablename__ = "chat_messages"
    __table_args__ = (
        Index("ix_chat_messages_project_id", "project_id"),
        Index("ix_chat_messages_project_id_timestamp", "project_id", "timestamp"),
        Index(
            "ix_chat_messages_chat_id_telegram_message_id_role",
            "chat_id",
            "telegram_message_id",
            "role",
            unique=True,
        ),
        Index("ix_chat_messages_asset_id", "asset_id", postgresql_where=text("asset_id IS NOT NULL")),
        Index("ix_chat_messages_turn_id", "turn_id", postgresql_where=text("turn_id IS NOT NULL")),
        *(
            Index(
                f"ix_chat_messages_project_id_{name}",
                "project_id",
                name,
                postgresql_where=text(f"{name} IS NOT NULL"),
            )
            for name in ("asset_id", "turn_id")
        ),
        owned("asset_id", "assets", "SET NULL", by="project_id"),
        owned("turn_id", "turns", "SET NULL", by="project_id"),
        # What no turn has read yet.
        Index(
            "ix_chat_messages_unread",
            "project_id",
            postgresql_where=text("turn_id IS NULL AND role = 'user'"),
        ),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ad_projects.id", ondelete="CASCADE"))
    role: Mapped[ChatRole] = mapped_column(native(ChatRole, "chat_role"))
    content: Mapped[str]
    timestamp: Mapped[datetime] = mapped_column(server_default=func.now())
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    telegram_message_id: Mapped[int | None] = mapped_column(BigInteger)
    reply_to: Mapped[int | None] = mapped_column(BigInteger)
    asset_id: Mapped[uuid.UUID | None]
    kind: Mapped[str] = mapped_column(server_default="text")
    trace: Mapped[JsonObject] = mapped_column(server_default=EMPTY_OBJECT)
    edited_at: Mapped[datetime | None]
    # The turn that answers this line; null while none has taken it (set by the turn that reads it).
    turn_id: Mapped[uuid.UUID | None]

    project: Mapped[AdProject] = relationship(back_populates="messages", lazy="raise")
    asset: Mapped[Asset | None] = relationship(
        back_populates="messages", foreign_keys="ChatMessage.asset_id", lazy="raise"
    )
    turn: Mapped[Turn | None] = relationship(
        back_populates="messages", foreign_keys="ChatMessage.turn_id", lazy="raise"
    )


class Script(Keyed, Updated, Base):
    """The script as it stands. Never deleted (its jobs would go too); a new revision clears `approved_at`."""

    __tablename__ = "scripts"
    __table_args__ = (
        CheckConstraint("revision >= 0", name="revision"),
        CheckConstraint("cohesion_score BETWEEN 0 AND 100", name="cohesion_score"),
        Index("ix_scripts_project_id", "project_id", unique=True),
        Index("ix_scripts_approved_at", "approved_at"),
        Index("ix_scripts_style_keywords", "style_keywords", postgresql_using="gin"),
        Index("ix_scripts_project_id_id", "project_id", "id", unique=True),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ad_projects.id", ondelete="CASCADE"))
    storyline: Mapped[str]
    scenes: Mapped[JsonArray] = documents("scripts.scenes", list[Scene])
    voiceover_text: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(server_default="0")
    style_keywords: Mapped[list[str]] = mapped_column(ARRAY(Text()), server_default=text("'{}'::text[]"))
    consistency_seed: Mapped[int | None] = mapped_column(BigInteger)
    overlay: Mapped[JsonObject] = document("scripts.overlay", Overlay)
    music: Mapped[JsonObject] = document("scripts.music", Music)
    framework_beats: Mapped[JsonObject] = document("scripts.framework_beats", FrameworkBeats)
    cohesion_score: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    craft_log: Mapped[JsonArray] = documents("scripts.craft_log", list[CraftEntry])
    writer: Mapped[str | None]

    project: Mapped[AdProject] = relationship(back_populates="script", lazy="raise")
    generation_jobs: Mapped[list[GenerationJob]] = relationship(
        back_populates="script",
        foreign_keys="GenerationJob.script_id",
        lazy="raise",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )


class ScriptRevision(Keyed, Created, Base):
    """The whole script document as it was at one revision: history and undo."""

    __tablename__ = "script_revisions"
    __table_args__ = (
        CheckConstraint("revision > 0", name="revision"),
        Index("ix_script_revisions_project_id_revision", "project_id", "revision", unique=True),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ad_projects.id", ondelete="CASCADE"))
    revision: Mapped[int]
    document: Mapped[JsonObject]
    writer: Mapped[str | None]
    craft: Mapped[JsonObject] = mapped_column(
        Shaped("script_revisions.craft", CraftLog), server_default=EMPTY_OBJECT
    )

    project: Mapped[AdProject] = relationship(back_populates="script_revisions", lazy="raise")
