"""Colours are legible by construction, layouts don't repeat, type fits, and what can't be drawn is named."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from agent.brief import BrandFacts, Brief
from agent.copywriter import write
from agent.platforms import PLACEMENTS
from agent.script import read_script_file
from jobs.studio.canvas import to_rgb, to_ycc
from jobs.studio.colour import contrast, from_oklch, hexa, rgb, to_oklch
from jobs.studio.compose import compose, pictogram
from jobs.studio.headline import initial_of, parts_of
from jobs.studio.icons import _WORDS, code_point, icon_for
from jobs.studio.look import Look, photo_palette
from jobs.studio.pictures import cut_out, load_picture
from jobs.studio.plan import plan_scenes
from jobs.studio.shapes import icon
from jobs.studio.stage import Stage
from jobs.studio.typeset import FAMILIES, FONTS, coverage, set_type, width_of
from tests.studio.products import PRODUCTS, draw_scene
from tests.studio.scripts import ad, drawn

colour = st.tuples(*[st.integers(0, 255)] * 3).map(hexa)
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@given(st.lists(colour, max_size=3))
@drawn(max_examples=200)
def test_text_is_legible_in_every_scheme_of_any_brand(colours: list[str]) -> None:
    look = Look.of(ad([3], colors=colours), Path())
    for scheme in look.schemes():
        for ground in (scheme.base, scheme.second):
            assert contrast(scheme.text, ground) >= 4.5
            assert contrast(scheme.hot, ground) >= 2.9
        assert contrast(scheme.on_accent, scheme.accent) >= 4.5


@given(st.tuples(*[st.integers(0, 255)] * 3))
@drawn(max_examples=100)
def test_oklch_and_ycc_come_back(one: tuple[int, int, int]) -> None:
    assert max(abs(a - b) for a, b in zip(from_oklch(*to_oklch(one)), one, strict=True)) <= 1
    back = to_rgb(to_ycc(np.array([[one]], np.uint8)))[0, 0]
    assert max(abs(int(a) - b) for a, b in zip(back, one, strict=True)) <= 3


def test_the_seed_is_of_what_the_ad_is_about_and_not_of_where_files_lie_or_what_an_edit_changes() -> None:
    script = ad([3, 3], images=("a/bottle.jpg",), logo="logo.png")
    scenes = tuple(scene.model_copy(update={"generated_image_url": "x.jpg"}) for scene in script.scenes)
    brand = script.brand.model_copy(update={"product_images": ("/tmp/1/b.jpg",), "logo": "/tmp/2.png"})
    moved = script.model_copy(update={"scenes": scenes, "brand": brand, "voiceover_url": "v.wav"})
    assert Look.of(moved, Path()).seed == Look.of(script, Path()).seed
    edited = ad([2, 2, 3], speech="Other words.", images=("a/bottle.jpg",), music=False, placement="x")
    assert Look.of(edited, Path()).seed == Look.of(script, Path()).seed
    assert Look.of(ad([3, 3], title="South Pier"), Path()).seed != Look.of(script, Path()).seed


def test_no_two_scenes_share_a_layout_and_neighbours_differ_in_colour() -> None:
    plans = plan_scenes(ad([2.0] * 12))
    assert len({plan.layout for plan in plans}) == 12
    assert plans[-1].layout == "packshot"
    assert all(a.scheme != b.scheme for a, b in pairwise(plans))
    long = plan_scenes(ad([2.0] * 30))
    assert len({(plan.layout, plan.round) for plan in long}) == 30


@pytest.mark.parametrize(
    ("words", "layout"),
    [
        ("No sugar · No fuss · Twice the focus", "checklist"),
        ("Now $19", "badge"),
        ("“Never going back”", "bubble"),
    ],
)
def test_words_choose_their_layout(words: str, layout: str) -> None:
    assert plan_scenes(ad([3, 3], texts=(words, "Order")))[0].layout == layout


@pytest.mark.parametrize(
    "words",
    [
        "Yes, hungry students, we mean you.",
        "Hey, hungry students, dinner is here",
        "Tired, hungry, and late?",
        "Made by hand, roasted slowly, because it matters",
        "You ride, we pay, and everybody is happy",
        "Say goodbye to mornings of queues, cold cups, and tired faces at the office",
        "Well, well, well. Look who found coffee",
        "Yes. We mean you. Really now.",
        "Warm bread, baked at five in the morning, for Berlin",
        "Да, голодные студенты, это вам",
    ],
)
def test_a_sentence_with_commas_is_no_list(words: str) -> None:
    assert parts_of(words) == [words]
    assert plan_scenes(ad([3, 3], texts=(words, "Order")))[0].layout != "checklist"


@pytest.mark.parametrize(
    ("words", "points"),
    [
        ("No sugar · No fuss · Twice the focus", ["No sugar", "No fuss", "Twice the focus"]),
        ("Real fruit, no sugar, and nothing else", ["Real fruit", "no sugar", "nothing else"]),
        (
            "Free delivery, easy returns, 2-year warranty",
            ["Free delivery", "easy returns", "2-year warranty"],
        ),
        ("Less noise, more battery & better calls", ["Less noise, more battery & better calls"]),
        ("Less noise, more battery, & better calls", ["Less noise", "more battery", "better calls"]),
        ("Cuts glare. Saves power. Fits anywhere.", ["Cuts glare", "Saves power", "Fits anywhere"]),
        ("Track it\nSplit it\nSave it", ["Track it", "Split it", "Save it"]),
        ("Cleans · calms · protects", ["Cleans", "calms", "protects"]),
        ("طبيعي · بلا عطور · مختبر طبيًا", ["طبيعي", "بلا عطور", "مختبر طبيًا"]),
        ("Twist · Sip", ["Twist · Sip"]),
    ],
)
def test_a_list_is_read_as_its_points(words: str, points: list[str]) -> None:
    assert parts_of(words) == points


@pytest.mark.parametrize("name", sorted(PLACEMENTS))
def test_every_layout_paints_in_every_shape(name: str) -> None:
    placement = PLACEMENTS[name]
    stage = Stage.of(placement, (placement.width // 12 * 2, placement.height // 12 * 2))
    script = ad(
        [2.0] * 14,
        placement=name,
        texts=("Still tired?", "Only $9", "A · B · C", "Go", "Extraordinarily long"),
    )
    look = Look.of(script, Path())
    for number in range(1, 15):
        art = compose(script, number, look, stage, Path())
        early, late = art.frame(0.1), art.frame(art.seconds * 0.8)
        assert early.shape == (stage.height, stage.width, 3)
        assert float(np.abs(early.astype(int) - late).mean()) > 0.5


def test_a_headline_stays_in_the_safe_box() -> None:
    """All emphasised or plain type of the typographic layout lies between the safe sides, at its largest."""
    script = ad([3, 3], texts=("Internationalisation everywhere",), colors=["#000000", "#FFFFFF"])
    placement = script.ad_details.placement
    block = set_type("Internationalisation everywhere", "grotesk-heavy", 600, 300, largest=200)
    assert block.width <= 600
    assert block.height <= 300
    assert placement.safe_box.width >= 768


@given(st.text("abcdefgh WMÄжщ", min_size=1, max_size=80), st.floats(60, 900), st.floats(40, 700))
@drawn(max_examples=100)
def test_type_fits_its_box_or_is_at_its_smallest(text: str, width: float, height: float) -> None:
    block = set_type(text, "serif-bold", width, height, largest=180, smallest=12)
    drawn_words = "".join(w.text for w in block.words)  # a long word may have hyphens where it is broken
    assert drawn_words.replace("-", "").replace(" ", "") == text.replace(" ", "")
    if block.size > 12:
        assert block.height <= height
        assert all(w.x + width_of(w.text, block.face, block.size) <= width + 0.5 for w in block.words)


def test_text_faces_draw_latin_cyrillic_and_money() -> None:
    wanted = set("ABCXYZabcxyz0123456789.,!?%&@#+-–—…’“”«»€$£₽₴₸№×·•éüñçßøłčğşıЖЩЪЫЭЮЯёіїєґ")
    for face in ("text-bold", "text-medium", "grotesk-heavy"):
        assert not {char for char in wanted if ord(char) not in coverage(face)}  # type: ignore[arg-type]


def test_pictograms_exist_and_are_found() -> None:
    with TTFont(FONTS / "icons.ttf") as opened:
        codes = set(opened.getBestCmap())
    assert {code_point(name) for _, name in _WORDS} <= codes
    assert icon_for("Nobody opens spreadsheets") == "receipt"
    assert icon_for("Category killer") is None
    assert icon_for("", "A cat sleeps") == "cat"


@pytest.mark.parametrize("name", ["device-mobile", "receipt", "bicycle", "coffee", "star"])
def test_pictograms_stand_in_the_middle(name: str) -> None:
    shown = icon(name, 120, (0, 0, 0))[..., 3] > 96
    for along in (np.flatnonzero(shown.any(axis=0)), np.flatnonzero(shown.any(axis=1))):
        assert abs(int(along[0]) - (119 - int(along[-1]))) <= 2


@pytest.mark.parametrize(
    ("product", "brand", "picture"),
    [
        ("electric bikes", "Bolt Bikes", "bicycle"),
        ("green tea", "", "coffee"),
        ("cold brew", "North Pier", "coffee"),
        ("shampoo bars", "Foamy", "hand-soap"),
        ("reading lamp", "Lumo", "lightbulb"),
        ("running shoes", "Volt", "sneaker"),
        ("delivery app", "Zip", "device-mobile"),
        ("cookbook", "", "book-open"),
        ("house insurance", "", "house"),
        ("dog leashes", "Rufus & Co", "dog"),
        ("cat food", "Miau", "cat"),
        ("flights to Lisbon", "", "airplane"),
        ("meal kits", "Dill", "chef-hat"),
    ],
)
def test_pictograms_are_of_the_product(product: str, brand: str, picture: str) -> None:
    script = write(Brief(product=product, duration=20), BrandFacts(title=brand) if brand else BrandFacts())
    shown = [pictogram(script, index) for index in range(len(script.scenes))]
    assert shown[0] == picture
    assert shown[:-1].count(picture) >= len(shown[:-1]) / 2
    assert shown[-1] == (None if brand else picture)


def test_what_merely_stands_about_is_no_product() -> None:
    script = write(Brief(product="thingamajig", duration=20), BrandFacts(title="Zorp"))
    named = {icon_for(scene.on_screen_text) for scene in script.scenes}
    assert {pictogram(script, index) for index in range(len(script.scenes))} <= {*named, None}


@pytest.mark.parametrize(
    ("name", "initial"),
    [
        ("#nofilter", "N"),
        ("& Other", "O"),
        ("¡Hola!", "H"),
        ("№1", "1"),
        ("1 Café", "C"),
        ("«Да»", "Д"),
        ("!!!", None),
    ],
)
def test_the_mark_of_a_brand_is_its_first_letter(name: str, initial: str | None) -> None:
    assert initial_of(name) == initial


def test_a_name_of_signs_gets_a_mark_and_is_written_on_the_end_card() -> None:
    stage = Stage.of(PLACEMENTS["instagram_feed"], (360, 450))

    def end(title: str) -> np.ndarray:
        script = ad(
            [2, 2], placement="instagram_feed", texts=("Go", "Nice"), title=title, speech="Buy a kettle."
        )
        return compose(script, 2, Look.of(script, Path()), stage, Path()).frame(1.6)

    assert float(np.abs(end("!!!").astype(int) - end("").astype(int)).mean()) > 0.3  # the name itself


@pytest.mark.parametrize("name", sorted(PLACEMENTS))
def test_copy_and_captions_keep_clear_of_what_a_photo_shows(name: str, tmp_path: Path) -> None:
    placement = PLACEMENTS[name]
    stage = Stage.of(placement, (placement.width // 12 * 2, placement.height // 12 * 2))
    photos = {"can.jpg": (EXAMPLES / "can.jpg").read_bytes(), "teal.png": None}
    draw_scene(tmp_path / "teal.png")
    for photo, data in photos.items():
        if data:
            (tmp_path / photo).write_bytes(data)
        script = ad([3, 3], placement=name, images=(photo,), texts=("It keeps cold for 24 hours", "Order"))
        art = compose(script, 1, Look.of(script, tmp_path), stage, tmp_path)
        kept = art.kept_clear
        assert kept is not None
        assert kept.height > 0.3 * art.stage.split(0.36)[1].height
        for written in (art.stage.split(0.36)[0], art.stage.captions, art.stage.kicker):
            apart = (
                kept.left >= written.right - 1 or kept.right <= written.left + 1
                or kept.top >= written.bottom - 1 or kept.bottom <= written.top + 1
            )  # fmt: skip
            assert apart, (photo, kept, written)
        # White type reaches its contrast on the photo behind it.
        words = art.stage.split(0.36)[0]
        still = to_rgb(art.frame(0.0))[
            round(words.top) : round(words.bottom), round(words.left) : round(words.right)
        ]
        assert contrast((255, 255, 255), tuple(int(v) for v in still.reshape(-1, 3).mean(axis=0))) >= 4.5


def test_colours_are_the_products_and_not_the_tables(tmp_path: Path) -> None:
    draw_scene(tmp_path / "teal.png")
    colours = photo_palette(tmp_path / "teal.png")
    assert 170 < to_oklch(rgb(colours[0]))[2] < 220  # teal; the table is at 60
    assert 150 < to_oklch(rgb(photo_palette(EXAMPLES / "can.jpg")[0]))[2] < 200
    Image.new("RGB", (300, 300), (140, 140, 140)).save(tmp_path / "grey.png")
    assert photo_palette(tmp_path / "grey.png") == ()
    look = Look.of(ad([3], colors=[], images=("teal.png",)), tmp_path)
    assert hexa(look.brand) == colours[0]


@pytest.mark.parametrize("words", ["Still tired?", "Wake up faster"])
@pytest.mark.parametrize("photo", [None, "bottle.jpg", "can.jpg"])
def test_the_hook_keeps_moving(photo: str | None, words: str) -> None:
    """Between any two moments a third of a second apart, up to its end, the first scene's picture has changed."""
    stage = Stage.of(PLACEMENTS["instagram_reels"], (360, 640))
    script = ad([4, 4], images=(photo,) if photo else (), texts=(words, "Order"))
    art = compose(script, 1, Look.of(script, EXAMPLES), stage, EXAMPLES)
    times = [1.5, 1.83, 2.17, 2.5, 2.83, 3.17, 3.5]
    frames = [to_rgb(art.frame(t))[300:].astype(np.int16) for t in times]
    changes = [float((np.abs(b - a).max(axis=2) > 12).mean()) for a, b in pairwise(frames)]
    assert min(changes) > 0.04


@pytest.mark.parametrize("name", sorted(PRODUCTS))
def test_products_on_plain_ground_are_cut_out(name: str) -> None:
    photo = load_picture(EXAMPLES / f"{name}.jpg")
    alone = cut_out(photo.rgb)
    if name == "can":  # a room behind it
        assert alone is None
        return
    assert alone is not None
    assert 0.25 < float((alone[..., 3] > 128).mean()) < 0.98
    corners = alone[[0, 0, -1, -1], [0, -1, 0, -1], 3]
    assert np.sort(corners)[1] < 40  # no plate of background around it


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_examples_are_valid_scripts(path: Path) -> None:
    script = read_script_file(path)
    look = Look.of(script, path.parent)
    assert look.display in FAMILIES
