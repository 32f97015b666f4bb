"""What was measured of an ad, a scene or the whole video (`scene_number` null), 0–100.
"""

from migrations.sql import run

revision = "035"
down_revision = "034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TABLE quality_metrics (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            project_id uuid NOT NULL,
            asset_id uuid,
            scene_number integer,
            metric_name text NOT NULL,
            metric_value numeric(6, 3) NOT NULL,
            model_name text,
            created_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_quality_metrics PRIMARY KEY (id),
            CONSTRAINT ck_quality_metrics_metric_value CHECK (metric_value BETWEEN 0 AND 100),
            CONSTRAINT ck_quality_metrics_metric_name CHECK (metric_name ~ '^[a-z][a-z0-9_]*$'),
            CONSTRAINT ck_quality_metrics_scene_number CHECK (scene_number > 0),
            -- CASCADE: a measurement of an ad goes with it.
            CONSTRAINT fk_quality_metrics_project_id
                FOREIGN KEY (project_id) REFERENCES ad_projects (id) ON DELETE CASCADE,
            -- SET NULL: the figure stays when retention takes the file; and the file is the ad's own.
            CONSTRAINT fk_quality_metrics_project_id_asset_id FOREIGN KEY (project_id, asset_id)
                REFERENCES assets (project_id, id) ON DELETE SET NULL (asset_id)
        );
        -- WHERE project_id = ?: an ad with its figures; and what the foreign keys look up.
        CREATE INDEX ix_quality_metrics_project_id ON quality_metrics (project_id);
        CREATE INDEX ix_quality_metrics_project_id_asset_id ON quality_metrics (project_id, asset_id)
            WHERE asset_id IS NOT NULL;
        -- WHERE metric_name = ?: how we do by one figure.
        CREATE INDEX ix_quality_metrics_metric_name ON quality_metrics (metric_name);
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE quality_metrics;
        """
    )
