"""Everything a method or a person's act works on, gathered in one object that is passed along."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from aiogram.client.default import Default
from aiogram.types import Message, MessageEntity, ReplyParameters, User

from briefcut.simulator.drafts import Drafts
from briefcut.simulator.entities import Rich, checked, detect, trimmed
from briefcut.simulator.errors import bad_request, flooded
from briefcut.simulator.files import FileShelf
from briefcut.simulator.hub import Hub
from briefcut.simulator.limits import FloodGate, Limits
from briefcut.simulator.media import MediaRoom
from briefcut.simulator.messages import Json, Kept, Messages
from briefcut.simulator.parse_html import parse_html
from briefcut.simulator.people import People, Person
from briefcut.simulator.store import Store
from briefcut.simulator.updates import UpdateQueue

Clock = Callable[[], float]


@dataclass(frozen=True)
class Action:
    """What the header says the bot is doing, until `expires_at`."""

    name: str
    expires_at: float


@dataclass
class World:
    """One bot, its people and their chats."""

    home: Path
    token: str
    limits: Limits
    clock: Clock
    store: Store = field(init=False)
    actions: dict[int, Action] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.store = Store(self.home / "chats.sqlite3")
        self.hub = Hub()
        self.people = People(self.store)
        self.messages = Messages(self.store)
        self.shelf = FileShelf(self.store, self.home)
        self.media = MediaRoom(self.store, self.shelf, self.limits)
        self.queue = UpdateQueue(self.store, self.messages, self.hub)
        self.drafts = Drafts()
        self.flood = FloodGate(self.limits)

    def now(self) -> float:
        """Seconds since the epoch."""
        return self.clock()

    def bot(self) -> User:
        """The bot's own account."""
        names = cast("dict[str, str]", self.store.setting("name") or {})
        number = self.token.split(":", 1)[0]
        return User(
            id=int(number) if number.isdigit() else 1,
            is_bot=True,
            first_name=names.get("") or "Briefcut",
            username="briefcut_bot",
        )

    def rich(
        self, text: str | None, parse_mode: str | Default | None, entities: list[MessageEntity] | None
    ) -> Rich:
        """Text as the bot marked it up, with the entities Telegram adds. Raises "can't parse entities"."""
        if not text:
            return Rich("")
        mode = parse_mode if isinstance(parse_mode, str) else ""
        if entities and not mode:
            parsed = checked(text, entities)
        elif not mode:
            parsed = Rich(text)
        elif mode.lower() == "html":
            parsed = parse_html(text)
        else:
            raise bad_request("unsupported parse_mode")
        return detect(trimmed(parsed))

    def caption(
        self, text: str | None, parse_mode: str | Default | None, entities: list[MessageEntity] | None
    ) -> Json:
        """Caption fields of a message. Raises "message caption is too long"."""
        rich = self.rich(text, parse_mode, entities)
        if len(rich.text) > self.limits.caption:
            raise bad_request("message caption is too long")
        return {"caption": rich.text or None, "caption_entities": rich.listed()}

    def admit(self, person: Person, *, draft: bool = False, cost: int = 1) -> None:
        """Count something sent to this chat. Raises 429."""
        if (seconds := self.flood.take(person.id, self.now(), draft=draft, cost=cost)) is not None:
            raise flooded(seconds)

    def quoted(
        self, person: Person, reply: ReplyParameters | None, old: int | None, lenient: bool | None
    ) -> Json:
        """The field of the message being replied to. Raises "message to be replied not found"."""
        message_id = reply.message_id if reply else old
        if not message_id:
            return {}
        kept = self.messages.find(person.id, message_id)
        if kept:
            return {"reply_to_message": without_quote(kept.message)}
        if lenient or (reply and reply.allow_sending_without_reply is True):
            return {}
        raise bad_request("message to be replied not found")

    def post(self, person: Person, content: Json, *, outgoing: bool) -> Kept:
        """A new message in the chat, stored; the bot's own are shown at once."""
        now = self.now()
        with self.store.transaction():
            message = Message.model_validate(
                {
                    **content,
                    "message_id": self.messages.next_id(),
                    "date": int(now),
                    "chat": person.chat(),
                    "from": self.bot() if outgoing else person.user(),
                }
            )
            self.messages.put(message, outgoing=outgoing, now=now)
        if outgoing:
            self.drafts.clear(person.id)
            self.actions.pop(person.id, None)
            self.show(person, message.message_id)
        return self.kept(person, message.message_id)

    def show(self, person: Person, message_id: int) -> Kept:
        """Tell the open pages of a new message."""
        kept = self.kept(person, message_id)
        self.hub.publish("message", person.id, view=kept.view())
        return kept

    def change(self, person: Person, message: Message, *, edited: bool = True) -> Kept:
        """The changed form of a message, stored and shown."""
        self.messages.replace(message, edited=edited)
        kept = self.kept(person, message.message_id)
        self.hub.publish("edited", person.id, view=kept.view())
        return kept

    def kept(self, person: Person, message_id: int) -> Kept:
        """A message that must be there."""
        kept = self.messages.find(person.id, message_id)
        if kept is None:
            raise LookupError(f"message {message_id} of chat {person.id}")
        return kept


def without_quote(message: Message) -> Message:
    """A message as it is quoted: one level deep only, without its buttons."""
    return message.model_copy(update={"reply_to_message": None, "reply_markup": None})
