"""People, their brands, and what is trained for a brand."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import EMPTY_ARRAY, EMPTY_OBJECT, Base, JsonArray, JsonObject, Keyed, Updated, native
from db.enums import LoraTrainingStatus, SubscriptionType

if TYPE_CHECKING:
    from db.models.production import Asset
    from db.models.projects import AdProject
    from db.models.runtime import ChatSession


class User(Keyed, Updated, Base):
    """A person in the chat. Telegram is the identity; `email` is null for everybody who came through it."""

    __tablename__ = "users"
    __table_args__ = (
        Index("ix_users_email", "email", unique=True),
        Index("ix_users_deleted_at", "deleted_at"),
        Index("ix_users_telegram_user_id", "telegram_user_id", unique=True),
        Index("ix_users_username", "username"),
        Index("ix_users_created_at", text("created_at DESC")),
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
    settings: Mapped[JsonObject] = mapped_column(server_default=EMPTY_OBJECT)
    last_seen_at: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None]

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


class Brand(Keyed, Updated, Base):
    """What is advertised. `product_images` is an ordered list of storage URIs, never presigned."""

    __tablename__ = "brands"
    __table_args__ = (
        Index("ix_brands_user_id", "user_id"),
        Index("ix_brands_user_id_created_at", "user_id", "created_at"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    title: Mapped[str]
    description: Mapped[str | None]
    product_images: Mapped[JsonArray] = mapped_column(server_default=EMPTY_ARRAY)
    brand_guidelines: Mapped[JsonObject] = mapped_column(server_default=EMPTY_OBJECT)

    user: Mapped[User] = relationship(back_populates="brands", lazy="raise")
    projects: Mapped[list[AdProject]] = relationship(
        back_populates="brand", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )
    lora_model: Mapped[LoraModel | None] = relationship(
        back_populates="brand", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )
    assets: Mapped[list[Asset]] = relationship(back_populates="brand", lazy="raise", passive_deletes="all")


class LoraModel(Keyed, Updated, Base):
    """The one fine-tuned model of a brand; earlier weights go to `history`."""

    __tablename__ = "lora_models"
    __table_args__ = (
        CheckConstraint("training_progress BETWEEN 0 AND 100", name="training_progress"),
        CheckConstraint("trained_samples_count >= 0", name="trained_samples_count"),
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
    history: Mapped[JsonArray] = mapped_column(server_default=EMPTY_ARRAY)

    brand: Mapped[Brand] = relationship(back_populates="lora_model", lazy="raise")
