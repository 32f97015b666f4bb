"""Which plan a person has, since when, until when, and why. `users.subscription_type` is the one of now.
"""

from migrations.sql import run

revision = "041"
down_revision = "040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE subscriptions (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            user_id uuid NOT NULL,
            payment_id uuid,
            plan subscription_type NOT NULL,
            source text NOT NULL,
            status text DEFAULT 'active' NOT NULL,
            starts_at timestamptz DEFAULT now() NOT NULL,
            expires_at timestamptz,
            ended_at timestamptz,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_subscriptions PRIMARY KEY (id),
            CONSTRAINT ck_subscriptions_source CHECK (source IN ('payment', 'grant')),
            CONSTRAINT ck_subscriptions_status CHECK (status IN ('active', 'cancelled', 'expired')),
            CONSTRAINT ck_subscriptions_expires_at CHECK (expires_at > starts_at),
            -- CASCADE: a plan is a person's.
            CONSTRAINT fk_subscriptions_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
            -- SET NULL: the plan stays what it is; the payment is the person's own.
            CONSTRAINT fk_subscriptions_user_id_payment_id
                FOREIGN KEY (user_id, payment_id) REFERENCES payments (user_id, id) ON DELETE SET NULL (payment_id)
        );
        -- WHERE user_id = ? AND status = 'active': the plan of now; one each.
        CREATE UNIQUE INDEX ix_subscriptions_user_id_active ON subscriptions (user_id) WHERE status = 'active';
        -- What the foreign keys look up; WHERE user_id = ?: the plans there were.
        CREATE INDEX ix_subscriptions_user_id ON subscriptions (user_id);
        CREATE INDEX ix_subscriptions_user_id_payment_id ON subscriptions (user_id, payment_id) WHERE payment_id IS NOT NULL;
        -- WHERE status = 'active' AND expires_at <= now(): what runs out.
        CREATE INDEX ix_subscriptions_expires_at ON subscriptions (expires_at) WHERE status = 'active';
        CREATE TRIGGER update_subscriptions_updated_at
            BEFORE UPDATE ON subscriptions FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE subscriptions;
        """
    )
