"""What the words of a headline or name are: a list, a price, the word that carries it, a first letter. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jobs.studio.typeset import Word


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What a point of a list is not: an exclamation, a clause of its own, or a sentence's afterthought.
_EXCLAMATIONS = _words("""
    yes yeah yep no nope hey hi hello oh ok okay wow well so please sorry now then look listen psst ah ugh finally
    honestly really actually today tomorrow again dear да нет эй привет ja nein hallo sí hola
""")
_CLAUSE = _words("""
    i you we he she it they me us him her them who whom this that these those i'm you're we're he's she's it's they're
    i've you've we've they've i'll you'll we'll they'll it'll that's there's here's what's let's don't doesn't isn't
    aren't can't won't am is are was were be been has have had do does did will would can could should shall must may
    might mean means я ты вы мы он она оно они это нас вас их ich du wir sie ihr yo tú nosotros
""")
_JOINING = _words("but because if when while so as though although yet except even или но если когда")
_SMALL = _words(
    "a an the and or of to in on at for with your you it is be my our we i by from no not are was "
    "me us him her them this that these those so too there here"
)
_AND = r"(?:and|&|und|y|e|et|и)\s+"
_FIGURE = re.compile(r"[$€£₽₴₸]\s?\d[\d.,]*|\d[\d.,]*\s?(?:%|[$€£₽₴₸])|\b\d+\s?(?:off|for \d+|x)\b", re.I)


def figure_of(text: str) -> str | None:
    """The price or offer a headline names, for instance `$19` or `20%`."""
    found = _FIGURE.search(text)
    return found.group().strip() if found else None


# A share is an offer only beside a word that says so; and what something wastes is none.
_MONEY = re.compile(r"[$€£₽₴₸₹¥]|\boff\b|\bfor \d", re.I)
_GIVEN = re.compile(
    r"\b(off|sav(e|es|ings?)|sale|discounts?|deals?|cheaper|rabatt|sparen?|gespart|descuento|ahorr\w+|oferta|rebaja\w*|"
    r"remise|réduction|promo\w*|sconto|sconti|desconto|скидк\w*|знижк\w*|акци\w*)\b|[-–−]\s?\d+\s?%|خصم|הנחה|折|减|減|优惠|優惠|割引|オフ|할인",
    re.I,
)
_LOST = re.compile(r"\b(costs?|los(t|e|es|ing)|wast\w+|spend\w*|spent|pay(s|ing)?|paid|missing)\b", re.I)


def offer_of(text: str) -> tuple[str, str, str] | None:
    """The price or saving that a headline offers, with the words before and after it, or None.

    `40% lighter` names a figure, `Coffee costs you $6` a price, and neither is an offer.
    """
    figure = figure_of(text)
    if figure is None or _LOST.search(text) or not (_MONEY.search(figure) or _GIVEN.search(text)):
        return None
    before, _, after = text.partition(figure)
    return before.strip(" ,:–—-−"), figure, after.strip(" ,.:–—-")


def parts_of(text: str) -> list[str]:
    """The points of a headline that is a list (`A · B · C`, `A, B, and C`, lines), else the headline alone.

    Commas alone make a list only of short points: a sentence has commas too.
    """
    points = [p.strip(" .;-–—") for p in re.split(r"\s*[\n·•|;✓]\s*", text) if p.strip(" .;-–—")]
    divided = len(points) > 1
    if not divided and len(re.findall(r"\w\.(?:\s|$)", text)) >= 3:
        points = _listed([p.strip(" .") for p in re.split(r"(?<=\w)\.\s+(?=\w)", text)])
    if len(points) < 2 and text.count(",") >= 2 and not re.search(r"[?!.:]\s*\w", text):
        points = [p.strip(" .!") for p in text.split(",") if p.strip(" .!")]
        joined = re.match(_AND, points[-1], re.I) if points else None
        if joined:
            points[-1] = points[-1][joined.end() :]
        points = _listed(points, most=5 if joined else 3)
    words = sum(len(point.split()) for point in points) / max(len(points), 1)
    least = (
        1.0 if divided and len(points) > 2 else 1.7
    )  # who writes dots between single words means a list, too
    return points if 2 <= len(points) <= 5 and words >= least and max(map(len, points)) <= 44 else [text]


def _listed(points: list[str], most: int = 6) -> list[str]:
    """`points` where every one can stand behind a tick (at most `most` words, no exclamation, no clause), else none."""
    for point in points:
        words = [word.strip('“”"!?().:').replace("’", "'") for word in point.lower().split()]
        alone = len(words) == 1 and words[0] in _EXCLAMATIONS
        called = bool(words) and words[0] in _EXCLAMATIONS - {"no", "finally"} and len(words) > 1
        if not words or point.endswith("?") or len(words) > most or alone or called:
            return []
        if words[0] in _JOINING or _CLAUSE.intersection(words):
            return []
    return points


def emphasised(words: Sequence[Word]) -> frozenset[int]:
    """The word that carries a headline: a figure, else the last word that is not a small one."""
    figures = [word.index for word in words if any(map(str.isdigit, word.text))]
    if figures:
        return frozenset(figures[:2])
    if len(words) < 2:
        return frozenset()
    for word in reversed(words):
        if word.text.strip(".,!?…").lower() not in _SMALL and any(map(str.isalnum, word.text)):
            return frozenset((word.index,))
    return frozenset()


def initial_of(name: str) -> str | None:
    """The first letter of `name` as a capital, else its first digit, else None."""
    letter = next((char for char in name if char.isalpha()), None)
    digit = next((char for char in name if char.isdecimal()), None)
    return letter.upper()[:1] if letter else digit
