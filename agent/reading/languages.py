"""The languages that free text is read in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from agent.reading.words import Words
from agent.reading.words_en import ENGLISH
from agent.reading.words_es import SPANISH
from agent.reading.words_ru import RUSSIAN

WORDS: Final[Mapping[str, Words]] = {"en": ENGLISH, "es": SPANISH, "ru": RUSSIAN}
