"""Where an ad runs, or will.
"""

from migrations.sql import run

revision = "038"
down_revision = "037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE publications (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            user_id uuid NOT NULL,
            project_id uuid NOT NULL,
            asset_id uuid,
            status text DEFAULT 'draft' NOT NULL,
            platform text NOT NULL,
            url text,
            scheduled_for timestamptz,
            published_at timestamptz,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_publications PRIMARY KEY (id),
            CONSTRAINT ck_publications_status CHECK (status IN ('draft', 'approved', 'scheduled', 'published')),
            CONSTRAINT ck_publications_scheduled_for CHECK (status <> 'scheduled' OR scheduled_for IS NOT NULL),
            CONSTRAINT ck_publications_published_at CHECK ((status = 'published') = (published_at IS NOT NULL)),
            -- CASCADE: a publication is one of an ad.
            CONSTRAINT fk_publications_user_id_project_id
                FOREIGN KEY (user_id, project_id) REFERENCES ad_projects (user_id, id) ON DELETE CASCADE,
            -- SET NULL: that it ran stays known when retention takes the file.
            CONSTRAINT fk_publications_user_id_asset_id
                FOREIGN KEY (user_id, asset_id) REFERENCES assets (user_id, id) ON DELETE SET NULL (asset_id)
        );
        -- What the foreign keys look up; WHERE user_id = ? AND project_id = ?: where my ad runs.
        CREATE INDEX ix_publications_user_id_project_id ON publications (user_id, project_id);
        CREATE INDEX ix_publications_user_id_asset_id ON publications (user_id, asset_id) WHERE asset_id IS NOT NULL;
        -- WHERE status = 'scheduled' AND scheduled_for <= now(): what is due.
        CREATE INDEX ix_publications_scheduled_for ON publications (scheduled_for) WHERE status = 'scheduled';
        CREATE TRIGGER update_publications_updated_at
            BEFORE UPDATE ON publications FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE publications;
        """
    )
