"""The stored script of an ad as the document that views show."""

from __future__ import annotations

from pydantic import ValidationError

from agent.script import AdScript
from db.engine import Session
from db.errors import DamagedRow
from db.models import AdProject
from db.projects import Projects


async def read_stored(session: Session, project: AdProject, revision: int | None = None) -> AdScript | None:
    """The script of `project` (its owner was checked by whoever has the row) as it stands, or as it was at
    `revision`; None without one.

    Raises:
        DamagedRow: when the stored document can't be read.
    """
    revision = project.revision if revision is None else revision
    document = await Projects(session, project.user_id).document(project.id, revision)
    if document is None:
        return None
    try:
        return AdScript.model_validate(document)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise DamagedRow(f"script_revisions {project.id} {revision}: {place}") from error
