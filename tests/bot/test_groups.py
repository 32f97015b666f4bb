"""A client's group: heard only what is meant for the bot, answered in the thread, pressed only by the owner, approved
by several."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from aiogram.types import Update
from sqlalchemy import text

from bot.callbacks import Approve, ChangeScript
from bot.home import AskVotes, Vote
from bot.operators import OPERATORS
from db.enums import AdProjectStatus
from db.models import AdProject, AuditEntry, ChatSession, OutboxRow, ScriptRevision, Turn, User
from db.outbox import mark_sent
from db.personal import PERSONAL
from tests.bot.conftest import ADMIN, SPEECH, Room
from tests.support.telegram import BOT_ID, Client

GROUP = -100_200
T = SPEECH.of("en")


@dataclass
class Member(Client):
    """Somebody in the group, in thread 5 of it, who mentions the bot."""

    chat_id: int | None = GROUP
    chat_type: str = "supergroup"

    def message(self, kind: str = "message", **content: Any) -> Update:
        return super().message(kind, message_thread_id=5, is_topic_message=True, **content)

    def text(self, text: str, **content: Any) -> Update:
        if text.startswith("/"):
            return super().text(text.replace(" ", "@made_bot ", 1) if " " in text else f"{text}@made_bot")
        mention = {"type": "mention", "offset": 0, "length": 9}
        return super().text(f"@made_bot {text}", entities=[mention], **content)

    def press(self, data: str | None, message_id: int = 900, **content: Any) -> Update:
        pressed = super().press(data, message_id, **content).model_dump(mode="json", exclude_none=True)
        topic = {"message_thread_id": 5, "is_topic_message": True}
        pressed["callback_query"]["message"] |= topic
        return Update.model_validate(pressed)


@pytest.fixture
def ada() -> Member:
    return Member(name="Ada")


@pytest.fixture
def ben() -> Member:
    return Member(user_id=7002, name="Ben")


async def sent(room: Room, row: OutboxRow, number: int) -> None:
    """The row is in the chat as message `number`."""
    async with room.database.transaction() as session:
        await mark_sent(session, row.id, row.version, number)


async def acts(room: Room, project: AdProject) -> list[str]:
    """What the audit log keeps of the ad."""
    rows = await room.all(AuditEntry, AuditEntry.id)
    return [row.action for row in rows if row.subject == str(project.id)]


async def test_only_what_is_meant_for_the_bot_is_heard_and_in_its_thread(room: Room, ada: Member) -> None:
    others = Client(user_id=7009, chat_id=GROUP, chat_type="supergroup")
    await room.get(others.text("lunch?"), others.photo(caption="my cat"))
    assert await room.count(User) == 0
    await room.get(ada.text("a reel for our cold brew"))
    assert await room.lines() == [("text", "a reel for our cold brew")]
    (turn,) = await room.all(Turn)
    assert (turn.chat_id, turn.thread_id) == (GROUP, 5)
    (chat,) = await room.all(ChatSession)
    assert (chat.chat_id, chat.thread_id) == (GROUP, 5)
    await room.get(ada.text("/new"))
    row = await room.last()
    assert (row.chat_id, row.thread_id) == (GROUP, 5)
    assert "A fresh ad" in row.payload["text"]


async def test_a_group_that_becomes_a_supergroup_is_followed(room: Room, ada: Member) -> None:
    new = GROUP - 1_000_000
    project = await room.with_script(ada)
    await room.get(ada.press(Approve(project=project.id, revision=1).pack()))
    await sent(room, await room.last(), 900)
    await room.get(ada.text("make it blue"))
    told = (
        Client(chat_id=GROUP, chat_type="group", numbers=count(700)).message(migrate_to_chat_id=new),
        Client(user_id=7005, chat_id=new, chat_type="supergroup").message(migrate_from_chat_id=GROUP),
    )
    for update in told:  # Telegram says it in both chats
        await room.get(update)
        card, busy = await room.all(OutboxRow, OutboxRow.id)
        assert (card.chat_id, card.sent_message_id, busy.chat_id) == (new, None, new)
        assert [(turn.chat_id, turn.thread_id) for turn in await room.all(Turn)] == [(new, 5)]
        assert [(chat.chat_id, chat.thread_id) for chat in await room.all(ChatSession)] == [(new, 5)]
        assert (await room.project()).settings["chat"] == {"chatId": new, "threadId": 5}
    there = Member(user_id=7001, chat_id=new, numbers=count(500))
    await room.get(there.text("and green"))
    assert [content for _, content in await room.lines()][-2:] == ["make it blue", "and green"]
    assert await room.count(AdProject) == 1, "it goes on about the same ad"


async def test_who_wrote_in_the_new_chat_before_it_was_told_keeps_one_place(room: Room, ada: Member) -> None:
    new = GROUP - 1_000_000
    project = await room.with_script(ada)
    early = Member(user_id=7001, chat_id=new, numbers=count(500))
    await room.get(early.text("/help"))
    await room.get(
        Client(chat_id=GROUP, chat_type="group", numbers=count(700)).message(migrate_to_chat_id=new)
    )
    (chat,) = await room.all(ChatSession)
    assert (chat.chat_id, chat.active_project_id) == (new, project.id)


async def test_what_is_about_one_person_alone_is_left_to_their_private_chat(room: Room, ada: Member) -> None:
    for command in ("/privacy", "/export_my_data", "/plan", "/ads", "/brands", "/settings", "/foo"):
        await room.get(ada.text(command))
        assert (await room.last()).payload["text"] == T("group-private-only"), command
    await room.get(ada.text(""))
    assert "Mention me" in (await room.last()).payload["text"]


async def test_an_operators_command_does_nothing_there_but_is_written_down(staffed: Room) -> None:
    before = len(await staffed.all(AuditEntry))
    root = Member(user_id=ADMIN, name="Root")
    for command in sorted(OPERATORS):
        await staffed.get(root.text(f"/{command}"))
    assert await staffed.said() == []
    entries = (await staffed.all(AuditEntry, AuditEntry.id))[before:]
    assert [entry.action.split(".")[1] for entry in entries] == ["denied"] * len(OPERATORS)


async def test_only_the_owners_buttons_act(room: Room, ada: Member, ben: Member) -> None:
    project = await room.with_script(ada)
    await room.get(ada.press(ChangeScript(project=project.id, revision=1).pack()))
    await sent(room, await room.last(), 900)
    await room.get(ben.press(Approve(project=project.id, revision=1).pack(), 900))
    assert room.toasts()[-1] == T.plain("toast-owner-only")
    assert (await room.project()).status is AdProjectStatus.SCRIPT_GENERATED
    replied = {
        "message_id": 900, "date": 1, "chat": ben.chat, "text": "?",
        "from": {"id": BOT_ID, "is_bot": True, "first_name": "b"},
    }  # fmt: skip
    await room.get(ben.text("make it blue", reply_to_message=replied))
    assert (await room.last()).payload["text"] == T("group-others-ad")
    assert await room.count(AdProject) == 1
    await room.get(ada.press(Approve(project=project.id, revision=1).pack(), 900))
    assert (await room.project()).status is AdProjectStatus.SCRIPT_APPROVED
    card = await room.last()
    assert (card.chat_id, card.thread_id) == (GROUP, 5)


async def test_several_approve_a_revision_and_that_is_shown_and_kept(
    room: Room, ada: Member, ben: Member
) -> None:
    cleo = Member(user_id=7003, name="Cleo")
    project = await room.with_script(ada)
    await room.get(ada.press(AskVotes(project=project.id, revision=1).pack()))
    card = await room.last()
    assert "Ada asks you to approve “Cold brew”, version 1" in card.payload["text"]
    yes, no = (Vote(project=project.id, revision=1, yes=one).pack() for one in (True, False))
    await sent(room, card, 901)
    await room.get(ben.press(yes, 901), ben.press(yes, 901), cleo.press(no, 901), cleo.press(yes, 901))
    assert room.toasts()[-4:] == [T.plain("toast-vote-yes", revision=1)] * 2 + [
        T.plain("toast-vote-no", revision=1), T.plain("toast-vote-yes", revision=1),
    ]  # fmt: skip
    card = await room.last()
    assert card.sent_message_id == 901  # the one card, edited
    assert "✅ Ben approves\n✅ Cleo approves" in card.payload["text"]
    assert await acts(room, project) == ["script.approved", "script.not_yet", "script.approved"]
    assert (await room.project()).status is AdProjectStatus.SCRIPT_GENERATED  # whose ad it is decides
    async with room.database.transaction() as session:
        row = await session.get_one(AdProject, project.id)
        row.revision = 2
        first = (await session.scalars(text("SELECT document FROM script_revisions"))).one()
        session.add(ScriptRevision(project_id=project.id, revision=2, document=first))
    await room.get(ben.press(no, 901))
    assert room.toasts()[-1] == T.plain("toast-vote-old")
    card = await room.last()
    assert "The script has changed since" in card.payload["text"]
    assert "✅ Ben approves" in card.payload["text"]
    assert "keyboard" not in card.payload
    await room.get(ada.text("versions"))
    assert "approved by Ben, Cleo (2)" in (await room.last()).payload["text"]


async def test_nobody_votes_where_the_card_was_not_shown(room: Room, ada: Member, other: Client) -> None:
    project = await room.with_script(ada)
    await room.get(ada.text("/approve"))
    await room.get(other.press(Vote(project=project.id, revision=1, yes=True).pack()))
    assert room.toasts() == [T.plain("toast-not-found")]
    await room.get(other.text("/approve"))
    assert (await room.last()).payload["text"] == T("group-approval-where")
    assert await acts(room, project) == []


async def test_a_channel_owns_no_ad_and_who_lets_us_in_is_greeted(room: Room, ada: Member) -> None:
    channel = {"id": -1, "type": "channel", "title": "News"}
    await room.get(ada.text("an ad", sender_chat=channel))
    assert await room.said() == [T("group-as-yourself")]
    bot_user = {"id": BOT_ID, "is_bot": True, "first_name": "b"}

    def change(old: str, new: str) -> Update:
        members = ({"user": bot_user, "status": one, "until_date": 0} for one in (old, new))
        event = {"chat": ada.chat, "from": ada.sender, "date": 1}
        return ada.update(
            "my_chat_member",
            {**event, **dict(zip(("old_chat_member", "new_chat_member"), members, strict=True))},
        )

    await room.get(change("left", "member"), change("member", "kicked"))
    assert len(await room.said()) == 2
    assert await room.count(User) == 0


async def test_who_is_erased_takes_nothing_of_others_in_the_group_along(
    room: Room, ada: Member, ben: Member
) -> None:
    await room.get(ada.text("/new"), ben.text("/new"))
    async with room.database.transaction() as session:
        mine = text(f"SELECT user_id FROM outbox WHERE {PERSONAL['outbox'].where}")
        people = (await session.scalars(text("SELECT id FROM users ORDER BY telegram_user_id"))).all()
        for person in people:
            assert (await session.scalars(mine, {"user": person})).all() == [person]
