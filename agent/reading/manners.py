"""What a message does besides stating facts: greets, thanks, agrees, asks, stalls, leaves a choice to us. By rules.

Manners are few and said in fixed words, so rules know them; what the network found stated is taken off before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from agent.reading.facts import Span
from agent.reading.words import Words

# Stands where a stated fact was.
GAP: Final = "¦"
_SENTENCE: Final = re.compile(r"(?:[^.!?…\n]|[.](?=\S))+[.!?…)\n]*|[.!?…\n]+")
_EDGES: Final = f" \t\n.,;:!?…-–—()*{GAP}"
# Whoever writes the marks of another speaker poses as one; what follows them is said by nobody.
_POSING: Final = re.compile(
    r"(?is:</?(?:system|assistant|user|developer|tool)\b[^<>]*>.*|\[/?(?:system|assistant|user|developer|inst)\].*)"
    r"|(?s:\bSYSTEM:.*)|(?ims:^\s*(?:system|assistant|developer)\s*:.*)"
)
# Words that leave a choice to us to one ear and decline an offer to the other.
_SURE: Final = 0.5


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of `text` begin and end."""
    return [match.span() for match in _SENTENCE.finditer(text) if match.group().strip()]


def before_posing(text: str) -> str:
    """`text` up to where it poses as somebody other than the marketer."""
    return _POSING.split(text, maxsplit=1)[0]


def ordered(text: str, words: Words) -> list[tuple[int, int]]:
    """The sentences that give orders to a machine instead of saying something of an ad."""
    if not words.orders.search(text):
        return []
    told = [(a, b) for a, b in sentences(text) if words.orders.search(text[a:b])]
    return told or [(0, len(text))]


def asked_in(text: str, words: Words, slot: str | None) -> list[tuple[int, int, str]]:
    """The sentences that are questions to us, with what they ask for."""
    found = []
    for a, b in sentences(text):
        sentence = text[a:b].strip()
        for pattern in (words.greeting, words.thanks):
            sentence = pattern.sub("", sentence, count=1)
        marked = sentence.rstrip(" )\n").endswith("?")
        if not re.search(r"\w", sentence) or words.request.search(sentence):
            continue
        known = next((name for name, pattern in words.asks if pattern.search(sentence)), None)
        if words.question.match(sentence) or (
            marked and (slot is None or known or len(sentence.split()) > 12)
        ):
            found.append((a, b, known or "ask_other"))
    return found


def intents(text: str, spans: Sequence[Span], words: Words, slot: str | None, *, stated: bool) -> set[str]:
    """The intents of `text`. `stated` tells whether it states facts: then yes and no are part of them."""
    found: set[str] = set()
    rest = _rest(text, spans)
    for a, b in sentences(text):
        sentence = text[a:b].strip()
        for name, pattern in (("greeting", words.greeting), ("thanks", words.thanks)):
            if match := pattern.match(sentence):
                found.add(name)
                sentence = sentence[match.end() :]
    if words.abuse.search(rest):
        found.add("abuse")
    if words.stalling.search(rest) and not stated:
        found.add("stalling")
    found |= _choices(rest, spans, words, slot)
    found |= _agreement(rest, words, slot, stated=stated, chosen=bool(found & {"decide_this", "decide_all"}))
    return found


def _choices(rest: str, spans: Iterable[Span], words: Words, slot: str | None) -> set[str]:
    """Whether the marketer leaves this question, or all of them, to us."""
    tagged = {span.tag for span in spans if span.sure >= _SURE}
    if words.code == "en":
        if words.decide_all.search(rest):
            return {"decide_all"}
        if words.decide.search(rest) and (slot != "offer" or "decide" in tagged):
            return {"decide_this"}
    elif words.decide.search(rest):
        return {"decide_all" if slot is None or words.decide_all.search(rest) else "decide_this"}
    return {"decide_this"} if "decide" in tagged and slot is not None else set()


def _agreement(rest: str, words: Words, slot: str | None, *, stated: bool, chosen: bool) -> set[str]:
    whole = rest.strip(_EDGES)
    short = len(whole.split())
    if words.yes.match(whole) and short <= 6:
        return {"yes"}
    if words.no.match(whole) and short <= (2 if words.code == "en" else 6) and not chosen:
        if words.code != "en" and not words.no.fullmatch(whole):
            return set()
        return {"decide_this" if slot in ("photo", "key_message") and not stated else "no"}
    return set()


def _rest(text: str, spans: Iterable[Span]) -> str:
    """`text` with gaps where facts are stated."""
    for span in sorted(spans, key=lambda span: span.start, reverse=True):
        if span.tag not in ("decide", "skip", "chat", "question"):
            text = f"{text[: span.start]} {GAP} {text[span.end :]}"
    return text
