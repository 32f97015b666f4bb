"""The model that is trained on a brand's pictures, one per brand.
"""

from migrations.sql import run

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE lora_models (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            brand_id uuid NOT NULL,
            model_name text NOT NULL,
            huggingface_model_id text,
            training_status lora_training_status DEFAULT 'not_started' NOT NULL,
            training_progress integer DEFAULT 0 NOT NULL,
            trained_samples_count integer DEFAULT 0 NOT NULL,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_lora_models PRIMARY KEY (id),
            CONSTRAINT ck_lora_models_training_progress CHECK (training_progress BETWEEN 0 AND 100),
            CONSTRAINT ck_lora_models_trained_samples_count CHECK (trained_samples_count >= 0),
            -- CASCADE: the model is of no use without the brand.
            CONSTRAINT fk_lora_models_brand_id FOREIGN KEY (brand_id) REFERENCES brands (id) ON DELETE CASCADE
        );
        -- WHERE brand_id = ?: the model of this brand; one each.
        CREATE UNIQUE INDEX ix_lora_models_brand_id ON lora_models (brand_id);
        -- WHERE training_status = 'in_progress': trainings to look after.
        CREATE INDEX ix_lora_models_training_status ON lora_models (training_status);
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE lora_models;
        """
    )
