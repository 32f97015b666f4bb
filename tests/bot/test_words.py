"""Lengths, cuts and escapes, for any text."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import NewAd, Say
from bot.i18n import Markup, escape
from bot.views.words import (
    LABEL_LIMIT,
    Button,
    Words,
    clip,
    cut,
    pages,
    plain,
    portions,
    spoken,
    utf16_length,
    visible_length,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


@given(TEXTS)
def test_escaping_shows_exactly_the_text(text: str) -> None:
    assert plain(escape(text)) == text


@given(TEXTS, st.integers(2, 60))
def test_a_cut_fits_and_loses_nothing(text: str, limit: int) -> None:
    head, tail = cut(text, limit)
    assert head + tail == text
    assert utf16_length(head) <= limit
    assert head or not text


@given(TEXTS, st.integers(1, 80))
def test_a_clip_is_one_line_that_fits(text: str, limit: int) -> None:
    clipped = clip(text, limit)
    assert utf16_length(clipped) <= limit
    assert "\n" not in clipped


@given(TEXTS, st.integers(2, 60))
def test_portions_fit_and_keep_every_word(text: str, limit: int) -> None:
    parts = portions(text, limit)
    assert all(part and utf16_length(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_portions_prefer_paragraphs() -> None:
    assert portions("a" * 60 + "\n\n" + "b" * 60, 100) == ["a" * 60, "b" * 60]
    assert portions("One sentence here. Another one there.", 30) == [
        "One sentence here.",
        "Another one there.",
    ]


@given(st.lists(TEXTS.filter(bool).map(lambda text: escape(text[:90])), max_size=12))
def test_pages_keep_order_and_fit(blocks: list[Markup]) -> None:
    packed = pages(blocks, limit=200)
    assert all(visible_length(page) <= 200 for page in packed)
    assert "\n\n".join(packed) == "\n\n".join(blocks)


@given(TEXTS)
def test_what_the_assistant_wrote_can_hold_no_markup_of_its_own(text: str) -> None:
    shown = spoken(text)
    assert shown.count("<") == 2 * shown.count("<b>")
    assert shown.count("<b>") == shown.count("</b>")


def test_bold_of_the_assistant_is_shown() -> None:
    assert spoken("a **bold & loud** word, 2 ** 3 ** 4") == "a <b>bold &amp; loud</b> word, 2 ** 3 ** 4"


def test_words_become_the_payload_of_an_outbox_row() -> None:
    words = Words(Markup("<b>Hi</b>"), ((Button("New", NewAd(), "success"),),), silent=True)
    keyboard = [[{"text": "New", "callback_data": "new", "style": "success"}]]
    assert words.payload() == {"text": "<b>Hi</b>", "keyboard": keyboard, "silent": True}
    assert words.caption() == {"caption": "<b>Hi</b>", "keyboard": keyboard, "silent": True}
    assert Words(Markup("x")).payload() == {"text": "x"}


@given(TEXTS)
def test_a_label_is_never_longer_than_a_phone_shows(label: str) -> None:
    shown = Button(label, Say(message=UUID(int=0), index=0)).markup()
    assert utf16_length(shown["text"]) <= LABEL_LIMIT
