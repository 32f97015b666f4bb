"""The stored scripts of an ad as the documents that views show, and earlier ones brought back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError

from agent.brief import BrandFacts, Brief
from agent.craftlog import CraftLog, read_log
from agent.critic import cohesion, shared_look
from agent.editing import brief_of
from agent.script import AdScript
from db.answers import AdFacts, Answers, NewScript
from db.details import Details
from db.engine import Session
from db.errors import DamagedRow
from db.models import AdProject
from db.production import Production
from db.projects import Projects, undo_chain
from db.turns import Turns, is_filming

ANGLE_LINE: Final = "angle"
"""`chat_messages.kind` of a tap on another angle; its `trace` holds `angle`, the index, or null for new ones."""

UNDO_IN_A_TURN: Final = 8
"""How many steps back an answer can go at once; each one is read with every turn."""


async def read_stored(session: Session, project: AdProject, revision: int | None = None) -> AdScript | None:
    """The script of `project` (its owner was checked by whoever has the row) as it stands, or as it was at
    `revision`; None without one.

    Raises:
        DamagedRow: when the stored document can't be read.
    """
    revision = project.revision if revision is None else revision
    if revision == 0:
        return None
    document = await Projects(session, project.user_id).document(project.id, revision)
    return None if document is None else _read(project, revision, document)


async def read_craft(session: Session, project: AdProject, revision: int | None = None) -> CraftLog | None:
    """How the script of `project` came about as it stands, or as it was at `revision`; None where that is not known."""
    revision = project.revision if revision is None else revision
    if revision == 0:
        return None
    return read_log(await Projects(session, project.user_id).craft(project.id, revision))


async def read_chain(session: Session, project: AdProject) -> tuple[AdScript, ...]:
    """The scripts that undo brings back, the next one last. One that can't be read ends the chain there."""
    wanted = undo_chain(project)[-UNDO_IN_A_TURN:]
    if not wanted:
        return ()
    documents = await Projects(session, project.user_id).documents(project.id, wanted)
    chain: list[AdScript] = []
    for revision in reversed(wanted):
        try:
            chain.insert(0, _read(project, revision, documents[revision]))
        except (DamagedRow, KeyError):
            break
    return tuple(chain)


def _read(project: AdProject, revision: int, document: dict[str, Any]) -> AdScript:
    try:
        return AdScript.model_validate(document)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise DamagedRow(f"script_revisions {project.id} {revision}: {place}") from error


def as_written(project: AdProject, script: AdScript, writer: str, craft: CraftLog | None = None) -> NewScript:
    """`script`, and how it came about, as the database keeps it."""
    colors, fonts = script.brand.colors, script.brand.fonts
    return NewScript(
        document=script.model_dump(mode="json", by_alias=True),
        storyline=script.storyline,
        voiceover_text=script.voiceover_text,
        overlay={
            "productName": project.title or script.brand.title,
            "callToAction": script.ad_details.call_to_action,
            "color": colors[0] if colors else None,
            "font": fonts[0] if fonts else None,
        },
        framework_beats={"framework": script.framework, "scenes": len(script.scenes)},
        writer=writer,
        craft=craft.document() if craft is not None else {},
    )


async def note_craft(
    session: Session, project: AdProject, script: AdScript, brief: Brief, craft: CraftLog | None
) -> None:
    """Write beside the ad's script how it was worked out and what keeps its scenes alike."""
    steps = craft.document()["steps"] if craft is not None else ()
    await Details(session, project.user_id).note_craft(
        project.id,
        craft_log=steps,
        cohesion_score=Decimal(str(cohesion(script, brief, BrandFacts(title=script.brand.title or None)))),
        style_keywords=shared_look(script),
    )


class Refusal(StrEnum):
    """Why no earlier script was brought back."""

    NOT_FOUND = "not_found"
    STALE = "stale"
    FILMING = "filming"
    ANSWERING = "answering"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Restored:
    """The script as it was, as it is, and the number of the version that this was."""

    project: AdProject
    old: AdScript
    new: AdScript
    version: int


async def undo(session: Session, user_id: UUID, project_id: UUID, current: int) -> Restored | Refusal:
    """Bring back the script before `current`; the next undo goes one step further."""
    return await _bring_back(session, user_id, project_id, current, None)


async def restore(
    session: Session, user_id: UUID, project_id: UUID, current: int, version: int
) -> Restored | Refusal:
    """Make `version` the ad's script while that is `current`; undo brings `current` back."""
    return await _bring_back(session, user_id, project_id, current, version)


async def _bring_back(
    session: Session, user_id: UUID, project_id: UUID, current: int, version: int | None
) -> Restored | Refusal:
    project = await Production(session).project(project_id, lock=True)
    if project is None or project.user_id != user_id or project.deleted_at is not None:
        return Refusal.NOT_FOUND
    if project.revision != current or version == current:
        return Refusal.STALE
    if is_filming(project):
        return Refusal.FILMING
    # An answer that is being written knows the script as it was; it must not lie on top of another one.
    if await Turns(session, user_id).pending(project.id):
        return Refusal.ANSWERING
    chain = undo_chain(project)
    target = version if version is not None else chain[-1] if chain else None
    if target is None:
        return Refusal.FIRST
    old, new = await read_stored(session, project), await read_stored(session, project, target)
    if old is None or new is None:
        return Refusal.NOT_FOUND
    writer = await Projects(session, user_id).writer(project.id, target)
    answers, craft = Answers(session, user_id), await read_craft(session, project, target)
    facts = _facts(project, new)
    await answers.write_facts(project, facts)
    await answers.write_script(
        project, as_written(project, new, writer or "guided", craft), back=1 if version is None else 0
    )
    await note_craft(session, project, new, Brief.from_stored(facts.ad_details, facts.brief), craft)
    return Restored(project, old, new, target)


def _facts(project: AdProject, script: AdScript) -> AdFacts:
    known = Brief.from_stored(project.ad_details, project.settings.get("brief", {}))
    brief = brief_of(known, script)
    asked: Sequence[str] = project.settings.get("asked", ())
    return AdFacts(
        ad_details=brief.ad_details(),
        brief=brief.extras(),
        asked=asked,
        title=project.title,
        framework=brief.framework,
        aspect_ratio=brief.where.aspect_ratio,
        creativity_level=brief.creativity or 5,
        product_category=None,
    )
