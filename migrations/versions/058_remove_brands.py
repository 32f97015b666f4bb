"""A brand can be taken off its owner's list, and brought back.

The row stays, since ads point at it and keep their look; an ad that is there is never taken along.
"""

from migrations.sql import run

revision = "058"
down_revision = "057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE brands ADD COLUMN deleted_at timestamptz;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE brands DROP COLUMN deleted_at;
        """
    )
