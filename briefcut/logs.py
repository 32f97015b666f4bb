"""Logging: structlog on the standard library's, one handler on stderr, and no secret in any line.

Redaction happens on the finished line, whatever made it: a record, its exception, a library, an access log.
What people write is never logged: the libraries that would log whole requests are held at WARNING, and the
places where other exceptions quote a value (SQL parameters, row details, validation input) are cut out.
"""

from __future__ import annotations

import importlib
import json
import logging
import re
import sys
from collections.abc import Iterable
from typing import IO, Any
from urllib.parse import quote

import structlog

from briefcut.config import ConfigError, LogSettings
from db.trail import FACTS, current

HIDDEN = "[hidden]"

_SHORTEST_SECRET = 6
"""Shorter texts would be found inside ordinary words."""

_SIGNED_QUERY = (
    r"(?i)((?:[?&;]|\\u0026|%26|%3f)(?:x-(?:amz|goog|oss|cos)-[a-z-]+|(?:aws|oss)accesskeyid|googleaccessid"
    r"|key-pair-id|policy|signature|sig|expires|(?:security-)?token|key|password|secret)(?:=|%3d))"
    r"(?:(?!%26|\\u0026)[^&\s\"'<>])+"
)
"""What presigned addresses of every service carry, also where an address stands in JSON, HTML or another address."""

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # a Bot API address, then a bare token
        (r"/bot\d+:[^/\s\"']+", f"/bot{HIDDEN}"),
        (r"\b\d{6,}:[A-Za-z0-9_-]{30,}", HIDDEN),
        # keys of the providers, and signing secrets
        (r"\b(?:sk|r8|whsec|xox[abp])[-_][A-Za-z0-9_+/=-]{8,}", HIDDEN),
        (r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b", HIDDEN),
        (r"(?i)\b(authorization\W{1,4}(?:bearer|token|basic)\s+)[^\s\"',}]+", rf"\1{HIDDEN}"),
        (r"(?i)\b(bearer\s+)[A-Za-z0-9._~+/=-]{8,}", rf"\1{HIDDEN}"),
        # presigned addresses, and secrets that travel in queries
        (
            _SIGNED_QUERY,
            rf"\1{HIDDEN}",
        ),
        # user:password@host; a database's also where the password itself contains a slash or an @
        (r"(?i)\b(postgres[a-z0-9+]*://[^\s:/@\"']*:)[^\s\"']+@", rf"\1{HIDDEN}@"),
        (r"(?i)\b([a-z][a-z0-9+.-]*://[^\s:/@\"']*:)[^\s\"'/@]+@", rf"\1{HIDDEN}@"),
        (r"(?i)\b(password=)(?:'[^']*'|[^\s&'\"]+)", rf"\1{HIDDEN}"),
        # what other people's exceptions quote of our rows and messages
        (r"(?s)\[parameters: .*?\](?=\s*(?:\\n)*\s*(?:\(Background|\n|\\n|$|\"))", f"[parameters: {HIDDEN}]"),
        (r"(?i)(DETAIL:\s+)(?:(?!\\n)[^\n])*", rf"\1{HIDDEN}"),
        (r"input_value=.*?(?=, input_type=)", f"input_value={HIDDEN}"),
    )
)

_QUIET = (
    "openai",
    "httpx",
    "httpcore",
    "langchain",
    "langchain_core",
    "langchain_openai",
    "langsmith",
    "replicate",
    "botocore",
    "boto3",
    "s3transfer",
    "urllib3",
    "sqlalchemy",
    "asyncio",
    "PIL",
    "apscheduler",
    "aiohttp",
    "alembic",
    "procrastinate",
    "aiogram.event",
)


class Redactor:
    """Takes secrets out of text: the ones that are known, and everything that has the form of one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms: set[str] = set()
        for secret in secrets:
            forms |= {secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
            forms |= {repr(secret)[1:-1], quote(secret, safe=""), quote(secret)}
        # The longest first, so that a secret that contains another one goes as a whole.
        known = sorted((form for form in forms if len(form) >= _SHORTEST_SECRET), key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text


class RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Formats a record, then redacts the finished line."""

    def __init__(self, redact: Redactor, **options: Any) -> None:
        super().__init__(**options)
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


def set_up_logging(
    settings: LogSettings, secrets: Iterable[str] = (), *, stream: IO[str] | None = None
) -> Redactor:
    """Log to `stream` (default stderr) from now on; replaces what was set up before.

    Returns the redactor, for texts that reach people by other ways.
    """
    redact = Redactor(secrets)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        _add_facts,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    target = stream or sys.stderr
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        RedactingFormatter(redact, foreign_pre_chain=shared, processors=_rendering(settings, target))
    )
    root = logging.getLogger()
    for old in [old for old in root.handlers if isinstance(old.formatter, RedactingFormatter)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(settings.level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(settings.level)))
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    _set_up_sentry(settings, redact)
    return redact


def _add_facts(_logger: Any, _method: str, event: Any) -> Any:
    """What `db.trail.tell` knows of an event, as fields of its line."""
    record = event.get("_record")
    event.update(getattr(record, FACTS, None) or {})
    return event


def _rendering(settings: LogSettings, target: IO[str]) -> list[Any]:
    """Tracebacks never show local variables: they hold what people wrote."""
    strip = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if settings.format == "json":
        return [
            strip,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ]
    colours = hasattr(target, "isatty") and target.isatty()
    return [
        strip,
        structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=structlog.dev.plain_traceback),
    ]


def _set_up_sentry(settings: LogSettings, redact: Redactor) -> None:
    if settings.sentry_dsn is None:
        return
    try:
        sentry: Any = importlib.import_module("sentry_sdk")
    except ImportError:
        raise ConfigError(
            "SENTRY_DSN",
            "is set, but the Sentry client is not installed",
            "run .venv/bin/pip install sentry-sdk, or leave the variable out",
        ) from None

    def scrub(event: Any, _hint: Any) -> Any:
        event["tags"] = {**(event.get("tags") or {}), **current()}
        return json.loads(redact(json.dumps(event, default=str, ensure_ascii=False)))

    sentry.init(
        dsn=settings.sentry_dsn.get_secret_value(),
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        before_send=scrub,
    )
