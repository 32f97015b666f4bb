"""How a turn is written down: what the ad is called, a stop in the middle, a full disk."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import pytest

from agent.brief import BrandFacts, Brief
from agent.turn import STOPPED_MARK, TurnResult
from jobs.intake import full_disk_told
from jobs.reply import title_of, write_result
from jobs.storage import FolderStorage, StorageFull, Stored
from jobs.studio.errors import OutputFull
from jobs.turn import claim
from tests.jobs.shop import Shop
from tests.jobs.test_turn import images, jpeg, photo, serves, turns
from tests.support.invariants import broken


@pytest.mark.parametrize(
    ("product", "brand", "before", "title"),
    [
        ("shampoo", "Mossy", None, "Mossy shampoo"),
        ("Mossy shampoo", "Mossy", "shampoo", "Mossy shampoo"),
        ("shampoo", "Mossy Shampoo", "shampoo", "Mossy Shampoo"),
        (
            "Fable Coffee",
            "Fable Tea",
            "Fable Tea",
            "Fable Coffee",
        ),  # corrected; the brand has no name of its own
        ("shampoo", None, None, "shampoo"),
        (None, "Mossy", None, "Mossy"),
        (None, None, None, None),
    ],
)
def test_an_ad_is_called_by_brand_and_product(
    product: str | None, brand: str | None, before: str | None, title: str | None
) -> None:
    assert title_of(product, brand, before) == title


async def test_a_brand_named_later_is_part_of_thetitle_of(shop: Shop) -> None:
    project = await shop.ad()
    await shop.hears(project, "an ad for our shampoo", 5)
    await shop.work_off()
    await shop.hears(project, "our brand is called Mossy", 6)
    await shop.work_off()
    assert (await shop.project(project)).title == "Mossy shampoo"


def cut_short(reply: str) -> TurnResult:
    return TurnResult(
        reply=reply,
        suggestions=("Yes", "No"),
        brief=Brief(product="Fable Tea"),
        brand=BrandFacts(),
        script=None,
        asked=(),
        writer="guided",
        stopped=True,
    )


async def stopped_with(shop: Shop, reply: str) -> list[str]:
    """What the chat shows after a turn that was stopped with these words."""
    project = await shop.ad()
    await shop.hears(project, "an ad for Fable Tea", 5)
    scene = await claim(shop.crew, project.id)
    assert scene is not None
    await write_result(shop.crew, scene, cut_short(reply))
    await shop.work_off()
    assert [turn.state for turn in await turns(shop)] == ["stopped"]
    assert await broken(shop.database) == []
    return [words for words in shop.said() if "The brief so far" not in words]


async def test_a_stopped_answer_with_words_ends_with_a_mark_and_nothing_follows(shop: Shop) -> None:
    assert await stopped_with(shop, "Here is what I would" + STOPPED_MARK) == [
        "Here is what I would… (stopped)"
    ]


async def test_a_stopped_answer_without_words_is_one_sentence(shop: Shop) -> None:
    (said,) = await stopped_with(shop, "Stopped.")
    assert said.startswith("<b>Stopped: the answer I was writing.</b>")


class Full(FolderStorage):
    """A storage without room until `roomy`."""

    roomy = False

    async def put(self, path: Path, key: str) -> Stored:
        if not self.roomy:
            raise StorageFull(errno.ENOSPC, "no room")
        return await super().put(path, key)


async def test_a_photo_that_met_a_full_disk_is_taken_in_when_there_is_room(shop: Shop) -> None:
    storage = Full(shop.media)
    shop = replace(shop, crew=replace(shop.crew, storage=storage))
    serves(shop, jpeg())
    project = await shop.ad()
    await photo(shop, project, 5, caption="an ad for Fable Tea")
    await shop.work_off()
    assert [turn.state for turn in await turns(shop)] == ["failed"]
    (said,) = shop.said()
    assert "There is no room left on my disk" in said
    assert "Reference: " in said
    storage.roomy = True
    await shop.hears(project, "for students", 6)
    await shop.work_off()
    assert [turn.state for turn in await turns(shop)] == ["failed", "done"]
    assert await images(shop) == 1
    assert (await shop.project(project)).title == "Fable Tea"
    assert await broken(shop.database) == []


@pytest.mark.parametrize(
    "trouble", [OutputFull("no room"), OSError(errno.ENOSPC, "full"), OSError(errno.EDQUOT, "quota")]
)
def test_every_kind_of_full_disk_is_one(trouble: Exception) -> None:
    with pytest.raises(StorageFull), full_disk_told():
        raise trouble


def test_another_error_of_the_system_stays_what_it_is() -> None:
    with pytest.raises(PermissionError), full_disk_told():
        raise PermissionError(errno.EACCES, "no")
