"""pg_dump and pg_restore: which one fits, and how to run it without showing the password to `ps`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from db.errors import BriefcutError
from db.url import libpq_url


class NoProgram(BriefcutError):
    """Saving a Postgres 19 needs a pg_dump of 19 or newer. Install it, for example: apt install postgresql-client-19"""


class ProgramFailed(BriefcutError):
    """A program of Postgres ended with an error; the message is its last words."""


@dataclass(frozen=True, slots=True)
class Program:
    """An installed program of Postgres and its major version."""

    path: Path
    major: int


def bundled(name: str) -> Path | None:
    """The one that comes with the embedded Postgres, if that is installed."""
    from briefcut.postgres import EmbeddedPostgresError, bundled_program

    try:
        return bundled_program(name)
    except EmbeddedPostgresError:
        return None


def installed(name: str) -> Path | None:
    """The one on PATH, if there is one."""
    found = shutil.which(name)
    return Path(found) if found else None


Places = tuple[Callable[[str], Path | None], ...]

EVERYWHERE: Final[Places] = (bundled, installed)
KNOWS_TLS: Final[Places] = (installed,)
"""The bundled programs are built without TLS: to a server that wants it they can't connect, and to one that only
offers it they would send the password in the open."""


def find_program(name: str, at_least: int, why: str, places: Places = EVERYWHERE) -> Program:
    """The first program of that name which is of major `at_least` or newer; `why` begins the refusal.

    Raises:
        NoProgram: there is none.
    """
    seen = []
    for place in places:
        path = place(name)
        if path is None:
            continue
        major = _major(path)
        if major is not None and major >= at_least:
            return Program(path, major)
        seen.append(f"{path} is {major or 'unreadable'}")
    raise NoProgram(
        f"{why} needs a {name} of {at_least} or newer ({'; '.join(seen) or 'none was found'}): "
        f"install it, for example with apt install postgresql-client-{at_least}"
    )


@contextmanager
def running(program: Program, *arguments: str, url: str | None = None) -> Iterator[IO[bytes]]:
    """What the program writes to stdout, while it runs; killed where the caller leaves early.

    Raises:
        ProgramFailed: it ended with an error.
    """
    environ = {key: value for key, value in os.environ.items() if key in _PASSED or key.startswith("PG")}
    command = [str(program.path), *arguments]
    if url is not None:
        # The password goes by the environment: arguments are there for every account of the machine to read.
        parts = conninfo_to_dict(libpq_url(url))
        environ["PGPASSWORD"] = str(parts.pop("password", None) or os.environ.get("PGPASSWORD", ""))
        command.append(f"--dbname={make_conninfo('', **parts)}")
    with tempfile.TemporaryFile() as complaint:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaint, env=environ
        )
        try:
            if process.stdout is not None:
                yield process.stdout
        except BaseException:
            process.kill()
            raise
        finally:
            if process.stdout is not None:
                process.stdout.close()
            code = process.wait()
        if code != 0:
            complaint.seek(0)
            said = " ".join(complaint.read().decode("utf-8", "replace").split())[-500:]
            raise ProgramFailed(f"{program.path.name} failed with code {code}: {said}")


_PASSED = frozenset({"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR"})


def _major(path: Path) -> int | None:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20, check=False)
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(found[1]) if found else None
