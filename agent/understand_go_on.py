"""“Go on”, in the languages people write here: an answer to our own apology, never a fact of the brief. Pure."""

from __future__ import annotations

import re
from typing import Final

_SAID: Final = "|".join(
    (
        r"(?:go|carry|move) on|continue|keep going|proceed|resume",
        r"(?:mach(?:en sie|t)? )?weiter(?:machen)?|fortfahren|geh weiter|weiter geht'?s",
        r"sigue|siga|sigamos|segu[ií]|contin[uú]a|contin[uú]e|continuar|continuemos|adelante",
        r"(?:давай(?:те)? )?(?:дальше|далее)|продолж(?:ай|айте|им|аем|ить|ай дальше)|поехали дальше",
        r"(?:on )?continue(?:z|r|ons)?|vas[- ]y|allez[- ]y|poursui(?:s|vez)",
        r"(?:vai |vada )?avanti|continuiamo|prosegui|procedi",
        r"continu(?:a|e|em)|prossiga|segue|segu(?:ir|imos)",
        r"ga (?:door|verder)|verder|dalej|kontynuuj|devam(?: et| edin)?|продовжуй(?:те)?|далі",
    )
)
_PLEASE: Final = (
    r"(?:please|bitte|por favor|pls|plz|пожалуйста|s'il (?:te|vous) pla[iî]t|per favore|alsjeblieft)"
)
_LEAD: Final = (
    r"(?:(?:ok(?:ay)?|yes|sure|well|so|and|then|ja|s[ií]|bueno|vale|pues|да|ок|ну|oui|d'accord|y|e|und)\W+)*"
)
_TAIL: Final = r"(?:\W+(?:then|with (?:it|that|this)|from there|con eso|damit|с этим))?"
_GO_ON: Final = re.compile(
    rf"\W*{_LEAD}(?:{_PLEASE}\W+)?(?:{_SAID}){_TAIL}(?:\W+{_PLEASE})?\W*", re.IGNORECASE
)
_LEADS_IN: Final = re.compile(rf"^\W*{_LEAD}(?:{_SAID})\s*[,.!;:–—]+\s+(?=\w)", re.IGNORECASE)


def asks_to_go_on(text: str) -> bool:
    """Whether `text` says “go on” and nothing else."""
    return len(text) < 60 and _GO_ON.fullmatch(text.replace("’", "'")) is not None


def without_go_on(text: str) -> str:
    """`text` without a “go on” that only leads in: “go on, it's a mug” says that it is a mug."""
    return _LEADS_IN.sub("", text, count=1)
