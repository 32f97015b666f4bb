"""What an answer of the assistant changes: what is known of the ad, and its script's next revision.

The worker that answers acts for the person whose ad it is, and holds the ad's row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from db.base import JsonObject
from db.engine import Session
from db.enums import AdProjectStatus, ProductCategory
from db.errors import NotFound
from db.models import AdProject, Script, ScriptRevision
from db.production import Production
from db.projects import LONGEST_UNDO, undo_chain
from db.turns import FILMING


@dataclass(frozen=True, slots=True, kw_only=True)
class AdFacts:
    """What is known of an ad after an answer. `brief` and `asked` go into its settings, whose other keys stay;
    a `product_category` of None leaves the one that was known."""

    ad_details: JsonObject
    brief: JsonObject
    asked: Sequence[str]
    title: str | None
    framework: str | None
    aspect_ratio: str
    creativity_level: int
    product_category: ProductCategory | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewScript:
    """A script that was written. `document` is the whole of it, with `scenes` and `music` among its keys; `craft` is
    how it came about, where that is known."""

    document: JsonObject
    storyline: str
    voiceover_text: str | None
    overlay: JsonObject
    framework_beats: JsonObject
    writer: str
    craft: JsonObject = field(default_factory=dict)


class Answers:
    """Every query that writes what the assistant understood and wrote about one person's ads."""

    def __init__(self, session: Session, user_id: UUID) -> None:
        self._session = session
        self._user_id = user_id

    def _refuse_others(self, project: AdProject) -> None:
        if project.user_id != self._user_id:
            raise NotFound("ad_projects: not an ad of the person who acts")

    async def write_facts(self, project: AdProject, facts: AdFacts) -> None:
        """Bring what is known of the ad up to date.

        Raises:
            NotFound: the ad is somebody else's.
        """
        self._refuse_others(project)
        project.ad_details = facts.ad_details
        project.settings = {**project.settings, "brief": facts.brief, "asked": list(facts.asked)}
        project.title = facts.title
        project.framework = facts.framework
        project.aspect_ratio = facts.aspect_ratio
        project.creativity_level = facts.creativity_level
        if facts.product_category is not None:
            project.product_category = facts.product_category
        await self._session.flush()

    async def write_script(self, project: AdProject, script: NewScript, *, back: int = 0) -> int:
        """Make `script` the ad's next revision, which waits for its approval; the revision's number.

        What stood before is what undo brings back. `back`: this is an undo of so many steps, so that the next one
        goes further back.

        Raises:
            NotFound: the ad is somebody else's.
        """
        self._refuse_others(project)
        revision = await self._next(project)
        chain = undo_chain(project)
        chain = chain[:-back] if back else [*chain, project.revision] if project.revision else []
        scenes = script.document["scenes"]
        row = {
            "storyline": script.storyline,
            "scenes": scenes,
            "voiceover_text": script.voiceover_text,
            "approved_at": None,
            "revision": revision,
            "overlay": script.overlay,
            "music": script.document["music"],
            "framework_beats": script.framework_beats,
            "writer": script.writer,
        }
        statement = insert(Script).values(project_id=project.id, **row)
        await self._session.execute(statement.on_conflict_do_update(index_elements=["project_id"], set_=row))
        self._keep(project, revision, script)
        project.revision = revision
        project.settings = {**project.settings, "undo": chain[-LONGEST_UNDO:]}
        project.num_scenes = len(scenes)
        if project.status in FILMING:
            # It waits for its person, who changes the script instead of choosing: what is made is kept.
            await Production(self._session).cancel(self._user_id, project.id)
            await self._session.refresh(project)
        project.status = AdProjectStatus.SCRIPT_GENERATED
        project.completed_at = None
        project.error_message = None
        await self._session.flush()
        return revision

    async def write_beside(self, project: AdProject, script: NewScript) -> int:
        """Keep `script` beside the ad's own, which stays as it is; the revision's number, by which it can be chosen.

        Raises:
            NotFound: the ad is somebody else's.
        """
        self._refuse_others(project)
        revision = await self._next(project)
        self._keep(project, revision, script)
        await self._session.flush()
        return revision

    async def _next(self, project: AdProject) -> int:
        """A number that no revision of the ad had, those beside it included."""
        of = select(func.max(ScriptRevision.revision)).where(ScriptRevision.project_id == project.id)
        return max(project.revision, await self._session.scalar(of) or 0) + 1

    def _keep(self, project: AdProject, revision: int, script: NewScript) -> None:
        written = {"revision": revision, "document": script.document, "writer": script.writer}
        self._session.add(ScriptRevision(project_id=project.id, craft=script.craft, **written))
