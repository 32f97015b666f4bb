"""The annotated messages that the reader is trained on."""

from __future__ import annotations

import re

import pytest

from agent.brief import SLOTS
from agent.reading.languages import WORDS
from agent.reading.tokens import tokens
from training.corpus import CORPUS, UNSEEN, WITHOUT_HINTS, Example, example, examples, labels
from training.variation import varied

TAGS = {
    "product", "brand", "target_audience", "key_message", "offer", "call_to_action", "tone", "must_have", "must_not",
    "placement", "duration", "framework", "color", "language", "creativity",
    "old", "decide", "skip", "question", "chat",
}  # fmt: skip


def test_a_line_becomes_text_with_spans_and_labels() -> None:
    made = example("tone\t[tone warm],\\nfor [target_audience dog owners]")

    assert (made.text, made.asked) == ("warm,\nfor dog owners", "tone")
    assert [made.text[span.start : span.end] for span in made.spans] == ["warm", "dog owners"]
    assert labels(made.spans, tokens(made.text)) == [
        "B-tone", "O", "O", "O", "B-target_audience", "I-target_audience",
    ]  # fmt: skip


@pytest.mark.parametrize("code", [*sorted(WORDS), *WITHOUT_HINTS])
def test_every_line_is_well_formed_and_every_slot_is_learned(code: str) -> None:
    found = examples(CORPUS / f"{code}.txt")

    assert len(found) > (4000 if code in WORDS else 400)
    assert {span.tag for made in found for span in made.spans} <= TAGS
    assert {made.asked for made in found} <= {None, "offer", "tone", *SLOTS}
    assert not [made.text for made in found if re.search(r"[\[\]]", made.text)]
    assert not [
        made.text for made in found for span in made.spans if made.text[span.start : span.end].strip() == ""
    ]


@pytest.mark.parametrize("code", [*sorted(WORDS), *WITHOUT_HINTS])
def test_what_bounds_are_found_on_is_in_no_training(code: str) -> None:
    learned = {made.text.lower() for made in examples(CORPUS / f"{code}.txt")}
    unseen = examples(UNSEEN / f"{code}.txt")

    assert len(unseen) > (400 if code in WORDS else 50)
    assert not [made.text for made in unseen if made.text.lower() in learned]


def test_variation_changes_values_and_keeps_the_frame_the_same_way_every_time() -> None:
    lines = [
        "-\tad for our [product tea]",
        "-\twe sell [product mugs] to [target_audience nurses]",
        "tone\tno idea",
    ]
    made = [example(line) for line in lines]
    once, again = varied(made), varied(made)

    assert once == again
    assert len(once) == 2
    assert all(
        isinstance(item, Example) and item.text.startswith(("ad for our ", "we sell ")) for item in once
    )
    assert all(
        item.text[span.start : span.end] in ("tea", "mugs", "nurses") for item in once for span in item.spans
    )
