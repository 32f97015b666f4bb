"""The agent's hands: tools over the state of one turn.

They write the brief, the brand and the script of this project, in memory, and nothing else: no tool
approves, spends, sends, reads a link or touches a row. Arguments are checked by schema; what is wrong comes
back to the model as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from langchain_core.tools import BaseTool, StructuredTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.brief import FRAMEWORKS, SLOTS, BrandFacts, Brief, ProductCategory, Slot, merge
from agent.craft import craft_for, names_music
from agent.editing import brief_of, keep_made
from agent.platforms import PLACEMENTS
from agent.rules import repair, violations
from agent.script import AdScript, Framework, HexColor, Music, Scene

# After so many refused scripts in a turn, what can be mended by code is mended, and the rest is told.
REPAIR_ROUNDS: Final = 2
MOST_REPLIES: Final = 4
REPLY_LENGTH: Final = 40


@dataclass
class TurnState:
    """What a turn changes. `script` is the current one, `written` says that this turn wrote it.

    `start` is the script before the turn, `previous` what undo brings back, `earlier` what stands behind that (the
    oldest first). `back` says how many steps behind `start` the script is; None where it is new. `beside` is a version
    to choose from; it replaces nothing.
    """

    brief: Brief
    brand: BrandFacts
    script: AdScript | None = None
    previous: AdScript | None = None
    asked: list[str] = field(default_factory=list)
    assets: frozenset[str] = frozenset()
    suggestions: tuple[str, ...] = ()
    written: bool = False
    refused: int = 0
    earlier: tuple[AdScript, ...] = ()
    back: int | None = 0
    beside: AdScript | None = None
    start: AdScript | None = field(init=False)

    def __post_init__(self) -> None:
        self.start = self.script

    @property
    def language(self) -> str:
        return self.brief.language or "en"


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BriefFacts(_Arguments):
    """Facts of the brief; leave out what was not said. `assumed` names the facts you decided yourself."""

    product: str | None = Field(None, description="what is advertised, in the marketer's words")
    product_category: ProductCategory | None = None
    target_audience: str | None = None
    placement: str | None = Field(None, description=f"one of: {', '.join(PLACEMENTS)}")
    duration: Annotated[float, Field(ge=1, le=600)] | None = Field(None, description="seconds")
    call_to_action: str | None = None
    key_message: str | None = None
    offer: str | None = None
    tone: str | None = None
    language: str | None = Field(None, description="ISO 639-1 code of the ad's language")
    must_have: list[str] | None = None
    must_not: list[str] | None = None
    framework: Framework | None = Field(None, description=f"one of: {', '.join(FRAMEWORKS)}")
    creativity: int | None = Field(None, ge=1, le=10)
    assumed: list[str] = Field(default_factory=list, description="names of the facts above that you assumed")


class BrandArguments(_Arguments):
    """Facts of the brand; leave out what was not said."""

    title: str | None = None
    description: str | None = None
    colors: list[HexColor] | None = None
    fonts: list[str] | None = None
    tone: str | None = None
    logo: str | None = Field(None, description="asset of a photo in this project that is the logo")


class Replies(_Arguments):
    """Two to four short answers, shown as buttons, and the slot your question asks for, if it asks one."""

    replies: list[str] = Field(default_factory=list, max_length=8)
    asks: Slot | None = None


class SceneDraft(_Arguments):
    """One scene. `duration` in seconds."""

    description: str
    duration: float = Field(gt=0, le=60)
    visual_prompt: str
    audio_prompt: str = ""
    on_screen_text: str = ""


class ScriptDraft(_Arguments):
    """A whole script. The voice-over is the text of the whole ad, one line a scene."""

    storyline: str
    framework: Framework
    voiceover_text: str
    scenes: list[SceneDraft] = Field(min_length=2, max_length=30)
    music_genre: str = "upbeat"


class SceneEdit(_Arguments):
    """A change to one scene; leave out what stays. `voiceover_text` replaces the voice-over of the whole
    ad.
    """

    scene_number: int = Field(ge=1, le=30)
    description: str | None = None
    visual_prompt: str | None = None
    audio_prompt: str | None = None
    on_screen_text: str | None = None
    duration: Annotated[float, Field(gt=0, le=60)] | None = None
    voiceover_text: str | None = None


class Alternative(ScriptDraft):
    """A whole script for the brief with `changes` (the other duration, placement, tone, …)."""

    changes: BriefFacts = Field(default_factory=BriefFacts)


class Back(_Arguments):
    """How many versions to go back; 1 is the version before."""

    steps: int = Field(1, ge=1, le=99)


def build_tools(current: Callable[[], TurnState]) -> list[BaseTool]:
    """The seven tools of a turn, each writing to the state that is `current` when it is called."""
    deeds: tuple[tuple[str, str, type[_Arguments], Callable[[TurnState, Any], str]], ...] = (
        ("update_brief", "Write down facts of the brief.", BriefFacts, update_brief),
        ("set_brand", "Write down facts of the brand.", BrandArguments, set_brand),
        ("suggest_replies", "Offer short answers as buttons under your message.", Replies, suggest_replies),
        (
            "write_script",
            "Save a complete script; answers with the rules it breaks, if any.",
            ScriptDraft,
            write_script,
        ),
        ("edit_scene", "Change one scene of the script and nothing else.", SceneEdit, edit_scene),
        (
            "write_alternative",
            "Answer “what would 15 seconds look like?”: save a version beside the script, which stays as it is.",
            Alternative,
            write_alternative,
        ),
        (
            "restore_previous_script",
            "Undo: go back to the version before, or several versions.",
            Back,
            restore_previous_script,
        ),
    )
    return [_tool(current, *deed) for deed in deeds]


def _tool(
    current: Callable[[], TurnState],
    name: str,
    about: str,
    arguments: type[_Arguments],
    deed: Callable[[TurnState, Any], str],
) -> BaseTool:
    async def run(**given: Any) -> str:
        try:
            return deed(current(), arguments.model_validate(given))
        except ValidationError as error:
            return f"Not done. {explain(error)}"

    coroutine: Callable[..., Coroutine[Any, Any, str]] = run
    return StructuredTool(
        name=name,
        description=f"{about} {arguments.__doc__ or ''}",
        # LangChain makes classes of a model, and walks them, for every tool of every call: more work than all the
        # rest of a turn. What is called wrongly is told by `run`.
        args_schema=convert_to_openai_tool(arguments)["function"]["parameters"],
        coroutine=coroutine,
    )


def explain(error: ValidationError) -> str:
    """The faults of a refused argument as one line, the path of each first."""
    faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()[:5])
    return "; ".join(faults)


def update_brief(state: TurnState, facts: BriefFacts) -> str:
    """Merge `facts` into the brief; says what the brief is now."""
    state.brief = _merged(state.brief, facts)
    return f"Brief: {state.brief.model_dump_json(by_alias=True, exclude_defaults=True)}"


def _merged(brief: Brief, facts: BriefFacts) -> Brief:
    given = {
        name: getattr(facts, name)
        for name in facts.model_fields_set - {"assumed"}
        if getattr(facts, name) is not None
    }
    if given.get("product") and not given.get("product_category"):
        given["product_category"] = craft_for(given["product"]).family
    if isinstance(given.get("language"), str):
        given["language"] = given["language"].lower()[:2]
    return merge(brief, given, assumed=[name for name in facts.assumed if name in given])


def set_brand(state: TurnState, facts: BrandArguments) -> str:
    """Merge `facts` into the brand. A logo must be an asset of this project."""
    given = {
        name: getattr(facts, name) for name in facts.model_fields_set if getattr(facts, name) is not None
    }
    logo = given.get("logo")
    if logo is not None and logo not in state.assets:
        return f"Not done. logo: {logo!r} is no photo of this project."
    if logo is not None:
        given["product_images"] = tuple(image for image in state.brand.product_images if image != logo)
    for name in ("colors", "fonts"):
        if name in given:
            given[name] = tuple(given[name])
    state.brand = BrandFacts.model_validate(state.brand.model_dump() | given)
    if state.script is not None:
        state.script = state.script.model_copy(update={"brand": state.brand.look(state.brief.tone)})
        state.written = True
    return f"Brand: {state.brand.model_dump_json(by_alias=True, exclude_defaults=True)}"


def suggest_replies(state: TurnState, replies: Replies) -> str:
    """Offer buttons and remember the question, so that it is not asked again."""
    cleaned = (
        " ".join(re.sub(r"[\x00-\x1f]", " ", reply).split())[:REPLY_LENGTH] for reply in replies.replies
    )
    state.suggestions = tuple(dict.fromkeys(reply for reply in cleaned if reply))[:MOST_REPLIES]
    if replies.asks is not None:
        state.asked.append(replies.asks)
    return "Shown."


def write_script(state: TurnState, draft: ScriptDraft) -> str:
    """Save the script when it keeps the rules; else say which it breaks. The third try is repaired
    instead.
    """
    if not state.brief.product:
        return "Not done. The brief has no product yet: ask for it first."
    return _save(state, drafted(draft, state.brief, state.brand))


def write_alternative(state: TurnState, draft: Alternative) -> str:
    """Keep a version beside the script, for the brief with `draft.changes`; neither script nor brief changes."""
    if state.script is None:
        return "Not done. There is no script yet: write one first."
    brief = _merged(state.brief, draft.changes)
    script, complaint = _ruled(state, drafted(draft, brief, state.brand), brief)
    if script is None:
        return complaint
    state.beside = keep_made(state.script, script)
    return f"Saved beside the script: {len(script.scenes)} scenes, {script.duration:g} s.{complaint}"


def drafted(draft: ScriptDraft, brief: Brief, brand: BrandFacts) -> AdScript:
    """What a writer handed in as a script for `brief`; the rules are not applied yet."""
    return AdScript(
        storyline=draft.storyline[:2000],
        framework=draft.framework,
        voiceover_text=re.sub(r"</?[A-Za-z][^<>]{0,60}>", "", draft.voiceover_text)[:6000],
        ad_details=brief.for_script(),
        brand=brand.look(brief.tone),
        music=Music(genre=draft.music_genre[:80], enabled=not names_music(brief.must_not)),
        scenes=tuple(
            Scene(scene_number=number, **scene.model_dump())
            for number, scene in enumerate(draft.scenes, start=1)
        ),
    )


def edit_scene(state: TurnState, edit: SceneEdit) -> str:
    """Change one scene; what was made of it (its still, its clip) no longer counts where it shows something else."""
    if state.script is None:
        return "Not done. There is no script yet."
    if edit.scene_number > len(state.script.scenes):
        return f"Not done. The script has {len(state.script.scenes)} scenes."
    given = edit.model_dump(exclude={"scene_number", "voiceover_text"}, exclude_none=True)
    scenes = list(state.script.scenes)
    index = edit.scene_number - 1
    scenes[index] = Scene.model_validate(scenes[index].model_dump() | given)
    changed = state.script.model_copy(
        update={
            "scenes": tuple(scenes),
            "voiceover_text": edit.voiceover_text or state.script.voiceover_text,
        }
    )
    return _save(state, changed)


def restore_previous_script(state: TurnState, to: Back) -> str:
    """Make an earlier version current again, and what the brief said for it."""
    line = [
        script for script in (state.start, state.previous, *reversed(state.earlier)) if script is not None
    ]
    now = -1 if state.back is None else state.back
    goal = min(now + to.steps, len(line) - 1)
    if goal <= now:
        return "Not done. There is no version before this one."
    state.script, state.back, state.written = line[goal], goal, goal > 0
    state.brief = brief_of(state.brief, state.script)
    which = "The version before" if goal - now == 1 else f"The version {goal - now} steps back"
    return f"{which} is current again: {len(state.script.scenes)} scenes, {state.script.duration:g} s."


def _save(state: TurnState, script: AdScript) -> str:
    ruled, note = _ruled(state, script, state.brief)
    if ruled is None:
        return note
    state.script, state.written, state.back = keep_made(state.script, ruled), True, None
    return f"Saved: {len(ruled.scenes)} scenes, {ruled.duration:g} s.{note}"


def _ruled(state: TurnState, script: AdScript, brief: Brief) -> tuple[AdScript | None, str]:
    """The script as it may be saved and what there is to say of it; None with the broken rules for the writer, who
    has two more tries."""
    language = brief.language or "en"
    faults = violations(script, language=language, forbidden=brief.forbidden)
    if not faults:
        return script, ""
    if state.refused < REPAIR_ROUNDS:
        state.refused += 1
        return None, "Not saved. " + " ".join(faults)
    script = repair(script, language=language)
    left = violations(script, language=language, forbidden=brief.forbidden)
    return script, f" Mended by code. Still broken: {' '.join(left)}" if left else " Mended by code."


__all__ = ["SLOTS", "TurnState", "build_tools"]
