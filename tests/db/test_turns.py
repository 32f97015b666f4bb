"""A turn is answered once, by whoever holds its lease."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, select, text, update

from db.bell import Bell
from db.engine import Database, Session
from db.enums import AdProjectStatus, ChatRole
from db.models import AdProject, ChatMessage, Turn
from db.projects import HISTORY_WINDOW, Projects
from db.turns import Busy, Turns, stop_topic
from tests.support.people import met
from tests.support.states import put_into

CHAT = 700


async def talk(session: Session, words: str = "hello", number: int = 1) -> AdProject:
    """A person says something in a new or the current ad, and an answer is asked for."""
    user, chat = await met(session, CHAT)
    projects = Projects(session, user.id)
    project = await projects.current(chat) or await projects.start(chat)
    await projects.remember(
        project.id,
        role=ChatRole.USER,
        content=words,
        timestamp=datetime.now(UTC),
        chat_id=CHAT,
        telegram_message_id=number,
    )
    await Turns(session).request(project, chat_id=CHAT, thread_id=0, trigger_update_id=number)
    return project


async def waiting_jobs(session: Session) -> list[tuple[str, str]]:
    rows = await session.execute(text("SELECT task_name, status::text FROM procrastinate_jobs ORDER BY id"))
    return [(row[0], row[1]) for row in rows]


async def test_a_burst_folds_into_one_turn_with_all_its_lines(database: Database) -> None:
    async with database.transaction() as session:
        for number, words in enumerate(("one", "two", "three"), 1):
            project = await talk(session, words, number)
    async with database.transaction() as session:
        assert await waiting_jobs(session) == [("turn", "todo")]
        turns = Turns(session)
        turn = await turns.claim(project.id, 30)
        assert isinstance(turn, Turn)
        assert [line.content for line in await turns.take_lines(turn)] == ["one", "two", "three"]


async def test_a_line_that_comes_during_a_turn_belongs_to_the_next(database: Database) -> None:
    async with database.transaction() as session:
        project = await talk(session, "first", 1)
    async with database.transaction() as session:
        turn = await Turns(session).claim(project.id, 30)
        assert isinstance(turn, Turn)
        await Turns(session).take_lines(turn)
    async with database.transaction() as session:
        await talk(session, "second", 2)
    async with database.transaction() as session:
        assert isinstance(await Turns(session).claim(project.id, 30), Busy)
        assert await Turns(session).finish(turn.id, turn.lease_epoch, "done")
    async with database.transaction() as session:
        following = await Turns(session).claim(project.id, 30)
        assert isinstance(following, Turn)
        assert [line.content for line in await Turns(session).take_lines(following)] == ["second"]


async def test_the_turn_of_a_dead_worker_is_taken_with_its_lines_and_the_zombie_is_refused(
    database: Database,
) -> None:
    async with database.transaction() as session:
        project = await talk(session)
    async with database.transaction() as session:
        zombie = await Turns(session).claim(project.id, 0.0)
        assert isinstance(zombie, Turn)
        old_epoch = zombie.lease_epoch
        await Turns(session).take_lines(zombie)
    async with database.transaction() as session:
        heir = await Turns(session).claim(project.id, 30)
        assert isinstance(heir, Turn)
        assert heir.id == zombie.id
        assert [line.content for line in await Turns(session).take_lines(heir)] == ["hello"]
        assert not await Turns(session).finish(zombie.id, old_epoch, "done")
        assert await Turns(session).renew(zombie.id, old_epoch, 30) is None
        assert await Turns(session).finish(heir.id, heir.lease_epoch, "done")


async def test_two_workers_at_once_get_one_turn(database: Database) -> None:
    async with database.transaction() as session:
        project = await talk(session)

    async def claim() -> object:
        async with database.transaction() as session:
            return await Turns(session).claim(project.id, 30)

    claims = await asyncio.gather(*(claim() for _ in range(6)))
    assert sum(isinstance(claim, Turn) for claim in claims) == 1
    assert sum(isinstance(claim, Busy) for claim in claims) == 5


async def test_messages_about_an_ad_in_production_wait_for_its_end(database: Database) -> None:
    async with database.transaction() as session:
        project = await talk(session)
        await session.execute(text("DELETE FROM procrastinate_jobs"))
        await put_into(session, project.id, AdProjectStatus.VIDEO_GENERATING)
    async with database.transaction() as session:
        await talk(session, "shorter please", 2)
        assert await waiting_jobs(session) == []
        assert await Turns(session).claim(project.id, 30) is None
        assert await Turns(session).orphans(0) == []
        await session.execute(
            update(AdProject).where(AdProject.id == project.id).values(status=AdProjectStatus.COMPLETED)
        )
        await Turns(session).wake_waiting(project.id)
        assert await waiting_jobs(session) == [("turn", "todo")]


async def test_stop_rings_the_worker_and_is_seen_at_the_next_renewal(database: Database) -> None:
    async with database.transaction() as session:
        project = await talk(session)
        assert not await Turns(session).stop(project.id)
    async with Bell(database.settings.url) as bell:
        async with database.transaction() as session:
            turn = await Turns(session).claim(project.id, 30)
            assert isinstance(turn, Turn)
        with bell.subscribe(stop_topic(project.id)) as rung:
            async with database.transaction() as session:
                assert await Turns(session).stop(project.id)
            async with asyncio.timeout(5):
                await rung.wait()
        async with database.transaction() as session:
            assert await Turns(session).renew(turn.id, turn.lease_epoch, 30) is True


async def test_the_sweep_finds_turns_whose_wake_up_was_lost(database: Database) -> None:
    async with database.transaction() as session:
        project = await talk(session)
        await session.execute(text("DELETE FROM procrastinate_jobs"))
    async with database.transaction() as session:
        assert list(await Turns(session).orphans(3600)) == []
        assert list(await Turns(session).orphans(0)) == [project.id]


async def test_a_postponed_turn_gives_its_lines_back(database: Database) -> None:
    async with database.transaction() as session:
        project = await talk(session, "make it pink")
    async with database.transaction() as session:
        turn = await Turns(session).claim(project.id, 30)
        assert isinstance(turn, Turn)
        await Turns(session).take_lines(turn)
        row = await session.get_one(AdProject, project.id)
        assert await Turns(session).postpone(turn, turn.lease_epoch, row)
    async with database.transaction() as session:
        again = await Turns(session).claim(project.id, 30)
        assert isinstance(again, Turn)
        assert again.id != turn.id
        assert [line.content for line in await Turns(session).take_lines(again)] == ["make it pink"]


async def test_the_window_is_bounded_and_the_log_is_whole(database: Database) -> None:
    async with database.transaction() as session:
        for number in range(1, HISTORY_WINDOW + 6):
            project = await talk(session, f"line {number}", number)
        row = await session.get_one(AdProject, project.id)
        assert len(row.conversation_history) == HISTORY_WINDOW
        assert row.conversation_history[-1]["content"] == f"line {HISTORY_WINDOW + 5}"
        count = await session.scalar(select(func.count()).select_from(ChatMessage))
        assert count == HISTORY_WINDOW + 5


async def test_an_edited_line_is_read_again_in_its_new_words(database: Database) -> None:
    async with database.transaction() as session:
        project = await talk(session, "30 seconds", 1)
        user_id: UUID = project.user_id
    async with database.transaction() as session:
        turn = await Turns(session).claim(project.id, 30)
        assert isinstance(turn, Turn)
        await Turns(session).take_lines(turn)
        await Turns(session).finish(turn.id, turn.lease_epoch, "done")
    async with database.transaction() as session:
        corrected = await Projects(session, user_id).correct(CHAT, 1, "15 seconds")
        assert corrected is not None
        await Turns(session).request(corrected, chat_id=CHAT, thread_id=0, trigger_update_id=9)
        assert corrected.conversation_history[-1]["content"] == "15 seconds"
    async with database.transaction() as session:
        turn = await Turns(session).claim(project.id, 30)
        assert isinstance(turn, Turn)
        assert [line.content for line in await Turns(session).take_lines(turn)] == ["15 seconds"]
