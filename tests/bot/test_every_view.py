"""Every view in every language: as it stands in `snapshots/`, and with the longest values it can get.

Generated, so that no view can be forgotten: each public function of `bot.views` that makes Words is called with values
of the types it asks for, once for each kind that it tells apart. After a change that is meant, write the snapshots anew
with `python -m tests.bot.test_every_view` and read what differs.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import itertools
import pkgutil
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin
from uuid import UUID

import pytest

import bot.views
from agent.brief import Brief
from agent.catalog import KINDS, LOCAL, Catalog, read_catalog
from agent.craftlog import CRITERIA, CraftLog
from agent.platforms import PLACEMENTS, Placement
from agent.script import AdScript, Scene
from bot.i18n import Speech, Tongue
from bot.plans import read_limits
from bot.privacy_buttons import EraseMine
from bot.signs import Surroundings, read_signs
from bot.views import production
from bot.views.content import Held
from bot.views.models import Asked, Default, print_of
from bot.views.words import CAPTION_LIMIT, TEXT_LIMIT, Rows, Words, plain
from bot.visit import stage_of
from db.enums import SubscriptionType
from db.operations import Trouble
from db.personal import PERSONAL
from jobs.material.page import PageFacts
from jobs.studio.style import Style

SNAPSHOTS: Final = Path(__file__).parent / "snapshots"
SPEECH: Final = Speech.load()
AD: Final = UUID(int=2**128 - 1)
WHEN: Final = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
LONG: Final = "<&> \U0001f9f4 " * 2000
CAPTIONS: Final = {
    "ads_page", "again", "card", "example", "delivered", "album_caption", "overview_caption",
    "edited", "went_back", "script_card", "card_page",
}  # fmt: skip
"""Views that stand under a picture or a video."""


STYLE: Final = Style(("#FFFFFF",) * 4, "monochrome", "elegant", "Playfair Display", "low-key", "scenes")
QUIET: Final = Trouble(WHEN, stuck=0, runs=0, runs_failed=0, worst_model=None)
SIGNS: Final = tuple(read_signs((), QUIET, Surroundings(Decimal(1), free_bytes=1)))
CATALOG: Final = read_catalog()
MODELS: Final = CATALOG.models


class Unknown(LookupError):
    """There is no value for this argument: tell one in `VALUES`."""


@dataclasses.dataclass(frozen=True)
class Size:
    """How large values are: `words` stands for what people wrote, lists have `many`."""

    words: str
    many: int
    number: int
    money: Decimal


SHORT: Final = Size("Cold brew", 2, 3, Decimal("1.84"))
LONGEST: Final = Size(LONG, 5, 99, Decimal("999.99"))

# Edits of a video of three scenes: all kinds of change, words that are too long, and another format.
_CLIPS: Final = [
    {"id": "3", "sceneNumber": 3, "start": 0.0, "end": 3.0, "position": 0.0, "assetId": "x"},
    {"id": "1", "sceneNumber": 1, "start": 0.0, "end": 2.0, "position": 1.0},
]
EDITS: Final[tuple[dict[str, Any], ...]] = (
    {
        "clips": _CLIPS,
        "effects": [
            {"kind": "caption", "clip": "1", "text": "Sip slowly"}, {"kind": "caption", "clip": "3", "text": ""},
            {"kind": "music", "text": "calm"}, {"kind": "captions", "amount": 0},
        ],
    },
    {"effects": [{"kind": "headline", "clip": str(n), "text": LONG[:3000]} for n in range(1, 4)] * 3},
    {"effects": [{"kind": "button", "text": "Go"}, {"kind": "music", "amount": 0}]},
    {"effects": [{"kind": "placement", "text": "youtube_instream"}]},
)  # fmt: skip

# Names of sentences, and what else a bare `str` can't tell: (view or module, argument) → values.
VALUES: Final[dict[str, tuple[Any, ...]]] = {
    "access.explained.why": ("barred", "uninvited", "guest"),
    "sentence": ("failed-unsafe", None),
    "apology.sentence": ("error-unknown",),
    "edit_failed.sentence": ("edit-impossible",),
    "photo_refused.key": ("photo-gone",),
    "material_refused.key": ("file-damaged", "link-private"),
    "too_dear.why": ("allowance", "ad", "day", "house"),
    "renewal.what": ("off", "on", "failed", "refused"),
    "refund_told.what": ("asked", "given", "declined", "failed"),
    "refund_card.outcome": (None, "yes", "no"),
    "limit.what": ("messages", "uploads", "storage", "productions"),
    "question.what": ("title", "colors", "tone"),
    "not_understood.what": ("title", "colors", "tone"),
    "unsupported.kind": ("sticker", "video", "voice", "location", "contact", "hologram"),
    "scene_failed.kind": ("still", "clip", "voice", "music"),
    "held.name": ("generation", "model:x"),
    "going.name": ("generation",),
    "course.status": ("sending", "done", "stopped"),
    "invite_card.code": ("x" * 16,),
    "invite_made.code": ("x" * 16,),
    "payload": ("b_" + "f" * 32,),
    "uri": ("media:x",),
    "reference": ("ABCDEF12",),
    "find": ("", "cold brew"),
    "rows": (dict.fromkeys(PERSONAL, 3),),
    "kept_rows": (dict.fromkeys(PERSONAL, 1),),
    "edit": EDITS,
    "scene": (1,),
    "number": (1,),
    "page": (0,),
    "ads_page.stage": (stage_of,),
    "ads_page.current": (None,),
    "rated.stars": (5, 2),
    "given": (0, 4),
    "city_unknown.city": ("x" * 60,),
    "message.content": ("<b>News</b>",),
    "page_proposal.page": (PageFacts("Lamp", "A lamp.", "$1", "en", ("It shines.",)),),
    "style_proposal.style": (STYLE,),
    "models.asked": (tuple(Asked(kind, model, off=False, runs=None) for kind, model in MODELS.items()),),
    "models.defaults": (None, dict.fromkeys(MODELS, Default("a/own", 2, chosen=True, ignored="b/gone"))),
    "choices.asked": (
        tuple(Asked("still", one, one.name.endswith("pro"), None) for one in CATALOG.all_of("still")),
    ),
    "choices.default": (
        Default("black-forest-labs/flux-1.1-pro", 2, chosen=True),
        Default("black-forest-labs/flux-schnell", 1),
        Default("black-forest-labs/flux-schnell", 0, ignored="a/b", why="off"),
    ),
    "choices.present": (print_of(CATALOG.all_of("still")[-1]),),
    "choices.kind": ("still",),
    "plans": (read_limits(),),
    "limits": (read_limits()[SubscriptionType.PRO],),
    "health.signs": (SIGNS,),
    "sign": SIGNS,
    "reasons": (({"rule": "alcohol", "phrases": ["wine"], "words": ["wine"]},),),
    "Held.rules": (("alcohol",),),
    "ReviewView.reasons": (({"rule": "alcohol", "phrases": ["wine"], "words": ["wine"]},),),
    "content.refused.held": (Held(AD, 1, ("weapons",), ("gun",)),),
    "page_proposal.index": (9,),
    "Standing.plan": ("pro",),
    "Standing.username": ("x" * 32,),
    "Standing.locale": ("en",),
    "Version.framework": ("hook_demo",),
    "Bill.refund": ("asked",),
    "Wishes.language": ("es",),
    "Wishes.zone": ("Europe/Madrid",),
    "Wishes.voice": ("female",),
    "Wishes.captions": ("auto",),
    "Wishes.lane": ("board",),
    "choice_page.name": ("lang", "zone", "voice", "caps", "sound", "craft", "pics", "lane"),
    "Entry.action": ("admin.pause",),
    "Entry.details": ({"what": "x"},),
    "AdAtWork.status": ("video_generating",),
    "AdAtWork.stage": ("clips",),
}


def views() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function that makes Words, by `module.name`."""
    for module in pkgutil.iter_modules(bot.views.__path__):
        room = importlib.import_module(f"bot.views.{module.name}")
        for name, call in inspect.getmembers(room, inspect.isfunction):
            returns = str(inspect.signature(call).return_annotation)
            if call.__module__ == room.__name__ and not name.startswith("_") and "Words" in returns:
                yield f"{module.name}.{name}", call


def sizes_of(hint: Any, size: Size) -> list[Any]:
    """Values of a type: one, or one of each kind where it tells kinds apart."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return list(inner)
    if origin in (typing.Union, types.UnionType):
        return [one for kind in inner for one in ([None] if kind is type(None) else sizes_of(kind, size))]
    if origin is tuple and (len(inner) < 2 or inner[1] is not ...):
        return [tuple(sizes_of(kind, size)[0] for kind in inner)]
    if origin in (tuple, list, Sequence, frozenset):
        found = sizes_of(inner[0], size)
        return [tuple(itertools.islice(itertools.cycle(found), size.many))]
    if origin in (dict, Mapping):
        kinds = sizes_of(inner[0], size)
        return [{kind: sizes_of(inner[1], size)[0] for kind in kinds}]
    return _single(hint, size)


def _single(hint: Any, size: Size) -> list[Any]:
    if hint in _PLAIN:
        return _PLAIN[hint](size)
    if inspect.isclass(hint) and issubclass(hint, StrEnum):
        return list(hint)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return [_made(hint, size)]
    raise Unknown(str(hint))


def _made(kind: type[Any], size: Size) -> Any:
    hints = typing.get_type_hints(kind)
    given = {}
    for field in dataclasses.fields(kind):
        told = VALUES.get(f"{kind.__name__}.{field.name}")
        given[field.name] = told[0] if told else sizes_of(hints[field.name], size)[0]
    return kind(**given)


def _script(size: Size) -> AdScript:
    words = size.words[:900]
    scenes = tuple(Scene(scene_number=n, description=words, duration=3) for n in (1, 2, 3))
    return AdScript(scenes=scenes, storyline=words[:200], voiceover_text=words)


def _craft(size: Size) -> CraftLog:
    words = size.words
    marks = [{"criterion": name, "score": 8, "reason": words[:240]} for name in CRITERIA]
    angles = [
        {"name": f"{n}{words}"[:32], "framework": "PAS", "idea": words[:300], "opening": words[:120], "marks": marks}
        for n in range(3)
    ]  # fmt: skip
    return CraftLog.model_validate(
        {"level": "fast", "critic": "rules", "angles": angles, "chosen": 0, "marks": marks}
    )


_PLAIN: Final[dict[Any, Callable[[Size], list[Any]]]] = {
    str: lambda size: [size.words],
    int: lambda size: [size.number],
    float: lambda size: [15.5],
    bool: lambda size: [True, False],
    object: lambda size: [None],
    Decimal: lambda size: [size.money],
    UUID: lambda size: [AD],
    datetime: lambda size: [WHEN],
    date: lambda size: [WHEN.date()],
    tzinfo: lambda size: [UTC],
    Placement: lambda size: [PLACEMENTS["tiktok"]],
    Catalog: lambda size: [LOCAL],
    Brief: lambda size: [Brief(), Brief(product=size.words[:120], duration=15, assumed=("duration",))],
    AdScript: lambda size: [_script(size)],
    CraftLog: lambda size: [_craft(size)],
    EraseMine: lambda size: [EraseMine(who="f" * 8, asked=10**11)],
}


def calls(name: str, call: Callable[..., Any], size: Size) -> Iterator[tuple[str, dict[str, Any]]]:
    """(what is told apart, arguments) of each call: every kind of one argument, the others as they come first."""
    hints = typing.get_type_hints(call)
    choices: dict[str, list[Any]] = {}
    for one in list(inspect.signature(call).parameters.values())[0 if name == "broadcast.message" else 1 :]:
        if hints[one.name] in (Rows,):
            continue
        short = f"{name.split('.')[1]}.{one.name}"
        told = VALUES.get(f"{name}.{one.name}") or VALUES.get(short) or VALUES.get(one.name)
        choices[one.name] = list(told) if told else sizes_of(hints[one.name], size)
    first = {argument: found[0] for argument, found in choices.items()}
    yield "", first
    for argument, found in choices.items():
        for other in found[1:]:
            yield f" · {argument}={_shown(other)}", {**first, argument: other}


def _shown(value: Any) -> str:
    return str(value) if isinstance(value, str | bool | int | type(None)) else type(value).__name__


def words_of(t: Tongue, name: str, call: Callable[..., Any], given: dict[str, Any]) -> list[Words]:
    came = call(**given) if name == "broadcast.message" else call(t, **given)
    found = came if isinstance(came, tuple) else (came,)
    return [one for one in found if isinstance(one, Words)]


def written(t: Tongue) -> str:
    """Every view with short values, as its reader sees it."""
    blocks = []
    for name, call in views():
        for kind, given in calls(name, call, SHORT):
            for words in words_of(t, name, call, given):
                rows = [" ".join(f"[{button.label}]" for button in row) for row in words.rows]
                blocks.append("\n".join([f"── {name}{kind}", plain(words.text), *rows]))
    return "\n\n".join(blocks) + "\n"


@pytest.mark.parametrize("locale", SPEECH.locales)
def test_every_view_is_as_it_was(locale: str) -> None:
    kept = (SNAPSHOTS / f"{locale}.txt").read_text("utf-8").split("\n── ")
    assert written(SPEECH.of(locale)).split("\n── ") == kept


@pytest.mark.parametrize("locale", SPEECH.locales)
def test_every_view_fits_with_the_longest_values(locale: str) -> None:
    t = SPEECH.of(locale)
    for name, call in views():
        limit = CAPTION_LIMIT if name.split(".")[1] in CAPTIONS else TEXT_LIMIT
        for kind, given in calls(name, call, LONGEST):
            for words in words_of(t, name, call, given):
                assert 0 < words.length <= limit, f"{name}{kind}: {words.length}"
                for button in itertools.chain.from_iterable(words.rows):
                    markup = button.markup()
                    assert markup["text"], f"{name}{kind}"
                    assert len(markup["callback_data"].encode()) <= 64, f"{name}{kind}"


def test_kinds_and_steps_are_all_shown() -> None:
    """The generator would be worth nothing if it told no kinds apart."""
    shown = written(SPEECH.of("en"))
    assert all(f"too_dear · why={why}" in shown for why in ("ad", "day", "house"))
    assert len(KINDS) > 2
    assert len(shown.split("\n── ")) > len(list(views())) > 140
    assert production.__name__.rsplit(".", 1)[1] in shown


if __name__ == "__main__":
    SNAPSHOTS.mkdir(exist_ok=True)
    for code in SPEECH.locales:
        (SNAPSHOTS / f"{code}.txt").write_text(written(SPEECH.of(code)), "utf-8")
