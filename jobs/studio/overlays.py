"""What is laid over clips that we did not paint, from headline to end card: a pure plan, and its painting.

A clip of a generator or of the marketer's own camera shows no word of the ad. Over each such clip stand its headline
at the head of the safe box, above it the logo, early in the ad the brand's name at the foot, above the captions, and
to the right a badge where the words carry a price or an offer; the last one ends under a card with product, name,
promise and button. No two of them share a place, and none enters the band of the captions.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from agent.script import AdScript
from jobs.studio.endcard import card_start, end_card, short_offer
from jobs.studio.ffmpeg import deadline_for
from jobs.studio.headline import emphasised, offer_of, parts_of
from jobs.studio.language import runs_from_the_right
from jobs.studio.look import Look
from jobs.studio.overlay import ENTER as ENTER
from jobs.studio.overlay import LEAVE as LEAVE
from jobs.studio.overlay import PRESENCE, Enter, Style, Window, line_metrics, over, style_of, windows_of
from jobs.studio.overlay import Overlay as Overlay
from jobs.studio.process import Limits, failure
from jobs.studio.seat import Seat, best_seat
from jobs.studio.stage import PORTRAIT, SQUARE, TALL, WIDE, Area, Stage
from jobs.studio.standby import Standby, at_once
from jobs.studio.typeset import LEADING, Block, drawable, face_for, set_type, width_of

if TYPE_CHECKING:  # a timeline holds overlays
    from jobs.studio.sources import Source
    from jobs.studio.timeline import Timeline


def overlays_of(
    script: AdScript,
    look: Look,
    stage: Stage,
    timeline: Timeline,
    foreign: Sequence[bool],
    subjects: Sequence[Area | None] = (),
) -> tuple[Overlay, ...]:
    """The overlays of an ad; `foreign[i]` says that the clip of scene i is not painted by us (ours carry their own).

    The captions of foreign scenes stand in `stage.captions`, at the foot of the safe box. `subjects` are where in the
    frame the clips show what they are about, as far as that is known: headlines keep off it.

    Raises:
        UndrawableText: words that no font of ours draws.
    """
    mirrored = runs_from_the_right(script)
    stage = replace(stage, high_captions=False)
    if mirrored:
        subjects = [subject and subject.mirrored(stage.width) for subject in subjects]
    plan = _Plan(script, look, stage.mirrored() if mirrored else stage, style_of(look), subjects)
    windows = windows_of(timeline)
    last = len(windows) - 1
    found: list[Overlay] = []
    card = card_start(windows[last]) if foreign[last] else None
    for window in windows:
        if foreign[window.index] and window.index != last:
            found += plan.copy(window)
        elif (
            card is not None and last == 0 and card - window.start >= 1.2
        ):  # an ad of one scene has a headline, too
            found += plan.copy(replace(window, end=card))
    named = plan.lower_third([w for w in windows if foreign[w.index] and w.index != last], found)
    found += named
    found += plan.marks(windows, foreign, card, named)
    if card is not None:
        found += end_card(script, look, plan.stage, windows[last])
    if mirrored:
        found = [replace(o, left=stage.width - o.left - o.width) for o in found]
    return tuple(sorted(found, key=lambda overlay: (overlay.kind != "scrim", overlay.start)))


_LARGEST: Final[dict[str, float]] = {TALL: 96, PORTRAIT: 86, SQUARE: 78, WIDE: 96}
_ROOM: Final[dict[str, float]] = {
    TALL: 0.34,
    PORTRAIT: 0.3,
    SQUARE: 0.32,
    WIDE: 0.42,
}  # of the safe box's height
_SHORT: Final = 6  # words that fit a badge


@dataclass(frozen=True, slots=True)
class _Plan:
    script: AdScript
    look: Look
    stage: Stage
    style: Style
    subjects: Sequence[Area | None] = ()

    def px(self, design: float) -> float:
        return self.stage.px(design)

    @property
    def left(self) -> float:
        """The edge that headline, logo and lower third share; bare type needs a little room for its shadow."""
        return self.stage.safe.left + (self.px(14) if self.style == "scrim" else 0)

    @property
    def top(self) -> float:
        """Where the headline begins: below the logo, or the line of the name."""
        return self.mark.bottom + self.px(24)

    @property
    def mark(self) -> Area:
        """The corner of the logo; a name needs less height."""
        area = self.stage.kicker
        return replace(area, bottom=area.top + self.px(76)) if self.script.brand.logo is not None else area

    @property
    def title(self) -> str:
        return drawable(self.script.brand.title)[0].replace("\n", " ")

    def copy(self, window: Window) -> list[Overlay]:
        """The headline of a scene, and its badge. The first scene begins with it: it is what makes people stay."""
        words = drawable(self.script.scenes[window.index].on_screen_text)[0].replace("\n", " ")
        if not words or window.seconds < 0.4:
            return []
        offer = offer_of(words)
        if offer and len(words.split()) <= _SHORT and len(words) <= 36:
            return [self._sticker(window, offer, large=True)]
        found = self._headline(words, window, badge=offer is not None)
        if offer:
            found.append(self._sticker(window, short_offer(offer), large=False))
        return found

    def _headline(self, words: str, window: Window, *, badge: bool) -> list[Overlay]:
        points = parts_of(words)
        block, step = self._set_headline("\n".join(points) if len(points) > 1 else words)
        face, size, strong = block.face, block.size, emphasised(block.words)
        side, above, high = line_metrics(face, size)
        start = window.start if window.index == 0 else window.start + 0.08
        comes: Enter = "none" if window.index == 0 else "rise" if self.style == "scrim" else "slide"
        edge = 2 * side + (self.px(22) if self.style == "card" else 2)
        lines = (block.lines - 1) * step + high
        tall = block.height - 0.24 * size + 2 * above if self.style == "card" else lines
        seat = self._seat(window, block.width + edge, tall, badge=badge)
        left = self.left + seat.shift
        if self.style == "card":
            box = Area(left, seat.top, left + block.width + edge, seat.top + tall)
            text, hot = (block.text,), tuple(strong)
            return [over("headline", box, start, window, comes, "card", text, hot, size, face=face)]
        found: list[Overlay] = []
        for number, line in enumerate(block.text.split("\n")):
            top = seat.top + number * step
            wide = width_of(line, face, size) + edge
            box = Area(
                self.stage.safe.left + seat.shift, top, min(self.stage.safe.right, left + wide), top + high
            )
            own = [word.index for word in block.words if word.line == number]
            marked = tuple(own.index(i) for i in strong if i in own)
            wait = start + (0.1 * number if window.index else 0)
            found.append(over("headline", box, wait, window, comes, "line", (line,), marked, size, face=face))
        if self.style == "scrim":
            found.insert(0, self._scrim(window, start, seat, tall))
        return found

    def _scrim(self, window: Window, start: float, seat: Seat, tall: float) -> Overlay:
        """From the frame's edge to beyond the headline; its text is where it begins to fall, and which way."""
        fall, foot = tall * 0.35 + self.px(240), seat.top + tall
        comes: Enter = "none" if window.index == 0 else "fade"
        if seat.low:
            top = round(max(0.0, seat.top - fall))
            box = Area(0, top, self.stage.width, self.stage.height)
            return over("scrim", box, start, window, comes, "scrim", (str(round(seat.top) - top), "upwards"))
        box = Area(0, 0, self.stage.width, min(foot + fall, self.stage.height))
        return over("scrim", box, start, window, comes, "scrim", (str(round(foot)), "downwards"))

    def _seat(self, window: Window, wide: float, tall: float, *, badge: bool) -> Seat:
        """Where the headline hides least: at the head; in wide frames there at the right; else above the captions,
        where no badge stands."""
        seats, subject = [Seat(self.top)], None
        if window.index < len(self.subjects):
            subject = self.subjects[window.index]
        if self.stage.shape == WIDE:
            seats.append(Seat(self.top, shift=max(0.0, self.stage.safe.right - wide - self.left), cost=0.05))
        foot = self.stage.captions.top - self.px(26) - tall
        if not badge and foot >= self.top:
            seats.append(Seat(foot, low=True, cost=0.1))
        return best_seat(seats, Area(self.left, self.top, self.left + wide, self.top + tall), subject)

    def _set_headline(self, words: str) -> tuple[Block, float]:
        """The block of type that fits, plates counted, and the distance of its lines."""
        stage, face = self.stage, face_for(words.replace("\n", " "), self.look.display)
        wide = (stage.safe.right - self.left) * (0.58 if stage.shape == WIDE else 1.0)
        room = stage.safe.height * _ROOM[stage.shape]
        size, most = self.px(_LARGEST[stage.shape]) * PRESENCE.get(face, 1.0), 3
        while True:
            side, _, high = line_metrics(face, size)
            inner = wide - 2 * side - (self.px(22) if self.style == "card" else 0) - 2
            block = set_type(words, face, inner, 1e6, largest=size, smallest=size, max_lines=most)
            step = high + self.px(8) if self.style == "labels" else LEADING[block.face] * size * 1.02
            tall = (block.lines - 1) * step + high
            if size <= self.px(12) or (block.lines <= most and tall <= room and block.width <= inner):
                return block, step
            size = max(self.px(12), size * 0.95)
            if size < self.px(44):
                most = 4 if size > self.px(30) else 40

    def _sticker(self, window: Window, text: tuple[str, str, str], *, large: bool) -> Overlay:
        """A badge: in the headline's place where it says all, else small above the captions."""
        safe = self.stage.safe
        side = self.px({TALL: 400, WIDE: 380}.get(self.stage.shape, 340) if large else 236)
        side = min(side, safe.height * 0.36, safe.width * 0.5)
        top = self.top - self.px(10) if large else self.stage.captions.top - self.px(26) - side
        box = Area(safe.right - side, top, safe.right, top + side)
        wait = (0.0 if window.index == 0 else 0.12) if large else 0.55
        return over("badge", box, window.start + wait, window, "pop", "sticker", text, size=side)

    def lower_third(self, windows: Sequence[Window], taken: Sequence[Overlay]) -> list[Overlay]:
        """The brand's name with what it stands for, in the first scene with time for it, among the first three."""
        title, message = self.title, drawable(self.script.ad_details.key_message)[0].replace("\n", " ")
        early = [window for window in windows if window.index <= 2 and window.seconds >= 2.2]
        if not title or len(title) > 60 or not early:
            return []
        high = [
            w for w in early
            if not any(o.scene == w.index and o.kind == "headline" and o.top > self.stage.safe.y for o in taken)
        ]  # fmt: skip
        window, safe = (high or early)[0], self.stage.safe
        badge = any(overlay.kind == "badge" and overlay.scene == window.index for overlay in taken)
        wide = (safe.right - self.left) * (0.5 if self.stage.shape == WIDE else 0.6 if badge else 0.88)
        inner, size = wide - self.px(70), self.px(50)
        while width_of(title, face_for(title, self.look.text("text-bold")), size) > inner and size > self.px(
            14
        ):
            size *= 0.95
        span = width_of(title, face_for(title, self.look.text("text-bold")), size)
        below = width_of(message, face_for(message, self.look.text("text-medium")), size * 0.66)
        if message.lower() == title.lower() or below > inner:
            message = ""
        if message:
            span = max(span, below)
        foot = self.stage.captions.top - self.px(26)
        if not high:  # on the headline that stands there
            lines = [o.box for o in taken if o.scene == window.index and o.kind == "headline"]
            foot = min(line.top for line in lines) - self.px(20)
        box = Area(self.left, foot - size * (2.7 if message else 1.8), self.left + span + self.px(66), foot)
        start = window.start + min(0.9, window.seconds * 0.25)
        end = min(window.end, start + 3.4)
        shown = over("lower_third", box, start, window, "slide", "name", (title, message), size=size, end=end)
        return [shown if end < window.end else replace(shown, leaves=not window.cut)]

    def marks(
        self, windows: Sequence[Window], foreign: Sequence[bool], card: float | None, named: Sequence[Overlay]
    ) -> list[Overlay]:
        """The logo (or the brand's name) through each run of foreign scenes, up to the end card.

        A name without a logo waits until the lower third, which says it larger, has gone.
        """
        title, logo = self.title, self.script.brand.logo is not None
        if not logo and not title:
            return []
        area, found = self.mark, []
        wide, size = self.px(300), 0.0
        if not logo:
            face, size, room = (
                face_for(title, self.look.text("text-bold")),
                self.px(32),
                area.width * 0.6 - self.px(36),
            )
            while width_of(title, face, size) > room and size > self.px(10):
                size *= 0.95
            wide = width_of(title, face, size) + self.px(36)
        for first, final in _runs(foreign):
            start, end = windows[first].start, windows[final].end
            if final == len(windows) - 1 and card is not None:
                end = card
            if not logo and named and first <= named[0].scene <= final:
                start = named[0].end + 0.1
            if end - start >= 0.8:
                box = Area(self.left, area.top, min(self.left + wide, area.right), area.bottom)
                mark = over("logo", box, 0, windows[first], "fade", "logo", (title,), size=size, end=end)
                found.append(replace(mark, start=start))
        return found


def _runs(foreign: Sequence[bool]) -> list[tuple[int, int]]:
    """First and last index of every run of foreign scenes."""
    marks = [False, *foreign, False]
    edges = [i for i, (one, other) in enumerate(pairwise(marks)) if one != other]
    return [(edges[i], edges[i + 1] - 1) for i in range(0, len(edges), 2)]


_PLATEMAKER = "jobs.studio.platemaker"
_LIMITS = Limits(deadline=deadline_for(10), memory=3_000_000_000)


def plate_maker() -> Standby:
    """What paints overlays, coming up while the clips are still looked at, which takes as long."""
    return Standby(_PLATEMAKER, limits=_LIMITS)


async def paint_overlays(
    overlays: Sequence[Overlay],
    script: AdScript,
    look: Look,
    stage: Stage,
    sources: Sequence[Source],
    room: Path,
    *,
    folder: Path = Path(),
    name: str = "overlay",
    maker: Standby | None = None,
) -> list[Path]:
    """Paint every one of `overlays` to `room` as `NAME-00.png` and so on: straight RGBA of exactly its rectangle.

    A bounded child, `maker` where one is up, looks at a few frames of the clips of `sources` (one per scene) to keep
    every word at 4.5:1 on what passes behind it. The script's media are relative to `folder`.

    Raises:
        UndrawableText, BadMedia, OutputFull, RenderTimedOut, RenderFailed.
    """
    if not overlays:
        return []
    paths = [room.absolute() / f"{name}-{number:02}.png" for number in range(len(overlays))]
    brand, photos = script.brand, script.brand.product_images
    # Plain facts: the child does without what reads scripts.
    job: dict[str, Any] = {
        "placement": script.ad_details.placement.name,
        "mirrored": runs_from_the_right(script),
        "logo": str(folder.absolute() / brand.logo) if brand.logo else None,
        "photo": str(folder.absolute() / photos[(len(script.scenes) - 1) % len(photos)]) if photos else None,
        "look": asdict(look),
        "size": (stage.width, stage.height),
        "overlays": [asdict(overlay) for overlay in overlays],
        "clips": {
            str(index): {
                "path": str(source.clip.path), "demuxer": source.clip.facts.demuxer, "start": source.clip.start,
                "focus": (source.clip.focus.x, source.clip.focus.y),
            }
            for index, source in enumerate(sources) if source.foreign and source.clip is not None
        },
        "out": [str(path) for path in paths],
    }  # fmt: skip
    order = json.dumps(job).encode()
    finished = await (at_once(_PLATEMAKER, limits=_LIMITS, job=order) if maker is None else maker.do(order))
    if finished.code != 0:
        raise failure("painting what lies over the clips", finished)
    return paths
