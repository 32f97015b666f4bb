"""Several pictures of one scene, of which a person chooses.

`variant` counts the pictures (or clips) of a scene: each is a job of its own, so each is asked for and paid for by itself,
and one that is made again is another variant, beside which the earlier ones stay. `round_number` is the press that asked
for it: what was asked for together is shown together. `fingerprint` is what it was made from: a later revision that asks
for the same takes it over. `dropped_at` says since when nobody waits for it any more. Which one is chosen for which scene
stands in `assets.user_selected` and `selection_order`.

The way down loses all variants but the first, with what was paid for them.
"""

from migrations.sql import run

revision = "055"
down_revision = "054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE generation_jobs
            ADD COLUMN variant integer DEFAULT 1 NOT NULL,
            ADD COLUMN round_number integer DEFAULT 0 NOT NULL,
            ADD COLUMN fingerprint text,
            ADD COLUMN dropped_at timestamptz,
            ADD CONSTRAINT ck_generation_jobs_variant CHECK (variant BETWEEN 1 AND 99),
            ADD CONSTRAINT ck_generation_jobs_round_number CHECK (round_number >= 0);
        -- One job per thing to make: a second tap on a button inserts nothing.
        DROP INDEX ix_generation_jobs_request;
        CREATE UNIQUE INDEX ix_generation_jobs_request
            ON generation_jobs (project_id, script_revision, asset_kind, scene_number, variant)
            NULLS NOT DISTINCT WHERE asset_kind IS NOT NULL;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DELETE FROM generation_jobs WHERE variant > 1;
        DROP INDEX ix_generation_jobs_request;
        CREATE UNIQUE INDEX ix_generation_jobs_request
            ON generation_jobs (project_id, script_revision, asset_kind, scene_number)
            NULLS NOT DISTINCT WHERE asset_kind IS NOT NULL;
        ALTER TABLE generation_jobs
            DROP COLUMN variant, DROP COLUMN round_number, DROP COLUMN fingerprint, DROP COLUMN dropped_at;
        """
    )
