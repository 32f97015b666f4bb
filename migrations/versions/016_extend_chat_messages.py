"""Where a message stands in Telegram, what it carried, and what the turn did.

`reply_to` is the Telegram id of the message it answers, in the same chat: the bot's own cards are no rows here.
"""

from migrations.sql import run

revision = "016"
down_revision = "015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE chat_messages
            ADD COLUMN chat_id bigint,
            ADD COLUMN telegram_message_id bigint,
            ADD COLUMN reply_to bigint,
            ADD COLUMN asset_id uuid,
            ADD COLUMN kind text DEFAULT 'text' NOT NULL,
            ADD COLUMN trace jsonb DEFAULT '{}'::jsonb NOT NULL,
            ADD COLUMN edited_at timestamptz,
            -- SET NULL: what was said stays when a file goes.
            ADD CONSTRAINT fk_chat_messages_asset_id FOREIGN KEY (asset_id) REFERENCES assets (id) ON DELETE SET NULL;
        -- WHERE chat_id = ? AND telegram_message_id = ?: a reply or an edit finds its ad; nothing is logged twice.
        CREATE UNIQUE INDEX ix_chat_messages_chat_id_telegram_message_id_role
            ON chat_messages (chat_id, telegram_message_id, role);
        -- What the foreign key looks up.
        CREATE INDEX ix_chat_messages_asset_id ON chat_messages (asset_id) WHERE asset_id IS NOT NULL;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE chat_messages
            DROP COLUMN edited_at,
            DROP COLUMN trace,
            DROP COLUMN kind,
            DROP COLUMN asset_id,
            DROP COLUMN reply_to,
            DROP COLUMN telegram_message_id,
            DROP COLUMN chat_id;
        """
    )
