"""What a person took with one tap: what a page says, or a style read from pictures. It fills what was not said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError

from agent.brief import BrandFacts, Brief, merge
from agent.request import ChatLine
from db.library import Styles
from db.messages import Messages
from jobs.crew import Crew
from jobs.material.page import PageFacts
from jobs.material.take import Material, told
from jobs.scene import Scene

ACCEPTED: Final = "the person took these facts with a tap; they are in the brief"
_AFTER_NAME: Final = re.compile(r"\s+[|–—·»:]\s+|\s+-\s+")
_YES: Final = re.compile(
    r"(?:(?:yes|yep|yeah|sure|ok|okay|please(?: do)?|use it|do it|sí|si|claro|vale|dale|por favor|úsal[oa]|да|ага|ок|"
    r"конечно|хорошо|давай|пожалуйста|используй)[\s,.!👍]*)+|👍",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The brief and the brand with what was taken, and a line that tells the agent of it."""

    brief: Brief
    brand: BrandFacts
    lines: tuple[ChatLine, ...] = ()


async def hear_yes(crew: Crew, scene: Scene) -> None:
    """Let a plain yes to a page that was just proposed, with nothing said in between, count as the tap."""
    new = {str(line.id) for line in scene.lines}
    before = [said for said in scene.project.conversation_history if said["id"] not in new]
    if len(scene.lines) != 1 or not before or before[-1]["role"] != "user":
        return
    (line,) = scene.lines
    if line.kind != "text" or line.trace.get("forwarded") or not _YES.fullmatch(line.content.strip()):
        return
    async with crew.database.transaction() as session:
        found = await Messages(session, scene.user.id).material(UUID(before[-1]["id"]))
    pages = [index for index, kept in enumerate(found[1] if found else ()) if kept.get("page")]
    if pages:
        line.kind = "accept"
        line.trace = {**line.trace, "accept": {"message": before[-1]["id"], "index": pages[0]}}


async def take_accepted(crew: Crew, scene: Scene, brief: Brief, brand: BrandFacts) -> Accepted:
    """`brief` and `brand` with everything that the turn's messages accept. What is gone, or another's, is nothing."""
    lines: list[ChatLine] = []
    for line in scene.lines:
        if line.kind != "accept":
            continue
        if (page := await accepted_page(crew, scene, line.trace)) is not None:
            brief, brand = with_page(brief, brand, page)
            photo = next((p for p in scene.received if p.message_id == line.id), None)
            lines.append(
                ChatLine(
                    "user",
                    told(page),
                    line.timestamp,
                    photo=None if photo is None else photo.shown(),
                    source="link",
                    name=ACCEPTED,
                )
            )
        elif (style := await _style(crew, scene, line.trace)) is not None:
            brief, brand = with_style(brief, brand, style)
            words = ", ".join(f"{name}: {value}" for name, value in style.items() if value)
            lines.append(ChatLine("user", words, line.timestamp, source="photo", name=ACCEPTED))
    return Accepted(brief, brand, tuple(lines))


async def accepted_page(crew: Crew, scene: Scene, trace: Mapping[str, Any]) -> PageFacts | None:
    """The page that a message accepts; None where it accepts something else."""
    try:
        message, index = UUID(trace["accept"]["message"]), int(trace["accept"]["index"])
    except (KeyError, TypeError, ValueError):
        return None
    async with crew.database.transaction() as session:
        found = await Messages(session, scene.user.id).material(message)
    if found is None or found[0].id != scene.project.id or not 0 <= index < len(found[1]):
        return None
    return Material.from_json(message, found[1][index]).page


async def _style(crew: Crew, scene: Scene, trace: Mapping[str, Any]) -> Mapping[str, Any] | None:
    try:
        style_id = UUID(trace["accept"]["style"])
    except (KeyError, TypeError, ValueError):
        return None
    async with crew.database.transaction() as session:
        style = await Styles(session, scene.user.id).get(style_id)
    return None if style is None or style.brand_id != scene.brand.id else style.style_data


def with_page(brief: Brief, brand: BrandFacts, page: PageFacts) -> tuple[Brief, BrandFacts]:
    """What the page says, where the person said nothing: the product, the brand's name and description."""
    name = _AFTER_NAME.split(page.title)[0].strip()[:120]
    if name and (not brief.knows("product") or "product" in brief.assumed):
        brief = _merged(brief, {"product": name})
    fresh = {
        "title": brand.title or page.brand[:80] or None,
        "description": brand.description or page.description or None,
    }
    return brief, _changed(brand, fresh)


def with_style(brief: Brief, brand: BrandFacts, style: Mapping[str, Any]) -> tuple[Brief, BrandFacts]:
    """The style's colours and face; its mood as the tone where none was said."""
    brand = _changed(
        brand,
        {
            "colors": tuple(style.get("colorPalette") or brand.colors),
            "fonts": (style["typographyStyle"],) if style.get("typographyStyle") else brand.fonts,
            "tone": brand.tone or style.get("mood"),
        },
    )
    if style.get("mood") and (not brief.tone or "tone" in brief.assumed):
        brief = _merged(brief, {"tone": style["mood"]})
    return brief, brand


def _merged(brief: Brief, facts: dict[str, Any]) -> Brief:
    try:
        return merge(brief, facts)
    except ValidationError:
        return brief


def _changed(brand: BrandFacts, facts: dict[str, Any]) -> BrandFacts:
    for name, value in facts.items():
        try:
            brand = BrandFacts.model_validate(brand.model_dump() | {name: value})
        except ValidationError:
            continue
    return brand
