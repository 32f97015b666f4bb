"""What a model is shown of a turn: the prompt with the project in it, the window of history, and the new lines.

Bounded in size whatever was said before, and everything that came from outside is marked as data.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from agent import rules
from agent.brief import SLOTS, BrandFacts
from agent.guided import PHOTO_ONLY
from agent.outside import as_data, inert, own_words
from agent.platforms import PLACEMENTS
from agent.project import PROJECT_CLOSE, PROJECT_OPEN, Project
from agent.prompts import fill, version
from agent.request import ChatLine, TurnRequest

PROMPT: Final = version("interviewer")
HISTORY_LINES: Final = 20
LINE_LENGTH: Final = 1500
NEW_LENGTH: Final = 6000
SUMMARY_LENGTH: Final = 2000
PROJECT_LENGTH: Final = 24_000
PROMPT_LENGTH: Final = 80_000
"""What a turn begins with is never longer, in characters; the tests hold it to that."""
# Texts of the project are cut to these lengths, one after the other, until it fits; lists to as many entries.
_CUTS: Final = ((1000, 60), (300, 40), (120, 30), (60, 20), (30, 10))


def messages_of(
    request: TurnRequest, brand: BrandFacts, *, stands_in: bool = False, whole: bool = False
) -> list[BaseMessage]:
    """The messages a turn begins with; `brand` has the new photos. `whole` shows the project uncut: for the guided
    interviewer, who writes from it."""
    project = _project(request, brand, stands_in=stands_in).to_json()
    if not whole:
        project = shortened(project, PROJECT_LENGTH)
    prompt = fill(
        "interviewer",
        slots=", ".join(slot.replace("_", " ") for slot in SLOTS),
        rules=rules_of_a_script(),
        placements="\n".join(f"- {p.name}: {p.title}, {p.aspect_ratio}" for p in PLACEMENTS.values()),
        uses=request.uses,
        locale=request.locale,
        summary=inert(request.summary[:SUMMARY_LENGTH]).strip() or "none",
        project=f"{PROJECT_OPEN}{project}{PROJECT_CLOSE}",
    )
    window: list[BaseMessage] = [
        HumanMessage(_shown(line, LINE_LENGTH))
        if line.role == "user"
        else AIMessage(line.content[:LINE_LENGTH])
        for line in request.history[-HISTORY_LINES:]
        if line.content.strip()
    ]
    return [SystemMessage(prompt), *window, HumanMessage(_said(request.new_lines) or PHOTO_ONLY)]


def _said(lines: Sequence[ChatLine]) -> str:
    """The new lines, the marketer's own words first in line for the room there is."""
    room = NEW_LENGTH
    shown: dict[int, str] = {}
    for own in (True, False):
        for at, line in enumerate(lines):
            if (line.source is None) is own and line.content.strip() and room > 0:
                shown[at] = _shown(line, room)
                room -= len(line.content.strip())
    return "\n".join(shown[at] for at in sorted(shown))


def _shown(line: ChatLine, most: int) -> str:
    """`line` as a model sees it, at most `most` characters of its own."""
    content = line.content.strip()[:most]
    return own_words(content) if line.source is None else as_data(content, line.source, line.name)


def _project(request: TurnRequest, brand: BrandFacts, *, stands_in: bool) -> Project:
    captions = (line.content.strip()[:LINE_LENGTH] for line in request.new_lines if line.kind == "photo")
    return Project(
        brief=request.brief,
        brand=brand,
        script=request.script,
        revision=request.revision,
        asked=tuple(request.asked),
        new_photos=request.photos,
        first_turn=request.first_turn,
        stands_in=stands_in,
        can_undo=request.previous is not None,
        undo_steps=len(request.earlier) + (request.previous is not None),
        locale=request.locale,
        uses=request.uses,
        captions=tuple(caption for caption in captions if caption),
        craft=request.craft,
    )


def shortened(document: str, most: int) -> str:
    """The JSON `document` with its longest texts and lists cut until it has at most `most` characters; what was cut
    ends with “…”. Empty where no cutting helps."""
    for text, entries in _CUTS:
        if len(document) <= most:
            return document
        whole = json.dumps(_cut(json.loads(document), text, entries), ensure_ascii=False)
        document = whole.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return document if len(document) <= most else "{}"


def _cut(value: Any, text: int, entries: int) -> Any:
    match value:
        case str() if len(value) > text:
            return f"{value[: text - 1]}…"
        case list():
            return [_cut(entry, text, entries) for entry in value[:entries]]
        case dict():
            return {name: _cut(entry, text, entries) for name, entry in value.items()}
    return value


def rules_of_a_script() -> str:
    """The rules of `agent/rules.py` as a writer is told them."""
    return "\n".join(
        (
            "- The scenes' durations add up to the ad's duration exactly, in steps of 0.5 s; 4 to 7 scenes for 30 s.",
            (
                f"- Scene 1 is the hook and lasts at most {rules.HOOK_SECONDS:g} s; every scene "
                f"{rules.SHORTEST_SCENE:g} to "
                f"{rules.LONGEST_SCENE:g} s."
            ),
            "- The last scene is the packshot; its on-screen text shows the call to action word for word.",
            f"- The voice-over fills 60 to 75 % of the duration (English: {rules.RATES['en']} words a second).",
            (
                f"- On-screen text: at most {rules.MOST_LINES} lines of {rules.LINE_LENGTH} characters, better "
                f"one short line."
            ),
            f"- Every visual prompt names the product the same way and ends with “{rules.FORBIDS}”",
            "- Claim nothing the marketer did not say. Keep out what the brief rules out.",
        )
    )
