"""What the buttons about a person's own data carry. They act for whoever presses them, and nobody else."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData
from pydantic import Field


class ExportMine(CallbackData, prefix="mine"):
    """Hand everything about whoever presses over to them."""


class AskErase(CallbackData, prefix="forgt"):
    """Ask whether everything is really to be removed."""


class EraseMine(CallbackData, prefix="erase"):
    """Remove everything about whoever presses, if they are still the person who was asked: `who` begins that one's id,
    `asked` is when (seconds of the epoch)."""

    who: str = Field(pattern=r"^[0-9a-f]{8}$")
    asked: int = Field(ge=0)


class KeepMine(CallbackData, prefix="stay"):
    """Remove nothing."""
