"""A marketer for tests and the demo: a person in the chat, driven from Python over HTTP."""

import asyncio
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import cast

from aiogram.types import InlineKeyboardButton, Message
from aiohttp import ClientConnectionError, ClientError, ClientSession, ClientTimeout, FormData

from briefcut.simulator.messages import Json

Payload = Path | bytes
RECONNECT = 0.1


class NotDone(Exception):
    """The app did not let the person do this; the message says why."""


class NothingCame(AssertionError):
    """The awaited message did not come; the message shows the end of the chat."""


@dataclass(frozen=True)
class Answer:
    """The bot's answer to a pressed button."""

    text: str | None
    show_alert: bool
    url: str | None


@dataclass(frozen=True)
class DraftView:
    """The answer being written, as the person sees it."""

    draft_id: int
    text: str
    can_stop: bool


@dataclass(frozen=True)
class Line:
    """One message as the person sees it: `outgoing` is the bot's, `received` once the bot has taken it."""

    message: Message
    outgoing: bool
    reaction: str | None
    received: bool
    edited: bool


class Marketer:
    """One person. Survives restarts of the server: reads are repeated until it is back."""

    def __init__(self, base_url: str, person: int | str = "Ada", *, group: int | None = None) -> None:
        """`person` is an id, a first name or a username; an unknown name is added on entering. With a `group` (its id)
        they read and act there."""
        self._group = group
        self._base = base_url.rstrip("/")
        self._wanted = person
        self._session: ClientSession | None = None
        self.id = person if isinstance(person, int) else 0
        # The last message one sent oneself: by default wait_for looks only at what came after.
        self.mark = 0

    async def __aenter__(self) -> "Marketer":
        self._session = ClientSession(timeout=ClientTimeout(total=120))
        if not self.id:
            self.id = await self._identify(str(self._wanted))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session:
            await self._session.close()

    async def send(self, text: str, *, reply_to: int | None = None) -> list[Message]:
        """Send text: several messages where it is longer than 4,096 characters."""
        return self._sent(await self._act("text", text=text, reply_to=reply_to))

    async def found(self, title: str) -> int:
        """Make a group and bring the bot into it; its id."""
        made = await self._call("POST", "people", body={"first_name": title, "group": True, "by": self.id})
        return int(str(made["id"]))

    async def start(self, payload: str = "") -> list[Message]:
        """Press Start, with a deep link's payload."""
        return self._sent(await self._act("start", payload=payload))

    async def send_photo(self, photo: Payload, *, caption: str = "", name: str = "photo.jpg") -> Message:
        """Send a picture compressed, as apps do; what is no picture goes as a file."""
        return (await self.send_album([photo], caption=caption, names=[name]))[0]

    async def send_file(
        self, file: Payload, *, name: str | None = None, caption: str = "", send_as: str = "file"
    ) -> Message:
        """Send a file as it is; `send_as` may be file, voice, audio, video or animation."""
        names = [name] if name else None
        return (await self.send_album([file], caption=caption, names=names, send_as=send_as))[0]

    async def send_album(
        self,
        files: Sequence[Payload],
        *,
        caption: str = "",
        names: Sequence[str] | None = None,
        send_as: str = "photo",
        reply_to: int | None = None,
    ) -> list[Message]:
        """Send files together: messages with one media_group_id."""
        form = FormData(quote_fields=False)
        form.add_field("as", send_as)
        form.add_field("caption", caption)
        if reply_to:
            form.add_field("reply_to", str(reply_to))
        for number, file in enumerate(files):
            default = file.name if isinstance(file, Path) else f"file_{number}.jpg"
            data = await asyncio.to_thread(file.read_bytes) if isinstance(file, Path) else file
            name = names[number] if names else default
            form.add_field(f"file{number}", io.BytesIO(data), filename=name)
        return self._sent(await self._call("POST", f"people/{self.id}/files", form=form))

    async def send_other(self, kind: str) -> Message:
        """Send a "sticker", a "location" or a "contact"."""
        return self._sent(await self._act("other", kind=kind))[0]

    async def edit(self, message_id: int, text: str) -> None:
        """Edit one's own message."""
        await self._act("edit", message_id=message_id, text=text)

    async def remove(self, message_id: int) -> None:
        """Delete a message for both sides."""
        await self._act("remove", message_id=message_id)

    async def press(
        self,
        button: str | None = None,
        *,
        data: str | None = None,
        message_id: int | None = None,
        timeout: float = 15,
    ) -> Answer:
        """Press the newest inline button with this text (or part of it) or this callback data.

        Waits for the bot's answer; the keyboard is waited for as well. Raises NothingCame.
        """
        query = await self.tap(button, data=data, message_id=message_id, timeout=timeout)
        return await self.answer(query, timeout=timeout)

    async def tap(
        self,
        button: str | None = None,
        *,
        data: str | None = None,
        message_id: int | None = None,
        timeout: float = 15,
    ) -> str:
        """Press without waiting for the answer; returns the callback query's id."""

        def wanted(message: Message) -> bool:
            here = message_id is None or message.message_id == message_id
            return here and _button(message, button, data) is not None

        message = await self.wait_for(wanted, timeout=timeout, after=0, what=f"the button {button or data!r}")
        found = _button(message, button, data)
        pressed = found.callback_data if found else ""
        body = await self._act("press", message_id=message.message_id, data=pressed)
        return str(body["result"])

    async def answer(self, query: str, *, timeout: float = 15) -> Answer:
        """The bot's answer to a pressed button. Raises NothingCame."""
        deadline = asyncio.get_running_loop().time() + timeout
        seen: Json = {}
        while asyncio.get_running_loop().time() < deadline:
            body = await self._call("GET", f"people/{self.id}/answers/{query}")
            if isinstance(given := body["answer"], dict):
                return Answer(given.get("text"), bool(given.get("show_alert")), given.get("url"))
            seen = await self._read(seen, deadline)
        raise NothingCame(f"no answer to the button within {timeout} s")

    async def wait_for(
        self,
        wanted: Callable[[Message], bool] | str,
        *,
        timeout: float = 30,
        after: int | None = None,
        what: str = "the awaited message",
    ) -> Message:
        """The newest message of the bot that fits: a predicate, or a piece of its text.

        Looks at messages after `after` (default: one's own last one; 0: all). Raises NothingCame.
        """
        fits = wanted if callable(wanted) else _saying(wanted)
        name = what if callable(wanted) else f"a message saying {wanted!r}"
        deadline = asyncio.get_running_loop().time() + timeout
        seen: Json = {}
        lines: list[Line] = []
        while True:
            seen = await self._read(seen, deadline)
            lines = _lines(seen)
            start = self.mark if after is None else after
            for line in reversed(lines):
                if line.outgoing and line.message.message_id > start and fits(line.message):
                    return line.message
            if asyncio.get_running_loop().time() >= deadline:
                raise NothingCame(f"{name} did not come within {timeout} s. The chat ends:\n{_tail(lines)}")

    async def lines(self) -> list[Line]:
        """The chat, oldest first."""
        return _lines(await self._call("GET", f"people/{self.id}/messages?limit=500"))

    async def messages(self) -> list[Message]:
        """The chat's messages, oldest first."""
        return [line.message for line in await self.lines()]

    async def draft(self) -> DraftView | None:
        """The answer being written right now."""
        body = await self._call("GET", f"people/{self.id}/messages?limit=1")
        shown = body["draft"]
        if not isinstance(shown, dict):
            return None
        return DraftView(shown["draft_id"], shown["text"], shown["can_stop"])

    async def wait_for_draft(self, *, timeout: float = 15) -> DraftView:
        """A draft, as soon as one is shown. Raises NothingCame."""
        deadline = asyncio.get_running_loop().time() + timeout
        seen: Json = {}
        while asyncio.get_running_loop().time() < deadline:
            seen = await self._read(seen, deadline)
            if isinstance(shown := seen["draft"], dict):
                return DraftView(shown["draft_id"], shown["text"], shown["can_stop"])
        raise NothingCame(f"no draft within {timeout} s")

    async def stop_draft(self, draft_id: int) -> None:
        """Press Stop on the answer being written."""
        await self._act("stop", draft_id=draft_id)

    async def action(self) -> str | None:
        """What the header says the bot is doing: typing, upload_video …"""
        body = await self._call("GET", f"people/{self.id}/messages?limit=1")
        shown = body["action"]
        return str(shown["action"]) if isinstance(shown, dict) else None

    async def pay(self, link: str, *, timeout: float = 15) -> Json:
        """Open an invoice's link and pay: {state: paid}, or {state: refused, why}, or {state: late}.

        Raises NothingCame."""
        slug = link.rpartition("$")[2]
        await self._call("GET", f"people/{self.id}/invoices/{slug}")
        query = (await self._act("pay", slug=slug))["result"]
        deadline = asyncio.get_running_loop().time() + timeout
        seen: Json = {}
        while asyncio.get_running_loop().time() < deadline:
            found = await self._call("GET", f"people/{self.id}/checks/{query}")
            if found["state"] != "waiting":
                return found
            seen = await self._read(seen, min(deadline, asyncio.get_running_loop().time() + 1))
        raise NothingCame(f"no answer to the payment within {timeout} s")

    async def subscriptions(self) -> list[Json]:
        """What the person subscribed to with Stars."""
        body = await self._call("GET", f"people/{self.id}/subscriptions")
        return cast("list[Json]", body["subscriptions"])

    async def subscription(self, named: str, act: str) -> None:
        """End a subscription (`cancel`) or take it up (`enable`); let a month pass with Stars (`renew`) or without
        (`fail`)."""
        await self._act("subscription", id=named, do=act)

    async def block(self) -> None:
        """Block the bot."""
        await self._act("block", blocked=True)

    async def unblock(self) -> None:
        """Unblock the bot."""
        await self._act("block", blocked=False)

    async def flood(self, seconds: int) -> None:
        """Let the server answer 429 to everything the bot sends here for some seconds."""
        await self._act("flood", seconds=seconds)

    async def download(self, message: Message, to: Path | None = None) -> bytes:
        """The file of a message, as it was sent; also written to `to`."""
        photo = message.photo[-1] if message.photo else None
        file = (
            message.video or message.animation or message.document or message.voice or message.audio or photo
        )
        if file is None:
            raise NotDone("There is no file in this message.")
        async with self._http().get(f"{self._base}/chat/files/{file.file_id}") as response:
            response.raise_for_status()
            data = await response.read()
        if to:
            await asyncio.to_thread(to.write_bytes, data)
        return data

    async def _identify(self, name: str) -> int:
        state = await self._call("GET", "state")
        wanted = name.lstrip("@").lower()
        for person in cast("list[Json]", state["people"]):
            if wanted in (str(person["first_name"]).lower(), str(person["username"]).lower()):
                return int(str(person["id"]))
        added = await self._call("POST", "people", body={"first_name": name})
        return int(str(added["id"]))

    async def _read(self, seen: Json, deadline: float) -> Json:
        """The chat once something happened since `seen`, or when the time is over."""
        path = f"people/{self.id}/messages?limit=200"
        left = deadline - asyncio.get_running_loop().time()
        if seen and left > 0:
            path += f"&wait={min(left, 20):.3f}&boot={seen['boot']}&sequence={seen['sequence']}"
        while True:
            try:
                return await self._call("GET", path)
            except (ClientConnectionError, TimeoutError):
                # Killed and not yet up again: that is what some tests are about.
                if asyncio.get_running_loop().time() >= deadline:
                    raise
                await asyncio.sleep(RECONNECT)

    async def _act(self, act: str, **body: object) -> Json:
        return await self._call("POST", f"people/{self.id}/{act}", body=body)

    async def _call(
        self, method: str, path: str, *, body: Json | None = None, form: FormData | None = None
    ) -> Json:
        data: FormData | bytes | None = (
            form if form is not None else json.dumps(body).encode() if body else None
        )
        if self._group is not None and path.startswith(own := f"people/{self.id}/"):
            path = f"people/{self._group}/{path.removeprefix(own)}{'&' if '?' in path else '?'}as={self.id}"
        async with self._http().request(method, f"{self._base}/chat/{path}", data=data) as response:
            try:
                answered = json.loads(await response.text())
            except ValueError as error:
                raise ClientError(f"{response.status} from {path}") from error
        if not response.ok:
            raise NotDone(str(answered.get("error") or answered.get("description")))
        return cast("Json", answered)

    def _http(self) -> ClientSession:
        if self._session is None:
            raise RuntimeError("use `async with Marketer(…)`")
        return self._session

    def _sent(self, body: Json) -> list[Message]:
        sent = [Message.model_validate(view["message"]) for view in cast("list[Json]", body["messages"])]
        self.mark = max(self.mark, *(message.message_id for message in sent))
        return sent


def _lines(body: Json) -> list[Line]:
    return [
        Line(
            Message.model_validate(view["message"]),
            bool(view["outgoing"]),
            cast("str | None", view["reaction"]),
            bool(view["received"]),
            bool(view["edited"]),
        )
        for view in cast("list[Json]", body["messages"])
    ]


def _saying(piece: str) -> Callable[[Message], bool]:
    return lambda message: piece in (message.text or message.caption or "")


def _button(message: Message, text: str | None, data: str | None) -> InlineKeyboardButton | None:
    """The first button with this text, else with this piece of text, or with this data."""
    markup = message.reply_markup
    buttons = [
        button for row in (markup.inline_keyboard if markup else []) for button in row if button.callback_data
    ]
    for button in buttons:
        if (data is not None and button.callback_data == data) or (text is not None and button.text == text):
            return button
    return next((button for button in buttons if text is not None and text in button.text), None)


def _tail(lines: Sequence[Line], count: int = 8) -> str:
    def show(line: Line) -> str:
        message = line.message
        text = message.text or message.caption or f"[{message.content_type}]"
        return f"  {'bot' if line.outgoing else 'person'} {message.message_id}: {text[:200]}"

    return "\n".join(show(line) for line in lines[-count:]) or "  (it is empty)"
