"""Values that people typed, checked before they reach a column; and the database's refusals in plain words.

A message names the field and the rule, never the value: messages are logged, and values may be private.
"""

from __future__ import annotations

import json
import re
import zoneinfo
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar
from uuid import UUID

from sqlalchemy.exc import DBAPIError, StatementError

from db.base import JsonObject
from db.engine import Session, is_unavailable, sqlstate
from db.errors import BadInput, Conflict, NotFound, Refused

LINE: Final = 200
"""The longest name or title, in characters."""
PASSAGE: Final = 8_000
"""The longest description, comment or prompt, in characters."""
DOCUMENT: Final = 256 * 1024
"""The longest JSON document that a person can cause, in bytes."""
MOST_MONEY: Final = Decimal("999999.9999")
"""The largest sum that a numeric(10,4) holds."""

Choice = TypeVar("Choice", bound=StrEnum)
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")


def line(value: str, field: str, longest: int = LINE) -> str:
    """A name or title: one line with something on it. Blanks around it go."""
    text = passage(value, field, longest)
    if not text or len(text.splitlines()) > 1:
        raise BadInput(f"{field}: must be one line, and not empty")
    return text


def passage(value: str, field: str, longest: int = PASSAGE) -> str:
    """Text of any number of lines that Postgres can keep. Blanks around it go."""
    if "\x00" in value:
        raise BadInput(f"{field}: must not contain NUL")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BadInput(f"{field}: is not valid Unicode") from error
    text = value.strip()
    if len(text) > longest:
        raise BadInput(f"{field}: must be at most {longest} characters long, is {len(text)}")
    return text


def email(value: str, field: str = "email") -> str:
    """An address with one @, in lower case."""
    text = line(value, field, 320).lower()
    if _EMAIL.fullmatch(text) is None:
        raise BadInput(f"{field}: is not an address")
    return text


def uuid_in(text: str) -> UUID | None:
    """The id that `text` is, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def time_zone(value: str, field: str = "timezone") -> str:
    """The name of a zone of the IANA list, as Europe/Berlin."""
    try:
        return zoneinfo.ZoneInfo(line(value, field)).key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput(f"{field}: no such time zone") from error


def choice(kind: type[Choice], value: str, field: str) -> Choice:
    """The member of `kind` with that value."""
    try:
        return kind(value)
    except ValueError as error:
        raise BadInput(f"{field}: must be one of {', '.join(kind)}") from error


def one_of(values: Sequence[str], value: str, field: str) -> str:
    """`value`, if it is among `values`."""
    if value not in values:
        raise BadInput(f"{field}: must be one of {', '.join(values)}")
    return value


def storable(value: JsonObject, field: str) -> JsonObject:
    """`value`, if JSON can write it and Postgres can keep it."""
    try:
        size = len(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise BadInput(f"{field}: is not plain JSON") from error
    if size > DOCUMENT:
        raise BadInput(f"{field}: must be at most {DOCUMENT} bytes of JSON")
    for text in _texts(value):
        passage(text, field, DOCUMENT)
    return value


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield str(key)
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def money(value: Decimal, field: str) -> Decimal:
    """A sum in US dollars that is not negative and fits its column."""
    if not value.is_finite() or not 0 <= value <= MOST_MONEY:
        raise BadInput(f"{field}: must be a sum between 0 and {MOST_MONEY}")
    return value


@asynccontextmanager
async def plain_refusals(session: Session) -> AsyncIterator[None]:
    """What the block writes is written together or not at all; what the database refuses is said plainly.

    Raises:
        Conflict: a value that must be unique is taken.
        NotFound: a row that is referred to does not exist, or is somebody else's.
        Refused: a row is still needed by others.
        BadInput: a value breaks a rule of its column.
    """
    try:
        async with session.begin_nested():
            yield
    except DBAPIError as error:
        if is_unavailable(error):
            raise
        plain = _in_plain_words(error)
        if plain is None:
            raise
        raise plain from error
    except StatementError as error:
        # A value that could not even be sent: an enum's member that does not exist, a wrong type.
        raise BadInput(str(error.orig or error).splitlines()[0]) from error


def _in_plain_words(error: DBAPIError) -> BadInput | Conflict | NotFound | Refused | None:
    cause = getattr(error.orig, "__cause__", None)
    rule = getattr(cause, "constraint_name", None) or "a rule"
    table = getattr(cause, "table_name", None) or "a table"
    detail = str(getattr(cause, "detail", None) or "")
    match sqlstate(error):
        case "23505" | "23P01":
            return Conflict(f"{table}: {rule} is taken")
        case "23503" if "still referenced" in detail:
            return Refused(f"{table}: still needed, {rule}")
        case "23001":
            return Refused(f"{table}: still needed, {rule}")
        case "23503":
            return NotFound(f"{table}: no such row for {rule}")
        case "23514" if rule.endswith("_status_move"):
            return Refused(str(cause))
        case "23514" | "23502":
            return BadInput(
                f"{table}: {rule} or {getattr(cause, 'column_name', None) or 'its columns'} broken"
            )
        case state if state.startswith("22"):
            return BadInput(f"a value is out of range or not of its type ({state})")
        case _:
            return None
