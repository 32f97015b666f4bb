"""The voice carries the ad: its timings are known, and few words are spoken slower."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from agent.brief import BrandFacts, Brief
from agent.copywriter import write
from jobs.studio.narration import narrate
from jobs.studio.probe import probe
from jobs.studio.timeline import timeline_of
from jobs.studio.voice import (
    PACE,
    SLOWEST,
    Spoken,
    pace_for,
    sentences_of,
    speak,
    speech_of,
    voice_for,
)

BRIEFS = (
    Brief(product="cold brew", duration=8, tone="playful"),
    Brief(product="vitamin C serum", duration=8, tone="calm", offer="20% off until Sunday"),
    Brief(product="trail running shoes", duration=6, tone="bold", placement="tiktok", framework="AIDA"),
    Brief(product="HR software", duration=8, tone="professional", placement="linkedin", framework="BAB"),
    Brief(product="electric bikes", duration=6, tone="urgent", placement="instagram_stories"),
    Brief(product="budgeting app", duration=8, tone="friendly", framework="hook_demo"),
    Brief(product="yoga studio", duration=6, tone="warm", key_message="never crowded"),
    Brief(product="dog leashes", duration=6, tone="inspiring", placement="youtube_instream"),
)
BRANDS = ("North Pier", "Alba", "Volt", "Ledgerly", "Bolt Bikes", "Penny", "Still", "Rufus")


async def test_speech_carries_its_timings_and_fills_half_of_every_ad(tmp_path: Path) -> None:
    """Of every ad the built-in writer writes, in the real voice; all sentences are spoken in one go, at `PACE`."""
    scripts = [write(brief, BrandFacts(title=brand)) for brief, brand in zip(BRIEFS, BRANDS, strict=True)]
    told = list(dict.fromkeys(line for script in scripts for line in sentences_of(script.voiceover_text)))
    out = tmp_path / "voice.wav"
    spoken = await speak(" ".join(told), "en", out)
    if voice_for("en") is None:
        assert spoken is None
        return
    assert spoken is not None
    assert speech_of(out) == spoken
    assert [sentence.text for sentence in spoken.sentences] == told
    assert all(one.end < other.start for one, other in pairwise(spoken.sentences))
    assert (await probe(out)).seconds == pytest.approx(spoken.seconds, abs=0.02)
    seconds = {sentence.text: sentence.seconds for sentence in spoken.sentences}
    for script in scripts:
        lines = sentences_of(script.voiceover_text)
        slower = pace_for(sum(seconds[line] for line in lines), script.duration) / PACE
        at, said = 0.0, []
        for line in lines:
            said.append(Spoken(line, at, at + seconds[line] * slower))
            at = said[-1].end + 0.3
        timeline = timeline_of(script)
        assert narrate(said, timeline).coverage(timeline.seconds) >= 0.5, script.voiceover_text


async def test_a_language_without_a_voice_is_silent(tmp_path: Path) -> None:
    assert await speak("Hola.", "es", tmp_path / "w.wav") is None
    assert not (tmp_path / "w.wav").exists()


def test_the_pace_follows_how_much_of_the_ad_is_heard() -> None:
    assert pace_for(8.4, 15) == PACE  # heard in 56 %: as it is
    assert pace_for(8.0, 15) == pytest.approx(PACE * 8.4 / 8.0)
    assert pace_for(3.0, 15) == SLOWEST
    assert pace_for(5.0, 0) == PACE
    assert pace_for(0.0, 15) == PACE
