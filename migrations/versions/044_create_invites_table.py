"""Links that let people in, where access is by invitation; and by which one a person came.
"""

from migrations.sql import run

revision = "044"
down_revision = "043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE invites (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            code text NOT NULL,
            created_by uuid,
            most_uses integer DEFAULT 1 NOT NULL,
            uses integer DEFAULT 0 NOT NULL,
            expires_at timestamptz,
            revoked_at timestamptz,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_invites PRIMARY KEY (id),
            -- What a link's start parameter may hold, with room for a prefix.
            CONSTRAINT ck_invites_code CHECK (code ~ '^[A-Za-z0-9_-]{8,60}$'),
            CONSTRAINT ck_invites_uses CHECK (most_uses > 0 AND uses BETWEEN 0 AND most_uses),
            -- SET NULL: a link outlives who made it.
            CONSTRAINT fk_invites_created_by FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL
        );
        -- WHERE code = ?: somebody follows a link.
        CREATE UNIQUE INDEX ix_invites_code ON invites (code);
        -- What the foreign key looks up.
        CREATE INDEX ix_invites_created_by ON invites (created_by) WHERE created_by IS NOT NULL;
        CREATE TRIGGER update_invites_updated_at
            BEFORE UPDATE ON invites FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        ALTER TABLE users
            ADD COLUMN invite_id uuid,
            -- SET NULL: whoever is in stays in.
            ADD CONSTRAINT fk_users_invite_id FOREIGN KEY (invite_id) REFERENCES invites (id) ON DELETE SET NULL;
        -- What the foreign key looks up; WHERE invite_id = ?: who came by this link.
        CREATE INDEX ix_users_invite_id ON users (invite_id) WHERE invite_id IS NOT NULL;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE users DROP COLUMN invite_id;
        DROP TABLE invites;
        """
    )
