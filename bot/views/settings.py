"""The settings of a person: one page with everything as it is, and one for each thing that can be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from agent.craftlog import CraftLevel
from bot.home import NameCity, Setting, Wish
from bot.i18n import Tongue
from bot.views.words import Ask, Button, Words, join

LABEL_OF_PAIR: Final = 20

LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "es": "Español", "ru": "Русский"}
"""Each by its own name, which whoever speaks it can read."""

ZONES: Final[Mapping[str, str]] = {
    "America/Los_Angeles": "zone-los-angeles",
    "America/Mexico_City": "zone-mexico-city",
    "America/Chicago": "zone-chicago",
    "America/Bogota": "zone-bogota",
    "America/New_York": "zone-new-york",
    "America/Sao_Paulo": "zone-sao-paulo",
    "Europe/London": "zone-london",
    "Europe/Madrid": "zone-madrid",
    "Europe/Berlin": "zone-berlin",
    "Europe/Kyiv": "zone-kyiv",
    "Europe/Istanbul": "zone-istanbul",
    "Europe/Moscow": "zone-moscow",
    "Asia/Dubai": "zone-dubai",
    "Asia/Almaty": "zone-almaty",
    "Asia/Kolkata": "zone-delhi",
    "Asia/Singapore": "zone-singapore",
    "Asia/Tokyo": "zone-tokyo",
    "Australia/Sydney": "zone-sydney",
}
_LABELS: Final[Mapping[Wish, str]] = {
    "lang": "setting-language",
    "zone": "setting-zone",
    "voice": "setting-voice",
    "caps": "setting-captions",
    "sound": "setting-sound",
    "craft": "setting-craft",
    "pics": "setting-pictures",
    "lane": "setting-lane",
}
_ABOUT: Final[Mapping[Wish, str]] = {
    "lang": "setting-about-language",
    "zone": "setting-about-zone",
    "voice": "setting-about-voice",
    "caps": "setting-about-captions",
    "sound": "setting-about-sound",
    "craft": "setting-about-craft",
    "pics": "setting-about-pictures",
    "lane": "setting-about-lane",
}
_NAMES: Final[Mapping[Wish, Mapping[str, str]]] = {
    "voice": {"female": "voice-female", "male": "voice-male"},
    "caps": {
        "auto": "captions-auto",
        "highlight": "captions-highlight",
        "bar": "captions-bar",
        "pop": "captions-pop",
        "off": "captions-off",
    },
    "sound": {"on": "sound-on", "off": "sound-off"},
    "craft": {"off": "craft-level-off", "fast": "craft-level-fast", "thorough": "craft-level-thorough"},
    "lane": {"board": "lane-board", "fast": "lane-fast"},
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person has chosen, or the usual. `speaks` and `paints`: somebody is paid for voices and pictures here,
    so that there is something to choose of them; `now` is the time."""

    language: str
    zone: str
    now: datetime
    voice: str = "female"
    captions: str = "auto"
    quiet: bool = False
    craft: CraftLevel = "fast"
    pictures: int = 2
    lane: str = "board"
    speaks: bool = False
    paints: bool = False

    def offered(self) -> tuple[Wish, ...]:
        """What can be chosen here."""
        paid: tuple[Wish, ...] = ("pics", "lane") if self.paints else ()
        voice: tuple[Wish, ...] = ("voice",) if self.speaks else ()
        return ("lang", "zone", *voice, "caps", "sound", "craft", *paid)

    def chosen(self, name: Wish) -> str:
        """The value of a button that chooses what is chosen already."""
        values: dict[Wish, str] = {
            "lang": self.language,
            "zone": self.zone,
            "voice": self.voice,
            "caps": self.captions,
            "sound": "off" if self.quiet else "on",
            "craft": self.craft,
            "pics": str(self.pictures),
            "lane": self.lane,
        }
        return values[name]


def settings_page(t: Tongue, wishes: Wishes) -> Words:
    """Everything as it is, with a button for each."""
    names = wishes.offered()
    lines = [
        t("setting-line", label=t.plain(_LABELS[name]), value=_value(t, wishes, name, wishes.chosen(name)))
        for name in names
    ]
    buttons = [Button(t.plain(_LABELS[name]), Setting(name=name)) for name in names]
    return Words(join((t("settings-title"), "", *lines)), _in_pairs(buttons))


def choice_page(t: Tongue, wishes: Wishes, name: Wish) -> Words:
    """What can be chosen for one thing; a mark is on what is."""
    chosen = wishes.chosen(name)
    offered = list(_offered(wishes, name))
    if name == "zone" and chosen not in offered:
        offered.append(chosen)
    buttons = [_choice(t, wishes, name, value, is_chosen=value == chosen) for value in offered]
    if name == "zone":
        buttons.append(Button(t.plain("button-city"), NameCity()))
    back = Button(t.plain("button-settings"), Setting(name="all"))
    text = join((t("setting-head", label=t.plain(_LABELS[name])), t(_ABOUT[name])), "\n\n")
    return Words(text, (*_in_pairs(buttons), (back,)))


def value_name(t: Tongue, wishes: Wishes, name: Wish, value: str) -> str:
    """A choice in words."""
    return _value(t, wishes, name, value)


def city_question(t: Tongue) -> Words:
    """Asks for a city; an answer to this message sets the time zone."""
    return Words(t("city-question"), ask=Ask(t.plain("city-hint")))


def city_unknown(t: Tongue, city: str) -> Words:
    return Words(t("city-unknown", city=city), ((Button(t.plain("button-city"), NameCity()),),))


def _offered(wishes: Wishes, name: Wish) -> Sequence[str]:
    match name:
        case "lang":
            return tuple(LANGUAGES)
        case "zone":
            return tuple(ZONES)
        case "pics":
            return ("2", "3", "4")
    return tuple(_NAMES[name])


def _choice(t: Tongue, wishes: Wishes, name: Wish, value: str, *, is_chosen: bool) -> Button:
    label = _value(t, wishes, name, value)
    return Button(
        t.plain("setting-chosen", label=label) if is_chosen else label, Setting(name=name, value=value)
    )


def _value(t: Tongue, wishes: Wishes, name: Wish, value: str) -> str:
    match name:
        case "lang":
            return LANGUAGES.get(value, value)
        case "zone":
            key = ZONES.get(value)
            city = t.plain(key) if key else value.rpartition("/")[2].replace("_", " ")
            return f"{city} · {wishes.now.astimezone(ZoneInfo(value)):%H:%M}"
        case "pics":
            return t.plain("setting-count", count=int(value))
    return t.plain(_NAMES[name][value])


def _in_pairs(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    """Two to a row where both are short."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        before = rows[-1] if rows else ()
        if len(before) == 1 and max(len(before[0].label), len(button.label)) <= LABEL_OF_PAIR:
            rows[-1] = (*before, button)
        else:
            rows.append((button,))
    return tuple(rows)
