"""The gate before anything is made: what the ad is about, who is in its pictures, and who has looked at it.

It runs inside the approval, with the ad locked and before anything is set aside, for every button that starts work. The
rules read the ad as it stands in the rows; what was said in the conversation, by whomever, is no part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from aiogram.types import CallbackQuery

from agent.brief import BrandFacts, Brief
from agent.content import ALLOWED, Verdict, is_covered, is_small_edit, judge_ad
from agent.script import AdScript
from bot.routers.answers import Answers, keep_buttons, toast
from bot.scripts import read_stored
from bot.views import content
from bot.views.words import Words
from bot.visit import Visit
from db.accounts import Accounts
from db.administration import AuditLog
from db.engine import Session
from db.library import Brands
from db.models import AdProject, Asset, ContentReview
from db.outbox import say
from db.portraits import Portraits, pictures_of
from db.production import Approval
from db.reviews import Reviews
from db.stock import load_stock

MOST_QUESTIONS: Final = 5
"""Pictures asked about at once."""


async def verdict_of(session: Session, project: AdProject, script: AdScript) -> Verdict:
    """What the rules make of the ad as its rows say it."""
    row = await Brands(session, project.user_id).get(project.brand_id)
    brand = BrandFacts.from_stored(row.title, row.description, row.brand_guidelines) if row else BrandFacts()
    brief = Brief.from_stored(project.ad_details, project.settings.get("brief"))
    return judge_ad(brief, brand, script)


@dataclass
class ContentGate:
    """Whether the ad on a button may be made; `paid`: by models that cost money. Called once, by what would make it."""

    visit: Visit
    paid: bool
    verdict: Verdict = ALLOWED
    pictures: Sequence[Asset] = ()
    review: ContentReview | None = None
    fresh: bool = field(default=False)
    """The review was asked for by this press."""

    async def __call__(self, project: AdProject) -> Approval | None:
        session = self.visit.session
        script = await read_stored(session, project)
        if script is None:
            return None
        self.verdict = await verdict_of(session, project, script)
        if self.verdict.kind == "refused":
            return Approval.REFUSED
        sent = (await load_stock(session, project.id, project.revision)).sent()
        pictures = {*pictures_of(script.brand), *(asset.url for asset in sent if asset.url)}
        self.pictures = await Portraits(session, project.user_id).unanswered(pictures)
        if self.pictures:
            return Approval.UNPERMITTED
        if self.verdict.kind == "allowed":
            return None
        if not self.visit.rules.admin_ids:
            return Approval.NO_REVIEWER if self.paid else None
        return await self._look_up(project, script)

    async def _look_up(self, project: AdProject, script: AdScript) -> Approval | None:
        """What became of the review of this script, or of one before it that has seen all that is in it."""
        session, reasons = self.visit.session, self.verdict.reasons()
        known = await Reviews(session).of_project(project.id)
        for review in known:
            if review.state != "approved" or not is_covered(reasons, review.reasons):
                continue
            seen = await read_stored(session, project, review.revision)
            if seen is not None and is_small_edit(seen, script):
                return None
        self.review, self.fresh = await Reviews(session).request(project.id, project.revision, reasons)
        return Approval.NOT_APPROVED if self.review.state == "refused" else Approval.IN_REVIEW

    async def tell(
        self, query: CallbackQuery, project: AdProject, approval: Approval, *, board: bool = False
    ) -> Answers | None:
        """Says why nothing was started, and to whom it goes now; None where the gate did not hold it back. A `board`
        keeps its buttons: it is what the person goes on from."""
        visit, t = self.visit, self.visit.t
        held = content.Held.of(self.verdict, project.id, project.revision)
        match approval:
            case Approval.REFUSED:
                words, key = content.refused(t, held), "toast-content-refused"
                await self._note(project, "ad.refused")
            case Approval.UNPERMITTED:
                await self._ask_about_pictures(project)
                return (toast(query, t.plain("toast-portraits"), alert=True),)
            case Approval.NO_REVIEWER:
                words, key = content.alone(t, held), "toast-content-alone"
            case Approval.NOT_APPROVED:
                why = (self.review.note if self.review else None) or ""
                words, key = content.was_refused(t, held, why), "toast-content-refused"
            case Approval.IN_REVIEW:
                words, key = content.waiting(t, held), "toast-content-waiting"
                if self.fresh and self.review is not None:
                    await announce(visit, project, self.review)
                    await self._note(project, "review.requested")
            case _:
                return None
        # Once for each script: a second press only gets the toast.
        dedupe_key = f"content:{project.id}:{project.revision}:{approval}"
        await visit.say(words, "content", project=project, dedupe_key=dedupe_key)
        return (toast(query, t.plain(key), alert=True), *(() if board else keep_buttons(query)))

    async def _note(self, project: AdProject, action: str) -> None:
        details = {"revision": project.revision, "rules": list(self.verdict.rules)}
        await AuditLog(self.visit.session).note(
            str(self.visit.user.id), action, subject=("ad", str(project.id)), details=details
        )

    async def _ask_about_pictures(self, project: AdProject) -> None:
        visit = self.visit
        words = content.portraits_first(visit.t, len(self.pictures))
        await visit.say(words, "portraits", project=project)
        for number, asset in enumerate(self.pictures[:MOST_QUESTIONS]):
            await say(
                visit.session,
                chat_id=visit.chat.chat_id,
                thread_id=visit.chat.thread_id or None,
                kind="photo",
                payload=question_payload(content.portrait_question(visit.t, asset.id), asset),
                dedupe_key=f"update:{visit.update_id}:portrait:{number}",
                user_id=visit.user.id,
                project_id=project.id,
            )


def question_payload(words: Words, asset: Asset) -> dict[str, object]:
    """The question with the picture that it is about."""
    return {**words.caption(), "file": "photo", "stored": {"photo": str(asset.url)}}


# ── the admins ────────────────────────────────────────────────────────────────────────────────────────


def card_key(review: ContentReview, admin: int) -> str:
    """The outbox key of the message with which one admin decides."""
    return f"review:{review.id}:{admin}"


async def view_of(session: Session, review: ContentReview, project: AdProject) -> content.ReviewView:
    owner = await Accounts(session).get(project.user_id)
    name = owner.name if owner else "?"
    return content.ReviewView(review.id, project.title or "", review.revision, name, review.reasons)


async def announce(visit: Visit, project: AdProject, review: ContentReview) -> None:
    """Shows the script to every admin, in their private chat and language."""
    for admin in sorted(visit.rules.admin_ids):
        await show(visit, project, review, admin, card_key(review, admin))


async def show(visit: Visit, project: AdProject, review: ContentReview, admin: int, key: str) -> None:
    """Shows the script under review to one admin; the message under `key` has the buttons."""
    session = visit.session
    script = await read_stored(session, project, review.revision)
    if script is None:
        return
    person = await Accounts(session).of_telegram(admin)
    t = visit.speech.of(person.locale if person else None)
    shown = content.review_pages(t, await view_of(session, review, project), script)
    for number, words in enumerate(shown):
        last = number == len(shown) - 1
        await say(
            session,
            chat_id=admin,
            thread_id=None,
            kind="card" if last else "text",
            payload=words.payload(),
            dedupe_key=key if last else f"{key}:{number}",
            user_id=person.id if person else None,
        )
