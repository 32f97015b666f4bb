"""What a marketer changed in a script of the guided writer, found again and carried into the next one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.brief import Brief
from agent.rules import violations
from agent.scene_wishes import revise_scenes, spoken_line
from agent.script import AdScript, Scene


@dataclass(frozen=True, slots=True)
class ByHand:
    """The writer's version that a script goes back to, and its scenes that are no longer as they were written."""

    version: int
    written: AdScript
    edited: AdScript

    def changes(self) -> Iterator[tuple[Scene, Scene]]:
        """The scenes that were changed: as written, and as they are."""
        for old, new in zip(self.written.scenes, self.edited.scenes, strict=True):
            if _words(old) != _words(new):
                yield old, new


def _words(scene: Scene) -> tuple[str, str, str, str]:
    return scene.description, scene.visual_prompt, scene.on_screen_text, scene.audio_prompt


def changed_by_hand(script: AdScript, versions: Sequence[AdScript]) -> ByHand | None:
    """Which of the writer's `versions` the script was made of; None where less than half of a version is in it, or
    scenes came or went."""
    best = None
    most = 0
    for number, written in enumerate(versions):
        if len(written.scenes) != len(script.scenes):
            continue
        same = sum(_words(a) == _words(b) for a, b in zip(written.scenes, script.scenes, strict=True))
        if same > most:
            best, most = ByHand(number, written, script), same
    return best if most * 2 >= len(script.scenes) else None


def carried(hand: ByHand, fresh: AdScript, brief: Brief) -> tuple[AdScript, list[int]]:
    """`fresh` with the changes of `hand` in the scenes that tell the same part of the story, and the numbers (in the
    edited script) of those that found no place."""
    script, lost = fresh, []
    for old, new in hand.changes():
        place = _place(hand.written, old, script)
        if place is None:
            lost.append(new.scene_number)
            continue
        tried = _laid_over(script, place, old, new, brief)
        if violations(tried, language=brief.language or "en", forbidden=brief.forbidden):
            lost.append(new.scene_number)
        else:
            script = tried
    return script, lost


def _place(written: AdScript, old: Scene, fresh: AdScript) -> int | None:
    """The index in `fresh` of the scene with the same part (“Hook”, “Demo”), the same one of several."""
    part = _part(old)
    nth = sum(_part(scene) == part for scene in written.scenes[: old.scene_number - 1])
    places = [index for index, scene in enumerate(fresh.scenes) if _part(scene) == part]
    return places[nth] if nth < len(places) else None


def _part(scene: Scene) -> str:
    return scene.description.partition(":")[0]


def _laid_over(script: AdScript, place: int, old: Scene, new: Scene, brief: Brief) -> AdScript:
    update = {
        name: getattr(new, name)
        for name in ("description", "visual_prompt", "on_screen_text")
        if getattr(new, name) != getattr(old, name)
    }
    scenes = list(script.scenes)
    scenes[place] = scenes[place].model_copy(update=update)
    script = script.model_copy(update={"scenes": tuple(scenes)})
    line = spoken_line(new)
    if line and line != spoken_line(old):
        script = revise_scenes(script, [f'scene {place + 1}: the voice-over says "{line}"'], brief).script
    return script
