"""Pictures before motion: chosen from, redone, swapped, sent by the person; and scenes that can't be made ask."""

from __future__ import annotations

import asyncio
import io
from decimal import Decimal

import pytest
from aiogram.methods import SendVideo
from PIL import Image
from sqlalchemy import select, text

from agent.rules import FORBIDS
from agent.script import AdDetails, AdScript
from bot.callbacks import ApprovePaid, Cancel, Keep, MakeClips, MakeCut, MakePictures, Permit, Redo, Swap
from db.enums import AdProjectStatus, AssetStatus
from db.models import AdProject, ScriptRevision
from db.production import Production
from jobs.advance import advance
from tests.bot.test_producing import refused_wake_ups
from tests.jobs.shop import SCENES
from tests.jobs.test_turn import serves
from tests.paid.boardroom import Boardroom, enter
from tests.paid.till import Till
from tests.studio.test_people import SHEET
from tests.support.invariants import broken
from tests.support.telegram import Client

STILLS = "black-forest-labs/flux-kontext-pro"
CLIPS = "bytedance/seedance-1-lite"


@pytest.fixture
async def room(till: Till) -> Boardroom:
    return await enter(till)


@pytest.fixture
async def stills(till: Till) -> Boardroom:
    """Only stills cost money: everything after them is quick."""
    return await enter(till.paying_for("still"))


async def pictures(room: Boardroom, count: int = 2, cents: int = 999) -> str:
    return await room.press(MakePictures(project=room.project.id, revision=1, count=count, cents=cents))


async def at_the_board(room: Boardroom) -> Boardroom:
    await pictures(room)
    assert (await room.work()).current_stage == "reviewing_images"
    return room


async def is_sound(room: Boardroom) -> None:
    """The ledgers are equal, nothing was paid twice, every invariant holds."""
    await room.work()
    await room.till.adds_up()
    await room.till.charged_once()
    assert await broken(room.database) == []


async def is_delivered(room: Boardroom) -> str:
    """The video was sent; its caption."""
    assert (await room.work()).status is AdProjectStatus.COMPLETED
    await is_sound(room)
    return str(room.till.shop.session.of(SendVideo)[-1].caption)


async def test_step_by_step_to_the_video(room: Boardroom) -> None:
    await pictures(room)
    project = await room.work()
    assert (project.status, project.current_stage) == (AdProjectStatus.VIDEO_GENERATING, "reviewing_images")
    assert await room.till.adds_up() == Decimal("0.16"), "two pictures of two scenes"
    assert [len(album.media) for album in room.albums()] == [2, 2]
    assert "Scene 2 of 2" in str(room.albums()[1].media[0].caption)
    assert await room.labels("Choose") == [
        ["Scene 1", "🔁 0.08"],
        ["✅ 1", "2"],
        ["Scene 2", "🔁 0.08"],
        ["✅ 1", "2"],
        ["🎲 Surprise me: the best of each"],
        ["▶️ Make the clips · uses 0.42 of your 19.84"],
        ["🎬 Move the pictures here · free"],
        ["✖️ Cancel"],
    ]
    assert await room.tap("2", "Choose") == "Scene 2: picture 2 is kept."
    assert "picture 2 ✔" in await room.board()
    await room.tap("▶️ Make the clips")
    assert (await room.work()).current_stage == "reviewing_videos"
    assert await room.ran() == 4 + 4, "stills; two clips, voice and music"
    clip = (await room.rows("clip", 2))[0]
    assert await room.chosen() == [1, 2]
    chosen = (await room.stock()).chosen("still", 2)
    assert chosen is not None
    assert clip.asset is not None
    assert clip.asset.source_image_id == chosen.job.output_asset_id
    await room.tap("🔁 0.11", "Look at the clips")
    await room.work()
    assert [one.job.variant for one in await room.rows("clip", 2)] == [1, 2]
    assert "<b>2</b> · clip 2" in await room.board(), "the new one counts unless another is chosen"
    await room.press(Keep(project=room.project.id, revision=1, of="c", scene=2, variant=1))
    await room.tap("✂️ Make the cut")
    caption = await is_delivered(room)
    assert "Estimated 0.68, charged 0.68, returned 0.00." in caption
    await _one_scene_anew(room)


async def _one_scene_anew(room: Boardroom) -> None:
    """After the delivery: a new clip of one scene, everything else as it was."""
    before = await room.ran()
    await room.tap("🔁 Redo a scene")
    await room.tap("🎞 1 · 0.11", "One scene anew")
    project = await room.work()
    assert (project.revision, project.current_stage) == (2, "reviewing_videos")
    assert await room.ran() == before + 1
    await room.tap("✂️ Make the cut")
    caption = await is_delivered(room)
    assert "Estimated 0.11, charged 0.11" in caption
    assert await room.ran() == before + 1


async def test_a_week_later_the_buttons_still_work_and_nothing_ran(stills: Boardroom) -> None:
    await at_the_board(stills)
    async with stills.database.transaction() as session:
        await session.execute(text("UPDATE ad_projects SET updated_at = now() - interval '7 days'"))
        await session.execute(text("DELETE FROM procrastinate_jobs"))
    before = await stills.shown()
    for _ in range(2):
        await advance(stills.till.shop.crew, stills.project.id)
    await stills.work()
    assert await stills.shown() == before, "a wake-up changes nothing and says nothing"
    await stills.tap("▶️ Make the clips")
    await stills.work()
    await stills.tap("✂️ Make the cut")
    assert "Estimated 0.16, charged 0.16, returned 0.00." in await is_delivered(stills)


async def test_double_taps_stale_buttons_and_strangers_change_nothing(stills: Boardroom) -> None:
    ad = stills.project.id
    await asyncio.gather(*(pictures(stills) for _ in range(3)))
    await stills.work()
    assert await stills.ran() == 4
    redo = Redo(project=ad, revision=1, of="s", scene=1, shown=2, cents=8)
    await asyncio.gather(*(stills.press(redo) for _ in range(3)))
    await stills.work()
    assert await stills.ran() == 6
    assert "changed meanwhile" in await stills.press(redo), "the board has more pictures than the button says"
    bob = Client(user_id=2, name="Bob")
    await stills.intake.take(bob.text("hello"))
    for data in (
        Keep(project=ad, revision=1, of="s", scene=1, variant=1),
        Swap(project=ad, revision=1, scene=1, other=2, variant=1),
        redo.model_copy(update={"shown": 4}),
        MakeClips(project=ad, revision=1, cents=999),
        MakeCut(project=ad, revision=1),
        Cancel(project=ad),
    ):
        assert "find" in await stills.press(data, client=bob)
    for data in (
        Keep(project=ad, revision=0, of="s", scene=1, variant=1),
        MakeClips(project=ad, revision=2, cents=999),
    ):
        assert "old" in await stills.press(data)
    assert "changed meanwhile" in await stills.press(MakeCut(project=ad, revision=1))
    assert "changed meanwhile" in await stills.press(Keep(project=ad, revision=1, of="s", scene=1, variant=9))
    assert "price has changed" in await stills.press(redo.model_copy(update={"shown": 4, "cents": 7}))
    assert await stills.stage() == "reviewing_images"
    assert await stills.ran() == 6
    clips = MakeClips(project=ad, revision=1, cents=0)
    await asyncio.gather(*(stills.press(clips) for _ in range(3)))
    await stills.work()
    assert [len(await stills.rows("clip", scene)) for scene in (1, 2)] == [1, 1]
    await is_sound(stills)


async def test_a_press_that_dies_before_its_commit_has_changed_nothing(stills: Boardroom) -> None:
    """Rows, money and messages are one transaction; Telegram sends the press again."""
    await at_the_board(stills)
    redo = stills.client.press(
        Redo(project=stills.project.id, revision=1, of="s", scene=1, shown=2, cents=8).pack()
    )
    clips = stills.client.press(MakeClips(project=stills.project.id, revision=1, cents=0).pack())
    before = await stills.shown()
    for press in (redo, clips):
        async with refused_wake_ups(stills):  # type: ignore[arg-type]
            with pytest.raises(Exception, match="no wake-up calls"):
                await stills.intake.take(press)
        assert await stills.shown() == before
        assert await stills.stage() == "reviewing_images"
        assert len(await stills.rows("still", 1)) == 2
    await stills.intake.take(redo)
    await stills.work()
    assert len(await stills.rows("still", 1)) == 4
    await is_sound(stills)


async def test_a_worker_that_dies_at_the_gate_is_repeated_without_a_second_album(stills: Boardroom) -> None:
    """The board and its stage are one transaction; whoever does it again says nothing twice."""
    await pictures(stills)
    crew = stills.till.shop.crew
    await stills.work()
    async with stills.database.transaction() as session:
        await session.execute(text("UPDATE ad_projects SET current_stage = 'generating_images'"))
        assert await Production(session).stalled_projects() == [stills.project.id]
    await advance(crew, stills.project.id)
    await stills.work()
    assert await stills.stage() == "reviewing_images"
    assert len(stills.albums()) == 2
    async with stills.database.transaction() as session:
        assert await Production(session).stalled_projects() == [], (
            "nobody looks at an ad that waits for its person"
        )
    await is_sound(stills)


async def test_new_pictures_come_below_and_the_earlier_ones_stay(stills: Boardroom) -> None:
    await at_the_board(stills)
    await stills.tap("🔁 0.08", "Choose")
    assert "more on the way" in await stills.board()
    assert not any("Make the clips" in label for row in await stills.labels("Choose") for label in row)
    await stills.work()
    assert await stills.said("This board is closed")
    assert [len(album.media) for album in stills.albums()] == [2, 2, 2]
    assert "pictures 3, 4" in str(stills.albums()[2].media[0].caption)
    rows = await stills.labels("Choose")
    assert ["✅ 1", "2", "3", "4"] in rows
    await stills.press(Keep(project=stills.project.id, revision=1, of="s", scene=2, variant=4))
    assert await stills.chosen() == [1, 4]
    await is_sound(stills)


async def test_pictures_are_swapped_between_scenes(stills: Boardroom) -> None:
    await at_the_board(stills)
    ad = stills.project.id
    first, second = [(await stills.stock()).chosen("still", scene) for scene in (1, 2)]
    await stills.press(Swap(project=ad, revision=1, scene=1, other=2, variant=1))
    stock = await stills.stock()
    now = [stock.chosen("still", scene) for scene in (1, 2)]
    assert first is not None
    assert second is not None
    assert [one.job.output_asset_id for one in now if one] == [
        second.job.output_asset_id,
        first.job.output_asset_id,
    ]
    await stills.press(Swap(project=ad, revision=1, scene=1, other=2, variant=2))
    assert (
        len(
            {
                one.job.output_asset_id
                for one in [(await stills.stock()).chosen("still", s) for s in (1, 2)]
                if one
            }
        )
        == 2
    )
    await stills.tap("Scene 1", "Choose")
    assert ["2·1", "2·2", "2·3"] in await stills.labels("Scene 1 of 2")
    await stills.tap("◀️", "Scene 1 of 2")
    await is_sound(stills)


def photo(colour: str = "#aa3311") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 400), colour).save(out, "JPEG")
    return out.getvalue()


async def test_a_picture_of_ones_own_in_reply_to_a_scene_is_its_picture(stills: Boardroom) -> None:
    await at_the_board(stills)
    serves(stills.till.shop, photo())
    album = next(
        sent for payload, sent in await stills.shown() if "Scene 2 of 2" in str(payload.get("caption"))
    )
    assert album is not None
    under = {"message_id": album + 1, "date": 1, "chat": stills.client.chat}
    await stills.intake.take(stills.client.photo(reply_to_message=under))
    await stills.work()
    assert await stills.chosen() == [1, 3]
    assert "<b>2</b> · picture 3 ✔" in await stills.board()
    (own,) = [one.asset for one in await stills.rows("still", 2) if one.job.variant == 3]
    assert own is not None
    assert (own.source, own.status, own.width) == ("user-upload", AssetStatus.COMPLETED, 300)
    assert len(stills.albums()) == 2, "it is in the chat already"
    await is_sound(stills)


async def test_a_picture_of_ones_own_after_the_button_and_one_that_is_none(stills: Boardroom) -> None:
    await at_the_board(stills)
    await stills.tap("Scene 1", "Choose")
    await stills.tap("📎")
    serves(stills.till.shop, b"no picture")
    await stills.intake.take(stills.client.photo())
    await stills.work()
    assert await stills.said("not a picture I can use")
    assert await stills.chosen() == [1, 1]
    assert await stills.stage() == "reviewing_images"
    await stills.tap("📎", "Scene 1 of 2") if await stills.labels("Scene 1 of 2") else None
    await is_sound(stills)


async def test_the_best_is_measured(stills: Boardroom) -> None:
    await at_the_board(stills)
    async with stills.database.transaction() as session:
        await session.execute(
            text(
                "UPDATE quality_metrics SET metric_value = CASE WHEN EXISTS (SELECT 1 FROM generation_jobs j WHERE"
                " j.output_asset_id = asset_id AND j.variant = 2) THEN 90 ELSE 10 END"
            )
        )
    await stills.tap("🎲", "Choose")
    assert await stills.chosen() == [2, 2]
    assert (await stills.board()).count("picture 2 ✔") == 2


async def test_a_scene_that_failed_asks_and_the_others_go_on(stills: Boardroom) -> None:
    await stills.till.fault("unsafe", times=2, text="Picture 2", model=STILLS)
    await pictures(stills)
    assert (await stills.work()).current_stage == "reviewing_images"
    assert await stills.said(
        "<b>The picture of scene 2 could not be made</b>: the model refused it as unsafe."
    )
    assert await stills.said("It cost 0.08.")
    assert "<b>2</b> · no picture yet" in await stills.board()
    assert not any("Make the clips" in label for row in await stills.labels("Choose") for label in row)
    await stills.tap("🔁 Try again · 0.08", "could not be made")
    assert "changed" in await stills.tap("🔁 Try again · 0.08", "could not be made"), (
        "its question is answered"
    )
    await stills.work()
    assert await stills.till.adds_up() == Decimal("0.24"), "two that were refused are billed"
    await stills.tap("▶️ Make the clips")
    await stills.work()
    await stills.tap("✂️ Make the cut")
    assert "Estimated 0.24, charged 0.24" in await is_delivered(stills)


async def test_a_scene_that_failed_is_made_here_and_one_candidate_is_enough(stills: Boardroom) -> None:
    await stills.till.fault("unsafe", times=1, text="Picture 1", model=STILLS)
    await stills.till.fault("fail-free", times=6, text="Picture 2", model=STILLS)
    await pictures(stills)
    await stills.work()
    board = await stills.board()
    assert "1 could not be made (cost: 0.04)" in board
    assert await stills.said("It cost nothing.")
    await stills.tap("🎬 Use the free animation", "could not be made")
    await stills.work()
    assert stills.till.shop.provider.orders == ["still-2"]
    await stills.tap("▶️ Make the clips")
    await stills.work()
    await stills.tap("✂️ Make the cut")
    assert "Estimated 0.16, charged 0.08, returned 0.08." in await is_delivered(stills)


async def says(room: Boardroom, words: str) -> None:
    """The script as it stands has this voice-over."""
    async with room.database.transaction() as session:
        rows = await session.scalars(
            select(ScriptRevision).where(ScriptRevision.project_id == room.project.id)
        )
        for row in rows.all():
            row.document = {**row.document, "voiceoverText": words}


async def test_the_gate_stands_before_everything_that_a_board_has_made(stills: Boardroom) -> None:
    ad = stills.project.id
    await stills.till.fault("unsafe", times=2, text="Picture 2", model=STILLS)
    await pictures(stills)
    await stills.work()
    await says(stills, "Get a Glock pistol today.")
    ran, made = await stills.ran(), len((await stills.stock()).live())
    redo = Redo(project=ad, revision=1, of="s", scene=1, shown=2, cents=8)
    refused = "I can't make this ad. The message below says why."
    assert await stills.tap("🔁 Try again · 0.08", "could not be made") == refused
    assert await stills.tap("🎬 Use the free animation", "could not be made") == refused
    assert await stills.press(redo) == refused
    assert await stills.said("weapons, ammunition or explosives")
    await stills.work()
    assert (await stills.ran(), len((await stills.stock()).live())) == (ran, made)
    await says(stills, "Slow mornings.")
    await stills.tap("🔁 Try again · 0.08", "could not be made")
    await stills.work()
    await says(stills, "Get a Glock pistol today.")
    assert await stills.tap("▶️ Make the clips") == refused
    assert await stills.stage() == "reviewing_images"
    assert await stills.chosen() == [1, 1]
    await says(stills, "Slow mornings.")
    await stills.tap("▶️ Make the clips")
    await stills.work()
    await says(stills, "Get a Glock pistol today.")
    assert await stills.tap("✂️ Make the cut") == refused
    assert await stills.stage() == "reviewing_videos"
    await says(stills, "Slow mornings.")
    await stills.tap("✂️ Make the cut")
    await is_delivered(stills)
    await says(stills, "Get a Glock pistol today.")
    assert await stills.press(redo.model_copy(update={"shown": 2})) == refused
    project = await stills.work()
    assert (project.revision, project.status) == (1, AdProjectStatus.COMPLETED)
    await is_sound(stills)


@pytest.mark.parametrize("given", [True, False])
async def test_somebody_in_ones_own_picture_is_asked_about_before_it_moves(
    stills: Boardroom, given: bool
) -> None:
    await at_the_board(stills)
    serves(stills.till.shop, SHEET.read_bytes())
    await stills.tap("Scene 2", "Choose")
    await stills.tap("📎")
    await stills.intake.take(stills.client.photo())
    await stills.work()
    assert await stills.chosen() == [1, 3]
    (own,) = [one.asset for one in await stills.rows("still", 2) if one.job.variant == 3]
    assert own is not None
    assert own.analysis == {"face": True}
    asked = [
        payload for payload, _ in await stills.shown() if "I see a person" in str(payload.get("caption"))
    ]
    assert [payload["stored"] for payload in asked] == [{"photo": own.url}]
    assert await stills.tap("▶️ Make the clips") == "First a question about a picture."
    assert await stills.stage() == "reviewing_images"
    assert await stills.rows("clip") == await stills.rows("clip", 2) == []
    await stills.press(Permit(asset=own.id, given=given))
    assert await stills.chosen() == [1, 3 if given else 1]
    assert ("<b>2</b> · picture 3 ✔" in await stills.board()) is given
    await stills.tap("▶️ Make the clips")
    await stills.work()
    (clip,) = await stills.rows("clip", 2)
    assert clip.asset is not None
    assert (clip.asset.source_image_id == own.id) is given
    await is_sound(stills)


async def write(room: Boardroom) -> None:
    """A script as a writer leaves it, so that it can be edited."""
    scenes = [
        scene.model_copy(
            update={"visual_prompt": f"{scene.description}: a can of cold brew on ice. {FORBIDS}"}
        )
        for scene in SCENES
    ]
    script = AdScript(
        scenes=tuple(scenes),
        storyline="Thirst ends.",
        voiceover_text="Slow mornings need cold brew. Pour it over ice, and drink up.",
        ad_details=AdDetails(ad_platform="instagram_stories", ad_duration=6),
    )
    async with room.database.transaction() as session:
        row = await session.scalar(select(ScriptRevision).where(ScriptRevision.project_id == room.project.id))
        assert row is not None
        row.document = script.model_dump(mode="json", by_alias=True)


async def test_a_rewritten_scene_pays_for_itself_alone(stills: Boardroom) -> None:
    await stills.till.fault("unsafe", times=2, text="Picture 2", model=STILLS)
    await write(stills)
    await pictures(stills)
    await stills.work()
    await stills.tap("✏️ Rewrite the scene")
    project = await stills.work()
    assert (project.revision, project.status) == (2, AdProjectStatus.SCRIPT_GENERATED)
    assert await stills.said("Cold brew alone on a plain")
    assert await stills.said("This board is closed")
    await stills.tap("🎞 Make pictures · uses 0.08")
    await stills.work()
    assert await stills.till.adds_up() == Decimal("0.24")
    assert [one.job.estimated_amount for one in await stills.rows("still", 1)] == [0, 0], "taken over"
    assert await stills.stage() == "reviewing_images"
    await is_sound(stills)


async def test_cancelled_while_choosing_and_taken_up_again(stills: Boardroom) -> None:
    await at_the_board(stills)
    await stills.press(Keep(project=stills.project.id, revision=1, of="s", scene=1, variant=2))
    await stills.tap("✖️ Cancel", "Choose")
    assert (await stills.work()).status is AdProjectStatus.CANCELLED
    assert await stills.said("Estimated 0.16, charged 0.16, returned 0.00.")
    assert await stills.said("What was made is kept")
    await is_sound(stills)
    await stills.tap("▶️ Go on")
    assert (await stills.work()).current_stage == "reviewing_images"
    assert await stills.chosen() == [2, 1], "what was chosen is kept"
    assert await stills.ran() == 4


async def test_the_fast_lane_asks_nothing_but_about_what_failed(stills: Boardroom) -> None:
    await stills.till.fault("unsafe", times=1, text="Picture 2", model=STILLS)
    await stills.press(ApprovePaid(project=stills.project.id, revision=1, cents=999))
    project = await stills.work()
    assert project.current_stage == "reviewing_images", "it waits for the answer, and answers meanwhile"
    assert stills.albums() == []
    assert await stills.said("It waits for your decision")
    await stills.tap("🎬 Use the free animation", "could not be made")
    assert "charged 0.08" in await is_delivered(stills)
    async with stills.database.transaction() as session:
        assert (
            await session.scalar(text("SELECT settings->>'lane' FROM users WHERE telegram_user_id = 1"))
            == "fast"
        )


async def test_a_clip_that_failed_asks_and_the_picture_moves_here_instead(room: Boardroom) -> None:
    await room.till.fault("fail-billed", times=1, text="Picture 1", model=CLIPS)
    await pictures(room)
    await room.work()
    await room.tap("▶️ Make the clips")
    await room.work()
    assert await room.said("<b>The clip of scene 1 could not be made</b>: the model ended with an error.")
    assert await room.said("It cost 0.11.")
    await room.tap("🎬 Use the free animation", "The clip of scene 1")
    assert (await room.work()).current_stage == "reviewing_videos"
    await room.tap("Scene 2", "Look at the clips")
    await room.tap("🖼 Choose another picture")
    assert (await room.work()).current_stage == "reviewing_images"
    assert ["▶️ Make the clips · free"] in await room.labels("Choose"), "the same picture: the clip is there"
    await room.press(Keep(project=room.project.id, revision=1, of="s", scene=2, variant=2))
    assert any("uses 0.11" in label for row in await room.labels("Choose") for label in row)
    await room.press(Keep(project=room.project.id, revision=1, of="s", scene=2, variant=1))
    before = await room.ran()
    await room.tap("▶️ Make the clips · free")
    await room.work()
    assert await room.ran() == before
    await room.tap("✂️ Make the cut")
    await is_delivered(room)


async def test_an_ad_of_another_person_is_not_found_by_a_photo(stills: Boardroom) -> None:
    """A reply to somebody else's album is a message like any other."""
    await at_the_board(stills)
    bob = Client(user_id=2, name="Bob")
    await stills.intake.take(bob.text("hello"))
    await stills.intake.take(bob.photo(reply_to_message={"message_id": 1001, "date": 1, "chat": bob.chat}))
    async with stills.database.transaction() as session:
        ad = await session.get_one(AdProject, stills.project.id)
        assert ad.current_stage == "reviewing_images"
