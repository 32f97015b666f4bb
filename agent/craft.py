"""The copy that the guided writer draws from: lines and shots by product category, turns of phrase by tone.

The words are data (`agent/copy/<language>.toml`), so a language is added by adding a file. What a product is and what a
tone means is looked up in the words of all languages: the ad may speak another one than the marketer.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

from agent.brief import PRODUCT_CATEGORIES, ProductCategory

DEFAULT_TONE: Final = "friendly"
OTHER: Final = "other"
# Languages that there is copy for; an ad in another one is written in English.
WRITTEN: Final = ("en", "es", "ru")

_TONE_WORDS: Final[Mapping[str, str]] = {
    "playful": "playful funny humorous witty quirky cheeky fun silly light-hearted lighthearted ironic cute goofy",
    "professional": "professional serious corporate formal confident trustworthy informative expert factual honest",
    "bold": "bold edgy provocative daring energetic loud punchy dynamic brave rebellious powerful strong",
    "warm": "warm cosy cozy emotional heartfelt caring sincere nostalgic sentimental homely tender romantic",
    "luxurious": "luxurious luxury elegant premium sophisticated chic refined exclusive classy high-end sleek",
    "urgent": "urgent pressing fast-paced hurried",
    "inspiring": "inspiring inspirational motivational motivating uplifting epic cinematic empowering hopeful dramatic",
    "calm": "calm soothing minimal minimalist relaxed gentle serene quiet peaceful soft dreamy",
    "friendly": "friendly casual conversational relatable approachable upbeat cheerful natural fresh modern young",
}
TONES: Final[Mapping[str, str]] = {
    word: family for family, words in _TONE_WORDS.items() for word in words.split()
}


@dataclass(frozen=True, slots=True)
class Line:
    """What is said and, shorter, what stands on screen meanwhile."""

    say: str
    show: str


@dataclass(frozen=True, slots=True)
class Words:
    """Words that tell a category or a tone: whole ones, and stems that a word begins with."""

    whole: frozenset[str]
    stems: tuple[str, ...]

    def has(self, word: str) -> bool:
        """Whether `word` (lower case) is one of them."""
        parts = (word, *word.split("-")) if "-" in word else (word,)
        return any(part in self.whole or part.startswith(self.stems) for part in parts)

    @classmethod
    def of(cls, text: str) -> Words:
        """The words of `text`, parted by blanks; one that ends in `*` is a stem."""
        words = text.split()
        stems = tuple(word[:-1] for word in words if word.endswith("*"))
        return cls(frozenset(word for word in words if not word.endswith("*")), stems)


@dataclass(frozen=True, slots=True)
class Craft:
    """Lines and shots for one category of product. `music` is a genre in English."""

    name: str
    family: ProductCategory
    keywords: Words
    music: str
    cta: str
    place: str
    problem: str
    joy: str
    demo: tuple[str, ...]
    lines: Mapping[str, tuple[Line, ...]]


@dataclass(frozen=True, slots=True)
class Copy:
    """All copy of one language: crafts by category, lines by tone and by placement, fillers that are true of anything,
    and how a script is told to whoever reads it (`told`, `shots`)."""

    language: str
    crafts: Mapping[str, Craft]
    tones: Mapping[str, Mapping[str, tuple[Line, ...]]]
    tone_words: Mapping[str, Words]
    tone_music: Mapping[str, str]
    places: Mapping[str, Mapping[str, tuple[Line, ...]]]
    fillers: tuple[Line, ...]
    crowd: tuple[Line, ...]
    told: Mapping[str, str]
    shots: Mapping[str, str]


@cache
def copy_in(language: str) -> Copy:
    """The copy of `language`; English where there is no file of it yet."""
    known = language if language in WRITTEN else "en"
    raw, english = _read(known), _read("en")
    return Copy(
        language=known,
        crafts={
            name: _craft(name, table | {key: english["category"][name][key] for key in ("family", "music")})
            for name, table in raw["category"].items()
        },
        tones={
            name: {key: _lines(table[key]) for key in ("solve", "interest", "proof", "close", "sign")}
            for name, table in raw["tone"].items()
        },
        tone_words={name: Words.of(table.get("words", "")) for name, table in raw["tone"].items()},
        tone_music={name: table["music"] for name, table in english["tone"].items()},
        places={
            name: {key: _lines(table[key]) for key in ("catch", "close")}
            for name, table in raw["placement"].items()
        },
        fillers=_lines(raw["filler"]["lines"]),
        crowd=_lines(raw["filler"]["crowd"]),
        told=raw["told"],
        shots=raw["shots"],
    )


@cache
def _read(language: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("agent").joinpath("copy", f"{language}.toml").read_text("utf-8"))


def _craft(name: str, table: Mapping[str, Any]) -> Craft:
    family = next(known for known in PRODUCT_CATEGORIES if known == table["family"])
    lines = {key: _lines(table[key]) for key in ("pain", "catch", "agitate", "after", "desire")}
    return Craft(
        name, family, Words.of(table["keywords"]), table["music"], table["cta"], table["place"],
        table["problem"], table["joy"], tuple(table["demo"]), lines | {"demo": _lines(table["demo_lines"])},
    )  # fmt: skip


def _lines(texts: list[str]) -> tuple[Line, ...]:
    pairs = [text.partition(" | ") for text in texts]
    return tuple(Line(say, show or say) for say, _, show in pairs)


def craft_for(product: str | None, language: str = "en") -> Craft:
    """The craft of `language` for the category that `product` belongs to, whichever language it is named in."""
    return copy_in(language).crafts[category_of(product or "", copy_in(language).language)]


@lru_cache(maxsize=1024)
def category_of(product: str, language: str = "en") -> str:
    """The category whose words `product` uses most; where two languages disagree, `language` is believed."""
    best, most = OTHER, 0.0
    for known in (language, *(code for code in WRITTEN if code != language)):
        name, score = _best_category(product, known)
        if score > most:
            best, most = name, score
    return best


# What a product is called by stands before these; what it is for, with or from stands behind.
_BEHIND: Final = {
    "en": r"\b(?:for|with|in|from|that|who)\b",
    "es": r"\b(?:para|con|en|que|sin|desde)\b",
    "ru": r"(?<!\w)(?:для|с|со|в|во|на|из|от|без|у|которы\w+)(?!\w)",
}
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ADJECTIVE: Final = re.compile(r".+(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ую|юю|ых|их|ого|его)$")


def _best_category(product: str, language: str) -> tuple[str, float]:
    """The words that name the thing count one each, the head among them double; the others less. What is for a dog or
    a cat is about the animal, a shampoo too."""
    text = product.lower().replace("ice cream", "icecream")
    split = re.split(_BEHIND[language], text, maxsplit=1)
    words, rest = _WORD.findall(split[0]), _WORD.findall(text[len(split[0]) :])[1:]
    head = _head(words, language)
    scores = {}
    for name, craft in copy_in(language).crafts.items():
        has = craft.keywords.has
        scores[name] = (
            sum(map(has, words))
            + 0.4 * sum(map(has, rest))
            + (name not in ("service", "tech") and bool(head) and has(head))
            + 2 * (name == "pets" and (any(map(has, words)) or (bool(rest) and has(rest[-1]))))
        )
    best = max(scores, key=lambda name: (scores[name], name not in ("service", "tech")))
    return best, scores[best]


def _head(words: Sequence[str], language: str) -> str:
    """The noun that the others describe: the last one in English, the first one in Spanish and Russian."""
    if language == "ru":
        words = [word for word in words if not is_adjective(word)] or words
    if not words:
        return ""
    return words[-1] if language == "en" else words[0]


def is_adjective(word: str) -> bool:
    """Whether a Russian `word` has the ending of an adjective."""
    return bool(_ADJECTIVE.match(word.lower()))


def tone_family(tone: str | None) -> str:
    """Which of the tones that there is copy for `tone` (free words, any of our languages) comes nearest to."""
    for word in _WORD.findall((tone or "").lower()):
        if word in TONES:
            return TONES[word]
        for language in WRITTEN[1:]:
            for family, words in copy_in(language).tone_words.items():
                if words.has(word):
                    return family
    return DEFAULT_TONE


def names_music(phrases: Sequence[str]) -> bool:
    """Whether one of `phrases` (what must not be in the ad) is music."""
    return any(re.search(r"music|músic|музык", phrase.lower()) for phrase in phrases)


def place_family(placement: str) -> str:
    """Which openings and endings suit `placement` (its key)."""
    return _PLACES.get(placement, "feed")


_PLACES: Final[Mapping[str, str]] = {
    "instagram_reels": "short", "tiktok": "short", "youtube_shorts": "short", "instagram_stories": "stories",
    "youtube_instream": "instream", "linkedin": "linkedin", "x": "x",
}  # fmt: skip
