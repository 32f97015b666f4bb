"""Facts known by their label, in English: “CTA: …”, “the audience is …”, “must show …”."""

from __future__ import annotations

import re
from typing import Any, Final

from agent import understand_words as words
from agent.understand_grammar import CHANGE, END, IS, SENTENCE_END, value_of
from agent.understand_page import GAP, Page

_NO_LIST: Final = (
    "competitors?|faces?|kids|children|people|prices?|celebrities|emojis?|text|music|alcohol|violence|jargon|slang|"
    "clich[eé]s|politics|animals|swearing|stock footage|discounts?|humou?r|jokes"
)
_STOP_NOTES: Final = rf"(?:, (?={words.CALL_VERBS}|tone|cta|but))"


def read_labelled(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    quoted = r"[\"'](?P<quoted>[^\"']{2,80})[\"']"
    call = r"(?:cta|call[- ]to[- ]action)(?: text| button)?"
    if match := page.take(rf"\b{CHANGE}{call}{IS}(?:{quoted}|(?P<value>[^,.;!?\n{GAP}]+?){END})"):
        facts["call_to_action"] = value_of(match)
    audience = r"(?:target )?(?:audience|target group|customers? (?:base|segment))"
    actually = r"(?:actually,? |no,? )?"
    if match := page.take(rf"\b{actually}{CHANGE}{audience}{IS}(?P<value>[^,.;!?\n{GAP}]+?){END}"):
        facts["target_audience"] = re.sub(r"^(?:the|our|mostly|mainly|now) ", "", value_of(match), flags=re.I)
    if match := page.take(
        rf"\b{CHANGE}(?:offer|promo(?:tion)?|deal){IS}(?!deal)(?P<value>[^,.;!?\n{GAP}]+){END}"
    ):
        facts["offer"] = value_of(match)
    if match := page.take(
        rf"\b{CHANGE}product(?:\s*[:=]\s*|\s+(?:is|to)\s+)(?:an? |our |the )?(?P<value>[^,.;!?\n{GAP}]+?){END}"
    ):
        facts["product"] = value_of(match)
    title = r"(?P<value>(?-i:\"?[A-Z0-9][\w&'’\"-]*(?: \"?[A-Z][\w&'’\"-]*){0,3}))"
    ours = r"(?:(?:our|my|the) (?:brand|company|business|shop|startup|app|product)(?: name)?|we)"
    for pattern in (
        rf"\b{ours}(?:'s|\s+is|'re|\s+are)?(?:\s+called|\s+named|:)\s+{title}",
        rf"\b(?:(?:our|my|the) )?brand(?: name)?(?:\s+is|:)\s*(?!colou?r){title}",
        rf",? (?:called|named)\s+{title}",
    ):
        if match := page.take(pattern):
            brand["title"] = value_of(match)
            break
    if match := page.take(
        rf"\b(?:our |the |brand )*fonts?(?:\s+(?:is|are)|:)\s+(?P<value>[^.;!?\n{GAP}]+?){SENTENCE_END}"
    ):
        brand["fonts"] = tuple(re.split(r",\s*|\s+and\s+", value_of(match)))
    message = r"(?:key |main |core |central )?(?:message|main point|key point|usp|takeaway)"
    if match := page.take(
        rf"\b{CHANGE}{message}(?:\s*[:=]\s*|\s+(?:is|to|should be)\s+)(?:that )?"
        rf"(?P<value>[^.;!?\n{GAP}]+?)(?:{SENTENCE_END}|{_STOP_NOTES})"
    ):
        facts["key_message"] = value_of(match)
    recall = (
        r"(?:people|they|viewers|customers|everyone|them) (?:should|must|need to|have to|to) (?:remember|"
        r"know|understand|think|feel)"
    )
    if match := page.take(
        rf"\b(?:we want |i want )?{recall} (?:that )?(?P<value>[^.;!?\n{GAP}]+?){SENTENCE_END}"
    ):
        facts["key_message"] = value_of(match)


def read_name(page: Page, brand: dict[str, Any]) -> bool:
    """What the product shall be called (“call it X”, “it's called X”), as the brand's title; whether it was said."""
    it = r"(?:it|this|that|the product|our product|my product)"
    end = (
        rf"(?=\s*(?:[,.;!?\n{GAP}]|$)"
        r"| (?:please|instead|from now on|now|with|for|which|that|because|(?-i:and(?! [A-Z])))\b)"
    )
    for lead in (
        r"(?:change|set|update|switch|make) (?:the |our |my )?(?:(?:product|brand|app)(?:'s)? )?name (?:in)?to",
        rf"(?:re-?name|call|name) {it}(?: to| as| into)?(?! (?:a day|off|quits|a ))",
        rf"{it}(?:'s| is) (?:actually |now |really |just )*(?:called|named|spelled|spelt)",
        r"(?:the |our |its )(?:product )?name(?:'s| is| should be| must be)(?: actually| now| really)*",
    ):
        double = r"(?: with (?:an?|one|two|double|three|capital) [\"']?\w['\"]?(?:'?s)?\b)?"
        said = page.take(
            rf"\b(?:actually,? |no,? )?{lead}:? (?P<value>[\"'“]?[\w][^,.;!?\n{GAP}]{{0,60}}?){end}{double}"
        )
        if said and len(value_of(said).split()) <= 6:
            brand["title"] = value_of(said)
            return True
    return False


def read_notes(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    """What must and must not be in the ad."""
    verb = (
        r"(?:mention(?:ing)?|show(?:ing)?|us(?:e|ing)|say(?:ing)?|includ(?:e|ing)|talk(?:ing)? about|"
        r"featur(?:e|ing))"
    )
    never = (
        rf"(?:(?:don'?t|do not|never|must not|mustn'?t|shouldn'?t|please no)\s+(?:ever )?{verb}|avoid(?: "
        rf"{verb})?|without {verb})"
    )
    must_not = []
    while match := page.take(
        rf"(?:,? and )?(?:please )?\b{never}\s+(?:any |the |our )?(?P<value>[^,.;!?\n{GAP}]+?){END}"
    ):
        must_not += re.split(r"\s+(?:or|and)\s+", value_of(match))
    while match := page.take(rf"(?<![\w-])no (?P<value>(?:{_NO_LIST}))\b"):
        must_not.append(value_of(match))
    if must_not:
        facts["must_not"] = tuple(must_not)
    have = (
        rf"(?:(?:must|has to|have to|needs? to|make sure (?:to|you|we)|be sure to|don'?t forget to) {verb}|"
        rf"(?<=^)(?:please )?(?:include|mention))"
    )
    must = []
    while match := page.take(rf"\b(?:it |you |we )?{have}\s+(?:that )?(?P<value>[^,.;!?\n{GAP}]+?){END}"):
        must.append(value_of(match))
    if must:
        facts["must_have"] = tuple(must)
