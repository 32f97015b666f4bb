"""`updated_at` is kept by a trigger, so that no writer can forget it.

The time is that of the transaction's start, like `created_at`.
"""

from migrations.sql import run

revision = "010"
down_revision = "009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE FUNCTION update_updated_at_column() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.updated_at = now();
            RETURN NEW;
        END;
        $$;
        CREATE TRIGGER update_users_updated_at
            BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        CREATE TRIGGER update_brands_updated_at
            BEFORE UPDATE ON brands FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        CREATE TRIGGER update_ad_projects_updated_at
            BEFORE UPDATE ON ad_projects FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        CREATE TRIGGER update_scripts_updated_at
            BEFORE UPDATE ON scripts FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        CREATE TRIGGER update_generation_jobs_updated_at
            BEFORE UPDATE ON generation_jobs FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        CREATE TRIGGER update_lora_models_updated_at
            BEFORE UPDATE ON lora_models FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TRIGGER update_lora_models_updated_at ON lora_models;
        DROP TRIGGER update_generation_jobs_updated_at ON generation_jobs;
        DROP TRIGGER update_scripts_updated_at ON scripts;
        DROP TRIGGER update_ad_projects_updated_at ON ad_projects;
        DROP TRIGGER update_brands_updated_at ON brands;
        DROP TRIGGER update_users_updated_at ON users;
        DROP FUNCTION update_updated_at_column();
        """
    )
