"""How long things wait, in seconds. One table, so that a test can shrink all of them by one factor."""

from __future__ import annotations

from dataclasses import dataclass, fields

from jobs.rhythm import Rhythm


@dataclass(frozen=True, slots=True)
class Periods(Rhythm):
    """Every pause, time limit and rhythm of the running program, in seconds, with its production value.

    Those of the work it has from `jobs.rhythm`. The other rooms take the values they need as arguments; nobody reads
    this table but the wiring.
    """

    # The queue engine and the clock
    heartbeat: float = 5.0
    """A worker says that it lives."""
    chat_poll: float = 0.2
    """The chat and delivery queues look for work when no notification came."""
    work_poll: float = 2.0
    """The generation and media queues look for work when no notification came."""

    engine_reconnect: float = 5.0
    """The engine tries to replace a lost connection for so long at a time, and waits twice as long for one."""

    # The chat
    draft_throttle: float = 0.7
    """Between two versions of a streaming draft."""
    draft_refresh: float = 18.0
    """A draft that did not change is sent again, before Telegram drops it at 30 s."""
    status_throttle: float = 3.0
    """Between two edits of a production's status message."""
    action_refresh: float = 4.0
    """Between two "typing…" of a long turn (Telegram shows one for 5 s)."""
    album_wait: float = 1.0
    """A turn waits so long for the rest of an album or a burst of messages."""

    update_left: float = 20.0
    """An update that waited so long for its handler was left behind by a process that died."""
    update_look: float = 5.0
    """Such ones are looked for."""

    # The process
    restart_backoff: float = 0.5
    """First pause before a role that died is started again; doubles."""
    restart_backoff_max: float = 30.0
    healthy_after: float = 60.0
    """A role that ran for so long starts with the first pause again when it dies."""
    shutdown_grace: float = 20.0
    """What all roles together get to end what they are doing."""
    readiness_limit: float = 3.0
    """A check of /readyz that takes longer has failed."""
    queue_lag_limit: float = 60.0
    """A job that is due for longer makes the process not ready."""

    def scaled(self, factor: float) -> Periods:
        """The same table with every value multiplied by `factor` (> 0)."""
        if factor <= 0:
            raise ValueError(f"the factor of time must be greater than 0, not {factor}")
        return Periods(**{field.name: getattr(self, field.name) * factor for field in fields(self)})
