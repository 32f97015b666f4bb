"""Layouts led by words: big type, lists, figures, a message, running lines."""

from __future__ import annotations

import re

import cv2
import numpy as np

from jobs.studio import motion, shapes
from jobs.studio.actors import Actor
from jobs.studio.art import Art
from jobs.studio.canvas import Pixels, Pose
from jobs.studio.colour import contrast, mix, readable, toned
from jobs.studio.headline import figure_of, parts_of
from jobs.studio.language import capitals
from jobs.studio.motion import Motion
from jobs.studio.sprites import Sprite
from jobs.studio.stage import TALL, WIDE, Area
from jobs.studio.typeset import paint_text, width_of


def stack(art: Art) -> None:
    """One thought as large as the frame allows, over outlined lines of the brand's name running past."""
    art.backdrop()
    _running_lines(art, 4, 0.16, angle=-8)
    art.kicker()
    area = art.stage.content
    block = art.set("\n".join(_points(art.headline)), area.inset(0, art.px(10)), largest=210, max_lines=6)
    if art.stage.shape == TALL:
        _peek(art)
    art.type_(block, area.left, area.y - block.height / 2, marker=True, stagger=0.11)


def _points(text: str) -> list[str]:
    """The text, at its dividing dots or bars if it has any."""
    return [point for point in re.split(r"\s*[·•|]\s*", text) if point]


def _peek(art: Art) -> None:
    """The subject leans in from below, cut by the frame's edge."""
    stage = art.stage
    top = stage.captions.bottom + art.px(40)
    room = Area(stage.width * 0.24, top, stage.width * 0.9, stage.height * 1.12)
    art.show_subject(room, lambda x, y: art.fly_in(x, y, art.px(120), art.px(700), 0.15, angle=9, tilt=14))


def _running_lines(art: Art, count: int, opacity: float, *, angle: float = 0.0) -> None:
    """Lines of the outlined brand name that run against each other over the whole frame."""
    text = capitals(art.brand or art.headline, art.headline)
    size = art.stage.height / count * 0.62
    face = art.look.display
    repeat = " · ".join(
        [text] * max(2, round(art.stage.width * 1.9 / max(width_of(text + " · ", face, size), 1)))
    )
    picture, _, _ = paint_text(repeat[:160], face, size, art.scheme.text, outline=max(1.0, art.px(2.4)))
    # No more of it than ever comes into the frame.
    half = round(art.stage.width * 0.62 + art.px(36) * art.seconds + picture.shape[0])
    middle = picture.shape[1] // 2
    picture = np.ascontiguousarray(picture[:, max(0, middle - half) : middle + half])
    picture[..., 3] = cv2.convertScaleAbs(picture[..., 3], alpha=opacity)
    sprite = Sprite.of(picture)
    for number in range(count):
        y = (number + 0.5) / count * art.stage.height
        art.actors.append(Actor(sprite, _run(art, y, 1 if number % 2 else -1, angle)))


def _run(art: Art, y: float, way: int, angle: float) -> Motion:
    def pose(t: float) -> Pose:
        return Pose(art.stage.width / 2 + way * art.px(70) * (t - art.seconds / 2), y, 1, angle)

    return pose


def checklist(art: Art) -> None:
    """The points of a list, each with a tick, beside or above the subject."""
    points = parts_of(art.headline)
    copy, room = art.stage.split(0.56)
    art.backdrop()
    _pattern(art)
    art.show_subject(room, lambda x, y: art.fly_in(x, y, art.stage.width * 0.7, 0, 0.1, tilt=10))
    art.kicker()
    gap = art.px(18)
    row = min((copy.height - gap * (len(points) - 1)) / len(points), art.px(150))
    top = copy.y - (row * len(points) + gap * (len(points) - 1)) / 2
    size = min(
        art.set(
            p, Area(0, 0, copy.width - row * 1.35, row * 0.72), largest=66, max_lines=2, display=False
        ).size
        for p in points
    )
    for number, point in enumerate(points):
        y = top + number * (row + gap) + row / 2
        _row(art, point, copy, y, row, size, 0.25 + 0.38 * number)


def _row(art: Art, point: str, copy: Area, y: float, row: float, size: float, delay: float) -> None:
    card = mix(art.look.paper, (255, 255, 255), 0.5)
    wide = copy.width
    panel = shapes.panel(wide, row, row * 0.3, card)

    def slide(dx: float) -> Motion:
        def pose(t: float) -> Pose:
            p = art.enter(t, delay, 0.6)
            return Pose(copy.left + dx - art.px(160) * (1 - p), y + art.float_(t, 2.5, 3.6, y / 900), 1, 0, p)

        return pose

    art.add(shapes.shadow_of(panel, art.px(14), 0.18), slide(wide / 2), soft=shapes.softness(art.px(14)))
    art.add(panel, slide(wide / 2))
    fill = toned(art.look.brand, 0.5) if contrast(art.look.brand, card) < 2 else art.look.brand
    tick = shapes.disc(row * 0.66, fill)
    art.add(tick, slide(row * 0.56))
    mark = max((art.look.paper, art.look.ink), key=lambda c: contrast(c, fill))

    def pop(t: float) -> Pose:
        own = slide(row * 0.56)(t)
        return Pose(
            own.x,
            own.y,
            max(motion.out_back(motion.share(t, art.start + delay + 0.2, 0.4), 2.2), 0),
            0,
            own.alpha,
        )

    art.add(shapes.icon("check-circle", row * 0.6, mark), pop)
    block = art.set(
        point,
        Area(0, 0, wide - row * 1.35, row * 0.8),
        largest=size / art.stage.unit,
        max_lines=2,
        display=False,
    )
    for word in block.words:
        text, pen_x, pen_y = paint_text(word.text, block.face, block.size, art.look.ink)
        dx = row * 1.08 + word.x - pen_x + text.shape[1] / 2
        dy = word.baseline - pen_y + text.shape[0] / 2 - block.height / 2
        move = slide(dx)
        art.add(text, _lowered(move, dy))


def _lowered(move: Motion, dy: float) -> Motion:
    def pose(t: float) -> Pose:
        own = move(t)
        return Pose(own.x, own.y + dy, own.scale, own.angle, own.alpha, own.clip)

    return pose


def _pattern(art: Art) -> None:
    dots = shapes.halftone(art.stage.width * 0.9, art.stage.height * 0.5, art.px(34), art.scheme.accent, 0.3)
    art.add(dots, lambda t: Pose(art.stage.width * (0.62 - 0.06 * t / art.seconds), art.stage.height * 0.8))


def badge(art: Art) -> None:
    """The price or offer on a turning seal that overlaps the subject."""
    figure = figure_of(art.headline)
    copy, room = art.stage.split(0.36)
    art.backdrop()
    beams = shapes.rays(max(room.width, room.height) * 1.9, art.scheme.soft, 16, 0.9)
    art.add(beams, lambda t: Pose(room.x, room.y, 1, 5 * t), soft=2)
    way = -1 if art.flip else 1
    shift = room.width * (0.07 if figure else 0)
    room_for = room.inset(room.width * 0.07, 0) if figure else room
    shown = Area(room_for.left - way * shift, room.top, room_for.right - way * shift, room.bottom)
    art.show_subject(shown, lambda x, y: art.fly_in(x, y, 0, room.height, 0.08, angle=-3 * way))
    if figure:
        size = min(room.height * 0.62, art.px(340))
        x, y = room.x + way * (room.width / 2 - size * 0.46), room.top + size * 0.52
        art.add(
            shapes.shadow_of(shapes.disc(size * 0.9, (0, 0, 0)), art.px(16), 0.3),
            art.pop_in(x, y + art.px(10), 0.5),
            soft=shapes.softness(art.px(16)),
        )
        art.add(shapes.starburst(size, art.scheme.accent), art.pop_in(x, y, 0.5, turn=50))
        block = art.set(figure, Area(0, 0, size * 0.72, size * 0.5), largest=150, max_lines=2, align="centre")
        for word in block.words:
            text, pen_x, pen_y = paint_text(word.text, block.face, block.size, art.scheme.on_accent)
            dx = word.x - pen_x + text.shape[1] / 2 - block.width / 2
            dy = word.baseline - pen_y + text.shape[0] / 2 - block.height / 2
            art.add(text, art.pop_in(x + dx, y + dy, 0.6, grow=0))
    art.kicker()
    block = art.set(art.headline, copy, largest=126)
    top = copy.y - block.height / 2 if art.stage.shape == WIDE else copy.top
    art.type_(block, copy.left, top, entrance="pop")


def bubble(art: Art) -> None:
    """What people say or think: a message that pops up over the subject."""
    copy, room = art.stage.split(0.5, flip=art.stage.shape == WIDE)
    art.backdrop()
    _scatter(art)
    pad = art.px(46)
    card = mix(art.look.paper, (255, 255, 255), 0.75)
    block = art.set(art.headline, copy.inset(pad, pad), largest=92, max_lines=5)
    wide = min(copy.width, max(block.width + 2 * pad, copy.width * 0.6))
    high = block.height + 2 * pad
    x = copy.left + wide / 2
    y = copy.y if art.stage.shape == WIDE else copy.bottom - high / 2 - art.px(20)
    tail = shapes.panel(art.px(84), art.px(84), art.px(14), card)
    corner_x = copy.left + art.px(110)

    def pop(cx: float, cy: float, angle: float = 0) -> Motion:
        def pose(t: float) -> Pose:
            p = motion.out_back(motion.share(t, art.start + 0.15, 0.5), 1.3)
            ox, oy = corner_x, y + high / 2  # grows out of its tail
            return Pose(
                ox + (cx - ox) * p, oy + (cy - oy) * p + art.float_(t, 5), max(p, 0), angle, min(1.0, p * 3)
            )

        return pose

    panel = shapes.panel(wide, high, art.px(52), card)
    art.add(
        shapes.shadow_of(panel, art.px(24), 0.25), pop(x, y + art.px(16)), soft=shapes.softness(art.px(24))
    )
    art.add(tail, pop(corner_x, y + high / 2 - art.px(6), 45))
    art.add(panel, pop(x, y))
    below = (
        room if art.stage.shape == WIDE else Area(room.left, room.top + art.px(36), room.right, room.bottom)
    )
    art.show_subject(below, lambda cx, cy: art.fly_in(cx, cy, 0, room.height, 0.05, bob=22))
    art.kicker()
    hot = readable(art.look.brand, card, 4.5)
    art.type_(
        block,
        x - wide / 2 + pad,
        y - block.height / 2,
        colour=art.look.ink,
        accent=hot,
        delay=0.5,
        entrance="fade",
        grow=0,
    )


def _scatter(art: Art) -> None:
    """Rounded speech-like shapes far behind, drifting."""
    for _ in range(5):
        size = float(art.rng.uniform(90, 260))
        x = float(art.rng.uniform(0, art.stage.width))
        y = float(art.rng.uniform(0, art.stage.height))
        phase = float(art.rng.uniform(0, 1))
        picture = shapes.panel(art.px(size * 1.5), art.px(size), art.px(size * 0.36), art.scheme.soft, 0.4)
        art.add(picture, _wander(art, x, y, phase))


def _wander(art: Art, x: float, y: float, phase: float) -> Motion:
    def pose(t: float) -> Pose:
        return Pose(x + art.float_(t, 22, 7, phase), y - art.px(26) * t + art.float_(t, 12, 5, phase))

    return pose


def marquee(art: Art) -> None:
    """Rows of the brand's name pass behind the subject; the headline stands on a band."""
    copy, room = art.stage.split(0.34, flip=art.stage.shape != WIDE and art.flip)
    art.backdrop([art.scheme.second])
    _running_lines(art, 6 if art.stage.shape == WIDE else 9, 0.5, angle=-14)
    veil = shapes.glow(max(room.width, room.height) * 1.6, art.scheme.base, 0.9)
    art.add(veil, lambda t: Pose(room.x, room.y), soft=4)
    art.show_subject(room, lambda x, y: art.pop_in(x, y, 0.1, angle=3 if art.flip else -3, turn=3))
    band = shapes.panel(art.stage.width * 1.2, 10, 0, art.scheme.accent)
    block = art.set(art.headline, copy.inset(art.px(10), art.px(30)), largest=104, max_lines=3)
    high = block.height + art.px(64)
    y = copy.y
    if art.stage.shape == WIDE:
        band = shapes.panel(copy.width + art.stage.safe.left * 2, high, art.px(40), art.scheme.accent)
        x = copy.x - art.stage.safe.left * 0.5
    else:
        band = shapes.panel(art.stage.width * 1.2, high, 0, art.scheme.accent)
        x = art.stage.width / 2

    def wipe(t: float) -> Pose:
        p = art.enter(t, 0.0, 0.7)
        return Pose(x - art.stage.width * 1.3 * (1 - p), y, 1)

    art.add(band, wipe)
    art.kicker()
    art.type_(block, copy.left + art.px(10), y - block.height / 2, colour=art.scheme.on_accent,
              accent=art.scheme.on_accent, delay=0.3, grow=0.012)  # fmt: skip


def ribbons(art: Art) -> None:
    """Two bands of running text cross behind the subject."""
    copy, room = art.stage.split(0.36)
    art.backdrop()
    text = capitals(art.brand or art.headline, art.headline)
    tall = art.px(92)
    tones = ((art.scheme.accent, art.scheme.on_accent, -11), (art.scheme.text, art.scheme.base, 9))
    for number, (fill, ink, angle) in enumerate(tones):
        repeat = "   •   ".join([text] * 12)[:150]
        picture, _, pen_y = paint_text(repeat, "text-bold", tall * 0.5, ink)
        strip = shapes.panel(max(picture.shape[1], art.stage.width * 1.7), tall, 0, fill)
        top = round(tall / 2 + tall * 0.175 - pen_y)
        _lay(strip, picture, top)
        art.add(strip, _sweep(art, room, -1 if number else 1, angle))
    art.show_subject(room, lambda x, y: art.fly_in(x, y, 0, art.px(700), 0.2, tilt=8))
    art.kicker()
    block = art.set(art.headline, copy, largest=128)
    top_y = copy.y - block.height / 2 if art.stage.shape == WIDE else copy.top
    art.type_(block, copy.left, top_y, entrance="slide")


def _sweep(art: Art, room: Area, way: int, angle: float) -> Motion:
    def pose(t: float) -> Pose:
        p = art.enter(t, 0.0, 0.9)
        run = way * (art.px(46) * (t - art.seconds / 2) + art.stage.width * 1.6 * (p - 1))
        return Pose(room.x + run, room.y + art.px(30) * way, 1, angle)

    return pose


def _lay(under: Pixels, over: Pixels, top: int) -> None:
    """Paste `over` (RGBA) on `under` in place, `top` pixels down, cut at the edges."""
    start = max(0, -top)
    high = min(over.shape[0] - start, under.shape[0] - max(top, 0))
    wide = min(over.shape[1], under.shape[1])
    region = under[max(top, 0) : max(top, 0) + high, :wide, :3]
    share = over[start : start + high, :wide, 3:4].astype("float32") / 255
    region[:] = region * (1 - share) + over[start : start + high, :wide, :3] * share
