"""People, their brands, and what is trained for a brand."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Base, JsonArray, JsonObject, Keyed, Updated, native
from db.enums import LoraTrainingStatus, SubscriptionType
from db.shapes import BrandGuidelines, EarlierWeights, Uri, UserSettings, document, documents

if TYPE_CHECKING:
    from db.models.administration import Broadcast, BroadcastRecipient, ContentReview, Invite, Switch
    from db.models.campaigns import BrandStyle, Campaign, CampaignTemplate, GenerationGroup, Schedule
    from db.models.ledger import Budget, GenerationAttempt, GenerationCost, Payment, Subscription
    from db.models.production import Asset
    from db.models.projects import AdProject
    from db.models.runtime import ChatSession, OutboxRow


class User(Keyed, Updated, Base):
    """A person in the chat. Telegram is the identity; `email` is null for everybody who came through it. `blocked_at`:
    the person blocked the bot; `barred_at`: an operator shut the person out."""

    __tablename__ = "users"
    __table_args__ = (
        Index("ix_users_email", "email", unique=True),
        Index("ix_users_deleted_at", "deleted_at"),
        Index("ix_users_telegram_user_id", "telegram_user_id", unique=True),
        Index("ix_users_username", "username"),
        Index("ix_users_created_at", text("created_at DESC")),
        Index("ix_users_invite_id", "invite_id", postgresql_where=text("invite_id IS NOT NULL")),
        CheckConstraint("total_generations >= 0 AND total_cost >= 0", name="totals"),
    )

    email: Mapped[str | None]
    name: Mapped[str]
    subscription_type: Mapped[SubscriptionType] = mapped_column(
        native(SubscriptionType, "subscription_type"), server_default=SubscriptionType.FREE.value
    )
    deleted_at: Mapped[datetime | None]
    telegram_user_id: Mapped[int | None] = mapped_column(BigInteger)
    username: Mapped[str | None]
    locale: Mapped[str | None]
    timezone: Mapped[str] = mapped_column(server_default="UTC")
    settings: Mapped[JsonObject] = document("users.settings", UserSettings)
    last_seen_at: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None]
    barred_at: Mapped[datetime | None]
    total_generations: Mapped[int] = mapped_column(server_default="0")
    total_cost: Mapped[Decimal] = mapped_column(server_default="0")
    invite_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("invites.id", ondelete="SET NULL", use_alter=True)
    )

    brands: Mapped[list[Brand]] = relationship(
        back_populates="user", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )
    # "all": the ORM must not null the children's key; the RESTRICT of the database decides.
    projects: Mapped[list[AdProject]] = relationship(
        back_populates="user", lazy="raise", passive_deletes="all"
    )
    assets: Mapped[list[Asset]] = relationship(back_populates="user", lazy="raise", passive_deletes="all")
    chat_sessions: Mapped[list[ChatSession]] = relationship(
        back_populates="user", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )
    campaigns: Mapped[list[Campaign]] = relationship(
        back_populates="user", lazy="raise", passive_deletes="all"
    )
    generation_groups: Mapped[list[GenerationGroup]] = relationship(
        back_populates="user", lazy="raise", passive_deletes="all"
    )
    brand_styles: Mapped[list[BrandStyle]] = relationship(
        back_populates="user", lazy="raise", passive_deletes="all"
    )
    templates: Mapped[list[CampaignTemplate]] = relationship(
        back_populates="user", lazy="raise", passive_deletes="all"
    )
    schedules: Mapped[list[Schedule]] = relationship(
        back_populates="user", lazy="raise", passive_deletes="all"
    )
    costs: Mapped[list[GenerationCost]] = relationship(
        back_populates="user", lazy="raise", passive_deletes="all"
    )
    budgets: Mapped[list[Budget]] = relationship(back_populates="user", lazy="raise", passive_deletes="all")
    payments: Mapped[list[Payment]] = relationship(back_populates="user", lazy="raise", passive_deletes="all")
    subscriptions: Mapped[list[Subscription]] = relationship(
        back_populates="user", lazy="raise", passive_deletes="all"
    )
    outbox: Mapped[list[OutboxRow]] = relationship(back_populates="user", lazy="raise", passive_deletes="all")
    broadcasts: Mapped[list[Broadcast]] = relationship(
        back_populates="author", lazy="raise", passive_deletes="all"
    )
    content_reviews: Mapped[list[ContentReview]] = relationship(
        back_populates="reviewer", lazy="raise", passive_deletes="all"
    )
    broadcasts_received: Mapped[list[BroadcastRecipient]] = relationship(
        back_populates="user", lazy="raise", passive_deletes="all"
    )
    switches: Mapped[list[Switch]] = relationship(
        back_populates="changed_by_user", lazy="raise", passive_deletes="all"
    )
    invite: Mapped[Invite | None] = relationship(
        back_populates="guests", foreign_keys="User.invite_id", lazy="raise", post_update=True
    )
    invites: Mapped[list[Invite]] = relationship(
        back_populates="creator", foreign_keys="Invite.created_by", lazy="raise", passive_deletes="all"
    )


class Brand(Keyed, Updated, Base):
    """What is advertised. `product_images` is an ordered list of storage URIs, never presigned. One that was deleted is
    on no list; its ads keep it."""

    __tablename__ = "brands"
    __table_args__ = (
        Index("ix_brands_user_id", "user_id"),
        Index("ix_brands_user_id_created_at", "user_id", "created_at"),
        Index("ix_brands_user_id_id", "user_id", "id", unique=True),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    title: Mapped[str]
    description: Mapped[str | None]
    product_images: Mapped[JsonArray] = documents("brands.product_images", list[Uri])
    brand_guidelines: Mapped[JsonObject] = document("brands.brand_guidelines", BrandGuidelines)
    deleted_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(back_populates="brands", lazy="raise")
    projects: Mapped[list[AdProject]] = relationship(
        back_populates="brand",
        foreign_keys="AdProject.brand_id",
        lazy="raise",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
    lora_model: Mapped[LoraModel | None] = relationship(
        back_populates="brand", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )
    assets: Mapped[list[Asset]] = relationship(
        back_populates="brand", foreign_keys="Asset.brand_id", lazy="raise", passive_deletes="all"
    )
    campaigns: Mapped[list[Campaign]] = relationship(
        back_populates="brand", foreign_keys="Campaign.brand_id", lazy="raise", passive_deletes="all"
    )
    styles: Mapped[list[BrandStyle]] = relationship(
        back_populates="brand", foreign_keys="BrandStyle.brand_id", lazy="raise", passive_deletes="all"
    )


class LoraModel(Keyed, Updated, Base):
    """The one fine-tuned model of a brand; earlier weights go to `history`.

    `model_name` is the word by which prompts call what it learned, `huggingface_model_id` where the weights in use
    are: owner/name:version of the provider. `training_status` is that of the training that was asked for last (not
    started: it was only offered); its money is `estimated_amount` and, until a try carries it, `reserved_amount`;
    `trainer` is the model that it was approved to be made by.
    `revision` counts what people decided about the model, so that a button of before does nothing.
    """

    __tablename__ = "lora_models"
    __table_args__ = (
        CheckConstraint("training_progress BETWEEN 0 AND 100", name="training_progress"),
        CheckConstraint("trained_samples_count >= 0", name="trained_samples_count"),
        CheckConstraint("asked_samples_count >= 0", name="asked_samples_count"),
        CheckConstraint("revision >= 0", name="revision"),
        CheckConstraint("estimated_amount >= 0", name="estimated_amount"),
        CheckConstraint(
            "reserved_amount = 0 OR (reserved_amount > 0 AND reserved_on IS NOT NULL)", name="reserved_amount"
        ),
        Index("ix_lora_models_brand_id", "brand_id", unique=True),
        Index("ix_lora_models_training_status", "training_status"),
    )

    brand_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("brands.id", ondelete="CASCADE"))
    model_name: Mapped[str]
    huggingface_model_id: Mapped[str | None]
    training_status: Mapped[LoraTrainingStatus] = mapped_column(
        native(LoraTrainingStatus, "lora_training_status"),
        server_default=LoraTrainingStatus.NOT_STARTED.value,
    )
    training_progress: Mapped[int] = mapped_column(server_default="0")
    trained_samples_count: Mapped[int] = mapped_column(server_default="0")
    history: Mapped[JsonArray] = documents("lora_models.history", list[EarlierWeights])
    revision: Mapped[int] = mapped_column(server_default="0")
    trained_at: Mapped[datetime | None]
    asked_samples_count: Mapped[int] = mapped_column(server_default="0")
    asked_at: Mapped[datetime | None]
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    thread_id: Mapped[int] = mapped_column(BigInteger, server_default="0")
    estimated_amount: Mapped[Decimal] = mapped_column(server_default="0")
    reserved_amount: Mapped[Decimal] = mapped_column(server_default="0")
    reserved_on: Mapped[date | None]
    cancel_requested: Mapped[bool] = mapped_column(server_default=text("false"))
    next_try_at: Mapped[datetime | None]
    error_message: Mapped[str | None]
    trainer: Mapped[str | None]

    brand: Mapped[Brand] = relationship(back_populates="lora_model", lazy="raise")
    attempts: Mapped[list[GenerationAttempt]] = relationship(
        back_populates="lora_model", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )
    costs: Mapped[list[GenerationCost]] = relationship(
        back_populates="lora_model", lazy="raise", passive_deletes="all"
    )
