"""One tap, all formats: the same material in 9:16, 4:5, 1:1 and 16:9, each as its placement takes it."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from agent.platforms import PLACEMENTS
from agent.script import AdScript
from briefcut.render import UnknownStyle, Wishes, kept, render, render_variants
from jobs.studio.cache import Cache
from jobs.studio.delivery import check_delivery, small_frames
from jobs.studio.editing import InvalidEdit
from jobs.studio.errors import BadMedia, CannotWrite, NotDeliverable
from jobs.studio.facts import MediaFacts
from jobs.studio.fitting import Focus
from jobs.studio.graph import Clip, Dressing, Encoding, Piece, Print, printing_arguments, scene_arguments
from jobs.studio.probe import probe
from jobs.studio.sheet import marks_of
from jobs.studio.timeline import timeline_of
from jobs.studio.variants import UnknownVariant, placements_of
from tests.studio.media import film, living, made
from tests.studio.scripts import ad

SHORT = ad([3.0, 3.0], speech="", music=True)
THING = (0.25, 0.35, 0.4)


def shapes(script: AdScript, words: str = "all") -> list[str]:
    return [f"{one.aspect_ratio} {one.name}" for one in placements_of(words, script)[0]]


def test_all_is_one_placement_of_each_shape_and_the_ads_own() -> None:
    assert shapes(SHORT) == [
        "9:16 instagram_reels", "4:5 instagram_feed", "1:1 x", "16:9 youtube_instream",
    ]  # fmt: skip
    assert shapes(ad([8.0], placement="tiktok"))[0] == "9:16 tiktok"
    assert shapes(ad([8.0], placement="linkedin"))[1] == "4:5 linkedin"


def test_placements_whose_limits_an_ad_breaks_are_not_chosen() -> None:
    """65 s are too long for TikTok and the Instagram feed; what no placement of a shape takes is left out by name."""
    assert shapes(ad([35.0, 30.0]))[:2] == ["9:16 instagram_reels", "4:5 facebook_feed"]
    chosen, notes = placements_of("all", ad([50.0, 50.0, 50.0]))
    assert [one.aspect_ratio for one in chosen] == ["9:16", "4:5", "16:9"]
    assert notes == ["No 1:1: X takes 3 to 140 s, and this ad has 150 s."]
    with pytest.raises(NotDeliverable, match="TikTok takes 5 to 60 s, and this ad has 65 s"):
        placements_of("tiktok", ad([35.0, 30.0]))


def test_formats_by_name() -> None:
    assert shapes(SHORT, "square, TikTok,16:9") == ["1:1 x", "9:16 tiktok", "16:9 youtube_instream"]
    assert shapes(SHORT, "1:1,square,x") == ["1:1 x"]
    for words in ("round", "", ","):
        with pytest.raises(UnknownVariant, match=r"known: all, 9:16"):
            placements_of(words, SHORT)


def test_a_clip_is_decoded_once_for_all_formats() -> None:
    facts = MediaFacts("mov", 4.0, 9, 1920, 1080, fps=24, pixels="yuv420p", matrix=1, decoded=True)
    clip = Clip(Path("clip.mp4"), facts, focus=Focus(0.3, 0.5))
    prints = [
        Print(
            [Piece(0, 40, f"{name}.mp4", Dressing(0, 1.6)), Piece(40, 48, f"{name}.yuv")],
            Encoding(*size, 1_000_000),
        )
        for name, size in (("tall", (1080, 1920)), ("square", (1080, 1080)), ("wide", (1920, 1080)))
    ]
    arguments = printing_arguments(clip, 48, prints)
    graphs = [arguments[at + 1] for at, part in enumerate(arguments) if part == "-filter_complex"]
    assert arguments.count("-i") == 1
    assert len(graphs) == 6
    assert sum("crop=" in graph for graph in graphs) == 4  # the wide one needs none
    outputs = [part for part in arguments if part.endswith((".mp4", ".yuv")) and part != "clip.mp4"]
    assert outputs == ["tall.mp4", "tall.yuv", "square.mp4", "square.yuv", "wide.mp4", "wide.yuv"]
    alone = scene_arguments(clip, 48, prints[0].pieces, prints[0].encoding)
    assert [graph for graph in graphs if graph in alone] == graphs[:2]


def material(folder: Path, seconds: float = 1.5, speech: str = "", *, painted: bool = False) -> Path:
    """A script of two scenes of a foreign 16:9 clip with a thing off its middle; the second one may be painted."""
    film(folder / "clip.mp4", living(320, 180, THING, round(seconds * 24 + 4)))
    plain = ad([seconds, seconds], speech=speech, music=True)
    change = {"generated_video_url": "clip.mp4", "on_screen_text": ""}
    filmed = tuple(scene.model_copy(update=change) for scene in plain.scenes)
    script = plain.model_copy(update={"scenes": (filmed[0], plain.scenes[1] if painted else filmed[1])})
    path = folder / "ad.json"
    path.write_text(script.model_dump_json(by_alias=True))
    return path


async def test_all_formats_of_one_ad(tmp_path: Path) -> None:
    script, steps = material(tmp_path, 3.0), list[float]()
    wishes = Wishes(scale=1 / 6, report=tmp_path / "r.json", contact_sheet=tmp_path / "s.png")
    made = await render_variants(script, tmp_path / "out.mp4", "all", wishes, progress=steps.append)
    assert steps == sorted(steps)
    assert steps[-1] == 1
    assert [(v.shape, v.report.width, v.report.height) for v in made.made] == [
        ("9:16", 180, 320), ("4:5", 180, 224), ("1:1", 180, 180), ("16:9", 320, 180),
    ]  # fmt: skip
    for one in made.made:
        size = (one.report.width, one.report.height)
        assert await check_delivery(one.video, PLACEMENTS[one.placement], 6, size=size) == []
        await _keeps_the_thing(one.video)
        with Image.open(one.thumbnail) as picture:
            assert picture.format == "JPEG"
            assert max(picture.size) == 320
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
    assert names == {file.name for file in made.files}
    assert {"out-9x16-instagram_reels.mp4", "out-16x9-youtube_instream.jpg", "out-credits.txt"} <= names
    told = json.loads((tmp_path / "r.json").read_text())
    assert [row["shape"] for row in told["formats"]] == ["9:16", "4:5", "1:1", "16:9"]
    # Sound is made once: the same bytes in all of them.
    loud = {(row["loudness"], row["true_peak"]) for row in told["formats"]}
    assert len(loud) == 1
    with Image.open(tmp_path / "s.png") as sheet:
        assert sheet.height > 4 * 250
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]


async def _keeps_the_thing(video: Path) -> None:
    """The red thing of the clip is in the picture, whole: as much of it below its upper as above its lower end."""
    facts = await probe(video)
    frame = (await small_frames(video, facts, (facts.width, facts.height), ["-ss", "1", "-t", "0.1"], []))[0]
    rgb = frame.astype(np.int16)
    red = (rgb[..., 0] > 150) & (rgb[..., 1] < 90) & (rgb[..., 2] < 90)
    rows, columns = np.flatnonzero(red.any(axis=1)), np.flatnonzero(red.any(axis=0))
    assert len(rows)
    assert rows[0] > 1
    assert columns[0] > 1
    assert columns[-1] < facts.width - 2
    # The whole thing is twice as high as it is wide.
    assert (rows[-1] - rows[0]) / (columns[-1] - columns[0]) == pytest.approx(2.0, abs=0.35)


async def test_an_archive_alone_and_one_bad_clip(tmp_path: Path) -> None:
    script = material(tmp_path, painted=True)
    before = {path.name for path in tmp_path.iterdir()}
    await render_variants(script, tmp_path / "a.zip", "square,9:16", Wishes(scale=1 / 6))
    assert {path.name for path in tmp_path.iterdir()} == before | {"a.zip"}
    (tmp_path / "clip.mp4").write_text("#EXTM3U\n/etc/passwd\n")
    with pytest.raises(BadMedia, match=r"clip\.mp4 is a playlist"):
        await render_variants(script, tmp_path / "b.zip", "9:16,1:1", Wishes(scale=1 / 6))
    assert {path.name for path in tmp_path.iterdir()} == before | {"a.zip"}
    with pytest.raises(CannotWrite, match=r"\.zip or \.mp4"):
        await render_variants(script, tmp_path / "b.mov", "all")


async def test_edits_styles_subtitles_and_a_cache_on_the_command(tmp_path: Path) -> None:
    script = material(tmp_path, speech="Order it today.", painted=True)
    edit = tmp_path / "edit.json"
    edit.write_text(json.dumps({"effects": [{"kind": "music", "amount": 0}]}))
    wishes = Wishes(size=(180, 320), subtitles=True, cache=kept(tmp_path / "kept"), style="bar", edit=edit)
    report = await render(script, tmp_path / "out.mp4", wishes)
    assert not [row for row in report.credits if row.startswith("Music")]
    if report.voice_coverage:
        assert "-->" in (tmp_path / "out.srt").read_text()
        assert (tmp_path / "out.vtt").read_text().startswith("WEBVTT")
    kept_files = {path.name for path in (tmp_path / "kept").iterdir()}
    assert any(name.endswith(".mp4") for name in kept_files)
    await render(script, tmp_path / "out.mp4", wishes)
    assert {path.name for path in (tmp_path / "kept").iterdir()} == kept_files
    with pytest.raises(UnknownStyle, match="known: highlight, bar"):
        await render(script, tmp_path / "out.mp4", Wishes(style="comic"))
    edit.write_text("[1]")
    with pytest.raises(InvalidEdit):
        await render(script, tmp_path / "out.mp4", Wishes(edit=edit))
    assert kept(None, no_cache=True) is None
    assert isinstance(kept(None), Cache)


def test_a_contact_sheet_shows_every_scene_and_transition() -> None:
    timeline = timeline_of(ad([2.5, 1.0, 3.0]))
    marks = marks_of(timeline)
    assert [mark.frame for mark in marks] == sorted(mark.frame for mark in marks)
    labels = " | ".join(mark.label for mark in marks)
    for number in (1, 2, 3):
        assert f"scene {number}" in labels
    kinds = [change.kind for change in timeline.transitions if change.length]
    assert all(kind in labels for kind in kinds)
    assert all(0 <= mark.frame < timeline.frames for mark in marks)


@pytest.mark.parametrize("change", [{"fps": 15.0}, {"steady": False}, {"seconds": 1.9}])
def test_repeated_frames_take_one_graph(change: dict[str, Any]) -> None:
    """ffmpeg's graphs would wait for each other for ever."""
    facts = replace(
        MediaFacts("mov", 2.0, 9, 320, 180, fps=24, pixels="yuv420p", matrix=1, decoded=True), **change
    )
    pieces = [Piece(0, 10, "a.yuv"), Piece(10, 38, "b.mp4", Dressing(0, 1.2)), Piece(38, 48, "c.yuv")]
    arguments = scene_arguments(Clip(Path("clip.mp4"), facts), 48, pieces, Encoding(180, 320, 1_000_000))
    assert arguments.count("-filter_complex") == 1
    assert "split=3[c0][c1][c2];" in arguments[arguments.index("-filter_complex") + 1]


async def test_clips_of_every_state_cut_well(tmp_path: Path) -> None:
    """What users give: turned, tall in a wide ad, of few frames, with sound of its own, from a browser."""
    film(tmp_path / "tall.mp4", living(180, 320, (0.5, 0.5, 0.5), 44))
    made(tmp_path / "turned.mov", "-display_rotation", "90", "-i", str(tmp_path / "tall.mp4"), "-c", "copy")
    made(
        tmp_path / "live.webm", "-f", "lavfi", "-i", "testsrc2=size=176x144:rate=11:duration=1", "-f", "lavfi", "-i",
        "sine=duration=1", "-c:v", "libvpx", "-c:a", "libopus",
    )  # fmt: skip
    names = ("tall.mp4", "turned.mov", "live.webm")
    scenes = [
        scene.model_copy(update={"generated_video_url": name, "on_screen_text": ""})
        for scene, name in zip(ad([2.0] * 3).scenes, names, strict=True)
    ]
    script = ad([2.0] * 3, placement="youtube_instream", speech="", music=True)
    path = tmp_path / "ad.json"
    path.write_text(script.model_copy(update={"scenes": tuple(scenes)}).model_dump_json(by_alias=True))
    report = await render(path, tmp_path / "out.mp4", Wishes(size=(320, 180)))
    facts = await probe(tmp_path / "out.mp4")
    assert (facts.frames, report.width, report.height) == (144, 320, 180)
