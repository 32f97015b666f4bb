"""Words in a group: how it goes there, and the card on which several people say what they think of a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bot.home import AskVotes, Vote
from bot.i18n import Markup, Tongue
from bot.views.talk import named
from bot.views.words import Button, Words, clip, join
from db.approvals import Voice

NAME_LIMIT = 40
MOST_NAMES = 40


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """Who was asked about which revision by whom, and what they said; `current` is the ad's revision of now."""

    project: UUID
    revision: int
    current: int
    title: str | None
    owner: str | None
    voices: tuple[Voice, ...] = ()


def approval_card(t: Tongue, view: ApprovalView) -> Words:
    """The question, what was said so far, and the two buttons while the script stands."""
    stands = view.revision == view.current
    owner = clip(view.owner, NAME_LIMIT) if view.owner else t.plain("group-somebody")
    asked = t("group-approval", name=owner, title=named(t, view.title), revision=view.revision)
    lines = [asked, "", *_said(t, view.voices)]
    lines += ["", t("group-approval-rule", name=owner) if stands else t("group-approval-old")]
    if not stands:
        return Words(join(lines))
    vote = {"project": view.project, "revision": view.revision}
    yes = Button(t.plain("button-approve", revision=view.revision), Vote(**vote, yes=True), "success")
    no = Button(t.plain("button-not-yet"), Vote(**vote, yes=False))
    return Words(join(lines), ((yes,), (no,)))


def approvers(t: Tongue, voices: Mapping[int, Sequence[Voice]], revision: int) -> Markup | None:
    """Who approved a revision, for the list of versions; None where nobody did."""
    names = [_name(t, voice) for voice in voices.get(revision, ()) if voice.approved]
    return t("versions-approved", names=", ".join(names[:6]), count=len(names)) if names else None


def hello(t: Tongue) -> Words:
    return Words(t("group-hello"))


def private_only(t: Tongue) -> Words:
    return Words(t("group-private-only"))


def others_ad(t: Tongue) -> Words:
    return Words(t("group-others-ad"))


def as_yourself(t: Tongue) -> Words:
    return Words(t("group-as-yourself"))


def nothing_to_approve(t: Tongue, *, in_group: bool) -> Words:
    return Words(t("group-no-script") if in_group else t("group-approval-where"))


def ask_button(t: Tongue, project: UUID, revision: int) -> Button:
    return Button(t.plain("button-ask-votes"), AskVotes(project=project, revision=revision))


def _said(t: Tongue, voices: Sequence[Voice]) -> list[Markup]:
    if not voices:
        return [t("group-no-voice")]
    lines = [
        t("group-voice-yes" if voice.approved else "group-voice-no", name=_name(t, voice))
        for voice in voices[:MOST_NAMES]
    ]
    more = len(voices) - MOST_NAMES
    return [*lines, t("group-voices-more", count=more)] if more > 0 else lines


def _name(t: Tongue, voice: Voice) -> str:
    return clip(voice.name, NAME_LIMIT) if voice.name else t.plain("group-somebody")
