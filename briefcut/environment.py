"""What is read from the environment and from `.env`: names, shapes and the sentence of each refusal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict


class ConfigError(Exception):
    """PORT is "http": set it to a whole number from 0 to 65535, for example PORT=8080."""

    def __init__(self, variable: str, problem: str, fix: str) -> None:
        self.variable = variable
        super().__init__(f"{variable} {problem}: {fix}.")


def _shaped(pattern: str) -> AfterValidator:
    """A secret whose whole text has this form."""

    def check(secret: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, secret.get_secret_value()):
            raise ValueError("has the wrong form")
        return secret

    return AfterValidator(check)


class Environment(BaseSettings):
    """One field for each variable; its description finishes the sentence "set it to …".

    An empty value means the same as none, so that a compose file may pass variables through.
    """

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True, hide_input_in_errors=True)

    bot_token: Annotated[SecretStr, _shaped(r"\d{1,20}:[A-Za-z0-9_-]+")] | None = Field(
        None,
        description="the token that @BotFather gave, for example BOT_TOKEN=123456789:AAE…",
    )
    telegram_api_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s/?#]+[^\s?#]*$",
        description="the base URL of a Bot API server, for example TELEGRAM_API_URL=http://127.0.0.1:8081",
    )
    access: Literal["open", "invite", "guests"] | None = Field(
        None, description="open, invite or guests, or leave it out"
    )
    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s/?#]+[^\s?#]*$",
        description="the public https address of this server, for example PUBLIC_URL=https://ads.example.com",
    )
    webhook_secret: Annotated[SecretStr, _shaped(r"[A-Za-z0-9_-]{8,256}")] | None = Field(
        None,
        description="8 to 256 letters, digits, _ or -, for example the output of: openssl rand -hex 32",
    )
    admin_ids: str | None = Field(
        None,
        pattern=r"^\s*\d{1,16}\s*(,\s*\d{1,16}\s*)*,?\s*$",
        description="Telegram user ids with commas between, for example ADMIN_IDS=1234567,7654321",
    )

    database_url: SecretStr | None = Field(
        None,
        description="a Postgres address, for example postgresql://user@host:5432/briefcut, "
        "or leave it out for the embedded Postgres",
    )
    db_pool_size: int = Field(10, ge=1, le=500, description="a whole number from 1 to 500, for example 10")

    openai_api_key: SecretStr | None = Field(None, description="the key of your model's provider")
    openai_base_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s/?#]+[^\s?#]*$",
        description="the base URL of an OpenAI-compatible server, for example "
        "OPENAI_BASE_URL=http://127.0.0.1:11434/v1",
    )
    openai_model: str | None = Field(None, description="the name of a chat model with tool calling")

    replicate_api_token: SecretStr | None = Field(None, description="an API token of Replicate")
    replicate_base_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s/?#]+[^\s?#]*$",
        description="the base URL of another server that speaks Replicate's API",
    )
    replicate_webhook_secret: Annotated[SecretStr, _shaped(r"whsec_[A-Za-z0-9+/=_-]+")] | None = Field(
        None,
        description="the signing secret that Replicate shows for webhooks; it begins with whsec_",
    )

    s3_bucket: str | None = Field(
        None,
        pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
        description="the name of a bucket: 3 to 63 small letters, digits, dots or -",
    )
    s3_endpoint_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s/?#]+[^\s?#]*$",
        description="the base URL of an S3-compatible server",
    )
    s3_prefix: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9/_.-]*$",
        description="a folder inside the bucket, for example S3_PREFIX=briefcut/",
    )
    aws_access_key_id: SecretStr | None = Field(None, description="the id of an access key")
    aws_secret_access_key: SecretStr | None = Field(None, description="the secret of an access key")
    aws_session_token: SecretStr | None = Field(None, description="the token of a temporary access key")
    aws_region: str | None = Field(
        None, description="the bucket's region, for example AWS_REGION=eu-central-1"
    )
    aws_default_region: str | None = Field(None, description="the region where AWS_REGION is not set")

    briefcut_home: Path | None = Field(None, description="a folder that may be created")
    host: str = Field(
        "127.0.0.1",
        pattern=r"^[A-Za-z0-9.:_-]+$",
        description="an address or name of this machine, for example HOST=127.0.0.1",
    )
    port: int = Field(
        8080,
        ge=0,
        le=65535,
        description="a whole number from 0 to 65535, for example PORT=8080 (0: any free one)",
    )

    metrics_token: Annotated[SecretStr, _shaped(r"[A-Za-z0-9_-]{16,256}")] | None = Field(
        None,
        description="16 to 256 letters, digits, _ or -, for example the output of: openssl rand -hex 32",
    )

    models_file: Path | None = Field(None, description="the path of a TOML file, or leave it out")
    budget_per_ad: Decimal = Field(
        Decimal(10), ge=0, max_digits=12, decimal_places=4, description="an amount in USD, for example 10"
    )
    budget_per_user_day: Decimal = Field(
        Decimal(25), ge=0, max_digits=12, decimal_places=4, description="an amount in USD, for example 25"
    )
    budget_global_day: Decimal = Field(
        Decimal(200), ge=0, max_digits=12, decimal_places=4, description="an amount in USD, for example 200"
    )

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="DEBUG, INFO, WARNING or ERROR"
    )
    log_format: Literal["console", "json"] = Field("console", description="console or json")
    sentry_dsn: Annotated[SecretStr, _shaped(r"https?://[^\s@/]+@[^\s/]+/\S+")] | None = Field(
        None, description="the DSN of a Sentry project"
    )

    briefcut_test_width: int | None = Field(
        None,
        ge=90,
        le=1080,
        description="a number of pixels from 90 to 1080, or leave it out: it makes small videos and is for tests",
    )
    briefcut_time_scale: float = Field(
        1.0,
        gt=0,
        le=1,
        description="a number greater than 0 and at most 1; it is for tests, so leave it out",
    )

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("access", "log_format", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment comes in as an argument (see `read_environment`); then `.env`."""
        return init_settings, dotenv_settings


VARIABLES = tuple(name.upper() for name in Environment.model_fields)
"""Every variable that is read, in the order of `.env.example`."""

_SHOWN_AT_MOST = 60


def read_environment(environ: Mapping[str, str], env_file: Path | None) -> Environment:
    """Read the variables: `environ` wins over the file. Raises ConfigError for the first that is wrong."""
    given = {name.lower(): environ[name].strip() for name in VARIABLES if environ.get(name, "").strip()}
    _check_env_file(env_file)
    try:
        return Environment(_env_file=env_file, _env_file_encoding="utf-8", **given)  # type: ignore[arg-type]
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
    raise _refusal(name, given.get(name) or _from_file(env_file, name))


def _check_env_file(env_file: Path | None) -> None:
    if env_file is None or not env_file.is_file():
        return
    try:
        env_file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            ".env", f"cannot be read ({type(error).__name__})", f"save {env_file} as readable UTF-8 text"
        ) from None


def _from_file(env_file: Path | None, name: str) -> str:
    from dotenv import dotenv_values

    values = dotenv_values(env_file) if env_file and env_file.is_file() else {}
    return next((value for key, value in values.items() if key.lower() == name and value), "")


def _refusal(name: str, value: str) -> ConfigError:
    """What is wrong with one variable. A secret's value is never repeated."""
    field = Environment.model_fields[name]
    secret = "Secret" in str(field.annotation)
    shown = value if len(value) <= _SHOWN_AT_MOST else value[:_SHOWN_AT_MOST] + "…"
    problem = "has the wrong form" if secret else f'is "{" ".join(shown.split())}"'
    return ConfigError(name.upper(), problem, f"set it to {field.description}")
