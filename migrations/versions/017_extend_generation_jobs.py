"""What a job makes, who makes it, and who holds it.

Whoever raises `lease_epoch` may write until `leased_until`, and every write names that epoch: a worker that wakes up
late finds its epoch gone.
"""

from migrations.sql import run

revision = "017"
down_revision = "016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE generation_jobs
            ADD COLUMN script_revision integer DEFAULT 0 NOT NULL,
            ADD COLUMN asset_kind text,
            ADD COLUMN scene_number integer,
            ADD COLUMN provider text,
            ADD COLUMN model text,
            ADD COLUMN attempts integer DEFAULT 0 NOT NULL,
            ADD COLUMN next_poll_at timestamptz,
            ADD COLUMN lease_epoch bigint DEFAULT 0 NOT NULL,
            ADD COLUMN leased_until timestamptz,
            ADD COLUMN cancel_requested boolean DEFAULT false NOT NULL,
            ADD COLUMN priority integer DEFAULT 0 NOT NULL,
            ADD COLUMN output_asset_id uuid,
            ADD CONSTRAINT ck_generation_jobs_asset_kind
                CHECK (asset_kind IN ('still', 'clip', 'voice', 'music', 'cut', 'delivery')),
            ADD CONSTRAINT ck_generation_jobs_scene_number CHECK (scene_number > 0),
            ADD CONSTRAINT ck_generation_jobs_attempts CHECK (attempts >= 0),
            -- SET NULL: the job's story stays when retention takes its file.
            ADD CONSTRAINT fk_generation_jobs_output_asset_id
                FOREIGN KEY (output_asset_id) REFERENCES assets (id) ON DELETE SET NULL;
        -- One job per thing to make: a second tap on Approve inserts nothing. Jobs of before this migration name no kind.
        CREATE UNIQUE INDEX ix_generation_jobs_request
            ON generation_jobs (project_id, script_revision, asset_kind, scene_number) NULLS NOT DISTINCT
            WHERE asset_kind IS NOT NULL;
        -- WHERE next_poll_at <= now(): predictions to look at.
        CREATE INDEX ix_generation_jobs_next_poll_at ON generation_jobs (next_poll_at) WHERE next_poll_at IS NOT NULL;
        -- WHERE leased_until < now(): jobs whose worker died.
        CREATE INDEX ix_generation_jobs_leased_until ON generation_jobs (leased_until) WHERE leased_until IS NOT NULL;
        -- What the foreign key looks up.
        CREATE INDEX ix_generation_jobs_output_asset_id ON generation_jobs (output_asset_id)
            WHERE output_asset_id IS NOT NULL;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE generation_jobs
            DROP COLUMN output_asset_id,
            DROP COLUMN priority,
            DROP COLUMN cancel_requested,
            DROP COLUMN leased_until,
            DROP COLUMN lease_epoch,
            DROP COLUMN next_poll_at,
            DROP COLUMN attempts,
            DROP COLUMN model,
            DROP COLUMN provider,
            DROP COLUMN scene_number,
            DROP COLUMN asset_kind,
            DROP COLUMN script_revision;
        """
    )
