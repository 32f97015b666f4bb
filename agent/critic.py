"""The critic by rules: five marks for a script, each with the measurement it rests on. Pure.

A criterion starts at 10 and loses what its faults weigh; its reason names the heaviest fault, or what is good where
nothing weighs much. Seconds throughout; the sentences are data (`agent/copy/angles/<language>.toml`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any, Final

from agent.brief import BrandFacts, Brief
from agent.craft import craft_for
from agent.craftlog import BEST, CRITERIA, REASON_LENGTH, Criterion, Mark
from agent.frameworks import choose_framework
from agent.naming import names_for, spoken_text, upper
from agent.rules import (
    FILL_HIGH,
    FILL_LOW,
    FORBIDS,
    HOOK_SECONDS,
    screen_lines,
    speech_seconds,
)
from agent.script import AdScript, Scene

TOLD_IN: Final = ("en", "es", "ru")
# Words on screen that are read at a glance; before the thumb moves; in a caption; as a call to action.
GLANCE_WORDS: Final = 4
HOOK_WORDS: Final = 7
CAPTION_WORDS: Final = 5
CALL_WORDS: Final = 4
# Words a second that people read off a moving picture without losing the picture.
READING_RATE: Final = 3.5
# By when the product is named, as shares of the ad.
NAMED_SOON: Final = 0.3
NAMED_BY: Final = 0.5
CALL_SECONDS: Final = 2.0
SHORTEST_CALL_S: Final = 1.5
MOST_SENTENCES: Final = 2
# Shorter ones (“Ta-da!”) are part of the thought beside them.
SENTENCE_WORDS: Final = 3
QUICK_PLACES: Final = ("tiktok", "instagram_reels", "instagram_stories", "youtube_shorts")
QUICK_PACE: Final = 4.0
SLOW_PACE: Final = 5.0
SHORTEST_LOOK: Final = 1.0
# A fault that weighs less is not worth the sentence.
WORTH_TELLING: Final = 1
_SENTENCE: Final = re.compile(r"[^.!?…]+[.!?…]")
_SAID: Final = re.compile(r"Voice-over: “(.*)”", re.S)


@dataclass(frozen=True, slots=True)
class AngleCopy:
    """What is said about angles in one language."""

    language: str
    words: Mapping[str, Any]

    def __call__(self, table: str, key: str, **values: object) -> str:
        """The sentence `key` of `table` with `values` filled in."""
        return str(self.words[table][key]).format(**values)

    def why(self, criterion: Criterion, key: str, **values: object) -> str:
        """The reason `key` of a criterion."""
        text = str(self.words["reason"][criterion][key]).format(**values)
        return text if len(text) <= REASON_LENGTH else f"{text[: REASON_LENGTH - 1].rstrip()}…"


@cache
def angle_copy(language: str) -> AngleCopy:
    """The sentences of `language`; English where there is no file of it."""
    known = language if language in TOLD_IN else "en"
    text = resources.files("agent").joinpath("copy", "angles", f"{known}.toml").read_text("utf-8")
    return AngleCopy(known, tomllib.loads(text))


@dataclass(frozen=True, slots=True)
class _Fault:
    weight: int
    key: str
    values: Mapping[str, object]


@dataclass(slots=True)
class _Case:
    """A script on the critic's table, with what is measured once."""

    script: AdScript
    brief: Brief
    brand: BrandFacts
    language: str

    @property
    def name(self) -> str:
        return names_for(self.brief, self.brand).shown

    def spoken(self, scene: Scene) -> str:
        """What the voice says in `scene`: its own note of it, else its line of the voice-over."""
        said = _SAID.search(scene.audio_prompt)
        if said:
            return said[1]
        lines = self.script.voiceover_text.splitlines()
        at = scene.scene_number - 1
        return lines[at] if len(lines) == len(self.script.scenes) else ""

    def captioned(self, scene: Scene) -> bool:
        """Whether the words of the voice are read in `scene`."""
        return self.script.captions.enabled and bool(self.spoken(scene))

    def start(self, scene: Scene) -> float:
        return sum(one.duration for one in self.script.scenes[: scene.scene_number - 1])

    def seconds(self, text: str) -> float:
        return speech_seconds(text, self.language)


def judge(script: AdScript, brief: Brief, brand: BrandFacts, *, told_in: str = "en") -> tuple[Mark, ...]:
    """Five marks for `script`, in the order of CRITERIA; the reasons in the language `told_in`."""
    case = _Case(script, brief, brand, brief.language or "en")
    copy = angle_copy(told_in)
    return tuple(_mark(case, criterion, copy) for criterion in CRITERIA)


def _mark(case: _Case, criterion: Criterion, copy: AngleCopy) -> Mark:
    faults, praise = _JUDGES[criterion](case)
    score = max(0, BEST - sum(fault.weight for fault in faults))
    worst = max(faults, key=lambda fault: fault.weight, default=None)
    telling = worst if worst is not None and worst.weight >= WORTH_TELLING else praise
    return Mark(
        criterion=criterion, score=score, reason=copy.why(criterion, telling.key, **_told(telling.values))
    )


def _told(values: Mapping[str, object]) -> dict[str, object]:
    """Numbers as one writes them, texts on one line and not too long."""
    return {
        name: f"{round(value, 1):g}" if isinstance(value, float) else _clipped(value)
        for name, value in values.items()
    }


def _clipped(value: object) -> object:
    if not isinstance(value, str):
        return value
    line = " ".join(value.split()).rstrip(".")
    return line if len(line) <= 70 else f"{line[:69].rstrip()}…"


def opening_of(script: AdScript) -> str:
    """What is read first, or heard first where nothing is written."""
    shown = " ".join(script.scenes[0].on_screen_text.split())
    return shown or " ".join(script.voiceover_text.split("\n")[0].split())


def _hook(case: _Case) -> tuple[list[_Fault], _Fault]:
    first = case.script.scenes[0]
    opening, shown = opening_of(case.script), " ".join(first.on_screen_text.split())
    words, voice = len(shown.split()), case.seconds(case.spoken(first))
    told = {"opening": opening, "words": words, "seconds": first.duration}
    faults = []
    if first.duration > HOOK_SECONDS:
        faults.append(_Fault(4, "slow", told))
    if not shown and not case.captioned(first):
        faults.append(_Fault(3, "empty", told))
    elif words > HOOK_WORDS:
        faults.append(_Fault(min(5, 2 + words - HOOK_WORDS), "wordy", told))
    elif words > GLANCE_WORDS:
        faults.append(_Fault(1 if words == GLANCE_WORDS + 1 else 2, "longish", told))
    if voice > first.duration + 1:
        faults.append(_Fault(2, "late", told | {"seconds": voice}))
    asks = "?" in opening
    if shown and not asks:
        faults.append(_Fault(2, "plain", told))
    return faults, _Fault(0, "good_question" if asks else "good", told)


def _clarity(case: _Case) -> tuple[list[_Fault], _Fault]:
    faults = []
    captions = [(scene, len(scene.on_screen_text.split())) for scene in case.script.scenes]
    most = max((words for _, words in captions), default=0)
    scene, words = max(captions, key=lambda one: one[1] / one[0].duration)
    long, longest = max(captions, key=lambda one: one[1])
    if words / scene.duration > READING_RATE:
        told = {"scene": scene.scene_number, "words": words, "seconds": scene.duration}
        faults.append(_Fault(2, "wordy", told))
    elif longest > CAPTION_WORDS:
        told = {"scene": long.scene_number, "words": longest}
        faults.append(_Fault(1 if longest <= CAPTION_WORDS + 2 else 2, "caption", told))
    sentences = [(_sentences(case.spoken(one)), one.scene_number) for one in case.script.scenes]
    crowded, where = max(sentences)
    if crowded > MOST_SENTENCES:
        faults.append(
            _Fault(min(2, crowded - MOST_SENTENCES), "crowded", {"scene": where, "sentences": crowded})
        )
    share = case.seconds(case.script.voiceover_text) / case.script.duration
    if share < FILL_LOW or share > FILL_HIGH:
        key = "silent" if share < FILL_LOW else "breathless"
        faults.append(_Fault(3, key, {"share": round(100 * share)}))
    message = case.brief.key_message or ""
    heard = _bare(f"{case.script.voiceover_text} {_written(case.script)}")
    if message and _bare(spoken_text(message, case.language)) not in heard and _bare(message) not in heard:
        faults.append(_Fault(3, "no_message", {"message": message}))
    praise = {"words": most, "message": message}
    return faults, _Fault(0, "good" if message else "good_plain", praise)


def _brand_fit(case: _Case) -> tuple[list[_Fault], _Fault]:
    wanted = _names(case)
    spoken = _count(wanted, case.script.voiceover_text)
    shown = sum(_count(wanted, scene.on_screen_text) for scene in case.script.scenes)
    first = _first_named(case, wanted)
    told: dict[str, object] = {"p": upper(case.name), "times": spoken + shown, "seconds": first or 0.0}
    faults = []
    if not spoken:
        faults.append(_Fault(4, "unsaid", told))
    if not shown and not (spoken and case.script.captions.enabled):
        faults.append(_Fault(2 if spoken else 3, "unseen", told))
    elif spoken + shown == 1:
        faults.append(_Fault(1, "once", told))
    share = (first or 0.0) / case.script.duration
    if share > NAMED_SOON:
        faults.append(_Fault(2, "late", told) if share > NAMED_BY else _Fault(1, "later", told))
    if not (case.brand.colors or case.brand.product_images or case.brand.logo):
        faults.append(_Fault(1, "plain", told))
    pictures = _bare(" ".join(scene.visual_prompt for scene in case.script.scenes))
    missed = [wish for wish in case.brief.must_have if _bare(wish) not in pictures]
    if missed:
        faults.append(_Fault(min(4, 2 * len(missed)), "missing", {"wish": missed[0]}))
    words = _bare(f"{case.script.voiceover_text} {_written(case.script)}")
    broken = [
        phrase for phrase in case.brief.forbidden if re.search(rf"\b{re.escape(_bare(phrase))}\b", words)
    ]
    if broken:
        faults.append(_Fault(6, "forbidden", {"wish": broken[0]}))
    tone = case.brief.tone or case.brand.tone
    return faults, _Fault(0, "good" if tone else "good_toneless", told | {"tone": tone or ""})


def _platform_fit(case: _Case) -> tuple[list[_Fault], _Fault]:
    place = case.script.ad_details.placement
    low, high = place.advised_seconds
    length, scenes = case.script.duration, case.script.scenes
    pace = length / len(scenes)
    told = {"place": place.title, "length": length, "low": low, "high": high, "pace": pace}
    faults = []
    if length > high:
        faults.append(_Fault(3 if length > 2 * high else 2, "long", told))
    if length < low:
        faults.append(_Fault(2, "short", told))
    if place.name in QUICK_PLACES and pace > QUICK_PACE:
        faults.append(_Fault(2, "slow", told) if pace > SLOW_PACE else _Fault(1, "slowish", told))
    mute = [one.scene_number for one in scenes if not (one.on_screen_text.strip() or case.captioned(one))]
    if mute:
        faults.append(_Fault(min(2, len(mute)), "mute", told | {"scene": mute[0]}))
    hasty = min(scenes, key=lambda scene: scene.duration)
    if hasty.duration < SHORTEST_LOOK:
        shown = {"scene": hasty.scene_number, "seconds": hasty.duration}
        faults.append(_Fault(2, "hasty", told | shown))
    tall = max(scenes, key=lambda scene: len(screen_lines(scene.on_screen_text)))
    lines = len(screen_lines(tall.on_screen_text))
    if lines > 2:
        faults.append(_Fault(1, "lines", told | {"scene": tall.scene_number, "lines": lines}))
    category = craft_for(case.brief.product, case.language).name
    usual = choose_framework(category, place, length, case.brief.creativity) == case.script.framework
    if not usual:
        faults.append(_Fault(2, "other", told))
    return faults, _Fault(0, "good" if usual else "good_other", told)


def _call(case: _Case) -> tuple[list[_Fault], _Fault]:
    last, call = case.script.scenes[-1], case.script.ad_details.call_to_action
    words = len(call.split())
    told = {"call": call, "words": words, "seconds": last.duration, "offer": case.brief.offer or ""}
    if not call:
        return [_Fault(7, "none", told)], _Fault(0, "good", told)
    faults = []
    if _bare(call) not in _bare(last.on_screen_text):
        faults.append(_Fault(5, "unshown", told))
    if _bare(spoken_text(call, case.language)) not in _bare(spoken_text(case.script.voiceover_text)):
        faults.append(_Fault(2, "unsaid", told))
    if words > CALL_WORDS:
        faults.append(_Fault(min(3, words - CALL_WORDS), "long", told))
    if last.duration < CALL_SECONDS:
        faults.append(
            _Fault(2, "brief", told) if last.duration < SHORTEST_CALL_S else _Fault(1, "short", told)
        )
    offer = case.brief.offer
    if not offer:
        faults.append(_Fault(1, "no_reason", told))
    closing = _bare(f"{last.on_screen_text} {case.spoken(last)}")
    if offer and _bare(offer) not in closing and _bare(spoken_text(offer, case.language)) not in closing:
        faults.append(_Fault(2, "no_offer", told))
    return faults, _Fault(0, "good_offer" if offer else "good", told)


_JUDGES: Final = {
    "hook": _hook,
    "clarity": _clarity,
    "brand_fit": _brand_fit,
    "platform_fit": _platform_fit,
    "call_to_action": _call,
}


def _sentences(text: str) -> int:
    return sum(len(sentence.split()) >= SENTENCE_WORDS for sentence in _SENTENCE.findall(text))


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _written(script: AdScript) -> str:
    return " ".join(scene.on_screen_text for scene in script.scenes)


def _names(case: _Case) -> list[str]:
    """How the product may be called: by brand, by kind, or by the last word of its name."""
    names = names_for(case.brief, case.brand)
    found = (
        names.spoken,
        names.shown,
        case.brand.title or "",
        names.shown.split()[-1] if names.shown else "",
    )
    return sorted({_bare(name) for name in found if len(_bare(name)) > 2}, key=lambda name: -len(name))


def _count(names: list[str], text: str) -> int:
    pattern = "|".join(map(re.escape, names))
    return len(re.findall(rf"\b(?:{pattern})", _bare(text))) if names else 0


def _first_named(case: _Case, names: list[str]) -> float | None:
    """Seconds into the ad at which the product is first said or written; None where it never is."""
    for scene in case.script.scenes:
        if _count(names, f"{scene.on_screen_text} {case.spoken(scene)}"):
            return case.start(scene)
    return None


# What keeps the scenes of an ad alike


def shared_look(script: AdScript) -> tuple[str, ...]:
    """The phrases that most of the scenes' pictures share: product, light, colours; at most eight."""
    counts: dict[str, int] = {}
    for scene in script.scenes:
        for phrase in dict.fromkeys(_phrases(scene.visual_prompt)):
            counts[phrase] = counts.get(phrase, 0) + 1
    return tuple(phrase for phrase, count in counts.items() if 2 * count > len(script.scenes))[:8]


def cohesion(script: AdScript, brief: Brief, brand: BrandFacts) -> float:
    """How well the scenes hang together, 0–100: half for those whose picture names the product, half for neighbours
    that share a phrase of how they look."""
    names = _names(_Case(script, brief, brand, brief.language or "en"))
    prompts = [scene.visual_prompt for scene in script.scenes]
    named = sum(1 for prompt in prompts if _count(names, prompt)) / len(prompts)
    looks = [set(_phrases(prompt)) for prompt in prompts]
    pairs = [bool(one & other) for one, other in pairwise(looks)]
    return round(50 * named + 50 * (sum(pairs) / len(pairs) if pairs else 1.0), 1)


def _phrases(prompt: str) -> list[str]:
    plain = prompt.replace(FORBIDS, "")
    return [part.strip().lower()[:60] for part in re.split(r"[.,;]\s+|\.$", plain) if len(part.strip()) > 3]
