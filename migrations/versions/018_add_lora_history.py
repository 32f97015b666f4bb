"""A model trained anew keeps what it was: the earlier weights.
"""

from migrations.sql import run

revision = "018"
down_revision = "017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE lora_models ADD COLUMN history jsonb DEFAULT '[]'::jsonb NOT NULL;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE lora_models DROP COLUMN history;
        """
    )
