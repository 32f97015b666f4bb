"""The ledger: one row per paid or measured call. Rows are only ever added.

It outlives the ad, the file and the person: references become null, and `pseudonym` then tells one stranger's calls
from another's. A trigger refuses every other change. Amounts are US dollars.
"""

from migrations.sql import run

revision = "031"
down_revision = "030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TYPE cost_category AS ENUM (
            'llm', 'image_generation', 'video_generation', 'audio_generation', 'composition', 'storage', 'other'
        );
        CREATE TABLE generation_costs (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            user_id uuid,
            project_id uuid,
            lora_model_id uuid,
            asset_id uuid,
            pseudonym text,
            category cost_category NOT NULL,
            amount numeric(10, 4) NOT NULL,
            currency text DEFAULT 'USD' NOT NULL,
            provider text,
            model_name text,
            api_call_id text,
            tokens_used integer,
            seconds_processed numeric(8, 2),
            api_latency_ms integer,
            success boolean DEFAULT true NOT NULL,
            error_message text,
            metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
            created_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_generation_costs PRIMARY KEY (id),
            CONSTRAINT ck_generation_costs_amount CHECK (amount >= 0),
            CONSTRAINT ck_generation_costs_currency CHECK (currency ~ '^[A-Z]{3}$'),
            CONSTRAINT ck_generation_costs_usage
                CHECK (tokens_used >= 0 AND seconds_processed >= 0 AND api_latency_ms >= 0),
            -- A row of nobody points at nothing: else the keys below would look away.
            CONSTRAINT ck_generation_costs_owner
                CHECK (user_id IS NOT NULL OR num_nonnulls(project_id, asset_id, lora_model_id) = 0),
            -- SET NULL, all four: what was paid was paid, whatever becomes of what it was paid for.
            CONSTRAINT fk_generation_costs_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
            CONSTRAINT fk_generation_costs_user_id_project_id
                FOREIGN KEY (user_id, project_id) REFERENCES ad_projects (user_id, id) ON DELETE SET NULL (project_id),
            CONSTRAINT fk_generation_costs_user_id_asset_id
                FOREIGN KEY (user_id, asset_id) REFERENCES assets (user_id, id) ON DELETE SET NULL (asset_id),
            CONSTRAINT fk_generation_costs_lora_model_id
                FOREIGN KEY (lora_model_id) REFERENCES lora_models (id) ON DELETE SET NULL
        );
        -- What the foreign keys look up.
        CREATE INDEX ix_generation_costs_user_id_project_id ON generation_costs (user_id, project_id);
        CREATE INDEX ix_generation_costs_user_id_asset_id ON generation_costs (user_id, asset_id) WHERE asset_id IS NOT NULL;
        CREATE INDEX ix_generation_costs_lora_model_id ON generation_costs (lora_model_id) WHERE lora_model_id IS NOT NULL;
        -- WHERE project_id = ? GROUP BY category, provider: what an ad cost.
        CREATE INDEX ix_generation_costs_project_id ON generation_costs (project_id);
        -- WHERE asset_id = ?: what a file cost.
        CREATE INDEX ix_generation_costs_asset_id ON generation_costs (asset_id);
        -- WHERE category = ?, WHERE provider = ?: what we spend on what, and with whom.
        CREATE INDEX ix_generation_costs_category ON generation_costs (category);
        CREATE INDEX ix_generation_costs_provider ON generation_costs (provider);
        -- WHERE created_at >= ? ORDER BY created_at DESC: today's spending.
        CREATE INDEX ix_generation_costs_created_at ON generation_costs (created_at DESC);
        -- WHERE api_call_id = ?: the ledger row of a prediction.
        CREATE INDEX ix_generation_costs_api_call_id ON generation_costs (api_call_id) WHERE api_call_id IS NOT NULL;

        CREATE FUNCTION keep_generation_costs() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            kept generation_costs;
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF NEW.user_id IS NULL AND OLD.user_id IS NOT NULL THEN
                    NEW.project_id := NULL;
                    NEW.asset_id := NULL;
                    NEW.lora_model_id := NULL;
                END IF;
                kept := NEW;
                -- What erasing may do: forget what a row was about, and name a stranger by a pseudonym.
                IF NEW.user_id IS NULL THEN kept.user_id := OLD.user_id; END IF;
                IF NEW.project_id IS NULL THEN kept.project_id := OLD.project_id; END IF;
                IF NEW.asset_id IS NULL THEN kept.asset_id := OLD.asset_id; END IF;
                IF NEW.lora_model_id IS NULL THEN kept.lora_model_id := OLD.lora_model_id; END IF;
                IF OLD.pseudonym IS NULL THEN kept.pseudonym := NULL; END IF;
                IF kept IS NOT DISTINCT FROM OLD THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION 'generation_costs is only ever added to'
                USING ERRCODE = 'restrict_violation', TABLE = 'generation_costs', CONSTRAINT = 'generation_costs_append_only';
        END;
        $$;
        CREATE TRIGGER keep_generation_costs
            BEFORE UPDATE OR DELETE ON generation_costs FOR EACH ROW EXECUTE FUNCTION keep_generation_costs();

        -- A training belongs to a person through its brand, which no foreign key can say here.
        CREATE FUNCTION check_training_of_cost() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM lora_models AS l JOIN brands AS b ON b.id = l.brand_id
                        WHERE l.id = NEW.lora_model_id AND b.user_id <> NEW.user_id) THEN
                RAISE EXCEPTION 'the model % is somebody else''s', NEW.lora_model_id
                    USING ERRCODE = 'foreign_key_violation', TABLE = 'generation_costs',
                          CONSTRAINT = 'fk_generation_costs_lora_model_id';
            END IF;
            RETURN NEW;
        END;
        $$;
        CREATE TRIGGER check_generation_costs_lora_model_id
            BEFORE INSERT ON generation_costs
            FOR EACH ROW WHEN (NEW.lora_model_id IS NOT NULL) EXECUTE FUNCTION check_training_of_cost();
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE generation_costs;
        DROP FUNCTION check_training_of_cost();
        DROP FUNCTION keep_generation_costs();
        DROP TYPE cost_category;
        """
    )
