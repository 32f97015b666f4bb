"""What invitations grant, who is shut out, and how a plan that is paid for goes on.

An invitation may grant a plan. An operator shuts people out, which is another thing than a person who blocks the bot.
`renews` is what Telegram does at the end of a month that was paid for, `renew_wanted` what it has still to be told;
`refund_due_at` is a payment that has still to be given back. Both are rows, so that no restart forgets them.
"""

from migrations.sql import run

revision = "059"
down_revision = "058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE invites ADD COLUMN plan subscription_type DEFAULT 'free' NOT NULL;
        ALTER TABLE users ADD COLUMN barred_at timestamptz;
        ALTER TABLE payments
            ADD COLUMN refund_asked_at timestamptz,
            ADD COLUMN refund_due_at timestamptz;
        ALTER TABLE subscriptions
            ADD COLUMN renews boolean DEFAULT false NOT NULL,
            ADD COLUMN renew_wanted boolean;
        -- WHERE refund_due_at IS NOT NULL AND status = 'paid': what has to be given back.
        CREATE INDEX ix_payments_refund_due_at ON payments (refund_due_at)
            WHERE refund_due_at IS NOT NULL AND status = 'paid';
        -- WHERE renew_wanted IS NOT NULL: what Telegram has to be told.
        CREATE INDEX ix_subscriptions_renew_wanted ON subscriptions (renew_wanted) WHERE renew_wanted IS NOT NULL;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP INDEX ix_subscriptions_renew_wanted;
        DROP INDEX ix_payments_refund_due_at;
        ALTER TABLE subscriptions DROP COLUMN renews, DROP COLUMN renew_wanted;
        ALTER TABLE payments DROP COLUMN refund_asked_at, DROP COLUMN refund_due_at;
        ALTER TABLE users DROP COLUMN barred_at;
        ALTER TABLE invites DROP COLUMN plan;
        """
    )
