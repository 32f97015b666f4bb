"""What an admin tells everybody, and whom it reached.
"""

from migrations.sql import run

revision = "042"
down_revision = "041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE broadcasts (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            author_id uuid,
            content text NOT NULL,
            status text DEFAULT 'draft' NOT NULL,
            started_at timestamptz,
            finished_at timestamptz,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_broadcasts PRIMARY KEY (id),
            -- Telegram's limit for a message.
            CONSTRAINT ck_broadcasts_content CHECK (char_length(content) BETWEEN 1 AND 4096),
            CONSTRAINT ck_broadcasts_status CHECK (status IN ('draft', 'sending', 'done', 'cancelled')),
            -- SET NULL: what was said was said.
            CONSTRAINT fk_broadcasts_author_id FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE SET NULL
        );
        -- What the foreign key looks up.
        CREATE INDEX ix_broadcasts_author_id ON broadcasts (author_id) WHERE author_id IS NOT NULL;
        -- WHERE status = 'sending': what goes on after a restart.
        CREATE INDEX ix_broadcasts_status ON broadcasts (status);
        CREATE TRIGGER update_broadcasts_updated_at
            BEFORE UPDATE ON broadcasts FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        CREATE TABLE broadcast_recipients (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            broadcast_id uuid NOT NULL,
            user_id uuid NOT NULL,
            state text DEFAULT 'queued' NOT NULL,
            sent_at timestamptz,
            error_message text,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_broadcast_recipients PRIMARY KEY (id),
            CONSTRAINT ck_broadcast_recipients_state CHECK (state IN ('queued', 'sent', 'blocked', 'failed')),
            -- CASCADE, both: a recipient is one of a broadcast, and a person.
            CONSTRAINT fk_broadcast_recipients_broadcast_id
                FOREIGN KEY (broadcast_id) REFERENCES broadcasts (id) ON DELETE CASCADE,
            CONSTRAINT fk_broadcast_recipients_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
        );
        -- ON CONFLICT (broadcast_id, user_id): nobody is told twice.
        CREATE UNIQUE INDEX ix_broadcast_recipients_broadcast_id_user_id ON broadcast_recipients (broadcast_id, user_id);
        -- What the foreign key looks up.
        CREATE INDEX ix_broadcast_recipients_user_id ON broadcast_recipients (user_id);
        -- WHERE broadcast_id = ? AND state = 'queued': who is still to be told.
        CREATE INDEX ix_broadcast_recipients_broadcast_id_queued ON broadcast_recipients (broadcast_id) WHERE state = 'queued';
        CREATE TRIGGER update_broadcast_recipients_updated_at
            BEFORE UPDATE ON broadcast_recipients FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE broadcast_recipients;
        DROP TABLE broadcasts;
        """
    )
