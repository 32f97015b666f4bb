"""`briefcut grant`: a plan from the shell, written down and refused plainly."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from pydantic import SecretStr

from briefcut.config import Config, DatabaseAccess
from briefcut.grant import grant
from db.enums import SubscriptionType
from db.url import libpq_url
from tests.support.database import temporary_home


@pytest.fixture
def config(database_url: str) -> Iterator[Config]:
    with temporary_home() as home:
        yield Config(home=home, database=DatabaseAccess(SecretStr(database_url)))


def test_a_plan_is_granted_and_taken_back(
    config: Config, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with psycopg.connect(libpq_url(database_url), autocommit=True) as connection:
        connection.execute("INSERT INTO users (telegram_user_id, name) VALUES (77, 'Ada')")

        def plan() -> object:
            row = connection.execute("SELECT subscription_type::text FROM users").fetchone()
            return row and row[0]

        assert grant(config, 77, SubscriptionType.PRO) == 0
        assert capsys.readouterr().out == "Ada has the plan pro: USD 20.00 of paid generation a month.\n"
        assert plan() == "pro"
        assert grant(config, 77, SubscriptionType.FREE) == 0
        assert plan() == "free"
        acts = connection.execute(
            "SELECT actor, action, details->>'plan' FROM audit_log ORDER BY 3"
        ).fetchall()
        assert acts == [("shell", "grant", "free"), ("shell", "grant", "pro")]


def test_a_stranger_is_named(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    assert grant(config, 78, SubscriptionType.PRO) == 1
    said = capsys.readouterr().err
    assert said.startswith("briefcut: nobody with the Telegram id 78 ")
    assert len(said.splitlines()) == 1
