"""An ad of six clips, cut by Briefcut and by MoviePy 2, beside the floor: its frames decoded and encoded, no filter.

.venv/bin/python benchmarks/compose/run.py [--runs 5] [--moviepy PYTHON] [--material DIR] [--grain 5] [--only …]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import material
from imageio_ffmpeg import get_ffmpeg_exe

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FONT = ROOT / "jobs/studio/fonts/text-bold.ttf"
FRAMES = 6 * material.CLIP_FRAMES - 5 * material.FADE_FRAMES
CODING = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-g", "48", "-bf", "2"]


@dataclass(frozen=True)
class Cost:
    """Wall and CPU seconds, and the most resident bytes, of a command and everything it started."""

    wall: float
    cpu: float
    memory: int = 0


def cost_of(command: list[str], *, watch: bool = False) -> Cost:
    """Run `command` and wait for it; raises when it fails."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    most = [0]
    watcher = threading.Thread(target=_watch, args=(child, most)) if watch else None
    if watcher:
        watcher.start()
    if child.wait():
        raise SystemExit(f"{' '.join(command)} ended with code {child.returncode}")
    if watcher:
        watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.monotonic() - began, cpu, most[0])


def _watch(child: subprocess.Popen[bytes], most: list[int]) -> None:
    """Ten times a second, what all descendants hold; pages they share are counted for each."""
    while child.poll() is None:
        most[0] = max(most[0], _resident(child.pid))
        time.sleep(0.1)


def _resident(root: int) -> int:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        waiting += parents.get(pid, [])
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except OSError:
            continue
    return total


def floor(folder: Path, out: Path) -> list[str]:
    """As many frames as the ad has, of each clip as many as of the others."""
    listing = folder / "clips.txt"
    until = FRAMES / 6 / material.FPS
    names = [f"file {folder / f'clip-{number}.mp4'}\noutpoint {until:.4f}\n" for number in range(6)]
    listing.write_text("ffconcat version 1.0\n" + "".join(names))
    read = ["-y", "-nostdin", "-loglevel", "error", "-safe", "0", "-f", "concat", "-i", str(listing)]
    return [get_ffmpeg_exe(), *read, "-frames:v", str(FRAMES), *CODING, str(out)]


def ours(script: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, str(HERE / "ours.py"), str(script), str(out), *more]


def contestants(folder: Path, work: Path, moviepy: str | None) -> dict[str, list[str]]:
    script = folder / "script.json"
    found = {"floor": floor(folder, work / "floor.mp4"), "briefcut": ours(script, work / "briefcut.mp4")}
    if moviepy:
        found["moviepy"] = [
            moviepy,
            str(HERE / "moviepy_side.py"),
            str(script),
            str(work / "moviepy.mp4"),
            str(FONT),
        ]
    return found


def race(
    commands: dict[str, list[str]], runs: int, before: Callable[[], None] = lambda: None
) -> dict[str, Cost]:
    """Medians of `runs` rounds in which everybody runs once."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for turn in range(runs):
        for name, command in commands.items():
            before()
            costs[name].append(cost_of(command))
            print(
                f"  round {turn + 1}: {name:9} {costs[name][-1].wall:6.1f} s wall {costs[name][-1].cpu:6.1f} s CPU"
            )
    return {
        name: Cost(statistics.median(c.wall for c in rows), statistics.median(c.cpu for c in rows))
        for name, rows in costs.items()
    }


def show(costs: dict[str, Cost], base: str, files: dict[str, Path]) -> None:
    for name, cost in costs.items():
        size = (
            f"  {files[name].stat().st_size * 8 / (FRAMES / 24) / 1e6:6.2f} Mbit/s" if name in files else ""
        )
        against = costs[base]
        ratios = f"{cost.wall / against.wall:6.3f} {cost.cpu / against.cpu:6.3f}"
        print(f"{name:22} {cost.wall:6.1f} s wall {cost.cpu:6.1f} s CPU   × {base} {ratios}{size}")


def edits(folder: Path, work: Path, runs: int) -> None:
    """A whole cut with an empty cache, then one change each with what that cut left in it."""
    script = json.loads((folder / "script.json").read_text())
    scene = [dict(row) for row in script["scenes"]]
    scene[2]["generatedVideoUrl"] = "clip-5.mp4"
    changed = {
        "caption": script
        | {"captions": {"reworded": [{"sentence": 3, "text": "So the good one is in a can."}]}},
        "music": script | {"music": {"url": "other.wav"}},
        "scene": script | {"scenes": scene},
    }
    shutil.copy(folder / "music.wav", folder / "other.wav")
    with (folder / "other.wav").open("r+b") as file:  # another bed, to a digest
        file.seek(4_000_000)
        file.write(bytes(400_000))
    warm, cache = work / "warm", work / "cache"
    commands = {"whole": ours(folder / "script.json", work / "edit.mp4", "--cache", str(work / "empty"))}
    for name, document in changed.items():
        path = folder / f"edit-{name}.json"
        path.write_text(json.dumps(document))
        commands[name] = ours(path, work / "edit.mp4", "--cache", str(cache))
    cost_of(ours(folder / "script.json", work / "edit.mp4", "--cache", str(warm)))

    def reset() -> None:
        shutil.rmtree(cache, ignore_errors=True)
        shutil.rmtree(work / "empty", ignore_errors=True)
        shutil.copytree(warm, cache)

    show(race(commands, runs, reset), "whole", {})


def quality(folder: Path, work: Path, runs: int) -> None:
    """What the quality pass adds to a cut, in floors."""
    script, out = folder / "script.json", work / "judged.mp4"
    commands = {"floor": floor(folder, work / "floor.mp4"), "cut": ours(script, out)}
    commands["cut and quality pass"] = ours(script, out, "--quality")
    costs = race(commands, runs)
    least, without, judged = costs.values()
    walls, cpus = (judged.wall - without.wall) / least.wall, (judged.cpu - without.cpu) / least.cpu
    show(costs, "floor", {})
    print(f"{'quality pass alone':22} {'':27} × floor {walls:6.3f} {cpus:6.3f}")


def memory(folder: Path, work: Path) -> None:
    for scenes in (3, 6, 35):
        path = folder / f"script-{scenes}.json"
        path.write_text(json.dumps(material.script_of(scenes)))
        cost = cost_of(ours(path, work / "long.mp4"), watch=True)
        seconds = material.script_of(scenes)["adDetails"]["adDuration"]  # type: ignore[index]
        print(
            f"memory {seconds:6.1f} s ad   {cost.memory / 1e6:6.0f} MB   {cost.wall:6.1f} s wall {cost.cpu:6.1f} s CPU"
        )


def ssim(work: Path, commands: dict[str, list[str]]) -> None:
    """Each against its own frames as they were before they were encoded."""
    lossless = work / "lossless.mp4"
    for name, command in commands.items():
        first = str(work / f"{name}.mp4")
        if name == "floor":
            made = [lossless.name if part == first else part for part in command]
            made = [
                str(lossless) if part == lossless.name else "0" if part == "21" else part for part in made
            ]
        else:
            made = [*(str(lossless) if part == first else part for part in command), "--lossless"]
        subprocess.run(made, check=True, cwd=ROOT)
        told = subprocess.run(
            [get_ffmpeg_exe(), "-hide_banner", "-i", first, "-i", str(lossless), "-lavfi", "[0:v][1:v]ssim", "-f",
             "null", "-"], check=True, capture_output=True, text=True,
        ).stderr  # fmt: skip
        value = re.findall(r"SSIM .*All:([\d.]+)", told)[-1]
        print(f"ssim {name:9} {float(value):.5f} against its own uncompressed frames")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--moviepy", help="a Python that has benchmarks/compose/requirements.txt")
    parser.add_argument("--material", type=Path, help="where the clips are kept; made there when missing")
    parser.add_argument("--grain", type=int, help=f"of clips to be made, 0 … 100 ({material.GRAIN})")
    parser.add_argument("--only", default="cut,quality,edits,memory,ssim", help="some of these")
    options = parser.parse_args()
    wanted = options.only.split(",")
    if not options.moviepy:
        print("without MoviePy (give its Python by --moviepy to have it compared)")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        folder = (options.material or work / "material").absolute()
        if not (folder / "voice-35.wav").exists():
            material.make(folder, material.GRAIN if options.grain is None else options.grain)
        grain = material.grain_of(folder)
        if options.grain not in (None, grain):
            raise SystemExit(
                f"the clips in {folder} have grain {grain}; name another folder for {options.grain}"
            )
        commands = contestants(folder, work, options.moviepy)
        print(
            f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, grain {grain}, medians of {options.runs}"
        )
        if "cut" in wanted:
            show(race(commands, options.runs), "floor", {name: work / f"{name}.mp4" for name in commands})
        if "quality" in wanted:
            quality(folder, work, options.runs)
        if "edits" in wanted:
            edits(folder, work, options.runs)
        if "memory" in wanted:
            memory(folder, work)
        if "ssim" in wanted:
            if "cut" not in wanted:
                race(commands, 1)
            ssim(work, commands)
    return 0


if __name__ == "__main__":
    sys.exit(main())
