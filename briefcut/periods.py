"""How long things wait, in seconds. One table, so that a test can shrink all of them by one factor."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Periods:
    """Every pause, time limit and rhythm of the running program, in seconds, with its production value.

    The rooms take the values they need as arguments; nobody reads this table but the wiring.
    """

    # The queue engine and claims on rows
    heartbeat: float = 5.0
    """A worker says that it lives."""
    stall: float = 20.0
    """A worker that was silent for so long is taken for dead."""
    rescue: float = 10.0
    """Between two searches for work of dead workers; stall + rescue bounds the recovery after kill -9."""
    lease: float = 20.0
    """A claim on a turn or a generation job that is not renewed ends."""
    lease_renewal: float = 5.0
    """Between two renewals of such a claim."""
    chat_poll: float = 0.2
    """The chat and delivery queues look for work when no notification came."""
    work_poll: float = 2.0
    """The generation and media queues look for work when no notification came."""

    # The clock
    sweep: float = 15.0
    """Between two searches for rows whose wake-up call was lost."""
    prediction_poll: float = 5.0
    """Between two looks at running predictions of a provider."""
    scheduler_takeover: float = 5.0
    """A standby scheduler tries to become the active one."""
    retention: float = 24 * 3600.0
    """Between two purges of what is kept no longer."""
    update_memory: float = 48 * 3600.0
    """How long the number of an update that was handled is remembered."""

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
    send_interval: float = 1.0
    """Between two messages into one chat."""
    send_backoff: float = 1.0
    """First pause after a message could not be sent; doubles."""
    send_backoff_max: float = 60.0
    turn_deadline: float = 120.0
    """A turn that takes longer is ended with an apology."""

    # Retries and the process
    job_backoff: float = 2.0
    """First pause after a step of production failed; doubles."""
    job_backoff_max: float = 120.0
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
