"""The program that makes files: a job (JSON) on a line in, its files on a line out, until the input ends.

A job is {kind, model, inputs, seed, files: {start, last, archive, weights}, look, width, folder}; the answer is
{files: [{path, mime}], metrics} or {error}.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

from briefcut.replicate_stand_in.making import clip, music, picture, speech, weights
from briefcut.replicate_stand_in.making.programs import encode
from briefcut.replicate_stand_in.making.sizes import clip_seconds, clip_size, music_seconds, still_size

Job = dict[str, Any]
Files = list[tuple[Path, str]]
Result = tuple[Files, dict[str, Any]]

_STILLS = {"webp": ("WEBP", "image/webp"), "jpg": ("JPEG", "image/jpeg"), "png": ("PNG", "image/png")}
_LARGEST = 40_000_000


class BadInput(Exception):
    """An input file that can't be used; the text is what the run fails with."""


def main() -> int:
    """Serve jobs from standard input, at low priority."""
    with contextlib.suppress(OSError):
        os.nice(10)
    for line in sys.stdin:
        answer = _answer(json.loads(line))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    return 0


def _answer(job: Job) -> dict[str, Any]:
    try:
        files, metrics = _MAKERS[job["kind"]](job)
    except (BadInput, weights.NoPictures, RuntimeError) as error:
        return {"error": str(error)}
    return {"files": [{"path": str(path), "mime": mime} for path, mime in files], "metrics": metrics}


def _picture(job: Job) -> Result:
    inputs, photos = job["inputs"], [Path(each) for each in job["files"].get("start", [])]
    size = still_size(inputs, _size(photos), job["width"])
    form, mime = _STILLS[str(inputs.get("output_format", "jpg"))]
    count = int(inputs.get("num_outputs", 1))
    if inputs.get("sequential_image_generation") == "auto":
        count = int(inputs.get("max_images", 1))
    files: Files = []
    for at in range(count):
        asked = picture.Asked(
            str(inputs.get("prompt", "")), job["seed"] + at, *size, photos, job["look"],
            str(inputs.get("negative_prompt") or ""),
        )  # fmt: skip
        out = Path(job["folder"]) / f"out-{at}.{form.lower()}"
        options: dict[str, Any] = {
            "WEBP": {"quality": 82, "method": 1},
            "JPEG": {"quality": 88},
            "PNG": {"compress_level": 1},
        }[form]
        picture.draw(asked).save(out, form, **options)
        files.append((out, mime))
    return files, {"image_output_count": count}


def _clip(job: Job) -> Result:
    inputs = job["inputs"]
    starts, lasts = ([Path(each) for each in job["files"].get(use, [])] for use in ("start", "last"))
    width, height = clip_size(inputs, _size(starts), job["width"])
    prompt, seconds = str(inputs.get("prompt", "")), clip_seconds(inputs)
    if starts:
        start = _opened(starts[0])
    else:
        start = picture.draw(picture.Asked(prompt, job["seed"], width, height, look=job["look"]))
    shot = clip.Shot(
        prompt, job["seed"], seconds, width, height, int(inputs.get("fps", inputs.get("frames_per_second", 24))),
        bool(inputs.get("camera_fixed", False)),
    )  # fmt: skip
    out = Path(job["folder"]) / "out.mp4"
    clip.film(shot, start, _opened(lasts[0]) if lasts else None, out)
    metrics = {"video_output_count": 1, "video_output_duration_seconds": seconds}
    if target := inputs.get("resolution"):
        metrics["resolution_target"] = target
    return [(out, "video/mp4")], metrics


def _speech(job: Job) -> Result:
    inputs = job["inputs"]
    text = str(inputs.get("text", ""))
    name = str(inputs.get("voice_id") or inputs.get("voice") or "")
    voice = speech.voice_named(
        name, speed=float(inputs.get("speed", 1)), semitones=float(inputs.get("pitch", 0))
    )
    samples = speech.speak(text, voice, job["seed"])
    rate = int(inputs.get("sample_rate", 24000))
    count = round(len(samples) * rate / speech.RATE)
    tuned = np.interp(np.linspace(0, len(samples) - 1, count), np.arange(len(samples)), samples)
    stereo = np.repeat(tuned[:, None], 2 if inputs.get("channel") == "stereo" else 1, axis=1)
    form = str(inputs.get("audio_format", "wav"))
    seconds = round(len(samples) / speech.RATE, 3)
    return [_audio(job, stereo, rate, form)], {"audio_output_duration_seconds": seconds}


def _music(job: Job) -> Result:
    inputs = job["inputs"]
    seconds = music_seconds(job["model"], inputs)
    prompt = " ".join(str(inputs.get(name, "")) for name in ("prompt", "tags", "lyrics"))
    samples = music.compose(prompt, seconds, job["seed"])
    told = str(
        inputs.get("audio_format")
        or inputs.get("output_format")
        or ("wav" if "lyria" in job["model"] else "mp3")
    )
    form = "wav" if told.startswith(("wav", "pcm")) else "mp3"
    metrics = {"audio_output_count": 1, "audio_output_duration_seconds": seconds}
    return [_audio(job, samples, music.RATE, form)], metrics


def _training(job: Job) -> Result:
    archives = job["files"].get("archive", [])
    if not archives:
        raise BadInput("input_images is missing")
    look = weights.look_of(Path(archives[0]))
    out = Path(job["folder"]) / "flux-lora.tar"
    weights.pack(out, job["inputs"], job["seed"])
    steps = int(job["inputs"].get("steps", job["inputs"].get("training_steps", 1000)))
    return [(out, "application/x-tar")], {"training_step_count": steps, "look": look}


def _audio(job: Job, samples: Any, rate: int, form: str) -> tuple[Path, str]:
    """Samples (rows of channels, -1 … 1) as a file."""
    pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2")
    out = Path(job["folder"]) / f"out.{form}"
    if form == "wav":
        with wave.open(str(out), "wb") as file:
            file.setnchannels(pcm.shape[1])
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(pcm.tobytes())
        return out, "audio/wav"
    arguments = ["-f", "s16le", "-ar", str(rate), "-ac", str(pcm.shape[1]), "-i", "pipe:0"]
    arguments += ["-b:a", "128k"] if form == "mp3" else []
    encode(arguments, [pcm.tobytes()], out)
    return out, "audio/mpeg" if form == "mp3" else "audio/flac"


def _opened(path: Path) -> Image.Image:
    try:
        with Image.open(path) as picture_:
            if picture_.width * picture_.height > _LARGEST:
                raise BadInput("Input image is too large")
            return picture_.convert("RGB")
    except (UnidentifiedImageError, OSError) as error:
        raise BadInput("Input image could not be read") from error


def _size(files: list[Path]) -> tuple[int, int] | None:
    return _opened(files[0]).size if files else None


_MAKERS: dict[str, Callable[[Job], Result]] = {
    "picture": _picture,
    "clip": _clip,
    "speech": _speech,
    "music": _music,
    "training": _training,
}


if __name__ == "__main__":
    sys.exit(main())
