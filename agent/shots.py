"""What the camera sees in a beat: told to whoever reads the script, and in English to the models that film it. Pure."""

from __future__ import annotations

from typing import Final

from agent.brief import BrandFacts, Brief
from agent.craft import Copy, craft_for
from agent.frameworks import Beat
from agent.naming import Names, upper
from agent.rules import FORBIDS
from agent.script import Framework

# What is seen in a beat; every other one shows the product at work.
_SHOTS: Final[dict[Beat, str]] = {
    "cta": "packshot", "agitate": "closer", "before": "closer", "solve": "reveal", "bridge": "reveal",
    "interest": "reveal", "after": "joy", "desire": "joy", "proof": "portrait",
}  # fmt: skip
_LOOKS: Final = {
    "playful": "saturated pop colours, snappy handheld energy",
    "professional": "clean neutral grade, steady camera",
    "bold": "high contrast, hard light, fast push-ins",
    "warm": "golden light, soft focus, unhurried camera",
    "luxurious": "deep shadows, gliding slow camera, macro detail",
    "urgent": "quick whip-pans, tight framing",
    "inspiring": "wide cinematic frames, rising sun, lens flare",
    "calm": "pastel grade, long still takes, soft daylight",
    "friendly": "natural daylight, easy handheld camera",
}
_MOVES: Final = (
    "slow push-in",
    "low tracking shot",
    "overhead shot",
    "handheld close-up",
    "slow pan",
    "gentle orbit",
)


def shot_of(beat: Beat, index: int, framework: Framework, brief: Brief, names: Names, told: Copy) -> str:
    """The picture of scene `index` (from 0) in the language of `told`; the product is named as everywhere."""
    craft = craft_for(brief.product, told.language)
    kind = _SHOTS.get(beat, "demo")
    if beat == "hook":
        kind = "problem" if framework in ("PAS", "BAB") else "filling"
    demo = craft.demo[0 if beat == "hook" else index % len(craft.demo)]
    # Quotes within quotes are of the other kind.
    name = inner_quotes(names.shown) if "«" in told.shots[kind] else names.shown
    return told.shots[kind].format(p=name, problem=craft.problem, place=craft.place, joy=craft.joy, demo=demo)


def inner_quotes(text: str) -> str:
    """`text` as it stands within «…»."""
    return text.replace("«", "„").replace("»", "“")


def prompt_of(shot: str, index: int, brief: Brief, brand: BrandFacts, names: Names, tone: str) -> str:
    """The prompt for `shot` (in English) of scene `index`, in the look of `tone`, with what the brief asks."""
    parts = [f"{upper(shot)}.", f"The product is {names.shown}, identical in every shot."]
    if brief.target_audience:
        parts.append(f"People shown: {brief.target_audience}.")
    parts.append(f"{upper(_MOVES[index % len(_MOVES)])}, {_LOOKS[tone]}, {brief.where.aspect_ratio}.")
    if brand.colors:
        parts.append(f"Accent colours {', '.join(brand.colors[:3])}.")
    if brief.must_have and index:
        parts.append(f"Show {brief.must_have[(index - 1) % len(brief.must_have)]}.")
    if brief.must_not:
        parts.append(f"Do not show {', '.join(brief.must_not)}."[:600])
    return " ".join([*parts, FORBIDS])
