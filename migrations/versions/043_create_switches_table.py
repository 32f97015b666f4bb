"""What was turned off: all spending (`generation`), or one model (`model:<id>`). No row means on.
"""

from migrations.sql import run

revision = "043"
down_revision = "042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE switches (
            name text NOT NULL,
            is_off boolean DEFAULT true NOT NULL,
            reason text,
            changed_by uuid,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_switches PRIMARY KEY (name),
            CONSTRAINT ck_switches_name CHECK (name ~ '^[a-z]+(:[^ ]+)?$'),
            -- SET NULL: what is off stays off.
            CONSTRAINT fk_switches_changed_by FOREIGN KEY (changed_by) REFERENCES users (id) ON DELETE SET NULL
        );
        -- What the foreign key looks up.
        CREATE INDEX ix_switches_changed_by ON switches (changed_by) WHERE changed_by IS NOT NULL;
        CREATE TRIGGER update_switches_updated_at
            BEFORE UPDATE ON switches FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE switches;
        """
    )
