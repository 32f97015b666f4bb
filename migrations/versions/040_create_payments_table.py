"""Money that people paid. It outlives the person under a pseudonym, as the ledger does.

`currency` is Telegram's: XTR for Stars, else ISO 4217; `amount` is in whole units of it.
"""

from migrations.sql import run

revision = "040"
down_revision = "039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE payments (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            user_id uuid,
            pseudonym text,
            status text DEFAULT 'pending' NOT NULL,
            amount numeric(10, 4) NOT NULL,
            currency text DEFAULT 'XTR' NOT NULL,
            payload text NOT NULL,
            plan subscription_type NOT NULL,
            telegram_payment_charge_id text,
            provider_payment_charge_id text,
            paid_at timestamptz,
            refunded_at timestamptz,
            error_message text,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_payments PRIMARY KEY (id),
            CONSTRAINT ck_payments_status CHECK (status IN ('pending', 'paid', 'refunded', 'failed')),
            CONSTRAINT ck_payments_amount CHECK (amount > 0),
            CONSTRAINT ck_payments_currency CHECK (currency ~ '^[A-Z]{3}$'),
            -- Telegram's limit for an invoice's payload, in bytes.
            CONSTRAINT ck_payments_payload CHECK (octet_length(payload) BETWEEN 1 AND 128),
            CONSTRAINT ck_payments_paid CHECK (
                status NOT IN ('paid', 'refunded') OR (telegram_payment_charge_id IS NOT NULL AND paid_at IS NOT NULL)
            ),
            -- SET NULL: what was paid was paid.
            CONSTRAINT fk_payments_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL
        );
        -- ON CONFLICT (telegram_payment_charge_id): a payment that Telegram tells twice counts once.
        CREATE UNIQUE INDEX ix_payments_telegram_payment_charge_id ON payments (telegram_payment_charge_id);
        -- WHERE payload = ?: the invoice that is being paid.
        CREATE UNIQUE INDEX ix_payments_payload ON payments (payload);
        -- WHERE user_id = ? ORDER BY created_at DESC: my payments; and what the foreign keys look up.
        CREATE UNIQUE INDEX ix_payments_user_id_id ON payments (user_id, id);
        CREATE INDEX ix_payments_user_id_created_at ON payments (user_id, created_at);
        -- WHERE status = 'pending': what is still open.
        CREATE INDEX ix_payments_status ON payments (status) WHERE status = 'pending';
        CREATE TRIGGER update_payments_updated_at
            BEFORE UPDATE ON payments FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE payments;
        """
    )
