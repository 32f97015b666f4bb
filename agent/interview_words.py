"""What the guided interviewer says, in the marketer's language: a senior creative, brief, warm and to the point.

The words are data (`agent/speech/<language>.toml`), so a language is added by adding a file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from agent.brief import Brief, Slot
from agent.craft import OTHER, craft_for
from agent.platforms import PLACEMENTS
from agent.understand_words import COLORS

SPOKEN: Final = ("en", "es", "ru")
# Languages that there is copy for (`agent/copy`); an ad in another one is written in English.
WRITTEN: Final = ("en",)


@dataclass(frozen=True, slots=True)
class Speech:
    """The sentences of one language; `words` are those without a method of their own, by name."""

    language: str
    words: Mapping[str, Any]

    def __call__(self, name: str, **values: object) -> str:
        """The sentence `name` with `values` filled in."""
        return str(self.words[name]).format(**values)

    @property
    def questions(self) -> Mapping[str, str]:
        return dict(self.words["questions"])

    @property
    def reminders(self) -> Mapping[str, str]:
        return dict(self.words["reminders"])

    @property
    def answers(self) -> Mapping[str, str]:
        return dict(self.words["answers"])

    @property
    def after_script(self) -> tuple[str, ...]:
        return tuple(self.words["after_script"])

    def _of(self, table: str, category: str) -> Any:
        known = self.words[table]
        return known.get(category, known[OTHER])

    def replies_for(self, slot: Slot, brief: Brief) -> tuple[str, ...]:
        """Two to four short answers to the question for `slot`."""
        category, choose = craft_for(brief.product, self.language).name, self("you_choose")
        if slot == "product":
            return tuple(self.words["product_replies"])
        if slot == "target_audience":
            return (*self._of("audiences", category), choose)
        if slot == "key_message":
            return (choose, self("just_decide"))
        if slot == "placement":
            return ("Instagram Reels", "TikTok", "YouTube Shorts", choose)
        if slot == "duration":
            low, high = brief.where.advised_seconds
            lengths = [s for s in (6, 10, 15, 20, 30) if low <= s <= high][-3:] or [15]
            return (*(f"{seconds} {self._second}" for seconds in lengths), choose)
        if slot == "call_to_action":
            return (*self._of("calls", category), choose)
        return (self("skip"),)

    @property
    def _second(self) -> str:
        return "с" if self.language == "ru" else "s"

    def guesses(self, brief: Brief) -> dict[str, object]:
        """A value for every fact that is still unknown, chosen by category; the product excepted, nobody can
        guess it.
        """
        language = brief.language if brief.language in WRITTEN else "en"
        craft, ours = craft_for(brief.product, language), speech_in(language)
        people = str(ours._of("audiences", craft.name)[0]).lower()
        values: dict[str, object] = {
            "target_audience": people.replace("–", " to ") if language == "en" else people,
            "placement": "instagram_reels",
            "duration": 15.0,
            "call_to_action": craft.cta,
            "key_message": craft.lines["desire"][0].show.rstrip("."),
            "tone": ours.words["tones"].get(craft.name, ours.words["tones"].get(OTHER, "friendly")),
            "language": language,
            "creativity": 5,
        }
        return {name: value for name, value in values.items() if not brief.knows(name)}

    def value(self, name: str, fact: object) -> str:
        """One fact as one would write it: a placement's title, colours by name, lists with commas."""
        if name == "colors" and isinstance(fact, (tuple, list)) and fact:
            if self.language != "en":
                return ", ".join(map(str, fact))
            return self._listed(dict.fromkeys(color_name(str(part)) for part in fact))
        if isinstance(fact, (tuple, list)):
            return ", ".join(map(str, fact))
        if name == "placement":
            return PLACEMENTS[str(fact)].title
        if isinstance(fact, (int, float)):
            return f"{fact:g} {self._second}" if name == "duration" else f"{fact:g}"
        return str(fact)

    def _listed(self, names: Iterable[str]) -> str:
        *first, last = names
        return f"{', '.join(first)} {self('joined')} {last}" if first else last

    def told(self, facts: Mapping[str, object]) -> str:
        """`facts` in one line, in the order of the brief: “cold brew · for students · TikTok · 15 s”."""
        parts = []
        for name, label in self.words["labels"].items():
            fact = facts.get(name)
            if fact in (None, ()):
                continue
            parts.append(label.format(self.value(name, fact)))
        return " · ".join(parts)


@cache
def speech_in(language: str) -> Speech:
    """The speech of `language`; English where there is no file of it yet."""
    known = language if language in SPOKEN else "en"
    text = resources.files("agent").joinpath("speech", f"{known}.toml").read_text("utf-8")
    return Speech(known, tomllib.loads(text))


def color_name(code: str) -> str:
    """The word for `#RRGGBB`, the nearest one where it has none of its own: a “#…” would read as a hashtag."""

    def rgb(text: str) -> tuple[int, ...]:
        return tuple(int(text[i : i + 2], 16) for i in (1, 3, 5))

    wanted = rgb(code)
    return min(
        COLORS, key=lambda name: sum((a - b) ** 2 for a, b in zip(rgb(COLORS[name]), wanted, strict=True))
    )
