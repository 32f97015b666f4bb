"""Somebody with an ad, as the chat makes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from db.accounts import Accounts, TelegramIdentity
from db.engine import Session
from db.enums import AssetSource, AssetStatus, AssetType
from db.models import AdProject, Asset, ChatSession, User
from db.projects import Projects

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Somebody:
    """A person, their chat and their ad."""

    user: User
    chat: ChatSession
    project: AdProject

    @property
    def id(self) -> UUID:
        return self.user.id

    @property
    def ad(self) -> UUID:
        return self.project.id

    @property
    def brand(self) -> UUID:
        return self.project.brand_id


async def met(
    session: Session, number: int, name: str = "Ada", *, leaving_too: bool = False
) -> tuple[User, ChatSession]:
    """Somebody who writes in the private chat with the bot, and their place there."""
    found = await Accounts(session).meet(TelegramIdentity(number, name), number, leaving_too=leaving_too)
    assert found is not None
    return found


async def somebody(session: Session, number: int = 1) -> Somebody:
    """A person who wrote for the first time, with an empty ad."""
    user, chat = await met(session, number, f"Person {number}")
    return Somebody(user, chat, await Projects(session, user.id).start(chat))


async def picture(session: Session, owner: Somebody, name: str = "a") -> Asset:
    """A still of the person's ad."""
    asset = Asset(
        user_id=owner.id,
        brand_id=owner.brand,
        project_id=owner.ad,
        type=AssetType.IMAGE,
        source=AssetSource.LOCAL,
        status=AssetStatus.COMPLETED,
        url=f"media:{owner.user.telegram_user_id}/{name}",
    )
    session.add(asset)
    await session.flush()
    return asset
