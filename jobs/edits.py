"""Cut a finished ad again as its edit says: what did not change comes from the shelf, so an edit costs little.

No lease is held: the engine runs an edit alone (`db.wakeups.wake_edit`), and its end is noted once (`Cutting`), so of
two workers that believe to have it one writes nothing. An edit that never ends is given up after `PATIENCE_S`.
"""

from __future__ import annotations

import json
import logging
import re
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from agent.script import AdScript
from bot.views import after as views
from bot.views.words import Words
from db import outbox
from db.clock import age_s
from db.crash import crash_point
from db.engine import Session
from db.enums import AssetSource
from db.errors import DatabaseUnavailable
from db.messages import Messages
from db.models import AdProject, Asset, EditingSession, GenerationJob
from db.production import Production
from db.projects import chat_of
from db.trail import about, following, tell
from db.variants import Cutting, source_of
from db.wakeups import wake_edit
from jobs.advance import script_of, video_keys
from jobs.crew import Crew
from jobs.intake import NotFetched
from jobs.make import local_script, spoken_in
from jobs.parts import inputs_of, with_pictures
from jobs.progress import tongue_of
from jobs.providers import Made, Order, OrderFailed, OrderRefused
from jobs.storage import StorageAway, StorageFull, production_key
from jobs.studio.editing import Edits, Effect, InvalidEdit, apply, read_edits
from jobs.studio.voice import sentences_of
from jobs.uploads import clips_of_edit

log = logging.getLogger(__name__)

PATIENCE_S: Final = 1800.0
"""An edit whose workers die, or whose storage is away, is tried for so long."""
AWAY_S: Final = 15.0

_BOUGHT: Final = (AssetSource.REPLICATE, AssetSource.USER_UPLOAD)
_SAID: Final = re.compile(r"Voice-over: “(.*)”", re.S)


@dataclass(frozen=True, slots=True)
class _Task:
    edit: EditingSession
    project: AdProject
    video: Asset
    revision: int
    script: AdScript
    inputs: Mapping[str, Asset]


async def edit(crew: Crew, edit_id: UUID) -> None:
    """Render the edit and show it; called again, there is nothing left to do."""
    with following(job=edit_id):
        task = await _read(crew, edit_id)
        if task is None:
            return
        about(ad=task.project.id)
        folder = crew.work / f"edit-{edit_id}"
        try:
            made = await _rendered(crew, task, folder)
            crash_point("edit.made")
            await _complete(crew, task, made)
            tell(log, "edited", revision=task.revision, seconds=made.seconds)
        except (StorageAway, NotFetched) as away:
            log.info("edit %s waits: %s: %s", edit_id, type(away).__name__, away)
            async with crew.database.transaction() as session:
                await wake_edit(session, edit_id, delay_s=AWAY_S)
        except DatabaseUnavailable:
            raise
        except (OrderRefused, OrderFailed) as failed:
            await _fail(crew, task, failed.sentence, str(failed))
        except StorageFull as full:
            await _fail(crew, task, "studio-disk-full", str(full))
        except FileNotFoundError as gone:
            await _fail(crew, task, "failed-part-missing", str(gone))
        except InvalidEdit as wrong:
            await _fail(crew, task, "edit-impossible", str(wrong))
        except Exception as error:
            log.exception("edit %s failed", edit_id)
            await _fail(crew, task, "failed-unexpected", f"{type(error).__name__}: {error}")
        finally:
            shutil.rmtree(folder, ignore_errors=True)


async def _read(crew: Crew, edit_id: UUID) -> _Task | None:
    async with crew.database.transaction() as session:
        found = await Cutting(session).get(edit_id)
        if found is None:
            return None
        row, project = found
        video = await Production(session).asset(row.output_asset_id) if row.output_asset_id else None
        source = source_of(video) if video is not None else None
        if video is None or source is None or await age_s(session, row.updated_at) > PATIENCE_S:
            await _end_badly(crew, session, row, project, "failed-unexpected", "given up")
            return None
        revision = source[1]
        cut = GenerationJob(project_id=project.id, script_revision=revision, asset_kind="cut")
        return _Task(
            row,
            project,
            video,
            revision,
            await script_of(session, project, revision),
            await inputs_of(session, cut),
        )


# ── rendering ────────────────────────────────────────────────────────────────────────────────────────────────────


async def _rendered(crew: Crew, task: _Task, folder: Path) -> Made:
    room = folder / "made"
    room.mkdir(parents=True, exist_ok=True)
    paths = {
        name: await crew.storage.fetch(str(asset.url), folder / name) for name, asset in task.inputs.items()
    }
    places = {str(path): str(task.inputs[name].url) for name, path in paths.items()}
    script = with_pictures(await local_script(crew, task.script, folder, places), paths, task.inputs)
    spoken = task.inputs.get("voice")
    edits = resolved(
        read_edits(json.dumps(task.edit.edit_data)),
        script,
        revoice=spoken is not None and spoken.source not in _BOUGHT,
    )
    wanted = [clip.asset_id for clip in edits.clips if clip.asset_id is not None]
    sent = await clips_of_edit(crew, task.project, wanted, folder)
    edited = apply(script, edits, {name: str(path) for name, path in sent.items()})
    order = Order(
        kind="cut",
        scene=None,
        script=edited,
        inputs={},
        folder=room,
        seed=task.project.id.int % 2**31,
        language=spoken_in(task.project, task.script),
        owner=task.project.user_id,
        makers={
            name: str(asset.model_version)
            for name, asset in task.inputs.items()
            if asset.source == AssetSource.REPLICATE
        },
    )
    async with crew.cores:
        pieces = {
            **await _clips(crew, order, arrangement(edits, script), paths, task.inputs, set(sent.values())),
            **await _sounds(crew, order, script, paths, task.inputs),
        }
        return await crew.provider.make(replace(order, inputs=pieces), _ignore)


async def _clips(
    crew: Crew,
    order: Order,
    numbers: Sequence[int],
    paths: Mapping[str, Path],
    assets: Mapping[str, Asset],
    sent: Collection[Path],
) -> dict[str, Path]:
    """The clips in their new order, those in their places that were `sent` for this. One that was bought stays; ours
    are painted as the edit has them, which takes what did not change from the shelf."""
    clips = {}
    for place, number in enumerate(numbers, 1):
        name, old = f"clip-{place}", f"clip-{number}"
        own = order.script.scenes[place - 1].generated_video_url
        if own is not None and Path(own) in sent:
            clips[name] = Path(own)
            continue
        if old in assets and assets[old].source in _BOUGHT:
            clips[name] = paths[old]
            continue
        made = await crew.provider.make(replace(order, kind="clip", scene=place), _ignore)
        if made.path is None:
            raise OrderFailed("failed-unexpected", f"{name} was not painted")
        clips[name] = made.path
    return clips


async def _sounds(
    crew: Crew, order: Order, before: AdScript, paths: Mapping[str, Path], assets: Mapping[str, Asset]
) -> dict[str, Path]:
    """Voice and music: as they were, or made anew where the edit changes what they are made of."""
    edited, found = order.script, {}
    if "voice" in paths and edited.voiceover_text == before.voiceover_text:
        found["voice"] = paths["voice"]
    elif "voice" in paths:
        made = await crew.provider.make(replace(order, kind="voice"), _ignore)
        if made.path is not None:
            found["voice"] = made.path
    same = edited.music.genre == before.music.genre
    bought = "music" in assets and assets["music"].source in _BOUGHT
    if "music" in paths and same and (bought or edited.duration == before.duration):
        found["music"] = paths["music"]
    elif edited.music.enabled:
        made = await crew.provider.make(replace(order, kind="music"), _ignore)
        if made.path is not None:
            found["music"] = made.path
    return found


def _ignore(fraction: float) -> None:
    """An edit is too short for a progress bar."""


def arrangement(edits: Edits, script: AdScript) -> list[int]:
    """The numbers that the scenes of the edited ad had in `script`, in their new order."""
    if not edits.clips:
        return [scene.scene_number for scene in script.scenes]
    ordered = sorted(edits.clips, key=lambda clip: clip.position)
    return [clip.scene_number for clip in ordered if clip.scene_number is not None]


def resolved(edits: Edits, script: AdScript, *, revoice: bool) -> Edits:
    """`edits` with captions of scenes as captions of sentences. A caption of a scene in which nothing is said is the
    text on its screen. `revoice`: where scenes go or change places, what is said goes with them."""
    lines = {scene.scene_number: said_in(scene.audio_prompt) for scene in script.scenes}
    order = arrangement(edits, script)
    voice = script.voiceover_text
    moved = order != [scene.scene_number for scene in script.scenes]
    effects: list[Effect] = []
    if moved and revoice and _says_all(lines.values(), voice):
        voice = " ".join(lines[number] for number in order if lines[number])
        effects.append(Effect(kind="voice", text=voice))
    spoken = sentences_of(voice)
    names = {clip.id: clip.scene_number for clip in edits.clips}
    for effect in edits.effects:
        if effect.kind != "caption" or effect.clip is None:
            effects.append(effect)
            continue
        number = names.get(effect.clip, int(effect.clip) if effect.clip.isdigit() else None)
        numbers = _sentences(lines.get(number or 0, ""), spoken)
        if not numbers:
            effects.append(effect.model_copy(update={"kind": "headline"}))
        for index, sentence in enumerate(numbers):
            text = effect.text if index == 0 else None
            effects.append(Effect(kind="caption", amount=sentence, text=text))
    return edits.model_copy(update={"effects": tuple(effects)})


def said_in(audio_prompt: str) -> str:
    """What the voice says in a scene; empty where that is not written down."""
    match = _SAID.search(audio_prompt)
    return " ".join(match[1].split()) if match else ""


def _says_all(lines: Any, voice: str) -> bool:
    """Whether the scenes' lines are the whole voice-over."""
    return " ".join(line for line in lines if line) == " ".join(voice.split())


def _sentences(line: str, spoken: Sequence[str]) -> list[int]:
    """The numbers (from 1) of the sentences of `line` among all that are spoken; empty where they aren't there."""
    wanted = sentences_of(line)
    for start in range(len(spoken) - len(wanted) + 1) if wanted else ():
        if list(spoken[start : start + len(wanted)]) == wanted:
            return list(range(start + 1, start + 1 + len(wanted)))
    return []


# ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def _complete(crew: Crew, task: _Task, made: Made) -> None:
    """Store it, write it down and show it."""
    if made.path is None:
        raise OrderFailed("failed-unexpected", "nothing was cut")
    name = f"edit-{task.edit.id}"

    def key(what: str, path: Path) -> str:
        return production_key(task.project.user_id, task.project.id, task.revision, f"{what}{path.suffix}")

    stored = await crew.storage.put(made.path, key(name, made.path))
    extras = {}
    for what, path in made.facts.get("companions", {}).items():
        extras[what] = (await crew.storage.put(path, key(f"{name}-{what}", path))).uri

    values = {
        "url": stored.uri,
        "storage_path": stored.uri,
        "file_size_bytes": stored.size,
        "mime_type": made.media_type,
        "sha256": stored.sha256,
        "width": made.width,
        "height": made.height,
        "duration_seconds": made.seconds,
        "model_version": made.model,
    }
    details = {**dict(made.facts.get("report", {})), **extras, "notes": list(made.notes)}

    async def complete(session: Session) -> None:
        project = await Production(session).project(task.project.id, lock=True)
        video = await Cutting(session).complete(task.edit.id, values, details) if project else None
        if project is not None and video is not None:
            await _show(crew, session, task, project, video)

    await crew.database.run(complete)


async def _show(crew: Crew, session: Session, task: _Task, project: AdProject, video: Asset) -> None:
    """The edited video, and the message that promised it."""
    t = await tongue_of(session, crew.speech, project)
    script = await script_of(session, project, task.revision)
    words = views.edited(t, task.edit.edit_data, script, video=video.id, title=project.title)
    line = await Messages(session, project.user_id).log_video(
        project.id, video.id, f"[edited video of revision {task.revision}]"
    )
    await _say_card(session, project, task.edit.id, views.edit_done(t))
    chat_id, thread_id = chat_of(project)
    await outbox.say(
        session,
        chat_id=chat_id,
        thread_id=thread_id or None,
        kind="video",
        payload={**words.caption(), **video_keys(video), "remember": str(line.id)},
        dedupe_key=views.edited_key(task.edit.id),
        user_id=project.user_id,
        project_id=project.id,
    )


async def _fail(crew: Crew, task: _Task, sentence: str, reason: str) -> None:
    log.warning("edit %s of ad %s failed: %s: %s", task.edit.id, task.project.id, sentence, reason)
    async with crew.database.transaction() as session:
        await _end_badly(crew, session, task.edit, task.project, sentence, reason)


async def _end_badly(
    crew: Crew, session: Session, row: EditingSession, project: AdProject, sentence: str, reason: str
) -> None:
    """Nothing came of it: the video that there was stays, and the person reads why."""
    if not await Cutting(session).fail(row.id, f"{sentence}: {reason}"):
        return
    t = await tongue_of(session, crew.speech, project)
    known = sentence if t.knows(sentence) else "failed-unexpected"
    await _say_card(session, project, row.id, views.edit_failed(t, known))


async def _say_card(session: Session, project: AdProject, edit_id: UUID, words: Words) -> None:
    chat_id, thread_id = chat_of(project)
    await outbox.say(
        session,
        chat_id=chat_id,
        thread_id=thread_id or None,
        kind="card",
        payload=words.payload(),
        dedupe_key=views.edit_key(edit_id),
        user_id=project.user_id,
        project_id=project.id,
    )
