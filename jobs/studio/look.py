"""How an ad looks: palette, faces and colour schemes whose text is legible by construction."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from jobs.studio.colour import Rgb, contrast, from_oklch, hexa, luminance, mix, readable, rgb, to_oklch, toned
from jobs.studio.errors import BadMedia
from jobs.studio.faces import GLYPHS
from jobs.studio.language import language_of, words_of
from jobs.studio.typeset import Face

if TYPE_CHECKING:
    from agent.script import AdScript

# Words of a tone or category, and what a designer would reach for when the brand has no colours of its own.
_DEFAULTS: tuple[tuple[tuple[str, ...], Face, tuple[str, str]], ...] = (
    (("elegant", "luxur", "premium", "sophistic", "classic", "romantic", "refined", "jewel", "perfume"),
     "serif-bold", ("#1F3A34", "#D9A962")),
    (("calm", "gentle", "wellness", "skincare", "skin", "serum", "spa", "yoga", "sleep", "natural beauty"),
     "serif-bold", ("#7A9E87", "#F2C6B0")),
    (("playful", "fun", "friendly", "cheerful", "quirky", "cute", "kids", "toy", "candy", "snack"),
     "round-bold", ("#FF5A5F", "#FFC93C")),
    (("bold", "energetic", "urgent", "sport", "fitness", "gym", "sneaker", "street", "adrenaline", "loud"),
     "condensed-heavy", ("#E5383B", "#FFD166")),
    (("organic", "natural", "eco", "sustainab", "garden", "plant", "farm", "tea"),
     "grotesk-heavy", ("#2F6B4F", "#F2B84B")),
    (("coffee", "cold brew", "espresso", "bakery", "chocolate", "warm", "cozy", "cosy"),
     "grotesk-heavy", ("#6B3E26", "#F4A259")),
    (("tech", "modern", "innovative", "app", "software", "saas", "digital", "ai", "finance", "professional"),
     "grotesk-heavy", ("#3B4CF5", "#2ED9C3")),
)  # fmt: skip
_FALLBACK: tuple[Face, tuple[str, str]] = ("grotesk-heavy", ("#3D4CF5", "#FFB547"))
_OWN_FONTS: dict[str, Face] = {
    "onest": "grotesk-heavy", "inter": "grotesk-heavy", "helvetica": "grotesk-heavy", "arial": "grotesk-heavy",
    "roboto": "grotesk-heavy", "montserrat": "grotesk-heavy", "open sans": "grotesk-heavy",
    "playfair": "serif-bold", "georgia": "serif-bold", "times": "serif-bold", "garamond": "serif-bold",
    "didot": "serif-bold", "bodoni": "serif-bold", "unbounded": "round-bold", "poppins": "round-bold",
    "oswald": "condensed-heavy", "bebas": "condensed-heavy", "impact": "condensed-heavy",
    "sofia sans": "condensed-heavy", "anton": "condensed-heavy",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colours of one scene.

    Against both `base` and `second`, `text` reaches 4.5:1, `hot` (emphasised large type) 3:1 and `accent` (fills,
    buttons) stands out clearly; `on_accent` reaches 4.5:1 on `accent`.
    """

    name: str
    base: Rgb
    second: Rgb
    text: Rgb
    accent: Rgb
    hot: Rgb
    soft: Rgb
    on_accent: Rgb


@dataclass(frozen=True, slots=True)
class Look:
    """Palette and faces of an ad. `notes` are sentences for the user about choices that were made for them."""

    ink: Rgb
    paper: Rgb
    brand: Rgb
    accent: Rgb
    display: Face
    seed: int
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, script: AdScript, folder: Path) -> Look:
        """From the brand's colours, else the product photo's, else a default for the tone and category.

        Media paths are relative to `folder`. A photo that can't be read is ignored here (the painter reports it).
        """
        face, palette = _defaults(script)
        notes: list[str] = []
        colours = [rgb(text) for text in script.brand.colors]
        if not colours:
            colours = _photo_colours(script, folder)
            if colours:
                notes.append("Colours were taken from the product photo.")
        colours = colours or [rgb(text) for text in palette]
        own = next(
            (f for name in script.brand.fonts for key, f in _OWN_FONTS.items() if key in name.lower()), None
        )
        if script.brand.fonts and own is None:
            notes.append(f"The font {script.brand.fonts[0]} is not on board; the nearest of ours was used.")
        brand, accent = _pair(colours)
        hue = to_oklch(brand)[2]
        warmth = min(to_oklch(brand)[1], 0.03)
        return cls(
            ink=_neutral(colours, dark=True) or from_oklch(0.19, warmth, hue),
            paper=_neutral(colours, dark=False) or from_oklch(0.968, min(warmth, 0.014), hue),
            brand=brand,
            accent=accent,
            display=GLYPHS.get(language_of(words_of(script)), own or face),
            seed=_seed(script),
            notes=tuple(notes),
        )

    def text(self, face: Face) -> Face:
        """The face for small type: `face`, but for the display face where that is of the ad's language."""
        return self.display if self.display in GLYPHS.values() else face

    def schemes(self) -> tuple[Scheme, ...]:
        """The schemes scenes may wear; neighbours in this order differ clearly in lightness or hue."""
        light, chroma, hue = to_oklch(self.brand)
        deep = from_oklch(min(light, 0.36), min(chroma, 0.11), hue)
        pastel = from_oklch(0.9, min(chroma, 0.055), hue)
        # Middle tones carry neither white nor black type well: they are deepened a little.
        main = toned(self.brand, 0.52) if 0.55 < light < 0.7 and chroma < 0.12 else self.brand
        if 3.2 <= contrast(self.paper, main) < 4.5:  # nearly dark enough for light type: make it so
            main = readable(main, self.paper, 4.55)
        accent_light = to_oklch(self.accent)[0]
        sunny = toned(self.accent, min(max(accent_light, 0.62), 0.86))
        return (
            self._scheme("brand", main, toned(main, max(to_oklch(main)[0] - 0.07, 0.12)), self.accent),
            self._scheme("paper", self.paper, mix(self.paper, self.brand, 0.07), self.brand),
            self._scheme("ink", self.ink, toned(self.ink, to_oklch(self.ink)[0] + 0.07), self.accent),
            self._scheme("pastel", pastel, toned(pastel, 0.86), self.brand),
            self._scheme("deep", deep, toned(deep, to_oklch(deep)[0] - 0.07), self.accent),
            self._scheme("accent", sunny, toned(sunny, to_oklch(sunny)[0] - 0.05), self.brand),
        )

    def _scheme(self, name: str, base: Rgb, second: Rgb, accent: Rgb) -> Scheme:
        text, second = self._legible(base, second)
        hard = base if contrast(text, base) < contrast(text, second) else second
        distinct = min(contrast(accent, base), contrast(accent, second)) >= 1.5
        fill = accent if distinct else readable(accent, base, 1.8)
        hot = readable(accent, hard, 3.0)
        if contrast(hot, text) < 1.25:  # an accent that can't be told from the text is none
            hot = readable(mix(self.brand, text, 0.35), hard, 3.0)
        if min(contrast(hot, base), contrast(hot, second)) < 3:
            hot = text
        inks = (self.ink, self.paper, (255, 255, 255), (0, 0, 0))
        best = max(inks, key=lambda ink: contrast(ink, fill))
        on_fill = next((ink for ink in inks if contrast(ink, fill) >= 4.5), best)
        return Scheme(name, base, second, text, fill, hot, mix(base, fill, 0.28), on_fill)

    def _legible(self, base: Rgb, second: Rgb) -> tuple[Rgb, Rgb]:
        """A text colour that reaches 4.5:1 on both grounds; the second moves towards the first where none does."""
        for text in (self.paper, self.ink):
            if min(contrast(text, base), contrast(text, second)) >= 4.5:
                return text, second
        text = max(((255, 255, 255), (0, 0, 0)), key=lambda plain: contrast(plain, base))
        for share in (0.0, 0.3, 0.6, 0.8):
            if contrast(text, nearer := mix(second, base, share)) >= 4.5:
                return text, nearer
        return text, base


def look_from(raw: Any) -> Look:
    """The inverse of `dataclasses.asdict` after JSON made lists of tuples."""
    fields: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()
    }
    return Look(**fields)


def _seed(script: AdScript) -> int:
    """From what the ad is about: an edit of a scene, a caption or the music leaves all other pictures as they are."""
    words = script.model_dump_json(
        include={
            "storyline": True, "framework": True, "brand": {"title", "colors", "fonts", "tone"},
            "ad_details": {"target_audience", "call_to_action", "key_message"},
        }
    )  # fmt: skip
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:4], "big")


def _defaults(script: AdScript) -> tuple[Face, tuple[str, str]]:
    words = " ".join(
        (script.brand.tone, script.brand.title, script.ad_details.key_message, script.storyline,
         script.voiceover_text)
    ).lower()  # fmt: skip
    tone = script.brand.tone.lower()
    for source in (tone, words):
        padded = f" {source}"
        for keys, face, palette in _DEFAULTS:
            if any(f" {key}" in padded for key in keys):
                return face, palette
    return _FALLBACK


def _photo_colours(script: AdScript, folder: Path) -> list[Rgb]:
    for name in script.brand.product_images:
        try:
            found = [rgb(text) for text in photo_palette(folder / name)]
        except BadMedia:
            continue
        if found:
            return found
    return []


def photo_palette(path: Path) -> tuple[str, ...]:
    """Up to two vivid colours (`#RRGGBB`) of what the photo at `path` shows, most present first; () where it is grey.

    What lies around the subject does not count: a teal bottle on a brown table is teal.

    Raises:
        BadMedia: no readable picture.
    """
    import cv2  # only where a photo is looked at

    from jobs.studio.pictures import load_picture
    from jobs.studio.subject import find_subject

    picture = load_picture(path, longest=480)
    alone = picture.cut_out
    if alone is not None:
        return tuple(hexa(colour) for colour in palette_of(alone[alone[..., 3] > 200][:, :3]))
    found = find_subject(picture.rgb)
    small = cv2.resize(picture.rgb, found.mask.shape[::-1], interpolation=cv2.INTER_AREA)
    return tuple(hexa(colour) for colour in palette_of(small[found.mask > 0.5]))


def palette_of(picture: np.ndarray) -> list[Rgb]:
    """Up to two vivid colours of RGB pixels, most present first; empty where they are grey."""
    import cv2

    pixels = np.ascontiguousarray(picture.reshape(-1, 3))
    high, low = pixels.max(axis=1).astype(int), pixels.min(axis=1).astype(int)
    vivid = pixels[(high - low > 40) & (high > 50)]
    if len(vivid) < len(pixels) * 0.015:
        return []
    # In CIELAB distances are as the eye sees them: a shadow does not outweigh a hue.
    lab = cv2.cvtColor(vivid.reshape(1, -1, 3).astype(np.float32) / 255, cv2.COLOR_RGB2LAB).reshape(-1, 3)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    cv2.setRNGSeed(7)
    count = min(4, len(lab))
    _, labels, centres = cv2.kmeans(lab, count, np.empty(0), criteria, 2, cv2.KMEANS_PP_CENTERS)
    shares = np.bincount(labels.ravel(), minlength=count) / len(lab)
    back = cv2.cvtColor(centres.reshape(1, -1, 3), cv2.COLOR_LAB2RGB).reshape(-1, 3)
    colours = [
        (round(255 * c[0]), round(255 * c[1]), round(255 * c[2])) for c in np.clip(back, 0, 1).tolist()
    ]
    ranked = sorted(zip(colours, shares, strict=True), key=lambda c: -c[1] * (0.05 + to_oklch(c[0])[1]))
    first = ranked[0][0]
    others = [c for c, share in ranked[1:] if share > 0.05 and _hue_gap(c, first) > 35]
    # A photo's colours are duller than a brand's: the second one is to catch the eye.
    vivid = [
        from_oklch(max(light, 0.74), max(chroma, 0.115), hue) for light, chroma, hue in map(to_oklch, others)
    ]
    return [first, *vivid[:1]]


def _hue_gap(one: Rgb, other: Rgb) -> float:
    gap = abs(to_oklch(one)[2] - to_oklch(other)[2]) % 360
    return min(gap, 360 - gap)


def _pair(colours: Sequence[Rgb]) -> tuple[Rgb, Rgb]:
    """The leading colour and a second one to set against it."""
    vivid = [colour for colour in colours if to_oklch(colour)[1] > 0.03]
    if not vivid:  # a black and white brand
        greys = sorted(colours, key=luminance)
        return (greys[0] if luminance(greys[0]) < 0.4 else (28, 28, 32)), (232, 197, 71)
    brand = vivid[0]
    if len(vivid) > 1:
        return brand, vivid[1]
    light, chroma, hue = to_oklch(brand)
    if 62 <= hue < 118:  # yellows get a coral, everything else a warm yellow: what sets off most colours
        return brand, from_oklch(0.6, 0.17, 30)
    return brand, from_oklch(
        0.84 if light < 0.75 else 0.78, min(max(chroma, 0.12), 0.155), 84 if hue < 300 else 70
    )


def _neutral(colours: Sequence[Rgb], *, dark: bool) -> Rgb | None:
    """A brand's own near-black or near-white, which then takes the place of ours."""
    for colour in colours:
        light, chroma, _ = to_oklch(colour)
        if (light < 0.36 and chroma < 0.06) if dark else (light > 0.93 and chroma < 0.04):
            return colour
    return None
