"""The stored script of an ad as the document that views show."""

from __future__ import annotations

from pydantic import ValidationError

from agent.brief import BrandFacts, Brief
from agent.script import AdScript
from db.errors import DamagedRow
from db.models import AdProject
from db.projects import Projects


async def read_stored(projects: Projects, project: AdProject) -> AdScript | None:
    """The script of `project` as it stands; None while it has none.

    Raises:
        DamagedRow: when the stored scenes can't be read.
    """
    row = await projects.script(project.id)
    if row is None or not row.scenes:
        return None
    brief = Brief.from_stored(project.ad_details, project.settings.get("brief"))
    brand = await projects.brand(project.id)
    facts = BrandFacts.from_stored(
        brand.title if brand else None,
        brand.description if brand else None,
        brand.brand_guidelines if brand else None,
    )
    document = {
        "storyline": row.storyline,
        "framework": project.framework or brief.framework or "PAS",
        "voiceover_text": row.voiceover_text or "",
        "ad_details": brief.for_script(),
        "brand": facts.look(brief.tone),
        "music": row.music,
        "scenes": row.scenes,
    }
    try:
        return AdScript.model_validate(document)
    except ValidationError as error:
        raise DamagedRow(f"scripts {row.id}: {error.errors()[0]['loc']}") from error
