"""The life of a run: starting → processing → succeeded, failed, canceled or aborted, by the clock.

Nothing here waits: `advance(now)` does everything that is due, and whoever reads advances first. So a test with a
clock of its own sees what it must, and a restart goes on where the clock is, as runs in a cloud do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from briefcut.replicate_stand_in import endings
from briefcut.replicate_stand_in.catalogue import Catalogue, Model
from briefcut.replicate_stand_in.charges import charge, part_of
from briefcut.replicate_stand_in.faults import Faults
from briefcut.replicate_stand_in.files import Files
from briefcut.replicate_stand_in.hooks import Hooks
from briefcut.replicate_stand_in.runs import Run, Runs, new_id
from briefcut.replicate_stand_in.settings import Settings
from briefcut.replicate_stand_in.store import Store
from briefcut.replicate_stand_in.studio import Unmade

NEVER = 1e12


@dataclass(frozen=True, slots=True)
class Request:
    """What a create asks for, checked."""

    kind: str
    model: Model
    version: str
    inputs: dict[str, Any]
    webhook: str | None = None
    events: tuple[str, ...] = ("output", "completed")
    deadline_s: float | None = None
    destination: str | None = None


@dataclass(slots=True)
class Life:
    """All runs. `base` is the address under which the stand-in is reached; it is known once the port is open."""

    store: Store
    runs: Runs
    catalogue: Catalogue
    settings: Settings
    clock: Callable[[], float]
    faults: Faults
    hooks: Hooks
    files: Files
    base: str = ""
    stirred: asyncio.Event = field(default_factory=asyncio.Event)
    _making: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _waiting: dict[str, list[asyncio.Future[None]]] = field(default_factory=dict)

    def create(self, request: Request) -> Run:
        """A new run, which starts by itself."""
        now = self.clock()
        fault = self.faults.take("run", request.model.name, request.inputs)
        fault = fault or self.faults.take("output", request.model.name, request.inputs)
        seconds = request.model.seconds(request.model.filled(request.inputs))
        run = Run(
            id=new_id(),
            kind="training" if request.kind == "training" else "prediction",
            model=request.model.name,
            version=request.version,
            input=request.inputs,
            created=now,
            starts=NEVER if fault == "stuck-start" else now + self.settings.wall(request.model.setup_s),
            seconds=seconds * 5 if fault == "slow" else seconds,
            destination=request.destination,
            webhook=request.webhook,
            events=list(request.events),
            deadline=None if request.deadline_s is None else now + request.deadline_s,
            fault=fault,
        )
        with self.store.transaction():
            self.runs.add(run, due=min(run.starts, run.deadline or NEVER))
        self.stirred.set()
        return run

    def read(self, run_id: str, kind: str) -> Run | None:
        """A run as it is now, with the logs so far."""
        now = self.clock()
        self.advance(now)
        run = self.runs.get(run_id, kind)
        if run is not None and run.started is not None and not run.done:
            run.logs = endings.logs_at(run, self._ran(run, now) / run.seconds if run.seconds else 1.0)
        return run

    def cancel(self, run: Run) -> Run:
        """End a run by its creator's wish; one that has ended stays as it is."""
        if not run.done:
            self._end(run, self.clock(), "canceled")
        return run

    async def wait(self, run_id: str, seconds: float) -> None:
        """Until the run has ended, or so many wall seconds have passed."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(run_id, []).append(future)
        try:
            await asyncio.wait_for(future, seconds)
        except TimeoutError:
            pass
        finally:
            if future in self._waiting.get(run_id, []):
                self._waiting[run_id].remove(future)

    def advance(self, now: float) -> None:
        """Do everything that is due."""
        while due := self.runs.due(now):
            with self.store.transaction():
                for run in due:
                    self._step(run, now)
        for run in self.runs.to_remove(now):
            self._remove(run)

    def resume(self) -> None:
        """After a start: look at everything that was going, however it ended last time."""
        self.runs.wake(self.clock())

    async def stop(self) -> None:
        """Stop making files; what was going goes on after the next start."""
        tasks = list(self._making.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # --- The steps -----------------------------------------------------------------------------------------------

    def _step(self, run: Run, now: float) -> None:
        """Bring one run to `now`, or to the next moment that matters."""
        if run.started is None:
            if run.deadline is not None and run.deadline <= min(run.starts, now):
                self._end(run, run.deadline, "aborted")
            elif run.starts > now:
                self.runs.save(run, due=min(run.starts, run.deadline or NEVER))
            elif run.fault in endings.BEFORE_START:
                self._end(run, run.starts, "failed", error=endings.words(run.fault, run))
            else:
                self._begin(run)
            return
        ends, limit = self._ends(run), run.started + self._limit()
        over = min(limit, run.deadline or NEVER)
        if over <= now and (over < ends or not self._ready(run)):
            if over == run.deadline:
                self._end(run, over, "canceled")
            else:
                self._end(run, over, "failed", error=endings.TIMED_OUT)
        elif ends > now:
            self._make(run)
            self.runs.save(run, due=min(ends, over))
        elif self._ready(run):
            self._finish(run, max(ends, run.made_at))
        else:
            self._make(run)
            self.runs.save(run, due=over if over < NEVER else None)

    def _begin(self, run: Run) -> None:
        run.started, run.status = run.starts, "processing"
        self.runs.save(run, due=run.starts)
        self.hooks.add(run, "start", self.base)

    def _finish(self, run: Run, at: float) -> None:
        """The end of a run that ran its time."""
        if run.fault == "odd-end":
            self._end(run, at, "perished", billed=False)
        elif run.fault in endings.AT_END:
            billed = run.fault not in endings.UNBILLED_AT_END
            self._end(run, at, "failed", error=endings.words(run.fault, run), billed=billed)
        elif run.unmade is not None:
            self._end(run, at, "failed", error=run.unmade, billed=False)
        else:
            run.output = None if run.fault == "no-output" else run.made
            self._end(run, at, "succeeded")

    def _end(
        self, run: Run, at: float, status: str, *, error: str | None = None, billed: bool = True
    ) -> None:
        """Write the end, the charge and the webhooks together."""
        ran = self._ran(run, at)
        run.status, run.completed, run.error = status, max(at, run.created), error
        if run.started is not None:
            run.logs = endings.logs_at(run, ran / run.seconds if run.seconds else 1.0)
            run.metrics = self._metrics(run, ran, billed=billed)
        keeps = run.kind == "training"
        with self.store.transaction():
            self.runs.save(
                run, due=None, removal=None if keeps else run.completed + self.settings.retention_s
            )
            self._charge(run)
            for event in (("logs", "output") if run.output is not None else ()) + ("completed",):
                self.hooks.add(run, event, self.base)
        if status != "succeeded":
            self._drop(run)
        for future in self._waiting.pop(run.id, []):
            if not future.done():
                future.set_result(None)
        self.stirred.set()

    def _metrics(self, run: Run, ran: float, *, billed: bool) -> dict[str, Any]:
        model = self._model(run)
        metrics: dict[str, Any] = {"predict_time": round(ran, 6), "total_time": round(ran + model.setup_s, 6)}
        if run.status == "succeeded":
            return metrics | (run.billed or {})
        if not billed:
            # Billed by the second and yet free: the time must not be shown either.
            return metrics if model.price.metric != "predict_time" else {"total_time": metrics["total_time"]}
        return metrics | {model.price.metric: part_of(model, run.input, ran, run.seconds)}

    def _charge(self, run: Run) -> None:
        line = charge(self._model(run), run.input, run.metrics)
        self.store.run(
            "INSERT INTO ledger (run_id, at, model, status, metric, quantity, unit_usd, usd) VALUES (?,?,?,?,?,?,?,?)",
            run.id, run.completed, run.model, run.status, line.metric, str(line.quantity), str(line.unit_usd),
            str(line.usd),
        )  # fmt: skip

    # --- Times ---------------------------------------------------------------------------------------------------

    def _ends(self, run: Run) -> float:
        if run.fault == "stuck" or run.started is None:
            return NEVER
        return run.started + self.settings.wall(run.seconds)

    def _limit(self) -> float:
        scale = self.settings.run_scale or 1.0
        return self.settings.longest_run_s * scale

    def _ran(self, run: Run, at: float) -> float:
        """The model seconds that a run ran until `at`; never more than it takes, unless it is stuck."""
        if run.started is None:
            return 0.0
        ran = self.settings.model(max(0.0, at - run.started))
        if run.fault == "stuck":
            return ran
        return min(ran, run.seconds) if self.settings.run_scale else run.seconds

    def _ready(self, run: Run) -> bool:
        return run.made is not None or run.unmade is not None or run.fault in endings.WITHOUT_FILES

    def _model(self, run: Run) -> Model:
        # A version that was removed meanwhile is billed as it was.
        return self.catalogue.get(run.model) or self.catalogue.pattern(run.model)

    # --- Files ---------------------------------------------------------------------------------------------------

    def _make(self, run: Run) -> None:
        if self._ready(run) or run.id in self._making:
            return
        task = asyncio.create_task(self._made(run))
        self._making[run.id] = task
        task.add_done_callback(lambda _: self._making.pop(run.id, None))

    async def _made(self, asked: Run) -> None:
        """Make the files of a run, then look at it again."""
        made: Any = None
        billed: dict[str, Any] = {}
        unmade: str | None = None
        try:
            made, billed = await self.files.make(asked, self._model(asked), endings.seed_of(asked))
        except Unmade as error:
            unmade = str(error)
        except OSError as error:
            unmade = f"Prediction failed: {error.strerror}"
        with self.store.transaction():
            run = self.runs.get(asked.id, asked.kind)
            if run is None or run.done:
                self._drop(asked)
                return
            run.made, run.billed, run.unmade = made, billed, unmade
            run.made_at = self.clock()
            self.runs.save(run, due=run.made_at)
        self.stirred.set()

    def _drop(self, run: Run) -> None:
        self.files.drop(run.id)

    def _remove(self, run: Run) -> None:
        """Inputs, outputs and logs are kept for an hour."""
        run.removed, run.input, run.output, run.made, run.logs = True, {}, None, None, ""
        with self.store.transaction():
            self.runs.save(run, due=None)
            self._drop(run)
