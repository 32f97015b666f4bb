"""Facts that can't be mistaken by their shape, where the network has missed them. Pure but for what it fills."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any, Final

from agent.reading import values
from agent.reading.facts import Span
from agent.reading.tokens import plain
from agent.reading.words import Words
from agent.understand_page import Page

_HEX: Final = re.compile(r"#[0-9A-Fa-f]{6}\b")
_FRAMEWORKS: Final = (
    ("hook_demo", re.compile(r"\bhook[ -_]+(?:and[ -])?demo\b", re.I)),
    ("AIDA", re.compile(r"\bAIDA\b")),
    ("PAS", re.compile(r"\bPAS\b")),
    (
        "BAB",
        re.compile(r"\bBAB\b|\bbefore[ -/]+(?:and[ -])?after (?:bridge|style|structure|framework)\b", re.I),
    ),
)
_CREATIVITY: Final = re.compile(
    r"(?:creativity|creatividad|креатив\w*)(?: level)?\W*(?:to |at |is |of |a |en |на |до )?(10|[1-9])(?!\d)",
    re.I,
)
_WILD: Final = (
    (9, re.compile(r"\b(?:go|get) (?:wild|crazy|nuts)\b", re.I)),
    (3, re.compile(r"\b(?:play|keep) it safe\b", re.I)),
)
_NOT: Final = re.compile(r"(?:\bdon'?t|\bnot|\bno) $", re.I)
_FONTS: Final = re.compile(r"\b(?:our |the |brand )*fonts?(?:\s+(?:is|are)|:)\s+(?P<value>[^.;!?\n]+)", re.I)
_END: Final = (
    r"(?=\s*(?:[,.;!?\n]|$)"
    r"| (?:please|instead|from now on|now|with|for|which|that|because|(?-i:and(?! [A-Z])))\b)"
)
_SPELLED: Final = r"(?: with (?:an?|one|two|double|three|capital) [\"']?\w['\"]?(?:'?s)?\b)?"
_IT: Final = r"(?:it|this|that|the product|our product|my product)"
_NAMES: Final = tuple(
    re.compile(
        rf"\b(?:actually,? |no,? )?{lead}:? (?P<value>[\"'“]?[\w][^,.;!?\n]{{0,60}}?){_END}{_SPELLED}", re.I
    )
    for lead in (
        r"(?:change|set|update|switch|make) (?:the |our |my )?(?:(?:product|brand|app)(?:'s)? )?name (?:in)?to",
        rf"(?:re-?name|call|name) {_IT}(?: to| as| into)?(?! (?:a day|off|quits|a ))",
        rf"{_IT}(?:'s| is) (?:actually |now |really |just )*(?:called|named|spelled|spelt)",
        r"(?:the |our |its )(?:product )?name(?:'s| is| should be| must be)(?: actually| now| really)*",
    )
)


# Labels that can be nothing else before a colon.
_LABELS: Final = tuple(
    (name, re.compile(rf"(?:^|(?<=[\n.;!?]))\W*(?:{said})\s*[:=]\s*(?P<value>(?:[^\n.;!?]|\.(?=\S))+)", re.I))
    for name, said in (
        ("product", r"product|producto|продукт|товар"),
        (
            "target_audience",
            r"(?:target )?audience|target|público(?: objetivo)?|audiencia|аудитория|ца|целевая аудитория",
        ),
        (
            "key_message",
            r"(?:key |main )?message|usp|mensaje(?: clave| principal)?|главная мысль|мысль|посыл|слоган",
        ),
        ("call_to_action", r"cta|call to action|llamad[oa] a la acción|botón|призыв|кнопка"),
        ("offer", r"offer|promo|deal|oferta|оффер|акция"),
        ("tone", r"tone(?: of voice)?|tono|тон|тональность"),
    )
)
# “The product is Lumen Lamp”: said as a sentence it has to be a name, as much else is said of products.
_NAMED: Final = re.compile(
    r"(?:^|(?<=[\n.;!?]))\W*(?:(?:the|our|el|nuestro|наш) )?(?:product|producto|продукт|товар)\s+(?:is|es|[–—-]|это)\s+"
    r"(?P<value>(?-i:[A-ZÁÉÍÓÚÑА-ЯЁ«\"“])(?:[^\n.;!?,]|\.(?=\S))+)",
    re.I,
)
_MOST_LABELLED: Final = 20


def labelled(text: str, known: Collection[str]) -> list[Span]:
    """The values after labels of slots that are not `known` yet."""
    found: list[Span] = []
    for name, pattern in (*_LABELS, ("product", _NAMED)):
        match = None if name in known or name in {span.tag for span in found} else pattern.search(text)
        if match and re.search(r"[^\W_]", match["value"]) and len(match["value"].split()) <= _MOST_LABELLED:
            found.append(Span(name, *match.span("value")))
    return found


_BARE: Final = re.compile(r"^(?:(?:on|in|for|to|it'?s|en|para|a|в|на|для)\s+)+", re.I)
# “No, better 25 seconds”: not “no” alone, which may refuse what follows.
_BETTER: Final = re.compile(
    r"^(?:(?:no|nope|нет|не|ой)[\s,]+)*(?:better|rather|actually|make it|mejor|que sean|лучше|пусть(?: будет)?)[\s,]+",
    re.I,
)


def read_bare(text: str, words: Words, facts: dict[str, Any]) -> None:
    """A message that is nothing but a placement or a length, whatever was asked."""
    bare = _BARE.sub("", _BETTER.sub("", values.trimmed(text)))
    places = "|".join(values.plain_pattern(pattern) for _, pattern in words.places)
    if "placement" not in facts and re.fullmatch(places, plain(bare)):
        place = values.known_place(bare, words)
        facts |= {"placement": place} if place else {}
    if "duration" not in facts and re.fullmatch(rf"\d{{1,3}}\s*-?\s*(?:{words.seconds})", plain(bare)):
        length = values.seconds(bare, words)
        facts |= {"duration": length} if length else {}


def read_instead(text: str, spans: Sequence[Span], words: Words, facts: dict[str, Any]) -> None:
    """The length after one that was taken back (“I said 30, make it twenty”), where nothing else is read there."""
    back = [
        span for span in spans if span.tag == "old" and values.seconds(text[span.start : span.end], words)
    ]
    if "duration" in facts or not back or any(span.start >= back[-1].end for span in spans):
        return
    after = text[back[-1].end :]
    if not re.search(r"[%$€£₽₹]|\d{4}", text) and (length := values.seconds(after, words)):
        facts["duration"] = length


def read_shapes(text: str, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    """Fill what `facts` and `brand` lack."""
    codes = [code.upper() for code in _HEX.findall(text)]
    if codes:
        brand["colors"] = tuple(dict.fromkeys((*brand.get("colors", ()), *codes)))
    for name, pattern in _FRAMEWORKS:
        if "framework" not in facts and pattern.search(text):
            facts["framework"] = name
    if "creativity" not in facts and (match := _CREATIVITY.search(text)):
        facts["creativity"] = int(match[1])
    for level, pattern in _WILD:
        match = pattern.search(text)
        if "creativity" not in facts and match and not _NOT.search(text[: match.start()]):
            facts["creativity"] = level
    if match := _FONTS.search(text):
        brand["fonts"] = tuple(re.split(r",\s*|\s+and\s+", values.trimmed(match["value"])))


def read_name(left: Page) -> str | None:
    """What the product shall be called (“call it X”, “it's called X”), taken off the page."""
    for pattern in _NAMES:
        said = pattern.search(left.text)
        if said and len(said["value"].split()) <= 6:
            left.take(pattern)
            return values.trimmed(said["value"])
    return None
