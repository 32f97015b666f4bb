"""The tables, one module per topic. Importing this package knows them all."""

from db.models.accounts import Brand, LoraModel, User
from db.models.administration import (
    AuditEntry,
    Broadcast,
    BroadcastRecipient,
    ContentReview,
    Invite,
    Switch,
)
from db.models.campaigns import (
    BrandStyle,
    BrandStyleSample,
    Campaign,
    CampaignTemplate,
    GenerationGroup,
    Publication,
    Rating,
    Schedule,
    ScheduleRun,
)
from db.models.ledger import Budget, GenerationAttempt, GenerationCost, Payment, Subscription
from db.models.production import Asset, EditingSession, GenerationJob, QualityMetric
from db.models.projects import AdProject, ChatMessage, Script, ScriptRevision
from db.models.runtime import ChatHold, ChatSession, OutboxRow, ProcessedUpdate, Turn

__all__ = [
    "AdProject",
    "Asset",
    "AuditEntry",
    "Brand",
    "BrandStyle",
    "BrandStyleSample",
    "Broadcast",
    "BroadcastRecipient",
    "Budget",
    "Campaign",
    "CampaignTemplate",
    "ChatHold",
    "ChatMessage",
    "ChatSession",
    "ContentReview",
    "EditingSession",
    "GenerationAttempt",
    "GenerationCost",
    "GenerationGroup",
    "GenerationJob",
    "Invite",
    "LoraModel",
    "OutboxRow",
    "Payment",
    "ProcessedUpdate",
    "Publication",
    "QualityMetric",
    "Rating",
    "Schedule",
    "ScheduleRun",
    "Script",
    "ScriptRevision",
    "Subscription",
    "Switch",
    "Turn",
    "User",
]
