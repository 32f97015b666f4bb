"""Commands, exit codes, one line for each error, and nothing imported that a command does not need."""

from __future__ import annotations

import re
import resource
import signal
from pathlib import Path

import pytest

from briefcut.cli import QUEUES, RoleChoice, installed_version, main
from tests.front.shell import Said, briefcut, python

COMMANDS = [
    ("run",),
    ("demo",),
    ("render",),
    ("doctor",),
    ("grant",),
    ("version",),
    ("db",),
    ("db", "init"),
    ("db", "status"),
    ("db", "upgrade"),
    ("db", "downgrade"),
    ("db", "reset"),
]


def one_line(said: str) -> str:
    lines = said.splitlines()
    assert len(lines) == 1, said
    assert lines[0].startswith("briefcut: ")
    return lines[0]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--help"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"Usage: briefcut {' '.join(command)}")
    assert len(said.out.splitlines()) > 4
    assert said.err == ""


def test_help_names_every_command_and_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    assert "--version" in said
    listed = re.findall(r"^  (\w+) {2,}\S", said.split("Commands:")[1], re.MULTILINE)
    assert set(listed) >= {command[0] for command in COMMANDS}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["fly"], "No such command 'fly'. See briefcut --help."),
        (["--fly"], "No such option: --fly. See briefcut --help."),
        (["run", "--fly"], "No such option: --fly. See briefcut run --help."),
        (
            ["run", "--role", "pilot"],
            "Invalid value for '--role': 'pilot' is not one of 'all', 'bot', 'worker'",
        ),
        (["run", "--queues", "chat,chess"], "'chess' is none of chat, generation, media, delivery"),
        (["run", "--queues", ","], "none of"),
        (["run", "--concurrency", "0"], "--concurrency"),
        (["run", "--port", "70000"], "--port"),
        (["--port", "http"], "See briefcut run --help."),
        (["demo"], "--out"),
        (["demo", "--out", "/nowhere/at/all/ad.mp4"], "the folder /nowhere/at/all does not exist"),
        (["demo", "--out", "ad.avi"], "ad.avi does not end with .mp4"),
        (["demo", "--out", "/proc/version.mp4"], "/proc/version.mp4"),
        (["demo", "--out", "ad.mp4", "--platform", "cinema"], "'cinema' is none of instagram_reels"),
        (["demo", "--out", "ad.mp4", "--brief", "/nowhere.json"], "/nowhere.json"),
        (["render", "/nowhere.json", "--out", "ad.mp4"], "/nowhere.json"),
        (["render", __file__, "--out", "ad.mp4", "--platform", "cinema"], "'cinema' is none of"),
        (["render", __file__], "--out"),
        (["db"], "Missing command. See briefcut db --help."),
        (["db", "explode"], "explode"),
        (["db", "downgrade"], "Missing argument"),
        (["db", "reset"], "--yes. See briefcut db reset --help."),
        (["version", "now"], "now"),
    ],
)
def test_wrong_usage_is_one_line_and_2(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert words in one_line(said.err)


@pytest.mark.parametrize("arguments", [["version"], ["--version"]])
def test_version(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    assert capsys.readouterr().out == f"briefcut {installed_version()}\n"
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", installed_version())


def test_roles_and_queues() -> None:
    assert RoleChoice.all.roles() == {"bot", "worker", "scheduler"}
    assert RoleChoice.worker.roles() == {"worker"}
    assert QUEUES == ("chat", "generation", "media", "delivery")


def test_help_and_version_are_quick(tmp_path: Path) -> None:
    for argument in ("--help", "version"):
        before = _children_seconds()
        assert briefcut(argument, folder=tmp_path).code == 0
        assert _children_seconds() - before < 0.4


def _children_seconds() -> float:
    """Processor seconds of ended child processes: they don't grow because the machine is busy."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@pytest.mark.parametrize("command", [(), ("db", "status")])
def test_a_wrong_configuration_ends_each_command_with_its_line(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    said = briefcut(*command, folder=tmp_path, environ={"DATABASE_URL": "sqlite:///briefcut.db"})
    assert said.code == 1
    assert one_line(said.err).startswith("briefcut: DATABASE_URL names SQLite")
    assert not (tmp_path / "home").exists()


def test_an_unreachable_database_is_one_line_without_its_password(tmp_path: Path) -> None:
    environ = {"DATABASE_URL": "postgresql://me:canary-word@127.0.0.1:1/ads"}
    said = briefcut("db", "status", folder=tmp_path, environ=environ)
    assert said.code == 1
    assert "DATABASE_URL" in one_line(said.err)
    assert "canary" not in said.out + said.err


def test_debug_adds_where_it_came_from_without_a_secret(tmp_path: Path) -> None:
    environ = {"DATABASE_URL": "postgresql://me:canary-word@127.0.0.1:1/ads", "LOG_LEVEL": "DEBUG"}
    said = briefcut("db", "status", folder=tmp_path, environ=environ)
    assert said.code == 1
    assert "Traceback" in said.err
    assert said.err.splitlines()[-1].startswith("briefcut: the database cannot be reached")
    assert "canary" not in said.out + said.err


def test_help_without_the_heavy_rooms(tmp_path: Path) -> None:
    code = (
        "import sys; from briefcut.cli import main; main(['--help']); main(['version']); "
        "print('loaded', *sorted({name.split('.')[0] for name in sys.modules}))"
    )
    loaded = _loaded(python("-c", code, folder=tmp_path))
    assert not loaded & {
        "aiogram",
        "langchain",
        "sqlalchemy",
        "aiohttp",
        "procrastinate",
        "structlog",
    }


def test_render_without_chat_and_model_libraries(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{}", encoding="utf-8")
    code = (
        "import sys; from briefcut.cli import main; "
        "assert main(['render', 'broken.json', '--out', 'x.mp4']) == 1; "
        "assert 'briefcut.render' in sys.modules; "
        "print('loaded', *sorted({name.split('.')[0] for name in sys.modules}))"
    )
    loaded = _loaded(python("-c", code, folder=tmp_path))
    assert not {name for name in loaded if name.startswith(("aiogram", "langchain", "openai", "sqlalchemy"))}


def _loaded(said: Said) -> set[str]:
    assert said.code == 0, said.err
    return set(said.out.splitlines()[-1].split()[1:])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_command_takes_down_what_it_started(number: signal.Signals, tmp_path: Path) -> None:
    code = """
import asyncio, os, signal, sys
from briefcut import cli, console

# Whatever started the tests may have told its children to ignore Ctrl-C, as a shell does behind "&".
signal.signal(signal.SIGINT, signal.default_int_handler)

async def work():
    try:
        os.kill(os.getpid(), int(sys.argv[1]))
        await asyncio.Event().wait()
    finally:
        print("taken down")

@cli.app.command()
def wait() -> int:
    return console.play(work())

sys.exit(cli.main(["wait"]))
"""
    said = python("-c", code, str(int(number)), folder=tmp_path)
    assert (said.code, said.out) == (1, "taken down\n")
    assert one_line(said.err) == "briefcut: stopped before the end"


def test_a_broken_script_is_named_with_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text('{"storyline": "x", "surprise": 1}', encoding="utf-8")
    said = briefcut("render", "broken.json", "--out", "ad.mp4", folder=tmp_path)
    assert said.code == 1
    assert one_line(said.err).startswith("briefcut: broken.json: ")
    assert not (tmp_path / "ad.mp4").exists()
