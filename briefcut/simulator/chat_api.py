"""The people's side over HTTP: what the chat page and the test client read and do."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import cast
from urllib.parse import quote

from aiohttp import web

from briefcut.simulator import acts, stars
from briefcut.simulator.acts import Refused
from briefcut.simulator.errors import BotApiError
from briefcut.simulator.inbound import Upload, read_json, read_parts
from briefcut.simulator.limits import MEGABYTE
from briefcut.simulator.messages import Json, Kept
from briefcut.simulator.methods.profile import commands_for, text_for
from briefcut.simulator.people import Person
from briefcut.simulator.world import World

# Shown inline; everything else is handed over as a download and never runs here.
INLINE = re.compile(r"image/(jpeg|png|webp|gif)|video/(mp4|webm|quicktime)|audio/[\w.+-]+")
HEARTBEAT = 10.0
LONGEST_WAIT = 25.0
LARGEST_NUMBER = 2**63 - 1
# People may send far more than bots may fetch: that limit belongs to getFile.
MOST_FROM_PEOPLE = 2000 * MEGABYTE


class ChatApi:
    """Handlers under /chat."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[tuple[str, str, Callable[[web.Request], Awaitable[web.StreamResponse]]]]:
        """Method, path and handler of everything under /chat."""
        person = r"/chat/people/{person:-?\d+}"
        return [
            ("GET", "/chat/state", self.state),
            ("GET", "/chat/events", self.events),
            ("GET", "/chat/files/{file_id}", self.file),
            ("POST", "/chat/people", self.add_person),
            ("GET", f"{person}/messages", self.messages),
            ("GET", f"{person}/answers/{{query}}", self.answer),
            ("GET", f"{person}/invoices/{{slug}}", self.invoice),
            ("GET", f"{person}/checks/{{query}}", self.check),
            ("GET", f"{person}/subscriptions", self.subscriptions),
            ("POST", f"{person}/files", self.attach),
            ("POST", f"{person}/{{act}}", self.act),
        ]

    async def state(self, request: web.Request) -> web.Response:
        """The bot and everybody's chat in a line."""
        world = self._world
        bot = {
            "id": world.bot().id,
            "name": world.bot().first_name,
            "username": world.bot().username,
            "description": text_for(world, "description", None),
            "short_description": text_for(world, "short_description", None),
        }
        people = [self._line(person) for person in world.people.all()]
        return web.json_response({**self._mark(), "bot": bot, "people": people})

    async def messages(self, request: web.Request) -> web.Response:
        """One chat: its newest messages and what is going on. `boot`, `sequence`, `wait`: first wait for news."""
        person = self._person(request)
        query = request.query
        if "wait" in query:
            seconds = min(_seconds(query["wait"]), LONGEST_WAIT)
            await self._world.hub.wait(query.get("boot", ""), _whole(query.get("sequence", "-1")), seconds)
        mark = self._mark()
        before = _whole(query["before"]) if "before" in query else None
        limit = max(1, min(_whole(query.get("limit", "80")), 500))
        page = self._world.messages.page(person.id, before=before, limit=limit)
        views = [kept.view() for kept in page]
        return web.json_response({**mark, **self._now(self._person(request)), "messages": views})

    async def answer(self, request: web.Request) -> web.Response:
        """The bot's answer to a callback query: null while there is none."""
        person = self._person(request)
        row = self._world.store.row(
            "SELECT answer FROM callbacks WHERE id = ? AND chat_id = ?",
            request.match_info["query"],
            person.id,
        )
        return web.json_response({"answer": json.loads(row["answer"]) if row and row["answer"] else None})

    async def invoice(self, request: web.Request) -> web.Response:
        """What an invoice's link leads to."""
        self._person(request)
        bill = stars.Till(self._world.store).find(request.match_info["slug"])
        if bill is None:
            return web.json_response({"error": "There is no such invoice."}, status=404)
        return web.json_response(bill.view())

    async def check(self, request: web.Request) -> web.Response:
        """What became of a press on Pay."""
        found = stars.outcome(self._world, self._person(request), request.match_info["query"])
        if found is None:
            return web.json_response({"error": "There is no such payment."}, status=404)
        return web.json_response(found)

    async def subscriptions(self, request: web.Request) -> web.Response:
        """What the person subscribed to with Stars."""
        return web.json_response({"subscriptions": stars.listed(self._world, self._person(request))})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Everything that happens, as server-sent events; `hello` first tells which run this is."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        async with self._world.hub.subscribe() as queue:
            await response.prepare(request)
            event: dict[str, object] | None = {"type": "hello", **self._mark()}
            try:
                while event is not None and not self._world.hub.closing:
                    await response.write(f"data: {json.dumps(event)}\n\n".encode())
                    try:
                        event = await asyncio.wait_for(queue.get(), HEARTBEAT)
                    except TimeoutError:
                        event = {"type": "beat"}
            except ConnectionError:
                pass  # the page was closed
        return response

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file for the page, with ranges for players."""
        shelved = self._world.shelf.find(request.match_info["file_id"])
        if shelved is None:
            return web.json_response({"error": "There is no such file."}, status=404)
        inline = INLINE.fullmatch(shelved.mime) and "download" not in request.query
        described = cast("Json", shelved.content.get(shelved.kind) or {}) if shelved.kind != "photo" else {}
        name = str(described.get("file_name") or shelved.path.rsplit("/", 1)[-1])
        headers = {
            "Content-Type": shelved.mime if inline else "application/octet-stream",
            "Content-Disposition": f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name)}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, max-age=86400, immutable",
        }
        return web.FileResponse(shelved.location, headers=headers)

    async def add_person(self, request: web.Request) -> web.Response:
        """A new person to be, or with `group` a new group, into which the person `by` brings the bot."""
        body = await _body(request)
        try:
            if body.get("group") is True:
                by = self._world.people.find(_number(body, "by") or 0)
                group = acts.found(self._world, _text(body, "first_name"), by or self._world.people.all()[0])
                return web.json_response(self._line(group))
            person = self._world.people.add(
                _text(body, "first_name"),
                last_name=_text(body, "last_name") or None,
                username=_text(body, "username") or None,
                language=_text(body, "language_code"),
            )
        except ValueError as error:
            return web.json_response({"error": str(error)}, status=400)
        self._world.hub.publish("person", person.id)
        return web.json_response(self._line(person))

    async def attach(self, request: web.Request) -> web.Response:
        """Files from the person: fields `as`, `caption`, `reply_to`, and any number of files."""
        person = self._person(request)
        if not request.content_type.startswith("multipart/"):
            return web.json_response({"error": "Files come as multipart/form-data."}, status=400)
        try:
            parts = await read_parts(await request.multipart(), self._world.shelf, MOST_FROM_PEOPLE)
            uploads = [value for value in parts.values() if isinstance(value, Upload)]
            send_as, caption = str(parts.get("as") or "auto"), str(parts.get("caption") or "")
            reply_to = _whole(str(parts["reply_to"])) if parts.get("reply_to") else None
            done = await acts.attach(
                self._world, person, uploads, send_as=send_as, caption=caption, reply_to=reply_to
            )
        except BotApiError as error:
            return web.json_response({"error": error.description}, status=400)
        return _told(done)

    async def act(self, request: web.Request) -> web.Response:
        """Everything else a person does; the body is JSON."""
        person, body, world = self._person(request), await _body(request), self._world
        match request.match_info["act"]:
            case "text":
                done: object = acts.say(world, person, _text(body, "text"), _number(body, "reply_to"))
            case "start":
                done = acts.start(world, person, _text(body, "payload"))
            case "press":
                done = acts.press(world, person, _number(body, "message_id") or 0, _text(body, "data"))
            case "edit":
                done = acts.edit(world, person, _number(body, "message_id") or 0, _text(body, "text"))
            case "remove":
                done = acts.remove(world, person, _number(body, "message_id") or 0)
            case "stop":
                done = acts.stop_draft(world, person, _number(body, "draft_id") or 0)
            case "block":
                done = acts.block(world, person, body.get("blocked") is not False)
            case "read":
                done = acts.read(world, person, _number(body, "up_to") or 0)
            case "other":
                done = await acts.attach_other(world, person, _text(body, "kind"))
            case "pay":
                done = stars.pay(world, person, _text(body, "slug")) or Refused("There is no such invoice.")
            case "subscription":
                why = stars.subscription(world, person, _text(body, "id"), _text(body, "do"))
                done = True if why is None else Refused(why)
            case "flood":
                done = world.flood.shut(person.id, _number(body, "seconds") or 0, world.now())
            case unknown:
                done = Refused(f"There is no such act: {unknown}.")
        return _told(done)

    def _person(self, request: web.Request) -> Person:
        person = self._world.people.find(_whole(request.match_info["person"]))
        if person is None:
            text = json.dumps({"error": "There is no such person."})
            raise web.HTTPNotFound(text=text, content_type="application/json")
        if not person.is_group:
            return person
        speaker = self._world.people.find(_whole(request.query.get("as", "0")))
        return replace(person, speaker=speaker or self._world.people.all()[0])

    def _mark(self) -> Json:
        return {"boot": self._world.hub.boot, "sequence": self._world.hub.sequence}

    def _line(self, person: Person) -> Json:
        """The person in the sidebar."""
        last = self._world.messages.page(person.id, limit=1)
        return {
            "id": person.id,
            "first_name": person.first_name,
            "last_name": person.last_name,
            "username": person.username,
            "language_code": person.language_code,
            "started": person.started,
            "blocked": person.blocked,
            "unread": self._world.messages.unread(person.id, person.read_up_to),
            "last": last[0].view() if last else None,
            "commands": commands_for(self._world, person.id, person.language_code),
        }

    def _now(self, person: Person) -> Json:
        """What is going on in a chat besides its messages."""
        world, now = self._world, self._world.now()
        draft = world.drafts.of(person.id, now)
        action = world.actions.get(person.id)
        acting = action is not None and action.expires_at > now
        return {
            "person": self._line(person),
            "keyboard": person.keyboard,
            "pinned": person.pinned,
            "draft": {**draft.view(), "seconds": draft.expires_at - now} if draft else None,
            "action": {"action": action.name, "seconds": action.expires_at - now}
            if action and acting
            else None,
        }


async def _body(request: web.Request) -> Json:
    try:
        body = read_json(await request.text())
    except (ValueError, LookupError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise _wrong("The body is no JSON object in UTF-8.")
    return body


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""


def _number(body: Json, name: str) -> int | None:
    value = body.get(name)
    return value if isinstance(value, int) and abs(value) <= LARGEST_NUMBER else None


def _whole(text: str) -> int:
    """A number of the address; 400 for anything else."""
    if not re.fullmatch(r"-?[0-9]{1,18}", text):
        raise _wrong(f"This is no number that can be meant here: {text[:40]}")
    return int(text)


def _seconds(text: str) -> float:
    """Seconds to wait; 400 for anything else."""
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", text):
        raise _wrong(f"These are no seconds: {text[:40]}")
    return float(text)


def _wrong(sentence: str) -> web.HTTPBadRequest:
    return web.HTTPBadRequest(text=json.dumps({"error": sentence}), content_type="application/json")


def _told(done: object) -> web.Response:
    """An act's outcome as JSON: 409 with the sentence where it was refused."""
    if isinstance(done, Refused):
        return web.json_response({"error": done.why}, status=409)
    if isinstance(done, list):
        return web.json_response({"messages": [kept.view() for kept in done if isinstance(kept, Kept)]})
    return web.json_response({"result": done.view() if isinstance(done, Kept) else done})
