"""MoviePy 2 cuts the same ad, as its documentation does it; run with the Python of a venv that has it.

PYTHON benchmarks/compose/moviepy_side.py SCRIPT.json OUT.mp4 FONT.ttf [--lossless]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from moviepy import (
    AudioFileClip,
    ColorClip,
    CompositeAudioClip,
    CompositeVideoClip,
    ImageClip,
    TextClip,
    VideoFileClip,
    afx,
    vfx,
)

FADE = 0.5
CARD = 2.75  # seconds of the end card
BROWN, GOLD = (104, 59, 31), (242, 177, 60)


def main() -> None:
    script_path, out, font = (Path(name) for name in sys.argv[1:4])
    folder, script = script_path.absolute().parent, json.loads(script_path.read_text())
    seconds = script["adDetails"]["adDuration"]
    sentences = [part + "." for part in script["voiceoverText"].rstrip(".").split(". ")]
    shown, captions, at = [], [], 0.0
    for number, scene in enumerate(script["scenes"]):
        clip = VideoFileClip(str(folder / scene["generatedVideoUrl"]), audio=False)
        start = at
        at += clip.duration - FADE
        clip = clip.with_start(start)
        shown.append(clip.with_effects([vfx.CrossFadeIn(FADE)]) if number else clip)
        words = TextClip(
            font=str(font), text=sentences[number], font_size=52, color="white", bg_color=(20, 20, 24, 210),
            size=(760, None), method="caption", margin=(24, 16), text_align="center",
        )  # fmt: skip
        captions.append(words.with_start(start + 0.4).with_duration(4).with_position(("center", 1050)))
    logo = ImageClip(str(folder / "logo.png")).with_duration(seconds - CARD).with_position((79, 269))
    layers = [*shown, logo, *_end_card(folder, font, seconds), *captions]
    picture = CompositeVideoClip(layers, size=(1080, 1920)).with_duration(seconds)
    sound = _sound(folder, script, seconds)
    lossless = "--lossless" in sys.argv
    picture.with_audio(sound).write_videofile(
        str(out), fps=24, codec="libx264", preset="veryfast", threads=2, audio_codec="aac", audio_fps=48000,
        audio_bitrate="192k", logger=None, temp_audiofile=str(out.with_suffix(".m4a")),
        ffmpeg_params=["-crf", "0" if lossless else "21", "-g", "48", "-bf", "2", "-pix_fmt", "yuv420p",
                       "-movflags", "+faststart", "-af", "loudnorm=I=-14:TP=-1.5,aresample=48000", "-c:a", "aac"],
    )  # fmt: skip


def _end_card(folder: Path, font: Path, seconds: float) -> list[ImageClip]:
    """The last clip sinks under a veil of the brand's colour; logo and button come over it."""
    veil = ColorClip((1080, 1920), color=BROWN).with_opacity(0.86)
    logo = ImageClip(str(folder / "logo.png")).resized(width=375).with_position(("center", 507))
    button = TextClip(
        font=str(font), text="Learn more", font_size=44, color="black", bg_color=GOLD, margin=(56, 28)
    ).with_position(("center", 696))
    waits = ((veil, 0.0), (logo, 0.2), (button, 0.5))
    return [
        clip.with_start(seconds - CARD + wait).with_end(seconds).with_effects([vfx.CrossFadeIn(0.35)])
        for clip, wait in waits
    ]


def _sound(folder: Path, script: dict, seconds: float) -> CompositeAudioClip:
    """The voice, and under it a bed that is quieter while somebody speaks."""
    voice = AudioFileClip(str(folder / script["voiceoverUrl"])).with_start(0.25)
    samples = voice.to_soundarray(fps=8000).mean(axis=1)
    loud = np.convolve(np.abs(samples), np.ones(4000) / 4000, mode="same") > 0.01

    def duck(get_frame, t):
        index = np.clip((np.asarray(t) * 8000).astype(int), 0, len(loud) - 1)
        gain = np.where(loud[index], 0.3, 1.0)
        frame = get_frame(t)
        return frame * (gain[:, None] if np.ndim(gain) else gain)

    music = AudioFileClip(str(folder / script["music"]["url"])).subclipped(0, seconds)
    bed = music.with_effects([afx.AudioFadeOut(1)]).transform(duck, keep_duration=True)
    return CompositeAudioClip([bed, voice]).with_duration(seconds)


if __name__ == "__main__":
    main()
