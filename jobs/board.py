"""Pictures and clips come into the chat to be chosen from, and questions about what could not be made."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from agent.script import AdScript
from bot.board import kind_of, read_board, show_board
from bot.prices import money_for
from bot.scripts import read_stored
from bot.views import board as views
from bot.views.board import Kind
from db import outbox
from db.accounts import Accounts
from db.attempts import Attempts
from db.engine import Session
from db.enums import AssetSource
from db.models import AdProject, Asset, GenerationJob
from db.production import Production
from db.projects import chat_of
from db.spending import release
from db.stock import again, load_stock
from jobs.crew import Crew
from jobs.progress import tongue_of

_LONGEST_ALBUM = 10


async def show(crew: Crew, session: Session, project: AdProject, jobs: Sequence[GenerationJob]) -> None:
    """Send what was made since the last time, scene by scene, and the board below it. Said again, nothing changes."""
    user, script = await Accounts(session).get(project.user_id), await read_stored(session, project)
    kind = kind_of(project)
    if user is None or script is None or kind is None:
        return
    await _send_made(crew, session, project, script, jobs, kind)
    t = await tongue_of(session, crew.speech, project)
    view = await read_board(session, project, script, user, crew.money, kind)
    await show_board(session, t, project, view)


async def _send_made(
    crew: Crew,
    session: Session,
    project: AdProject,
    script: AdScript,
    jobs: Sequence[GenerationJob],
    kind: Kind,
) -> None:
    """The pictures (or clips) of each scene that one press asked for, together."""
    made = [job for job in jobs if job.asset_kind == kind and job.output_asset_id and job.round_number > 0]
    made.sort(key=lambda job: (job.scene_number or 0, job.round_number, job.variant))
    for (number, asked), group in groupby(made, key=lambda job: (job.scene_number or 0, job.round_number)):
        found: list[tuple[GenerationJob, Asset]] = []
        for job in group:
            asset = await Production(session).asset(job.output_asset_id) if job.output_asset_id else None
            # Their own picture is in the chat already.
            if asset is not None and asset.url is not None and asset.source != AssetSource.USER_UPLOAD:
                found.append((job, asset))
        if found:
            key = f"made:{project.id}:{project.revision}:{kind}:{number}:{asked}"
            await _send(crew, session, project, script, kind, number, found[:_LONGEST_ALBUM], key)


async def _send(
    crew: Crew,
    session: Session,
    project: AdProject,
    script: AdScript,
    kind: Kind,
    number: int,
    found: Sequence[tuple[GenerationJob, Asset]],
    key: str,
) -> None:
    scene = next((one for one in script.scenes if one.scene_number == number), None)
    words = (scene.description or scene.visual_prompt) if scene is not None else ""
    caption = views.album_caption(
        await tongue_of(session, crew.speech, project),
        kind,
        number,
        len(script.scenes),
        [job.variant for job, _ in found],
        words,
        project.revision,
    ).caption()
    stored = {f"{kind}-{job.variant}": str(asset.url) for job, asset in found}
    medium = "photo" if kind == "still" else "video"
    chat_id, thread_id = chat_of(project)
    payload: dict[str, Any] = {**caption, "stored": stored}
    if len(found) > 1:
        payload["media"] = [{"file": name, "kind": medium} for name in stored]
    else:
        asset = found[0][1]
        payload |= {"file": next(iter(stored)), "assetId": str(asset.id)}
        if kind == "clip":
            payload |= {"width": asset.width, "height": asset.height}
            payload["duration"] = round(float(asset.duration_seconds or 0))
    await outbox.say(
        session,
        chat_id=chat_id,
        thread_id=thread_id,
        kind="album" if len(found) > 1 else "photo" if kind == "still" else "video",
        payload=payload,
        dedupe_key=key,
        user_id=project.user_id,
        project_id=project.id,
    )


async def ask(crew: Crew, session: Session, project: AdProject, failed: Sequence[GenerationJob]) -> None:
    """Say that one scene (or the voice, the music) could not be made, what it cost, and ask what to do. What was set
    aside for it and not charged goes back. Once for each request that failed."""
    await release(session, project.id, [job.id for job in failed])
    first = failed[0]
    kind, scene, request = (
        str(first.asset_kind),
        first.scene_number,
        max(job.request_number for job in failed),
    )
    user, script = await Accounts(session).get(project.user_id), await read_stored(session, project)
    money = await money_for(session, project.id, crew.money)
    spending = money.spending(script, user) if user is not None and script is not None else None
    stock = await load_stock(session, project.id, project.revision)
    words = views.scene_failed(
        await tongue_of(session, crew.speech, project),
        project=project.id,
        revision=project.revision,
        kind=kind,
        scene=scene,
        request=request,
        sentence=(first.error_message or "").partition(":")[0],
        cost=await Attempts(session).charged_for(failed),
        again=again(stock, kind, scene).cost(spending),
    )
    chat_id, thread_id = chat_of(project)
    await outbox.say(
        session,
        chat_id=chat_id,
        thread_id=thread_id,
        kind="text",
        payload=words.payload(),
        dedupe_key=f"ask:{first.id}:{request}",
        user_id=project.user_id,
        project_id=project.id,
    )
