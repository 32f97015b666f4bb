"""How large and how long: what a model makes of aspect ratio, resolution, duration and the picture it was given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_SIDES: Final = {"1K": 1024, "2K": 2048, "4K": 4096}
_LINES: Final = {
    "480p": 480,
    "512p": 512,
    "720p": 720,
    "768p": 768,
    "1080p": 1080,
    "standard": 720,
    "pro": 1080,
}

_USUAL: Final = (21 / 9, 16 / 9, 3 / 2, 4 / 3, 5 / 4, 1.0, 4 / 5, 3 / 4, 2 / 3, 9 / 16, 9 / 21)

Size = tuple[int, int]


def still_size(inputs: Mapping[str, Any], given: Size | None, width: int | None) -> Size:
    """Pixels of a still; `given` is the size of the picture it starts from, `width` makes it smaller (tests)."""
    aspect = inputs.get("aspect_ratio")
    own = inputs.get("width"), inputs.get("height")
    if aspect in (None, "custom") and own[0] and own[1]:
        ratio, pixels = int(own[0]) / int(own[1]), float(int(own[0]) * int(own[1]))
    else:
        ratio = ratio_of(aspect, given)
        side = _SIDES.get(str(inputs.get("size")), 1024)
        pixels = side * side * (0.25 if inputs.get("megapixels") == "0.25" else 1.0)
    if width is not None:
        return _even(width, width / ratio)
    across = (pixels * ratio) ** 0.5
    return max(64, round(across / 16) * 16), max(64, round(across / ratio / 16) * 16)


def clip_size(inputs: Mapping[str, Any], given: Size | None, width: int | None) -> Size:
    """Pixels of a clip: the shorter side from the resolution, the proportions from the start image, else as asked."""
    ratio = _usual(given[0] / given[1]) if given else ratio_of(inputs.get("aspect_ratio"), None)
    lines = _LINES[str(inputs.get("resolution") or inputs.get("mode") or "1080p")]
    if width is not None:
        return _even(width, width / ratio)
    return _even(lines * ratio, lines) if ratio >= 1 else _even(lines, lines / ratio)


def clip_seconds(inputs: Mapping[str, Any]) -> float:
    """How long a clip is."""
    if "num_frames" in inputs:
        return float(inputs["num_frames"]) / float(inputs.get("frames_per_second", 16))
    return float(inputs.get("duration", 5))


def music_seconds(model: str, inputs: Mapping[str, Any]) -> float:
    """How long a piece is; a model without such an input has its own length."""
    if "music_length_ms" in inputs:
        return float(inputs["music_length_ms"]) / 1000
    return float(inputs.get("duration", 32.8 if "lyria" in model else 60))


def ratio_of(aspect: object, given: Size | None) -> float:
    """Width by height."""
    if isinstance(aspect, str) and ":" in aspect:
        across, _, down = aspect.partition(":")
        return int(across) / int(down)
    if aspect == "match_input_image" and given:
        return given[0] / given[1]
    return given[0] / given[1] if given and aspect is None else 1.0


def _usual(ratio: float) -> float:
    """The common proportion that a picture nearly has, else its own."""
    nearest = min(_USUAL, key=lambda each: abs(each / ratio - 1))
    return nearest if abs(nearest / ratio - 1) < 0.05 else ratio


def _even(width: float, height: float) -> Size:
    return max(16, round(width / 2) * 2), max(16, round(height / 2) * 2)
