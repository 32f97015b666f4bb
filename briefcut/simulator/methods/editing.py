"""Edits, deletions, pins and reactions."""

from aiogram.methods import (
    DeleteMessage,
    DeleteMessages,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    PinChatMessage,
    SetMessageReaction,
    UnpinAllChatMessages,
    UnpinChatMessage,
)
from aiogram.types import InlineKeyboardMarkup, Message

from briefcut.simulator.errors import bad_request
from briefcut.simulator.messages import Json, Kept, to_json
from briefcut.simulator.methods.attachments import media_fields
from briefcut.simulator.methods.markup import inline_fields
from briefcut.simulator.people import Person
from briefcut.simulator.world import World

MEDIA = ("photo", "video", "animation", "audio", "document", "voice")
# The reactions every Telegram account may use.
REACTIONS = frozenset(
    "👍|👎|❤|🔥|🥰|👏|😁|🤔|🤯|😱|🤬|😢|🎉|🤩|🤮|💩|🙏|👌|🕊|🤡|🥱|🥴|😍|🐳|❤\u200d🔥|🌚|🌭|💯|🤣|⚡|🍌|🏆|💔|🤨|😐|"
    "🍓|🍾|💋|🖕|😈|😴|😭|🤓|👻|👨\u200d💻|👀|🎃|🙈|😇|😨|🤝|✍|🤗|🫡|🎅|🎄|☃|💅|🤪|🗿|🆒|💘|🙉|🦄|😘|💊|🙊|😎|👾|"
    "🤷\u200d♂|🤷|🤷\u200d♀|😡".replace("\ufe0f", "").split("|")
)


def editable(world: World, chat_id: int | str | None, message_id: int | None) -> tuple[Person, Kept]:
    """The bot's own message. Raises what Telegram says of all others."""
    if chat_id is None or message_id is None:
        raise bad_request("message identifier is not specified")
    person = world.people.reachable(chat_id)
    kept = world.messages.find(person.id, message_id)
    if kept is None:
        raise bad_request("message to edit not found")
    if not kept.outgoing:
        raise bad_request("message can't be edited")
    return person, kept


def apply(
    world: World, person: Person, kept: Kept, fields: Json, markup: InlineKeyboardMarkup | None
) -> Message:
    """Replace fields and keyboard (none given: it goes). Raises "message is not modified" and 429."""
    keyboard = inline_fields(markup, world.limits).get("reply_markup")
    before = to_json(kept.message)
    after = {name: value for name, value in before.items() if name not in (*fields, "reply_markup")}
    now = int(world.now())
    edited = Message.model_validate({**after, **fields, "reply_markup": keyboard, "edit_date": now})
    if {**to_json(edited), "edit_date": 0} == {**before, "edit_date": 0}:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    world.admit(person)
    content = {
        name: value for name, value in to_json(edited).items() if name not in ("reply_markup", "edit_date")
    }
    return world.change(
        person, edited, edited=any(before.get(name) != content[name] for name in content)
    ).message


async def edit_message_text(world: World, call: EditMessageText) -> Message:
    """editMessageText."""
    person, kept = editable(world, call.chat_id, call.message_id)
    rich = world.rich(call.text, call.parse_mode, call.entities)
    if not rich.text:
        raise bad_request("message text is empty")
    if len(rich.text) > world.limits.text:
        raise bad_request("message is too long")
    if kept.message.text is None:
        raise bad_request("there is no text in the message to edit")
    return apply(world, person, kept, {"text": rich.text, "entities": rich.listed()}, call.reply_markup)


async def edit_message_caption(world: World, call: EditMessageCaption) -> Message:
    """editMessageCaption."""
    person, kept = editable(world, call.chat_id, call.message_id)
    if not any(getattr(kept.message, kind) for kind in MEDIA):
        raise bad_request("there is no caption in the message to edit")
    caption = world.caption(call.caption, call.parse_mode, call.caption_entities)
    return apply(world, person, kept, caption, call.reply_markup)


async def edit_message_media(world: World, call: EditMessageMedia) -> Message:
    """editMessageMedia: also turns a text into media, as Telegram allows."""
    person, kept = editable(world, call.chat_id, call.message_id)
    if kept.message.media_group_id and call.media.type not in ("photo", "video"):
        raise bad_request("message can't be edited")
    cleared: Json = dict.fromkeys((*MEDIA, "text", "entities"))
    fields = {**cleared, **await media_fields(world, call.media)}
    return apply(world, person, kept, fields, call.reply_markup)


async def edit_message_reply_markup(world: World, call: EditMessageReplyMarkup) -> Message:
    """editMessageReplyMarkup."""
    person, kept = editable(world, call.chat_id, call.message_id)
    return apply(world, person, kept, {}, call.reply_markup)


def _delete(world: World, person: Person, message_id: int) -> None:
    kept = world.messages.find(person.id, message_id)
    if kept is None:
        raise bad_request("message to delete not found")
    if world.now() - kept.date > world.limits.delete_seconds:
        raise bad_request("message can't be deleted")
    world.messages.delete(person.id, message_id)
    world.hub.publish("deleted", person.id, message_id=message_id)


async def delete_message(world: World, call: DeleteMessage) -> bool:
    """deleteMessage: within 48 hours, both sides' messages."""
    _delete(world, world.people.reachable(call.chat_id), call.message_id)
    return True


async def delete_messages(world: World, call: DeleteMessages) -> bool:
    """deleteMessages: what is not there is skipped."""
    person = world.people.reachable(call.chat_id)
    if not 1 <= len(call.message_ids) <= 100:
        raise bad_request(
            "message identifiers are not specified" if not call.message_ids else "too many messages"
        )
    for message_id in call.message_ids:
        kept = world.messages.find(person.id, message_id)
        if kept and world.now() - kept.date <= world.limits.delete_seconds:
            _delete(world, person, message_id)
    return True


async def pin_chat_message(world: World, call: PinChatMessage) -> bool:
    """pinChatMessage."""
    person = world.people.reachable(call.chat_id)
    if world.messages.find(person.id, call.message_id) is None:
        raise bad_request("message to pin not found")
    return _pin(world, person, call.message_id)


async def unpin_chat_message(world: World, call: UnpinChatMessage | UnpinAllChatMessages) -> bool:
    """unpinChatMessage, unpinAllChatMessages: there is one pinned message at most."""
    return _pin(world, world.people.reachable(call.chat_id), None)


def _pin(world: World, person: Person, message_id: int | None) -> bool:
    world.people.set_pinned(person, message_id)
    world.hub.publish("pinned", person.id, message_id=message_id)
    return True


async def set_message_reaction(world: World, call: SetMessageReaction) -> bool:
    """setMessageReaction: one emoji of the usual ones, or none."""
    person = world.people.reachable(call.chat_id)
    kept = world.messages.find(person.id, call.message_id)
    if kept is None:
        raise bad_request("message to react not found")
    wanted = [getattr(reaction, "emoji", None) for reaction in call.reaction or []]
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = wanted[0].rstrip("\ufe0f") if wanted and wanted[0] else None
    if wanted and emoji not in REACTIONS:
        raise bad_request("REACTION_INVALID")
    world.messages.react(person.id, call.message_id, emoji)
    world.hub.publish("edited", person.id, view=world.kept(person, call.message_id).view())
    return True
