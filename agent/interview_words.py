"""What the guided interviewer says, in the marketer's language: a senior creative, brief, warm and to the point.

The words are data (`agent/speech/<language>.toml`), so a language is added by adding a file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from agent.aloud import is_foreign
from agent.brief import Brief, Slot
from agent.craft import OTHER, WRITTEN, craft_for
from agent.platforms import PLACEMENTS

SPOKEN: Final = ("en", "es", "ru")


_UNTIL: Final = {"en": " to "}


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

    def of_scenes(self, name: str, **values: object) -> str:
        """The sentence `name` about single scenes with `values` filled in."""
        return str(self.words["scenes"][name]).format(**values)

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
            # They end up in the ad, so they speak its language.
            return (*speech_in(self.ad_language(brief))._of("calls", category), choose)
        return (self("skip"),)

    @property
    def _second(self) -> str:
        return "с" if self.language == "ru" else "s"

    def ad_language(self, brief: Brief) -> str:
        """The language of the ad: the one that was wished, else the marketer's; English where we write neither."""
        wished = brief.language or self.language
        return wished if wished in WRITTEN else "en"

    def guesses(self, brief: Brief) -> dict[str, object]:
        """A value for every fact that is still unknown, chosen by category; the product excepted, nobody can
        guess it. What is said in the ad speaks its language, the rest the marketer's.
        """
        language = self.ad_language(brief)
        craft = craft_for(brief.product, language)
        people = str(self._of("audiences", craft.name)[0])
        values: dict[str, object] = {
            "target_audience": people[:1].lower() + people[1:].replace("–", _UNTIL.get(self.language, "–")),
            "placement": "instagram_reels",
            "duration": 15.0,
            "call_to_action": craft.cta,
            "key_message": craft.lines["desire"][0].show.rstrip("."),
            "tone": self.words["tones"].get(craft.name, self.words["tones"].get(OTHER, "friendly")),
            "language": language,
            "creativity": 5,
        }
        return {name: value for name, value in values.items() if not brief.knows(name)}

    def untranslated(self, brief: Brief) -> list[str]:
        """What of the marketer's own words the ad can't say, because it speaks another language."""
        language = self.ad_language(brief)
        known = {"key_message": brief.key_message, "offer": brief.offer}
        return [
            self.words["names"][name] for name, text in known.items() if text and is_foreign(text, language)
        ]

    def names_foreign(self, brief: Brief) -> bool:
        """Whether the product's name is in letters that nobody who hears the ad reads."""
        return self.ad_language(brief) != "ru" and bool(re.search("[а-яё]", brief.product or "", re.I))

    def own_call(self, brief: Brief) -> str | None:
        """The call to action in the ad's language where the brief's is in another one: the same of our suggestions,
        else the usual one of the category; None where the brief's will do."""
        language, call = self.ad_language(brief), brief.call_to_action
        if not call or not is_foreign(call, language):
            return None
        for code in SPOKEN:
            for category, calls in speech_in(code).words["calls"].items():
                if call in calls:
                    return str(speech_in(language).words["calls"][category][calls.index(call)])
        return craft_for(brief.product, language).cta

    def value(self, name: str, fact: object) -> str:
        """One fact as one would write it: a placement's title, colours by name, lists with commas."""
        if name == "colors" and isinstance(fact, (tuple, list)) and fact:
            return self.listed(dict.fromkeys(self.color_name(str(part)) for part in fact))
        if isinstance(fact, (tuple, list)):
            return ", ".join(map(str, fact))
        if name == "placement":
            return PLACEMENTS[str(fact)].title
        if name in ("language", "framework"):
            return str(self.words[f"{name}s"].get(fact, fact))
        if isinstance(fact, (int, float)):
            return f"{fact:g} {self._second}" if name == "duration" else f"{fact:g}"
        return str(fact)

    def color_name(self, code: str) -> str:
        """The word for `#RRGGBB`, the nearest one where it has none of its own: a “#…” would read as a hashtag."""

        def rgb(text: str) -> tuple[int, ...]:
            return tuple(int(text[i : i + 2], 16) for i in (1, 3, 5))

        names: Mapping[str, str] = self.words["palette"]
        wanted = rgb(code)
        near = min(
            names, key=lambda known: sum((a - b) ** 2 for a, b in zip(rgb(known), wanted, strict=True))
        )
        return names[near]

    def listed(self, names: Iterable[str]) -> str:
        """“one, two and three”."""
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
