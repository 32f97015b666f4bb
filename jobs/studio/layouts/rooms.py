"""Layouts that divide the frame: a mosaic of tiles, and rings around a centre."""

from __future__ import annotations

import math

from jobs.studio import motion, shapes
from jobs.studio.art import Art
from jobs.studio.canvas import Pixels, Pose
from jobs.studio.colour import Rgb, contrast, mix, readable, toned
from jobs.studio.motion import Motion
from jobs.studio.pictures import contain, cover
from jobs.studio.stage import WIDE, Area
from jobs.studio.typeset import paint_text


def tiles(art: Art) -> None:
    """Four tiles slide together: headline, subject, a detail or pictogram, and the brand."""
    art.backdrop([art.scheme.second], drift=20)
    box, gap = art.stage.content, art.px(20)
    if art.stage.shape == WIDE:
        cut_x, cut_y = box.left + box.width * 0.52, box.top + box.height * 0.66
        head = Area(box.left, box.top, cut_x, cut_y)
        show = Area(cut_x + gap, box.top, box.right, box.bottom)
        left = Area(box.left, cut_y + gap, box.left + (cut_x - box.left) * 0.4, box.bottom)
        right = Area(left.right + gap, cut_y + gap, cut_x, box.bottom)
    else:
        cut_y, low = box.top + box.height * 0.36, box.top + box.height * 0.72
        middle = box.left + box.width * (0.4 if art.flip else 0.6)
        head = Area(box.left, box.top, box.right, cut_y)
        big = Area(box.left, cut_y + gap, middle - gap / 2, box.bottom)
        narrow_top = Area(middle + gap / 2, cut_y + gap, box.right, low)
        narrow_low = Area(middle + gap / 2, low + gap, box.right, box.bottom)
        if art.flip:
            big, narrow_top, narrow_low = (
                Area(middle + gap / 2, cut_y + gap, box.right, box.bottom),
                Area(box.left, cut_y + gap, middle - gap / 2, low),
                Area(box.left, low + gap, middle - gap / 2, box.bottom),
            )
        show, left, right = big, narrow_top, narrow_low
    fill = mix(art.scheme.accent, art.scheme.base, 0.06)
    _tile(
        art,
        head,
        art.look.ink if contrast(art.look.ink, art.scheme.base) > 1.6 else art.look.paper,
        (0, -1),
        0.0,
    )
    ground = art.look.ink if contrast(art.look.ink, art.scheme.base) > 1.6 else art.look.paper
    _tile(art, show, toned(fill, 0.84, 0.08), (-1, 0), 0.08)
    _show_in(art, show)
    _tile(art, left, fill, (1, 0), 0.16)
    glyph = art.subject.glyph or "sparkle"
    small = min(left.width, left.height)
    ink = max((art.look.ink, art.look.paper), key=lambda c: contrast(c, fill))
    art.add(shapes.icon(glyph, small * 0.62, ink), _arrive(art, left, (1, 0), 0.16, spin=10))
    _tile(art, right, art.scheme.soft, (0, 1), 0.24)
    _name_in(art, right, art.scheme.soft)
    art.kicker()
    words = art.look.paper if ground == art.look.ink else art.look.ink
    inner = head.inset(art.px(34), art.px(28))
    block = art.set(art.headline, inner, largest=116, max_lines=3)
    hot = _legible(art, ground)
    art.type_(block, inner.left, inner.y - block.height / 2, colour=words, accent=hot, delay=0.3, grow=0.01)


def _legible(art: Art, ground: Rgb) -> Rgb:
    return readable(art.look.accent, ground, 4.5)


def _tile(art: Art, area: Area, colour: Rgb, way: tuple[int, int], delay: float) -> None:
    picture = shapes.panel(area.width, area.height, art.px(34), colour)
    art.add(picture, _arrive(art, area, way, delay))


def _arrive(art: Art, area: Area, way: tuple[int, int], delay: float, spin: float = 0) -> Motion:
    def pose(t: float) -> Pose:
        p = art.enter(t, delay, 0.8)
        return Pose(
            area.x + way[0] * art.stage.width * 0.9 * (1 - p),
            area.y + way[1] * art.stage.height * 0.6 * (1 - p),
            1,
            spin * motion.wave(t, 3.4),
        )

    return pose


def _show_in(art: Art, area: Area) -> None:
    if art.subject.kind == "photo":
        photo = cover(art.subject.picture, round(area.width), round(area.height), art.subject.focus)
        mask = shapes.rounded_mask(round(area.width), round(area.height), art.px(34))
        art.add(shapes.masked(photo, mask), _arrive(art, area, (-1, 0), 0.08))
        return
    inner = area.inset(area.width * 0.08, area.height * 0.08)
    art.show_subject(inner, lambda x, y: art.fly_in(x, y, -art.stage.width, 0, 0.14, bob=8))


def _name_in(art: Art, area: Area, ground: Rgb) -> None:
    """The logo, or the brand's initial as a huge letter."""
    ink = max((art.look.ink, art.look.paper), key=lambda c: contrast(c, ground))
    if art.logo is not None:
        picture: Pixels = contain(art.logo, area.width * 0.72, area.height * 0.6)
    elif art.brand:
        block = art.set(
            art.brand, area.inset(art.px(22), art.px(14)), largest=74, max_lines=2, align="centre"
        )
        for word in block.words:
            text, pen_x, pen_y = paint_text(word.text, block.face, block.size, ink)
            dx = word.x - pen_x + text.shape[1] / 2 - block.width / 2
            dy = word.baseline - pen_y + text.shape[0] / 2 - block.height / 2
            art.add(
                text, _arrive(art, Area(area.x + dx, area.y + dy, area.x + dx, area.y + dy), (0, 1), 0.24)
            )
        return
    else:
        picture = shapes.icon("star", min(area.width, area.height) * 0.6, ink)
    art.add(picture, _arrive(art, area, (0, 1), 0.24))


def rings(art: Art) -> None:
    """Rings turn and breathe around the subject; small discs travel on them."""
    copy, room = art.stage.split(0.36, flip=art.stage.shape == WIDE)
    art.backdrop()
    size = min(room.width, room.height) * 1.02
    for number, (share, dashes) in enumerate(((1.0, 0), (1.34, 52), (1.7, 0), (2.1, 70))):
        hoop = shapes.ring(
            size * share, art.px(5 if dashes else 3), art.scheme.accent, 0.75 - 0.14 * number, dashes
        )
        art.add(hoop, art.pop_in(room.x, room.y, 0.08 * number, turn=(30 if number % 2 else -24), grow=0.05))
    plate = shapes.disc(size * 0.92, art.scheme.soft)
    art.add(plate, art.pop_in(room.x, room.y, 0.05))
    for number in range(3):
        bead = shapes.disc(art.px(30 - 6 * number), art.scheme.accent)
        art.add(bead, _orbit(art, room, size * (0.5, 0.67, 0.85)[number], number / 3, 7 + 2 * number))
    art.show_subject(room.inset(room.width * 0.1, room.height * 0.07), lambda x, y: art.pop_in(x, y, 0.2))
    art.kicker()
    block = art.set(art.headline, copy, largest=128)
    top = copy.y - block.height / 2 if art.stage.shape == WIDE else copy.top
    art.type_(block, copy.left, top, entrance="pop")


def _orbit(art: Art, room: Area, radius: float, phase: float, period: float) -> Motion:
    def pose(t: float) -> Pose:
        turn = 2 * math.pi * (t / period + phase)
        p = art.enter(t, 0.4)
        return Pose(room.x + radius * math.cos(turn), room.y + radius * math.sin(turn), p)

    return pose
