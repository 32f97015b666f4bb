"""What an ad knows about itself: its placement's shape, its stage, its price, its results.

`revision` grows with every script; each button that changes the ad carries it.
"""

from migrations.sql import run

revision = "013"
down_revision = "012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TYPE product_category AS ENUM (
            'footwear', 'accessories', 'electronics', 'beauty', 'apparel', 'home', 'other'
        );
        ALTER TABLE ad_projects
            ADD COLUMN title text,
            ADD COLUMN revision integer DEFAULT 0 NOT NULL,
            ADD COLUMN current_stage text,
            ADD COLUMN product_category product_category,
            ADD COLUMN aspect_ratio text DEFAULT '9:16' NOT NULL,
            ADD COLUMN framework text,
            ADD COLUMN creativity_level integer DEFAULT 5 NOT NULL,
            ADD COLUMN num_scenes integer,
            ADD COLUMN estimated_cost numeric(10, 4),
            ADD COLUMN total_cost numeric(10, 4) DEFAULT 0 NOT NULL,
            ADD COLUMN generation_time_seconds integer,
            ADD COLUMN final_asset_id uuid,
            ADD COLUMN thumbnail_asset_id uuid,
            ADD COLUMN error_message text,
            ADD COLUMN conversation_summary text,
            ADD COLUMN settings jsonb DEFAULT '{}'::jsonb NOT NULL,
            ADD COLUMN metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
            ADD COLUMN parent_id uuid,
            ADD COLUMN completed_at timestamptz,
            ADD COLUMN deleted_at timestamptz,
            ADD CONSTRAINT ck_ad_projects_current_stage CHECK (current_stage IN (
                'generating_images', 'reviewing_images', 'generating_videos', 'reviewing_videos', 'composing'
            )),
            ADD CONSTRAINT ck_ad_projects_framework CHECK (framework IN ('PAS', 'BAB', 'AIDA', 'hook_demo')),
            ADD CONSTRAINT ck_ad_projects_aspect_ratio CHECK (aspect_ratio ~ '^[0-9]{1,2}:[0-9]{1,2}$'),
            ADD CONSTRAINT ck_ad_projects_creativity_level CHECK (creativity_level BETWEEN 1 AND 10),
            ADD CONSTRAINT ck_ad_projects_num_scenes CHECK (num_scenes > 0),
            ADD CONSTRAINT ck_ad_projects_revision CHECK (revision >= 0),
            ADD CONSTRAINT ck_ad_projects_cost CHECK (total_cost >= 0 AND estimated_cost >= 0),
            -- SET NULL, all three: an ad outlives a file that retention took, and the ad it was derived from.
            ADD CONSTRAINT fk_ad_projects_final_asset_id
                FOREIGN KEY (final_asset_id) REFERENCES assets (id) ON DELETE SET NULL,
            ADD CONSTRAINT fk_ad_projects_thumbnail_asset_id
                FOREIGN KEY (thumbnail_asset_id) REFERENCES assets (id) ON DELETE SET NULL,
            ADD CONSTRAINT fk_ad_projects_parent_id
                FOREIGN KEY (parent_id) REFERENCES ad_projects (id) ON DELETE SET NULL;
        -- What the foreign keys look up; WHERE parent_id = ? is also the versions of an ad.
        CREATE INDEX ix_ad_projects_parent_id ON ad_projects (parent_id) WHERE parent_id IS NOT NULL;
        CREATE INDEX ix_ad_projects_final_asset_id ON ad_projects (final_asset_id) WHERE final_asset_id IS NOT NULL;
        CREATE INDEX ix_ad_projects_thumbnail_asset_id ON ad_projects (thumbnail_asset_id)
            WHERE thumbnail_asset_id IS NOT NULL;
        -- ORDER BY created_at DESC, ORDER BY updated_at DESC: an admin's lists.
        CREATE INDEX ix_ad_projects_created_at ON ad_projects (created_at DESC);
        CREATE INDEX ix_ad_projects_updated_at ON ad_projects (updated_at DESC);
        -- WHERE product_category = ?, WHERE framework = ?: what works for whom.
        CREATE INDEX ix_ad_projects_product_category ON ad_projects (product_category);
        CREATE INDEX ix_ad_projects_framework ON ad_projects (framework);
        -- WHERE metadata @> ?
        CREATE INDEX ix_ad_projects_metadata ON ad_projects USING gin (metadata);
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        -- Indexes and constraints go with their columns.
        DROP INDEX ix_ad_projects_created_at;
        DROP INDEX ix_ad_projects_updated_at;
        ALTER TABLE ad_projects
            DROP COLUMN deleted_at,
            DROP COLUMN completed_at,
            DROP COLUMN parent_id,
            DROP COLUMN metadata,
            DROP COLUMN settings,
            DROP COLUMN conversation_summary,
            DROP COLUMN error_message,
            DROP COLUMN thumbnail_asset_id,
            DROP COLUMN final_asset_id,
            DROP COLUMN generation_time_seconds,
            DROP COLUMN total_cost,
            DROP COLUMN estimated_cost,
            DROP COLUMN num_scenes,
            DROP COLUMN creativity_level,
            DROP COLUMN framework,
            DROP COLUMN aspect_ratio,
            DROP COLUMN product_category,
            DROP COLUMN current_stage,
            DROP COLUMN revision,
            DROP COLUMN title;
        DROP TYPE product_category;
        """
    )
