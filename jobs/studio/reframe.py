"""Where a clip's subject is, so that other proportions are cropped around it and not blindly around the middle.

What is looked for, in this order: the product's photo in the picture; else what stands out by detail, rarity, skin
and movement. A clip is looked at a few times; the crop stands still, or pans once, evenly, where its subject walks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.studio.canvas import Pixels
from jobs.studio.delivery import small_frames
from jobs.studio.errors import StudioError
from jobs.studio.facts import MediaFacts
from jobs.studio.fitting import MIDDLE, Focus

Map = NDArray[np.float32]
Rect = tuple[float, float, float, float]

_SIDE = 192  # pixels of the longer side of what is looked at
_LOOKS = 8
_REACH = 0.2  # of the longer side: how far around its centre a subject is looked for
_WALKS = 0.22  # a subject that moves by this share of the picture is followed


async def focus_of(
    path: Path,
    facts: MediaFacts,
    *,
    product: Pixels | None = None,
    begin: float = 0,
    seconds: float = 0,
    glance: bool = False,
) -> Focus:
    """The focus of the clip at `path` between `begin` and `begin + seconds` (0: to its end).

    A `glance` looks at its first key frame only, which costs next to nothing and is enough to keep words off it.

    `product` is a photo (RGB or RGBA) of what is sold. A clip that can't be looked at keeps its middle: that it can
    be decoded at all is not for this function to say.
    """
    length = min(seconds or facts.seconds, max(facts.seconds - begin, 0.04)) or 1.0
    across, down = facts.shown
    scale = _SIDE / max(across, down)
    size = (max(16, round(across * scale / 2) * 2), max(16, round(down * scale / 2) * 2))
    # Half the pictures of a film are not needed to decode the others; what is lost is lost from a look at 192 pixels.
    quick = ["-skip_frame", "noref", "-skip_loop_filter", "all", "-ss", f"{begin:.3f}", "-t", f"{length:.3f}"]
    filters = [f"fps={_LOOKS / length:.5f}:round=near"]
    if glance:
        quick = [
            "-skip_frame",
            "nokey",
            "-noaccurate_seek",
            "-ss",
            f"{begin:.3f}",
            "-t",
            "1",
            "-threads",
            "1",
        ]
        filters = ["select='eq(n,0)'"]
    try:
        frames = await small_frames(path, facts, size, quick, filters)
    except StudioError:
        return MIDDLE
    return await asyncio.to_thread(focus_in, frames[:_LOOKS], product)


def focus_in(frames: Sequence[Pixels], product: Pixels | None = None) -> Focus:
    """Pure: the focus of pictures of equal size in the order of a clip."""
    if not frames or max(float(frame.std()) for frame in frames) < 4:  # nothing, or a plain surface
        return MIDDLE
    if product is not None and (found := _with_product(frames, product)):
        return found
    maps = _maps(frames)
    still = np.asarray(np.mean(maps, axis=0), np.float32)
    path = np.array([_centre(one) for one in maps])
    box = _box(still)
    end = _walk(path)
    if end is not None:
        return Focus(*end[0], box=_around(end[0], _box(maps[0])), to=end[1])
    # Between what is heaviest and the middle of its box, which hardly differ but where the box is one-sided.
    x, y = _centre(still)
    return Focus((x + (box[0] + box[2]) / 2) / 2, (y + (box[1] + box[3]) / 2) / 2, box)


def _maps(frames: Sequence[Pixels]) -> list[Map]:
    """How much every place of every picture asks to be looked at (each map adds up to 1)."""
    greys: list[Map] = [
        np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), np.float32) / np.float32(255) for frame in frames
    ]
    steady = np.asarray(np.median(np.stack(greys), axis=0), np.float32)
    prior = _prior(greys[0].shape)
    maps: list[Map] = []
    for frame, grey in zip(frames, greys, strict=True):
        wish: Map = (
            _level(residual(grey)) + 0.8 * _level(_detail(grey)) + 1.2 * _level(_rare(frame))
            + 1.4 * _skin(frame) + 0.8 * _moved(grey, steady)
        )  # fmt: skip
        wish = cv2.GaussianBlur(wish, (0, 0), max(grey.shape) / 28) * prior
        wish = np.maximum(wish - float(np.percentile(wish, 60)), 0) ** 1.5
        total = float(wish.sum())
        maps.append(np.asarray(wish / total if total > 1e-6 else prior / prior.sum(), np.float32))
    return maps


def residual(grey: Map) -> Map:
    """The spectral residual (Hou and Zhang): what the picture's spectrum has beyond its own trend."""
    small = cv2.resize(grey, (64, 64), interpolation=cv2.INTER_AREA)
    spectrum = np.fft.fft2(small)
    height = np.log(np.abs(spectrum) + 1e-6).astype(np.float32)
    beyond = height - cv2.blur(height, (3, 3))
    back = np.abs(np.fft.ifft2(np.exp(beyond + 1j * np.angle(spectrum)))) ** 2
    soft = cv2.GaussianBlur(back.astype(np.float32), (0, 0), 2.5)
    return np.asarray(cv2.resize(soft, grey.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def _detail(grey: Map) -> Map:
    """Edges at the scale of things, not the grain of sand or noise."""
    soft = cv2.GaussianBlur(grey, (0, 0), 1.6)
    slope = np.hypot(cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1))
    # The root: a glint on metal is an edge like others, not ten of them.
    return np.asarray(cv2.GaussianBlur(np.sqrt(slope), (0, 0), 5), np.float32)


def _rare(frame: Pixels) -> Map:
    """How unlike the rest of the picture a colour is (its distance to the picture's own palette, by share)."""
    lab = cv2.cvtColor(cv2.GaussianBlur(frame, (0, 0), 2), cv2.COLOR_RGB2LAB).astype(np.float32)
    pixels = lab.reshape(-1, 3) * np.array([0.7, 1.3, 1.3], np.float32)
    cv2.setRNGSeed(7)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 8, 1.0)
    _, labels, centres = cv2.kmeans(pixels[::3], 6, np.empty(0), criteria, 1, cv2.KMEANS_PP_CENTERS)
    shares = np.bincount(labels.ravel(), minlength=6) / len(labels)
    apart = np.linalg.norm(pixels[:, None] - centres[None], axis=2) @ shares
    return np.asarray(apart.reshape(frame.shape[:2]), np.float32)


def _skin(frame: Pixels) -> Map:
    """0…1 where there is skin in patches of some size (faces, hands), of any tone; not where all is of its colour."""
    y, red, blue = (part.astype(np.float32) for part in cv2.split(cv2.cvtColor(frame, cv2.COLOR_RGB2YCrCb)))
    like = ((red > 136) & (red < 170) & (blue > 98) & (blue < 126) & (y > 45) & (y < 235)).astype(np.uint8)
    patch = cv2.morphologyEx(like, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    share = float(patch.mean())
    if not 0.004 < share < 0.3:
        return np.zeros(frame.shape[:2], np.float32)
    return np.asarray(cv2.GaussianBlur(patch.astype(np.float32), (0, 0), 4), np.float32)


def _moved(grey: Map, steady: Map) -> Map:
    """0…1 where this picture differs from what stands still; nothing where the camera itself moves."""
    apart = cv2.GaussianBlur(np.abs(grey - steady), (0, 0), 2)
    if float((apart > 0.06).mean()) > 0.45:
        return np.zeros_like(grey)
    return np.asarray(np.clip(apart / 0.25, 0, 1), np.float32)


def _level(values: Map) -> Map:
    """Scaled so that the strongest hundredth is 1."""
    top = float(np.percentile(values, 99))
    low = float(np.percentile(values, 20))
    return np.asarray(np.clip((values - low) / max(top - low, 1e-6), 0, 1), np.float32)


def _prior(shape: tuple[int, ...]) -> Map:
    """People put things near the middle; only a little is made of it."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    away = ((x + 0.5) / shape[1] - 0.5) ** 2 + ((y + 0.5) / shape[0] - 0.5) ** 2
    edge = np.minimum.reduce([x + 1, y + 1, shape[1] - x, shape[0] - y]) / (0.04 * max(shape))
    return np.asarray(np.exp(-1.1 * away) * np.clip(edge, 0.3, 1), np.float32)


def _centre(wish: Map) -> tuple[float, float]:
    """Where the map is heaviest within a window the size of a crop: mean shift from the heaviest place."""
    height, width = wish.shape
    heavy = cv2.GaussianBlur(wish, (0, 0), 0.09 * max(wish.shape))
    y, x = (float(v) for v in np.unravel_index(int(np.argmax(heavy)), wish.shape))
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    reach = 2 * (_REACH * max(wish.shape)) ** 2
    for _ in range(8):
        near = wish * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / reach)
        total = float(near.sum()) or 1.0
        x, y = float((near * columns).sum()) / total, float((near * rows).sum()) / total
    return (x + 0.5) / width, (y + 0.5) / height


def _box(wish: Map) -> Rect:
    """Around the pieces of the map near its centre that three fifths of what lies there belong to."""
    height, width = wish.shape
    x, y = _centre(wish)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    away = ((columns + 0.5) / width - x) ** 2 * (width / max(wish.shape)) ** 2
    away += ((rows + 0.5) / height - y) ** 2 * (height / max(wish.shape)) ** 2
    near = wish * np.exp(-away / (2 * (1.4 * _REACH) ** 2))
    order = np.sort(near.ravel())[::-1]
    enough = order[min(len(order) - 1, int(np.searchsorted(np.cumsum(order), 0.62 * order.sum())))]
    mask = (near >= max(float(enough), 1e-9)).astype(np.uint8)
    found = np.flatnonzero(mask.any(axis=0)), np.flatnonzero(mask.any(axis=1))
    if not len(found[0]):
        return MIDDLE.box
    (left, right), (top, bottom) = ((int(line[0]), int(line[-1]) + 1) for line in found)
    return left / width, top / height, right / width, bottom / height


def _walk(path: NDArray[np.float64]) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Where a subject begins and ends, if it walks steadily and far enough to be followed."""
    if len(path) < 4:
        return None
    time = np.linspace(-0.5, 0.5, len(path))
    slope = (time[:, None] * (path - path.mean(axis=0))).sum(axis=0) / (time**2).sum()
    if float(np.abs(slope).max()) < _WALKS:
        return None
    straight = path.mean(axis=0) + time[:, None] * slope
    if float(np.abs(path - straight).mean()) > 0.06:
        return None
    ends = np.clip(straight[[0, -1]], 0, 1)
    return (float(ends[0, 0]), float(ends[0, 1])), (float(ends[1, 0]), float(ends[1, 1]))


def _around(point: tuple[float, float], box: Rect) -> Rect:
    """`box` moved so that `point` is its middle."""
    across, down = (box[2] - box[0]) / 2, (box[3] - box[1]) / 2
    return point[0] - across, point[1] - down, point[0] + across, point[1] + down


def _with_product(frames: Sequence[Pixels], product: Pixels) -> Focus | None:
    """The focus where the product is seen in at least half of the pictures."""
    found = [box for frame in frames if (box := product_box(frame, product)) is not None]
    if len(found) * 2 < len(frames):
        return None
    left, top, right, bottom = (float(np.median([box[i] for box in found])) for i in range(4))
    path = np.array([((b[0] + b[2]) / 2, (b[1] + b[3]) / 2) for b in found])
    walk = _walk(path) if len(found) == len(frames) else None
    if walk is not None:
        return Focus(*walk[0], box=_around(walk[0], (left, top, right, bottom)), to=walk[1])
    return Focus((left + right) / 2, (top + bottom) / 2, (left, top, right, bottom))


def product_box(frame: Pixels, product: Pixels) -> Rect | None:
    """Where `product` (RGB, or RGBA as a cut-out) is seen in `frame`, in shares of it, or None: by matched features."""
    scene, photo = _grey(frame, 480), _grey(product, 320)
    mask = None
    if product.shape[2] == 4:
        mask = cv2.resize(product[..., 3], photo.shape[::-1], interpolation=cv2.INTER_AREA)
    sift = cv2.SIFT.create(nfeatures=500)
    points, marks = sift.detectAndCompute(photo, mask)
    others, their = sift.detectAndCompute(scene, None)
    if marks is None or their is None or len(points) < 8 or len(others) < 8:
        return None
    pairs = cv2.BFMatcher().knnMatch(marks, their, k=2)
    good = [p[0] for p in pairs if len(p) == 2 and p[0].distance < 0.72 * p[1].distance]
    if len(good) < 8:
        return None
    source = np.array([points[m.queryIdx].pt for m in good], np.float32)
    target = np.array([others[m.trainIdx].pt for m in good], np.float32)
    cv2.setRNGSeed(7)
    change, inliers = cv2.estimateAffinePartial2D(source, target, ransacReprojThreshold=4)
    if change is None or int(inliers.sum()) < 8:
        return None
    high, wide = photo.shape
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    placed = corners @ change[:, :2].T + change[:, 2]
    left, top = placed.min(axis=0) / (scene.shape[1], scene.shape[0])
    right, bottom = placed.max(axis=0) / (scene.shape[1], scene.shape[0])
    box = tuple(float(np.clip(value, 0, 1)) for value in (left, top, right, bottom))
    return box if (box[2] - box[0]) * (box[3] - box[1]) > 0.004 else None  # type: ignore[return-value]


def _grey(picture: Pixels, side: int) -> Pixels:
    """As grey values, its longer side `side` pixels."""
    scale = side / max(picture.shape[:2])
    size = (max(8, round(picture.shape[1] * scale)), max(8, round(picture.shape[0] * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(
        cv2.resize(cv2.cvtColor(picture[..., :3], cv2.COLOR_RGB2GRAY), size, interpolation=method), np.uint8
    )
