"""What a layout works with: the scene's words, subject and colours, and actors that move over a backdrop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from jobs.studio import motion, shapes
from jobs.studio.actors import Actor, Subject
from jobs.studio.ambience import floating_lights
from jobs.studio.backdrops import pushed
from jobs.studio.canvas import Backdrop, Pixels, Plate, Pose
from jobs.studio.colour import Rgb, mix, to_oklch, toned
from jobs.studio.faces import LEADING, UNSPACED, face_for
from jobs.studio.headline import emphasised, initial_of
from jobs.studio.look import Look, Scheme
from jobs.studio.motion import Motion
from jobs.studio.pictures import Picture, contain, cover
from jobs.studio.sprites import Sprite, draw_all
from jobs.studio.stage import WIDE, Area, Stage
from jobs.studio.typeset import Align, Block, Word, paint_text, set_type, width_of

Camera = Callable[[float, Plate], None]  # fills a frame with what is behind everything, at a time in seconds
Entrance = Literal["rise", "drop", "pop", "slide", "fade"]


@dataclass
class Art:
    """One scene being laid out. Layouts set `camera` and add actors, back to front."""

    stage: Stage
    scheme: Scheme
    look: Look
    seconds: float
    start: float
    headline: str
    brand: str
    call_to_action: str
    message: str
    subject: Subject
    photo: Picture | None
    logo: Pixels | None
    flip: bool
    rng: np.random.Generator
    camera: Camera | None = None
    actors: list[Actor] = field(default_factory=list)
    kept_clear: Area | None = None  # what the subject of a photo that fills the frame may cover at any time
    mirrored: bool = (
        False  # scripts from right to left: laid out on a mirrored stage, every place drawn mirrored
    )

    def paint(self, t: float, plate: Plate) -> None:
        """Paint the frame at `t` seconds over whatever `plate` held."""
        if self.camera is None:
            raise RuntimeError("the layout set no backdrop")
        self.camera(t, plate)
        draw_all(plate, ((actor.sprite, self._drawn(actor.pose(t))) for actor in self.actors))

    def _drawn(self, pose: Pose) -> Pose:
        """Where the frame shows what the layout put at `pose`."""
        if not self.mirrored:
            return pose
        wide, clip = self.stage.width, pose.clip
        if clip is not None:
            clip = (wide - clip[2], clip[1], wide - clip[0], clip[3])
        return Pose(wide - pose.x, pose.y, pose.scale, -pose.angle, pose.alpha, clip)

    def frame(self, t: float) -> Pixels:
        """The frame at `t` seconds as studio-range YCbCr (h, w, 3)."""
        plate = Plate(self.stage.width, self.stage.height)
        self.paint(t, plate)
        return plate.ycc()

    def px(self, design: float) -> float:
        return self.stage.px(design)

    def add(self, rgba: Pixels, pose: Motion, *, soft: int = 1) -> None:
        """Put a picture before all that is there. `soft` (2 or 4): it shows no detail finer than that many pixels."""
        self.actors.append(Actor(Sprite.of(rgba, soft), pose))

    def backdrop(self, colours: Sequence[Rgb] | None = None, *, drift: float = 64, turn: float = 2.2) -> None:
        """A gradient with soft spots of colour, under a camera that drifts and turns a little."""
        stage, scheme = self.stage, self.scheme
        wide, high = round(stage.width * 0.62), round(stage.height * 0.62)
        spots = list(colours) if colours is not None else [mix(scheme.base, scheme.soft, 0.5), scheme.second]
        picture = shapes.ground(wide, high, (scheme.base, scheme.second), spots, self.rng)
        drop = Backdrop(picture, stage.width, stage.height)
        way = -1 if self.flip else 1

        def camera(t: float, plate: Plate) -> None:
            p = t / self.seconds - 0.5
            drop.shot(
                plate,
                1.22 + 0.08 * p,
                way * self.px(drift) * p * 2,
                self.px(drift) * p * 1.4,
                way * turn * p * 2,
            )

        self.camera = camera
        for disc, move in floating_lights(stage, scheme, self.rng, way):
            self.add(disc, move)

    def photo_backdrop(self, room: Area) -> None:
        """The subject's photo fills the frame under a push of the camera; what it shows stays within `room`."""
        shown, way = self.subject, -1 if self.flip else 1
        if self.mirrored:
            room = room.mirrored(self.stage.width)
        self.camera, self.kept_clear = pushed(shown.picture, shown.box, self.stage, room, self.seconds, way)

    # Movement

    def enter(self, t: float, delay: float = 0.0, length: float = 0.6) -> float:
        """How far an entrance that begins `delay` s after the scene's start has come, eased, 0…1."""
        return motion.out_expo(motion.share(t, self.start + delay, length))

    def float_(self, t: float, size: float = 12, period: float = 3.8, phase: float = 0.0) -> float:
        """A slow bob in pixels."""
        return self.px(size) * motion.wave(t, period, phase)

    def pop_in(
        self, x: float, y: float, delay: float, *, angle: float = 0, turn: float = 0, grow: float = 0.05
    ) -> Motion:
        """Springs up at (x, y), then keeps growing a little; `turn` degrees over the scene."""

        def pose(t: float) -> Pose:
            p = motion.share(t, self.start + delay, 0.55)
            scale = motion.out_back(p) * (1 + grow * t / self.seconds)
            return Pose(x, y, max(scale, 0.0), angle + turn * t / self.seconds, min(1.0, p * 4))

        return pose

    def fly_in(
        self,
        x: float,
        y: float,
        dx: float,
        dy: float,
        delay: float,
        *,
        angle: float = 0,
        bob: float = 13,
        tilt: float = 0,
        length: float = 0.8,
    ) -> Motion:
        """Comes in from (dx, dy) away, straightens by `tilt` degrees and then bobs."""

        def pose(t: float) -> Pose:
            p = self.enter(t, delay, length)
            return Pose(
                x + dx * (1 - p), y + dy * (1 - p) + self.float_(t, bob) * p,
                1 + 0.035 * t / self.seconds, angle + tilt * (1 - p) + 0.9 * motion.wave(t, 5.3),
                min(1.0, p * 1.6),
            )  # fmt: skip

        return pose

    # Subject

    def show_subject(
        self,
        area: Area,
        pose: Callable[[float, float], Motion],
        *,
        shadow: bool = True,
        card_ratio: float = 0.0,
    ) -> Area:
        """Fit the subject into `area` and add it with its shadow; `pose` makes the motion for a centre (x, y).

        Returns the area it covers. A photo becomes a framed card of `card_ratio` (width to height; 0 takes its own).
        """
        picture = self.subject_picture(area, card_ratio)
        high, wide = picture.shape[:2]
        move = self.alive(pose(area.x, area.y))
        if shadow:
            lower = self.px(18)
            soft = shapes.shadow_of(picture, self.px(26), 0.30)

            def below(t: float) -> Pose:
                own = move(t)
                return Pose(own.x, own.y + lower, own.scale, own.angle, own.alpha, own.clip)

            self.add(soft, below, soft=shapes.softness(self.px(26)))
        self.add(picture, move)
        return Area(area.x - wide / 2, area.y - high / 2, area.x + wide / 2, area.y + high / 2)

    def alive(self, move: Motion, much: float = 1.0) -> Motion:
        """`move`, swaying and coming nearer once it has arrived, so that no scene freezes while it is looked at."""

        def pose(t: float) -> Pose:
            own = move(t)
            settled = much * motion.in_out(motion.share(t, self.start + 0.6, 0.9))
            return Pose(
                own.x + settled * self.px(17) * motion.wave(t, 3.3), own.y,
                own.scale * (1 + 0.018 * settled * motion.wave(t, 2.1)),
                own.angle + settled * 2.6 * motion.wave(t, 2.5), own.alpha, own.clip,
            )  # fmt: skip

        return pose

    def subject_picture(self, area: Area, card_ratio: float = 0.0) -> Pixels:
        """The subject as RGBA no larger than `area`."""
        subject = self.subject
        if subject.kind == "product":
            return contain(subject.picture, area.width, area.height)
        if subject.kind == "photo":
            border = self.px(12)
            ratio = card_ratio or min(max(subject.picture.shape[1] / subject.picture.shape[0], 0.7), 1.45)
            wide = min(area.width, area.height * ratio) - 2 * border
            photo = cover(subject.picture, round(wide), round(wide / ratio), subject.focus)
            white = mix(self.look.paper, (255, 255, 255), 0.6)
            return shapes.framed(photo, self.px(26), border, white)
        side = min(area.width, area.height) * 0.94
        return self.token(side, subject.glyph)

    def token(self, side: float, glyph: str | None) -> Pixels:
        """A tile in the accent colour with a pictogram, or with the brand's initial (a star where it has no letter)."""
        tone = self.scheme.accent
        top, bottom = mix(tone, (255, 255, 255), 0.16), toned(tone, to_oklch(tone)[0] - 0.1)
        ink = self.scheme.on_accent
        if glyph is not None:
            return shapes.token(side, top, bottom, shapes.icon(glyph, side * 0.6, ink))
        if (initial := initial_of(self.brand)) is None:
            return self.token(side, "star")
        face = face_for(initial, self.look.display)
        size = side * min(0.56, 0.8 / max(width_of(initial, face, 1.0), 0.1))  # some letters are two ems wide
        picture, _, _ = paint_text(initial, face, size, ink)
        return shapes.token(side, top, bottom, shapes.trimmed(picture))

    # Type

    def set(
        self,
        text: str,
        area: Area,
        *,
        largest: float,
        max_lines: int = 4,
        align: Align = "left",
        display: bool = True,
        smallest: float = 26,
    ) -> Block:
        """Set `text` into `area` (sizes in design pixels)."""
        face = face_for(text, self.look.display) if display else self.look.text("text-bold")
        largest *= _PRESENCE.get(face, 1.0) * (1.2 if self.stage.shape == WIDE else 1.0)
        # A little less than the area: type grows by some two percent while it stands.
        return set_type(
            text, face, area.width * 0.975, area.height, largest=self.px(largest), smallest=self.px(smallest),
            max_lines=max_lines, align=align, mirrored=self.mirrored,
        )  # fmt: skip

    def type_(
        self,
        block: Block,
        left: float,
        top: float,
        *,
        entrance: Entrance = "rise",
        delay: float = 0.1,
        colour: Rgb | None = None,
        accent: Rgb | None = None,
        marker: bool = False,
        grow: float = 0.022,
        stagger: float = 0.075,
    ) -> None:
        """Add the words of `block` one after another; emphasised words in `accent`, or on a marker of it."""
        colour = colour or self.scheme.text
        accent = accent or (self.scheme.accent if marker else self.scheme.hot)
        strong = emphasised(block.words) if accent != colour else frozenset()
        if marker and any(word.x < 1 and word.index in strong for word in block.words):
            left += _marker_pad(block)  # the marker's own edge stays where type begins
        step = min(stagger, 0.3 * self.seconds / max(len(block.words), 1))
        for word in block.words:
            wait = delay + word.index * step
            hot = word.index in strong
            if hot and marker:
                self._marker(block, word, left, top, wait, accent, grow)
            ink = (self.scheme.on_accent if marker else accent) if hot else colour
            picture, pen_x, pen_y = paint_text(word.text, block.face, block.size, ink)
            x = left + word.x - pen_x + picture.shape[1] / 2
            y = top + word.baseline - pen_y + picture.shape[0] / 2
            self.add(picture, self._word_motion(block, word, left, top, x, y, entrance, wait, grow))

    def _word_motion(
        self,
        block: Block,
        word: Word,
        left: float,
        top: float,
        x: float,
        y: float,
        entrance: Entrance,
        wait: float,
        grow: float,
    ) -> Motion:
        middle_x, middle_y = left + block.width / 2, top + block.height / 2
        more = 0.8 * max(0.0, LEADING[block.face] - 1.24)  # marks above and below
        line_top = top + word.baseline - block.size * (1.02 + more)
        line_bottom = top + word.baseline + block.size * (0.3 + more)
        travel = block.size * 1.25

        def pose(t: float) -> Pose:
            p = self.enter(t, wait, 0.62)
            swell = 1 + grow * t / self.seconds
            at_x, at_y = middle_x + (x - middle_x) * swell, middle_y + (y - middle_y) * swell
            if p >= 1:
                return Pose(at_x, at_y, swell)
            if entrance in ("rise", "drop"):
                way = 1 if entrance == "rise" else -1
                clip = (0.0, line_top - block.size * 0.1, 1e6, line_bottom + block.size * 0.06)
                return Pose(at_x, at_y + way * travel * (1 - p), swell, 0, 1.0 if p > 0 else 0.0, clip)
            if entrance == "pop":
                q = motion.out_back(motion.share(t, self.start + wait, 0.42), 2.0)
                return Pose(at_x, at_y, swell * (0.55 + 0.45 * q), 0, min(1.0, p * 1.5))
            if entrance == "slide":
                return Pose(at_x - self.px(90) * (1 - p), at_y, swell, 0, p)
            return Pose(at_x, at_y, swell, 0, p)

        return pose

    def _marker(
        self, block: Block, word: Word, left: float, top: float, wait: float, colour: Rgb, grow: float
    ) -> None:
        pad = _marker_pad(block)
        wide, high = word.width + 2 * pad, block.size * 0.98
        picture = shapes.panel(wide, high, block.size * 0.12, colour)
        x, y = left + word.x + word.width / 2, top + word.baseline - block.size * 0.345
        middle_x, middle_y = left + block.width / 2, top + block.height / 2

        def pose(t: float) -> Pose:
            p = motion.in_out(motion.share(t, self.start + wait, 0.4))
            swell = 1 + grow * t / self.seconds
            at_x, at_y = middle_x + (x - middle_x) * swell, middle_y + (y - middle_y) * swell
            edge = at_x - wide / 2
            clip = (edge, at_y - high, edge + wide * swell * p, at_y + high) if p < 1 else None
            return Pose(at_x, at_y, swell, 0, 1.0 if p > 0 else 0.0, clip)

        self.add(picture, pose)

    def kicker(self, *, centre: bool = False, colour: Rgb | None = None) -> None:
        """The brand's logo or name in the line at the head of the safe box."""
        area = self.stage.kicker
        if self.logo is not None:
            picture = contain(self.logo, self.px(280), area.height)
        elif self.brand:
            block = set_type(
                self.brand, self.look.text("text-bold"), area.width * 0.8, area.height, largest=self.px(36),
                smallest=self.px(18), max_lines=1,
            )  # fmt: skip
            picture, _, _ = paint_text(
                block.text,
                block.face,
                block.size,
                colour or self.scheme.text,
            )
            picture = shapes.trimmed(picture)
        else:
            return
        wide = picture.shape[1]
        bar = self.px(46)
        left = (
            area.x - wide / 2 if centre else area.left + (0 if self.logo is not None else bar + self.px(16))
        )

        def pose(t: float) -> Pose:
            p = self.enter(t, 0.05, 0.7)
            return Pose(left + wide / 2, area.y, 1, 0, p)

        if self.logo is None and not centre:
            stroke = shapes.panel(bar, self.px(7), self.px(3.5), self.scheme.accent)

            def draw_bar(t: float) -> Pose:
                p = self.enter(t, 0.0, 0.8)
                return Pose(area.left + bar / 2 - bar * (1 - p), area.y, 1, 0, 1, (area.left, 0, 1e6, 1e6))

            self.add(stroke, draw_bar)
        self.add(picture, pose)


def _marker_pad(block: Block) -> float:
    """How far a marker reaches beyond its word: never into the word before it."""
    if block.face in UNSPACED:
        return 0.0
    return min(block.size * 0.13, width_of(" ", block.face, block.size) * 0.55)


# How much larger or smaller a face is set, so that all look equally loud.
_PRESENCE: dict[str, float] = {"condensed-heavy": 1.45, "round-bold": 0.86, "serif-bold": 1.04}
