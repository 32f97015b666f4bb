"""`briefcut db backup` and `restore`: one file, all of it or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import NullPool, create_engine, insert

from briefcut.archive import DUMP, MANIFEST, DamagedBackup, Manifest, reading
from briefcut.backup import backup, how_to_save
from briefcut.config import Config, DatabaseAccess, S3Access
from briefcut.database import initialise, read_status
from briefcut.pg_programs import KNOWS_TLS, NoProgram, Program, ProgramFailed, bundled, find_program, running
from briefcut.postgres import MAJOR, EmbeddedPostgres, EmbeddedSettings
from briefcut.restore import FILLED_BY_MIGRATIONS, RestoreFailed, restore
from db import schema
from db.engine import psycopg_url
from db.errors import Refused
from db.url import libpq_url
from tests.db.test_migrations import catalog
from tests.front.shell import briefcut
from tests.support.database import Cluster, temporary_home
from tests.support.filled import AWKWARD, fill, rows
from tests.support.rows import table
from tests.support.world import Person, settle

VIDEO = "media/users/ada/cut.mp4"


@dataclass(frozen=True)
class Place:
    """A Briefcut: its database and its folder."""

    config: Config

    @property
    def url(self) -> str:
        assert self.config.database.url is not None
        return self.config.database.url.get_secret_value()

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(libpq_url(self.url), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def save(self, name: str = "ads.zip", *, media: bool = True) -> Path:
        file = self.config.home / name
        assert backup(self.config, file, media=media, version="1.2.3") == 0
        return file

    def take(self, file: Path, *, force: bool = False, media: bool = True) -> None:
        assert restore(self.config, file, force=force, media=media) == 0

    def count(self, table: str = "users") -> int:
        return next(
            found.rows for found in read_status(self.url, embedded=False).tables if found.name == table
        )

    def put(self, name: str, content: bytes) -> Path:
        path = self.config.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path


@pytest.fixture
def here(database_url: str) -> Iterator[Place]:
    """A migrated database with two people, and a video in the media folder."""
    with temporary_home() as home:
        place = Place(Config(home=home, database=DatabaseAccess(SecretStr(database_url))))
        place.execute("INSERT INTO users (name) VALUES ('Ada'), ('Bob')")
        place.put(VIDEO, b"\0video" * 10_000)
        yield place


@pytest.fixture
def there(cluster: Cluster) -> Iterator[Place]:
    """An empty database and an empty folder."""
    url = cluster.create(None)
    with temporary_home() as home:
        yield Place(Config(home=home, database=DatabaseAccess(SecretStr(url))))
    cluster.drop(url)


def rewrite(file: Path, change: dict[str, bytes | None], *, rename: dict[str, str] | None = None) -> None:
    """The same zip with other contents, without them (None), or with other names."""
    with zipfile.ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()} | change
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in contents.items():
            if content is not None:
                archive.writestr((rename or {}).get(name, name), content)


def manifest_of(file: Path) -> Manifest:
    with reading(file) as opened:
        return opened.manifest


def test_every_row_of_every_table_comes_back(
    here: Place, there: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(here.url)
    before = rows(here.url)
    assert all(before[table] for table in ("users", "generation_jobs", "outbox", "procrastinate_jobs"))
    file = here.save()
    there.take(file)
    assert rows(there.url) == before == rows(here.url)
    assert there.execute("SELECT DISTINCT name FROM users") == [(AWKWARD,)]
    said = capsys.readouterr()
    assert "rows of" in said.out.splitlines()[-2]
    assert "as they were" in said.out
    assert "checking ads.zip" in said.err


def test_totals_are_restored_not_counted_again(here: Place, there: Place) -> None:
    """The triggers that keep totals come after the rows, and work from then on."""
    people = live(here.url)
    before = rows(here.url)
    for name in ("campaigns", "ratings", "budgets", "schedules", "publications", "payments", "subscriptions"):
        assert len(before[name]) == len(people), name
    there.take(here.save())
    assert rows(there.url) == before
    totals = "SELECT total_cost, total_generations FROM users WHERE total_cost > 0 ORDER BY telegram_user_id"
    sums = (
        "SELECT sum(amount), 1 FROM generation_costs c JOIN users u ON u.id = c.user_id "
        "GROUP BY u.id ORDER BY u.telegram_user_id"
    )
    views = "SELECT title, spend, mean_rating FROM campaign_summary ORDER BY 1"
    spent = there.execute(totals)
    assert spent == there.execute(sums)
    assert there.execute(views) == here.execute(views) != []
    for place in (here, there):
        place.execute(
            "INSERT INTO generation_costs (user_id, project_id, category, amount) "
            "SELECT user_id, project_id, category, 2 FROM generation_costs WHERE amount = 0.0001"
        )
    assert there.execute(totals) == here.execute(totals) == there.execute(sums) != spent


def live(url: str) -> list[Person]:
    """Two people with a row of everything, paid calls and a finished video, as the triggers see them come."""
    engine = create_engine(psycopg_url(url), poolclass=NullPool)
    with engine.begin() as connection:
        people = [settle(connection, mark, number) for number, mark in enumerate(("ada", "bob"), start=7001)]
        for person in people:
            costs = {"user_id": person.user_id, "project_id": person.id_of("ad_projects"), "category": "llm"}
            for amount in (Decimal("1.2500"), Decimal("0.0001")):
                connection.execute(insert(table("generation_costs")).values(**costs, amount=amount))
            cut = {"type": "final_video", "status": "completed", "source": "local", "url": "media:cut.mp4"}
            connection.execute(insert(table("assets")).values(user_id=person.user_id, **cut))
    return people


def test_only_these_tables_have_rows_before_anybody_came(cluster: Cluster) -> None:
    """A migration that fills another one is told here to say so, or every restore would be refused."""
    url = cluster.create()
    filled = {name for name, found in rows(url).items() if found} - {"sequences"}
    cluster.drop(url)
    assert filled == FILLED_BY_MIGRATIONS


def test_the_schema_comes_back_too(here: Place, there: Place) -> None:
    there.take(here.save())
    engines = [create_engine(psycopg_url(place.url)) for place in (here, there)]
    one, other = (catalog(engine) for engine in engines)
    for engine in engines:
        engine.dispose()
    assert one == other
    assert not schema.upgrade(there.url)


def test_a_backup_is_of_one_instant_while_others_write(here: Place, there: Place) -> None:
    """A writer adds a person and an ad in one transaction, again and again: no backup has the one without the other."""
    stop = threading.Event()
    wrote = threading.Event()

    def write() -> None:
        with psycopg.connect(libpq_url(here.url)) as connection:
            while not stop.is_set():
                connection.execute(
                    "WITH who AS (INSERT INTO users (name) VALUES ('x') RETURNING id) "
                    "INSERT INTO brands (user_id, title) SELECT id, 'x' FROM who"
                )
                connection.commit()
                wrote.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert wrote.wait(10)
        file = here.save()
    finally:
        stop.set()
        writer.join()
    there.take(file)
    assert there.count("users") == manifest_of(file).rows["users"] == there.count("brands") + 2
    assert there.count("users") < here.count("users")


def test_the_media_folder_goes_along(here: Place, there: Place) -> None:
    here.put("media/users/.incoming-123", b"half a file")
    here.put("media/.shelves/one/segment.mp4", b"can be encoded again")
    file = here.save()
    assert file.stat().st_mode & 0o777 == 0o600
    there.take(file)
    saved = [path for path in (there.config.home / "media").rglob("*") if path.is_file()]
    assert [path.relative_to(there.config.home).as_posix() for path in saved] == [VIDEO]
    assert saved[0].read_bytes() == (here.config.home / VIDEO).read_bytes()


def test_without_the_media(here: Place, there: Place, capsys: pytest.CaptureFixture[str]) -> None:
    file = here.save(media=False)
    assert "left out" in capsys.readouterr().out
    assert [saved.name for saved in manifest_of(file).files] == [DUMP]
    there.take(file)
    there.execute("DELETE FROM users")
    there.take(here.save("all.zip"), media=False)
    assert not (there.config.home / "media").exists()


def test_a_bucket_is_not_copied_but_named(here: Place, capsys: pytest.CaptureFixture[str]) -> None:
    bucket = S3Access("ads", endpoint_url="https://s3.example", prefix="live/")
    place = Place(replace(here.config, s3=bucket))
    file = place.save()
    said = capsys.readouterr().out
    assert "aws s3 sync s3://ads/live FOLDER --endpoint-url https://s3.example" in said
    assert how_to_save(bucket) in said
    assert manifest_of(file).media == "bucket"
    with pytest.raises(Refused, match="--no-media"):
        place.take(here.save("folder.zip"), force=True)


def test_a_file_that_exists_is_not_overwritten(here: Place) -> None:
    file = here.put("ads.zip", b"mine")
    with pytest.raises(Refused, match="exists already"):
        here.save()
    assert file.read_bytes() == b"mine"


def test_an_empty_database_can_t_be_saved(there: Place) -> None:
    with pytest.raises(Refused, match="no tables"):
        there.save()
    assert list(there.config.home.iterdir()) == []


def test_a_backup_that_fails_leaves_nothing(here: Place) -> None:
    here.execute("CREATE TABLE secret AS SELECT 1 AS one; CREATE ROLE poor LOGIN; GRANT pg_monitor TO poor")
    poor = here.url.replace("briefcut:", "poor:", 1)
    place = Place(replace(here.config, database=DatabaseAccess(SecretStr(poor))))
    with pytest.raises((psycopg.Error, ProgramFailed)):
        place.save()
    assert sorted(path.name for path in here.config.home.iterdir()) == ["media"]


def test_a_fresh_database_counts_as_empty(here: Place, there: Place) -> None:
    file = here.save()
    initialise(there.config)
    there.take(file)
    assert there.count() == 2


def test_a_database_in_use_is_refused_unless_told(here: Place, there: Place) -> None:
    file = here.save()
    initialise(there.config)
    there.execute("INSERT INTO users (name) VALUES ('Cleo'); CREATE TABLE theirs AS SELECT 1 AS one")
    with pytest.raises(Refused, match=r"not empty \(1 in (users|theirs), 1 in"):
        there.take(file)
    assert there.count() == 1
    there.take(file, force=True)
    assert there.execute("SELECT name FROM users ORDER BY 1") == [("Ada",), ("Bob",)]
    assert "theirs" not in rows(there.url)


def test_others_at_work_are_not_pulled_out_from_under(here: Place, there: Place) -> None:
    file = here.save()
    with psycopg.connect(libpq_url(there.url)), pytest.raises(Refused, match="stop Briefcut"):
        there.take(file)
    there.take(file)


def test_a_newer_database_is_refused_unless_told(here: Place, there: Place) -> None:
    file = here.save()
    initialise(there.config)
    there.execute("UPDATE alembic_version SET version_num = '999'")
    with pytest.raises(Refused, match="revision 999"):
        there.take(file)
    there.take(file, force=True)
    assert schema.current(there.url) == schema.head()


def test_a_newer_backup_is_refused_unless_told(here: Place, there: Place) -> None:
    here.execute("UPDATE alembic_version SET version_num = '999'")
    file = here.save()
    with pytest.raises(Refused, match="999"):
        there.take(file)
    assert schema.current(there.url) is None
    there.take(file, force=True)
    assert schema.current(there.url) == "999"
    here.execute(f"UPDATE alembic_version SET version_num = '{schema.head()}'")


def test_an_older_backup_is_brought_up_to_date_by_the_next_upgrade(
    here: Place, there: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    schema.downgrade(here.url, "012")
    there.take(here.save())
    assert f"revision 012 of {schema.head()}: run briefcut db upgrade" in capsys.readouterr().out
    assert schema.upgrade(there.url)
    assert there.count() == 2


def _cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _bend(name: str, file: Path) -> None:
    """Change a byte of one of its files, as a bad disk would."""
    with zipfile.ZipFile(file) as archive:
        info = archive.getinfo(name)
    content = bytearray(file.read_bytes())
    content[info.header_offset + 30 + len(name) + 20 + info.file_size // 2] ^= 1
    file.write_bytes(bytes(content))


def _exchange(file: Path) -> None:
    """A dump that the zip itself finds whole, but that is another."""
    rewrite(file, {DUMP: b"PGDMP" + bytes(2000)})


def _escape(file: Path) -> None:
    listing = json.loads(zipfile.ZipFile(file).read(MANIFEST))
    for saved in listing["files"]:
        saved["name"] = saved["name"].replace(VIDEO, "media/../../cut.mp4")
    rewrite(file, {MANIFEST: json.dumps(listing).encode()}, rename={VIDEO: "media/../../cut.mp4"})


DAMAGE = {
    "cut short": _cut_short,
    "a bit of the dump": lambda file: _bend(DUMP, file),
    "a bit of a video": lambda file: _bend(VIDEO, file),
    "another dump": _exchange,
    "a file is missing": lambda file: rewrite(file, {VIDEO: None}),
    "a file too many": lambda file: rewrite(file, {"media/more": b"x"}),
    "no list": lambda file: rewrite(file, {MANIFEST: None}),
    "a list of a newer Briefcut": lambda file: rewrite(file, {MANIFEST: b'{"format": 2}'}),
    "a name that leaves the folder": _escape,
    "no zip": lambda file: file.write_bytes(b"PGDMP"),
    "empty": lambda file: file.write_bytes(b""),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_refused_before_anything_is_touched(here: Place, damage: str) -> None:
    file = here.save()
    DAMAGE[damage](file)
    here.execute("INSERT INTO users (name) VALUES ('later')")
    (here.config.home / VIDEO).unlink()
    with pytest.raises(DamagedBackup, match="Nothing was changed") as refusal:
        here.take(file, force=True)
    assert "\n" not in str(refusal.value)
    assert here.count() == 3
    assert not (here.config.home / VIDEO).exists()


def test_what_fails_on_the_way_is_undone(here: Place) -> None:
    """The list says one row more than the dump has: found when all is restored, before it is committed."""
    file = here.save()
    listing = json.loads(zipfile.ZipFile(file).read(MANIFEST))
    listing["rows"]["users"] += 1
    rewrite(file, {MANIFEST: json.dumps(listing).encode()})
    here.execute("INSERT INTO users (name) VALUES ('later')")
    (here.config.home / VIDEO).unlink()
    with pytest.raises(RestoreFailed, match="users: 3 saved, 2 restored"):
        here.take(file, force=True)
    assert here.count() == 3
    assert not (here.config.home / VIDEO).exists()


def test_a_dump_that_pg_restore_can_t_read_changes_nothing(here: Place) -> None:
    file = here.save()
    listing = json.loads(zipfile.ZipFile(file).read(MANIFEST))
    dump = b"PGDMP" + bytes(2000)
    for saved in listing["files"]:
        if saved["name"] == DUMP:
            saved |= {"size": len(dump), "sha256": hashlib.sha256(dump).hexdigest()}
    rewrite(file, {MANIFEST: json.dumps(listing).encode(), DUMP: dump})
    with pytest.raises(RestoreFailed, match="nothing was changed"):
        here.take(file, force=True)
    assert here.count() == 2


def test_another_file_of_the_same_name_is_kept_unless_told(here: Place, there: Place) -> None:
    file = here.save()
    mine = there.put(VIDEO, b"mine")
    with pytest.raises(Refused, match=r"cut\.mp4 is another file"):
        there.take(file)
    assert mine.read_bytes() == b"mine"
    there.take(file, force=True)
    assert mine.read_bytes() == (here.config.home / VIDEO).read_bytes()


def test_the_embedded_postgres_is_saved_while_it_is_in_use_and_moves_to_another_home() -> None:
    with temporary_home() as folder, temporary_home() as elsewhere:
        running_one = EmbeddedPostgres(EmbeddedSettings(folder / "home", fast=True))
        schema.upgrade(running_one.start())
        try:
            with psycopg.connect(libpq_url(running_one.url), autocommit=True) as connection:
                connection.execute("INSERT INTO users (name) VALUES ('Ada')")
            saved = briefcut("db", "backup", str(folder / "ads.zip"), folder=folder)
            assert (saved.code, saved.out.count("\n")) == (0, 1), saved.err
            before = rows(running_one.url)
        finally:
            running_one.stop()
        # Running before: `restore` would start a server that is not in a hurry.
        other = EmbeddedPostgres(EmbeddedSettings(elsewhere / "home", fast=True))
        other.start()
        try:
            assert restore(Config(home=elsewhere / "home"), folder / "ads.zip", force=False, media=True) == 0
            assert rows(other.url) == before
        finally:
            other.stop()


def test_a_program_that_is_old_enough_to_lose_something_is_not_taken(tmp_path: Path) -> None:
    def fake(major: int) -> Path:
        path = tmp_path / f"pg_dump-{major}"
        path.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {major}.3 (Debian)'\n")
        path.chmod(0o755)
        return path

    older, newer = fake(MAJOR), fake(MAJOR + 2)
    places = (lambda _: older, lambda _: newer)
    assert find_program("pg_dump", MAJOR, "this", places) == Program(older, MAJOR)
    assert find_program("pg_dump", MAJOR + 1, "this", places) == Program(newer, MAJOR + 2)
    with pytest.raises(NoProgram, match=f"apt install postgresql-client-{MAJOR + 3}") as refusal:
        find_program("pg_dump", MAJOR + 3, "saving a Postgres of tomorrow", places)
    assert f"is {MAJOR + 2}" in str(refusal.value)
    with pytest.raises(NoProgram, match="none was found"):
        find_program("pg_dump", MAJOR, "this", (lambda _: None,))


def test_the_bundled_programs_are_not_taken_over_tls() -> None:
    """Where this fails because a new wheel knows TLS, KNOWS_TLS may go."""
    program = find_program("pg_dump", MAJOR, "this", (bundled,))
    url = "postgresql://ada@127.0.0.1:1/ads?sslmode=require"
    with (
        pytest.raises(ProgramFailed, match="SSL support is not compiled in"),
        running(program, url=url) as out,
    ):
        out.read()
    assert bundled not in KNOWS_TLS


def test_the_password_is_not_among_the_arguments(tmp_path: Path) -> None:
    path = tmp_path / "pg_dump"
    path.write_text('#!/bin/sh\necho "$@"; echo "$PGPASSWORD"; echo "$BOT_TOKEN"\n')
    path.chmod(0o755)
    with running(Program(path, MAJOR), url="postgresql://ada:s3%20cret@db.example/ads") as out:
        arguments, password, token = out.read().decode().split("\n")[:3]
    assert "s3" not in arguments
    assert (password, token) == ("s3 cret", "")
    assert "dbname=ads" in arguments


SERVER = os.environ.get("BRIEFCUT_TEST_POSTGRES", "")
"""The folder with the programs of another Postgres, such as Debian's /usr/lib/postgresql/15/bin."""


@pytest.mark.slow
@pytest.mark.skipif(not SERVER, reason="set BRIEFCUT_TEST_POSTGRES to the bin folder of another major")
def test_a_backup_of_the_embedded_postgres_moves_to_another_major_and_back(here: Place, there: Place) -> None:
    fill(here.url)
    with temporary_home() as home, other_server(home) as url:
        other = Place(Config(home=home, database=DatabaseAccess(SecretStr(url))))
        other.take(here.save())
        assert rows(other.url) == rows(here.url)
        assert not schema.upgrade(url)
        schema.downgrade(url, "base")
        schema.upgrade(url)
        other.take(here.save("again.zip"), force=True)
        there.take(other.save())
        assert rows(there.url) == rows(here.url)


@pytest.mark.slow
@pytest.mark.skipif(not SERVER, reason="set BRIEFCUT_TEST_POSTGRES to the bin folder of another major")
def test_a_server_that_insists_on_tls_is_saved(here: Place, there: Place) -> None:
    with temporary_home() as home, other_server(home, tls=True) as url:
        other = Place(Config(home=home, database=DatabaseAccess(SecretStr(url))))
        other.take(here.save())
        there.take(other.save())
    assert rows(there.url) == rows(here.url)


@contextmanager
def other_server(home: Path, *, tls: bool = False) -> Iterator[str]:
    """A server of the programs in SERVER, as the account `nobody` where root runs the tests; with `tls` it has TCP and
    answers nobody who does not encrypt."""
    folder = home / "server"
    data = folder / "data"
    folder.mkdir(mode=0o700)
    who: dict[str, Any] = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    if who:
        os.chown(folder, 65534, 65534)

    def run(name: str, *arguments: str) -> None:
        silent: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([f"{SERVER}/{name}", *arguments], check=True, cwd=folder, **silent, **who)

    run("initdb", "-D", str(data), "-U", "briefcut", "--auth=trust", "--encoding=UTF8", "--no-sync")
    flags = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    url = f"postgresql://briefcut:@/postgres?host={folder}"
    if tls:
        (data / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 trust\n")
        make = "openssl req -new -x509 -nodes -subj /CN=localhost -out server.crt -keyout server.key"
        subprocess.run(make.split(), check=True, cwd=data, stderr=subprocess.DEVNULL, umask=0o077, **who)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        flags = (
            f"-c listen_addresses=127.0.0.1 -c port={port} -c ssl=on -c unix_socket_directories= -c fsync=off"
        )
        url = f"postgresql://briefcut:@127.0.0.1:{port}/postgres?sslmode=require"
    run("pg_ctl", "start", "-w", "-D", str(data), "-l", str(folder / "log"), "-o", flags)
    try:
        yield url
    finally:
        run("pg_ctl", "stop", "-w", "-D", str(data), "-m", "immediate")
