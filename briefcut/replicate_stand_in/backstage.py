"""The stand-in's own pages, which Replicate has not: the ledger, the faults, the clock."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aiohttp import web

from briefcut.replicate_stand_in.api import json_body
from briefcut.replicate_stand_in.door import Door
from briefcut.replicate_stand_in.errors import Refused
from briefcut.replicate_stand_in.faults import KINDS, Order
from briefcut.replicate_stand_in.life import Life
from briefcut.replicate_stand_in.runs import stamp

_ORDER = frozenset({"kind", "times", "model", "text", "rate"})


@dataclass(slots=True)
class Backstage:
    """The handlers; none needs the token, all answer this machine only."""

    life: Life
    door: Door

    def routes(self) -> list[web.RouteDef]:
        """What is served beside the API."""
        there = self.door.open
        return [
            web.get("/", there(self.front)),
            web.get("/ledger", there(self.ledger)),
            web.get("/stand-in/faults", there(self.faults)),
            web.post("/stand-in/faults", there(self.order)),
            web.delete("/stand-in/faults", there(self.forget)),
            web.post("/stand-in/clock", there(self.forward)),
        ]

    async def front(self, request: web.Request) -> web.Response:
        """GET /: what this is."""
        return web.json_response(
            {"stand_in_for": "https://api.replicate.com", "ledger": f"{self.door.base(request)}/ledger"}
        )

    async def ledger(self, request: web.Request) -> web.Response:
        """GET /ledger: every run that ended, what it was charged and why; `?since=SECONDS` for a part."""
        self.life.advance(self.life.clock())
        since = float(request.query.get("since", "0"))
        rows = self.life.store.rows("SELECT * FROM ledger WHERE at >= ? ORDER BY entry", since)
        by_model: dict[str, Decimal] = defaultdict(Decimal)
        entries: list[dict[str, Any]] = []
        for row in rows:
            by_model[row["model"]] += Decimal(row["usd"])
            names = ("model", "status", "metric", "quantity", "unit_usd", "usd")
            entries.append(
                {"id": row["run_id"], "at": stamp(row["at"])} | {name: row[name] for name in names}
            )
        going = self.life.store.row("SELECT count(*) AS n FROM runs WHERE done = 0")
        return web.json_response(
            {
                "total_usd": str(sum(by_model.values(), Decimal(0))),
                "by_model": {name: str(usd) for name, usd in sorted(by_model.items())},
                "running": going["n"] if going else 0,
                "entries": entries,
            }
        )

    async def faults(self, request: web.Request) -> web.Response:
        """GET /stand-in/faults: those in force, and all kinds."""
        kinds = {kind: f"{stage}: {what}" for kind, (stage, what) in KINDS.items()}
        return web.json_response(
            {"orders": [order.told() for order in self.life.faults.orders], "kinds": kinds}
        )

    async def order(self, request: web.Request) -> web.Response:
        """POST /stand-in/faults {"kind", "times" = 1, "model", "text", "rate"}; with a rate, times is without end."""
        body = await json_body(request, _ORDER | {"seed"})
        if body.get("kind") not in KINDS:
            raise Refused(422, f"kind is one of {', '.join(KINDS)}")
        rate = body.get("rate")
        times = body.get("times", None if rate is not None else 1)
        self.life.faults.orders.append(Order(body["kind"], times, body.get("model"), body.get("text"), rate))
        if "seed" in body:
            self.life.faults.dice = random.Random(body["seed"])
        return await self.faults(request)

    async def forget(self, request: web.Request) -> web.Response:
        """DELETE /stand-in/faults."""
        self.life.faults.orders.clear()
        return await self.faults(request)

    async def forward(self, request: web.Request) -> web.Response:
        """POST /stand-in/clock {"forward_s"}: let time pass, for what expires."""
        body = await json_body(request, frozenset({"forward_s"}))
        forward = getattr(self.life.clock, "forward", None)
        seconds = body.get("forward_s")
        if forward is None or not isinstance(seconds, int | float) or seconds < 0:
            raise Refused(422, "forward_s is a number of seconds")
        forward(seconds)
        self.life.advance(self.life.clock())
        self.life.stirred.set()
        return web.json_response({"now": stamp(self.life.clock())})
