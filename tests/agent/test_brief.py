"""The brief: merging facts, what is still worth asking, and its two documents on disk."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from agent.brief import BrandFacts, Brief, fit_duration, merge, missing, open_question
from agent.platforms import PLACEMENTS

FULL = Brief(
    product="cold brew", product_category="other", target_audience="students", placement="tiktok", duration=15,
    call_to_action="Order now", key_message="smooth", offer="20% off", tone="playful", language="en",
    must_have=("ice",), must_not=("cars",), framework="PAS", creativity=7, assumed=("tone",),
)  # fmt: skip


def test_a_brief_survives_its_two_documents() -> None:
    assert list(FULL.ad_details()) == [
        "targetAudience",
        "adPlatform",
        "adDuration",
        "callToAction",
        "keyMessage",
    ]
    assert Brief.from_stored(FULL.ad_details(), FULL.extras()) == FULL
    assert Brief.from_stored({}, None) == Brief()


def test_unreadable_stored_values_count_as_unknown() -> None:
    stored = Brief.from_stored(
        {"adPlatform": "myspace", "adDuration": "long", "targetAudience": "nurses"}, {"creativity": 99}
    )

    assert stored == Brief(target_audience="nurses")


def test_instagram_is_read_as_reels() -> None:
    assert Brief.from_stored({"adPlatform": "instagram"}, {}).placement == "instagram_reels"


def test_merging_replaces_facts_lets_lists_grow_and_forgets_assumptions_that_were_said() -> None:
    brief = merge(FULL, {"tone": "bold", "must_not": ("faces",)}, assumed=())

    assert (brief.tone, brief.must_not, brief.assumed) == ("bold", ("cars", "faces"), ())


def test_a_duration_is_fitted_to_the_placement() -> None:
    assert merge(Brief(), {"duration": 60, "placement": "instagram_stories"}).duration == 15
    assert fit_duration(2, PLACEMENTS["youtube_instream"]) == 6
    assert fit_duration(12.26, PLACEMENTS["tiktok"]) == 12.5


def test_an_impossible_fact_is_refused() -> None:
    with pytest.raises(ValidationError):
        merge(Brief(), {"creativity": 12})
    with pytest.raises(ValidationError):
        merge(Brief(), {"placement": "billboard"})


def test_questions_come_in_order_and_the_photo_last_and_once() -> None:
    assert missing(Brief())[0] == "product"
    assert missing(FULL) == ("photo",)
    assert missing(FULL, has_photo=True) == ()
    assert missing(FULL, asked=["photo"]) == ()


def test_a_question_is_asked_and_reminded_of_but_never_a_third_time() -> None:
    brief = Brief(product="tea")

    assert "target_audience" in missing(brief, asked=["target_audience"])
    assert "target_audience" not in missing(brief, asked=["target_audience"] * 2)
    assert missing(Brief(), asked=["product"] * 5)[0] == "product"


def test_who_says_everything_at_once_is_not_asked_for_a_message() -> None:
    brief = merge(FULL, {"key_message": None, "offer": None})

    assert missing(brief) == ("photo",)
    assert missing(brief, asked=["target_audience"]) == ("key_message", "photo")


@pytest.mark.parametrize("slot", ["duration", "call_to_action"])
def test_a_length_or_a_call_alone_holds_nobody_up_who_was_asked_before(slot: str) -> None:
    brief = FULL.model_copy(update={slot: None})

    assert missing(brief) == (slot, "photo")
    assert missing(brief, asked=["target_audience"]) == ("photo",)
    assert missing(brief, asked=["target_audience"], has_photo=True) == ()
    both = FULL.model_copy(update={"duration": None, "call_to_action": None})
    assert missing(both, asked=["target_audience"], has_photo=True) == ("duration", "call_to_action")


def test_the_open_question_is_the_last_one_while_unanswered() -> None:
    assert open_question(Brief(), has_photo=False, asked=["product"]) == "product"
    assert open_question(FULL, has_photo=False, asked=["product", "duration"]) is None
    assert open_question(FULL, has_photo=True, asked=["photo"]) is None
    assert open_question(Brief(), has_photo=False, asked=["product"], has_script=True) is None


def test_what_the_marketer_says_is_never_forbidden() -> None:
    brief = Brief(product="car wax", must_not=("car", "cars", "kids"), call_to_action="Buy for your kids")

    assert brief.forbidden == ("cars",)


def test_a_brand_survives_its_row_and_untitled_means_unknown() -> None:
    brand = BrandFacts(
        title="Luma", colors=("#112233",), fonts=("Inter",), logo="a/logo.png", product_images=("a/1.png",)
    )

    assert BrandFacts.from_stored("Luma", None, brand.guidelines(), ("a/1.png",)) == brand
    assert BrandFacts.from_stored("Untitled", None, {"colors": "red"}, ()) == BrandFacts()
