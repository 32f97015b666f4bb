"""How much a shot shows of the product in the photo: matching features, and its colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from jobs.studio.errors import BadMedia
from jobs.studio.pictures import load_picture
from jobs.studio.quality.pixels import Floats
from jobs.studio.quality.reading import Plane, Sample

_FEATURES = 600
_ENOUGH = 25  # features in the same arrangement: certainly the same thing
_BINS = 16
_LONGEST = 480


@dataclass(frozen=True, slots=True)
class Product:
    """A product photo as it is looked for: descriptors of its features with their places, and its colours (CbCr)."""

    places: Floats
    descriptors: npt.NDArray[np.uint8] | None
    colours: Floats


def products_of(paths: Sequence[Path]) -> list[Product]:
    """The photos that can be read; the painter reports the others."""
    found = []
    for path in paths:
        try:
            picture = load_picture(path, longest=_LONGEST)
        except BadMedia:
            continue
        pixels, alone = picture.rgb, picture.cut_out
        mask = None
        if alone is not None:
            pixels = np.ascontiguousarray(alone[..., :3])
            mask = (alone[..., 3] > 128).astype(np.uint8) * 255
        grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
        places, descriptors = _features(grey, mask)
        chroma = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb), np.uint8)
        kept = chroma[mask > 0] if mask is not None else chroma.reshape(-1, 3)
        found.append(Product(places, descriptors, _histogram(kept[:, 2], kept[:, 1])))
    return found


def likeness(sample: Sample, products: Sequence[Product]) -> float:
    """0 … 100, of the product that is seen best."""
    places, descriptors = _features(sample.y, None)
    colours = _histogram(sample.u[::2, ::2].ravel(), sample.v[::2, ::2].ravel())
    best = 0.0
    for product in products:
        same = 100 * min(1.0, _arranged(product, places, descriptors) / _ENOUGH)
        # Each of the product's colours that fills its share of 3 % of the picture is there.
        there = np.minimum(product.colours, colours / 0.03)
        best = max(best, same, 60 * float(there.sum()))
    return best


def _features(grey: Plane, mask: Plane | None) -> tuple[Floats, npt.NDArray[np.uint8] | None]:
    keys, descriptors = cv2.ORB.create(_FEATURES, fastThreshold=12).detectAndCompute(grey, mask)
    found = None if descriptors is None else np.asarray(descriptors, np.uint8)
    return np.asarray([key.pt for key in keys], np.float32).reshape(-1, 2), found


def _arranged(product: Product, places: Floats, descriptors: npt.NDArray[np.uint8] | None) -> int:
    """How many features of the product stand in the picture in the same arrangement."""
    if product.descriptors is None or descriptors is None or min(len(product.places), len(places)) < 8:
        return 0
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(product.descriptors, descriptors, k=2)
    good = [pair[0] for pair in pairs if len(pair) == 2 and pair[0].distance < 0.78 * pair[1].distance]
    if len(good) < 6:
        return 0
    one = product.places[[match.queryIdx for match in good]]
    other = places[[match.trainIdx for match in good]]
    cv2.setRNGSeed(7)
    _, kept = cv2.estimateAffinePartial2D(one, other, method=cv2.RANSAC, ransacReprojThreshold=5)
    return int(kept.sum()) if kept is not None else 0


def _histogram(u: npt.NDArray[np.uint8], v: npt.NDArray[np.uint8]) -> Floats:
    counts, _, _ = np.histogram2d(u, v, bins=_BINS, range=((16, 240), (16, 240)))
    return np.asarray(counts / max(1.0, float(counts.sum())), np.float32)
