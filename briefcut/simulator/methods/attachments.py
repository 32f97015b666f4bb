"""Photos, videos, documents, sounds and albums from the bot."""

from aiogram.client.default import Default
from aiogram.methods import (
    SendAnimation,
    SendAudio,
    SendDocument,
    SendMediaGroup,
    SendPhoto,
    SendVideo,
    SendVoice,
)
from aiogram.types import InputFile, InputMediaUnion, Message

from briefcut.simulator.errors import bad_request
from briefcut.simulator.inbound import Upload
from briefcut.simulator.media import Told
from briefcut.simulator.messages import Json
from briefcut.simulator.methods.markup import inline_fields
from briefcut.simulator.methods.sending import deliver
from briefcut.simulator.world import World

SendFile = SendPhoto | SendVideo | SendDocument | SendAudio | SendVoice | SendAnimation
ALBUM_TOGETHER = {"photo": "seen", "video": "seen", "document": "document", "audio": "audio"}


def told_of(source: object) -> Told:
    """Sizes, duration and pictures a method or an InputMedia names; the rest stays unknown."""

    def number(name: str) -> int | None:
        value = getattr(source, name, None)
        return value if isinstance(value, int) and value > 0 else None

    def text(name: str) -> str | None:
        value = getattr(source, name, None)
        return value if isinstance(value, str) else None

    def upload(name: str) -> Upload | None:
        value = getattr(source, name, None)
        return value if isinstance(value, Upload) else None

    return Told(
        *(number("width"), number("height"), number("duration"), text("title"), text("performer")),
        *(upload("thumbnail"), upload("cover")),
    )


async def attached(world: World, kind: str, given: str | InputFile, told: Told) -> Json:
    """Message fields for an upload or a file_id. URLs are refused: this server fetches nothing."""
    if isinstance(given, Upload):
        if given.size == 0:
            raise bad_request("file must be non-empty")
        return await world.media.content(kind, given, told)
    return world.media.again(kind, str(given))


def extras(source: object) -> Json:
    """Flags of a media message."""
    found: Json = {}
    if getattr(source, "has_spoiler", None) is True:
        found["has_media_spoiler"] = True
    above = getattr(source, "show_caption_above_media", None)
    if above is True and not isinstance(above, Default):
        found["show_caption_above_media"] = True
    return found


async def send_file(world: World, call: SendFile) -> Message:
    """sendPhoto, sendVideo, sendDocument, sendAudio, sendVoice, sendAnimation."""
    person = world.people.reachable(call.chat_id)
    kind = call.__api_method__.removeprefix("send").lower()
    caption = world.caption(call.caption, call.parse_mode, call.caption_entities)
    inline_fields(call.reply_markup, world.limits)
    quote = world.quoted(
        person, call.reply_parameters, call.reply_to_message_id, call.allow_sending_without_reply
    )
    content = await attached(world, kind, getattr(call, kind), told_of(call))
    # The upload took time: the person may have blocked the bot meanwhile.
    person = world.people.reachable(call.chat_id)
    return deliver(world, person, {**content, **caption, **quote, **extras(call)}, call.reply_markup)


async def media_fields(world: World, media: InputMediaUnion) -> Json:
    """Message fields of one InputMedia."""
    caption = world.caption(media.caption, media.parse_mode, media.caption_entities)
    content = await attached(world, media.type, media.media, told_of(media))
    return {**content, **caption, **extras(media)}


async def send_media_group(world: World, call: SendMediaGroup) -> list[Message]:
    """sendMediaGroup: two to ten messages with one media_group_id."""
    person = world.people.reachable(call.chat_id)
    if not 2 <= len(call.media) <= world.limits.album:
        raise bad_request(
            "too few or too many messages in the album" if call.media else "there are no messages to send"
        )
    families = {ALBUM_TOGETHER.get(media.type) for media in call.media}
    if len(families) != 1 or None in families:
        raise bad_request("documents and audio files can't be mixed with other media types in an album")
    quote = world.quoted(
        person, call.reply_parameters, call.reply_to_message_id, call.allow_sending_without_reply
    )
    fields = [await media_fields(world, media) for media in call.media]
    person = world.people.reachable(call.chat_id)
    world.admit(person, cost=len(fields))
    group = str(world.store.next_number("last_media_group", start=13_500_000_000_000_001))
    return [
        world.post(person, {**content, **quote, "media_group_id": group}, outgoing=True).message
        for content in fields
    ]
