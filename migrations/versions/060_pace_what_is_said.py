"""When a chat may be written to next, whichever process writes: `free_at`, and in the row of chat 0 for all together.

A chat that is paced need not be held: `held_until` is Telegram's own pause.
"""

from migrations.sql import run

revision = "060"
down_revision = "059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE chat_holds
            ALTER COLUMN held_until DROP NOT NULL,
            ADD COLUMN free_at timestamptz;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DELETE FROM chat_holds WHERE held_until IS NULL;
        ALTER TABLE chat_holds
            ALTER COLUMN held_until SET NOT NULL,
            DROP COLUMN free_at;
        """
    )
