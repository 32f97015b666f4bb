"""The embedded server: starts, is shared, survives a killed parent, leaves nothing behind."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from briefcut.postgres import (
    MAJOR,
    EmbeddedPostgres,
    EmbeddedPostgresError,
    EmbeddedSettings,
    bundled_program,
)
from tests.support.database import temporary_home

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with temporary_home() as folder:
        yield folder


@pytest.fixture
def postgres(home: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(EmbeddedSettings(home, fast=True))
    yield server
    server.stop()


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query).fetchall()


def left_over(home: Path) -> list[str]:
    """Processes that work in `home`, zombies aside, and sockets in it."""
    found = [str(path) for path in home.rglob(".s.PGSQL*")]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink().is_relative_to(home):
                found.append((process / "cmdline").read_text())
        except OSError:
            continue
    return found


def test_it_starts_answers_and_leaves_nothing(postgres: EmbeddedPostgres, home: Path) -> None:
    url = postgres.start()
    assert rows(url, "SELECT current_database(), current_setting('server_version_num')::int / 10000") == [
        ("briefcut", MAJOR)
    ]
    assert rows(url, "SHOW listen_addresses") == [("",)]
    encoding = "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'briefcut'"
    assert rows(url, encoding) == [("UTF8",)]
    assert postgres.start() == url  # already running: nothing happens
    postgres.stop()
    assert postgres.postmaster_pid is None
    assert left_over(home) == []
    postgres.stop()


def test_what_was_written_is_there_after_a_restart(postgres: EmbeddedPostgres) -> None:
    with psycopg.connect(postgres.start(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    postgres.stop()
    assert rows(postgres.start(), "TABLE kept") == [(42,)]


def test_a_killed_parent_leaves_a_server_that_the_next_one_takes_over(
    postgres: EmbeddedPostgres, home: Path
) -> None:
    code = (
        "import sys, time, pathlib\n"
        "from briefcut.postgres import EmbeddedPostgres, EmbeddedSettings\n"
        "postgres = EmbeddedPostgres(EmbeddedSettings(pathlib.Path(sys.argv[1]), fast=True))\n"
        "postgres.start(); print(postgres.postmaster_pid, flush=True); time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(home)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        # While the other one lives, our stop leaves it its server.
        postgres.start()
        postgres.stop()
        assert postgres.postmaster_pid == pid
        parent.send_signal(signal.SIGKILL)
    assert rows(postgres.start(), "SELECT 1") == [(1,)]
    assert postgres.postmaster_pid == pid
    postgres.stop()
    assert left_over(home) == []


def test_a_killed_server_is_started_anew(postgres: EmbeddedPostgres, home: Path) -> None:
    postgres.start()
    pid = postgres.postmaster_pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    again = EmbeddedPostgres(EmbeddedSettings(home, fast=True))
    assert rows(again.start(), "SELECT 1") == [(1,)]
    assert again.postmaster_pid not in (None, pid)
    postgres.stop()
    again.stop()
    assert left_over(home) == []


def test_a_lock_file_of_somebody_else_is_stale(postgres: EmbeddedPostgres, home: Path) -> None:
    postgres.start()
    postgres.stop()
    lock = home / "postgres" / "data" / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{lock.parent}\n1\n5432\n/tmp\n\n\n")
    assert postgres.postmaster_pid is None
    assert rows(postgres.start(), "SELECT 1") == [(1,)]


def test_a_long_home_gets_a_short_socket(home: Path) -> None:
    deep = home / ("a-folder-with-a-long-name-" * 4)
    postgres = EmbeddedPostgres(EmbeddedSettings(deep, fast=True))
    try:
        url = postgres.start()
        assert rows(url, "SELECT 1") == [(1,)]
        socket = Path(url.partition("host=")[2])
        assert socket.parent == Path(tempfile.gettempdir())
        assert socket.stat().st_mode & 0o777 == 0o700
    finally:
        postgres.stop()
    assert not socket.exists()


def test_a_folder_of_another_major_version_is_recognised() -> None:
    with temporary_home() as home:
        postgres = EmbeddedPostgres(EmbeddedSettings(home, fast=True))
        data = home / "postgres" / "data"
        data.mkdir(parents=True)
        (data / "PG_VERSION").write_text("16\n")
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(home / "postgres", nobody.pw_uid, nobody.pw_gid)
        with pytest.raises(
            EmbeddedPostgresError, match=f"Postgres 16, this Briefcut brings {MAJOR}"
        ) as caught:
            postgres.start()
        assert "\n" not in str(caught.value)


def test_a_home_that_is_a_file_is_refused() -> None:
    with temporary_home() as folder:
        home = folder / "home"
        home.write_text("")
        with pytest.raises(EmbeddedPostgresError, match="BRIEFCUT_HOME"):
            EmbeddedPostgres(EmbeddedSettings(home)).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another account")
def test_for_root_the_server_is_nobody_s_and_foreign_folders_stay_as_they_are(
    postgres: EmbeddedPostgres, home: Path
) -> None:
    before = home.stat().st_mode
    postgres.start()
    assert postgres.postmaster_pid is not None
    assert Path(f"/proc/{postgres.postmaster_pid}").stat().st_uid == pwd.getpwnam("nobody").pw_uid
    environment = Path(f"/proc/{postgres.postmaster_pid}/environ").read_bytes()
    assert b"HOME=" not in environment  # nothing of ours, so no secret of ours
    assert home.stat().st_mode == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be kept out by nobody's rights")
def test_for_root_a_home_that_nobody_can_reach_is_refused_in_one_line() -> None:
    with temporary_home() as folder:
        folder.chmod(0o700)
        with pytest.raises(EmbeddedPostgresError, match="BRIEFCUT_HOME") as caught:
            EmbeddedPostgres(EmbeddedSettings(folder / "home")).start()
        assert "\n" not in str(caught.value)
        assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs all the other tests as is")
def test_an_ordinary_user_needs_nothing_else() -> None:
    nobody = pwd.getpwnam("nobody")
    # Everything is loaded before the rights are given up: nobody may not be able to reach this interpreter.
    code = (
        "import os, sys, pathlib, psycopg\n"
        "from briefcut.postgres import EmbeddedPostgres, EmbeddedSettings\n"
        "os.setgroups([]); os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[2]))\n"
        "postgres = EmbeddedPostgres(EmbeddedSettings(pathlib.Path(sys.argv[1]), fast=True))\n"
        "with psycopg.connect(postgres.start()) as connection:\n"
        "    print(connection.execute('SELECT current_user').fetchone()[0])\n"
        "postgres.stop()\n"
    )
    with temporary_home() as folder:
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        done = subprocess.run(
            [sys.executable, "-c", code, str(folder / "home"), str(nobody.pw_uid)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if "Permission denied" in done.stderr:
            pytest.skip("nobody can't read this checkout")
        assert done.stdout.strip() == "briefcut", done.stderr
        assert left_over(folder) == []


def test_the_wheel_brings_the_programs_for_a_backup() -> None:
    for name in ("pg_dump", "pg_restore"):
        version = subprocess.run(
            [bundled_program(name), "--version"], capture_output=True, text=True, check=True
        )
        assert f" {MAJOR}." in version.stdout
