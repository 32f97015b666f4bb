"""Sentences: complete, all used, escaped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from agent.catalog import KINDS as CATALOG
from agent.catalog import Metric
from agent.content import rules
from bot.commands import COMMANDS
from bot.door import Closed
from bot.i18n import DEFAULT_LOCALE, LOCALES, Markup, MissingSentence, Speech, sentence_keys
from bot.routers.fallback import SPOKEN
from bot.signs import Surroundings, read_signs
from bot.views.board import KINDS
from bot.views.production import Step
from bot.views.reports import WAYS
from bot.views.talk import CARD_FACTS, EXTRA_FACTS, Stage, Stopped
from db.broadcasting import AUDIENCES
from db.enums import SubscriptionType
from db.errors import BriefcutError
from db.operations import Trouble
from jobs.alerts import DATABASE

ROOT = LOCALES.parents[1]
# What the rooms behind the chat name as the reason of a failure.
REASON = re.compile(r'"((?:studio|photo|failed|error|delivery|file|link)-[a-z-]+)')
KEYS = sentence_keys(LOCALES / DEFAULT_LOCALE)
# What is said of pictures and of clips.
BOARD = (
    *("album", "board-title", "board-hint", "board-kept", "board-line-picked", "board-line-default"),
    *("board-line-none", "button-redo", "button-anew", "toast-kept", "production-ready"),
)
QUIET = Trouble(datetime.now(UTC), stuck=0, runs=0, runs_failed=0, worst_model=None)
SIGNS = [sign.name for sign in read_signs((), QUIET, Surroundings(Decimal(1), free_bytes=1, storage="well"))]
SIGNS.append(DATABASE)
REPORTED = ("came", "wrote", "begun", "finished", "failed", "waiting", "calls", "calls-failed")
PANELS = ("people", "ads", "spend", "failed", "waiting")
# What keys end with that are put together where they are asked for.
ENDS: dict[str, Iterable[str]] = {
    "metric": get_args(Metric),
    "door": (*Closed, "guest"), "toast": Closed, "plan-name": SubscriptionType, "kind": CATALOG,
    "health": SIGNS, "alert": SIGNS, "audience": AUDIENCES, "button-audience": AUDIENCES,
    "report-panel": PANELS, "report": (*WAYS, *REPORTED), "report-spend": WAYS, "button-spend": WAYS,
    "checkout": ("closed", "old", "already"), "renewal": ("off", "on", "failed", "refused"),
    "bill": ("open", "asked", "given", "declined"), "refund": ("asked", "given", "declined", "failed"),
    "refund-card": ("yes", "no"), "limit": ("messages", "uploads", "storage", "productions"),
}  # fmt: skip
# Sentences of db's errors and of steps are asked for by name: `t(error.sentence)`.
BUILT = {
    *(f"resume-state-{stage}" for stage in Stage if stage is not Stage.EMPTY),
    *(f"stopped-{what}" for what in Stopped),
    *(f"production-step-{step}" for step in Step),
    *(f"brief-label-{name}" for name in (*CARD_FACTS, *EXTRA_FACTS)),
    *(f"unsupported-{kind}" for kind in SPOKEN.values()),
    *(f"content-rule-{name}" for name in rules()),
    *(f"content-instead-{name}" for name, rule in rules().items() if rule.kind == "refused"),
    *(f"{name}-{kind}" for name in BOARD for kind in ("still", "clip")),
    *(f"{begin}-{end}" for begin, ends in ENDS.items() for end in ends),
    *(f"{name}-{kind}" for name in ("scene-failed", "button-here") for kind in KINDS.values()),
}


def error_sentences(kind: type[BriefcutError] = BriefcutError) -> set[str]:
    return {kind.sentence}.union(*(error_sentences(child) for child in kind.__subclasses__()))


def source(*rooms: str) -> str:
    paths = (path for room in rooms for path in sorted((ROOT / room).rglob("*.py")))
    return "\n".join(path.read_text("utf-8") for path in paths)


def written_keys() -> set[str]:
    """Every literal key that the rooms ask for, in calls and as reasons."""
    code = source("agent", "bot", "jobs")
    asked = re.findall(r'\bt(?:\.plain)?\(\s*"([a-z_-]+)"', code)
    return {*asked, *REASON.findall(code), *re.findall(r'"([a-z]+(?:-[a-z_]+)+)"', code)}


def test_no_key_is_written_twice() -> None:
    assert [key for key, times in Counter(KEYS).items() if times > 1] == []


def test_every_sentence_is_used() -> None:
    used = written_keys() | BUILT | error_sentences() | {f"command-{name}" for name in COMMANDS}
    assert [key for key in KEYS if key not in used] == []


def test_every_error_and_every_built_key_has_its_sentence() -> None:
    assert (error_sentences() | BUILT) - set(KEYS) == set()


def test_every_reason_of_the_work_has_its_sentence() -> None:
    assert set(REASON.findall(source("jobs", "db"))) - set(KEYS) == set()


@pytest.mark.parametrize("place", sorted(p for p in LOCALES.iterdir() if p.is_dir()), ids=lambda p: p.name)
def test_every_language_has_every_key_and_no_other(place: Path) -> None:
    assert set(sentence_keys(place)) == set(KEYS)


def test_a_missing_key_or_argument_is_an_error() -> None:
    t = Speech.load().of("en")
    with pytest.raises(MissingSentence):
        t("no-such-sentence")
    with pytest.raises(MissingSentence):
        t("titled")


def test_a_sentence_of_the_default_language_is_known_in_every_language(tmp_path: Path) -> None:
    for locale, words in (("en", "hello = Hello\nbye = Bye\n"), ("de", "hello = Hallo\n")):
        (tmp_path / locale).mkdir()
        (tmp_path / locale / "words.ftl").write_text(words, "utf-8")
    german = Speech.load(tmp_path).of("de")
    assert german.knows("bye")
    assert german("bye") == "Bye"
    assert not german.knows("no-such-sentence")


def test_arguments_are_escaped_in_messages_and_bare_on_buttons() -> None:
    t = Speech.load().of("en")
    assert t("titled", title="<b>&</b>") == "“&lt;b&gt;&amp;&lt;/b&gt;”"
    assert t("titled", title=Markup("<b>x</b>")) == "“<b>x</b>”"
    assert t.plain("titled", title="<b>&</b>") == "“<b>&</b>”"


def test_an_argument_of_any_length_is_said_whole() -> None:
    t = Speech.load().of("en")
    words = "&" * 5000 + "\x000\x00"
    assert t("titled", title=words) == f"“{'&amp;' * 5000}0”"
    assert t.plain("titled", title=words) == f"“{'&' * 5000}0”"


def test_a_language_that_is_not_spoken_is_answered_in_english(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "es").mkdir()
    (tmp_path / "en" / "a.ftl").write_text("hello = Hello\nbye = Bye\n", "utf-8")
    (tmp_path / "es" / "a.ftl").write_text("hello = Hola\n", "utf-8")
    speech = Speech.load(tmp_path)
    assert [speech.of(tag)("hello") for tag in ("es-MX", "es", "ru", None, "")] == [
        "Hola", "Hola", "Hello", "Hello", "Hello",
    ]  # fmt: skip
    assert speech.of("es")("bye") == "Bye"
    assert speech.locales == ("en", "es")
