"""Answers of the assistant that are due.

The engine's job is only a wake-up call; this row says what happened to the turn and who holds it.
"""

from migrations.sql import run

revision = "021"
down_revision = "020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE turns (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            project_id uuid NOT NULL,
            trigger_update_id bigint,
            chat_id bigint NOT NULL,
            thread_id bigint,
            state text DEFAULT 'queued' NOT NULL,
            lease_epoch bigint DEFAULT 0 NOT NULL,
            leased_until timestamptz,
            stop_requested boolean DEFAULT false NOT NULL,
            attempts integer DEFAULT 0 NOT NULL,
            error_message text,
            started_at timestamptz,
            finished_at timestamptz,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_turns PRIMARY KEY (id),
            CONSTRAINT ck_turns_state CHECK (state IN ('queued', 'running', 'done', 'stopped', 'failed')),
            -- CASCADE: nothing is left to answer when the ad is gone.
            CONSTRAINT fk_turns_project_id FOREIGN KEY (project_id) REFERENCES ad_projects (id) ON DELETE CASCADE
        );
        -- What the foreign key looks up.
        CREATE INDEX ix_turns_project_id ON turns (project_id);
        -- One queued turn per ad: messages that come meanwhile fold into it. One running: two answers never interleave.
        CREATE UNIQUE INDEX ix_turns_project_id_queued ON turns (project_id) WHERE state = 'queued';
        CREATE UNIQUE INDEX ix_turns_project_id_running ON turns (project_id) WHERE state = 'running';
        -- WHERE state = 'running' AND leased_until < now(): turns whose worker died.
        CREATE INDEX ix_turns_state_leased_until ON turns (state, leased_until) WHERE state IN ('queued', 'running');
        CREATE TRIGGER update_turns_updated_at
            BEFORE UPDATE ON turns FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE turns;
        """
    )
