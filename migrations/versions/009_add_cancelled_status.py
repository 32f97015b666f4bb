"""Ads and jobs can be cancelled.

Down: Postgres can't take a value out of an enum, so the types are built anew; cancelled rows become failed ones.
"""

from migrations.sql import run

revision = "009"
down_revision = "008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TYPE ad_project_status ADD VALUE 'cancelled';
        ALTER TYPE generation_job_status ADD VALUE 'cancelled';
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        UPDATE ad_projects SET status = 'failed' WHERE status = 'cancelled';
        UPDATE generation_jobs SET status = 'failed' WHERE status = 'cancelled';

        ALTER TYPE ad_project_status RENAME TO ad_project_status_with_cancelled;
        CREATE TYPE ad_project_status AS ENUM (
            'initial', 'chat_in_progress', 'script_generated', 'script_approved', 'video_generating', 'completed', 'failed'
        );
        ALTER TABLE ad_projects
            ALTER COLUMN status DROP DEFAULT,
            ALTER COLUMN status TYPE ad_project_status USING status::text::ad_project_status,
            ALTER COLUMN status SET DEFAULT 'initial';
        DROP TYPE ad_project_status_with_cancelled;

        ALTER TYPE generation_job_status RENAME TO generation_job_status_with_cancelled;
        CREATE TYPE generation_job_status AS ENUM ('queued', 'processing', 'completed', 'failed');
        ALTER TABLE generation_jobs
            ALTER COLUMN status DROP DEFAULT,
            ALTER COLUMN status TYPE generation_job_status USING status::text::generation_job_status,
            ALTER COLUMN status SET DEFAULT 'queued';
        DROP TYPE generation_job_status_with_cancelled;
        """
    )
