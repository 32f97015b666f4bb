"""What can be set of the stand-in; the defaults are Replicate's own figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Settings:
    """Seconds are wall seconds unless they say model seconds: those that the model would run, and that are billed."""

    token: str
    # One model second takes this many wall seconds; 0 finishes at once.
    run_scale: float = 1.0
    # Pictures and clips of this many pixels in width instead of those asked for (tests).
    width: int | None = None
    # blank: a file of one fixed picture, clip or sound instead of a made one (thousands of runs in a benchmark).
    outputs: Literal["real", "blank"] = "real"
    # Programs that make files at the same time.
    makers: int = 2
    creates_per_minute: int = 600
    calls_per_minute: int = 3000
    # As Replicate treats an account with less than $5: six creates a minute, one at a time.
    low_credit: bool = False
    # How long inputs, outputs and logs of a finished prediction are kept, and how long uploaded files.
    retention_s: float = 3600
    upload_retention_s: float = 24 * 3600
    # Pauses before each further try of the last webhook of a run; together about a minute.
    webhook_pauses: tuple[float, ...] = (2, 4, 8, 16, 30)
    webhook_timeout: float = 5
    # Model seconds after which a run is ended.
    longest_run_s: float = 30 * 60
    longest_wait: float = 60
    shortest_deadline: float = 5
    # How long a request hangs that is told never to be answered.
    hang_s: float = 120

    def wall(self, model_seconds: float) -> float:
        """How long model seconds take here."""
        return model_seconds * self.run_scale

    def model(self, wall_seconds: float) -> float:
        """The model seconds in a stretch of wall time."""
        return wall_seconds / self.run_scale if self.run_scale else 0.0
