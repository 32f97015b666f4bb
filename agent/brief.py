"""The brief of an ad: what is known, what was only assumed, and what is still worth asking. Pure.

`Brief` is frozen; a fact is None until somebody said it or the agent assumed it (then its name is in
`assumed`). On disk a brief is two documents: A's five keys in `ad_projects.ad_details` and the rest under
`settings["brief"]`. Durations are seconds. This module imports nothing but pydantic and the placements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator
from pydantic.alias_generators import to_camel

from agent.platforms import DEFAULT_PLACEMENT, PLACEMENTS, Placement, find_placement
from agent.script import AdDetails, BrandLook, Framework, HexColor

ProductCategory = Literal["footwear", "accessories", "electronics", "beauty", "apparel", "home", "other"]
Slot = Literal[
    "product", "target_audience", "key_message", "placement", "duration", "call_to_action", "photo"
]

SLOTS: Final[tuple[Slot, ...]] = get_args(Slot)
PRODUCT_CATEGORIES: Final[tuple[ProductCategory, ...]] = get_args(ProductCategory)
FRAMEWORKS: Final[tuple[Framework, ...]] = get_args(Framework)

SHORTEST_AD: Final = 5.0
LONGEST_AD: Final = 180.0
DEFAULT_DURATION: Final = 15.0

# A question is repeated once, as a reminder, and then answered by an assumption.
REMINDERS: Final = 1
# Who was reminded so often wants no more questions.
PATIENCE: Final = 2
# After so many questions the rest is assumed and said, and the script written: it is what moves a marketer to correct.
ENOUGH: Final = 4


def _one_line(value: object) -> object:
    """Text without control characters or markup and with single blanks; empty text is None.

    The joiner inside an emoji of several people or signs (U+200D) stays, or it would fall apart.
    """
    if not isinstance(value, str):
        return value
    plain = re.sub(r"</?[A-Za-z][^<>]{0,60}>", "", value)
    kept = "".join(c if c.isprintable() or c == "\u200d" else " " for c in plain)
    return " ".join(kept.split()) or None


def _lines(value: object) -> object:
    if isinstance(value, str):
        value = [value]
    if isinstance(value, (list, tuple)):
        cleaned = [_one_line(item) for item in value]
        return tuple(dict.fromkeys(item for item in cleaned if item))
    return value


Short = Annotated[str, Field(max_length=120), BeforeValidator(_one_line)]
CallToAction = Annotated[str, Field(max_length=60), BeforeValidator(_one_line)]
Sentence = Annotated[str, Field(max_length=300), BeforeValidator(_one_line)]
Points = Annotated[
    tuple[Annotated[str, Field(max_length=160)], ...], Field(max_length=12), BeforeValidator(_lines)
]


class _Facts(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True)


class Brief(_Facts):
    """Everything said or assumed about one ad. `duration` is in seconds, `language` an ISO 639-1 code."""

    product: Short | None = None
    product_category: ProductCategory | None = None
    target_audience: Short | None = None
    placement: str | None = None
    duration: float | None = Field(default=None, ge=SHORTEST_AD, le=LONGEST_AD)
    call_to_action: CallToAction | None = None
    key_message: Sentence | None = None
    offer: Short | None = None
    tone: Annotated[str, Field(max_length=60), BeforeValidator(_one_line)] | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] | None = None
    must_have: Points = ()
    must_not: Points = ()
    framework: Framework | None = None
    creativity: int | None = Field(default=None, ge=1, le=10)
    assumed: tuple[str, ...] = ()

    @field_validator("placement")
    @classmethod
    def _known_placement(cls, name: str | None) -> str | None:
        if name is None:
            return None
        found = find_placement(name)
        if found is None:
            raise ValueError(f"unknown placement {name!r}; known: {', '.join(PLACEMENTS)}")
        return found.name

    @property
    def where(self) -> Placement:
        """The placement to write for: the known one, else Reels."""
        return PLACEMENTS[self.placement or DEFAULT_PLACEMENT]

    @property
    def seconds(self) -> float:
        """The ad's length to write for, inside what the placement takes, a multiple of 0.5 s."""
        return fit_duration(self.duration or DEFAULT_DURATION, self.where)

    @property
    def forbidden(self) -> tuple[str, ...]:
        """What may not be said or shown, in lower case; what the marketer's own facts say is not among it."""
        own = " ".join(
            filter(
                None, (self.product, self.call_to_action, self.offer, self.key_message, self.target_audience)
            )
        ).lower()
        phrases = (phrase.lower().strip(" .!") for phrase in self.must_not)
        return tuple(phrase for phrase in phrases if len(phrase) > 3 and phrase not in own)

    def knows(self, slot: str) -> bool:
        """Whether the fact `slot` has a value (said or assumed)."""
        return bool(getattr(self, slot, None))

    def ad_details(self) -> dict[str, Any]:
        """The document of `ad_projects.ad_details`: exactly five keys, null where nothing is known."""
        return {
            "targetAudience": self.target_audience,
            "adPlatform": self.placement,
            "adDuration": self.duration,
            "callToAction": self.call_to_action,
            "keyMessage": self.key_message,
        }

    def extras(self) -> dict[str, Any]:
        """The document of `settings["brief"]`: what the five keys have no room for; unknown facts are left
        out.
        """
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name in _EXTRA
            if (value := getattr(self, _SNAKE[name])) not in (None, ())
        }

    @classmethod
    def from_stored(cls, ad_details: Mapping[str, Any] | None, extras: Mapping[str, Any] | None) -> Brief:
        """The brief in both documents. A value that an older or foreign hand left unreadable counts as
        unknown.
        """
        stored = {_STORED[k]: v for k, v in (ad_details or {}).items() if k in _STORED}
        stored |= {_SNAKE[k]: v for k, v in (extras or {}).items() if k in _EXTRA}
        return cls.model_validate(_readable(cls, stored))

    def for_script(self) -> AdDetails:
        """The same facts as the script carries them, defaults filled in."""
        return AdDetails(
            target_audience=self.target_audience or "",
            ad_platform=self.where.name,
            ad_duration=self.seconds,
            call_to_action=self.call_to_action or "",
            key_message=self.key_message or "",
        )


_EXTRA: Final = (
    "product", "productCategory", "offer", "tone", "language", "mustHave", "mustNot", "framework", "creativity",
    "assumed",
)  # fmt: skip
_SNAKE: Final = {to_camel(name): name for name in Brief.model_fields}
_STORED: Final = {
    "targetAudience": "target_audience",
    "adPlatform": "placement",
    "adDuration": "duration",
    "callToAction": "call_to_action",
    "keyMessage": "key_message",
}


class BrandFacts(_Facts):
    """What is known of the brand. Images are storage locations or asset ids, in the order they came."""

    title: Annotated[str, Field(max_length=80), BeforeValidator(_one_line)] | None = None
    description: Sentence | None = None
    colors: tuple[HexColor, ...] = Field(default=(), max_length=8)
    fonts: Annotated[tuple[Annotated[str, Field(max_length=60)], ...], Field(max_length=6)] = ()
    tone: Annotated[str, Field(max_length=60), BeforeValidator(_one_line)] | None = None
    logo: str | None = None
    product_images: tuple[str, ...] = ()

    def guidelines(self) -> dict[str, Any]:
        """The keys of `brands.brand_guidelines` that the conversation fills: colors, fonts, tone, logo."""
        return {"colors": list(self.colors), "fonts": list(self.fonts), "tone": self.tone, "logo": self.logo}

    @classmethod
    def from_stored(
        cls,
        title: str | None,
        description: str | None,
        guidelines: Mapping[str, Any] | None,
        product_images: Sequence[str] = (),
    ) -> BrandFacts:
        """The brand in its row. The title `Untitled` means that none was given yet."""
        known = {k: v for k, v in (guidelines or {}).items() if k in ("colors", "fonts", "tone", "logo")}
        known |= {
            "title": None if title == "Untitled" else title,
            "description": description,
            "product_images": tuple(product_images),
        }
        return cls.model_validate(_readable(cls, known))

    def look(self, tone: str | None = None) -> BrandLook:
        """The brand as a script carries it; `tone` of the ad wins over the brand's own."""
        return BrandLook(
            title=self.title or "",
            colors=self.colors,
            fonts=self.fonts,
            tone=tone or self.tone or "",
            logo=self.logo,
            product_images=self.product_images,
        )


def _readable(kind: type[BaseModel], stored: Mapping[str, Any]) -> dict[str, Any]:
    """`stored` without the values that `kind` refuses."""
    kept = {name: value for name, value in stored.items() if value is not None}
    while True:
        try:
            kind.model_validate(kept)
        except ValidationError as error:
            bad = {str(fault["loc"][0]) for fault in error.errors() if fault["loc"]}
            names = {n for n in kept if n in bad or to_camel(n) in bad}
            if not names:
                return {}
            kept = {name: value for name, value in kept.items() if name not in names}
        else:
            return kept


def fit_duration(seconds: float, placement: Placement) -> float:
    """`seconds` moved inside what the placement takes and to a multiple of 0.5 s."""
    low = max(SHORTEST_AD, placement.min_seconds)
    high = min(LONGEST_AD, placement.max_seconds)
    return max(low, min(high, round(seconds * 2) / 2))


def merge(brief: Brief, facts: Mapping[str, Any], *, assumed: Iterable[str] = ()) -> Brief:
    """`brief` with `facts` laid over it; lists grow, everything else is replaced; a None clears the fact.

    A said fact is no assumption any more; the names in `assumed` become one. The duration is fitted to the
    placement.

    Raises:
        pydantic.ValidationError: when a fact has no such value (an unknown placement, creativity 12).
    """
    changed = dict(facts)
    for name in ("must_have", "must_not"):
        if changed.get(name):
            fresh = changed[name]
            old: tuple[str, ...] = getattr(brief, name)
            changed[name] = (*old, *((fresh,) if isinstance(fresh, str) else fresh))[-12:]
        elif name in changed:
            changed[name] = ()
    guesses = (set(brief.assumed) - set(changed)) | set(assumed)
    values = brief.model_dump() | changed
    values["assumed"] = tuple(sorted(name for name in guesses if values.get(name) not in (None, ())))
    if isinstance(values["duration"], (int, float)):
        place = find_placement(values["placement"] or DEFAULT_PLACEMENT)
        if place is not None:
            values["duration"] = fit_duration(values["duration"], place)
    return Brief.model_validate(values)


_GUESSED_WELL: Final = ("duration", "call_to_action")


def missing(brief: Brief, *, has_photo: bool = False, asked: Sequence[str] = ()) -> tuple[Slot, ...]:
    """The questions still worth asking, the most telling first; empty means that the script can be written.

    A question that was asked and reminded of is not asked a third time (the product excepted: nobody can
    guess it). The key message is worth a question only in an interview: who says everything else in one
    breath is not held up; nor is anybody who was asked already, for a length or a call that alone is open, as both
    are guessed well and changed by a tap. The photo comes last and once.
    """
    wanted: list[Slot] = []
    facts: tuple[Slot, ...] = (
        "product",
        "target_audience",
        "key_message",
        "placement",
        "duration",
        "call_to_action",
    )
    for slot in facts:
        tries = sum(1 for name in asked if name == slot)
        if not brief.knows(slot) and (slot == "product" or tries <= REMINDERS):
            wanted.append(slot)
    questions = {name for name in asked if name != "photo"}
    if questions and len(wanted) == 1 and wanted[0] in _GUESSED_WELL:
        wanted = []
    if len(questions) >= ENOUGH and brief.knows("product") and _settled(brief, asked):
        return ()
    repeats = [name for name in asked if name != "product"]
    if len(repeats) - len(set(repeats)) >= PATIENCE:
        return tuple(slot for slot in wanted if slot == "product")
    said_at_once = wanted == ["key_message"] and not [
        name for name in asked if name not in ("product", "photo")
    ]
    if said_at_once or (brief.offer and "key_message" in wanted):
        wanted.remove("key_message")
    if not has_photo and "photo" not in asked:
        wanted.append("photo")
    return tuple(wanted)


def _settled(brief: Brief, asked: Sequence[str]) -> bool:
    """Whether the last question is answered, or all that were put have had their reminder."""
    known = [name == "photo" or brief.knows(name) for name in asked]
    return known[-1] or all(known[at] or asked.count(name) > REMINDERS for at, name in enumerate(asked))


def open_question(
    brief: Brief, *, has_photo: bool, asked: Sequence[str], has_script: bool = False
) -> Slot | None:
    """The question that the next message probably answers: the last one asked, while it is unanswered."""
    if not asked or has_script:
        return None
    last = asked[-1]
    if last == "photo":
        return None if has_photo else "photo"
    if last in SLOTS and not brief.knows(last):
        return next(slot for slot in SLOTS if slot == last)
    return None
