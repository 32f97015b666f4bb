"""What a call of a chat model costs, and what a file of prices may say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from agent.token_prices import TokenPrices, token_prices

OWN = """
[chat."mine"]
prompt = "1.00"
answer = 2
[chat."gpt-4.1-mini"]
prompt = 10
answer = 10
[clip."somebody/film"]
price = "elsewhere's business"
"""


def test_prompt_cached_part_and_answer_have_their_own_price() -> None:
    prices = token_prices()

    assert prices.cost("gpt-4.1-mini", prompt=1_000_000, cached=0, answer=0) == Decimal("0.4000")
    assert prices.cost("gpt-4.1-mini", prompt=1_000_000, cached=1_000_000, answer=0) == Decimal("0.1000")
    assert prices.cost("gpt-4.1-mini", prompt=0, cached=0, answer=1_000_000) == Decimal("1.6000")
    assert prices.cost("gpt-4.1-mini", prompt=3000, cached=1000, answer=500) == Decimal("0.0017")


def test_a_fraction_is_rounded_up_and_unknown_usage_or_an_unknown_model_is_free() -> None:
    prices = token_prices()

    assert prices.cost("gpt-4.1-mini", prompt=1, cached=0, answer=0) == Decimal("0.0001")
    assert prices.cost("gpt-4.1-mini", prompt=None, cached=None, answer=None) == 0
    assert prices.cost("llama-at-home", prompt=10**6, cached=0, answer=10**6) == 0


def test_a_dated_name_has_its_familys_price_and_a_bigger_sister_her_own() -> None:
    prices = token_prices()

    assert prices.of("gpt-4.1-mini-2025-04-14") == prices.of("gpt-4.1-mini")
    assert prices.of("gpt-4.1-2025-04-14") == prices.of("gpt-4.1") != prices.of("gpt-4.1-mini")
    assert prices.of("gpt-4.1-micro") is None


def test_ones_own_file_adds_to_the_shipped_prices_and_wins(tmp_path: Path) -> None:
    file = tmp_path / "models.toml"
    file.write_text(OWN)
    prices = token_prices(file)

    assert prices.cost("mine", prompt=10**6, cached=10**6, answer=10**6) == Decimal(3)
    assert prices.cost("gpt-4.1-mini", prompt=10**6, cached=0, answer=0) == Decimal(10)
    assert prices.of("gpt-4o") is not None


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('[chat.x]\nprompt = "1"', "chat.x.answer: missing"),
        ('[chat.x]\nprompt = "one"\nanswer = "1"', "chat.x.prompt: 'one' is no number"),
        ('[chat.x]\nprompt = -1\nanswer = "1"', "chat.x.prompt: -1 is no price"),
        ("[chat.x]\nprompt = nan\nanswer = 1", "chat.x.prompt: nan is no price"),
        ('[chat.x]\nprompt = "1"\nanswer = "1"\nper = "day"', "chat.x.per: unknown"),
        ("chat = 3", "chat: must be a table"),
        ("[chat]\nx = 3", "chat.x: must be a table"),
    ],
)
def test_a_wrong_price_is_refused_with_its_path(text: str, path: str, tmp_path: Path) -> None:
    file = tmp_path / "models.toml"
    file.write_text(text)
    with pytest.raises(ValueError, match=path):
        token_prices(file)


def test_without_prices_nothing_costs() -> None:
    assert TokenPrices().cost("gpt-4o", prompt=10**9, cached=0, answer=10**9) == 0
