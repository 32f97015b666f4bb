"""How the product and the audience are called, aloud and on screen, in the ad's language. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from agent.aloud import spoken_text
from agent.brief import BrandFacts, Brief
from agent.craft import OTHER, Line, category_of, is_adjective
from agent.rules import fit_screen
from agent.script import AdScript
from agent.spanish import our_in_spanish

_JOINING = (
    "& + and or of the a an by to - – / with for y e o u de del la el los las con para и или для с на из в от"
)
_JOINERS: Final = frozenset(_JOINING.split())


@dataclass(frozen=True)
class Names:
    """How the product and the audience are called, spoken and on screen."""

    spoken: str
    shown: str
    who: str
    language: str = "en"
    title: str = ""

    @property
    def bare(self) -> bool:
        """Whether a Spanish sentence would miss an article before the name, so that it can only stand by itself."""
        first = self.spoken[:1]
        return self.language == "es" and first.islower() and not _has_determiner(self.spoken, "es")

    def say(self, line: Line) -> str:
        return _filled(line.say, self.spoken, self.who).replace(
            "{N}", upper(spoken_text(self.shown, self.language))
        )

    def shortened(self) -> Names:
        """With the product spoken in a word or two, by its brand where it has one, for ads of a few seconds."""
        if self.title and self.title != self.spoken and len(self.title.split()) <= 2:
            return replace(self, spoken=self.title)
        words = [word for word in self.spoken.split() if word.lower() not in _JOINERS] or [
            _NOTHING[self.language]
        ]
        head = words[-1:]
        if self.language == "ru":
            head = [word for word in words if not is_adjective(word)][:1] or words[:1]
        elif self.language == "es" and words[0].lower() not in _DETERMINERS["es"].split():
            head = words[:1]
        if words[0].lower() in ("our", *_DETERMINERS["es"].split()) and len(words) > 1:
            head = [words[0], words[-1] if self.language == "en" else words[1]]
        return replace(self, spoken=" ".join(head))

    def show(self, line: Line) -> str:
        return _filled(line.show, self.shown, self.who).replace("{N}", upper(self.shown))


def renamed(script: AdScript, old: Names, new: Names) -> AdScript:
    """`script` with the product under another name, and not a word else changed."""
    pairs = [(old.spoken, new.spoken), (old.shown, new.shown)]
    pairs += [(upper(a), upper(b)) for a, b in pairs]
    table = dict(sorted(pairs, key=lambda pair: -len(pair[0])))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, table))})(?!\w)")

    def say(text: str) -> str:
        return pattern.sub(lambda match: table[match.group()], text)

    fields = ("description", "visual_prompt", "audio_prompt", "on_screen_text")
    scenes = [scene.model_copy(update={f: say(getattr(scene, f)) for f in fields}) for scene in script.scenes]
    for scene in scenes:
        scene_text = fit_screen(scene.on_screen_text)
        scenes[scene.scene_number - 1] = scene.model_copy(update={"on_screen_text": scene_text})
    words = {"storyline": say(script.storyline), "voiceover_text": say(script.voiceover_text)}
    return script.model_copy(update={**words, "scenes": tuple(scenes)})


def names_for(brief: Brief, brand: BrandFacts) -> Names:
    """How to call the product in the ad's language: by brand and kind where both are known; “our …” where that is safe
    and the name is none of its own.
    """
    language = brief.language if brief.language in _NOTHING else "en"
    product = _plain_case(brief.product or brand.title or _NOTHING[language], language)
    head = re.split(_BEHIND[language], product)[0].strip()
    # “Food for cats” is not “food”.
    if head and (len(head.split()) > 1 or len(product.split()) > LONGEST_WHOLE or "," in product):
        product = head
    product = _short(product, language)
    if not re.search(r"\w", product):
        product = _NOTHING[language]
    title = _plain_case(brand.title or "", language)
    proper = all(word[0].isupper() for word in product.split() if word[0].isalpha())
    if title and set(product.lower().split()) <= set(title.lower().split()):
        spoken = shown = title
    elif title and title.lower() not in product.lower():
        full = _branded(title, product, language)
        shown = full if len(full.split()) <= LONGEST_BRANDED[language] else " ".join(title.split()[:4])
        spoken = _ours(shown, language) if language == "es" and shown == full else shown
    elif proper or title or _has_determiner(product, language):
        spoken = shown = product
    else:
        spoken, shown = _ours(product, language), product
    who = crowd(brief.target_audience, language)
    aloud = spoken_text(spoken, language)[:80].strip() or _NOTHING[language]
    return Names(aloud, shown[:80], who, language, spoken_text(title, language))


LONGEST_WHOLE: Final = 4
LONGEST_BRANDED: Final = {"en": 5, "es": 6, "ru": 5}
_NOTHING: Final = {"en": "this", "es": "esto", "ru": "это"}
# What a product is for, with or from is no part of its name.
_BEHIND: Final = {
    "en": r"\s+(?:for|with|in|from|at|near|that|which|who|made|,)\s+|,",
    "es": r"\s+(?:para|con|desde|que|hech[oa]s?|cerca|,)\s+|,",
    "ru": r"\s+(?:для|с|со|из|от|у|на|в|во|котор\w+|рядом|,)\s+|,",
}
_DETERMINERS: Final = {
    "en": "our the this my a an",
    "es": "nuestro nuestra nuestros nuestras el la los las este esta estos estas mi mis un una unos unas",
    "ru": "наш наша наше наши мой моя моё мои этот эта это эти",
}


def _has_determiner(product: str, language: str) -> bool:
    return product.lower().split()[0] in _DETERMINERS[language].split()


def _branded(title: str, product: str, language: str) -> str:
    """Brand and kind in one: the brand leads in English and stands behind the kind in Spanish; Russian quotes a name in
    its own letters, so that nothing need agree with it."""
    if language == "en":
        return f"{title} {product}"
    if language == "es":
        return f"{product} {title}"
    return f"{product} «{title}»" if re.search("[а-яё]", title, re.I) else f"{product} {title}"


def _ours(product: str, language: str) -> str:
    """`product` as one's own: Spanish only where gender and number of the noun are plain, Russian never."""
    if language == "en":
        return f"our {product}"
    if language == "es" and (ours := our_in_spanish(product)):
        return f"{ours} {product}"
    return product


def _plain_case(name: str, language: str) -> str:
    """`name` without shouting: in capitals throughout it is lower case where it says what the thing is, else a name.
    Abbreviations stay.
    """
    words = name.split()
    letters = [c for c in name if c.isalpha()]
    if len(letters) < 6 or not all(c.isupper() for c in letters):
        return name
    if category_of(name, language) != OTHER:
        lower = name.lower().split()
        # “Vitamin C” keeps its letter.
        return " ".join(
            word.upper() if len(word) == 1 and at == len(lower) - 1 else word for at, word in enumerate(lower)
        )
    return " ".join(
        word.capitalize() if re.search(r"[AEIOUYÁÉÍÓÚАЕЁИОУЫЭЮЯ]", word[1:]) else word for word in words
    )


def _short(product: str, language: str) -> str:
    """At most four words of `product`, ending in a word and not in what joins words or in a tag."""
    words = [word for word in product.split() if not re.match(r"[#@]\w|</?\w", word)]
    # Spanish needs its “de”s to say as much.
    most = 4 if language == "en" else 5
    words = words[:most] if len(words) > most else words
    while len(words) > 1 and (words[-1].lower() in _JOINERS or not re.search(r"\w", words[-1])):
        words.pop()
    return " ".join(words)


def crowd(audience: str | None, language: str = "en") -> str:
    """The audience as one would greet it aloud; empty where one wouldn't (ages, long descriptions, everybody) or where
    its form is not plainly right for it.
    """
    text = (audience or "").strip().lower()
    if not text or len(text.split()) > 3 or re.search(_NO_CROWD[language], text):
        return ""
    if language == "ru" and not re.fullmatch(r"(?:[а-яё]+[ыи]е )?[а-яё-]{3,}[ыи]", text):
        return ""
    return text


_NO_CROWD: Final = {
    "en": r"\d|every|anyone|all\b|people|who\b|income|[^a-z \-']",
    "es": r"\d|tod[oa]s|cualquier|gente|quien|personas|ingresos|\bque\b|[^a-záéíóúüñ \-]",
    "ru": r"\d|\b(?:все|кто|люди|или|ими|нами)\b|[^а-яё \-]",
}


def _filled(template: str, product: str, who: str) -> str:
    return (
        template.replace("{p}", product)
        .replace("{P}", upper(product))
        .replace("{who}", who)
        .replace("{Who}", upper(who))
    )


def capitalised(call: str) -> str:
    """A call to action as it is shown: a capital first, unless it begins with an address or a handle."""
    starts_as_address = re.match(r"[@#]|https?:|www\.|\S+\.[a-z]{2,}(?:/|\s|$)", call)
    return call if starts_as_address else call[:1].upper() + call[1:]


def upper(text: str) -> str:
    """`text` with a capital first."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """`text` as a sentence: a capital first, a full stop where it has no end."""
    stripped = upper(text.strip())
    if stripped[:1] in "¿¡«":
        stripped = stripped[:1] + upper(stripped[1:])
    return stripped if stripped.endswith((".", "!", "?", "…")) else f"{stripped}."


__all__ = ["Names", "capitalised", "crowd", "names_for", "renamed", "sentence", "spoken_text", "upper"]
