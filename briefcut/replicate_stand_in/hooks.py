"""Webhooks: signed as Standard Webhooks, only the last one of a run tried again, for about a minute."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
import secrets
import sqlite3
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

import aiohttp

from briefcut.replicate_stand_in.errors import Refused
from briefcut.replicate_stand_in.faults import Faults
from briefcut.replicate_stand_in.loopback import is_loopback
from briefcut.replicate_stand_in.runs import Run
from briefcut.replicate_stand_in.settings import Settings
from briefcut.replicate_stand_in.store import Store

EVENTS = ("start", "output", "logs", "completed")
AT_ONCE = 16


def check_target(url: object) -> str:
    """A webhook URL that may be posted to: https, or http on this machine. Raises Refused."""
    parts = urlsplit(url) if isinstance(url, str) else None
    if parts is None or not parts.hostname:
        raise Refused(422, "- webhook: must be a valid URL\n", title="Input validation failed")
    if parts.scheme != "https" and not is_loopback(parts.hostname):
        raise Refused(422, "- webhook: must be an HTTPS URL\n", title="Input validation failed")
    return str(url)


def new_secret() -> str:
    """A signing secret of Replicate's form."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"


def signature(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """The header `webhook-signature` for a message.

    Raises:
        ValueError: the secret is not `whsec_` and base64.
    """
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ValueError("a webhook secret is whsec_ followed by base64") from error
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"


class Hooks:
    """What is to be sent stands in the store, so a restart loses none."""

    def __init__(
        self, store: Store, settings: Settings, clock: Callable[[], float], faults: Faults, secret: str
    ) -> None:
        self._store, self._settings, self._clock, self._faults = store, settings, clock, faults
        self.secret = secret
        self._http: aiohttp.ClientSession | None = None
        self._sending: dict[str, asyncio.Task[None]] = {}

    def add(self, run: Run, event: str, base: str) -> None:
        """Note a webhook for what has just happened, with the run as it is now."""
        if run.webhook is None or event not in run.events:
            return
        fault = self._faults.take("webhook", run.model, run.input) if event == "completed" else None
        if fault == "hook-lost":
            return
        body = json.dumps(run.shown(base), ensure_ascii=False, separators=(",", ":"))
        mark = f"{event} {fault}" if fault else event
        for _ in range(3 if fault == "hook-twice" else 1):
            self._store.run(
                "INSERT INTO hooks VALUES (?, ?, ?, ?, ?, 0, ?)",
                f"msg_{secrets.token_hex(12)}", run.id, run.webhook, mark, body, self._clock(),
            )  # fmt: skip

    def next_due(self) -> float | None:
        """When the next one is to be sent."""
        held = ",".join("?" * len(self._sending))
        row = self._store.row(
            f"SELECT min(due) AS due FROM hooks WHERE id NOT IN ({held})",  # noqa: S608
            *self._sending,
        )
        return row["due"] if row else None

    def send_due(self, now: float) -> None:
        """Begin to send what is due."""
        free = AT_ONCE - len(self._sending)
        if free <= 0:
            return
        for row in self._store.rows("SELECT * FROM hooks WHERE due <= ? ORDER BY due LIMIT 200", now):
            if row["id"] in self._sending or len(self._sending) >= AT_ONCE:
                continue
            task = asyncio.create_task(self._send(row))
            self._sending[row["id"]] = task
            task.add_done_callback(partial(self._sent, row["id"]))

    def _sent(self, message_id: str, _: asyncio.Task[None]) -> None:
        self._sending.pop(message_id, None)

    async def stop(self) -> None:
        """Stop sending; what has not been acknowledged is sent after the next start."""
        tasks = list(self._sending.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()

    async def _send(self, row: sqlite3.Row) -> None:
        answered = await self._post(row)
        event = row["event"].split(" ")[0]
        pauses = self._settings.webhook_pauses
        if answered or event != "completed" or row["tries"] >= len(pauses):
            self._store.run("DELETE FROM hooks WHERE id = ?", row["id"])
            return
        due = self._clock() + pauses[row["tries"]]
        self._store.run("UPDATE hooks SET tries = tries + 1, due = ? WHERE id = ?", due, row["id"])

    async def _post(self, row: sqlite3.Row) -> bool:
        """Whether it was answered with 2xx. The same id and body at every try, the time and signature anew."""
        secret = new_secret() if "hook-forged" in row["event"] else self.secret
        at = int(self._clock()) - (3600 if "hook-stale" in row["event"] else 0)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": row["id"],
            "webhook-timestamp": str(at),
            "webhook-signature": signature(secret, row["id"], at, row["body"]),
            "User-Agent": "Replicate stand-in",
        }
        if self._http is None:
            self._http = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._settings.webhook_timeout)
            )
        try:
            async with self._http.post(
                row["url"], data=row["body"].encode(), headers=headers, allow_redirects=False
            ) as answer:
                return 200 <= answer.status < 300
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False
