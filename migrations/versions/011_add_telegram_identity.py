"""Telegram is who a person is.
"""

from migrations.sql import run

revision = "011"
down_revision = "010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE users
            ADD COLUMN telegram_user_id bigint,
            ADD COLUMN username text,
            ADD COLUMN locale text,
            ADD COLUMN timezone text DEFAULT 'UTC' NOT NULL,
            ADD COLUMN settings jsonb DEFAULT '{}'::jsonb NOT NULL,
            ADD COLUMN last_seen_at timestamptz,
            ADD COLUMN blocked_at timestamptz;
        -- WHERE telegram_user_id = ?: every update begins with this.
        CREATE UNIQUE INDEX ix_users_telegram_user_id ON users (telegram_user_id);
        -- WHERE username = ?: an admin looks for somebody. Not unique: names change hands.
        CREATE INDEX ix_users_username ON users (username);
        -- ORDER BY created_at DESC: who is new.
        CREATE INDEX ix_users_created_at ON users (created_at DESC);
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP INDEX ix_users_created_at;
        DROP INDEX ix_users_username;
        DROP INDEX ix_users_telegram_user_id;
        ALTER TABLE users
            DROP COLUMN blocked_at,
            DROP COLUMN last_seen_at,
            DROP COLUMN settings,
            DROP COLUMN timezone,
            DROP COLUMN locale,
            DROP COLUMN username,
            DROP COLUMN telegram_user_id;
        """
    )
