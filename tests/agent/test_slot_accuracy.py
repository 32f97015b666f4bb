"""What guided mode understands, in three languages, over utterances by somebody who has not seen the rules."""

from __future__ import annotations

import hashlib

import pytest

from benchmarks.conversation.grading import LANGUAGES, UTTERANCES, faults, lines, slot_score

# The held halves never fall below what was reached; the aim is 0.95. Russian was a point and a half higher while it had
# a reader of its own; the other two gained three and five by the change (docs/decisions/0014).
FLOORS = {"en": 0.80, "es": 0.80, "ru": 0.795}
FROZEN = {
    "en": "c9fe223d2e81fb5c6fcb498604ceb25a25dab7c57ac40046f6cd7133198612a9",
    "es": "2454c13214e463000ebeaa181610aace8219ac444a1759d73ca253f23f0676bd",
    "ru": "8902ac95ea5c494246cd75e7edaf08e01d0933d6c62ad7e5d98f663553ceac26",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_held_half_is_the_frozen_one_and_its_score_does_not_fall(language: str) -> None:
    digest = hashlib.sha256((UTTERANCES / f"{language}.jsonl").read_bytes()).hexdigest()

    assert digest == FROZEN[language]
    assert slot_score(language, "held").accuracy >= FLOORS[language]


def test_a_wrong_fact_costs_a_miss_and_a_lie_and_an_optional_one_nothing() -> None:
    case = {"facts": {"duration": 15, "tone": "funny"}, "any": {"tone": ["witty"]}, "may": {"offer": "10%"}}

    assert faults(case, {"duration": 15.0, "tone": "Witty", "offer": "x"}) == ([], [])
    assert faults(case, {"duration": 20.0, "product": "tea"}) == (
        ["duration", "tone"],
        ["duration", "product"],
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_halves_are_of_one_size(language: str) -> None:
    path = UTTERANCES / f"{language}.jsonl"

    assert len(lines(path, "dev")) == len(lines(path, "held")) == 80
