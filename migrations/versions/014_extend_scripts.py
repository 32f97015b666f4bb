"""What a script carries besides its scenes, and which revision it is.
"""

from migrations.sql import run

revision = "014"
down_revision = "013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE scripts
            ADD COLUMN revision integer DEFAULT 0 NOT NULL,
            ADD COLUMN style_keywords text[] DEFAULT '{}'::text[] NOT NULL,
            ADD COLUMN consistency_seed bigint,
            ADD COLUMN overlay jsonb DEFAULT '{}'::jsonb NOT NULL,
            ADD COLUMN music jsonb DEFAULT '{}'::jsonb NOT NULL,
            ADD COLUMN framework_beats jsonb DEFAULT '{}'::jsonb NOT NULL,
            ADD COLUMN cohesion_score numeric(5, 2),
            ADD COLUMN craft_log jsonb DEFAULT '[]'::jsonb NOT NULL,
            ADD COLUMN writer text,
            ADD CONSTRAINT ck_scripts_revision CHECK (revision >= 0),
            ADD CONSTRAINT ck_scripts_cohesion_score CHECK (cohesion_score BETWEEN 0 AND 100);
        -- WHERE style_keywords @> ?: scripts in this style.
        CREATE INDEX ix_scripts_style_keywords ON scripts USING gin (style_keywords);
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE scripts
            DROP COLUMN writer,
            DROP COLUMN craft_log,
            DROP COLUMN cohesion_score,
            DROP COLUMN framework_beats,
            DROP COLUMN music,
            DROP COLUMN overlay,
            DROP COLUMN consistency_seed,
            DROP COLUMN style_keywords,
            DROP COLUMN revision;
        """
    )
