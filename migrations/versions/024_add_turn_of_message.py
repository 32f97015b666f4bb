"""Which turn answers a message; null while no turn has read it.

Down: forgets which messages were read. The next turn then answers from the log, as the first one did.
"""

from migrations.sql import run

revision = "024"
down_revision = "023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE chat_messages
            ADD COLUMN turn_id uuid,
            -- SET NULL: what was said stays when a turn is cleared away.
            ADD CONSTRAINT fk_chat_messages_turn_id FOREIGN KEY (turn_id) REFERENCES turns (id) ON DELETE SET NULL;
        -- WHERE turn_id = ?: what this turn answers, also in a second attempt; and what the foreign key looks up.
        CREATE INDEX ix_chat_messages_turn_id ON chat_messages (turn_id) WHERE turn_id IS NOT NULL;
        -- WHERE project_id = ? AND turn_id IS NULL AND role = 'user': what no turn has read yet.
        CREATE INDEX ix_chat_messages_unread ON chat_messages (project_id) WHERE turn_id IS NULL AND role = 'user';
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP INDEX ix_chat_messages_unread;
        ALTER TABLE chat_messages DROP COLUMN turn_id;
        """
    )
