"""Product photos drawn by arithmetic, so that examples and tests need no photo of anybody's product.

`python -m tests.studio.products FOLDER` writes them as JPEG.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).parents[2] / "jobs" / "studio" / "fonts"
SIDE = 1200


def _ground(top: int = 250, bottom: int = 236) -> np.ndarray:
    ramp = np.linspace(top, bottom, SIDE)[:, None, None]
    return np.broadcast_to(ramp, (SIDE, SIDE, 3)).astype(np.float32).copy()


def _drum(picture: np.ndarray, mask: np.ndarray, colour: tuple[int, int, int], left: int, right: int) -> None:
    """Paint `mask` as the side of a cylinder between two columns, lit from the left."""
    x = (np.arange(SIDE, dtype=np.float32) - left) / (right - left) * 2 - 1
    light = np.clip(1.05 - 0.55 * (x + 0.25) ** 2, 0.25, 1.1) + 0.55 * np.exp(-(((x + 0.5) / 0.12) ** 2))
    light -= 0.25 * np.exp(-(((x - 0.95) / 0.2) ** 2))
    paint = np.clip(np.asarray(colour, np.float32)[None, None] * light[None, :, None], 0, 255)
    share = (mask.astype(np.float32) / 255)[..., None]
    picture[:] = picture * (1 - share) + paint * share


def _mask() -> np.ndarray:
    return np.zeros((SIDE, SIDE), np.uint8)


def _round(mask: np.ndarray, box: tuple[int, int, int, int], radius: int) -> np.ndarray:
    image = Image.fromarray(mask)
    ImageDraw.Draw(image).rounded_rectangle(box, radius, fill=255)
    return cv2.GaussianBlur(np.asarray(image), (0, 0), 0.8)


def _shadow(picture: np.ndarray, x: int, y: int, wide: int, high: int, strength: float = 0.35) -> None:
    mask = _mask()
    cv2.ellipse(mask, (x, y), (wide, high), 0, 0, 360, 255, -1)
    soft = cv2.GaussianBlur(mask, (0, 0), high * 0.9).astype(np.float32)[..., None] / 255
    picture *= 1 - soft * strength


def _write(
    picture: np.ndarray,
    text: str,
    x: int,
    y: int,
    size: int,
    colour: tuple[int, int, int],
    face: str = "grotesk-heavy",
) -> np.ndarray:
    image = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
    font = ImageFont.truetype(FONTS / f"{face}.ttf", size)
    ImageDraw.Draw(image).multiline_text((x, y), text, font=font, fill=colour, anchor="mm", align="center")
    return np.asarray(image).astype(np.float32)


def bottle() -> np.ndarray:
    """A glass bottle of cold brew on plain white."""
    picture = _ground(252, 246)
    _shadow(picture, 600, 1120, 210, 16)
    _drum(picture, _round(_mask(), (430, 400, 770, 1120), 70), (74, 42, 24), 430, 770)
    neck = _mask()
    cv2.fillPoly(neck, [np.array([[430, 480], [540, 260], [660, 260], [770, 480]])], 255)
    _drum(picture, cv2.GaussianBlur(neck, (0, 0), 1.0), (74, 42, 24), 430, 770)
    _drum(picture, _round(_mask(), (542, 170, 658, 300), 14), (70, 40, 24), 542, 658)
    _drum(picture, _round(_mask(), (528, 90, 672, 190), 18), (236, 178, 60), 528, 672)
    _drum(picture, _round(_mask(), (430, 560, 770, 940), 4), (246, 236, 214), 430, 770)
    picture = _write(picture, "NORTH\nPIER", 595, 690, 68, (60, 34, 20))
    picture = _write(picture, "COLD BREW", 595, 830, 32, (190, 110, 30), "text-bold")
    return _write(picture, "330 ml", 600, 890, 28, (90, 70, 50), "text-medium")


def can() -> np.ndarray:
    """A coffee can on a wooden table in a warm room: a ground that can't be cut away."""
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    wall = np.stack([190 - y * 0.05 + 25 * np.sin(x / 180), 150 - y * 0.05, 118 - y * 0.04], axis=-1)
    rng = np.random.default_rng(3)
    picture = wall.copy()
    for _ in range(16):
        cx, cy, r = rng.uniform(0, SIDE), rng.uniform(0, 650), rng.uniform(30, 90)
        disc = np.clip((r - np.hypot(x - cx, y - cy)) / 12, 0, 1)[..., None] * 0.35
        picture = picture * (1 - disc) + np.array([255, 220, 160], np.float32) * disc
    picture = cv2.GaussianBlur(picture, (0, 0), 9)
    grain = cv2.GaussianBlur(
        rng.normal(0, 60, (SIDE, SIDE)).astype(np.float32), (0, 0), sigmaX=60, sigmaY=1.2
    )
    table = np.stack([120 + grain, 78 + grain * 0.8, 48 + grain * 0.6], axis=-1)
    picture[820:] = table[820:] * np.linspace(1.1, 0.7, SIDE - 820)[:, None, None]
    _shadow(picture, 640, 1010, 260, 34, 0.6)
    _drum(picture, _round(_mask(), (400, 330, 800, 1010), 30), (28, 96, 84), 400, 800)
    lid = _mask()
    cv2.ellipse(lid, (600, 338), (200, 44), 0, 0, 360, 255, -1, cv2.LINE_AA)
    _drum(picture, lid, (206, 208, 210), 400, 800)
    _drum(picture, _round(_mask(), (400, 520, 800, 800), 2), (244, 226, 190), 400, 800)
    picture = _write(picture, "TERRA", 595, 620, 80, (28, 80, 70), "serif-bold")
    return _write(picture, "single origin", 600, 715, 40, (150, 90, 40), "text-bold")


def tube() -> np.ndarray:
    """A skincare tube on a pale plain ground."""
    picture = _ground(240, 232) * np.array([1.0, 0.985, 0.97], np.float32)
    _shadow(picture, 600, 1100, 170, 12)
    body = _mask()
    cv2.fillPoly(body, [np.array([[410, 120], [790, 120], [735, 900], [465, 900]])], 255)
    _drum(picture, cv2.GaussianBlur(body, (0, 0), 1.2), (238, 196, 178), 410, 790)
    seam = _round(_mask(), (406, 100, 794, 150), 4)
    _drum(picture, seam, (222, 172, 152), 406, 794)
    _drum(picture, _round(_mask(), (470, 890, 730, 1100), 22), (92, 124, 104), 470, 730)
    picture = _write(picture, "Alba", 595, 380, 112, (92, 70, 60), "serif-bold")
    picture = _write(picture, "barrier cream", 595, 490, 34, (120, 96, 84), "text-medium")
    return _write(picture, "5 % PANTHENOL\n50 ml", 597, 720, 25, (120, 96, 84), "text-bold")


def headphones() -> np.ndarray:
    """Over-ear headphones on plain white."""
    picture = _ground(253, 253)
    band = _mask()
    cv2.ellipse(band, (600, 620), (360, 430), 0, 185, 355, 255, 62, cv2.LINE_AA)
    _drum(picture, band, (46, 50, 66), 230, 970)
    inner = _mask()
    cv2.ellipse(inner, (600, 640), (318, 392), 0, 190, 350, 255, 22, cv2.LINE_AA)
    _drum(picture, inner, (224, 122, 70), 230, 970)
    for left in (150, 790):
        _drum(picture, _round(_mask(), (left, 560, left + 260, 1000), 120), (52, 58, 78), left, left + 260)
        pad = left + 190 if left < 600 else left - 30
        _drum(picture, _round(_mask(), (pad, 600, pad + 100, 960), 50), (26, 28, 38), pad, pad + 100)
        disc = _mask()
        cv2.circle(disc, (left + (95 if left < 600 else 165), 780), 78, 255, -1, cv2.LINE_AA)
        _drum(picture, disc, (224, 122, 70), left, left + 260)
    return picture


def sneaker_box() -> np.ndarray:
    """A shoe box seen from a corner, on plain light grey."""
    picture = _ground(238, 230)
    _shadow(picture, 610, 900, 430, 30, 0.4)
    faces = (
        ([[170, 500], [640, 620], [640, 960], [170, 800]], (214, 40, 40)),
        ([[640, 620], [1040, 480], [1040, 790], [640, 960]], (160, 24, 30)),
        ([[150, 440], [560, 330], [1060, 430], [640, 580]], (240, 70, 62)),
        ([[150, 440], [640, 580], [640, 650], [150, 508]], (226, 52, 48)),
        ([[640, 580], [1060, 430], [1060, 500], [640, 650]], (172, 30, 34)),
    )
    for points, colour in faces:
        mask = _mask()
        cv2.fillPoly(mask, [np.array(points)], 255, cv2.LINE_AA)
        share = (mask.astype(np.float32) / 255)[..., None]
        picture = picture * (1 - share) + np.asarray(colour, np.float32) * share
    label = Image.new("RGBA", (900, 300), (0, 0, 0, 0))
    ImageDraw.Draw(label).text(
        (450, 150),
        "VOLT 3",
        font=ImageFont.truetype(FONTS / "condensed-heavy.ttf", 300),
        fill=(255, 255, 255, 255),
        anchor="mm",
    )
    source = np.array([[0, 0], [900, 0], [900, 300], [0, 300]], np.float32)
    target = np.array([[210, 590], [600, 690], [600, 890], [210, 760]], np.float32)
    warped = cv2.warpPerspective(np.asarray(label), cv2.getPerspectiveTransform(source, target), (SIDE, SIDE))
    share = warped[..., 3:4].astype(np.float32) / 255
    return picture * (1 - share) + warped[..., :3] * share


def phone() -> np.ndarray:
    """A phone that shows a budgeting app, on plain white."""
    picture = _ground(251, 248)
    picture = _panel(picture, (370, 60, 830, 1140), 70, (24, 26, 34))
    picture = _panel(picture, (388, 78, 812, 1122), 54, (245, 247, 252))
    picture = _panel(picture, (420, 210, 780, 450), 34, (60, 76, 245))
    picture = _write(picture, "Today", 600, 160, 42, (30, 34, 50), "text-bold")
    picture = _write(picture, "€ 1,284", 600, 330, 78, (255, 255, 255))
    for row, (tone, share) in enumerate(
        (((46, 217, 195), 0.9), ((255, 181, 71), 0.6), ((240, 92, 110), 0.4), ((120, 130, 250), 0.72))
    ):
        y = 500 + row * 135
        picture = _panel(picture, (420, y, 780, y + 110), 26, (255, 255, 255))
        picture = _panel(picture, (440, y + 22, 506, y + 88), 20, tone)
        picture = _panel(picture, (530, y + 34, 530 + int(220 * share), y + 54), 8, (60, 66, 90))
        picture = _panel(picture, (530, y + 66, 640, y + 80), 6, (190, 196, 214))
    return picture


def _panel(
    picture: np.ndarray, box: tuple[int, int, int, int], radius: int, colour: tuple[int, int, int]
) -> np.ndarray:
    share = (_round(_mask(), box, radius).astype(np.float32) / 255)[..., None]
    return picture * (1 - share) + np.asarray(colour, np.float32) * share


def table() -> np.ndarray:
    """A teal bottle on a brown table before a pale wall: what people photograph at home."""
    rng = np.random.default_rng(5)
    picture = np.broadcast_to(np.array((205, 196, 184), np.float32), (SIDE, SIDE, 3)).copy()
    grain = cv2.GaussianBlur(
        rng.normal(0, 60, (SIDE, SIDE)).astype(np.float32), (0, 0), sigmaX=60, sigmaY=1.2
    )
    picture[520:] = np.stack([132 + grain, 86 + grain * 0.8, 50 + grain * 0.6], axis=-1)[520:]
    _shadow(picture, 600, 1010, 150, 20, 0.6)
    _drum(picture, _round(_mask(), (480, 420, 720, 1010), 50), (20, 140, 140), 480, 720)
    _drum(picture, _round(_mask(), (560, 250, 640, 440), 14), (20, 140, 140), 560, 640)
    _drum(picture, _round(_mask(), (548, 200, 652, 290), 18), (30, 40, 45), 548, 652)
    return picture


@cache
def _scene() -> Image.Image:
    picture = Image.fromarray(np.clip(table(), 0, 255).astype(np.uint8))
    return picture.resize((600, 600), Image.Resampling.LANCZOS)


def draw_scene(out: Path) -> None:
    """Write the photo of `table` to `out`."""
    _scene().save(out)


PRODUCTS = {
    "bottle": bottle,
    "can": can,
    "tube": tube,
    "headphones": headphones,
    "box": sneaker_box,
    "phone": phone,
}


def draw_product(name: str, out: Path, side: int = SIDE) -> None:
    """Write the photo called `name` to `out`, `side` pixels square."""
    image = Image.fromarray(np.clip(PRODUCTS[name](), 0, 255).astype(np.uint8))
    image.resize((side, side), Image.Resampling.LANCZOS).save(out, quality=88)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for product in PRODUCTS:
        draw_product(product, folder / f"{product}.jpg", 900)
