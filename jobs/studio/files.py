"""Files that appear whole or not at all."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A name beside `out` to write to; moved into its place when the block ends well, removed when it does not.

    The extension stays, because programs choose the format by it.
    """
    part = out.with_name(f".{out.stem}.part{out.suffix}")
    try:
        yield part
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def workshop(out: Path) -> Iterator[Path]:
    """A folder for intermediate files, on the same disk as `out`, gone when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix=f".{out.stem}.work-", dir=out.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_OURS = re.compile(r"\.part(?:\.\w+)?|\.(?:work|render)-\w+")


def sweep(out: Path, *, older_than: float = 3600) -> int:
    """Remove what a killed process left beside `out` when it made it (`replacing`, `workshop`), if untouched for
    `older_than` seconds. Other hidden files of the folder, which may be anybody's, stay.

    Returns how many files and folders were removed.
    """
    removed = 0
    for path in out.absolute().parent.iterdir():
        rest = path.name.removeprefix(f".{out.stem}")
        if rest != path.name and _OURS.fullmatch(rest) and time.time() - path.lstat().st_mtime >= older_than:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
            removed += 1
    return removed
