"""The command line. Every command imports what it needs when it runs, so that `--help` is quick.

Exit codes: 0 done, 1 failed, 2 used wrongly. An error is one readable line on stderr; LOG_LEVEL=DEBUG adds where
it came from.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from briefcut.console import (
    check_folder_of,
    check_platform,
    configured,
    fail,
    play,
    progress_bar,
    quick_imports,
    say,
)

QUEUES = ("chat", "generation", "media", "delivery")
"""The work queues, in the order of how long a person would notice a delay."""

INTERRUPTED = 130
"""What typer makes of Ctrl-C; it leaves us as 1."""

DATABASE_COMMANDS = ("init", "status", "upgrade", "downgrade", "backup", "restore", "reset")

app = typer.Typer(
    help="Briefcut: from ad brief to final cut, in a chat. Without a command: run.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
database_app = typer.Typer(
    help="Create, look at, upgrade, save, restore or reset the database.", rich_markup_mode=None
)
app.add_typer(database_app, name="db")


class RoleChoice(StrEnum):
    """What one process does."""

    all = "all"
    bot = "bot"
    worker = "worker"
    scheduler = "scheduler"

    def roles(self) -> frozenset[str]:
        every = frozenset(choice.value for choice in RoleChoice if choice is not RoleChoice.all)
        return every if self is RoleChoice.all else frozenset({self.value})


class PlanChoice(StrEnum):
    """What a person may be granted."""

    free = "free"
    pro = "pro"
    enterprise = "enterprise"


class StepChoice(StrEnum):
    """A step of the night's round."""

    retention = "retention"
    stars = "stars"
    providers = "providers"
    engine = "engine"
    digest = "digest"


class ReportChoice(StrEnum):
    """What a report is of."""

    overview = "overview"
    spend = "spend"


class ByChoice(StrEnum):
    """By what a report of spend adds up."""

    day = "day"
    provider = "provider"
    model = "model"
    user = "user"


class FormChoice(StrEnum):
    """How a report is shown."""

    table = "table"
    csv = "csv"
    png = "png"


@app.callback()
def _briefcut(
    _version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    # `main` makes the command `version` of it; here it is only for the help.
    pass


def _queues(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    wrong = [name for name in names if name not in QUEUES]
    if wrong or not names:
        raise typer.BadParameter(f"{wrong[0] if wrong else text!r} is none of {', '.join(QUEUES)}")
    return names


@app.command()
def run(
    role: Annotated[RoleChoice, typer.Option(help="What this process does.")] = RoleChoice.all,
    queues: Annotated[str, typer.Option(help="The queues that the worker serves.")] = ",".join(QUEUES),
    concurrency: Annotated[int, typer.Option(min=1, max=256, help="Jobs at the same time.")] = 4,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Instead of PORT (0: any).")] = None,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open the chat page.")] = False,
    replicate_stand_in: Annotated[
        bool, typer.Option("--replicate-stand-in", help="Try the paid path without paying.")
    ] = False,
) -> int:
    """Start Briefcut and print the address of the chat page. Ctrl-C ends it."""
    chosen = _queues(queues)
    if replicate_stand_in and role is not RoleChoice.all:
        raise typer.BadParameter(
            "--replicate-stand-in goes with --role all; for separate processes start "
            "python -m briefcut.replicate_stand_in and set REPLICATE_BASE_URL"
        )
    config = configured(port)
    from briefcut.entrance import entrance

    if replicate_stand_in:
        from briefcut.replicate_stand_in.beside import refuse_beside_a_token

        refuse_beside_a_token(config)
    with entrance(config, role.roles()) as door:
        with quick_imports():
            from briefcut.roles import Choice
            from briefcut.roles import run as run_roles

        choice = Choice(role.roles(), chosen, concurrency, open_page, replicate_stand_in)
        return play(run_roles(config, choice, door))


@app.command()
def demo(
    out: Annotated[Path, typer.Option(dir_okay=False, help="The video to write (.mp4).")],
    brief: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A brief (.json) instead of the built-in one."),
    ] = None,
    platform: Annotated[str | None, typer.Option(help="A placement, for example instagram_reels.")] = None,
) -> int:
    """Play a whole conversation without a window: brief, script, approval, video."""
    check_platform(platform)
    check_folder_of(out)
    if out.suffix.lower() != ".mp4":
        raise typer.BadParameter(f"{out} does not end with .mp4, and that is what is written")
    configured(quiet=True)
    with quick_imports():
        from briefcut.demo import demo as play_demo

    return play(play_demo(out, brief=brief, platform=platform))


@app.command()
def render(
    script: Annotated[Path, typer.Argument(metavar="SCRIPT.json", exists=True, dir_okay=False)],
    out: Annotated[
        Path, typer.Option(dir_okay=False, help="The video to write (.mp4; with --variants also .zip).")
    ],
    platform: Annotated[str | None, typer.Option(help="Another placement than the script's.")] = None,
    variants: Annotated[
        str | None,
        typer.Option(help="Several formats into one .zip: all, or names with commas (9:16,square,tiktok)."),
    ] = None,
    edit: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, metavar="EDIT.json", help="Cut the script with this edit."),
    ] = None,
    style: Annotated[str | None, typer.Option(help="A caption style: highlight, bar or pop.")] = None,
    subtitles: Annotated[
        bool, typer.Option("--subtitles", help="Also write .srt and .vtt beside it.")
    ] = False,
    contact_sheet: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Also write a picture of every scene and transition (.png)."),
    ] = None,
    report: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Also write what was measured (.json).")
    ] = None,
    cache: Annotated[
        Path | None, typer.Option(file_okay=False, help="Where encoded pieces are kept between cuts.")
    ] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Encode everything anew; keep nothing.")
    ] = False,
) -> int:
    """Compose a script file to a finished video, or to several formats, without chat or database."""
    check_platform(platform)
    for file in (out, contact_sheet, report):
        if file is not None:
            check_folder_of(file)
    from briefcut.render import Wishes, kept, render_variants
    from briefcut.render import render as compose

    wishes = Wishes(
        platform=platform, edit=edit, style=style, contact_sheet=contact_sheet, report=report,
        subtitles=subtitles, cache=kept(cache, no_cache=no_cache),
    )  # fmt: skip
    with progress_bar("rendering") as progress:
        if variants is None:
            one = asyncio.run(compose(script, out, wishes, progress=progress))
            notes, made = one.notes, [(out, one)]
        else:
            several = asyncio.run(render_variants(script, out, variants, wishes, progress=progress))
            notes, made = several.notes, [(variant.video, variant.report) for variant in several.made]
    for note in notes:
        say(note)
    for file, told in made:
        name = file if file.exists() else file.name
        print(f"{name}: {told.width}×{told.height}, {told.seconds:.1f} s, {told.bytes / 1e6:.1f} MB")
    if variants is not None:
        print(f"{out.with_suffix('.zip')}: all of it")
    return 0


@app.command()
def doctor() -> int:
    """Check every configured part; for each failure, say what to do."""
    config = configured()
    from briefcut.doctor import examine, print_findings

    findings = asyncio.run(examine(config))
    return print_findings(findings)


@app.command()
def grant(
    telegram_id: Annotated[
        int, typer.Argument(metavar="TELEGRAM_ID", min=1, help="The person's numeric Telegram id.")
    ],
    plan: Annotated[PlanChoice, typer.Argument(metavar="free|pro|enterprise", help="The plan.")],
) -> int:
    """Give a person a plan, and with it a monthly allowance of paid generation."""
    config = configured()
    from briefcut.grant import grant as give
    from db.enums import SubscriptionType

    return give(config, telegram_id, SubscriptionType(plan.value))


@app.command()
def nightly(
    step: Annotated[
        list[StepChoice] | None, typer.Argument(help="Only these steps; without one the whole round.")
    ] = None,
) -> int:
    """Go the round of every night now: forget what is old, compare the books, clean up, tell the admins."""
    config = configured()
    from briefcut.nightly import nightly as go

    return go(config, step or ())


@app.command()
def version() -> int:
    """Print the version."""
    print(f"briefcut {installed_version()}")
    return 0


@database_app.command("init")
def database_init() -> int:
    """Create the database's tables; does nothing where they are there already."""
    from briefcut.database import initialise

    return initialise(configured())


@database_app.command("status")
def database_status(
    as_json: Annotated[bool, typer.Option("--json", help="For programs; everything.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Also list indexes and views.")] = False,
) -> int:
    """Print server, schema revision, tables with rows and sizes, and pending migrations."""
    from briefcut.database import print_status

    return print_status(configured(), as_json=as_json, full=full)


@database_app.command("upgrade")
def database_upgrade() -> int:
    """Bring the schema up to date."""
    from briefcut.database import upgrade

    return upgrade(configured())


@database_app.command("downgrade")
def database_downgrade(
    revision: Annotated[str, typer.Argument(help="The revision to go back to, for example 008 or base.")],
) -> int:
    """Take the schema back to an earlier revision. What later migrations added is lost."""
    from briefcut.database import downgrade

    return downgrade(configured(), revision)


@database_app.command("backup")
def database_backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False, help="The backup to write (.zip).")],
    media: Annotated[bool, typer.Option("--media/--no-media", help="The media folder, too.")] = True,
) -> int:
    """Save the database and the media folder to one file. Briefcut may go on running."""
    check_folder_of(file)
    from briefcut.backup import backup

    return backup(configured(), file, media=media, version=installed_version())


@database_app.command("restore")
def database_restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)],
    force: Annotated[
        bool, typer.Option("--force", help="Replace what the database holds, whatever its revision.")
    ] = False,
    media: Annotated[bool, typer.Option("--media/--no-media", help="The media folder, too.")] = True,
) -> int:
    """Bring a backup back into an empty database: all of it, or nothing where something is wrong."""
    from briefcut.restore import restore

    return restore(configured(), file, force=force, media=media)


@app.command()
def report(
    what: Annotated[ReportChoice, typer.Argument(help="Which figures.")] = ReportChoice.overview,
    days: Annotated[int, typer.Option(min=1, max=366, help="So many days, today included (UTC).")] = 30,
    by: Annotated[ByChoice, typer.Option(help="For spend: a line for each of these.")] = ByChoice.day,
    form: Annotated[FormChoice, typer.Option("--format", help="How they are shown.")] = FormChoice.table,
    out: Annotated[
        Path | None, typer.Option(dir_okay=False, help="The file to write; needed for png.")
    ] = None,
) -> int:
    """Print or draw what admins see in the chat: people, ads, queue, and what was spent."""
    if form is FormChoice.png and out is None:
        raise typer.BadParameter("a picture needs a file: --out FILE.png")
    if out is not None:
        check_folder_of(out)
    from briefcut.report import report as show

    return show(configured(quiet=True), what.value, by.value, days, form.value, out)


@app.command("move-media")
def move_media() -> int:
    """Bring the files of BRIEFCUT_HOME/media into the bucket (S3_BUCKET). Briefcut may go on running."""
    from briefcut.storing import move_media as move

    return move(configured())


@database_app.command("reset")
def database_reset(
    yes: Annotated[bool, typer.Option("--yes", help="Really.")] = False,
) -> int:
    """Delete everything in the database and create the tables anew."""
    if not yes:
        raise typer.BadParameter("this deletes every row; say so with --yes")
    from briefcut.database import reset

    return reset(configured())


def installed_version() -> str:
    """The version of the installed package; of the source folder where it is not installed."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as version_of

    try:
        return version_of("briefcut")
    except PackageNotFoundError:
        import tomllib

        project = Path(__file__).resolve().parent.parent / "pyproject.toml"
        return str(tomllib.loads(project.read_text("utf-8"))["project"]["version"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; never raises for what a person can do wrong."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    implied = not given or (given[0].startswith("-") and given[0] not in ("-h", "--help", "--version"))
    if given[:1] == ["--version"]:
        given = ["version", *given[1:]]
    elif implied:
        given = ["run", *given]
    try:
        result = app(args=given, prog_name="briefcut", standalone_mode=False)
    except typer.TyperException as error:
        # Who named no command and an option that `run` lacks is shown all commands.
        lost = implied and error.format_message().startswith("No such option")
        what = error.format_message().replace("Value error, ", "").rstrip(".")
        say(f"{what}. See briefcut {'' if lost else _command(given)}--help.")
        return error.exit_code if error.exit_code == 2 else 1
    except (KeyboardInterrupt, asyncio.CancelledError, typer.Abort):
        result = INTERRUPTED
    except BrokenPipeError:
        # Whoever read us has gone; keep Python from complaining about it once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        return fail(error)
    if result == INTERRUPTED:
        say("stopped before the end")
        return 1
    return result if isinstance(result, int) else 0


def _command(given: list[str]) -> str:
    """The words of the command that was meant, for a hint at its help."""
    names = {"run", "demo", "render", "doctor", "db", "report", "move-media", "nightly", "version"}
    words = given[:1] if given[0] in names else []
    if words == ["db"] and given[1:2] and given[1] in DATABASE_COMMANDS:
        words = given[:2]
    return "".join(f"{word} " for word in words)
