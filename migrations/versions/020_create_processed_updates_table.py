"""Updates that were handled, so that a second delivery does nothing. Kept for 48 hours.
"""

from migrations.sql import run

revision = "020"
down_revision = "019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE processed_updates (
            update_id bigint NOT NULL,
            received_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_processed_updates PRIMARY KEY (update_id)
        );
        -- WHERE received_at < ?: retention.
        CREATE INDEX ix_processed_updates_received_at ON processed_updates (received_at);
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE processed_updates;
        """
    )
