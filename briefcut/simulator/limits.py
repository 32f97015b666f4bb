"""Telegram's limits, and the flood gate that answers 429."""

import math
from dataclasses import dataclass, field

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What a chat allows. Lengths in characters, sizes in bytes, times in seconds."""

    text: int = 4096
    caption: int = 1024
    callback_answer: int = 200
    callback_data_bytes: int = 64
    start_payload: int = 64
    album: int = 10
    upload_bytes: int = 50 * MEGABYTE
    download_bytes: int = 20 * MEGABYTE
    photo_bytes: int = 10 * MEGABYTE
    # Above this size Telegram looks into no video: what the bot does not say stays unknown.
    processed_video_bytes: int = 10 * MEGABYTE
    callback_seconds: float = 60
    draft_seconds: float = 30
    action_seconds: float = 5
    delete_seconds: float = 48 * 3600
    # The flood gate: sends and edits per second and the burst that is still forgiven.
    flood: bool = True
    chat_rate: float = 1.0
    chat_burst: float = 20
    group_rate: float = 20 / 60
    draft_rate: float = 4.0
    draft_burst: float = 40
    global_rate: float = 30.0
    global_burst: float = 60
    webhook_timeout: float = 60
    webhook_retry_first: float = 0.5
    webhook_retry_longest: float = 60


@dataclass
class _Bucket:
    """A token bucket: refused takes cost nothing."""

    rate: float
    burst: float
    tokens: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until one token is there; 0 when there is one."""
        self.tokens = min(self.burst, self.tokens + max(0.0, now - self.at) * self.rate)
        self.at = now
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.rate


@dataclass
class FloodGate:
    """Counts what the bot sends; once a chat is flooded it stays shut until the announced moment."""

    limits: Limits
    _buckets: dict[tuple[str, int], _Bucket] = field(default_factory=dict)
    _shut_until: dict[int, float] = field(default_factory=dict)

    def take(self, chat_id: int, now: float, *, draft: bool = False, cost: int = 1) -> int | None:
        """Count a send of `cost` messages: None when it may pass, else the whole seconds to wait."""
        if (shut := self._shut_until.get(chat_id, 0)) > now:
            return math.ceil(shut - now)
        if not self.limits.flood:
            return None
        chat = self._bucket("draft" if draft else "chat", chat_id, now)
        everyone = self._bucket("global", 0, now)
        wait = max(chat.wait(now), everyone.wait(now))
        if wait > 0:
            return self.shut(chat_id, math.ceil(wait), now)
        chat.tokens -= cost
        everyone.tokens -= cost
        return None

    def shut(self, chat_id: int, seconds: int, now: float) -> int:
        """Refuse everything to this chat for `seconds`, whatever the counters say."""
        self._shut_until[chat_id] = now + seconds
        return seconds

    def _bucket(self, kind: str, key: int, now: float) -> _Bucket:
        if (kind, key) not in self._buckets:
            rates = {
                "chat": (
                    self.limits.chat_rate if key >= 0 else self.limits.group_rate,
                    self.limits.chat_burst,
                ),
                "draft": (self.limits.draft_rate, self.limits.draft_burst),
                "global": (self.limits.global_rate, self.limits.global_burst),
            }
            rate, burst = rates[kind]
            self._buckets[kind, key] = _Bucket(rate, burst, tokens=burst, at=now)
        return self._buckets[kind, key]
