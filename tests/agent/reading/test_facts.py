"""From a message to tokens, and from tagged spans to facts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.reading import values
from agent.reading.facts import Span, facts_of
from agent.reading.languages import WORDS
from agent.reading.tokens import plain, tokens
from training.corpus import example


def said(line: str, code: str = "en") -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts of an annotated line."""
    marked = example(line)
    return facts_of(marked.text, marked.spans, WORDS[code], marked.asked)


@given(st.text(max_size=80))
def test_tokens_stand_where_they_say_and_nothing_but_blanks_is_left_out(text: str) -> None:
    found = tokens(text)

    assert all(text[token.start : token.end] == token.text for token in found)
    covered = {at for token in found for at in range(token.start, token.end)}
    assert all(at in covered or not sign.isprintable() or sign.isspace() or sign == "_" or not sign.isascii()
               for at, sign in enumerate(text))  # fmt: skip
    assert len(plain(text)) == len(text)


def test_prices_addresses_and_hyphens_are_cut_as_a_marketer_means_them() -> None:
    assert [token.text for token in tokens("15s at mossy.wales, -30% #FFB400")] == [
        "15", "s", "at", "mossy.wales", ",", "-", "30", "%", "#FFB400",
    ]  # fmt: skip
    assert [token.clause for token in tokens("tea - for two, now")] == [0, 0, 1, 1, 1, 2]


@pytest.mark.parametrize(
    ("text", "code", "seconds"),
    [
        ("0:45", "en", 45), ("a minute and a half", "en", 90), ("twenty secnds", "en", 20), ("20-25 seconds", "en", 25),
        ("one minute", "en", 60), ("2 min", "en", 120), ("forty-five second", "en", 45), ("medio minutito", "es", 30),
        ("1 min", "es", 60), ("veinte segundos", "es", 20), ("пол минуты", "ru", 30), ("минута", "ru", 60),
        ("25с", "ru", 25), ("сорок", "ru", 40), ("no number", "en", None),
    ],
)  # fmt: skip
def test_a_length_is_read_in_words_and_digits(text: str, code: str, seconds: float | None) -> None:
    assert values.seconds(text, WORDS[code]) == seconds


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("insta storys", "en", "instagram_stories"), ("yt shorts", "en", "youtube_shorts"),
        ("fb", "en", "facebook_feed"),
        ("istorias de insta", "es", "instagram_stories"), ("клипы вк", "ru", "vk_clips"), ("sdfghjk", "en", None),
        ("radio", "en", "radio"),
    ],
)  # fmt: skip
def test_a_placement_has_our_name_or_its_own(text: str, code: str, name: str | None) -> None:
    assert values.placement(text, WORDS[code]) == name


def test_neighbours_of_one_slot_are_one_value_and_what_was_taken_back_is_none() -> None:
    facts, _ = said("-\tfor [target_audience dog owners] and [target_audience cat owners], not [old kids]")
    assert facts == {"target_audience": "dog owners and cat owners"}


def test_articles_quotes_and_politeness_go_while_words_in_pairs_stay() -> None:
    facts, brand = said('-\t[product the desk lamp please], [brand The "Co"], "[call_to_action DM us "NOW"]"')
    assert facts == {"product": "desk lamp", "call_to_action": 'DM us "NOW"'}
    assert brand == {"title": 'The "Co"'}


def test_of_several_values_the_surest_counts() -> None:
    text = "soap or maybe also candles"
    spans = [Span("product", 0, 4, 0.5), Span("product", 19, 26, 0.9)]
    assert facts_of(text, spans, WORDS["en"], None)[0] == {"product": "candles"}


def test_a_name_alone_is_the_product_where_that_was_asked() -> None:
    assert said("product\t[brand Pawly]") == ({"product": "Pawly"}, {"title": "Pawly"})
    assert said("-\t[brand Pawly]") == ({}, {"title": "Pawly"})


@pytest.mark.parametrize(
    ("line", "code", "name", "value"),
    [
        ("-\tрекламу для [product моей пекарни]", "ru", "product", "пекарни"),
        ("key_message\t[key_message главный плюс гарантия 25 лет]", "ru", "key_message", "гарантия 25 лет"),
        ("key_message\t[key_message la idea es que dura toda la vida]", "es", "key_message", "dura toda la vida"),
        ("key_message\t[key_message I'd highlight zero plastic]", "en", "key_message", "zero plastic"),
        ("key_message\t[key_message main course in ten minutes]", "en", "key_message", "main course in ten minutes"),
        ("offer\t[offer you get a free refill tho]", "en", "offer", "free refill"),
        ("-\t[product ok caravan storage], facebook", "en", "product", "caravan storage"),
    ],
)  # fmt: skip
def test_what_only_leads_into_a_value_is_not_of_it(line: str, code: str, name: str, value: str) -> None:
    assert said(line, code)[0][name] == value


def test_a_colour_code_is_no_brand_and_nothing_to_show() -> None:
    assert said("-\tour colours are [brand #1A2B3C] and [must_have colour #FFCC00]") == ({}, {})
