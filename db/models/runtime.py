"""What keeps the chat honest: updates seen, turns, what must be said, and where."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, SmallInteger, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Base, JsonObject, Keyed, Updated, one_of, owned
from db.enums import OUTBOX_KINDS, TURN_STATES

if TYPE_CHECKING:
    from db.models.accounts import User
    from db.models.projects import AdProject, ChatMessage


class ProcessedUpdate(Base):
    """An update that came, so that a second delivery of it does nothing. Its number is kept for 48 hours; what it says
    (`payload`) only until it is handled."""

    __tablename__ = "processed_updates"
    __table_args__ = (
        Index("ix_processed_updates_received_at", "received_at"),
        Index(
            "ix_processed_updates_update_id_waiting",
            "update_id",
            postgresql_where=text("payload IS NOT NULL"),
        ),
    )

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())
    payload: Mapped[str | None]
    taken_up: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))


class Turn(Keyed, Updated, Base):
    """One answer of the assistant that is due. At most one queued and one running per project:
    messages that arrive meanwhile fold into the queued one."""

    __tablename__ = "turns"
    __table_args__ = (
        CheckConstraint(one_of("state", TURN_STATES), name="state"),
        Index("ix_turns_project_id", "project_id"),
        Index("ix_turns_project_id_id", "project_id", "id", unique=True),
        Index(
            "ix_turns_project_id_queued",
            "project_id",
            unique=True,
            postgresql_where=text("state = 'queued'"),
        ),
        Index(
            "ix_turns_project_id_running",
            "project_id",
            unique=True,
            postgresql_where=text("state = 'running'"),
        ),
        Index(
            "ix_turns_state_leased_until",
            "state",
            "leased_until",
            postgresql_where=text("state IN ('queued', 'running')"),
        ),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ad_projects.id", ondelete="CASCADE"))
    trigger_update_id: Mapped[int | None] = mapped_column(BigInteger)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    thread_id: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(server_default="queued")
    lease_epoch: Mapped[int] = mapped_column(BigInteger, server_default="0")
    leased_until: Mapped[datetime | None]
    stop_requested: Mapped[bool] = mapped_column(server_default=text("false"))
    attempts: Mapped[int] = mapped_column(server_default="0")
    error_message: Mapped[str | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    project: Mapped[AdProject] = relationship(back_populates="turns", lazy="raise")
    messages: Mapped[list[ChatMessage]] = relationship(
        back_populates="turn", foreign_keys="ChatMessage.turn_id", lazy="raise", passive_deletes="all"
    )


class OutboxRow(Updated, Base):
    """Something that must be said in a chat. Waiting while `sent_version < version` and `dropped_at` is null.

    `then_task` and `then_args` name what to start once it was said.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint(one_of("kind", OUTBOX_KINDS), name="kind"),
        CheckConstraint("sent_version BETWEEN 0 AND version", name="sent_version"),
        CheckConstraint("(then_task IS NULL) = (then_args IS NULL)", name="then"),
        CheckConstraint("project_id IS NULL OR user_id IS NOT NULL", name="owner"),
        Index("ix_outbox_dedupe_key", "dedupe_key", unique=True),
        Index(
            "ix_outbox_chat_id_id",
            "chat_id",
            "id",
            postgresql_where=text("sent_version < version AND dropped_at IS NULL"),
        ),
        Index(
            "ix_outbox_chat_id_sent_message_id",
            "chat_id",
            "sent_message_id",
            postgresql_where=text("sent_message_id IS NOT NULL"),
        ),
        Index("ix_outbox_user_id", "user_id", postgresql_where=text("user_id IS NOT NULL")),
        Index("ix_outbox_project_id", "project_id", postgresql_where=text("project_id IS NOT NULL")),
        Index(
            "ix_outbox_user_id_project_id",
            "user_id",
            "project_id",
            postgresql_where=text("project_id IS NOT NULL"),
        ),
        owned("project_id", "ad_projects", "SET NULL"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=False), primary_key=True, sort_order=-10)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    thread_id: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str]
    payload: Mapped[JsonObject]
    dedupe_key: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")
    sent_version: Mapped[int] = mapped_column(server_default="0")
    not_before: Mapped[datetime] = mapped_column(server_default=func.now())
    attempts: Mapped[int] = mapped_column(server_default="0")
    error_message: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    sent_message_id: Mapped[int | None] = mapped_column(BigInteger)
    file_id: Mapped[str | None]
    then_task: Mapped[str | None]
    then_args: Mapped[JsonObject | None]
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    project_id: Mapped[uuid.UUID | None]

    user: Mapped[User | None] = relationship(back_populates="outbox", lazy="raise")
    project: Mapped[AdProject | None] = relationship(
        back_populates="outbox", foreign_keys="OutboxRow.project_id", lazy="raise"
    )


class ChatHold(Base):
    """When a chat may be written to: not before `held_until`, for which Telegram asked, nor before `free_at`, which
    each message moves on. Chat 0 stands for all together."""

    __tablename__ = "chat_holds"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    held_until: Mapped[datetime | None]
    free_at: Mapped[datetime | None]


class ChatSession(Keyed, Updated, Base):
    """Where a person talks to us, about which ad, and which messages are kept up to date there."""

    __tablename__ = "chat_sessions"
    __table_args__ = (
        Index("ix_chat_sessions_user_id_chat_id_thread_id", "user_id", "chat_id", "thread_id", unique=True),
        Index("ix_chat_sessions_chat_id", "chat_id"),
        Index(
            "ix_chat_sessions_active_project_id",
            "active_project_id",
            postgresql_where=text("active_project_id IS NOT NULL"),
        ),
        Index("ix_chat_sessions_expires_at", "expires_at"),
        Index(
            "ix_chat_sessions_user_id_active_project_id",
            "user_id",
            "active_project_id",
            postgresql_where=text("active_project_id IS NOT NULL"),
        ),
        owned("active_project_id", "ad_projects", "SET NULL"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    thread_id: Mapped[int] = mapped_column(BigInteger, server_default="0")
    active_project_id: Mapped[uuid.UUID | None]
    brief_card_message_id: Mapped[int | None] = mapped_column(BigInteger)
    progress_message_id: Mapped[int | None] = mapped_column(BigInteger)
    last_activity_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(back_populates="chat_sessions", lazy="raise")
    active_project: Mapped[AdProject | None] = relationship(
        back_populates="active_in", foreign_keys="ChatSession.active_project_id", lazy="raise"
    )
