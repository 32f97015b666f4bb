"""What the environment may say, and the line that refuses what it may not."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from briefcut.config import Config, ConfigError, is_loopback, read_config
from briefcut.environment import VARIABLES
from briefcut.logs import Redactor
from briefcut.periods import Periods
from briefcut.roles import rhythm_of
from tests.front.shell import ROOT

TOKEN = "123456789:AAEcanaryCANARYcanaryCANARYcanary01"

REFUSED = [
    # variable that the line begins with, environment, a piece of the fix
    ("BOT_TOKEN", {"BOT_TOKEN": "my-token"}, "@BotFather"),
    ("BOT_TOKEN", {"BOT_TOKEN": "123 456:abc"}, "@BotFather"),
    ("TELEGRAM_API_URL", {"TELEGRAM_API_URL": "http://127.0.0.1:8081"}, "set BOT_TOKEN as well"),
    ("TELEGRAM_API_URL", {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": "127.0.0.1:8081"}, "http://127.0.0.1:8081"),
    ("ACCESS", {"ACCESS": "closed"}, "open, invite or guests"),
    ("WEBHOOK_SECRET", {"BOT_TOKEN": TOKEN, "PUBLIC_URL": "https://ads.example.com"}, "openssl rand"),
    ("WEBHOOK_SECRET", {"WEBHOOK_SECRET": "12345678"}, "PUBLIC_URL"),
    ("WEBHOOK_SECRET", {"PUBLIC_URL": "https://a.example", "WEBHOOK_SECRET": "short"}, "8 to 256"),
    ("PUBLIC_URL", {"PUBLIC_URL": "ads.example.com"}, "https"),
    ("PUBLIC_URL", {"PUBLIC_URL": "http://ads.example.com", "WEBHOOK_SECRET": "12345678"}, "https"),
    ("ADMIN_IDS", {"ADMIN_IDS": "anna,bert"}, "ADMIN_IDS=1234567,7654321"),
    ("ADMIN_IDS", {"ADMIN_IDS": "12;13"}, "commas"),
    ("DATABASE_URL", {"DATABASE_URL": "sqlite:///briefcut.db"}, "postgresql://"),
    ("DATABASE_URL", {"DATABASE_URL": "sqlite+aiosqlite:///x"}, "embedded Postgres"),
    ("DATABASE_URL", {"DATABASE_URL": "mysql://root@localhost/x"}, "postgresql://"),
    ("DATABASE_URL", {"DATABASE_URL": "postgresql://localhost"}, "/name"),
    ("DATABASE_URL", {"DATABASE_URL": "postgresql://localhost:port/x"}, "postgresql://"),
    ("DB_POOL_SIZE", {"DB_POOL_SIZE": "0"}, "1 to 500"),
    ("OPENAI_BASE_URL", {"OPENAI_BASE_URL": "http://127.0.0.1/v1"}, "OPENAI_API_KEY"),
    ("OPENAI_MODEL", {"OPENAI_MODEL": "small"}, "OPENAI_API_KEY"),
    ("OPENAI_BASE_URL", {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "localhost"}, "OPENAI_BASE_URL="),
    ("REPLICATE_BASE_URL", {"REPLICATE_BASE_URL": "http://127.0.0.1"}, "REPLICATE_API_TOKEN"),
    ("REPLICATE_WEBHOOK_SECRET", {"REPLICATE_WEBHOOK_SECRET": "whsec_abc"}, "REPLICATE_API_TOKEN"),
    (
        "REPLICATE_WEBHOOK_SECRET",
        {"REPLICATE_API_TOKEN": "r8_abc", "REPLICATE_WEBHOOK_SECRET": "whsec_abc"},
        "PUBLIC_URL",
    ),
    ("REPLICATE_WEBHOOK_SECRET", {"REPLICATE_API_TOKEN": "r", "REPLICATE_WEBHOOK_SECRET": "x"}, "whsec_"),
    ("S3_ENDPOINT_URL", {"S3_ENDPOINT_URL": "http://127.0.0.1:9000"}, "S3_BUCKET"),
    ("S3_PREFIX", {"S3_PREFIX": "ads/"}, "S3_BUCKET"),
    ("S3_BUCKET", {"S3_BUCKET": "Not A Bucket"}, "3 to 63"),
    ("AWS_SECRET_ACCESS_KEY", {"S3_BUCKET": "ads", "AWS_ACCESS_KEY_ID": "id"}, "set both"),
    ("AWS_ACCESS_KEY_ID", {"S3_BUCKET": "ads", "AWS_SECRET_ACCESS_KEY": "secret"}, "set both"),
    ("AWS_ACCESS_KEY_ID", {"S3_BUCKET": "ads", "AWS_SESSION_TOKEN": "token"}, "belongs to"),
    ("BRIEFCUT_HOME", {"BRIEFCUT_HOME": f"{__file__}/home"}, "folder that may be created"),
    ("BRIEFCUT_HOME", {"BRIEFCUT_HOME": "/tmp/" + "a" * 300}, "folder that may be created"),
    ("HOST", {"HOST": "0.0.0.0"}, "HOST=127.0.0.1"),
    ("HOST", {"HOST": "not a host"}, "HOST=127.0.0.1"),
    ("PORT", {"PORT": "http"}, "PORT=8080"),
    ("PORT", {"PORT": "65536"}, "PORT=8080"),
    ("PORT", {"PORT": "-1"}, "PORT=8080"),
    ("MODELS_FILE", {"MODELS_FILE": "/nowhere/models.toml"}, "correct the file"),
    ("MODELS_FILE", {"MODELS_FILE": __file__}, "correct the file"),
    ("BUDGET_PER_AD", {"BUDGET_PER_AD": "-1"}, "USD"),
    ("BUDGET_PER_USER_DAY", {"BUDGET_PER_USER_DAY": "ten"}, "USD"),
    ("BUDGET_GLOBAL_DAY", {"BUDGET_GLOBAL_DAY": "NaN"}, "USD"),
    ("LOG_LEVEL", {"LOG_LEVEL": "loud"}, "DEBUG, INFO"),
    ("LOG_FORMAT", {"LOG_FORMAT": "xml"}, "console or json"),
    ("SENTRY_DSN", {"SENTRY_DSN": "yes"}, "Sentry"),
    ("BRIEFCUT_TIME_SCALE", {"BRIEFCUT_TIME_SCALE": "0"}, "tests"),
    ("BRIEFCUT_TIME_SCALE", {"BRIEFCUT_TIME_SCALE": "2"}, "tests"),
]


@pytest.mark.parametrize(("variable", "environ", "fix"), REFUSED)
def test_refusal_is_one_line_with_variable_and_fix(
    variable: str, environ: dict[str, str], fix: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError) as refusal:
        read_config(environ, folder=tmp_path)
    line = str(refusal.value)
    assert line.startswith(f"{variable} ")
    assert refusal.value.variable == variable
    assert fix in line
    assert "\n" not in line
    assert len(line) < 260
    assert Redactor()(line) == line, "the line is shown as it was written"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BOT_TOKEN", "canary secret"),
        ("WEBHOOK_SECRET", "canary secret"),
        ("REPLICATE_WEBHOOK_SECRET", "canary secret"),
        ("SENTRY_DSN", "canary secret"),
        ("DATABASE_URL", "mysql://root:canary@host/db"),
        ("DATABASE_URL", "postgresql://root:canary@host:port/db"),
    ],
)
def test_refusal_does_not_repeat_a_secret(variable: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refusal:
        read_config({variable: value}, folder=tmp_path)
    assert "canary" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_nothing_set_is_the_embedded_default(tmp_path: Path) -> None:
    config = read_config({"BRIEFCUT_HOME": str(tmp_path / "home")}, folder=tmp_path)
    assert config == Config(home=tmp_path / "home")
    assert config.database.url is None
    assert config.secrets() == ()
    assert config.notes() == ()
    assert not (tmp_path / "home").exists()  # reading makes nothing


def test_everything_set(tmp_path: Path) -> None:
    models = tmp_path / "models.toml"
    models.write_text('[still]\nprovider = "local"\n', encoding="utf-8")
    config = read_config(
        {
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": "http://127.0.0.1:8081/",
            "PUBLIC_URL": "https://ads.example.com/",
            "WEBHOOK_SECRET": "webhook-secret",
            "ADMIN_IDS": " 12, 13,",
            "DATABASE_URL": "postgres://me:p%40ss-word@db:5432/ads?sslmode=require",
            "DB_POOL_SIZE": "3",
            "OPENAI_API_KEY": "sk-key",
            "OPENAI_BASE_URL": "http://127.0.0.1:11434/v1",
            "OPENAI_MODEL": "small",
            "REPLICATE_API_TOKEN": "r8_token",
            "REPLICATE_WEBHOOK_SECRET": "whsec_c2VjcmV0",
            "S3_BUCKET": "ads",
            "S3_PREFIX": "briefcut",
            "AWS_ACCESS_KEY_ID": "key-id",
            "AWS_SECRET_ACCESS_KEY": "key-secret",
            "AWS_DEFAULT_REGION": "eu-central-1",
            "HOST": "0.0.0.0",
            "PORT": "0",
            "MODELS_FILE": str(models),
            "BUDGET_PER_AD": "1.50",
            "LOG_LEVEL": "debug",
            "LOG_FORMAT": "JSON",
            "BRIEFCUT_TIME_SCALE": "0.5",
        },
        folder=tmp_path,
    )
    assert config.telegram is not None
    assert config.telegram.api_url == "http://127.0.0.1:8081"
    assert config.webhook is not None
    assert config.webhook.public_url == "https://ads.example.com"
    assert config.access == "invite"
    assert config.admin_ids == {12, 13}
    assert config.database.url is not None
    assert config.database.url.get_secret_value() == "postgresql://me:p%40ss-word@db:5432/ads?sslmode=require"
    assert config.s3 is not None
    assert (config.s3.prefix, config.s3.region) == ("briefcut/", "eu-central-1")
    assert config.models_file == models
    assert (config.budgets.per_ad, config.budgets.global_day) == (Decimal("1.50"), Decimal(200))
    assert (config.http.host, config.http.port) == ("0.0.0.0", 0)
    assert (config.logs.level, config.logs.format) == ("DEBUG", "json")
    assert config.periods == Periods().scaled(0.5)
    assert "BRIEFCUT_TIME_SCALE=0.5" in config.notes()[0]
    secrets = {
        TOKEN,
        "webhook-secret",
        "sk-key",
        "r8_token",
        "whsec_c2VjcmV0",
        "key-id",
        "key-secret",
        "p@ss-word",
    }
    assert secrets <= set(config.secrets())
    assert not [secret for secret in secrets if secret in repr(config)]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:@/db?host=/run/postgresql",
        "postgresql://[::1]:5432/db",
        "postgresql+asyncpg://me@db/ads",
        "postgresql+psycopg://me@db/ads",
    ],
)
def test_other_forms_of_a_database_address(url: str, tmp_path: Path) -> None:
    config = read_config({"DATABASE_URL": url}, folder=tmp_path)
    assert config.database.url is not None
    assert config.database.url.get_secret_value() == re.sub(r"\+\w+:", ":", url)


def test_env_file_is_read_and_the_shell_wins(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=9001\nLOG_LEVEL=ERROR # quiet\nUNKNOWN=1\n", encoding="utf-8")
    config = read_config({"PORT": "9002"}, folder=tmp_path)
    assert (config.http.port, config.logs.level) == (9002, "ERROR")


def test_a_wrong_value_in_the_env_file_is_refused_as_well(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=door\n", encoding="utf-8")
    with pytest.raises(ConfigError, match='PORT is "door"'):
        read_config({}, folder=tmp_path)


def test_an_unreadable_env_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="UTF-8"):
        read_config({}, folder=tmp_path)


def test_invitations_without_an_admin_are_noted(tmp_path: Path) -> None:
    assert "nobody can invite" in read_config({"OPENAI_API_KEY": "k"}, folder=tmp_path).notes()[0]
    assert read_config({"OPENAI_API_KEY": "k", "ACCESS": "open"}, folder=tmp_path).notes() == ()
    assert read_config({"OPENAI_API_KEY": "k", "ADMIN_IDS": "1"}, folder=tmp_path).notes() == ()


def test_the_example_lists_exactly_what_is_read(tmp_path: Path) -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert re.findall(r"^([A-Z0-9_]+)=", text, flags=re.MULTILINE) == sorted(
        VARIABLES, key=lambda name: text.index(f"\n{name}=")
    )
    assert set(re.findall(r"^([A-Z0-9_]+)=", text, flags=re.MULTILINE)) == set(VARIABLES)
    (tmp_path / ".env").write_text(text, encoding="utf-8")
    home = {"BRIEFCUT_HOME": str(tmp_path)}
    assert read_config(home, folder=tmp_path) == Config(home=tmp_path)  # unfilled, it changes nothing


def test_periods_shrink_together() -> None:
    periods = Periods().scaled(0.1)
    assert periods.stall == pytest.approx(2.0)
    assert periods.stall / periods.heartbeat == Periods().stall / Periods().heartbeat
    with pytest.raises(ValueError, match="greater than 0"):
        Periods().scaled(0)


def test_what_others_are_slow_at_is_waited_for_in_shrunken_time_too(tmp_path: Path) -> None:
    rhythm = rhythm_of(Config(home=tmp_path, periods=Periods().scaled(0.01)))
    assert rhythm.lease == pytest.approx(0.2)
    assert (rhythm.turn_deadline, rhythm.photo_patience) == (10, 600)


def test_periods_keep_the_promises_between_them() -> None:
    periods = Periods()
    assert periods.stall + periods.rescue <= 40  # recovery after kill -9
    assert periods.renewal * 2 < periods.lease
    assert periods.heartbeat * 2 < periods.stall
    assert periods.draft_refresh < 20
    assert periods.sweep <= 15


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("127.8.8.8", True), ("0.0.0.0", False)],
)
def test_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
