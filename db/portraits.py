"""Pictures of a person's ads that show somebody's face, and whether they have that somebody's permission.

A picture with a face is used once its owner has said so with a button; the statement, with its time, stands in the
picture's own row (`details["person"]`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy import func, select, update

from db.models import Asset
from db.owned import Owned

GIVEN: Final = "given"
REFUSED: Final = "refused"


def permission_of(asset: Asset) -> str | None:
    """What was said about who is in the picture; None while nothing was."""
    found = asset.details.get("person", {}).get("permission")
    return found if found in (GIVEN, REFUSED) else None


def pictures_of(look: BrandPictures) -> tuple[str, ...]:
    """The storage URIs of a script's own pictures."""
    return tuple(uri for uri in (*look.product_images, look.logo) if uri)


class BrandPictures(Protocol):
    """What of a script's brand names pictures."""

    @property
    def product_images(self) -> Sequence[str]: ...

    @property
    def logo(self) -> str | None: ...


class Portraits(Owned):
    """Every query about one person's pictures of people."""

    async def get(self, asset_id: UUID) -> Asset | None:
        """The person's picture of that id."""
        return await self._one(Asset, asset_id)

    async def barred(self, uris: Collection[str]) -> frozenset[str]:
        """Which of these pictures may not be used: they show a face, and nobody said that this is allowed."""
        said: dict[str, set[str | None]] = {}
        for asset in await self._with_faces(uris):
            said.setdefault(str(asset.url), set()).add(permission_of(asset))
        return frozenset(uri for uri, answers in said.items() if GIVEN not in answers)

    async def unanswered(self, uris: Collection[str]) -> Sequence[Asset]:
        """Pictures with a face about which nothing was said, one row for each, in the order they came."""
        assets = await self._with_faces(uris)
        answered = {asset.url for asset in assets if permission_of(asset) is not None}
        return list({asset.url: asset for asset in assets if asset.url not in answered}.values())

    async def _with_faces(self, uris: Collection[str]) -> Sequence[Asset]:
        if not uris:
            return ()
        shown = self._own(Asset, Asset.url.in_(uris), Asset.analysis["face"].astext == "true")
        return await self._all(shown.order_by(Asset.created_at))

    async def answer(self, asset_id: UUID, *, permitted: bool) -> bool:
        """Keep what the person says about the picture, wherever it was sent; False where they have no such picture."""
        asset = await self._one(Asset, asset_id)
        if asset is None:
            return False
        now = (await self._session.execute(select(func.clock_timestamp()))).scalar_one()
        said = {"person": {"permission": GIVEN if permitted else REFUSED, "at": now.isoformat()}}
        await self._session.execute(
            update(Asset)
            .where(Asset.user_id == self._user_id, Asset.url == asset.url)
            .values(details=Asset.details.concat(said))
        )
        return True
