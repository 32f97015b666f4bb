"""Which chat model speaks: the configured one, with the built-in guided interviewer behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.build import ModelSettings, build_model
from agent.listening import SpeechEndpoint

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from briefcut.config import ModelAccess


def chat_models(access: ModelAccess | None) -> tuple[BaseChatModel, BaseChatModel]:
    """(the model to talk to, the one that takes over when it fails). Without a key both are the guided one."""
    guided = build_model(None)
    if access is None:
        return guided, guided
    settings = ModelSettings(api_key=access.api_key.get_secret_value(), base_url=access.base_url)
    if access.name is not None:
        from dataclasses import replace

        settings = replace(settings, model=access.name)
    return build_model(settings), guided


def chat_model_id(access: ModelAccess | None) -> str | None:
    """The id of the model to talk to; None without a key."""
    return None if access is None else access.name or ModelSettings(api_key="").model


def speech_endpoint(access: ModelAccess | None) -> SpeechEndpoint | None:
    """Who listens to voice notes: the service of the chat model; nobody without one."""
    if access is None:
        return None
    return SpeechEndpoint(access.api_key.get_secret_value(), access.base_url)
