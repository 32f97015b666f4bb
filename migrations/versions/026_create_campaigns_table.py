"""Campaigns: several ads of one brand that belong together.
"""

from migrations.sql import run

revision = "026"
down_revision = "025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE campaigns (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            user_id uuid NOT NULL,
            brand_id uuid NOT NULL,
            title text NOT NULL,
            campaign_type text DEFAULT 'general' NOT NULL,
            status text DEFAULT 'draft' NOT NULL,
            business_context jsonb DEFAULT '{}'::jsonb NOT NULL,
            ai_analysis jsonb DEFAULT '{}'::jsonb NOT NULL,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_campaigns PRIMARY KEY (id),
            CONSTRAINT ck_campaigns_campaign_type CHECK (campaign_type IN (
                'general', 'product_launch', 'brand_awareness', 'promotion', 'seasonal', 'event'
            )),
            CONSTRAINT ck_campaigns_status CHECK (status IN ('draft', 'active', 'paused', 'completed', 'archived')),
            -- CASCADE, both: a campaign is of no use without its owner or its brand; and the brand is the owner's own.
            CONSTRAINT fk_campaigns_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
            CONSTRAINT fk_campaigns_user_id_brand_id
                FOREIGN KEY (user_id, brand_id) REFERENCES brands (user_id, id) ON DELETE CASCADE
        );
        -- What the foreign keys look up; and what an ad's own points at.
        CREATE UNIQUE INDEX ix_campaigns_user_id_id ON campaigns (user_id, id);
        CREATE INDEX ix_campaigns_user_id_brand_id ON campaigns (user_id, brand_id);
        -- WHERE user_id = ? AND status = ?: my running campaigns.
        CREATE INDEX ix_campaigns_user_id_status ON campaigns (user_id, status);
        -- WHERE user_id = ? ORDER BY created_at DESC: my campaigns.
        CREATE INDEX ix_campaigns_user_id_created_at ON campaigns (user_id, created_at);
        CREATE TRIGGER update_campaigns_updated_at
            BEFORE UPDATE ON campaigns FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        ALTER TABLE ad_projects
            ADD COLUMN campaign_id uuid,
            -- SET NULL: an ad outlives the campaign it ran in.
            ADD CONSTRAINT fk_ad_projects_user_id_campaign_id FOREIGN KEY (user_id, campaign_id)
                REFERENCES campaigns (user_id, id) ON DELETE SET NULL (campaign_id);
        -- WHERE campaign_id = ?: the ads of a campaign; and what the foreign key looks up.
        CREATE INDEX ix_ad_projects_user_id_campaign_id ON ad_projects (user_id, campaign_id) WHERE campaign_id IS NOT NULL;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE ad_projects DROP COLUMN campaign_id;
        DROP TABLE campaigns;
        """
    )
