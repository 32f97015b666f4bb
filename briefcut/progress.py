"""How far a long piece of work has come: a bar on a terminal, a line for each step anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO


class Progress(Protocol):
    """Told by the work, shown to a person."""

    def step(self, what: str, total: int | None = None) -> None:
        """The next step begins; `total` is how much of it there is to do, in its own unit."""
        ...

    def advance(self, amount: int = 1) -> None:
        """So much more of the step is done."""
        ...

    def done(self, what: str) -> None:
        """One more of the step is done, and this is its name."""
        ...


class Silent:
    """For callers whom nobody watches."""

    def step(self, what: str, total: int | None = None) -> None:
        pass

    def advance(self, amount: int = 1) -> None:
        pass

    def done(self, what: str) -> None:
        pass


class Lines:
    """One line for each step, and for each thing of it that has a name."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def step(self, what: str, total: int | None = None) -> None:
        print(f"{what} …", file=self._out, flush=True)

    def advance(self, amount: int = 1) -> None:
        pass

    def done(self, what: str) -> None:
        print(f"  {what}", file=self._out, flush=True)


@contextmanager
def shown(out: TextIO | None = None) -> Iterator[Progress]:
    """A progress that is shown on `out`, by default stderr, so that stdout keeps the result alone."""
    out = sys.stderr if out is None else out
    if not out.isatty():
        yield Lines(out)
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    class Bar:
        """The step at work with its bar; those before it stay as done."""

        def __init__(self, bars: Bars) -> None:
            self._bars = bars
            self._task: TaskID | None = None
            self._total: int | None = None

        def step(self, what: str, total: int | None = None) -> None:
            self.end()
            self._task, self._total = self._bars.add_task(what, total=total), total

        def advance(self, amount: int = 1) -> None:
            if self._task is not None:
                self._bars.advance(self._task, amount)

        def done(self, what: str) -> None:
            self._bars.console.print(f"  {what}", highlight=False)
            self.advance()

        def end(self) -> None:
            if self._task is not None:
                self._bars.update(self._task, total=self._total or 1, completed=self._total or 1)

    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=Console(file=out)) as bars:
        bar = Bar(bars)
        yield bar
        bar.end()
