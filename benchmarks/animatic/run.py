"""A 30 s local animatic from nothing (interpreter start, pictures, voice and music), beside the floor of the cuts.

.venv/bin/python benchmarks/animatic/run.py [--runs 5] [--script FILE.json] [--material DIR]

The floor is that of benchmarks/compose: six noisy clips of 5.5 s decoded and encoded without a filter. Both take turns.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import tempfile
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
BAR = 1.6


def cuts() -> ModuleType:
    """The benchmark of cuts, whose floor and clock are taken."""
    folder = ROOT / "benchmarks" / "compose"
    sys.path.insert(0, str(folder))  # it imports its neighbours
    spec = importlib.util.spec_from_file_location("benchmark_of_cuts", folder / "run.py")
    if spec is None or spec.loader is None:
        raise ImportError("benchmarks/compose/run.py is missing")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--script", type=Path, default=Path(__file__).with_name("thirty-seconds.json"))
    parser.add_argument("--material", type=Path, help="where the clips are kept; made there when missing")
    options = parser.parse_args()
    compose = cuts()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        folder = (options.material or work / "material").absolute()
        if not (folder / "clip-5.mp4").exists():
            compose.material.make(folder)
        # Without the cache: with it every round but the first would find its segments there.
        asked = [str(options.script), "--out", str(work / "ad.mp4"), "--no-cache"]
        render = [sys.executable, "-m", "briefcut", "render", *asked]
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, medians of {options.runs}")
        costs = compose.race(
            {"floor": compose.floor(folder, work / "floor.mp4"), "animatic": render}, options.runs
        )
        compose.show(costs, "floor", {})
        most = compose.cost_of(render, watch=True).memory
        print(f"memory of all its programs together {most / 1e6:.0f} MB")
    within = costs["animatic"].wall <= BAR * costs["floor"].wall
    print(f"{'within' if within else 'above'} the bar of {BAR} × the floor")
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
