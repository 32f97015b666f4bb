"""How a revision of a script came about stands beside it: the angles that were weighed, with marks and reasons."""

from migrations.sql import run

revision = "052"
down_revision = "051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE script_revisions ADD COLUMN craft jsonb DEFAULT '{}'::jsonb NOT NULL;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE script_revisions DROP COLUMN craft;
        """
    )
