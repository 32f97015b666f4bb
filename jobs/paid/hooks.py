"""Calls from the provider: where it is told to call, and whether a call is its own and meant for us. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from replicate.webhook import Webhooks, WebhookSigningSecret

PATH = "/replicate/webhook"
TOLERANCE_S = 300
"""A signature that is older, or from the future, is refused."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """`public_url` is where the provider reaches us; `secret` signs its calls (`whsec_…`)."""

    public_url: str
    secret: str = field(repr=False)

    def address(self, attempt_id: UUID) -> str:
        """Where to call about this attempt. Only we can make such an address."""
        return f"{self.public_url}{PATH}?attempt={attempt_id}&key={self.key(attempt_id)}"

    def key(self, attempt_id: UUID) -> str:
        """What proves that an address was made by us."""
        signed = hmac.new(self.secret.encode(), f"attempt:{attempt_id}".encode(), hashlib.sha256)
        return signed.hexdigest()[:32]

    def is_ours(self, attempt_id: UUID, key: str) -> bool:
        """Whether we made the address with this key."""
        return hmac.compare_digest(self.key(attempt_id).encode(), key.encode())

    def is_signed(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the provider signed exactly these bytes within the last minutes."""
        try:
            Webhooks.validate(
                headers=dict(headers),
                body=body.decode(),
                secret=WebhookSigningSecret(key=self.secret),
                tolerance=TOLERANCE_S,
            )
        except ValueError:
            # Its own refusals, and what a forger's header makes of int() and base64.
            return False
        return True
