"""Ads, what was said about them, and their scripts. Every method sees the rows of one person only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, bindparam, case, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from db.checks import plain_refusals
from db.engine import FRESH, Session
from db.enums import AdProjectStatus, ChatRole
from db.errors import NotFound, Refused
from db.models import AdProject, Brand, ChatMessage, ChatSession, OutboxRow, Script, ScriptRevision, User
from db.outbox import is_message

HISTORY_WINDOW: Final = 30
"""How many messages `ad_projects.conversation_history` holds; the full log is `chat_messages`."""

UNTITLED: Final = "Untitled"
LONGEST_UNDO: Final = 20
"""How many steps an ad's script can be undone; every revision is kept nevertheless."""


def chat_of(project: AdProject) -> tuple[int, int]:
    """(chat id, thread id) in which this ad is talked about; thread 0 is none."""
    chat = project.settings.get("chat", {})
    return int(chat["chatId"]), int(chat.get("threadId", 0))


def undo_chain(project: AdProject) -> list[int]:
    """The revisions that stand behind the ad's script, the one that undo brings back last. An ad from before there
    was a chain has all its earlier ones."""
    chain = project.settings.get("undo")
    return [int(n) for n in chain] if chain is not None else list(range(1, project.revision))[-LONGEST_UNDO:]


@dataclass(frozen=True, slots=True)
class Version:
    """A revision of a script in short. `duration` in seconds; `opening` is the text of its first scene."""

    revision: int
    duration: float
    scenes: int
    framework: str
    opening: str


@cache
def _remember() -> Select[ChatMessage, AdProject]:
    """Log a message of one's own ad, then extend its window, the oldest line leaving where it is full.

    Built once: putting it together takes SQLAlchemy ten times as long as Postgres takes to run it.
    """
    columns = ChatMessage.__table__.c
    names = [
        *("id", "project_id", "role", "content", "timestamp", "chat_id", "telegram_message_id"),
        *("reply_to", "kind", "trace"),
    ]
    row = select(*(bindparam(f"new_{name}", type_=columns[name].type) for name in names))
    theirs = (
        select(AdProject.id)
        .where(AdProject.id == bindparam("new_project_id", type_=columns["project_id"].type))
        .where(AdProject.user_id == bindparam("acting_user"), AdProject.deleted_at.is_(None))
    )
    logged = (
        insert(ChatMessage)
        .from_select(names, row.where(theirs.exists()))
        .on_conflict_do_nothing(index_elements=["chat_id", "telegram_message_id", "role"])
        .returning(ChatMessage)
        .cte("logged")
    )
    window = AdProject.conversation_history
    full = func.jsonb_array_length(window) >= HISTORY_WINDOW
    kept = case((full, window.op("-")(literal_column("0"))), else_=window)
    begun = AdProject.status == AdProjectStatus.INITIAL
    extended = (
        update(AdProject)
        .where(AdProject.id == logged.c.project_id)
        .values(
            conversation_history=kept.op("||")(bindparam("line", type_=window.type)),
            status=case((begun, AdProjectStatus.CHAT_IN_PROGRESS), else_=AdProject.status),
        )
        .returning(AdProject)
        .cte("extended")
    )
    return select(aliased(ChatMessage, logged), aliased(AdProject, extended)).join(
        extended, extended.c.id == logged.c.project_id
    )


@cache
def _theirs() -> Select[AdProject]:
    return select(AdProject).where(
        AdProject.id == bindparam("project"),
        AdProject.user_id == bindparam("person"),
        AdProject.deleted_at.is_(None),
    )


def _reread() -> ColumnElement[Any]:
    """What is noted of a message whose words are new: its links have to be read again, a file stays what it was."""
    without = ChatMessage.trace.op("-")(literal_column("'material'"))
    return case((ChatMessage.kind == "text", without), else_=ChatMessage.trace)


class Projects:
    """Every query about one person's ads. Somebody else's id gives the same None as one that does not exist."""

    def __init__(self, session: Session, user_id: UUID) -> None:
        self._session = session
        self._user_id = user_id

    def _mine(self) -> Select[AdProject]:
        return select(AdProject).where(AdProject.user_id == self._user_id, AdProject.deleted_at.is_(None))

    async def start(self, chat: ChatSession) -> AdProject:
        """A new ad of a brand still without a name; the chat talks about it from now on. Its scripts are worked out as
        those of the ad before it, else as the person wishes.

        Raises:
            NotFound: the chat is somebody else's.
            Refused: the person is being erased.
        """
        if chat.user_id != self._user_id:
            raise NotFound("chat_sessions: not a chat of the person who acts")
        await self._refuse_the_leaving()
        brand = Brand(user_id=self._user_id, title=UNTITLED)
        self._session.add(brand)
        await self._session.flush()
        before = await self.current(chat)
        craft = before.settings.get("craft") if before is not None else None
        if craft is None:
            wish = select(User.settings["craft"].astext).where(User.id == self._user_id)
            craft = await self._session.scalar(wish)
        place = {"chat": {"chatId": chat.chat_id, "threadId": chat.thread_id}}
        project = AdProject(
            brand_id=brand.id,
            user_id=self._user_id,
            settings=place if craft is None else {**place, "craft": craft},
        )
        self._session.add(project)
        await self._session.flush()
        chat.active_project_id = project.id
        await self._session.flush()
        return project

    async def _refuse_the_leaving(self) -> None:
        leaving = select(User.id).where(User.id == self._user_id, User.deleted_at.is_not(None))
        if await self._session.scalar(leaving) is not None:
            raise Refused("users: the person is being erased")

    async def current(self, chat: ChatSession) -> AdProject | None:
        """The ad that this chat talks about, if there is one."""
        if chat.active_project_id is None or chat.user_id != self._user_id:
            return None
        return await self.get(chat.active_project_id)

    async def get(self, project_id: UUID) -> AdProject | None:
        """The person's ad of that id."""
        values = {"project": project_id, "person": self._user_id}
        return (await self._session.execute(_theirs(), values, execution_options=FRESH)).scalar_one_or_none()

    async def of_message(self, chat_id: int, telegram_message_id: int) -> AdProject | None:
        """The ad that a message of this chat belongs to, one of the log or one that the outbox sent (a card, a
        page of the script); a reply finds its ad by it."""
        logged = select(ChatMessage.project_id).where(
            ChatMessage.chat_id == chat_id, ChatMessage.telegram_message_id == telegram_message_id
        )
        sent = select(OutboxRow.project_id).where(
            OutboxRow.chat_id == chat_id, is_message(telegram_message_id)
        )
        for found in (logged, sent):
            statement = self._mine().where(AdProject.id.in_(found)).limit(1)
            project = (await self._session.execute(statement)).scalar_one_or_none()
            if project is not None:
                return project
        return None

    async def recent(self, limit: int = 10) -> Sequence[AdProject]:
        """The newest ads first."""
        statement = self._mine().order_by(AdProject.created_at.desc()).limit(limit)
        return (await self._session.execute(statement)).scalars().all()

    async def switch(self, chat: ChatSession, project_id: UUID) -> bool:
        """Let the chat talk about another of the person's ads; False when there is no such ad."""
        if chat.user_id != self._user_id or await self.get(project_id) is None:
            return False
        chat.active_project_id = project_id
        await self._session.flush()
        return True

    async def script(self, project_id: UUID) -> Script | None:
        """The ad's script as it stands."""
        statement = (
            select(Script)
            .join(AdProject, AdProject.id == Script.project_id)
            .where(AdProject.id == project_id, AdProject.user_id == self._user_id)
        )
        return (await self._session.execute(statement)).scalar_one_or_none()

    async def document(self, project_id: UUID, revision: int) -> dict[str, Any] | None:
        """The whole script as it was at `revision`; None if the ad had no such revision."""
        statement = (
            select(ScriptRevision.document)
            .join(AdProject, AdProject.id == ScriptRevision.project_id)
            .where(
                AdProject.id == project_id,
                AdProject.user_id == self._user_id,
                ScriptRevision.revision == revision,
            )
        )
        return (await self._session.execute(statement)).scalar_one_or_none()

    async def documents(self, project_id: UUID, revisions: Sequence[int]) -> dict[int, dict[str, Any]]:
        """The whole scripts as they were at `revisions`, by revision; those the ad never had are missing."""
        statement = (
            select(ScriptRevision.revision, ScriptRevision.document)
            .join(AdProject, AdProject.id == ScriptRevision.project_id)
            .where(
                AdProject.id == project_id,
                AdProject.user_id == self._user_id,
                ScriptRevision.revision.in_(revisions),
            )
        )
        rows = (await self._session.execute(statement)).all()
        return {row.revision: row.document for row in rows}

    async def versions(self, project_id: UUID, limit: int = 10) -> list[Version]:
        """The latest revisions of the ad's script and what stands beside it, the newest first."""
        document = ScriptRevision.document
        opening = document["scenes"][0]["onScreenText"].astext
        statement = (
            select(
                ScriptRevision.revision,
                document["adDetails"]["adDuration"].astext,
                func.jsonb_array_length(document["scenes"]),
                document["framework"].astext,
                opening,
            )
            .join(AdProject, AdProject.id == ScriptRevision.project_id)
            .where(AdProject.id == project_id, AdProject.user_id == self._user_id)
            .order_by(ScriptRevision.revision.desc())
            .limit(limit)
        )
        rows = await self._session.execute(statement)
        return [Version(r, float(d or 0), n or 0, f or "", o or "") for r, d, n, f, o in rows]

    async def writer(self, project_id: UUID, revision: int) -> str | None:
        """Who wrote the script of that revision: `guided` or a model's id."""
        statement = (
            select(ScriptRevision.writer)
            .join(AdProject, AdProject.id == ScriptRevision.project_id)
            .where(
                AdProject.id == project_id,
                AdProject.user_id == self._user_id,
                ScriptRevision.revision == revision,
            )
        )
        return (await self._session.execute(statement)).scalar_one_or_none()

    async def craft(self, project_id: UUID, revision: int) -> dict[str, Any] | None:
        """How the script of that revision came about, `{}` where that is not known; None if there was none."""
        statement = (
            select(ScriptRevision.craft)
            .join(AdProject, AdProject.id == ScriptRevision.project_id)
            .where(
                AdProject.id == project_id,
                AdProject.user_id == self._user_id,
                ScriptRevision.revision == revision,
            )
        )
        return (await self._session.execute(statement)).scalar_one_or_none()

    async def set_craft(self, project_id: UUID, level: str) -> bool:
        """Let the ad's scripts be worked out at `level` from now on; False when there is no such ad.

        Raises:
            BadInput: there is no such level.
        """
        project = await self.get(project_id)
        if project is None:
            return False
        async with plain_refusals(self._session):
            project.settings = {**project.settings, "craft": level}
            await self._session.flush()
        return True

    async def approved_at(self, project_id: UUID) -> datetime | None:
        """When the person approved the ad's script as it stands; None while they have not."""
        statement = (
            select(Script.approved_at)
            .join(AdProject, AdProject.id == Script.project_id)
            .where(AdProject.id == project_id, AdProject.user_id == self._user_id)
        )
        return (await self._session.execute(statement)).scalar_one_or_none()

    async def brand(self, project_id: UUID) -> Brand | None:
        """The brand that the ad is for."""
        statement = (
            select(Brand)
            .join(AdProject, AdProject.brand_id == Brand.id)
            .where(AdProject.id == project_id, AdProject.user_id == self._user_id)
        )
        return (await self._session.execute(statement)).scalar_one_or_none()

    async def remember(
        self,
        project_id: UUID,
        *,
        role: ChatRole,
        content: str,
        timestamp: datetime,
        chat_id: int,
        telegram_message_id: int | None = None,
        reply_to: int | None = None,
        kind: str = "text",
        trace: Mapping[str, Any] | None = None,
    ) -> ChatMessage | None:
        """Write a message to the log and to the window; None if it was written before or the ad isn't theirs.

        One statement, whatever was said before: Postgres extends the window, so two at once lose nothing. What is
        loaded of the ad is as it is afterwards.
        """
        message_id = uuid4()
        line = {
            "id": str(message_id),
            "role": role.value,
            "content": content,
            "timestamp": timestamp.isoformat(),
        }
        if trace and trace.get("forwarded"):
            # Somebody else's words stay somebody else's, also when they are history.
            line["source"] = "forwarded"
        values = {
            "acting_user": self._user_id,
            "line": [line],
            "new_id": message_id,
            "new_project_id": project_id,
            "new_role": role,
            "new_content": content,
            "new_timestamp": timestamp,
            "new_chat_id": chat_id,
            "new_telegram_message_id": telegram_message_id,
            "new_reply_to": reply_to,
            "new_kind": kind,
            "new_trace": dict(trace or {}),
        }
        fresh = {"populate_existing": True}
        found = (await self._session.execute(_remember(), values, execution_options=fresh)).one_or_none()
        return found[0] if found is not None else None

    async def correct(self, chat_id: int, telegram_message_id: int, content: str) -> AdProject | None:
        """Replace the words of an edited message; its ad, or None when we never saw that message."""
        project = await self.of_message(chat_id, telegram_message_id)
        if project is None:
            return None
        statement = (
            update(ChatMessage)
            .where(
                ChatMessage.chat_id == chat_id,
                ChatMessage.telegram_message_id == telegram_message_id,
                ChatMessage.role == ChatRole.USER,
                ChatMessage.project_id == project.id,
            )
            .values(content=content, edited_at=func.now(), turn_id=None, trace=_reread())
            .returning(ChatMessage.id)
        )
        message_id = (await self._session.execute(statement)).scalar_one_or_none()
        if message_id is None:
            return None
        project.conversation_history = [
            {**line, "content": content} if line["id"] == str(message_id) else line
            for line in project.conversation_history
        ]
        await self._session.flush()
        return project

    async def suggestion(self, message_id: UUID, index: int) -> tuple[AdProject, str] | None:
        """What the suggestion button `index` under one of our messages says, and the ad it is about."""
        statement = (
            select(ChatMessage, AdProject)
            .join(AdProject, ChatMessage.project_id == AdProject.id)
            .where(
                ChatMessage.id == message_id,
                AdProject.user_id == self._user_id,
                AdProject.deleted_at.is_(None),
            )
        )
        row = (await self._session.execute(statement)).one_or_none()
        if row is None:
            return None
        message, project = row
        suggestions = message.trace.get("suggestions", [])
        if not 0 <= index < len(suggestions):
            return None
        return project, str(suggestions[index])
