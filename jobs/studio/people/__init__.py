"""Whether a picture shows somebody's face. Who it is, and how old, can't be told and isn't asked.

The network is CenterFace (see NOTICE), run by OpenCV on the processor. A picture is looked at in two sizes, because a
face that fills it and a face in a crowd are not found in the same one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import cv2
import numpy as np

from jobs.studio.canvas import Pixels
from jobs.studio.pictures import load_picture

MODEL: Final = Path(__file__).with_name("centerface.onnx")
SIDES: Final = (480, 960)
"""Pixels of the longer side, of which the network wants multiples of 32."""
SURE: Final = 0.5
"""From this score on it counts (docs/content.md): faces have 0.80 and more, products and drawings at most 0.32."""


def shows_face(path: Path) -> bool:
    """Whether a face is seen in the picture at `path`. About half a second of one core.

    Raises:
        BadMedia: no readable picture.
    """
    return face_score(load_picture(path, longest=max(SIDES)).rgb) >= SURE


def face_score(rgb: Pixels) -> float:
    """How sure the network is (0…1) of the face that it is surest of."""
    # Built anew each time: a network of OpenCV can't be used by two threads.
    net = cv2.dnn.readNetFromONNX(str(MODEL))
    return max(_score(net, rgb, side) for side in SIDES)


def _score(net: cv2.dnn.Net, rgb: Pixels, side: int) -> float:
    height, width = rgb.shape[:2]
    scale = side / max(height, width)
    size = tuple(max(32, -(-round(length * scale) // 32) * 32) for length in (width, height))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    net.setInput(np.ascontiguousarray(small.astype(np.float32).transpose(2, 0, 1)[None]))
    heat, *_ = net.forward(net.getUnconnectedOutLayersNames())
    return float(np.max(heat))
