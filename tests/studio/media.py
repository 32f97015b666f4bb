"""Media files made for tests: small, quick, and each wrong in one way."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.studio.ffmpeg import SAFE, program

Array = NDArray[np.float64]


def made(path: Path, *arguments: str, stdin: bytes = b"") -> Path:
    """A media file that ffmpeg makes of `arguments`."""
    subprocess.run([program(), *SAFE, *arguments, str(path)], check=True, input=stdin)
    return path


def film(path: Path, frames: list[NDArray[np.uint8]], *more: str, rate: int = 24) -> Path:
    """RGB frames of equal size as a file, H.264 unless `more` says otherwise."""
    height, width = frames[0].shape[:2]
    tags = "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709"
    return made(
        path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(rate), "-i", "pipe:0",
        "-vf", f"scale=out_color_matrix=bt709,format=yuv420p,{tags}", "-c:v", "libx264", "-preset", "ultrafast",
        "-crf", "8", *more, stdin=b"".join(frame.tobytes() for frame in frames),
    )  # fmt: skip


def box(kind: bytes, content: bytes) -> bytes:
    """A box of an MP4."""
    return struct.pack(">I4s", 8 + len(content), kind) + content


def scenery(width: int, height: int, seed: int = 3) -> NDArray[np.uint8]:
    """A soft backdrop without anything to look at."""
    noise = np.random.default_rng(seed).normal(0, 1, (max(2, height // 40), max(2, width // 40), 3))
    soft = cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC)
    y = np.linspace(90, 130, height)[:, None, None]
    return np.asarray(np.clip(y + 10 * soft + np.array([0, 4, 12]), 0, 255), np.uint8)


def with_thing(ground: NDArray[np.uint8], x: float, y: float, size: float) -> NDArray[np.uint8]:
    """`ground` with a striped red bottle-like thing around (x, y), `size` of the shorter side high."""
    picture = ground.copy()
    height, width = picture.shape[:2]
    high = size * min(width, height)
    wide = high * 0.5
    left, right = round(x * width - wide / 2), round(x * width + wide / 2)
    top, bottom = round(y * height - high / 2), round(y * height + high / 2)
    cv2.rectangle(picture, (left, top), (right, bottom), (200, 40, 30), cv2.FILLED)
    for step in range(4):
        at = top + round((bottom - top) * (step + 0.5) / 4)
        cv2.line(picture, (left, at), (right, at), (250, 235, 200), max(2, round(high / 16)))
    cv2.rectangle(picture, (left, top), (right, bottom), (60, 10, 10), max(2, round(high / 30)))
    return picture


def living(width: int, height: int, thing: tuple[float, float, float], count: int) -> list[NDArray[np.uint8]]:
    """`count` frames of a thing (x, y, size) that sways a little, with the grain of a camera."""
    rng, ground = np.random.default_rng(5), scenery(width, height)
    frames = []
    for number in range(count):
        x = thing[0] + 0.01 * np.sin(number / 5)
        grain = rng.normal(0, 4, (height, width, 1))
        frames.append(np.asarray(np.clip(with_thing(ground, x, *thing[1:]) + grain, 0, 255), np.uint8))
    return frames


def bright_film(path: Path, picture: Array, kind: str, frames: int = 3) -> Path:
    """An HDR10 (`pq`) or HLG (`hlg`) film of `picture` (sRGB, 0…1), its white at 203 cd/m²."""
    light = np.where(picture <= 0.04045, picture / 12.92, ((picture + 0.055) / 1.055) ** 2.4) * 203
    wide = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])
    nits = np.clip(light @ wide.T, 0, None)
    if kind == "pq":
        power = (nits / 10_000) ** 0.1593017578125
        code = ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375
        transfer = "smpte2084"
    else:
        bright = np.maximum((nits @ np.array([0.2627, 0.678, 0.0593]))[..., None] / 1000, 1e-6)
        scene = np.clip(nits / 1000 * bright ** (-0.2 / 1.2), 0, 1)
        high = 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
        code, transfer = np.where(scene <= 1 / 12, np.sqrt(3 * scene), high), "arib-std-b67"
    raw = (np.clip(code, 0, 1) * 65535).astype("<u2").tobytes() * frames
    height, width = picture.shape[:2]
    tags = f"setparams=color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc:range=tv"
    return made(
        path, "-f", "rawvideo", "-pix_fmt", "rgb48le", "-s", f"{width}x{height}", "-r", "24", "-i", "pipe:0", "-vf",
        f"scale=out_color_matrix=bt2020:out_range=tv,format=yuv420p10le,{tags}", "-c:v", "libx264", "-preset",
        "ultrafast", "-crf", "8", stdin=raw,
    )  # fmt: skip
