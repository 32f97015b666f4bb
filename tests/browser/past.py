"""A month that nobody lived through: people, ads and what they cost, for charts that show something."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg

from db.url import libpq_url

NAMES = ("Mira", "Jonas", "Léa", "Tomás", "Anna", "Kofi", "Yuki", "Sara", "Nils", "Inés", "Pavel", "Zoë")
"""People of the chat page beside those it has by itself."""

_PAST = """
SET LOCAL session_replication_role = replica;
SELECT setseed(0.3);
CREATE TEMP TABLE crowd ON COMMIT DROP AS
  SELECT id, row_number() OVER (ORDER BY telegram_user_id) AS n FROM users WHERE telegram_user_id = ANY ({ids});
UPDATE users u SET created_at = now() - make_interval(days => 29 - (c.n * 2)::int, hours => 5),
                   last_seen_at = now() - make_interval(hours => (c.n * 7)::int),
                   locale = (ARRAY['en', 'es', 'ru', 'en'])[1 + c.n % 4],
                   subscription_type = CASE WHEN c.n % 4 = 1 THEN 'pro' ELSE 'free' END::subscription_type
  FROM crowd c WHERE c.id = u.id;
INSERT INTO brands (user_id, title) SELECT id, 'House brand' FROM crowd;
CREATE TEMP TABLE past ON COMMIT DROP AS
  SELECT gen_random_uuid() AS id, c.id AS user_id, c.n, made.at, random() < 0.82 AS finished, random() AS luck,
         (ARRAY['Fable Tea', 'Bolt Bikes', 'Night Owl Coffee', 'Clay & Co', 'Pine Soap', 'Kite School'])
           [1 + (random() * 5)::int] AS title
    FROM crowd c, generate_series(1, 8) AS number,
         LATERAL (SELECT now() - interval '29 days' * (1 - sqrt(random() + 0 * number + 0 * c.n)) AS at) AS made;
INSERT INTO ad_projects (id, user_id, brand_id, title, status, revision, created_at, updated_at, completed_at)
  SELECT p.id, p.user_id, b.id, p.title,
         CASE WHEN finished THEN 'completed' ELSE 'chat_in_progress' END::ad_project_status, 1, at, at,
         CASE WHEN finished THEN at + interval '9 minutes' END
    FROM past p JOIN brands b USING (user_id);
INSERT INTO scripts (project_id, storyline, revision) SELECT id, 'A cup, a window, a breath.', 1 FROM past;
INSERT INTO chat_messages (project_id, role, content, timestamp, created_at)
  SELECT id, 'user', 'a brief', at + make_interval(mins => line), at FROM past, generate_series(0, 5) AS line;
INSERT INTO generation_jobs (project_id, script_id, script_revision, job_type, asset_kind, scene_number, status,
                             created_at, started_at, completed_at, updated_at, error_message)
  SELECT p.id, s.id, 1, 'visual_generation', 'still', scene,
         CASE WHEN luck < 0.06 AND scene = 3 THEN 'failed' ELSE 'completed' END::generation_job_status, at,
         at + make_interval(secs => 20 * scene), at + make_interval(secs => 20 * scene + 15),
         at + make_interval(secs => 20 * scene + 15),
         CASE WHEN luck < 0.06 AND scene = 3 THEN 'the provider says: E005 the picture was flagged' END
    FROM past p JOIN scripts s ON s.project_id = p.id, generate_series(1, 4) AS scene WHERE finished;
INSERT INTO generation_costs (user_id, project_id, category, provider, model_name, amount, tokens_used, success,
                              created_at)
  SELECT user_id, id, kind::cost_category, provider, model, usd * (0.8 + 0.4 * random()),
         CASE WHEN kind = 'llm' THEN 5200 END, luck > 0.04, at + interval '4 minutes'
    FROM past, (VALUES ('llm', 'openai', 'gpt-5-mini', 0.011), ('llm', 'openai', 'gpt-5-mini', 0.008),
                       ('image_generation', 'replicate', 'black-forest-labs/flux-schnell', 0.012),
                       ('video_generation', 'replicate', 'bytedance/seedance-1-lite', 0.54),
                       ('audio_generation', 'replicate', 'minimax/speech-02-turbo', 0.021))
             AS call (kind, provider, model, usd)
   WHERE finished OR kind = 'llm';
INSERT INTO budgets (user_id, day, limit_amount, spent)
  SELECT user_id, (created_at AT TIME ZONE 'UTC')::date, 50, sum(amount) FROM generation_costs
   WHERE provider = 'replicate' GROUP BY 1, 2;
UPDATE users u SET total_cost = (SELECT coalesce(sum(amount), 0) FROM generation_costs WHERE user_id = u.id)
  FROM crowd c WHERE c.id = u.id;
-- One ad whose worker is gone, and one that failed.
UPDATE ad_projects SET status = 'video_generating', completed_at = NULL
 WHERE id = (SELECT id FROM past WHERE finished ORDER BY at DESC OFFSET 1 LIMIT 1);
UPDATE generation_jobs j SET status = 'processing', completed_at = NULL, started_at = now() - interval '2 hours',
       created_at = now() - interval '2 hours', leased_until = now() + interval '1 day'
  FROM ad_projects p WHERE p.id = j.project_id AND p.status = 'video_generating' AND j.scene_number = 4;
UPDATE ad_projects SET status = 'failed', completed_at = NULL, updated_at = now() - interval '26 hours',
       error_message = 'the provider says: E005 the picture was flagged'
 WHERE id = (SELECT id FROM past WHERE finished AND luck > 0.1 ORDER BY at DESC OFFSET 4 LIMIT 1);
"""


def live_through(url: str, ids: Sequence[int]) -> None:
    """Give the people with these Telegram ids, who are known to the bot, a month of ads."""
    with psycopg.connect(libpq_url(url)) as connection:
        connection.execute(_PAST.replace("{ids}", f"ARRAY[{', '.join(map(str, ids))}]"))
