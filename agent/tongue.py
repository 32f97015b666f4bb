"""Which language a message shows: that of the conversation. Pure.

Short messages say little (“no me gusta”, “¿cuánto cuesta?”, “TikTok”): what may be any language shows none, and the
conversation keeps the one before.
"""

from __future__ import annotations

import re
from typing import Final

from agent.understand_foreign import spoken_language

_SPANISH: Final = (
    "el la los las del que y en un una unos unas por para con sin más muy pero como este esta esto eso ese es son está "
    "hola buenas gracias quiero queremos necesito hacer hazlo haz anuncio guion guión versión quita cambia pon mejor "
    "gusta gustan cuánto cuanto cuesta cómo dónde qué cuál sí también tu tus su sus nuestro nuestra nuestros nuestras "
    "te lo le se nos otra otro no decide elige tengo tiene hay ya ahora solo algo nada todo todos vale"
)
_ENGLISH: Final = (
    "the our we you your they is are was to of and but for with that this it i my need want make people who should "
    "please about not from yes more just can do us how much what when where why which does did it's i'm don't let's "
    "shorter longer another version at on in be have has"
)
_ES, _EN = frozenset(_SPANISH.split()), frozenset(_ENGLISH.split())
# Both languages have them.
_SHARED: Final = frozenset(["no", "me", "a", "solo"])


def shown_language(text: str) -> str | None:
    """The language that `text` plainly shows (ISO 639-1); None where it could be several."""
    code = spoken_language(text)
    if code not in (None, "en"):
        return code
    if re.search("[¿¡ñ]", text, re.I):
        return "es"
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.lower().replace("’", "'"))
    spanish = sum(word in _ES and word not in _SHARED for word in words)
    english = sum(word in _EN for word in words)
    if spanish > english:
        return "es"
    return "en" if english >= 2 or (english and code == "en") else None
