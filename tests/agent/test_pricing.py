"""What a script costs to produce."""

from __future__ import annotations

from decimal import Decimal

from agent.brief import BrandFacts, Brief
from agent.catalog import Catalog, Model
from agent.copywriter import write
from agent.craftlog import LEVELS
from agent.pricing import charge, craft_price, estimate, price_of, quote
from agent.token_prices import token_prices

SCRIPT = write(Brief(product="cold brew", duration=15), BrandFacts())


def model(metric: str, usd: str, **more: object) -> Model:
    table = {"model": "a/b", "usual_run_s": 10, "deadline_s": 60, "input": {}, **more}
    return Model.model_validate({**table, "price": {"metric": metric, "usd": usd}})


PAID = Catalog(
    {
        "still": model("image_output_count", "0.04"),
        "clip": model("video_output_duration_seconds", "0.05", durations=[5, 10]),
        "voice": model("character_input_count", "0.00006", longest_text=5000),
        "music": model("predict_time", "0.01"),
    }
)


def test_the_local_renderer_is_free() -> None:
    assert price_of(SCRIPT) == 0
    assert quote(SCRIPT) == ()


def test_every_part_is_paid_once_and_made_parts_are_free() -> None:
    parts = {(part.kind, part.scene): part.usd for part in quote(SCRIPT, PAID)}
    numbers = [scene.scene_number for scene in SCRIPT.scenes]
    assert [scene for kind, scene in parts if kind == "still"] == numbers
    assert {parts["still", number] for number in numbers} == {Decimal("0.04")}
    for scene in SCRIPT.scenes:
        assert parts["clip", scene.scene_number] == Decimal("0.05") * (5 if scene.duration <= 5 else 10)
    voice = Decimal("0.00006") * len(SCRIPT.voiceover_text)
    assert voice <= parts["voice", None] < voice + Decimal("0.0001")
    assert parts["music", None] == Decimal("0.10"), "ten seconds of a machine"
    assert price_of(SCRIPT, PAID) == sum(parts.values())

    scenes = tuple(scene.model_copy(update={"generated_video_url": "clip.mp4"}) for scene in SCRIPT.scenes)
    made = SCRIPT.model_copy(update={"scenes": scenes, "voiceover_url": "v.wav"})
    assert [part.kind for part in quote(made, PAID)] == ["music"]


def test_a_text_too_long_for_the_voice_is_left_to_this_machine() -> None:
    long = SCRIPT.model_copy(update={"voiceover_text": "a" * 5001})
    assert "voice" not in [part.kind for part in quote(long, PAID)]


def test_what_a_run_cost_is_what_the_provider_counted() -> None:
    clip = model("video_output_duration_seconds", "0.05")
    estimated = Decimal("0.25")

    def cost(metrics: dict[str, float], *, succeeded: bool) -> Decimal:
        return charge(clip, metrics, succeeded=succeeded, estimated=estimated)

    assert cost({"video_output_duration_seconds": 4, "predict_time": 90}, succeeded=True) == Decimal("0.20")
    assert cost({"video_output_duration_seconds": 2}, succeeded=False) == Decimal("0.10")
    assert cost({"predict_time": 90}, succeeded=True) == estimated, "its count is gone"
    assert cost({"predict_time": 90}, succeeded=False) == 0
    second = model("predict_time", "0.00333")
    assert charge(second, {"predict_time": 1}, succeeded=True, estimated=estimated) == Decimal("0.0033")
    assert estimate(second, {"predict_time": 1}) == Decimal("0.0034"), "an estimate is rounded up"


def test_working_out_a_script_costs_more_the_more_is_done_and_nothing_without_a_priced_model() -> None:
    prices = token_prices()
    off, fast, thorough = (craft_price(level, "gpt-4.1-mini", prices) for level in LEVELS)
    assert off == 0 < fast < thorough
    assert (fast, thorough) == (Decimal("0.0055"), Decimal("0.0139"))
    assert [craft_price(level, None, prices) for level in LEVELS] == [0, 0, 0]
    assert craft_price("thorough", "served-by-myself", prices) == 0
