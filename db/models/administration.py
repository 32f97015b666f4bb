"""What those who run Briefcut do: tell everybody, turn things off, let people in; and who did what."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import EMPTY_OBJECT, Base, Created, JsonArray, JsonObject, Keyed, Updated, native, one_of
from db.enums import BROADCAST_STATES, RECIPIENT_STATES, REVIEW_STATES, SubscriptionType
from db.shapes import ContentReason, documents

if TYPE_CHECKING:
    from db.models.accounts import User
    from db.models.projects import AdProject


class Broadcast(Keyed, Updated, Base):
    """What an admin tells everybody."""

    __tablename__ = "broadcasts"
    __table_args__ = (
        CheckConstraint("char_length(content) BETWEEN 1 AND 4096", name="content"),
        CheckConstraint(one_of("status", BROADCAST_STATES), name="status"),
        Index("ix_broadcasts_author_id", "author_id", postgresql_where=text("author_id IS NOT NULL")),
        Index("ix_broadcasts_status", "status"),
    )

    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    content: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="draft")
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    author: Mapped[User | None] = relationship(back_populates="broadcasts", lazy="raise")
    recipients: Mapped[list[BroadcastRecipient]] = relationship(
        back_populates="broadcast", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )


class BroadcastRecipient(Keyed, Updated, Base):
    """Whom a broadcast reached, or will."""

    __tablename__ = "broadcast_recipients"
    __table_args__ = (
        CheckConstraint(one_of("state", RECIPIENT_STATES), name="state"),
        Index("ix_broadcast_recipients_broadcast_id_user_id", "broadcast_id", "user_id", unique=True),
        Index("ix_broadcast_recipients_user_id", "user_id"),
        Index(
            "ix_broadcast_recipients_broadcast_id_queued",
            "broadcast_id",
            postgresql_where=text("state = 'queued'"),
        ),
    )

    broadcast_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("broadcasts.id", ondelete="CASCADE"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(server_default="queued")
    sent_at: Mapped[datetime | None]
    error_message: Mapped[str | None]

    broadcast: Mapped[Broadcast] = relationship(back_populates="recipients", lazy="raise")
    user: Mapped[User] = relationship(back_populates="broadcasts_received", lazy="raise")


class Switch(Updated, Base):
    """What was turned off: all spending (`generation`) or one model (`model:<id>`). No row means on. Or which model was
    chosen: the `choice` of `default:<kind>`; without a row it is the first one of the table of models."""

    __tablename__ = "switches"
    __table_args__ = (
        CheckConstraint("name ~ '^[a-z]+(:[^ ]+)?$'", name="name"),
        Index("ix_switches_changed_by", "changed_by", postgresql_where=text("changed_by IS NOT NULL")),
    )

    name: Mapped[str] = mapped_column(primary_key=True)
    is_off: Mapped[bool] = mapped_column(server_default=text("true"))
    reason: Mapped[str | None]
    changed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    choice: Mapped[str | None]

    changed_by_user: Mapped[User | None] = relationship(back_populates="switches", lazy="raise")


class Invite(Keyed, Updated, Base):
    """A link that lets people in, where access is by invitation, and may grant a plan."""

    __tablename__ = "invites"
    __table_args__ = (
        CheckConstraint("code ~ '^[A-Za-z0-9_-]{8,60}$'", name="code"),
        CheckConstraint("most_uses > 0 AND uses BETWEEN 0 AND most_uses", name="uses"),
        Index("ix_invites_code", "code", unique=True),
        Index("ix_invites_created_by", "created_by", postgresql_where=text("created_by IS NOT NULL")),
    )

    code: Mapped[str]
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    most_uses: Mapped[int] = mapped_column(server_default="1")
    uses: Mapped[int] = mapped_column(server_default="0")
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    plan: Mapped[SubscriptionType] = mapped_column(
        native(SubscriptionType, "subscription_type"), server_default=SubscriptionType.FREE.value
    )

    creator: Mapped[User | None] = relationship(
        back_populates="invites", foreign_keys="Invite.created_by", lazy="raise"
    )
    guests: Mapped[list[User]] = relationship(
        back_populates="invite", foreign_keys="User.invite_id", lazy="raise", passive_deletes="all"
    )


class ContentReview(Keyed, Updated, Base):
    """What an admin has to look at before a revision of an ad's script is made; `reviewer_id` decided."""

    __tablename__ = "content_reviews"
    __table_args__ = (
        CheckConstraint("revision > 0", name="revision"),
        CheckConstraint(one_of("state", REVIEW_STATES), name="state"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided_at"),
        CheckConstraint("state <> 'refused' OR note IS NOT NULL", name="note"),
        Index("ix_content_reviews_project_id_revision", "project_id", "revision", unique=True),
        Index("ix_content_reviews_created_at", "created_at", postgresql_where=text("state = 'waiting'")),
        Index(
            "ix_content_reviews_reviewer_id", "reviewer_id", postgresql_where=text("reviewer_id IS NOT NULL")
        ),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ad_projects.id", ondelete="CASCADE"))
    revision: Mapped[int]
    reasons: Mapped[JsonArray] = documents("content_reviews.reasons", list[ContentReason])
    state: Mapped[str] = mapped_column(server_default="waiting")
    reviewer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    note: Mapped[str | None]
    decided_at: Mapped[datetime | None]

    project: Mapped[AdProject] = relationship(back_populates="content_reviews", lazy="raise")
    reviewer: Mapped[User | None] = relationship(back_populates="content_reviews", lazy="raise")


class AuditEntry(Created, Base):
    """Somebody did something that matters. `actor` and `subject` are ids as text; erasing a person puts the
    pseudonym in their place."""

    __tablename__ = "audit_log"
    __table_args__ = (
        CheckConstraint("(subject IS NULL) = (subject_type IS NULL)", name="subject"),
        Index("ix_audit_log_actor", "actor", "id"),
        Index("ix_audit_log_subject", "subject", postgresql_where=text("subject IS NOT NULL")),
        Index("ix_audit_log_created_at", text("created_at DESC")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=False), primary_key=True, sort_order=-10)
    actor: Mapped[str]
    action: Mapped[str]
    subject_type: Mapped[str | None]
    subject: Mapped[str | None]
    details: Mapped[JsonObject] = mapped_column(server_default=EMPTY_OBJECT)
