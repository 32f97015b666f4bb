"""Canaries: texts that must not come out of the log, whichever way they went in."""

from __future__ import annotations

import io
import json
import logging
import warnings
from collections.abc import Callable, Iterator

import pytest
import structlog
from pydantic import BaseModel, SecretStr
from sqlalchemy.exc import DBAPIError

from briefcut.config import ConfigError, LogSettings
from briefcut.logs import HIDDEN, Redactor, set_up_logging

TOKEN = "123456789:AAEcanaryCANARYcanaryCANARYcanary01"
KNOWN = "pass word/ü\"quote'canary"

Start = Callable[..., io.StringIO]


@pytest.fixture
def logged() -> Iterator[Start]:
    """Starts logging into a buffer, and puts the machinery back afterwards."""
    root = logging.getLogger()
    before = (root.level, list(root.handlers))

    def start(form: str = "json", level: str = "DEBUG", secrets: tuple[str, ...] = (KNOWN,)) -> io.StringIO:
        buffer = io.StringIO()
        settings = LogSettings(level=level, format=form)  # type: ignore[arg-type]
        set_up_logging(settings, secrets, stream=buffer)
        return buffer

    yield start
    logging.captureWarnings(False)
    structlog.reset_defaults()
    root.setLevel(before[0])
    root.handlers[:] = before[1]


HIDDEN_TEXTS = [
    f"GET http://127.0.0.1:8080/bot{TOKEN}/sendMessage",
    f"https://api.telegram.org/file/bot{TOKEN}/photos/1.jpg",
    "/bot42:canary/getMe",
    f"the token is {TOKEN}.",
    "sk-proj-canaryCANARY012345",
    "r8_canaryCANARYcanaryCANARY",
    "whsec_canaryCANARYcanary",
    "AKIACANARYCANARY0000",
    "Authorization: Bearer canary.token-value",
    "{'authorization': 'Token canary-token-value'}",
    "https://b.s3.amazonaws.com/k?X-Amz-Credential=canary%2F1&X-Amz-Signature=canaryb&x=1",
    "https://b.s3.amazonaws.com/k?AWSAccessKeyId=canary&Signature=canary%3D&Expires=12",
    "https://b.s3.amazonaws.com/k?a=1&amp;X-Amz-Credential=canary&amp;X-Amz-Signature=canary&amp;b=2",
    r"https://b.s3.amazonaws.com/k?a=1\u0026X-Amz-Security-Token=canary\u0026X-Amz-Signature=canary",
    "https://x.example/?to=https%3A%2F%2Fb.s3.amazonaws.com%2Fk%3FX-Amz-Signature%3Dcanary%26X-Amz-Token%3Dcanary",
    "https://storage.googleapis.com/b/k?X-Goog-Credential=canary&X-Goog-Signature=canary",
    "https://storage.googleapis.com/b/k?GoogleAccessId=canary&Expires=1&Signature=canary",
    "https://d1.cloudfront.net/k?Policy=canary&Signature=canary&Key-Pair-Id=canary",
    "https://b.oss-eu-central-1.aliyuncs.com/k?OSSAccessKeyId=canary&Signature=canary&security-token=canary",
    "postgresql://me:canary@db:5432/ads",
    "postgresql+asyncpg://me:can/ary@canary@db/ads",
    "host=db password='canary with spaces' dbname=ads",
    "connection string: password=canary",
]


@pytest.mark.parametrize("text", HIDDEN_TEXTS)
@pytest.mark.parametrize("form", ["json", "console"])
def test_what_has_the_form_of_a_secret_is_hidden(logged: Start, text: str, form: str) -> None:
    out = logged(form)
    structlog.get_logger("briefcut.test").info("calling", url=text)
    logging.getLogger("some.library").warning("failed: %s", text)
    try:
        raise RuntimeError(text)
    except RuntimeError:
        logging.getLogger("some.library").exception("crash")
        structlog.get_logger("briefcut.test").exception("crash")
    said = out.getvalue()
    assert said.count("crash") == 2
    assert "canary" not in said.lower().replace("test_what_has", "")
    assert HIDDEN in said


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_known_secret_is_hidden_in_every_spelling(logged: Start, form: str) -> None:
    out = logged(form)
    log = structlog.get_logger("briefcut.test")
    log.info("plain", value=KNOWN, inside=f"<{KNOWN}>", nested={"deep": [KNOWN]}, secret=SecretStr(KNOWN))
    log.info("encoded", url="http://h/?a=pass%20word%2F%C3%BC%22quote%27canary")
    log.info(f"in the event: {KNOWN}")
    assert "canary" not in out.getvalue()
    assert len(out.getvalue().splitlines()) == 3


def test_what_other_exceptions_quote_of_a_message_is_cut(logged: Start) -> None:
    out = logged()

    class Brief(BaseModel):
        duration: int

    words = "".join(["can", "ary ] brief"])  # a traceback quotes the line that raised

    def database() -> None:
        detail = f'new row violates "check"\nDETAIL:  Failing row contains (7, {words}, x).'
        raise DBAPIError("INSERT INTO chat_messages", {"content": words}, Exception(detail))

    def validation() -> None:
        Brief.model_validate({"duration": words})

    for fault in (database, validation):
        try:
            fault()
        except Exception:
            logging.getLogger("some.library").exception("crash")
    lines = out.getvalue().splitlines()
    assert len(lines) == 2
    assert "INSERT INTO chat_messages" in lines[0]
    assert "duration" in lines[1]
    assert "canary" not in out.getvalue()


def test_tracebacks_show_no_local_variables(logged: Start) -> None:
    for form in ("json", "console"):
        out = logged(form)
        words = "".join(["can", "ary"])
        try:
            raise ValueError(len(words))
        except ValueError:
            structlog.get_logger("briefcut.test").exception("crash")
        assert "ValueError: 6" in out.getvalue()
        assert "canary" not in out.getvalue()


@pytest.mark.parametrize("name", ["openai._base_client", "httpx", "botocore.endpoint", "langchain_core.x"])
def test_libraries_that_log_whole_requests_are_held(logged: Start, name: str) -> None:
    out = logged(level="DEBUG")
    logging.getLogger(name).debug("Request options: %s", {"json": "what a person wrote"})
    logging.getLogger(name).info("what a person wrote")
    logging.getLogger(name).warning("slow")
    assert "person" not in out.getvalue()
    assert "slow" in out.getvalue()


def test_json_lines_are_json_with_level_and_time(logged: Start) -> None:
    out = logged()
    structlog.get_logger("briefcut.test").info("started", port=8080)
    logging.getLogger("some.library").error("odd %d", 7)
    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert (first["event"], first["port"], first["level"]) == ("started", 8080, "info")
    assert (second["event"], second["level"], second["logger"]) == ("odd 7", "error", "some.library")
    assert first["timestamp"].endswith("Z")


def test_a_redacted_json_line_is_still_json(logged: Start) -> None:
    out = logged()
    for text in HIDDEN_TEXTS:
        structlog.get_logger("briefcut.test").info("calling", url=text, after=1)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["after"] for line in lines] == [1] * len(HIDDEN_TEXTS)


def test_the_level_holds_and_a_second_set_up_replaces_the_first(logged: Start) -> None:
    first = logged(level="DEBUG")
    second = logged(level="ERROR")
    structlog.get_logger("briefcut.test").warning("quiet")
    structlog.get_logger("briefcut.test").error("loud")
    assert first.getvalue() == ""
    assert "loud" in second.getvalue()
    assert "quiet" not in second.getvalue()


def test_warnings_go_to_the_log(logged: Start) -> None:
    out = logged()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"old {TOKEN}", UserWarning, stacklevel=1)
    assert "UserWarning" in out.getvalue()
    assert TOKEN not in out.getvalue()


def test_ordinary_text_stays() -> None:
    redact = Redactor(("abc", "longer-secret"))
    for text in (
        "abc stays: too short to be told from words",
        "generate[42](project=7) took 12.5 s",
        "http://127.0.0.1:8080/readyz?verbose=1",
        "see https://example.com:8443/a@b",
        "12:30:45 worker started, ratio 9:16",
        "task-runner sk-ip",
    ):
        assert redact(text) == text
    assert redact("a longer-secret b") == f"a {HIDDEN} b"


def test_sentry_without_its_client_is_refused(logged: Start) -> None:
    settings = LogSettings(sentry_dsn=SecretStr("https://key@sentry.example/1"))
    logged()
    with pytest.raises(ConfigError, match="SENTRY_DSN is set"):
        set_up_logging(settings, stream=io.StringIO())
