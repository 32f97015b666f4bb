"""What is measured of a finished ad, and from where on it is a warning or a fault. Data; `docs/quality.md` shows it.

A limit is passed when it is exceeded: above it where more is worse, below it where less is worse. `None` means that the
figure is written down but decides nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from jobs.studio.quality.figures import Verdict

PASS_SCORE: Final = 70.0
WARN_SCORE: Final = 40.0


@dataclass(frozen=True, slots=True)
class Threshold:
    """One metric. `low` … `high` is its range in `unit`; `best` scores 100. `says` is what a
    fault is called, after “Scene 2:” or “The video:”, with its `{value}`."""

    metric: str
    meaning: str
    unit: str
    low: float
    high: float
    best: float
    warn: float | None
    fail: float | None
    scenes: bool
    source: str
    says: str = ""

    @property
    def rising(self) -> bool:
        """Whether more is worse."""
        limit = self.fail if self.fail is not None else self.warn
        return self.best <= self.low if limit is None else limit > self.best or self.best <= self.low

    def verdict(self, value: float) -> Verdict:
        if self.fail is not None and self._beyond(value, self.fail):
            return "fail"
        return "warn" if self.warn is not None and self._beyond(value, self.warn) else "pass"

    def score(self, value: float) -> float:
        """0 … 100, more is better: at the warning limit 70, at the fault 40, at the worst end of the range 0."""
        points = [(self.best, 100.0)]
        points += [(self.warn, PASS_SCORE)] if self.warn is not None else []
        points += [(self.fail, WARN_SCORE)] if self.fail is not None else []
        points.append((self.high if self.rising else self.low, 0.0))
        sign = 1.0 if self.rising else -1.0
        at = value * sign
        for (here, high), (there, low) in pairwise(points):
            begin, end = here * sign, there * sign
            if at <= begin:
                return high
            if at < end:
                return high + (low - high) * (at - begin) / (end - begin)
        return 0.0

    def _beyond(self, value: float, limit: float) -> bool:
        return value > limit + 1e-9 if self.rising else value < limit - 1e-9


_OWN = "own choice"
_VBENCH = "after VBench (Huang et al. 2024), with plain pixels instead of a network"

_ALL: Final = (
    # ── the file ─────────────────────────────────────────────────────────────────────────────────────────
    Threshold(
        "duration_error", "difference of the file's length from the script's", "s", 0, 180, 0, 0.05, 0.1, False,
        "promise of the product: within 0.1 s",
        "{value:.2f} s longer or shorter than planned",
    ),
    Threshold(
        "size_error", "difference of width plus height from the planned size", "px", 0, 8192, 0, None, 0, False,
        "the placements' own specifications",
        "not of the placement's size",
    ),
    Threshold(
        "container_faults", "what else the placement's file must be and is not: H.264 High, BT.709, frame rate, "
        "frames, AAC stereo, index in front, bytes", "faults", 0, 10, 0, None, 0, False,
        "the placements' own specifications",
    ),
    Threshold(
        "audio_missing", "1 where the file has no sound track", "0 or 1", 0, 1, 0, None, 0, False,
        "every placement takes a track, silent or not", "no sound track",
    ),
    # ── sound ────────────────────────────────────────────────────────────────────────────────────────────
    Threshold(
        "loudness_error", "distance of the integrated loudness from −14 LUFS", "LU", 0, 60, 0, 0.9, 1, False,
        "EBU R 128 measure; −14 LUFS is what YouTube, TikTok and Instagram play at",
        "{value:.1f} LU louder or quieter than −14 LUFS",
    ),
    Threshold(
        "true_peak", "highest true peak", "dBTP", -70, 6, -1.5, None, -1, False,
        "EBU R 128, ITU-R BS.1770-4: at most −1 dBTP", "its sound peaks at {value:.1f} dBTP, above −1",
    ),
    Threshold(
        "clipping", "samples a second in runs of three and more at full scale", "1/s", 0, 48000, 0, 1, 10, False,
        _OWN, "its sound is clipped ({value:.0f} samples a second at full scale)",
    ),
    Threshold(
        "silence", "share of the video below −60 dBFS, where sound was planned", "%", 0, 100, 0, 60, 90, False,
        "−60 dBFS is the default of ffmpeg's silencedetect; the shares are our own choice",
        "silent for {value:.0f} % of the time",
    ),
    Threshold(
        "voice_coverage", "share of the planned speech that is recognised in the sound", "%",
        0, 100, 100, 85, 60, False,
        _OWN, "the voice is heard in only {value:.0f} % of the time in which it should speak",
    ),
    Threshold(
        "out_of_step", "how far voice and captions are apart", "s", 0, 2, 0, 0.3, 0.5, False,
        "ITU-R BT.1359 allows pictures of a mouth 0.19 s; captions are read, so we allow more",
        "voice and captions are {value:.1f} s out of step",
    ),
    # ── picture ──────────────────────────────────────────────────────────────────────────────────────────
    Threshold(
        "black_frames", "share of frames of which 98 % are black", "%", 0, 100, 0, 20, 50, True,
        "98 % is the default of ffmpeg's blackdetect; the shares are our own choice",
        "black for {value:.0f} % of the time",
    ),
    Threshold(
        "frozen_frames", "share of time in stretches of 1 s and more in which nothing moves", "%", 0, 100, 0, 25, 60,
        True, "0.1 % change is the default of ffmpeg's freezedetect; the shares are our own choice",
        "stands still for {value:.0f} % of the time",
    ),
    Threshold(
        "blur",
        "what is left of the steps between neighbouring pixels when the picture is blurred once more: much is left "
        "of what was blurred before", "%", 0, 100, 0, 85, None, True,
        "idea of Crété et al. 2007; limits calibrated on our own cuts",
        "out of focus",
    ),
    Threshold(
        "flicker", "brightness that goes up and down from frame to frame", "levels of 255", 0, 255, 0, 2, 5, True,
        "limits calibrated on our own cuts", "flickers",
    ),
    Threshold(
        "flashes", "flashes in the worst second (pairs of opposing changes of a tenth of full luminance over a quarter "
        "of the picture)", "1/s", 0, 12, 0, 2, 3, True,
        "WCAG 2.3.1 and ITU-R BT.1702: at most three", "flashes {value:.0f} times a second, which can cause seizures",
    ),
    Threshold(
        "temporal_consistency", "100 less the mean change from frame to frame in per cent of white", "%", 0, 100, 100,
        None, None, True, f"temporal flickering {_VBENCH}",
    ),
    Threshold(
        "motion_smoothness",
        "100 less the mean distance of a frame from the mean of its neighbours in per cent of white",
        "%", 0, 100, 100, None, None, True, f"motion smoothness {_VBENCH}",
    ),
    Threshold(
        "subject_consistency", "likeness of what a scene shows from sample to sample (edges and colours)", "%", 0, 100,
        100, None, None, True, f"subject consistency {_VBENCH}",
    ),
    Threshold(
        "colour_jump", "difference of mean colour across the cut to the next scene", "ΔE (CIE76)",
        0, 150, 0, None, None,
        True, "a cut between a light and a dark scene is no fault, so it decides nothing",
    ),
    Threshold(
        "colour_error", "how much better the scene's clip explains the picture with its colours turned (inverted, "
        "channels exchanged, hue rotated) or upside down than as it is", "%", 0, 100, 0, 30, 50, True,
        "limits calibrated on our own cuts", "wrong colours, or upside down",
    ),
    Threshold(
        "dynamic_range", "distance between the darkest and the lightest hundredth of the picture", "% of white", 0, 100,
        100, 12, None, True, "name after VBench; limit calibrated on our own cuts",
        "hardly any contrast in the picture",
    ),
    Threshold(
        "product_similarity", "likeness of the best shot to the product photo (matching features and colours)", "%", 0,
        100, 100, 25, None, True, "ORB (Rublee et al. 2011); limit calibrated on our own cuts",
        "the product of the photo is hardly recognised in any scene",
    ),
    # ── words ────────────────────────────────────────────────────────────────────────────────────────────
    Threshold(
        "caption_contrast", "contrast of caption type against the pixels behind it, the worse tenth", "ratio",
        1, 21, 21,
        4.5, 3, True, "WCAG 2.2, 1.4.3: 4.5:1, and 3:1 for large type",
        "captions have a contrast of only {value:.1f}:1",
    ),
    Threshold(
        "caption_size", "height of an em of the smallest caption in per cent of the shorter side", "%",
        0, 20, 5, 3.3, 2,
        True, "12 and 7 pt on a telephone 360 pt wide", "captions are too small to be read",
    ),
    Threshold(
        "captions_missing", "share of captions that are not found where they should stand", "%", 0, 100, 0, 15, 40,
        False, "limits calibrated on our own cuts", "{value:.0f} % of the captions are not where they should stand",
    ),
    Threshold(
        "safe_box", "pixels (of the placement's size) by which type leaves the placement's safe box", "px",
        0, 2000, 0, 1,
        4, True, "the placements' own specifications", "type leaves the placement's safe box by {value:.0f} px",
    ),
    # ── sums ─────────────────────────────────────────────────────────────────────────────────────────────
    Threshold(
        "image_quality", "mean score of blur, flicker, black and frozen frames, exposure and legibility", "%", 0, 100,
        100, None, None, True, "name after VBench; a sum of the figures above",
    ),
    Threshold(
        "aesthetic_quality", "colourfulness and contrast", "%", 0, 100, 100, None, None, True,
        "colourfulness of Hasler and Süsstrunk 2003; no judgement of taste",
    ),
)  # fmt: skip

JUDGE: Final = "studio-1"
"""The version of these rules; figures of other versions don't compare."""

# What most concerns a person whose video failed, first of all what can be seen.
_CONCERNS: Final[Mapping[str, tuple[str, ...]]] = {
    "picture": ("black_frames", "frozen_frames", "flicker", "flashes", "colour_error"),
    "sound": (
        "audio_missing", "silence", "voice_coverage", "loudness_error", "true_peak", "clipping", "out_of_step",
    ),
    "words": ("caption_contrast", "caption_size", "captions_missing", "safe_box"),
}  # fmt: skip


def concern(failed: Collection[str]) -> str:
    """`picture`, `sound`, `words` or `file`: what a failure in these metrics is about."""
    return next((name for name, metrics in _CONCERNS.items() if set(metrics) & set(failed)), "file")


THRESHOLDS: Final[Mapping[str, Threshold]] = {each.metric: each for each in _ALL}


def table() -> str:
    """The thresholds as the Markdown table of `docs/quality.md`."""
    rows = [
        "| metric | what it means | range | of | best | warns | fails | source |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for each in _ALL:
        sign = "> " if each.rising else "< "
        warn, fail = (f"{sign}{limit:g}" if limit is not None else "" for limit in (each.warn, each.fail))
        of = "scene, video" if each.scenes else "video"
        rows.append(
            f"| `{each.metric}` | {each.meaning} | {each.low:g} … {each.high:g} {each.unit} | {of} | {each.best:g} | "
            f"{warn} | {fail} | {each.source} |"
        )
    return "\n".join(rows)
