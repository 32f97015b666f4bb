"""What an ad costs to write and to produce, in US dollars. Pure, and Decimal throughout: money is never a float."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal

from agent.craftlog import CraftLevel
from agent.script import AdScript
from agent.token_prices import TokenPrices

Work = Literal["still", "clip_second", "voice_1k_chars", "music"]

ZERO: Final = Decimal("0.0000")
_CENT_HUNDREDTH: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class PriceList:
    """US dollars per unit of work; work that is not listed is free. The empty list is the local
    renderer's.
    """

    name: str = "local"
    units: Mapping[Work, Decimal] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, work: Work, amount: Decimal | int | float = 1) -> Decimal:
        """US dollars for `amount` units of `work`, to four places."""
        return (self.units.get(work, ZERO) * Decimal(str(amount))).quantize(_CENT_HUNDREDTH)


LOCAL: Final = PriceList()


def price_of(script: AdScript, prices: PriceList = LOCAL) -> Decimal:
    """US dollars for producing every scene, the voice and the music of `script` once. Files already made
    are free.
    """
    total = ZERO
    for scene in script.scenes:
        if scene.generated_video_url is None:
            total += prices.of("clip_second", scene.duration)
            if scene.generated_image_url is None:
                total += prices.of("still")
    if script.voiceover_text and script.voiceover_url is None:
        total += prices.of("voice_1k_chars", Decimal(len(script.voiceover_text)) / 1000)
    if script.music.enabled and script.music.url is None:
        total += prices.of("music")
    return total


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
    return total.quantize(_CENT_HUNDREDTH)
