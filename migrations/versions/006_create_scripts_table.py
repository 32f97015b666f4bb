"""The script of an ad as it stands, one per ad.

`scenes` is an array of sceneNumber, description, duration, visualPrompt, audioPrompt, generatedVideoUrl,
generatedAudioUrl. A row is never deleted while its ad lives: its jobs would go with it.
"""

from migrations.sql import run

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE scripts (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            project_id uuid NOT NULL,
            storyline text NOT NULL,
            scenes jsonb DEFAULT '[]'::jsonb NOT NULL,
            voiceover_text text,
            approved_at timestamptz,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_scripts PRIMARY KEY (id),
            -- CASCADE: a script is part of its ad.
            CONSTRAINT fk_scripts_project_id FOREIGN KEY (project_id) REFERENCES ad_projects (id) ON DELETE CASCADE
        );
        -- WHERE project_id = ?: the script of this ad; one each.
        CREATE UNIQUE INDEX ix_scripts_project_id ON scripts (project_id);
        -- WHERE approved_at IS NULL: what waits for a yes.
        CREATE INDEX ix_scripts_approved_at ON scripts (approved_at);
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE scripts;
        """
    )
