"""`briefcut report` and `briefcut nightly` as an operator runs them: on a real database, in every form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from PIL import Image
from pydantic import SecretStr

from briefcut.config import Config, DatabaseAccess
from briefcut.nightly import nightly
from briefcut.report import report
from briefcut.settings import HttpSettings
from db.url import libpq_url
from tests.support.database import temporary_home
from tests.support.program import free_port


@pytest.fixture
def config(database_url: str) -> Iterator[Config]:
    with psycopg.connect(libpq_url(database_url), autocommit=True) as connection:
        connection.execute(
            """
            WITH person AS (INSERT INTO users (telegram_user_id, name) VALUES (77, '=Ada & Söhne') RETURNING id)
            INSERT INTO generation_costs (user_id, category, provider, model_name, amount, success, created_at)
            SELECT id, 'image_generation', 'replicate', 'maker/stills', 0.25 * n, n < 3,
                   now() - make_interval(days => n)
              FROM person, generate_series(1, 3) AS n
            """
        )
    with temporary_home() as home:
        http = HttpSettings(port=free_port())
        yield Config(home=home, database=DatabaseAccess(SecretStr(database_url)), http=http)


def test_the_same_figures_as_table_csv_and_picture(
    config: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(config, "spend", "user", 7, "table", None) == 0
    assert "=Ada & Söhne · 77" in (shown := capsys.readouterr().out)
    assert "1.5000" in shown
    assert report(config, "spend", "user", 7, "csv", tmp_path / "spend.csv") == 0
    assert (tmp_path / "spend.csv").read_text("utf-8").splitlines() == [
        "Person,USD,calls,failed",
        "'=Ada & Söhne · 77,1.5000,3,1",
    ]
    assert report(config, "spend", "day", 2, "csv", None) == 0
    assert ",0.2500,1,0" in capsys.readouterr().out
    assert report(config, "overview", "day", 30, "png", tmp_path / "all.png") == 0
    with Image.open(tmp_path / "all.png") as picture:
        assert picture.width == 1080
        assert len(picture.convert("RGB").getcolors(1 << 24) or ()) > 50


def test_the_round_and_a_step_of_it_by_hand(
    config: Config, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert nightly(config) == 0
    steps = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert steps == ["retention", "stars", "providers", "engine", "digest"]
    assert nightly(config, ["engine"]) == 0
    assert capsys.readouterr().out == "engine      jobs 0\n"
    with psycopg.connect(libpq_url(database_url)) as connection:
        rows = connection.execute("SELECT actor, action FROM audit_log ORDER BY id").fetchall()
    assert rows == [("shell", f"nightly.{step}") for step in (*steps, "round", "engine")]
