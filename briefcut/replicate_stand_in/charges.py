"""What a run is charged: pure, and readable from the run's own `metrics`. The rules are told in
docs/replicate-stand-in.md; amounts are US dollars, each rounded up to a hundredth of a cent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import Any

from briefcut.replicate_stand_in.catalogue import Model

_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Charge:
    """A line of the bill: so many units of a metric."""

    metric: str
    quantity: Decimal
    unit_usd: Decimal

    @property
    def usd(self) -> Decimal:
        """The amount."""
        return (self.quantity * self.unit_usd).quantize(_PLACES, ROUND_UP)


def charge(model: Model, inputs: Mapping[str, Any], metrics: Mapping[str, Any] | None) -> Charge:
    """The bill for a run that ended with these metrics: none where it lacks the one that the model is billed by."""
    quantity = Decimal(str((metrics or {}).get(model.price.metric, 0)))
    return Charge(model.price.metric, quantity, model.price.unit(model.filled(inputs)))


def part_of(model: Model, inputs: Mapping[str, Any], ran_s: float, usual_s: float) -> float | int:
    """The quantity for a run that was ended after `ran_s` of its `usual_s` model seconds: its share of what was asked
    for, to a thousandth of a unit."""
    if model.price.metric == "predict_time":
        return round(ran_s, 6)
    share = min(1.0, ran_s / usual_s) if usual_s else 1.0
    return round(asked(model, inputs) * share, 3)


def asked(model: Model, inputs: Mapping[str, Any]) -> float | int:
    """The units of the billed metric that these inputs ask for."""
    filled = model.filled(inputs)
    if model.price.metric == "image_output_count":
        return (
            int(filled.get("num_outputs", 1)) if model.name != "bytedance/seedream-4" else _sequence(filled)
        )
    if model.price.metric == "character_input_count":
        return len(str(filled.get("text", "")))
    if model.price.metric == "video_output_duration_seconds":
        return float(filled.get("duration", 5))
    if model.price.metric == "audio_output_duration_seconds":
        return float(filled.get("music_length_ms", 10000)) / 1000
    return 1


def _sequence(filled: Mapping[str, Any]) -> int:
    return int(filled["max_images"]) if filled["sequential_image_generation"] == "auto" else 1
