"""What is there of an ad, and what a press still has to have made: plans over rows. Pure, but for `load_stock`.

Each still and clip of a scene is a job of its own (`variant`), so each is asked for and paid for once. What an earlier
revision made from the same is taken over. What nobody waits for any more is dropped: it stays, with what it cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select

from db.engine import FOR_CHANGE, Session
from db.enums import GenerationJobStatus as Status
from db.models import Asset, GenerationJob
from db.portraits import REFUSED, permission_of
from db.spending import Spending, is_made

ANIMATIC: Final = "animatic"
"""`generation_jobs.model` of a scene that is made here although it could be paid for: the person chose it."""
OWN: Final = "own picture"
"""`generation_jobs.model` of a picture that the person sent: its job only fetches it."""

Prints = Mapping[tuple[str, int | None], str]
_SOUNDS: Final = ("voice", "music")
_ENDS: Final = ("cut", "delivery")


@dataclass(frozen=True, slots=True)
class Piece:
    """One job with the file that it made, if it did."""

    job: GenerationJob
    asset: Asset | None = None

    @property
    def made(self) -> bool:
        """It is done, and what it made is still there."""
        return is_made(self.job)

    @property
    def open(self) -> bool:
        return self.job.status in (Status.QUEUED, Status.PROCESSING)

    @property
    def live(self) -> bool:
        return self.job.dropped_at is None and not self.left_out

    @property
    def left_out(self) -> bool:
        """It is a picture that the person sent, of somebody who did not agree."""
        own = self.job.model == OWN and self.asset is not None
        return own and self.asset is not None and permission_of(self.asset) == REFUSED


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is to be there: `piece` is the row that has it or is to make it, `source` a row of another
    revision that has it; with neither it gets a row of its own. `local`: made here, whatever it could cost elsewhere.
    """

    kind: str
    scene: int | None
    variant: int = 1
    piece: Piece | None = None
    source: Piece | None = None
    local: bool = False

    @property
    def owed(self) -> bool:
        """It has to be made yet, and nobody has been asked for it."""
        if self.source is not None:
            return False
        return self.piece is None or not (self.piece.made or self.piece.open)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a press brings about: what is to be there, and whose rows nobody waits for any more."""

    items: tuple[Item, ...] = ()
    dropped: tuple[Piece, ...] = ()

    def cost(self, spending: Spending | None) -> Decimal:
        """USD for what has to be made yet."""
        if spending is None:
            return Decimal(0)
        owed = [(item.kind, item.scene) for item in self.items if item.owed and not item.local]
        return sum((spending.parts[key].usd for key in owed if key in spending.parts), Decimal(0))

    def __add__(self, other: Outlook) -> Outlook:
        return Outlook((*self.items, *other.items), (*self.dropped, *other.dropped))


class Stock:
    """The rows of an ad, as seen from one revision of its script."""

    def __init__(self, revision: int, pieces: Sequence[Piece]) -> None:
        self._all = [one for one in pieces if one.job.script_revision == revision]
        self._earlier = [
            one
            for one in pieces
            if one.job.script_revision != revision and one.made and one.job.fingerprint and not one.left_out
        ]
        # What was chosen comes first, then the newest.
        self._earlier.sort(
            key=lambda one: (
                not (one.asset and one.asset.user_selected),
                -one.job.script_revision,
                one.job.variant,
            )
        )

    def rows(self, kind: str, scene: int | None = None) -> list[Piece]:
        """Those of this kind and scene that somebody waits for or has, by variant."""
        return [one for one in self.history(kind, scene) if one.live]

    def history(self, kind: str, scene: int | None = None) -> list[Piece]:
        """The same with those that nobody waits for any more."""
        found = [one for one in self._all if (one.job.asset_kind, one.job.scene_number) == (kind, scene)]
        return sorted(found, key=lambda one: one.job.variant)

    def made(self, kind: str, scene: int | None = None) -> list[Piece]:
        """Those of them that are there: of a scene's pictures, the candidates."""
        return [one for one in self.rows(kind, scene) if one.made]

    def failed(self, kind: str, scene: int | None = None) -> list[Piece]:
        """Those that ended without a file and are waited for."""
        return [one for one in self.rows(kind, scene) if one.job.status in (Status.FAILED, Status.CANCELLED)]

    def live(self) -> list[Piece]:
        """Everything that somebody waits for or has."""
        return [one for one in self._all if one.live]

    @property
    def scenes(self) -> tuple[int, ...]:
        """The scenes of which pictures were asked for."""
        return tuple(
            sorted({one.job.scene_number or 0 for one in self._all if one.job.asset_kind == "still"})
        )

    @property
    def stepwise(self) -> bool:
        """Whether the person goes step by step: nobody has been asked for the end yet."""
        return bool(self.live()) and not self.rows("cut")

    def next_variant(self, kind: str, scene: int | None) -> int:
        return max((one.job.variant for one in self.history(kind, scene)), default=0) + 1

    def picked(self, kind: str, scene: int) -> Piece | None:
        """What the person chose for the scene."""
        for one in self.made(kind, scene):
            if one.asset is not None and one.asset.user_selected and one.asset.selection_order == scene:
                return one
        return None

    def chosen(self, kind: str, scene: int) -> Piece | None:
        """What the person chose; else the first picture, or the newest clip, that is not another scene's."""
        picked = self.picked(kind, scene)
        if picked is not None:
            return picked
        free = [one for one in self.made(kind, scene) if one.asset and not self._elsewhere(kind, one, scene)]
        return None if not free else free[0] if kind == "still" else free[-1]

    def _elsewhere(self, kind: str, piece: Piece, scene: int) -> bool:
        asset = piece.asset
        if asset is None or not asset.user_selected or asset.selection_order in (None, scene):
            return False
        others = self.made(kind, asset.selection_order)
        return any(one.asset is not None and one.asset.id == asset.id for one in others)

    def sent(self) -> list[Asset]:
        """The pictures that the person sent and that are used as things stand: those that are chosen; for a script of
        which nothing was asked yet, those of its earlier revisions."""
        chosen = [self.chosen("still", scene) for scene in self.scenes]
        taken = [] if self._all else [one for one in self._earlier if one.job.asset_kind == "still"]
        return [
            one.asset for one in (*chosen, *taken) if one is not None and one.asset and one.job.model == OWN
        ]

    def supply(self, kind: str, scene: int | None, prints: Prints, used: set[UUID]) -> list[Piece]:
        """What earlier revisions made from the same, each file once, the same scene's first."""
        wanted = prints.get((kind, scene))
        if wanted is None:
            return []
        same = [one for one in self._earlier if one.job.asset_kind == kind and one.job.fingerprint == wanted]
        found: list[Piece] = []
        for one in sorted(same, key=lambda one: one.job.scene_number != scene):
            if one.asset is not None and one.asset.id not in used:
                used.add(one.asset.id)
                found.append(one)
        return found


async def load_stock(session: Session, project_id: UUID, revision: int, *, lock: bool = False) -> Stock:
    """The ad's rows with their files. `lock`: those that are not being made stay as they are until the transaction
    ends; the ad must be locked before."""
    of_ad = GenerationJob.project_id == project_id
    if lock:
        idle = GenerationJob.status.not_in((Status.QUEUED, Status.PROCESSING))
        await session.execute(
            select(GenerationJob.id)
            .where(of_ad, idle, GenerationJob.script_revision == revision)
            .order_by(GenerationJob.id)
            .with_for_update(**FOR_CHANGE)
        )
    found = await session.execute(
        select(GenerationJob, Asset)
        .outerjoin(Asset, Asset.id == GenerationJob.output_asset_id)
        .where(of_ad, or_(GenerationJob.script_revision == revision, GenerationJob.fingerprint.is_not(None))),
        execution_options={"populate_existing": True},
    )
    return Stock(revision, [Piece(job, asset) for job, asset in found.all()])


# ── what a press asks for ────────────────────────────────────────────────────────────────────────────────────────


def pictures(stock: Stock, scenes: Sequence[int], count: int, prints: Prints) -> Outlook:
    """`count` pictures of each scene to choose from. What was asked for beyond them waits until it is asked for again;
    what is made of it comes back then."""
    used: set[UUID] = set()
    beyond = [one for one in stock.live() if one.job.asset_kind != "still" and not one.open]
    plans = [_stills(stock, scene, count, prints, used) for scene in scenes]
    return _sum((*plans, Outlook(dropped=tuple(beyond))))


def everything(stock: Stock, scenes: Sequence[int], prints: Prints) -> Outlook:
    """The whole video without further questions: one picture of each scene where none is there."""
    used: set[UUID] = set()
    plans = [_stills(stock, scene, 1, prints, used) for scene in scenes]
    moved = [
        _clip(stock, scene, _start(stock, plan, scene), prints)
        for scene, plan in zip(scenes, plans, strict=True)
    ]
    return _sum((*plans, *moved, *(_sound(stock, kind, prints) for kind in _SOUNDS), end(stock)))


def clips(stock: Stock, prints: Prints, *, here: bool = False) -> Outlook:
    """A clip of each scene that starts from its chosen picture, the voice and the music. `here`: all of it made on this
    machine, free of charge. Pictures that were not made are not waited for."""
    failed = [
        one for scene in stock.scenes for one in stock.rows("still", scene) if not one.made and not one.open
    ]
    moved = [_clip(stock, scene, stock.chosen("still", scene), prints, here=here) for scene in stock.scenes]
    sounds = [_sound(stock, kind, prints, here=here) for kind in _SOUNDS]
    return _sum((*moved, *sounds, Outlook(dropped=tuple(failed))))


def end(stock: Stock) -> Outlook:
    """The cut and its delivery."""
    items = []
    for kind in _ENDS:
        piece = next(iter(stock.history(kind)), None)
        items.append(Item(kind, None, piece=piece, local=True))
    return Outlook(tuple(items))


def another(stock: Stock, kind: str, scene: int, count: int) -> Outlook:
    """`count` more pictures, or clips, of one scene. With new pictures its clips are no longer waited for."""
    first = stock.next_variant(kind, scene)
    items = tuple(Item(kind, scene, first + number) for number in range(count))
    stale = [*stock.rows("clip", scene)] if kind == "still" else []
    ends = [one for name in _ENDS for one in stock.rows(name)]
    return Outlook(items, tuple(one for one in (*stale, *ends) if not one.open))


def again(stock: Stock, kind: str, scene: int | None) -> Outlook:
    """What failed of the scene, asked for once more."""
    failed = stock.failed(kind, scene)
    return Outlook(tuple(Item(kind, scene, one.job.variant, one) for one in failed))


def animated(stock: Stock, kind: str, scene: int | None) -> Outlook:
    """What failed of the scene, made here instead: its picture, and its clip where one is waited for."""
    failed = stock.failed(kind, scene)
    items = [Item(kind, scene, one.job.variant, one, local=True) for one in failed[:1]]
    if kind == "clip" and not failed and scene is not None:
        items = [Item(kind, scene, stock.next_variant(kind, scene), local=True)]
    if kind == "still":
        waiting = [one for one in stock.rows("clip", scene) if not one.made]
        items += [Item("clip", scene, one.job.variant, one, local=True) for one in waiting[:1]]
    return Outlook(tuple(items), tuple(failed[1:]))


def rest(stock: Stock) -> Outlook:
    """Everything that was asked for and is not there; a clip beside which another stands is not missed."""
    idle = [one for one in stock.live() if not one.made and not one.open]
    spare = [one for one in idle if one.job.asset_kind == "clip" and stock.made("clip", one.job.scene_number)]
    items = [
        Item(
            str(one.job.asset_kind),
            one.job.scene_number,
            one.job.variant,
            one,
            local=one.job.model in (ANIMATIC, OWN),
        )
        for one in idle
        if one not in spare
    ]
    return Outlook(tuple(items), tuple(spare))


def _sum(plans: Iterable[Outlook]) -> Outlook:
    return sum(plans, Outlook())


def _stills(stock: Stock, scene: int, count: int, prints: Prints, used: set[UUID]) -> Outlook:
    rows = stock.rows("still", scene)
    there = [one for one in rows if one.made or one.open]
    idle = [one for one in rows if not one.made and not one.open]
    first = stock.next_variant("still", scene)
    taken = [] if stock.history("still", scene) else stock.supply("still", scene, prints, used)
    items = [Item("still", scene, one.job.variant, one) for one in there]
    items += [Item("still", scene, first + number, source=one) for number, one in enumerate(taken)]
    lacking = max(0, count - len(items))
    items += [Item("still", scene, one.job.variant, one) for one in idle[:lacking]]
    new = max(0, count - len(items))
    items += [Item("still", scene, first + len(taken) + number) for number in range(new)]
    return Outlook(tuple(items), tuple(idle[lacking:]))


def _start(stock: Stock, plan: Outlook, scene: int) -> Piece | None:
    """The picture that the scene's clip will start from, where it is there already."""
    taken = next((item.source for item in plan.items if item.source is not None), None)
    return stock.chosen("still", scene) or taken


def _clip(stock: Stock, scene: int, still: Piece | None, prints: Prints, *, here: bool = False) -> Outlook:
    history = stock.history("clip", scene)
    fitting = [one for one in history if one.made and _starts_from(one, still)]
    live = [one for one in fitting if one.live]
    # One that was put aside comes back where its picture was chosen again; the newest will do.
    there = live or fitting[-1:]
    going = [one for one in history if one.live and one.open]
    stale = [one for one in history if one.live and one.made and one not in fitting]
    idle = [one for one in history if one.live and not one.made and not one.open]
    local = here or (still is not None and still.job.model == ANIMATIC)
    if there or going:
        items = [Item("clip", scene, one.job.variant, one) for one in (*there, *going)]
        return Outlook(tuple(items), (*stale, *idle))
    supply = [] if history else stock.supply("clip", scene, prints, set())
    taken = next((one for one in supply if _starts_from(one, still)), None)
    if taken is not None:
        return Outlook((Item("clip", scene, 1, source=taken),))
    if idle:
        one = idle[0]
        return Outlook((Item("clip", scene, one.job.variant, one, local=local),), (*stale, *idle[1:]))
    return Outlook((Item("clip", scene, stock.next_variant("clip", scene), local=local),), tuple(stale))


def _starts_from(clip: Piece, still: Piece | None) -> bool:
    """Whether the clip was made from this picture. Of one of before pictures were chosen nobody knows."""
    start = clip.asset.source_image_id if clip.asset is not None else None
    if start is None:
        return clip.job.round_number == 0
    return still is not None and still.asset is not None and start == still.asset.id


def _sound(stock: Stock, kind: str, prints: Prints, *, here: bool = False) -> Outlook:
    rows = stock.history(kind)
    if rows:
        one = rows[-1]
        return Outlook((Item(kind, None, one.job.variant, one, local=here),))
    taken = next(iter(stock.supply(kind, None, prints, set())), None)
    return Outlook((Item(kind, None, 1, source=taken, local=here),))
