"""What a paid training needs to know of its model, as a job does of its production.

`revision` counts what people decided about the model: trainings they asked for, versions they chose. A training carries
the money that was set aside for it until a try at the provider carries it. It says where it was asked for, since it
belongs to no ad, and when it is tried again. Samples and day of the weights in use stay while others are trained.
"""

from migrations.sql import run

revision = "057"
down_revision = "056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE lora_models
            ADD COLUMN revision integer DEFAULT 0 NOT NULL,
            ADD COLUMN trained_at timestamptz,
            ADD COLUMN asked_samples_count integer DEFAULT 0 NOT NULL,
            ADD COLUMN asked_at timestamptz,
            ADD COLUMN chat_id bigint,
            ADD COLUMN thread_id bigint DEFAULT 0 NOT NULL,
            ADD COLUMN estimated_amount numeric(10, 4) DEFAULT 0 NOT NULL,
            ADD COLUMN reserved_amount numeric(10, 4) DEFAULT 0 NOT NULL,
            ADD COLUMN reserved_on date,
            ADD COLUMN cancel_requested boolean DEFAULT false NOT NULL,
            ADD COLUMN next_try_at timestamptz,
            ADD COLUMN error_message text,
            ADD CONSTRAINT ck_lora_models_revision CHECK (revision >= 0),
            ADD CONSTRAINT ck_lora_models_asked_samples_count CHECK (asked_samples_count >= 0),
            ADD CONSTRAINT ck_lora_models_estimated_amount CHECK (estimated_amount >= 0),
            ADD CONSTRAINT ck_lora_models_reserved_amount
                CHECK (reserved_amount = 0 OR (reserved_amount > 0 AND reserved_on IS NOT NULL));
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE lora_models
            DROP COLUMN revision, DROP COLUMN trained_at, DROP COLUMN asked_samples_count, DROP COLUMN asked_at,
            DROP COLUMN chat_id, DROP COLUMN thread_id, DROP COLUMN estimated_amount,
            DROP COLUMN reserved_amount, DROP COLUMN reserved_on, DROP COLUMN cancel_requested,
            DROP COLUMN next_try_at, DROP COLUMN error_message;
        """
    )
