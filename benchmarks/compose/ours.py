"""Briefcut cuts the ad: a fresh interpreter that calls `cut`, as `briefcut render` does.

python benchmarks/compose/ours.py SCRIPT.json OUT.mp4 [--cache DIR] [--lossless] [--quality]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from agent.script import read_script_file
from jobs.studio.cache import Cache
from jobs.studio.cut import Coding, cut
from jobs.studio.look import Look


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("script", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--lossless", action="store_true")
    parser.add_argument(
        "--quality", action="store_true", help="with the pass that measures the finished file"
    )
    options = parser.parse_args()
    folder, script = options.script.absolute().parent, read_script_file(options.script)
    clips = [folder / str(scene.generated_video_url) for scene in script.scenes]
    # The rate that keeps a file below a chat's limit is not part of the comparison: the others have none.
    coding = Coding(crf=0 if options.lossless else 21, max_rate=80_000_000)
    asyncio.run(
        cut(
            script, clips, folder / str(script.voiceover_url), folder / str(script.music.url), options.out.absolute(),
            look=Look.of(script, folder), folder=folder, coding=coding,
            cache=Cache(options.cache) if options.cache else None,
            quality=options.quality,
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
