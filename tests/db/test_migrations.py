import re
import shutil
import subprocess
import sys
import threading
import time
from importlib import resources
from pathlib import Path

import psycopg.errors
import pytest
from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from db import schema
from db.base import Base
from db.errors import DatabaseUnavailable, SchemaMismatch
from tests.support.rows import add
from tests.support.schema import alembic_config, complaints

CATALOG = """
    SELECT 'column', table_name || '.' || column_name,
           concat_ws(' ', udt_name, is_nullable, column_default, numeric_precision, numeric_scale, is_identity)
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL
    SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
      FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'view', viewname, definition FROM pg_views WHERE schemaname = 'public'
    UNION ALL
    SELECT 'function', oid::regprocedure::text, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'type', t.typname, string_agg(enumlabel, ',' ORDER BY enumsortorder)
      FROM pg_type AS t LEFT JOIN pg_enum ON enumtypid = t.oid
     WHERE typnamespace = 'public'::regnamespace GROUP BY t.typname
    ORDER BY 1, 2, 3
"""


def catalog(engine: Engine) -> list[tuple[str, str, str]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(CATALOG))]


def scripts() -> dict[str, str]:
    folder = resources.files("migrations") / "versions"
    files = (entry for entry in folder.iterdir() if entry.name.endswith(".py"))
    return {entry.name: entry.read_text(encoding="utf-8") for entry in files}


def test_models_and_migrations_say_the_same(database_url: str) -> None:
    assert complaints(database_url) == []


def test_the_trunk_is_named_as_in_its_story() -> None:
    names = sorted(scripts())
    assert names[:8] == [
        "001_create_enum_types.py",
        "002_create_users_table.py",
        "003_create_brands_table.py",
        "004_create_ad_projects_table.py",
        "005_create_chat_messages_table.py",
        "006_create_scripts_table.py",
        "007_create_generation_jobs_table.py",
        "008_create_lora_models_table.py",
    ]


def test_file_names_tell_the_order_that_alembic_follows(empty_url: str) -> None:
    walk = ScriptDirectory.from_config(alembic_config(empty_url)).walk_revisions()
    assert [script.revision for script in walk] == schema.revisions()[::-1]


def test_every_migration_gives_up_rather_than_block_and_can_be_undone() -> None:
    for name, script in scripts().items():
        up, _, down = script.partition("def downgrade")
        for way in (up, down):
            assert "SET LOCAL lock_timeout" in way, name
            assert re.search(r"\b(CREATE|ALTER|DROP|INSERT|DELETE)\b|run_engine_files\(", way), name


def test_every_index_says_which_query_it_serves() -> None:
    for name, script in scripts().items():
        up = script.partition("def downgrade")[0]
        for statement in re.finditer(
            r"(?:^ +(?P<before>.*)\n)^ +CREATE (?:UNIQUE )?INDEX (?P<name>\w+)", up, re.M
        ):
            before = statement["before"]
            # An index may stand in a group under one comment.
            grouped = re.search(r"INDEX|WHERE|ON \w+ \(", before) and not before.startswith(");")
            assert before.startswith("--") or grouped, f"{name}: {statement['name']}"


def test_every_delete_rule_says_why() -> None:
    for name, script in scripts().items():
        up = script.partition("def downgrade")[0]
        reason = None
        for found in re.finditer(
            r"-- (?P<why>CASCADE|RESTRICT|SET NULL)\b|ON DELETE (?P<rule>CASCADE|RESTRICT|SET NULL)", up
        ):
            reason = found["why"] or reason
            assert found["rule"] in (None, reason), f"{name}: {up[found.start() - 90 : found.end()]}"
        assert ("REFERENCES" in up) <= (reason is not None), name


def test_each_step_down_restores_what_was_there_before(empty_url: str) -> None:
    """Up, down and up again, looking at the catalog after each step, in its own transaction."""
    config = alembic_config(empty_url)
    walk: list[tuple[str, list[tuple[str, str, str]]]] = []

    def look(*, ctx: MigrationContext, heads: set[str], **_: object) -> None:
        assert ctx.connection is not None
        walk.append(("".join(heads), [tuple(row) for row in ctx.connection.execute(text(CATALOG))]))

    config.attributes["on_version_apply"] = look
    command.upgrade(config, "001")
    command.downgrade(config, "base")
    up = dict(walk[1:])
    walk.clear()
    command.upgrade(config, "head")
    up |= dict(walk)
    assert [revision for revision, _ in walk] == schema.revisions()
    assert len({str(found) for found in up.values()}) > len(up) - 3, "nearly every step shows in the catalog"
    command.downgrade(config, "base")
    command.upgrade(config, "head")
    assert len(walk) == 3 * len(schema.revisions())
    for revision, found in walk:
        assert found == up[revision], f"at {revision or 'base'}"


def test_all_the_way_down_leaves_nothing_but_the_version_table(database_url: str) -> None:
    schema.downgrade(database_url, "base")
    assert schema.current(database_url) is None
    assert len(schema.pending(database_url)) == len(schema.revisions())
    assert schema.upgrade(database_url)


def test_a_filled_database_of_the_trunk_comes_along(empty_url: str, empty_engine: Engine) -> None:
    schema.upgrade(empty_url, "008")
    with empty_engine.begin() as connection:
        connection.execute(
            text(
                """
                WITH who AS (INSERT INTO users (email, name) VALUES ('a@example.org', 'Ada') RETURNING id),
                     what AS (INSERT INTO brands (user_id, title) SELECT id, 'Kaffee' FROM who RETURNING id, user_id),
                     ad AS (INSERT INTO ad_projects (brand_id, user_id) SELECT id, user_id FROM what RETURNING id),
                     said AS (INSERT INTO chat_messages (project_id, role, content)
                              SELECT id, 'user', 'hello' FROM ad),
                     told AS (INSERT INTO scripts (project_id, storyline) SELECT id, 'once' FROM ad
                              RETURNING id, project_id),
                     lora AS (INSERT INTO lora_models (brand_id, model_name) SELECT id, 'm' FROM what)
                INSERT INTO generation_jobs (project_id, script_id, job_type)
                SELECT project_id, id, 'visual_generation' FROM told, generate_series(1, 3)
                """
            )
        )
    assert schema.upgrade(empty_url)
    with empty_engine.connect() as connection:
        row = connection.execute(
            text("SELECT aspect_ratio, revision, creativity_level, total_cost, metadata FROM ad_projects")
        ).one()
        assert tuple(row) == ("9:16", 0, 5, 0, {})
        kinds = connection.execute(text("SELECT asset_kind, lease_epoch FROM generation_jobs")).all()
        assert kinds == [(None, 0)] * 3
    with empty_engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            add(connection, table.name)
        jobs = connection.execute(text("SELECT count(*) FROM generation_jobs")).scalar_one()
    schema.downgrade(empty_url, "008")
    with empty_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM generation_jobs")).scalar_one() == jobs > 3
        assert connection.execute(text("SELECT name FROM users WHERE email = 'a@example.org'")).one() == (
            "Ada",
        )
    assert schema.upgrade(empty_url)


def test_the_templates_are_written_once_however_often(empty_url: str, empty_engine: Engine) -> None:
    count = text("SELECT count(*), count(DISTINCT slug), bool_and(is_public) FROM campaign_templates")
    schema.upgrade(empty_url, "029")
    with empty_engine.begin() as connection:
        assert connection.execute(count).one() == (3, 3, True)
        connection.execute(text("UPDATE campaign_templates SET usage_count = 7"))
        # As after a restored backup: the revision says "not yet", the rows are there.
        connection.execute(text("UPDATE alembic_version SET version_num = '028'"))
    schema.upgrade(empty_url, "029")
    with empty_engine.begin() as connection:
        assert connection.execute(count).one() == (3, 3, True)
        assert connection.execute(text("SELECT sum(usage_count) FROM campaign_templates")).scalar_one() == 21


def test_a_reference_across_people_stops_the_upgrade_and_nothing_is_half_done(
    empty_url: str, empty_engine: Engine
) -> None:
    schema.upgrade(empty_url, "024")
    with empty_engine.begin() as connection:
        connection.execute(
            text(
                """
                WITH ada AS (INSERT INTO users (name) VALUES ('Ada') RETURNING id),
                     bob AS (INSERT INTO users (name) VALUES ('Bob') RETURNING id),
                     brand AS (INSERT INTO brands (user_id, title) SELECT id, 'Kaffee' FROM ada RETURNING id)
                INSERT INTO ad_projects (brand_id, user_id) SELECT brand.id, bob.id FROM brand, bob
                """
            )
        )
    before = catalog(empty_engine)
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="fk_ad_projects_user_id_brand_id"):
        schema.upgrade(empty_url)
    assert schema.current(empty_url) == "024"
    assert catalog(empty_engine) == before


def test_two_heads_are_a_complaint(database_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(Path(str(resources.files("migrations"))), folder)
    newest = next(name for name in scripts() if name.startswith(schema.head()))
    twin = (folder / "versions" / newest).read_text(encoding="utf-8")
    twin = twin.replace(f'revision = "{schema.head()}"', 'revision = "twin"', 1)
    (folder / "versions" / "twin_head.py").write_text(twin, encoding="utf-8")
    assert "twin" in complaints(database_url, folder)[0]
    assert complaints(database_url) == []


def test_cancelled_rows_survive_the_way_back_as_failed_ones(empty_url: str, empty_engine: Engine) -> None:
    schema.upgrade(empty_url, "009")
    with empty_engine.begin() as connection:
        connection.execute(
            text(
                """
                WITH who AS (INSERT INTO users (name) VALUES ('Ada') RETURNING id),
                     what AS (INSERT INTO brands (user_id, title) SELECT id, 'Kaffee' FROM who RETURNING id, user_id)
                INSERT INTO ad_projects (brand_id, user_id, status) SELECT id, user_id, 'cancelled' FROM what
                """
            )
        )
    schema.downgrade(empty_url, "008")
    with empty_engine.connect() as connection:
        assert connection.execute(text("SELECT status::text FROM ad_projects")).scalar_one() == "failed"


def test_two_processes_that_start_at_once_migrate_once(empty_url: str) -> None:
    results: list[bool] = []
    threads = [
        threading.Thread(target=lambda: results.append(schema.upgrade(empty_url, "003"))) for _ in range(2)
    ]
    # Alembic keeps its context in module globals, so threads of one process must not both run it: the advisory
    # lock lets one through, and the other finds nothing to do.
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == [False, True]
    assert schema.current(empty_url) == "003"


def test_an_up_to_date_database_costs_one_query(database_url: str) -> None:
    started = time.monotonic()
    assert not schema.upgrade(database_url)
    assert time.monotonic() - started < 0.5
    code = (
        "import sys; from db import schema; schema.upgrade(sys.argv[1]); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, database_url], check=False).returncode == 0


def test_a_newer_database_is_refused(database_url: str, cluster: object) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '999'")
    with pytest.raises(SchemaMismatch, match="999"):
        schema.upgrade(database_url)


def test_a_database_that_is_away_is_unavailable() -> None:
    with pytest.raises(DatabaseUnavailable):
        schema.current("postgresql://nobody:@/none?host=/nowhere")
