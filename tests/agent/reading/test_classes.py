"""The kinds of words: small files, near words together, and a way to words that aren't in them."""

from __future__ import annotations

import pytest

from agent.reading.classes import MODELS, classes
from agent.reading.languages import WORDS
from agent.reading.tokens import tokens

LARGEST = 300 * 1000


@pytest.mark.parametrize("code", sorted(WORDS))
def test_every_language_has_its_kinds_in_a_small_file_and_no_word_twice(code: str) -> None:
    path = MODELS / f"{code}.classes.txt"
    lines = [line.split(" ") for line in path.read_text("utf-8").splitlines()]

    assert path.stat().st_size <= LARGEST
    assert len({kind for kind, *_ in lines}) == len(lines) > 500
    words = [word for _, *members in lines for word in members]
    assert len(words) == len(set(words)) >= 10_000


@pytest.mark.parametrize(
    ("code", "one", "other", "stranger"),
    [
        ("en", "cheese", "bread", "lawyer"), ("es", "madre", "mujer", "queso"), ("ru", "студенты", "студент", "пиво"),
    ],
)  # fmt: skip
def test_what_is_near_is_of_one_group(code: str, one: str, other: str, stranger: str) -> None:
    of = classes(code).of

    assert of(one)[0] == of(other)[0] != of(stranger)[0]


def test_a_word_that_is_not_known_is_of_the_kind_of_its_stem() -> None:
    known = classes("en")

    assert "trainings" not in known.words
    assert known.of("trainings") == known.of("training") != ""
    assert known.of("zzxqy") == ""


def test_bars_and_pictograms_part_clauses_but_not_words() -> None:
    clauses = [token.clause for token in tokens("lamps | tiktok / 15s 👉 24/7") if token.text.isalnum()]

    assert clauses == [0, 1, 2, 2, 3, 3]
