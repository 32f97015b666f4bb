"""Which language a text is in, as far as voices, subtitles and capitals need to know. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from jobs.studio.bidi import is_rtl
from jobs.studio.segment import is_traditional

if TYPE_CHECKING:
    from agent.script import AdScript


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
    "nl": _words("de en een het ik is je met niet op van voor wij zijn"),
    "pl": _words("dla do i jest na nie o się to w z za że"),
    "tr": _words("bir bu da daha de için ile ve çok siz sizin şimdi"),
    "sv": _words("att av den det din du en ett för har i inte med och på som vi är"),
    "cs": _words("a do je jsme na pro se v z že"),
    "ro": _words("cu de din este la mai nu pe pentru se un și"),
    "hu": _words("a az egy és hogy is nem van"),
    "id": _words("anda dan dari dengan di ini itu untuk yang"),
}
# Letters that few other languages have, or a script with one great language; the first that is found decides.
_LETTERS: tuple[tuple[str, str], ...] = (
    ("uk", "[іїєґ]"),
    ("ja", "[\u3041-\u30ff]"),
    ("ko", "[\uac00-\ud7a3\u1100-\u11ff]"),
    ("fa", "[پچژگ]"),
    ("ar", "[\u0600-\u06ff]"),
    ("he", "[\u0590-\u05ff]"),
    ("th", "[\u0e00-\u0e7f]"),
    ("hi", "[\u0900-\u097f]"),
    ("bn", "[\u0980-\u09ff]"),
    ("ta", "[\u0b80-\u0bff]"),
    ("ka", "[\u10a0-\u10ff]"),
    ("hy", "[\u0530-\u058f]"),
    ("el", "[\u0370-\u03ff\u1f00-\u1fff]"),
    ("vi", "[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđơư]"),
)


def language_of(text: str) -> str:
    """A language tag (BCP 47): by script or letters where they tell, by common words for Latin; `en` when nothing does.

    Chinese is `zh`, or `zh-Hant` in the characters of Taiwan. A few letters of another script, a name, decide nothing.
    """
    letters = sum(char.isalpha() for char in text)
    for code, pattern in _LETTERS:
        share = 0.04 if code in ("uk", "ja", "fa", "vi") else 0.3
        if letters and len(re.findall(pattern, text, re.I)) > letters * share:
            return code
    if len(re.findall(r"[а-яё]", text, re.I)) > letters * 0.3:
        return "ru"
    if len(re.findall(r"[\u4e00-\u9fff]", text)) > letters * 0.3:
        return "zh-Hant" if is_traditional(text) else "zh"
    words = re.findall(r"[^\W\d_]+", text.lower())
    scores = {code: sum(word in common for word in words) for code, common in _COMMON.items()}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] > scores["en"] else "en"


def words_of(script: AdScript) -> str:
    """All that is read or heard in the ad."""
    seen = [scene.on_screen_text for scene in script.scenes]
    return "\n".join((*seen, script.voiceover_text, script.ad_details.call_to_action))


def runs_from_the_right(script: AdScript) -> bool:
    """Whether the ad's words run from right to left, so that its layouts are mirrored."""
    return is_rtl(words_of(script))


def capitals(text: str, context: str = "") -> str:
    """`text` in capitals as its language (told from `context` too) writes them; most scripts have none."""
    language = language_of(f"{text} {context}")
    if language in ("tr", "az"):
        text = text.replace("i", "İ").replace("ı", "I")
    if language == "ka":  # capitals are for inscriptions
        return text
    text = text.replace("ß", "ẞ")
    if language == "el":  # no accents on capitals, but the diaeresis stays
        text = unicodedata.normalize(
            "NFC", re.sub("[\u0300\u0301\u0342]", "", unicodedata.normalize("NFD", text))
        )
    return text.upper()
