"""What must hold when all is quiet; see docs/invariants.md."""

from __future__ import annotations

import asyncio
from typing import Final

from sqlalchemy import text

from db.engine import Database

_CHECKS: Final = {
    "I2: a turn is open without an end in sight": """
        SELECT count(*) FROM turns WHERE state IN ('queued', 'running')""",
    "I2: a generation job is open although its ad is not in production": """
        SELECT count(*) FROM generation_jobs j JOIN ad_projects p ON p.id = j.project_id
        WHERE j.status IN ('queued', 'processing')
          AND p.status NOT IN ('script_approved', 'video_generating')""",
    "I2: an ad is still in production, and does not wait for its person": """
        SELECT count(*) FROM ad_projects WHERE status IN ('script_approved', 'video_generating')
          AND coalesce(current_stage, '') NOT IN ('reviewing_images', 'reviewing_videos')""",
    "I4: something that must be said was not": """
        SELECT count(*) FROM outbox WHERE sent_version < version AND dropped_at IS NULL""",
    "I6: a message was never read by a turn": """
        SELECT count(*) FROM chat_messages WHERE role = 'user' AND turn_id IS NULL""",
    "I1: a job of one revision exists twice": """
        SELECT count(*) FROM (SELECT 1 FROM generation_jobs
          GROUP BY project_id, script_revision, asset_kind, scene_number, variant HAVING count(*) > 1) twice""",
    "two pictures are chosen for one scene": """
        SELECT count(*) FROM (SELECT 1 FROM assets WHERE user_selected AND project_id IS NOT NULL
          GROUP BY project_id, type, selection_order HAVING count(*) > 1) twice""",
    "I1: a job was finished without an output": """
        SELECT count(*) FROM generation_jobs
        WHERE status = 'completed' AND asset_kind IN ('still', 'clip', 'music', 'cut') AND output_asset_id IS NULL""",
    "I1: an output was paid twice": """
        SELECT count(*) FROM (SELECT 1 FROM generation_attempts WHERE charged_amount > 0
          GROUP BY job_id, lora_model_id, request_number HAVING count(*) > 1) twice""",
    "I2: a try is open without a look to come": """
        SELECT count(*) FROM generation_attempts WHERE state IN ('sending', 'running') AND next_look_at IS NULL""",
    "I3: what is set aside is not what jobs, trainings and tries carry": """
        SELECT (coalesce((SELECT sum(reserved) FROM budgets WHERE user_id IS NULL), 0) <>
          coalesce((SELECT sum(reserved_amount) FROM generation_jobs), 0)
          + coalesce((SELECT sum(reserved_amount) FROM lora_models), 0)
          + coalesce((SELECT sum(reserved_amount) FROM generation_attempts
                       WHERE state IN ('sending', 'running')), 0))::int""",
    "I2: a training has not ended": """
        SELECT count(*) FROM lora_models WHERE training_status = 'in_progress'""",
    "I3: what was charged is not what was spent": """
        SELECT (coalesce((SELECT sum(spent) FROM budgets WHERE user_id IS NULL), 0) <>
          coalesce((SELECT sum(charged_amount) FROM generation_attempts), 0))::int""",
    "an output exists twice": """
        SELECT count(*) FROM (SELECT 1 FROM assets WHERE source <> 'user-upload' AND url IS NOT NULL
          GROUP BY project_id, url HAVING count(*) > 1) twice""",
    "a revision exists without its document": """
        SELECT count(*) FROM scripts s LEFT JOIN script_revisions r
          ON r.project_id = s.project_id AND r.revision = s.revision WHERE r.id IS NULL""",
}


async def broken(database: Database) -> list[str]:
    """The invariants that do not hold, with how often; empty when all do."""
    found = []
    async with database.transaction() as session:
        for name, query in _CHECKS.items():
            count = await session.scalar(text(query))
            if count:
                found.append(f"{name} ({count})")
    return found


async def quiet(database: Database, within_s: float = 30) -> list[str]:
    """The invariants that do not hold once everything had time to end; empty when all do."""
    deadline = asyncio.get_running_loop().time() + within_s
    while (found := await broken(database)) and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.1)
    return found
