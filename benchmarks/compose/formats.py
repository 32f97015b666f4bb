"""Four formats of an ad of six clips, beside the sum of their floors: each at its size, decoded and encoded.

.venv/bin/python benchmarks/compose/formats.py [--runs 5] [--material DIR]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import material
from imageio_ffmpeg import get_ffmpeg_exe
from run import CODING, FRAMES, Cost, cost_of

SIZES = {"9x16": (1080, 1920), "4x5": (1080, 1350), "1x1": (1080, 1080), "16x9": (1920, 1080)}


def fitted(folder: Path) -> None:
    """The clips once in every format, as a floor gets them."""
    for name, (width, height) in SIZES.items():
        place = folder / name
        place.mkdir(exist_ok=True)
        for number in range(6):
            out = place / f"clip-{number}.mp4"
            if out.exists():
                continue
            chain = (
                f"scale={width}:{height}:force_original_aspect_ratio=increase,crop={width}:{height},setsar=1"
            )
            grain = ",noise=alls=4:allf=t" if width > height else ""  # what enlarging took away
            subprocess.run(
                [get_ffmpeg_exe(), "-y", "-loglevel", "error", "-i", str(folder / f"clip-{number}.mp4"), "-vf",
                 chain + grain, "-c:v", "libx264", "-preset", "veryfast", "-crf", "18", str(out)],
                check=True,
            )  # fmt: skip


def floor(folder: Path, out: Path) -> list[str]:
    listing = folder / "clips.txt"
    names = [f"file {folder / f'clip-{number}.mp4'}\n" for number in range(6)]
    listing.write_text("ffconcat version 1.0\n" + "".join(names))
    read = ["-y", "-nostdin", "-loglevel", "error", "-safe", "0", "-f", "concat", "-i", str(listing)]
    return [get_ffmpeg_exe(), *read, "-frames:v", str(FRAMES), *CODING, str(out)]


def round_of(folder: Path, work: Path) -> tuple[Cost, Cost]:
    """The floors together, and ours."""
    floors = [cost_of(floor(folder / name, work / f"{name}.mp4")) for name in SIZES]
    ours = cost_of([sys.executable, __file__, "--make", str(folder / "script.json"), str(work)], watch=True)
    return Cost(sum(one.wall for one in floors), sum(one.cpu for one in floors)), ours


def make(script_path: Path, room: Path) -> None:
    """Ours, in an interpreter of its own."""
    import asyncio

    from agent.script import read_script_file
    from jobs.studio.cut import Coding
    from jobs.studio.look import Look
    from jobs.studio.variants import make as make_variants
    from jobs.studio.variants import pack, placements_of

    folder, script = script_path.absolute().parent, read_script_file(script_path)
    clips = [folder / str(scene.generated_video_url) for scene in script.scenes]
    made = asyncio.run(
        make_variants(
            script, clips, folder / str(script.voiceover_url), folder / str(script.music.url), room.absolute(),
            placements=placements_of("all", script)[0], look=Look.of(script, folder), folder=folder,
            coding=Coding(crf=21, max_rate=80_000_000), quality=False,
        )
    )  # fmt: skip
    pack(made, room / "ad.zip")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--material", type=Path)
    parser.add_argument("--make", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make(*options.make)
        return
    with tempfile.TemporaryDirectory(prefix="briefcut-formats-") as work:
        folder = options.material or Path(work) / "material"
        if not (folder / "script.json").exists():
            material.make(folder)
        fitted(folder)
        rounds = [round_of(folder, Path(work)) for _ in range(options.runs)]
        wall = statistics.median(ours.wall / base.wall for base, ours in rounds)
        cpu = statistics.median(ours.cpu / base.cpu for base, ours in rounds)
        for base, ours in rounds:
            print(
                f"floors {base.wall:6.1f} s wall {base.cpu:6.1f} s CPU   ours {ours.wall:6.1f} {ours.cpu:6.1f}"
            )
        most = max(ours.memory for _, ours in rounds)
        print(f"four formats: {wall:.3f} × the floors (wall), {cpu:.3f} × (CPU), {most / 1e6:.0f} MB at most")


if __name__ == "__main__":
    main()
