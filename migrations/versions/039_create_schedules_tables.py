"""What a person wants done again and again, and each time it was.

A run is unique by its slot, so two schedulers, a restart or the hour that comes twice in autumn make one ad.
"""

from migrations.sql import run

revision = "039"
down_revision = "038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE schedules (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            user_id uuid NOT NULL,
            project_id uuid,
            campaign_id uuid,
            title text NOT NULL,
            cron text NOT NULL,
            timezone text DEFAULT 'UTC' NOT NULL,
            settings jsonb DEFAULT '{}'::jsonb NOT NULL,
            next_run_at timestamptz,
            last_run_at timestamptz,
            paused_at timestamptz,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_schedules PRIMARY KEY (id),
            -- Five fields, as cron has them; what they mean is checked by who writes them.
            CONSTRAINT ck_schedules_cron CHECK (cron ~ '^[^ ]+( [^ ]+){4}$'),
            -- CASCADE: a wish goes with who had it.
            CONSTRAINT fk_schedules_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
            -- CASCADE: the ad to be made again is gone.
            CONSTRAINT fk_schedules_user_id_project_id
                FOREIGN KEY (user_id, project_id) REFERENCES ad_projects (user_id, id) ON DELETE CASCADE,
            -- SET NULL: the schedule goes on without the campaign.
            CONSTRAINT fk_schedules_user_id_campaign_id
                FOREIGN KEY (user_id, campaign_id) REFERENCES campaigns (user_id, id) ON DELETE SET NULL (campaign_id)
        );
        -- What the foreign keys look up; and what a run points at.
        CREATE UNIQUE INDEX ix_schedules_user_id_id ON schedules (user_id, id);
        CREATE INDEX ix_schedules_user_id_project_id ON schedules (user_id, project_id) WHERE project_id IS NOT NULL;
        CREATE INDEX ix_schedules_user_id_campaign_id ON schedules (user_id, campaign_id) WHERE campaign_id IS NOT NULL;
        -- WHERE next_run_at <= now() AND paused_at IS NULL ORDER BY next_run_at: what is due.
        CREATE INDEX ix_schedules_next_run_at ON schedules (next_run_at) WHERE paused_at IS NULL AND next_run_at IS NOT NULL;
        CREATE TRIGGER update_schedules_updated_at
            BEFORE UPDATE ON schedules FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        CREATE TABLE schedule_runs (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            user_id uuid NOT NULL,
            schedule_id uuid NOT NULL,
            project_id uuid,
            scheduled_for timestamptz NOT NULL,
            state text DEFAULT 'queued' NOT NULL,
            error_message text,
            finished_at timestamptz,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_schedule_runs PRIMARY KEY (id),
            CONSTRAINT ck_schedule_runs_state CHECK (state IN ('queued', 'running', 'done', 'skipped', 'failed')),
            -- CASCADE: a run is one of a schedule.
            CONSTRAINT fk_schedule_runs_user_id_schedule_id
                FOREIGN KEY (user_id, schedule_id) REFERENCES schedules (user_id, id) ON DELETE CASCADE,
            -- SET NULL: that it ran stays known when the ad it made is removed.
            CONSTRAINT fk_schedule_runs_user_id_project_id
                FOREIGN KEY (user_id, project_id) REFERENCES ad_projects (user_id, id) ON DELETE SET NULL (project_id)
        );
        -- ON CONFLICT (schedule_id, scheduled_for): once per slot.
        CREATE UNIQUE INDEX ix_schedule_runs_schedule_id_scheduled_for ON schedule_runs (schedule_id, scheduled_for);
        -- What the foreign keys look up.
        CREATE INDEX ix_schedule_runs_user_id_schedule_id ON schedule_runs (user_id, schedule_id);
        CREATE INDEX ix_schedule_runs_user_id_project_id ON schedule_runs (user_id, project_id) WHERE project_id IS NOT NULL;
        CREATE TRIGGER update_schedule_runs_updated_at
            BEFORE UPDATE ON schedule_runs FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE schedule_runs;
        DROP TABLE schedules;
        """
    )
