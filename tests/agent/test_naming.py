"""How a product is called: never empty, never cut at a joining word, without markup, and said as a voice says it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.brief import BrandFacts, Brief
from agent.naming import capitalised, names_for, spoken_text
from agent.rules import spoken_words


@pytest.mark.parametrize(
    ("product", "title", "shown"),
    [
        ("slow cooked beef & onion pie", None, "slow cooked beef"),
        ("fresh herb bread and butter", None, "fresh herb bread"),
        ("cold brew #coffee", None, "cold brew"),
        ("pizza", "Pizza Universe", "Pizza Universe"),
        ("Zapp energy drink", "Zapp", "Zapp energy drink"),
        ("serum", "Luma", "Luma serum"),
        ("Fish & Chips", None, "Fish & Chips"),
    ],
)
def test_a_name_ends_in_a_word_and_says_nothing_twice(product: str, title: str | None, shown: str) -> None:
    assert names_for(Brief(product=product), BrandFacts(title=title)).shown == shown


SEEN = st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters="<")
WRITTEN = st.text(SEEN, min_size=1, max_size=60).filter(str.strip)


@settings(max_examples=150, deadline=None)
@given(product=WRITTEN, title=WRITTEN)
def test_a_spoken_name_is_never_empty(product: str, title: str) -> None:
    names = names_for(Brief(product=product), BrandFacts(title=title))

    assert names.spoken.strip()
    assert names.shortened().spoken.strip()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("£14.50", "14 pounds 50"), ("$1", "1 dollar"), ("€20 off", "20 euros off"),
        ("order at www.acme.co.uk", "order at acme.co.uk"), ("20% off", "20 percent off"),
        ("<b>Zap</b> & friends", "Zap and friends"),
    ],
)  # fmt: skip
def test_signs_and_addresses_are_said_as_one_says_them(written: str, said: str) -> None:
    assert spoken_text(written) == said


def test_an_address_takes_as_long_as_it_takes_to_say() -> None:
    assert spoken_words("acme.co.uk") == 5


@pytest.mark.parametrize(
    ("said", "shown"), [("order now", "Order now"), ("mossy.wales", "mossy.wales"), ("@mossy", "@mossy")]
)
def test_a_call_begins_with_a_capital_unless_it_is_an_address(said: str, shown: str) -> None:
    assert capitalised(said) == shown
