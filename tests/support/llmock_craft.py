"""A director, a critic and a writer over HTTP: what each answers, by the form they are asked for, in any order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from agent.brief import BrandFacts, Brief
from agent.copywriter import write
from agent.craftlog import CRITERIA
from agent.script import AdScript, Framework
from tests.support.llmock_raw import chunk, tool_chunk

NAMES = ("The slump", "The ritual", "The dare")
FRAMEWORKS: tuple[Framework, ...] = ("PAS", "AIDA", "hook_demo")
BROKEN = "broken"
"""Instead of an answer: arguments that are no JSON."""
HANGS = "hangs"
"""Instead of an answer: nothing, until the caller gives up."""


def angles(*names: str) -> dict[str, Any]:
    """Three angles as a director answers."""
    told = zip(names or NAMES, FRAMEWORKS, strict=True)
    return {
        "angles": [
            {"name": name, "framework": way, "idea": f"Tells of {name.lower()}.", "opening": f"{name}?"}
            for name, way in told
        ]
    }


def verdicts(*scores: int) -> dict[str, Any]:
    """Marks as a critic answers: for each candidate the same score on all criteria, and a reason that names it."""
    return {
        "verdicts": [
            {"candidate": number}
            | {name: {"score": score, "reason": f"{name} of candidate {number}."} for name in CRITERIA}
            for number, score in enumerate(scores, start=1)
        ]
    }


def script(brief: Brief, framework: Framework = "AIDA", version: int = 0) -> dict[str, Any]:
    """A sound script as a writer hands it in."""
    return draft_of(write(brief, BrandFacts(), revision=version, framework=framework))


def draft_of(written: AdScript) -> dict[str, Any]:
    keep = {"description", "duration", "visual_prompt", "audio_prompt", "on_screen_text"}
    return {
        "storyline": written.storyline,
        "framework": written.framework,
        "voiceover_text": written.voiceover_text,
        "scenes": [scene.model_dump(include=keep) for scene in written.scenes],
    }


@dataclass
class Staff:
    """Who answers: `says` are the answers still to come by form (`Angles`, `Verdicts`, `ScriptDraft`), the last one
    again and again; `asked` the forms that were asked for, `prompts` with which system prompt."""

    says: dict[str, list[Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)

    async def __call__(self, body: dict[str, Any]) -> AsyncIterator[str | bytes]:
        form = body["tools"][0]["function"]["name"]
        assert body["tool_choice"]["function"]["name"] == form
        self.asked.append(form)
        self.prompts.append("\n".join(str(message["content"]) for message in body["messages"]))
        left = self.says[form]
        answer = left.pop(0) if len(left) > 1 else left[0]
        if answer == HANGS:
            await asyncio.sleep(30)
        yield tool_chunk(form, '{"half' if answer == BROKEN else json.dumps(answer))
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        yield chunk({}, "stop", usage=usage)
        yield "[DONE]"
