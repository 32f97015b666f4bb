"""People.

`email` is null for everybody who comes through Telegram. `deleted_at` marks a soft delete: the rows stay until the
person is erased.
"""

from migrations.sql import run

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE users (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            email text,
            name text NOT NULL,
            subscription_type subscription_type DEFAULT 'free' NOT NULL,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            deleted_at timestamptz,
            CONSTRAINT pk_users PRIMARY KEY (id)
        );
        -- WHERE email = ?: who is this, and no two with one address.
        CREATE UNIQUE INDEX ix_users_email ON users (email);
        -- WHERE deleted_at IS NULL (active people), WHERE deleted_at < ? (retention).
        CREATE INDEX ix_users_deleted_at ON users (deleted_at);
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE users;
        """
    )
