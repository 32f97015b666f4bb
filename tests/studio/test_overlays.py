"""Clips that others made become finished ads: what lies over them, where, when, and how it looks."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from agent.platforms import PLACEMENTS
from agent.script import AdScript
from jobs.studio.colour import Rgb
from jobs.studio.contrast import contrast_behind, contrast_of_type, veiled
from jobs.studio.cut import cut
from jobs.studio.errors import BadMedia
from jobs.studio.ffmpeg import SAFE, program
from jobs.studio.headline import offer_of
from jobs.studio.look import Look
from jobs.studio.overlays import Overlay, overlays_of, paint_overlays, plate_maker
from jobs.studio.pictures import load_picture
from jobs.studio.plates import draw_overlay, ground_of
from jobs.studio.plating import Kit, lay
from jobs.studio.sources import sources_of
from jobs.studio.stage import Area, Stage
from jobs.studio.standby import Standby
from jobs.studio.timeline import timeline_of
from tests.studio.products import draw_product
from tests.studio.scripts import ad, drawn

TEXTS = (
    "Still tired?", "Only $19 this week", "Get 30% off your first order when you subscribe today", "",
    "No sugar · No fuss · Twice the focus", "Donaudampfschifffahrtsgesellschaftskapitän", "Только сегодня",
    "Morgens um sieben ist die Welt noch in Ordnung, wenn der Kaffee schon fertig auf dem Tisch steht und dampft",
    "اطلب قهوتك الآن واستمتع بصباحك", "每天早上喝一杯新鲜的冷萃咖啡", "“I can’t go back.”",
)  # fmt: skip
OUTSIDE = ("scrim", "veil", "product")  # what carries no word may leave the safe box


def planned(
    script: AdScript, foreign: Sequence[bool] | None = None, subjects: Sequence[Area | None] = ()
) -> tuple[tuple[Overlay, ...], Stage, Look]:
    flags = foreign if foreign is not None else [True] * len(script.scenes)
    stage, look = Stage.of(script.ad_details.placement), Look.of(script, Path())
    return overlays_of(script, look, stage, timeline_of(script, flags), flags, subjects), stage, look


def meet(one: Area, other: Area) -> bool:
    return (
        one.left < other.right - 1 and other.left < one.right - 1
        and one.top < other.bottom - 1 and other.top < one.bottom - 1
    )  # fmt: skip


def beyond(box: Area, room: Area) -> bool:
    return (
        box.left < room.left or box.top < room.top or box.right > room.right or box.bottom > room.bottom
    )  # fmt: skip


@given(
    st.lists(st.tuples(st.floats(0.3, 8), st.booleans(), st.sampled_from(TEXTS)), min_size=1, max_size=7).filter(
        lambda scenes: sum(seconds for seconds, _, _ in scenes) >= 3
    ),
    st.sampled_from(sorted(PLACEMENTS)),
    st.sampled_from(["Georgia", "Anton", "Unbounded", "Onest"]),
    st.sampled_from(["North Pier", "", "The Extraordinarily Long Name of a Company for Fine Goods"]),
    st.booleans(), st.booleans(), st.sampled_from([None, (0.1, 0.1, 0.9, 0.35), (0.0, 0.2, 0.5, 0.9)]),
)  # fmt: skip
@drawn(max_examples=120)
def test_nothing_leaves_its_box_its_scene_or_its_place(
    scenes: list[tuple[float, bool, str]], placement: str, font: str, title: str, logo: bool, product: bool,
    subject: tuple[float, float, float, float] | None,
) -> None:  # fmt: skip
    script = ad(
        [seconds for seconds, _, _ in scenes], placement=placement, texts=tuple(text for _, _, text in scenes),
        fonts=[font], title=title, logo="logo.png" if logo else None, images=("no.jpg",) if product else (),
    )  # fmt: skip
    foreign = [filmed for _, filmed, _ in scenes]
    overlays, stage, _ = planned(script, foreign, [part_of(script, subject)] * len(scenes))
    timeline = timeline_of(script, foreign)
    spans = [(span.start / 24, span.end / 24) for span in timeline.scenes]
    frame = Area(0, 0, stage.width, stage.height)
    for overlay in overlays:
        assert 0 <= overlay.start < overlay.end <= timeline.seconds + 1e-6
        covered = [i for i, (begin, end) in enumerate(spans) if overlay.start < end and overlay.end > begin]
        assert all(foreign[i] for i in covered), "over a painted scene"
        assert overlay.kind == "logo" or covered in ([overlay.scene], []), "beyond its scene"
        room = frame if overlay.piece in OUTSIDE else stage.safe
        whole = Area(room.left - 1, room.top - 1, room.right + 1, room.bottom + 1)
        assert not beyond(overlay.box, whole), overlay
        if overlay.piece not in ("scrim", "veil"):
            assert not meet(overlay.box, stage.captions), f"{overlay} in the captions"
    seen = [overlay for overlay in overlays if overlay.piece not in ("scrim", "veil")]
    for one, other in combinations(seen, 2):
        together = one.start < other.end - 1e-6 and other.start < one.end - 1e-6
        on_product = {one.piece, other.piece} == {"product", "sticker"}
        lines = one.piece == other.piece == "line" and one.scene == other.scene
        if together and not on_product and not lines:
            assert not meet(one.box, other.box), f"{one} on {other}"


def part_of(script: AdScript, shares: tuple[float, float, float, float] | None) -> Area | None:
    """The part of the script's frame."""
    if shares is None:
        return None
    wide, high = script.ad_details.placement.width, script.ad_details.placement.height
    return Area(shares[0] * wide, shares[1] * high, shares[2] * wide, shares[3] * high)


@pytest.mark.parametrize("font", ["Georgia", "Anton", "Onest"])
@pytest.mark.parametrize("placement", ["instagram_reels", "instagram_feed", "x"])
def test_a_headline_keeps_off_a_face_and_the_name_off_the_headline(placement: str, font: str) -> None:
    script = ad([4, 4, 4], placement=placement, fonts=[font], texts=("Still tired?",))
    face, thing = part_of(script, (0.2, 0.05, 0.8, 0.42)), part_of(script, (0.3, 0.55, 0.7, 0.8))
    overlays, stage, _ = planned(script, subjects=[face, thing, None])

    def heads(scene: int) -> list[Overlay]:
        return [o for o in overlays if o.kind == "headline" and o.scene == scene]

    assert all(not meet(o.box, face) for o in heads(0))  # type: ignore[arg-type]
    assert all(o.box.bottom < stage.captions.top for o in heads(0)), "above the captions"
    assert all(not meet(o.box, thing) and o.box.top < stage.safe.y for o in heads(1))  # type: ignore[arg-type]
    (name,) = [o for o in overlays if o.kind == "lower_third"]
    assert name.scene == 1, "where its place is free"
    # Where every early scene has its headline there, the name stands on it.
    crowded, _, _ = planned(script, subjects=[face] * 3)
    (name,) = [o for o in crowded if o.kind == "lower_third"]
    assert name.box.bottom < min(o.box.top for o in crowded if o.kind == "headline" and o.scene == name.scene)


def test_in_wide_frames_a_headline_changes_sides() -> None:
    script = ad([4, 4], placement="youtube_instream", texts=("Still tired?",))
    left = part_of(script, (0.0, 0.1, 0.5, 0.9))
    overlays, stage, _ = planned(script, subjects=[left, None])
    heads = [o for o in overlays if o.kind == "headline" and o.scene == 0]
    assert heads
    assert all(o.box.left >= stage.width / 2 for o in heads)
    assert all(o.box.right <= stage.safe.right + 1 for o in heads)


def test_a_whole_ad_of_clips_has_everything_in_order() -> None:
    overlays, stage, _ = planned(ad([4, 4, 4, 4], images=("bottle.jpg",), logo="logo.png", texts=(
        "Still tired?", "Twist. Sip. Go.", "Only $19 this week", "Ready?"
    )))  # fmt: skip
    kinds = [overlay.kind for overlay in overlays]
    assert {"logo", "headline", "lower_third", "badge", "end_card"} <= set(kinds)
    assert [o.text for o in overlays if o.piece == "button"] == [("Order now",)]
    assert {o.scene for o in overlays if o.kind == "headline"} == {0, 1}, (
        "the badge says what the third would say"
    )
    stickers = [o for o in overlays if o.piece == "sticker"]
    assert [(o.scene, o.text) for o in stickers] == [
        (2, ("Only", "$19", "this week")),
        (3, ("Only", "$19", "this week")),
    ]
    card = [o for o in overlays if o.kind == "end_card"]
    assert card[0].piece == "veil"
    assert (card[0].width, card[0].height) == (stage.width, stage.height)
    assert all(o.end == 16 and o.start >= 12 for o in card)
    (logo,) = [o for o in overlays if o.kind == "logo"]
    assert (logo.start, logo.end) == (0, card[0].start), "through all clips, up to the card"


@pytest.mark.parametrize(
    ("font", "tone"), [("Georgia", ""), ("Anton", ""), ("Onest", "a"), ("Onest", "b"), ("Onest", "c")]
)
def test_the_first_frame_already_says_why_to_stay(font: str, tone: str) -> None:
    overlays, _, _ = planned(ad([4, 4], fonts=[font], tone=tone))
    hook = [o for o in overlays if o.scene == 0 and o.kind in ("headline", "scrim")]
    assert {(o.start, o.enter) for o in hook} == {(0, "none")}


def test_painted_scenes_carry_their_own_words() -> None:
    script = ad([3, 3, 3])
    assert planned(script, [False] * 3)[0] == ()
    overlays, _, _ = planned(script, [False, True, False])
    assert {o.scene for o in overlays} == {1}
    assert not [o for o in overlays if o.kind == "end_card"]


def test_a_name_without_a_logo_waits_for_the_lower_third() -> None:
    overlays, _, _ = planned(ad([5, 5, 5]))
    (third,) = [o for o in overlays if o.kind == "lower_third"]
    (mark,) = [o for o in overlays if o.kind == "logo"]
    assert third.end < mark.start


def test_ads_read_from_the_right_are_mirrored() -> None:
    def at(*texts: str, speech: str) -> tuple[Overlay, Stage]:
        overlays, stage, _ = planned(
            ad([4, 4], texts=texts, speech=speech, placement="youtube_shorts", fonts=["Anton"])
        )
        return next(o for o in overlays if o.kind == "headline"), stage

    left, stage = at("Fresh coffee", "Now", speech="Fresh coffee for you.")
    right, _ = at("قهوة جديدة", "الآن", speech="قهوة جديدة كل صباح لك ولعائلتك.")
    assert left.left == stage.safe.left
    assert right.left + right.width == pytest.approx(stage.safe.right, abs=1)


@pytest.mark.parametrize(
    ("words", "offer"),
    [
        ("Only $19 this week", ("Only", "$19", "this week")),
        ("Save 20% today", ("Save", "20%", "today")),
        ("-30% on everything", ("", "30%", "on everything")),
        ("2 for 1 on Fridays", ("", "2 for 1", "on Fridays")),
        ("Скидка 15 %", ("Скидка", "15 %", "")),
        ("40% lighter foam", None),
        ("Hot coffee costs you $6", None),
        ("10x faster", None),
        ("Steeped for 18 hours", None),
    ],
)
def test_an_offer_is_a_price_or_a_saving_and_no_other_figure(words: str, offer: object) -> None:
    assert offer_of(words) == offer


def seen_over(overlay: Overlay, picture: np.ndarray, frame: np.ndarray) -> np.ndarray:
    """What a viewer sees in the overlay's rectangle."""
    part = frame[overlay.top : overlay.top + overlay.height, overlay.left : overlay.left + overlay.width]
    canvas = np.dstack([part, np.full(part.shape[:2], 255, np.uint8)])
    lay(canvas, picture, 0, 0)
    return canvas[..., :3]


@pytest.mark.parametrize("font", ["Georgia", "Anton", "Unbounded"])
@pytest.mark.parametrize("light", [True, False])
def test_headlines_reach_the_standard_over_what_is_behind_them(font: str, light: bool) -> None:
    """A light brand on a light picture, and a dark one on a dark picture, as pixels."""
    script = ad(
        [4, 4],
        colors=["#FFF1C9"] if light else ["#14213D"],
        fonts=[font],
        texts=("Mornings made easy for all who never wanted to get up", "Go"),
    )
    overlays, stage, look = planned(script)
    rng = np.random.default_rng(2)
    low, high = (190, 230) if light else (40, 100)
    frame = rng.integers(low, high, (stage.height // 8, stage.width // 8, 3)).astype(np.uint8)
    frame = np.asarray(cv2.resize(frame, (stage.width, stage.height)), np.uint8)
    kit = Kit(stage, look, overlays, {0: [frame], 1: [frame]})
    shown = frame
    for overlay in overlays:
        if overlay.scene == 0 and overlay.kind == "scrim":
            canvas = np.dstack([frame, np.full(frame.shape[:2], 255, np.uint8)])
            lay(canvas, draw_overlay(overlay, kit), overlay.left, overlay.top)
            shown = canvas[..., :3]
    lines = [o for o in overlays if o.scene == 0 and o.kind == "headline" and not o.strong]
    assert lines
    for overlay in lines:
        plate = draw_overlay(overlay, kit)
        result = seen_over(overlay, plate, shown)
        ink = ground_of(kit, 0).text if font == "Georgia" else kit.scheme("brand").text
        assert (contrast_of_type(result, [ink]) or 0) >= 4.5


def test_a_narrow_thing_behind_one_word_counts() -> None:
    """A bottle's dark neck across a headline over a bright wall: little of the headline, and all of a word."""
    script = ad([4, 4], fonts=["Georgia"], texts=("Nothing that smells", "Go"))
    overlays, stage, look = planned(script)
    line = next(o for o in overlays if o.scene == 0 and o.piece == "line")
    frame = np.full((stage.height, stage.width, 3), 240, np.uint8)
    neck, middle = line.width // 40, line.left + line.width // 2
    frame[:, middle - neck : middle + neck] = (50, 28, 18)
    ground = ground_of(Kit(stage, look, overlays, {0: [frame] * 3}), 0)
    behind = veiled(frame[:1, middle : middle + 1], ground.veil, ground.opacity)
    assert ground.plated or contrast_behind(ground.text, behind) >= 4.5


def clip(path: Path, colour: str, seconds: float = 2.2) -> Path:
    source = f"gradients=size=180x320:rate=24:duration={seconds}:c0={colour}:c1=0x808080:speed=0.05"
    encode = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    subprocess.run([program(), *SAFE, "-f", "lavfi", "-i", source, *encode, str(path)], check=True)
    return path


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two clips, a product photo and a logo."""
    folder = tmp_path_factory.mktemp("overlays")
    clip(folder / "a.mp4", "0xf0f0e0")
    clip(folder / "b.mp4", "0x101030")
    draw_product("bottle", folder / "bottle.jpg", 300)
    mark = np.zeros((60, 60, 4), np.uint8)
    cv2.circle(mark, (30, 30), 26, (20, 90, 200, 255), -1)
    Image.fromarray(mark).save(folder / "logo.png")
    return folder


def script_of_clips() -> AdScript:
    texts = ("Only $19 this week", "Ready?")
    return ad([2, 2], texts=texts, images=("bottle.jpg",), logo="logo.png", speech="")


async def test_every_plate_fills_exactly_its_rectangle(material: Path, tmp_path: Path) -> None:
    script = script_of_clips()
    stage, look = Stage.of(script.ad_details.placement, (270, 480)), Look.of(script, material)
    sources = await sources_of(script, [material / "a.mp4", material / "b.mp4"])
    overlays = overlays_of(script, look, stage, timeline_of(script, [True] * 2), [True] * 2)
    paths = await paint_overlays(overlays, script, look, stage, sources, tmp_path, folder=material)
    assert len(paths) == len(overlays) > 5
    for overlay, path in zip(overlays, paths, strict=True):
        with Image.open(path) as picture:
            assert (picture.mode, picture.size) == ("RGBA", (overlay.width, overlay.height))
            assert np.asarray(picture)[..., 3].max() > 150, f"{overlay.piece} is empty"
    assert await paint_overlays((), script, look, stage, sources, tmp_path) == []
    broken = script.model_copy(update={"brand": script.brand.model_copy(update={"logo": "a.mp4"})})
    with pytest.raises(BadMedia, match=r"a\.mp4"):
        await paint_overlays(overlays, broken, look, stage, sources, tmp_path, folder=material)


async def test_a_maker_that_is_up_already_paints_the_same_and_one_that_is_not_wanted_goes(
    material: Path, tmp_path: Path
) -> None:
    script = script_of_clips()
    stage, look = Stage.of(script.ad_details.placement, (270, 480)), Look.of(script, material)
    async with plate_maker() as maker, plate_maker() as unwanted:
        sources = await sources_of(script, [material / "a.mp4", material / "b.mp4"])
        overlays = overlays_of(script, look, stage, timeline_of(script, [True] * 2), [True] * 2)

        async def painted(name: str, by: Standby | None) -> list[bytes]:
            paths = await paint_overlays(
                overlays, script, look, stage, sources, tmp_path, folder=material, name=name, maker=by
            )
            return [path.read_bytes() for path in paths]

        assert await painted("up", maker) == await painted("anew", None)
    with pytest.raises(asyncio.InvalidStateError):  # gone
        await unwanted.do(b"")


def test_an_ad_of_clips_ends_with_a_button(material: Path, tmp_path: Path) -> None:
    """Through the whole cut: badge over the first clip, card and button over the last."""
    script, size = script_of_clips(), (270, 480)
    look, stage = Look.of(script, material), Stage.of(script.ad_details.placement, size)
    clips, out = [material / "a.mp4", material / "b.mp4"], tmp_path / "ad.mp4"
    asyncio.run(cut(script, clips, None, None, out, look=look, folder=material, size=size))
    overlays = overlays_of(script, look, stage, timeline_of(script, [True] * 2), [True] * 2)
    kit = Kit(stage, look, overlays, product=load_picture(material / "bottle.jpg").cut_out)

    def share(piece: str, second: float, colour: Rgb) -> float:
        """How much of the piece's rectangle has about this colour."""
        box = next(o.box for o in overlays if o.piece == piece)
        shown = frame_at(out, second, size)[
            round(box.top) : round(box.bottom), round(box.left) : round(box.right)
        ]
        return float((np.abs(shown.astype(int) - np.array(colour)).max(axis=2) < 28).mean())

    assert share("sticker", 1.5, kit.scheme("brand").accent) > 0.3
    assert share("button", 3.8, kit.card.accent) > 0.18
    assert share("button", 2.3, kit.card.accent) < 0.05, "too early"
    last = frame_at(out, 4 - 1.2 / 24, size)
    assert np.abs(last.astype(int) - frame_at(out, 3.8, size)).mean() < 3, "the card covers the last frame"


def frame_at(path: Path, second: float, size: tuple[int, int]) -> np.ndarray:
    asked = [
        "-ss",
        str(second),
        "-i",
        str(path),
        "-frames:v",
        "1",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "pipe:1",
    ]
    done = subprocess.run([program(), *SAFE, *asked], check=True, capture_output=True)
    return np.frombuffer(done.stdout, np.uint8).reshape(size[1], size[0], 3)
