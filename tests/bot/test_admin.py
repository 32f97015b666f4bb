"""What admins do, through the real dispatcher; and that others who try get nothing but an entry in the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from aiogram.methods import AnswerCallbackQuery, EditMessageText
from sqlalchemy import text

from bot.admin import ShowAudit, ShowHealth, SwitchGeneration
from bot.app import ChatSettings, build_dispatcher
from bot.operators import DENIED
from db.administration import GENERATION, AuditLog, Switches
from db.enums import AdProjectStatus
from db.models import AuditEntry, OutboxRow
from tests.bot.conftest import ADMIN, SPEECH, Room
from tests.support.telegram import TOKEN, Client

SECOND = 7901
COMMANDS = ("/pause", "/resume", "/health", "/audit")
BUTTONS = (SwitchGeneration(off=True), ShowHealth(), ShowAudit())


@pytest.fixture
def staffed(room: Room) -> Room:
    settings = ChatSettings(TOKEN, admin_ids=frozenset({ADMIN, SECOND}), free_bytes=lambda: 50_000_000_000)
    room.intake.dispatcher = build_dispatcher(room.database, settings, SPEECH)
    return room


@pytest.fixture(autouse=True)
async def nothing_kept(room: Room) -> None:
    async with room.database.transaction() as session:
        for table in ("audit_log", "switches"):
            await session.execute(text(f"DELETE FROM {table}"))


async def acts(room: Room) -> list[tuple[str, dict[str, Any]]]:
    return [(one.action, one.details) for one in await room.all(AuditEntry, AuditEntry.id)]


async def told(room: Room, chat: int) -> list[str]:
    return [row.payload["text"] for row in await room.all(OutboxRow, OutboxRow.id) if row.chat_id == chat]


async def test_whoever_is_no_admin_gets_nothing_but_an_entry(staffed: Room, client: Client) -> None:
    await staffed.get(*(client.text(command) for command in COMMANDS))
    assert await staffed.said() == []
    assert staffed.session.calls == []
    assert await acts(staffed) == [(DENIED, {"what": command[1:]}) for command in COMMANDS]
    await staffed.get(*(client.press(button.pack()) for button in BUTTONS))
    answers = staffed.session.of(AnswerCallbackQuery)
    assert [answer.text for answer in answers] == [SPEECH.of("en").plain("toast-not-found")] * len(BUTTONS)
    assert staffed.session.of(EditMessageText) == []
    assert len(await acts(staffed)) == len(COMMANDS) + len(BUTTONS)
    async with staffed.database.transaction() as session:
        assert await Switches(session).off() == []


async def test_an_admin_is_none_in_a_group(staffed: Room) -> None:
    there = Client(user_id=ADMIN, chat_id=-100, chat_type="group")
    await staffed.get(there.text("/pause"), there.press(SwitchGeneration(off=True).pack()))
    async with staffed.database.transaction() as session:
        assert not await Switches(session).is_off(GENERATION)
    assert "admin.pause" not in [action for action, _ in await acts(staffed)]


async def test_everything_is_held_and_let_go_on_once_each(
    staffed: Room, admin: Client, client: Client
) -> None:
    await staffed.with_script(client, AdProjectStatus.SCRIPT_APPROVED)
    await staffed.get(admin.text("/pause the provider <b>fails</b>"), admin.text("/pause"))
    first, second = await told(staffed, ADMIN)
    assert "One production or training waits" in first
    assert "the provider &lt;b&gt;fails&lt;/b&gt;" in first
    assert "held already" in second
    assert len(await told(staffed, SECOND)) == 1
    async with staffed.database.transaction() as session:
        (switch,) = await Switches(session).off()
        assert (switch.name, switch.reason) == (GENERATION, "the provider <b>fails</b>")
    # The card of whoever waits is brought up to date.
    assert await staffed.jobs("advance") == 1
    await staffed.get(admin.press(SwitchGeneration(off=False).pack()))
    (edited,) = staffed.session.of(EditMessageText)
    assert "Everything goes on" in str(edited.text)
    async with staffed.database.transaction() as session:
        assert not await Switches(session).is_off(GENERATION)
    assert await acts(staffed) == [
        ("admin.pause", {"waiting": 1, "reason": "the provider <b>fails</b>"}),
        ("admin.pause", {"already": True}),
        ("admin.resume", {"waiting": 1}),
    ]


async def test_health_tells_what_is_not_well_first(staffed: Room, admin: Client, client: Client) -> None:
    await staffed.get(admin.text("/health"))
    (well,) = await told(staffed, ADMIN)
    assert well.startswith("💚 <b>All is well.</b>")
    assert "Disk: 50.0 GB free" in well
    assert "🔴" not in well
    await staffed.with_script(client, AdProjectStatus.SCRIPT_APPROVED)
    async with staffed.database.transaction() as session:
        await session.execute(
            text(
                """
                INSERT INTO generation_jobs (project_id, script_id, script_revision, job_type, asset_kind, created_at)
                SELECT p.id, s.id, 1, 'video_composition', 'cut', now() - interval '1 hour'
                  FROM ad_projects p JOIN scripts s ON s.project_id = p.id
                """
            )
        )
    await staffed.get(admin.press(ShowHealth().pack()))
    (ill,) = staffed.session.of(EditMessageText)
    lines = str(ill.text).splitlines()
    assert lines[0] == "❗ <b>One thing needs a look.</b>"
    assert lines[2].startswith("🔴 Stuck ads: 1;")


async def test_the_log_is_paged_and_of_one_person(staffed: Room, admin: Client, client: Client) -> None:
    await staffed.get(client.text("hello"))
    async with staffed.database.transaction() as session:
        for number in range(20):
            await AuditLog(session).note("clock", f"tick.{number}")
    await staffed.get(client.text("/pause"), admin.text("/audit"))
    (page,) = await told(staffed, ADMIN)
    assert "Ada: <b>admin.denied</b> · what pause" in page
    assert "tick.19" in page
    assert "tick.8" not in page
    row = (await staffed.all(OutboxRow, OutboxRow.id))[-1]
    older = row.payload["keyboard"][0][0]["callback_data"]
    await staffed.get(admin.press(older))
    (edited,) = staffed.session.of(EditMessageText)
    assert "tick.8" in str(edited.text)
    await staffed.get(admin.text("/audit @ADA"), admin.text("/audit 42"))
    mine, nobody = (await told(staffed, ADMIN))[1:]
    assert "tick" not in mine
    assert "Audit log of Ada" in mine
    assert "Nobody here is called 42" in nobody


def test_every_command_of_admins_is_behind_the_gate() -> None:
    from bot.routers import routers

    names = {"admin", "admin-people", "reports", "models", "broadcast"}
    found: dict[str, Callable[..., Any]] = {}
    for router in routers():
        for observer in (router.message, router.callback_query):
            gated = any(type(one).__name__ == "Gate" for one in observer.middleware)
            assert gated == (router.name in names)
            found |= {f"{router.name}.{one.callback.__name__}": one.callback for one in observer.handlers}
    assert "admin.pause" in found
