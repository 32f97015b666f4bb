"""`Words`: what one message says, before anything of Telegram is called.

Views return Words; `payload()` turns them into the JSON that an outbox row keeps and `bot.outgoing` sends.
Lengths are counted as Telegram counts them: UTF-16 units of the visible text, markup not included.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar, Final, Literal

from aiogram.filters.callback_data import CallbackData

from bot.i18n import Markup, escape

TEXT_LIMIT: Final = 4096
CAPTION_LIMIT: Final = 1024
TOAST_LIMIT: Final = 200
# Telegram cuts long labels on phones; suggestions are the only ones whose text is not ours.
LABEL_LIMIT: Final = 60

Style = Literal["primary", "success", "danger"]


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: pressing sends `data` back."""

    label: str
    data: CallbackData
    style: Style | None = None

    def markup(self) -> dict[str, str]:
        shown = {"text": clip(self.label, LABEL_LIMIT), "callback_data": self.data.pack()}
        return shown if self.style is None else {**shown, "style": self.style}


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class About:
    """Which scenes of which revision a message shows, so that a reply to it is about them."""

    revision: int
    scenes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A button `label` that downloads the stored file `uri` as `name`. The link itself is made when the message is sent
    and never stored; `otherwise` is the HTML that is said where there is none."""

    label: str
    uri: str
    name: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class StartLink:
    """A link that starts the bot with `payload`: put in the place of `MARK` in the text, and behind a button `label`
    that copies it. It is made when the message is sent, because only Telegram knows the bot's name."""

    MARK: ClassVar[str] = "%BOT-LINK%"

    label: str
    payload: str


@dataclass(frozen=True, slots=True)
class Ask:
    """The message is a question that the next message answers as a reply; `hint` stands in the empty field."""

    hint: str


@dataclass(frozen=True, slots=True)
class Invoice:
    """A button `label` that opens an invoice of so many Stars a month. Telegram makes its link when the message is
    sent; `payload` names the payment and nobody."""

    label: str
    title: str
    description: str
    payload: str
    stars: int


@dataclass(frozen=True, slots=True)
class Storyboard:
    """The message is a picture of this script's scenes, drawn when it is sent; its text is the caption."""

    KEY: ClassVar[str] = "storyboard"

    project: str
    revision: int


@dataclass(frozen=True, slots=True)
class Words:
    """The HTML text of one message and its buttons, row by row. `silent` messages make no sound."""

    text: Markup
    rows: Rows = ()
    silent: bool = False
    about: About | None = None
    link: Link | None = None
    start: StartLink | None = None
    ask: Ask | None = None
    invoice: Invoice | None = None
    storyboard: Storyboard | None = None

    @property
    def length(self) -> int:
        return visible_length(self.text)

    def with_rows(self, rows: Rows) -> Words:
        return replace(self, rows=rows)

    def payload(self) -> dict[str, Any]:
        """What an outbox row of kind `text` or `card` keeps."""
        return {"text": str(self.text), **self._trimmings()}

    def caption(self) -> dict[str, Any]:
        """What a row with media keeps for its caption; the caller adds the media's own keys."""
        return {"caption": str(self.text), **self._trimmings()}

    def message(self) -> tuple[Literal["text", "photo"], dict[str, Any]]:
        """The kind of the outbox row that says this, and what it keeps."""
        if self.storyboard is None:
            return "text", self.payload()
        key = Storyboard.KEY
        return "photo", {**self.caption(), "file": key, "storyboards": {key: asdict(self.storyboard)}}

    def _trimmings(self) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        if self.rows:
            kept["keyboard"] = [[button.markup() for button in row] for row in self.rows]
        if self.silent:
            kept["silent"] = True
        if self.about is not None and self.about.scenes:
            kept["about"] = {"revision": self.about.revision, "scenes": list(self.about.scenes)}
        if self.ask is not None:
            kept["ask"] = self.ask.hint
        if self.link is not None:
            kept["link"] = asdict(self.link)
        if self.start is not None:
            kept["start"] = asdict(self.start)
        if self.invoice is not None:
            kept["invoice"] = asdict(self.invoice)
        return kept


_TAG: Final = re.compile(r"</?[a-z][^>]*>")
_BOLD: Final = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")


def plain(markup: str) -> str:
    """The visible text of Telegram HTML."""
    return html.unescape(_TAG.sub("", markup))


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def visible_length(markup: str) -> int:
    """UTF-16 units that the reader sees of Telegram HTML."""
    return utf16_length(plain(markup))


def clip(text: str, limit: int) -> str:
    """`text` on one line, cut to `limit` UTF-16 units with an ellipsis."""
    line = " ".join(text.split())
    if utf16_length(line) <= limit:
        return line
    return cut(line, limit - 1)[0].rstrip() + "…"


def cut(text: str, limit: int) -> tuple[str, str]:
    """The longest head of at most `limit` UTF-16 units, and the rest; no character is torn."""
    if utf16_length(text) <= limit:
        return text, ""
    end = min(limit, len(text))
    while utf16_length(text[:end]) > limit:
        end -= max(1, (utf16_length(text[:end]) - limit) // 2)
    return text[:end], text[end:]


def portions(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """`text` in pieces of at most `limit` units, cut at paragraphs, else lines, sentences, words."""
    pieces: list[str] = []
    rest = text.strip()
    while rest:
        head, tail = cut(rest, limit)
        if tail:
            at = _good_break(head)
            head, tail = rest[:at], rest[at:]
        pieces.append(head.strip())
        rest = tail.strip()
    return [piece for piece in pieces if piece]


def _good_break(head: str) -> int:
    """Where to cut `head`: behind the last separator of the best kind that leaves at least half of it."""
    for separator in ("\n\n", "\n", ". ", "! ", "? ", " "):
        at = head.rfind(separator)
        if at >= len(head) // 2:
            return at + len(separator)
    return len(head)


def spoken(text: str) -> Markup:
    """What the assistant wrote, as HTML: everything escaped, `**bold**` shown as bold."""
    return Markup(_BOLD.sub(r"<b>\1</b>", escape(text)))


def join(lines: Iterable[str], separator: str = "\n") -> Markup:
    """Lines of HTML in one; empty ones are kept as they are."""
    return Markup(separator.join(lines))


def pages(blocks: Sequence[Markup], limit: int = TEXT_LIMIT, separator: str = "\n\n") -> list[Markup]:
    """`blocks` packed into as few texts of at most `limit` visible units as their order allows.

    A block is never torn, so each one must fit by itself.
    """
    packed: list[Markup] = []
    for block in blocks:
        joined = join((packed[-1], block), separator) if packed else None
        if joined is not None and visible_length(joined) <= limit:
            packed[-1] = joined
        else:
            packed.append(block)
    return packed
