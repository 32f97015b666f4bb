"""Putting the media files of a backup back in their places."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from briefcut.archive import MEDIA, Backup, SavedFile
from briefcut.config import Config
from briefcut.progress import Progress
from db.errors import Refused


@dataclass
class Placing:
    """The files to put, decided before anything is touched."""

    folder: Path
    backup: Backup
    files: list[SavedFile]
    _placed: list[Path] = field(default_factory=list)

    @classmethod
    def plan(cls, config: Config, backup: Backup, force: bool) -> Placing:
        """What is there already in the same words is kept; other words under the same name need `force`.

        Raises:
            Refused: a file of that name says something else, or the media belongs in a bucket.
        """
        if config.s3 is not None and backup.manifest.media_files():
            raise Refused(
                f"the media of this backup belongs in the bucket {config.s3.bucket} now: restore the rows with "
                f"--no-media, then unzip {backup.path} 'media/*' and aws s3 sync media s3://{config.s3.bucket}"
            )
        missing = []
        for file in backup.manifest.media_files():
            path = config.media / file.name.removeprefix(MEDIA)
            if not path.is_file():
                missing.append(file)
            elif not _is_same(path, file):
                if not force:
                    raise Refused(
                        f"{path} is another file than that of the backup: move it away, or use --force"
                    )
                missing.append(file)
        return cls(config.media, backup, missing)

    @property
    def size(self) -> int:
        """Bytes of the files to put."""
        return sum(file.size for file in self.files)

    def put(self, progress: Progress) -> None:
        """Each is written beside its place and renamed, so that nobody sees half a file."""
        if self.files:
            progress.step(f"restoring {len(self.files):,} files", self.size)
        for file in self.files:
            target = self.folder / file.name.removeprefix(MEDIA)
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = not target.exists()
            incoming = target.with_name(f".restored-{target.name}")
            try:
                self.backup.extract(file.name, incoming, progress.advance)
                incoming.chmod(0o644)
                incoming.replace(target)
            except BaseException:
                incoming.unlink(missing_ok=True)
                raise
            if fresh:
                self._placed.append(target)

    def undo(self) -> None:
        """Take away the files that were not there before."""
        for path in self._placed:
            path.unlink(missing_ok=True)
        self._placed.clear()


def _is_same(path: Path, file: SavedFile) -> bool:
    if path.stat().st_size != file.size:
        return False
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest() == file.sha256
