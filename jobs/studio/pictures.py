"""Product photos and stills as arrays: reading, and cutting a product out of a plain background."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps

from jobs.studio.canvas import Pixels
from jobs.studio.errors import BadMedia

_FORMATS = ("JPEG", "PNG", "WEBP")
_MAX_PIXELS = 40_000_000
STILL_MARK = "Briefcut storyboard still"


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


def load_picture(path: Path, longest: int = 1800) -> Picture:
    """Read a JPEG, PNG or WebP, at most `longest` pixels on its longer side.

    Raises:
        BadMedia: missing, damaged, too large (40 MP) or of another kind.
    """
    try:
        with Image.open(path, formats=_FORMATS) as image:
            if image.width * image.height > _MAX_PIXELS:
                raise BadMedia(f"{path.name} has more than 40 megapixels")
            image.draft("RGB", (longest, longest))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((longest, longest), Image.Resampling.LANCZOS)
            see_through = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
            full = np.asarray(upright.convert("RGBA"), np.uint8)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadMedia(f"{path.name} is not a readable picture: {error}") from error
    colours = np.ascontiguousarray(full[..., :3])
    alpha = full[..., 3] if see_through and full[..., 3].min() < 250 else None
    return Picture(colours, alpha)


def is_painted_still(path: Path) -> bool:
    """Whether the studio painted this picture itself (type and all), so that it is no photo to build on."""
    try:
        with Image.open(path, formats=_FORMATS) as image:
            note = image.info.get("Comment", image.info.get("comment", b""))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadMedia(f"{path.name} is not a readable picture: {error}") from error
    return STILL_MARK in (note.decode(errors="replace") if isinstance(note, bytes) else str(note))


def cut_out(picture: Pixels) -> Pixels | None:
    """The product on a plain ground as cropped RGBA with soft edges, or None where the ground is not plain.

    The ground is what floods in from the border within a small colour distance. Refused when the border varies,
    when the product touches more than a fifth of the border, or fills less than 4 % or more than 90 % of the picture.
    """
    height, width = picture.shape[:2]
    lab = cv2.cvtColor(cv2.GaussianBlur(picture, (3, 3), 0), cv2.COLOR_RGB2LAB)
    edge = np.concatenate([lab[:3].reshape(-1, 3), lab[-3:].reshape(-1, 3), lab[:, :3].reshape(-1, 3),
                           lab[:, -3:].reshape(-1, 3)]).astype(np.float32)  # fmt: skip
    ground = np.median(edge, axis=0)
    if np.mean(np.linalg.norm(edge - ground, axis=1) < 26) < 0.8:
        return None
    mask = np.zeros((height + 2, width + 2), np.uint8)
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | (255 << 8)
    for x, y in _border(width, height):
        if mask[y + 1, x + 1] == 0 and np.linalg.norm(lab[y, x].astype(np.float32) - ground) < 34:
            cv2.floodFill(lab, mask, (x, y), 0, (3, 3, 3), (3, 3, 3), flags)
    solid = cv2.bitwise_not(mask[1:-1, 1:-1])
    solid = cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    solid = _largest(solid)
    touching = np.concatenate([solid[0], solid[-1], solid[:, 0], solid[:, -1]])
    if not 0.04 < float(np.mean(solid > 0)) < 0.9 or float(np.mean(touching > 0)) > 0.2:
        return None
    soft = cv2.GaussianBlur(cv2.erode(solid, np.ones((3, 3), np.uint8)), (0, 0), 1.1)
    return _crop(np.dstack([picture, soft]))


def _border(width: int, height: int) -> list[tuple[int, int]]:
    step = max(1, min(width, height) // 40)
    across = [(x, y) for x in range(0, width, step) for y in (0, height - 1)]
    return across + [(x, y) for y in range(0, height, step) for x in (0, width - 1)]


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
    grown = resized(picture, max(width, round(picture.shape[1] * scale)), max(height, round(picture.shape[0] * scale)))
    left = round(min(max(focus[0] * grown.shape[1] - width / 2, 0), grown.shape[1] - width))
    top = round(min(max(focus[1] * grown.shape[0] - height / 2, 0), grown.shape[0] - height))
    return np.ascontiguousarray(grown[top : top + height, left : left + width])


def contain(picture: Pixels, width: float, height: float) -> Pixels:
    """Scaled to lie within `width` × `height`."""
    scale = min(width / picture.shape[1], height / picture.shape[0])
    return resized(picture, round(picture.shape[1] * scale), round(picture.shape[0] * scale))
