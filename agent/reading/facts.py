"""From tagged spans to the facts of the brief: which span of several counts, which are one, and its value. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from agent.reading import values
from agent.reading.words import KEYBOARD, Words

# Between two spans of one slot these make them one value.
_JOINT: Final = re.compile(
    r"\s*(?:[,&/+]\s*)?(?:(?:and|or|but|y|e|o|u|pero|и|или|но|а)\s+"
    r"(?:also\s+|also for\s+|también\s+|не\s+|not\s+|no\s+)?)?(?:for |для |para )?",
    re.I,
)
_JOINED: Final = ("target_audience", "tone", "offer", "key_message", "product")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+", re.I)
_HEX: Final = re.compile(r"#[0-9A-Fa-f]{6}\b")
# Of these an article is a part.
_WHOLE: Final = ("call_to_action", "key_message", "brand", "offer")
_THAT: Final = (
    r"(?:i'd |we'd |i would |we would )?(?:highlight|stress|emphasi[sz]e) (?:that )?"
    r"|(?:the |our )?(?:key|main|core|biggest) "
    r"(?:message|argument|point|thing|benefit|advantage|selling point|idea|claim)(?: is| would be|:)? (?:that )?"
    r"|(?:la idea|lo importante|lo principal|el mensaje|la clave|la gracia)(?: \w+)? (?:es|sería) (?:que )?"
    r"|(?:главн\w+ (?:плюс|мысль|фишка|идея|преимущество)|главное|основное|суть)(?: в том,)?[ :,—–-]+(?:это |что )*"
    r"|that |que |что "
)
# What leads into a value without being of it.
_LEADS: Final[Mapping[str, re.Pattern[str]]] = {
    "target_audience": re.compile(r"^(?:for|para|pa|для|to)\s+(?=\w)", re.I),
    "key_message": re.compile(rf"^(?:{_THAT})(?=\w)", re.I),
    "offer": re.compile(r"^(?:(?:you get|plus|y además|además|плюс|поэтому|это) )(?:a |an )?(?=\w)", re.I),
    "tone": re.compile(r"^(?:по-моему|imo|creo que|i think|maybe|something) (?=\w)", re.I),
    "product": re.compile(r"^(?:(?:ok|okay|so|well|um|uh|ну|так|bueno|pues|product|producto) )+(?=\w)", re.I),
}
# What trails one.
_TRAILS: Final[Mapping[str, re.Pattern[str]]] = {
    "offer": re.compile(r"(?<=free) (?:deal|offer|promo)$", re.I)
}
_ARTICLES: Final = re.compile(
    r"^(?:an?|the|our|my|un|una|unos|unas|el|la|los|las|nuestr[oa]s?|mis?"
    r"|наш(?:[аеиу]|ей|его|их|им|ему)?|мо(?:[йяеию]|ей|его|их|им|ему))\s+(?=\w)",
    re.I,
)
_MOST_WORDS: Final = {"product": 40, "target_audience": 30, "key_message": 45, "call_to_action": 30, "offer": 30,
                      "tone": 14, "brand": 8}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """The tag of the characters from `start` to `end`, and how sure the network is, between 0 and 1."""

    tag: str
    start: int
    end: int
    sure: float = 1.0


def facts_of(
    text: str, spans: Sequence[Span], words: Words, asked: str | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(facts of the brief, facts of the brand) that the `spans` of `text` say."""
    facts: dict[str, Any] = {}
    brand: dict[str, Any] = {}
    for name in ("product", "target_audience", "key_message", "call_to_action", "offer", "tone"):
        value = _phrase(text, [span for span in spans if span.tag == name], name, words)
        if value:
            facts[name] = value.lower() if name == "tone" else value
    title = _phrase(text, [span for span in spans if span.tag == "brand"], "brand", words)
    if title:
        brand["title"] = title
        if "product" not in facts and asked == "product":
            facts["product"] = title
    for name in ("must_have", "must_not"):
        listed = [values.trimmed(text[span.start : span.end]) for span in spans if span.tag == name]
        listed = [value for value in listed if value and not _HEX.search(value)]
        if listed:
            facts[name] = tuple(dict.fromkeys(listed))
    facts |= _shaped(text, spans, words)
    colors = [values.color(text[span.start : span.end], words) for span in spans if span.tag == "color"]
    if any(colors):
        brand["colors"] = tuple(dict.fromkeys(filter(None, colors)))
    return facts, brand


def _shaped(text: str, spans: Iterable[Span], words: Words) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for span in spans:
        said = text[span.start : span.end]
        value: Any = None
        if span.tag == "duration":
            value = values.seconds(said, words)
        elif span.tag == "placement":
            value = values.placement(said, words)
        elif span.tag == "language":
            value = values.language(said, words)
        elif span.tag == "framework":
            value = values.framework(said)
        elif span.tag == "creativity":
            value = values.creativity(said)
        if value is not None and (span.tag not in facts or span.tag == "duration"):
            facts[span.tag] = value
    return facts


def _phrase(text: str, spans: Sequence[Span], name: str, words: Words) -> str | None:
    """The words of a slot: neighbours that belong together as one, else the span that is surest."""
    whole = _merged(text, spans) if name in _JOINED else list(spans)
    usable = []
    for span in whole:
        value = values.trimmed(text[span.start : span.end])
        value = _LEADS[name].sub("", value) if name in _LEADS else value
        value = _TRAILS[name].sub("", value) if name in _TRAILS else value
        value = value if name in _WHOLE else _ARTICLES.sub("", value)
        if (
            not no_value(value, name, words)
            and re.search(r"[^\W_]", value)
            and len(value.split()) <= _MOST_WORDS[name]
            and not KEYBOARD.search(value)
        ):
            usable.append((span.sure, value))
    return max(usable, key=lambda found: found[0])[1] if usable else None


# Words that want another one after them: a value does not end with one.
_HANGING: Final = re.compile(
    r"(?<!\w)(?:for|with|without|of|and|or|the|an?|para|de|del|con|sin|por|en|a|al|y|o|el|la|los|las|un|una"
    r"|для|с|со|к|ко|по|на|в|во|за|из|от|до|без|у|о|об|под|над|при|про|и|или)$",
    re.I,
)
_NEXT_WORD: Final = re.compile(r"[ \t]+[^\W_]+(?:['’-][^\W_]+)*")
_STEPS: Final = 2


def whole(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans with nothing left hanging: one that ends with “for” goes on to the next word where that is nobody
    else's, or ends before it."""
    taken = [span.start for span in spans]
    return [_unhung(text, span, taken) for span in spans]


def _unhung(text: str, span: Span, taken: Sequence[int]) -> Span:
    if span.tag not in _JOINED or not _HANGING.search(text[span.start : span.end]):
        return span
    end = span.end
    for _ in range(_STEPS):
        further = _NEXT_WORD.match(text, end)
        if further is None or any(end <= start < further.end() for start in taken):
            break
        end = further.end()
        if not _HANGING.search(text[span.start : end]):
            return replace(span, end=end)
    said = text[span.start : span.end]
    while hanging := _HANGING.search(said):
        said = said[: hanging.start()].rstrip()
    return replace(span, end=span.start + len(said)) if said else span


def no_value(value: str, name: str, words: Words) -> bool:
    """Whether `value` can't be a `name`: an address or a colour is nothing that is sold, nor is “ad” or “video”."""
    if name == "call_to_action":
        return False
    film = re.compile(rf"(?:{words.hints['film']})", re.I)
    return bool(
        _ADDRESS.fullmatch(value) or _HEX.search(value) or (name == "product" and film.fullmatch(value))
    )


def _merged(text: str, spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if merged and _JOINT.fullmatch(text[merged[-1].end : span.start]):
            last = merged[-1]
            merged[-1] = replace(last, end=span.end, sure=max(last.sure, span.sure))
        else:
            merged.append(span)
    return merged
