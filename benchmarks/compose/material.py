"""What all contestants get: six noisy clips, a voice, a bed, a logo, and the script of an ad of them.

python benchmarks/compose/material.py FOLDER [--grain 5]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
from pathlib import Path

from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image, ImageDraw

FPS, WIDTH, HEIGHT = 24, 1080, 1920
GRAIN = 2  # strength of the clips' noise, of 100; 2 is nearly clean (5 until now: see benchmarks/README.md)
CLIP_FRAMES, FADE_FRAMES = 132, 12  # 5.5 s and 0.5 s
SENTENCES = (
    "The week is long and the coffee is cold.",
    "You wait in line and the line does not move.",
    "So we put the good one into a can.",
    "Twist it open, take a sip, and go.",
    "No sugar, no fuss, only coffee.",
    "Order yours today and drink it tomorrow.",
)
# Different pictures within the colours that RGB has, under grain half as fine as their pixels, as a camera's or a
# generator's is: about 10 Mbit/s at crf 21. Grain that is brighter than white, or as faint as an encoder's rounding,
# would be lost on the way through RGB, through a blend or under a filter, and who does that would have less to encode.
_ONE, _OTHER = "testsrc2=s=270x480:r=24", "testsrc=s=270x480:r=24"
_CALM = "lutyuv=y=52+(val-16)*0.62:u=128+(val-128)*0.4:v=128+(val-128)*0.4"
PICTURES = (
    _ONE,
    _OTHER,
    f"{_ONE},hflip,hue=h=120",
    f"{_OTHER},vflip,hue=h=60",
    f"{_ONE},vflip,hue=h=240",
    f"{_OTHER},hflip",
)


def make(folder: Path, grain: int = GRAIN) -> None:
    """Write all material into `folder`, the clips with `grain` (0 … 100)."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, picture in enumerate(PICTURES):
        noise = f"noise=c0s={grain}:c0f=t:c1s=2:c1f=t:c2s=2:c2f=t"
        chain = (
            f"{picture},scale={WIDTH // 2}:{HEIGHT // 2}:flags=bicubic,format=yuv420p,{_CALM},{noise},"
            f"scale={WIDTH}:{HEIGHT}:flags=bicubic"
        )
        subprocess.run(
            [get_ffmpeg_exe(), "-y", "-loglevel", "error", "-f", "lavfi", "-i", chain, "-frames:v", str(CLIP_FRAMES),
             "-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-colorspace", "bt709",
             "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
             str(folder / f"clip-{number}.mp4")],
            check=True,
        )  # fmt: skip
    _logo(folder / "logo.png")
    (folder / "script.json").write_text(json.dumps(script_of(6), indent=1))
    asyncio.run(_sounds(folder))
    (folder / "grain.txt").write_text(str(grain))


def grain_of(folder: Path) -> int:
    """With how much grain the clips in `folder` were made."""
    told = folder / "grain.txt"
    return int(told.read_text()) if told.exists() else GRAIN


def script_of(scenes: int) -> dict[str, object]:
    """An ad of `scenes` of the clips, in turn, with a fade of half a second between them."""
    half, clip = FADE_FRAMES / 2 / FPS, CLIP_FRAMES / FPS
    edges = [2 * half if 0 < n < scenes - 1 else half if scenes > 1 else 0 for n in range(scenes)]
    rows = [
        {
            "sceneNumber": number + 1, "duration": clip - edges[number],
            "generatedVideoUrl": f"clip-{number % 6}.mp4", "transition": {"kind": "fade", "duration": 0.5},
        }
        for number in range(scenes)
    ]  # fmt: skip
    return {
        "framework": "AIDA",
        "voiceoverText": " ".join(SENTENCES[number % 6] for number in range(scenes)),
        "voiceoverUrl": f"voice-{scenes}.wav",
        "adDetails": {"adPlatform": "instagram_reels", "adDuration": sum(clip - edge for edge in edges)},
        "brand": {"title": "", "colors": ["#6B3E26", "#F2B13C"], "logo": "logo.png"},
        "music": {"url": "music.wav"},
        "scenes": rows,
    }


def _logo(path: Path) -> None:
    image = Image.new("RGBA", (240, 96), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, 239, 95), 24, fill=(20, 20, 24, 235))
    draw.ellipse((20, 20, 76, 76), fill=(242, 177, 60, 255))
    draw.rectangle((96, 36, 216, 60), fill=(255, 255, 255, 255))
    image.save(path)


async def _sounds(folder: Path) -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from jobs.studio.bed import compose_bed
    from jobs.studio.voice import speak

    await compose_bed(60, "upbeat", 1, folder / "music.wav")
    for scenes in (3, 6, 35):
        text = " ".join(SENTENCES[number % 6] for number in range(scenes))
        if await speak(text, "en", folder / f"voice-{scenes}.wav") is None:
            raise SystemExit("the speech program (extra “local”) is wanted")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--grain", type=int, default=GRAIN)
    wanted = parser.parse_args()
    make(wanted.folder, wanted.grain)
