"""Which language a text is in, as far as choosing a voice needs to know. Pure."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_COMMON: dict[str, frozenset[str]] = {
    "en": _words(
        "and are at by can do for have in is it not of on or our that the this to we with you your "
    ),
    "es": _words("como con de el en es la las lo los muy más no para pero por que se su tu un una y "),
    "fr": _words("avec ce dans des du en est et la le les nous pas plus pour que sur un une votre vous "),
    "de": _words("aber auf das dein den der die ein eine es für ihr im ist mit nicht sie und von wir zu "),
    "it": _words("che come con del della di e gli il la le lo ma non per più sono tuo un una è "),
    "pt": _words("a as com da de do e em mais não o os para por que seu sua um uma você é "),
}


def language_of(text: str) -> str:
    """A two-letter code: by script for Cyrillic and others, by common words for Latin; `en` when nothing decides."""
    if re.search(r"[іїєґ]", text, re.I):
        return "uk"
    if len(re.findall(r"[а-яё]", text, re.I)) > len(text) * 0.3:
        return "ru"
    if re.search(r"[\u4e00-\u9fff]", text):
        return "zh"
    if re.search(r"[\u0600-\u06ff]", text):
        return "ar"
    words = re.findall(r"[^\W\d_]+", text.lower())
    scores = {code: sum(word in common for word in words) for code, common in _COMMON.items()}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] > scores["en"] else "en"
