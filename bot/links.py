"""What a link `t.me/<bot>?start=<payload>` may ask for. Payloads are public, at most 64 characters, and prove nothing
but what is in them: whose an ad is, is checked where it is opened. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from uuid import UUID

_AD: Final = re.compile(r"ad_([0-9a-f]{32})")
_TEMPLATE: Final = re.compile(r"t_([a-z0-9-]{3,60})")
_BRIEF: Final = re.compile(r"b_([0-9a-f]{32})_([A-Za-z0-9_-]{16})")


@dataclass(frozen=True, slots=True)
class OwnAd:
    """Open this ad, if it is the person's."""

    project: UUID


@dataclass(frozen=True, slots=True)
class FromTemplate:
    """Begin an ad with the template of this slug, or of this id."""

    name: str


@dataclass(frozen=True, slots=True)
class SharedBrief:
    """Begin an ad with the brief of this one, which its owner shared under `token`."""

    project: UUID
    token: str


def read_payload(payload: str | None) -> OwnAd | FromTemplate | SharedBrief | None:
    """What `payload` asks for; None where it is nothing of these, and then it is only a start."""
    text = payload or ""
    if found := _AD.fullmatch(text):
        return OwnAd(UUID(found[1]))
    if found := _BRIEF.fullmatch(text):
        return SharedBrief(UUID(found[1]), found[2])
    if found := _TEMPLATE.fullmatch(text):
        return FromTemplate(found[1])
    return None


def brief_payload(project: UUID, token: str) -> str:
    """The payload of a link to the brief of an ad."""
    return f"b_{project.hex}_{token}"
