"""The whole way: a script becomes a file that passes the bar, and everything that goes wrong has a name (fault 41)."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agent.platforms import PLACEMENTS
from agent.script import InvalidScript, read_script
from briefcut.render import UnknownPlacement, Wishes, placed, render
from jobs.studio.bed import play
from jobs.studio.cut import cut
from jobs.studio.delivery import CHAT_LIMIT, chat_copy, check_delivery, plan_bitrate, small_frames
from jobs.studio.errors import BadMedia, CannotWrite, OutputFull, RenderFailed, RenderTimedOut
from jobs.studio.ffmpeg import SAFE, ffmpeg, program
from jobs.studio.look import Look
from jobs.studio.probe import probe
from jobs.studio.process import Limits, run
from jobs.studio.scene import paint_clip, paint_still
from jobs.studio.sound import measure
from jobs.studio.thumbnail import thumbnail
from jobs.studio.timeline import timeline_of
from jobs.studio.voice import voice_for
from tests.studio.products import draw_product
from tests.studio.scripts import ad

SMALL = (180, 320)
SHORT = ad([1.6, 1.6], speech="This one is quick. Order yours.")


def write(script: object, folder: Path) -> Path:
    path = folder / "ad.json"
    path.write_text(script.model_dump_json(by_alias=True))  # type: ignore[attr-defined]
    return path


def leftovers(folder: Path, *expected: str) -> set[str]:
    return {path.name for path in folder.iterdir()} - set(expected)


def made(path: Path, *arguments: str) -> Path:
    """A media file made by ffmpeg for a test."""
    subprocess.run([program(), *SAFE, *arguments, str(path)], check=True)
    return path


def clip(path: Path, seconds: float = 2, size: str = "180x320", *more: str) -> Path:
    path.write_bytes(_clip_bytes(path.suffix, seconds, size, *more))
    return path


@cache
def _clip_bytes(suffix: str, seconds: float, size: str, *more: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return _clip(Path(folder) / f"clip{suffix}", seconds, size, *more).read_bytes()


def _clip(path: Path, seconds: float, size: str, *more: str) -> Path:
    return made(
        path,
        "-f",
        "lavfi",
        "-i",
        f"testsrc2=size={size}:rate=24:duration={seconds}",
        "-pix_fmt",
        "yuv420p",
        *more,
    )


async def test_a_full_size_ad_meets_the_bar(tmp_path: Path) -> None:
    draw_product("bottle", tmp_path / "bottle.jpg", 700)
    made(tmp_path / "voice.mp3", "-f", "lavfi", "-i", "sine=180:duration=2,tremolo=f=5")
    script = ad([1.5, 1.5], placement="x", speech="No fuss, only coffee.", images=("bottle.jpg",))
    script = script.model_copy(update={"voiceover_url": "voice.mp3"})
    steps: list[float] = []
    report = await render(write(script, tmp_path), tmp_path / "ad.mp4", progress=steps.append)
    assert await check_delivery(tmp_path / "ad.mp4", PLACEMENTS["x"], 3) == []
    assert (report.width, report.height, report.seconds) == (1080, 1080, 3)
    assert report.true_peak <= -1
    assert steps == sorted(steps)
    assert steps[-1] == 1
    assert leftovers(tmp_path, "ad.json", "ad.mp4", "bottle.jpg", "voice.mp3") == set()
    facts = await probe(tmp_path / "ad.mp4")
    assert "AI-generated" in facts.comment
    await thumbnail(tmp_path / "ad.mp4", tmp_path / "thumb.jpg")
    with Image.open(tmp_path / "thumb.jpg") as image:
        assert (image.format, image.size) == ("JPEG", (320, 320))
    assert (tmp_path / "thumb.jpg").stat().st_size < 200_000


async def test_something_moves_in_every_scene_and_somebody_speaks(tmp_path: Path) -> None:
    speech = (
        "Still tired? You open it, drink it, and go. Order yours today."  # so few words that they are slowed
    )
    script = ad([1.1] * 6, speech=speech, music=False)
    report = await render(
        write(script, tmp_path), tmp_path / "ad.mp4", Wishes(size=SMALL, contact_sheet=tmp_path / "sheet.png")
    )
    facts = await probe(tmp_path / "ad.mp4")
    frames = np.stack(await small_frames(tmp_path / "ad.mp4", facts, SMALL, [], [])).astype(np.int16)
    assert len(frames) == 158
    change = np.abs(np.diff(frames, axis=0)).mean(axis=(1, 2, 3))
    assert float((change > 0.1).mean()) >= 0.95
    if voice_for("en"):
        assert report.voice_coverage >= 0.5
    middles = [frames[13 + 26 * number] for number in range(6)]
    apart = [np.abs(a - b).mean() for i, a in enumerate(middles) for b in middles[i + 1 :]]
    assert min(apart) > 8
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.width > 1000


@pytest.mark.parametrize("name", ["instagram_feed", "youtube_instream"])
async def test_other_shapes_meet_the_bar_at_their_proportions(name: str, tmp_path: Path) -> None:
    placement = PLACEMENTS[name]
    size = (placement.width // 12 * 2, placement.height // 12 * 2)
    script = ad([6.0] if name == "youtube_instream" else [1.5, 1.5], placement=name, music=False, speech="")
    look, path = Look.of(script, tmp_path), tmp_path / "clip.mp4"
    clips = []
    for number in range(1, len(script.scenes) + 1):
        path = tmp_path / f"{number}.mp4"
        await paint_clip(script, number, look, path, size=size)
        clips.append(path)
    report = await cut(script, clips, None, None, tmp_path / "ad.mp4", look=look, size=size)
    assert (report.width, report.height) == size
    assert report.loudness <= -60
    assert report.voice_coverage == 0


async def test_foreign_clips_of_other_size_rate_and_length_are_fitted(tmp_path: Path) -> None:
    clips = [
        clip(tmp_path / "wide.mp4", 1.5, "320x180"),
        made(
            tmp_path / "slow.mp4",
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=181x321:rate=15:duration=1",
            "-pix_fmt",
            "yuv444p",
        ),
    ]
    voice = made(tmp_path / "voice.mp3", "-f", "lavfi", "-i", "sine=220:duration=2")
    music = made(tmp_path / "music.ogg", "-f", "lavfi", "-i", "sine=440:duration=0.7", "-c:a", "libvorbis")
    report = await cut(
        SHORT, clips, voice, music, tmp_path / "ad.mp4", look=Look.of(SHORT, tmp_path), size=SMALL
    )
    assert abs(report.loudness + 14) <= 1
    facts = await probe(tmp_path / "ad.mp4")
    assert (facts.frames, facts.width, facts.height) == (77, *SMALL)


async def test_a_still_is_painted_and_never_taken_for_a_photo(tmp_path: Path) -> None:
    look = Look.of(SHORT, tmp_path)
    for name in ("still.png", "still.jpg"):
        await paint_still(SHORT, 1, look, tmp_path / name, size=SMALL)
        with Image.open(tmp_path / name) as image:
            assert image.size == SMALL
    scene = SHORT.scenes[0].model_copy(update={"generated_image_url": "still.jpg"})
    again = SHORT.model_copy(update={"scenes": (scene, SHORT.scenes[1])})
    await paint_still(again, 1, look, tmp_path / "again.png", folder=tmp_path, size=SMALL)
    assert (tmp_path / "again.png").read_bytes() == (tmp_path / "still.png").read_bytes()


BROKEN = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("not a video" * 100),
    "truncated": lambda path: path.write_bytes(clip(path).read_bytes()[:9000]),
    "playlist": lambda path: path.write_text("#EXTM3U\n#EXTINF:1,\n/etc/passwd\n"),
    "concat": lambda path: path.write_text("ffconcat version 1.0\nfile /etc/passwd\n"),
    "sound only": lambda path: made(path, "-f", "lavfi", "-i", "sine=duration=1"),
}


@pytest.mark.parametrize("kind", BROKEN)
async def test_broken_clips_are_named_and_nothing_is_delivered(kind: str, tmp_path: Path) -> None:
    good, bad = clip(tmp_path / "good.mp4"), tmp_path / "bad.mp4"
    BROKEN[kind](bad)
    with pytest.raises(BadMedia, match="bad"):
        await cut(
            SHORT, [good, bad], None, None, tmp_path / "ad.mp4", look=Look.of(SHORT, tmp_path), size=SMALL
        )
    assert leftovers(tmp_path, "good.mp4", "bad.mp4") == set()


async def test_no_sound_where_sound_was_promised(tmp_path: Path) -> None:
    good = clip(tmp_path / "good.mp4")
    with pytest.raises(BadMedia, match="no sound"):
        await cut(
            SHORT, [good, good], good, None, tmp_path / "ad.mp4", look=Look.of(SHORT, tmp_path), size=SMALL
        )


async def test_the_gate_names_what_is_wrong(tmp_path: Path) -> None:
    plain = clip(tmp_path / "plain.mp4", 3, "180x320", "-profile:v", "high")
    faults = await check_delivery(plain, PLACEMENTS["instagram_reels"], 4)
    told = " | ".join(faults)
    for part in ("180×320", "BT.709", "duration is 3.00", "faststart", "audio is missing"):
        assert part in told
    (tmp_path / "nothing.mp4").touch()
    assert "empty" in (await check_delivery(tmp_path / "nothing.mp4", PLACEMENTS["x"], 4))[0]


async def test_a_hanging_program_is_killed_at_its_deadline() -> None:
    started = asyncio.get_running_loop().time()
    with pytest.raises(RenderTimedOut):
        await run(["sleep", "60"], limits=Limits(deadline=0.3))
    assert asyncio.get_running_loop().time() - started < 5


async def test_a_crash_of_ffmpeg_is_an_error_with_its_words() -> None:
    with pytest.raises(RenderFailed, match="Filter not found"):
        await ffmpeg(["-f", "lavfi", "-i", "nosuchfilter", "-f", "null", "-"], what="test", seconds=1)


async def test_a_full_disk_is_said_for_clip_and_cut(tmp_path: Path) -> None:
    (tmp_path / ".clip.part.mp4").symlink_to("/dev/full")  # refuses every write, as a full disk does
    with pytest.raises(OutputFull):
        await paint_clip(SHORT, 1, Look.of(SHORT, tmp_path), tmp_path / "clip.mp4", size=SMALL)
    good = clip(tmp_path / "good.mp4")
    (tmp_path / ".ad.part.mp4").symlink_to("/dev/full")
    with pytest.raises(OutputFull):
        await cut(
            SHORT, [good, good], None, None, tmp_path / "ad.mp4", look=Look.of(SHORT, tmp_path), size=SMALL
        )
    assert leftovers(tmp_path, "good.mp4") == set()


async def test_output_beyond_the_limit_is_a_full_disk(tmp_path: Path) -> None:
    arguments = [
        "-f",
        "lavfi",
        "-i",
        "testsrc2=duration=2",
        "-c:v",
        "rawvideo",
        "-f",
        "nut",
        str(tmp_path / "big.nut"),
    ]
    with pytest.raises(OutputFull):
        await ffmpeg(arguments, what="test", seconds=2, limits=Limits(file_size=200_000))


def family(root: int) -> set[int]:
    """Processes that descend from `root`, from /proc."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
    found, fresh = set(), {root}
    while fresh:
        fresh = {pid for pid, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


async def test_cancel_kills_every_program_and_leaves_no_file(tmp_path: Path) -> None:
    script = ad([20.0, 20.0])
    programs: set[int] = set()
    before = set(family(os.getpid()))  # servers that other tests of this process started

    def stop_at_work(value: float) -> None:
        # Told while programs run: who looks a moment later may see one ended and the next not begun.
        if not programs and value > 0.1 and len(running := set(family(os.getpid())) - before) >= 2:
            programs.update(running)
            job.cancel()

    wishes = Wishes(size=(360, 640))
    work = render(write(script, tmp_path), tmp_path / "ad.mp4", wishes, progress=stop_at_work)
    job = asyncio.create_task(work)
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(job, 60)
    assert len(programs) >= 2
    for _ in range(200):
        if not any(alive(pid) for pid in programs):
            break
        await asyncio.sleep(0.01)
    assert not [pid for pid in programs if alive(pid)]
    assert leftovers(tmp_path, "ad.json") == set()


def test_beds_differ_by_genre_and_seed_and_never_by_chance() -> None:
    one, same = play(4, "upbeat", 1), play(4, "upbeat", 1)
    assert np.array_equal(one, same)
    for other in (play(4, "upbeat", 2), play(4, "calm", 1), play(4, "electronic", 1)):
        assert other.shape == one.shape == (4 * 48_000, 2)
        assert float(np.abs(other - one).mean()) > 0.01
        assert 0.3 < float(np.abs(other).max()) <= 0.8
        assert float(np.abs(other[-200:]).max()) < 0.02


@pytest.mark.parametrize("seconds", [3.0, 15.0, 30.0, 60.0, 180.0])
def test_the_planned_rate_fits_into_a_chat(seconds: float) -> None:
    assert (plan_bitrate(seconds) + 192_000) * seconds / 8 < CHAT_LIMIT


async def test_a_chat_copy_is_the_master_or_fits(tmp_path: Path) -> None:
    picture = "testsrc2=size=320x240:rate=24:duration=3,noise=alls=90:allf=t"
    sources = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", "sine=duration=3"]
    mark = ("-metadata", "comment=AI-generated advertisement. Made with Briefcut.")
    noise = made(tmp_path / "m.mp4", *sources, "-c:a", "aac", "-crf", "8", "-pix_fmt", "yuv420p", *mark)
    assert await chat_copy(noise, tmp_path / "c.mp4") == noise
    limit = noise.stat().st_size // 3
    copy = await chat_copy(noise, tmp_path / "c.mp4", limit=limit)
    assert copy.stat().st_size <= limit
    assert (await measure(copy, "mov", 3)).integrated > -40
    assert "AI-generated" in (await probe(copy)).comment


@pytest.mark.parametrize("name", ["ad.avi", "ad", "nowhere/ad.mp4", "/proc/ad.mp4"])
async def test_a_place_that_takes_no_video_is_refused_at_once_in_one_line(name: str, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite) as caught:
        await render(tmp_path / "is never read.json", tmp_path / name)
    told = str(caught.value)
    assert "\n" not in told
    assert ("ends in .mp4" if name.startswith("ad") else str((tmp_path / name).parent)) in told
    assert "choose" in told
    assert list(tmp_path.iterdir()) == []


async def test_a_contact_sheet_is_a_picture(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match=r"\.png or \.jpg"):
        await render(tmp_path / "ad.json", tmp_path / "ad.mp4", Wishes(contact_sheet=tmp_path / "sheet.pdf"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"scenes": []}, "scenes: at least 1 wanted, none found"),
        ({"storyline": 3}, "storyline: text is wanted, in quotes"),
        ({"brand": {"colors": ["red"]}}, "brand.colors.0: a colour is wanted, for instance #1F3A34"),
        ({"mood": "x"}, "mood: unknown key"),
    ],
)
def test_a_wrong_script_is_told_in_plain_words(change: dict[str, object], told: str) -> None:
    raw = SHORT.model_dump(mode="json", by_alias=True) | change
    with pytest.raises(InvalidScript) as caught:
        read_script(json.dumps(raw))
    assert str(caught.value) == told


def test_another_placement() -> None:
    assert placed(SHORT, "tiktok").ad_details.placement.name == "tiktok"
    with pytest.raises(UnknownPlacement):
        placed(SHORT, "myspace")


def test_timeline_and_clip_lengths_agree() -> None:
    assert timeline_of(SHORT).frames == 77
