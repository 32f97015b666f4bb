"""Three angles by rules: one ad told in three ways, each written in full, named and marked. Pure.

The ways differ in framework and opening; the first is the one that suits product, placement and length best, or the
one the marketer asked for. The same brief gives the same angles.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from agent.brief import FRAMEWORKS, BrandFacts, Brief
from agent.copywriter import write
from agent.craft import craft_for, tone_family
from agent.craftlog import IDEA_LENGTH, NAME_LENGTH, OPENING_LENGTH, Angle, CraftLevel, best, total
from agent.critic import angle_copy, judge, opening_of
from agent.frameworks import choose_framework
from agent.naming import names_for, upper
from agent.script import AdScript, Framework

ANGLES: Final = 3
# Of so many versions of an angle the best is taken; fast only looks for an opening of its own.
_TAKES: Final[dict[CraftLevel, int]] = {"off": 1, "fast": 3, "thorough": 8}
VERSIONS: Final = 12
"""The guided writer's versions are numbered below this."""


def asked_framework(brief: Brief) -> Framework | None:
    """The framework that the marketer asked for; None where it was left to us."""
    return None if "framework" in brief.assumed else brief.framework


def propose(
    brief: Brief,
    brand: BrandFacts,
    *,
    level: CraftLevel = "fast",
    told_in: str = "en",
    start: int = 0,
    without: Collection[str] = (),
    instead_of: Framework | None = None,
) -> tuple[Angle, ...]:
    """Three angles for `brief`, developed and marked; the names, ideas and reasons in the language `told_in`.

    `start` is the number of the writer's versions to begin with, `without` are openings to keep away from and
    `instead_of` is the framework that was had before: they make other angles of the same brief.
    """
    used = {_bare(text) for text in without}
    found: list[Angle] = []
    for framework in _ways(brief, instead_of):
        angle = _angle(brief, brand, framework, level, told_in, start, used)
        used.add(_bare(angle.opening))
        found.append(angle)
    return tuple(found)


def chosen_of(angles: tuple[Angle, ...], brief: Brief) -> int:
    """The index of the best marked angle, of those in the framework the marketer asked for where they did."""
    asked = asked_framework(brief)
    allowed = [i for i, angle in enumerate(angles) if asked in (None, angle.framework)] or [0]
    return allowed[best([angles[i].marks for i in allowed])]


def first_script(brief: Brief, brand: BrandFacts, level: CraftLevel) -> AdScript:
    """The script for `brief` that the guided writer begins with: the best of three angles, or the first that suits
    where nothing is weighed."""
    if level == "off":
        return write(brief, brand)
    angles = propose(brief, brand, level=level)
    script = angles[chosen_of(angles, brief)].script
    return write(brief, brand) if script is None else script


def told(
    script: AdScript, brief: Brief, brand: BrandFacts, *, told_in: str, take: int | None = None
) -> Angle:
    """`script` as an angle, named and described by its framework, tone and placement."""
    copy, framework = angle_copy(told_in), script.framework
    opening = opening_of(script)[:OPENING_LENGTH].rstrip(" .")
    way = copy.words["angle"][framework]
    name = names_for(brief, brand).shown
    idea = copy(
        "say",
        "joined",
        idea=upper(str(way["idea"]).format(opening=opening, p=name)),
        tone=upper(copy("tone", tone_family(brief.tone or brand.tone))),
        place=copy("place", script.ad_details.placement.name),
    )
    return Angle(
        name=str(way["name"])[:NAME_LENGTH],
        framework=framework,
        idea=idea if len(idea) <= IDEA_LENGTH else f"{idea[: IDEA_LENGTH - 1]}…",
        opening=opening,
        take=take,
        marks=judge(script, brief, brand, told_in=told_in),
        script=script,
    )


def _ways(brief: Brief, instead_of: Framework | None) -> list[Framework]:
    """Three frameworks: the one asked for or the one that suits, then the others, `instead_of` the last."""
    category = craft_for(brief.product, brief.language or "en").name
    asked = asked_framework(brief)
    first = asked or choose_framework(category, brief.where, brief.seconds, brief.creativity)
    ways = [first, *(name for name in FRAMEWORKS if name != first)]
    return sorted(ways, key=lambda name: (name != asked, name == instead_of))[:ANGLES]


def _angle(
    brief: Brief,
    brand: BrandFacts,
    framework: Framework,
    level: CraftLevel,
    told_in: str,
    start: int,
    used: Collection[str],
) -> Angle:
    # Thorough takes the best version, fast the first one that opens on words of its own.
    found: list[tuple[bool, Angle]] = []
    for take in ((start + n) % VERSIONS for n in range(_TAKES[level])):
        script = write(brief, brand, revision=take, framework=framework, told_in=told_in)
        fresh = _bare(opening_of(script)) not in used
        found.append((fresh, told(script, brief, brand, told_in=told_in, take=take)))
        if fresh and level != "thorough":
            break
    return max(found, key=lambda one: (one[0], total(one[1].marks)))[1]


def _bare(text: str) -> str:
    return text.lower().strip(" .!?…")
