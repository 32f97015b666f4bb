"""Start a program with low priority and bounded memory, time and output size: `limits.py SPEC -- PROGRAM ARGS…`.

SPEC is `nice,memory_bytes,file_bytes,cpu_seconds` (0: no limit). Run as a file with `python -I -S`, so that it starts
in some 15 ms; it replaces itself by the program. On Linux the program is killed when its parent dies. Writing beyond
`file_bytes` fails like a full disk instead of killing, because Python leaves SIGXFSZ ignored.
"""

import os
import resource
import signal
import sys


def _die_with_parent() -> None:
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL, 0, 0, 0)
    if os.getppid() == 1 and os.environ.get("BRIEFCUT_PARENT", "1") != "1":
        os._exit(137)  # the parent died before the request above was made


def main(argv: list[str]) -> None:
    """Apply the limits, then become the program."""
    niceness, memory, file_size, cpu = (int(part) for part in argv[1].split(","))
    _die_with_parent()
    os.nice(niceness)
    for kind, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_CORE, -1),
    ):
        if limit:
            wanted = max(limit, 0)
            hard = resource.getrlimit(kind)[1]
            wanted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(kind, (wanted, wanted))
    os.execvp(argv[3], argv[3:])  # noqa: S606 - the caller passes a list, no shell


if __name__ == "__main__":
    main(sys.argv)
