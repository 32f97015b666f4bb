"""What is refused before anything heavy begins, at once and without leaving anything behind."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from briefcut.config import Config, ConfigError, DatabaseAccess, HttpSettings, TelegramAccess
from briefcut.entrance import EVERY_ROLE, entrance, listen, make_home
from tests.front.shell import ROOT
from tests.support.database import temporary_home

ANY = HttpSettings("127.0.0.1", 0)
ELSEWHERE = DatabaseAccess(SecretStr("postgresql://ada@127.0.0.1/ads"))
TELEGRAM = TelegramAccess(SecretStr("42:token"))


@contextmanager
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield int(other.getsockname()[1])


def refusal(config: Config, roles: frozenset[str] = EVERY_ROLE) -> str:
    with pytest.raises(ConfigError) as error, entrance(config, roles):
        pass
    return str(error.value)


def test_a_fresh_home_is_for_this_account_and_the_port_listens() -> None:
    with temporary_home() as folder:
        home = folder / "one" / "two"
        with entrance(Config(home, database=ELSEWHERE, http=ANY), EVERY_ROLE) as door:
            port = door.sockets[0].getsockname()[1]
            with socket.create_connection(("127.0.0.1", port)):
                pass
            wanted = 0o711 if os.geteuid() == 0 else 0o700
            assert stat.S_IMODE(home.stat().st_mode) == wanted
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))


def test_a_home_that_was_there_keeps_its_mode() -> None:
    with temporary_home() as folder:
        (folder / "home").mkdir(mode=0o755)
        (folder / "home").chmod(0o755)
        assert not make_home(Config(folder / "home"))
        with entrance(Config(folder / "home", http=ANY), EVERY_ROLE):
            assert stat.S_IMODE((folder / "home").stat().st_mode) == 0o755


def test_a_taken_port_is_refused_before_the_home_is_made() -> None:
    with temporary_home() as folder, taken() as port:
        said = refusal(Config(folder / "home", http=HttpSettings("127.0.0.1", port)))
        assert said.startswith(f"PORT {port} is already in use on 127.0.0.1: ")
        assert list(folder.iterdir()) == []


def test_a_foreign_address_is_refused_before_the_home_is_made() -> None:
    with temporary_home() as folder:
        said = refusal(Config(folder / "home", telegram=TELEGRAM, http=HttpSettings("192.0.2.1", 0)))
        assert said.startswith("HOST ")
        assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account for Postgres")
def test_a_home_that_postgres_cannot_reach_is_refused_and_not_made() -> None:
    with temporary_home() as folder:
        closed = folder / "closed"
        closed.mkdir(mode=0o700)
        said = refusal(Config(closed / "home", http=ANY))
        assert said.startswith("BRIEFCUT_HOME ")
        assert f"can't enter {closed}" in said
        assert "/var/lib/briefcut" in said
        assert list(closed.iterdir()) == []
        with entrance(Config(closed / "home", database=ELSEWHERE, http=ANY), EVERY_ROLE):
            assert (closed / "home").is_dir()  # another Postgres needs no way in


def test_a_home_where_nothing_can_be_written_is_refused() -> None:
    said = refusal(Config(Path("/proc/nobody/home"), database=ELSEWHERE, http=ANY))
    assert said.startswith('BRIEFCUT_HOME is "/proc/nobody/home", which can\'t be written')


def test_the_chat_page_needs_its_home_alone() -> None:
    with temporary_home() as folder:
        page = Config(folder / "home", database=ELSEWHERE, http=ANY)
        bot = Config(folder / "home", database=ELSEWHERE, http=ANY, telegram=TELEGRAM)
        with entrance(page, EVERY_ROLE):
            for second in (page, bot):
                assert "where another Briefcut is running already" in refusal(second)
        with entrance(bot, frozenset({"bot"})), entrance(bot, frozenset({"worker"})):
            assert refusal(page).startswith("BRIEFCUT_HOME ")
        with entrance(page, EVERY_ROLE):
            pass


def test_kill_9_leaves_no_lock() -> None:
    with temporary_home() as folder:
        page = Config(folder, database=ELSEWHERE, http=ANY)
        code = (
            "import sys, signal; from pathlib import Path; from briefcut.config import Config, HttpSettings\n"
            "from briefcut.entrance import EVERY_ROLE, entrance\n"
            "with entrance(Config(Path(sys.argv[1]), http=HttpSettings('127.0.0.1', 0)), EVERY_ROLE):\n"
            "    print('in', flush=True); signal.pause()\n"
        )
        with subprocess.Popen(
            [sys.executable, "-c", code, str(folder)], cwd=ROOT, stdout=subprocess.PIPE
        ) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == b"in\n"
            assert "running already" in refusal(page)
            other.send_signal(signal.SIGKILL)
        with entrance(page, EVERY_ROLE):
            pass


def test_every_address_of_a_name_has_the_same_port() -> None:
    opened = listen(HttpSettings("localhost", 0))
    try:
        assert len({each.getsockname()[1] for each in opened}) == 1
    finally:
        for each in opened:
            each.close()


def test_nothing_heavy_is_imported_for_it() -> None:
    code = (
        "import sys; import briefcut.entrance; "
        "print(*sorted({name.split('.')[0] for name in sys.modules} & "
        "{'aiogram', 'aiohttp', 'langchain_core', 'procrastinate', 'sqlalchemy', 'psycopg'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
