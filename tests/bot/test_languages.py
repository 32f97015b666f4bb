"""Every language says the same: the same arguments, every plural that its grammar has, and no more than fits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.i18n import DEFAULT_LOCALE, LOCALES, Speech

OTHERS = sorted(path.name for path in LOCALES.iterdir() if path.is_dir() and path.name != DEFAULT_LOCALE)
# Plurals by CLDR, for whole numbers, beside "other".
PLURALS = {"en": {"one"}, "es": {"one"}, "ru": {"one", "few"}}
TOAST = 200  # characters that Telegram shows over a chat
BUTTON = 44  # characters of a button's fixed words: more are cut off on a phone
LONGEST = 1.6  # times the English sentence, for those of more than a few words


class Reading(Visitor):
    """What a sentence asks for, and the plurals it tells apart."""

    def __init__(self) -> None:
        self.arguments: set[str] = set()
        self.plurals: list[tuple[str, set[str]]] = []

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.arguments.add(node.id.name)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:
        keys = {v.key.name for v in node.variants if isinstance(v.key, ast.Identifier)}
        if isinstance(node.selector, ast.VariableReference):
            self.plurals.append((node.selector.id.name, keys))
        self.generic_visit(node)


def messages(folder: Path) -> Iterator[tuple[str, ast.Message]]:
    for path in sorted(folder.glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text("utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{path}: {entry.content}"
            if isinstance(entry, ast.Message):
                yield entry.id.name, entry


def readings(locale: str) -> dict[str, Reading]:
    found = {}
    for key, message in messages(LOCALES / locale):
        found[key] = Reading()
        found[key].visit(message)
    return found


def fixed(locale: str) -> dict[str, int]:
    """How many characters each sentence has without its arguments; of several forms, the longest."""

    def length(pattern: ast.Pattern | None) -> int:
        total = 0
        for element in pattern.elements if pattern else []:
            if isinstance(element, ast.TextElement):
                total += len(element.value)
            elif isinstance(element.expression, ast.SelectExpression):
                total += max(length(variant.value) for variant in element.expression.variants)
        return total

    return {key: length(message.value) for key, message in messages(LOCALES / locale)}


ENGLISH = readings(DEFAULT_LOCALE)


def test_marketers_are_spoken_to_in_three_languages() -> None:
    assert set(Speech.load().locales) == {"en", "es", "ru"}


@pytest.mark.parametrize("locale", OTHERS)
def test_every_sentence_asks_for_what_the_english_one_asks(locale: str) -> None:
    asked = {key: reading.arguments for key, reading in readings(locale).items()}
    assert asked == {key: reading.arguments for key, reading in ENGLISH.items()}


@pytest.mark.parametrize("locale", [DEFAULT_LOCALE, *OTHERS])
def test_every_plural_of_the_grammar_is_there(locale: str) -> None:
    spoken = readings(locale)
    for key, reading in ENGLISH.items():
        for (name, english), (own, keys) in zip(reading.plurals, spoken[key].plurals, strict=True):
            assert own == name
            if "one" not in english:  # a choice between words, not of a number
                assert keys == english, key
                continue
            if PLURALS[locale] <= keys:
                continue
            assert keys == {"one", "other"}, key  # forms that sound the same


@pytest.mark.parametrize("locale", [DEFAULT_LOCALE, *OTHERS])
def test_toasts_and_buttons_fit(locale: str) -> None:
    lengths = fixed(locale)
    assert [key for key, size in lengths.items() if key.startswith("toast-") and size > TOAST - 40] == []
    assert [key for key, size in lengths.items() if key.startswith("button-") and size > BUTTON] == []


@pytest.mark.parametrize("locale", OTHERS)
def test_no_sentence_is_much_longer_than_the_english_one(locale: str) -> None:
    english = fixed(DEFAULT_LOCALE)
    long = {key: size for key, size in fixed(locale).items() if size > max(30, LONGEST * english[key])}
    assert long == {}
