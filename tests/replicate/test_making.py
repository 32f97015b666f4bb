"""Real makers: pictures, clips, speech, music and weights of what was asked for."""

from __future__ import annotations

import io
import json
import struct
import tarfile
import wave
import zipfile
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from briefcut.replicate_stand_in.making import music, speech, weights
from briefcut.replicate_stand_in.making.picture import Asked, draw
from briefcut.replicate_stand_in.making.sizes import clip_size, still_size
from briefcut.replicate_stand_in.studio import Studio, Unmade

PROMPTS = (
    "A woman drinking coffee in a sunny kitchen",
    "City street at night with neon signs",
    "Packshot of a can on a podium",
    "A runner on a mountain trail at dawn, wide",
)


def _thumb(asked: Asked) -> np.ndarray[Any, Any]:
    return np.asarray(draw(asked).resize((12, 20)), float)


def test_four_scenes_look_like_four_pictures() -> None:
    board = [_thumb(Asked(prompt, 7, 90, 160)) for prompt in PROMPTS]
    for at, one in enumerate(board):
        for other in board[at + 1 :]:
            assert np.abs(one - other).mean() > 25


def test_a_picture_follows_prompt_seed_and_size() -> None:
    one = draw(Asked(PROMPTS[0], 1, 90, 160))
    assert one.size == (90, 160)
    assert one.tobytes() == draw(Asked(PROMPTS[0], 1, 90, 160)).tobytes()
    assert np.abs(_thumb(Asked(PROMPTS[0], 1, 90, 160)) - _thumb(Asked(PROMPTS[0], 2, 90, 160))).mean() > 4
    assert draw(Asked(PROMPTS[0], 1, 160, 90)).size == (160, 90)


def test_the_product_photo_is_in_the_picture(tmp_path: Path) -> None:
    photo = tmp_path / "can.png"
    sheet = Image.new("RGB", (60, 100), "white")
    sheet.paste((255, 0, 200), (20, 20, 40, 80))
    sheet.save(photo)
    plain, with_it = (
        np.asarray(draw(Asked("a table", 3, 180, 320, photos)), int) for photos in ((), (photo,))
    )
    pink = [
        ((each[..., 0] > 150) & (each[..., 1] < 70) & (each[..., 2] > 110)).sum() for each in (plain, with_it)
    ]
    assert pink[0] == 0
    assert pink[1] > 500


@pytest.mark.parametrize(
    "prompt",
    [*PROMPTS, "", "overhead flat-lay", "sea", "road", "garden", "office room", "Кофе 🌞", "logo #12ab90"],
)
@pytest.mark.parametrize("size", [(64, 64), (36, 64), (126, 54)])
def test_every_place_can_be_drawn_at_any_size(prompt: str, size: tuple[int, int]) -> None:
    assert draw(Asked(prompt, 11, *size)).size == size


def test_sizes_are_what_models_make_of_their_inputs() -> None:
    assert still_size({"aspect_ratio": "9:16"}, None, None) == (768, 1360)
    assert still_size({"aspect_ratio": "match_input_image"}, (300, 200), None) == (1248, 832)
    assert still_size({"width": 640, "height": 480}, None, None) == (640, 480)
    assert still_size({"aspect_ratio": "9:16"}, None, 72) == (72, 128)
    assert clip_size({"resolution": "720p", "aspect_ratio": "9:16"}, None, None) == (720, 1280)
    assert clip_size({"resolution": "480p", "aspect_ratio": "16:9"}, (1080, 1080), None) == (480, 480)
    assert clip_size({"mode": "pro", "aspect_ratio": "16:9"}, None, None) == (1920, 1080)


def test_speech_has_the_length_of_its_text() -> None:
    text = "Your morning deserves better coffee. Ready when you are?"
    woman, man = speech.voice_named("Wise_Woman", speed=1), speech.voice_named("Deep_Voice_Man", speed=1)
    assert woman.pitch > 170 > 145 > man.pitch
    spoken = speech.speak(text, woman, 1)
    seconds = len(spoken) / speech.RATE
    assert 3 < seconds < 6
    assert np.abs(spoken).max() <= 1
    fast = speech.speak(text, speech.voice_named("Wise_Woman", speed=2), 1)
    assert len(fast) / len(spoken) == pytest.approx(0.5, abs=0.03)
    paused = speech.speak(f"{text}<#1.5#>", woman, 1)
    assert len(paused) / speech.RATE - seconds == pytest.approx(1.5, abs=0.02)
    for other in ("Доброе утро!", "你好世界", "", "123"):
        assert len(speech.speak(other, man, 1)) > 0


def test_music_has_its_length_and_mood() -> None:
    upbeat, calm = music.compose("upbeat pop", 6, 1), music.compose("calm ambient", 6, 1)
    assert upbeat.shape == calm.shape == (6 * music.RATE, 2)
    beat, quiet = (np.abs(np.diff(each[:, 0])).mean() for each in (upbeat, calm))
    assert beat > 1.2 * quiet
    assert not np.array_equal(upbeat, music.compose("upbeat pop", 6, 2))
    assert music.compose("calm", 66, 1).shape[0] == 66 * music.RATE


def test_weights_are_an_archive_with_safetensors_and_the_colours_seen(tmp_path: Path) -> None:
    archive, out = tmp_path / "in.zip", tmp_path / "out.tar"
    with zipfile.ZipFile(archive, "w") as bundle:
        for at in range(3):
            held = io.BytesIO()
            Image.new("RGB", (50, 50), "#d01020").save(held, "PNG")
            bundle.writestr(f"{at}.png", held.getvalue())
        bundle.writestr("0.txt", "a caption")
    assert weights.look_of(archive)[0] == "#d01020"
    weights.pack(out, {"lora_rank": 4, "trigger_word": "B"}, 1)
    with tarfile.open(out) as packed:
        data = packed.extractfile("output/flux_train_replicate/lora.safetensors")
        assert data is not None
        size = struct.unpack("<Q", data.read(8))[0]
        assert all(each["shape"] in ([4, 64], [64, 4]) for each in json.loads(data.read(size)).values())
    (tmp_path / "not.zip").write_bytes(b"x")
    with pytest.raises(weights.NoPictures):
        weights.look_of(tmp_path / "not.zip")


async def test_the_makers_make_every_kind(tmp_path: Path) -> None:
    studio = Studio(1)
    job: dict[str, Any] = {
        "seed": 5,
        "look": None,
        "width": 64,
        "folder": str(tmp_path),
        "files": {},
        "model": "x",
    }
    try:
        still = await studio.make(
            job
            | {"kind": "picture", "inputs": {"prompt": "sea", "aspect_ratio": "4:5", "output_format": "png"}}
        )
        with Image.open(still.files[0][0]) as picture:
            assert (picture.size, still.files[0][1]) == ((64, 80), "image/png")
        start = {"start": [str(still.files[0][0])]}
        made = await studio.make(
            job
            | {
                "kind": "clip",
                "files": start,
                "inputs": {"prompt": "orbit", "duration": 2, "resolution": "720p", "fps": 24},
            }
        )
        with av.open(str(made.files[0][0])) as clip:
            stream = clip.streams.video[0]
            frames = [frame.to_ndarray(format="rgb24").astype(float) for frame in clip.decode(stream)]
            assert (stream.codec_context.name, stream.width, stream.height) == ("h264", 64, 80)
        assert len(frames) == 48
        assert np.abs(frames[0] - frames[-1]).mean() > 2
        voice = await studio.make(
            job
            | {
                "kind": "speech",
                "inputs": {"text": "Hello there.", "audio_format": "wav", "sample_rate": 44100},
            }
        )
        with wave.open(str(voice.files[0][0])) as sound:
            assert sound.getframerate() == 44100
            assert sound.getnframes() / 44100 == pytest.approx(
                voice.metrics["audio_output_duration_seconds"], abs=0.01
            )
        tune = await studio.make(job | {"kind": "music", "inputs": {"prompt": "calm", "duration": 3}})
        with av.open(str(tune.files[0][0])) as song:
            assert song.duration is not None
            assert song.duration / 1e6 == pytest.approx(3, abs=0.1)
        with pytest.raises(Unmade, match="could not be read"):
            await studio.make(
                job | {"kind": "clip", "files": {"start": [__file__]}, "inputs": {"prompt": "x"}}
            )
    finally:
        await studio.stop()


async def test_a_maker_that_dies_is_replaced(tmp_path: Path) -> None:
    studio = Studio(1)
    job: dict[str, Any] = {
        "kind": "picture",
        "inputs": {"prompt": "sea"},
        "seed": 5,
        "look": None,
        "width": 32,
    }
    job |= {"folder": str(tmp_path), "files": {}, "model": "x"}
    try:
        await studio.make(job)
        (program,) = studio._all
        program.kill()
        await program.wait()
        assert (await studio.make(job)).files
    finally:
        await studio.stop()
