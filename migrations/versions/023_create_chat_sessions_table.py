"""Where a person talks to us, about which ad, and which messages are kept up to date there.
"""

from migrations.sql import run

revision = "023"
down_revision = "022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE chat_sessions (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            user_id uuid NOT NULL,
            chat_id bigint NOT NULL,
            thread_id bigint DEFAULT 0 NOT NULL,
            active_project_id uuid,
            brief_card_message_id bigint,
            progress_message_id bigint,
            last_activity_at timestamptz DEFAULT now() NOT NULL,
            expires_at timestamptz,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_chat_sessions PRIMARY KEY (id),
            -- CASCADE: a session is a person's.
            CONSTRAINT fk_chat_sessions_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
            -- SET NULL: the chat goes on when its ad is deleted, with the next one.
            CONSTRAINT fk_chat_sessions_active_project_id
                FOREIGN KEY (active_project_id) REFERENCES ad_projects (id) ON DELETE SET NULL
        );
        -- WHERE user_id = ? AND chat_id = ? AND thread_id = ?: every message begins with this; one each.
        CREATE UNIQUE INDEX ix_chat_sessions_user_id_chat_id_thread_id ON chat_sessions (user_id, chat_id, thread_id);
        -- WHERE chat_id = ?: who talks here.
        CREATE INDEX ix_chat_sessions_chat_id ON chat_sessions (chat_id);
        -- WHERE active_project_id = ?: which chats show this ad's progress; and what the foreign key looks up.
        CREATE INDEX ix_chat_sessions_active_project_id ON chat_sessions (active_project_id)
            WHERE active_project_id IS NOT NULL;
        -- WHERE expires_at < now(): retention.
        CREATE INDEX ix_chat_sessions_expires_at ON chat_sessions (expires_at);
        CREATE TRIGGER update_chat_sessions_updated_at
            BEFORE UPDATE ON chat_sessions FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE chat_sessions;
        """
    )
