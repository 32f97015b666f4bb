"""A storage that goes away and comes back at will."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from jobs.storage import FolderStorage, StorageAway, Stored


class Fickle(FolderStorage):
    """A folder that raises StorageAway while `away`. `links`, where it is set, is what its links begin with."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.away = False
        self.links: str | None = None
        self.calls = 0
        self.puts: list[str] = []
        self.before_put: Callable[[], Awaitable[None]] | None = None

    @property
    def linkable(self) -> bool:  # type: ignore[override]
        return self.links is not None

    def _called(self) -> None:
        self.calls += 1
        if self.away:
            raise StorageAway("the cable is out", "Unplugged")

    async def put(self, path: Path, key: str) -> Stored:
        self._called()
        if self.before_put is not None:
            await self.before_put()
        self.puts.append(key)
        return await super().put(path, key)

    async def fetch(self, uri: str, folder: Path) -> Path:
        self._called()
        return await super().fetch(uri, folder)

    async def remove(self, uri: str) -> None:
        self._called()
        await super().remove(uri)

    async def remove_all(self, prefix: str) -> int:
        self._called()
        return await super().remove_all(prefix)

    async def link(self, uri: str, lasting_s: float, name: str) -> str | None:
        return None if self.links is None else self.links + uri.removeprefix("media:")
