"""What a press asks for, given what is there: pure plans over rows."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from db.enums import GenerationJobStatus as Status
from db.models import Asset, GenerationJob
from db.spending import Part, Spending
from db.stock import (
    ANIMATIC,
    Item,
    Outlook,
    Piece,
    Stock,
    again,
    animated,
    another,
    clips,
    end,
    everything,
    pictures,
    rest,
)

PRINTS = {("still", 1): "s1", ("still", 2): "s2", ("clip", 1): "c1", ("clip", 2): "c2", ("voice", None): "v"}
PARTS = {
    **{("still", scene): Part("replicate", "flux", Decimal("0.04")) for scene in (1, 2)},
    **{("clip", scene): Part("replicate", "dance", Decimal("0.20")) for scene in (1, 2)},
    ("voice", None): Part("replicate", "speech", Decimal("0.01")),
}
SPENDING = Spending(PARTS, Decimal(20), Decimal(10))


def row(
    kind: str, scene: int | None = None, variant: int = 1, status: Status = Status.COMPLETED, **more: Any
) -> Piece:
    """A row; a completed one has a file. `start` is the picture that a clip began with, `picked` chooses it."""
    start, picked = more.pop("start", None), more.pop("picked", None)
    given = {
        "script_revision": 1,
        "round_number": 1,
        "dropped_at": None,
        "fingerprint": None,
        "model": None,
        **more,
    }
    asset = None
    if status == Status.COMPLETED:
        asset = Asset(
            id=uuid4(), source_image_id=start, user_selected=picked is not None, selection_order=picked
        )
        given |= {"output_asset_id": asset.id, "generated_video_url": "media:x"}
    job = GenerationJob(
        id=uuid4(), asset_kind=kind, scene_number=scene, variant=variant, status=status, **given
    )
    return Piece(job, asset)


def stock(*pieces: Piece, revision: int = 1) -> Stock:
    return Stock(revision, pieces)


def owed(plan: Outlook) -> list[tuple[str, int | None, int]]:
    return [(item.kind, item.scene, item.variant) for item in plan.items if item.owed]


def file(piece: Piece) -> UUID:
    assert piece.asset is not None
    return piece.asset.id


def test_pictures_to_choose_from_are_asked_for_once_each() -> None:
    plan = pictures(stock(), [1, 2], 2, PRINTS)
    assert owed(plan) == [("still", 1, 1), ("still", 1, 2), ("still", 2, 1), ("still", 2, 2)]
    assert plan.cost(SPENDING) == Decimal("0.16")
    there = [row("still", 1), row("still", 1, 2, Status.PROCESSING), row("still", 2, 1, Status.FAILED)]
    plan = pictures(stock(*there), [1, 2], 2, PRINTS)
    assert owed(plan) == [("still", 2, 1), ("still", 2, 2)], "the failed one once more, and one beside it"
    assert plan.cost(SPENDING) == Decimal("0.08")


def test_what_an_earlier_revision_made_from_the_same_is_taken_over() -> None:
    old = [row("still", 1, number, fingerprint="s1") for number in (1, 2)]
    old += [row("still", 2, fingerprint="other"), row("voice", fingerprint="v")]
    plan = pictures(stock(*old, revision=2), [1, 2], 2, PRINTS)
    assert [item.source for item in plan.items if item.scene == 1] == old[:2]
    assert owed(plan) == [("still", 2, 1), ("still", 2, 2)]
    assert ("voice", None, 1) not in owed(everything(stock(*old, revision=2), [1], PRINTS))
    assert owed(pictures(stock(*old, revision=2), [1], 2, {})) == [("still", 1, 1), ("still", 1, 2)]


def test_one_file_is_taken_over_for_one_scene() -> None:
    old = row("still", 1, fingerprint="s1")
    prints = {("still", 1): "s1", ("still", 2): "s1"}
    plan = pictures(stock(old, revision=2), [1, 2], 1, prints)
    assert owed(plan) == [("still", 2, 1)]


def test_what_was_chosen_is_what_moves() -> None:
    first, second = row("still", 1), row("still", 1, 2, picked=1)
    mine = stock(first, second)
    assert mine.chosen("still", 1) is second
    assert stock(first).chosen("still", 1) is first
    newer = row("clip", 1, 2, start=file(second))
    assert stock(second, row("clip", 1, start=file(second)), newer).chosen("clip", 1) is newer
    lent = row("still", 2)
    assert lent.asset is not None
    lent.asset.user_selected, lent.asset.selection_order = True, 1
    both = stock(first, Piece(row("still", 1, 3).job, lent.asset), lent)
    assert both.chosen("still", 1) is not first
    assert both.chosen("still", 2) is None, "it is the other scene's now"


def test_a_clip_is_missing_where_another_picture_was_chosen_and_comes_back_with_it() -> None:
    one, two = row("still", 1), row("still", 1, 2, picked=1)
    clip = row("clip", 1, start=file(one))
    plan = clips(stock(one, two, clip), PRINTS)
    assert ("clip", 1, 2) in owed(plan)
    assert clip in plan.dropped
    clip.job.dropped_at = datetime(2026, 11, 21, tzinfo=UTC)
    assert two.asset is not None
    two.asset.user_selected, two.asset.selection_order = False, None
    plan = clips(stock(one, two, clip), PRINTS)
    assert [item.piece for item in plan.items if item.kind == "clip"] == [clip]
    assert owed(plan) == [("voice", None, 1), ("music", None, 1)]


def test_the_free_way_costs_nothing() -> None:
    still = row("still", 1, model=ANIMATIC)
    plan = clips(stock(still), PRINTS)
    assert plan.cost(SPENDING) == Decimal("0.01"), "a scene that is made here is moved here"
    assert clips(stock(still), PRINTS, here=True).cost(SPENDING) == 0


def test_another_picture_puts_the_clips_of_its_scene_aside() -> None:
    still, clip = row("still", 1), row("clip", 1)
    plan = another(stock(still, clip, row("clip", 2)), "still", 1, 2)
    assert owed(plan) == [("still", 1, 2), ("still", 1, 3)]
    assert plan.dropped == (clip,)
    assert another(stock(still, clip), "clip", 1, 1).dropped == ()


def test_what_failed_is_asked_for_again_or_made_here() -> None:
    failed = [row("still", 1, number, Status.FAILED) for number in (1, 2)]
    waiting = row("clip", 1, status=Status.QUEUED)
    mine = stock(*failed, waiting, row("still", 2))
    assert again(mine, "still", 1).cost(SPENDING) == Decimal("0.08")
    plan = animated(mine, "still", 1)
    assert plan.cost(SPENDING) == 0
    assert [item.piece for item in plan.items] == [failed[0], waiting]
    assert plan.dropped == (failed[1],)


def test_going_on_asks_for_what_is_missing_alone() -> None:
    mine = stock(
        row("still", 1),
        row("still", 2),
        row("clip", 1, status=Status.CANCELLED),
        row("clip", 2),
        row("clip", 2, 2, Status.FAILED),
        row("voice", status=Status.CANCELLED),
    )
    plan = rest(mine)
    assert owed(plan) == [("clip", 1, 1), ("voice", None, 1)]
    assert plan.cost(SPENDING) == Decimal("0.21")
    assert mine.stepwise
    assert not stock(row("cut", status=Status.QUEUED)).stepwise
    assert owed(end(mine)) == [("cut", None, 1), ("delivery", None, 1)]


def test_everything_at_once_takes_what_the_board_has() -> None:
    mine = stock(row("still", 1), row("still", 1, 2, Status.FAILED), row("still", 2, 1, Status.CANCELLED))
    plan = everything(mine, [1, 2], PRINTS)
    assert [one for one in owed(plan) if one[0] == "still"] == [("still", 2, 1)]
    assert plan.cost(SPENDING) == Decimal("0.45")
    assert Item("still", 1).owed
