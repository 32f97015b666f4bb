"""Which ads a person has, in short: the pages of a list, by where an ad stands and by words in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, not_, or_, select, true

from db.engine import Session
from db.enums import REVIEWS, AdProjectStatus
from db.models import AdProject, Asset, Brand
from db.turns import FILMING

LONGEST_WORDS: Final = 10
"""Words of a search that are looked for; more find nothing else."""


class Standing(StrEnum):
    """Whose turn it is: `WAITING` ads wait for their person, `MAKING` ones are being made."""

    ALL = "a"
    WAITING = "w"
    MAKING = "m"
    DONE = "d"


@dataclass(frozen=True, slots=True)
class AdLine:
    """An ad in a list. `seconds` and `placement` are of its brief, None while they are open; `picture` is the storage
    URI of the thumbnail of its video, or of a photo of its product."""

    id: UUID
    title: str | None
    status: AdProjectStatus
    current_stage: str | None
    seconds: float | None
    placement: str | None
    changed_at: datetime
    picture: str | None


@dataclass(frozen=True, slots=True)
class AdPage:
    """`lines` of page `page` (from 0) of `pages`, and how many ads there are by standing, whatever page is shown."""

    lines: tuple[AdLine, ...]
    page: int
    pages: int
    counts: dict[Standing, int]


class Ads:
    """Lists of one person's ads. Those in which not a word was said yet are in none."""

    def __init__(self, session: Session, user_id: UUID) -> None:
        self._session = session
        self._user_id = user_id

    async def page(self, standing: Standing, words: str, page: int, size: int) -> AdPage:
        """Page `page` of the ads with all of `words` in them, the latest changed first; the last page where there are
        fewer."""
        mine = (
            AdProject.user_id == self._user_id,
            AdProject.deleted_at.is_(None),
            AdProject.status != AdProjectStatus.INITIAL,
            *(_has(word) for word in words.split()[:LONGEST_WORDS]),
        )
        counted = await self._session.execute(
            select(*(func.count().filter(_is(one)) for one in Standing))
            .join(Brand, Brand.id == AdProject.brand_id)
            .where(*mine)
        )
        counts = dict(zip(Standing, counted.one(), strict=True))
        pages = max(1, -(-counts[standing] // size))
        page = min(page, pages - 1)
        picture = func.coalesce(Asset.details["thumbnail"].astext, Brand.product_images[0].astext)
        details = AdProject.ad_details
        found = await self._session.execute(
            select(
                AdProject.id,
                AdProject.title,
                AdProject.status,
                AdProject.current_stage,
                details["adDuration"].as_float(),
                details["adPlatform"].astext,
                AdProject.updated_at,
                picture,
            )
            .join(Brand, Brand.id == AdProject.brand_id)
            .outerjoin(Asset, and_(Asset.id == AdProject.final_asset_id, Asset.deleted_at.is_(None)))
            .where(*mine, _is(standing))
            .order_by(AdProject.updated_at.desc(), AdProject.id)
            .offset(page * size)
            .limit(size)
        )
        return AdPage(tuple(AdLine(*row) for row in found), page, pages, counts)


def _is(standing: Standing) -> ColumnElement[bool]:
    making = and_(
        AdProject.status.in_(FILMING), func.coalesce(AdProject.current_stage, "").not_in(tuple(REVIEWS))
    )
    done = AdProject.status == AdProjectStatus.COMPLETED
    match standing:
        case Standing.MAKING:
            return making
        case Standing.DONE:
            return done
        case Standing.WAITING:
            return not_(or_(making, done))
    return true()


def _has(word: str) -> ColumnElement[bool]:
    """Whether the word stands in what the ad is called or about."""
    details, brief = AdProject.ad_details, AdProject.settings["brief"]
    told = func.concat_ws(
        " ",
        AdProject.title,
        Brand.title,
        brief["product"].astext,
        brief["offer"].astext,
        details["keyMessage"].astext,
        details["targetAudience"].astext,
        details["adPlatform"].astext,
    )
    return told.icontains(word, autoescape=True)
