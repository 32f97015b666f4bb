"""Where a picture plays: hills, a city, water, a table, a room, leaves, a road, a set of plain shapes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from briefcut.replicate_stand_in.making.canvas import Canvas, line_noise, noise
from briefcut.replicate_stand_in.making.palette import Colour, Palette, colour, mix


@dataclass(frozen=True, slots=True)
class Ground:
    """Where things can stand: a line (y) and how large a person there is (share of the height)."""

    y: float
    size: float


Place = Callable[[Canvas, np.random.Generator, Palette, float], Ground]
"""Paints the whole sheet; the last argument is the height of the horizon."""


def sky(canvas: Canvas, rng: np.random.Generator, palette: Palette, horizon: float) -> tuple[float, float]:
    """Sky with its light and clouds; where the light stands."""
    canvas.gradient(palette.sky, palette.horizon, 0.0, horizon)
    at = float(rng.uniform(0.15, 0.85)), float(rng.uniform(0.12, 0.8)) * horizon
    night = palette.light_name in ("night", "neon")
    if night:
        stars = rng.random((canvas.height, canvas.width)) > 0.9988
        canvas.paint += stars[..., None] * np.float32(0.8) * (canvas.y[..., None] < horizon)
    clouds = np.clip(noise(rng, canvas.height, canvas.width, int(rng.integers(3, 7)), 4) - 0.08, 0, 1)
    clouds *= np.clip(1.2 - canvas.y / max(horizon, 0.05), 0, 1) * float(rng.uniform(0.5, 1.3))
    canvas.blend(np.clip(clouds, 0, 0.85), mix(palette.horizon, palette.light, 0.6) * (0.45 if night else 1))
    size = float(rng.uniform(0.035, 0.085))
    canvas.glow(at, size * 5, palette.light, 0.18 if night else 0.28)
    canvas.paint = np.minimum(canvas.paint, 0.97)
    canvas.disc(*at, size, size, mix(palette.light, colour("#ffffff"), 0.5) * 1.1, soft=0.004)
    return at


def hills(canvas: Canvas, rng: np.random.Generator, palette: Palette, horizon: float) -> Ground:
    """Ridges one behind the other, paler with distance."""
    sky(canvas, rng, palette, horizon)
    layers = int(rng.integers(3, 6))
    near = mix(palette.ground, colour("#0f1d14"), 0.55)
    for at in range(layers):
        share = at / (layers - 1)
        rough = float(rng.uniform(0.05, 0.17)) * (1.3 - share)
        base = horizon - 0.06 + share * (0.97 - horizon) * 0.62
        heights = base + line_noise(rng, canvas.width, int(rng.integers(2, 5)), 5) * rough
        ink = mix(mix(palette.horizon, palette.sky, 0.35), near, 0.15 + 0.85 * share)
        light = noise(rng, canvas.height, canvas.width, 18, 2)[..., None] * 0.05
        canvas.ridge(heights.astype(np.float32), np.clip(ink + light, 0, 1))
    return Ground(0.93, 0.3)


def city(canvas: Canvas, rng: np.random.Generator, palette: Palette, horizon: float) -> Ground:
    """Rows of houses with windows, and a street towards the viewer."""
    sky(canvas, rng, palette, horizon)
    street = max(horizon, 0.52)
    for layer in range(3):
        wall = mix(mix(palette.sky, palette.horizon, 0.5), colour("#1b1e2a"), 0.3 + 0.25 * layer)
        x = -0.05
        while x < 1.05:
            wide = float(rng.uniform(0.06, 0.16)) * (0.7 + 0.35 * layer)
            top = street - float(rng.uniform(0.12, 0.46)) * (0.75 + 0.2 * layer)
            _house(canvas, rng, palette, (x, top, x + wide, street + 0.03), wall)
            x += wide + float(rng.choice([0, 0, 0.02]))
    tar = mix(colour("#2a2b31"), palette.horizon, 0.22)
    canvas.polygon([(0, street), (1, street), (1, 1), (0, 1)], tar)
    middle = float(rng.uniform(0.35, 0.65))
    for at in range(7):
        far, close = (at / 7) ** 1.8, ((at + 0.5) / 7) ** 1.8
        y0, y1 = street + far * (1 - street), street + close * (1 - street)
        w0, w1 = 0.004 + 0.03 * far, 0.004 + 0.03 * close
        x0 = middle + (0.5 - middle) * far * 0.2
        canvas.polygon(
            [(x0 - w0, y0), (x0 + w0, y0), (x0 + w1, y1), (x0 - w1, y1)], mix(tar, colour("#f3efe2"), 0.6)
        )
    if palette.dark:
        _reflections(canvas, rng, palette, street)
    return Ground(0.93, 0.42)


def _house(
    canvas: Canvas,
    rng: np.random.Generator,
    palette: Palette,
    box: tuple[float, float, float, float],
    wall: Colour,
) -> None:
    left, top, right, bottom = box
    tone = wall * float(rng.uniform(0.8, 1.15))
    x0, x1 = max(0, int(left * canvas.width)), min(canvas.width, int(right * canvas.width))
    y0, y1 = max(0, int(top * canvas.height)), min(canvas.height, int(bottom * canvas.height))
    if x1 - x0 < 2 or y1 - y0 < 2:
        return
    across, down = np.meshgrid(np.arange(x1 - x0), np.arange(y1 - y0))
    step = max(5.0, canvas.side * 0.022)
    window = ((across % step) > step * 0.42) & ((down % (step * 1.4)) > step * 0.6)
    column, row = (across // step).astype(int), (down // (step * 1.4)).astype(int)
    lit_map = rng.random((int(row.max()) + 1, int(column.max()) + 1)) < (0.55 if palette.dark else 0.2)
    lit = window & lit_map[row, column]
    glass = tone * 0.7 if palette.dark else mix(tone, palette.sky, 0.5)
    part = np.broadcast_to(tone, (y1 - y0, x1 - x0, 3)).copy()
    part[window] = glass
    part[lit] = mix(palette.light, colour("#ffcf7d"), 0.7) if palette.dark else mix(tone, palette.light, 0.55)
    canvas.paint[y0:y1, x0:x1] = part


def _reflections(canvas: Canvas, rng: np.random.Generator, palette: Palette, street: float) -> None:
    for _ in range(9):
        ink = palette.accent if rng.random() < 0.5 else mix(palette.second, palette.light, 0.4)
        x = float(rng.random())
        y = float(rng.uniform(street - 0.12, street + 0.02))
        canvas.glow((x, y), float(rng.uniform(0.02, 0.05)), ink, 0.9)
        spread = np.exp(-(((canvas.x - x) / 0.02) ** 2)) * np.clip((canvas.y - street) * 2.2, 0, 0.35)
        canvas.paint += spread[..., None] * ink


def water(canvas: Canvas, rng: np.random.Generator, palette: Palette, horizon: float) -> Ground:
    """The sea or a lake under the light, often with a shore."""
    at = sky(canvas, rng, palette, horizon)
    sea = mix(palette.sky, colour("#0d4a63"), 0.55)
    depth = np.clip((canvas.y - horizon) / (1 - horizon), 0, 1)
    rows = noise(rng, canvas.height, max(2, canvas.width // 6), 60, 2)
    wide = np.repeat(rows, canvas.width // rows.shape[1] + 1, axis=1)[:, : canvas.width]
    mask = np.broadcast_to((canvas.y >= horizon).astype(np.float32), wide.shape)
    ink = sea * (1 - depth[..., None] * 0.45) + wide[..., None] * 0.09 + palette.horizon * 0.12
    canvas.blend(mask, ink)
    glitter = np.exp(-(((canvas.x - at[0]) / (0.05 + depth * 0.14)) ** 2)) * np.clip(wide * 2.4, 0, 1)
    canvas.paint += (glitter * mask)[..., None] * palette.light * 0.75
    if rng.random() < 0.6:
        shore = 0.86 + line_noise(rng, canvas.width, 2, 3) * 0.05
        canvas.ridge(shore - 0.012, mix(sea, colour("#ffffff"), 0.75), soft=0.02)
        canvas.ridge(shore.astype(np.float32), mix(colour("#d8bd8b"), palette.horizon, 0.25), soft=0.01)
    if rng.random() < 0.6:
        island = horizon + 0.004 - np.clip(line_noise(rng, canvas.width, 3, 4), 0, 1) * 0.1
        canvas.blend(
            ((canvas.y > island[None, :]) & (canvas.y < horizon + 0.004)).astype(np.float32),
            mix(palette.horizon, palette.sky, 0.7) * 0.75,
        )
    return Ground(0.95, 0.34)


def table(canvas: Canvas, rng: np.random.Generator, palette: Palette, horizon: float) -> Ground:
    """A table before a wall, with light falling from a window."""
    wall = mix(palette.second, palette.horizon, 0.55)
    canvas.gradient(wall * 0.75, wall * 1.08, 0, 0.8)
    blobs = mix(palette.accent, palette.light, 0.5)
    for _ in range(int(rng.integers(4, 10))):
        size = float(rng.uniform(0.03, 0.12))
        mask = canvas.disc_mask((float(rng.random()), float(rng.uniform(0, 0.55)), size, size), soft=0.008)
        canvas.blend(mask * float(rng.uniform(0.1, 0.35)), blobs)
    lean = float(rng.uniform(-0.5, 0.5))
    shaft = np.clip(1 - np.abs((canvas.x - 0.3 + lean * (canvas.y - 0.3)) / 0.22), 0, 1)
    bars = (np.sin((canvas.x + lean * canvas.y) * 38) > -0.6).astype(np.float32)
    canvas.paint += (shaft * bars * 0.22)[..., None] * palette.light
    edge = 0.62 + float(rng.uniform(-0.06, 0.08))
    wood = mix(colour("#8a5a34"), palette.ground, 0.4)
    grainy = noise(rng, canvas.height, max(2, canvas.width // 10), 50, 3)
    across = np.repeat(grainy, canvas.width // grainy.shape[1] + 1, axis=1)[:, : canvas.width]
    depth = np.clip((canvas.y - edge) / (1 - edge), 0, 1)
    ink = wood * (0.7 + 0.45 * depth[..., None]) + across[..., None] * 0.07
    canvas.ridge(np.full(canvas.width, edge, np.float32), ink)
    canvas.glow((0.5 + lean * 0.4, edge + 0.12), 0.4, palette.light, 0.18)
    return Ground(0.86, 0.62)


def flat(canvas: Canvas, rng: np.random.Generator, palette: Palette, horizon: float) -> Ground:
    """Seen from above: things laid out on a cloth or a board."""
    base = mix(palette.second, colour("#f3eee6"), 0.6)
    canvas.paint[:] = base
    canvas.paint += noise(rng, canvas.height, canvas.width, 40, 3)[..., None] * 0.04
    turn = float(rng.uniform(-0.6, 0.6))
    board = [(0.12, 0.2 + turn * 0.1), (0.88, 0.1 - turn * 0.08), (0.94, 0.84), (0.1, 0.92 - turn * 0.1)]
    canvas.polygon([(x + 0.015, y + 0.015) for x, y in board], base * 0.62, soft=0.02)
    canvas.polygon(board, mix(palette.accent, colour("#e6d4b8"), 0.55))
    for _ in range(int(rng.integers(6, 12))):
        x, y, size = float(rng.random()), float(rng.random()), float(rng.uniform(0.03, 0.11))
        if abs(x - 0.5) < 0.22 and abs(y - 0.5) < 0.22:
            continue
        ink = mix(
            palette.accent if rng.random() < 0.5 else palette.second,
            palette.light,
            float(rng.uniform(0, 0.5)),
        )
        canvas.disc(x + 0.012, y + 0.014, size, size, base * 0.5, soft=0.014)
        canvas.disc(x, y, size, size, ink * 0.9)
        if rng.random() < 0.7:
            canvas.disc(x, y, size * 0.72, size * 0.72, mix(ink, palette.ground, 0.5))
    return Ground(0.66, 0.42)


def room(canvas: Canvas, rng: np.random.Generator, palette: Palette, horizon: float) -> Ground:
    """Walls, a floor, a window with the day in it, a few pieces of furniture."""
    back = (float(rng.uniform(0.12, 0.3)), 0.16, float(rng.uniform(0.7, 0.88)), 0.68)
    wall = mix(mix(palette.second, colour("#f1ece4"), 0.66), palette.horizon, 0.2) * (
        0.5 if palette.dark else 1
    )
    left, top, right, bottom = back
    canvas.paint[:] = wall * 0.9
    canvas.polygon([(0, 0), (1, 0), (right, top), (left, top)], wall * 1.08)
    canvas.polygon([(0, 0), (left, top), (left, bottom), (0, 1)], wall * 0.8)
    canvas.polygon([(1, 0), (right, top), (right, bottom), (1, 1)], wall * 0.72)
    floor = mix(colour("#9a7350"), palette.ground, 0.4) * (0.6 if palette.dark else 1)
    canvas.polygon([(0, 1), (left, bottom), (right, bottom), (1, 1)], floor)
    wx, ww = float(rng.uniform(left + 0.04, right - 0.3)), float(rng.uniform(0.2, 0.26))
    pane = canvas.mask([(wx, 0.24), (wx + ww, 0.24), (wx + ww, 0.52), (wx, 0.52)])
    outside = palette.sky * (1 - canvas.y[..., None]) + palette.horizon * canvas.y[..., None]
    canvas.blend(pane, (outside + 0.12).astype(np.float32))
    for bar in (wx + ww / 2, wx, wx + ww):
        canvas.polygon(
            [(bar - 0.005, 0.23), (bar + 0.005, 0.23), (bar + 0.005, 0.53), (bar - 0.005, 0.53)], wall * 1.15
        )
    slip = float(rng.uniform(-0.2, 0.2))
    canvas.blend(
        canvas.mask(
            [(wx + slip, 0.74), (wx + ww + slip, 0.74), (wx + ww + slip * 2, 0.95), (wx + slip * 2, 0.95)],
            soft=0.02,
        )
        * 0.35,
        palette.light,
    )
    side = float(rng.choice([-1, 1]))
    x = 0.5 + side * 0.24
    canvas.polygon(
        [(x - 0.2, 0.66), (x + 0.2, 0.66), (x + 0.22, 0.86), (x - 0.22, 0.86)], palette.accent * 0.9
    )
    canvas.polygon(
        [(x - 0.2, 0.54), (x + 0.2, 0.54), (x + 0.2, 0.68), (x - 0.2, 0.68)], palette.accent * 0.75
    )
    lamp = 0.5 - side * 0.3
    canvas.polygon(
        [(lamp - 0.004, 0.45), (lamp + 0.004, 0.45), (lamp + 0.004, 0.82), (lamp - 0.004, 0.82)], wall * 0.35
    )
    canvas.glow((lamp, 0.42), 0.16, colour("#ffd9a0"), 0.5)
    canvas.polygon(
        [(lamp - 0.04, 0.36), (lamp + 0.04, 0.36), (lamp + 0.07, 0.46), (lamp - 0.07, 0.46)],
        colour("#fff0d0"),
    )
    return Ground(0.95, 0.6)


def leaves(canvas: Canvas, rng: np.random.Generator, palette: Palette, horizon: float) -> Ground:
    """Foliage in several depths around an open middle."""
    green = mix(colour("#2f6b3c"), palette.accent, 0.25)
    canvas.gradient(mix(green, palette.light, 0.65), mix(green, colour("#0d2416"), 0.6))
    canvas.glow((float(rng.uniform(0.2, 0.8)), 0.2), 0.4, palette.light, 0.5)
    for depth in range(3):
        for _ in range(26 - 6 * depth):
            angle = float(rng.uniform(0, 2 * np.pi))
            reach = float(rng.uniform(0.38, 0.75))
            x, y = 0.5 + np.cos(angle) * reach, 0.5 + np.sin(angle) * reach
            size = float(rng.uniform(0.1, 0.2)) * (0.8 + 0.5 * depth)
            turn = angle + np.pi + float(rng.uniform(-0.9, 0.9))
            ink = mix(green, palette.light, float(rng.uniform(0.05, 0.5))) * (1.05 - 0.25 * depth)
            canvas.polygon(_leaf(canvas, float(x), float(y), size, turn), ink)
        if depth == 0:
            canvas.blur(0.02)
    return Ground(0.84, 0.5)


def _leaf(canvas: Canvas, x: float, y: float, size: float, turn: float) -> list[tuple[float, float]]:
    along = np.linspace(0, 1, 12)
    wide = np.sin(along * np.pi) ** 0.8 * 0.22
    outline = np.concatenate([np.stack([along, wide], 1), np.stack([along[::-1], -wide[::-1]], 1)]) * size
    cos, sin = np.cos(turn), np.sin(turn)
    across = (outline[:, 0] * cos - outline[:, 1] * sin) * canvas.side / canvas.width
    down = (outline[:, 0] * sin + outline[:, 1] * cos) * canvas.side / canvas.height
    return [(x + float(a), y + float(b)) for a, b in zip(across, down, strict=True)]


def road(canvas: Canvas, rng: np.random.Generator, palette: Palette, horizon: float) -> Ground:
    """A road that runs to the horizon, with posts and streaks of speed."""
    sky(canvas, rng, palette, horizon)
    far = horizon - 0.02 + line_noise(rng, canvas.width, 3, 5) * 0.07
    canvas.ridge(far.astype(np.float32), mix(palette.sky, palette.horizon, 0.5) * 0.75)
    field = mix(palette.ground, colour("#7c8a3c"), 0.35)
    canvas.ridge(np.full(canvas.width, horizon + 0.02, np.float32), field)
    x, width = float(rng.uniform(0.35, 0.65)), float(rng.uniform(0.5, 0.75))
    tar = mix(colour("#3a3b40"), palette.horizon, 0.18)
    top = horizon + 0.02
    canvas.polygon([(x - 0.01, top), (x + 0.01, top), (0.5 + width, 1), (0.5 - width, 1)], tar)
    for at in range(9):
        near, end = (at / 9) ** 2, ((at + 0.45) / 9) ** 2
        y0, y1 = top + near * (1 - top), top + end * (1 - top)
        x0, x1 = x + (0.5 - x) * near, x + (0.5 - x) * end
        canvas.polygon(
            [(x0 - 0.002 - 0.018 * near, y0), (x0 + 0.002 + 0.018 * near, y0),
             (x1 + 0.002 + 0.018 * end, y1), (x1 - 0.002 - 0.018 * end, y1)],
            colour("#f1e6c0"),
        )  # fmt: skip
        for side in (-1, 1):
            px = x0 + side * (0.012 + width * 1.08 * near)
            tall = 0.012 + 0.1 * near
            canvas.polygon(
                [(px - 0.003, y0 - tall), (px + 0.003, y0 - tall), (px + 0.004, y0), (px - 0.004, y0)],
                palette.accent,
            )
    return Ground(0.93, 0.4)


def shapes(canvas: Canvas, rng: np.random.Generator, palette: Palette, horizon: float) -> Ground:
    """A plain set: arches, discs and steps in two colours."""
    back = mix(palette.accent, colour("#fbf6ef"), float(rng.uniform(0.35, 0.75)))
    canvas.gradient(back, back * 0.86, 0.2, 1)
    for _ in range(int(rng.integers(2, 5))):
        x, y = float(rng.uniform(0.1, 0.9)), float(rng.uniform(0.15, 0.6))
        size = float(rng.uniform(0.12, 0.34))
        ink = mix(
            palette.second if rng.random() < 0.6 else palette.accent,
            palette.light,
            float(rng.uniform(0, 0.45)),
        )
        if rng.random() < 0.5:
            canvas.disc(x + 0.015, y + 0.015, size, size, back * 0.75, soft=0.02)
            canvas.disc(x, y, size, size, ink)
        else:
            tall = float(rng.uniform(0.1, 0.4))
            reach = size * canvas.side / canvas.width
            canvas.polygon(
                [(x - reach, y), (x + reach, y), (x + reach, y + tall + 0.3), (x - reach, y + tall + 0.3)],
                ink,
            )
            canvas.disc(x, y, size, size, ink)
    floor = 0.74 + float(rng.uniform(-0.04, 0.04))
    canvas.ridge(np.full(canvas.width, floor, np.float32), back * 0.93, soft=0.06)
    for step in range(int(rng.integers(1, 4))):
        wide, y = 0.42 - 0.1 * step, floor + 0.13 - 0.055 * step
        ink = mix(palette.second, palette.light, 0.25 + 0.2 * step)
        canvas.disc(0.5, y + 0.05, wide, wide * 0.22, ink * 0.72)
        canvas.disc(0.5, y, wide, wide * 0.22, ink)
    return Ground(floor + 0.06, 0.46)


_WORDS: Final = {
    "city": "city street urban downtown skyline building shop store commute metro traffic rooftop",
    "water": "sea ocean beach lake water river wave surf boat swim coast island pool shore",
    "room": "room home office desk sofa interior living bedroom apartment window workspace gym hall",
    "table": "table kitchen counter coffee tea cup food breakfast dinner cooking restaurant bar cafe drink bottle",
    "leaves": "plant plants leaf leaves garden forest botanical jungle herbs tree trees organic nature",
    "road": "road highway drive driving car bike cycling running run track path journey travel",
    "hills": "mountain mountains hill hills landscape valley field meadow desert outdoor hiking trail country",
    "shapes": "abstract minimal packshot brand logo product podium pedestal isolated plain graphic geometric",
    "flat": "overhead flatlay topdown top-down above flat-lay",
}
PLACES: Final[dict[str, tuple[Place, frozenset[str]]]] = {
    name: (place, frozenset(_WORDS[name].split()))
    for name, place in (
        ("city", city), ("water", water), ("room", room), ("table", table), ("leaves", leaves), ("road", road),
        ("hills", hills), ("shapes", shapes), ("flat", flat),
    )
}  # fmt: skip
"""Each place and the words that call for it."""
