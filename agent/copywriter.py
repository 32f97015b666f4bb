"""The guided writer: a script from a brief, without a model.

Copy comes from `agent/craft.py` by category and tone, its order from the framework, and the brief's own
words (key message, offer, audience, call to action) stand in it as they are. The same brief and revision
give the same script; another revision gives other lines. What it writes keeps every rule of
`agent/rules.py`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from agent.brief import BrandFacts, Brief
from agent.craft import OTHER, Copy, Craft, Line, copy_in, craft_for, tone_family
from agent.frameworks import SHAPES, Beat, beats_for, choose_framework
from agent.naming import Names, capitalised, names_for, renamed, sentence, spoken_text, upper
from agent.rules import FILL_HIGH, FILL_LOW, FORBIDS, RATES, fit_screen, speech_seconds, spoken_words, spread
from agent.script import AdScript, Framework, Music, Scene

# How much of the ad the voice should fill: audible most of the time, with air left to breathe.
AIM_LOW: Final = 0.63
AIM_HIGH: Final = 0.75

_SOURCES: Final[dict[Beat, str]] = {
    "agitate": "agitate", "before": "agitate", "after": "after", "demo": "demo", "detail": "demo", "desire": "desire",
}  # fmt: skip
_LOOKS: Final = {
    "playful": "saturated pop colours, snappy handheld energy",
    "professional": "clean neutral grade, steady camera",
    "bold": "high contrast, hard light, fast push-ins",
    "warm": "golden light, soft focus, unhurried camera",
    "luxurious": "deep shadows, gliding slow camera, macro detail",
    "urgent": "quick whip-pans, tight framing",
    "inspiring": "wide cinematic frames, rising sun, lens flare",
    "calm": "pastel grade, long still takes, soft daylight",
    "friendly": "natural daylight, easy handheld camera",
}
_MOVES: Final = (
    "slow push-in",
    "low tracking shot",
    "overhead shot",
    "handheld close-up",
    "slow pan",
    "gentle orbit",
)


@dataclass
class _Draft:
    """The lines chosen so far, one list a scene, and the lines already used."""

    brief: Brief
    names: Names
    beats: tuple[Beat, ...]
    said: list[list[str]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    @property
    def words(self) -> int:
        return sum(spoken_words(text) for lines in self.said for text in lines)

    def add(self, index: int, line: Line, *, front: bool = False) -> None:
        say = self.names.say(line)
        self.said[index].insert(0, say) if front else self.said[index].append(say)
        self.used.add(line.say)
        if not self.shown[index]:
            self.shown[index] = self.names.show(line)


def write(
    brief: Brief, brand: BrandFacts, *, revision: int = 0, framework: Framework | None = None
) -> AdScript:
    """A script for `brief` that keeps every rule; facts the brief lacks are filled with what suits the
    category.
    """
    language = brief.language or "en"
    copy = copy_in(language)
    craft = craft_for(brief.product, language)
    chosen = (
        framework
        or brief.framework
        or choose_framework(craft.name, brief.where, brief.seconds, brief.creativity)
    )
    seed = "|".join(
        str(part)
        for part in (brief.product, brief.target_audience, brief.key_message, brief.tone, chosen, revision)
    )
    writer = _Writer(brief, brand, copy, craft, chosen, random.Random(seed))
    return writer.script()


class _Writer:
    """One script being written: lines chosen to a word budget, then scenes cut to the lines."""

    def __init__(
        self,
        brief: Brief,
        brand: BrandFacts,
        copy: Copy,
        craft: Craft,
        framework: Framework,
        rng: random.Random,
    ) -> None:
        self.brief, self.brand, self.copy, self.craft = brief, brand, copy, craft
        self.framework, self.rng = framework, rng
        self.tone = tone_family(brief.tone or brand.tone)
        self.cta = capitalised(brief.call_to_action or craft.cta)
        self.names = names_for(brief, brand)
        self.beats = beats_for(framework, brief.seconds)
        rate = RATES.get(brief.language or "en", RATES["en"])
        self.low, self.high = (int(brief.seconds * rate * share) for share in (AIM_LOW, AIM_HIGH))
        self.most = int(brief.seconds * rate * FILL_HIGH)
        self.least = -int(-brief.seconds * rate * FILL_LOW // 1)

    def script(self) -> AdScript:
        draft = self._lines()
        seconds = self._durations(draft)
        scenes = tuple(
            self._scene(index, beat, draft, length)
            for index, (beat, length) in enumerate(zip(self.beats, seconds, strict=True))
        )
        details = self.brief.for_script().model_copy(update={"call_to_action": self.cta})
        return AdScript(
            storyline=self._storyline(scenes),
            framework=self.framework,
            voiceover_text="\n".join(" ".join(lines) for lines in draft.said if lines),
            ad_details=details,
            brand=self.brand.look(self.brief.tone),
            music=Music(
                enabled="music" not in " ".join(self.brief.must_not).lower(),
                genre=self.copy.tone_music[self.tone] or self.craft.music,
            ),
            scenes=scenes,
        )

    # Words

    def _lines(self) -> _Draft:
        count = len(self.beats)
        draft = _Draft(self.brief, self.names, self.beats, [[] for _ in range(count)], [""] * count)
        # A key message that is a line of ours is not said a second time in its longer form.
        message = (self.brief.key_message or "").lower()
        draft.used |= {
            line.say
            for pool in self.craft.lines.values()
            for line in pool
            if line.show.rstrip(".").lower() == message
        }
        self._must_say(draft)
        for beat in SHAPES[self.framework].keep:
            for index in (i for i, known in enumerate(self.beats) if known == beat and not draft.said[i]):
                self._add_if_fits(draft, index, self._pool(beat), self.high)
        for index, beat in enumerate(self.beats):
            if not draft.said[index]:
                self._add_if_fits(draft, index, self._pool(beat), self.high)
        self._fill(draft)
        return draft

    def _must_say(self, draft: _Draft) -> None:
        """The hook, the product's name, the call to action, then the key message and the offer where they
        fit.
        """
        last = len(self.beats) - 1
        hooks = self.craft.lines["pain" if self.framework in ("PAS", "BAB") else "catch"]
        call = sentence(self.cta)
        if spoken_words(call) > max(4, self.most - 9):
            call = sentence(self.craft.cta)
        room = self.most - spoken_words(call) - spoken_words(self.names.spoken)
        if min(spoken_words(line.say) for line in hooks) > room:
            self.names = draft.names = self.names.shortened()
            room = self.most - spoken_words(call) - spoken_words(self.names.spoken)
        airy = [line for line in hooks if spoken_words(line.say) <= room - (self.most - self.high)]
        brisk = airy or [line for line in hooks if spoken_words(line.say) <= room]
        draft.add(0, self._pick(brisk or [min(hooks, key=lambda line: spoken_words(line.say))], draft))
        draft.said[last].append(call)
        at = next((i for i, b in enumerate(self.beats) if b in ("solve", "bridge", "interest")), last)
        turn = "interest" if self.beats[at] == "interest" else "solve"
        plain = Line("{P}.", "{P}")
        room = self.most - draft.words
        turns = [
            line for line in self.copy.tones[self.tone][turn] if spoken_words(self.names.say(line)) <= room
        ]
        draft.add(at, plain if at == last else self._pick(turns or [plain], draft), front=True)
        for text, index in ((self.brief.key_message, at), (self.brief.offer, last)):
            if text and draft.words + spoken_words(sentence(spoken_text(text))) <= self.high:
                position = len(draft.said[index]) - (index == last)
                draft.said[index].insert(max(0, position), sentence(spoken_text(text)))
                if text == self.brief.key_message and index != last:
                    draft.shown[index] = fit_screen(sentence(text).rstrip("."), 2)

    def _pool(self, beat: Beat) -> Sequence[Line]:
        if beat == "proof":
            return self.copy.tones[self.tone]["proof"]
        if beat in _SOURCES:
            return self.craft.lines[_SOURCES[beat]]
        return self.copy.tones[self.tone]["interest" if beat == "interest" else "solve"]

    def _fill(self, draft: _Draft) -> None:
        """More lines, the category's own first, until the voice fills the ad."""
        last = len(self.beats) - 1
        closers = [line for line in self.copy.tones[self.tone]["close"] if line.say]
        crowd = list(self.copy.crowd) if self.names.who else []
        after_intro = next((i for i, b in enumerate(self.beats) if b in ("solve", "bridge", "interest")), 1)
        middle = list(range(after_intro, last)) or [last]
        stock: list[tuple[Sequence[Line], int | None]] = [(crowd, None), (closers, last)]
        stock += [(self.craft.lines[kind], None) for kind in ("demo", "desire")]
        stock += [(self.copy.tones[self.tone]["proof"], None), (self.craft.lines["after"], None)]
        stock += [(self.copy.fillers, None)] * len(self.copy.fillers)
        for pool, place in stock:
            if draft.words >= self.low:
                return
            quiet = min(middle, key=lambda i: (sum(map(spoken_words, draft.said[i])), i))
            index = quiet if place is None else place
            self._add_if_fits(draft, index, pool, self.high, front=index == last)
        if draft.words < self.least:
            self._add_if_fits(draft, middle[0], self.copy.fillers, self.most, front=middle[0] == last)

    def _add_if_fits(
        self, draft: _Draft, index: int, pool: Sequence[Line], limit: int, *, front: bool = False
    ) -> None:
        room = limit - draft.words
        fitting = [line for line in pool if line.say not in draft.used and self._allowed(line)]
        fitting = [line for line in fitting if spoken_words(self.names.say(line)) <= room]
        if fitting:
            draft.add(index, self.rng.choice(fitting), front=front)

    def _pick(self, pool: Sequence[Line], draft: _Draft) -> Line:
        allowed = [line for line in pool if line.say not in draft.used and self._allowed(line)]
        return self.rng.choice(allowed or list(pool))

    def _allowed(self, line: Line) -> bool:
        text = " ".join(re.findall(r"\w+", f"{line.say} {line.show}".lower()))
        return not any(re.search(rf"\b{re.escape(word)}\b", text) for word in self.brief.forbidden)

    # Pictures

    def _durations(self, draft: _Draft) -> list[float]:
        weights = [speech_seconds(" ".join(lines)) + 0.9 for lines in draft.said]
        weights[-1] = max(weights[-1], 3.0) + 0.6
        return spread(weights, self.brief.seconds)

    def _scene(self, index: int, beat: Beat, draft: _Draft, seconds: float) -> Scene:
        shot = self._shot(index, beat)
        last = index == len(self.beats) - 1
        shown = self._ending() if last else draft.shown[index]
        said = " ".join(draft.said[index])
        return Scene(
            scene_number=index + 1,
            description=f"{_TITLES.get(beat, beat.capitalize())}: {shot}."[:2000],
            duration=seconds,
            visual_prompt=self._prompt(shot, index),
            audio_prompt=f"Voice-over: “{said}”" if said else "No voice here; let the picture breathe.",
            on_screen_text=shown if last else fit_screen(shown, 2),
        )

    def _shot(self, index: int, beat: Beat) -> str:
        name, craft = self.names.shown, self.craft
        if beat == "cta":
            return f"packshot of {name}, centred on the brand's colour, logo space above, calm and sharp"
        if beat == "hook":
            return (
                craft.problem
                if self.framework in ("PAS", "BAB")
                else f"{craft.demo[0]}, {name} filling the frame"
            )
        if beat in ("agitate", "before"):
            return f"closer on the same moment: {craft.problem}"
        if beat in ("solve", "bridge", "interest"):
            return f"{name} revealed {craft.place}"
        if beat in ("after", "desire"):
            return f"{craft.joy}, {name} close by"
        if beat == "proof":
            return f"an unposed portrait of somebody with {name}, a real smile"
        return f"{name}: {craft.demo[index % len(craft.demo)]}"

    def _prompt(self, shot: str, index: int) -> str:
        parts = [f"{upper(shot)}.", f"The product is {self.names.shown}, identical in every shot."]
        if self.brief.target_audience:
            parts.append(f"People shown: {self.brief.target_audience}.")
        parts.append(
            f"{upper(_MOVES[index % len(_MOVES)])}, {_LOOKS[self.tone]}, {self.brief.where.aspect_ratio}."
        )
        if self.brand.colors:
            parts.append(f"Accent colours {', '.join(self.brand.colors[:3])}.")
        if self.brief.must_have and 0 < index < len(self.beats):
            parts.append(f"Show {self.brief.must_have[(index - 1) % len(self.brief.must_have)]}.")
        if self.brief.must_not:
            parts.append(f"Do not show {', '.join(self.brief.must_not)}."[:600])
        return " ".join([*parts, FORBIDS])

    def _ending(self) -> str:
        call = self.cta
        offer = self.brief.offer
        if offer and len(offer) <= 42 and len(call) <= 42:
            return f"{upper(offer)}\n{call}"
        return call

    def _storyline(self, scenes: Sequence[Scene]) -> str:
        shape = SHAPES[self.framework]
        opening = scenes[0].on_screen_text.rstrip(".")
        audience = f" for {self.brief.target_audience}" if self.brief.target_audience else ""
        return (
            f"{shape.title}{audience}. Opens on “{opening}”, ends on {self.names.shown} with “{self.cta}”."
        )[:2000]


def spare_lines(brief: Brief, voice: str) -> list[str]:
    """Lines that suit the product and that `voice` doesn't say yet, the product's own kind first."""
    language = brief.language or "en"
    copy, craft = copy_in(language), craft_for(brief.product, language)
    pool = (*craft.lines["desire"], *craft.lines["demo"], *craft.lines["after"], *copy.fillers)
    banned = brief.forbidden
    return [
        line.say for line in pool if line.say not in voice and not any(b in line.say.lower() for b in banned)
    ]


_TITLES: Final[dict[Beat, str]] = {"cta": "Packshot", "demo": "Demo", "detail": "Detail", "hook": "Hook"}


def suggested_cta(product: str | None) -> str:
    """A call to action that suits the product."""
    return craft_for(product).cta


__all__ = ["OTHER", "capitalised", "names_for", "renamed", "spare_lines", "suggested_cta", "write"]
