"""Campaigns, templates, looks, files, comparisons, edits, figures, and the reports over them."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import psycopg
import pytest

from db.campaigns import Campaigns, Templates
from db.engine import Database, libpq_url
from db.enums import AdProjectStatus, AssetType, CostCategory
from db.errors import BadInput, NotFound
from db.ledger import Costs, Usage
from db.library import Library, Styles
from db.publishing import Ratings
from db.reports import Reports, most_active
from db.retention import forget_files, old_files
from db.variants import Comparisons, Edits, Quality
from tests.support.people import picture, somebody


async def test_a_campaign_holds_ads_and_lets_go_of_them(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        campaigns = Campaigns(session, ada.id)
        spring = await campaigns.start(
            ada.brand, " Spring ", campaign_type="seasonal", business_context={"objective": "sell lamps"}
        )
        assert (spring.title, spring.status) == ("Spring", "draft")
        assert await campaigns.add(spring.id, ada.ad)
        assert not await campaigns.add(spring.id, uuid4())
        with pytest.raises(NotFound):
            await campaigns.add(uuid4(), ada.ad)
        assert [ad.id for ad in await campaigns.ads(spring.id)] == [ada.ad]
        assert await campaigns.move(spring.id, "active")
        with pytest.raises(BadInput):
            await campaigns.move(spring.id, "burning")
        assert await campaigns.rename(spring.id, "Summer")
        assert await campaigns.describe(spring.id, {"tone": "warm"})
        assert await campaigns.note_analysis(spring.id, {"anything": [1]})
        (found,) = await campaigns.recent()
        assert (found.title, found.business_context, found.ai_analysis) == (
            "Summer",
            {"tone": "warm"},
            {"anything": [1]},
        )
        assert await campaigns.take_out(ada.ad)
        assert await campaigns.ads(spring.id) == []
        await campaigns.add(spring.id, ada.ad)
        assert await campaigns.remove(spring.id)
        await session.refresh(ada.project)
        assert ada.project.campaign_id is None


async def test_templates_are_counted_and_private_until_published(database: Database) -> None:
    async with database.transaction() as session:
        ada, bo = await somebody(session, 1), await somebody(session, 2)
        mine = Templates(session, ada.id)
        own = await mine.save("My way", "Show {product}.", framework="PAS")
        assert own.id in {one.id for one in await mine.available()}
        theirs = Templates(session, bo.id)
        assert own.id not in {one.id for one in await theirs.available()}
        with pytest.raises(NotFound):
            await theirs.use(own.id, bo.ad)
        assert await mine.publish(own.id, True)
        assert not await theirs.publish(own.id, False)
        assert own.id in {one.id for one in await theirs.available()}
        assert (await theirs.use(own.id, bo.ad)).usage_count == 1
        assert (await mine.use(own.id, ada.ad)).usage_count == 2
        with pytest.raises(NotFound):
            await theirs.use(own.id, ada.ad)
        assert not await theirs.remove(own.id)
        assert await mine.remove(own.id)
        await session.refresh(bo.project)
        assert bo.project.template_id is None


async def test_a_look_is_copied_into_the_brand(database: Database) -> None:
    async with database.transaction() as session:
        ada, bo = await somebody(session, 1), await somebody(session, 2)
        first, second = await picture(session, ada, "a"), await picture(session, ada, "b")
        foreign = await picture(session, bo)
        styles = Styles(session, ada.id)
        look = await styles.save(
            "Dusk",
            {"colorPalette": ["#112233"], "mood": "calm", "typographyStyle": "serif"},
            description="evening",
            brand_id=ada.brand,
            samples=[second.id, first.id, second.id],
        )
        assert [one.id for one in await styles.samples(look.id)] == [second.id, first.id]
        with pytest.raises(NotFound):
            await styles.save("Stolen", {}, samples=[foreign.id])
        assert [one.name for one in await styles.recent()] == ["Dusk"]
        brand = await styles.choose(look.id, ada.brand)
        assert brand.brand_guidelines == {"colors": ["#112233"], "fonts": ["serif"], "tone": "calm"}
        with pytest.raises(NotFound):
            await styles.choose(look.id, bo.brand)
        assert await styles.remove(look.id)
        assert await styles.get(look.id) is None
        assert brand.brand_guidelines["tone"] == "calm"


async def test_a_mood_board_keeps_its_order(database: Database) -> None:
    async with database.transaction() as session:
        ada, bo = await somebody(session, 1), await somebody(session, 2)
        a, b, c = [await picture(session, ada, name) for name in "abc"]
        foreign = await picture(session, bo)
        library = Library(session, ada.id)
        assert await library.choose(ada.ad, [c.id, a.id, foreign.id]) == 2
        assert [one.id for one in await library.mood_board(ada.ad)] == [c.id, a.id]
        assert await library.choose(ada.ad, [b.id]) == 1
        assert [one.id for one in await library.mood_board(ada.ad)] == [b.id]
        assert await library.reject(b.id)
        assert await library.mood_board(ada.ad) == []
        assert await library.choose(ada.ad, []) == 0
        assert await library.label(a.id, "lifestyle", ["sun", "wood"])
        assert await library.note_analysis(a.id, "completed", {"seen": "a lamp"})
        found = await library.get(a.id)
        assert found is not None
        assert (found.category, found.tags, found.analysis) == (
            "lifestyle",
            ["sun", "wood"],
            {"seen": "a lamp"},
        )
        assert await library.delete(a.id)
        assert not await library.delete(a.id)
        assert await library.get(a.id) is None
        assert {one.id for one in await library.of_project(ada.ad, AssetType.IMAGE)} == {b.id, c.id}
        assert await library.of_project(ada.ad, AssetType.AUDIO) == []


async def test_rejected_and_deleted_files_are_forgotten_after_a_month(
    database: Database, database_url: str
) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        library = Library(session, ada.id)
        rejected, deleted, kept = [await picture(session, ada, name) for name in "abc"]
        twin = await picture(session, ada, "d")
        twin.url = kept.url
        await session.flush()
        for one in (rejected.id, twin.id):
            await library.reject(one)
        await library.delete(deleted.id)
        assert await old_files(session) == []
    with psycopg.connect(libpq_url(database_url)) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "UPDATE assets SET updated_at = now() - interval '31 days', deleted_at = deleted_at - interval '31 days'"
        )
    async with database.transaction() as session:
        found = {one.asset_id: one.uri for one in await old_files(session)}
        # The object of `twin` is still another's.
        assert found == {rejected.id: rejected.url, deleted.id: deleted.url, twin.id: None}
        assert await forget_files(session, [*found, kept.id]) == 3
        assert await old_files(session) == []
        assert [one.id for one in await Library(session, ada.id).of_project(ada.ad)] == [kept.id]


async def test_a_comparison_goes_and_its_ads_stay(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        comparisons = Comparisons(session, ada.id)
        group = await comparisons.start("prompt", "Two openings")
        assert await comparisons.get(group.id) is not None
        assert await comparisons.add(group.id, ada.ad)
        with pytest.raises(NotFound):
            await comparisons.add(uuid4(), ada.ad)
        assert [ad.id for ad in await comparisons.ads(group.id)] == [ada.ad]
        assert await comparisons.remove(group.id)
        await session.refresh(ada.project)
        assert ada.project.generation_group_id is None
        with pytest.raises(BadInput):
            await comparisons.start("weather")


async def test_an_edit_is_drafted_rendered_and_kept(database: Database) -> None:
    async with database.transaction() as session:
        ada, bo = await somebody(session, 1), await somebody(session, 2)
        video, foreign = await picture(session, ada), await picture(session, bo)
        edits = Edits(session, ada.id)
        edit = await edits.begin(ada.ad, {"clips": [{"id": "1", "end": 2.0}]})
        assert not await edits.finish(edit.id, asset_id=video.id)
        assert await edits.render(edit.id)
        assert not await edits.render(edit.id)
        assert not await edits.change(edit.id, {})
        with pytest.raises(NotFound):
            await edits.finish(edit.id, asset_id=foreign.id)
        assert await edits.finish(edit.id, asset_id=video.id)
        (found,) = await edits.of_project(ada.ad)
        assert (found.status, found.output_asset_id) == ("completed", video.id)
        assert await edits.change(edit.id, {"effects": [{"kind": "blur"}]})
        assert await edits.render(edit.id)
        assert await edits.finish(edit.id, error="no room")
        again = await edits.get(edit.id)
        assert again is not None
        assert (again.status, again.error_message) == ("failed", "no room")


async def test_figures_are_within_their_scale_and_of_ones_own_ad(database: Database) -> None:
    async with database.transaction() as session:
        ada, bo = await somebody(session, 1), await somebody(session, 2)
        quality = Quality(session, ada.id)
        await quality.record(ada.ad, "image_quality", Decimal("81.5"), scene_number=2, model_name="clip")
        await quality.record(ada.ad, "motion_smoothness", Decimal(70))
        found = [(one.scene_number, one.metric_name) for one in await quality.of_project(ada.ad)]
        assert found == [(None, "motion_smoothness"), (2, "image_quality")]
        with pytest.raises(BadInput):
            await quality.record(ada.ad, "image_quality", Decimal("100.1"))
        with pytest.raises(NotFound):
            await quality.record(bo.ad, "image_quality", Decimal(1))
        foreign = await picture(session, bo)
        with pytest.raises(NotFound):
            await quality.record(ada.ad, "image_quality", Decimal(1), asset_id=foreign.id)


async def test_all_figures_of_a_file_are_written_at_once_or_not_at_all(database: Database) -> None:
    async with database.transaction() as session:
        ada, bo = await somebody(session, 1), await somebody(session, 2)
        film, foreign = await picture(session, ada), await picture(session, bo)
        quality = Quality(session, ada.id)
        figures = [(None, "blur", 77.12345), (1, "blur", 0.0), (2, "blur", 100.0)]
        assert await quality.record_all(ada.ad, figures, asset_id=film.id, model_name="studio-1") == 3
        assert await quality.record_all(ada.ad, []) == 0
        rows = await quality.of_project(ada.ad)
        assert [(row.scene_number, float(row.metric_value)) for row in rows] == [
            (None, 77.123),
            (1, 0),
            (2, 100),
        ]
        assert {(row.asset_id, row.model_name) for row in rows} == {(film.id, "studio-1")}
        with pytest.raises(BadInput):
            await quality.record_all(ada.ad, [(None, "flicker", 50.0), (None, "flicker", 100.5)])
        with pytest.raises(BadInput):
            await quality.record_all(ada.ad, [(None, "No Name", 50.0)])
        with pytest.raises(NotFound):
            await quality.record_all(bo.ad, figures)
        with pytest.raises(NotFound):
            await quality.record_all(ada.ad, figures, asset_id=foreign.id)
        assert len(await quality.of_project(ada.ad)) == 3


async def test_reports_show_a_persons_own_figures(database: Database) -> None:
    async with database.transaction() as session:
        ada, bo = await somebody(session, 1), await somebody(session, 2)
        campaigns = Campaigns(session, ada.id)
        spring = await campaigns.start(ada.brand, "Spring")
        await campaigns.add(spring.id, ada.ad)
        ada.project.status = AdProjectStatus.CHAT_IN_PROGRESS
        ada.project.framework = "PAS"
        await session.flush()
        await Ratings(session, ada.id).rate(ada.ad, 4)
        for seconds in (2, 4):
            await Costs(session, ada.id).add(
                CostCategory.LLM,
                Decimal("0.25"),
                project_id=ada.ad,
                provider="openai",
                usage=Usage(latency_ms=seconds * 1000),
            )
        reports = Reports(session, ada.id)
        (summary,) = await reports.campaigns()
        assert (summary.ads, summary.spend, summary.mean_rating) == (1, Decimal("0.5"), Decimal(4))
        assert summary.ads_by_status == {"chat_in_progress": 1}
        (line,) = await reports.costs(ada.ad)
        assert (line.category, line.api_calls, line.spend) == ("llm", 2, Decimal("0.5"))
        assert line.mean_latency_ms == 3000
        (ad,) = await reports.performance()
        assert (ad.framework, ad.rating, ad.spend, ad.published) == ("PAS", 4, Decimal("0.5"), 0)
        activity = await reports.activity()
        assert activity is not None
        assert (activity.ads, activity.spend) == (1, Decimal("0.5"))
        progress = await reports.progress(ada.ad)
        assert progress is not None
        assert (progress.jobs, progress.progress_percentage) == (0, 0)
        theirs = Reports(session, bo.id)
        assert await theirs.campaigns() == []
        assert await theirs.costs(ada.ad) == []
        assert await theirs.progress(ada.ad) is None
        assert [one.user_id for one in await most_active(session)] == [ada.id, bo.id]
