"""What may be spent on a day, by a person and by all together (`user_id` null).

Reserving is one statement: UPDATE … SET reserved = reserved + ? WHERE … AND reserved + spent + ? <= limit_amount. Twenty
at once on a budget for three start exactly three. `spent` may end above the limit when a call cost more than reserved.
"""

from migrations.sql import run

revision = "034"
down_revision = "033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE budgets (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            user_id uuid,
            day date NOT NULL,
            limit_amount numeric(10, 4) NOT NULL,
            reserved numeric(10, 4) DEFAULT 0 NOT NULL,
            spent numeric(10, 4) DEFAULT 0 NOT NULL,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_budgets PRIMARY KEY (id),
            CONSTRAINT ck_budgets_limit_amount CHECK (limit_amount >= 0),
            CONSTRAINT ck_budgets_reserved CHECK (reserved >= 0),
            CONSTRAINT ck_budgets_spent CHECK (spent >= 0),
            -- CASCADE: nobody's budget is nobody's; what was spent is in the ledger and in the budget of all.
            CONSTRAINT fk_budgets_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
        );
        -- WHERE user_id = ? AND day = ?: may this be spent; one row a day. And what the foreign key looks up.
        CREATE UNIQUE INDEX ix_budgets_user_id_day ON budgets (user_id, day) NULLS NOT DISTINCT;
        -- WHERE day < ?: retention.
        CREATE INDEX ix_budgets_day ON budgets (day);
        CREATE TRIGGER update_budgets_updated_at
            BEFORE UPDATE ON budgets FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE budgets;
        """
    )
