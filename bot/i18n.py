"""Every sentence that a person reads, by key, in the person's language (Fluent files under `locales/`).

`Speech` holds all languages; `Speech.of(locale)` gives a `Tongue`: `t("key", name=…)` is HTML for a message
with its arguments escaped, `t.plain("key", …)` is bare text for buttons, toasts and profile texts. A missing
key or argument raises `MissingSentence`: the tests ask for every key, so nobody meets it in a chat.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax.ast import Resource

LOCALES: Final = Path(__file__).parent / "locales"
DEFAULT_LOCALE: Final = "en"

Argument = str | int | float | Decimal | date


class MissingSentence(LookupError):
    """No sentence with this key, or one of its arguments was not given."""


class Markup(str):
    """Text that is Telegram HTML already and must not be escaped again."""

    __slots__ = ()


def escape(text: str) -> Markup:
    """`text` as Telegram HTML that shows exactly `text`."""
    return text if isinstance(text, Markup) else Markup(html.escape(text, quote=False))


class Tongue:
    """Sentences in one language."""

    def __init__(self, locale: str, bundle: FluentBundle, fallback: Tongue | None = None) -> None:
        self.locale = locale
        self._bundle = bundle
        self._fallback = fallback

    def __call__(self, key: str, /, **arguments: Argument) -> Markup:
        """The sentence as HTML; string arguments are escaped unless they are `Markup`."""
        shown = {
            name: escape(value) if isinstance(value, str) else value for name, value in arguments.items()
        }
        return Markup(self._say(key, shown))

    def plain(self, key: str, /, **arguments: Argument) -> str:
        """The sentence as bare text, for places where Telegram reads no markup."""
        return self._say(key, arguments)

    def knows(self, key: str) -> bool:
        """Whether the sentence can be said: by this language or by the one that it falls back to."""
        return self._bundle.has_message(key) or (self._fallback is not None and self._fallback.knows(key))

    def _say(self, key: str, arguments: Mapping[str, Argument]) -> str:
        if not self._bundle.has_message(key):
            if self._fallback is not None:
                return self._fallback._say(key, arguments)
            raise MissingSentence(f"no sentence {key!r} in {self.locale!r}")
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise MissingSentence(f"sentence {key!r} in {self.locale!r} is empty")
        short, long = _put_aside(arguments)
        text, errors = self._bundle.format_pattern(pattern, short)
        if errors:
            raise MissingSentence(f"sentence {key!r} in {self.locale!r}: {errors[0]}")
        return _ASIDE.sub(lambda mark: long[int(mark[1])], str(text))


class Speech:
    """All languages of the product. The default language is complete; others fall back to it by sentence."""

    def __init__(self, tongues: dict[str, Tongue]) -> None:
        self._tongues = tongues

    @classmethod
    def load(cls, folder: Path = LOCALES) -> Speech:
        """Reads `<folder>/<locale>/*.ftl`. A folder without the default language is an error."""
        default = Tongue(DEFAULT_LOCALE, _bundle(folder / DEFAULT_LOCALE))
        tongues = {DEFAULT_LOCALE: default}
        for place in sorted(path for path in folder.iterdir() if path.is_dir()):
            if place.name != DEFAULT_LOCALE:
                tongues[place.name] = Tongue(place.name, _bundle(place), fallback=default)
        return cls(tongues)

    @property
    def locales(self) -> tuple[str, ...]:
        return tuple(self._tongues)

    def of(self, locale: str | None) -> Tongue:
        """The language for an IETF tag (`pt-BR` → `pt`), English where it is not spoken."""
        language = (locale or DEFAULT_LOCALE).replace("_", "-").split("-")[0].lower()
        return self._tongues.get(language, self._tongues[DEFAULT_LOCALE])


def sentence_keys(folder: Path) -> list[str]:
    """The keys of one language in file order, doubled ones doubled."""
    return [key for path in sorted(folder.glob("*.ftl")) for key in _KEY.findall(path.read_text("utf-8"))]


# Fluent refuses arguments of more than 2,500 characters (and a script has them): such a one is put aside under a
# mark, which no text of a person can contain, because Postgres takes no NUL.
_LONGEST_ARGUMENT: Final = 400
_ASIDE: Final = re.compile("\x00([0-9]+)\x00")


def _put_aside(arguments: Mapping[str, Argument]) -> tuple[dict[str, Argument], list[str]]:
    short: dict[str, Argument] = {}
    long: list[str] = []
    for name, value in arguments.items():
        short[name] = value
        if isinstance(value, str):
            clean = value.replace("\x00", "")
            short[name] = clean
            if len(clean) > _LONGEST_ARGUMENT:
                short[name] = f"\x00{len(long)}\x00"
                long.append(clean)
    return short, long


_KEY: Final = re.compile(r"^([a-z][a-zA-Z0-9_-]*) *=", re.MULTILINE)


def _bundle(folder: Path) -> FluentBundle:
    # Isolating marks would end up inside HTML tags and copied examples.
    bundle = FluentBundle([folder.name], use_isolating=False)
    for path in sorted(folder.glob("*.ftl")):
        bundle.add_resource(_parsed(path.read_text("utf-8")))
    return bundle


@cache
def _parsed(text: str) -> Resource:
    """Reading all languages takes 0.4 s: a process that loads them more than once reads them once."""
    return FluentResource(text)
