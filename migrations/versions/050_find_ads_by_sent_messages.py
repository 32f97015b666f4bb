"""A reply to a card or a page of the script finds its ad by what the outbox sent.
"""

from migrations.sql import run

revision = "050"
down_revision = "048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        -- WHERE chat_id = ? AND sent_message_id = ?: which ad is the message about that somebody replies to.
        CREATE INDEX ix_outbox_chat_id_sent_message_id ON outbox (chat_id, sent_message_id)
            WHERE sent_message_id IS NOT NULL;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP INDEX ix_outbox_chat_id_sent_message_id;
        """
    )
