"""Wishes about scenes said in Spanish or Russian, as the English ones that `agent/scene_wishes.py` carries out. Pure.

Only the frame is put into English (“quita la escena 2” is “remove scene 2”); what a scene shall show or say stays as
the marketer said it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

Pattern = re.Pattern[str]


def _rx(pattern: str) -> Pattern:
    return re.compile(pattern, re.I)


@dataclass(frozen=True, slots=True)
class _Scenes:
    """How a language speaks of scenes. `by_number` and `by_order` name one; the others tell what shall be done."""

    by_number: Pattern
    by_order: Pattern
    order: Callable[[str], str]
    remove: Pattern
    move: Pattern
    no_text: Pattern
    text: Pattern
    voice: Pattern
    seconds: Pattern
    longer: Pattern
    shorter: Pattern
    lead: Pattern
    beside: Pattern


def _spanish(word: str) -> str:
    stems = {"prim": "1", "seg": "2", "terc": "3", "cuart": "4", "quint": "5", "sext": "6"}
    return next((number for stem, number in stems.items() if word.lower().startswith(stem)), "last")


def _russian(word: str) -> str:
    stems = {"перв": "1", "втор": "2", "трет": "3", "четв": "4", "пят": "5", "шест": "6"}
    return next((number for stem, number in stems.items() if word.lower().startswith(stem)), "last")


_ES: Final = _Scenes(
    by_number=_rx(
        r"\b(?:(?:en|de|a) )?(?:las? )?(?:escenas?|scenes?) "
        r"(?:n[úu]mero |n\.? ?º? ?|#)?(\d{1,2}(?:(?: ?, ?| y )\d{1,2})*)\b"
    ),
    by_order=_rx(
        r"\b(?:(?:en|de|a) )?(?:la )?(primera|segunda|tercera|cuarta|quinta|sexta|última|ultima) escena\b"
    ),
    order=_spanish,
    remove=_rx(r"^(?:por favor )?(?:quita|quitar|elimina|eliminar|borra|borrar|saca|sacar|suprime)\b"),
    move=_rx(
        r"\b(?:intercambia|mueve|reordena|duplica|cambia (?:de|el) orden|añade una|agrega una|inserta)\b"
    ),
    no_text=_rx(r"\b(?:sin|quita el) (?:texto|rótulo|letrero|título)\b"),
    text=_rx(
        r"^(?:(?:que )?(?:el )?(?:texto|rótulo|letrero|título)(?: en pantalla)?)"
        r"(?: (?:que|diga|dice|sea|es|pone|ponga|debe decir))* ?:? *(?P<line>.+)"
    ),
    voice=_rx(
        r"^(?:(?:que )?(?:la )?(?:voz(?: en off)?|locución|narración|locutora?))"
        r"(?: (?:que|diga|dice|debe decir))* ?:? *(?P<line>.+)"
    ),
    seconds=_rx(r"^(?:que )?(?:dure |de |son )?(\d{1,2}(?:[.,]\d)?) ?s(?:eg\w*)?$"),
    longer=_rx(r"\bmás larga\b|\balarga\b"),
    shorter=_rx(r"\bmás (?:corta|breve)\b|\bacorta\b"),
    lead=_rx(r"^(?:(?:y|en|de|que|a|haz|cambia|pon|por favor)\b[ ,:]*)+(?=\S)"),
    beside=_rx(
        r"¿?\s*(?:cómo|como|qué tal) (?:quedaría|sería|se vería)(?: (?:el anuncio|el guion|esto))?"
        r"(?P<wish>[^?.!\n]*)[?.!]*"
    ),
)
_RU: Final = _Scenes(
    by_number=_rx(
        r"(?<!\w)(?:(?:в|во|из|на|для|у) )?(?:сцен\w*|scenes?) (?:номер |№ ?)?(\d{1,2}(?:(?: ?, ?| и )\d{1,2})*)(?!\w)"
        r"|(?<!\w)(?:(?:в|во|из|на|для|у) )?(\d{1,2})(?:-?(?:я|й|ю|ей|ую|ой))? сцен\w*"
    ),
    by_order=_rx(
        r"(?<!\w)(?:(?:в|во|из|на|для|у) )?(перв\w+|втор\w+|трет\w+|четв[её]рт\w+|пят\w+|шест\w+|последн\w+) сцен\w*"
    ),
    order=_russian,
    remove=_rx(
        r"^(?:пожалуйста )?(?:убери(?:те)?|удали(?:те)?|вырежи|вырежьте|выкинь(?:те)?|уберём|сотри(?:те)?)(?!\w)"
    ),
    move=_rx(r"(?:местами|перемест\w+|переставь\w*|продублир\w+|добавь(?:те)? сцену|вставь(?:те)? сцену)"),
    no_text=_rx(r"(?:без|убери(?:те)?) (?:текста?|надпис\w+|титр\w*)"),
    text=_rx(
        r"^(?:(?:пусть )?(?:текст|надпись|титр\w*|на экране))"
        r"(?: (?:на экране|пусть|будет|должен быть|должна быть|такой|такая))*\s*[:—–-]? *(?P<line>.+)"
    ),
    voice=_rx(
        r"^(?:пусть )?(?:голос|диктор|озвучка|закадровый голос)"
        r"(?: (?:пусть|говорит|скажет|произносит|должен сказать))*\s*[:—–-]? *(?P<line>.+)"
    ),
    seconds=_rx(r"^(?:пусть )?(?:длится |на |будет )?(\d{1,2}(?:[.,]\d)?) ?с(?:ек\w*)?$"),
    longer=_rx(r"(?<!\w)(?:по)?(?:длиннее|дольше)(?!\w)|удлини"),
    shorter=_rx(r"(?<!\w)(?:по)?короче(?!\w)|сократи"),
    lead=_rx(r"^(?:(?:и|а|в|во|сделай(?:те)?|поменяй(?:те)?|измени(?:те)?|пожалуйста)(?!\w)[ ,:]*)+(?=\S)"),
    beside=_rx(
        r"(?:а )?(?:как|каким) (?:это |ролик |он |оно )?(?:будет|было бы|бы)"
        r"(?: (?:это|ролик|выглядел\w*|выглядеть|смотреться))*"
        r"(?P<wish>[^?.!\n]*)[?.!]*"
    ),
)
_OF: Final = {"es": _ES, "ru": _RU}
_SENTENCE: Final = re.compile(r"[^.!?;\n]*(?:\"[^\"]*\"|«[^»]*»|“[^”]*”|[^.!?;\n])*[.!?;]*\n?")


def scene_wishes_in(text: str, language: str) -> tuple[str, list[str]]:
    """`text` without its wishes about a script, and those in the words of `revise_scenes`; `beside` where a version to
    look at is asked for. English is read elsewhere."""
    words = _OF.get(language)
    if words is None:
        return text, []
    wishes, rest = [], []
    match = words.beside.search(text)
    if match and match["wish"].strip():
        wishes.append("beside")
        text = f"{text[: match.start()]}{match['wish'].strip()}{text[match.end() :]}"
    for sentence in _SENTENCE.findall(text):
        found = _wishes(sentence.strip(), words)
        wishes += found
        rest += [] if found else [sentence]
    return "".join(rest).strip(), wishes


def _wishes(sentence: str, words: _Scenes) -> list[str]:
    named = words.by_number.search(sentence) or words.by_order.search(sentence)
    if named is None:
        return []
    value = next(group for group in named.groups() if group)
    numbers = re.findall(r"\d+", value) or [words.order(value)]
    before, after = sentence[: named.start()].strip(" ,:"), sentence[named.end() :].strip(" ,:-–—.!;")
    wish = words.lead.sub("", f"{before} {after}".strip() if before and after else before or after).strip(
        " .!;"
    )
    if words.move.search(sentence):
        return [f"move scene {numbers[0]}"]
    if words.remove.search(before) and not after:
        return [f"remove scene {number}" for number in numbers]
    return [_said(number, wish, words) for number in numbers]


def _said(number: str, wish: str, words: _Scenes) -> str:
    scene = "the last scene" if number == "last" else f"scene {number}"
    if words.no_text.search(wish):
        return f"{scene}: no text"
    for kind, pattern in (("voice", words.voice), ("text", words.text)):
        if match := pattern.match(wish):
            return f'{scene}: {kind}: "{_unquoted(match["line"])}"'
    if match := words.seconds.match(wish):
        return f"{scene}: {match[1].replace(',', '.')} seconds"
    if len(wish.split()) <= 4:
        for way in ("longer", "shorter"):
            if getattr(words, way).search(wish):
                return f"{scene}: {way}"
    return f"{scene}: {wish}"


def _unquoted(text: str) -> str:
    return text.strip().strip("\"'«»“”„").strip()
