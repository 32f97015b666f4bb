"""The six native enum types of the trunk.

Native types rather than text with a check: smaller, and the list of values is in the catalog.
"""

from migrations.sql import run

revision = "001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TYPE subscription_type AS ENUM ('free', 'pro', 'enterprise');
        CREATE TYPE ad_project_status AS ENUM (
            'initial', 'chat_in_progress', 'script_generated', 'script_approved', 'video_generating', 'completed', 'failed'
        );
        CREATE TYPE chat_role AS ENUM ('user', 'assistant');
        CREATE TYPE generation_job_status AS ENUM ('queued', 'processing', 'completed', 'failed');
        CREATE TYPE generation_job_type AS ENUM (
            'visual_generation', 'audio_generation', 'video_composition', 'final_export'
        );
        CREATE TYPE lora_training_status AS ENUM ('not_started', 'in_progress', 'completed', 'failed');
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TYPE lora_training_status;
        DROP TYPE generation_job_type;
        DROP TYPE generation_job_status;
        DROP TYPE chat_role;
        DROP TYPE ad_project_status;
        DROP TYPE subscription_type;
        """
    )
