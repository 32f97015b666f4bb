"""Somebody who watches, and remembers what was told."""

from __future__ import annotations

from db.watch import Watch


class Recorder(Watch):
    """Keeps everything but the seconds in `told`, in order, and those in `seconds`."""

    def __init__(self) -> None:
        self.told: list[tuple[str | int | None, ...]] = []
        self.seconds: list[float | None] = []

    def _note(self, seconds: float | None, *told: str | int | None) -> None:
        self.told.append(told)
        self.seconds.append(seconds)

    def update_taken(self, outcome: str, seconds: float) -> None:
        self._note(seconds, "update", outcome)

    def reacted(self, by: str, seconds: float) -> None:
        self._note(seconds, "reacted", by)

    def telegram_called(self, method: str, outcome: str, seconds: float) -> None:
        self._note(seconds, method, outcome)

    def turn_ended(self, outcome: str, seconds: float) -> None:
        self._note(seconds, "turn", outcome)

    def said(self, kind: str, outcome: str) -> None:
        self._note(None, "said", kind, outcome)

    def provider_called(
        self, provider: str, model: str, call: str, error: str | None, seconds: float
    ) -> None:
        self._note(seconds, provider, model, call, error)

    def run_ended(self, provider: str, model: str, outcome: str, seconds: float | None) -> None:
        self._note(seconds, "run", provider, model, outcome)
