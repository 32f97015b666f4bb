"""Write down what a turn came to: the brief, the brand, the script's next revision, and what is said in the chat."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID, uuid4

from agent.brief import PRODUCT_CATEGORIES, Brief
from agent.turn import STOPPED_MARK, TurnResult
from bot.board import close_board
from bot.i18n import Tongue
from bot.prices import Money, money_for, price_of_making
from bot.scripts import as_written, note_craft, read_craft
from bot.views.after import same_variant
from bot.views.material import heard, material_refused, page_proposal, style_proposal
from bot.views.revisions import beside_pages, changed_pages
from bot.views.script import script_card
from bot.views.talk import Stopped, apology, brief_card, photo_refused, reply, stopped
from bot.views.words import Words
from db import outbox
from db.accounts import INTRODUCED, Accounts
from db.answers import AdFacts, Answers
from db.claims import Lease
from db.engine import Session
from db.enums import ChatRole, ProductCategory
from db.library import Brands
from db.models import AdProject
from db.production import Production
from db.projects import Projects, undo_chain
from db.turns import Turns, is_filming
from jobs.costs import write_calls
from jobs.crew import Crew
from jobs.lease import LeaseEnded
from jobs.material.propose import keep
from jobs.scene import Scene
from jobs.screening import ask_about_people, say_note
from jobs.training.offer import offer_training


async def write_result(crew: Crew, scene: Scene, result: TurnResult | None) -> None:
    """Commit the turn. `result` is None when nothing was left to answer (only photos that can't be used).

    Raises:
        LeaseEnded: another worker has taken the turn over; nothing was written.
    """
    t = crew.speech.of(scene.user.locale)

    async def write(session: Session) -> None:
        # People before ads: whoever handles their next message holds their row while it waits for the ad's.
        if result is not None and not scene.user.settings.get(INTRODUCED):
            await Accounts(session).introduce(scene.user.id)
        elif scene.meter.calls:
            await Accounts(session).hold(scene.user.id)
        project = await Production(session).project(scene.project.id, lock=True)
        if project is None:  # its turn went with it
            raise LeaseEnded(Lease.LOST)
        turns = Turns(session)
        turn, epoch = scene.turn, scene.turn.lease_epoch
        if is_filming(project):
            if not await turns.postpone(turn, epoch, project):
                raise LeaseEnded(Lease.LOST)
            await write_calls(crew, session, scene)
            return
        cut_short = result is not None and result.stopped
        if not await turns.finish(turn.id, epoch, "stopped" if cut_short else "done"):
            raise LeaseEnded(Lease.LOST)
        await write_calls(crew, session, scene)
        # Six photos of an album that are refused for one reason get one sentence.
        for key in dict.fromkeys(photo.refusal for photo in scene.received if photo.refusal):
            await _say(session, scene, f"refused-{key}", photo_refused(t, key))
        await _say_material(session, scene, t)
        await ask_about_people(crew, session, scene)
        if result is not None:
            await _write_facts(session, project, result)
            revision = await _write_script(session, project, result)
            if revision is not None:
                # What was to be chosen from belongs to the script as it was.
                await close_board(session, t, project)
            beside = await _write_beside(session, project, result)
            money = await money_for(session, project.id, crew.money)
            await _write_reply(session, scene, t, result, project, revision, money)
            await _show_beside(session, scene, t, result, project, beside, money)
            await say_note(crew, session, scene)
            await offer_training(crew, session, scene)
        if result is None:  # an answer wakes the sender itself
            await outbox.wake(session, turn.chat_id)

    await crew.database.run(write)


async def _say_material(session: Session, scene: Scene, t: Tongue) -> None:
    """What was heard, what could not be read, and what is proposed to the person: a page's facts, a style."""
    for number, one in enumerate(scene.material):
        index = sum(before.message_id == one.message_id for before in scene.material[:number])
        part = f"material-{one.message_id}-{index}"
        if one.refusal is not None:
            # A link among other words may be meant for the ad only: then nothing is missing.
            if one.kind != "link" or one.alone:
                await _say(
                    session, scene, f"refused-{one.refusal}", material_refused(t, one.refusal, one.name)
                )
        elif one.kind == "voice":
            await _say(session, scene, part, heard(t, one.text))
        elif one.page is not None:
            words = page_proposal(t, one.name, one.page, message=one.message_id, index=index)
            await _say(session, scene, part, words)
    if scene.style is not None and (style := await keep(session, scene, scene.style)) is not None:
        await _say(session, scene, "style", style_proposal(t, scene.style.style, style_id=style.id))


async def write_apology(crew: Crew, scene: Scene, sentence: str, *, unread: bool = False) -> None:
    """End the turn as failed and say so, with a reference for support. What was said before is kept; `unread` lets
    the next turn answer its messages."""
    reference = scene.turn.id.hex[:8]
    t = crew.speech.of(scene.user.locale)
    async with crew.database.transaction() as session:
        turn, epoch = scene.turn.id, scene.turn.lease_epoch
        if scene.meter.calls:
            await Accounts(session).hold(scene.user.id)
        if not await Turns(session).finish(turn, epoch, "failed", reference, unread=unread):
            return
        await write_calls(crew, session, scene)
        await _say(session, scene, "apology", apology(t, sentence=sentence, reference=reference))
        await outbox.wake(session, scene.turn.chat_id)


async def _write_facts(session: Session, project: AdProject, result: TurnResult) -> None:
    brief: Brief = result.brief
    before = Brief.from_stored(project.ad_details, project.settings.get("brief", {})).product
    category, title = brief.product_category, title_of(brief.product, result.brand.title, before)
    facts = AdFacts(
        ad_details=brief.ad_details(),
        brief=brief.extras(),
        asked=result.asked,
        title=title if project.parent_id is None else same_variant(title, project.title),
        framework=brief.framework,
        aspect_ratio=brief.where.aspect_ratio,
        creativity_level=brief.creativity or 5,
        product_category=ProductCategory(category) if category in PRODUCT_CATEGORIES else None,
    )
    await Answers(session, project.user_id).write_facts(project, facts)
    await Brands(session, project.user_id).describe(
        project.brand_id,
        title=result.brand.title,
        product=brief.product,
        description=result.brand.description,
        look=result.brand.guidelines(),
    )


def title_of(product: str | None, brand: str | None, product_before: str | None) -> str | None:
    """How the ad is called in messages: “Mossy shampoo”; one of both where the other is unknown or part of it.

    A brand without a name of its own is kept under its product's, also under one that was corrected since.
    """
    if brand is None or brand in (product, product_before):
        return product
    if product is None or product.lower() in brand.lower():
        return brand
    return product if brand.lower() in product.lower() else f"{brand} {product}"


async def _write_script(session: Session, project: AdProject, result: TurnResult) -> int | None:
    """The number of the new revision, if the turn wrote one."""
    script = result.script
    if script is None:
        return None
    craft = result.craft
    chain = undo_chain(project)
    if 0 < result.back <= len(chain):
        craft = await read_craft(session, project, chain[-result.back])
    written = as_written(project, script, result.writer, craft)
    revision = await Answers(session, project.user_id).write_script(project, written, back=result.back)
    await note_craft(session, project, script, result.brief, craft)
    return revision


async def _write_beside(session: Session, project: AdProject, result: TurnResult) -> int | None:
    """The number of the version beside the script, if the turn wrote one."""
    if result.beside is None or project.revision == 0:
        return None
    written = as_written(project, result.beside, result.writer)
    return await Answers(session, project.user_id).write_beside(project, written)


async def _write_reply(
    session: Session,
    scene: Scene,
    t: Tongue,
    result: TurnResult,
    project: AdProject,
    revision: int | None,
    money: Money,
) -> None:
    """The assistant's line in the log, and its messages in the chat; the script follows with its buttons."""
    line = await Projects(session, project.user_id).remember(
        project.id,
        role=ChatRole.ASSISTANT,
        content=plain_reply(result),
        timestamp=datetime.now(UTC),
        chat_id=scene.turn.chat_id,
        trace={
            "suggestions": list(result.suggestions),
            "tools": list(result.trace),
            "writer": result.writer,
            "turn": str(scene.turn.id),
        },
    )
    message_id = line.id if line is not None else uuid4()
    # The card begins with the interview and follows it to the script; a script at once needs none.
    if scene.project.revision == 0 and (revision is None or scene.asked) and result.brief != Brief():
        facts = brief_card(t, result.brief, photos=len(result.brand.product_images))
        await _say(session, scene, "brief", facts, card=f"brief:{project.id}")
    parts = _answer(t, result, message_id, scripted=revision is not None)
    if not parts:
        await outbox.wake(session, scene.turn.chat_id)
    for number, words in enumerate(parts):
        last = number == len(parts) - 1
        await _say(
            session, scene, f"reply-{number}", words, remember=message_id if last else None, rouse=last
        )
    if revision is None or result.script is None:
        return
    if scene.script is not None:
        changed = changed_pages(
            t,
            scene.script,
            result.script,
            project=project.id,
            revision=revision,
            undoable=bool(undo_chain(project)),
            prices=money.catalog,
        )
        for number, words in enumerate(changed):
            await _say(session, scene, f"changed-{number}", words)
    craft = await read_craft(session, project)
    price = await price_of_making(session, scene.user, project.id, revision, result.script, money)
    shown = script_card(
        t,
        result.script,
        project=project.id,
        revision=revision,
        price=price,
        craft=craft,
        in_group=scene.turn.chat_id < 0,
    )
    await _say(session, scene, "script-0", shown)


async def _show_beside(
    session: Session,
    scene: Scene,
    t: Tongue,
    result: TurnResult,
    project: AdProject,
    revision: int | None,
    money: Money,
) -> None:
    """The version beside the script, with its choice."""
    script = result.script or scene.script
    if revision is None or script is None or result.beside is None:
        return
    shown = beside_pages(
        t,
        script,
        result.beside,
        project=project.id,
        revision=revision,
        current=project.revision,
        prices=money.catalog,
    )
    for number, words in enumerate(shown):
        await _say(session, scene, f"beside-{number}", words)


def _answer(t: Tongue, result: TurnResult, message_id: UUID, *, scripted: bool) -> tuple[Words, ...]:
    """The answer in messages. One that was stopped ends with a mark, or is told in a sentence if it had no words."""
    if result.stopped and not result.reply.endswith(STOPPED_MARK):
        return (stopped(t, Stopped.TURN),)
    suggestions = () if scripted or result.stopped else result.suggestions
    return reply(t, result.reply, suggestions, message=message_id)


def plain_reply(result: TurnResult) -> str:
    """What the log keeps of the answer; an empty one (a turn stopped at once) is kept as an ellipsis."""
    return re.sub(r"\s+\n", "\n", result.reply).strip() or "…"


async def _say(
    session: Session,
    scene: Scene,
    part: str,
    words: Words,
    *,
    remember: UUID | None = None,
    card: str | None = None,
    rouse: bool = False,
) -> None:
    """Say it after the turn, once the sender is woken, which one of them all does; a `card` is one message for the
    whole ad, edited in place."""
    kind, payload = words.message()
    if remember is not None:
        payload["remember"] = str(remember)
    await outbox.say(
        session,
        chat_id=scene.turn.chat_id,
        thread_id=scene.turn.thread_id,
        kind="card" if card else kind,
        payload=payload,
        dedupe_key=card or f"turn:{scene.turn.id}:{part}",
        user_id=scene.user.id,
        project_id=scene.project.id,
        rouse=rouse,
    )
