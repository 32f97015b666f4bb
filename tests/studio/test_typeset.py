"""Type in every script: drawn or refused by name, in the order in which it is read, within its box."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import unicodedata
from pathlib import Path
from typing import NoReturn, get_args

import cv2
import numpy as np
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont, features

from jobs.studio import bidi
from jobs.studio.actors import Subject
from jobs.studio.captions import captions_of, faces_of
from jobs.studio.compose import compose
from jobs.studio.errors import UndrawableText
from jobs.studio.faces import (
    FAMILIES,
    FONTS,
    LEADING,
    ORIGINS,
    Face,
    coverage,
    face_for,
    file_of,
    runs_of,
)
from jobs.studio.hyphens import SOFT, divided
from jobs.studio.language import capitals, language_of
from jobs.studio.layouts.pictorial import hero
from jobs.studio.look import Look
from jobs.studio.narration import silent_narration
from jobs.studio.segment import pieces_of
from jobs.studio.stage import Stage
from jobs.studio.timeline import timeline_of
from jobs.studio.typeset import drawable, paint_text, set_line, set_type, width_of
from tests.studio.scripts import ad, drawn

FACES: tuple[Face, ...] = get_args(Face)
SAMPLES: dict[str, tuple[str, Face]] = {
    "Arabic": ("قهوة باردة، جاهزة في 10 ثوانٍ!", "arabic-bold"),
    "Persian": ("قهوه‌ی سرد؛ پنج دقیقه گرم‌تر", "arabic-bold"),
    "Hebrew": ("קפה קר, מוכן תוך 10 שניות!", "hebrew-bold"),
    "Russian": ("Снова не выспались? Её объём", "grotesk-heavy"),
    "Greek": ("Ψωμί φρέσκο κάθε μέρα", "world-bold"),
    "Vietnamese": ("Cà phê lạnh đã sẵn sàng", "world-bold"),
    "German": ("Größter Spaß für Straßenkätzchen", "grotesk-heavy"),
    "Chinese": ("早上好，今天天气很好。立即订购！", "chinese-bold"),
    "Taiwanese": ("今天是個好天氣，馬上訂購！", "taiwan-bold"),
    "Japanese": ("新鮮な朝の一杯、今すぐ注文", "japanese-bold"),
    "Korean": ("커피 오늘 주문하세요 뷁", "korean-bold"),
    "Thai": ("กาแฟเย็นพร้อมใน 10 วินาที", "thai-bold"),
    "Hindi": ("ठंडी कॉफ़ी, सिर्फ़ ₹199", "devanagari-bold"),
    "Bengali": ("ঠান্ডা কফি এখনই", "bengali-bold"),
    "Tamil": ("குளிர் காபி இன்று", "tamil-bold"),
    "Georgian": ("კარგი ყავა ყოველდღე", "georgian-bold"),
    "Armenian": ("Լավ սուրճ ամեն օր", "armenian-bold"),
}


@pytest.mark.parametrize("face", FACES)
def test_the_table_of_characters_is_what_the_font_has(face: Face) -> None:
    with TTFont(file_of(face), lazy=True) as font:
        _check(face, font)


def _check(face: Face, font: TTFont) -> None:
    assert set(font.getBestCmap()) - {0x0D, 0} == coverage(face) - {0x0D, 0}
    assert font["name"].getDebugName(1) == FAMILIES[face]
    assert "Open Font" in (font["name"].getDebugName(13) or "")
    assert face in ORIGINS
    assert face in LEADING
    table, units = font["OS/2"], font["head"].unitsPerEm
    if face in ("text-bold", "text-medium", "grotesk-heavy") or FACES.index(face) > 5:
        # libass sizes type by these: all that may stand in a caption must agree.
        assert table.usWinAscent / units == pytest.approx(1.212, abs=0.002)
        assert table.usWinDescent / units == pytest.approx(0.334, abs=0.002)


def test_fonts_lie_with_their_licences_and_stay_small() -> None:
    files = [*FONTS.glob("*.ttf"), *FONTS.glob("*.otf")]
    assert {path.stem for path in files} == {*FACES, "icons"}
    assert sum(path.stat().st_size for path in files) < 13_000_000
    assert all("SIL OPEN FONT LICENSE" in path.read_text() for path in FONTS.glob("OFL-*.txt"))


@pytest.mark.parametrize("language", SAMPLES)
def test_every_script_is_drawn(language: str) -> None:
    text, face = SAMPLES[language]
    clean, dropped = drawable(text)
    assert dropped == ()
    assert face_for(clean, "grotesk-heavy") == face
    for own, run in runs_of(clean, "grotesk-heavy"):
        assert all(ord(c) in coverage(own) or unicodedata.category(c) in ("Cf", "Zs") for c in run)
    block = set_type(clean, "grotesk-heavy", 400, 300, largest=60)
    assert block.face == face
    for word in block.words:
        assert word.x >= -1
        assert word.x + word.width <= 401
    picture, _, _ = paint_text(clean, face, 40, (0, 0, 0))
    assert picture[..., 3].max() > 200
    assert picture[..., 3][:, 0].max() == picture[..., 3][:, -1].max() == 0  # nothing is cut off
    assert picture[..., 3][0].max() == picture[..., 3][-1].max() == 0


def test_emoji_are_drawn_whatever_they_are_made_of() -> None:
    clean, dropped = drawable("Hot 🔥 ❤️ 💙 👍🏽 👨‍👩‍👧 🇩🇪 1️⃣ ⚡ ★")
    assert dropped == ()
    assert [run for face, run in runs_of(clean, "grotesk-heavy") if face == "emoji"] == [
        "🔥", "👍", "👨‍👩‍👧", "🇩🇪", "1️⃣", "⚡",
    ]  # fmt: skip
    assert clean.count("❤") == 2  # a heart is a heart where there is one colour
    assert width_of("👨‍👩‍👧", "emoji", 50) == pytest.approx(
        width_of("🔥", "emoji", 50), rel=0.1
    )  # one picture
    assert width_of("🇩🇪", "emoji", 50) == pytest.approx(width_of("🔥", "emoji", 50), rel=0.1)


@pytest.mark.parametrize("text", ["ᚠᚢ", "𒀀", "ꦲ", "abc ⴰ"])
def test_what_no_font_draws_is_refused_by_name(text: str) -> None:
    with pytest.raises(UndrawableText, match=unicodedata.name(text[-1]).title()):
        drawable(text)


def test_lines_from_the_right_stand_in_reading_order() -> None:
    line, _ = set_line(["קנו ", "iPhone ", "15 ", "Pro, ", "עכשיו!"], "text-bold", 40, True)
    assert [text.rstrip(bidi.RLM) for text, x, _ in sorted(line, key=lambda w: w[1])] == [
        "עכשיו!", "iPhone,", "15", "Pro", "קנו",
    ]  # fmt: skip
    mirrored, wide = set_line(["קנו ", "iPhone ", "15 "], "text-bold", 40, True, mirrored=True)
    assert mirrored[0][1] == 0.0  # the first word begins at the edge that is drawn on the right
    assert sum(width for _, _, width in mirrored) < wide


def test_shaping_joins_and_turns_letters() -> None:
    apart, _, _ = paint_text("ب ب ب", "arabic-bold", 60, (0, 0, 0))
    joined, _, _ = paint_text("ببب", "arabic-bold", 60, (0, 0, 0))
    assert joined.shape[1] < apart.shape[1] * 0.9
    picture, pen, _ = paint_text("שלום!", "hebrew-bold", 80, (0, 0, 0))
    mark, _, _ = paint_text("!", "grotesk-heavy", 80, (0, 0, 0))
    ink = picture[..., 3][:, int(pen) : int(pen) + mark.shape[1] // 3]
    assert np.flatnonzero(ink.max(axis=1)).size > 0  # the sign stands at the left


letter = st.sampled_from("abאבגعب12%+,.!()-– :;$").map(str)


mixed = st.lists(letter, min_size=1, max_size=14).map("".join)


@given(mixed, st.booleans())
@drawn(max_examples=300)
def test_every_letter_of_a_mixed_line_has_one_place(text: str, rtl: bool) -> None:
    assert sorted(bidi.visual(bidi.levels(text, rtl))) == list(range(len(text)))


@pytest.fixture(scope="module")
def fribidi() -> ctypes.CDLL:
    """Others' word on how lines are ordered; the product itself does without this library of the system."""
    try:
        return ctypes.CDLL(ctypes.util.find_library("fribidi") or "libfribidi.so.0")
    except OSError:
        _missing("FriBiDi (Debian and Ubuntu: libfribidi0)")


def _missing(what: str) -> NoReturn:
    """Skips the test; where CI is set it fails."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} was not found, and CI is set")
    pytest.skip(f"compares with {what}, which is not there")


@given(mixed.filter(lambda text: "(" not in text and ")" not in text), st.booleans())
@drawn(max_examples=300)
def test_the_order_of_mixed_lines_is_that_of_fribidi(fribidi: ctypes.CDLL, text: str, rtl: bool) -> None:
    """Paired brackets are left out on purpose."""
    codes = (ctypes.c_uint32 * len(text))(*map(ord, text))
    places = (ctypes.c_int * len(text))()
    base = ctypes.c_uint32(0x111 if rtl else 0x110)  # FRIBIDI_PAR_RTL, FRIBIDI_PAR_LTR
    assert fribidi.fribidi_log2vis(codes, len(text), ctypes.byref(base), None, None, places, None)
    assert list(places) == bidi.visual(bidi.levels(text, rtl))


PHRASES: tuple[tuple[Face, str], ...] = (
    ("arabic-bold", "قهوة باردة، جاهزة في ثوانٍ"),
    ("arabic-bold", "قهوه‌ی سرد؛ گرم‌تر از همیشه"),  # Persian
    ("arabic-bold", "ٹھنڈی کافی، ابھی آرڈر کریں"),  # Urdu
    ("hebrew-bold", "קפה קר בַּבַּיִת"),
    ("thai-bold", "กาแฟเย็นพร้อมดื่มที่นี่"),
    ("devanagari-bold", "ठंडी कॉफ़ी सिर्फ़ आपके लिए"),
    ("bengali-bold", "ঠান্ডা কফি এখনই"),
    ("tamil-bold", "குளிர் காபி இன்று"),
    ("serif-bold", "Elegant office AVATAR fi"),
    ("emoji", "🔥👨‍👩‍👧🇩🇪"),
)


@pytest.mark.parametrize(("face", "text"), PHRASES)
@pytest.mark.parametrize("outline", [0, 3])
def test_letters_look_as_freetype_and_raqm_draw_them(face: Face, text: str, outline: int) -> None:
    if not features.check("fribidi"):
        _missing("Pillow's Raqm with FriBiDi (Debian and Ubuntu: libfribidi0)")
    ours, pen, baseline = paint_text(text, face, 96, (0, 0, 0), outline=outline)
    font = ImageFont.truetype(file_of(face), 96, layout_engine=ImageFont.Layout.RAQM)
    theirs, inner = Image.new("L", ours.shape[1::-1]), Image.new("L", ours.shape[1::-1])
    ImageDraw.Draw(theirs).text((pen, baseline), text, 255, font, anchor="ls", stroke_width=outline)
    ImageDraw.Draw(inner).text((pen, baseline), text, 255, font, anchor="ls")
    seen = np.asarray(theirs, np.float64)
    if outline:
        seen = np.clip(seen - np.asarray(inner), 0, 255)
    # Theirs stand on whole pixels, ours where they belong: edges differ, shapes don't.
    smooth, other = (cv2.GaussianBlur(alpha, (0, 0), 3) for alpha in (ours[..., 3].astype(float), seen))
    assert np.abs(smooth - other).sum() < 0.12 * other.sum()


@given(st.lists(st.sampled_from("aeioubcdst"), min_size=3, max_size=40), st.integers(2, 4))
@drawn(max_examples=80)
def test_divided_words_lose_nothing(parts: list[str], count: int) -> None:
    pieces = divided(parts, count)
    assert "".join(pieces).replace(SOFT, "") == "".join(parts)


def test_long_words_are_broken_at_their_joints_and_stay_large() -> None:
    assert divided(list("Straßenbahnhaltestelle"), 2) == [f"Straßenbahn{SOFT}", "haltestelle"]
    block = set_type("Kraftfahrzeughaftpflichtversicherung", "grotesk-heavy", 500, 400, largest=130)
    assert block.size > 40
    assert block.words[0].text.endswith("-")
    assert all(word.x + word.width <= 501 for word in block.words)
    kept = set_type("Donau dampf", "grotesk-heavy", 500, 400, largest=130)
    assert not any("-" in word.text for word in kept.words)


def test_phrases_stay_together_where_no_spaces_are_written() -> None:
    for text in (
        "今日は天気がいいですね。新しい味、どうぞ！",
        "早上好，今天天气很好。",
        "วันนี้อากาศดีมาก ลด 20%",
        "a  b · c",
    ):
        pieces = pieces_of(text)
        assert "".join(pieces) == " ".join(text.split())
        assert not any(piece[0] in "、。，！？ー」" for piece in pieces)
    assert pieces_of("今日は天気がいいですね。")[:2] == ["今日は", "天気が"]
    assert "好好" in pieces_of("你有多久没有好好喝一杯茶了？"), "doubled, it is one word"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Кава з одного пагорба, її", "uk"),
        ("Кофе с одного холма", "ru"), ("早上好", "zh"), ("今天是個好天氣", "zh-Hant"),
        ("おはよう世界", "ja"), ("커피 주문", "ko"), ("قهوة باردة", "ar"), ("قهوه سرد چای گرم", "fa"), ("שלום", "he"),
        ("Cà phê lạnh đã sẵn sàng", "vi"), ("Şimdi sipariş ver ve çok kazan", "tr"), ("Ψωμί", "el"), ("Volt", "en"),
    ],
)  # fmt: skip
def test_language(text: str, code: str) -> None:
    assert language_of(text) == code


def test_capitals_are_those_of_the_language() -> None:
    assert capitals("Straße") == "STRAẞE"
    assert capitals("Ψωμί φρέσκο") == "ΨΩΜΙ ΦΡΕΣΚΟ"
    assert capitals("indirim", "şimdi için bir") == "İNDİRİM"
    assert capitals("ყავა") == "ყავა"
    assert capitals("قهوة 早上") == "قهوة 早上"


def test_an_ad_from_the_right_is_laid_out_in_a_mirror() -> None:
    script = ad(
        [3, 3, 3],
        placement="youtube_shorts",
        texts=("עדיין עייפים?", "קפה קר", "מוכנים?"),
        speech="קפה קר.",
        title="נורת",
    )
    stage = Stage.of(script.ad_details.placement, (360, 640))
    art = compose(script, 1, Look.of(script, Path()), stage, Path())
    assert art.mirrored
    assert art.stage.safe == stage.safe.mirrored(360)
    left = compose(ad([3, 3, 3]), 1, Look.of(ad([3, 3, 3]), Path()), stage, Path())
    assert not left.mirrored


def test_captions_use_the_fonts_of_their_words_alone() -> None:
    script = ad([6], speech="קפה קר 🔥 now.", texts=("x",))
    timeline, stage = timeline_of(script), Stage.of(script.ad_details.placement)
    captions = captions_of(silent_narration(script.voiceover_text, timeline), [(0.0, stage)])
    assert faces_of(captions) == ("emoji", "hebrew-bold", "text-bold")


@pytest.mark.parametrize(
    ("speech", "face"),
    [("新しい朝の一杯、どうぞ。", "japanese-bold"), ("今天是個好天氣，馬上訂購！", "taiwan-bold")],
)
def test_headlines_that_say_nothing_of_their_language_wear_the_glyphs_of_the_ad(
    speech: str, face: Face
) -> None:
    script = ad([3, 3], speech=speech, texts=("東京限定", "NEW"), tone="energetic", fonts=("Oswald",))
    look = Look.of(script, Path())
    assert face_for("東京限定", look.display) == face
    assert face_for("NEW", look.display) == "grotesk-heavy"


def test_words_over_a_photo_have_their_shade_on_their_side() -> None:
    texts = {"right": "קפה קר", "left": "Cold coffee"}
    for side, text in texts.items():
        script = ad([3], placement="youtube", texts=(text,), speech=text, title=text)
        stage = Stage.of(script.ad_details.placement, (640, 360))
        art = compose(script, 1, Look.of(script, Path()), stage, Path())
        art.actors.clear()
        art.subject = Subject("photo", np.full((360, 640, 3), 200, np.uint8), "star")
        hero(art)
        picture = art.frame(2.9)[..., 0].astype(float)
        dark, light = (0, -1) if side == "left" else (-1, 0)
        edge = picture[:: picture.shape[0] - 1]  # rows without type
        assert edge[0, dark] < edge[0, light] - 40


@pytest.mark.parametrize("brand", ["نورث", "ஔவை", "Qi"])
def test_the_initial_of_a_brand_is_whole_on_its_tile(brand: str) -> None:
    script = ad([3, 3], texts=("…",), speech=brand, title=brand)
    stage = Stage.of(script.ad_details.placement, (360, 640))
    art = compose(script, 1, Look.of(script, Path()), stage, Path())
    tile = art.token(200, None)
    ink = (np.abs(tile[..., :3].astype(int) - art.scheme.on_accent).max(axis=2) < 12).astype(np.uint8)
    _, _, wide, high = cv2.boundingRect(ink[20:-20, 10:-10])
    letter, _, _ = paint_text(brand[0], face_for(brand[0], art.look.display), 100, (0, 0, 0))
    _, _, own_wide, own_high = cv2.boundingRect(letter[..., 3])
    assert wide / high == pytest.approx(own_wide / own_high, rel=0.06)
    assert 60 < max(wide, high) <= 170
