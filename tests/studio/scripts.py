"""Scripts for the studio's tests."""

from __future__ import annotations

from functools import partial
from typing import Any

from hypothesis import settings

from agent.script import AdScript
from agent.script import Scene as ScriptScene

# Property tests draw the same examples on every run, however slow the machine is.
drawn = partial(settings, derandomize=True, deadline=None)

WORDS = (
    "Still tired?",
    "Twist. Sip. Go.",
    "No sugar, no fuss",
    "Only $19 this week",
    "“I can’t go back.”",
    "Ready?",
)


def ad(
    durations: list[float],
    *,
    placement: str = "instagram_reels",
    texts: tuple[str, ...] = WORDS,
    speech: str = "Mornings are slow. This one is quick. Order yours today.",
    images: tuple[str, ...] = (),
    framework: Any = "PAS",
    music: bool = True,
    **brand: Any,
) -> AdScript:
    """An ad with one scene per duration (seconds), headlines in turn from `texts`."""
    scenes = tuple(
        ScriptScene(
            scene_number=i + 1,
            duration=d,
            on_screen_text=texts[i % len(texts)],
            description="A cup of coffee",
        )
        for i, d in enumerate(durations)
    )
    return AdScript.model_validate(
        {
            "framework": framework,
            "voiceoverText": speech,
            "adDetails": {"adPlatform": placement, "adDuration": sum(durations), "callToAction": "Order now"},
            "brand": {
                "title": "North Pier",
                "colors": ["#6B3E26", "#F2B13C"],
                "productImages": images,
                **brand,
            },
            "music": {"enabled": music},
            "scenes": [scene.model_dump() for scene in scenes],
        }
    )
