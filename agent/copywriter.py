"""The guided writer: a script from a brief, without a model.

Copy comes from `agent/craft.py` in the ad's language by category, tone and placement, its order from the framework,
and the brief's own words (key message, offer, audience, call to action) stand in it as they are. Prompts for the models
stay English. The same brief and revision
give the same script; another revision gives other lines. What it writes keeps every rule of
`agent/rules.py`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from agent.aloud import is_foreign
from agent.brief import BrandFacts, Brief
from agent.craft import (
    OTHER,
    WRITTEN,
    Copy,
    Line,
    copy_in,
    craft_for,
    names_music,
    place_family,
    tone_family,
)
from agent.frameworks import SHAPES, Beat, beats_for, choose_framework
from agent.naming import Names, capitalised, names_for, renamed, sentence, spoken_text, upper
from agent.rules import (
    FILL_HIGH,
    FILL_LOW,
    HOOK_SECONDS,
    LINE_LENGTH,
    LONGEST_SCENE,
    RATES,
    fit_screen,
    screen_lines,
    speech_seconds,
    spoken_words,
    spread,
)
from agent.script import AdScript, Framework, Music, Scene
from agent.shots import inner_quotes, prompt_of, shot_of

# How much of the ad the voice should fill: audible most of the time, with air left to breathe.
AIM_LOW: Final = 0.63
AIM_HIGH: Final = 0.75
# The marketer's own words may fill more of it than ours.
AIM_FACTS: Final = 0.86
LONG_BEATS: Final = 4

_SOURCES: Final[dict[Beat, str]] = {
    "agitate": "agitate", "before": "agitate", "after": "after", "demo": "demo", "detail": "demo", "desire": "desire",
}  # fmt: skip


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
    brief: Brief,
    brand: BrandFacts,
    *,
    revision: int = 0,
    framework: Framework | None = None,
    told_in: str | None = None,
) -> AdScript:
    """A script for `brief` that keeps every rule; facts the brief lacks are filled with what suits the category.

    It speaks the ad's language; the storyline and what the scenes show are told in `told_in` (the ad's where None).
    """
    copy = copy_in(brief.language or "en")
    craft = craft_for(brief.product, copy.language)
    chosen = (
        framework
        or brief.framework
        or choose_framework(craft.name, brief.where, brief.seconds, brief.creativity)
    )
    seed = "|".join(
        str(part)
        for part in (brief.product, brief.target_audience, brief.key_message, brief.tone, chosen, revision)
    )
    writer = _Writer(brief, brand, copy, copy_in(told_in or copy.language), chosen, random.Random(seed))
    return writer.script()


def told_in(script: AdScript) -> str:
    """The language that the scenes of a script of ours are told in."""
    title = script.scenes[-1].description.partition(": ")[0]
    return next((code for code in WRITTEN if copy_in(code).told["cta"] == title), "en")


class _Writer:
    """One script being written: lines chosen to a word budget, then scenes cut to the lines."""

    def __init__(
        self,
        brief: Brief,
        brand: BrandFacts,
        copy: Copy,
        told: Copy,
        framework: Framework,
        rng: random.Random,
    ) -> None:
        self.brief, self.brand, self.copy, self.told = brief, brand, copy, told
        self.framework, self.rng = framework, rng
        self.craft = craft_for(brief.product, copy.language)
        self.place = copy.places[place_family(brief.where.name)]
        self.tone = tone_family(brief.tone or brand.tone)
        self.cta = capitalised(brief.call_to_action or self.craft.cta)
        self.names = names_for(brief, brand)
        self.beats = beats_for(framework, brief.seconds)
        rate = RATES.get(brief.language or "en", RATES["en"])
        self.low, self.high = (int(brief.seconds * rate * share) for share in (AIM_LOW, AIM_HIGH))
        self.roomy = int(brief.seconds * rate * AIM_FACTS)
        self.most = int(brief.seconds * rate * FILL_HIGH)
        self.least = -int(-brief.seconds * rate * FILL_LOW // 1)

    def script(self) -> AdScript:
        draft = self._lines()
        self._drop_silent(draft)
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
                enabled=not names_music(self.brief.must_not),
                genre=self.copy.tone_music[self.tone] or self.craft.music,
            ),
            scenes=scenes,
        )

    def _drop_silent(self, draft: _Draft) -> None:
        """Give up beats that nothing is said in, where the others can fill the ad: a mute second tells nothing."""
        for index in reversed(range(1, len(self.beats) - 1)):
            left = len(self.beats) - 1
            if not draft.said[index] and HOOK_SECONDS + LONGEST_SCENE * (left - 1) >= self.brief.seconds:
                del draft.said[index], draft.shown[index]
                self.beats = draft.beats = (*self.beats[:index], *self.beats[index + 1 :])

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
        hooks = self._hooks()
        call, room = self._call(draft, min(spoken_words(line.say) for line in hooks))
        airy = [line for line in hooks if spoken_words(line.say) <= room - (self.most - self.high)]
        brisk = airy or [line for line in hooks if spoken_words(line.say) <= room]
        draft.add(0, self._pick(brisk or [min(hooks, key=lambda line: spoken_words(line.say))], draft))
        draft.said[last].append(call)
        at = next((i for i, b in enumerate(self.beats) if b in ("solve", "bridge", "interest")), last)
        facts = [
            (fact, sentence(spoken_text(fact, self.copy.language)), index)
            for fact, index in ((self.brief.key_message, at), (self.brief.offer, last))
            if fact and not is_foreign(fact, self.copy.language)
        ]
        self._reveal(draft, at, sum(spoken_words(said) for _, said, _ in facts))
        for fact, said, index in facts:
            if draft.words + spoken_words(said) <= self.roomy:
                position = len(draft.said[index]) - (index == last)
                draft.said[index].insert(max(0, position), said)
                if fact == self.brief.key_message and index != last:
                    draft.shown[index] = self._revealed(fit_screen(sentence(fact).rstrip("."), 2))

    def _reveal(self, draft: _Draft, at: int, owed: int) -> None:
        """Name the product in scene `at`, in a turn of phrase that leaves `owed` words for the marketer's own, else
        plainly."""
        turn = "interest" if self.beats[at] == "interest" else "solve"
        plain = Line("{P}.", "{P}")

        def within(most: int) -> list[Line]:
            room = most - draft.words
            return [
                line
                for line in self.copy.tones[self.tone][turn]
                if spoken_words(self.names.say(line)) <= room and self._allowed(line)
            ]

        turns = within(self.roomy - owed) or ([plain] if owed else within(self.most)) or [plain]
        draft.add(at, plain if at == len(self.beats) - 1 else self._pick(turns, draft), front=True)
        draft.shown[at] = self._revealed()

    def _revealed(self, message: str = "") -> str:
        """What stands on screen where the product is named: its name, and what is to be remembered where both fit."""
        name = upper(self.names.shown)
        if not message or name.lower() in message.lower():
            return message or name
        both = f"{name}\n{message}"
        return both if len(name) <= LINE_LENGTH and len(screen_lines(both)) <= 2 else message

    def _hooks(self) -> Sequence[Line]:
        if self.framework in ("PAS", "BAB"):
            return self.craft.lines["pain"]
        return (*self.craft.lines["catch"], *self.place["catch"])

    def _call(self, draft: _Draft, hook: int) -> tuple[str, int]:
        """The call to action as it is said, and the words left for the hook, of which it needs `hook`: what is long
        gives way where the ad is short, the product's name first."""
        language = self.copy.language
        call, ours = (sentence(spoken_text(text, language)) for text in (self.cta, self.craft.cta))
        if spoken_words(call) > max(4, self.most - 9):
            call = ours

        def room() -> int:
            return self.most - spoken_words(call) - spoken_words(self.names.spoken)

        if hook > room():
            self.names = draft.names = self.names.shortened()
        if hook > room():
            call = min(call, ours, key=spoken_words)
        return call, room()

    def _pool(self, beat: Beat) -> Sequence[Line]:
        if beat == "proof":
            return self.copy.tones[self.tone]["proof"]
        if beat in _SOURCES:
            return self.craft.lines[_SOURCES[beat]]
        return self.copy.tones[self.tone]["interest" if beat == "interest" else "solve"]

    def _fill(self, draft: _Draft) -> None:
        """More lines, the category's own first, until the voice fills the ad."""
        last = len(self.beats) - 1
        tone = self.copy.tones[self.tone]
        call = draft.said[last][-1]
        closers = [line for line in (*tone["close"], *self.place["close"]) if line.say not in ("", call)]
        crowd = list(self.copy.crowd) if self.names.who else []
        after_intro = next((i for i, b in enumerate(self.beats) if b in ("solve", "bridge", "interest")), 1)
        middle = list(range(after_intro, last)) or [last]
        # Longer ads end on the product's name, shorter ones on a nudge.
        ending = tone["sign"] if len(self.beats) > LONG_BEATS else closers
        stock: list[tuple[Sequence[Line], int | None]] = [(ending, last), (crowd, None)]
        stock += [(self.craft.lines[kind], None) for kind in ("demo", "desire")]
        stock += [(tone["proof"], None), (self.craft.lines["after"], None)]
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
        if self.names.bare and re.search(r"\b(?!solo|simplemente)\w+ \{p\}", line.say):
            return False
        text = " ".join(re.findall(r"\w+", f"{line.say} {line.show}".lower()))
        return not any(re.search(rf"\b{re.escape(word)}\b", text) for word in self.brief.forbidden)

    # Pictures

    def _durations(self, draft: _Draft) -> list[float]:
        weights = [speech_seconds(" ".join(lines), self.copy.language) + 0.9 for lines in draft.said]
        weights[-1] = max(weights[-1], 3.0) + 0.6
        return spread(weights, self.brief.seconds)

    def _scene(self, index: int, beat: Beat, draft: _Draft, seconds: float) -> Scene:
        last = index == len(self.beats) - 1
        shown = self._ending() if last else draft.shown[index]
        said = " ".join(draft.said[index])
        told = self.told.told
        return Scene(
            scene_number=index + 1,
            description=f"{told[beat]}: {self._shot(index, beat, self.told)}."[:2000],
            duration=seconds,
            visual_prompt=prompt_of(
                self._shot(index, beat, copy_in("en")), index, self.brief, self.brand, self.names, self.tone
            ),
            audio_prompt=f"Voice-over: “{said}”" if said else told["silent"],
            on_screen_text=shown if last else fit_screen(shown, 2),
        )

    def _shot(self, index: int, beat: Beat, told: Copy) -> str:
        return shot_of(beat, index, self.framework, self.brief, self.names, told)

    def _ending(self) -> str:
        call = self.cta
        offer = self.brief.offer
        if offer and len(offer) <= 42 and len(call) <= 42 and not is_foreign(offer, self.copy.language):
            return f"{upper(offer)}\n{call}"
        return call

    def _storyline(self, scenes: Sequence[Scene]) -> str:
        told, who = self.told.told, self.brief.target_audience
        opening = scenes[0].on_screen_text.rstrip(".")
        return told["storyline"].format(
            shape=told[self.framework],
            audience=told["audience"].format(who=who) if who else "",
            opening=inner_quotes(opening) if "«" in told["storyline"] else opening,
            p=inner_quotes(self.names.shown),
            call=self.cta,
        )[:2000]


def spare_lines(brief: Brief, voice: str) -> list[str]:
    """Lines that suit the product and that `voice` doesn't say yet, the product's own kind first."""
    copy = copy_in(brief.language or "en")
    craft = craft_for(brief.product, copy.language)
    pool = (*craft.lines["desire"], *craft.lines["demo"], *craft.lines["after"], *copy.fillers)
    banned = brief.forbidden
    return [
        line.say for line in pool if line.say not in voice and not any(b in line.say.lower() for b in banned)
    ]


def suggested_cta(product: str | None) -> str:
    """A call to action that suits the product."""
    return craft_for(product).cta


__all__ = ["OTHER", "capitalised", "names_for", "renamed", "spare_lines", "suggested_cta", "told_in", "write"]
