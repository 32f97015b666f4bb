"""Two people over every command, button and deep link there is: whatever Bo types, presses or follows with Ada's ids in
it, nothing of hers comes out, and nothing of hers changes.

Generated from what is registered: a new command or button is in it without anybody remembering, and one whose ids this
file does not know fails. Pressed by Ada herself the same button must do something: else the test would prove nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal, Union, get_args, get_origin
from uuid import UUID, uuid4

import pytest
from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import Update

from bot import links
from bot.app import ChatSettings, build_bot, build_dispatcher
from bot.intake import Intake
from bot.operators import DENIED, OPERATORS, PRESSES
from bot.privacy_buttons import EraseMine
from bot.routers import routers
from bot.routers.admin_gate import Gate
from db.engine import Database, DatabaseSettings
from db.errors import DamagedRow
from tests.bot.conftest import ADMIN, PACE, SPEECH
from tests.support.database import Cluster
from tests.support.telegram import TOKEN, Client, RecordingSession
from tests.support.world import EVERYTHING, Person, two_people

GROUP = -4_000_000
OWN = {
    "project": "ad_projects",
    "message": "chat_messages",
    "asset": "assets",
    "video": "assets",
    "style": "brand_styles",
    "brand": "brands",
    "review": "content_reviews",
    "payment": "payments",
    "user": "users",
    "person": "users",
    "invite": "invites",
    "broadcast": "broadcasts",
    "campaign": "campaigns",
    "template": "campaign_templates",
    "session": "editing_sessions",
    "edit": "editing_sessions",
}
"""Whose row a field of a button names."""
SAMPLES = {
    "print": "0123abcd",
    "default": "0123abcd",
    "who": "0123abcd",
    "code": "abcdefgh",
    "what": "title",
    "revision": 1,
    "shown": 1,
}
"""Values of fields that name nobody, where the least that is allowed would not do."""
OPERATED = {"bot.access", "bot.admin"}
"""Modules whose buttons are for admins only."""
OPERATED_ALSO = {"ReviewYes", "ReviewNo", "ReviewShow", "DecideRefund"}
OPERATED_WORDS = {"invite", "block", "unblock", "review"}
"""Commands of admins that stand in a router of everybody's."""
IDLE = {
    "AskRefund": "a payment that was made",
    "MakeFormat": "a video of a script that can be read",
    "ShowFormats": "a video of a script that can be read",
    "ShowBrandPhotos": "a brand with photos",
    "TakePage": "a message with a link",
}
"""Buttons that do something only where there is what this world has not."""


def buttons() -> dict[str, type[CallbackData]]:
    """Every kind of button that a handler is registered for, by its name."""
    found: dict[str, type[CallbackData]] = {}
    for router in routers():
        for handler in router.callback_query.handlers:
            for one in handler.filters or ():
                if isinstance(one.callback, CallbackQueryFilter):
                    kind = one.callback.callback_data
                    found[kind.__name__] = kind
    return found


def commands() -> list[str]:
    """Every command that a handler is registered for."""
    found: set[str] = set()
    for router in routers():
        for handler in router.message.handlers:
            for one in handler.filters or ():
                if isinstance(one.callback, Command):
                    found |= {str(command) for command in one.callback.commands}
    return sorted(found)


def gated(router: Router) -> bool:
    return any(isinstance(one, Gate) for one in router.message.middleware)


BUTTONS = buttons()
COMMANDS = commands()


def _value(kind: type[CallbackData], name: str, hint: Any, whose: Person | None) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return arguments[0]
    if origin is Union or type(None) in arguments:
        (hint,) = (one for one in arguments if one is not type(None))
    if hint is UUID:
        assert name in OWN, f"{kind.__name__}.{name}: say in OWN whose row it names"
        return uuid4() if whose is None else _id_of(whose, OWN[name])
    if name in SAMPLES:
        return SAMPLES[name]
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return next(iter(hint))
    if hint is int:
        bounds = kind.model_fields[name].metadata
        return max([0, *(one.ge for one in bounds if hasattr(one, "ge"))])
    return {bool: True, str: ""}[hint]


def _id_of(person: Person, table: str) -> UUID:
    row = person.rows.get(table)
    return row["id"] if row is not None else uuid4()


def packed(kind: type[CallbackData], whose: Person | None) -> str:
    """The button as it stands under a message of `whose`; None: with ids of nobody."""
    values = {name: _value(kind, name, one.annotation, whose) for name, one in kind.model_fields.items()}
    return kind(**values).pack()


@dataclass
class Stage:
    """The bot over a world of two people."""

    database: Database
    session: RecordingSession
    intake: Intake
    ada: Person
    bo: Person
    heard: int = 0
    hers: set[str] = field(default_factory=set)

    async def rows(self) -> set[tuple[str, str]]:
        async with self.database.transaction() as session:
            return {(row.name, row.row) for row in await session.execute(EVERYTHING)}

    async def get(self, update: Update) -> list[str]:
        """What the bot called for it, as text."""
        before = len(self.session.calls)
        await self.intake.take(update)
        await self.intake.settle()
        return [repr(call) for call in self.session.calls[before:]]

    async def harmless(self, update: Update, before: set[tuple[str, str]]) -> set[tuple[str, str]]:
        """Takes an update of Bo's; the rows after it. Nothing of Ada's came out or changed."""
        about = update.model_dump_json(exclude_none=True)
        shown = " ".join(await self.get(update))
        after = await self.rows()
        told = {one for one in self.hers if one not in about and one.replace("-", "") not in about}
        assert not [one for one in told if one in shown], f"shows Ada's to Bo: {about}"
        lost = {row for row in before - after if any(one in row[1] for one in self.hers)}
        assert not lost, f"changes Ada's rows for Bo: {about}: {lost}"
        new = {row for row in after - before if any(one in row[1] for one in told)}
        assert not new, f"brings Ada's to Bo: {about}: {new}"
        said = {row for row in after - before if f'"chat_id": {self.ada.number}' in row[1]}
        assert not said, f"speaks to Ada: {about}: {said}"
        return after


@pytest.fixture(scope="module")
def world(cluster: Cluster) -> Iterator[tuple[str, Person, Person]]:
    """Ada and Bo, each with a row everywhere."""
    with two_people(cluster) as world:
        yield world


@pytest.fixture
async def stage(world: tuple[str, Person, Person]) -> AsyncIterator[Stage]:
    url, ada, bo = world
    database, session = Database(DatabaseSettings(url, pool_size=2)), RecordingSession()
    settings = ChatSettings(TOKEN, admin_ids=frozenset({ADMIN}))
    bot, dispatcher = build_bot(settings, session), build_dispatcher(database, settings, SPEECH)
    hers = {str(one) for row in ada.rows.values() for one in row.values() if isinstance(one, UUID)}
    intake = Intake(bot, dispatcher, database, SPEECH, pace=PACE)
    yield Stage(database, session, intake, ada, bo, hers=hers | {ada.mark})
    await database.dispose()


BO = Client(user_id=8002, name="Bo")
ADA = Client(user_id=7001, name="Ada")
ROOT = Client(user_id=ADMIN, name="Root")


def test_every_button_there_is_has_a_handler_and_no_handler_reads_raw_data() -> None:
    declared = {kind.__name__ for kind in CallbackData.__subclasses__() if kind.__module__.startswith("bot.")}
    assert declared ^ set(BUTTONS) == set(), (
        "a button without a handler, or a handler of a button that is not ours"
    )
    raw = {
        handler.callback.__name__
        for router in routers()
        for handler in router.callback_query.handlers
        if not any(isinstance(one.callback, CallbackQueryFilter) for one in handler.filters or ())
    }
    assert raw == {"old_button"}
    assert len(BUTTONS) > 80
    assert len(COMMANDS) > 25


async def test_no_button_with_anothers_ids_reaches_her_rows(stage: Stage) -> None:
    rows = await stage.rows()
    for name, kind in sorted(BUTTONS.items()):
        button = packed(kind, stage.ada)
        if kind is EraseMine:
            # It names its person by the beginning of their id, and ends everything of theirs.
            button = EraseMine(who=_id_of(stage.ada, "users").hex[:8], asked=2**33).pack()
        said = len(stage.session.of(AnswerCallbackQuery))
        rows = await stage.harmless(BO.press(button), rows)
        assert len(stage.session.of(AnswerCallbackQuery)) == said + 1, f"{name} is answered once"


async def test_no_command_or_word_with_anothers_ids_reaches_her_rows(stage: Stage) -> None:
    rows = await stage.rows()
    hers = (str(_id_of(stage.ada, "ad_projects")), "lovelace", str(stage.ada.number))
    for command in COMMANDS:
        for words in ("", *hers):
            rows = await stage.harmless(BO.text(f"/{command} {words}".strip()), rows)
    about = {"message_id": stage.ada.number, "date": 1, "chat": BO.chat, "text": "…"}
    rows = await stage.harmless(BO.text("make it longer", reply_to_message=about), rows)


async def test_no_deep_link_reaches_what_was_not_shared(stage: Stage) -> None:
    project = _id_of(stage.ada, "ad_projects")
    template = _id_of(stage.ada, "campaign_templates")
    payloads = {
        links.OwnAd: [f"ad_{project.hex}"],
        links.FromTemplate: [f"t_{template.hex}", "t_lovelace"],
        links.SharedBrief: [f"b_{project.hex}_{'x' * 16}", f"b_{project.hex}_{'0' * 16}"],
    }
    known = set(get_args(links.read_payload.__annotations__["return"])) or set(
        re.findall(r"\w+", str(links.read_payload.__annotations__["return"]))
    )
    assert {one.__name__ for one in payloads} | {"None"} == {
        one if isinstance(one, str) else one.__name__.replace("NoneType", "None") for one in known
    }, "a link that this test does not follow"
    rows = await stage.rows()
    for payload in [one for several in payloads.values() for one in several]:
        assert links.read_payload(payload) is not None
        rows = await stage.harmless(BO.text(f"/start {payload}"), rows)
    shared = await stage.get(BO.text(f"/start b_{project.hex}_{stage.ada.number:016}"))
    assert shared == []
    assert await stage.rows() != rows, "what she shared is there for whoever has the link"


JUNK = (
    "",
    " ",
    ":",
    "ok",
    "ok:",
    "ok:x:1",
    "ok:1:2:3:4",
    "\x00",
    "🎬" * 16,
    "x" * 64,
    "new:1",
    "__proto__:1",
)


async def test_forged_buttons_do_nothing_and_are_answered(stage: Stage) -> None:
    """With ids of nobody, with too much, with too little, with what no button ever carried."""
    rows = await stage.rows()
    kept = {"processed_updates", "audit_log", "users", "chat_sessions", "outbox"}
    forged = list(JUNK)
    for name, kind in sorted(BUTTONS.items()):
        if any(one in OWN for one in kind.model_fields):
            forged.append(packed(kind, None))
        prefix = kind.__prefix__
        forged += [f"{prefix}:{'9' * 40}"[:64], f"{prefix}:-1:-1:-1", f"{prefix}:" + "x" * 20]
        assert name
    for data in forged:
        before = len(stage.session.of(AnswerCallbackQuery))
        await stage.get(BO.press(data))
        assert len(stage.session.of(AnswerCallbackQuery)) == before + 1, data
    after = await stage.rows()
    assert {name for name, _ in rows ^ after} <= kept


def _operated() -> tuple[list[type[CallbackData]], list[str]]:
    """Buttons and commands of admins."""
    kinds = {
        kind for kind in BUTTONS.values() if kind.__module__ in OPERATED or kind.__name__ in OPERATED_ALSO
    }
    words = set(OPERATED_WORDS)
    for router in routers():
        if not gated(router):
            continue
        for handler in router.callback_query.handlers:
            found = [
                one.callback for one in handler.filters or () if isinstance(one.callback, CallbackQueryFilter)
            ]
            kinds |= {one.callback_data for one in found}
        for handler in router.message.handlers:
            for one in handler.filters or ():
                if isinstance(one.callback, Command):
                    words |= {str(command) for command in one.callback.commands}
    return sorted(kinds, key=lambda one: one.__name__), sorted(words)


async def test_what_admins_do_leaves_others_nothing_but_an_entry_in_the_log(stage: Stage) -> None:
    kinds, words = _operated()
    assert len(kinds) > 20
    assert len(words) > 12
    assert (set(words), {kind.__prefix__ for kind in kinds}) == (OPERATORS, PRESSES)
    tries = [BO.text(f"/{word} {stage.ada.number}") for word in words]
    tries += [BO.press(packed(kind, stage.ada)) for kind in kinds]
    await _only_written_down(stage, tries)


async def _only_written_down(stage: Stage, tries: list[Update]) -> None:
    """Of each exactly one entry of the audit log is left, and a press is answered as if there were no such thing."""
    rows, not_found = await stage.rows(), SPEECH.of("en").plain("toast-not-found")
    for update in tries:
        calls = await stage.get(update)
        after = await stage.rows()
        changed = {name for name, _ in rows ^ after} - {"processed_updates", "users", "chat_sessions"}
        assert changed == {"audit_log"}, (update, changed)
        (entry,) = [row for name, row in after - rows if name == "audit_log"]
        assert json.loads(entry)["action"].endswith(DENIED.partition(".")[2])
        assert len(calls) == (update.callback_query is not None)
        assert all(not_found in call for call in calls), calls
        rows = after


async def test_in_a_group_nobody_is_an_admin(stage: Stage) -> None:
    """An admin, another, a channel without a name; a card that was said to another, and one that was not."""
    kinds, words = _operated()
    root, bo = (replace(one, chat_id=GROUP, chat_type="supergroup") for one in (ROOT, BO))
    tries = [root.text(f"/{word} {stage.ada.number}") for word in words]
    tries += [root.press(packed(kind, stage.ada)) for kind in kinds]
    tries += [bo.text(f"/{word}@briefcut_bot") for word in words]
    tries += [bo.press(packed(kind, stage.ada), stage.ada.number) for kind in kinds]
    about = {"message_id": stage.ada.number, "date": 1, "chat": bo.chat, "text": "…"}
    tries += [bo.text("/pause now", reply_to_message=about)]
    tries += [root.text("/pause", sender_chat={"id": GROUP, "type": "supergroup", "title": "Team"})]
    await _only_written_down(stage, tries)


async def test_who_is_not_in_gets_no_more_of_what_admins_do(stage: Stage) -> None:
    kinds, words = _operated()
    settings = ChatSettings(TOKEN, admin_ids=frozenset({ADMIN}), access="invite")
    stage.intake.dispatcher = build_dispatcher(stage.database, settings, SPEECH)
    cy = Client(user_id=8003, name="Cy", numbers=ROOT.numbers)
    tries = [cy.text(f"/{word}") for word in words]
    await _only_written_down(stage, [*tries, *(cy.press(packed(kind, stage.ada)) for kind in kinds)])
    before = await stage.rows()
    await stage.get(cy.text("hello"))
    assert any(name == "outbox" and "door:8003" in row for name, row in await stage.rows() - before)


async def test_her_own_buttons_reach_her_rows(stage: Stage) -> None:
    """Last, because it changes them."""
    idle = []
    for name, kind in sorted(BUTTONS.items()):
        if not any(one in OWN for one in kind.model_fields) or kind in _operated()[0]:
            continue
        theirs = await stage.get(BO.press(packed(kind, stage.ada)))
        rows = await stage.rows()
        try:
            hers = await stage.get(ADA.press(packed(kind, stage.ada)))
        except DamagedRow:
            continue  # her rows were read: they are none that anybody would have written
        changed = {one for one, _ in rows ^ await stage.rows()} - {
            "processed_updates",
            "users",
            "chat_sessions",
        }
        if not changed and _words(theirs) == _words(hers):
            idle.append(name)
    assert set(idle) == set(IDLE), sorted(idle)


def _words(calls: list[str]) -> list[str]:
    return [re.sub(r"(callback_query_id|chat_id|message_id)=\S+", "", call) for call in calls]
