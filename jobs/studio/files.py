"""Files that appear whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
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
