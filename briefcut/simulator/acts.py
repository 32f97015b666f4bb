"""What a person does in the chat, and the update each act becomes for the bot."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from aiogram.types import (
    CallbackQuery,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberMember,
    ChatMemberUpdated,
    Contact,
    Location,
    Message,
    MessageGenerationStopped,
)

from briefcut.simulator.entities import Rich, detect, split
from briefcut.simulator.inbound import Upload
from briefcut.simulator.media import upload_of
from briefcut.simulator.messages import Json, Kept, to_json
from briefcut.simulator.people import Person
from briefcut.simulator.pictures import draw_sticker, renditions
from briefcut.simulator.world import World, without_quote

ALONE = {"voice", "audio", "sticker", "animation"}


@dataclass(frozen=True)
class Refused:
    """An act the app would not let the person do, in a sentence."""

    why: str


def say(world: World, person: Person, text: str, reply_to: int | None = None) -> list[Kept] | Refused:
    """Send text; what is longer than a message becomes several, as in Telegram's apps."""
    pieces = split(text, world.limits.text)
    if not pieces:
        return Refused("There is nothing to send.")
    quote = _quote(world, person, reply_to)
    return [
        _send(world, person, {**_texts(Rich(piece), "text"), **(quote if first == 0 else {})})
        for first, piece in enumerate(pieces)
    ]


def start(world: World, person: Person, payload: str = "") -> list[Kept] | Refused:
    """Press Start or follow a t.me link; a deep link carries at most 64 characters."""
    return say(world, person, f"/start {payload[: world.limits.start_payload]}".strip())


async def attach(
    world: World,
    person: Person,
    uploads: Sequence[Upload],
    *,
    send_as: str = "auto",
    caption: str = "",
    reply_to: int | None = None,
) -> list[Kept] | Refused:
    """Send files; several become an album. "auto" and "photo" fall back to a file where it is no picture."""
    if any(upload.size == 0 for upload in uploads) or not uploads:
        return Refused("This file is empty.")
    if len(caption) > world.limits.caption:
        return Refused(f"A caption may have {world.limits.caption} characters; this one has {len(caption)}.")
    prepared = [await _prepared(world, upload, send_as) for upload in uploads]
    kept: list[Kept] = []
    for album in _albums(prepared, world.limits.album):
        group: Json = {}
        if len(album) > 1:
            group = {
                "media_group_id": str(world.store.next_number("last_media_group", 13_500_000_000_000_001))
            }
        for content in album:
            words = _texts(Rich(caption.strip()), "caption") if caption.strip() and not kept else {}
            quote = _quote(world, person, reply_to) if not kept else {}
            kept.append(_send(world, person, {**content, **group, **words, **quote}))
    return kept


async def attach_other(world: World, person: Person, kind: str) -> list[Kept] | Refused:
    """Send what needs no file: a sticker, a location or one's own contact."""
    if kind == "sticker":
        upload = upload_of(await asyncio.to_thread(draw_sticker), "sticker.webp", world.shelf)
        return [_send(world, person, await world.media.content("sticker", upload))]
    if kind == "location":
        return [_send(world, person, {"location": to_json(Location(latitude=52.5200, longitude=13.4050))})]
    if kind == "contact":
        contact = Contact(phone_number="+4930901820", first_name=person.first_name, user_id=person.id)
        return [_send(world, person, {"contact": to_json(contact)})]
    return Refused(f"There is no such thing to send: {kind}.")


def edit(world: World, person: Person, message_id: int, text: str) -> Kept | Refused:
    """Change one's own text or caption."""
    kept = world.messages.find(person.id, message_id)
    if kept is None or kept.outgoing:
        return Refused("Only your own messages can be edited.")
    field = "text" if kept.message.text is not None else "caption"
    words = text.strip()
    if not words or len(words) > (world.limits.text if field == "text" else world.limits.caption):
        return Refused("The new text is empty or too long.")
    body = {**to_json(kept.message), "entities": None, "caption_entities": None}
    changed = Message.model_validate({**body, **_texts(Rich(words), field), "edit_date": int(world.now())})
    with world.store.transaction():
        world.messages.replace(changed, edited=True)
        if _is_told(world, person, changed):
            world.queue.push("edited_message", person.id, changed, message_id)
    return world.change(person, changed)


def press(world: World, person: Person, message_id: int, data: str) -> str | Refused:
    """Press an inline button: the id of the callback query the bot has to answer."""
    kept = world.messages.find(person.id, message_id)
    markup = kept.message.reply_markup if kept else None
    buttons = [button for row in (markup.inline_keyboard if markup else []) for button in row]
    if kept is None or not any(button.callback_data == data for button in buttons):
        return Refused("This button is not there any more.")
    if person.blocked:
        return Refused("You have blocked this bot.")
    query_id = str(secrets.randbits(62) + 2**61)
    query = CallbackQuery.model_validate(
        {
            "id": query_id,
            "from": person.user(),
            "chat_instance": person.chat_instance,
            "message": kept.message,
            "data": data,
        }
    )
    with world.store.transaction():
        world.store.run(
            "INSERT INTO callbacks (id, chat_id, date) VALUES (?, ?, ?)", query_id, person.id, world.now()
        )
        world.queue.push("callback_query", person.id, query)
    return query_id


def stop_draft(world: World, person: Person, draft_id: int) -> bool | Refused:
    """Press Stop on a streaming answer."""
    draft = world.drafts.stop(person.id, draft_id, world.now())
    if draft is None:
        return Refused("The answer has already ended.")
    stopped = MessageGenerationStopped(chat=person.chat(), draft_id=draft_id)
    world.queue.push("stopped_message_generation", person.id, stopped)
    left = world.drafts.of(person.id, world.now())
    world.hub.publish(
        "draft", person.id, draft=left.view() if left else None, seconds=world.limits.draft_seconds
    )
    return True


def found(world: World, title: str, by: Person) -> Person:
    """A new group that `by` made and brought the bot into. Raises ValueError where the title is empty."""
    group = replace(world.people.add_group(title), speaker=by)
    bot = world.bot()
    change = ChatMemberUpdated.model_validate(
        {
            "chat": group.chat(),
            "from": group.user(),
            "date": int(world.now()),
            "old_chat_member": ChatMemberLeft(user=bot),
            "new_chat_member": ChatMemberMember(user=bot),
        }
    )
    world.queue.push("my_chat_member", group.id, change)
    world.hub.publish("person", group.id)
    return group


def block(world: World, person: Person, blocked: bool) -> bool:
    """Block or unblock the bot; it learns of a change by my_chat_member."""
    if person.blocked != blocked:
        world.people.set_blocked(person, blocked)
        bot = world.bot()
        out = ChatMemberBanned(user=bot, until_date=datetime.fromtimestamp(0, UTC))
        member = ChatMemberMember(user=bot)
        change = ChatMemberUpdated.model_validate(
            {
                "chat": person.chat(),
                "from": person.user(),
                "date": int(world.now()),
                "old_chat_member": member if blocked else out,
                "new_chat_member": out if blocked else member,
            }
        )
        world.queue.push("my_chat_member", person.id, change)
        world.hub.publish("person", person.id)
    return True


def remove(world: World, person: Person, message_id: int) -> bool | Refused:
    """Delete a message for both sides; bots are not told."""
    if not world.messages.delete(person.id, message_id):
        return Refused("This message is not there any more.")
    world.hub.publish("deleted", person.id, message_id=message_id)
    return True


def read(world: World, person: Person, up_to: int) -> bool:
    """The person has seen everything up to this message."""
    world.people.set_read(person, up_to)
    world.hub.publish("person", person.id)
    return True


def _send(world: World, person: Person, content: Json) -> Kept:
    """The person's message and its update, stored together."""
    with world.store.transaction():
        if not person.started or person.blocked:
            if person.blocked:
                block(world, person, False)
            world.people.set_started(person)
            world.hub.publish("person", person.id)
        if person.keyboard and (
            person.keyboard.get("one_time_keyboard") or person.keyboard.get("force_reply")
        ):
            world.people.set_keyboard(person, None)
            world.hub.publish("keyboard", person.id, keyboard=None)
        kept = world.post(person, content, outgoing=False)
        if _is_told(world, person, kept.message):
            world.queue.push("message", person.id, kept.message, kept.message.message_id)
        world.people.set_read(person, kept.message.message_id)
    return world.show(person, kept.message.message_id)


def _is_told(world: World, person: Person, message: Message) -> bool:
    """Whether the bot learns of the message: in a group, with privacy mode on, only of what is meant for it."""
    if not person.is_group:
        return True
    replied, name = message.reply_to_message, f"@{world.bot().username}".lower()
    if replied is not None and replied.from_user is not None and replied.from_user.id == world.bot().id:
        return True
    text = message.text or message.caption or ""
    words = [
        (entity.type, entity.extract_from(text).lower())
        for entity in (*(message.entities or ()), *(message.caption_entities or ()))
    ]
    return ("mention", name) in words or any(
        kind == "bot_command" and ("@" not in word or word.endswith(name)) for kind, word in words
    )


def _texts(rich: Rich, field: str) -> Json:
    found = detect(rich)
    name = "entities" if field == "text" else "caption_entities"
    return {field: found.text, name: found.listed()}


def _quote(world: World, person: Person, reply_to: int | None) -> Json:
    kept = world.messages.find(person.id, reply_to) if reply_to else None
    return {"reply_to_message": without_quote(kept.message)} if kept else {}


async def _prepared(world: World, upload: Upload, send_as: str) -> Json:
    """Message fields as a Telegram app would send this file."""
    guessed = await world.media.guess(upload) if send_as in ("auto", "photo", "video") else send_as
    kind = {"file": "document"}.get(guessed, guessed)
    if kind == "photo":
        upload = await asyncio.to_thread(_compressed, world, upload)
    return await world.media.content(kind, upload)


def _compressed(world: World, upload: Upload) -> Upload:
    """Apps shrink a photo to 1280 px before sending: any camera's file fits."""
    largest = renditions(upload.path)[-1]
    smaller = upload_of(largest.data, "photo.jpg", world.shelf)
    upload.path.unlink(missing_ok=True)
    return smaller


def _albums(prepared: Sequence[Json], most: int) -> list[list[Json]]:
    """Neighbours that may share an album: pictures with videos, files with files, ten at most."""
    albums: list[list[Json]] = []
    last = ""
    for content in prepared:
        family = "seen" if {"photo", "video"} & set(content) else next(iter(content))
        if albums and family == last and family not in ALONE and len(albums[-1]) < most:
            albums[-1].append(content)
        else:
            albums.append([content])
        last = family
    return albums
