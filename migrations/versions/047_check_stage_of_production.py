"""An ad is in a stage only while it is produced. What is left over from before is cleared.
"""

from migrations.sql import run

revision = "047"
down_revision = "046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        UPDATE ad_projects SET current_stage = NULL WHERE current_stage IS NOT NULL AND status <> 'video_generating';
        ALTER TABLE ad_projects ADD CONSTRAINT ck_ad_projects_stage_of_production
            CHECK (current_stage IS NULL OR status = 'video_generating');
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE ad_projects DROP CONSTRAINT ck_ad_projects_stage_of_production;
        """
    )
