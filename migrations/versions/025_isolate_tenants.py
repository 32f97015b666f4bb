"""Nothing of one person can point at anything of another.

Parents get a unique key that begins with their owner, children a foreign key over (user_id, …) or, below an ad, over
(project_id, …): the owner is part of the reference, so a wrong one matches no row. Where the trunk's own single-column
keys exist they stay; those of later migrations are replaced. A database in which such a reference exists refuses the
upgrade, and stays as it was.
"""

from migrations.sql import run

revision = "025"
down_revision = "024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        -- What the composite foreign keys point at.
        CREATE UNIQUE INDEX ix_brands_user_id_id ON brands (user_id, id);
        CREATE UNIQUE INDEX ix_ad_projects_user_id_id ON ad_projects (user_id, id);
        CREATE UNIQUE INDEX ix_assets_user_id_id ON assets (user_id, id);
        CREATE UNIQUE INDEX ix_assets_project_id_id ON assets (project_id, id);
        CREATE UNIQUE INDEX ix_scripts_project_id_id ON scripts (project_id, id);
        CREATE UNIQUE INDEX ix_turns_project_id_id ON turns (project_id, id);

        ALTER TABLE ad_projects
            DROP CONSTRAINT fk_ad_projects_parent_id,
            DROP CONSTRAINT fk_ad_projects_final_asset_id,
            DROP CONSTRAINT fk_ad_projects_thumbnail_asset_id,
            -- CASCADE: as the trunk's own key on brand_id.
            ADD CONSTRAINT fk_ad_projects_user_id_brand_id
                FOREIGN KEY (user_id, brand_id) REFERENCES brands (user_id, id) ON DELETE CASCADE,
            -- SET NULL, all three: an ad outlives the ad it was derived from, and a file that retention took.
            ADD CONSTRAINT fk_ad_projects_user_id_parent_id FOREIGN KEY (user_id, parent_id)
                REFERENCES ad_projects (user_id, id) ON DELETE SET NULL (parent_id),
            ADD CONSTRAINT fk_ad_projects_user_id_final_asset_id FOREIGN KEY (user_id, final_asset_id)
                REFERENCES assets (user_id, id) ON DELETE SET NULL (final_asset_id),
            ADD CONSTRAINT fk_ad_projects_user_id_thumbnail_asset_id FOREIGN KEY (user_id, thumbnail_asset_id)
                REFERENCES assets (user_id, id) ON DELETE SET NULL (thumbnail_asset_id);
        ALTER TABLE assets
            DROP CONSTRAINT fk_assets_brand_id,
            DROP CONSTRAINT fk_assets_project_id,
            DROP CONSTRAINT fk_assets_source_image_id,
            -- CASCADE, both: a file made for a brand or an ad goes with it.
            ADD CONSTRAINT fk_assets_user_id_brand_id
                FOREIGN KEY (user_id, brand_id) REFERENCES brands (user_id, id) ON DELETE CASCADE,
            ADD CONSTRAINT fk_assets_user_id_project_id
                FOREIGN KEY (user_id, project_id) REFERENCES ad_projects (user_id, id) ON DELETE CASCADE,
            -- SET NULL: a clip outlives the still it was made from.
            ADD CONSTRAINT fk_assets_user_id_source_image_id FOREIGN KEY (user_id, source_image_id)
                REFERENCES assets (user_id, id) ON DELETE SET NULL (source_image_id);
        ALTER TABLE generation_jobs
            DROP CONSTRAINT fk_generation_jobs_output_asset_id,
            -- CASCADE: as the trunk's own key on script_id; and it is the script of the job's own ad.
            ADD CONSTRAINT fk_generation_jobs_project_id_script_id
                FOREIGN KEY (project_id, script_id) REFERENCES scripts (project_id, id) ON DELETE CASCADE,
            -- SET NULL: the job's story stays when retention takes its file.
            ADD CONSTRAINT fk_generation_jobs_project_id_output_asset_id FOREIGN KEY (project_id, output_asset_id)
                REFERENCES assets (project_id, id) ON DELETE SET NULL (output_asset_id);
        ALTER TABLE chat_messages
            DROP CONSTRAINT fk_chat_messages_asset_id,
            DROP CONSTRAINT fk_chat_messages_turn_id,
            -- SET NULL, both: what was said stays when a file goes or a turn is cleared away.
            ADD CONSTRAINT fk_chat_messages_project_id_asset_id FOREIGN KEY (project_id, asset_id)
                REFERENCES assets (project_id, id) ON DELETE SET NULL (asset_id),
            ADD CONSTRAINT fk_chat_messages_project_id_turn_id FOREIGN KEY (project_id, turn_id)
                REFERENCES turns (project_id, id) ON DELETE SET NULL (turn_id);
        ALTER TABLE chat_sessions
            DROP CONSTRAINT fk_chat_sessions_active_project_id,
            -- SET NULL: the chat goes on when its ad is deleted, with the next one.
            ADD CONSTRAINT fk_chat_sessions_user_id_active_project_id FOREIGN KEY (user_id, active_project_id)
                REFERENCES ad_projects (user_id, id) ON DELETE SET NULL (active_project_id);
        ALTER TABLE outbox
            DROP CONSTRAINT fk_outbox_project_id,
            -- SET NULL: "your ad is deleted" must still be said when it is.
            ADD CONSTRAINT fk_outbox_user_id_project_id FOREIGN KEY (user_id, project_id)
                REFERENCES ad_projects (user_id, id) ON DELETE SET NULL (project_id),
            -- A row about an ad says whose: else the key above would look away.
            ADD CONSTRAINT ck_outbox_owner CHECK (project_id IS NULL OR user_id IS NOT NULL);

        -- What the foreign keys look up.
        CREATE INDEX ix_ad_projects_user_id_brand_id ON ad_projects (user_id, brand_id);
        CREATE INDEX ix_ad_projects_user_id_parent_id ON ad_projects (user_id, parent_id) WHERE parent_id IS NOT NULL;
        CREATE INDEX ix_ad_projects_user_id_final_asset_id ON ad_projects (user_id, final_asset_id)
            WHERE final_asset_id IS NOT NULL;
        CREATE INDEX ix_ad_projects_user_id_thumbnail_asset_id ON ad_projects (user_id, thumbnail_asset_id)
            WHERE thumbnail_asset_id IS NOT NULL;
        CREATE INDEX ix_assets_user_id_brand_id ON assets (user_id, brand_id) WHERE brand_id IS NOT NULL;
        CREATE INDEX ix_assets_user_id_project_id ON assets (user_id, project_id) WHERE project_id IS NOT NULL;
        CREATE INDEX ix_assets_user_id_source_image_id ON assets (user_id, source_image_id) WHERE source_image_id IS NOT NULL;
        CREATE INDEX ix_generation_jobs_project_id_script_id ON generation_jobs (project_id, script_id);
        CREATE INDEX ix_generation_jobs_project_id_output_asset_id ON generation_jobs (project_id, output_asset_id)
            WHERE output_asset_id IS NOT NULL;
        CREATE INDEX ix_chat_messages_project_id_asset_id ON chat_messages (project_id, asset_id) WHERE asset_id IS NOT NULL;
        CREATE INDEX ix_chat_messages_project_id_turn_id ON chat_messages (project_id, turn_id) WHERE turn_id IS NOT NULL;
        CREATE INDEX ix_chat_sessions_user_id_active_project_id ON chat_sessions (user_id, active_project_id)
            WHERE active_project_id IS NOT NULL;
        CREATE INDEX ix_outbox_user_id_project_id ON outbox (user_id, project_id) WHERE project_id IS NOT NULL;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP INDEX ix_outbox_user_id_project_id;
        DROP INDEX ix_chat_sessions_user_id_active_project_id;
        DROP INDEX ix_chat_messages_project_id_turn_id;
        DROP INDEX ix_chat_messages_project_id_asset_id;
        DROP INDEX ix_generation_jobs_project_id_output_asset_id;
        DROP INDEX ix_generation_jobs_project_id_script_id;
        DROP INDEX ix_assets_user_id_source_image_id;
        DROP INDEX ix_assets_user_id_project_id;
        DROP INDEX ix_assets_user_id_brand_id;
        DROP INDEX ix_ad_projects_user_id_thumbnail_asset_id;
        DROP INDEX ix_ad_projects_user_id_final_asset_id;
        DROP INDEX ix_ad_projects_user_id_parent_id;
        DROP INDEX ix_ad_projects_user_id_brand_id;
        ALTER TABLE outbox
            DROP CONSTRAINT ck_outbox_owner,
            DROP CONSTRAINT fk_outbox_user_id_project_id,
            ADD CONSTRAINT fk_outbox_project_id FOREIGN KEY (project_id) REFERENCES ad_projects (id) ON DELETE SET NULL;
        ALTER TABLE chat_sessions
            DROP CONSTRAINT fk_chat_sessions_user_id_active_project_id,
            ADD CONSTRAINT fk_chat_sessions_active_project_id
                FOREIGN KEY (active_project_id) REFERENCES ad_projects (id) ON DELETE SET NULL;
        ALTER TABLE chat_messages
            DROP CONSTRAINT fk_chat_messages_project_id_turn_id,
            DROP CONSTRAINT fk_chat_messages_project_id_asset_id,
            ADD CONSTRAINT fk_chat_messages_turn_id FOREIGN KEY (turn_id) REFERENCES turns (id) ON DELETE SET NULL,
            ADD CONSTRAINT fk_chat_messages_asset_id FOREIGN KEY (asset_id) REFERENCES assets (id) ON DELETE SET NULL;
        ALTER TABLE generation_jobs
            DROP CONSTRAINT fk_generation_jobs_project_id_output_asset_id,
            DROP CONSTRAINT fk_generation_jobs_project_id_script_id,
            ADD CONSTRAINT fk_generation_jobs_output_asset_id
                FOREIGN KEY (output_asset_id) REFERENCES assets (id) ON DELETE SET NULL;
        ALTER TABLE assets
            DROP CONSTRAINT fk_assets_user_id_source_image_id,
            DROP CONSTRAINT fk_assets_user_id_project_id,
            DROP CONSTRAINT fk_assets_user_id_brand_id,
            ADD CONSTRAINT fk_assets_brand_id FOREIGN KEY (brand_id) REFERENCES brands (id) ON DELETE CASCADE,
            ADD CONSTRAINT fk_assets_project_id FOREIGN KEY (project_id) REFERENCES ad_projects (id) ON DELETE CASCADE,
            ADD CONSTRAINT fk_assets_source_image_id FOREIGN KEY (source_image_id) REFERENCES assets (id) ON DELETE SET NULL;
        ALTER TABLE ad_projects
            DROP CONSTRAINT fk_ad_projects_user_id_thumbnail_asset_id,
            DROP CONSTRAINT fk_ad_projects_user_id_final_asset_id,
            DROP CONSTRAINT fk_ad_projects_user_id_parent_id,
            DROP CONSTRAINT fk_ad_projects_user_id_brand_id,
            ADD CONSTRAINT fk_ad_projects_final_asset_id
                FOREIGN KEY (final_asset_id) REFERENCES assets (id) ON DELETE SET NULL,
            ADD CONSTRAINT fk_ad_projects_thumbnail_asset_id
                FOREIGN KEY (thumbnail_asset_id) REFERENCES assets (id) ON DELETE SET NULL,
            ADD CONSTRAINT fk_ad_projects_parent_id
                FOREIGN KEY (parent_id) REFERENCES ad_projects (id) ON DELETE SET NULL;
        DROP INDEX ix_turns_project_id_id;
        DROP INDEX ix_scripts_project_id_id;
        DROP INDEX ix_assets_project_id_id;
        DROP INDEX ix_assets_user_id_id;
        DROP INDEX ix_ad_projects_user_id_id;
        DROP INDEX ix_brands_user_id_id;
        """
    )
