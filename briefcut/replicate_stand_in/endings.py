"""How runs end badly, in Replicate's words, and the logs of a run. Pure."""

from __future__ import annotations

import hashlib
from typing import Final

from briefcut.replicate_stand_in.runs import Run

BEFORE_START: Final = {
    "fail-start": "Director: Timeout starting prediction (E6716)",
    "interrupted": "Prediction interrupted; please retry (code: PA)",
}
"""Never started, so free."""

AT_END: Final = {
    "fail-free": "Director: unexpected error handling prediction (E9828)",
    "fail-billed": "CUDA out of memory. Tried to allocate 2.00 GiB",
    "unsafe": "The input or output was flagged as sensitive. Please try again with different inputs. (E005) ({mark})",
    "nsfw": "NSFW content detected. Try running it again, or try a different prompt.",
}
UNBILLED_AT_END: Final = frozenset({"fail-free", "odd-end"})
WITHOUT_FILES: Final = frozenset({*BEFORE_START, *AT_END, "stuck", "stuck-start", "odd-end"})
"""Faults of runs that never show an output, so none is made."""

TIMED_OUT: Final = "Prediction timed out"


def words(fault: str, run: Run) -> str:
    """The error of a run that this fault ended."""
    mark = hashlib.sha256(run.id.encode()).hexdigest()[:10]
    return {**BEFORE_START, **AT_END}[fault].replace("{mark}", mark)


def seed_of(run: Run) -> int:
    """The seed that a run uses: the one asked for, else one of its own."""
    asked = run.input.get("seed")
    if isinstance(asked, int) and not isinstance(asked, bool):
        return asked
    return int.from_bytes(hashlib.sha256(run.id.encode()).digest()[:4], "big") >> 1


def logs_at(run: Run, share: float) -> str:
    """What a run has logged when `share` of it (0 … 1) is done; Replicate's client reads the progress from it."""
    steps = 28 if run.kind == "prediction" else 1000
    done = int(max(0.0, min(1.0, share)) * steps)
    lines = [f"Using seed: {seed_of(run)}"]
    lines += [
        f"{at * 100 // steps:3d}%|{'█' * (at * 10 // steps):<10}| {at}/{steps} [00:00<00:00, 9.15it/s]"
        for at in sorted({0, done // 2, done})
    ]
    return "\n".join(lines) + "\n"
