"""The brands that a person keeps: the list, which ad is for which, taken off the list and brought back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, update

from db import checks
from db.base import JsonObject
from db.enums import AdProjectStatus
from db.models import AdProject, Asset, Brand
from db.owned import Owned
from db.projects import UNTITLED

TALKED_ABOUT: Final = (
    AdProjectStatus.INITIAL,
    AdProjectStatus.CHAT_IN_PROGRESS,
    AdProjectStatus.SCRIPT_GENERATED,
)
"""While an ad is in one of these, another brand can still be chosen for it."""


@dataclass(frozen=True, slots=True)
class KeptBrand:
    """A brand and how many ads it has."""

    brand: Brand
    ads: int


class BrandBook(Owned):
    """Every query about the brands a person keeps. One that says nothing yet (the first message of an ad makes it) is
    not listed, one that was deleted neither."""

    async def page(self, number: int, size: int) -> tuple[Sequence[KeptBrand], int]:
        """Page `number` (from 0) of the list, what was changed last first, and how many brands there are in all."""
        listed = (Brand.deleted_at.is_(None), _says_something())
        total = await self._session.scalar(
            select(func.count()).select_from(self._own(Brand, *listed).subquery())
        )
        rows = await self._session.execute(
            self._counted(*listed)
            .order_by(Brand.updated_at.desc(), Brand.id)
            .limit(size)
            .offset(number * size),
            execution_options={"populate_existing": True},
        )
        return [KeptBrand(brand, ads) for brand, ads in rows], total or 0

    async def kept(self, brand_id: UUID) -> KeptBrand | None:
        """The person's brand of that id, also a deleted one."""
        found = await self._session.execute(
            self._counted(Brand.id == brand_id), execution_options={"populate_existing": True}
        )
        row = found.one_or_none()
        return None if row is None else KeptBrand(*row)

    async def create(self, title: str) -> Brand:
        """A new brand of that name, without an ad.

        Raises:
            BadInput: the title is no line.
        """
        return await self._add(Brand(user_id=self._user_id, title=checks.line(title, "title")))

    async def change(
        self, brand_id: UUID, *, title: str | None = None, look: JsonObject | None = None
    ) -> bool:
        """Give the brand another title, and its guidelines these keys; False where it is deleted, or no brand.

        Raises:
            BadInput: a title that is no line, a look that can't be kept.
        """
        brand = await self._one(Brand, brand_id, lock=True)
        if brand is None or brand.deleted_at is not None:
            return False
        async with checks.plain_refusals(self._session):
            if title is not None:
                brand.title = checks.line(title, "title")
            if look:
                brand.brand_guidelines = {**brand.brand_guidelines, **checks.storable(look, "look")}
            await self._session.flush()
        return True

    async def choose_logo(self, brand_id: UUID, number: int, mark: int) -> bool:
        """Let product picture `number` (from 1) be the logo, 0 none, if the brand still is as `mark_of` said. What was
        the logo is a product picture again."""
        brand = await self._one(Brand, brand_id, lock=True)
        if brand is None or brand.deleted_at is not None or mark_of(brand) != mark:
            return False
        if number > len(brand.product_images):
            return False
        logo = brand.product_images[number - 1] if number else None
        before = brand.brand_guidelines.get("logo")
        rest = [uri for uri in brand.product_images if uri not in (logo, before)]
        brand.product_images = [*rest, before] if before else rest
        brand.brand_guidelines = {**brand.brand_guidelines, "logo": logo}
        await self._session.flush()
        return True

    async def delete(self, brand_id: UUID, mark: int) -> bool:
        """Take the brand off the list if it still is as `mark_of` said; its ads keep it."""
        brand = await self._one(Brand, brand_id, lock=True)
        if brand is None or brand.deleted_at is not None or mark_of(brand) != mark:
            return False
        return await self._change(Brand, brand_id, deleted_at=func.now()) is not None

    async def restore(self, brand_id: UUID) -> bool:
        """Bring a deleted brand back; False where it is on the list."""
        gone = Brand.deleted_at.is_not(None)
        return await self._change(Brand, brand_id, gone, deleted_at=None) is not None

    async def choose(self, project_id: UUID, brand_id: UUID) -> bool:
        """Let the ad be for this brand; pictures that were sent for the ad come along. False where the ad is made
        already, or the brand was deleted.
        """
        project = await self._one(AdProject, project_id, lock=True)
        brand = await self._one(Brand, brand_id, lock=True)
        if project is None or brand is None or brand.deleted_at is not None or project.deleted_at is not None:
            return False
        if project.status not in TALKED_ABOUT:
            return False
        before = await self._one(Brand, project.brand_id)
        moved = await self._session.scalars(
            update(Asset)
            .where(Asset.project_id == project_id, Asset.user_id == self._user_id)
            .where(Asset.brand_id == project.brand_id)
            .values(brand_id=brand_id)
            .returning(Asset.url)
        )
        sent = set(moved)
        shown = [uri for uri in (before.product_images if before else ()) if uri in sent]
        brand.product_images = list(dict.fromkeys([*brand.product_images, *shown]))
        project.brand_id = brand_id
        await self._session.flush()
        return True

    def _counted(self, *rules: ColumnElement[bool]) -> Select[Brand, int]:
        ads = (
            select(func.count())
            .select_from(AdProject)
            .where(AdProject.brand_id == Brand.id, AdProject.deleted_at.is_(None))
            .where(AdProject.status != AdProjectStatus.INITIAL)
            .scalar_subquery()
        )
        return select(Brand, ads).where(Brand.user_id == self._user_id, *rules)


def mark_of(brand: Brand) -> int:
    """A number that changes whenever the brand does, for buttons: below 2³¹."""
    return int(brand.updated_at.timestamp() * 1000) % 2**31


def _says_something() -> ColumnElement[bool]:
    nothing: Any = (Brand.title == UNTITLED) & (func.jsonb_array_length(Brand.product_images) == 0)
    return or_(~nothing, Brand.brand_guidelines["logo"].astext.is_not(None))
