"""What a start needs before anything heavy is imported: a home that can be used, the port, and nobody else there.

Everything here takes milliseconds and comes first, so that a wrong setting is refused at once and leaves nothing
behind: no folder, no database.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import socket
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from briefcut.config import Config, ConfigError, HttpSettings
from briefcut.machine import make_all, unprivileged_account, unreachable

LOCK_FILE: Final = "briefcut.lock"
BACKLOG: Final = 128
EVERY_ROLE: Final = frozenset({"bot", "worker", "scheduler"})


@dataclass(frozen=True, slots=True)
class Entrance:
    """The home exists and is ours; `sockets` listen. Who connects before the server begins waits for its answer."""

    sockets: tuple[socket.socket, ...]


@contextmanager
def entrance(config: Config, roles: Collection[str]) -> Iterator[Entrance]:
    """Hold the port and the home for as long as this lasts.

    Raises:
        ConfigError: one line that names the variable and the fix; nothing was created.
    """
    refuse_what_is_not_built(config, roles)
    check_home(config)
    with contextlib.ExitStack() as stack:
        if config.home.exists():
            stack.enter_context(_occupied(config))
        sockets = listen(config.http)
        for each in sockets:
            stack.callback(each.close)
        if make_home(config):
            stack.enter_context(_occupied(config))
        yield Entrance(sockets)


def refuse_what_is_not_built(config: Config, roles: Collection[str]) -> None:
    """Say plainly what this version can't do, rather than ignore a setting. Raises ConfigError."""
    if config.telegram is None and frozenset(roles) != EVERY_ROLE:
        raise ConfigError(
            "BOT_TOKEN",
            "is missing, and the chat page is served only where all roles run in one process",
            "set BOT_TOKEN, or use --role all",
        )


def check_home(config: Config) -> None:
    """Refuse a home that can't be used, without creating it. Raises ConfigError."""
    home = config.home
    nearest = next(folder for folder in (home, *home.parents) if folder.exists())
    if config.database.url is None:
        # Only the embedded Postgres is another account; everything else works as ourselves.
        closed = unreachable(nearest, unprivileged_account())
        if closed is not None:
            raise ConfigError(
                "BRIEFCUT_HOME",
                f"is \"{home}\", but Postgres does not run as root, and the account 'nobody' can't enter {closed}",
                "set it to a folder that every account can reach, such as /var/lib/briefcut, or set DATABASE_URL",
            )
    try:
        # Asking for permissions would not notice a read-only or a full disk.
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        raise _home_refusal(home, error) from None


def make_home(config: Config) -> bool:
    """Create the home, for ourselves only; False where it was there. Raises ConfigError.

    For root others may pass through, because the embedded Postgres runs as `nobody`, but not look into it.
    """
    if config.home.exists():
        return False
    try:
        make_all(config.home, 0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        raise _home_refusal(config.home, error) from None
    return True


@contextmanager
def _occupied(config: Config) -> Iterator[None]:
    """Keep others out of this home. The chat page needs it alone; processes with BOT_TOKEN may share it.

    The kernel drops the lock with the process, however that ends."""
    alone = config.telegram is None
    try:
        descriptor = os.open(config.home / LOCK_FILE, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise _home_refusal(config.home, error) from None
    try:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigError(
                "BRIEFCUT_HOME",
                f'is "{config.home}", where another Briefcut is running already',
                "use that one, end it first, or set another folder to have chats and videos of its own",
            ) from None
        yield
    finally:
        os.close(descriptor)


def listen(settings: HttpSettings) -> tuple[socket.socket, ...]:
    """Sockets that listen on every address of the host, all on one port. Raises ConfigError."""
    opened: list[socket.socket] = []
    port = settings.port
    try:
        for family, address in _addresses(settings):
            opened.append(_listening(family, (address, port)))
            port = opened[0].getsockname()[1]
    except OSError as error:
        for each in opened:
            each.close()
        raise _address_refusal(settings, error) from None
    return tuple(opened)


def _addresses(settings: HttpSettings) -> list[tuple[socket.AddressFamily, str]]:
    found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return list(dict.fromkeys((family, str(where[0])) for family, _, _, _, where in found))


def _listening(family: socket.AddressFamily, address: tuple[str, int]) -> socket.socket:
    server = socket.socket(family, socket.SOCK_STREAM)
    try:
        # A restart finds connections of the one before that are still being closed.
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        server.bind(address)
        server.listen(BACKLOG)
        server.setblocking(False)
    except OSError:
        server.close()
        raise
    return server


def _home_refusal(home: Path, error: OSError) -> ConfigError:
    return ConfigError(
        "BRIEFCUT_HOME",
        f'is "{home}", which can\'t be written ({error.strerror or error})',
        "set it to a folder of yours, or let this account write there",
    )


def _address_refusal(settings: HttpSettings, error: OSError) -> ConfigError:
    """Which variable is wrong when the address can't be listened on."""
    where = f"{settings.host}:{settings.port}"
    if error.errno == errno.EADDRINUSE:
        other = settings.port + 1 if settings.port < 65535 else 8080
        return ConfigError(
            "PORT",
            f"{settings.port} is already in use on {settings.host}",
            f"end the other program, or set another port, for example PORT={other}",
        )
    if error.errno == errno.EACCES:
        return ConfigError(
            "PORT", f"{settings.port} may be opened by the administrator only", "set it to 1024 or more"
        )
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return ConfigError(
            "HOST",
            f'is "{settings.host}", which is no address of this machine',
            "set it to 127.0.0.1 or 0.0.0.0",
        )
    return ConfigError(
        "PORT", f"{where} cannot be listened on ({error.strerror})", "set another HOST or PORT"
    )
