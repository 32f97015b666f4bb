"""The queue engine's own tables, by its own schema files.

Later versions of the engine bring further files: the next migration of this kind runs those after our last one.
"""

from migrations.sql import run, run_engine_files

revision = "019"
down_revision = "018"
branch_labels = None
depends_on = None

FIRST = "00.00.00_01_initial.sql"
LAST = "03.04.00_50_post_add_retry_failed_job_procedure.sql"


def upgrade() -> None:
    run("SET LOCAL lock_timeout = '5s';")
    run_engine_files(FIRST, LAST)


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs, procrastinate_workers CASCADE;
        DO $$
        DECLARE
            left_over record;
        BEGIN
            FOR left_over IN
                SELECT oid::regprocedure AS name FROM pg_proc
                 WHERE proname LIKE 'procrastinate\\_%' AND pronamespace = current_schema()::regnamespace
            LOOP
                EXECUTE format('DROP FUNCTION %s CASCADE', left_over.name);
            END LOOP;
            FOR left_over IN
                SELECT oid::regtype AS name FROM pg_type
                 WHERE typname LIKE 'procrastinate\\_%' AND typnamespace = current_schema()::regnamespace
            LOOP
                EXECUTE format('DROP TYPE %s CASCADE', left_over.name);
            END LOOP;
        END;
        $$;
        """
    )
