"""What a person wishes of all their videos: the voice, and how captions look. What an ad says itself goes before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from agent.script import AdScript
from db.accounts import Accounts
from db.engine import Session


@dataclass(frozen=True, slots=True)
class Taste:
    """`captions` is a style of the studio, `off` for none, None for its choice."""

    voice: Literal["female", "male"] = "female"
    captions: str | None = None

    def of(self, script: AdScript) -> AdScript:
        """The script with captions as they are wished."""
        captions = script.captions
        if self.captions is None or captions.style is not None or not captions.enabled:
            return script
        wished = {"enabled": False} if self.captions == "off" else {"style": self.captions}
        return script.model_copy(update={"captions": captions.model_copy(update=wished)})


async def taste_of(session: Session, user_id: UUID) -> Taste:
    """The wishes of the person whose ad it is."""
    user = await Accounts(session).get(user_id)
    wishes = user.settings if user is not None else {}
    return Taste(wishes.get("voice") or "female", wishes.get("captions"))
