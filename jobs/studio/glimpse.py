"""A few frames of a clip as it will lie in the ad's frame, small, to see what type and marks will stand on.

Decodes whole files of strangers: only for the bounded child.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np

from jobs.studio.canvas import Pixels
from jobs.studio.facts import picture_at
from jobs.studio.pictures import cover

_LONGEST = 480  # pixels of a glimpse's longer side
_MOST = 5
_MOST_PACKETS = 20_000


def glimpses(
    path: Path,
    demuxer: str,
    width: int,
    height: int,
    focus: tuple[float, float] | None = None,
    start: float = 0.0,
) -> list[Pixels]:
    """Up to five frames (RGB) of the clip at `path` from second `start` on, cropped as in an ad of `width` × `height`.

    Only frames that stand by themselves are decoded, which costs a hundredth of decoding all. Empty where nothing can
    be decoded: the caller then assumes the worst.
    """
    import av

    scale = _LONGEST / max(width, height)
    small = round(width * scale), round(height * scale)
    options = {"protocol_whitelist": "file"}
    try:
        with av.open(str(path), format=demuxer, options=options, timeout=(10.0, 10.0)) as container:
            frames = _key_frames(container, start)
    except (av.FFmpegError, OSError, IndexError, ValueError):
        return []
    return [cover(frame, *small, focus or (0.5, 0.5)) for frame in frames]


def _key_frames(container: Any, start: float) -> list[Pixels]:
    stream = container.streams.video[0]
    stream.codec_context.thread_count = 1
    marks = [
        packet.pts
        for number, packet in enumerate(container.demux(stream))
        if packet.is_keyframe and packet.pts is not None and number < _MOST_PACKETS
    ]
    # The one before the part that is used shows how it begins.
    first = max((mark for mark in marks if mark * stream.time_base <= start), default=0)
    marks = [mark for mark in marks if mark >= first]
    step = max(1, -(-len(marks) // _MOST))
    found: list[Pixels] = []
    for mark in marks[::step]:
        frame = picture_at(container, stream, mark)
        if frame is None:
            continue
        ratio = _LONGEST * 1.5 / max(frame.width, frame.height, 1)
        size = max(16, round(frame.width * ratio)), max(16, round(frame.height * ratio))
        shown = frame.reformat(width=size[0], height=size[1], format="rgb24").to_ndarray()
        found.append(_upright(np.asarray(shown, np.uint8), frame))
    return found


def _upright(picture: Pixels, frame: Any) -> Pixels:
    turns = round(getattr(frame, "rotation", 0) or 0) % 360 // 90
    sides = {1: cv2.ROTATE_90_COUNTERCLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_CLOCKWISE}
    return np.asarray(cv2.rotate(picture, sides[turns]), np.uint8) if turns in sides else picture
