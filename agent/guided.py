"""The guided interviewer as a chat model: the default without a key, and the stand-in while a real model is
down.

It gets the same prompt and the same tools as a real model and answers in the same way, with tool calls and
text, but decides by the rules of `agent/interview.py`. It needs no network and gives the same answer to the
same project.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any, Final
from uuid import uuid4

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    SystemMessage,
    ToolCall,
    ToolMessage,
    message_chunk_to_message,
)
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from agent.interview import Plan, plan
from agent.outside import without_markers, without_outside
from agent.project import Project
from agent.script import AdScript
from agent.tongue import shown_language
from agent.understand_go_on import asks_to_go_on

PHOTO_ONLY = "(sent a photo)"
SLOGAN_WORDS: Final = 6
_QUOTED: Final = re.compile(r"\"[^\"]*\"|«[^»]*»|“[^”]*”")


class GuidedModel(BaseChatModel):
    """Interviews by rules. `pace_s` is the pause between words while streaming, in seconds."""

    model_name: str = "guided"
    pace_s: float = 0.0

    @property
    def _llm_type(self) -> str:
        return "guided"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The model with `tools` to call; it calls no other."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        whole = AIMessageChunk(content="")
        for chunk in _chunks(_answer(messages, _names(kwargs))):
            whole += chunk
        return ChatResult(generations=[ChatGeneration(message=message_chunk_to_message(whole))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for chunk in _chunks(_answer(messages, _names(kwargs))):
            yield ChatGenerationChunk(message=chunk)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in _chunks(_answer(messages, _names(kwargs))):
            if self.pace_s and chunk.content:
                await asyncio.sleep(self.pace_s)
            yield ChatGenerationChunk(message=chunk)


def _names(kwargs: dict[str, Any]) -> frozenset[str]:
    return frozenset(tool["function"]["name"] for tool in kwargs.get("tools", ()))


def _answer(messages: list[BaseMessage], tools: frozenset[str]) -> AIMessage:
    """The next message of the turn: the tool calls still to be made, then the text."""
    prompt = next(m.text for m in messages if isinstance(m, SystemMessage))
    project = Project.from_prompt(prompt)
    made = plan(project, _said(messages), _language(messages, project.locale))
    called = {m.name: m for m in messages if isinstance(m, ToolMessage)}
    refused = sum(1 for m in messages if isinstance(m, ToolMessage) and m.text.startswith("Not saved"))
    for step in _steps(made):
        calls = [call for call in step if call["name"] in tools and call["name"] not in called]
        if calls:
            return AIMessage("", tool_calls=calls)
    # A script that was refused is handed in again: the tool mends it on the third try.
    last = called.get("write_script") or called.get("write_alternative")
    if last is not None and last.text.startswith("Not saved") and refused <= 2:
        return AIMessage(
            "", tool_calls=[call for step in _steps(made) for call in step if call["name"] == last.name]
        )
    return AIMessage(made.reply)


def _language(messages: list[BaseMessage], locale: str) -> str:
    """What the marketer speaks: the language of their last words that show one, else the account's. A few words of
    English amid another language are a slogan or a name; twice in a row they are a change of language.
    """
    spoken: list[tuple[str, int]] = []
    for message in reversed(messages):
        if isinstance(message, HumanMessage) and len(spoken) < 2:
            own = without_outside(message.text)
            code = shown_language(_QUOTED.sub(" ", own)) or shown_language(own)
            spoken += [(code, len(own.split()))] if code else []
    if not spoken:
        return locale[:2].lower() or "en"
    code, words = spoken[0]
    if code == "en" and words <= SLOGAN_WORDS and len(spoken) > 1:
        return spoken[1][0]
    return code


def _said(messages: list[BaseMessage]) -> str:
    """What is to be answered: the last message, or, where that says “go on”, the unanswered ones before it."""
    unanswered: list[str] = []
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            unanswered.insert(0, message.text)
        elif unanswered:
            break
    last = unanswered[-1] if unanswered else ""
    if len(unanswered) > 1 and asks_to_go_on(last):
        last = "\n".join(words for words in unanswered if not asks_to_go_on(words))
    return "" if last.strip() == PHOTO_ONLY else without_markers(last)


def _steps(made: Plan) -> list[list[ToolCall]]:
    """The tool calls of `made`, grouped: what a group needs is done by the groups before it."""
    facts = made.facts | made.assumed
    first = []
    if facts:
        first.append(_call("update_brief", _plain(facts) | {"assumed": sorted(made.assumed)}))
    if made.brand:
        first.append(_call("set_brand", _plain(made.brand)))
    second = []
    if made.undo:
        second.append(_call("restore_previous_script", {"steps": made.undo}))
    second += [_call("edit_scene", dict(edit)) for edit in made.scene_edits]
    if made.script is not None:
        second.append(_call("write_script", _draft(made.script)))
    if made.beside is not None:
        changes = {"changes": _plain(made.beside_facts)}
        second.append(_call("write_alternative", _draft(made.beside) | changes))
    third = []
    if made.suggestions:
        # What was declined unasked counts as asked.
        third += [_call("suggest_replies", {"replies": [], "asks": slot}) for slot in made.declined]
        asks = {"asks": made.asks} if made.asks else {}
        third.append(_call("suggest_replies", {"replies": list(made.suggestions)} | asks))
    return [first, second, third]


def _draft(script: AdScript) -> dict[str, Any]:
    keep = {"description", "duration", "visual_prompt", "audio_prompt", "on_screen_text"}
    return {
        "storyline": script.storyline,
        "framework": script.framework,
        "voiceover_text": script.voiceover_text,
        "music_genre": script.music.genre,
        "scenes": [scene.model_dump(include=keep) for scene in script.scenes],
    }


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in facts.items()}


def _call(name: str, arguments: dict[str, Any]) -> ToolCall:
    return ToolCall(name=name, args=arguments, id=f"call_{uuid4().hex[:12]}", type="tool_call")


def _chunks(message: AIMessage) -> Iterator[AIMessageChunk]:
    """`message` as a stream: words one by one, tool calls in one piece, the finish reason last."""
    for word in re.findall(r"\s*\S+\s*?(?=\s|$)|\s+", message.text):
        yield AIMessageChunk(content=word)
    if message.tool_calls:
        yield AIMessageChunk(content="", tool_calls=message.tool_calls)
    reason = "tool_calls" if message.tool_calls else "stop"
    ending = {"finish_reason": reason, "model_name": "guided"}
    yield AIMessageChunk(content="", response_metadata=ending, chunk_position="last")
