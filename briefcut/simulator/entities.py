"""Message entities: offsets in UTF-16 units, what Telegram finds by itself, and trimming."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from aiogram.types import MessageEntity

from briefcut.simulator.errors import bad_request


@dataclass(frozen=True)
class Rich:
    """Text with its entities, sorted as Telegram sends them."""

    text: str
    entities: tuple[MessageEntity, ...] = ()

    def listed(self) -> list[MessageEntity] | None:
        """The entities as a message carries them: absent rather than empty."""
        return list(self.entities) or None


def utf16(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


# Found anywhere outside code and links; the order decides who wins an overlap.
_FOUND = (
    ("url", re.compile(r"(?<![\w@./])(?:https?://|www\.)[^\s<>\"']+[^\s<>\"'.,;:!?)\]]", re.IGNORECASE)),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        "url",
        re.compile(
            r"(?<![\w@./])(?:[a-z0-9-]+\.)+(?:com|org|net|io|app|dev|shop|co|me)(?:/[^\s<>\"']*)?\b", re.I
        ),
    ),
    ("bot_command", re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w/@])@[A-Za-z]\w{2,31}\b")),
    ("hashtag", re.compile(r"(?<![\w/#&])#(?=\w*[^\W\d])\w{1,128}")),
)
_OPAQUE = {"code", "pre", "text_link", "text_mention", "url", "email", "bot_command", "mention", "hashtag"}


def detect(rich: Rich) -> Rich:
    """Add the entities Telegram finds in plain text: commands, links, addresses, mentions, hashtags."""
    taken = [(e.offset, e.offset + e.length) for e in rich.entities if e.type in _OPAQUE]
    found: list[MessageEntity] = []
    for kind, pattern in _FOUND:
        for match in pattern.finditer(rich.text):
            start = utf16(rich.text[: match.start()])
            end = start + utf16(match.group())
            if all(end <= left or start >= right for left, right in taken):
                taken.append((start, end))
                found.append(MessageEntity(type=kind, offset=start, length=end - start))
    return Rich(rich.text, ordered([*rich.entities, *found]))


def ordered(entities: Iterable[MessageEntity]) -> tuple[MessageEntity, ...]:
    """By offset, the longer first: the order in which they nest."""
    return tuple(sorted(entities, key=lambda entity: (entity.offset, -entity.length)))


def trimmed(rich: Rich) -> Rich:
    """White space around the text removed and the entities moved along, as Telegram does."""
    text = rich.text.strip()
    if text == rich.text:
        return rich
    shift = utf16(rich.text[: len(rich.text) - len(rich.text.lstrip())])
    total = utf16(text)
    moved = []
    for entity in rich.entities:
        start = max(0, entity.offset - shift)
        end = min(total, entity.offset - shift + entity.length)
        if end > start:
            moved.append(entity.model_copy(update={"offset": start, "length": end - start}))
    return Rich(text, ordered(moved))


def checked(text: str, entities: Iterable[MessageEntity]) -> Rich:
    """Text with entities the bot gave itself. Raises Telegram's error where one lies outside."""
    total = utf16(text)
    for entity in entities:
        if entity.offset < 0 or entity.length < 0 or entity.offset + entity.length > total:
            where = f"offset {entity.offset} and length {entity.length}"
            raise bad_request(f"can't parse entities: entity with {where} is beyond the end of the text")
    return Rich(text, ordered(entity for entity in entities if entity.length))


def split(text: str, limit: int) -> list[str]:
    """Cut a long text as Telegram's apps do: at a line break or a space where there is one."""
    pieces = []
    rest = text.strip()
    while len(rest) > limit:
        cut = max(rest.rfind("\n", limit // 2, limit), rest.rfind(" ", limit // 2, limit))
        cut = cut if cut > 0 else limit
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [piece for piece in [*pieces, rest] if piece]
