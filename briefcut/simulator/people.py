"""The people one can be in the chat page with their private chats with the bot, and the groups they share."""

import json
import re
import secrets
from dataclasses import dataclass

from aiogram.types import Chat, User

from briefcut.simulator.errors import BLOCKED, bad_request
from briefcut.simulator.store import Store


@dataclass(frozen=True)
class Person:
    """One human with a private chat; the chat's id is the person's id, as in Telegram. With a negative id it is a
    group called `first_name`, in which `speaker` acts."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str = "en"
    started: bool = False
    blocked: bool = False
    read_up_to: int = 0
    chat_instance: str = ""
    pinned: int | None = None
    keyboard: dict[str, object] | None = None
    speaker: "Person | None" = None

    @property
    def is_group(self) -> bool:
        """Whether several people read and write here."""
        return self.id < 0

    def user(self) -> User:
        """How the bot sees the person. Raises LookupError where nobody speaks in a group."""
        if self.speaker is not None:
            return self.speaker.user()
        if self.is_group:
            raise LookupError("a group says nothing by itself")
        return User(
            id=self.id,
            is_bot=False,
            first_name=self.first_name,
            last_name=self.last_name,
            username=self.username,
            language_code=self.language_code,
        )

    def chat(self) -> Chat:
        """How the bot sees the chat."""
        if self.is_group:
            return Chat(id=self.id, type="supergroup", title=self.first_name)
        return Chat(
            id=self.id,
            type="private",
            first_name=self.first_name,
            last_name=self.last_name,
            username=self.username,
        )


# Ids beyond 32 bits, as real accounts have them: a narrow column breaks on the first day.
ADA = Person(7_100_000_001, "Ada", "Keller", "ada")
BEN = Person(7_100_000_002, "Ben", "Okafor", "ben")
# As Telegram has supergroups: thirteen digits after the sign.
FIRST_GROUP = -1_007_100_000_001
ADMIN = Person(7_100_000_003, "Admin", None, "admin_person")


class People:
    """Repository of persons."""

    def __init__(self, store: Store) -> None:
        self._store = store
        if not self.all():
            for person in (ADA, BEN, ADMIN):
                self._insert(person)

    def all(self) -> list[Person]:
        """Everybody in the order they came, then the groups."""
        return [_person(row) for row in self._store.rows("SELECT * FROM people ORDER BY id < 0, abs(id)")]

    def find(self, person_id: int) -> Person | None:
        """The person, if there is one."""
        row = self._store.row("SELECT * FROM people WHERE id = ?", person_id)
        return _person(row) if row else None

    def get(self, person_id: int) -> Person:
        """The person, who must be there. Raises LookupError."""
        person = self.find(person_id)
        if person is None:
            raise LookupError(f"there is no person {person_id}")
        return person

    def named(self, name: str) -> Person | None:
        """The person with this first name or username, whatever the case."""
        wanted = name.lstrip("@").lower()
        for person in self.all():
            if wanted in (person.first_name.lower(), (person.username or "").lower()):
                return person
        return None

    def reachable(self, chat_id: int | str) -> Person:
        """The person a bot may write to. Raises Telegram's errors for strangers and for who blocked it."""
        text = str(chat_id)
        person = self.find(int(text)) if re.fullmatch(r"-?[0-9]{1,18}", text) else None
        if person is None or not person.started:
            raise bad_request("chat not found")
        if person.blocked:
            raise BLOCKED
        return person

    def add(self, first_name: str, *, last_name: str | None, username: str | None, language: str) -> Person:
        """A new person. Raises ValueError where the name is empty or the username taken."""
        name, handle = first_name.strip()[:64], (username or "").strip().lstrip("@") or None
        if not name:
            raise ValueError("a name is needed")
        with self._store.transaction():
            if handle and any((person.username or "").lower() == handle.lower() for person in self.all()):
                raise ValueError(f"@{handle} is taken")
            number = max([person.id for person in self.all()], default=ADMIN.id) + 1
            surname = (last_name or "").strip()[:64] or None
            self._insert(Person(number, name, surname, handle, language_code=language[:16] or "en"))
        return self.get(number)

    def add_group(self, title: str) -> Person:
        """A new group, which the bot may write to at once. Raises ValueError where the title is empty."""
        name = title.strip()[:128]
        if not name:
            raise ValueError("a title is needed")
        with self._store.transaction():
            number = min([FIRST_GROUP, *(person.id - 1 for person in self.all())])
            self._insert(Person(number, name))
            self.set_started(self.get(number))
        return self.get(number)

    def set_started(self, person: Person) -> None:
        """The person has pressed Start (or written): the bot may write now."""
        self._store.run("UPDATE people SET started = 1, blocked = 0 WHERE id = ?", person.id)

    def set_blocked(self, person: Person, blocked: bool) -> None:
        """The person blocks or unblocks the bot."""
        self._store.run("UPDATE people SET blocked = ? WHERE id = ?", int(blocked), person.id)

    def set_read(self, person: Person, up_to: int) -> None:
        """Everything up to this message has been seen."""
        self._store.run("UPDATE people SET read_up_to = max(read_up_to, ?) WHERE id = ?", up_to, person.id)

    def set_keyboard(self, person: Person, keyboard: dict[str, object] | None) -> None:
        """The reply keyboard (or force-reply) shown below the chat."""
        text = json.dumps(keyboard) if keyboard else None
        self._store.run("UPDATE people SET keyboard = ? WHERE id = ?", text, person.id)

    def set_pinned(self, person: Person, message_id: int | None) -> None:
        """The message pinned on top of the chat."""
        self._store.run("UPDATE people SET pinned = ? WHERE id = ?", message_id, person.id)

    def _insert(self, person: Person) -> None:
        # Telegram's chat_instance is a 64-bit number as text, the same for a chat's whole life.
        instance = str(secrets.randbits(63) - 2**62)
        self._store.run(
            "INSERT INTO people (id, first_name, last_name, username, language_code, chat_instance) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            *(
                person.id,
                person.first_name,
                person.last_name,
                person.username,
                person.language_code,
                instance,
            ),
        )


def _person(row: object) -> Person:
    columns = dict(row)  # type: ignore[call-overload]
    keyboard = columns["keyboard"]
    return Person(
        **{
            **columns,
            "started": bool(columns["started"]),
            "blocked": bool(columns["blocked"]),
            "keyboard": json.loads(keyboard) if keyboard else None,
        }
    )
