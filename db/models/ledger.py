"""Money: what was asked of paid providers, what it cost, what may be spent, and what people paid."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Index, Numeric, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import EMPTY_OBJECT, Base, Created, JsonObject, Keyed, Updated, native, one_of, owned
from db.enums import (
    ATTEMPT_STATES,
    PAYMENT_STATES,
    SUBSCRIPTION_SOURCES,
    SUBSCRIPTION_STATES,
    CostCategory,
    SubscriptionType,
)

if TYPE_CHECKING:
    from db.models.accounts import LoraModel, User
    from db.models.production import Asset, GenerationJob
    from db.models.projects import AdProject


class GenerationCost(Keyed, Created, Base):
    """One paid or measured call. Rows are only ever added; a trigger refuses changes and keeps the totals of
    the ad and the person. Outlives both: references become null, `pseudonym` tells strangers apart."""

    __tablename__ = "generation_costs"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency"),
        CheckConstraint("tokens_used >= 0 AND seconds_processed >= 0 AND api_latency_ms >= 0", name="usage"),
        CheckConstraint(
            "user_id IS NOT NULL OR num_nonnulls(project_id, asset_id, lora_model_id) = 0", name="owner"
        ),
        Index("ix_generation_costs_user_id_project_id", "user_id", "project_id"),
        Index(
            "ix_generation_costs_user_id_asset_id",
            "user_id",
            "asset_id",
            postgresql_where=text("asset_id IS NOT NULL"),
        ),
        Index(
            "ix_generation_costs_lora_model_id",
            "lora_model_id",
            postgresql_where=text("lora_model_id IS NOT NULL"),
        ),
        Index("ix_generation_costs_project_id", "project_id"),
        Index("ix_generation_costs_asset_id", "asset_id"),
        Index("ix_generation_costs_category", "category"),
        Index("ix_generation_costs_provider", "provider"),
        Index("ix_generation_costs_created_at", text("created_at DESC")),
        Index(
            "ix_generation_costs_api_call_id",
            "api_call_id",
            postgresql_where=text("api_call_id IS NOT NULL"),
        ),
        owned("project_id", "ad_projects", "SET NULL"),
        owned("asset_id", "assets", "SET NULL"),
    )

    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    project_id: Mapped[uuid.UUID | None]
    lora_model_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("lora_models.id", ondelete="SET NULL"))
    asset_id: Mapped[uuid.UUID | None]
    pseudonym: Mapped[str | None]
    category: Mapped[CostCategory] = mapped_column(native(CostCategory, "cost_category"))
    amount: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(server_default="USD")
    provider: Mapped[str | None]
    model_name: Mapped[str | None]
    api_call_id: Mapped[str | None]
    tokens_used: Mapped[int | None]
    seconds_processed: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    api_latency_ms: Mapped[int | None]
    success: Mapped[bool] = mapped_column(server_default=text("true"))
    error_message: Mapped[str | None]
    details: Mapped[JsonObject] = mapped_column("metadata", server_default=EMPTY_OBJECT)

    user: Mapped[User | None] = relationship(back_populates="costs", lazy="raise")
    project: Mapped[AdProject | None] = relationship(
        back_populates="costs", foreign_keys="GenerationCost.project_id", lazy="raise"
    )
    lora_model: Mapped[LoraModel | None] = relationship(back_populates="costs", lazy="raise")
    asset: Mapped[Asset | None] = relationship(
        back_populates="costs", foreign_keys="GenerationCost.asset_id", lazy="raise"
    )


class GenerationAttempt(Keyed, Updated, Base):
    """One try at a job or a training with a paid provider, written before the request leaves.

    Open (`sending`, `running`) while it may still cost something; at most one is open per job or training.
    `reserved_amount` USD were taken from the budgets of `reserved_on`. `correlator` is in the request's input, so that
    the provider's list can be matched with it. `clean_reads` counts the lists, read whole after the grace, in which it
    was missing, and later the times it was cancelled in vain; `next_look_at` is when an open one is looked at again.
    `charged_amount` is what it cost in the end, `output_urls` where the provider keeps what came of it (for an hour).
    """

    __tablename__ = "generation_attempts"
    __table_args__ = (
        CheckConstraint("num_nonnulls(job_id, lora_model_id) = 1", name="target"),
        CheckConstraint(one_of("state", ATTEMPT_STATES), name="state"),
        CheckConstraint("epoch >= 0", name="epoch"),
        CheckConstraint("reserved_amount >= 0", name="reserved_amount"),
        CheckConstraint("request_number >= 1", name="request_number"),
        CheckConstraint("charged_amount >= 0", name="charged_amount"),
        CheckConstraint("clean_reads >= 0", name="clean_reads"),
        CheckConstraint(
            "prediction_id IS NOT NULL OR state NOT IN ('running', 'succeeded')", name="prediction_id"
        ),
        *(
            Index(f"ix_generation_attempts_{name}", name, postgresql_where=text(f"{name} IS NOT NULL"))
            for name in ("job_id", "lora_model_id")
        ),
        *(
            Index(
                f"ix_generation_attempts_{name}_open",
                name,
                unique=True,
                postgresql_where=text("state IN ('sending', 'running')"),
            )
            for name in ("job_id", "lora_model_id")
        ),
        Index("ix_generation_attempts_prediction_id", "prediction_id", unique=True),
        Index("ix_generation_attempts_correlator", "correlator", unique=True),
        Index(
            "ix_generation_attempts_next_look_at",
            "next_look_at",
            postgresql_where=text("state IN ('sending', 'running')"),
        ),
    )

    job_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("generation_jobs.id", ondelete="CASCADE"))
    lora_model_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("lora_models.id", ondelete="CASCADE"))
    epoch: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(server_default="sending")
    provider: Mapped[str]
    model: Mapped[str | None]
    correlator: Mapped[str]
    prediction_id: Mapped[str | None]
    reserved_amount: Mapped[Decimal] = mapped_column(server_default="0")
    reserved_on: Mapped[date] = mapped_column(server_default=text("(now() AT TIME ZONE 'UTC')::date"))
    error_message: Mapped[str | None]
    submitted_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    request_number: Mapped[int] = mapped_column(server_default="1")
    charged_amount: Mapped[Decimal] = mapped_column(server_default="0")
    clean_reads: Mapped[int] = mapped_column(server_default="0")
    next_look_at: Mapped[datetime | None]
    deadline_at: Mapped[datetime | None]
    provider_status: Mapped[str | None]
    output_urls: Mapped[list[str]] = mapped_column(ARRAY(Text()), server_default=text("'{}'::text[]"))

    job: Mapped[GenerationJob | None] = relationship(back_populates="generation_attempts", lazy="raise")
    lora_model: Mapped[LoraModel | None] = relationship(back_populates="attempts", lazy="raise")


class Budget(Keyed, Updated, Base):
    """What may be spent on one UTC day by a person, or by all together where `user_id` is null (USD)."""

    __tablename__ = "budgets"
    __table_args__ = (
        CheckConstraint("limit_amount >= 0", name="limit_amount"),
        CheckConstraint("reserved >= 0", name="reserved"),
        CheckConstraint("spent >= 0", name="spent"),
        Index("ix_budgets_user_id_day", "user_id", "day", unique=True, postgresql_nulls_not_distinct=True),
        Index("ix_budgets_day", "day"),
    )

    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    day: Mapped[date]
    limit_amount: Mapped[Decimal]
    reserved: Mapped[Decimal] = mapped_column(server_default="0")
    spent: Mapped[Decimal] = mapped_column(server_default="0")

    user: Mapped[User | None] = relationship(back_populates="budgets", lazy="raise")


class Payment(Keyed, Updated, Base):
    """Money that a person paid. `amount` is in whole units of `currency`; XTR are Telegram's Stars."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint(one_of("status", PAYMENT_STATES), name="status"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency"),
        CheckConstraint("octet_length(payload) BETWEEN 1 AND 128", name="payload"),
        CheckConstraint(
            "status NOT IN ('paid', 'refunded')"
            " OR (telegram_payment_charge_id IS NOT NULL AND paid_at IS NOT NULL)",
            name="paid",
        ),
        Index("ix_payments_telegram_payment_charge_id", "telegram_payment_charge_id", unique=True),
        Index("ix_payments_payload", "payload", unique=True),
        Index("ix_payments_user_id_id", "user_id", "id", unique=True),
        Index("ix_payments_user_id_created_at", "user_id", "created_at"),
        Index("ix_payments_status", "status", postgresql_where=text("status = 'pending'")),
        Index(
            "ix_payments_refund_due_at",
            "refund_due_at",
            postgresql_where=text("refund_due_at IS NOT NULL AND status = 'paid'"),
        ),
    )

    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    pseudonym: Mapped[str | None]
    status: Mapped[str] = mapped_column(server_default="pending")
    amount: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(server_default="XTR")
    payload: Mapped[str]
    plan: Mapped[SubscriptionType] = mapped_column(native(SubscriptionType, "subscription_type"))
    telegram_payment_charge_id: Mapped[str | None]
    provider_payment_charge_id: Mapped[str | None]
    paid_at: Mapped[datetime | None]
    refunded_at: Mapped[datetime | None]
    error_message: Mapped[str | None]
    refund_asked_at: Mapped[datetime | None]
    refund_due_at: Mapped[datetime | None]

    user: Mapped[User | None] = relationship(back_populates="payments", lazy="raise")
    subscriptions: Mapped[list[Subscription]] = relationship(
        back_populates="payment",
        foreign_keys="Subscription.payment_id",
        lazy="raise",
        passive_deletes="all",
    )


class Subscription(Keyed, Updated, Base):
    """Which plan a person has or had, and why. `users.subscription_type` is the one of now. `renews`: Telegram charges
    for the next month by itself; `renew_wanted` is what it has still to be told about that."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        CheckConstraint(one_of("source", SUBSCRIPTION_SOURCES), name="source"),
        CheckConstraint(one_of("status", SUBSCRIPTION_STATES), name="status"),
        CheckConstraint("expires_at > starts_at", name="expires_at"),
        Index(
            "ix_subscriptions_user_id_active",
            "user_id",
            unique=True,
            postgresql_where=text("status = 'active'"),
        ),
        Index("ix_subscriptions_user_id", "user_id"),
        Index(
            "ix_subscriptions_user_id_payment_id",
            "user_id",
            "payment_id",
            postgresql_where=text("payment_id IS NOT NULL"),
        ),
        Index("ix_subscriptions_expires_at", "expires_at", postgresql_where=text("status = 'active'")),
        Index(
            "ix_subscriptions_renew_wanted",
            "renew_wanted",
            postgresql_where=text("renew_wanted IS NOT NULL"),
        ),
        owned("payment_id", "payments", "SET NULL"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    payment_id: Mapped[uuid.UUID | None]
    plan: Mapped[SubscriptionType] = mapped_column(native(SubscriptionType, "subscription_type"))
    source: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="active")
    starts_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    renews: Mapped[bool] = mapped_column(server_default=text("false"))
    renew_wanted: Mapped[bool | None]

    user: Mapped[User] = relationship(back_populates="subscriptions", lazy="raise")
    payment: Mapped[Payment | None] = relationship(
        back_populates="subscriptions", foreign_keys="Subscription.payment_id", lazy="raise"
    )
