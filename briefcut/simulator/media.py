"""From an uploaded file to the fields of a message: sizes, thumbnails, durations, file ids."""

import asyncio
from dataclasses import dataclass, field, replace
from pathlib import Path

from briefcut.simulator import pictures
from briefcut.simulator.errors import bad_request
from briefcut.simulator.files import FileShelf, Shelved, digest_of, mime_of
from briefcut.simulator.inbound import Upload
from briefcut.simulator.limits import Limits
from briefcut.simulator.pictures import Rendition
from briefcut.simulator.store import Store

Content = dict[str, object]
SOUND_AND_PICTURE = {"video", "animation", "audio", "voice"}


@dataclass(frozen=True)
class Told:
    """What the sender says about a file instead of leaving it to Telegram."""

    width: int | None = None
    height: int | None = None
    duration: int | None = None
    title: str | None = None
    performer: str | None = None
    thumbnail: Upload | None = None
    cover: Upload | None = None


@dataclass(frozen=True)
class Prepared:
    """A file looked into, ready for the shelf."""

    kind: str
    source: Path
    name: str
    mime: str
    digest: str
    fields: Content = field(default_factory=dict)
    renditions: tuple[Rendition, ...] = ()
    cover: tuple[Rendition, ...] = ()


class MediaRoom:
    """Prepares uploads in a thread and puts them on the shelf."""

    def __init__(self, store: Store, shelf: FileShelf, limits: Limits) -> None:
        self._store = store
        self._shelf = shelf
        self._limits = limits

    async def content(self, kind: str, upload: Upload, told: Told | None = None) -> Content:
        """Message fields for an upload. Raises Telegram's errors for a photo that is none."""
        told = told or Told()
        if kind == "photo":
            prepared = await asyncio.to_thread(self._photo, upload)
        else:
            prepared = await asyncio.to_thread(self._other, kind, upload, told)
        return self._shelve(prepared)

    def again(self, kind: str, file_id: str) -> Content:
        """Message fields for a file sent before. Raises Telegram's errors for what cannot be sent so."""
        shelved = self._shelf.find(file_id)
        if shelved is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if kind not in shelved.content and shelved.kind != kind:
            raise bad_request(f"can't use file of type {shelved.kind.capitalize()} as {kind.capitalize()}")
        return shelved.content

    async def guess(self, upload: Upload) -> str:
        """The kind a person's app would send a picture or video as; "document" for everything else."""
        if await asyncio.to_thread(pictures.original_size, upload.path):
            return "photo"
        if upload.mime.startswith(("video/", "audio/")):
            seen = await asyncio.to_thread(pictures.footage, upload.path)
            if seen:
                return "video" if seen.frame else "audio"
        return "document"

    def _photo(self, upload: Upload) -> Prepared:
        if upload.size > self._limits.photo_bytes:
            raise bad_request(
                f"file of size {upload.size} bytes is too big for a photo; "
                f"the maximum size is {self._limits.photo_bytes} bytes"
            )
        size = pictures.original_size(upload.path)
        found = pictures.renditions(upload.path) if size else []
        if size is None or not found:
            raise bad_request("IMAGE_PROCESS_FAILED")
        if sum(size) > 10_000 or max(size) > 20 * min(size):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        return self._prepared("photo", upload, renditions=tuple(found))

    def _other(self, kind: str, upload: Upload, told: Told) -> Prepared:
        fields: Content = {"mime_type": upload.mime, "file_name": upload.name}
        picture = pictures.thumbnail(told.thumbnail.path) if told.thumbnail else None
        if kind in SOUND_AND_PICTURE:
            small = upload.size <= self._limits.processed_video_bytes
            seen = pictures.footage(upload.path) if small else None
            fields["duration"] = told.duration or (seen.duration if seen else 0)
            if kind in ("video", "animation"):
                # Unprocessed and unsaid, Telegram shows a square tile of no duration.
                fields["width"] = told.width or (seen.width if seen else 0) or 320
                fields["height"] = told.height or (seen.height if seen else 0) or 320
                picture = picture or (seen.frame if seen else None)
            if kind == "audio":
                fields |= {"title": told.title, "performer": told.performer}
            if kind == "voice":
                fields.pop("file_name")
        elif kind == "sticker":
            side = pictures.original_size(upload.path) or (512, 512)
            fields = {"type": "regular", "width": side[0], "height": side[1]}
            fields |= {"is_animated": False, "is_video": False, "emoji": "😀"}
        elif kind == "document" and picture is None:
            picture = next(iter(pictures.renditions(upload.path)[1:2]), None)
        cover = tuple(pictures.renditions(told.cover.path)) if told.cover else ()
        prepared = self._prepared(kind, upload, renditions=(picture,) if picture else ())
        kept = {name: value for name, value in fields.items() if value is not None}
        return replace(prepared, fields=kept, cover=cover)

    def _prepared(self, kind: str, upload: Upload, renditions: tuple[Rendition, ...]) -> Prepared:
        digest = digest_of(upload.path)
        return Prepared(kind, upload.path, upload.name, upload.mime, digest, renditions=renditions)

    def _shelve(self, prepared: Prepared) -> Content:
        with self._store.transaction():
            if prepared.kind == "photo":
                sizes = [self._size(picture, "photo", prepared.digest) for picture in prepared.renditions]
                content: Content = {"photo": sizes}
                prepared.source.unlink(missing_ok=True)
                self._shelf.describe([str(size["file_id"]) for size in sizes], content)
                return content
            shelved = self._shelf.shelve(
                prepared.source,
                prepared.kind,
                name=prepared.name,
                mime=prepared.mime,
                digest=prepared.digest,
            )
            thing: Content = {**prepared.fields, **_identity(shelved)}
            if prepared.renditions:
                thing["thumbnail"] = self._size(prepared.renditions[0], "thumbnail", prepared.digest)
            if prepared.cover:
                thing["cover"] = [self._size(picture, "photo", prepared.digest) for picture in prepared.cover]
            content = {prepared.kind: thing}
            if prepared.kind == "animation":
                content["document"] = {
                    name: thing[name] for name in thing if name not in ("width", "height", "duration")
                }
            self._shelf.describe([shelved.file_id], content)
            return content

    def _size(self, picture: Rendition, kind: str, digest: str) -> Content:
        """One PhotoSize, its JPEG on the shelf."""
        path = self._shelf.incoming()
        path.write_bytes(picture.data)
        shelved = self._shelf.shelve(
            path, kind, name="photo.jpg", mime="image/jpeg", digest=f"{digest}:{picture.width}"
        )
        return {**_identity(shelved), "width": picture.width, "height": picture.height}


def upload_of(data: bytes, name: str, shelf: FileShelf) -> Upload:
    """Bytes made here, as if uploaded."""
    path = shelf.incoming()
    path.write_bytes(data)
    return Upload(path, name, mime_of(name), len(data))


def _identity(shelved: Shelved) -> Content:
    return {
        "file_id": shelved.file_id,
        "file_unique_id": shelved.unique_id,
        "file_size": shelved.size,
    }
