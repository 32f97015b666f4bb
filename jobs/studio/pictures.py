"""Product photos and stills as arrays: reading, and cutting a product out of a plain background."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

# Of these Pillow would look for what is missing by loading all forty that it knows.
from PIL import JpegImagePlugin as JpegImagePlugin
from PIL import PngImagePlugin as PngImagePlugin
from PIL import WebPImagePlugin as WebPImagePlugin

from jobs.studio.canvas import Pixels
from jobs.studio.errors import BadMedia
from jobs.studio.facts import STILL_MARK

_FORMATS = ("JPEG", "PNG", "WEBP")
_MAX_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class Picture:
    """An upright photo. `cut_out` is the product alone (RGBA, cropped), where it could be told from its ground."""

    rgb: Pixels
    alpha: Pixels | None = None

    @property
    def cut_out(self) -> Pixels | None:
        if self.alpha is not None:
            return _crop(np.dstack([self.rgb, self.alpha]))
        return cut_out(self.rgb)


_TOO_LARGE = "has more than 40 megapixels; make it smaller"
_UNREADABLE = "is not a readable picture; pictures are taken as JPEG, PNG or WebP"


def load_picture(path: Path, longest: int = 1800) -> Picture:
    """Read a JPEG, PNG or WebP, at most `longest` pixels on its longer side.

    Raises:
        BadMedia: missing, damaged, too large (40 MP) or of another kind.
    """
    try:
        with Image.open(path, formats=_FORMATS) as image:
            if image.width * image.height > _MAX_PIXELS:
                raise BadMedia(f"{path.name} {_TOO_LARGE}")
            image.draft("RGB", (longest, longest))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((longest, longest), Image.Resampling.LANCZOS)
            see_through = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
            full = np.asarray(upright.convert("RGBA"), np.uint8)
    except Image.DecompressionBombError as error:
        raise BadMedia(f"{path.name} {_TOO_LARGE}") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise BadMedia(f"{path.name} {_UNREADABLE}") from error
    colours = np.ascontiguousarray(full[..., :3])
    alpha = full[..., 3] if see_through and full[..., 3].min() < 250 else None
    return Picture(colours, alpha)


def is_painted_still(path: Path) -> bool:
    """Whether the studio painted this picture itself (type and all), so that it is no photo to build on."""
    try:
        with Image.open(path, formats=_FORMATS) as image:
            note = image.info.get("Comment", image.info.get("comment", b""))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadMedia(f"{path.name} {_UNREADABLE}") from error
    return STILL_MARK in (note.decode(errors="replace") if isinstance(note, bytes) else str(note))


def cut_out(picture: Pixels) -> Pixels | None:
    """The product on a plain ground as cropped RGBA with soft edges, or None where the ground is not plain.

    The ground is what joins the border and lies near a plane of colour fitted to it. Refused when the border varies,
    when the product touches more than a fifth of the border, or fills less than 4 % or more than 90 % of the picture.
    """
    lab = cv2.cvtColor(cv2.GaussianBlur(picture, (3, 3), 0), cv2.COLOR_RGB2LAB).astype(np.float32)
    ground = _ground(lab)
    far = np.linalg.norm(lab - ground, axis=2)
    edge = np.concatenate([far[:3].ravel(), far[-3:].ravel(), far[:, :3].ravel(), far[:, -3:].ravel()])
    if float(np.mean(edge < 9)) < 0.8:
        return None
    solid = _standing_out(far < 9)
    without_shadow = _standing_out((far < 9) | _shadowed(lab, ground))
    if float(np.mean(without_shadow > 0)) > 0.6 * float(np.mean(solid > 0)):
        solid = without_shadow
    touching = np.concatenate([solid[0], solid[-1], solid[:, 0], solid[:, -1]])
    if not 0.04 < float(np.mean(solid > 0)) < 0.9 or float(np.mean(touching > 0)) > 0.2:
        return None
    soft = cv2.GaussianBlur(cv2.erode(solid, np.ones((3, 3), np.uint8)), (0, 0), 1.0)
    return _crop(np.dstack([_without_fringe(picture, solid), soft]))


def _standing_out(like_ground: NDArray[np.bool_]) -> Pixels:
    """255 where the product is: all that the ground, coming in from the border, does not reach."""
    pieces, labels = cv2.connectedComponents(like_ground.astype(np.uint8), connectivity=4)
    outside = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    reached = np.zeros(pieces, np.uint8)
    reached[outside] = 255
    reached[0] = 0  # label 0 is what does not look like ground
    opened = cv2.morphologyEx(cv2.bitwise_not(reached[labels]), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    return _largest(np.asarray(opened, np.uint8))


def _shadowed(lab: NDArray[np.float32], ground: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Where a soft shadow lies on the ground: its hue, darker, and without an edge."""
    same_hue = np.linalg.norm(lab[..., 1:] - ground[..., 1:], axis=2) < 7
    darker = (lab[..., 0] < ground[..., 0] + 4) & (lab[..., 0] > ground[..., 0] * 0.4)
    light = cv2.GaussianBlur(lab[..., 0], (0, 0), 1.2)
    slope = np.hypot(cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1)) / 8
    return np.asarray(same_hue & darker & (slope < 3.2))


def _ground(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """The ground's colour at every pixel: a plane fitted to the border, outliers left out."""
    height, width = lab.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    terms = np.stack([np.ones_like(x), x / width, y / height], axis=-1)
    ring = np.zeros((height, width), bool)
    ring[:4] = ring[-4:] = True
    ring[:, :4] = ring[:, -4:] = True
    known, colours = terms[ring], lab[ring]
    keep = np.linalg.norm(colours - np.median(colours, axis=0), axis=1) < 30
    plane = (
        np.linalg.lstsq(known[keep], colours[keep], rcond=None)[0] if keep.sum() > 50 else np.zeros((3, 3))
    )
    return np.asarray(terms @ plane, np.float32)


def _without_fringe(picture: Pixels, solid: Pixels) -> Pixels:
    """The picture with the ground's light taken off the product's edge: edge pixels get the colour further inside."""
    inner = cv2.erode(solid, np.ones((7, 7), np.uint8)).astype(np.float32)[..., None] / 255
    weight = cv2.GaussianBlur(inner, (0, 0), 4)[..., None]
    spread = cv2.GaussianBlur(picture.astype(np.float32) * inner, (0, 0), 4) / np.maximum(weight, 1e-3)
    keep = np.maximum(inner, (weight < 0.02).astype(np.float32))  # thin parts have no inside: leave them
    return np.asarray(np.clip(picture * keep + spread * (1 - keep), 0, 255).round(), np.uint8)


def _largest(solid: Pixels) -> Pixels:
    """The biggest piece with its holes filled, and pieces at least a tenth as big."""
    outlines, _ = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return solid
    areas = [cv2.contourArea(outline) for outline in outlines]
    kept = [o for o, area in zip(outlines, areas, strict=True) if area >= max(areas) * 0.1]
    filled = np.zeros_like(solid)
    cv2.drawContours(filled, kept, -1, 255, cv2.FILLED)
    return filled


def _crop(rgba: Pixels) -> Pixels:
    rows = np.flatnonzero(rgba[..., 3].max(axis=1) > 8)
    columns = np.flatnonzero(rgba[..., 3].max(axis=0) > 8)
    if not len(rows) or not len(columns):
        return rgba
    return np.ascontiguousarray(rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def resized(picture: Pixels, width: int, height: int) -> Pixels:
    """To exactly `width` × `height`; straight alpha is handled so that edges keep their colour."""
    size = (max(1, width), max(1, height))
    shrinking = size[0] < picture.shape[1]
    method = cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC
    if picture.shape[2] == 3:
        return np.asarray(cv2.resize(picture, size, interpolation=method), np.uint8)
    alpha = picture[..., 3:4].astype(np.float32) / 255
    solid = cv2.resize(picture[..., :3].astype(np.float32) * alpha, size, interpolation=method)
    share = np.clip(cv2.resize(alpha, size, interpolation=method), 0, 1)[..., None]
    colours = np.where(share > 0.002, solid / np.maximum(share, 0.002), 0)
    return np.dstack([np.clip(colours, 0, 255), share * 255]).round().astype(np.uint8)


def cover(picture: Pixels, width: int, height: int, focus: tuple[float, float] = (0.5, 0.5)) -> Pixels:
    """Scaled and cropped to fill `width` × `height`, keeping `focus` (shares of the picture) as central as it can."""
    scale = max(width / picture.shape[1], height / picture.shape[0])
    grown = resized(
        picture, max(width, round(picture.shape[1] * scale)), max(height, round(picture.shape[0] * scale))
    )
    left = round(min(max(focus[0] * grown.shape[1] - width / 2, 0), grown.shape[1] - width))
    top = round(min(max(focus[1] * grown.shape[0] - height / 2, 0), grown.shape[0] - height))
    return np.ascontiguousarray(grown[top : top + height, left : left + width])


def contain(picture: Pixels, width: float, height: float) -> Pixels:
    """Scaled to lie within `width` × `height`."""
    scale = min(width / picture.shape[1], height / picture.shape[0])
    return resized(picture, round(picture.shape[1] * scale), round(picture.shape[0] * scale))
