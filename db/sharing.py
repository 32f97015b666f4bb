"""Briefs that were given to others by a link: the facts of an ad, never its pictures, words said or costs."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from db.engine import FOR_CHANGE, Session
from db.enums import AdProjectStatus
from db.models import AdProject, ChatSession
from db.projects import Projects


class Sharing:
    """What one person shares, and takes of what others share with them."""

    def __init__(self, session: Session, user_id: UUID) -> None:
        self._session = session
        self._user_id = user_id

    async def offer(self, project_id: UUID, token: str) -> str | None:
        """The token under which the brief of the person's ad can be had from now on: `token`, or the one that it has;
        None where there is no such ad."""
        project = await self._mine(project_id)
        if project is None:
            return None
        kept = project.settings.get("shared")
        if kept is None:
            project.settings = {**project.settings, "shared": token}
            await self._session.flush()
        return str(kept or token)

    async def withdraw(self, project_id: UUID) -> bool:
        """Let the links to the brief lead nowhere; whether there were any."""
        project = await self._mine(project_id)
        if project is None or project.settings.get("shared") is None:
            return False
        project.settings = {**project.settings, "shared": None}
        await self._session.flush()
        return True

    async def take(self, chat: ChatSession, shared: UUID, token: str) -> AdProject | None:
        """A new ad of the person with the brief of the ad `shared`, which may be anybody's; None where nobody shares it
        under `token`."""
        statement = select(AdProject).where(
            AdProject.id == shared,
            AdProject.deleted_at.is_(None),
            AdProject.settings["shared"].astext == token,
        )
        theirs = await self._session.scalar(statement)
        if theirs is None:
            return None
        mine = await Projects(self._session, self._user_id).start(chat)
        mine.ad_details = dict(theirs.ad_details)
        mine.settings = {**mine.settings, "brief": dict(theirs.settings.get("brief", {}))}
        mine.title, mine.status = theirs.title, AdProjectStatus.CHAT_IN_PROGRESS
        await self._session.flush()
        return mine

    async def begin(self, chat: ChatSession, framework: str | None) -> AdProject:
        """A new ad of the person that is told in this framework; None: in whichever suits it."""
        mine = await Projects(self._session, self._user_id).start(chat)
        if framework is not None:
            mine.settings = {**mine.settings, "brief": {"framework": framework}}
        await self._session.flush()
        return mine

    async def _mine(self, project_id: UUID) -> AdProject | None:
        statement = (
            select(AdProject)
            .where(
                AdProject.id == project_id,
                AdProject.user_id == self._user_id,
                AdProject.deleted_at.is_(None),
            )
            .with_for_update(**FOR_CHANGE)
        )
        found = await self._session.execute(statement, execution_options={"populate_existing": True})
        return found.scalar_one_or_none()
