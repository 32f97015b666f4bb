"""What a log line is about: said once, where it becomes known, and carried by every line after it.

The thread from a message to the video is the ad's id. It is made with the first update that is about the ad; every job
of the engine and every row behind it leads back to it, so no crash and no lost wake-up call can lose it, and one search
for it in the logs shows the whole way. `update`, `turn`, `job`, `attempt` and `run` tell the steps apart.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars

FACTS: Final = "facts"
"""The attribute of a log record that holds the facts of `tell`."""


def about(**ids: object) -> None:
    """From here on, to the end of the step (`following`) or of the task, lines carry these ids; None is none."""
    bind_contextvars(**{name: str(value) for name, value in ids.items() if value is not None})


@contextmanager
def following(**ids: object) -> Iterator[None]:
    """One step on the way: its lines carry these ids, and nothing that was said in it is carried by lines after it."""
    before = get_contextvars()
    about(**ids)
    try:
        yield
    finally:
        clear_contextvars()
        bind_contextvars(**before)


def current() -> dict[str, str]:
    """What lines carry now."""
    return {name: str(value) for name, value in get_contextvars().items()}


def tell(log: logging.Logger, event: str, *, level: int = logging.INFO, **facts: object) -> None:
    """One line for programs: what happened, and the facts by name. Numbers, ids and words of ours; never what people
    wrote."""
    log.log(level, event, extra={FACTS: {name: fact for name, fact in facts.items() if fact is not None}})
