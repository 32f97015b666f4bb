"""What is advertised.

`product_images` is an ordered array of storage URIs, `brand_guidelines` holds colors, fonts, tone, additionalAssets.
"""

from migrations.sql import run

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE brands (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            user_id uuid NOT NULL,
            title text NOT NULL,
            description text,
            product_images jsonb DEFAULT '[]'::jsonb NOT NULL,
            brand_guidelines jsonb DEFAULT '{}'::jsonb NOT NULL,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_brands PRIMARY KEY (id),
            -- CASCADE: a brand means nothing without its owner.
            CONSTRAINT fk_brands_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
        );
        -- WHERE user_id = ?, and what the foreign key looks up when a person is deleted.
        CREATE INDEX ix_brands_user_id ON brands (user_id);
        -- WHERE user_id = ? ORDER BY created_at DESC: my brands.
        CREATE INDEX ix_brands_user_id_created_at ON brands (user_id, created_at);
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE brands;
        """
    )
