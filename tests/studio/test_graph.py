"""What ffmpeg is asked, to the word; and what the cache takes and gives."""

from __future__ import annotations

import asyncio
import math
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from jobs.studio.cache import Cache, key_of
from jobs.studio.facts import MediaFacts
from jobs.studio.ffmpeg import SAFE, program
from jobs.studio.graph import (
    Clip,
    Dressing,
    Encoding,
    Piece,
    Raw,
    joining_arguments,
    scene_arguments,
    slowing,
    transition_arguments,
)
from jobs.studio.overlay import Overlay
from jobs.studio.schedule import Job, Milestones, carry_out
from jobs.studio.transitions import Transition

ENCODING = Encoding(180, 320, 900_000)
FACTS = MediaFacts("mov,mp4", 5.5, 9, 180, 320, fps=24, pixels="yuv420p", matrix=1, decoded=True)
CODED = (
    "-c:v libx264 -profile:v high -preset veryfast -crf 20 -maxrate 900000 -bufsize 450000 -g 48 -bf 2 -threads 1 "
    "-pix_fmt yuv420p -color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv -r 24 "
    "-video_track_timescale 12288 -an -sn -map_metadata -1 -f mp4"
)
TAGS = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"


def test_a_scene_is_read_once_for_its_body_and_its_handles() -> None:
    clip = Clip(Path("clip.mp4"), FACTS)
    body = Piece(5, 127, "body.mp4", Dressing(0.2, 5.3, "words.ass"))
    arguments = scene_arguments(clip, 132, [body, Piece(127, 132, "tail.yuv")], ENCODING)
    head = "setpts=PTS-STARTPTS,fps=24:round=near,tpad=stop_mode=clone:stop=-1"
    assert " ".join(arguments) == (
        "-threads 1 -ss 0.187500 -t 5.791667 -protocol_whitelist file,pipe -f mov -i clip.mp4 "
        "-filter_complex_threads 1 "
        f"-filter_complex [0:v]{head},trim=start_frame=0:end_frame=122,setpts=PTS-STARTPTS,setsar=1,{TAGS},"
        "ass=filename=words.ass:fontsdir=fonts[o0] "
        f"-filter_complex [0:v]{head},trim=start_frame=122:end_frame=127,setpts=PTS-STARTPTS,setsar=1,{TAGS}[o1] "
        f"-map [o0] -frames:v 122 {CODED} body.mp4 "
        "-map [o1] -frames:v 5 -c:v rawvideo -pix_fmt yuv420p -f rawvideo tail.yuv"
    )


def test_a_painted_scene_comes_by_a_pipe() -> None:
    arguments = scene_arguments(Raw("pipe:0"), 48, [Piece(0, 48, "body.mp4", Dressing(0, 2))], ENCODING)
    assert " ".join(arguments[:12]) == (
        "-protocol_whitelist file,pipe -f rawvideo -pix_fmt yuv420p -video_size 180x320 -framerate 24 -i pipe:0"
    )


def test_a_transition_is_made_of_kept_frames_and_dressed_after() -> None:
    logo = Overlay("logo", 0, 60, 20, 30, 40, 16, "none", leaves=False)
    dressing = Dressing(5, 5.5, None, ((logo, "logo.png"),))
    arguments = transition_arguments(Transition("fade", 12), ("a.yuv", "b.yuv"), dressing, ENCODING, "t.mp4")
    graph = arguments[arguments.index("-filter_complex") + 1].split(";")
    assert graph == [
        "[1:v]format=yuva420p,fade=t=in:st=0:d=0.500000:alpha=1[crosseda]",
        "[0:v][crosseda]overlay=format=yuv420[crossed]",
        f"[crossed]{TAGS}[o0b]",
        "movie=filename=logo.png:format_name=png_pipe,scale=out_color_matrix=bt709:out_range=tv,format=yuva420p,"  # noqa: ISC004
        "loop=loop=-1:size=1,settb=1/12288,setpts=(N/24+0.00000)/TB,trim=duration=1.50000[o0l0]",
        "[o0b][o0l0]overlay=x='20':y='30':format=yuv420:eof_action=pass[o0]",
    ]


def test_a_short_clip_is_slowed_by_a_tenth_at_most() -> None:
    clip = Clip(Path("clip.mp4"), FACTS, start=0.5)
    assert slowing(clip, 120) == 1
    assert slowing(clip, 126) == pytest.approx(1.05)
    assert slowing(clip, 240) == pytest.approx(1.1)
    assert slowing(Clip(Path("clip.mp4"), FACTS, speed=2), 60) == 1


def test_the_join_copies_both_streams() -> None:
    arguments = joining_arguments("segments.txt", Path("sound.m4a"), 3, Path("ad.mp4"))
    assert arguments[arguments.index("-c") + 1] == "copy"
    assert "-c:a" not in arguments


def encoded(folder: Path, arguments: list[str]) -> None:
    subprocess.run([program(), *SAFE, *arguments], check=True, cwd=folder)


def frames_of(path: Path) -> np.ndarray:
    shown = [program(), *SAFE, "-i", str(path), "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"]
    done = subprocess.run(shown, check=True, capture_output=True)
    return np.frombuffer(done.stdout, np.uint8).reshape(-1, 320, 180).astype(int)


@pytest.mark.parametrize("enter", ["none", "fade", "rise", "slide", "pop"])
def test_an_overlay_comes_stays_and_leaves_without_taking_frames_along(enter: str, tmp_path: Path) -> None:
    """Black frames, a white square from 0.5 s to 1.5 s of two seconds, half of which a segment before has shown."""
    (tmp_path / "black.yuv").write_bytes((bytes([16]) * 180 * 320 + bytes([128]) * 180 * 160) * 36)
    Image.new("RGBA", (60, 40), (255, 255, 255, 255)).save(tmp_path / "square.png")
    square = Overlay("logo", 0.5, 1.5, 60, 100, 60, 40, enter)  # type: ignore[arg-type]
    dressing = Dressing(0.25, 1.75, None, ((square, "square.png"),))
    encoded(tmp_path, scene_arguments(Raw("black.yuv"), 36, [Piece(0, 36, "o.mp4", dressing)], ENCODING))
    frames = frames_of(tmp_path / "o.mp4")
    assert len(frames) == 36
    inside = frames[:, 105:135, 65:115].mean(axis=(1, 2))
    assert (inside[:6] < 20).all()
    assert (inside[16:24] > 220).all()
    assert (inside[31:] < 20).all()
    assert frames[:, :60].max() < 40
    coming = inside[6:16]
    assert (np.diff(coming) > -4).all()
    assert (coming[0] < 120) == (enter != "none")


def test_what_stays_to_the_end_covers_the_last_frame_however_it_began(tmp_path: Path) -> None:
    """End cards begin at any fraction of a frame; one frame of the bare clip at the very end would be seen."""
    (tmp_path / "black.yuv").write_bytes((bytes([16]) * 180 * 320 + bytes([128]) * 180 * 160) * 48)
    Image.new("RGBA", (20, 16), (255, 255, 255, 255)).save(tmp_path / "square.png")
    starts = [0.3 + 0.0137 * number for number in range(6)]
    squares = [
        Overlay("end_card", start, 2.0, 4 + 28 * number, 100, 20, 16, "none", leaves=False)
        for number, start in enumerate(starts)
    ]
    dressing = Dressing(0, 2, None, tuple((square, "square.png") for square in squares))
    encoded(tmp_path, scene_arguments(Raw("black.yuv"), 48, [Piece(0, 48, "o.mp4", dressing)], ENCODING))
    frames = frames_of(tmp_path / "o.mp4")
    for square in squares:
        inside = frames[:, 104:112, square.left + 4 : square.left + 16].mean(axis=(1, 2))
        first = math.ceil(square.start * 24 - 1e-6)
        assert (inside[first:] > 200).all()
        assert (inside[: first - 1] < 40).all()


def test_below_the_end_card_the_clip_goes_out_of_focus(tmp_path: Path) -> None:
    """A pattern of fine stripes, a veil that lets everything through from 1.0 s on."""
    stripes = (np.arange(180) // 2 % 2 * 200 + 20).astype(np.uint8)
    picture = np.broadcast_to(stripes, (320, 180)).tobytes() + bytes([128]) * 180 * 160
    (tmp_path / "stripes.yuv").write_bytes(picture * 48)
    Image.new("RGBA", (180, 320), (255, 255, 255, 0)).save(tmp_path / "veil.png")
    veil = Overlay("end_card", 1.0, 2.0, 0, 0, 180, 320, "fade", leaves=False, piece="veil")
    dressing = Dressing(0, 2, None, ((veil, "veil.png"),))
    encoded(tmp_path, scene_arguments(Raw("stripes.yuv"), 48, [Piece(0, 48, "o.mp4", dressing)], ENCODING))
    frames = frames_of(tmp_path / "o.mp4")
    rough = frames[:, 40:280, 20:160].std(axis=(1, 2))
    assert len(frames) == 48
    assert (rough[:24] > 60).all(), "untouched before"
    assert (rough[34:] < 12).all()
    assert np.abs(frames[:, 40:280, 20:160].mean(axis=(1, 2)) - 120).max() < 6, "neither lighter nor darker"


def test_the_cache_gives_what_it_took_and_nothing_damaged(tmp_path: Path) -> None:
    cache, file, out = Cache(tmp_path / "kept"), tmp_path / "segment.mp4", tmp_path / "out.mp4"
    file.write_bytes(b"frames")
    key = key_of({"scene": 1})
    assert key != key_of({"scene": 2})
    assert key == key_of({"scene": 1.0}), "the same second, however it is written"
    assert not cache.take(key, out)
    cache.put(key, file)
    assert cache.take(key, out)
    assert out.read_bytes() == b"frames"
    out.unlink()
    (entry,) = (tmp_path / "kept").iterdir()
    entry.unlink()
    entry.write_bytes(b"fr")
    assert not cache.take(key, out)
    assert not out.exists()
    assert list((tmp_path / "kept").iterdir()) == []


def test_the_cache_forgets_what_was_longest_unused(tmp_path: Path) -> None:
    cache, file = Cache(tmp_path / "kept", most_bytes=25), tmp_path / "f.mp4"
    for number in range(4):
        file.unlink(missing_ok=True)
        file.write_bytes(bytes([number]) * 10)
        cache.put(f"key{number}", file)
        (entry,) = (tmp_path / "kept").glob(f"key{number}.*")
        os.utime(entry, (entry.stat().st_mtime - 100 + number,) * 2)
    assert cache.take("key0", tmp_path / "out.mp4")  # used now
    cache.make_room()
    assert sorted(path.name.split(".")[0] for path in (tmp_path / "kept").iterdir()) == ["key0", "key3"]
    Cache(tmp_path / "kept", days=0).make_room()
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_cache_that_takes_nothing_costs_no_cut(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    cache = Cache(tmp_path / "file" / "below")
    cache.put("key", tmp_path / "file")
    assert not cache.take("key", tmp_path / "out")
    cache.make_room()


async def test_jobs_wait_for_what_they_need_and_the_heaviest_goes_first() -> None:
    order: list[str] = []

    def job(name: str, weight: float, *after: str, slots: int = 1) -> Job:
        async def work() -> None:
            order.append(name)

        return Job(name, weight, work, frozenset(after), slots)

    await carry_out([job("light", 1), job("late", 9, "light"), job("heavy", 5), job("wide", 3, slots=9)], 1)
    assert order == ["heavy", "wide", "light", "late"]
    with pytest.raises(ValueError, match="never ends"):
        await carry_out([job("stuck", 1, "nobody")], 2)


async def test_a_milestone_lets_others_begin_before_its_job_ends() -> None:
    order: list[str] = []
    milestones, later = Milestones(), asyncio.Event()

    async def long() -> None:
        milestones.reach("half")
        await later.wait()
        order.append("long")

    async def other() -> None:
        order.append("other")
        later.set()

    jobs = [Job("long", 2, long), Job("other", 1, other, frozenset({"half"}))]
    await asyncio.wait_for(carry_out(jobs, 2, milestones), 5)
    assert order == ["other", "long"]


async def test_the_first_error_ends_all_jobs() -> None:
    ended = asyncio.Event()

    async def waiting() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def failing() -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        await carry_out([Job("a", 2, waiting), Job("b", 1, failing)], 2)
    assert ended.is_set()
