"""What the operating system knows: accounts, folders that they can reach, processes and where they work."""

from __future__ import annotations

import os
import pwd
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the server runs as: null where that is ourselves."""

    uid: int | None = None
    gid: int | None = None

    def own(self, path: Path) -> None:
        """Gives `path` to this account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def unprivileged_account() -> Account:
    """Ourselves, or `nobody` where we are root."""
    if os.geteuid() != 0:
        return Account()
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def make_all(folder: Path, mode: int) -> None:
    """Creates `folder` and what it lacks above; existing folders stay as they are."""
    if folder.exists():
        return
    make_all(folder.parent, 0o755)
    folder.mkdir(exist_ok=True)
    folder.chmod(mode)


def unreachable(folder: Path, account: Account) -> Path | None:
    """The first folder on the way up from `folder` that `account` can't enter; None if it can enter all."""
    if account.uid is None:
        return None
    for place in (folder, *folder.parents):
        about = place.stat()
        if about.st_uid == account.uid:
            bit = stat.S_IXUSR
        elif about.st_gid == account.gid:
            bit = stat.S_IXGRP
        else:
            bit = stat.S_IXOTH
        if not about.st_mode & bit:
            return place
    return None


def open_for_reading(folder: Path) -> None:
    """Lets everybody read what is in `folder`, and run what its owner may run."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)


def is_alive(pid: int) -> bool:
    """Whether `pid` runs. A zombie does not: where pid 1 reaps nobody, a stopped server stays as one."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
    except ProcessLookupError:
        return False
    else:
        return state not in "ZX"
    try:  # no /proc: macOS
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def works_in(pid: int, data: Path) -> bool:
    """Whether `pid` is a process of the server of `data`: every one of them has it as working folder."""
    if not Path("/proc/self").exists():
        return True
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
    except OSError:
        return False


def processes() -> Iterator[int]:
    """The ids of all processes; none where there is no /proc."""
    if Path("/proc/self").exists():
        yield from (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
