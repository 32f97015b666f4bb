"""Reads English messages by rules. Every extractor takes what it understood off the page, so that no word
counts twice.

The order matters: labelled facts first (“CTA: …”), then facts known by their shape (30 s, #FFEB3B, 20%
off), then sentences about the product and the audience, and last, what is left as the answer to the
question just asked.
"""

from __future__ import annotations

import re
from typing import Any, Final

from agent import understand_words as words
from agent.understand_edits import read_edits
from agent.understand_nouns import read_answer, read_bare_segments, read_product_and_audience
from agent.understand_page import GAP, Page

_NEXT: Final = (
    r"\s+(?:and|but|with)\s+(?:the |our |a )?(?:tone|audience|cta|call to action|platform|length|"
    r"duration|offer|voice)\b"
)
_END: Final = rf"(?=\s*(?:[,.;!?\n{GAP}]|$)|{_NEXT})"
_SENTENCE_END: Final = rf"(?=\s*(?:[.;!?\n{GAP}]|$))"
_IS: Final = r"(?:\s*[:=]\s*|\s+(?:is|are|to|should be|will be|would be|as|says?)\s+|\s+)"
_CHANGE: Final = (
    r"(?:(?:please |just |let'?s )*(?:change|set|update|switch|make|use)\s+)?(?:the |our |my |"
    r"with (?:the )?)?"
)

_SECONDS: Final = r"\s*-?\s*(?:s|secs?|seconds?|″|\")(?![a-z])"
_LENGTH: Final = rf"(?:{words.NUMBER}{_SECONDS}|half(?: a|-a)?[- ]minute|quarter of a minute)"
_NOT: Final = r"(?:\b(?:not|instead of|rather than|anything but|no longer)\s+(?:an? |on |for )?|\bno\s+(?!,))"
_FILM: Final = (
    r"(?:ads?|adverts?|videos?|spots?|reels?|clips?|commercials?|films?|bumpers?|shorts?|long|version)"
)

_PLACES: Final[tuple[tuple[str, str], ...]] = (
    ("instagram_stories", r"(?:instagram|insta|ig) stor(?:y|ies)"),
    ("instagram_feed", r"(?:instagram|insta|ig) (?:feed|posts?)"),
    ("instagram_reels", r"(?:(?:instagram|insta|ig)(?: reels?)?|reels?)"),
    ("tiktok", r"tik[ -]?toks?"),
    ("youtube_shorts", r"(?:youtube|yt) shorts?"),
    ("youtube_instream", r"(?:youtube(?: (?:in-?stream|pre-?roll))?|in-?stream|pre-?roll)"),
    ("facebook_feed", r"(?:facebook(?: feed)?|fb|meta feed)"),
    ("linkedin", r"linked[ -]?in"),
    ("x", r"(?:twitter|(?-i:(?<=on )X|X(?= \(|/T| ads?\b)))"),
)  # fmt: skip
_PLACES_WHEN_ASKED: Final = (
    ("instagram_stories", r"stor(?:y|ies)"),
    ("youtube_shorts", r"shorts"),
    ("x", r"x"),
)

_TAIL: Final = (
    rf"(?:\s+(?:until|till|through|this|on|over|for|with|when|if|before|by|only|today|ends?|off|"
    rf"tomorrow)\b[^,.;!?{GAP}\n]*)?"
)
_MONEY: Final = r"[$€£]\s?\d+(?:[.,]\d{1,2})?"
_OFFERS: Final = re.compile(
    rf"(?:up to )?\b\d{{1,3}}\s?(?:%|percent) (?:off|discount){_TAIL}"
    rf"|(?:buy (?:one|two|1|2),? get (?:one|1)(?: free)?|bogo|(?:2|two|3|three) for (?:1|one|the price of \w+|2|two)|"
    rf"half[- ]price|(?:free|fast) (?:shipping|delivery)|(?:first|1st) (?:month|week|order|class|session|visit|year)"
    rf"(?: is)? (?:for )?free|(?:\d+[- ](?:days?|weeks?|months?) )?free trial|money[- ]back guarantee|free "
    rf"samples?){_TAIL}"
    rf"|{_MONEY} off{_TAIL}|{_MONEY}\s+(?:until|till|this|today|only)\b[^,.;!?{GAP}\n]*"
    rf"|(?:(?<=only )|(?<=just )|(?<=from )|(?<=costs )|(?<=for )|(?<=at )|(?<=is )){_MONEY}"
    r"(?:\s*(?:a|per|/)\s*(?:month|year|week|day|bottle|piece|box|person|night|pack))?",
    re.I,
)
_NO_LIST: Final = (
    "competitors?|faces?|kids|children|people|prices?|celebrities|emojis?|text|music|alcohol|violence|jargon|slang|"
    "clich[eé]s|politics|animals|voice-?over|swearing|stock footage|discounts?|humou?r|jokes"
)
_STOP_NOTES: Final = rf"(?:, (?={words.CALL_VERBS}|tone|cta|but))"


def read(
    text: str, open_slot: str | None, has_script: bool
) -> tuple[dict[str, Any], dict[str, Any], set[str], list[str]]:
    """(facts, brand facts, intents, edits) of one message; see `understand.Reading`."""
    page = Page(_plain(text))
    intents: set[str] = set()
    if words.ORDERS.search(page.text):
        return {}, {}, {"off_topic"}, []
    edits = read_edits(page) if has_script else []
    _set_manners_aside(page, intents, open_slot)
    _standing_clauses(page, open_slot, intents)
    facts: dict[str, Any] = {}
    brand: dict[str, Any] = {}
    if page.blank:
        return facts, brand, intents, edits
    for extract in (
        _colors, _labelled, _notes, _lengths, _places, _frameworks, _languages, _tones, _offers, _wants,
    ):  # fmt: skip
        extract(page, open_slot, facts, brand)
    read_product_and_audience(page, open_slot, facts, brand)
    _decisions(page, open_slot, facts, intents)
    read_bare_segments(page, open_slot, facts, brand)
    if open_slot and not intents & {"abuse", "decide_this", "decide_all"}:
        read_answer(page, open_slot, facts, brand)
    return facts, brand, intents, edits


def _plain(text: str) -> str:
    text = text.translate(str.maketrans(f"’‘“”{GAP}\t", "''\"\"  "))
    return re.sub(r" {2,}", " ", text).strip()


# Manners: greetings, thanks, questions, abuse


def _set_manners_aside(page: Page, intents: set[str], open_slot: str | None) -> None:
    sentences = re.split(r"(?<=[.!?])\s+|\n+", page.text)
    kept = [_statement(sentence.strip(), intents, open_slot) for sentence in sentences]
    page.text = "\n".join(part for part in kept if part)


def _statement(sentence: str, intents: set[str], open_slot: str | None) -> str:
    """What `sentence` states; intents found on the way are noted. Real questions state nothing."""
    for name, pattern in (("greeting", words.GREETING), ("thanks", words.THANKS)):
        match = pattern.match(sentence)
        if match:
            intents.add(name)
            sentence = sentence[match.end() :]
    if words.ABUSE.search(sentence):
        intents.add("abuse")
        sentence = words.ABUSE.sub(" ", sentence) if "," in sentence else ""
    asked = words.REQUEST.sub("", sentence)
    if asked != sentence:
        return asked.rstrip("?") + ("." if asked.strip() else "")
    if words.QUESTION.match(sentence) or sentence.endswith("?"):
        short_answer = (
            open_slot in ("placement", "duration", "call_to_action")
            and sentence.endswith("?")
            and not words.QUESTION.match(sentence)
        )
        if short_answer and len(sentence.split()) <= 4 and not any(p.search(sentence) for _, p in words.ASKS):
            return sentence.rstrip("?")
        if re.search(r"\w", sentence):
            intents.add(next((name for name, pattern in words.ASKS if pattern.search(sentence)), "ask_other"))
        return ""
    return sentence


def _decisions(page: Page, open_slot: str | None, facts: dict[str, Any], intents: set[str]) -> None:
    """Yes, no and “you choose”, read only after the facts so that a fact's own words can't be one."""
    if page.take(words.DECIDE_ALL):
        intents.add("decide_all")
    elif page.take(words.DECIDE_THIS):
        intents.add("decide_this")
    whole = page.text.strip(f" {GAP},.!")
    if words.YES.match(page.text) and len(whole.split()) <= 6:
        intents.add("yes")
        page.take(words.YES)
    elif words.NO.match(page.text) and len(whole.split()) <= 2:
        page.take(words.NO)
        intents.add("decide_this" if open_slot in ("photo", "key_message") and not facts else "no")


def _standing_clauses(page: Page, open_slot: str | None, intents: set[str]) -> None:
    """“no photo” and “just decide” as clauses of their own, before a label takes the rest of the line for its value."""
    if open_slot != "photo" and page.take(words.NO_PHOTO_CLAUSE):
        intents.add("no_photo")
    if page.take(words.DECIDE_CLAUSE):
        intents.add("decide_all")


# Facts known by their label or their shape


def _labelled(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    quoted = r"[\"'](?P<quoted>[^\"']{2,80})[\"']"
    call = r"(?:cta|call[- ]to[- ]action)(?: text| button)?"
    if match := page.take(rf"\b{_CHANGE}{call}{_IS}(?:{quoted}|(?P<value>[^,.;!?\n{GAP}]+?){_END})"):
        facts["call_to_action"] = _value(match)
    audience = r"(?:target )?(?:audience|target group|customers? (?:base|segment))"
    actually = r"(?:actually,? |no,? )?"
    if match := page.take(rf"\b{actually}{_CHANGE}{audience}{_IS}(?P<value>[^,.;!?\n{GAP}]+?){_END}"):
        facts["target_audience"] = re.sub(r"^(?:the|our|mostly|mainly|now) ", "", _value(match), flags=re.I)
    if match := page.take(
        rf"\b{_CHANGE}(?:offer|promo(?:tion)?|deal){_IS}(?!deal)(?P<value>[^,.;!?\n{GAP}]+(?:\.\d\d)?){_END}"
    ):
        facts["offer"] = _value(match)
    if match := page.take(
        rf"\b{_CHANGE}product(?:\s*[:=]\s*|\s+(?:is|to)\s+)(?:an? |our |the )?(?P<value>[^,.;!?\n{GAP}]+?){_END}"
    ):
        facts["product"] = _value(match)
    title = r"(?P<value>(?-i:[A-Z0-9][\w&'’-]*(?: [A-Z][\w&'’-]*){0,3}))"
    ours = r"(?:(?:our|my|the) (?:brand|company|business|shop|startup|app|product)(?: name)?|we)"
    for pattern in (
        rf"\b{ours}(?:'s|\s+is|'re|\s+are)?(?:\s+called|\s+named|:)\s+{title}",
        rf"\b(?:(?:our|my|the) )?brand(?: name)?(?:\s+is|:)\s*(?!colou?r){title}",
        rf",? (?:called|named)\s+{title}",
    ):
        if match := page.take(pattern):
            brand["title"] = _value(match)
            break
    if match := page.take(
        rf"\b(?:our |the |brand )*fonts?(?:\s+(?:is|are)|:)\s+(?P<value>[^.;!?\n{GAP}]+?){_SENTENCE_END}"
    ):
        brand["fonts"] = tuple(re.split(r",\s*|\s+and\s+", _value(match)))
    message = r"(?:key |main |core |central )?(?:message|main point|key point|usp|takeaway)"
    if match := page.take(
        rf"\b{_CHANGE}{message}(?:\s*[:=]\s*|\s+(?:is|to|should be)\s+)(?:that )?"
        rf"(?P<value>[^.;!?\n{GAP}]+?)(?:{_SENTENCE_END}|{_STOP_NOTES})"
    ):
        facts["key_message"] = _value(match)
    recall = (
        r"(?:people|they|viewers|customers|everyone|them) (?:should|must|need to|have to|to) (?:remember|"
        r"know|understand|think|feel)"
    )
    if match := page.take(
        rf"\b(?:we want |i want )?{recall} (?:that )?(?P<value>[^.;!?\n{GAP}]+?){_SENTENCE_END}"
    ):
        facts["key_message"] = _value(match)


def _value(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return (groups.get("quoted") or groups["value"]).strip(" \"',")


def _notes(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
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
        rf"(?:,? and )?(?:please )?\b{never}\s+(?:any |the |our )?(?P<value>[^,.;!?\n{GAP}]+?){_END}"
    ):
        must_not += re.split(r"\s+(?:or|and)\s+", _value(match))
    while match := page.take(rf"(?<![\w-])no (?P<value>(?:{_NO_LIST}))\b"):
        must_not.append(_value(match))
    if must_not:
        facts["must_not"] = tuple(must_not)
    have = (
        rf"(?:(?:must|has to|have to|needs? to|make sure (?:to|you|we)|be sure to|don'?t forget to) {verb}|"
        rf"(?<=^)(?:please )?(?:include|mention))"
    )
    must = []
    while match := page.take(rf"\b(?:it |you |we )?{have}\s+(?:that )?(?P<value>[^,.;!?\n{GAP}]+?){_END}"):
        must.append(_value(match))
    if must:
        facts["must_have"] = tuple(must)


def _lengths(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    asked = open_slot == "duration"
    page.take(rf"\b(?:not|instead of|rather than|no longer)\s+(?:an? )?{_LENGTH}")
    between = rf"(?:between )?\b{words.NUMBER}(?:{_SECONDS})?\s*(?:or|to|and)\s*{words.NUMBER}{_SECONDS}"
    if page.take(between) or page.take(rf"\b\d+\s*[-–]\s*\d+{_SECONDS}"):
        return
    before = (
        ""
        if asked
        else r"(?:(?<!\bin )|(?<=\bit in ))(?<!\bunder )(?<!\bwithin )(?<!\bevery )(?<!\bfor )(?<!\bafter )"
    )
    found: float | None = None
    if match := page.take(r"\b(?:a|1|one) minute and a half\b|\b(?:one and a half|1\.5) minutes?\b"):
        found = 90
    elif match := page.take(r"\b(?:a |an )?half(?: a|-a)?[- ]minute\b"):
        found = 30
    elif match := page.take(r"\b(?:a )?quarter of a minute\b"):
        found = 15
    elif match := page.take(rf"(?<![\w.#$]){before}(?P<n>{words.NUMBER}){_SECONDS}(?: long)?"):
        found = words.number(match["n"])
    elif match := page.take(
        rf"\b(?:a|(?P<n>one|1|two|2|three|3))[- ]minutes?(?:[- ]long)?(?=[- ]{_FILM})"
    ) or (page.take(r"\b(?:a|(?P<n>one|1|two|2|three|3)) min(?:ute)?s?\b") if asked else None):
        found = 60 * (words.number(match["n"]) if match["n"] else 1)
    elif asked and (
        match := page.take(rf"^\W*(?:about |around |maybe |let's say )?(?P<n>{words.NUMBER})\W*$")
    ):
        found = words.number(match["n"])
    elif (match := page.take(r"(?<!\d)0?(?P<m>[0-2]):(?P<s>[0-5]\d)(?!\d)")) and asked:
        found = 60 * int(match["m"]) + int(match["s"])
    elif match := page.take(r"\bmake it (?P<n>\d{1,3})(?!\s*[%$€£\w])"):
        found = float(match["n"])
    if found is not None and 3 <= found <= 600:
        facts["duration"] = min(180, max(5, found))


def _places(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    names = _PLACES + (_PLACES_WHEN_ASKED if open_slot == "placement" else ())
    everywhere = "|".join(pattern for _, pattern in names)
    page.take(rf"{_NOT}(?:{everywhere})\b")
    first: tuple[int, str] | None = None
    for name, pattern in names:
        match = re.search(rf"\b(?:{pattern})\b", page.text, re.I)
        if match and (first is None or match.start() < first[0]):
            first = (match.start(), name)
    if first is None:
        return
    facts["placement"] = first[1]
    page.take_all(rf"\b(?:on |for )?(?:an? )?(?:{everywhere})\b(?: {_FILM}\b)?(?: instead)?", mark="film")


def _frameworks(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    use = r"(?:(?:use|try|with|go for|switch to) )?(?:the )?"
    after = r"(?: (?:framework|style|structure|formula|format|approach))?"
    for name, pattern in (
        ("AIDA", r"AIDA"),
        ("PAS", r"(?:(?-i:PAS)|problem[ ,-]+agitate[\w ,-]*)"),
        ("BAB", r"(?:(?-i:BAB)|before[ -/]+(?:and[ -])?after(?:[ -]bridge)?)"),
        ("hook_demo", r"hook[ -_]+(?:and[ -])?demo"),
    ):
        if page.take(rf"\b{use}{pattern}\b{after}"):
            facts["framework"] = name
    if match := page.take(
        r"\bcreativity(?: level)?\W*(?:to |at |is |of |up to )?(?P<n>10|[1-9])(?:\s?/\s?10)?\b"
    ):
        facts["creativity"] = int(match["n"])
    elif page.take(r"\b(?:go|get) (?:wild|crazy|nuts)\b"):
        facts["creativity"] = 9
    elif page.take(r"\b(?:play|keep) it safe\b"):
        facts["creativity"] = 3


def _languages(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    names = "|".join(words.LANGUAGES)
    if match := page.take(
        rf"\b(?:in (?P<a>{names})(?=\s*(?:please|voice|[,.!{GAP}]|and\b|$))|(?P<b>{names}) (?:voice-?over|"
        rf"language)|language(?: is|:) (?P<c>{names}))"
    ):
        facts["language"] = words.LANGUAGES[next(filter(None, match.groups())).lower()]


def _tones(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    tone, noun = words.TONE_PHRASE, r"(?:tone(?: of voice)?|mood|vibe|voice|style|feel)"
    softly = r"(?:(?:a bit|a little|much|very|really|super|more|quite|kind of) )*"
    page.take(rf"\b(?:less|not so|not too|not) {tone}\b")
    labelled = (
        rf"\b{_CHANGE}{noun}(?:\s*[:=]\s*|\s+(?:should be|is|to)\s+|\s+)(?:be )?{softly}(?P<value>{tone})\b"
    )
    made = (
        rf"\b(?:make|keep|be|sound|feel)(?: (?:it|them|this|things))?(?: sound| feel| look)? "
        rf"{softly}(?P<value>{tone})\b"
    )
    patterns = (
        labelled,
        rf"\b(?:in an? |an? )?{softly}(?P<value>{tone}) {noun}\b",
        made,
        rf"\b(?:a bit |a little |much )?more (?P<value>{tone})\b",
        rf"\b(?:an?|the) (?P<value>{tone})(?=[ ,]*(?:{GAP}|{_FILM}\b))",
    )
    for pattern in patterns:
        if match := page.take(pattern):
            facts["tone"] = _value(match).lower()
            return
    if match := page.take(rf"\b(?:make (?:it|this) )?(?P<value>{'|'.join(words.COMPARATIVES)})\b"):
        facts["tone"] = words.COMPARATIVES[_value(match).lower()]


def _offers(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    if match := page.take(_OFFERS):
        facts.setdefault(
            "offer", re.sub(r"^(first \w+) is free", r"\1 free", match.group().strip(), flags=re.I)
        )
        page.take(
            r"\b(?:it|that|they) costs?\b|\bwe (?:have|offer|give) an?\s*(?="
            + GAP
            + r")|(?<="
            + GAP
            + r") deal\b"
        )


def _wants(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    """“I want people to order”, “they should visit our shop”: a call to action in other words."""
    people = r"(?:people|them|viewers|customers|everyone|users|folks)"
    want = rf"(?:(?:i|we)(?:'d)? (?:want|like|would like) {people} to|get {people} to|so (?:that )?(?:people|they))"
    should = rf"|(?:they|people|viewers) should(?= (?:{words.CALL_VERBS})\b)"
    if match := page.take(rf"\b(?:{want}{should}) (?P<value>[^,.;!?\n{GAP}]+?){_END}"):
        facts.setdefault("call_to_action", _value(match))


def _colors(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    hexes = re.findall(r"#[0-9A-Fa-f]{6}\b", page.text)
    names = "|".join(sorted(words.COLORS, key=len, reverse=True))
    one = rf"(?:#[0-9A-Fa-f]{{6}}|(?:{names}))\b"
    listed = rf"(?P<list>{one}(?:(?:\s*,\s*(?:and )?|\s+and\s+|\s*&\s*|\s+){one})*)"
    label = r"(?:our |the |my |brand |logo )*(?:colou?rs?|palette)(?: palette| scheme)?"
    match = page.take(rf"\b{label}(?:\s*[:=,]\s*|\s+(?:is|are)\s+|\s+){listed}") or page.take(
        rf"\b(?:use |with )?{listed}(?: (?:are|is|as))? (?:our |the |my |brand )*colou?rs?\b"
    )
    if match:
        found = re.findall(one, match["list"], re.I)
        colors = [c.upper() if c.startswith("#") else words.COLORS[c.lower()] for c in found]
    else:
        colors = [c.upper() for c in hexes]
        page.take_all(r"(?:\buse )?#[0-9A-Fa-f]{6}\b(?: please)?")
    if colors:
        brand["colors"] = tuple(dict.fromkeys(colors))
