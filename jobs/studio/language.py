"""Which language a text is in, as far as choosing a voice needs to know. Pure."""

from __future__ import annotations

import re

_COMMON: dict[str, frozenset[str]] = {
    "en": frozenset("the and is you your for with it to of in that on this are our we not or at have do by can".split()),
    "es": frozenset("el la los las que y de en un una por con para es su tu no se lo más como pero muy".split()),
    "fr": frozenset("le la les des et est vous votre pour avec un une que dans ce en du pas sur plus nous".split()),
    "de": frozenset("der die das und ist sie ihr für mit ein eine nicht den zu von auf im es dein wir aber".split()),
    "it": frozenset("il lo la gli le che e di un una per con è non del della tuo più sono ma come".split()),
    "pt": frozenset("o a os as que e de um uma para com é não do da seu sua mais em por você".split()),
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
