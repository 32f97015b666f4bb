"""Files: product photos, stills, clips, voices, music, cuts.

The model that made a file is text (`model_version`), so that a new model needs no migration. `url` is a storage URI
and null until the file exists.
"""

from migrations.sql import run

revision = "012"
down_revision = "011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        CREATE TYPE asset_type AS ENUM ('image', 'video_clip', 'final_video', 'audio');
        CREATE TYPE asset_source AS ENUM (
            'flux-pro', 'sdxl', 'stable-video-diffusion', 'runway-gen2', 'musicgen', 'ffmpeg', 'user-upload',
            'local', 'replicate', 'openai', 'piper', 'telegram'
        );
        CREATE TYPE asset_status AS ENUM ('generating', 'completed', 'failed', 'approved', 'rejected');
        CREATE TABLE assets (
            id uuid DEFAULT gen_random_uuid() NOT NULL,
            user_id uuid NOT NULL,
            brand_id uuid,
            project_id uuid,
            type asset_type NOT NULL,
            source asset_source NOT NULL,
            status asset_status DEFAULT 'generating' NOT NULL,
            name text,
            description text,
            url text,
            storage_path text,
            file_size_bytes bigint,
            mime_type text,
            sha256 text,
            telegram_file_id text,
            resolution text,
            width integer,
            height integer,
            duration_seconds numeric(6, 3),
            fps integer,
            generation_cost numeric(10, 4) DEFAULT 0 NOT NULL,
            generation_time_seconds numeric(8, 2),
            model_version text,
            view_type text,
            seed bigint,
            guidance_scale numeric(4, 2),
            source_image_id uuid,
            scene_prompt text,
            camera_movement text,
            motion_intensity numeric(3, 2),
            generation_prompt text,
            negative_prompt text,
            user_selected boolean DEFAULT false NOT NULL,
            selection_order integer,
            category text,
            tags text[] DEFAULT '{}'::text[] NOT NULL,
            analysis_status text DEFAULT 'pending' NOT NULL,
            analysis jsonb DEFAULT '{}'::jsonb NOT NULL,
            metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            deleted_at timestamptz,
            CONSTRAINT pk_assets PRIMARY KEY (id),
            CONSTRAINT ck_assets_url CHECK (url IS NOT NULL OR status IN ('generating', 'failed')),
            CONSTRAINT ck_assets_size CHECK (width > 0 AND height > 0),
            CONSTRAINT ck_assets_file_size_bytes CHECK (file_size_bytes >= 0),
            CONSTRAINT ck_assets_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$'),
            CONSTRAINT ck_assets_analysis_status
                CHECK (analysis_status IN ('pending', 'processing', 'completed', 'failed')),
            -- CASCADE, all three: a file belongs to a person, and to a brand or an ad where it was made for one. The objects
            -- in storage are removed before the rows.
            CONSTRAINT fk_assets_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
            CONSTRAINT fk_assets_brand_id FOREIGN KEY (brand_id) REFERENCES brands (id) ON DELETE CASCADE,
            CONSTRAINT fk_assets_project_id FOREIGN KEY (project_id) REFERENCES ad_projects (id) ON DELETE CASCADE,
            -- SET NULL: a clip outlives the still it was made from.
            CONSTRAINT fk_assets_source_image_id FOREIGN KEY (source_image_id) REFERENCES assets (id) ON DELETE SET NULL
        );
        -- What the foreign keys look up; WHERE project_id = ? is also an ad with its files.
        CREATE INDEX ix_assets_user_id ON assets (user_id);
        CREATE INDEX ix_assets_brand_id ON assets (brand_id) WHERE brand_id IS NOT NULL;
        CREATE INDEX ix_assets_project_id ON assets (project_id) WHERE project_id IS NOT NULL;
        CREATE INDEX ix_assets_source_image_id ON assets (source_image_id) WHERE source_image_id IS NOT NULL;
        -- WHERE type = ? AND deleted_at IS NULL: all finished videos.
        CREATE INDEX ix_assets_type ON assets (type) WHERE deleted_at IS NULL;
        -- WHERE status = 'rejected' AND …: retention.
        CREATE INDEX ix_assets_status ON assets (status);
        -- WHERE source = ?: what a provider made.
        CREATE INDEX ix_assets_source ON assets (source);
        -- WHERE user_selected AND project_id = ?: the mood board.
        CREATE INDEX ix_assets_user_selected ON assets (user_selected) WHERE user_selected;
        -- ORDER BY created_at DESC: the latest files.
        CREATE INDEX ix_assets_created_at ON assets (created_at DESC);
        -- WHERE user_id = ? AND sha256 = ?: the same photo sent twice.
        CREATE INDEX ix_assets_user_id_sha256 ON assets (user_id, sha256) WHERE sha256 IS NOT NULL;
        -- WHERE metadata @> ?
        CREATE INDEX ix_assets_metadata ON assets USING gin (metadata);
        CREATE TRIGGER update_assets_updated_at
            BEFORE UPDATE ON assets FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TABLE assets;
        DROP TYPE asset_status;
        DROP TYPE asset_source;
        DROP TYPE asset_type;
        """
    )
