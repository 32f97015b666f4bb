"""Named places at which a test lets the process die, as `kill -9` would.

A no-op unless `BRIEFCUT_CRASH` names the point. `point#3` dies at the third pass. The name is read once, at import,
so that production code pays one comparison.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import Final

_passes: Counter[str] = Counter()
_wanted, _nth = "", 1

EXIT_CODE: Final = 86
"""What a process that died at a crash point exits with, so that a test can tell it from a real failure."""


def arm(point: str) -> None:
    """Die at `point` (or `point#3`) from now on; an empty one disarms."""
    global _wanted, _nth
    _wanted, _, count = point.partition("#")
    _nth = int(count) if count.isdigit() else 1
    _passes.clear()


def crash_point(name: str) -> None:
    """Die here, at once and without clean-up, if this point is armed."""
    if name != _wanted:
        return
    _passes[name] += 1
    if _passes[name] == _nth:
        sys.stderr.write(f"crash point {name}\n")
        sys.stderr.flush()
        os._exit(EXIT_CODE)


arm(os.environ.get("BRIEFCUT_CRASH", ""))
