"""${message}

Why: …
Down: …
"""

from migrations.sql import run

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        -- Rather fail than stand in the way of everybody who waits behind us.
        SET LOCAL lock_timeout = '5s';
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        """
    )
