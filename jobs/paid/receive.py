"""POST /replicate/webhook: a run has ended, says somebody. Checked, then only believed enough to go and look."""

from __future__ import annotations

import asyncio
import logging
from uuid import UUID

from aiohttp import web

from db import checks
from db.attempts import Attempts
from db.engine import Database, Session
from db.enums import OPEN_ATTEMPT_STATES
from db.errors import DatabaseUnavailable
from db.wakeups import wake_look
from jobs.paid.hooks import Hooks
from jobs.providers.replicate import read_run

log = logging.getLogger(__name__)

LARGEST_BODY = 1 << 20
GATHER_S = 1.0
"""Calls that come within a second are answered by one look: where many run, a list is cheaper than a read for each."""


class HookHandler:
    """Answers the provider's calls. 401: not the provider, or not about what it names. 200: heard, whether or not there
    was anything to do. 503: come again."""

    def __init__(self, database: Database, hooks: Hooks) -> None:
        self._database = database
        self._hooks = hooks

    async def handle(self, request: web.Request) -> web.Response:
        """One call. Its text is not used for anything but the run's id: the run is read again by whoever is woken."""
        try:
            body = await asyncio.wait_for(_read(request), 10)
        except TimeoutError:
            return web.Response(status=408)
        if body is None:
            return web.Response(status=413)
        attempt_id = checks.uuid_in(request.query.get("attempt", ""))
        if (
            attempt_id is None
            or not self._hooks.is_ours(attempt_id, request.query.get("key", ""))
            or not self._hooks.is_signed(request.headers, body)
        ):
            log.warning("a call that the provider did not make, from %s", request.remote)
            return web.Response(status=401)
        run = read_run(body)
        if run is None:
            return web.Response(status=400)
        try:
            meant = await self._database.run(lambda session: self._wake(session, attempt_id, run.id))
        except DatabaseUnavailable:
            return web.Response(status=503, headers={"Retry-After": "5"})
        return web.Response(status=200 if meant else 401)

    async def _wake(self, session: Session, attempt_id: UUID, run_id: str) -> bool:
        """Let the run be read again; False where the call is about another run than the attempt's."""
        attempts = Attempts(session)
        attempt = await attempts.get(attempt_id)
        if attempt is None:
            return True
        if attempt.prediction_id not in (None, run_id):
            log.warning("a call about run %s came to the address of run %s", run_id, attempt.prediction_id)
            return False
        if attempt.state not in OPEN_ATTEMPT_STATES:
            return True
        if attempt.state == "running":
            await attempts.postpone(attempt_id, 0.0)
            await wake_look(session, delay_s=GATHER_S)
            return True
        # Quicker than the answer to our request, or the answer was lost: now we know that it runs. Only the provider
        # knows this address, and it signed the id.
        if not await attempts.note_created(attempt_id, run_id):
            await attempts.postpone(attempt_id, 0.0)
        await wake_look(session)
        return True


async def _read(request: web.Request) -> bytes | None:
    """The body as it was sent; None where it is too large."""
    body = bytearray()
    async for block in request.content.iter_chunked(1 << 16):
        body += block
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)
