"""What an ad costs to produce, in US dollars. Pure, and Decimal throughout: money is never a float."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal

from agent.script import AdScript

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
