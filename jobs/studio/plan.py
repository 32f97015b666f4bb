"""Which layout and colours every scene wears. Pure: the same script always gives the same plan.

No two scenes share a layout until all are used; then they return mirrored and in other colours. The last scene is the
packshot. A headline that names a price asks for the badge, a list for the checklist, a quotation for the message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.script import AdScript
from jobs.studio.headline import figure_of, parts_of

# In the order in which they are given away where the words ask for nothing special.
PICTORIAL = ("hero", "pedestal", "split", "rings", "arch", "spotlight", "ribbons", "tiles", "marquee")
# Colours that suit a layout, best first.
_SCHEMES: dict[str, tuple[str, ...]] = {
    "hero": ("brand", "pastel", "deep", "paper", "accent"),
    "pedestal": ("pastel", "paper", "deep", "brand", "accent"),
    "split": ("paper", "ink", "brand", "pastel", "deep"),
    "rings": ("deep", "brand", "accent", "pastel", "ink"),
    "arch": ("paper", "pastel", "accent", "brand", "ink"),
    "spotlight": ("ink", "deep"),
    "ribbons": ("accent", "paper", "brand", "pastel", "deep"),
    "tiles": ("paper", "pastel", "brand", "deep", "accent"),
    "marquee": ("brand", "pastel", "ink", "paper", "deep"),
    "stack": ("ink", "brand", "accent", "deep", "paper"),
    "bubble": ("pastel", "brand", "accent", "deep", "ink"),
    "badge": ("accent", "brand", "pastel", "deep", "paper"),
    "checklist": ("brand", "pastel", "accent", "deep", "ink"),
    "packshot": ("brand", "deep", "ink", "pastel", "accent"),
}


@dataclass(frozen=True, slots=True)
class ScenePlan:
    """`layout` and `scheme` by name; `flip` mirrors it. `round` counts how often the layout was used before."""

    layout: str
    scheme: str
    flip: bool
    round: int


def plan_scenes(script: AdScript) -> tuple[ScenePlan, ...]:
    """One plan per scene, in order."""
    count = len(script.scenes)
    chosen: list[str] = []
    used: dict[str, int] = {}
    for index, scene in enumerate(script.scenes):
        words = scene.on_screen_text
        layout = "packshot" if index == count - 1 else _pick(words, index, used)
        used[layout] = used.get(layout, 0) + 1
        chosen.append(layout)
    plans: list[ScenePlan] = []
    seen: dict[str, int] = {}
    last = ""
    for index, layout in enumerate(chosen):
        turn = seen.get(layout, 0)
        seen[layout] = turn + 1
        recent = {plan.scheme for plan in plans[-2:]}
        options = _SCHEMES[layout]
        options = (*options[turn % len(options) :], *options[: turn % len(options)])
        fresh = (
            [name for name in options if name not in recent]
            or [n for n in options if n != last]
            or [*options]
        )
        last = fresh[0]
        plans.append(ScenePlan(layout, last, (index + turn) % 2 == 1, turn))
    return tuple(plans)


def _pick(words: str, index: int, used: dict[str, int]) -> str:
    """The least used layout that suits the words; ties go to the order of the lists above."""
    wishes: list[str] = []
    if len(parts_of(words)) > 1:
        wishes.append("checklist")
    if figure_of(words):
        wishes.append("badge")
    if re.search(r"[“”\"«»]|\?$", words.strip()):
        wishes.append("bubble")
    for wish in wishes:
        if not used.get(wish):
            return wish
    pool = list(PICTORIAL)
    if words:
        pool.insert(3 if index else 1, "stack")
        if len(words.split()) >= 4:
            pool.insert(6, "bubble")
        pool.append("badge")
    if index == 0:
        pool = ["hero", *(name for name in pool if name != "hero")]
    elif len(words.split()) > 9:  # long lines want the layouts with most room for type
        pool.sort(key=lambda name: name not in ("stack", "bubble"))
    return min(pool, key=lambda name: (used.get(name, 0), pool.index(name)))
