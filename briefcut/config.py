"""The configuration as the environment says it, read once and passed as an argument. Nothing else reads the
environment; what can be set is `briefcut.settings`."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from agent.catalog import read_catalog
from agent.token_prices import token_prices
from briefcut.environment import ConfigError, Environment, read_environment
from briefcut.periods import Periods
from briefcut.settings import (
    OFFICIAL_OPENAI,
    OFFICIAL_REPLICATE,
    OFFICIAL_TELEGRAM,
    Budgets,
    Config,
    DatabaseAccess,
    HttpSettings,
    LogSettings,
    ModelAccess,
    ReplicateAccess,
    S3Access,
    TelegramAccess,
    WebhookSettings,
)

__all__ = [
    "OFFICIAL_OPENAI",
    "Budgets",
    "Config",
    "ConfigError",
    "DatabaseAccess",
    "HttpSettings",
    "LogSettings",
    "ModelAccess",
    "Periods",
    "ReplicateAccess",
    "S3Access",
    "TelegramAccess",
    "WebhookSettings",
    "default_home",
    "read_config",
]


def read_config(environ: Mapping[str, str] = os.environ, *, folder: Path | None = None) -> Config:
    """Read the environment and the `.env` of `folder` (default: the working directory).

    Raises ConfigError, whose text is one line that names the variable and the fix.
    """
    env = read_environment(environ, (folder or Path.cwd()) / ".env")
    telegram = _telegram(env)
    model, replicate = _model(env), _replicate(env)
    return Config(
        home=_home(env),
        telegram=telegram,
        webhook=_webhook(env),
        access=env.access or ("invite" if model or replicate else "open"),
        admin_ids=frozenset(int(part) for part in (env.admin_ids or "").split(",") if part.strip()),
        database=_database(env),
        model=model,
        replicate=replicate,
        s3=_s3(env),
        models_file=_models_file(env),
        budgets=Budgets(env.budget_per_ad, env.budget_per_user_day, env.budget_global_day),
        http=_http(env, telegram),
        logs=LogSettings(env.log_level, env.log_format, env.sentry_dsn),
        periods=Periods().scaled(env.briefcut_time_scale),
        time_scale=env.briefcut_time_scale,
        test_width=env.briefcut_test_width,
    )


def default_home() -> Path:
    """The user's data folder; for root, whose own folder other accounts may not enter, `/var/lib/briefcut`."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/briefcut")
    from platformdirs import user_data_path

    return user_data_path("briefcut", appauthor=False)


def _home(env: Environment) -> Path:
    home = (env.briefcut_home or default_home()).expanduser().absolute()
    try:
        nearest = next(folder for folder in (home, *home.parents) if folder.exists())
    except OSError as error:
        raise ConfigError(
            "BRIEFCUT_HOME",
            f'is "{str(home)[:80]}", which can\'t be used ({error.strerror})',
            "set it to a folder that may be created",
        ) from None
    if not nearest.is_dir():
        raise ConfigError(
            "BRIEFCUT_HOME", f'is "{home}", but {nearest} is a file', "set it to a folder that may be created"
        )
    return home


def _telegram(env: Environment) -> TelegramAccess | None:
    if env.bot_token is None:
        if env.telegram_api_url:
            raise ConfigError(
                "TELEGRAM_API_URL",
                "is set without BOT_TOKEN",
                "set BOT_TOKEN as well, or leave both out for the chat page",
            )
        return None
    return TelegramAccess(env.bot_token, (env.telegram_api_url or OFFICIAL_TELEGRAM).rstrip("/"))


def _webhook(env: Environment) -> WebhookSettings | None:
    if env.public_url is None:
        if env.webhook_secret is not None:
            raise ConfigError(
                "WEBHOOK_SECRET",
                "is set without PUBLIC_URL",
                "set PUBLIC_URL as well, or leave both out for polling",
            )
        return None
    url = urlsplit(env.public_url)
    if url.scheme != "https" and not is_loopback(url.hostname or ""):
        raise ConfigError("PUBLIC_URL", "does not begin with https://", "set it to the public https address")
    if env.webhook_secret is None:
        raise ConfigError(
            "WEBHOOK_SECRET",
            "is missing while PUBLIC_URL is set",
            "set it to 8 to 256 letters, digits, _ or -, for example the output of: openssl rand -hex 32",
        )
    return WebhookSettings(env.public_url.rstrip("/"), env.webhook_secret)


def _database(env: Environment) -> DatabaseAccess:
    if env.database_url is None:
        return DatabaseAccess(None, env.db_pool_size)
    url = env.database_url.get_secret_value()
    if url.startswith("sqlite"):
        raise ConfigError(
            "DATABASE_URL",
            "names SQLite, but Briefcut keeps its rows and its queue in Postgres",
            "set it to postgresql://user@host:5432/name, or leave it out for the embedded Postgres",
        )
    if not re.fullmatch(r"postgres(ql)?(\+(asyncpg|psycopg))?://\S+", url) or not _has_database(url):
        raise ConfigError(
            "DATABASE_URL",
            "is not a Postgres address with a database name",
            "set it to postgresql://user@host:5432/name, or leave it out for the embedded Postgres",
        )
    return DatabaseAccess(SecretStr(re.sub(r"^[^:]+", "postgresql", url)), env.db_pool_size)


def _has_database(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.path.strip("/")) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _model(env: Environment) -> ModelAccess | None:
    if env.openai_api_key is None:
        for name, value in (("OPENAI_BASE_URL", env.openai_base_url), ("OPENAI_MODEL", env.openai_model)):
            if value:
                raise ConfigError(
                    name,
                    "is set without OPENAI_API_KEY",
                    "set OPENAI_API_KEY as well (any word will do for a server that asks for none)",
                )
        return None
    return ModelAccess(env.openai_api_key, env.openai_base_url, env.openai_model)


def _replicate(env: Environment) -> ReplicateAccess | None:
    if env.replicate_api_token is None:
        for name, value in (
            ("REPLICATE_BASE_URL", env.replicate_base_url),
            ("REPLICATE_WEBHOOK_SECRET", env.replicate_webhook_secret),
        ):
            if value:
                raise ConfigError(
                    name,
                    "is set without REPLICATE_API_TOKEN",
                    "set REPLICATE_API_TOKEN as well, or leave both out for the local renderer",
                )
        return None
    if env.replicate_webhook_secret is not None and env.public_url is None:
        raise ConfigError(
            "REPLICATE_WEBHOOK_SECRET",
            "is set without PUBLIC_URL, so no webhook can arrive",
            "set PUBLIC_URL as well, or leave the secret out: predictions are polled then",
        )
    base_url = (env.replicate_base_url or OFFICIAL_REPLICATE).rstrip("/")
    return ReplicateAccess(env.replicate_api_token, base_url, env.replicate_webhook_secret)


def _s3(env: Environment) -> S3Access | None:
    if env.s3_bucket is None:
        for name, value in (("S3_ENDPOINT_URL", env.s3_endpoint_url), ("S3_PREFIX", env.s3_prefix)):
            if value:
                raise ConfigError(
                    name,
                    "is set without S3_BUCKET",
                    "set S3_BUCKET as well, or leave both out to keep files at home",
                )
        return None
    if (env.aws_access_key_id is None) != (env.aws_secret_access_key is None):
        missing, other = "AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"
        if env.aws_access_key_id is None:
            missing, other = other, missing
        raise ConfigError(
            missing, f"is missing while {other} is set", "set both, or neither for an instance's role"
        )
    if env.aws_session_token is not None and env.aws_access_key_id is None:
        raise ConfigError(
            "AWS_ACCESS_KEY_ID",
            "is missing while AWS_SESSION_TOKEN is set",
            "set the key that the token belongs to, or leave the token out",
        )
    prefix = (env.s3_prefix or "").strip("/")
    return S3Access(
        bucket=env.s3_bucket,
        endpoint_url=env.s3_endpoint_url,
        prefix=f"{prefix}/" if prefix else "",
        region=env.aws_region or env.aws_default_region,
        access_key_id=env.aws_access_key_id,
        secret_access_key=env.aws_secret_access_key,
        session_token=env.aws_session_token,
    )


def _models_file(env: Environment) -> Path | None:
    if env.models_file is None:
        return None
    path = env.models_file.expanduser().absolute()
    try:
        tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        why = "is not valid TOML" if isinstance(error, ValueError) else "cannot be read"
        raise ConfigError(
            "MODELS_FILE", f'is "{path}", which {why}', "correct the file, or leave the variable out"
        ) from None
    try:
        token_prices(path)
        read_catalog(path)
    except ValueError as error:
        raise ConfigError("MODELS_FILE", f'is "{path}", where {error}', "correct the file") from None
    return path


def _http(env: Environment, telegram: TelegramAccess | None) -> HttpSettings:
    if telegram is None and not is_loopback(env.host):
        raise ConfigError(
            "HOST",
            f'is "{env.host}" without BOT_TOKEN, but the open chat page is for this machine only',
            "set BOT_TOKEN, or HOST=127.0.0.1",
        )
    return HttpSettings(env.host, env.port, env.metrics_token, public=env.public_url is not None)


def is_loopback(host: str) -> bool:
    """Whether this host name or address is this machine, seen by itself only."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
