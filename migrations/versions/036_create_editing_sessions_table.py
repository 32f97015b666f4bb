"""A finished ad on the cutting table: clips, transitions and effects, and the video that came of it.
"""

from migrations.sql import run

revision = "036"
down_revision = "035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE editing_sessions (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            user_id uuid NOT NULL,
            project_id uuid NOT NULL,
            edit_data jsonb DEFAULT '{}'::jsonb NOT NULL,
            status text DEFAULT 'draft' NOT NULL,
            output_asset_id uuid,
            error_message text,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_editing_sessions PRIMARY KEY (id),
            CONSTRAINT ck_editing_sessions_status CHECK (status IN ('draft', 'rendering', 'completed', 'failed')),
            -- CASCADE: an edit is one of an ad, by its owner.
            CONSTRAINT fk_editing_sessions_user_id_project_id
                FOREIGN KEY (user_id, project_id) REFERENCES ad_projects (user_id, id) ON DELETE CASCADE,
            -- SET NULL: the edit can be rendered again when retention took the video.
            CONSTRAINT fk_editing_sessions_user_id_output_asset_id
                FOREIGN KEY (user_id, output_asset_id) REFERENCES assets (user_id, id) ON DELETE SET NULL (output_asset_id)
        );
        -- What the foreign keys look up; WHERE user_id = ? AND project_id = ?: the edits of an ad.
        CREATE INDEX ix_editing_sessions_user_id_project_id ON editing_sessions (user_id, project_id);
        CREATE INDEX ix_editing_sessions_user_id_output_asset_id ON editing_sessions (user_id, output_asset_id)
            WHERE output_asset_id IS NOT NULL;
        -- WHERE user_id = ?: my edits.
        CREATE INDEX ix_editing_sessions_user_id ON editing_sessions (user_id);
        -- ORDER BY created_at DESC: the latest edits.
        CREATE INDEX ix_editing_sessions_created_at ON editing_sessions (created_at DESC);
        CREATE TRIGGER update_editing_sessions_updated_at
            BEFORE UPDATE ON editing_sessions FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE editing_sessions;
        """
    )
