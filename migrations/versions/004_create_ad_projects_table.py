"""Ads, from the first message to the delivered video.

`conversation_history` is the window of the last messages, `ad_details` holds targetAudience, adPlatform, adDuration,
callToAction, keyMessage.
"""

from migrations.sql import run

revision = "004"
down_revision = "003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE ad_projects (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            brand_id uuid NOT NULL,
            user_id uuid NOT NULL,
            conversation_history jsonb DEFAULT '[]'::jsonb NOT NULL,
            ad_details jsonb DEFAULT '{}'::jsonb NOT NULL,
            status ad_project_status DEFAULT 'initial' NOT NULL,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_ad_projects PRIMARY KEY (id),
            -- CASCADE: an ad belongs to its brand and goes with it.
            CONSTRAINT fk_ad_projects_brand_id FOREIGN KEY (brand_id) REFERENCES brands (id) ON DELETE CASCADE,
            -- RESTRICT: nobody who owns ads is deleted by accident; erasing a person deletes the ads first, knowingly.
            CONSTRAINT fk_ad_projects_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT
        );
        -- What the foreign keys look up.
        CREATE INDEX ix_ad_projects_brand_id ON ad_projects (brand_id);
        CREATE INDEX ix_ad_projects_user_id ON ad_projects (user_id);
        -- WHERE status = ?: what is in production.
        CREATE INDEX ix_ad_projects_status ON ad_projects (status);
        -- WHERE brand_id = ? AND status = ?: this brand's drafts, this brand's finished ads.
        CREATE INDEX ix_ad_projects_brand_id_status ON ad_projects (brand_id, status);
        -- WHERE user_id = ? ORDER BY created_at DESC: my ads.
        CREATE INDEX ix_ad_projects_user_id_created_at ON ad_projects (user_id, created_at);
        -- WHERE brand_id = ? ORDER BY created_at DESC, and an order without ties. Several ads made in one transaction need
        -- clock_timestamp(), because now() is the same for all of them.
        CREATE UNIQUE INDEX ix_ad_projects_brand_id_created_at ON ad_projects (brand_id, created_at DESC);
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE ad_projects;
        """
    )
