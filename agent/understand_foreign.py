"""Which messages are not English, and what is understood of them all the same.

Seconds, placements and colours can't be mistaken in any language. What is advertised, for whom and why is guessed where
the network knows the words: it was taught in three languages, but had read these before.
"""

from __future__ import annotations

import re
from typing import Any, Final

from agent.reading.facts import facts_of, whole
from agent.reading.languages import WORDS
from agent.reading.network import network
from agent.reading.page import page as seen
from agent.reading.values import known_place
from agent.understand_page import Page

_SCRIPTS: Final[tuple[tuple[str, str], ...]] = (
    ("ru", "\u0400-\u052f"), ("ja", "\u3040-\u30ff"), ("ko", "\uac00-\ud7af\u1100-\u11ff"), ("zh", "\u4e00-\u9fff"),
    ("ar", "\u0600-\u06ff"), ("he", "\u0590-\u05ff"), ("el", "\u0370-\u03ff"), ("hi", "\u0900-\u097f"),
    ("th", "\u0e00-\u0e7f"),
)  # fmt: skip
# Words that English lacks: one tells the language apart. Weak ones only confirm it (English has some of them too).
_STRONG: Final[dict[str, str]] = {
    "de": "hallo guten ich wir brauche brauchen möchte möchten für unser unsere unseren unserem eine einen einem ein "
    "mit und nicht werbung werbespot anzeige sekunden bitte das ist oder auch auf zielgruppe servus moin danke",
    "es": "hola buenos buenas quiero queremos necesito necesitamos para nuestro nuestra nuestros nuestras una anuncio "
    "segundos por favor gracias nos muy publicidad vendemos somos jóvenes",
    "fr": "bonjour salut bonsoir je nous veux voulons voudrais besoin notre nos une publicité pub secondes avec "
    "vendons merci vous et c'est s'il j'ai",
    "it": "ciao buongiorno voglio vogliamo vorrei nostro nostra abbiamo bisogno annuncio secondi grazie della di che "
    "pubblicità sono vendiamo uno il",
    "pt": "olá oi quero queremos preciso precisamos nosso nossa anúncio obrigado obrigada segundos não uma vendemos "
    "você com",
    "nl": "goedendag wij willen graag onze een voor het seconden alstublieft bedankt reclame niet ik",
    "pl": "cześć dzień dobry chcę potrzebuję nasz nasza dla jest reklama reklamę sekund proszę dziękuję",
    "tr": "merhaba istiyorum için bizim bir reklam saniye lütfen ve teşekkürler",
}
_WEAK: Final[dict[str, str]] = {
    "de": "der die den von zu im in an so war spot video", "es": "el la de y en un me es video con del los las",
    "fr": "le la de un pour en au du video sur les des est", "it": "il la per un e con lo video",
    "pt": "o a de e um para em vídeo video", "nl": "de en van is op video", "pl": "na i do w z", "tr": "bu ve",
}  # fmt: skip
_ENGLISH_WORDS: Final = (
    "the our we you your they is are was to of and or but for with that this it i my need want make sell people who "
    "should please ad ads video seconds second about not on at from no yes more just can do me us"
)
_ENGLISH: Final = frozenset(_ENGLISH_WORDS.split())
# “No me …” is no English.
_SPANISH_TOO: Final = frozenset(("no", "me"))
_ENTRIES: Final = {
    code: (frozenset(_STRONG[code].split()), frozenset(_WEAK[code].split())) for code in _STRONG
}
# Languages whose words the network knows (`training/vocabulary.py`), and how sure it has to be of what is untaught.
GUESSED: Final = frozenset(("de", "fr", "it", "pt"))
_SURE: Final = 0.8
_PHRASES: Final = ("product", "target_audience", "key_message", "offer", "tone", "call_to_action", "brand")
_SECONDS: Final = re.compile(
    r"\b(\d{1,3})[\s-]*(?:s|sek|sekunden?|segundos?|seg|secondes?|secondi?|secondo|sec|seconden|sekund\w*|saniye|"
    r"секунд\w*|сек|с|秒|초)(?![^\W\d_])",
    re.I,
)
_COLORS: Final[dict[str, str]] = {
    name: color
    for color, names in {
        "#000000": "schwarz negro noir nero чёрный черный", "#FFFFFF": "weiß blanco blanc bianco белый",
        "#E53935": "rot rojo rouge rosso красный", "#2E7D32": "grün vert зелёный зеленый",
        "#1E66F5": "blau azul bleu blu синий", "#FDD835": "gelb amarillo jaune giallo жёлтый желтый",
        "#FB8C00": "naranja оранжевый", "#EC407A": "rosa розовый", "#6D4C41": "braun marrón marron коричневый",
    }.items()
    for name in names.split()
}  # fmt: skip


def foreign_language(text: str) -> str | None:
    """The language of `text` where it is plainly not English (an ISO 639-1 code), else None.

    A script that English isn't written in decides, else words that only the other language has: at least two,
    or all of a short message.
    """
    letters = [c for c in text if c.isalpha()]
    for code, block in _SCRIPTS:
        if len(re.findall(f"[{block}]", text)) * 2 > len(letters) > 0:
            return code
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", text.lower().replace("’", "'"))
    english = sum(word in _ENGLISH for word in words)
    best, most = None, 0.0
    for code, (strong, weak) in _ENTRIES.items():
        told = sum(word in strong for word in words)
        score = told + sum(word in weak for word in words) / 2
        if told and (score >= 1.5 or len(words) <= 3) and score > max(most, english):
            best, most = code, score
    return best


def spoken_language(text: str) -> str | None:
    """The language that `text` shows, English too; None where it could be any (“TikTok”, “15”)."""
    foreign = foreign_language(text)
    if foreign:
        return foreign
    words = set(re.findall(r"[a-z]+", text.lower()))
    return "en" if len(words & _ENGLISH - _SPANISH_TOO) >= 2 else None


def read_foreign(
    text: str, open_slot: str | None, has_script: bool, code: str
) -> tuple[dict[str, Any], dict[str, Any], set[str], list[str]]:
    """(facts, brand facts, intents, edits) of a message that isn't English: what can't be mistaken, and what the
    network is sure of where it knows the words of the language `code`."""
    guessed, brand = _guessed(text, open_slot) if code in GUESSED and not has_script else ({}, {})
    facts: dict[str, Any] = {}
    page = Page(text)
    if (match := page.take(_SECONDS)) and int(match[1]) >= 3:
        facts["duration"] = float(match[1])
    place = known_place(page.text, WORDS["en"], asked=open_slot == "placement")
    if place:
        facts["placement"] = place
    named = [code.upper() for code in re.findall(r"#[0-9A-Fa-f]{6}\b", text)]
    named += [_COLORS[word] for word in re.findall(r"\w+", text.lower()) if word in _COLORS]
    if named:
        brand["colors"] = tuple(dict.fromkeys(named))
    # A short answer to a question is the answer in any language.
    first = re.split(r"[.!?\n]+(?:\s|$)", re.split(r"(?:\.{2,}|…)\s*", text.strip())[-1], maxsplit=1)[
        0
    ].strip(" ,;:-–")
    answers = open_slot in ("product", "target_audience", "key_message", "call_to_action", "offer", "tone")
    if (
        open_slot
        and answers
        and not facts
        and open_slot not in guessed
        and not text.rstrip().endswith("?")
        and 1 <= len(first.split()) <= 10
    ):
        plain = first.strip(" \"'„“”»«")
        if re.search(r"[^\W\d_\u3040-\u9fff]{3}", plain) and not _NO_ANSWER.search(plain):
            return {open_slot: plain}, {}, {"foreign"}, []
    return guessed | facts, brand, {"foreign"}, []


def _guessed(text: str, open_slot: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """(facts, brand facts) that the network is sure of."""
    found = network().read(seen(text, open_slot, "en")).spans()
    empty = [span for span in found if _NO_ANSWER.search(text[span.start : span.end])]
    spans = [span for span in found if span.tag in _PHRASES and span.sure >= _SURE and span not in empty]
    facts, brand = facts_of(text, whole(text, spans), WORDS["en"], open_slot)
    ads = [span.end for span in empty if span.tag == "product"]
    if ads and open_slot == "product" and "product" not in facts:
        # The ad itself was taken for what is advertised, which stands behind it: “une pub pour notre café”.
        facts = _guessed(text[ads[-1] :], open_slot)[0] | facts
    return facts, brand


# Greetings, wishes for an ad, and words that say that nothing was decided.
_NO_ANSWER: Final = re.compile(
    r"\b(?:hallo|moin|guten|servus|bonjour|salut|ciao|ol[áa]|merhaba|cześć|werbe\w*|werbung|video\w*|anzeige|pub\b|publicité|"
    r"annuncio|reklam\w*|keine ahnung|weiß nicht|egal|entscheide?|mach du|ja|nein|oui|non|genau|passt|danke|merci|grazie|ok)\b",  # noqa: E501
    re.I,
)
