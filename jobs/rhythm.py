"""How long the work waits, in seconds. The front door's table of periods is this one with its own added."""

from __future__ import annotations

from dataclasses import dataclass

from db.pace import Pace


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every pause, time limit and rhythm of the work, with its production value."""

    # Claims on rows
    lease: float = 20.0
    """A claim on a turn or a generation job that is not renewed ends."""
    renewal: float = 5.0
    """Between two renewals of such a claim; `lease` must be a few times as long."""

    # The clock
    stall: float = 20.0
    """A worker that was silent for so long is taken for dead."""
    rescue: float = 10.0
    """Between two searches for work of dead workers; stall + rescue bounds the recovery after kill -9."""
    sweep: float = 15.0
    """Between two searches for rows whose wake-up call was lost."""
    retention: float = 24 * 3600.0
    """Between two purges of what is kept no longer."""
    update_memory: float = 48 * 3600.0
    """How long the number of an update that was handled is remembered."""
    scheduler_takeover: float = 5.0
    """A standby scheduler tries to become the active one."""

    # Turns
    turn_deadline: float = 120.0
    """A turn that takes longer is ended with an apology."""
    call_deadline: float = 60.0
    """One call of the chat model takes no longer, also where its answer only trickles."""
    photo_patience: float = 600.0
    """A turn waits so long for a photo that Telegram does not hand over; then it is answered without."""

    # Production
    job_backoff: float = 2.0
    """First pause after a step of production failed; doubles."""
    job_backoff_max: float = 120.0

    # Paid generation
    provider_second: float = 1.0
    """How long a second of a provider's machine takes."""
    prediction_poll: float = 5.0
    """Between two looks at running predictions of a provider."""
    look_hold: float = 30.0
    """Whoever looks at a prediction has it to himself for so long."""
    prediction_grace: float = 120.0
    """A request whose fate is unknown is not sent again before; the provider's list is read meanwhile."""
    audit: float = 3600.0
    """Between two comparisons of what a provider ran with what was asked for."""
    output_patience: float = 45 * 60.0
    """What was paid for is tried to be brought home for so long, and a provider that is away is waited for."""

    # What is said
    send_interval: float = 1.0
    """Between two messages into one chat, once a burst was said."""
    send_interval_group: float = 4.0
    """The same in a group: Telegram takes 20 a minute."""
    send_interval_all: float = 0.04
    """Between two messages to whomever, from whichever process: Telegram takes 30 a second."""
    send_backoff: float = 1.0
    """First pause after a message could not be sent; doubles."""
    send_backoff_max: float = 60.0

    @property
    def sending(self) -> Pace:
        """How quickly Telegram is written to."""
        return Pace(self.send_interval, self.send_interval_group, self.send_interval_all)
