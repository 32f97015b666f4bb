"""What is completed stays, unless its file is gone: then the same job makes it again.

`output_asset_id` is emptied when the file behind it is deleted or found missing; a job that still has its file does not
go back to the queue.
"""

from migrations.sql import run

revision = "051"
down_revision = "050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE OR REPLACE FUNCTION check_job_move() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT (CASE OLD.status
                WHEN 'queued' THEN NEW.status IN ('processing', 'failed', 'cancelled')
                WHEN 'processing' THEN NEW.status IN ('completed', 'failed', 'cancelled', 'queued')
                WHEN 'completed' THEN NEW.status = 'queued' AND OLD.output_asset_id IS NULL
                WHEN 'failed' THEN NEW.status = 'queued'
                WHEN 'cancelled' THEN NEW.status = 'queued'
            END) THEN
                RAISE EXCEPTION 'a generation job does not go from % to %', OLD.status, NEW.status
                    USING ERRCODE = 'check_violation', TABLE = 'generation_jobs',
                          CONSTRAINT = 'generation_jobs_status_move';
            END IF;
            RETURN NEW;
        END;
        $$;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE OR REPLACE FUNCTION check_job_move() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT (CASE OLD.status
                WHEN 'queued' THEN NEW.status IN ('processing', 'failed', 'cancelled')
                WHEN 'processing' THEN NEW.status IN ('completed', 'failed', 'cancelled', 'queued')
                WHEN 'completed' THEN false
                WHEN 'failed' THEN NEW.status = 'queued'
                WHEN 'cancelled' THEN NEW.status = 'queued'
            END) THEN
                RAISE EXCEPTION 'a generation job does not go from % to %', OLD.status, NEW.status
                    USING ERRCODE = 'check_violation', TABLE = 'generation_jobs',
                          CONSTRAINT = 'generation_jobs_status_move';
            END IF;
            RETURN NEW;
        END;
        $$;
        """
    )
