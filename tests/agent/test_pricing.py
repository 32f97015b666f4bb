"""What a script costs to produce."""

from __future__ import annotations

from decimal import Decimal

from agent.brief import BrandFacts, Brief
from agent.copywriter import write
from agent.craftlog import LEVELS
from agent.pricing import PriceList, craft_price, price_of
from agent.token_prices import token_prices

SCRIPT = write(Brief(product="cold brew", duration=15), BrandFacts())
PAID = PriceList(
    "paid",
    {"still": Decimal("0.04"), "clip_second": Decimal("0.05"), "voice_1k_chars": Decimal("0.06"),
     "music": Decimal("0.10")},
)  # fmt: skip


def test_the_local_renderer_is_free() -> None:
    assert price_of(SCRIPT) == 0


def test_every_part_is_paid_once_and_made_parts_are_free() -> None:
    voice = (Decimal("0.06") * len(SCRIPT.voiceover_text) / 1000).quantize(Decimal("0.0001"))
    full = price_of(SCRIPT, PAID)
    scenes = tuple(scene.model_copy(update={"generated_video_url": "clip.mp4"}) for scene in SCRIPT.scenes)

    assert full == Decimal("0.75") + Decimal("0.04") * len(SCRIPT.scenes) + Decimal("0.10") + voice
    assert price_of(SCRIPT.model_copy(update={"scenes": scenes, "voiceover_url": "v.wav"}), PAID) == Decimal(
        "0.10"
    )


def test_working_out_a_script_costs_more_the_more_is_done_and_nothing_without_a_priced_model() -> None:
    prices = token_prices()
    off, fast, thorough = (craft_price(level, "gpt-4.1-mini", prices) for level in LEVELS)
    assert off == 0 < fast < thorough
    assert (fast, thorough) == (Decimal("0.0055"), Decimal("0.0139"))
    assert [craft_price(level, None, prices) for level in LEVELS] == [0, 0, 0]
    assert craft_price("thorough", "served-by-myself", prices) == 0
