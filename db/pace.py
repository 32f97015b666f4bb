"""How much may be said how quickly: the numbers. `db.pacing` keeps to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

CHAT_BURST: Final = 12
GROUP_BURST: Final = 5
ALL_BURST: Final = 20


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two messages: to one private chat, to one group, to all chats together."""

    chat_s: float = 1.0
    group_s: float = 4.0
    all_s: float = 0.04

    def of(self, chat_id: int) -> tuple[timedelta, timedelta]:
        """The pause of a chat, and its burst as a time. A group's id is negative."""
        pause, burst = (self.group_s, GROUP_BURST) if chat_id < 0 else (self.chat_s, CHAT_BURST)
        return timedelta(seconds=pause), timedelta(seconds=pause * (burst - 1))

    @property
    def of_all(self) -> tuple[timedelta, timedelta]:
        return timedelta(seconds=self.all_s), timedelta(seconds=self.all_s * (ALL_BURST - 1))
