"""Whoever is being erased is heard no more; afterwards they are new."""

from __future__ import annotations

from db import privacy
from db.models import AdProject, ChatMessage, OutboxRow, ProcessedUpdate, User
from db.privacy import Erased
from tests.bot.conftest import Room
from tests.support.telegram import Client


async def test_during_an_erasure_nothing_begins_and_no_update_comes_again(room: Room, client: Client) -> None:
    await room.get(client.text("a lamp for readers"))
    (user,) = await room.all(User)
    async with room.database.transaction() as session:
        assert await privacy.lock(session, user.id)
    before = [await room.count(model) for model in (AdProject, ChatMessage, OutboxRow)]
    await room.get(client.text("and another one"), client.text("/new"), client.text("/start"))
    assert [await room.count(model) for model in (AdProject, ChatMessage, OutboxRow)] == before
    assert await room.count(ProcessedUpdate) == 4


async def test_after_an_erasure_a_person_is_new(room: Room, client: Client) -> None:
    await room.get(client.text("a lamp for readers"))
    (user,) = await room.all(User)
    async with room.database.transaction() as session:
        await privacy.lock(session, user.id)
        assert isinstance(await privacy.erase(session, user.id), Erased)
    assert await room.count(AdProject) == 0
    await room.get(client.text("a chair for readers"))
    (again,) = await room.all(User)
    assert again.id != user.id
    assert await room.count(AdProject) == 1
