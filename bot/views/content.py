"""What people and admins are told about what an ad is about: refused, waiting for a look, decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from agent.content import Verdict
from agent.script import AdScript
from bot.callbacks import Approve, Permit, ReviewNo, ReviewShow, ReviewYes
from bot.i18n import Markup, Tongue
from bot.views.script import FREE, Price, decision_rows, script_blocks
from bot.views.talk import TITLE_LIMIT, change_button, new_ad_button
from bot.views.words import Button, Rows, Words, clip, join, pages

WORDS_LIMIT: Final = 120
NOTE_LIMIT: Final = 600


@dataclass(frozen=True, slots=True)
class Held:
    """An ad that the rules hold back, as people see it: `rules` by name, `words` as they were written."""

    project: UUID
    revision: int
    rules: tuple[str, ...]
    words: tuple[str, ...]

    @classmethod
    def of(cls, verdict: Verdict, project: UUID, revision: int) -> Held:
        reasons = verdict.reasons()
        words = dict.fromkeys(word for reason in reasons for word in reason["words"])
        return cls(project, revision, verdict.rules, tuple(words))

    def told(self, t: Tongue) -> dict[str, str]:
        """The arguments of its sentences."""
        return {"rules": rule_names(t, self.rules), "words": quoted(self.words)}


def rule_names(t: Tongue, rules: Sequence[str]) -> str:
    """“alcohol, gambling”."""
    return ", ".join(t.plain(f"content-rule-{rule}") for rule in rules)


def quoted(words: Sequence[str]) -> str:
    return clip(", ".join(f"“{word}”" for word in words), WORDS_LIMIT)


def refused(t: Tongue, held: Held) -> Words:
    """Nothing was made: which rule, and what would be possible."""
    lines = [t("content-refused", **held.told(t)), *instead(t, held.rules), t("content-changed")]
    return Words(join(lines), _ways_on(t, held))


def refused_in_chat(t: Tongue, held: Held) -> str:
    """The same as an answer in the conversation: bare text."""
    ways = [str(t.plain(f"content-instead-{rule}")) for rule in held.rules]
    return " ".join((t.plain("content-chat-refused", **held.told(t)), *ways, t.plain("content-changed")))


def instead(t: Tongue, rules: Sequence[str]) -> list[Markup]:
    return [t("content-refused-rule", instead=t.plain(f"content-instead-{rule}")) for rule in rules]


def note(t: Tongue, held: Held, *, reviewed: bool) -> Words:
    """Said in the conversation, before anybody presses anything. `reviewed`: there are admins."""
    return Words(t("content-note" if reviewed else "content-note-alone", **held.told(t)), silent=True)


def waiting(t: Tongue, held: Held) -> Words:
    return Words(t("content-waiting", **held.told(t)), _ways_on(t, held))


def alone(t: Tongue, held: Held) -> Words:
    """There is nobody to look at it: the free way."""
    here = Approve(project=held.project, revision=held.revision)
    rows = ((Button(t.plain("button-make-animatic"), here, "success"),), *_ways_on(t, held))
    return Words(t("content-alone", **held.told(t)), rows)


def was_refused(t: Tongue, held: Held, why: str) -> Words:
    return Words(t("content-was-refused", note=clip(why, NOTE_LIMIT)), _ways_on(t, held))


def _ways_on(t: Tongue, held: Held) -> Rows:
    return ((change_button(t, held.project, held.revision), new_ad_button(t)),)


def decided(
    t: Tongue, *, project: UUID, title: str, revision: int, current: int, why: str | None, price: Price = FREE
) -> Words:
    """What the person hears of the decision about `revision` while `current` is the script; `why` it was refused."""
    shown = clip(title, TITLE_LIMIT) or t.plain("script-untitled")
    if why is not None:
        text = t("content-declined", title=shown, note=clip(why, NOTE_LIMIT))
        return Words(text, ((change_button(t, project, current), new_ad_button(t)),))
    key = "content-approved" if revision == current else "content-approved-older"
    return Words(t(key, title=shown), decision_rows(t, project=project, revision=current, price=price))


# ── people in pictures ────────────────────────────────────────────────────────────────────────────────


def portrait_question(t: Tongue, asset: UUID) -> Words:
    """Asked with the picture itself."""
    yes = Button(t.plain("button-permitted"), Permit(asset=asset, given=True), "success")
    no = Button(t.plain("button-leave-out"), Permit(asset=asset, given=False))
    return Words(t("portrait-question"), ((yes,), (no,)))


def portraits_first(t: Tongue, count: int) -> Words:
    return Words(t("portrait-first", count=count))


# ── for admins ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review as admins see it. `reasons` as `content_reviews` keeps them."""

    review: UUID
    title: str
    revision: int
    person: str
    reasons: Sequence[Mapping[str, Any]]

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(reason["rule"] for reason in self.reasons)

    def named(self, t: Tongue) -> str:
        return clip(self.title, TITLE_LIMIT) or t.plain("script-untitled")


def review_pages(t: Tongue, view: ReviewView, script: AdScript) -> tuple[Words, ...]:
    """The reasons and the whole script; the last page decides."""
    head = [
        t(
            "review-title",
            title=view.named(t),
            revision=str(view.revision),
            person=clip(view.person, TITLE_LIMIT),
        ),
        *(
            t("review-reason", rule=t.plain(f"content-rule-{reason['rule']}"), words=quoted(reason["words"]))
            for reason in view.reasons
        ),
    ]
    details = script.ad_details
    facts = (details.target_audience, details.key_message, details.call_to_action)
    told = " · ".join(fact for fact in facts if fact)
    if told:
        head.append(t("review-about", facts=clip(told, 900)))
    shown = [Words(text) for text in pages([join(head), *script_blocks(t, script)])]
    shown[-1] = shown[-1].with_rows(_decision(t, view.review))
    return tuple(shown)


def _decision(t: Tongue, review: UUID) -> Rows:
    yes = Button(t.plain("button-review-yes"), ReviewYes(review=review), "success")
    return ((yes, Button(t.plain("button-review-no"), ReviewNo(review=review), "danger")),)


def review_list(t: Tongue, views: Sequence[ReviewView]) -> Words:
    """The queue, with a button to see each."""
    if not views:
        return Words(t("review-none"))
    lines = [t("review-list", count=len(views))]
    lines += [
        t("review-entry", title=view.named(t), revision=str(view.revision), rules=rule_names(t, view.rules))
        for view in views
    ]
    rows = [
        (Button(t.plain("button-review-show", title=view.named(t)), ReviewShow(review=view.review)),)
        for view in views
    ]
    return Words(join(lines), tuple(rows))


def review_why(t: Tongue, view: ReviewView) -> Words:
    return Words(t("review-why", title=view.named(t), person=clip(view.person, TITLE_LIMIT)))


def review_ended(t: Tongue, view: ReviewView, admin: str, why: str | None, *, old: bool) -> Words:
    """What the admins' messages become once it is decided."""
    told = {"title": view.named(t), "revision": str(view.revision), "admin": clip(admin, TITLE_LIMIT)}
    approved = why is None
    lines = [
        t("review-approved", **told)
        if approved
        else t("review-refused", **told, note=clip(why or "", NOTE_LIMIT))
    ]
    if old:
        lines.append(t("review-old", title=told["title"], revision=told["revision"]))
    return Words(join(lines))
