"""Text, drafts, actions, and copies of messages."""

from aiogram.methods import (
    CopyMessage,
    ForwardMessage,
    SendChatAction,
    SendMessage,
    SendMessageDraft,
)
from aiogram.types import Message, MessageId, MessageOriginUser

from briefcut.simulator.drafts import Draft
from briefcut.simulator.errors import bad_request
from briefcut.simulator.messages import Json, Kept, to_json
from briefcut.simulator.methods.markup import Markup, inline_fields, keep_keyboard
from briefcut.simulator.people import Person
from briefcut.simulator.world import Action, World

ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}
# What stays of a message when it is copied.
CONTENT = (
    *("text", "entities", "caption", "caption_entities", "photo", "video", "animation", "audio", "voice"),
    *("document", "sticker", "location", "contact", "show_caption_above_media", "has_media_spoiler"),
)


def deliver(world: World, person: Person, content: Json, markup: Markup | None) -> Message:
    """The bot's message into the chat, with its keyboard. Raises 429 and what Telegram refuses of buttons."""
    fields = {**content, **inline_fields(markup, world.limits)}
    world.admit(person)
    kept = world.post(person, fields, outgoing=True)
    keep_keyboard(world, person, markup)
    return kept.message


async def send_message(world: World, call: SendMessage) -> Message:
    """sendMessage."""
    person = world.people.reachable(call.chat_id)
    rich = world.rich(call.text, call.parse_mode, call.entities)
    if not rich.text:
        raise bad_request("message text is empty")
    if len(rich.text) > world.limits.text:
        raise bad_request("message is too long")
    quote = world.quoted(
        person, call.reply_parameters, call.reply_to_message_id, call.allow_sending_without_reply
    )
    content: Json = {"text": rich.text, "entities": rich.listed(), **quote}
    return deliver(world, person, content, call.reply_markup)


async def send_message_draft(world: World, call: SendMessageDraft) -> bool:
    """sendMessageDraft: empty text shows "Thinking…"."""
    person = world.people.reachable(call.chat_id)
    if person.is_group:
        raise bad_request("TEXTDRAFT_PEER_INVALID")
    if call.draft_id == 0:
        raise bad_request("draft_id must be non-zero")
    rich = world.rich(call.text, call.parse_mode, call.entities)
    if len(rich.text) > world.limits.text:
        raise bad_request("message is too long")
    world.admit(person, draft=True)
    expires = world.now() + world.limits.draft_seconds
    keep = bool(call.keep_on_stop)
    draft = Draft(person.id, call.draft_id, rich, bool(call.can_stop), keep, expires_at=expires)
    if world.drafts.show(draft):
        world.hub.publish("draft", person.id, draft=draft.view(), seconds=world.limits.draft_seconds)
    return True


async def send_chat_action(world: World, call: SendChatAction) -> bool:
    """sendChatAction: shown for five seconds or until the next message."""
    person = world.people.reachable(call.chat_id)
    if call.action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    seconds = world.limits.action_seconds
    world.actions[person.id] = Action(call.action, world.now() + seconds)
    world.hub.publish("action", person.id, action=call.action, seconds=seconds)
    return True


async def copy_message(world: World, call: CopyMessage) -> MessageId:
    """copyMessage: the content without its origin, with another caption where one is given."""
    person = world.people.reachable(call.chat_id)
    source = _source(world, call.from_chat_id, call.message_id, "copy")
    content = _content(source)
    if call.caption is not None and "text" not in content:
        content |= world.caption(call.caption, call.parse_mode, call.caption_entities)
    content |= world.quoted(
        person, call.reply_parameters, call.reply_to_message_id, call.allow_sending_without_reply
    )
    return MessageId(message_id=deliver(world, person, content, call.reply_markup).message_id)


async def forward_message(world: World, call: ForwardMessage) -> Message:
    """forwardMessage: the content with a note of who wrote it."""
    person = world.people.reachable(call.chat_id)
    source = _source(world, call.from_chat_id, call.message_id, "forward")
    author = source.message.from_user or world.bot()
    origin = MessageOriginUser(date=source.message.date, sender_user=author)
    return deliver(world, person, {**_content(source), "forward_origin": to_json(origin)}, None)


def _content(source: Kept) -> Json:
    body = to_json(source.message)
    return {name: body[name] for name in CONTENT if name in body}


def _source(world: World, chat_id: int | str, message_id: int, verb: str) -> Kept:
    person = world.people.reachable(chat_id)
    kept = world.messages.find(person.id, message_id)
    if kept is None:
        raise bad_request(f"message to {verb} not found")
    return kept
