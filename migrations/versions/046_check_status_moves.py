"""A status moves only as `db/status.py` says, whoever writes.

Repositories compare and set; this stops every other hand, a console's too. A test holds both tables against each other.
"""

from migrations.sql import run

revision = "046"
down_revision = "045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE FUNCTION check_project_move() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT (CASE OLD.status
                WHEN 'initial' THEN NEW.status IN ('chat_in_progress', 'failed', 'cancelled')
                WHEN 'chat_in_progress' THEN NEW.status IN ('script_generated', 'failed', 'cancelled')
                WHEN 'script_generated' THEN NEW.status IN ('script_approved', 'failed', 'cancelled')
                WHEN 'script_approved' THEN NEW.status IN ('video_generating', 'failed', 'cancelled')
                WHEN 'video_generating' THEN NEW.status IN ('completed', 'failed', 'cancelled')
                WHEN 'completed' THEN NEW.status = 'script_generated'
                WHEN 'failed' THEN NEW.status IN ('video_generating', 'script_generated', 'cancelled')
                WHEN 'cancelled' THEN NEW.status IN ('video_generating', 'script_generated', 'failed')
            END) THEN
                RAISE EXCEPTION 'an ad does not go from % to %', OLD.status, NEW.status
                    USING ERRCODE = 'check_violation', TABLE = 'ad_projects', CONSTRAINT = 'ad_projects_status_move';
            END IF;
            RETURN NEW;
        END;
        $$;
        CREATE TRIGGER check_ad_projects_status
            BEFORE UPDATE OF status ON ad_projects
            FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION check_project_move();

        CREATE FUNCTION check_job_move() RETURNS trigger LANGUAGE plpgsql AS $$
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
        CREATE TRIGGER check_generation_jobs_status
            BEFORE UPDATE OF status ON generation_jobs
            FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION check_job_move();
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TRIGGER check_generation_jobs_status ON generation_jobs;
        DROP FUNCTION check_job_move();
        DROP TRIGGER check_ad_projects_status ON ad_projects;
        DROP FUNCTION check_project_move();
        """
    )
