"""Ads made to be compared: the same brief with other settings, or with other words.
"""

from migrations.sql import run

revision = "027"
down_revision = "026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE generation_groups (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            user_id uuid NOT NULL,
            title text,
            comparison_type text NOT NULL,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_generation_groups PRIMARY KEY (id),
            CONSTRAINT ck_generation_groups_comparison_type CHECK (comparison_type IN ('settings', 'prompt')),
            -- CASCADE: a comparison is its owner's.
            CONSTRAINT fk_generation_groups_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
        );
        -- What the foreign keys look up; and what an ad's own points at.
        CREATE UNIQUE INDEX ix_generation_groups_user_id_id ON generation_groups (user_id, id);
        CREATE INDEX ix_generation_groups_user_id ON generation_groups (user_id);
        -- ORDER BY created_at DESC: the latest comparisons.
        CREATE INDEX ix_generation_groups_created_at ON generation_groups (created_at DESC);
        CREATE TRIGGER update_generation_groups_updated_at
            BEFORE UPDATE ON generation_groups FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        ALTER TABLE ad_projects
            ADD COLUMN generation_group_id uuid,
            -- SET NULL: removing a comparison keeps its ads.
            ADD CONSTRAINT fk_ad_projects_user_id_generation_group_id FOREIGN KEY (user_id, generation_group_id)
                REFERENCES generation_groups (user_id, id) ON DELETE SET NULL (generation_group_id);
        -- WHERE generation_group_id = ?: the variants of a comparison.
        CREATE INDEX ix_ad_projects_generation_group_id ON ad_projects (generation_group_id)
            WHERE generation_group_id IS NOT NULL;
        -- What the foreign key looks up.
        CREATE INDEX ix_ad_projects_user_id_generation_group_id ON ad_projects (user_id, generation_group_id)
            WHERE generation_group_id IS NOT NULL;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE ad_projects DROP COLUMN generation_group_id;
        DROP TABLE generation_groups;
        """
    )
