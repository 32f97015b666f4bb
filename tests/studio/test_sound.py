"""The sound of a cut: read without a program where it is plain, on its places, as loud and as calm as is asked for."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from jobs.studio.narration import Line, Narration
from jobs.studio.sound import HIGHEST, RATE, TARGET, decoded, mastered, music_track, voice_track
from jobs.studio.voice import read_wav, write_wav


def tone(path: Path, rate: int, seconds: float = 1.0, channels: int = 1, hertz: float = 300.0) -> Path:
    wavy = 0.3 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)
    write_wav(path, np.repeat(wavy[:, None], channels, axis=1).astype(np.float32), rate)
    return path


async def test_a_plain_file_is_read_as_it_is(tmp_path: Path) -> None:
    voice, out = tone(tmp_path / "voice.wav", RATE), tmp_path / "out.wav"
    samples = await decoded(voice, out, channels=1, limit=0.5)
    assert np.array_equal(samples, read_wav(voice)[0][: RATE // 2])
    assert not out.exists(), "no program was wanted"


@pytest.mark.parametrize(("rate", "channels", "tempo"), [(22_050, 1, 1.0), (RATE, 2, 1.0), (RATE, 1, 1.1)])
async def test_what_has_to_be_changed_goes_through_ffmpeg(
    tmp_path: Path, rate: int, channels: int, tempo: float
) -> None:
    voice, out = tone(tmp_path / "voice.wav", rate, channels=channels), tmp_path / "out.wav"
    samples = await decoded(voice, out, channels=1, tempo=tempo)
    assert samples.shape == (pytest.approx(RATE / tempo, abs=0.03 * RATE), 1)
    assert out.exists()


async def test_a_header_that_promises_more_than_there_is_gives_what_there_is(tmp_path: Path) -> None:
    voice = tone(tmp_path / "voice.wav", RATE)
    voice.write_bytes(voice.read_bytes()[: 44 + RATE + 1])  # half a second, and half a sample
    assert len(await decoded(voice, tmp_path / "out.wav", channels=1)) == RATE // 2


@pytest.mark.parametrize("rate", [16_000, 22_050, RATE])
async def test_a_line_lies_on_its_place_at_any_rate(tmp_path: Path, rate: int) -> None:
    told = Narration((Line("Said.", 1.5, 2.0, (0.0, 0.5)),), 1.0)
    track = await voice_track(tone(tmp_path / "voice.wav", rate), told, 3.0, tmp_path)
    samples, own = read_wav(track)
    assert (own, len(samples)) == (rate, 3 * rate)
    heard = np.flatnonzero(np.abs(samples[:, 0]) > 0.01) / rate
    assert (heard[0], heard[-1]) == (pytest.approx(1.5, abs=0.005), pytest.approx(2.02, abs=0.005))


async def test_it_is_as_loud_as_asked_and_never_louder_than_allowed(tmp_path: Path) -> None:
    beats = np.zeros((4 * RATE, 2), np.float32)  # what overshoots most: short and bright
    noise = np.random.default_rng(3).uniform(-1, 1, (RATE // 50, 2)).astype(np.float32)
    for at in range(0, 4 * RATE - len(noise), RATE // 4):
        beats[at : at + len(noise)] = noise
    write_wav(tmp_path / "music.wav", beats, RATE)
    told = Narration((Line("Said.", 0.5, 3.4, (0.0, 2.9)),), 1.0)
    voice = await voice_track(tone(tmp_path / "voice.wav", 22_050, 3.0), told, 4.0, tmp_path)
    music = await music_track(tmp_path / "music.wav", 4.0, tmp_path, under_voice=True)
    made = await mastered(voice, music, 4.0, tmp_path, tmp_path / "sound.m4a")
    assert abs(made.loud.integrated - TARGET) < 0.7
    assert made.loud.peak <= HIGHEST
    with wave.open(str(tmp_path / "music-track.wav")) as track:
        assert track.getnframes() == 4 * RATE
