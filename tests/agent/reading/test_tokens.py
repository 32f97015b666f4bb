"""Where clauses of a message part."""

from __future__ import annotations

from agent.reading.tokens import tokens


def test_bars_and_pictograms_part_clauses_but_not_words() -> None:
    clauses = [token.clause for token in tokens("lamps | tiktok / 15s 👉 24/7") if token.text.isalnum()]

    assert clauses == [0, 1, 2, 2, 3, 3]
