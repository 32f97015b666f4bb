"""Edits of a finished ad, as a new script. Pure: undo is another edit, and the same edit always gives the same script.

The document is that of `editing_sessions.edit_data`. What it does not mention stays as it is: an edit is what differs
from the ad as it was written, and the cut encodes only that again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from agent.script import AdScript, InvalidScript, Scene, read_script
from jobs.studio.transitions import kind_named

_PICTURES = (".jpg", ".jpeg", ".png", ".webp")


class InvalidEdit(ValueError):
    """The edit can't be made; its message is one sentence that says what is wrong with it."""


class _Document(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)


class ClipEdit(_Document):
    """A piece of the ad: seconds `start` to `end` of its source; `position` (seconds) sorts it among the others.

    It is scene `scene_number` of the script, the file `asset_id`, or that scene shown by that file.
    """

    id: str
    asset_id: str | None = None
    scene_number: Annotated[int, Field(ge=1)] | None = None
    start: Annotated[float, Field(ge=0)] = 0.0
    end: Annotated[float, Field(gt=0)]
    position: Annotated[float, Field(ge=0)] = 0.0
    speed: Annotated[float, Field(gt=0)] = 1.0
    volume: Annotated[float, Field(ge=0, le=2)] = 1.0


class TransitionEdit(_Document):
    """How clip `after` gives way to the next; the studio chooses the length where `duration` (seconds) is 0."""

    after: str
    kind: str
    duration: Annotated[float, Field(ge=0)] = 0.0


class Effect(_Document):
    """A change of what is shown or heard (`EFFECTS`); of one clip where `clip` names it."""

    clip: str | None = None
    kind: str
    amount: float | None = None
    text: str | None = None


class Edits(_Document):
    """An edit. Without `clips` all scenes stay, and are called `1`, `2`, … in transitions and effects."""

    clips: tuple[ClipEdit, ...] = ()
    transitions: tuple[TransitionEdit, ...] = ()
    effects: tuple[Effect, ...] = ()


def read_edits(text: str | bytes) -> Edits:
    """The edit in `text` (JSON).

    Raises:
        InvalidEdit.
    """
    try:
        return Edits.model_validate(json.loads(text))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InvalidEdit(f"The edit is not JSON: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"]) or "the document"
        raise InvalidEdit(f"The edit is wrong at {path}: {first['msg']}.") from error


def apply(script: AdScript, edits: Edits, assets: Mapping[str, str] | None = None) -> AdScript:
    """`script` as edited. `assets` says where the files lie that the edit names by id (as paths of a script are).

    Raises:
        InvalidEdit: it names what is not there, or what would come out is no ad.
    """
    files = assets or {}
    names, scenes = _arranged(script, edits.clips, files)
    document = script.model_dump(mode="json")
    document["scenes"] = [scene.model_dump(mode="json") for scene in scenes]
    for change in edits.transitions:
        row = document["scenes"][_index(names, change.after, "transition")]
        row["transition"] = _transition(change)
    for effect in edits.effects:
        if effect.kind not in EFFECTS:
            raise InvalidEdit(f"There is no effect “{effect.kind}”; there are {', '.join(sorted(EFFECTS))}.")
        EFFECTS[effect.kind](document, names, effect, files)
    for number, row in enumerate(document["scenes"], 1):
        row["scene_number"] = number
    document["ad_details"]["ad_duration"] = round(sum(row["duration"] for row in document["scenes"]), 3)
    return _checked(document)


def _checked(document: dict[str, Any]) -> AdScript:
    try:
        edited = AdScript.model_validate(document)
        return read_script(edited.model_dump_json(by_alias=True))
    except (InvalidScript, ValidationError) as error:
        told = error.errors()[0] if isinstance(error, ValidationError) else None
        where = f"{'.'.join(str(part) for part in told['loc'])}: {told['msg']}" if told else str(error)
        raise InvalidEdit(f"What comes out is no ad: {where}.") from error


def _arranged(
    script: AdScript, clips: Sequence[ClipEdit], files: Mapping[str, str]
) -> tuple[list[str], list[Scene]]:
    """The names by which an edit calls the scenes, and the scenes, in their new order."""
    if not clips:
        return [str(scene.scene_number) for scene in script.scenes], list(script.scenes)
    ordered = sorted(clips, key=lambda clip: clip.position)
    names = [clip.id for clip in ordered]
    if len(set(names)) < len(names):
        raise InvalidEdit("Two clips of the edit have the same id.")
    return names, [_scene(script, clip, files) for clip in ordered]


def _scene(script: AdScript, clip: ClipEdit, files: Mapping[str, str]) -> Scene:
    if clip.scene_number is None and clip.asset_id is None:
        raise InvalidEdit(f"Clip {clip.id} is neither a scene nor a file.")
    if clip.end <= clip.start:
        raise InvalidEdit(f"Clip {clip.id} ends before it begins.")
    if clip.volume != 1:
        raise InvalidEdit(f"Clip {clip.id} has a volume, but the sound of clips is not part of the ad.")
    number = clip.scene_number
    if number is not None and number > len(script.scenes):
        raise InvalidEdit(f"There is no scene {number}; the ad has {len(script.scenes)}.")
    scene = script.scenes[number - 1] if number is not None else Scene(scene_number=1, duration=1)
    shown: dict[str, Any] = {
        "duration": round((clip.end - clip.start) / clip.speed, 3), "clip_start": clip.start, "clip_speed": clip.speed,
    }  # fmt: skip
    if clip.asset_id is not None:
        path = _file(clip.asset_id, files)
        picture = path.lower().endswith(_PICTURES)
        shown |= {
            "generated_image_url": path if picture else None,
            "generated_video_url": None if picture else path,
        }
    return scene.model_copy(update=shown)


def _transition(change: TransitionEdit) -> dict[str, Any]:
    kind = kind_named(change.kind)
    if kind is None:
        raise InvalidEdit(
            f"There is no transition “{change.kind}”; there are cut, fade, slide, cover, reveal and zoom."
        )
    return {"kind": kind, "duration": change.duration or None}


def _file(asset: str, files: Mapping[str, str]) -> str:
    if asset not in files:
        raise InvalidEdit(f"There is no file {asset}.")
    return files[asset]


def _index(names: Sequence[str], name: str, what: str) -> int:
    if name not in names:
        raise InvalidEdit(f"A {what} names clip {name}, which is not in the edit.")
    return names.index(name)


def _words(effect: Effect) -> str:
    if effect.text is None:
        raise InvalidEdit(f"The effect “{effect.kind}” says no text.")
    return effect.text


def _captions(
    document: dict[str, Any], names: Sequence[str], effect: Effect, files: Mapping[str, str]
) -> None:
    captions = document["captions"]
    captions["enabled"] = effect.amount != 0
    captions["style"] = effect.text or captions["style"]


def _caption(
    document: dict[str, Any], names: Sequence[str], effect: Effect, files: Mapping[str, str]
) -> None:
    if effect.amount is None or effect.amount < 1 or effect.amount % 1:
        raise InvalidEdit("The effect “caption” wants the number of a sentence as its amount.")
    sentence = int(effect.amount)
    kept = [row for row in document["captions"]["reworded"] if row["sentence"] != sentence]
    document["captions"]["reworded"] = [*kept, {"sentence": sentence, "text": effect.text or ""}]


def _music(document: dict[str, Any], names: Sequence[str], effect: Effect, files: Mapping[str, str]) -> None:
    music = document["music"]
    music["enabled"] = effect.amount != 0
    if effect.text and effect.text in files:
        music["url"] = files[effect.text]
    elif effect.text:
        music |= {"genre": effect.text, "url": None}


def _headline(
    document: dict[str, Any], names: Sequence[str], effect: Effect, files: Mapping[str, str]
) -> None:
    if effect.clip is None:
        raise InvalidEdit("The effect “headline” names no clip.")
    document["scenes"][_index(names, effect.clip, "headline")]["on_screen_text"] = _words(effect)


def _voice(document: dict[str, Any], names: Sequence[str], effect: Effect, files: Mapping[str, str]) -> None:
    document |= {"voiceover_text": _words(effect), "voiceover_url": None}


def _button(document: dict[str, Any], names: Sequence[str], effect: Effect, files: Mapping[str, str]) -> None:
    document["ad_details"]["call_to_action"] = _words(effect)


def _placement(
    document: dict[str, Any], names: Sequence[str], effect: Effect, files: Mapping[str, str]
) -> None:
    document["ad_details"]["ad_platform"] = _words(effect)


EFFECTS: Mapping[str, Callable[[dict[str, Any], Sequence[str], Effect, Mapping[str, str]], None]] = {
    "captions": _captions,
    "caption": _caption,
    "music": _music,
    "headline": _headline,
    "voice": _voice,
    "button": _button,
    "placement": _placement,
}
"""What effects there are.

captions: on, or off where `amount` is 0, in the style `text`. caption: sentence `amount` reads `text`, or isn't shown
without it. music: on, or off where `amount` is 0; `text` is a genre or the id of a file. headline: `clip` shows `text`.
voice: the voice-over says `text`. button: the call to action reads `text`. placement: it is cut for the placement
`text`, in its proportions.
"""
