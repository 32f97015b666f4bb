"""Temporary files of the dead are removed, those of the living are not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jobs.workspace import clear_abandoned, workspace

HOLD = """
import sys, time
from pathlib import Path
from jobs.workspace import workspace
with workspace(Path(sys.argv[1])) as folder:
    (folder / "half.mp4").write_bytes(b"x")
    print(folder, flush=True)
    time.sleep(60)
"""


def test_it_is_gone_afterwards(tmp_path: Path) -> None:
    with workspace(tmp_path) as folder:
        (folder / "x").write_text("x")
        assert clear_abandoned(tmp_path) == 0
    assert not list(tmp_path.iterdir())


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    left = Path(process.stdout.readline().strip())
    with workspace(tmp_path) as mine:
        assert left.is_dir(), "the living keep theirs"
        process.kill()
        process.wait()
        process.stdout.close()
        assert clear_abandoned(tmp_path) == 1
        assert not left.exists()
        assert mine.is_dir()


def test_a_folder_without_a_lock_is_given_a_minute(tmp_path: Path) -> None:
    (tmp_path / "process-new").mkdir()
    assert clear_abandoned(tmp_path) == 0
    old = time.time() - 120
    os.utime(tmp_path / "process-new", (old, old))
    assert clear_abandoned(tmp_path) == 1


def test_what_a_dying_program_still_writes_goes_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "process-gone"
    folder.mkdir()
    (folder / "in-use").touch()
    remove, writes = shutil.rmtree, iter((True, True))

    def removed(path: Path, *, ignore_errors: bool) -> None:
        remove(path, ignore_errors=ignore_errors)
        if next(writes, False):
            path.mkdir()
            (path / "late.mp4").touch()

    monkeypatch.setattr("jobs.workspace.shutil.rmtree", removed)
    assert clear_abandoned(tmp_path) == 1
    assert not folder.exists()
