"""A 30 s local animatic from nothing, beside the floor: decoding and encoding the same frames without a filter.

.venv/bin/python benchmarks/animatic/run.py [--runs 3] [--script FILE.json]
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from imageio_ffmpeg import get_ffmpeg_exe

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Cost:
    """Wall and CPU seconds of a command and everything it started."""

    wall: float
    cpu: float


def cost_of(command: list[str]) -> Cost:
    """Run `command` and wait for it; raises when it fails."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.monotonic() - began, cpu)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--script", type=Path, default=Path(__file__).with_name("thirty-seconds.json"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ad, copy = Path(folder) / "ad.mp4", Path(folder) / "copy.mp4"
        render = [sys.executable, "-m", "briefcut", "render", str(options.script), "--out", str(ad)]
        floor = [
            *(
                get_ffmpeg_exe(),
                "-y",
                "-nostdin",
                "-i",
                str(ad),
                "-c:v",
                "libx264",
                "-preset",
                "veryfast",
                "-crf",
                "21",
            ),
            *("-c:a", "copy", str(copy)),
        ]
        ours, floors = [], []
        for _ in range(options.runs):
            ours.append(cost_of(render))
            floors.append(cost_of(floor))
    wall, cpu = (statistics.median(getattr(c, name) for c in ours) for name in ("wall", "cpu"))
    floor_wall, floor_cpu = (statistics.median(getattr(c, name) for c in floors) for name in ("wall", "cpu"))
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, medians of {options.runs}")
    print(f"animatic  {wall:6.1f} s wall  {cpu:6.1f} s CPU")
    print(f"floor     {floor_wall:6.1f} s wall  {floor_cpu:6.1f} s CPU")
    print(f"ratio     {wall / floor_wall:6.2f}         {cpu / floor_cpu:6.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
