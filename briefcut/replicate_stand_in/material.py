"""The files that an input names: uploads, outputs, data URLs and addresses, brought here for the makers."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote_to_bytes, urlsplit

import aiohttp

from briefcut.replicate_stand_in.loopback import is_loopback

LARGEST: Final = 100 * 1024 * 1024
_CHUNK: Final = 1 << 16
_PICTURES: Final = (
    "image", "input_image", "image_input", "image_prompt", "start_image", "first_frame_image",
)  # fmt: skip
_LAST: Final = ("last_frame_image", "last_image", "end_image")

Local = Callable[[str], Path | None]
"""Finds the file of an address that the stand-in serves itself."""


class Unfetched(Exception):
    """An input file that can't be had; the text is what the run fails with."""


def named_files(inputs: dict[str, Any]) -> dict[str, list[str]]:
    """The addresses in an input by their use: start, last, archive, weights."""
    found: dict[str, list[str]] = {"start": [], "last": [], "archive": [], "weights": []}
    groups = (
        ("start", _PICTURES), ("last", _LAST), ("archive", ("input_images",)), ("weights", ("lora_weights",)),
    )  # fmt: skip
    for use, names in groups:
        for name in names:
            value = inputs.get(name)
            found[use] += [each for each in (value if isinstance(value, list) else [value]) if each]
    # Weights may also be named: owner/name, owner/name/version.
    found["weights"] = [each for each in found["weights"] if ":" in str(each)]
    return found


async def fetch(address: object, folder: Path, local: Local) -> Path:
    """The file behind an address, kept in `folder`. Raises Unfetched."""
    if not isinstance(address, str):
        raise Unfetched("Input file is not an address")
    kept = folder / hashlib.sha256(address.encode()).hexdigest()[:32]
    if address.startswith("data:"):
        kept.write_bytes(_data(address))
        return kept
    if (own := local(address)) is not None:
        return own
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or (
        parts.scheme == "http" and not is_loopback(parts.hostname or "")
    ):
        raise Unfetched(f"Input file could not be downloaded: {address[:200]}")
    await _download(address, kept)
    return kept


def _data(address: str) -> bytes:
    head, _, body = address.partition(",")
    try:
        return base64.b64decode(body, validate=True) if head.endswith(";base64") else unquote_to_bytes(body)
    except binascii.Error as error:
        raise Unfetched("Input file is not a valid data URL") from error


async def _download(address: str, kept: Path) -> None:
    try:
        timeout = aiohttp.ClientTimeout(total=60)
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(address) as answer:
            if answer.status != 200:
                raise Unfetched(f"Input file could not be downloaded: {answer.status} from {address[:200]}")
            size = 0
            with kept.open("wb") as file:
                async for chunk in answer.content.iter_chunked(_CHUNK):
                    size += len(chunk)
                    if size > LARGEST:
                        raise Unfetched("Input file is larger than 100MB")
                    file.write(chunk)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unfetched(f"Input file could not be downloaded: {address[:200]}") from error
