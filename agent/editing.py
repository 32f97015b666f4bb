"""What an edit of a script leaves alone, what it changes, and what the brief is once an earlier script is back. Pure.

A scene's picture is its description and visual prompt in the ad's aspect ratio: while these stay, the still that was
made of it stays too, and the clip as long as its length stays. Durations are seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from agent.brief import Brief, merge
from agent.script import AdScript, Scene

Part = Literal["picture", "on_screen", "voice", "sound", "length"]
Whole = Literal["duration", "placement", "framework", "call_to_action", "music", "voice"]
Fate = Literal["changed", "new", "gone"]

NO_MUSIC: Final = ""
_VOICE: Final = re.compile(r"Voice-over: “(.*)”", re.S)
# Words shown before and after what differs.
_CONTEXT: Final = 3


def keep_made(old: AdScript | None, new: AdScript) -> AdScript:
    """`new` with the files that `old` has for what did not change, and without any for what did: nothing is made
    twice, and nothing old is shown for new words."""
    if old is None:
        return new
    same_frame = old.ad_details.placement.aspect_ratio == new.ad_details.placement.aspect_ratio
    scenes = tuple(_with_made(old.scenes if same_frame else (), scene) for scene in new.scenes)
    spoken = old.voiceover_url if old.voiceover_text == new.voiceover_text else None
    music = new.music
    if music.url is None and music.genre == old.music.genre:
        music = music.model_copy(update={"url": old.music.url})
    return new.model_copy(update={"scenes": scenes, "voiceover_url": spoken, "music": music})


def _with_made(old: Sequence[Scene], scene: Scene) -> Scene:
    alike = [other for other in old if _picture(other) == _picture(scene)]
    # The scene in the same place first: two scenes may show the same.
    alike.sort(key=lambda other: other.scene_number != scene.scene_number)
    still = next((s.generated_image_url for s in alike if s.generated_image_url), None)
    clip = next(
        (s.generated_video_url for s in alike if s.duration == scene.duration and s.generated_video_url), None
    )
    sound = next(
        (
            s.generated_audio_url
            for s in old
            if s.audio_prompt == scene.audio_prompt and s.generated_audio_url
        ),
        None,
    )
    made = {"generated_image_url": still, "generated_video_url": clip, "generated_audio_url": sound}
    return scene.model_copy(update=made)


def _picture(scene: Scene) -> tuple[str, str]:
    return scene.description, scene.visual_prompt


# What changed


@dataclass(frozen=True, slots=True)
class Change:
    """One thing as it was and as it is; empty where there was or is none."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class SceneChange:
    """What became of a scene. `number` is its number in the new script, in the old one where it is gone."""

    number: int
    fate: Fate
    parts: dict[Part, Change]


@dataclass(frozen=True, slots=True)
class ScriptDiff:
    """Two versions of a script compared: what became of the scenes, what changed in the whole ad, and the numbers (in
    the new script) of the scenes that stayed as they were."""

    scenes: tuple[SceneChange, ...]
    whole: dict[Whole, Change]
    same: tuple[int, ...]

    @property
    def empty(self) -> bool:
        return not (self.scenes or self.whole)

    @property
    def rewritten(self) -> bool:
        """Whether no scene stayed as it was and most of what is shown is new."""
        anew = [s for s in self.scenes if s.fate == "new" or "picture" in s.parts]
        return not self.same and len(anew) > 2


def diff(old: AdScript, new: AdScript) -> ScriptDiff:
    """What differs between two versions of an ad's script."""
    changes, same = [], []
    for before, after in _pairs(old.scenes, new.scenes):
        if before is None and after is not None:
            changes.append(SceneChange(after.scene_number, "new", _parts(None, after)))
        elif before is not None and after is None:
            changes.append(SceneChange(before.scene_number, "gone", _parts(before, None)))
        elif after is not None:
            parts = _parts(before, after)
            if parts:
                changes.append(SceneChange(after.scene_number, "changed", parts))
            else:
                same.append(after.scene_number)
    return ScriptDiff(tuple(changes), _whole(old, new, changes), tuple(same))


def _pairs(old: Sequence[Scene], new: Sequence[Scene]) -> Iterator[tuple[Scene | None, Scene | None]]:
    """The scenes that belong together, in order: those with the same picture, then those in the same place."""
    if len(old) == len(new):
        yield from zip(old, new, strict=True)
        return
    matcher = SequenceMatcher(None, [*map(_picture, old)], [*map(_picture, new)], autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        for step in range(max(b - a, d - c)):
            yield (
                old[a + step] if a + step < b else None,
                new[c + step] if c + step < d else None,
            )


def _parts(old: Scene | None, new: Scene | None) -> dict[Part, Change]:
    before, after = _shown(old), _shown(new)
    return {part: Change(before[part], after[part]) for part in before if before[part] != after[part]}


def _shown(scene: Scene | None) -> dict[Part, str]:
    if scene is None:
        return {"picture": "", "on_screen": "", "voice": "", "sound": "", "length": ""}
    said = _VOICE.search(scene.audio_prompt)
    return {
        "picture": scene.description or scene.visual_prompt,
        "on_screen": scene.on_screen_text,
        "voice": said[1] if said else "",
        "sound": "" if said else scene.audio_prompt,
        "length": f"{scene.duration:g}",
    }


def _whole(old: AdScript, new: AdScript, changes: Sequence[SceneChange]) -> dict[Whole, Change]:
    before, after = old.ad_details, new.ad_details
    compared: dict[Whole, tuple[str, str]] = {
        "duration": (f"{before.ad_duration:g}", f"{after.ad_duration:g}"),
        "placement": (before.placement.title, after.placement.title),
        "framework": (old.framework, new.framework),
        "call_to_action": (before.call_to_action, after.call_to_action),
        "music": (_music(old), _music(new)),
    }
    if not any("voice" in change.parts for change in changes):
        compared["voice"] = (old.voiceover_text, new.voiceover_text)
    return {name: Change(*pair) for name, pair in compared.items() if pair[0] != pair[1]}


def _music(script: AdScript) -> str:
    return script.music.genre if script.music.enabled else NO_MUSIC


def contrast(change: Change) -> Change:
    """`change` with the words that both sides share at their beginning and end cut down to a few, marked by “…”."""
    old, new = change.old.split(), change.new.split()
    head = _shared(old, new)
    tail = min(_shared(old[::-1], new[::-1]), min(len(old), len(new)) - head)
    return Change(*(_without(words, head - _CONTEXT, tail - _CONTEXT) for words in (old, new)))


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many entries both begin with."""
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _without(words: Sequence[str], head: int, tail: int) -> str:
    head, tail = (count if count > 1 else 0 for count in (head, tail))
    kept = words[head : len(words) - tail]
    return " ".join([*(["…"] if head else []), *kept, *(["…"] if tail else [])])


# Back


def brief_of(brief: Brief, script: AdScript) -> Brief:
    """`brief` once `script` stands: what the script was written for holds again, everything else stays."""
    details = script.ad_details
    facts: dict[str, Any] = {
        "placement": details.ad_platform,
        "duration": details.ad_duration,
        "target_audience": details.target_audience,
        "call_to_action": details.call_to_action,
        "key_message": details.key_message,
        "tone": script.brand.tone,
        "framework": script.framework,
    }
    changed = {name: fact for name, fact in facts.items() if fact and fact != getattr(brief, name)}
    # What was only assumed is still no more than that.
    return merge(brief, changed, assumed=set(brief.assumed) & set(changed))
