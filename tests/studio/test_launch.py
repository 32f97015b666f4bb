"""Every program of the studio is bounded and of low priority, and dies with its parent, whatever it is started with."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from jobs.studio.launch import Limits, Tools, launchers, launching
from jobs.studio.process import run

LIMITS = Limits(nice=7, memory=3_000_000_000, file_size=100_000, cpu=50)
# What a program finds itself in, and whether it survives to write more than it may.
LOOKING = """
import ctypes, errno, json, os, resource, sys
dies = ctypes.c_int()
if sys.platform.startswith("linux"):
    ctypes.CDLL(None).prctl(2, ctypes.byref(dies), 0, 0, 0)
problem = 0
try:
    with open(sys.argv[1], "wb", buffering=0) as file:
        while file.write(bytes(60_000)):
            pass
except OSError as error:
    problem = error.errno
kinds = resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_CPU, resource.RLIMIT_CORE
print(json.dumps([os.nice(0), [resource.getrlimit(kind)[0] for kind in kinds], dies.value, problem == errno.EFBIG]))
"""


@pytest.mark.parametrize("tools", [launchers(), None], ids=["quick", "plain"])
def test_a_program_is_bounded_and_dies_with_its_parent(tools: Tools | None, tmp_path: Path) -> None:
    done = subprocess.run(
        [*launching(LIMITS, tools), sys.executable, "-c", LOOKING, str(tmp_path / "large")],
        restore_signals=False, check=True, capture_output=True, text=True,
    )  # fmt: skip
    nice, bounds, dies, refused = json.loads(done.stdout)
    assert nice == os.nice(0) + 7
    assert bounds == [3_000_000_000, 100_000, 50, 0]
    assert dies == (signal.SIGKILL if sys.platform.startswith("linux") else 0)
    assert refused, "what writes too much fails as on a full disk; it is not killed"


async def test_a_program_gives_way_to_the_chat_also_where_tasks_are_grouped_by_session() -> None:
    script = "import json, os; print(json.dumps([os.getsid(0), os.getpgid(0), os.getpid(), os.nice(0)]))"
    done = await run([sys.executable, "-c", script], limits=LIMITS)
    session, group, itself, nice = json.loads(done.stdout)
    assert session == os.getsid(0), "in another session niceness would count for nothing against ours"
    assert group == itself, "and it is killed with all that it starts"
    assert nice == os.nice(0) + 7


@pytest.mark.parametrize("tools", [launchers(), None], ids=["quick", "plain"])
def test_what_has_no_bound_gets_none_and_words_stay_words(tools: Tools | None) -> None:
    script = "import json, resource, sys; print(json.dumps([resource.getrlimit(resource.RLIMIT_CPU), sys.argv[1:]]))"
    words = ["--help", "$(id)", "a b", ""]
    done = subprocess.run(
        [*launching(Limits(nice=0, memory=0, file_size=0), tools), sys.executable, "-c", script, *words],
        restore_signals=False, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == [list(resource.getrlimit(resource.RLIMIT_CPU)), words]
