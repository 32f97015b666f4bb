"""Which scene a reply is about: the one on the message it answers, or the one whose words it quotes. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from agent.script import AdScript, Scene
from agent.understand import understand

_NAMED: Final = re.compile(r"\b(?:scene|escena|сцен\w*)\s+(\d{1,2})\b", re.I)
# Wishes about the whole script stay such, also in a reply to one scene.
_WHOLE: Final = ("undo", "beside", "again", "framework", "scene", "music")


def scene_meant(
    numbers: Sequence[int], quote: str, shown: AdScript | None, current: AdScript | None
) -> int | None:
    """The scene of `current` that a reply means; None where it can't be told.

    `numbers` are the scenes on the message that it answers, in the script `shown` there; `quote` is what it quotes.
    """
    if shown is None or current is None:
        return None
    scenes = [scene for scene in shown.scenes if scene.scene_number in numbers]
    if quote.strip():
        scenes = [scene for scene in scenes if _quotes(quote, scene)]
    return _now(scenes[0], shown, current) if len(scenes) == 1 else None


def _quotes(quote: str, scene: Scene) -> bool:
    named = _NAMED.search(quote)
    if named:
        return int(named[1]) == scene.scene_number
    words = _bare(quote)
    return bool(words) and any(
        words in _bare(text) for text in (scene.description, scene.on_screen_text, scene.audio_prompt)
    )


def _now(scene: Scene, shown: AdScript, current: AdScript) -> int | None:
    """The number of `scene` today: that of the same picture, else the same place while no scene came or went."""
    same = [now.scene_number for now in current.scenes if now.visual_prompt == scene.visual_prompt]
    if scene.scene_number in same or (not same and len(shown.scenes) == len(current.scenes)):
        return scene.scene_number
    return same[0] if len(same) == 1 else None


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def aimed(words: str, number: int | None) -> str:
    """`words` with the scene that they are about, where they are a wish and don't say so themselves."""
    if number is None or not words.strip() or _NAMED.search(words):
        return words
    reading = understand(words, has_script=True)
    if reading.intents - {"foreign"} or any(edit.startswith(_WHOLE) for edit in reading.edits):
        return words
    return f"Scene {number}: {words}"
