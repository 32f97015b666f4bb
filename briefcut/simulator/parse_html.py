"""Telegram's HTML parse mode: text and entities out of markup, with its error messages."""

import re
from dataclasses import dataclass, field

from aiogram.types import MessageEntity, User

from briefcut.simulator.entities import Rich, ordered, utf16
from briefcut.simulator.errors import BotApiError, bad_request

_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
}
_SUPPORTED = {*_SIMPLE, "a", "span", "tg-emoji", "tg-time", "blockquote"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));")
_TAG = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?)*)\s*>"
)
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+)))?")


@dataclass
class _Open:
    """A start tag waiting for its end."""

    name: str
    attributes: dict[str, str]
    offset: int
    text_from: int


@dataclass
class _Parser:
    """Walks the markup once; positions in errors are byte offsets, as Telegram counts."""

    markup: str
    out: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[MessageEntity] = field(default_factory=list)

    def parse(self) -> Rich:
        at = 0
        while at < len(self.markup):
            bracket = self.markup.find("<", at)
            if bracket < 0:
                bracket = len(self.markup)
            self._write(_decoded(self.markup[at:bracket]))
            if bracket == len(self.markup):
                break
            match = _TAG.match(self.markup, bracket)
            if match is None:
                raise self._bad_tag(bracket)
            (self._close if match[1] else self._open)(match, bracket)
            at = match.end()
        if self.stack:
            name = self.stack[-1].name
            raise _cannot(f'Can\'t find end tag corresponding to start tag "{name}"')
        return Rich("".join(self.out), ordered(self.entities))

    def _write(self, text: str) -> None:
        self.out.append(text)
        self.length += utf16(text)

    def _open(self, match: re.Match[str], at: int) -> None:
        name = match[2].lower()
        attributes = {
            found[1].lower(): _decoded(found[2] or found[3] or found[4] or "")
            for found in _ATTRIBUTE.finditer(match[3])
        }
        if name not in _SUPPORTED:
            raise _cannot(f'Unsupported start tag "{name}" at byte offset {self._bytes(at)}')
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _cannot(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(at)}')
        self.stack.append(_Open(name, attributes, self.length, len(self.out)))

    def _close(self, match: re.Match[str], at: int) -> None:
        name = match[2].lower()
        if not self.stack:
            raise _cannot(f"Unexpected end tag at byte offset {self._bytes(at)}")
        tag = self.stack.pop()
        if tag.name != name:
            expected, found = f'"</{tag.name}>"', f'"</{name}>"'
            raise _cannot(
                f"Unmatched end tag at byte offset {self._bytes(at)}, expected {expected}, found {found}"
            )
        if (length := self.length - tag.offset) > 0:
            self._finish(tag, length)

    def _finish(self, tag: _Open, length: int) -> None:
        extra: dict[str, object] = {}
        kind = _SIMPLE.get(tag.name, "spoiler")
        if tag.name == "blockquote":
            kind = "expandable_blockquote" if "expandable" in tag.attributes else "blockquote"
        elif tag.name == "tg-emoji":
            kind, extra = "custom_emoji", {"custom_emoji_id": tag.attributes.get("emoji-id", "")}
        elif tag.name == "tg-time":
            kind = "date_time"
            extra = {
                "unix_time": tag.attributes.get("unix"),
                "date_time_format": tag.attributes.get("format"),
            }
        elif tag.name == "a":
            url = tag.attributes.get("href") or "".join(self.out[tag.text_from :])
            if not (link := _link(url)):
                return
            kind, extra = link
        elif tag.name == "code" and self.stack and self.stack[-1].name == "pre":
            language = re.fullmatch(r"language-(\S+)", tag.attributes.get("class", ""))
            self.stack[-1].attributes["language"] = language[1] if language else ""
            return
        elif tag.name == "pre" and tag.attributes.get("language"):
            extra = {"language": tag.attributes["language"]}
        fields = {"type": kind, "offset": tag.offset, "length": length, **extra}
        self.entities.append(MessageEntity.model_validate(fields))

    def _bad_tag(self, at: int) -> BotApiError:
        name = re.match(r"</?([^\s<>=\"']*)", self.markup[at:])
        word = name[1] if name else ""
        if not word or ">" not in self.markup[at:]:
            return _cannot(f'Unsupported start tag "{word}" at byte offset {self._bytes(at)}')
        return _cannot(f'Unclosed start tag "{word}" at byte offset {self._bytes(at)}')

    def _bytes(self, at: int) -> int:
        return len(self.markup[:at].encode())


def parse_html(markup: str) -> Rich:
    """Text and entities of Telegram's HTML. Raises "can't parse entities: …" as Telegram does."""
    return _Parser(markup).parse()


def _cannot(why: str) -> BotApiError:
    return bad_request(f"can't parse entities: {why}")


def _decoded(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        if match[3]:
            return _NAMED[match[3]]
        code = int(match[1]) if match[1] else int(match[2], 16)
        valid = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
        return chr(code) if valid else match[0]

    return _CHARACTER.sub(character, text)


def _link(url: str) -> tuple[str, dict[str, object]] | None:
    """The entity a link becomes; None where Telegram would drop it."""
    if mention := re.fullmatch(r"tg://user\?id=(\d+)", url):
        return "text_mention", {"user": User(id=int(mention[1]), is_bot=False, first_name="User")}
    if re.match(r"(?:https?|ftp|tg|ton|mailto|tel):", url, re.IGNORECASE):
        return "text_link", {"url": url}
    if re.match(r"[\w-]+(?:\.[\w-]+)+", url):
        return "text_link", {"url": f"http://{url}"}
    return None
