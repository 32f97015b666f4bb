"""The network as it is installed: read as it was learned, in windows that lose nothing."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.reading.marks import OUTSIDE, Marks
from agent.reading.network import FILE, MOST_PIECES, WINDOW, encoded, network
from agent.reading.page import page
from agent.reading.pieces import BLANK, Pieces
from agent.understand import understand

LARGEST = 30_000_000
PIECES = Pieces([BLANK, "a", "b", "ab", f"{BLANK}ab", "?"], [-2.0, -3.0, -3.0, -1.0, -1.5, -9.0], unknown=5)


def test_it_reads_what_it_read_where_it_was_learned() -> None:
    with np.load(FILE) as kept:
        lines = bytes(kept["probe"]).decode("utf-8").split("\n")
        expected = kept["probe_likely"]
    found = [network().probabilities(page(text, asked, code)) for code, asked, text in map(json.loads, lines)]

    # Its matrices were rounded to eight bits since.
    assert np.abs(np.concatenate(found) - expected).max() < 0.08
    assert (np.concatenate(found).argmax(1) == expected.argmax(1)).all()
    assert FILE.stat().st_size < LARGEST


def test_a_word_is_the_likeliest_pieces_and_strange_letters_are_unknown() -> None:
    assert PIECES.of("ab", True) == (4,)
    assert PIECES.of("ab", False) == (3,)
    assert PIECES.of("aab", True) == (0, 1, 3)
    assert PIECES.of("aж", False) == (1, 5)
    assert PIECES.of("ﬀ", False) == (5, 5)  # one letter that means two


@given(st.text(max_size=2_000))
def test_windows_are_small_and_hold_every_token_in_order_up_to_the_most(text: str) -> None:
    seen = page(text, None, "en")
    windows = list(encoded(seen, PIECES, {}, 0))
    owners = [owner for window in windows for owner in window.owners]

    assert all(len(window.pieces) == len(window.owners) == len(window.hints) for window in windows)
    assert all(len(window.pieces) <= WINDOW for window in windows)
    assert owners == sorted(owners)
    assert len(owners) <= MOST_PIECES
    assert sorted(set(owners)) == list(range(len(set(owners))))
    if len(owners) <= MOST_PIECES - WINDOW:
        assert set(owners) == set(range(len(seen.tokens)))


def test_likelihoods_add_up_to_one_and_what_is_too_long_says_nothing() -> None:
    short = network().probabilities(page("soap for sailors", None, "en"))
    assert short.sum(1) == pytest.approx(np.ones(3), abs=1e-4)

    found = network().probabilities(page("soap for sailors. " * 400, None, "en"))
    assert found.sum(1) == pytest.approx(np.ones(len(found)), abs=1e-4)
    assert found[-1, network().labels.index(OUTSIDE)] == 1
    assert network().probabilities(page("", None, "en")).shape == (0, len(network().labels))


def test_a_span_goes_on_only_where_it_began_and_is_as_sure_as_its_least_sure_token() -> None:
    labels = ("B-product", "B-tone", "I-product", "I-tone", "O")
    likely = np.asarray(
        [
            [0.1, 0.0, 0.5, 0.0, 0.4],
            [0.7, 0.0, 0.2, 0.0, 0.1],
            [0.1, 0.0, 0.5, 0.3, 0.1],
            [0.0, 0.9, 0.0, 0.0, 0.1],
        ]
    )
    marks = Marks(page("a b c d", None, "en"), labels, likely)

    assert [(span.tag, span.start, span.end) for span in marks.spans()] == [("product", 2, 5), ("tone", 6, 7)]
    assert marks.spans()[0].sure == pytest.approx(0.6)
    assert marks.leaning("tone") == pytest.approx(0.3)
    assert marks.leaning("offer") == 0


def test_a_briefing_takes_some_hundredths_of_a_second_on_one_core() -> None:
    seen = page(
        "We sell a rooftop beehive kit for people with no garden, tiktok, 20 seconds. " * 3, None, "en"
    )
    network().probabilities(seen)
    began = time.process_time()
    for _ in range(5):
        network().probabilities(seen)

    # 40 ms on an idle core; the bound leaves room for a slow one, and none for a second core that only waits.
    assert (time.process_time() - began) / 5 < 0.2


@pytest.mark.parametrize(
    ("text", "language", "brand", "product"),
    [
        ("Fable Tea, a herbal tea for people who can't sleep", "en", "Fable Tea", "herbal tea"),
        ("Product: Alba, a face cream", "en", "Alba", "face cream"),
    ],
)
def test_a_name_before_what_it_names_is_the_brand(text: str, language: str, brand: str, product: str) -> None:
    read = understand(text, open_slot="product", language=language)

    assert (read.brand.get("title"), read.facts.get("product")) == (brand, product)


@pytest.mark.parametrize(
    "name", ["Lumen Lamp", "Nova Soap", "Ember Grill", "Fable Tea", "Bolt Bikes", "North Socks"]
)
def test_a_name_alone_is_the_product_where_nothing_else_is(name: str) -> None:
    said = f"5 second Instagram story for {name}, audience: students, tone playful"

    assert understand(said).facts["product"] == name
    assert understand(f"The product is {name}").facts == {"product": name}
    assert understand(f"Our brand is {name}").facts == {}
