"""What a person has to look at before an ad is made: one review for each revision of a script that the rules hold back."""

from migrations.sql import run

revision = "056"
down_revision = "055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE content_reviews (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            project_id uuid NOT NULL,
            revision integer NOT NULL,
            reasons jsonb DEFAULT '[]'::jsonb NOT NULL,
            state text DEFAULT 'waiting' NOT NULL,
            reviewer_id uuid,
            note text,
            decided_at timestamptz,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_content_reviews PRIMARY KEY (id),
            CONSTRAINT ck_content_reviews_revision CHECK (revision > 0),
            CONSTRAINT ck_content_reviews_state CHECK (state IN ('waiting', 'approved', 'refused')),
            CONSTRAINT ck_content_reviews_decided_at CHECK ((state = 'waiting') = (decided_at IS NULL)),
            CONSTRAINT ck_content_reviews_note CHECK (state <> 'refused' OR note IS NOT NULL),
            -- CASCADE: what was thought of a script goes with its ad.
            CONSTRAINT fk_content_reviews_project_id FOREIGN KEY (project_id)
                REFERENCES ad_projects (id) ON DELETE CASCADE,
            -- SET NULL: what was decided stays decided.
            CONSTRAINT fk_content_reviews_reviewer_id FOREIGN KEY (reviewer_id)
                REFERENCES users (id) ON DELETE SET NULL
        );
        -- WHERE project_id = ? AND revision = ?: whether this revision was looked at; one review each.
        CREATE UNIQUE INDEX ix_content_reviews_project_id_revision ON content_reviews (project_id, revision);
        -- WHERE state = 'waiting' ORDER BY created_at: the queue of the admins.
        CREATE INDEX ix_content_reviews_created_at ON content_reviews (created_at) WHERE state = 'waiting';
        -- WHERE reviewer_id = ?: the foreign key of a person who is erased.
        CREATE INDEX ix_content_reviews_reviewer_id ON content_reviews (reviewer_id) WHERE reviewer_id IS NOT NULL;
        CREATE TRIGGER update_content_reviews_updated_at BEFORE UPDATE ON content_reviews
            FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE content_reviews;
        """
    )
