"""What is asked again and again, as views.

They run with the rights of who asks (`security_invoker`), so that policies of an ordinary role would hold here too.
Deleted ads are not counted, but what they cost is.
"""

from migrations.sql import run

revision = "048"
down_revision = "047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        -- WHERE user_id = ?: my campaigns with ads by status, spend, last activity and mean rating.
        CREATE VIEW campaign_summary WITH (security_invoker = true) AS
        SELECT c.id AS campaign_id, c.user_id, c.brand_id, c.title, c.campaign_type, c.status,
               coalesce(ads.total, 0) AS ads,
               coalesce(ads.by_status, '{}'::jsonb) AS ads_by_status,
               coalesce(ads.spend, 0) AS spend,
               greatest(c.updated_at, ads.last_activity_at) AS last_activity_at,
               rated.mean AS mean_rating
          FROM campaigns AS c
          LEFT JOIN LATERAL (
               SELECT sum(living)::bigint AS total,
                      jsonb_object_agg(status, living) FILTER (WHERE living > 0) AS by_status,
                      sum(spent) AS spend,
                      max(changed) AS last_activity_at
                 FROM (SELECT p.status, count(*) FILTER (WHERE p.deleted_at IS NULL) AS living,
                              sum(p.total_cost) AS spent, max(p.updated_at) AS changed
                         FROM ad_projects AS p
                        WHERE p.user_id = c.user_id AND p.campaign_id = c.id
                        GROUP BY p.status) AS per_status
          ) AS ads ON true
          LEFT JOIN LATERAL (
               SELECT round(avg(r.rating), 2) AS mean
                 FROM ad_projects AS p
                 JOIN ratings AS r ON r.user_id = p.user_id AND r.project_id = p.id
                WHERE p.user_id = c.user_id AND p.campaign_id = c.id AND p.deleted_at IS NULL
          ) AS rated ON true;

        -- WHERE user_id = ?: what a person did and spent; over all: who is active.
        CREATE VIEW user_activity_summary WITH (security_invoker = true) AS
        SELECT u.id AS user_id, u.subscription_type, u.created_at, u.last_seen_at, u.total_generations,
               u.total_cost AS spend, coalesce(ads.total, 0) AS ads, coalesce(ads.completed, 0) AS ads_completed,
               coalesce(said.messages, 0) AS messages
          FROM users AS u
          LEFT JOIN LATERAL (
               SELECT count(*) AS total, count(*) FILTER (WHERE p.status = 'completed') AS completed
                 FROM ad_projects AS p WHERE p.user_id = u.id AND p.deleted_at IS NULL
          ) AS ads ON true
          LEFT JOIN LATERAL (
               SELECT count(*) AS messages
                 FROM ad_projects AS p JOIN chat_messages AS m ON m.project_id = p.id
                WHERE p.user_id = u.id AND m.role = 'user'
          ) AS said ON true
         WHERE u.deleted_at IS NULL;

        -- WHERE user_id = ?, GROUP BY framework or placement: what works.
        CREATE VIEW content_performance WITH (security_invoker = true) AS
        SELECT p.id AS project_id, p.user_id, p.campaign_id, p.generation_group_id, p.title, p.framework, p.product_category,
               CASE p.ad_details ->> 'adPlatform' WHEN 'instagram' THEN 'instagram_reels' ELSE p.ad_details ->> 'adPlatform'
               END AS placement,
               CASE WHEN jsonb_typeof(p.ad_details -> 'adDuration') = 'number' THEN (p.ad_details ->> 'adDuration')::numeric
               END AS duration_seconds,
               p.total_cost AS spend, p.completed_at, r.rating,
               coalesce(ran.published, 0) AS published
          FROM ad_projects AS p
          LEFT JOIN ratings AS r ON r.user_id = p.user_id AND r.project_id = p.id
          LEFT JOIN LATERAL (
               SELECT count(*) AS published FROM publications AS b
                WHERE b.user_id = p.user_id AND b.project_id = p.id AND b.status = 'published'
          ) AS ran ON true
         WHERE p.deleted_at IS NULL;

        -- WHERE project_id = ?: what an ad cost, by kind of call and provider.
        CREATE VIEW cost_breakdown WITH (security_invoker = true) AS
        SELECT g.project_id, g.user_id, g.category, g.provider, count(*) AS api_calls,
               count(*) FILTER (WHERE NOT g.success) AS failed_calls, sum(g.amount) AS spend,
               round(avg(g.api_latency_ms), 1) AS mean_latency_ms
          FROM generation_costs AS g
         GROUP BY g.project_id, g.user_id, g.category, g.provider;

        -- WHERE project_id = ?: how far the production of the current script is.
        CREATE VIEW project_progress WITH (security_invoker = true) AS
        SELECT p.id AS project_id, p.user_id, p.status, p.current_stage, p.revision,
               coalesce(work.jobs, 0) AS jobs, coalesce(work.completed, 0) AS completed, coalesce(work.failed, 0) AS failed,
               coalesce(work.running, 0) AS running,
               CASE WHEN p.status = 'completed' THEN 100 ELSE coalesce(work.percentage, 0) END AS progress_percentage,
               work.started_at, work.changed_at
          FROM ad_projects AS p
          LEFT JOIN LATERAL (
               SELECT count(*) AS jobs,
                      count(*) FILTER (WHERE j.status = 'completed') AS completed,
                      count(*) FILTER (WHERE j.status = 'failed') AS failed,
                      count(*) FILTER (WHERE j.status = 'processing') AS running,
                      floor(avg(j.progress_percentage))::integer AS percentage,
                      min(j.started_at) AS started_at, max(j.updated_at) AS changed_at
                 FROM generation_jobs AS j
                WHERE j.project_id = p.id AND j.script_revision = p.revision
          ) AS work ON true
         WHERE p.deleted_at IS NULL;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP VIEW project_progress;
        DROP VIEW cost_breakdown;
        DROP VIEW content_performance;
        DROP VIEW user_activity_summary;
        DROP VIEW campaign_summary;
        """
    )
