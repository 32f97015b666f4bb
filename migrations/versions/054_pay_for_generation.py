"""What paid generation needs to know of a job and of each try at it.

A job carries the money that was set aside for it when it was approved; while a try is open the try carries it, so what
the budgets hold is always the sum of both. `request_number` counts how often a person asked for the job's output: each
request is paid once. A try says when it is looked at again, when it is cancelled, and what came of it.
"""

from migrations.sql import run

revision = "054"
down_revision = "053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE generation_jobs
            ADD COLUMN request_number integer DEFAULT 1 NOT NULL,
            ADD COLUMN estimated_amount numeric(10, 4) DEFAULT 0 NOT NULL,
            ADD COLUMN reserved_amount numeric(10, 4) DEFAULT 0 NOT NULL,
            ADD COLUMN reserved_on date,
            ADD CONSTRAINT ck_generation_jobs_request_number CHECK (request_number >= 1),
            ADD CONSTRAINT ck_generation_jobs_estimated_amount CHECK (estimated_amount >= 0),
            ADD CONSTRAINT ck_generation_jobs_reserved_amount
                CHECK (reserved_amount = 0 OR (reserved_amount > 0 AND reserved_on IS NOT NULL));
        ALTER TABLE generation_attempts
            ADD COLUMN request_number integer DEFAULT 1 NOT NULL,
            ADD COLUMN charged_amount numeric(10, 4) DEFAULT 0 NOT NULL,
            ADD COLUMN clean_reads integer DEFAULT 0 NOT NULL,
            ADD COLUMN next_look_at timestamptz,
            ADD COLUMN deadline_at timestamptz,
            ADD COLUMN provider_status text,
            ADD COLUMN output_urls text[] DEFAULT '{}'::text[] NOT NULL,
            ADD CONSTRAINT ck_generation_attempts_request_number CHECK (request_number >= 1),
            ADD CONSTRAINT ck_generation_attempts_charged_amount CHECK (charged_amount >= 0),
            ADD CONSTRAINT ck_generation_attempts_clean_reads CHECK (clean_reads >= 0);
        -- Nothing asks for the one untouched longest any more: each try says itself when it is due.
        DROP INDEX ix_generation_attempts_state_updated_at;
        -- WHERE state IN ('sending', 'running') AND next_look_at <= now() ORDER BY next_look_at: tries to look at.
        CREATE INDEX ix_generation_attempts_next_look_at ON generation_attempts (next_look_at)
            WHERE state IN ('sending', 'running');
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP INDEX ix_generation_attempts_next_look_at;
        CREATE INDEX ix_generation_attempts_state_updated_at ON generation_attempts (state, updated_at)
            WHERE state IN ('sending', 'running');
        ALTER TABLE generation_attempts
            DROP COLUMN request_number, DROP COLUMN charged_amount, DROP COLUMN clean_reads,
            DROP COLUMN next_look_at, DROP COLUMN deadline_at, DROP COLUMN provider_status,
            DROP COLUMN output_urls;
        ALTER TABLE generation_jobs
            DROP COLUMN request_number, DROP COLUMN estimated_amount, DROP COLUMN reserved_amount,
            DROP COLUMN reserved_on;
        """
    )
