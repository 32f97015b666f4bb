"""Layouts led by the product: it enters large and the headline answers."""

from __future__ import annotations

import numpy as np

from jobs.studio import motion, shapes
from jobs.studio.actors import Actor
from jobs.studio.art import Art
from jobs.studio.backdrops import scrim
from jobs.studio.canvas import Pixels, Pose
from jobs.studio.colour import mix, toned
from jobs.studio.motion import Motion
from jobs.studio.pictures import cover
from jobs.studio.sprites import Sprite
from jobs.studio.stage import WIDE, Area


def hero(art: Art) -> None:
    """The subject over a great disc; a photo fills the whole frame under a scrim."""
    copy, room = art.stage.split(0.36)
    if art.subject.kind == "photo":
        art.photo_backdrop(room)
        block = art.set(art.headline, copy, largest=132)
        top = _middle(art, copy, block.height)
        _shade(art, Area(copy.left, 0, copy.right, max(top + block.height, art.stage.kicker.bottom)))
        art.kicker(colour=(255, 255, 255))
        art.type_(block, copy.left, top, colour=(255, 255, 255), marker=True)
        return
    art.backdrop()
    _disc_behind(art, room, 1.5 if art.stage.shape != WIDE else 1.16)
    _parade(art, room)
    art.kicker()
    block = art.set(art.headline, copy, largest=138)
    art.type_(block, copy.left, _middle(art, copy, block.height), marker=True)


def _parade(art: Art, room: Area) -> None:
    """The subject flies in and never stands still: it sways, comes nearer, and light runs over it."""
    picture = art.subject_picture(room.inset(room.width * 0.03, room.height * 0.05))
    sway = art.alive(art.fly_in(room.x, room.y, 0, room.height * 0.9, 0.1, tilt=-6, bob=22), 1.6)
    art.add(
        shapes.shadow_of(picture, art.px(26), 0.30),
        lambda t: _below(sway(t), art.px(18)),
        soft=shapes.softness(art.px(26)),
    )
    art.add(picture, sway)
    _gleam(art, picture, sway)


def _below(pose: Pose, down: float) -> Pose:
    return Pose(pose.x, pose.y + down, pose.scale, pose.angle, pose.alpha, pose.clip)


def _middle(art: Art, area: Area, height: float) -> float:
    """Top of a block: at the head of its area when stacked, centred when beside the picture."""
    return area.y - height / 2 if art.stage.shape == WIDE else area.top


def _disc_behind(art: Art, room: Area, share: float) -> None:
    size = min(room.width, room.height * 1.25) * share
    size = min(size, art.stage.width * 1.05)
    art.add(
        shapes.shaded(shapes.rounded_mask(round(size), round(size), size / 2), art.scheme.soft,
                      mix(art.scheme.soft, art.scheme.base, 0.55)),
        art.pop_in(room.x, room.y, 0.0, grow=0.06),
    )  # fmt: skip
    art.add(
        shapes.ring(size * 1.16, art.px(4), art.scheme.accent, 0.8, dashes=44),
        art.pop_in(room.x, room.y, 0.12, turn=26),
    )


def _shade(art: Art, words: Area) -> None:
    """Darkens a photo behind words and captions so that white type reaches its contrast."""
    wide, high = art.stage.width, art.stage.height
    reach = words
    if art.stage.high_captions:
        reach = Area(words.left, words.top, words.right, max(words.bottom, art.stage.captions.y))
    mask = scrim(wide, high, reach, art.stage.captions, beside=art.stage.shape == WIDE)
    if art.mirrored:  # places are drawn mirrored, pictures are not
        mask = np.ascontiguousarray(mask[:, ::-1])
    art.add(shapes.filled(mask, toned(art.look.ink, 0.13)), lambda t: Pose(wide / 2, high / 2))


def split(art: Art) -> None:
    """Two fields of colour meet on a slant; the subject stands across the seam."""
    copy, room = art.stage.split(0.38, flip=art.stage.shape == WIDE and art.flip)
    art.backdrop([art.scheme.second], drift=30)
    wide, high = art.stage.width, art.stage.height
    field = mix(art.scheme.accent, art.scheme.base, 0.12)
    lean = 9 if art.flip else -9
    if art.stage.shape == WIDE:
        panel = shapes.panel(wide * 0.6, high * 1.5, 0, field)
        side = 1 if room.x > copy.x else -1
        # The seam leans; it begins beyond the headline at whatever height that stands.
        clear = art.px(24) + 0.16 * copy.height / 2
        seam = copy.right + clear if side > 0 else copy.left - clear
        target = (seam + side * wide * 0.3, high / 2)
        away = (side * wide * 0.8, 0.0)
    else:
        panel = shapes.panel(wide * 1.5, high * 0.9, 0, field)
        target = (wide / 2, room.y + high * 0.45)
        away = (0.0, high * 0.7)

    def slide(t: float) -> Pose:
        p = motion.out_expo(motion.share(t, art.start, 0.9))
        return Pose(
            target[0] + away[0] * (1 - p),
            target[1] + away[1] * (1 - p) - art.px(16) * t / art.seconds,
            1,
            lean,
        )

    art.add(panel, slide)
    dots = shapes.halftone(wide * 0.5, wide * 0.36, art.px(26), art.scheme.text, 0.16)
    art.add(dots, lambda t: Pose(wide * (0.8 - 0.05 * t / art.seconds), high * 0.9, 1, lean))
    way = -1 if art.flip else 1
    art.show_subject(
        room, lambda x, y: art.fly_in(x, y, way * wide * 0.8, 0, 0.18, angle=-4 * way, tilt=14 * way)
    )
    art.kicker()
    block = art.set(art.headline, copy, largest=128)
    art.type_(block, copy.left, _middle(art, copy, block.height), entrance="slide")


def pedestal(art: Art) -> None:
    """The subject on a plinth in a cone of light."""
    copy, room = art.stage.split(0.34)
    art.backdrop([mix(art.scheme.base, (255, 255, 255), 0.12), art.scheme.second])
    wide, high = art.stage.width, art.stage.height
    drum = min(wide * 0.86, room.width * 0.98, room.height * 1.9)
    light = shapes.glow(drum * 1.7, mix(art.scheme.base, (255, 255, 255), 0.75), 0.6)
    art.add(
        light, lambda t: Pose(room.x, room.y + art.float_(t, 14, 5), 1.0 + 0.06 * motion.wave(t, 4.4)), soft=4
    )
    body = mix(art.scheme.accent, art.scheme.base, 0.25)
    plinth = shapes.podium(
        drum, high - room.bottom + drum * 0.14 + art.px(8), toned(body, 0.86, 0.09), body, toned(body, 0.34)
    )
    top = room.bottom - drum * 0.09
    plinth_y = top - drum * 0.05 + plinth.shape[0] / 2
    art.add(
        plinth,
        lambda t: Pose(
            room.x, plinth_y + high * 0.5 * (1 - art.enter(t, 0, 0.8)), 1 + 0.015 * t / art.seconds
        ),
    )
    stand = Area(room.left + room.width * 0.08, room.top, room.right - room.width * 0.08, top + drum * 0.035)
    picture = art.subject_picture(stand)
    foot = stand.bottom - picture.shape[0] / 2
    contact = shapes.glow(picture.shape[1] * 1.15, (0, 0, 0), 0.5)
    contact = contact[:: max(1, 6)]
    art.add(
        np.ascontiguousarray(contact),
        lambda t: Pose(room.x, stand.bottom - art.px(2), 1, 0, art.enter(t, 0.45, 0.5)),
    )

    def land(t: float) -> Pose:
        p = motion.out_back(motion.share(t, art.start + 0.22, 0.7), 0.9)
        grown = 1 + 0.05 * t / art.seconds  # towards the camera, its foot stays where it stands
        lifted = (grown - 1) * picture.shape[0] / 2
        return Pose(room.x, foot - lifted - (1 - p) * stand.height * 1.3, grown, 0, min(1.0, p * 2))

    art.add(picture, land)
    _gleam(art, picture, land)
    art.kicker(centre=art.stage.shape != WIDE)
    if art.stage.shape == WIDE:
        block = art.set(art.headline, copy, largest=120)
        art.type_(block, copy.left, copy.y - block.height / 2, entrance="drop")
    else:
        block = art.set(art.headline, copy, largest=120, align="centre", max_lines=3)
        art.type_(block, copy.x - block.width / 2, copy.top, entrance="drop")


def _gleam(art: Art, picture: Pixels, stand: Motion) -> None:
    """A band of light that sweeps over a standing subject every two seconds or so."""
    high, wide = picture.shape[:2]
    band = np.exp(-(((np.arange(wide * 3, dtype=np.float32) - wide * 1.5) / (wide * 0.11)) ** 2))
    shape = picture[..., 3].astype(np.float32) / 255
    steps = 10
    sprites = []
    for step in range(steps):
        centre = int(wide * (-0.4 + 1.8 * step / (steps - 1)))
        rows = np.arange(high)[:, None] // 3
        columns = np.clip(
            np.arange(wide)[None, :] - centre + rows + int(wide * 1.5) - high // 6, 0, wide * 3 - 1
        )
        sprites.append(Sprite.of(shapes.filled(band[columns] * shape * 0.4, (255, 255, 255))))

    for step, sprite in enumerate(sprites):

        def pose(t: float, step: int = step) -> Pose:
            at = (t - art.start - 0.9) % 2.6 / 0.5 * steps - 0.0
            near = max(0.0, 1 - abs(at - step)) if t > art.start + 0.9 else 0.0
            own = stand(t)
            return Pose(own.x, own.y, own.scale, own.angle, near)

        art.actors.append(Actor(sprite, pose))


def arch(art: Art) -> None:
    """A doorway in which the subject stands, picture first and words below (or beside)."""
    copy, room = art.stage.split(0.33, flip=True)
    art.backdrop(drift=34)
    high = room.height
    wide = min(room.width * 0.92, high * 0.94)
    mask = shapes.arch_mask(round(wide), round(high))
    accent = art.scheme.accent
    door = shapes.shaded(mask, toned(accent, 0.8, 0.1), mix(accent, art.scheme.base, 0.2))
    behind = shapes.filled(shapes.arch_mask(round(wide * 1.1), round(high * 1.05)), art.scheme.soft)
    art.add(behind, art.pop_in(room.x + art.px(22), room.y, 0.0, grow=0.05))

    def rise(t: float) -> Pose:
        return Pose(room.x, room.y + high * 1.1 * (1 - art.enter(t, 0.05, 0.8)), 1)

    if art.subject.kind == "photo":
        photo = cover(art.subject.picture, round(wide), round(high), art.subject.focus)
        art.add(shapes.masked(photo, mask), lambda t: _swell(rise(t), 1 + 0.05 * t / art.seconds))
    else:
        art.add(door, rise)
        inner = Area(
            room.x - wide * 0.4, room.top + high * 0.14, room.x + wide * 0.4, room.bottom - high * 0.05
        )
        art.show_subject(inner, lambda x, y: art.fly_in(x, y, 0, high, 0.25, bob=7))
    art.kicker()
    block = art.set(art.headline, copy, largest=112, max_lines=3)
    art.type_(block, copy.left, copy.y - block.height / 2, delay=0.25)


def _swell(pose: Pose, scale: float) -> Pose:
    return Pose(pose.x, pose.y, pose.scale * scale, pose.angle, pose.alpha, pose.clip)


def spotlight(art: Art) -> None:
    """Dark stage, two beams that search and find the subject."""
    copy, room = art.stage.split(0.36)
    art.backdrop([art.scheme.second, toned(art.scheme.soft, 0.3)], drift=24)
    reach = min(room.width, room.height) * 1.9
    pool = shapes.glow(reach, mix(art.scheme.accent, (255, 255, 255), 0.25), 0.75)

    def search(t: float) -> Pose:
        p = art.enter(t, 0.0, 1.1)
        return Pose(room.x + art.px(420) * (1 - p) + art.px(22) * motion.wave(t, 4.6), room.y, 0.7 + 0.3 * p)

    art.add(pool, search, soft=4)
    for side in (-1, 1):
        art.add(_beam(art, room), _swing(art, room, side), soft=2)
    floor = shapes.glow(room.width * 0.9, (0, 0, 0), 0.6)
    art.add(
        np.ascontiguousarray(floor[::7]),
        lambda t: Pose(room.x, room.bottom - art.px(6), 1, 0, art.enter(t, 0.3)),
    )

    def appear(x: float, y: float) -> Motion:
        def pose(t: float) -> Pose:
            p = art.enter(t, 0.3, 0.9)
            return Pose(x, y + art.float_(t, 7), 0.86 + 0.14 * p + 0.03 * t / art.seconds, 0, p)

        return pose

    art.show_subject(room.inset(0, art.px(10)), appear)
    art.kicker()
    block = art.set(art.headline, copy, largest=128)
    art.type_(block, copy.left, _middle(art, copy, block.height), entrance="fade", stagger=0.12)


def _beam(art: Art, room: Area) -> Pixels:
    long, foot = round(art.stage.height * 0.75), round(min(room.width, room.height) * 0.55)
    y = np.linspace(0, 1, long, dtype=np.float32)[:, None]
    x = (np.arange(foot, dtype=np.float32)[None, :] + 0.5) / foot * 2 - 1
    width = 0.12 + 0.88 * y
    mask = np.clip(1 - np.abs(x) / width, 0, 1) ** 0.8 * (1 - y) * 0.42
    return shapes.filled(mask, mix(art.scheme.accent, (255, 255, 255), 0.55))


def _swing(art: Art, room: Area, side: int) -> Motion:
    def pose(t: float) -> Pose:
        p = art.enter(t, 0, 1.2)
        angle = side * (30 - 16 * p + 3 * motion.wave(t, 3.8, side * 0.2))
        return Pose(room.x + side * room.width * 0.32, room.y - art.stage.height * 0.2, 1, angle, p)

    return pose
