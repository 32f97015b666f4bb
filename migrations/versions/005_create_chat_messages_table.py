"""The full log of what was said about an ad.
"""

from migrations.sql import run

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE chat_messages (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            project_id uuid NOT NULL,
            role chat_role NOT NULL,
            content text NOT NULL,
            timestamp timestamptz DEFAULT now() NOT NULL,
            created_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_chat_messages PRIMARY KEY (id),
            -- CASCADE: the conversation is part of the ad.
            CONSTRAINT fk_chat_messages_project_id FOREIGN KEY (project_id) REFERENCES ad_projects (id) ON DELETE CASCADE
        );
        -- What the foreign key looks up.
        CREATE INDEX ix_chat_messages_project_id ON chat_messages (project_id);
        -- WHERE project_id = ? ORDER BY timestamp: the conversation. Telegram's times are whole seconds, so readers add
        -- created_at and id to the order.
        CREATE INDEX ix_chat_messages_project_id_timestamp ON chat_messages (project_id, timestamp);
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE chat_messages;
        """
    )
