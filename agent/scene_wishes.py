"""Wishes about single scenes, said in plain words and carried out by rules: remove, other picture, text, voice,
length. Pure.

What can't be done is answered with a sentence, never with a claim of success.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from agent.brief import Brief
from agent.copywriter import spare_lines
from agent.interview_words import Speech, speech_in
from agent.naming import sentence
from agent.rules import (
    FILL_HIGH,
    FILL_LOW,
    FORBIDS,
    HOOK_SECONDS,
    LONGEST_SCENE,
    RATES,
    fit_screen,
    speech_seconds,
    spoken_words,
    spread,
)
from agent.script import AdScript, Scene

_NUMBERS: Final = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_ORDINALS: Final = ["first", "second", "third", "fourth", "fifth"]
_WORD: Final = rf"(?:\d{{1,2}}|{'|'.join((*_NUMBERS, *_ORDINALS))}|last)"
_NAMED: Final = re.compile(
    rf"(?:the )?(?:scenes? *(?:number |no\.? |#)?(?P<a>{_WORD}(?:(?: *, *| and | *& *)(?:scene )?{_WORD}\b)*)"
    rf"|(?P<b>{'|'.join(_ORDINALS)}|last) scene)\b",
    re.I,
)
_REMOVE: Final = re.compile(r"\b(?:remove|delete|drop|cut|lose|get rid of|take out|skip|without)\b", re.I)
_MOVE: Final = re.compile(r"\b(?:swap|switch|move|reorder|duplicate|repeat|split|merge|insert)\b", re.I)
_ADD_SCENE: Final = re.compile(r"^(?:add|insert)\b.*\b(?:before|after|between)\b", re.I)
_VOICE: Final = re.compile(
    r"(?:(?:make|have|let|change|set|replace) )?(?:(?:the|its) )?(?:voice[- ]?over|voice|narrat(?:or|ion)|speaker|"
    r"spoken (?:line|text)|line)(?: text| line)?"
    r"(?: (?:should|must|to))*(?: (?:says?|be|to|with|is)\b)* ?:? *(?P<line>.+)",
    re.I,
)
_TEXT: Final = re.compile(
    r"(?:(?:make|have|let|use|change|set|replace) )?(?:(?:the|its) )?(?:on-?screen )?"
    r"(?:text|caption|headline|title|says?)"
    r"(?: (?:should|must|to))*(?: (?:says?|be|to|with|is|reads?)\b)* ?:? *(?P<line>.+)",
    re.I,
)
_NO_TEXT: Final = re.compile(r"\b(?:no|without|remove the) (?:on-?screen )?(?:text|caption|headline)\b", re.I)
_LENGTH: Final = re.compile(
    r"\b(?:(?P<n>\d{1,2}(?:\.\d)?) ?(?:s|secs?|seconds?)\b|(?P<way>longer|shorter))", re.I
)
_ADDITION: Final = re.compile(
    r"^(?:add|more|less|much|a (?:bit|little)|slightly|brighter|darker|warmer|colder|slower|faster|closer|wider|"
    r"happier|sadder|calmer|bigger|smaller|funnier|softer|with|without|no|keep|also|"
    r"más|menos|un poco|algo|mucho|con|sin|también|añade|agrega|"
    r"больше|меньше|побольше|поменьше|чуть|немного|слегка|ещё|еще|с|со|без|добавь(?:те)?)\b|^\w+er$|^\w{4,}(?:ее|ей|че|ше)$",
    re.I,
)
_SHOWS: Final = re.compile(
    r"^(?:(?:should|must|needs? to|has to|to) )?(?:(?:instead )?(?:show|film|see|feature|have|use|put|be|become|"
    r"make it|let'?s see|let me see|picture|change (?:it )?(?:to|into)|replace (?:it )?(?:by|with)|needs?|"
    r"muestra|mostrar|enseña|pon|que (?:salga|se vea|aparezca)|cambia a|mejor|"
    r"пусть (?:будет|видно)|покажи(?:те)?|снимите|сними|поставь(?:те)?|замени(?:те)? на|лучше)\b:? *)+",
    re.I,
)
_VOICE_NOTE: Final = re.compile(r"Voice-over: “(.*)”", re.S)


@dataclass
class Revised:
    """A script after the wishes. `edits` are arguments of `edit_scene` while only single scenes changed; once scenes
    were removed or resized (`whole`) the script is handed in as one. `done` and `refused` are sentences.
    """

    script: AdScript
    edits: list[dict[str, object]] = field(default_factory=list)
    whole: bool = False
    done: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    say: Speech = field(default_factory=lambda: speech_in("en"))

    def did(self, name: str, **values: object) -> None:
        """Say what was done, by the name of the sentence."""
        self.done.append(self.say.of_scenes(name, **values))

    def refuse(self, name: str, **values: object) -> None:
        """Say what was not done."""
        self.refused.append(self.say.of_scenes(name, **values))


def revise_scenes(script: AdScript, wishes: list[str], brief: Brief, say: Speech | None = None) -> Revised:
    """Carry out `wishes` in turn; numbers mean the scenes as the marketer sees them, before any is removed. What was
    done is told in the words of `say` (English where None).
    """
    revised = Revised(script, say=say or speech_in("en"))
    count = len(script.scenes)
    removals: list[int] = []
    for wish in wishes:
        match = _NAMED.search(wish)
        if match is None:
            continue
        named = [_index(word, count) for word in re.findall(_WORD, (match["a"] or match["b"]).lower())]
        if None in named:
            revised.refuse("which", count=count)
            continue
        before, after = wish[: match.start()].strip(" ,:"), wish[match.end() :].strip(" :,-–.")
        indices = [index for index in named if index is not None]
        if _MOVE.search(before) or _ADD_SCENE.match(before):
            revised.refuse("no_order")
        elif _REMOVE.search(before) and not re.search(r"\b(?:from|in|of)\s*$", before) and not after:
            removals += indices
        else:
            for index in indices:
                _change(revised, index, _wish(before, after), brief)
    for index in sorted(set(removals), reverse=True):
        _remove(revised, index, brief)
    return revised


def _index(word: str, count: int) -> int | None:
    if word == "last":
        return count - 1
    for words in (_NUMBERS, _ORDINALS):
        if word in words:
            word = str(words.index(word) + 1)
    return int(word) - 1 if word.isdigit() and 1 <= int(word) <= count else None


def _wish(before: str, after: str) -> str:
    """What shall be, without what only leads to the scene (“in”, “make”, “change”)."""
    before = re.sub(
        r"\s+(?:in|of|for|on|from)$|^(?:in|for|on|make|change|let|have)$", "", before, flags=re.I
    ).strip()
    return f"{before} {after}".strip() if before and after else before or after


def _change(revised: Revised, index: int, wish: str, brief: Brief) -> None:
    number = index + 1
    if not wish:
        revised.refuse("what", number=number)
    elif _NO_TEXT.search(wish):
        _edit(revised, index, on_screen_text="") if number < len(revised.script.scenes) else revised.refuse(
            "call_stays", number=number
        )
    elif (match := _VOICE.match(wish)) and not wish.lower().startswith("line up"):
        _say(revised, index, _unquoted(match["line"]), brief)
    elif match := _TEXT.match(wish):
        _show(revised, index, _unquoted(match["line"]))
    elif (match := _LENGTH.search(wish)) and len(wish.split()) <= 5:
        _resize(revised, index, match)
    else:
        _picture(revised, index, wish)


def _unquoted(text: str) -> str:
    return re.sub(r"^[\"'“]+|[\"'”]+(?: instead| please)?$", "", text.strip()).strip()


def _edit(revised: Revised, index: int, **changes: str) -> None:
    scenes = list(revised.script.scenes)
    scenes[index] = scenes[index].model_copy(update=changes)
    revised.script = revised.script.model_copy(update={"scenes": tuple(scenes)})
    revised.edits.append({"scene_number": index + 1, **changes})
    revised.did("changed", number=index + 1)


def _picture(revised: Revised, index: int, wish: str) -> None:
    """Another picture in place of the old one, or the old one with an addition (“more daylight”)."""
    scene = revised.script.scenes[index]
    title, _, old = scene.description.partition(": ")
    title, old = (
        (title, old) if old else (revised.say.of_scenes("title", number=index + 1), scene.description)
    )
    wish = wish.strip(" .")
    adds = _ADDITION.match(wish)
    shot = wish if adds else (_SHOWS.sub("", wish).strip() or wish)
    shot = f"{old.rstrip('. ')}; {wish}" if adds else shot
    _, mark, rest = scene.visual_prompt.partition(" The product is ")
    style = f"{mark}{rest}" if mark else f" {FORBIDS}"
    _edit(
        revised,
        index,
        description=f"{title}: {shot}."[:2000],
        visual_prompt=f"{shot[:1].upper()}{shot[1:]}.{style}"[-2000:],
    )


def _show(revised: Revised, index: int, text: str) -> None:
    call = revised.script.ad_details.call_to_action
    last = index == len(revised.script.scenes) - 1
    shown = fit_screen(text, 2)
    if last and call.lower() not in shown.lower():
        shown = f"{fit_screen(text, 1)}\n{call}"
    _edit(revised, index, on_screen_text=shown)


# The voice


def spoken_line(scene: Scene) -> str:
    """What the voice says in `scene`, as its audio prompt notes it; empty where it is silent or unknown."""
    match = _VOICE_NOTE.search(scene.audio_prompt)
    return match[1] if match else ""


def _say(revised: Revised, index: int, line: str, brief: Brief) -> None:
    line = sentence(line)
    scene = revised.script.scenes[index]
    voice = _with_line(revised.script, index, line)
    seconds = revised.script.ad_details.ad_duration
    if voice is None:
        revised.refuse("whose_words", number=index + 1)
        return
    if speech_seconds(voice, brief.language or "en") > FILL_HIGH * seconds:
        room = int(seconds * FILL_HIGH * _rate(brief)) - spoken_words(revised.script.voiceover_text)
        room += spoken_words(spoken_line(scene))
        revised.refuse("too_long", number=index + 1, words=max(room, 0))
        return
    changes = {"audio_prompt": f"Voice-over: “{line}”", "voiceover_text": voice}
    last = index == len(revised.script.scenes) - 1
    if not last:
        changes["on_screen_text"] = fit_screen(line.rstrip("."), 2)
    scenes = list(revised.script.scenes)
    scenes[index] = scene.model_copy(update={k: v for k, v in changes.items() if k != "voiceover_text"})
    revised.script = revised.script.model_copy(update={"scenes": tuple(scenes), "voiceover_text": voice})
    revised.did("says", number=index + 1, line=line)
    revised.edits.append({"scene_number": index + 1, **changes})
    if _top_up(revised, index, brief):
        revised.whole = True
        revised.did("line_elsewhere")


def _with_line(script: AdScript, index: int, line: str) -> str | None:
    """The voice-over with `line` (empty: nothing) in place of what scene `index` says; None when that isn't known."""
    old = spoken_line(script.scenes[index])
    lines = script.voiceover_text.split("\n")
    if old and old in lines:
        at = lines.index(old)
        lines[at : at + 1] = [line] if line else []
        return "\n".join(lines)
    if old:
        return None
    before = sum(1 for scene in script.scenes[:index] if spoken_line(scene))
    return "\n".join([*lines[:before], *([line] if line else []), *lines[before:]])


def _rate(brief: Brief) -> float:
    return RATES.get(brief.language or "en", RATES["en"])


def _top_up(revised: Revised, near: int, brief: Brief) -> bool:
    """Add a line of the product's own kind where too little is said now; whether one was needed."""
    added = False
    seconds = revised.script.ad_details.ad_duration
    least = FILL_LOW * seconds * _rate(brief)
    most = int(FILL_HIGH * seconds * _rate(brief))
    for line in spare_lines(brief, revised.script.voiceover_text):
        said = spoken_words(revised.script.voiceover_text)
        if said >= least:
            break
        inner = range(1, len(revised.script.scenes) - 1) or range(len(revised.script.scenes))
        index = min((i for i in inner if i != near or len(inner) == 1),
                    key=lambda i: spoken_words(spoken_line(revised.script.scenes[i])))  # fmt: skip
        scene = revised.script.scenes[index]
        whole = f"{spoken_line(scene)} {line}".strip()
        voice = _with_line(revised.script, index, whole)
        if voice is None or said + spoken_words(line) > most:
            continue
        scenes = list(revised.script.scenes)
        scenes[index] = scene.model_copy(update={"audio_prompt": f"Voice-over: “{whole}”"})
        revised.script = revised.script.model_copy(update={"scenes": tuple(scenes), "voiceover_text": voice})
        added = True
    return added


# Scenes as a whole


def _remove(revised: Revised, index: int, brief: Brief) -> None:
    script, number = revised.script, index + 1
    rest = [scene for i, scene in enumerate(script.scenes) if i != index]
    total = script.ad_details.ad_duration
    if index == len(script.scenes) - 1:
        revised.refuse("packshot_stays", number=number)
        return
    if len(rest) < 2 or HOOK_SECONDS + LONGEST_SCENE * (len(rest) - 1) < total:
        revised.refuse("too_few", number=number, left=len(rest), seconds=f"{total:g}")
        return
    voice = _with_line(script, index, "")
    lengths = spread([scene.duration for scene in rest], total)
    scenes = tuple(
        scene.model_copy(update={"scene_number": i, "duration": length})
        for i, (scene, length) in enumerate(zip(rest, lengths, strict=True), start=1)
    )
    update = {"scenes": scenes, "voiceover_text": script.voiceover_text if voice is None else voice}
    revised.script, revised.whole = script.model_copy(update=update), True
    revised.did("gone", number=number, left=len(rest))
    if _top_up(revised, -1, brief):
        revised.did("line_added")


def _resize(revised: Revised, index: int, match: re.Match[str]) -> None:
    """Give one scene another length; the others give or take the difference, half a second at a time."""
    lengths = [scene.duration for scene in revised.script.scenes]
    most = HOOK_SECONDS if index == 0 else LONGEST_SCENE
    step = 1.0 if (match["way"] or "").lower() == "longer" else -1.0
    wanted = round(float(match["n"]) * 2) / 2 if match["n"] else lengths[index] + step
    goal = max(1.5, min(most, wanted))
    caps = [HOOK_SECONDS, *[LONGEST_SCENE] * (len(lengths) - 1)]
    others = [i for i in range(len(lengths)) if i != index]
    while abs(lengths[index] - goal) >= 0.5:
        up = goal > lengths[index]
        free = [i for i in others if (lengths[i] > 1.5 if up else lengths[i] + 0.5 <= caps[i])]
        if not free:
            break
        giver = max(free, key=lambda i: lengths[i]) if up else min(free, key=lambda i: lengths[i])
        lengths[index] += 0.5 if up else -0.5
        lengths[giver] += -0.5 if up else 0.5
    if lengths[index] == revised.script.scenes[index].duration:
        revised.refuse(
            "length_stays",
            number=index + 1,
            hook=f"{HOOK_SECONDS:g}",
            most=f"{LONGEST_SCENE:g}",
            seconds=f"{revised.script.duration:g}",
        )
        return
    scenes = [
        scene.model_copy(update={"duration": length})
        for scene, length in zip(revised.script.scenes, lengths, strict=True)
    ]
    revised.script = revised.script.model_copy(update={"scenes": tuple(scenes)})
    revised.whole = True
    revised.did("lasts", number=index + 1, seconds=f"{lengths[index]:g}")
