"""What each part of a script is made from, in a few characters: where nothing of it changed, what was made for an
earlier revision is still right. Pure.

The model is not in it: what an operator asks another model for from tomorrow on leaves yesterday's pictures right.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from agent.script import AdScript, Scene

Key = tuple[str, int | None]
"""Kind and scene of a part; no scene where it belongs to the whole ad."""


def fingerprints(script: AdScript) -> Mapping[Key, str]:
    """By (kind, scene): stills and clips of each scene, the voice, the music. A clip's says nothing of the picture that
    it starts from, which is chosen later."""
    found: dict[Key, str] = {}
    for scene in script.scenes:
        found["still", scene.scene_number] = _digest(_picture(script, scene))
        moving = {**_picture(script, scene), "seconds": scene.duration}
        found["clip", scene.scene_number] = _digest({"clip": moving})
    found["voice", None] = _digest({"voice": script.voiceover_text})
    music = script.music
    found["music", None] = _digest(
        {"music": music.genre, "on": music.enabled, "tone": script.brand.tone, "seconds": script.duration}
    )
    return found


def _picture(script: AdScript, scene: Scene) -> dict[str, Any]:
    placement, brand = script.ad_details.placement, script.brand
    return {
        "picture": scene.visual_prompt or scene.description,
        "size": [placement.width, placement.height],
        "tone": brand.tone,
        "colors": list(brand.colors[:3]),
        "product": list(brand.product_images[:1]),
    }


def _digest(facts: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:24]
