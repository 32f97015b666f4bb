"""How the product and the audience are called, aloud and on screen; and how written words are said aloud. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from agent.brief import BrandFacts, Brief
from agent.craft import Line
from agent.rules import fit_screen
from agent.script import AdScript

_JOINERS: Final = frozenset(
    ["&", "+", "and", "or", "of", "the", "a", "an", "by", "to", "-", "–", "/", "with", "for"]
)


@dataclass(frozen=True)
class Names:
    """How the product and the audience are called, spoken and on screen."""

    spoken: str
    shown: str
    who: str

    def say(self, line: Line) -> str:
        return _filled(line.say, self.spoken, self.who)

    def shortened(self) -> Names:
        """With the product spoken in a word or two, for ads of a few seconds."""
        words = [word for word in self.spoken.split() if word.lower() not in _JOINERS] or ["this"]
        brief = " ".join([words[0], words[-1]] if words[0] == "our" else words[-1:])
        return Names(brief, self.shown, self.who)

    def show(self, line: Line) -> str:
        return _filled(line.show, self.shown, self.who)


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
    """How to call the product: by brand and kind where both are known, else “our …” unless it is a proper
    name.
    """
    product = brief.product or brand.title or "this"
    product = (
        re.split(r"\s+(?:for|with|in|from|at|near|that|which|who|made|,)\s+|,", product)[0].strip() or product
    )
    product = _short(product)
    if not re.search(r"\w", product):
        product = "this"
    title = brand.title or ""
    proper = all(word[0].isupper() for word in product.split() if word[0].isalpha())
    if title and set(product.lower().split()) <= set(title.lower().split()):
        spoken = shown = title
    elif title and title.lower() not in product.lower():
        full = f"{title} {product}"
        spoken = shown = full if len(full.split()) <= 5 else " ".join(title.split()[:4])
    elif proper or title or product.lower().split()[0] in ("our", "the", "this", "my", "a", "an"):
        spoken = shown = product
    else:
        spoken, shown = f"our {product}", product
    return Names(spoken_text(spoken)[:80].strip() or "this", shown[:80], _crowd(brief.target_audience))


def _short(product: str) -> str:
    """At most four words of `product`, ending in a word and not in what joins words or in a tag."""
    words = [word for word in product.split() if not re.match(r"[#@]\w|</?\w", word)]
    words = words[:4] if len(words) > 4 else words
    while len(words) > 1 and (words[-1].lower() in _JOINERS or not re.search(r"\w", words[-1])):
        words.pop()
    return " ".join(words)


def _crowd(audience: str | None) -> str:
    """The audience as one would greet it aloud; empty where one wouldn't (ages, long descriptions,
    everybody).
    """
    text = (audience or "").strip().lower()
    if (
        not text
        or len(text.split()) > 3
        or re.search(r"\d|every|anyone|all\b|people|who\b|income|[^a-z \-']", text)
    ):
        return ""
    return text


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
    return stripped if stripped.endswith((".", "!", "?", "…")) else f"{stripped}."


def spoken_text(text: str) -> str:
    """`text` with signs written as words, as a voice should say them."""
    text = re.sub(r"</?[A-Za-z][^<>]{0,60}>", "", text)
    text = re.sub(r"\b(?:https?://)?www\.(?=\w)|\bhttps?://(?=\w)", "", text)
    for sign, money in (("$", "dollar"), ("€", "euro"), ("£", "pound")):
        amount = rf"{re.escape(sign)}\s?(\d+)"
        text = re.sub(rf"{amount}[.,](\d\d)\b", rf"\1 {money}s \2", text)
        text = re.sub(rf"{re.escape(sign)}\s?1\b", f"1 {money}", text)
        text = re.sub(amount, rf"\1 {money}s", text)
    return text.replace("%", " percent").replace("&", "and").replace("#", "")
