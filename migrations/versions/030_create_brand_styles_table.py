"""Looks read from pictures. The chosen one is copied into `brands.brand_guidelines`.
"""

from migrations.sql import run

revision = "030"
down_revision = "029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE brand_styles (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            user_id uuid NOT NULL,
            brand_id uuid,
            name text NOT NULL,
            description text,
            style_data jsonb DEFAULT '{}'::jsonb NOT NULL,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_brand_styles PRIMARY KEY (id),
            -- CASCADE: a look is its owner's.
            CONSTRAINT fk_brand_styles_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
            -- SET NULL: a look can serve another brand.
            CONSTRAINT fk_brand_styles_user_id_brand_id
                FOREIGN KEY (user_id, brand_id) REFERENCES brands (user_id, id) ON DELETE SET NULL (brand_id)
        );
        -- What the foreign keys look up.
        CREATE UNIQUE INDEX ix_brand_styles_user_id_id ON brand_styles (user_id, id);
        CREATE INDEX ix_brand_styles_user_id ON brand_styles (user_id);
        CREATE INDEX ix_brand_styles_user_id_brand_id ON brand_styles (user_id, brand_id) WHERE brand_id IS NOT NULL;
        -- ORDER BY created_at DESC: the latest looks.
        CREATE INDEX ix_brand_styles_created_at ON brand_styles (created_at DESC);
        CREATE TRIGGER update_brand_styles_updated_at
            BEFORE UPDATE ON brand_styles FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        -- The pictures a look was read from, in their order.
        CREATE TABLE brand_style_samples (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            user_id uuid NOT NULL,
            brand_style_id uuid NOT NULL,
            asset_id uuid NOT NULL,
            position integer DEFAULT 0 NOT NULL,
            created_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_brand_style_samples PRIMARY KEY (id),
            CONSTRAINT ck_brand_style_samples_position CHECK (position >= 0),
            -- CASCADE, both: a sample is nothing without the look or without the picture.
            CONSTRAINT fk_brand_style_samples_user_id_brand_style_id
                FOREIGN KEY (user_id, brand_style_id) REFERENCES brand_styles (user_id, id) ON DELETE CASCADE,
            CONSTRAINT fk_brand_style_samples_user_id_asset_id
                FOREIGN KEY (user_id, asset_id) REFERENCES assets (user_id, id) ON DELETE CASCADE
        );
        -- What the foreign keys look up; a picture is a sample of a look once.
        CREATE UNIQUE INDEX ix_brand_style_samples_user_id_brand_style_id_asset_id
            ON brand_style_samples (user_id, brand_style_id, asset_id);
        CREATE INDEX ix_brand_style_samples_user_id_asset_id ON brand_style_samples (user_id, asset_id);
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE brand_style_samples;
        DROP TABLE brand_styles;
        """
    )
