"""The copy that the guided writer draws from: lines and shots by product category, turns of phrase by tone.

The words are data (`agent/copy/<language>.toml`), so a language is added by adding a file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from agent.brief import PRODUCT_CATEGORIES, ProductCategory

DEFAULT_TONE: Final = "friendly"
OTHER: Final = "other"

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
class Craft:
    """Lines and shots for one category of product."""

    name: str
    family: ProductCategory
    keywords: frozenset[str]
    music: str
    cta: str
    place: str
    problem: str
    joy: str
    demo: tuple[str, ...]
    lines: Mapping[str, tuple[Line, ...]]


@dataclass(frozen=True, slots=True)
class Copy:
    """All copy of one language: crafts by category, lines by tone, fillers that are true of anything."""

    crafts: Mapping[str, Craft]
    tones: Mapping[str, Mapping[str, tuple[Line, ...]]]
    tone_music: Mapping[str, str]
    fillers: tuple[Line, ...]
    crowd: tuple[Line, ...]


@cache
def copy_in(language: str) -> Copy:
    """The copy of `language`; English where there is no file of it yet."""
    folder = resources.files("agent").joinpath("copy")
    file = folder.joinpath(f"{language}.toml")
    if not file.is_file():
        file = folder.joinpath("en.toml")
    raw = tomllib.loads(file.read_text("utf-8"))
    return Copy(
        crafts={name: _craft(name, table) for name, table in raw["category"].items()},
        tones={
            name: {key: _lines(table[key]) for key in ("solve", "interest", "proof", "close")}
            for name, table in raw["tone"].items()
        },
        tone_music={name: table["music"] for name, table in raw["tone"].items()},
        fillers=_lines(raw["filler"]["lines"]),
        crowd=_lines(raw["filler"]["crowd"]),
    )


def _craft(name: str, table: Mapping[str, Any]) -> Craft:
    family = next(known for known in PRODUCT_CATEGORIES if known == table["family"])
    lines = {key: _lines(table[key]) for key in ("pain", "catch", "agitate", "after", "desire")}
    return Craft(
        name, family, frozenset(table["keywords"].split()), table["music"], table["cta"], table["place"],
        table["problem"], table["joy"], tuple(table["demo"]), lines | {"demo": _lines(table["demo_lines"])},
    )  # fmt: skip


def _lines(texts: list[str]) -> tuple[Line, ...]:
    pairs = [text.partition(" | ") for text in texts]
    return tuple(Line(say, show or say) for say, _, show in pairs)


def craft_for(product: str | None, language: str = "en") -> Craft:
    """The category whose words `product` uses most; the words before “for”, “with” or “in” count, the last
    one double.
    """
    crafts = copy_in(language).crafts
    head = re.split(r"\b(?:for|with|in|from|that|who)\b", (product or "").lower())[0]
    words = re.findall(r"[a-z][a-z\-]*", head)
    scores = {
        name: sum(1 for word in words if word in craft.keywords)
        + (name not in ("service", "tech") and bool(words) and words[-1] in craft.keywords)
        # Whatever is for a dog or a cat is about the animal, a shampoo too.
        + 2 * (name == "pets" and any(word in craft.keywords for word in words))
        for name, craft in crafts.items()
    }
    best = max(scores, key=lambda name: (scores[name], name not in ("service", "tech")))
    return crafts[best] if scores[best] else crafts[OTHER]


def tone_family(tone: str | None) -> str:
    """Which of the tones that there is copy for `tone` (free words) comes nearest to."""
    for word in re.findall(r"[a-z\-]+", (tone or "").lower()):
        if word in TONES:
            return TONES[word]
    return DEFAULT_TONE
