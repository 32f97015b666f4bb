"""What a person keeps: brands, files, looks of a brand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, update
from sqlalchemy.dialects.postgresql import insert

from db import checks
from db.base import JsonObject
from db.enums import AssetStatus, AssetType
from db.models import Asset, Brand, BrandStyle, BrandStyleSample
from db.owned import Owned
from db.projects import UNTITLED


class Brands(Owned):
    """Every query about one person's brands."""

    async def get(self, brand_id: UUID) -> Brand | None:
        """The person's brand of that id."""
        return await self._one(Brand, brand_id)

    async def recent(self, limit: int = 20) -> Sequence[Brand]:
        """The newest first."""
        return await self._all(self._own(Brand).order_by(Brand.created_at.desc()).limit(limit))

    async def rename(self, brand_id: UUID, title: str, description: str | None = None) -> bool:
        """Give the brand another title and description."""
        words = None if description is None else checks.passage(description, "description")
        title = checks.line(title, "title")
        return await self._change(Brand, brand_id, title=title, description=words) is not None

    async def describe(
        self,
        brand_id: UUID,
        *,
        title: str | None,
        product: str | None,
        description: str | None,
        look: JsonObject,
    ) -> Brand:
        """Write down what is known of the brand; keys of its guidelines that `look` hasn't stay. Without a `title`
        of its own a brand is called after its product.

        Raises:
            NotFound: the brand isn't the person's.
        """
        brand = await self._need(Brand, brand_id, lock=True)
        brand.title = title or (product if brand.title == UNTITLED and product else brand.title)
        brand.description = description
        brand.brand_guidelines = {**brand.brand_guidelines, **look}
        await self._session.flush()
        return brand

    async def add_picture(self, brand_id: UUID, uri: str) -> bool:
        """Put a picture behind the brand's other product pictures; False when it is one of them, or no brand."""
        brand = await self._one(Brand, brand_id, lock=True)
        if brand is None or uri in brand.product_images:
            return False
        brand.product_images = [*brand.product_images, uri]
        await self._session.flush()
        return True


class Library(Owned):
    """Every query about one person's files. What was deleted in the chat is not seen."""

    async def get(self, asset_id: UUID) -> Asset | None:
        """The person's file of that id."""
        found = await self._one(Asset, asset_id)
        return None if found is None or found.deleted_at is not None else found

    async def of_project(self, project_id: UUID, kind: AssetType | None = None) -> Sequence[Asset]:
        """The files of an ad, the oldest first."""
        mine = self._own(Asset, Asset.project_id == project_id, Asset.deleted_at.is_(None))
        if kind is not None:
            mine = mine.where(Asset.type == kind)
        return await self._all(mine.order_by(Asset.created_at, Asset.id))

    async def mood_board(self, project_id: UUID) -> Sequence[Asset]:
        """The pictures that the person chose for an ad, in their order."""
        mine = self._own(
            Asset, Asset.project_id == project_id, Asset.user_selected.is_(True), Asset.deleted_at.is_(None)
        )
        return await self._all(mine.order_by(Asset.selection_order, Asset.created_at))

    async def choose(self, project_id: UUID, asset_ids: Sequence[UUID]) -> int:
        """Let exactly these files of the ad be chosen, in this order; how many of them there are."""
        order = {key: place for place, key in enumerate(asset_ids, 1)}
        place = case(order, value=Asset.id) if order else None
        mine = (Asset.user_id == self._user_id, Asset.project_id == project_id, Asset.deleted_at.is_(None))
        changed = await self._session.execute(
            update(Asset)
            .where(*mine, Asset.user_selected.is_(True) | Asset.id.in_(order))
            .values(user_selected=Asset.id.in_(order), selection_order=place)
            .returning(Asset.id)
        )
        return sum(key in order for key in changed.scalars())

    async def reject(self, asset_id: UUID) -> bool:
        """Say no to a still; retention takes its file later."""
        values = {"status": AssetStatus.REJECTED, "user_selected": False, "selection_order": None}
        return await self._change(Asset, asset_id, **values) is not None

    async def label(self, asset_id: UUID, category: str | None, tags: Sequence[str]) -> bool:
        """Give the file a category and tags."""
        category = None if category is None else checks.line(category, "category", 100)
        words = [checks.line(tag, "tags", 50) for tag in tags]
        return await self._change(Asset, asset_id, category=category, tags=words) is not None

    async def note_analysis(self, asset_id: UUID, state: str, analysis: JsonObject) -> bool:
        """Write down what was seen in the file: `state` is pending, processing, completed or failed."""
        values = {"analysis_status": state, "analysis": checks.storable(analysis, "analysis")}
        return await self._change(Asset, asset_id, **values) is not None

    async def note_sent(self, asset_id: UUID, telegram_file_id: str) -> bool:
        """Remember under which id Telegram keeps the file, so that it is not uploaded again."""
        return await self._change(Asset, asset_id, telegram_file_id=telegram_file_id) is not None

    async def delete(self, asset_id: UUID) -> bool:
        """Take the file out of sight; retention removes it."""
        gone = {"deleted_at": func.now(), "user_selected": False}
        return await self._change(Asset, asset_id, Asset.deleted_at.is_(None), **gone) is not None


class Styles(Owned):
    """Every query about looks: colours, type, mood and light, read from pictures or described."""

    async def save(
        self,
        name: str,
        style_data: JsonObject,
        *,
        description: str | None = None,
        brand_id: UUID | None = None,
        samples: Sequence[UUID] = (),
    ) -> BrandStyle:
        """A new look, with the pictures it was read from in their order.

        Raises:
            NotFound: the brand or a picture isn't the person's.
            BadInput: a text that can't be kept, an unknown key.
        """
        row = BrandStyle(
            user_id=self._user_id,
            brand_id=brand_id,
            name=checks.line(name, "name"),
            description=None if description is None else checks.passage(description, "description"),
            style_data=checks.storable(style_data, "style_data"),
        )
        async with checks.plain_refusals(self._session):
            self._session.add(row)
            await self._session.flush()
            for position, asset_id in enumerate(samples):
                await self._add_sample(row.id, asset_id, position)
        return row

    async def _add_sample(self, style_id: UUID, asset_id: UUID, position: int) -> None:
        sample = insert(BrandStyleSample).values(
            user_id=self._user_id, brand_style_id=style_id, asset_id=asset_id, position=position
        )
        await self._session.execute(sample.on_conflict_do_nothing())

    async def get(self, style_id: UUID) -> BrandStyle | None:
        """The person's look of that id."""
        return await self._one(BrandStyle, style_id)

    async def recent(self, limit: int = 20) -> Sequence[BrandStyle]:
        """The newest first."""
        return await self._all(self._own(BrandStyle).order_by(BrandStyle.created_at.desc()).limit(limit))

    async def of_brand(self, brand_id: UUID) -> Sequence[BrandStyle]:
        """The looks of one of the person's brands, the newest first."""
        mine = self._own(BrandStyle, BrandStyle.brand_id == brand_id)
        return await self._all(mine.order_by(BrandStyle.created_at.desc()))

    async def samples(self, style_id: UUID) -> Sequence[Asset]:
        """The pictures a look was read from, in their order."""
        mine = self._own(Asset).join(BrandStyleSample, BrandStyleSample.asset_id == Asset.id)
        mine = mine.where(BrandStyleSample.brand_style_id == style_id)
        return await self._all(mine.order_by(BrandStyleSample.position))

    async def choose(self, style_id: UUID, brand_id: UUID) -> Brand:
        """Let the brand look so: colours, type and mood go into its guidelines, whose other keys stay.

        Raises:
            NotFound: the look or the brand isn't the person's.
        """
        style = await self._need(BrandStyle, style_id)
        brand = await self._need(Brand, brand_id, lock=True)
        brand.brand_guidelines = {**brand.brand_guidelines, **_guidelines(style.style_data)}
        await self._session.flush()
        return brand

    async def remove(self, style_id: UUID) -> bool:
        """Remove the look; the brand that took it keeps what it took."""
        return await self._remove(BrandStyle, style_id)


def _guidelines(style: JsonObject) -> JsonObject:
    found: dict[str, Any] = {}
    if style.get("colorPalette"):
        found["colors"] = list(style["colorPalette"])
    if style.get("typographyStyle"):
        found["fonts"] = [style["typographyStyle"]]
    if style.get("mood"):
        found["tone"] = style["mood"]
    return found
