"""`python -m tests.support.schema`: models and migrations say the same, and there is one head."""

from __future__ import annotations

import sys
from importlib import resources
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from db import schema
from tests.support.database import running_cluster


def alembic_config(url: str, folder: Path | None = None) -> Config:
    """What the `alembic` command would read, for `url`; with the migrations of another `folder` if given."""
    config = Config()
    config.set_main_option("script_location", str(folder or resources.files("migrations")))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def complaints(url: str, folder: Path | None = None) -> list[str]:
    """What is wrong with the migrations of the migrated database at `url`; empty if nothing is."""
    config = alembic_config(url, folder)
    found = []
    heads = ScriptDirectory.from_config(config).get_heads()
    if heads != [schema.head()]:
        return [f"heads are {heads}, expected only {schema.head()}"]
    try:
        command.check(config)
    except CommandError as error:
        found.append(str(error))
    return found


def main() -> int:
    """Exit code 1 with the complaints on stderr, if there are any."""
    with running_cluster() as cluster:
        found = complaints(cluster.create())
    for complaint in found:
        print(complaint, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
