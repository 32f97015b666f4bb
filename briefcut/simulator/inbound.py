"""A method call off the wire: parameters in all of Telegram's encodings, uploads streamed to disk."""

import json
import re
import types
import typing
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path

from aiogram import Bot
from aiogram.methods.base import TelegramMethod
from aiogram.types import InputFile
from aiohttp import BodyPartReader, MultipartReader, web
from pydantic import ValidationError

from briefcut.simulator.errors import NOT_UTF_8, TOO_LARGE, BotApiError, bad_request
from briefcut.simulator.files import FileShelf, mime_of


class Upload(InputFile):
    """A file that came with a request and waits in the shelf's incoming folder."""

    def __init__(self, path: Path, name: str, mime: str, size: int) -> None:
        super().__init__(filename=name)
        self.path = path
        self.name = name
        self.mime = mime
        self.size = size

    async def read(self, bot: Bot) -> AsyncGenerator[bytes, None]:
        """The bytes again (aiogram asks every InputFile for this)."""
        yield self.path.read_bytes()


Params = dict[str, object]
Call = typing.TypeVar("Call", bound=TelegramMethod[typing.Any])


async def read_parts(parts: MultipartReader, shelf: FileShelf, most_bytes: int) -> Params:
    """Fields and uploads of a multipart body. Raises 413 for a larger file, after reading to the end:
    a client that is still writing would see a broken connection instead of the answer."""
    params: Params = {}
    too_large = False
    async for part in parts:
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        if part.filename is None:
            params[part.name] = await _field(part)
            continue
        upload = await _receive(part, shelf, most_bytes)
        too_large = too_large or upload is None
        params[part.name] = upload
    if too_large:
        raise TOO_LARGE
    return params


async def read_call(request: web.Request, shelf: FileShelf, most_bytes: int) -> Params:
    """Every parameter of a Bot API request: query string and body together."""
    params: Params = dict(request.query)
    if request.content_type.startswith("multipart/"):
        params |= await read_parts(await request.multipart(), shelf, most_bytes)
    elif request.content_type == "application/json":
        try:
            body = read_json(await request.text())
        except UnicodeError:
            raise NOT_UTF_8 from None
        except (ValueError, LookupError, RecursionError):
            raise bad_request("can't parse JSON object") from None
        params |= body if isinstance(body, dict) else {}
    elif request.body_exists:
        params |= dict(await request.post())
    return params


def read_json(text: str) -> object:
    """JSON whose texts are all Unicode. Raises ValueError for broken JSON, UnicodeError for half a surrogate pair:
    stored, it would reach the bot with every poll and could never be confirmed."""
    value: object = json.loads(text or "{}")
    json.dumps(value, ensure_ascii=False).encode()
    return value


async def _field(part: BodyPartReader) -> str:
    try:
        return await part.text()
    except (UnicodeError, LookupError):
        raise NOT_UTF_8 from None


def _clean(text: str) -> str:
    """A header's text without the bytes that are no UTF-8."""
    return text.encode("utf-8", "replace").decode()


async def _receive(part: BodyPartReader, shelf: FileShelf, most_bytes: int) -> Upload | None:
    path, size = shelf.incoming(), 0
    with path.open("wb") as target:
        while chunk := await part.read_chunk(1 << 17):
            size += len(chunk)
            if size <= most_bytes:
                target.write(chunk)
    name = Path(_clean(part.filename or "file").replace("\x00", "")).name[:255] or "file"
    if size > most_bytes:
        path.unlink()
        return None
    return Upload(path, name, mime_of(name, _clean(part.headers.get("Content-Type", ""))), size)


def parse_call(model: type[Call], params: Params) -> Call:
    """The call as aiogram's own method object. Raises Telegram's 400 for what does not fit."""
    uploads = {key: value for key, value in params.items() if isinstance(value, Upload)}
    values = {
        name: _attached(_decoded(value, model.model_fields[name].annotation), uploads)
        for name, value in params.items()
        if name in model.model_fields
    }
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise _refusal(error) from None


def _refusal(error: ValidationError) -> BotApiError:
    first = error.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else "request"
    empty = {"chat_id": "chat_id is empty", "text": "message text is empty"}
    if first["type"] == "missing":
        return bad_request(empty.get(name, f'parameter "{name}" is required'))
    if name == "reply_markup":
        return bad_request(f"can't parse reply keyboard markup JSON object: {first['msg']}")
    return bad_request(f"can't parse {name}: {first['msg']}")


def _decoded(value: object, annotation: object) -> object:
    """A form field as JSON where the method wants something else than text."""
    if not isinstance(value, str):
        return value
    kinds = _kinds(annotation)
    if str in kinds and int in kinds:
        return int(value) if re.fullmatch(r"-?\d{1,18}", value) else value
    if str in kinds:
        return value
    try:
        return json.loads(value.lower() if bool in kinds else value)
    except ValueError:
        return value


def _kinds(annotation: object) -> set[object]:
    """The plain types of an annotation, unions and Annotated opened."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return set().union(*(_kinds(arg) for arg in typing.get_args(annotation)))
    if typing.get_origin(annotation) is typing.Annotated:
        return _kinds(typing.get_args(annotation)[0])
    return {annotation}


def _attached(value: object, uploads: Mapping[str, Upload]) -> object:
    """`attach://name` replaced by the upload of that name, at any depth."""
    if isinstance(value, str) and value.startswith("attach://"):
        return uploads.get(value.removeprefix("attach://"), value)
    if isinstance(value, list):
        return [_attached(item, uploads) for item in value]
    if isinstance(value, dict):
        return {key: _attached(item, uploads) for key, item in value.items()}
    return value
