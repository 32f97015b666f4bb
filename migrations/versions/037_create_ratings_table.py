"""What people think of their ads, one to five.
"""

from migrations.sql import run

revision = "037"
down_revision = "036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE ratings (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            user_id uuid NOT NULL,
            project_id uuid NOT NULL,
            rating integer NOT NULL,
            comment text,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_ratings PRIMARY KEY (id),
            CONSTRAINT ck_ratings_rating CHECK (rating BETWEEN 1 AND 5),
            -- CASCADE: a rating of an ad goes with it.
            CONSTRAINT fk_ratings_user_id_project_id
                FOREIGN KEY (user_id, project_id) REFERENCES ad_projects (user_id, id) ON DELETE CASCADE
        );
        -- ON CONFLICT (user_id, project_id): a second rating replaces the first; and what the foreign key looks up.
        CREATE UNIQUE INDEX ix_ratings_user_id_project_id ON ratings (user_id, project_id);
        -- WHERE project_id = ?: the mean rating of a campaign's ads.
        CREATE INDEX ix_ratings_project_id ON ratings (project_id);
        CREATE TRIGGER update_ratings_updated_at
            BEFORE UPDATE ON ratings FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE ratings;
        """
    )
