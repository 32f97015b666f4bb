"""What an ad may be about: refused, looked at by an admin first, or allowed. Pure.

The rules are data (`content.toml`, `content_brands.toml`). They read what is asked for, never who asks or what for: no
sentence in a brief can lift one. What they can't see is told in docs/content.md.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final, Literal

from agent.brief import BrandFacts, Brief
from agent.content_words import Hit, Phrases, Token, plain_word, tokens_of, undisguised
from agent.script import AdScript

Kind = Literal["allowed", "review", "refused"]
RANK: Final[Mapping[Kind, int]] = MappingProxyType({"allowed": 0, "review": 1, "refused": 2})
SMALL_EDIT: Final = 0.5
"""Of the words of a script at least so many stay where an edit is small."""

BRANDS: Final = "brands"
PERSONS: Final = "persons"


@dataclass(frozen=True, slots=True)
class Piece:
    """A text of an ad. `place` says where it stands (`brief`, `scene 3`); `picture`: it is a prompt for one."""

    place: str
    text: str
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found: the phrase of the list, and as what and where it was written."""

    rule: str
    kind: Kind
    phrase: str
    words: str
    place: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules make of an ad, and everything they found, the gravest first."""

    found: tuple[Found, ...] = ()

    @property
    def kind(self) -> Kind:
        return max((one.kind for one in self.found), key=RANK.__getitem__, default="allowed")

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that decide, in the order of the list."""
        deciding = {one.rule for one in self.found if one.kind == self.kind}
        return tuple(name for name in rules() if name in deciding)

    def reasons(self) -> list[dict[str, Any]]:
        """The deciding rules with their phrases and the words as they were written: what a review keeps."""
        return [
            {
                "rule": rule,
                "phrases": sorted({one.phrase for one in self._deciding(rule)}),
                "words": list(dict.fromkeys(one.words for one in self._deciding(rule)))[:8],
            }
            for rule in self.rules
        ]

    def _deciding(self, rule: str) -> list[Found]:
        return [one for one in self.found if one.rule == rule and one.kind == self.kind]


ALLOWED: Final = Verdict()


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of content. `why` is for whoever runs the bot."""

    name: str
    kind: Kind
    why: str
    words: Phrases
    shown: Phrases

    def find(self, tokens: Sequence[Token], *, picture: bool) -> Iterator[Hit]:
        yield from self.words.find(tokens)
        if picture:
            yield from self.shown.find(tokens)


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of others, by how they count."""

    plain: Phrases
    common: Phrases
    devices: Phrases
    channels: Phrases
    persons: Phrases


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("agent").joinpath(name).read_text("utf-8"))


@cache
def rules() -> Mapping[str, Rule]:
    """The rules by name, in the order of the list."""
    table = _read("content.toml")
    classes: Mapping[str, Sequence[str]] = table["classes"]

    def phrases(entry: Any) -> Phrases:
        return Phrases(entry, classes)

    return MappingProxyType(
        {
            name: Rule(
                name,
                rule["verdict"],
                rule["why"],
                phrases(word for words in rule.get("words", {}).values() for word in words),
                phrases(rule.get("shown", ())),
            )
            for name, rule in table["rules"].items()
        }
    )


@cache
def _particles(kind: str) -> frozenset[str]:
    return frozenset(plain_word(word) for word in _read("content.toml")["particles"][kind])


@cache
def _harmless() -> Phrases:
    table = _read("content.toml")
    return Phrases((word for words in table["harmless"].values() for word in words), table["classes"])


@cache
def _names() -> _Names:
    table = _read("content_brands.toml")
    brands = table["brands"]
    lists = (
        brands["plain"],
        brands["common"],
        brands["devices"],
        brands["channels"],
        table["persons"]["names"],
    )
    return _Names(*(Phrases(entry, {}) for entry in lists))


def pieces_of(brief: Brief, brand: BrandFacts, script: AdScript | None = None) -> tuple[Piece, ...]:
    """Every text of an ad that a person or a model wrote, but for what the ad must not say."""
    told = ("product", "target_audience", "key_message", "call_to_action", "offer", "tone")
    pieces = [Piece("brief", str(getattr(brief, name) or "")) for name in told]
    pieces += [Piece("brief", wish) for wish in brief.must_have]
    pieces += [Piece("brand", text or "") for text in (brand.title, brand.description, brand.tone)]
    if script is not None:
        pieces += _pieces_of_script(script)
    return tuple(piece for piece in pieces if piece.text.strip())


def _pieces_of_script(script: AdScript) -> Iterator[Piece]:
    details = script.ad_details
    yield from (
        Piece("brief", text)
        for text in (details.target_audience, details.key_message, details.call_to_action)
    )
    yield from (Piece("brand", text) for text in (script.brand.title, script.brand.tone))
    yield Piece("story", script.storyline)
    yield Piece("voice", script.voiceover_text)
    yield from (Piece("captions", words.text) for words in script.captions.reworded)
    yield Piece("music", script.music.genre)
    for scene in script.scenes:
        place = f"scene {scene.scene_number}"
        yield from (Piece(place, text) for text in (scene.on_screen_text, scene.audio_prompt))
        yield from (Piece(place, text, picture=True) for text in (scene.description, scene.visual_prompt))


def own_names(brief: Brief, brand: BrandFacts, script: AdScript | None = None) -> tuple[str, ...]:
    """The marketer's own brand. A brand that was never named is called like its product, which says nothing about whose
    that is."""
    product = (brief.product or "").casefold()
    titles = (brand.title, script.brand.title if script else None)
    return tuple(dict.fromkeys(title for title in titles if title and title.casefold() != product))


def judge_ad(brief: Brief, brand: BrandFacts, script: AdScript | None = None) -> Verdict:
    """What the rules make of an ad as it stands."""
    return judge(pieces_of(brief, brand, script), own_names(brief, brand, script))


def judge(pieces: Iterable[Piece], own: Collection[str] = ()) -> Verdict:
    """What the rules make of these texts; `own` are names that count for nothing."""
    found: list[Found] = []
    mine = Phrases(
        (" ".join(t.word for t in tokens_of(name) if t.word != "|") for name in own if name.strip()), {}
    )
    for piece in dict.fromkeys(pieces):
        plain = tokens_of(piece.text)
        for tokens in filter(None, (plain, undisguised(plain))):
            found += _judge_piece(piece, tokens, mine)
    distinct = dict.fromkeys(found)
    return Verdict(tuple(sorted(distinct, key=lambda one: -RANK[one.kind])))


def _judge_piece(piece: Piece, tokens: Sequence[Token], own: Phrases) -> Iterator[Found]:
    void = _spans(_harmless().find(tokens))
    hits = [(rule, hit) for rule in rules().values() for hit in rule.find(tokens, picture=piece.picture)]
    for rule, hit in hits:
        kind = _weight(rule, hit, tokens)
        if (
            kind != "allowed"
            and not _touches(hit, void)
            and not any(_absorbs(other, hit) for _, other in hits)
        ):
            yield _found(rule.name, kind, hit, tokens, piece)
    own_spans = _spans(own.find(tokens))
    for name, hit in _named(piece, tokens):
        if not _touches(hit, void) and not _touches(hit, own_spans):
            yield _found(name, rules()[name].kind, hit, tokens, piece)


def _named(piece: Piece, tokens: Sequence[Token]) -> Iterator[tuple[str, Hit]]:
    """Names of other companies and of known persons."""
    names = _names()
    yield from ((PERSONS, hit) for hit in names.persons.find(tokens))
    yield from ((BRANDS, hit) for hit in names.plain.find(tokens))
    for hit in names.devices.find(tokens):
        if piece.picture or not _before(tokens, hit, 2) & _particles("made_for"):
            yield BRANDS, hit
    for hit in names.common.find(tokens):
        capital = tokens[hit.first].raw[:1].isupper()
        after = tokens[hit.last + 1].word if hit.last + 1 < len(tokens) else ""
        if capital and (_before(tokens, hit, 1) & _particles("compared") or after in _particles("marked")):
            yield BRANDS, hit
    if piece.picture:
        yield from ((BRANDS, hit) for hit in names.channels.find(tokens))


def _weight(rule: Rule, hit: Hit, tokens: Sequence[Token]) -> Kind:
    """How much a hit counts. “No alcohol” is none; “no guns” is looked at, since it may be meant otherwise."""
    after = tokens[hit.last + 1].word if hit.last + 1 < len(tokens) else ""
    if after != "free" and not _before(tokens, hit, 2) & _particles("left_out"):
        return rule.kind
    return "review" if rule.kind == "refused" else "allowed"


def _before(tokens: Sequence[Token], hit: Hit, most: int) -> frozenset[str]:
    """The words of the clause right before a hit."""
    words: list[str] = []
    for token in reversed(tokens[max(0, hit.first - most) : hit.first]):
        if token.word == "|":
            break
        words.append(token.word)
    return frozenset(words)


def _spans(hits: Iterable[Hit]) -> list[tuple[int, int]]:
    return [(hit.first, hit.last) for hit in hits]


def _touches(hit: Hit, spans: Sequence[tuple[int, int]]) -> bool:
    return any(first <= hit.last and hit.first <= last for first, last in spans)


def _absorbs(other: Hit, hit: Hit) -> bool:
    """Whether `hit` is a part of a longer fixed phrase: a gun safe is no gun."""
    longer = other.last - other.first > hit.last - hit.first
    return (
        longer and other.first <= hit.first and hit.last <= other.last and not set("~@") & set(other.phrase)
    )


def _found(rule: str, kind: Kind, hit: Hit, tokens: Sequence[Token], piece: Piece) -> Found:
    words = " ".join(token.raw for token in tokens[hit.first : hit.last + 1])
    return Found(rule, kind, hit.phrase, words, piece.place)


def is_covered(reasons: Sequence[Mapping[str, Any]], by: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a review of the reasons `by` has seen everything that is in `reasons`."""
    seen = {entry["rule"]: set(entry["phrases"]) for entry in by}
    return all(set(entry["phrases"]) <= seen.get(entry["rule"], set()) for entry in reasons)


def is_small_edit(before: AdScript, after: AdScript) -> bool:
    """Whether `after` is mostly made of the words of `before`."""
    old, new = (_words(script) for script in (before, after))
    if not old or not new:
        return old == new
    same = sum(
        block.size for block in difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    )
    return same >= SMALL_EDIT * max(len(old), len(new))


def _words(script: AdScript) -> list[str]:
    return re.findall(r"\w+", " ".join(piece.text for piece in _pieces_of_script(script)).casefold())
