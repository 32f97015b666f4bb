# ruff: noqa: S608  (what is put into these statements are names and conditions of our own; values are bound)
"""Which rows are a person's: one entry for each table, read by export and erase.

Every table stands here or in `NOBODYS`; a test compares that with the catalog, so a new table can't be forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_ADS: Final = "(SELECT id FROM ad_projects WHERE user_id = :user)"
_BRANDS: Final = "(SELECT id FROM brands WHERE user_id = :user)"
_CHATS: Final = (
    "(SELECT chat_id FROM chat_sessions WHERE user_id = :user AND chat_id > 0"
    " UNION SELECT telegram_user_id FROM users WHERE id = :user AND telegram_user_id IS NOT NULL)"
)
_IDS: Final = "(SELECT unnest(ARRAY[id::text, telegram_user_id::text]) FROM users WHERE id = :user)"


@dataclass(frozen=True, slots=True)
class Personal:
    """`where` picks the person's rows (`:user` is the person's id); `says` tells them what the rows are.

    `kept` is what stays after an erasure, under a pseudonym or without a name; empty where the rows are removed.
    """

    where: str
    says: str
    kept: str = ""


def _own(says: str, kept: str = "") -> Personal:
    return Personal("user_id = :user", says, kept)


def _of_ads(says: str) -> Personal:
    return Personal(f"project_id IN {_ADS}", says)


PERSONAL: Final[dict[str, Personal]] = {
    "users": Personal("id = :user", "who you are: name, Telegram id, language, settings"),
    "chat_sessions": _own("the chats in which you talk to us, and the ad each is about"),
    "brands": _own("your brands: what is advertised"),
    "brand_styles": _own("looks of your brands: colours, type, mood"),
    "brand_style_samples": _own("the pictures each look was read from"),
    "lora_models": Personal(f"brand_id IN {_BRANDS}", "models trained on your brands"),
    "ad_projects": _own("your ads: brief, state, settings, costs"),
    "chat_messages": _of_ads("everything said about your ads"),
    "scripts": _of_ads("the scripts of your ads as they stand"),
    "script_revisions": _of_ads("every earlier script of your ads"),
    "content_reviews": _of_ads("what an administrator thought of your scripts, where one had to look"),
    "turns": _of_ads("when our answers were due, and what became of them"),
    "generation_jobs": _of_ads("what was made for your ads, piece by piece"),
    "generation_attempts": Personal(
        f"job_id IN (SELECT id FROM generation_jobs WHERE project_id IN {_ADS})"
        f" OR lora_model_id IN (SELECT id FROM lora_models WHERE brand_id IN {_BRANDS})",
        "each attempt at a paid piece",
    ),
    "quality_metrics": _of_ads("how your videos were judged, in figures"),
    "assets": _own("your files: pictures, clips, voices, videos"),
    "editing_sessions": _own("your edits of finished ads"),
    "generation_groups": _own("your comparisons of ads"),
    "campaigns": _own("your campaigns"),
    "campaign_templates": _own("templates that you wrote"),
    "ratings": _own("how you liked your ads"),
    "publications": _own("where your ads run"),
    "schedules": _own("what you want made by the calendar"),
    "schedule_runs": _own("when your schedules ran"),
    "generation_costs": _own("what each call of a provider for you cost", "sums, under a pseudonym"),
    "budgets": _own("what could be spent for you on a day"),
    "payments": _own("your payments", "sums and charge ids, under a pseudonym"),
    "subscriptions": _own("your plans"),
    "outbox": Personal(
        f"user_id = :user OR chat_id IN {_CHATS} OR (dedupe_key LIKE 'review:%' AND split_part(dedupe_key, ':', 2)"
        f" IN (SELECT id::text FROM content_reviews WHERE project_id IN {_ADS}))",
        "what we said to you lately, or will say, and to administrators about your scripts",
    ),
    "chat_holds": Personal(f"chat_id IN {_CHATS}", "how soon your chat may be written to"),
    "broadcast_recipients": _own("which announcements were sent to you"),
    "broadcasts": Personal(
        "author_id = :user", "announcements that you wrote", "the announcement, without you"
    ),
    "invites": Personal("created_by = :user", "invitations that you made", "the invitation, without you"),
    "switches": Personal("changed_by = :user", "what you switched off or on", "the switch, without you"),
    "audit_log": Personal(
        f"actor IN {_IDS} OR subject IN {_IDS}",
        "acts of administrators by you or about you",
        "the act, under a pseudonym",
    ),
}
"""A person's rows, table by table."""

NOBODYS: Final = {
    "processed_updates": "Numbers of updates, for 48 hours; what one says only until it is handled: and nothing is "
    "done with it once its person is being erased."
}
"""Tables without anything of anybody, each with its reason."""

MEDIA: Final = """
    SELECT url FROM assets WHERE user_id = :user
    UNION SELECT storage_path FROM assets WHERE user_id = :user
    UNION SELECT metadata ->> key FROM assets, unnest(ARRAY['chatCopy', 'thumbnail', 'subtitles']) AS key
           WHERE user_id = :user
    UNION SELECT generated_video_url FROM generation_jobs
           WHERE project_id IN (SELECT id FROM ad_projects WHERE user_id = :user)
    UNION SELECT jsonb_array_elements_text(product_images) FROM brands WHERE user_id = :user
"""
"""Storage URIs of a person. Only from columns that no chat message can fill: what somebody merely wrote down must
never name an object to remove."""
