"""What follows for the person when money moves after the production has ended."""

from __future__ import annotations

from db.attempts import Attempts
from db.engine import Session
from db.models import GenerationAttempt
from db.production import Production
from jobs.crew import Crew
from jobs.progress import show_cancelled


async def tell_final_sum(crew: Crew, settled: GenerationAttempt) -> None:
    """Bring the message of a production that was stopped up to date, once its last run has ended."""

    async def tell(session: Session) -> None:
        production = Production(session)
        job = await production.job(settled.job_id) if settled.job_id else None
        project = await production.project(job.project_id) if job else None
        if job is None or project is None or project.status != "cancelled":
            return
        if job.script_revision != project.revision or await Attempts(session).waiting_jobs(project.id):
            return
        await show_cancelled(session, crew.speech, project, crew.money)

    await crew.database.run(tell)
