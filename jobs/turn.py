"""Answer one turn: read the conversation, take photos in, let the agent speak, write everything down at once.

The agent works on copies in memory. What it changed, what it says and the new revision of the script are committed in
one transaction that names the turn's lease, so a turn has exactly one effect however often its worker died.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final
from uuid import UUID

from agent.aiming import aimed
from agent.asking import Desk
from agent.brief import Brief
from agent.crafting import retell, weigh
from agent.outside import Source
from agent.turn import ChatLine, DraftReset, TextDelta, ToolNote, TurnEvent, TurnRequest, TurnResult, run_turn
from agent.workbench import OnEvent, level_of
from bot.i18n import Tongue
from bot.live import LiveDraft, draft_id_of
from bot.scripts import ANGLE_LINE, read_chain, read_craft, read_stored
from db.accounts import INTRODUCED
from db.claims import Lease
from db.crash import crash_point
from db.engine import Session
from db.errors import DatabaseUnavailable
from db.models import ChatMessage, Turn
from db.trail import following, tell
from db.turns import Busy, Turns, stop_topic
from db.wakeups import wake_turn
from jobs.aiming import scenes_meant
from jobs.angles import both, tapped
from jobs.crew import Crew
from jobs.intake import Fetch, NotFetched, clear, take_photos
from jobs.lease import LeaseEnded, under_lease
from jobs.material.accept import Accepted, accepted_page, hear_yes, take_accepted
from jobs.material.propose import proposal
from jobs.material.take import picture_behind, take_material
from jobs.reply import write_apology, write_result
from jobs.scene import Scene, known_brand
from jobs.screening import at_first_sight, screened, turned_down
from jobs.storage import StorageFull

log = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 4
"""A turn whose worker died so often gets an apology instead of a fifth try."""

NOTES: Final = {
    "update_brief": "note-brief",
    "set_brand": "note-brief",
    "suggest_replies": "note-answers",
    "write_script": "note-script",
    "edit_scene": "note-scene",
    "write_alternative": "note-beside",
    "restore_previous_script": "note-undo",
    "propose_angles": "note-angles",
    "mark_angles": "note-marks",
    "improve_script": "note-improve",
}
"""What a person is told while a tool is at work, by the tool's name."""


async def answer(crew: Crew, project_id: UUID) -> None:
    """Give the answer that is due in the ad's conversation, if one is."""
    scene = await claim(crew, project_id)
    if scene is None:
        return
    if crew.guest(scene.user):
        crew = replace(crew, model=crew.fallback, ears=None)
    turn = scene.turn
    with following(ad=project_id, turn=turn.id, update=turn.trigger_update_id):
        await _answer_under_lease(crew, scene)


async def _answer_under_lease(crew: Crew, scene: Scene) -> None:
    project_id = scene.project.id
    folder = crew.work / f"turn-{scene.turn.id}"
    try:
        if scene.turn.attempts > MOST_ATTEMPTS:
            await _apologise(crew, scene, "error-turn")
            return
        with crew.bell.subscribe(stop_topic(project_id)) as stop:
            await under_lease(
                _answer(crew, scene, folder),
                lambda: _renew(crew, scene),
                every_s=crew.rhythm.renewal,
                bell=stop,
            )
    except LeaseEnded:
        log.info("turn %s was taken over", scene.turn.id)
    except NotFetched as error:
        log.warning("turn %s waits for Telegram: %s", scene.turn.id, error)
        await _begin_again(crew, scene, crew.rhythm.job_backoff)
    except StorageFull as full:
        log.error("turn %s: %s", scene.turn.id, full)
        await _apologise(crew, scene, "error-disk-full", unread=True)
    except DatabaseUnavailable:
        # The lease runs out, and the sweep has the turn answered when the database is back.
        raise
    except Exception:
        log.exception("turn %s failed", scene.turn.id)
        await _apologise(crew, scene, "error-turn")
    except BaseException:
        async with crew.database.transaction() as session:
            await Turns(session).give_back(scene.turn.id, scene.turn.lease_epoch)
        raise
    finally:
        clear(folder)


async def _apologise(crew: Crew, scene: Scene, sentence: str, *, unread: bool = False) -> None:
    await write_apology(crew, scene, sentence, unread=unread)
    _tell_end(crew, scene, "apology")


def _tell_end(crew: Crew, scene: Scene, outcome: str) -> None:
    """Tell whoever watches how the turn ended, how long its person waited, and what its model was asked."""
    seconds = _waited_s(crew, scene.turn)
    for call in scene.meter.calls:
        took = call.latency_ms / 1000
        crew.watch.provider_called(call.provider, call.model, "chat", call.fault, took)
        tell(
            log,
            "provider call",
            call="chat",
            provider=call.provider,
            model=call.model,
            error=call.fault,
            tokens=call.tokens,
            ms=call.latency_ms,
        )
    crew.watch.turn_ended(outcome, max(0.0, seconds))
    tell(log, "turn ended", outcome=outcome, ms=round(seconds * 1000), tries=scene.turn.attempts)


async def claim(crew: Crew, project_id: UUID) -> Scene | None:
    """The turn of this ad that is due, under a lease, with what is needed to answer it; None if none is."""
    async with crew.database.transaction() as session:
        turns = Turns(session)
        turn = await turns.claim(project_id, crew.rhythm.lease)
        if isinstance(turn, Busy):
            await wake_turn(session, project_id, delay_s=turn.seconds + 0.1)
            return None
        if turn is None:
            return None
        lines = await turns.take_lines(turn)
        return await _scene(session, turns, turn, lines)


async def _scene(session: Session, turns: Turns, turn: Turn, lines: Sequence[ChatMessage]) -> Scene:
    project, user, brand = await turns.about(turn)
    script, chain = await read_stored(session, project), await read_chain(session, project)
    return Scene(
        turn,
        user,
        project,
        brand,
        script=script,
        previous=chain[-1] if chain else None,
        earlier=chain[:-1],
        aims=await scenes_meant(session, project, script, lines),
        lines=lines,
        craft=await read_craft(session, project),
    )


async def _renew(crew: Crew, scene: Scene) -> Lease:
    async with crew.database.transaction() as session:
        stop = await Turns(session).renew(scene.turn.id, scene.turn.lease_epoch, crew.rhythm.lease)
    if stop is None:
        return Lease.LOST
    if stop:
        scene.stop.set()
    return Lease.HELD


async def _begin_again(crew: Crew, scene: Scene, in_s: float) -> None:
    async with crew.database.transaction() as session:
        await Turns(session).give_back(scene.turn.id, scene.turn.lease_epoch, in_s=in_s)


async def _answer(crew: Crew, scene: Scene, folder: Path) -> None:
    turn = scene.turn

    def seen() -> None:
        crew.watch.reacted("turn", max(0.0, _waited_s(crew, scene.turn)))

    async with LiveDraft(
        crew.bot, turn.chat_id, draft_id_of(turn.id), thread_id=turn.thread_id, pace=crew.pace, seen=seen
    ) as live:
        patient = _waited_s(crew, scene.turn) < crew.rhythm.photo_patience
        await hear_yes(crew, scene)
        pictures = await _pictures_of_pages(crew, scene)
        scene.received = await take_photos(
            crew, scene.project, scene.lines, folder, patient=patient, elsewhere=pictures
        )
        scene.material = await take_material(crew, scene, folder, patient=patient)
        scene.style = await proposal(crew, scene)
        known = Brief.from_stored(scene.project.ad_details, scene.project.settings.get("brief", {}))
        accepted = await take_accepted(crew, scene, known, known_brand(scene))
        lines = [*_lines(scene), *accepted.lines]
        result = await _answer_within_rules(crew, scene, lines, live, accepted, known)
    crash_point("turn.answered")
    await write_result(crew, scene, result)
    crash_point("turn.committed")
    _tell_end(crew, scene, "stopped" if result is not None and result.stopped else "answered")


async def _answer_within_rules(
    crew: Crew,
    scene: Scene,
    lines: Sequence[ChatLine],
    live: LiveDraft,
    accepted: Accepted,
    known: Brief,
) -> TurnResult | None:
    """What is answered, or why no ad of that kind is made: `known` stays then, whoever would have answered."""
    asked = at_first_sight(lines)
    if asked.kind == "refused":
        return turned_down(crew, scene, asked, known, known_brand(scene))
    result = await _speak(crew, scene, lines, live, accepted)
    return screened(crew, scene, result, known, known_brand(scene))


def _waited_s(crew: Crew, turn: Turn) -> float:
    """Seconds between the wish for the turn and its beginning; both moments are the database's."""
    if turn.leased_until is None:
        return 0.0
    return (turn.leased_until - turn.created_at).total_seconds() - crew.rhythm.lease


async def _pictures_of_pages(crew: Crew, scene: Scene) -> dict[UUID, Fetch]:
    """Where the pictures of the pages are that this turn's messages accept."""
    found = {}
    for line in scene.lines:
        page = await accepted_page(crew, scene, line.trace) if line.kind == "accept" else None
        fetch = picture_behind(crew, page) if page is not None else None
        if fetch is not None:
            found[line.id] = fetch
    return found


def _shown_in(live: LiveDraft, t: Tongue) -> OnEvent:
    """Lets the draft grow as the answer does."""

    async def show(event: TurnEvent) -> None:
        match event:
            case TextDelta(text):
                live.add(text)
            case ToolNote(tool):
                live.note(t.plain(NOTES.get(tool, "note-thinking")))
            case DraftReset():
                live.restart()

    return show


async def _speak(
    crew: Crew, scene: Scene, lines: Sequence[ChatLine], live: LiveDraft, accepted: Accepted
) -> TurnResult | None:
    """What is answered to a tapped angle and to the `lines`; None where there is neither."""
    show = _shown_in(live, crew.speech.of(scene.user.locale))
    desk = Desk(
        model=crew.model,
        stop=scene.stop,
        ends=time.monotonic() + crew.rhythm.turn_deadline,
        call_deadline_s=crew.rhythm.call_deadline,
        breaker=crew.breaker,
        meter=scene.meter,
    )
    request = _request(crew, scene, lines, accepted)
    told = None
    if (tap := tapped(scene.lines)) is not None:
        told = await retell(desk, request, tap.angle, show)
    if not lines:
        return told
    if told is not None:
        request = replace(
            request, brief=told.brief, script=told.script, log=told.craft, previous=scene.script, earlier=()
        )
    result = await run_turn(
        request,
        model=crew.model,
        fallback=crew.fallback,
        on_event=show,
        stop=scene.stop,
        deadline_s=max(1.0, desk.left),
        call_deadline_s=crew.rhythm.call_deadline,
        breaker=crew.breaker,
        meter=scene.meter,
    )
    result = await weigh(desk, request, _with_new_look(scene, accepted, result), show)
    return result if told is None else both(told, result)


def _request(crew: Crew, scene: Scene, lines: Sequence[ChatLine], accepted: Accepted) -> TurnRequest:
    return TurnRequest(
        history=_history(scene),
        summary=scene.project.conversation_summary or "",
        new_lines=lines,
        brief=accepted.brief,
        brand=accepted.brand,
        script=scene.script,
        previous=scene.previous,
        earlier=scene.earlier,
        revision=scene.project.revision,
        asked=scene.asked,
        locale=scene.user.locale or "en",
        first_turn=not scene.user.settings.get(INTRODUCED, False),
        person=str(scene.user.id),
        craft=level_of(scene.project.settings.get("craft")),
        log=scene.craft,
        uses=_uses(crew),
    )


def _with_new_look(scene: Scene, accepted: Accepted, result: TurnResult) -> TurnResult:
    """The agent may leave the script alone; what was taken with a tap shows in it all the same."""
    if accepted.lines and scene.script is not None and result.script is None and not result.stopped:
        look = result.brand.look(result.brief.tone)
        if look != scene.script.brand:
            return replace(result, script=scene.script.model_copy(update={"brand": look}))
    return result


def _history(scene: Scene) -> list[ChatLine]:
    """The window without the lines of this turn."""
    new = {str(line.id) for line in scene.lines}
    return [
        ChatLine(role=line["role"], content=line["content"], source=line.get("source"))
        for line in scene.project.conversation_history
        if line["id"] not in new
    ]


def _lines(scene: Scene) -> list[ChatLine]:
    """What the agent is to answer: words, photos that could be used, files and pages that were read. A refused photo
    keeps its caption; a message that is only a link is answered by what was read there."""
    photos = {photo.message_id: photo for photo in scene.received}
    lines = []
    for line in scene.lines:
        if line.kind in ("accept", ANGLE_LINE):
            continue
        came = [one for one in scene.material if one.message_id == line.id]
        received = photos.get(line.id)
        photo = received.shown() if received else None
        if photo is None and any(one.alone for one in came):
            continue
        if photo is not None or line.content.strip():
            # A caption is less than an answer, also where its photo could not be used.
            source: Source | None = "forwarded" if line.trace.get("forwarded") else None
            content = aimed(line.content, scene.aims.get(line.id))
            lines.append(ChatLine("user", content, line.timestamp, line.kind, photo, source))
            if quoted := line.trace.get("quote"):
                lines.append(ChatLine("user", quoted, line.timestamp, source="quote"))
        lines += [
            ChatLine("user", one.text, line.timestamp, source=one.kind, name=one.name)
            for one in came
            if one.kind != "voice" and one.text
        ]
    return lines


def _uses(crew: Crew) -> str:
    """What making a video uses, as the assistant says it."""
    if not crew.money.catalog.models:
        return "nothing: the local renderer is free"
    return "what the button says, out of the month's allowance; as an animatic it is free"
