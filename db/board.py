"""What a person does with the pictures and clips of their ad before it is cut: choose, send an own one, cut.

Every button names the state in which it was shown, and an older one changes nothing. While the person chooses nothing
is made. What has to be paid for is `db.orders`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select

from db.engine import FOR_CHANGE, Session
from db.enums import AdProjectStatus, AssetSource, AssetStatus, AssetType
from db.errors import NotFound
from db.models import AdProject, Asset, GenerationJob, Script
from db.placing import choose, place, take_back
from db.production import OBSTACLES, Approval, Production, round_of
from db.spending import Spending
from db.stock import OWN, Item, Outlook, Piece, Prints, Stock, load_stock

IMAGES: Final = ("generating_images", "reviewing_images")
VIDEOS: Final = ("generating_videos", "reviewing_videos")
MOST_VARIANTS: Final = 24
"""Of one scene; who wants more describes it in other words."""
_ON: Final = {"reviewing_images": "generating_images", "reviewing_videos": "generating_videos"}


@dataclass(frozen=True, slots=True)
class Held:
    """A person's ad with its rows, locked: nobody else changes them before this transaction ends."""

    project: AdProject
    script: Script
    stock: Stock


class Board:
    """Every press of one person on what was made of their ad. Anything but STARTED has changed nothing."""

    def __init__(self, session: Session, user_id: UUID) -> None:
        self._session = session
        self._user_id = user_id

    async def _hold(
        self,
        project_id: UUID,
        revision: int,
        stages: Collection[str | None] = (),
        *,
        statuses: Collection[AdProjectStatus] = (AdProjectStatus.VIDEO_GENERATING,),
    ) -> Held | Approval:
        """The ad, if it is the person's, at this revision, and in one of these states; else what to answer."""
        project = await self._session.get(
            AdProject, project_id, with_for_update=FOR_CHANGE, populate_existing=True
        )
        if project is None or project.user_id != self._user_id or project.deleted_at is not None:
            return Approval.NOT_FOUND
        found = select(Script).where(Script.project_id == project_id)
        script = await self._session.scalar(found.execution_options(populate_existing=True))
        if script is None or project.revision != revision or script.revision != revision:
            return Approval.STALE
        if project.status not in statuses or (stages and project.current_stage not in stages):
            return Approval.ALREADY
        await take_back(self._session, project)
        return Held(project, script, await load_stock(self._session, project_id, revision, lock=True))

    async def keep(self, project_id: UUID, revision: int, kind: str, scene: int, variant: int) -> Approval:
        """Choose this picture (or clip) for the scene."""
        held = await self._hold(project_id, revision, IMAGES if kind == "still" else VIDEOS)
        if isinstance(held, Approval):
            return held
        piece = next((one for one in held.stock.made(kind, scene) if one.job.variant == variant), None)
        if piece is None:
            return Approval.STALE
        await choose(self._session, project_id, scene, piece, kind)
        return Approval.STARTED

    async def swap(self, project_id: UUID, revision: int, scene: int, of: int, variant: int) -> Approval:
        """Choose a picture of the scene `of` for `scene`; where that was chosen there, the two are exchanged."""
        held = await self._hold(project_id, revision, IMAGES)
        if isinstance(held, Approval):
            return held
        stock = held.stock
        theirs = next((one for one in stock.made("still", of) if one.job.variant == variant), None)
        if theirs is None or scene not in stock.scenes or scene == of:
            return Approval.STALE
        mine, chosen_there = stock.chosen("still", scene), stock.chosen("still", of)
        await self._lend(held, theirs, scene)
        if chosen_there is theirs and mine is not None:
            await self._lend(held, mine, of)
            await choose(self._session, project_id, of, None, "still")
            await choose(self._session, project_id, of, mine, "still")
        await choose(self._session, project_id, scene, None, "still")
        await choose(self._session, project_id, scene, theirs, "still")
        return Approval.STARTED

    async def _lend(self, held: Held, piece: Piece, scene: int) -> None:
        """Let the picture be one of this scene's, too."""
        have = [one for one in held.stock.made("still", scene) if one.asset and piece.asset]
        if any(one.asset.id == piece.asset.id for one in have if one.asset and piece.asset):
            return
        variant = held.stock.next_variant("still", scene)
        item = Item("still", scene, variant, source=piece)
        await place(self._session, held.project, held.script, Outlook((item,)), round_number=0)

    async def choose_all(self, project_id: UUID, revision: int, best: dict[int, int]) -> Approval:
        """Choose one picture of each scene: its variant, by scene."""
        held = await self._hold(project_id, revision, IMAGES)
        if isinstance(held, Approval):
            return held
        for scene, variant in sorted(best.items()):
            piece = next((one for one in held.stock.made("still", scene) if one.job.variant == variant), None)
            if piece is not None:
                await choose(self._session, project_id, scene, piece, "still")
        return Approval.STARTED

    async def other_pictures(self, project_id: UUID, revision: int, scene: int) -> Approval:
        """Go back from the clip of a scene to its pictures."""
        held = await self._hold(project_id, revision, ("reviewing_videos",))
        if isinstance(held, Approval):
            return held
        dropped = tuple(held.stock.rows("clip", scene))
        if not dropped:
            return Approval.ALREADY
        return await self._set_out(held, Outlook(dropped=dropped), None, {})

    async def await_picture(self, project_id: UUID, revision: int, scene: int) -> Approval:
        """Take the next picture that the person sends for this scene."""
        held = await self._hold(project_id, revision, IMAGES)
        if isinstance(held, Approval):
            return held
        if scene not in held.stock.scenes:
            return Approval.STALE
        awaits = {"scene": scene, "revision": revision}
        held.project.settings = {**held.project.settings, "awaits": awaits}
        await self._session.flush()
        return Approval.STARTED

    async def take_picture(
        self, project_id: UUID, revision: int, scene: int, *, file_id: str, mime: str, size: int | None
    ) -> Approval:
        """Let a picture that the person sent be fetched: it becomes one of the scene's, and the chosen one."""
        held = await self._hold(project_id, revision, IMAGES)
        if isinstance(held, Approval):
            return held
        project, stock = held.project, held.stock
        if scene not in stock.scenes or stock.next_variant("still", scene) > MOST_VARIANTS:
            return Approval.STALE
        asset = Asset(
            user_id=self._user_id,
            brand_id=project.brand_id,
            project_id=project.id,
            type=AssetType.IMAGE,
            source=AssetSource.USER_UPLOAD,
            status=AssetStatus.GENERATING,
            name="own picture",
            telegram_file_id=file_id,
            mime_type=mime,
            file_size_bytes=size,
        )
        self._session.add(asset)
        await self._session.flush()
        item = Item("still", scene, stock.next_variant("still", scene), local=True)
        failed = tuple(stock.failed("still", scene))
        project.settings = {**project.settings, "awaits": None}
        answer = await self._set_out(held, Outlook((item,), failed), None, {}, stage="generating_images")
        row = await self._session.scalar(
            select(GenerationJob).where(
                GenerationJob.project_id == project.id,
                GenerationJob.script_revision == revision,
                GenerationJob.asset_kind == "still",
                GenerationJob.scene_number == scene,
                GenerationJob.variant == item.variant,
            )
        )
        if row is not None:
            row.output_asset_id, row.model = asset.id, OWN
            row.fingerprint = next(
                (one.job.fingerprint for one in stock.history("still", scene) if one.job.fingerprint), None
            )
            await self._session.flush()
        return answer

    async def note_shown(self, project: AdProject, number: int | None) -> None:
        """Keep in which round the board is that the person has before them; None: there is none any more.

        Raises:
            NotFound: the ad is somebody else's.
        """
        if project.user_id != self._user_id:
            raise NotFound("ad_projects: not an ad of the person who acts")
        settings = {**project.settings, "board": number}
        project.settings = settings | ({"awaits": None} if number is None else {"round": number})
        await self._session.flush()

    # ── what they have in common ─────────────────────────────────────────────────────────────────────────────────

    async def _set_out(
        self,
        held: Held,
        plan: Outlook,
        spending: Spending | None,
        prints: Prints,
        *,
        stage: str | None = None,
        chat: tuple[int, int] | None = None,
    ) -> Approval:
        """Place the plan and let the pipeline go on with it. No gate is asked: `db.orders` does that for all that is
        made. The stage is that of something being made from now on, so
        that no answer changes the script meanwhile."""
        number = round_of(held.project) + 1
        obstacle = await place(
            self._session,
            held.project,
            held.script,
            plan,
            spending=spending,
            prints=prints,
            round_number=number,
        )
        if obstacle is not None:
            return OBSTACLES[obstacle]
        before = held.project.current_stage
        await Production(self._session).begin(held.project, held.script, number, chat=chat)
        if held.project.status == AdProjectStatus.VIDEO_GENERATING:
            held.project.current_stage = stage or _ON.get(before or "", before)
        await self._session.flush()
        return Approval.STARTED

    async def _settle_choice(self, held: Held, kind: str) -> None:
        """What was not chosen is chosen: the person went on with what was shown."""
        for scene in held.stock.scenes:
            piece = held.stock.chosen(kind, scene)
            if piece is not None:
                await choose(self._session, held.project.id, scene, piece, kind)
