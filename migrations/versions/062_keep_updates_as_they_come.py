"""What an update says is kept until it is handled, and how often it was taken up again. All there are were handled.
"""

from migrations.sql import run

revision = "062"
down_revision = "061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE processed_updates ADD COLUMN payload text, ADD COLUMN taken_up smallint NOT NULL DEFAULT 0;
        -- What a process that died left behind: WHERE payload IS NOT NULL ORDER BY update_id.
        CREATE INDEX ix_processed_updates_update_id_waiting ON processed_updates (update_id) WHERE payload IS NOT NULL;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DELETE FROM processed_updates WHERE payload IS NOT NULL;
        ALTER TABLE processed_updates DROP COLUMN payload, DROP COLUMN taken_up;
        """
    )
