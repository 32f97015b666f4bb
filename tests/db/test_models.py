"""The mapped classes: what they know, what they refuse to do in secret."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import DateTime, Numeric, String, Table, Text, select, text
from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlalchemy.orm import RelationshipProperty, configure_mappers, selectinload

import db.models
from db.base import Base
from db.engine import Database, Session
from db.enums import (
    JOB_TYPE_OF_KIND,
    AdProjectStatus,
    AssetSource,
    AssetStatus,
    AssetType,
    ChatRole,
    CostCategory,
    GenerationJobStatus,
    GenerationJobType,
    LoraTrainingStatus,
    ProductCategory,
    SubscriptionType,
)
from db.models import AdProject, Asset, Brand, ChatMessage, GenerationJob, LoraModel, Script, User

configure_mappers()
MAPPERS = sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__)
RELATIONS = [relation for mapper in MAPPERS for relation in mapper.relationships]


async def new_ad(session: Session, **more: object) -> AdProject:
    user = User(name="Ada", telegram_user_id=2**51 + 7)
    ad = AdProject(user=user, brand=Brand(user=user, title="Kaffeehaus"), **more)
    session.add(ad)
    await session.flush()
    return ad


def test_the_enums_hold_the_values_of_the_story() -> None:
    assert [*SubscriptionType] == ["free", "pro", "enterprise"]
    assert [*AdProjectStatus][:7] == [
        "initial",
        "chat_in_progress",
        "script_generated",
        "script_approved",
        "video_generating",
        "completed",
        "failed",
    ]
    assert [*AdProjectStatus][7:] == [*GenerationJobStatus][4:] == ["cancelled"]
    assert [*ChatRole] == ["user", "assistant"]
    assert [*GenerationJobStatus][:4] == ["queued", "processing", "completed", "failed"]
    assert [*GenerationJobType] == [
        "visual_generation",
        "audio_generation",
        "video_composition",
        "final_export",
    ]
    assert [*LoraTrainingStatus] == ["not_started", "in_progress", "completed", "failed"]
    assert len(ProductCategory) == 7
    assert [*AssetType] == ["image", "video_clip", "final_video", "audio"]
    assert [*AssetStatus] == ["generating", "completed", "failed", "approved", "rejected"]
    assert [*CostCategory] == [
        "llm",
        "image_generation",
        "video_generation",
        "audio_generation",
        "composition",
        "storage",
        "other",
    ]
    assert [*AssetSource][7:] == ["local", "replicate", "openai", "piper", "telegram"]


def test_every_kind_of_job_has_its_type() -> None:
    assert JOB_TYPE_OF_KIND["still"] is JOB_TYPE_OF_KIND["clip"] is GenerationJobType.VISUAL_GENERATION
    assert set(JOB_TYPE_OF_KIND.values()) == set(GenerationJobType)


@pytest.mark.parametrize("relation", RELATIONS, ids=str)
def test_no_relationship_loads_in_secret(relation: RelationshipProperty[object]) -> None:
    assert relation.lazy == "raise"
    if relation.uselist and not relation.viewonly:
        assert relation.passive_deletes


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=str)
def test_every_reference_can_be_walked_both_ways(table: Table) -> None:
    for key in table.foreign_key_constraints:
        own, target = key.column_keys[-1], key.referred_table
        ways = {
            (str(relation.parent.local_table), relation.direction.name)
            for relation in RELATIONS
            if {column.name for column in relation.local_columns | relation.remote_side} == {own, "id"}
            and {relation.parent.local_table, relation.mapper.local_table} == {table, target}
        }
        assert {(table.name, "MANYTOONE"), (target.name, "ONETOMANY")} <= ways, f"{table.name}.{own}"


def test_times_have_zones_text_has_no_length_and_money_is_exact() -> None:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, DateTime):
                assert column.type.timezone, column
            if type(column.type) is String or isinstance(column.type, Text):
                assert column.type.length is None, column
            if column.name.endswith(("_cost", "amount")) or column.name in ("reserved", "spent"):
                assert isinstance(column.type, Numeric)
                assert (column.type.precision, column.type.scale) == (10, 4), column


def test_every_table_is_exported() -> None:
    assert {mapper.class_.__name__ for mapper in MAPPERS} == set(db.models.__all__)


async def test_a_user_begins_free_and_is_deleted_softly(database: Database) -> None:
    async with database.transaction() as session:
        user = User(name="Ada", email="ada@example.org")
        session.add(user)
    assert user.subscription_type is SubscriptionType.FREE
    assert (user.deleted_at, user.timezone, user.settings) == (None, "UTC", {})
    async with database.transaction() as session:
        (await session.get_one(User, user.id)).deleted_at = datetime.now(UTC)
    async with database.transaction() as session:
        assert (await session.scalars(select(User).where(User.deleted_at.is_(None)))).all() == []
        assert await session.get(User, user.id) is not None


async def test_an_address_belongs_to_one_and_none_to_many(database: Database) -> None:
    async with database.transaction() as session:
        session.add_all([User(name="Ada"), User(name="Bob"), User(name="Cem", email="x@example.org")])

    async def twin(session: Session) -> None:
        session.add(User(name="Dee", email="x@example.org"))

    with pytest.raises(IntegrityError):
        await database.run(twin)


async def test_a_brand_keeps_its_pictures_in_order(database: Database) -> None:
    look = {"colors": ["#FFEB3B"], "fonts": ["Inter"], "tone": "warm", "additionalAssets": []}
    async with database.transaction() as session:
        ad = await new_ad(session)
        brand = await session.get_one(Brand, ad.brand_id)
        assert (brand.product_images, brand.brand_guidelines) == ([], {})
        brand.product_images = ["media://b", "media://a"]
        brand.brand_guidelines = look
    async with database.transaction() as session:
        again = await session.get_one(Brand, brand.id)
        assert (again.product_images, again.brand_guidelines) == (["media://b", "media://a"], look)


async def test_an_ad_has_the_defaults_that_a_marketer_expects(database: Database) -> None:
    async with database.transaction() as session:
        ad = await new_ad(session)
    assert (ad.status, ad.revision, ad.aspect_ratio, ad.creativity_level) == (
        AdProjectStatus.INITIAL,
        0,
        "9:16",
        5,
    )
    assert (ad.conversation_history, ad.ad_details, ad.details, ad.total_cost) == ([], {}, {}, Decimal(0))


async def test_ads_made_at_one_moment_need_the_wall_clock(database: Database) -> None:
    async with database.transaction() as session:
        ad = await new_ad(session)

    async def another(session: Session, when: str) -> None:
        await session.execute(
            text(
                "INSERT INTO ad_projects (brand_id, user_id, created_at) "
                f"SELECT brand_id, user_id, {when} FROM ad_projects, generate_series(1, 2)"
            )
        )

    with pytest.raises(IntegrityError):
        await database.run(lambda session: another(session, "now()"))
    await database.run(lambda session: another(session, "clock_timestamp() + random() * interval '1 s'"))
    assert ad.created_at


async def test_a_conversation_is_read_in_the_order_it_was_held(database: Database) -> None:
    moment = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    async with database.transaction() as session:
        ad = await new_ad(session)
        for second, words in ((1, "third"), (0, "first"), (0, "second")):
            session.add(
                ChatMessage(
                    project_id=ad.id,
                    role=ChatRole.USER,
                    content=words,
                    timestamp=moment + timedelta(seconds=second),
                    created_at=moment + timedelta(milliseconds=len(words)),
                )
            )
    async with database.transaction() as session:
        query = select(AdProject).options(selectinload(AdProject.messages))
        loaded = (await session.scalars(query)).one()
        assert [line.content for line in loaded.messages] == ["first", "second", "third"]
        with pytest.raises(InvalidRequestError, match="lazy"):
            _ = loaded.script


async def test_a_script_is_one_and_goes_with_its_ad(database: Database) -> None:
    scenes = [{"sceneNumber": 1, "description": "Steam", "duration": 5, "visualPrompt": "…"}]
    async with database.transaction() as session:
        ad = await new_ad(session)
        script = Script(project=ad, storyline="A morning", scenes=scenes, style_keywords=["warm", "slow"])
        job = GenerationJob(project=ad, script=script, job_type=GenerationJobType.VISUAL_GENERATION)
        session.add_all([script, job])

    async def second(session: Session) -> None:
        session.add(Script(project_id=ad.id, storyline="Another"))

    with pytest.raises(IntegrityError):
        await database.run(second)
    async with database.transaction() as session:
        again = await session.get_one(Script, script.id)
        assert (again.scenes, again.style_keywords, again.approved_at) == (scenes, ["warm", "slow"], None)
        await session.delete(await session.get_one(AdProject, ad.id))
    async with database.transaction() as session:
        assert await session.get(Script, script.id) is None
        assert await session.get(GenerationJob, job.id) is None


async def test_a_brand_has_one_trained_model(database: Database) -> None:
    async with database.transaction() as session:
        ad = await new_ad(session)
        session.add(LoraModel(brand_id=ad.brand_id, model_name="kaffeehaus"))

    async def second(session: Session) -> None:
        session.add(LoraModel(brand_id=ad.brand_id, model_name="another"))

    with pytest.raises(IntegrityError):
        await database.run(second)
    async with database.transaction() as session:
        model = (await session.scalars(select(LoraModel))).one()
        assert (model.training_status, model.history) == (LoraTrainingStatus.NOT_STARTED, [])


async def test_an_ad_and_its_cut_point_at_each_other(database: Database) -> None:
    async with database.transaction() as session:
        ad = await new_ad(session)
        cut = Asset(
            user_id=ad.user_id,
            project=ad,
            type=AssetType.FINAL_VIDEO,
            source=AssetSource.FFMPEG,
            status=AssetStatus.COMPLETED,
            url="media://cut.mp4",
            duration_seconds=Decimal("15.000"),
        )
        ad.final_asset = cut
    async with database.transaction() as session:
        await session.delete(await session.get_one(Asset, cut.id))
    async with database.transaction() as session:
        assert (await session.get_one(AdProject, ad.id)).final_asset_id is None


async def test_a_change_brings_the_new_updated_at_with_it(database: Database) -> None:
    async with database.transaction() as session:
        ad = await new_ad(session)
    async with database.transaction() as session:
        again = await session.get_one(AdProject, ad.id)
        again.title = "Morning"
        await session.flush()
        assert again.updated_at > ad.updated_at  # read without a query, set by the trigger
