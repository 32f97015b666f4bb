"""The sound of a cut: narration on its places, music under it, loudness and peak as delivered video asks.

One pass of its own beside the pictures, encoded once: mixed and measured, then raised under a limiter and encoded, then
measured as a listener hears it.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from jobs.studio.errors import BadMedia
from jobs.studio.ffmpeg import ffmpeg, reading
from jobs.studio.material import MOST_SECONDS, admit, look_from_outside
from jobs.studio.narration import Narration
from jobs.studio.voice import Samples, read_wav, write_wav

RATE = 48_000
TARGET = -14.0  # LUFS
CEILING = -1.8  # dBTP before AAC, which overshoots a little
# The quick search, at the bits that the slow one takes when told 192k. On seven beds of ours, alone and under a voice,
# its noise to mask is lower in the mean everywhere, at the worst twentieth everywhere but on one bed (by 0.5 dB), and
# spectra are nearer. It takes a third of the time and overshoots by 0.1 dB, the slow one now and then by 3.
_AAC = ("-c:a", "aac", "-aac_coder", "fast", "-b:a", "204k", "-ar", "48000", "-ac", "2")
HIGHEST = -1.05  # dBTP of what is delivered
SILENCE = -70.0
_SURE = 1.5  # LU; after a correction of up to this much the encoded sound is near enough (and measured all the same)


@dataclass(frozen=True, slots=True)
class Loudness:
    """Integrated loudness in LUFS and true peak in dBTP; −70 or less is silence."""

    integrated: float
    peak: float


async def measure(path: Path, demuxer: str, seconds: float) -> Loudness:
    """Loudness of the first audio stream by EBU R 128.

    Raises:
        BadMedia: there is no audio.
    """
    done = await ffmpeg(
        [*reading(path, demuxer), "-map", "0:a:0", "-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-"],
        what="measuring loudness", seconds=seconds, info=True,
    )  # fmt: skip
    if "LUFS" not in done.stderr:
        raise BadMedia(f"{path.name} has no sound that can be measured")
    return _read_loudness(done.stderr)


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"-?[\d.]+", text) else SILENCE


async def decoded(
    path: Path, out: Path, *, tempo: float = 1.0, channels: int = 2, limit: float = 600
) -> Samples:
    """Any audio file as 48 kHz samples (n, channels), at most `limit` seconds, played `tempo` times as fast."""
    return (await _taken(path, out, tempo=tempo, channels=channels, limit=limit, rate=RATE))[0]


async def _taken(
    path: Path, out: Path, *, tempo: float = 1.0, channels: int, limit: float = 600, rate: int | None = None
) -> tuple[Samples, int]:
    """`decoded`, with the rate of the samples: their own where `rate` is None and nothing has to be done to them.

    A plain file that is wanted as it is needs no program to be read.
    """
    demuxer, seconds = await _judged(path)
    plain = await asyncio.to_thread(_plain, path, channels, limit, rate) if tempo <= 1.0005 else None
    if plain is not None:
        return plain
    speed = ["-af", f"atempo={tempo:.5f}"] if tempo > 1.0005 else []
    await ffmpeg(
        [*reading(path, demuxer), "-map", "0:a:0", *speed, "-t", f"{limit:.3f}", "-ar", str(RATE),
         "-ac", str(channels), "-c:a", "pcm_s16le", "-map_metadata", "-1", "-f", "wav", str(out)],
        what=f"reading {path.name}", seconds=min(seconds or limit, limit),
    )  # fmt: skip
    samples, _ = read_wav(out)
    if not len(samples):
        raise BadMedia(f"{path.name} has no sound")
    return samples, RATE


def _plain(path: Path, channels: int, limit: float, wanted: int | None) -> tuple[Samples, int] | None:
    """Samples and rate of a 16-bit WAV of as many channels and the `wanted` rate; None for any other file."""
    with contextlib.suppress(wave.Error, EOFError), wave.open(str(path)) as file:
        rate = file.getframerate()
        fits = rate == wanted or (wanted is None and 8_000 <= rate <= 96_000)
        if fits and (file.getsampwidth(), file.getnchannels()) == (2, channels):
            raw = file.readframes(round(limit * rate))
            whole = np.frombuffer(raw, "<i2", count=len(raw) // (2 * channels) * channels)
            samples = whole.reshape(-1, channels).astype(np.float32)
            samples /= np.float32(32768)
            return (samples, rate) if len(samples) else None
    return None


async def _judged(path: Path) -> tuple[str, float]:
    """Demuxer and seconds of a sound file that may be used. A WAV of the plain kind needs no program to be judged."""
    await asyncio.to_thread(look_from_outside, path, "sound")
    with contextlib.suppress(wave.Error, EOFError), wave.open(str(path)) as plain:
        seconds = plain.getnframes() / plain.getframerate()
        if 0 < seconds <= MOST_SECONDS["sound"] and plain.getnchannels() <= 2:
            return "wav", seconds
    facts = await admit(path, "sound")
    return facts.demuxer, facts.seconds


async def voice_track(voice: Path, narration: Narration, seconds: float, folder: Path) -> Path:
    """The narration's lines on their places, as a WAV of exactly `seconds`."""
    samples, rate = await _taken(voice, folder / "voice-decoded.wav", tempo=narration.tempo, channels=1)
    track = np.zeros((round(seconds * rate), 1), np.float32)
    samples *= _gain_to(samples, rate, -17.0)
    for line in narration.lines:
        if line.source is None:
            continue
        begin, end = (round(at / narration.tempo * rate) for at in line.source)
        piece = samples[begin : end + round(0.02 * rate)]
        at = round(line.start * rate)
        piece = piece[: max(0, len(track) - at)]
        track[at : at + len(piece)] += piece
    out = folder / "voice-track.wav"
    write_wav(out, track, rate)
    return out


async def music_track(music: Path, seconds: float, folder: Path, *, under_voice: bool) -> Path:
    """The bed looped or cut to `seconds`, faded, at a level for lying under speech or standing alone."""
    samples = await decoded(music, folder / "music-decoded.wav", limit=seconds + 1)
    length = round(seconds * RATE)
    over = len(samples) - length
    samples = samples[:length]
    samples *= _gain_to(samples, RATE, -24.5 if under_voice else -18.0)
    if over >= RATE // 20:
        fade = min(length, RATE)
        samples[-fade:] *= np.cos(np.linspace(0, np.pi / 2, fade, dtype=np.float32))[:, None]
    out = folder / "music-track.wav"
    write_wav(out, _looped(samples, length) if over < 0 else samples, RATE)
    return out


def _looped(samples: Samples, length: int) -> Iterator[Samples]:
    """Repeats up to `length` with a cross-fade of half a second (less for very short files), piece by piece: a long ad
    takes no more memory than a short one."""
    fade = min(RATE // 2, len(samples) // 4)
    ramp = np.sin(np.linspace(0, np.pi / 2, max(fade, 1), dtype=np.float32))[:fade, None]
    tail = len(samples) - fade
    seam = samples[tail:] * ramp[::-1] + samples[:fade] * ramp
    piece, left = samples[:tail], length
    while left > 0:
        yield piece[:left]
        left -= len(piece)
        yield seam[: max(left, 0)]
        left -= len(seam)
        piece = samples[fade:tail]


def _gain_to(samples: Samples, rate: int, level: float) -> float:
    """Factor that brings the sounding parts to an RMS of `level` dBFS; 1 for silence."""
    block = rate // 10
    usable = samples[: len(samples) // block * block].reshape(-1, block, samples.shape[1])
    if not len(usable):
        return 1.0
    # The mean of the squares of both sides' mean, without another copy of a long ad.
    power = np.sqrt(np.einsum("bsc,bsd->b", usable, usable) / (block * samples.shape[1] ** 2))
    loud = power[power > max(0.003, float(power.max()) * 0.1)]
    return float(10 ** (level / 20) / np.sqrt((loud**2).mean())) if len(loud) else 1.0


@dataclass(frozen=True, slots=True)
class Mastered:
    """Encoded sound (AAC in MP4) and how loud it is as a listener hears it."""

    path: Path
    loud: Loudness


async def made_of(
    told: Narration, voice: Path | None, music: Path | None, seconds: float, room: Path, out: Path
) -> Mastered:
    """Both tracks laid, mixed and encoded to `out`; `room` takes what is made on the way. Errors as of `mastered`."""
    say = await voice_track(voice, told, seconds, room) if voice else None
    play = await music_track(music, seconds, room, under_voice=say is not None) if music else None
    return await mastered(say, play, seconds, room, out)


async def mastered(
    voice: Path | None, music: Path | None, seconds: float, folder: Path, out: Path
) -> Mastered:
    """Mix both tracks, bring them to −14 LUFS under the ceiling and encode them to `out`; silence stays silence.

    Raises:
        OutputFull, RenderTimedOut, RenderFailed.
    """
    mix = folder / "mix.wav"
    loud = await _heard(mixing_arguments(voice, music, seconds, mix), "mixing", seconds)
    if loud.integrated <= SILENCE + 1:
        await ffmpeg(levelling_arguments(mix, 0.0, CEILING, out), what="encoding the sound", seconds=seconds)
        return Mastered(out, await measure(out, "mov", seconds))
    gain, ceiling = TARGET - loud.integrated, CEILING
    for _ in range(3):  # heard without encoding, which costs four times as much
        heard = await _heard(levelling_arguments(mix, gain, ceiling, None), "levelling", seconds)
        lacks = TARGET - heard.integrated
        gain += lacks * 1.2  # a limiter takes part of what is added
        if abs(lacks) < _SURE:
            break
    for _ in range(3):
        await ffmpeg(levelling_arguments(mix, gain, ceiling, out), what="encoding the sound", seconds=seconds)
        final = await measure(out, "mov", seconds)
        over = final.peak - HIGHEST
        if abs(TARGET - final.integrated) < 0.7 and over <= 0:
            break
        gain += TARGET - final.integrated
        ceiling -= over + 0.25 if over > 0 else 0.0  # AAC overshot
    return Mastered(out, final)


async def _heard(arguments: Sequence[str], what: str, seconds: float) -> Loudness:
    """Run a pass that measures on its way."""
    return _read_loudness((await ffmpeg(arguments, what=what, seconds=seconds, info=True)).stderr)


def _read_loudness(told: str) -> Loudness:
    integrated = re.findall(r"I:\s+(-?[\d.]+|-?inf|nan) LUFS", told)
    peak = re.findall(r"Peak:\s+(-?[\d.]+|-?inf|nan) dBFS", told)
    return Loudness(
        _number(integrated[-1]) if integrated else SILENCE, _number(peak[-1]) if peak else SILENCE
    )


_SHAPE = "aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=stereo"
_DUCKED = (
    f"[0:a]{_SHAPE},asplit[say][key];[1:a]{_SHAPE}[bed];"
    "[bed][key]sidechaincompress=threshold=0.025:ratio=7:attack=30:release=420:knee=4[low];"
    "[low][say]amix=inputs=2:normalize=0:duration=longest,highpass=f=35[mix]"
)


def mixing_arguments(voice: Path | None, music: Path | None, seconds: float, out: Path) -> list[str]:
    """Voice over a bed that steps back while somebody speaks, as 48 kHz stereo float; measured on the way."""
    inputs: list[str] = []
    for path in (voice, music):
        if path is not None:
            inputs += reading(path, "wav")
    graph = f"[0:a]{_SHAPE},highpass=f=35[mix]"
    if voice is not None and music is not None:
        graph = _DUCKED
    elif voice is None and music is None:
        graph = f"anullsrc=r=48000:cl=stereo:d={seconds:.6f},{_SHAPE}[mix]"
    finish = f"[mix]apad=whole_dur={seconds:.6f},atrim=end={seconds:.6f},ebur128=framelog=quiet[out]"
    return [
        *inputs, "-filter_complex", f"{graph};{finish}", "-map", "[out]", "-c:a", "pcm_f32le", "-f", "wav", str(out),
    ]  # fmt: skip


def levelling_arguments(mix: Path, gain: float, ceiling: float, out: Path | None) -> list[str]:
    """Raise `mix` by `gain` dB under a limiter at `ceiling` dBTP that works at four times the rate; encode it to `out`.

    Without `out` it is only measured, under a limiter at the mix's own rate: a peak between two samples is too short
    to tell in loudness."""
    limit = 10 ** (ceiling / 20)
    limiter = (
        f"alimiter=level_in=1:level_out=1:limit={limit:.5f}:attack=3:release=80:level=false:latency=true"
    )
    if out is None:
        chain = f"volume={gain:.3f}dB,{limiter},ebur128=framelog=quiet"
        return [*reading(mix, "wav"), "-af", chain, "-f", "null", "-"]
    chain = f"volume={gain:.3f}dB,aresample=192000,{limiter},aresample=48000"
    return [*reading(mix, "wav"), "-af", chain, *_AAC, "-map_metadata", "-1", "-f", "mp4", str(out)]
