"""Facts known by their shape, in any language: seconds, placements, frameworks, creativity, languages, colours."""

from __future__ import annotations

import re
from typing import Any, Final

from agent.brief import LONGEST_AD
from agent.understand_page import GAP, Page, free_dots
from agent.understand_tongue import Tongue

_FRAMEWORK: Final = (
    ("hook_demo", r"hook[ _-]?(?:and |\+ ?)?demo|хук[- ]?демо"), ("AIDA", r"(?-i:AIDA|Aida)"), ("PAS", r"(?-i:PAS)"), ("BAB", r"(?-i:BAB)"),  # noqa: E501
)  # fmt: skip
_SHORTEST: Final = 3


def read_shapes(
    page: Page, tongue: Tongue, slot: str | None, facts: dict[str, Any], brand: dict[str, Any]
) -> None:
    """Every fact of the page that has a shape, taken off it."""
    _colors(page, tongue, brand)
    for name, words in _FRAMEWORK:
        if page.take(rf"{tongue.framework}(?<!\w)(?:{words})(?!\w)(?: (?:para este|for this one))?"):
            facts.setdefault("framework", name)
    if match := page.take(tongue.creativity):
        level = int(match["value"])
        if 1 <= level <= 10:
            facts["creativity"] = level
    names = "|".join(sorted(tongue.languages, key=len, reverse=True))
    alone = rf"(?:^|(?<=[,.;\n{GAP}]))\s*(?P<alone>{names})(?=\s*(?:[,.;\n{GAP}]|$))"
    if match := page.take(rf"{tongue.in_language.format(names=names)}|{alone}"):
        value = next(found for found in match.groupdict().values() if found)
        facts["language"] = tongue.languages[value.lower()]
    if slot not in ("key_message", "product", "target_audience") or len(page.text.split()) <= 3:
        _placement(page, tongue, slot, facts)
    else:
        _placement(page, tongue, None, facts)
    _duration(page, tongue, slot, facts)


def _colors(page: Page, tongue: Tongue, brand: dict[str, Any]) -> None:
    found = [code.upper() for code in re.findall(r"#[0-9A-Fa-f]{6}\b", page.text)]
    names = "|".join(sorted(tongue.colors, key=len, reverse=True))
    if match := page.take(
        rf"(?:{tongue.color_label})\W{{1,3}}(?P<list>(?:(?:#[0-9A-Fa-f]{{6}}|{names})\b(?:\s*,\s*|\s+\w\s+|\s+and\s+)?)+)"
    ):
        if not found:
            found = [
                tongue.colors[word]
                for word in re.findall(r"\w+", match["list"].lower())
                if word in tongue.colors
            ]
    elif found:
        page.take_all(rf"(?:(?:{tongue.color_label})\W{{1,3}})?#[0-9A-Fa-f]{{6}}\b")
    if found:
        brand["colors"] = tuple(dict.fromkeys(found))


def _placement(page: Page, tongue: Tongue, slot: str | None, facts: dict[str, Any]) -> None:
    """The last placement that is not refused (“tiktok, no, shorts”, “not facebook”)."""
    before, after = tongue.place_refused
    lead, trail = tongue.place_around
    known = (*tongue.places, *(tongue.places_when_asked if slot == "placement" else ()))
    spans: list[tuple[int, int, str]] = []
    refused: list[tuple[int, int]] = []
    for name, words in known:
        for match in re.finditer(rf"(?<!\w)(?:{lead})?(?P<name>{words})(?!\w)(?:{trail})?", page.text, re.I):
            if any(a < match.end() and match.start() < b for a, b, _ in spans) or any(
                a < match.end() and match.start() < b for a, b in refused
            ):
                continue
            head, rest = page.text[: match.start("name")], page.text[match.end("name") :]
            if re.search(rf"(?:{before})\s*$", head, re.I) or re.match(rf"\s*(?:{after})", rest, re.I):
                refused.append(match.span())
            else:
                spans.append((*match.span(), name))
    if not spans and not refused:
        return
    text = page.text
    if spans:
        first, last = min(spans), max(spans)
        # What was refused after it was said counts as taken back; else the first one said is meant, unless asked.
        facts["placement"] = (last if slot == "placement" or refused else first)[2]
        if slot == "placement" and not refused:
            facts["placement"] = first[2] if re.search(r"[.!?\n]", text[first[1] : last[0]]) else last[2]
    for a, b in sorted([(a, b) for a, b, _ in spans] + refused, reverse=True):
        text = f"{text[:a]} {GAP} {text[b:]}"
    page.text = text


def _duration(page: Page, tongue: Tongue, slot: str | None, facts: dict[str, Any]) -> None:
    """The last length that is stated; of a range the longer end."""
    words = "|".join(sorted(tongue.numbers, key=len, reverse=True))
    number = rf"(?:\d{{1,3}}|(?:{words}))"
    asked = slot == "duration"
    spans: list[tuple[int, int, float]] = []
    patterns = (
        (
            rf"(?<![\w$€£#.:])(?:{number}\s*(?:-|–|to|or|a|o|до|или)\s*)?(?P<n>{number})\s*-?\s*(?:{tongue.seconds})(?!\w)",
            1.0,
        ),
        (r"(?<![\w:])(?P<m>\d):(?P<s>\d\d)(?!\w)", 1.0),
        (rf"(?<!\w)(?:{tongue.half_minute})(?!\w)", 30.0),
        (
            rf"(?<!\w)(?:{tongue.minute})(?!\w)"
            if asked
            else rf"(?<!\w)(?:{tongue.film})\s\w*\s?(?:{tongue.minute})(?!\w)",
            60.0,
        ),
    )
    for pattern, unit in patterns:
        for match in re.finditer(pattern, page.text, re.I):
            groups = match.groupdict()
            if "m" in groups:
                seconds = int(groups["m"]) * 60.0 + int(groups["s"])
            else:
                said = groups.get("n")
                seconds = _number(said, tongue) * unit if said else unit
            if not any(a < match.end() and match.start() < b for a, b, _ in spans):
                spans.append((*match.span(), seconds))
    if not spans and (asked or _corrects(page.text, facts, tongue)):
        bare = list(re.finditer(rf"(?<![\w$€£#.,%]){number}(?![\w%$€£₽])", page.text, re.I))
        if bare and (asked or len(page.text.split()) <= 12):
            spans.append((*bare[-1].span(), _number(bare[-1].group(), tongue)))
    elif spans and _corrects(page.text, facts, tongue):
        end = max(b for _, b, _ in spans)
        for match in re.finditer(rf"(?<![\w$€£#.,%]){number}(?![\w%$€£₽])", page.text[end:], re.I):
            spans.append((end + match.start(), end + match.end(), _number(match.group(), tongue)))
    usable = [span for span in sorted(spans) if _SHORTEST <= span[2] <= LONGEST_AD]
    if not usable:
        return
    facts["duration"] = usable[-1][2]
    for a, b, _ in sorted(usable, reverse=True):
        page.text = f"{page.text[:a]} {GAP} {page.text[b:]}"


def _corrects(text: str, facts: dict[str, Any], tongue: Tongue) -> bool:
    """Whether a message is about a number and nothing else: “I said 30 … let's do fifteen”."""
    return (
        not facts and bool(tongue.takes_back.search(text) or _SAID.search(text)) and len(text.split()) <= 12
    )


_SAID: Final = re.compile(r"\b(?:i said|te dije|dije|dijimos|говорил[аи]?|сказал[аи]?|писал[аи]?)\b", re.I)


def _number(word: str, tongue: Tongue) -> float:
    text = free_dots(word.lower())
    return float(text) if text[0].isdigit() else float(tongue.numbers[text])
