"""What Telegram calls the pictures that it has already: whoever asks to see them again gets them without an upload.

Kept by this process alone, so nothing of it has to be erased; another process uploads once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from db.models import OutboxRow
from jobs.crew import Crew

MOST: Final = 2000
"""Names that are kept; the oldest go."""


def known(crew: Crew, row: OutboxRow) -> dict[str, str]:
    """The names of the row's pictures that Telegram has, by their keys."""
    return {key: crew.known[name] for key, name in _media(row) if key and name in crew.known}


def keep(crew: Crew, row: OutboxRow, file_ids: Sequence[str]) -> None:
    """Telegram took the row's pictures under these names, in order."""
    for (key, name), file_id in zip(_media(row), file_ids, strict=False):
        if key:
            crew.known[name] = file_id
    while len(crew.known) > MOST:
        crew.known.pop(next(iter(crew.known)))


def forget(crew: Crew, row: OutboxRow) -> None:
    """Telegram did not know one of these names any more."""
    for _, name in _media(row):
        crew.known.pop(name, None)


def _media(row: OutboxRow) -> Iterator[tuple[str, str]]:
    """(key, what it is) of each medium in order; without a key where it is drawn anew, or named already."""
    payload = row.payload
    for medium in payload.get("media") or (payload,):
        key = medium.get("file", "")
        source = payload.get("stored", {}).get(key) or payload.get("packed", {}).get(key)
        yield (key, f"{medium.get('kind', row.kind)}:{source}") if source else ("", "")
