"""What both sides say, so that they store the same."""

from __future__ import annotations

from typing import Final

SAID: Final = "We sell cold brew in cans for students who sit in libraries; keep the tone calm, please. ({n})"
ANSWERED: Final = "Then I would open on a quiet desk at night, and let the can be all that moves. ({n})"
