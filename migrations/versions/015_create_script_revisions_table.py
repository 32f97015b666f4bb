"""Every script that was ever written for an ad: history and undo.
"""

from migrations.sql import run

revision = "015"
down_revision = "014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE script_revisions (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            project_id uuid NOT NULL,
            revision integer NOT NULL,
            document jsonb NOT NULL,
            writer text,
            created_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_script_revisions PRIMARY KEY (id),
            CONSTRAINT ck_script_revisions_revision CHECK (revision > 0),
            -- CASCADE: the history is part of the ad.
            CONSTRAINT fk_script_revisions_project_id
                FOREIGN KEY (project_id) REFERENCES ad_projects (id) ON DELETE CASCADE
        );
        -- WHERE project_id = ? AND revision = ?: the script that a button was about; one each.
        CREATE UNIQUE INDEX ix_script_revisions_project_id_revision ON script_revisions (project_id, revision);
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE script_revisions;
        """
    )
