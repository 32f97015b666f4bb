"""Named places at which a test lets the process die, as `kill -9` would.

A no-op unless `BRIEFCUT_CRASH` names the point. `point#3` dies at the third pass. The name is read once, at import,
so that production code pays one comparison.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import Final

_WANTED, _, _COUNT = os.environ.get("BRIEFCUT_CRASH", "").partition("#")
_NTH: Final = int(_COUNT) if _COUNT.isdigit() else 1
_passes: Counter[str] = Counter()

EXIT_CODE: Final = 86
"""What a process that died at a crash point exits with, so that a test can tell it from a real failure."""


def crash_point(name: str) -> None:
    """Die here, at once and without clean-up, if the environment names this point."""
    if name != _WANTED:
        return
    _passes[name] += 1
    if _passes[name] == _NTH:
        sys.stderr.write(f"crash point {name}\n")
        sys.stderr.flush()
        os._exit(EXIT_CODE)
