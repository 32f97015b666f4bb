"""What the buttons under a brand carry; the same rules hold as in `bot.callbacks`."""

from __future__ import annotations

from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from pydantic import Field


class ShowBrands(CallbackData, prefix="brlist"):
    """Show this page of the person's brands in the pressed message; the first is 0."""

    page: int = Field(ge=0, le=9999)


class ShowBrand(CallbackData, prefix="brcard"):
    """Show the card of the brand."""

    brand: UUID


class ShowBrandPhotos(CallbackData, prefix="brpics"):
    """Show the brand's product photos."""

    brand: UUID


class UseBrand(CallbackData, prefix="bruse"):
    """Let an ad be for the brand: the chat's current one if its tag is `ad`, 0 for a new one."""

    brand: UUID
    ad: int = Field(ge=0, lt=2**31)


class NewBrand(CallbackData, prefix="brnew"):
    """Ask for the name of a new brand."""


class DeleteBrand(CallbackData, prefix="brdel"):
    """Take the brand off the list if it still is as `mark` says."""

    brand: UUID
    mark: int = Field(ge=0, lt=2**31)


class RestoreBrand(CallbackData, prefix="brback"):
    """Bring the deleted brand back."""

    brand: UUID


class AskBrand(CallbackData, prefix="brask"):
    """Ask for something of the brand: what is typed next is it."""

    brand: UUID
    what: str = Field(pattern=r"^(title|colors|tone)$")


class PickLogo(CallbackData, prefix="brlogo"):
    """Let product photo `number` (from 1) be the logo, 0 none of them, if the brand still is as `mark` says."""

    brand: UUID
    number: int = Field(ge=0, le=9999)
    mark: int = Field(ge=0, lt=2**31)


def tag_of(project: UUID) -> int:
    """A short name of an ad where two whole ids don't fit: never 0."""
    return project.int % (2**31 - 1) + 1
