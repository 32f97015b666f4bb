"""What a person has made and pays for while they choose: clips, another picture, a scene once more.

Whatever is made costs what the button says or less, is set aside with the press, and is asked for once, however often
the button is pressed.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import select

from db.board import IMAGES, MOST_VARIANTS, VIDEOS, Board, Held
from db.engine import Session
from db.enums import AdProjectStatus
from db.models import ScriptRevision
from db.placing import choose, place
from db.production import OBSTACLES, Approval, Gate, Production, round_of
from db.spending import Spending
from db.stock import Item, Outlook, Prints, Stock, again, animated, another, clips, end, rest

_MAKING: Final = {"still": "generating_images", "clip": "generating_videos"}


class Orders(Board):
    """Every press of one person that has something made. Anything but STARTED has changed nothing. `gate` is asked
    before each, and may hold it back."""

    def __init__(self, session: Session, user_id: UUID, gate: Gate) -> None:
        super().__init__(session, user_id)
        self._gate = gate

    async def _start(
        self,
        held: Held,
        plan: Outlook,
        spending: Spending | None,
        prints: Prints,
        *,
        stage: str | None = None,
        chat: tuple[int, int] | None = None,
    ) -> Approval:
        """`_set_out`, unless the gate holds it back."""
        obstacle = await self._gate(held.project)
        return obstacle or await self._set_out(held, plan, spending, prints, stage=stage, chat=chat)

    async def make_cut(self, project_id: UUID, revision: int) -> Approval:
        """Let the chosen clips be cut into the video and delivered."""
        held = await self._hold(project_id, revision, ("reviewing_videos",))
        if isinstance(held, Approval):
            return held
        stock = held.stock
        ready = all(stock.chosen("clip", scene) is not None for scene in stock.scenes)
        sounds = all(one.made for kind in ("voice", "music") for one in stock.rows(kind))
        if not (stock.scenes and ready and sounds):
            return Approval.ALREADY
        answer = await self._start(held, end(stock), None, {}, stage="composing")
        if answer is Approval.STARTED:
            await self._settle_choice(held, "clip")
        return answer

    async def make_clips(
        self, project_id: UUID, revision: int, *, spending: Spending | None, prints: Prints
    ) -> Approval:
        """Let the chosen pictures be moved, and voice and music be made. What was not chosen is chosen now. Without
        `spending` this machine makes it all."""
        held = await self._hold(project_id, revision, ("reviewing_images",))
        if isinstance(held, Approval):
            return held
        stock = held.stock
        if not stock.scenes or any(stock.chosen("still", scene) is None for scene in stock.scenes):
            return Approval.ALREADY
        plan = clips(stock, prints, here=spending is None)
        answer = await self._start(held, plan, spending, prints, stage="generating_videos")
        if answer is Approval.STARTED:
            await self._settle_choice(held, "still")
        return answer

    async def redo(
        self,
        project_id: UUID,
        revision: int,
        kind: str,
        scene: int,
        *,
        shown: int,
        count: int,
        spending: Spending,
        prints: Prints,
    ) -> Approval:
        """Let `count` more pictures (or clips) of a scene be made, if it still has `shown` of them."""
        stages = (*IMAGES, *VIDEOS[1:]) if kind == "still" else VIDEOS
        held = await self._hold(project_id, revision, stages)
        if isinstance(held, Approval):
            return held
        stock = held.stock
        if not _is_shown(stock, kind, scene, shown, count):
            return Approval.ALREADY
        plan = another(stock, kind, scene, count)
        answer = await self._start(held, plan, spending, prints, stage=_MAKING[kind])
        if answer is Approval.STARTED and kind == "clip":
            # The new one is what the person asked for: it counts unless they choose again.
            await choose(self._session, held.project.id, scene, None, kind)
        return answer

    async def try_again(
        self,
        project_id: UUID,
        revision: int,
        kind: str,
        scene: int | None,
        *,
        request: int,
        spending: Spending,
        prints: Prints,
    ) -> Approval:
        """Ask once more for what failed at its request number `request`."""
        held = await self._hold_failed(project_id, revision, kind, scene, request)
        if isinstance(held, Approval):
            return held
        return await self._start(held, again(held.stock, kind, scene), spending, prints)

    async def animate(
        self,
        project_id: UUID,
        revision: int,
        kind: str,
        scene: int | None,
        *,
        request: int,
        spending: Spending,
        prints: Prints,
    ) -> Approval:
        """Let what failed be made here, free of charge. `request` 0: a clip that did not fail, but is not liked."""
        if request == 0:
            held = await self._hold(project_id, revision, VIDEOS)
            if not isinstance(held, Approval) and (kind != "clip" or scene not in held.stock.scenes):
                return Approval.ALREADY
        else:
            held = await self._hold_failed(project_id, revision, kind, scene, request)
        if isinstance(held, Approval):
            return held
        if request == 0 and any(one.open for one in held.stock.rows(kind, scene)):
            return Approval.ALREADY
        plan = animated(held.stock, kind, scene)
        answer = await self._start(held, plan, spending, prints)
        if answer is Approval.STARTED and kind == "clip" and scene is not None:
            await choose(self._session, held.project.id, scene, None, kind)
        return answer

    async def _hold_failed(
        self, project_id: UUID, revision: int, kind: str, scene: int | None, request: int
    ) -> Held | Approval:
        held = await self._hold(project_id, revision)
        if isinstance(held, Approval):
            return held
        rows = held.stock.rows(kind, scene)
        failed = [one.job.request_number for one in held.stock.failed(kind, scene)]
        if not failed or max(failed) != request or any(one.made or one.open for one in rows):
            return Approval.ALREADY
        return held

    async def go_on(
        self,
        project_id: UUID,
        revision: int,
        *,
        chat_id: int,
        thread_id: int,
        spending: Spending | None,
        prints: Prints,
    ) -> Approval:
        """Take up a production that failed or was cancelled where it stopped, for the price of what is missing."""
        ended = (AdProjectStatus.FAILED, AdProjectStatus.CANCELLED)
        held = await self._hold(project_id, revision, statuses=ended)
        if isinstance(held, Approval):
            return held
        if not held.stock.live():
            return Approval.STALE
        return await self._start(held, rest(held.stock), spending, prints, chat=(chat_id, thread_id))

    async def reopen(
        self,
        project_id: UUID,
        revision: int,
        kind: str,
        scene: int,
        *,
        shown: int,
        count: int,
        spending: Spending,
        prints: Prints,
    ) -> Approval:
        """Let one scene of a delivered ad be made anew: the script's next revision says the same and has everything
        that was made, but for the cut."""
        held = await self._hold(project_id, revision, statuses=(AdProjectStatus.COMPLETED,))
        if isinstance(held, Approval):
            return held
        stock = held.stock
        if not _is_shown(stock, kind, scene, shown, count):
            return Approval.ALREADY
        obstacle = await self._gate(held.project)
        if obstacle is not None:
            return obstacle
        answer = await self._reopened(held, another(stock, kind, scene, count), spending, prints)
        if answer is Approval.STARTED:
            held.project.current_stage = _MAKING[kind]
            if kind == "clip":
                await choose(self._session, held.project.id, scene, None, kind)
        return answer

    async def _reopened(self, held: Held, plan: Outlook, spending: Spending, prints: Prints) -> Approval:
        project, script, old = held.project, held.script, held.project.revision
        before = await self._session.scalar(
            select(ScriptRevision).where(
                ScriptRevision.project_id == project.id, ScriptRevision.revision == old
            )
        )
        if before is None:
            return Approval.STALE
        left = {one.job.id for one in plan.dropped}
        kept = tuple(
            Item(str(one.job.asset_kind), one.job.scene_number, one.job.variant, source=one)
            for one in held.stock.live()
            if one.made and one.job.id not in left and one.job.asset_kind not in ("cut", "delivery")
        )
        number, revision = round_of(project) + 1, await self._next_revision(project.id)
        script.revision = revision
        new = {"spending": spending, "prints": prints, "round_number": number}
        obstacle = await place(self._session, project, script, Outlook(plan.items), **new)  # type: ignore[arg-type]
        if obstacle is not None:
            script.revision = old
            return OBSTACLES[obstacle]
        told = {"document": before.document, "writer": before.writer, "craft": before.craft}
        self._session.add(ScriptRevision(project_id=project.id, revision=revision, **told))
        await place(self._session, project, script, Outlook(kept), prints=prints, round_number=0)
        project.revision, project.completed_at = revision, None
        for status in (
            AdProjectStatus.SCRIPT_GENERATED,
            AdProjectStatus.SCRIPT_APPROVED,
            AdProjectStatus.VIDEO_GENERATING,
        ):
            project.status = status
            await self._session.flush()
        await Production(self._session).begin(project, script, number)
        return Approval.STARTED

    async def _next_revision(self, project_id: UUID) -> int:
        found = select(ScriptRevision.revision).where(ScriptRevision.project_id == project_id)
        return max((await self._session.scalars(found)).all(), default=0) + 1


def _is_shown(stock: Stock, kind: str, scene: int, shown: int, count: int) -> bool:
    """Whether the scene is still as the button showed it, with so many pictures or clips, and may get `count` more."""
    first = stock.next_variant(kind, scene)
    return scene in stock.scenes and first == shown + 1 and first + count - 1 <= MOST_VARIANTS
