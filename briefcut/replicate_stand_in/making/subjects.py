"""Who and what stands in a picture: people without faces, things for sale, or the product photo that was sent."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageFilter

from briefcut.replicate_stand_in.making.canvas import Canvas, Field
from briefcut.replicate_stand_in.making.palette import Palette, colour, mix
from briefcut.replicate_stand_in.making.places import Ground

_SKIN = ("#f0c8a8", "#d9a27c", "#a86f4b", "#6f4630")
_PEOPLE: Final = """
person people woman man girl boy child mother father couple family team customer runner athlete
friend friends worker chef barista doctor student she he they hand hands user model portrait face
smiling
"""
PEOPLE: Final = frozenset(_PEOPLE.split())
THINGS = {
    "bottle": "bottle water drink juice wine beer perfume shampoo serum oil lotion",
    "can": "can soda tin jar candle",
    "phone": "phone app smartphone mobile screen tablet laptop",
    "bag": "bag backpack handbag shopping",
    "box": "box package parcel pack product gift chocolate cereal",
    "shoe": "shoe shoes sneaker sneakers boots trainers",
    "cup": "cup mug tea espresso latte coffee",
}
"""Each thing and its words, the surest first: coffee may come in a can."""


def thing_named(words: list[str]) -> str | None:
    """The thing that the words call for."""
    spoken = set(words)
    return next((name for name, known in THINGS.items() if spoken & set(known.split())), None)


def person(canvas: Canvas, rng: np.random.Generator, palette: Palette, ground: Ground, size: float) -> None:
    """A standing figure on the ground, or head and shoulders where `size` is above 0.8 of the height."""
    x = float(rng.choice([0.3, 0.38, 0.62, 0.7])) if size < 0.8 else float(rng.uniform(0.38, 0.62))
    skin = colour(str(rng.choice(_SKIN)))
    shirt = mix(palette.accent, palette.second, float(rng.random()))
    hair = mix(colour("#2a1d16"), colour("#b98a4e"), float(rng.random()) ** 2)
    if palette.dark:
        skin, shirt, hair = (mix(each, palette.sky, 0.45) * 0.7 for each in (skin, shirt, hair))
    if size >= 0.8:
        _bust(canvas, rng, x, skin, shirt, hair, palette)
        return
    tall = size
    wide = tall * canvas.height / canvas.width
    foot, head = ground.y, ground.y - tall
    r = tall * 0.075 * canvas.height / canvas.side
    shade = canvas.disc_mask((x, foot, tall * 0.2 * canvas.height / canvas.side, r * 0.35), soft=0.012)
    canvas.blend(shade * 0.5, palette.ground * 0.3)
    hip, neck, step = head + tall * 0.52, head + tall * 0.17, float(rng.uniform(0.03, 0.11))
    trousers = mix(colour("#26303f"), palette.second, 0.2) * (0.7 if palette.dark else 1)
    for side in (-1, 1):
        leg = x + side * wide * step
        canvas.polygon(
            [
                (x - wide * 0.06, hip),
                (x + wide * 0.06, hip),
                (leg + wide * 0.035, foot),
                (leg - wide * 0.035, foot),
            ],
            trousers,
        )
        hand = x + side * wide * float(rng.uniform(0.1, 0.2))
        low = neck + tall * float(rng.uniform(0.18, 0.36))
        canvas.polygon(
            [
                (x + side * wide * 0.07, neck),
                (x + side * wide * 0.1, neck + tall * 0.03),
                (hand + wide * 0.02, low),
                (hand - wide * 0.02, low),
            ],
            shirt * 0.85,
        )
    canvas.polygon(
        [
            (x - wide * 0.1, neck),
            (x + wide * 0.1, neck),
            (x + wide * 0.075, hip + tall * 0.02),
            (x - wide * 0.075, hip + tall * 0.02),
        ],
        shirt,
    )
    canvas.disc(x, head + tall * 0.08, r, r * 1.15, skin)
    canvas.disc(x, head + tall * 0.055, r * 1.08, r * 0.85, hair)


def _bust(
    canvas: Canvas,
    rng: np.random.Generator,
    x: float,
    skin: Field,
    shirt: Field,
    hair: Field,
    palette: Palette,
) -> None:
    y, r = 0.42, 0.2
    reach = canvas.side / canvas.width
    if rng.random() < 0.6:
        canvas.disc(x, y + 0.07, r * 1.15, r * 1.7, hair * 0.8)
    side = float(rng.choice([-1, 1]))
    light = np.clip(0.95 + side * (canvas.x - x) * 0.9, 0.55, 1.25)[..., None]
    down = canvas.side / canvas.height
    chin = y + r * 1.2 * down
    top = chin + 0.1 * down
    sides = [(-0.62, 1.2), (-0.5, 0.2), (-0.14, 0), (0.14, 0), (0.5, 0.2), (0.62, 1.2)]
    shoulders = [(x + a * reach, top + b * down) for a, b in sides]
    shoulders = [(shoulders[0][0], 1.02), *shoulders, (shoulders[-1][0], 1.02)]
    neck = [(-0.075, -0.12), (0.075, -0.12), (0.1, 0.14), (-0.1, 0.14)]
    canvas.polygon(shoulders, shirt * light, soft=0.006)
    canvas.polygon([(x + a * reach, chin + b * down) for a, b in neck], skin * light * 0.82, soft=0.006)
    canvas.disc(x, y, r, r * 1.28, skin * light, soft=0.004)
    canvas.disc(x - side * 0.03, y - 0.11 * canvas.side / canvas.height, r * 1.06, r * 0.82, hair, soft=0.006)
    canvas.disc(x + side * 0.05 * reach, y + 0.02, r * 0.86, r * 1.12, skin * light * 1.03, soft=0.01)
    canvas.glow((x + side * 0.3 * reach, y), 0.18, palette.light, 0.18)


def thing(
    canvas: Canvas,
    rng: np.random.Generator,
    palette: Palette,
    ground: Ground,
    name: str,
    size: float,
    *,
    aside: bool,
) -> None:
    """One thing for sale, standing on the ground, lit from one side."""
    x = float(rng.choice([0.2, 0.8])) if aside else float(rng.uniform(0.42, 0.58))
    tall = size * 0.62
    wide = tall * canvas.height / canvas.width
    foot, top = ground.y, ground.y - tall
    ink = palette.accent
    side = float(rng.choice([-1, 1]))
    shadow = canvas.disc_mask(
        (x + side * 0.06, foot, tall * 0.5 * canvas.height / canvas.side, tall * 0.07), soft=0.02
    )
    canvas.blend(shadow * 0.55, palette.ground * 0.25)
    round_ = np.clip(1.15 - ((canvas.x - x - side * wide * 0.07) / (wide * 0.3)) ** 2 * 0.75, 0.35, 1.3)[
        ..., None
    ]
    outlines: dict[str, list[tuple[float, float]]] = {
        "bottle": [
            (-0.07, 0), (0.07, 0), (0.07, 0.2), (0.16, 0.34), (0.17, 1), (-0.17, 1), (-0.16, 0.34), (-0.07, 0.2),
        ],
        "can": [
            (-0.19, 0.25), (0.19, 0.25), (0.2, 0.3), (0.2, 0.97), (0.18, 1), (-0.18, 1), (-0.2, 0.97), (-0.2, 0.3),
        ],
        "cup": [(-0.26, 0.42), (0.26, 0.42), (0.2, 1), (-0.2, 1)],
        "phone": [(-0.23, 0.08), (0.23, 0.08), (0.23, 1), (-0.23, 1)],
        "box": [(-0.27, 0.3), (0.27, 0.3), (0.27, 1), (-0.27, 1)],
        "bag": [(-0.24, 0.35), (0.24, 0.35), (0.3, 1), (-0.3, 1)],
        "shoe": [(-0.42, 0.62), (-0.2, 0.62), (0.05, 0.78), (0.4, 0.84), (0.45, 1), (-0.44, 1)],
    }  # fmt: skip
    body = [(x + a * wide, top + b * tall) for a, b in outlines[name]]
    canvas.polygon(body, np.clip(ink * round_, 0, 1), soft=0.003)
    detail = mix(ink, colour("#ffffff"), 0.78)
    if name == "phone":
        canvas.polygon(
            [
                (x + a * wide, top + b * tall)
                for a, b in ((-0.2, 0.14), (0.2, 0.14), (0.2, 0.94), (-0.2, 0.94))
            ],
            mix(palette.sky, palette.second, 0.4),
        )
    elif name == "shoe":
        canvas.polygon(
            [(x + a * wide, top + b * tall) for a, b in ((-0.45, 0.93), (0.46, 0.93), (0.46, 1), (-0.45, 1))],
            detail,
        )
    elif name == "cup":
        r = wide * 0.26 * canvas.width / canvas.side
        canvas.disc(x, top + 0.42 * tall, r, r * 0.24, detail * 0.9)
        canvas.disc(x, top + 0.43 * tall, r * 0.88, r * 0.19, colour("#4a2c1a"))
        for puff in range(3):
            canvas.glow(
                (x + (puff - 1) * wide * 0.1, top + tall * (0.3 - 0.09 * puff)), 0.03, palette.light, 0.18
            )
    else:
        band = ((-0.16, 0.55), (0.16, 0.55), (0.16, 0.8), (-0.16, 0.8))
        canvas.polygon([(x + a * wide, top + b * tall) for a, b in band], np.clip(detail * round_, 0, 1))
    if name == "bottle":
        canvas.polygon(
            [
                (x + a * wide, top + b * tall)
                for a, b in ((-0.08, -0.06), (0.08, -0.06), (0.08, 0.05), (-0.08, 0.05))
            ],
            palette.second * 0.8,
        )
    canvas.paint += (
        canvas.mask(body, soft=0.004)
        * np.exp(-(((canvas.x - x - side * wide * 0.1) / (wide * 0.03)) ** 2))
        * 0.35
    )[..., None]


def photo(
    canvas: Canvas,
    rng: np.random.Generator,
    palette: Palette,
    ground: Ground,
    file: Path,
    size: float,
    *,
    aside: bool,
) -> None:
    """The product of a photo, cut from an even background where it has one, standing on the ground."""
    with Image.open(file) as opened:
        picture = opened.convert("RGBA")
    picture.thumbnail((512, 512))
    cut = _cut_out(picture)
    tall = min(0.62, size * 0.8)
    high = max(8, round(tall * canvas.height))
    wide = max(8, round(high * cut.width / cut.height))
    if wide > canvas.width * 0.72:
        wide, high = round(canvas.width * 0.72), max(8, round(canvas.width * 0.72 * cut.height / cut.width))
    cut = cut.resize((wide, high), Image.Resampling.LANCZOS)
    x = float(rng.choice([0.26, 0.74])) if aside else float(rng.uniform(0.42, 0.58))
    left, top = round(x * canvas.width - wide / 2), round(ground.y * canvas.height - high)
    shadow = canvas.disc_mask((x, ground.y, wide * 0.55 / canvas.side, wide * 0.09 / canvas.side), soft=0.02)
    canvas.blend(shadow * 0.6, palette.ground * 0.2)
    sheet = canvas.image().convert("RGBA")
    sheet.alpha_composite(cut, (max(0, left), max(0, top)))
    canvas.paint = np.asarray(sheet.convert("RGB"), np.float32) / np.float32(255)


def _cut_out(picture: Image.Image) -> Image.Image:
    pixels = np.asarray(picture, np.float32)
    if pixels[..., 3].min() < 200:
        box = picture.getchannel("A").getbbox()
        return picture.crop(box) if box else picture
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])[:, :3]
    if edge.std(axis=0).max() > 14:
        return picture
    away = np.abs(pixels[..., :3] - np.median(edge, axis=0)).max(axis=2)
    alpha = Image.fromarray(np.clip((away - 14) * 12, 0, 255).astype(np.uint8)).filter(
        ImageFilter.MedianFilter(5)
    )
    box = alpha.getbbox()
    if box is None or (box[2] - box[0]) * (box[3] - box[1]) < 0.02 * picture.width * picture.height:
        return picture
    picture = picture.copy()
    picture.putalpha(alpha)
    return picture.crop(box)
