"""What an ad costs to write and to produce, in US dollars. Pure, and Decimal throughout: money is never a float."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from types import MappingProxyType
from typing import Final, Literal

from agent.catalog import LOCAL, Catalog, Model
from agent.craftlog import CraftLevel
from agent.script import AdScript, Scene
from agent.token_prices import TokenPrices

ZERO: Final = Decimal("0.0000")


@dataclass(frozen=True, slots=True)
class PaidPart:
    """One thing that a provider is to make: `usd` is the estimate, which is also what is set aside for it."""

    kind: str
    scene: int | None
    provider: str
    model: str
    usd: Decimal


def quote(script: AdScript, catalog: Catalog = LOCAL) -> tuple[PaidPart, ...]:
    """Everything of `script` that a provider makes, once; what is made already or here is not in it."""
    parts: list[PaidPart] = []
    for scene in script.scenes:
        if scene.generated_video_url is None:
            if scene.generated_image_url is None:
                _add(parts, catalog, "still", scene.scene_number, {"image_output_count": 1})
            _add(parts, catalog, "clip", scene.scene_number, _clip_units(catalog.of("clip"), scene))
    if script.voiceover_text and script.voiceover_url is None and _speakable(catalog.of("voice"), script):
        _add(parts, catalog, "voice", None, _voice_units(script))
    if script.music.enabled and script.music.url is None:
        seconds = _seconds(catalog.of("music"), script.duration)
        _add(parts, catalog, "music", None, {"audio_output_duration_seconds": seconds})
    return tuple(parts)


def price_of(script: AdScript, catalog: Catalog = LOCAL) -> Decimal:
    """US dollars for producing every scene, the voice and the music of `script` once."""
    return sum((part.usd for part in quote(script, catalog)), ZERO)


def estimate(model: Model, units: Mapping[str, float]) -> Decimal:
    """US dollars for a run that makes `units` (by metric), rounded up; what is counted otherwise counts once."""
    known = {"predict_time": model.usual_run_s, **units}
    return model.price.of(known.get(model.price.metric, 1), ROUND_UP)


def charge(model: Model, metrics: Mapping[str, float], *, succeeded: bool, estimated: Decimal) -> Decimal:
    """US dollars that a run which has ended cost, as the provider's own count says. Where it says nothing, a success
    cost what was estimated and anything else nothing."""
    counted = metrics.get(model.price.metric)
    if counted is None:
        return estimated if succeeded else ZERO
    return model.price.of(max(counted, 0))


def _add(
    parts: list[PaidPart], catalog: Catalog, kind: str, scene: int | None, units: Mapping[str, float]
) -> None:
    model = catalog.of(kind)
    if model is not None:
        parts.append(PaidPart(kind, scene, model.provider, model.model, estimate(model, units)))


def _clip_units(model: Model | None, scene: Scene) -> dict[str, float]:
    return {"video_output_duration_seconds": _seconds(model, scene.duration)}


def _speakable(model: Model | None, script: AdScript) -> bool:
    """Half a voice-over is none: a text that is too long for the model is left to this machine."""
    return model is None or model.longest_text is None or len(script.voiceover_text) <= model.longest_text


def _voice_units(script: AdScript) -> dict[str, float]:
    characters = len(script.voiceover_text)
    # About fifteen characters a second are spoken.
    return {"character_input_count": characters, "audio_output_duration_seconds": characters / 15}


def _seconds(model: Model | None, seconds: float) -> float:
    return model.seconds_for(seconds) if model else seconds


Question = Literal["director", "critic", "writer"]

# Tokens of the question and of the answer, for an ad of half a minute in English; its prompt is held to that by a test.
CALL_TOKENS: Final[Mapping[Question, tuple[int, int]]] = MappingProxyType(
    {"director": (2000, 300), "critic": (1500, 700), "writer": (2000, 1000)}
)
CRAFT_CALLS: Final[Mapping[CraftLevel, tuple[Question, ...]]] = MappingProxyType(
    {
        "off": (),
        # The writer is asked where another angle than the draft's wins.
        "fast": ("director", "critic", "writer"),
        "thorough": ("director", "critic", "writer", "writer", "critic", "writer", "critic"),
    }
)


def craft_price(level: CraftLevel, model: str | None, prices: TokenPrices) -> Decimal:
    """US dollars that working out one script at `level` takes beyond the conversation itself, as a rule at most.

    Nothing without a `model`, and for one that has no listed price.
    """
    if model is None:
        return ZERO
    calls = [CALL_TOKENS[question] for question in CRAFT_CALLS[level]]
    total = sum((prices.cost(model, prompt=asked, cached=0, answer=said) for asked, said in calls), ZERO)
    return total.quantize(Decimal("0.0001"))
