"""What an answer writes: the ad's facts, its brand, the next revision of its script."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from db.accounts import INTRODUCED, Accounts
from db.answers import AdFacts, Answers, NewScript
from db.engine import Database
from db.enums import AdProjectStatus, ChatRole, ProductCategory
from db.errors import NotFound
from db.library import Brands
from db.models import Script
from db.production import Approval, Production
from db.projects import UNTITLED, Projects
from tests.support.people import NOON, somebody

FACTS = AdFacts(
    ad_details={"keyMessage": "Light."},
    brief={},
    asked=("product",),
    title="Aurora lamp",
    framework="PAS",
    aspect_ratio="1:1",
    creativity_level=7,
    product_category=ProductCategory.OTHER,
)
SCRIPT = NewScript(
    document={"scenes": [{"sceneNumber": 1, "duration": 3}, {"sceneNumber": 2, "duration": 4}], "music": {}},
    storyline="Light comes.",
    voiceover_text="Be lit.",
    overlay={},
    framework_beats={},
    writer="guided",
)


async def test_facts_replace_facts_and_other_settings_stay(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        place = ada.project.settings["chat"]
        answers = Answers(session, ada.id)
        await answers.write_facts(ada.project, FACTS)
        await answers.write_facts(ada.project, replace(FACTS, title=None, product_category=None))
        await session.refresh(ada.project)
        assert ada.project.settings == {"chat": place, "brief": {}, "asked": ["product"]}
        assert (ada.project.title, ada.project.aspect_ratio, ada.project.creativity_level) == (None, "1:1", 7)
        assert ada.project.product_category is ProductCategory.OTHER, "a category that was known stays"


async def test_every_script_is_a_revision_that_waits_for_its_approval(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        projects, answers = Projects(session, ada.id), Answers(session, ada.id)
        await projects.remember(ada.ad, role=ChatRole.USER, content="hi", timestamp=NOON, chat_id=1)
        assert await answers.write_script(ada.project, SCRIPT) == 1
        approved = await Production(session).approve(ada.id, ada.ad, 1, chat_id=1)
        assert approved is Approval.STARTED
        assert await projects.approved_at(ada.ad) is not None
        assert await Production(session).cancel(ada.id, ada.ad)
        await session.refresh(ada.project)
        assert await answers.write_script(ada.project, replace(SCRIPT, storyline="Light goes.")) == 2
        assert await projects.approved_at(ada.ad) is None
        assert (ada.project.num_scenes, ada.project.status) == (2, AdProjectStatus.SCRIPT_GENERATED)
        assert [await projects.document(ada.ad, number) for number in (1, 2)] == [SCRIPT.document] * 2
        assert await session.scalar(select(func.count()).select_from(Script)) == 1


async def test_a_stranger_writes_nothing(database: Database) -> None:
    async with database.transaction() as session:
        ada, bo = await somebody(session, 1), await somebody(session, 2)
        with pytest.raises(NotFound):
            await Answers(session, bo.id).write_facts(ada.project, FACTS)
        with pytest.raises(NotFound):
            await Answers(session, bo.id).write_script(ada.project, SCRIPT)
        with pytest.raises(NotFound):
            await Brands(session, bo.id).describe(
                ada.brand, title="x", product=None, description=None, look={}
            )
        assert not session.is_modified(ada.project)


@pytest.mark.parametrize(
    ("before", "title", "product", "after"),
    [
        (UNTITLED, None, "Lamp", "Lamp"),
        (UNTITLED, None, None, UNTITLED),
        ("Lamp", None, "Lantern", "Lamp"),
        ("Lamp", "Aurora", "Lamp", "Aurora"),
    ],
)
async def test_a_brand_without_a_name_is_called_after_its_product(
    database: Database, before: str, title: str | None, product: str | None, after: str
) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        brands = Brands(session, ada.id)
        await brands.rename(ada.brand, before)
        for look in ({"colors": ["#112233"]}, {"tone": "calm"}):
            brand = await brands.describe(
                ada.brand, title=title, product=product, description=None, look=look
            )
        assert brand.title == after
        assert brand.brand_guidelines == {"colors": ["#112233"], "tone": "calm"}


async def test_a_picture_is_one_of_the_brands_once_and_in_order(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        brands = Brands(session, ada.id)
        added = [await brands.add_picture(ada.brand, uri) for uri in ("media:b", "media:a", "media:b")]
        assert added == [True, True, False]
        brand = await brands.get(ada.brand)
        assert brand is not None
        assert brand.product_images == ["media:b", "media:a"]


async def test_a_person_is_introduced_and_keeps_other_settings(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        await Accounts(session).introduce(ada.id)
        await session.refresh(ada.user)
        assert ada.user.settings == {INTRODUCED: True}
