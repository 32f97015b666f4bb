"""Small changes of a delivered video, from the reply to the file: shown first, kept or undone, never made twice."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiogram.methods import GetFile, SendMessage, SendVideo
from aiogram.types import File
from sqlalchemy import select, text, update

from agent.cutting import Wish, merged, read
from agent.script import AdDetails, AdScript, Scene
from db.enums import AdProjectStatus, AssetSource, AssetStatus
from db.models import AdProject, Asset, EditingSession
from db.portraits import Portraits
from db.variants import Cutting, Edits
from jobs.edits import edit, resolved
from jobs.providers import Made, Order, OrderFailed
from jobs.schedule import sweep
from jobs.storage import StorageAway
from jobs.studio.editing import Edits as Document
from tests.jobs.shop import QUICK, Shop
from tests.studio.media import made
from tests.support.invariants import broken


async def delivered(shop: Shop) -> tuple[AdProject, UUID]:
    """An ad that was delivered, and its video."""
    project = await shop.approved_ad()
    await shop.work_off()
    project = await shop.project(project)
    assert project.status is AdProjectStatus.COMPLETED
    assert project.final_asset_id is not None
    shop.provider.orders.clear()
    return project, project.final_asset_id


async def ordered(shop: Shop, project: AdProject, video: UUID, said: str) -> UUID:
    """The edit that `said` asks for."""
    wishes = read(said)
    assert wishes is not None
    async with shop.database.transaction() as session:
        edits = Edits(session, project.user_id)
        before = await edits.of_video(video)
        wanted = merged(before.edit_data if before else {}, wishes, script(2))
        return (await edits.order(project.id, wanted, asset_id=video, revision=1)).id


async def rows(shop: Shop, kind: type[Any]) -> list[Any]:
    async with shop.database.transaction() as session:
        return list(await session.scalars(select(kind).order_by(kind.created_at)))


def script(count: int) -> AdScript:
    scenes = tuple(
        Scene(scene_number=n, duration=3, audio_prompt=f"Voice-over: “Line {n}.”")
        for n in range(1, count + 1)
    )
    voice = " ".join(f"Line {n}." for n in range(1, count + 1))
    return AdScript(scenes=scenes, voiceover_text=voice, ad_details=AdDetails(ad_duration=3 * count))


async def test_an_edit_is_cut_from_what_there_is_and_shown(shop: Shop) -> None:
    project, video = await delivered(shop)
    seen: list[Order] = []

    async def cut(order: Order, progress: object) -> Made:
        seen.append(order)
        return shop.provider.usual(order)

    shop.provider.plan("cut", cut)
    await ordered(shop, project, video, "swap scenes 1 and 2\nmusic calmer\ncaption of scene 1: Fresh")
    await shop.work_off()
    assert shop.provider.orders == ["clip-1", "clip-2", "music", "cut"]
    (order,) = seen
    assert [scene.description for scene in order.script.scenes] == ["Picture 2", "Picture 1"]
    assert order.script.scenes[0].on_screen_text == "Fresh", (
        "nothing is said in it, so it is the text on its screen"
    )
    assert order.script.music.genre == "calm"
    assert sorted(order.inputs) == ["clip-1", "clip-2", "music", "voice"]
    sent = shop.session.of(SendVideo)
    assert len(sent) == 2
    assert "order: 2 · 1" in str(sent[1].caption)
    assert "music: calm" in str(sent[1].caption)
    (session,) = await rows(shop, EditingSession)
    made = next(one for one in await rows(shop, Asset) if one.id == session.output_asset_id)
    assert (session.status, made.status, made.width) == ("completed", AssetStatus.COMPLETED, 270)
    assert f"/r1/edit-{session.id}" in str(made.url)
    assert made.telegram_file_id is not None
    assert (await shop.project(project)).final_asset_id == video, "it is shown before it is kept"
    assert await broken(shop.database) == []


async def test_the_same_edit_is_made_once_and_may_be_woken_often(shop: Shop) -> None:
    project, video = await delivered(shop)
    first = await ordered(shop, project, video, "captions off")
    assert await ordered(shop, project, video, "captions off") == first
    async with shop.database.transaction() as session:
        await session.execute(text("DELETE FROM procrastinate_jobs"))
    assert await sweep(shop.database, QUICK) == 1, "a lost wake-up call is made again"
    await shop.work_off()
    await edit(shop.crew, first)
    assert shop.provider.orders.count("cut") == 1
    assert len(shop.session.of(SendVideo)) == 2
    assert await ordered(shop, project, video, "captions off") == first


async def test_an_edit_that_fails_says_so_and_changes_nothing(shop: Shop) -> None:
    project, video = await delivered(shop)
    shop.provider.plan("cut", OrderFailed("failed-unexpected", "no"))
    await ordered(shop, project, video, "no music")
    await shop.work_off()
    (session,) = await rows(shop, EditingSession)
    assert (session.status, session.error_message) == ("failed", "failed-unexpected: no")
    told = shop.session.of(SendMessage)[-1].text
    assert "The new cut was not made." in told
    assert "Your video is as it was" in told
    assert len(shop.session.of(SendVideo)) == 1
    assert (await shop.project(project)).final_asset_id == video
    assert await ordered(shop, project, video, "no music") != session.id, "it can be tried again"


async def test_an_edit_waits_for_a_storage_that_is_away_but_not_for_ever(shop: Shop) -> None:
    project, video = await delivered(shop)
    shop.provider.plan("cut", StorageAway("no route"))
    edit_id = await ordered(shop, project, video, "no music")
    await edit(shop.crew, edit_id)
    async with shop.database.transaction() as session:
        assert await Cutting(session).waiting() == [edit_id]
        await session.execute(
            text("ALTER TABLE editing_sessions DISABLE TRIGGER update_editing_sessions_updated_at")
        )
        await session.execute(update(EditingSession).values(updated_at=text("now() - interval '1 hour'")))
    await edit(shop.crew, edit_id)
    (session_row,) = await rows(shop, EditingSession)
    assert session_row.status == "failed"


@pytest.mark.parametrize("revoice", [True, False])
def test_what_is_said_goes_with_its_scene_where_it_can_be_said_anew(revoice: bool) -> None:
    wishes = read("order: 2 1 3\ncaption of scene 1: Fresh")
    assert wishes is not None
    edits = resolved(Document.model_validate(merged({}, wishes, script(3))), script(3), revoice=revoice)
    told = [(one.kind, one.amount, one.text) for one in edits.effects]
    if revoice:
        assert told == [("voice", None, "Line 2. Line 1. Line 3."), ("caption", 1, "Fresh")]
    else:
        assert told == [("caption", 2, "Fresh")]


def test_a_scene_in_which_several_sentences_are_said_gets_one_caption() -> None:
    one = script(2)
    scene = one.scenes[0].model_copy(update={"audio_prompt": "Voice-over: “Line 1. More.”"})
    one = one.model_copy(update={"scenes": (scene, one.scenes[1]), "voiceover_text": "Line 1. More. Line 2."})
    wishes = read("caption of scene 1: Fresh\nremove the caption in scene 2")
    assert wishes is not None
    edits = resolved(Document.model_validate(merged({}, wishes, one)), one, revoice=True)
    assert [(e.kind, e.amount, e.text) for e in edits.effects] == [
        ("caption", 1, "Fresh"), ("caption", 2, None), ("caption", 3, ""),
    ]  # fmt: skip


async def sent_clip(shop: Shop, project: AdProject, video: UUID) -> UUID:
    """An edit whose second scene is a clip that the person sent."""
    async with shop.database.transaction() as session:
        edits = Edits(session, project.user_id)
        clip = await edits.take_clip(project.id, file_id="clip-1", mime="video/mp4", size=None)
        wanted = merged({}, (Wish("replace", 2, text=str(clip.id)),), script(2))
        return (await edits.order(project.id, wanted, asset_id=video, revision=1)).id


def a_clip(folder: Path) -> bytes:
    """Two seconds in which nobody is seen."""
    bars = ("-f", "lavfi", "-i", "testsrc2=size=180x320:rate=12:duration=2", "-pix_fmt", "yuv420p")
    return made(folder / "bars.mp4", *bars).read_bytes()


def telegram_hands_over(shop: Shop, data: bytes) -> None:
    async def download(url: str, *args: object, **more: object) -> AsyncGenerator[bytes, None]:
        yield data

    async def named(method: GetFile) -> File:
        return File(file_id=method.file_id, file_unique_id="c", file_path="videos/clip.mp4")

    shop.session.plan(GetFile, named)
    shop.session.stream_content = download  # type: ignore[method-assign]


async def test_a_clip_that_was_sent_is_stored_and_shown_in_its_scene(shop: Shop, tmp_path: Path) -> None:
    project, video = await delivered(shop)
    telegram_hands_over(shop, a_clip(tmp_path))
    seen: list[Order] = []

    async def cut(order: Order, progress: object) -> Made:
        seen.append(order)
        assert order.inputs["clip-2"].suffix == ".mp4", "it is there while it is cut"
        return shop.provider.usual(order)

    shop.provider.plan("cut", cut)
    await sent_clip(shop, project, video)
    await shop.work_off()
    assert shop.provider.orders == ["clip-1", "cut"], "the other scene only is painted"
    assert seen[0].script.scenes[1].generated_video_url == str(seen[0].inputs["clip-2"])
    clip = next(one for one in await rows(shop, Asset) if one.source is AssetSource.USER_UPLOAD)
    assert (clip.status, clip.analysis["face"]) == (AssetStatus.COMPLETED, False)
    assert "/uploads/" in str(clip.url)
    assert len(shop.session.of(SendVideo)) == 2
    assert await broken(shop.database) == []


async def test_what_is_no_clip_is_refused_kindly(shop: Shop) -> None:
    project, video = await delivered(shop)
    telegram_hands_over(shop, b"#EXTM3U\nhttp://10.0.0.1/secret.ts\n")
    await sent_clip(shop, project, video)
    await shop.work_off()
    assert "This clip can't be used." in shop.session.of(SendMessage)[-1].text
    assert shop.provider.orders == []


async def test_somebody_in_a_clip_is_asked_about_before_anything_is_made(shop: Shop, tmp_path: Path) -> None:
    project, video = await delivered(shop)
    telegram_hands_over(shop, a_clip(tmp_path))
    edit_id = await sent_clip(shop, project, video)
    clip = next(one for one in await rows(shop, Asset) if one.source is AssetSource.USER_UPLOAD)
    async with shop.database.transaction() as session:
        await Cutting(session).note_clip(clip.id, {"url": "media:users/x/uploads/a.mp4"}, face=True)
    shop.media.joinpath("users/x/uploads").mkdir(parents=True)
    shop.media.joinpath("users/x/uploads/a.mp4").write_bytes(a_clip(tmp_path))
    await shop.work_off()
    assert shop.provider.orders == []
    told = shop.said()
    assert any("There is a person in this clip." in text for text in (*told, *shop.edits()))
    assert any("Do you have their permission?" in text for text in told)
    async with shop.database.transaction() as session:
        assert await Portraits(session, project.user_id).answer(clip.id, permitted=True)
        await Edits(session, project.user_id).resume(clip.id, "edit-person")
    await shop.work_off()
    (row,) = await rows(shop, EditingSession)
    assert (row.id, row.status) == (edit_id, "completed")
