"""The end card: product, brand, promise and the call to action on a button that asks to be pressed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from jobs.studio import motion, shapes
from jobs.studio.art import Art
from jobs.studio.canvas import Pixels, Pose
from jobs.studio.colour import mix
from jobs.studio.motion import Motion
from jobs.studio.pictures import contain
from jobs.studio.stage import TALL, WIDE, Area
from jobs.studio.typeset import paint_text


def packshot(art: Art) -> None:
    """Product above, or beside; brand, words and the button below them as one group in the middle of their room."""
    art.backdrop()
    box = art.stage.content
    if art.stage.shape == TALL:  # words and button above, the product large below them
        room = Area(box.left, art.stage.captions.bottom + art.px(10), box.right, art.stage.height * 0.95)
        copy = Area(box.left, art.stage.safe.top, box.right, box.bottom)
    elif art.stage.shape == WIDE:
        copy, room = art.stage.split()
    else:
        cut = box.top + box.height * 0.53
        room = Area(box.left, art.stage.safe.top, box.right, cut - art.px(14))
        copy = Area(box.left, cut + art.px(14), box.right, box.bottom)
    beams = shapes.rays(max(room.width, room.height) * 2.2, art.scheme.soft, 18, 0.75)
    art.add(beams, lambda t: Pose(room.x, room.y, 1, 6 * t), soft=2)
    art.add(
        shapes.glow(min(room.width, room.height) * 1.5, mix(art.scheme.accent, (255, 255, 255), 0.3), 0.6),
        lambda t: Pose(room.x, room.y, 1 + 0.05 * motion.wave(t, 2.6)),
        soft=4,
    )
    art.show_subject(room.inset(art.px(20), art.px(8)), lambda x, y: art.pop_in(x, y, 0.05))
    centre = art.stage.shape != WIDE
    button_height = min(art.px(118), copy.height * 0.3)
    gap = art.px(36)
    rows = _brand_and_promise(art, replace(copy, bottom=copy.bottom - button_height - gap), centre)
    high = sum(row.height for row in rows) + gap + button_height
    top = copy.top + max(0.0, copy.height - high) / 2
    for row in rows:
        row.show(top)
        top += row.height
    _button(art, replace(copy, bottom=min(copy.bottom, top + gap + button_height)), button_height, centre)


@dataclass(frozen=True, slots=True)
class _Row:
    """What stands below each other: how high, the gap to the next one counted, and how it is shown from `top` on."""

    height: float
    show: Callable[[float], None]


def _brand_and_promise(art: Art, area: Area, centre: bool) -> list[_Row]:
    promise = art.headline
    if promise.lower().strip(" .!") in (art.brand.lower(), art.call_to_action.lower().strip(" .!")):
        promise = art.message if len(art.message) <= 60 else ""
    rows: list[_Row] = []
    brand_height = area.height * (0.5 if promise else 1.0)
    if art.logo is not None:
        share = 0.9 if _says_the_name(art.logo) else 0.52
        logo = contain(art.logo, area.width * 0.7, brand_height * share)
        x = area.x if centre else area.left + logo.shape[1] / 2
        middle = logo.shape[0] / 2
        rows.append(
            _Row(
                logo.shape[0] + art.px(22),
                lambda top: art.add(logo, art.pop_in(x, top + middle, 0.2, grow=0.02)),
            )
        )
        brand_height -= logo.shape[0] + art.px(22)
    if art.brand and not (art.logo is not None and _says_the_name(art.logo)):
        name = art.set(art.brand, Area(0, 0, area.width, brand_height * 0.94), largest=120, max_lines=2,
                       align="centre" if centre else "left")  # fmt: skip
        first = area.x - name.width / 2 if centre else area.left
        rows.append(
            _Row(
                name.height + art.px(16),
                lambda top: art.type_(name, first, top, delay=0.15, accent=art.scheme.text, grow=0.015),
            )
        )
    if promise:
        rest = area.height - sum(row.height for row in rows)
        block = art.set(promise, Area(0, 0, area.width, rest), largest=64, max_lines=3,
                        align="centre" if centre else "left", display=False)  # fmt: skip
        left = area.x - block.width / 2 if centre else area.left
        ink = art.scheme.text
        rows.append(
            _Row(
                block.height,
                lambda top: art.type_(block, left, top, delay=0.4, entrance="fade", accent=ink, grow=0.01),
            )
        )
    return rows


def _says_the_name(logo: Pixels) -> bool:
    """Whether a logo is as wide as lettering is; a mark by itself does not say whose ad this is."""
    return bool(logo.shape[1] >= 2.4 * logo.shape[0])


def _button(art: Art, copy: Area, height: float, centre: bool) -> None:
    text = art.call_to_action or "Learn more"
    block = art.set(text, Area(0, 0, copy.width - height * 1.5, height * 0.62), largest=52, max_lines=1, display=False,
                    smallest=20)  # fmt: skip
    if block.lines > 1:
        block = art.set(text, Area(0, 0, copy.width - height * 1.3, height * 0.8), largest=40, max_lines=2,
                        display=False, smallest=16)  # fmt: skip
    wide = min(copy.width, block.width + height * 1.6)
    x = copy.x if centre else copy.left + wide / 2
    y = copy.bottom - height / 2
    face = shapes.panel(wide, height, height / 2, art.scheme.accent)

    def press(dx: float = 0, dy: float = 0, alpha: float = 1.0) -> Motion:
        def pose(t: float) -> Pose:
            p = motion.out_back(motion.share(t, art.start + 0.5, 0.5), 1.6)
            beat = max(0.0, motion.wave(t - art.start - 1.0, 1.3)) ** 6 * 0.035 if t > art.start + 1 else 0
            scale = max(p, 0.0) * (1 + beat)
            return Pose(x + dx * scale, y + dy * scale, scale, 0, min(1.0, p * 3) * alpha)

        return pose

    art.add(shapes.shadow_of(face, art.px(18), 0.35), press(0, art.px(12)), soft=shapes.softness(art.px(18)))
    art.add(face, press())
    _shine(art, face, press())
    for word in block.words:
        picture, pen_x, pen_y = paint_text(word.text, block.face, block.size, art.scheme.on_accent)
        dx = -wide / 2 + height * 0.48 + word.x - pen_x + picture.shape[1] / 2
        dy = word.baseline - pen_y + picture.shape[0] / 2 - block.height / 2 + block.size * 0.06
        art.add(picture, press(dx, dy))
    arrow = shapes.icon("arrow-right", height * 0.42, art.scheme.on_accent)
    if art.mirrored:
        arrow = arrow[:, ::-1].copy()

    def point(t: float) -> Pose:
        nudge = art.px(7) * motion.wave(t, 1.3)
        own = press(wide / 2 - height * 0.56)(t)
        return Pose(own.x + nudge, own.y, own.scale, 0, own.alpha)

    art.add(arrow, point)


def _shine(art: Art, face: Pixels, shown: Motion) -> None:
    """A slanted light that crosses the button every 2.2 s, seen only on the button."""
    height, wide = face.shape[:2]
    thick = height * 0.7
    columns = np.arange(wide)[None, :] - np.arange(height)[:, None] * 0.4
    inside = face[..., 3].astype(np.float32) / 255
    steps = 12
    for step in range(steps):
        centre = -height + (wide + 2 * height) * step / (steps - 1)
        mask = np.clip(1 - np.abs(columns - centre) / thick, 0, 1).astype(np.float32) * inside * 0.35

        def pose(t: float, step: int = step) -> Pose:
            at = (t - art.start - 1.2) % 2.2 / 0.7 * (steps - 1)
            near = max(0.0, 1 - abs(at - step)) if t > art.start + 1.2 else 0.0
            own = shown(t)
            return Pose(own.x, own.y, own.scale, 0, own.alpha * near)

        art.add(shapes.filled(mask, (255, 255, 255)), pose)
