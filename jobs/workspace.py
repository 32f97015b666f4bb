"""Where a process keeps what it works on. Temporary files of a killed process are removed by the next one.

Each process has a folder of its own with a locked file in it. The kernel drops the lock with the process, however it
died, so a folder whose lock is free belongs to nobody.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_LOCK: Final = "in-use"


@contextmanager
def workspace(root: Path) -> Iterator[Path]:
    """A folder below `root` for this process, gone when the block ends; what dead processes left is removed first."""
    root.mkdir(parents=True, exist_ok=True)
    clear_abandoned(root)
    folder = Path(tempfile.mkdtemp(prefix="process-", dir=root))
    descriptor = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)


def clear_abandoned(root: Path) -> int:
    """Remove the folders of processes that are gone; how many."""
    removed = 0
    for folder in root.iterdir():
        if folder.is_dir() and not _in_use(folder):
            removed += _is_removed(folder)
    return removed


def _is_removed(folder: Path) -> bool:
    """Whether `folder` is gone now. A program that dies with its process may write for another moment."""
    for pause in (0.0, 0.05, 0.2, 0.5):
        time.sleep(pause)
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return True
    return False


def _in_use(folder: Path) -> bool:
    try:
        descriptor = os.open(folder / _LOCK, os.O_RDWR)
    except FileNotFoundError:
        # Made this moment and not locked yet, or never finished: a minute tells.
        return _age_s(folder) < 60
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _age_s(folder: Path) -> float:

    return time.time() - folder.stat().st_mtime
