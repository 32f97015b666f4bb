"""What was asked of a paid provider, one row per try, written before the request leaves.

An attempt is open while it may still cost something: `sending` until we know whether the provider took it, `running`
once it has a prediction. At most one is open per job or training, so nothing is paid twice.
"""

from migrations.sql import run

revision = "033"
down_revision = "032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE generation_attempts (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            job_id uuid,
            lora_model_id uuid,
            epoch bigint NOT NULL,
            state text DEFAULT 'sending' NOT NULL,
            provider text NOT NULL,
            model text,
            correlator text NOT NULL,
            prediction_id text,
            reserved_amount numeric(10, 4) DEFAULT 0 NOT NULL,
            reserved_on date DEFAULT (now() AT TIME ZONE 'UTC')::date NOT NULL,
            error_message text,
            submitted_at timestamptz,
            finished_at timestamptz,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_generation_attempts PRIMARY KEY (id),
            CONSTRAINT ck_generation_attempts_target CHECK (num_nonnulls(job_id, lora_model_id) = 1),
            CONSTRAINT ck_generation_attempts_state
                CHECK (state IN ('sending', 'running', 'succeeded', 'failed', 'cancelled', 'not_created')),
            CONSTRAINT ck_generation_attempts_epoch CHECK (epoch >= 0),
            CONSTRAINT ck_generation_attempts_reserved_amount CHECK (reserved_amount >= 0),
            CONSTRAINT ck_generation_attempts_prediction_id
                CHECK (prediction_id IS NOT NULL OR state NOT IN ('running', 'succeeded')),
            -- CASCADE, both: an attempt is one at a job or a training; what it cost is in the ledger, which stays.
            CONSTRAINT fk_generation_attempts_job_id
                FOREIGN KEY (job_id) REFERENCES generation_jobs (id) ON DELETE CASCADE,
            CONSTRAINT fk_generation_attempts_lora_model_id
                FOREIGN KEY (lora_model_id) REFERENCES lora_models (id) ON DELETE CASCADE
        );
        -- What the foreign keys look up; WHERE job_id = ?: the tries of a job.
        CREATE INDEX ix_generation_attempts_job_id ON generation_attempts (job_id) WHERE job_id IS NOT NULL;
        CREATE INDEX ix_generation_attempts_lora_model_id ON generation_attempts (lora_model_id)
            WHERE lora_model_id IS NOT NULL;
        -- One open attempt per job or training: what may still cost something is never asked for twice.
        CREATE UNIQUE INDEX ix_generation_attempts_job_id_open ON generation_attempts (job_id)
            WHERE state IN ('sending', 'running');
        CREATE UNIQUE INDEX ix_generation_attempts_lora_model_id_open ON generation_attempts (lora_model_id)
            WHERE state IN ('sending', 'running');
        -- WHERE prediction_id = ?: a webhook arrives; and no prediction is two attempts'.
        CREATE UNIQUE INDEX ix_generation_attempts_prediction_id ON generation_attempts (prediction_id);
        -- WHERE correlator = ?: the provider's list is matched.
        CREATE UNIQUE INDEX ix_generation_attempts_correlator ON generation_attempts (correlator);
        -- WHERE state = 'running' ORDER BY updated_at: predictions to look at; WHERE state = 'sending': to reconcile.
        CREATE INDEX ix_generation_attempts_state_updated_at ON generation_attempts (state, updated_at)
            WHERE state IN ('sending', 'running');
        CREATE TRIGGER update_generation_attempts_updated_at
            BEFORE UPDATE ON generation_attempts FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE generation_attempts;
        """
    )
