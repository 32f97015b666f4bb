"""A claimed job that a provider makes, brought one move further.

A worker never waits for a run: it submits and parks the job, and is called again when somebody (`look`, a webhook)
found that the run has ended. What is known stands in rows, so any worker at any time can go on from them.
"""

from __future__ import annotations

import asyncio
import logging
import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import uuid5

from PIL import Image

from db.attempts import Attempts
from db.crash import crash_point
from db.engine import Session
from db.models import GenerationAttempt, GenerationJob
from db.settling import settle
from db.trail import about
from jobs.crew import Crew
from jobs.paid import NotNow, PaidStudio
from jobs.paid.course import AWAY, Ask, Fetch, GiveUp, Submit, Wait, next_move
from jobs.paid.rest import park, pause_s
from jobs.paid.submit import submit
from jobs.paid.told import tell_end
from jobs.paid.verdict import EXPIRED, verdict
from jobs.providers import Made, Order, OrderRefused
from jobs.providers.replicate import OutputGone, ProviderAway
from jobs.providers.request import about_still
from jobs.studio.errors import BadMedia
from jobs.studio.probe import probe

log = logging.getLogger(__name__)

Progress = Callable[[float], None]

DAMAGED: Final = "failed-output-damaged"
_SUFFIXES: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "audio/mpeg": ".mp3",
    "audio/mp3": ".mp3",
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
    "audio/flac": ".flac",
    "audio/ogg": ".ogg",
}
_USUAL: Final = {"still": "image/jpeg", "clip": "video/mp4", "voice": "audio/wav", "music": "audio/wav"}
_LARGEST_STILL: Final = 40_000_000
"""Pixels; more are not decoded."""


async def make_paid(crew: Crew, job: GenerationJob, order: Order, progress: Progress) -> Made | None:
    """What the provider made, brought to this machine; None where the job is parked and this worker free again.

    Raises:
        NotNow: the provider takes nothing, or can't be reached, for the moment.
        OrderRefused: only the person can go on.
        LeaseEnded: the job is another's by now.
    """
    paid = crew.paid
    if paid is None:
        raise OrderRefused(AWAY, "the provider that was approved is not configured any more")
    while True:
        async with crew.database.transaction() as session:
            attempts = await Attempts(session).of_job(job.id)
        match next_move(job, attempts):
            case Submit() if order.bare:
                raise NotNow(0.0, "what it is made of is fetched first", begun=False)
            case Submit():
                model = paid.catalog.asked(order.kind, job.model)
                if model is None:
                    raise OrderRefused(AWAY, f"{job.model} is not among the models any more")
                # The same for the same try, so that what is asked for is known from the rows alone.
                nonce = uuid5(job.id, f"try {len(attempts)}")
                await submit(crew, paid, job, order, model, nonce)
                return None
            case Wait():
                await park(crew, job, attempts[-1], None)
                return None
            case Ask(attempt):
                if not await _ask(crew, paid, job, attempt):
                    return None
            case Fetch(attempt):
                made = await _fetch(crew, paid, attempt, order, progress)
                if made is not None:
                    return made
            case GiveUp(sentence, reason):
                raise OrderRefused(sentence, reason)


async def asks_anew(crew: Crew, job: GenerationJob) -> bool:
    """Whether the job's next move is a request, so that everything it is made of is needed."""
    async with crew.database.transaction() as session:
        attempts = await Attempts(session).of_job(job.id)
    return isinstance(next_move(job, attempts), Submit)


async def _ask(crew: Crew, paid: PaidStudio, job: GenerationJob, attempt: GenerationAttempt) -> bool:
    """Read the run once and settle it where it has ended; False where it hasn't, and the job is parked again."""
    about(attempt=attempt.id, run=attempt.prediction_id)
    model = paid.catalog.named(attempt.model or "")
    try:
        run = await paid.api.get(str(attempt.prediction_id))
    except ProviderAway as away:
        log.warning("run %s can't be read: %s", attempt.prediction_id, away)
        run = None
    if run is None or not run.status.ended:
        await park(crew, job, attempt, pause_s(crew, model))
        return False
    ended = verdict(run, model, attempt.reserved_amount)
    crash_point("collect.before_settling")
    settled = await crew.database.run(lambda session: settle(session, attempt.id, ended))
    crash_point("collect.settled")
    tell_end(crew, settled, ended)
    return True


async def _fetch(
    crew: Crew, paid: PaidStudio, attempt: GenerationAttempt, order: Order, progress: Progress
) -> Made | None:
    """The output as a file of the job's folder; None where it is gone, which is noted on the attempt."""
    about(attempt=attempt.id, run=attempt.prediction_id)
    raw = order.folder / f"{order.name}.download"
    try:
        kind = await paid.api.download(attempt.output_urls[0], raw, progress)
    except OutputGone as gone:
        await _forget(crew, attempt, f"{EXPIRED}: {gone}")
        return None
    except ProviderAway as away:
        raise NotNow(crew.rhythm.prediction_poll, f"the output could not be fetched: {away}") from away
    media_type = kind if kind in _SUFFIXES else _told_by_name(attempt.output_urls[0], order.kind)
    path = raw.rename(raw.with_suffix(_SUFFIXES[media_type]))
    try:
        return await _examined(path, media_type, order, attempt)
    except BadMedia as bad:
        await _forget(crew, attempt, f"{DAMAGED}: {bad}")
        return None


def _told_by_name(url: str, kind: str) -> str:
    """The media type by the file's name, where the server names none that we know."""
    guessed, _ = mimetypes.guess_type(url.partition("?")[0])
    return guessed if guessed in _SUFFIXES else _USUAL[kind]


async def _forget(crew: Crew, attempt: GenerationAttempt, error: str) -> None:
    log.error("paid and lost: run %s of %s: %s", attempt.prediction_id, attempt.model, error)

    async def forget(session: Session) -> None:
        await Attempts(session).forget_output(attempt.id, error)

    await crew.database.run(forget)


async def _examined(path: Path, media_type: str, order: Order, attempt: GenerationAttempt) -> Made:
    """The file with its measures. Raises BadMedia where it is not what it should be."""
    told = {"report": {"predictionId": attempt.prediction_id, "cost": str(attempt.charged_amount)}}
    if order.kind == "still":
        wide, high = await asyncio.to_thread(_still_size, path)
        about = about_still(order)
        return Made(
            path, media_type, wide, high, source="replicate", model=attempt.model, facts=told, about=about
        )
    facts = await probe(path)
    if order.kind == "clip" and not (facts.width and facts.height and facts.seconds > 0):
        raise BadMedia(f"{path.name} has no picture")
    if order.kind in ("voice", "music") and not facts.audio:
        raise BadMedia(f"{path.name} has no sound")
    width, height = (facts.width, facts.height) if order.kind == "clip" else (None, None)
    return Made(
        path,
        media_type,
        width,
        height,
        facts.seconds,
        source="replicate",
        model=attempt.model,
        facts=told,
    )


def _still_size(path: Path) -> tuple[int, int]:
    try:
        with Image.open(path, formats=("JPEG", "PNG", "WEBP")) as picture:
            width, height = picture.size
            if width * height > _LARGEST_STILL:
                raise BadMedia(f"{path.name} has {width}×{height} pixels")
            picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise BadMedia(f"{path.name} is no picture: {error}") from error
    return width, height
