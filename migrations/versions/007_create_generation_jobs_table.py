"""What is made for an approved script.

Stills and clips are visual_generation, voice and music audio_generation, the cut video_composition, export and
delivery final_export.
"""

from migrations.sql import run

revision = "007"
down_revision = "006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE generation_jobs (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            project_id uuid NOT NULL,
            script_id uuid NOT NULL,
            status generation_job_status DEFAULT 'queued' NOT NULL,
            job_type generation_job_type NOT NULL,
            replicate_job_id text,
            progress_percentage integer DEFAULT 0 NOT NULL,
            error_message text,
            generated_video_url text,
            started_at timestamptz,
            completed_at timestamptz,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_generation_jobs PRIMARY KEY (id),
            CONSTRAINT ck_generation_jobs_progress_percentage CHECK (progress_percentage BETWEEN 0 AND 100),
            -- CASCADE, both: a job makes something of one script of one ad, and nothing without them.
            CONSTRAINT fk_generation_jobs_project_id
                FOREIGN KEY (project_id) REFERENCES ad_projects (id) ON DELETE CASCADE,
            CONSTRAINT fk_generation_jobs_script_id FOREIGN KEY (script_id) REFERENCES scripts (id) ON DELETE CASCADE
        );
        -- What the foreign keys look up.
        CREATE INDEX ix_generation_jobs_project_id ON generation_jobs (project_id);
        CREATE INDEX ix_generation_jobs_script_id ON generation_jobs (script_id);
        -- WHERE replicate_job_id = ?: a webhook arrives.
        CREATE INDEX ix_generation_jobs_replicate_job_id ON generation_jobs (replicate_job_id);
        -- WHERE project_id = ? AND status = ?: what is left to do for this ad.
        CREATE INDEX ix_generation_jobs_project_id_status ON generation_jobs (project_id, status);
        -- WHERE status = ? ORDER BY created_at: the oldest that wait.
        CREATE INDEX ix_generation_jobs_status_created_at ON generation_jobs (status, created_at);
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE generation_jobs;
        """
    )
