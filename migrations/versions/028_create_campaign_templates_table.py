"""Starting points for an ad. Without an owner it is ours; a public one is offered to everybody.
"""

from migrations.sql import run

revision = "028"
down_revision = "027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE campaign_templates (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            user_id uuid,
            slug text,
            title text NOT NULL,
            description text,
            campaign_type text DEFAULT 'general' NOT NULL,
            framework text,
            is_public boolean DEFAULT false NOT NULL,
            usage_count integer DEFAULT 0 NOT NULL,
            prompt_template text NOT NULL,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_campaign_templates PRIMARY KEY (id),
            CONSTRAINT ck_campaign_templates_campaign_type CHECK (campaign_type IN (
                'general', 'product_launch', 'brand_awareness', 'promotion', 'seasonal', 'event'
            )),
            CONSTRAINT ck_campaign_templates_framework CHECK (framework IN ('PAS', 'BAB', 'AIDA', 'hook_demo')),
            CONSTRAINT ck_campaign_templates_usage_count CHECK (usage_count >= 0),
            -- Whoever owns none is Briefcut, and what is ours is for everybody and has a name that never changes.
            CONSTRAINT ck_campaign_templates_owner CHECK (user_id IS NOT NULL OR (is_public AND slug IS NOT NULL)),
            -- CASCADE: a person's templates go with the person; ads made from them stay.
            CONSTRAINT fk_campaign_templates_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
        );
        -- What the foreign key looks up; WHERE user_id = ?: my templates.
        CREATE INDEX ix_campaign_templates_user_id ON campaign_templates (user_id) WHERE user_id IS NOT NULL;
        -- ON CONFLICT (slug): ours are written once, however often.
        CREATE UNIQUE INDEX ix_campaign_templates_slug ON campaign_templates (slug);
        -- WHERE is_public ORDER BY usage_count DESC: what others begin with.
        CREATE INDEX ix_campaign_templates_usage_count ON campaign_templates (usage_count DESC) WHERE is_public;
        CREATE TRIGGER update_campaign_templates_updated_at
            BEFORE UPDATE ON campaign_templates FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        ALTER TABLE ad_projects
            ADD COLUMN template_id uuid,
            -- SET NULL: an ad outlives the template it began with. One column only: a template may be everybody's.
            ADD CONSTRAINT fk_ad_projects_template_id
                FOREIGN KEY (template_id) REFERENCES campaign_templates (id) ON DELETE SET NULL;
        -- What the foreign key looks up; and which ads began with it.
        CREATE INDEX ix_ad_projects_template_id ON ad_projects (template_id) WHERE template_id IS NOT NULL;
        -- What is nobody else's business: a private template begins its owner's ads only.
        CREATE FUNCTION check_template_of_project() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM campaign_templates
                        WHERE id = NEW.template_id AND NOT is_public AND user_id IS DISTINCT FROM NEW.user_id) THEN
                RAISE EXCEPTION 'the template % is private to somebody else', NEW.template_id
                    USING ERRCODE = 'foreign_key_violation', TABLE = 'ad_projects', CONSTRAINT = 'fk_ad_projects_template_id';
            END IF;
            RETURN NEW;
        END;
        $$;
        CREATE TRIGGER check_ad_projects_template_id
            BEFORE INSERT OR UPDATE OF template_id, user_id ON ad_projects
            FOR EACH ROW WHEN (NEW.template_id IS NOT NULL) EXECUTE FUNCTION check_template_of_project();
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TRIGGER check_ad_projects_template_id ON ad_projects;
        DROP FUNCTION check_template_of_project();
        ALTER TABLE ad_projects DROP COLUMN template_id;
        DROP TABLE campaign_templates;
        """
    )
