"""Which model an admin chose as the default of a kind, and by which a training that was approved is made.
"""

from migrations.sql import run

revision = "061"
down_revision = "060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE switches ADD COLUMN choice text;
        ALTER TABLE lora_models ADD COLUMN trainer text;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DELETE FROM switches WHERE choice IS NOT NULL;
        ALTER TABLE switches DROP COLUMN choice;
        ALTER TABLE lora_models DROP COLUMN trainer;
        """
    )
