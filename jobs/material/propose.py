"""A style for a brand, proposed from its pictures: once, when there are several of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from db.engine import Session
from db.enums import AssetSource, AssetType
from db.library import Library, Styles
from db.models import BrandStyle
from jobs.crew import Crew
from jobs.scene import Scene
from jobs.studio.seen import Seen
from jobs.studio.style import Style, propose

NAME = "From the pictures"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A style and the pictures (assets) it was read from."""

    style: Style
    pictures: tuple[UUID, ...]


async def proposal(crew: Crew, scene: Scene) -> Proposal | None:
    """A style for the brand where this turn brought the pictures that were wanting, and none was proposed yet."""
    if not any(photo.uri for photo in scene.received):
        return None
    async with crew.database.transaction() as session:
        if await Styles(session, scene.user.id).of_brand(scene.brand.id):
            return None
        assets = await Library(session, scene.user.id).of_project(scene.project.id, AssetType.IMAGE)
    own = [(a.id, Seen.from_json(a.analysis)) for a in assets if a.source is AssetSource.USER_UPLOAD]
    known: Sequence[tuple[UUID, Seen]] = [(key, seen) for key, seen in own if seen is not None]
    style = propose([seen for _, seen in known])
    return None if style is None else Proposal(style, tuple(key for key, _ in known))


async def keep(session: Session, scene: Scene, proposed: Proposal) -> BrandStyle | None:
    """Write the style down for the brand; None where another turn was quicker."""
    styles = Styles(session, scene.user.id)
    if await styles.of_brand(scene.brand.id):
        return None
    style = proposed.style
    document = {
        "colorPalette": list(style.colors),
        "visualTheme": style.theme,
        "typographyStyle": style.font,
        "mood": style.mood,
        "lightingPreference": style.lighting,
        "compositionStyle": style.composition,
    }
    return await styles.save(NAME, document, brand_id=scene.brand.id, samples=proposed.pictures)
