"""Written words as a voice says them: signs and prices spelled out, in the ad's language. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_TAG: Final = re.compile(r"</?[A-Za-z][^<>]{0,60}>")
_ADDRESS: Final = re.compile(r"\b(?:https?://)?www\.(?=\w)|\bhttps?://(?=\w)")
_AMOUNT: Final = r"\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?!\d)|\d+"
_SIGNS: Final = r"[$€£₽₴₸]|руб(?:лей|ля|ль|\.)?(?!\w)|р\.(?!\w)|USD\b|EUR\b"
_MONEY: Final = re.compile(
    rf"(?P<before>[$€£₽₴₸])\s?(?P<a>{_AMOUNT})(?:[.,](?P<cents>\d\d))?(?!\d)"
    rf"|(?P<b>{_AMOUNT})(?:[.,](?P<small>\d\d))?\s?(?P<after>{_SIGNS})",
    re.I,
)
_COINS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "en": {
        "$": ("dollar", "dollars"), "€": ("euro", "euros"), "£": ("pound", "pounds"), "₽": ("rouble", "roubles"),
        "₴": ("hryvnia", "hryvnias"), "₸": ("tenge", "tenge"),
    },
    "es": {
        # Pesos or dollars: who is addressed knows, a voice that guesses may promise the wrong price.
        "$": ("", ""), "USD": ("dólar", "dólares"), "€": ("euro", "euros"), "£": ("libra", "libras"),
        "₽": ("rublo", "rublos"), "₴": ("grivna", "grivnas"), "₸": ("tenge", "tenges"),
    },
    "ru": {
        "$": ("доллар", "доллара", "долларов"), "€": ("евро",) * 3, "£": ("фунт", "фунта", "фунтов"),
        "₽": ("рубль", "рубля", "рублей"), "₴": ("гривна", "гривны", "гривен"), "₸": ("тенге",) * 3,
    },
}  # fmt: skip
# After these a Russian number stands in the genitive: «от 1 рубля», «до 2 процентов».
_GENITIVE: Final = re.compile(r"(?:^|\W)(?:от|до|с|около|более|менее|больше|меньше|свыше|без)\s+$", re.I)


def spoken_text(text: str, language: str = "en") -> str:
    """`text` with signs written as words, as a voice should say them."""
    known = language if language in _COINS else "en"
    text = _ADDRESS.sub("", _TAG.sub("", text))
    text = _MONEY.sub(lambda match: _price(match, known), text)
    return _SAYERS[known](text).replace("#", "")


# Words of each Latin language that the other one lacks.
_OWN: Final[dict[str, str]] = {
    "en": "the of for to with your and you it is never off until from free at only one not more",
    "es": "el la los las de del para con sin y tu que un una más por es en al hasta gratis solo nunca desde su",
}


def is_foreign(text: str, language: str) -> bool:
    """Whether `text` is plainly no line of an ad in `language`: another alphabet, or the other's little words. One word
    in Latin letters is a name and at home everywhere."""
    cyrillic, latin = len(re.findall("[а-яё]", text, re.I)), len(re.findall("[a-záéíóúüñ]", text, re.I))
    words = re.findall(r"[^\W\d_]+", text.lower())
    if language == "ru":
        return not cyrillic and bool(latin) and len(words) > 1
    if language not in _OWN:
        return False
    if cyrillic > latin:
        return True
    own, others = _OWN[language].split(), _OWN["es" if language == "en" else "en"].split()
    return any(word in others for word in words) and not any(word in own for word in words)


def _price(match: re.Match[str], language: str) -> str:
    amount = re.sub(r"\D", "", match["a"] or match["b"])
    sign = (match["before"] or match["after"]).upper()
    sign = {"EUR": "€"}.get(sign, "₽" if sign[0] == "Р" else sign)
    coins, cents = _COINS[language], match["cents"] or match["small"]
    names = coins[sign] if sign in coins else coins["$"]
    if language == "ru":
        small = f" {int(cents)}" if cents and int(cents) else ""
        return f"{amount} {_russian(amount, names, match.string[: match.start()])}{small}"
    price = f"{amount} {names[0] if amount == '1' and not cents else names[1]}".strip()
    if not cents:
        return price
    return f"{price} {cents}" if language == "en" else f"{price} con {cents}"


def _russian(amount: str, names: tuple[str, ...], before: str) -> str:
    """The form of `names` (one, few, many) that agrees with `amount` behind the words `before`."""
    last, tens = int(amount[-1]), int(amount[-2:])
    teen = 11 <= tens <= 14
    if _GENITIVE.search(before):
        return names[1] if last == 1 and not teen else names[2]
    if last == 1 and not teen:
        return names[0]
    return names[1] if 2 <= last <= 4 and not teen else names[2]


def _english(text: str) -> str:
    return text.replace("%", " percent").replace("&", "and")


def _spanish(text: str) -> str:
    text = re.sub(r"(?<![\w,.])[-−–](?=\d+\s?%)", "menos ", text)
    text = re.sub(r"\b(\d) ?[xX] ?(\d)\b", r"\1 por \2", text)
    return re.sub(r"\s?%", " por ciento", text).replace("&", "y").replace("+", " más ")


def _spoken_russian(text: str) -> str:
    def percent(match: re.Match[str]) -> str:
        names = ("процент", "процента", "процентов")
        if match["part"]:
            return f"{match[1]}{match['part']} процента"
        return f"{match[1]} {_russian(match[1], names, text[: match.start()])}"

    text = re.sub(r"(?<![\w,.])[-−–](?=\d+\s?%)", "минус ", text)
    text = re.sub(r"(\d+)(?P<part>[.,]\d+)?\s?%", percent, text)
    return text.replace("%", " процентов").replace("&", "и").replace("№", "номер ").replace("+", " плюс ")


_SAYERS: Final[dict[str, Callable[[str], str]]] = {
    "en": _english,
    "es": _spanish,
    "ru": _spoken_russian,
}
