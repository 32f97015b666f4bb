"""What an edit costs: only what it changes is encoded again, and the rest is the same to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.platforms import PLACEMENTS
from agent.script import AdScript
from jobs.studio.cache import Cache
from jobs.studio.cut import cut, planned
from jobs.studio.editing import apply, read_edits
from jobs.studio.look import Look
from jobs.studio.narration import silent_narration
from jobs.studio.stage import Stage
from jobs.studio.timeline import FPS, timeline_of
from tests.studio.media import made
from tests.studio.scripts import ad, drawn

SMALL = (180, 320)
CLIP = ["-f", "lavfi", "-i", "testsrc2=size=180x320:rate=24:duration=2.4", "-pix_fmt", "yuv420p"]


def kept(cache: Cache) -> set[str]:
    """What the cache holds: keys, digests and kinds."""
    return {entry.name for entry in cache.folder.glob("*")}


async def test_an_edit_encodes_only_what_it_changes(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        made(tmp_path / f"{name}.mp4", *CLIP, "-vf", f"hue=h={ord(name) * 50}")
    music = made(tmp_path / "music.wav", "-f", "lavfi", "-i", "sine=440:duration=6")
    script = ad(
        [2.0, 2.0, 2.0], speech="One comes first. Two is next. Three is the end.", texts=("",), title=""
    )
    cache, look = Cache(tmp_path / "cache"), Look.of(script, tmp_path)

    async def run(edited: AdScript, third: str = "c") -> set[str]:
        """Cut, and tell which kinds of files were new."""
        before = kept(cache)
        clips = [tmp_path / f"{name}.mp4" for name in ("a", "b", third)]
        await cut(edited, clips, None, music, tmp_path / "ad.mp4", look=look, size=SMALL, cache=cache)
        return kept(cache) - before

    def count(new: set[str]) -> tuple[int, int]:
        """How many segments are new, and how many sounds."""
        return len([n for n in new if n.endswith(".mp4")]), len([n for n in new if n.endswith(".m4a")])

    assert count(await run(script)) == (5, 1)
    first = (tmp_path / "ad.mp4").read_bytes()
    assert await run(script) == set()
    assert (tmp_path / "ad.mp4").read_bytes() == first
    shorter = read_edits('{"effects": [{"kind": "caption", "amount": 3, "text": "Three ends it."}]}')
    segments, sounds = count(await run(apply(script, shorter)))
    assert (1 <= segments <= 2, sounds) == (True, 0)
    louder = script.model_copy(update={"music": script.music.model_copy(update={"enabled": False})})
    assert count(await run(louder)) == (0, 1)
    assert count(await run(script, third="a")) == (2, 0)  # the scene, and the change before it
    for entry in cache.folder.glob("*.mp4"):
        entry.unlink()
        entry.write_bytes(b"nothing")
    await run(script)
    assert (tmp_path / "ad.mp4").read_bytes() == first


words = st.lists(
    st.sampled_from(["a", "slow", "morning", "and", "coffee,", "unbelievably", "quick.", "Order"]),
    max_size=40,
)


@given(
    st.lists(st.floats(0.4, 9), min_size=1, max_size=12).filter(lambda d: 3 <= sum(d) <= 60),
    words,
    st.sampled_from(["instagram_reels", "instagram_feed", "x", "youtube_instream"]),
    st.lists(st.booleans(), min_size=12, max_size=12),
)
@drawn(max_examples=40)
def test_a_plan_covers_the_ad_and_keeps_to_its_box(
    durations: list[float], said: list[str], placement: str, foreign: list[bool]
) -> None:
    script = ad(durations, speech=" ".join(said), placement=placement)
    filmed = foreign[: len(durations)]
    frames, stage = timeline_of(script, filmed), Stage.of(PLACEMENTS[placement])
    told = silent_narration(script.voiceover_text, frames)
    plan = planned(script, frames, told, stage, Look.of(script, Path()), filmed, music=True)
    segments = plan.segments()
    assert sum(segment.frames for segment in segments) == plan.frames == round(sum(durations) * FPS)
    assert plan.seconds == plan.frames / FPS
    at = 0.0
    for caption in plan.captions:
        assert at - 1e-6 <= caption.start < caption.end <= plan.seconds + 0.5
        at = caption.end
        assert caption.box.left >= stage.safe.left - 1
        assert caption.box.right <= stage.safe.right + 1
        assert caption.box.top >= stage.safe.top - 1
        assert caption.box.bottom <= stage.safe.bottom + 1
    for overlay in plan.overlays:
        assert 0 <= overlay.start < overlay.end <= plan.seconds + 1e-6
    assert [track.kind for track in plan.tracks] == ["music"]
    assert (plan.tracks[0].start, plan.tracks[0].end) == (0, pytest.approx(plan.seconds))
