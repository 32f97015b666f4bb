"""From an order to what a model is sent, and the mark by which the run is found again in the provider's list. Pure."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from agent.catalog import Model
from agent.script import AdScript, Scene
from jobs.providers import Order, OrderRefused

NEGATIVE: Final = "text, lettering, captions, watermark, deformed product, extra fingers, low quality"
LENT: Final = "lent-"
"""How the name of a picture begins that is lent by a link: it stands in the link, which itself is a secret."""
_WITHOUT: Final = f"Without {NEGATIVE}."
"""The same for a model that has no field for it."""
VIEWS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "front": "the product from the front, clearly in the middle",
        "detail": "close, a detail",
        "in_use": "in use, among people or in its place",
        "three_quarter": "from the side, at a slight angle",
        "wide": "wide, the whole place",
    }
)
_VIEW_WORDS: Final = {
    "detail": re.compile(r"\b(?:close[- ]?ups?|macro|details?|texture|drops?)\b"),
    "in_use": re.compile(
        r"\b(?:hands?|holding|us(?:es|ing)|drinks?|drinking|pours?|pouring|wear(?:s|ing)?|applies)\b"
    ),
    "wide": re.compile(r"\b(?:wide|landscape|skyline|street|panorama|room)\b"),
    "front": re.compile(r"\b(?:pack ?shot|front|label|logo)\b"),
}
_FINE: Final = 1e-12
"""A speech that is 1.000000000123 times as fast is heard as 1: room for a number of our own."""
_SEEDS: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Mark:
    """The input that tells one run from all others: its field and its value."""

    field: str
    value: str | int | float

    def __str__(self) -> str:
        return (
            f"{self.field}={self.value!r}" if isinstance(self.value, float) else f"{self.field}={self.value}"
        )

    def is_in(self, inputs: Mapping[str, Any]) -> bool:
        """Whether a run with these inputs carries it."""
        found = inputs.get(self.field)
        if isinstance(self.value, str) and self.value.startswith(LENT):
            return isinstance(found, str) and self.value in found
        if isinstance(self.value, float):
            number = float(found) if isinstance(found, int | float) else math.nan
            return math.isclose(number, self.value, rel_tol=0, abs_tol=_FINE / 10)
        return bool(found == self.value)


def mark_of(correlator: str) -> Mark:
    """The mark that an attempt was opened with: `seed=123`, `image=https://…`, `speed=1.000000000123`."""
    name, _, value = correlator.partition("=")
    if value.isdigit():
        return Mark(name, int(value))
    try:
        return Mark(name, float(value))
    except ValueError:
        return Mark(name, value)


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: the inputs of `model`, and which of them is the mark."""

    model: Model
    inputs: Mapping[str, Any]
    mark: Mark


def picture_for(order: Order, model: Model) -> str | None:
    """Which picture the run is to be lent: a path of this machine, or None.

    A clip begins with its still; a still is made around the first photo of the product.
    """
    if "image" not in model.input:
        return None
    if order.kind == "clip":
        still = order.inputs.get(f"still-{order.scene}")
        if still is None:
            raise OrderRefused("failed-part-missing", f"no still for {order.name}")
        return str(still)
    return order.script.brand.product_images[0] if order.script.brand.product_images else None


def build(
    order: Order, model: Model, *, nonce: UUID, image: str | None, image_mark: str | None = None
) -> Request:
    """The request for `order`. `nonce` is new for each try; `image` is the address of the picture it is lent, and
    `image_mark` the part of it that tells it from all others, where the whole is a secret.

    Raises:
        OrderRefused: it can't be asked for.
    """
    said = _with_look(_said(order, model), order, model)
    if image is not None:
        said["image"] = image
    role, value = _mark(model, said, order, nonce)
    said[role] = value
    if role == "image" and image_mark is not None:
        value = image_mark
    named = {model.input[role]: given for role, given in said.items() if role in model.input}
    return Request(model, {**model.always, **named}, Mark(model.input[role], value))


def _with_look(said: dict[str, Any], order: Order, model: Model) -> dict[str, Any]:
    """What is said where the brand has a trained look: its word first, and its weights for a model that takes them."""
    look = order.look
    if look is None or order.kind != "still":
        return said
    worn = {**said, "prompt": f"{look.word}, the product of this brand. {said['prompt']}"}
    if "weights" in model.input:
        worn["weights"] = look.version.replace(":", "/")
    return worn


def build_training(model: Model, *, images: str, word: str) -> Request:
    """The request for a training on the pictures of the archive at `images`; `word` will call what it learned.

    The address is a new one for each try, so the archive is the mark.
    """
    said = {"images": images, "trigger": word}
    named = {model.input[role]: given for role, given in said.items()}
    return Request(model, {**model.always, **named}, Mark(model.input["images"], images))


def _mark(model: Model, said: Mapping[str, Any], order: Order, nonce: UUID) -> tuple[str, str | int | float]:
    """The role that carries the mark, and its value. The address of a picture is a new one each time, so the seed can
    be the ad's; else the seed is the try's own; speech has only its speed."""
    if "image" in said and "image" in model.input:
        return "image", str(said["image"])
    if "seed" in model.input:
        own = (
            f"{order.consistency}/{order.name}/{order.turn}/{nonce}" if order.kind == "still" else str(nonce)
        )
        return "seed", int(hashlib.sha256(own.encode()).hexdigest(), 16) % _SEEDS + 1
    slowest, quickest = model.speeds
    speed = float(said.get("speed", 1.0))
    fine = (nonce.int % 1_000_000_000 + 1) * _FINE
    return "speed", max(slowest, min(speed, quickest - 2e9 * _FINE)) + fine


def _said(order: Order, model: Model) -> dict[str, Any]:
    """What we have to say for this order, by role; the model's table drops what it has no field for."""
    makers = {"still": _still, "clip": _clip, "voice": _voice, "music": _music}
    if order.kind not in makers:
        raise OrderRefused("failed-unexpected", f"nobody is paid for a {order.kind}")
    said = makers[order.kind](order, model)
    return {role: value for role, value in said.items() if value is not None and role in model.input}


def _still(order: Order, model: Model) -> dict[str, Any]:
    scene, script = _scene(order), order.script
    placement = script.ad_details.placement
    words = [*picture_words(order)]
    if script.brand.product_images and "image" in model.input:
        words.append("Show exactly the product of the input image, unchanged.")
    if "negative" not in model.input:
        words.append(_WITHOUT)
    return {
        "prompt": _sentences(words),
        "negative": NEGATIVE,
        "aspect": model.aspect_for(placement.width, placement.height),
        "width": placement.width,
        "height": placement.height,
        "seed": seed_of(order, scene),
    }


def picture_words(order: Order) -> list[str]:
    """What the picture of a scene shows and how: its own words, the view, and what all pictures of the ad share."""
    scene, script = _scene(order), order.script
    shown = scene.visual_prompt or scene.description
    alike = [word for word in order.keywords if word.lower() not in shown.lower()]
    words = [shown, *_style(script), f"View: {VIEWS[view_of(script, scene)]}."]
    return [*words, f"Style: {', '.join(alike)}."] if alike else words


def view_of(script: AdScript, scene: Scene) -> str:
    """From where a scene sees the product (`assets.view_type`): as its words say, else by its place in the ad."""
    said = f"{scene.visual_prompt} {scene.description}".lower()
    for view, words in _VIEW_WORDS.items():
        if words.search(said):
            return view
    last = max(each.scene_number for each in script.scenes)
    if scene.scene_number == last:
        return "front"
    return ("wide", "in_use", "three_quarter", "detail")[(scene.scene_number - 1) % 4]


def seed_of(order: Order, scene: Scene) -> int:
    """The ad's seed, which all its pictures share so that they look alike; each further picture of a scene, and each
    further request for it, has another."""
    step = (order.variant - 1) * 7919 + (order.turn - 1) * 104_729
    return (order.consistency + step) % _SEEDS


def about_still(order: Order) -> dict[str, Any]:
    """How a still was asked for, as its asset keeps it."""
    scene = _scene(order)
    return {
        "view_type": view_of(order.script, scene),
        "scene_prompt": scene.visual_prompt or scene.description,
        "generation_prompt": _sentences(picture_words(order)),
        "negative_prompt": NEGATIVE,
        "seed": seed_of(order, scene) if order.script.brand.product_images else None,
    }


def _clip(order: Order, model: Model) -> dict[str, Any]:
    scene, placement = _scene(order), order.script.ad_details.placement
    words = [scene.visual_prompt or scene.description, "Smooth, natural camera movement."]
    if "negative" not in model.input:
        words.append(_WITHOUT)
    return {
        "prompt": _sentences(words),
        "negative": NEGATIVE,
        "duration": model.seconds_for(scene.duration),
        "aspect": model.aspect_for(placement.width, placement.height),
        "seed": order.seed % _SEEDS,
    }


def _voice(order: Order, model: Model) -> dict[str, Any]:
    text = order.script.voiceover_text
    if model.longest_text is not None and len(text) > model.longest_text:
        raise OrderRefused("failed-provider-refused", f"a text of {len(text)} characters")
    return {
        "text": text,
        "voice": model.voices.get(order.gender) or next(iter(model.voices.values()), None),
        "language": model.languages.get(order.language.partition("-")[0].lower()),
        "speed": min(max(order.speed, model.speeds[0]), model.speeds[1]),
    }


def _music(order: Order, model: Model) -> dict[str, Any]:
    script = order.script
    mood = script.music.genre or "upbeat"
    words = [f"{mood} instrumental background music for an advertisement", script.brand.tone, "no vocals"]
    return {
        "prompt": ", ".join(word for word in words if word),
        "negative": "vocals, singing, speech",
        "duration": model.seconds_for(script.duration),
    }


def _scene(order: Order) -> Scene:
    for scene in order.script.scenes:
        if scene.scene_number == order.scene:
            return scene
    raise OrderRefused("failed-unexpected", f"{order.kind} without a scene")


def _style(script: AdScript) -> list[str]:
    """What holds the pictures of an ad together."""
    found = []
    if script.brand.tone:
        found.append(f"Mood: {script.brand.tone}.")
    if script.brand.colors:
        found.append(f"Colour accents: {', '.join(script.brand.colors[:3])}.")
    return found


def _sentences(words: list[str]) -> str:
    return " ".join(word.strip() for word in words if word.strip())
