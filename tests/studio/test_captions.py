"""Captions in every style and script: in their box, apart, legible over anything, drawn as planned."""

from __future__ import annotations

import os
import re
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.platforms import PLACEMENTS, Box
from jobs.studio.ass import ass_of, inks_of, plate_of, sticker_of
from jobs.studio.captions import CaptionStyle, captions_of, fonts_credit, fonts_of, style_of
from jobs.studio.colour import contrast, mix
from jobs.studio.cut import caption_plan
from jobs.studio.ffmpeg import SAFE, program
from jobs.studio.look import Look
from jobs.studio.narration import silent_narration
from jobs.studio.stage import Stage
from jobs.studio.timeline import timeline_of
from tests.studio.scripts import ad, drawn
from tests.studio.test_typeset import SAMPLES

STYLES: tuple[CaptionStyle, ...] = get_args(CaptionStyle)
hexes = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")
tongues = st.lists(st.sampled_from([text for text, _ in SAMPLES.values()]), min_size=1, max_size=4)


@given(
    tongues, st.lists(st.floats(0.8, 6), min_size=1, max_size=5).filter(lambda d: 3 <= sum(d) <= 60),
    st.sampled_from(sorted(PLACEMENTS)), st.sampled_from([1, 3]), st.sampled_from(STYLES),
)  # fmt: skip
@drawn(max_examples=80)
def test_captions_of_any_script_stay_in_their_box_and_apart(
    text: list[str], cut: list[float], name: str, shrink: int, style: CaptionStyle
) -> None:
    placement = PLACEMENTS[name]
    size = (placement.width // shrink // 2 * 2, placement.height // shrink // 2 * 2)
    script = ad(cut, placement=name, speech=" ".join(text), texts=("Nothing alike",))
    script = script.model_copy(update={"captions": script.captions.model_copy(update={"style": style})})
    timeline, stage = timeline_of(script), Stage.of(placement, size)
    captions = caption_plan(script, timeline, silent_narration(script.voiceover_text, timeline), stage)
    box = placement.safe_box
    inside = Box(box.left // shrink, box.top // shrink, -(-box.right // shrink), -(-box.bottom // shrink))
    assert all(one.end <= other.start + 1e-6 for one, other in pairwise(captions))
    for caption in captions:
        assert caption.style == style
        area = caption.box
        assert inside.left - 1 <= area.left < area.right <= inside.right + 1
        assert inside.top - 1 <= area.top < area.bottom <= inside.bottom + 1
        assert len(caption.places) == len(caption.words)
        for x, y, width in caption.places:
            assert area.left - 1 <= x - width / 2
            assert x + width / 2 <= area.right + 1
            assert area.top <= y - caption.size * 0.3
            assert y + caption.size * 0.3 <= area.bottom
        for row in caption.lines:
            edges = sorted((x - w / 2, x + w / 2) for x, _, w in (caption.places[i] for i in row))
            assert all(one[1] <= other[0] + 0.5 for one, other in pairwise(edges))


@given(st.lists(hexes, min_size=1, max_size=2), st.tuples(*[st.integers(0, 255)] * 3))
@drawn(max_examples=150)
def test_every_style_is_legible_over_any_picture(colours: list[str], behind: tuple[int, int, int]) -> None:
    look = Look.of(ad([3], colors=colours), Path())
    for style, glass in (("highlight", 0.16), ("bar", 0.22)):
        ground = mix(plate_of(look, style), behind, glass)  # type: ignore[arg-type]
        assert contrast((255, 255, 255), ground) >= 4.5
    fill, ink = sticker_of(look)
    assert contrast(ink, fill) >= 4.5
    assert inks_of(look, "pop") == (ink,)


def test_captions_are_off_or_by_name_or_the_default() -> None:
    script = ad([4])
    assert style_of(script) == "highlight"
    for style, found in (("pop", "pop"), ("bar", "bar"), ("glitter", "highlight")):
        assert (
            style_of(
                script.model_copy(update={"captions": script.captions.model_copy(update={"style": style})})
            )
            == found
        )
    off = script.model_copy(update={"captions": script.captions.model_copy(update={"enabled": False})})
    timeline = timeline_of(off)
    assert style_of(off) is None
    told = silent_narration(off.voiceover_text, timeline)
    assert caption_plan(off, timeline, told, Stage.of(off.ad_details.placement)) == []


def test_the_box_follows_the_words_and_a_later_segment_goes_on() -> None:
    script = ad([5], speech="Mornings are slow today.", texts=("x",))
    timeline, stage = timeline_of(script), Stage.of(script.ad_details.placement)
    captions = captions_of(silent_narration(script.voiceover_text, timeline), [(0.0, stage)])
    look = Look.of(script, Path())
    document = ass_of(captions, stage, look, 0, 5)
    marks = re.findall(r"Dialogue: 2,0:(\d\d:\d\d\.\d\d),0:(\d\d:\d\d\.\d\d)", document)
    assert len(marks) == len(captions[0].words) == 4
    assert all(one[1] <= other[0] for one, other in pairwise(marks))
    later = ass_of(captions, stage, look, captions[0].start + 0.5, 5)
    assert r"\fad" not in later
    assert "Dialogue: 0,0:00:00.00" in later
    assert len(re.findall("Dialogue: 2", later)) <= 4
    assert re.search(r"\\t\(0,90", ass_of(captions, stage, look, 0, 5, "pop"))


def test_fonts_that_were_used_are_credited() -> None:
    script = ad([4], texts=("קפה קר",), speech="Ready in 10 s 🔥.")
    timeline = timeline_of(script)
    told = silent_narration(script.voiceover_text, timeline)
    captions = captions_of(told, [(0.0, Stage.of(script.ad_details.placement))])
    credit = fonts_credit(script, "serif-bold", captions)
    for name in (
        "Noto Sans Hebrew Bold (OFL 1.1)",
        "Noto Emoji Bold (OFL 1.1)",
        "Onest Bold",
        "Playfair Display",
    ):
        assert name in credit
    assert "CJK" not in credit


@pytest.mark.parametrize("style", STYLES)
def test_libass_draws_them_where_they_were_planned(style: CaptionStyle, tmp_path: Path) -> None:
    """Over black and over white: the difference is what is not covered, the ink what the style promises."""
    speech = "קפה iPhone קר! Donau 早上好 กาแฟ 🔥 кофе."
    script = ad([8], speech=speech, texts=("x",), placement="instagram_feed")
    timeline, stage = timeline_of(script), Stage.of(script.ad_details.placement, (540, 676))
    captions = captions_of(silent_narration(speech, timeline), [(0.0, stage)], (), style)
    look = Look.of(script, Path())
    (tmp_path / "fonts").mkdir()
    for font in fonts_of(captions):
        (tmp_path / "fonts" / font.name).symlink_to(font)
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>")
    (tmp_path / "words.ass").write_text(ass_of(captions, stage, look, 0, 8), encoding="utf-8")
    first = captions[0]
    at = (first.start + first.end) / 2
    done = subprocess.run(
        [program(), *SAFE[:2], "-y", "-loglevel", "warning", "-f", "lavfi", "-i", "color=gray:s=540x676:r=24:d=8",
         "-vf", f"trim=start={at:.3f},ass=filename=words.ass:fontsdir=fonts", "-frames:v", "1", "-f", "rawvideo",
         "-pix_fmt", "rgb24", "out.rgb"],
        cwd=tmp_path, env={**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "fallback" not in done.stderr
    assert "Glyph" not in done.stderr
    picture = np.fromfile(tmp_path / "out.rgb", np.uint8).reshape(676, 540, 3).astype(int)
    changed = np.abs(picture - 128).max(axis=2) > 12
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    assert abs(rows[0] - first.box.top) < 4
    assert abs(rows[-1] - first.box.bottom) < 4
    assert abs(columns[0] - first.box.left) < 4
    assert abs(columns[-1] - first.box.right) < 4
    for ink in inks_of(look, style)[:1]:
        assert (np.abs(picture - np.array(ink)).max(axis=2) < 40).sum() > 150


@pytest.mark.parametrize(
    ("speech", "face"),
    [
        ("骨太深煎。今すぐどうぞ。", "japanese-bold"),
        ("海山天空。今天是個好天氣。", "taiwan-bold"),
        ("海山天空。今天下单。", "chinese-bold"),
    ],
)
def test_characters_that_several_languages_write_are_drawn_as_the_ads_own_does(
    speech: str, face: str
) -> None:
    script = ad([3, 3], speech=speech, texts=("",), title="海山")
    timeline, stage = timeline_of(script), Stage.of(script.ad_details.placement)
    captions = caption_plan(script, timeline, silent_narration(speech, timeline), stage)
    assert [caption.face for caption in captions] == [face] * len(captions)
    small = Look.of(script, Path()).text("text-medium")
    assert small == (face if face != "chinese-bold" else "text-medium")
