"""The tables, one module per topic. Importing this package knows them all."""

from db.models.accounts import Brand, LoraModel, User
from db.models.production import Asset, GenerationJob
from db.models.projects import AdProject, ChatMessage, Script, ScriptRevision
from db.models.runtime import ChatHold, ChatSession, OutboxRow, ProcessedUpdate, Turn

__all__ = [
    "AdProject",
    "Asset",
    "Brand",
    "ChatHold",
    "ChatMessage",
    "ChatSession",
    "GenerationJob",
    "LoraModel",
    "OutboxRow",
    "ProcessedUpdate",
    "Script",
    "ScriptRevision",
    "Turn",
    "User",
]
