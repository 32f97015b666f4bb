"""Starting a job, with all that may get in its way, is one call: who waits in a chat waits for every message to and fro."""

from migrations.sql import run

revision = "053"
down_revision = "052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';

        -- The id of the new job; null where one with the same queueing lock waits already.
        CREATE FUNCTION enqueue_job(
            p_queue varchar, p_task varchar, p_priority integer, p_lock text, p_queueing_lock text, p_args jsonb,
            p_delay_s double precision
        ) RETURNS bigint LANGUAGE plpgsql AS $$
        DECLARE
            start timestamptz := CASE WHEN p_delay_s > 0
                                      THEN clock_timestamp() + make_interval(secs => p_delay_s) END;
            twin bigint;
            made bigint;
            broken text;
        BEGIN
            -- A twin may start between our look and our insert, and another take its place; not for long.
            FOR round IN 1 .. 8 LOOP
                -- Held until we commit: the engine fetches with SKIP LOCKED, so the twin can't start before our rows
                -- are visible.
                SELECT id INTO twin FROM procrastinate_jobs
                 WHERE queueing_lock = p_queueing_lock AND status = 'todo' FOR UPDATE;
                IF FOUND THEN
                    UPDATE procrastinate_jobs
                       SET scheduled_at = start, priority = greatest(priority, p_priority)
                     WHERE id = twin AND scheduled_at > coalesce(start, clock_timestamp());
                    -- What the engine's own insert trigger sends. Without it a worker that skipped the held twin
                    -- would only come back at its next poll.
                    PERFORM pg_notify(channel, json_build_object('type', 'job_inserted', 'job_id', twin)::text)
                       FROM (VALUES ('procrastinate_queue_v1#' || p_queue), ('procrastinate_any_queue_v1'))
                            AS channels (channel);
                    RETURN NULL;
                END IF;
                BEGIN
                    SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[ROW(
                        p_queue, p_task, p_priority, p_lock, p_queueing_lock, p_args, start
                    )::procrastinate_job_to_defer_v1])) INTO made;
                    RETURN made;
                EXCEPTION WHEN unique_violation THEN
                    GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
                    IF broken IS DISTINCT FROM 'procrastinate_jobs_queueing_lock_idx_v1' THEN
                        RAISE;
                    END IF;
                END;
            END LOOP;
            RAISE EXCEPTION 'queueing lock % kept changing hands', p_queueing_lock
                USING ERRCODE = 'serialization_failure';
        END $$;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP FUNCTION enqueue_job(varchar, varchar, integer, text, text, jsonb, double precision);
        """
    )
