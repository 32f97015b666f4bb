"""Everything that can be set, with the values that hold where nothing is set."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from pydantic import SecretStr

from briefcut.periods import Periods

OFFICIAL_TELEGRAM = "https://api.telegram.org"
OFFICIAL_REPLICATE = "https://api.replicate.com"
OFFICIAL_OPENAI = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class TelegramAccess:
    """A bot on a Bot API server that we do not serve ourselves."""

    token: SecretStr
    api_url: str = OFFICIAL_TELEGRAM


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """Where the outside reaches us. Telegram's secret comes with every call of its webhook."""

    public_url: str
    secret: SecretStr


@dataclass(frozen=True, slots=True)
class DatabaseAccess:
    """`url` is `postgresql://…` in any of libpq's forms; None means the embedded Postgres."""

    url: SecretStr | None = None
    pool_size: int = 10


@dataclass(frozen=True, slots=True)
class ModelAccess:
    """An OpenAI-compatible chat model; `name` None means the default of agent.build."""

    api_key: SecretStr
    base_url: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class ReplicateAccess:
    """Generation by Replicate; with a webhook secret its calls are accepted as well as polled for. `webhook_base` is
    where it reaches us when that is not the public address (the stand-in's case)."""

    api_token: SecretStr
    base_url: str = OFFICIAL_REPLICATE
    webhook_secret: SecretStr | None = None
    webhook_base: str | None = None


@dataclass(frozen=True, slots=True)
class S3Access:
    """A bucket. Without a key of its own, boto3's usual chain (profile, instance role) applies."""

    bucket: str
    endpoint_url: str | None = None
    prefix: str = ""
    region: str | None = None
    access_key_id: SecretStr | None = None
    secret_access_key: SecretStr | None = None
    session_token: SecretStr | None = None


@dataclass(frozen=True, slots=True)
class Budgets:
    """Ceilings in USD."""

    per_ad: Decimal = Decimal(10)
    per_user_day: Decimal = Decimal(25)
    global_day: Decimal = Decimal(200)


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """Where the one HTTP port listens; port 0 means any free one. `public`: a proxy passes requests of the world to it.
    Who reads `/metrics` must show the token, where one is set."""

    host: str = "127.0.0.1"
    port: int = 8080
    metrics_token: SecretStr | None = None
    public: bool = False


@dataclass(frozen=True, slots=True)
class LogSettings:
    """How much is logged, and in which form."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    format: Literal["console", "json"] = "console"
    sentry_dsn: SecretStr | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be set. None stands for the part that needs no key: `telegram` the chat stand-in,
    `model` the guided interviewer, `replicate` the local renderer, `s3` a folder.
    """

    home: Path
    telegram: TelegramAccess | None = None
    webhook: WebhookSettings | None = None
    access: Literal["open", "invite", "guests"] = "open"
    admin_ids: frozenset[int] = frozenset()
    database: DatabaseAccess = field(default_factory=DatabaseAccess)
    model: ModelAccess | None = None
    replicate: ReplicateAccess | None = None
    s3: S3Access | None = None
    models_file: Path | None = None
    budgets: Budgets = field(default_factory=Budgets)
    http: HttpSettings = field(default_factory=HttpSettings)
    logs: LogSettings = field(default_factory=LogSettings)
    periods: Periods = field(default_factory=Periods)
    time_scale: float = 1.0
    test_width: int | None = None

    @property
    def media(self) -> Path:
        """The folder of uploads and finished videos, where no bucket is set."""
        return self.home / "media"

    @property
    def spool(self) -> Path:
        """The folder of files that wait until the storage is back."""
        return self.home / "spool"

    @property
    def shelves(self) -> Path:
        """The folder of what can be encoded again; hidden, so it is in no backup."""
        return self.media / ".shelves"

    def secrets(self) -> tuple[str, ...]:
        """Every text that must not appear in a log, a row or a message."""
        held = [
            self.telegram and self.telegram.token,
            self.webhook and self.webhook.secret,
            self.model and self.model.api_key,
            self.replicate and self.replicate.api_token,
            self.replicate and self.replicate.webhook_secret,
            self.s3 and self.s3.access_key_id,
            self.s3 and self.s3.secret_access_key,
            self.s3 and self.s3.session_token,
            self.logs.sentry_dsn,
            self.http.metrics_token,
        ]
        texts = [secret.get_secret_value() for secret in held if secret]
        if self.database.url is not None:
            texts += _passwords(self.database.url.get_secret_value())
        return tuple(texts)

    def notes(self) -> tuple[str, ...]:
        """What is allowed but worth a line at start."""
        found = []
        if self.time_scale != 1.0:
            found.append(
                f"BRIEFCUT_TIME_SCALE={self.time_scale:g}: every period is shrunk; this is for tests."
            )
        if self.test_width is not None:
            found.append(f"BRIEFCUT_TEST_WIDTH={self.test_width}: videos are small; this is for tests.")
        if self.access == "invite" and not self.admin_ids:
            found.append(
                "Access is by invitation and ADMIN_IDS is empty, so nobody can invite: "
                "set ADMIN_IDS=<your Telegram id> or ACCESS=open."
            )
        return tuple(found)


def _passwords(url: str) -> list[str]:
    """The password of a database address, as written and as meant."""
    found: list[str] = []
    try:
        parts = urlsplit(url)
    except ValueError:
        return []
    if parts.password:
        found = [parts.password, unquote(parts.password), quote(unquote(parts.password), safe="")]
    found += [
        unquote(value) for value in re.findall(r"[?&]password=([^&]+)", parts.query and f"?{parts.query}")
    ]
    return list(dict.fromkeys(found))
