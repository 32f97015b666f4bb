"""What the rules say in the conversation: a kind word as soon as the brief asks for what is never made.

The gate that counts is the one at the button (`bot.routers.content`). This one saves people the way there, and is
asked whoever answers, a model or the guided interviewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from agent.brief import BrandFacts, Brief
from agent.content import Piece, Verdict, judge, judge_ad
from agent.turn import ChatLine, TurnResult
from bot.views import content
from bot.views.content import Held
from db import outbox
from db.engine import Session
from jobs.crew import Crew
from jobs.scene import Scene

WRITER: Final = "rules"


def at_first_sight(lines: Sequence[ChatLine]) -> Verdict:
    """What the person's own words ask for, before anybody answers them."""
    return judge(Piece("chat", line.content) for line in lines if line.role == "user" and line.source is None)


def screened(
    crew: Crew, scene: Scene, result: TurnResult | None, brief: Brief, brand: BrandFacts
) -> TurnResult | None:
    """The answer, or a refusal where the ad became one that is never made; then `brief` and `brand` stay as they were.
    What needs an admin's look is noted on the scene."""
    if result is None:
        return None
    scripts = (result.script or scene.script, result.beside)
    verdicts = [judge_ad(result.brief, result.brand, script) for script in dict.fromkeys(scripts)]
    refused = next((verdict for verdict in verdicts if verdict.kind == "refused"), None)
    if refused is not None:
        return turned_down(crew, scene, refused, brief, brand)
    scene.verdict = verdicts[0]
    return result


def turned_down(crew: Crew, scene: Scene, verdict: Verdict, brief: Brief, brand: BrandFacts) -> TurnResult:
    """The refusal as the answer of this turn; nothing else changes."""
    held = Held.of(verdict, scene.project.id, scene.project.revision)
    return TurnResult(
        reply=content.refused_in_chat(crew.speech.of(scene.user.locale), held),
        suggestions=(),
        brief=brief,
        brand=brand,
        script=None,
        asked=scene.asked,
        writer=WRITER,
    )


async def say_note(crew: Crew, session: Session, scene: Scene) -> None:
    """Tell once for each kind that an admin will look at this ad, or would have to."""
    if scene.verdict.kind != "review" or not (crew.reviewed or crew.money.catalog.models):
        return
    held = Held.of(scene.verdict, scene.project.id, scene.project.revision)
    words = content.note(crew.speech.of(scene.user.locale), held, reviewed=crew.reviewed)
    await _say(
        session, scene, "text", words.payload(), f"content-note:{scene.project.id}:{'+'.join(held.rules)}"
    )


async def ask_about_people(crew: Crew, session: Session, scene: Scene) -> None:
    """Ask about each picture of this turn in which somebody is seen."""
    t = crew.speech.of(scene.user.locale)
    for photo in scene.received:
        if photo.portrait is not None and photo.uri is not None:
            asked = content.portrait_question(t, photo.portrait).caption()
            payload = {**asked, "file": "photo", "stored": {"photo": photo.uri}}
            await _say(session, scene, "photo", payload, f"turn:{scene.turn.id}:portrait-{photo.portrait}")


async def _say(
    session: Session, scene: Scene, kind: outbox.OutboxKind, payload: dict[str, object], dedupe_key: str
) -> None:
    await outbox.say(
        session,
        chat_id=scene.turn.chat_id,
        thread_id=scene.turn.thread_id,
        kind=kind,
        payload=payload,
        dedupe_key=dedupe_key,
        user_id=scene.user.id,
        project_id=scene.project.id,
        rouse=False,
    )
