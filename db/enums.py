"""The closed lists of the schema, one class per native enum type, members in the order of the type.

The value lists that are text with a check (stages, frameworks, kinds) are tuples here, so that the check and
the code that writes the column can't drift apart.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class SubscriptionType(StrEnum):
    FREE = "free"
    PRO = "pro"
    ENTERPRISE = "enterprise"


class AdProjectStatus(StrEnum):
    """Where an ad stands. The moves between them are in `db.status`."""

    INITIAL = "initial"
    CHAT_IN_PROGRESS = "chat_in_progress"
    SCRIPT_GENERATED = "script_generated"
    SCRIPT_APPROVED = "script_approved"
    VIDEO_GENERATING = "video_generating"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ChatRole(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"


class GenerationJobStatus(StrEnum):
    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class GenerationJobType(StrEnum):
    VISUAL_GENERATION = "visual_generation"
    AUDIO_GENERATION = "audio_generation"
    VIDEO_COMPOSITION = "video_composition"
    FINAL_EXPORT = "final_export"


class LoraTrainingStatus(StrEnum):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"


class ProductCategory(StrEnum):
    FOOTWEAR = "footwear"
    ACCESSORIES = "accessories"
    ELECTRONICS = "electronics"
    BEAUTY = "beauty"
    APPAREL = "apparel"
    HOME = "home"
    OTHER = "other"


class AssetType(StrEnum):
    IMAGE = "image"
    VIDEO_CLIP = "video_clip"
    FINAL_VIDEO = "final_video"
    AUDIO = "audio"


class AssetSource(StrEnum):
    """Who made an asset. The exact model is text (`model_version`), so a new model needs no migration."""

    FLUX_PRO = "flux-pro"
    SDXL = "sdxl"
    STABLE_VIDEO_DIFFUSION = "stable-video-diffusion"
    RUNWAY_GEN2 = "runway-gen2"
    MUSICGEN = "musicgen"
    FFMPEG = "ffmpeg"
    USER_UPLOAD = "user-upload"
    LOCAL = "local"
    REPLICATE = "replicate"
    OPENAI = "openai"
    PIPER = "piper"
    TELEGRAM = "telegram"


class AssetStatus(StrEnum):
    GENERATING = "generating"
    COMPLETED = "completed"
    FAILED = "failed"
    APPROVED = "approved"
    REJECTED = "rejected"


class CostCategory(StrEnum):
    """What a call was paid for."""

    LLM = "llm"
    IMAGE_GENERATION = "image_generation"
    VIDEO_GENERATION = "video_generation"
    AUDIO_GENERATION = "audio_generation"
    COMPOSITION = "composition"
    STORAGE = "storage"
    OTHER = "other"


STAGES: Final = (
    "generating_images",
    "reviewing_images",
    "generating_videos",
    "reviewing_videos",
    "composing",
)
"""`ad_projects.current_stage`, while the status is `video_generating`."""
REVIEWS: Final = ("reviewing_images", "reviewing_videos")
"""Stages in which nothing is made: the person chooses, however long that takes."""

FRAMEWORKS: Final = ("PAS", "BAB", "AIDA", "hook_demo")
ASSET_KINDS: Final = ("still", "clip", "voice", "music", "cut", "delivery")
"""`generation_jobs.asset_kind`: what one job makes."""

TURN_STATES: Final = ("queued", "running", "done", "stopped", "failed")
OUTBOX_KINDS: Final = ("text", "card", "photo", "album", "video", "document", "delete")
ANALYSIS_STATES: Final = ("pending", "processing", "completed", "failed")

CAMPAIGN_TYPES: Final = ("general", "product_launch", "brand_awareness", "promotion", "seasonal", "event")
CAMPAIGN_STATES: Final = ("draft", "active", "paused", "completed", "archived")
COMPARISON_TYPES: Final = ("settings", "prompt")
ATTEMPT_STATES: Final = ("sending", "running", "succeeded", "failed", "cancelled", "not_created")
OPEN_ATTEMPT_STATES: Final = ATTEMPT_STATES[:2]
"""While an attempt is in one of these it may still cost something; at most one is, per job or training."""

QUALITY_METRICS: Final = (
    "image_quality",
    "aesthetic_quality",
    "temporal_consistency",
    "subject_consistency",
    "motion_smoothness",
    "dynamic_range",
)
"""Names that every judge of quality knows; `quality_metrics.metric_name` may hold others."""

EDITING_STATES: Final = ("draft", "rendering", "completed", "failed")
PUBLICATION_STATES: Final = ("draft", "approved", "scheduled", "published")
RUN_STATES: Final = ("queued", "running", "done", "skipped", "failed")
PAYMENT_STATES: Final = ("pending", "paid", "refunded", "failed")
SUBSCRIPTION_SOURCES: Final = ("payment", "grant")
SUBSCRIPTION_STATES: Final = ("active", "cancelled", "expired")
BROADCAST_STATES: Final = ("draft", "sending", "done", "cancelled")
REVIEW_STATES: Final = ("waiting", "approved", "refused")
RECIPIENT_STATES: Final = ("queued", "sent", "blocked", "failed")

JOB_TYPE_OF_KIND: Final = {
    "still": GenerationJobType.VISUAL_GENERATION,
    "clip": GenerationJobType.VISUAL_GENERATION,
    "voice": GenerationJobType.AUDIO_GENERATION,
    "music": GenerationJobType.AUDIO_GENERATION,
    "cut": GenerationJobType.VIDEO_COMPOSITION,
    "delivery": GenerationJobType.FINAL_EXPORT,
}
