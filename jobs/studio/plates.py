"""The overlays of an ad as pictures: each piece of the plan drawn as straight-alpha RGBA of exactly its rectangle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np

from jobs.studio import cardplates, shapes
from jobs.studio.canvas import Pixels
from jobs.studio.colour import Rgb, contrast, mix, readable
from jobs.studio.contrast import LEVELS, WANTED, contrast_behind, emphasis, least_opacity, luminances, veiled
from jobs.studio.overlay import Overlay, Piece, line_metrics, style_of
from jobs.studio.pictures import contain
from jobs.studio.plating import Kit, lay, line_of, tone_of, write
from jobs.studio.stage import Area
from jobs.studio.typeset import Block, ascent_of, face_for, set_type, width_of


@dataclass(frozen=True, slots=True)
class Ground:
    """What a headline stands on: a veil of `veil` at `opacity`, and the type's colour; `plated` where none would do."""

    text: Rgb
    veil: Rgb
    opacity: float
    plated: bool = False


_HEAVY = LEVELS[2]


def draw_overlay(overlay: Overlay, kit: Kit) -> Pixels:
    """The picture (height × width × 4) of `overlay`."""
    canvas = np.zeros((overlay.height, overlay.width, 4), np.uint8)
    _PIECES[overlay.piece](canvas, overlay, kit)
    return canvas


def ground_of(kit: Kit, scene: int) -> Ground:
    """How the bare headline of `scene` becomes legible: a dark or a light veil, the weaker one, or a plate."""
    lines = [o for o in kit.overlays if o.scene == scene and o.kind == "headline"]
    # Part by part: a bottle's neck behind one word is little of the whole, and all of that word.
    parts = [kit.behind(part, [scene], _spread(kit, scene)) for line in lines for part in _parts(line.box)]
    light, dark = (255, 255, 255), kit.look.ink
    below = least_opacity(light, parts, dark)
    above = least_opacity(dark, parts, kit.look.paper)
    # Light type is what films are titled with; dark type has to be clearly the lighter touch.
    if below is not None and below <= _HEAVY and (above is None or below <= above + 0.13):
        return Ground(light, dark, below)
    if above is not None and above <= _HEAVY:
        return Ground(dark, kit.look.paper, above)
    # Light and dark pass behind it: a veil for both would be fog. Plates take the picture's own tone.
    if float(np.median(luminances(np.concatenate(parts)))) > 0.35:
        return Ground(dark, kit.look.paper, 0.0, plated=True)
    return Ground(light, dark, LEVELS[1], plated=True)


def _parts(box: Area) -> list[Area]:
    """A line in parts about as wide as it is high, a letter or two."""
    count = max(1, round(box.width / max(box.height, 1)))
    wide = box.width / count
    return [replace(box, left=box.left + i * wide, right=box.left + (i + 1) * wide) for i in range(count)]


def _spread(kit: Kit, scene: int) -> float:
    """How far around a box is looked, in shares of the frame: farther where only few moments of the clip are known."""
    return 0.05 if len(kit.frames.get(scene) or ()) > 2 else 0.1


# Pieces


def _scrim(canvas: Pixels, overlay: Overlay, kit: Kit) -> None:
    """At full strength from the frame's edge to the headline's far side, then falling to nothing without an edge."""
    ground = ground_of(kit, overlay.scene)
    edge, way = float(overlay.text[0]), overlay.text[1]
    y = np.arange(overlay.height, dtype=np.float32)
    if way == "upwards":
        fall = np.clip(y / max(edge, 1), 0, 1)
    else:
        fall = np.clip((overlay.height - y) / max(overlay.height - edge, 1), 0, 1)
    ramp = fall * fall * (3 - 2 * fall) * ground.opacity
    grain = np.random.default_rng(4).uniform(-0.5, 0.5, (overlay.height, 64)).astype(np.float32)
    alpha = np.tile(grain, (1, -(-overlay.width // 64)))[:, : overlay.width] + ramp[:, None] * 255
    canvas[..., :3] = ground.veil
    canvas[..., 3] = np.clip(np.round(alpha), 0, 255)
    canvas[ramp <= 0.002] = 0


def _line(canvas: Pixels, overlay: Overlay, kit: Kit) -> None:
    """One line of a headline, bare or on its plate."""
    block = line_of(overlay.text[0], overlay.face, overlay.size)
    side, above, _ = line_metrics(block.face, overlay.size)
    if style_of(kit.look) == "labels":
        plate, text, hot = _label_colours(overlay, kit)
        lay(canvas, shapes.panel(overlay.width, overlay.height, overlay.size * 0.17, plate), 0, 0)
        write(canvas, block, side, above, text, hot, overlay.strong)
        return
    ground, inset = ground_of(kit, overlay.scene), kit.px(14)
    left = kit.at(canvas, inset, block.width)
    if ground.plated:
        wide = block.width + 2 * side
        below = shapes.panel(wide, overlay.height, overlay.size * 0.17, ground.veil, 0.88)
        lay(canvas, below, kit.at(canvas, inset, wide), 0)
        hot = _distinct(kit.look.accent, ground.text, ground.veil)
        write(
            canvas, block, kit.at(canvas, inset + side, block.width), above, ground.text, hot, overlay.strong
        )
        return
    words = np.zeros_like(canvas)
    seen = veiled(kit.behind(overlay.box, [overlay.scene]), ground.veil, ground.opacity)
    shade = emphasis((kit.look.accent, kit.look.brand), ground.text, seen)
    hot = shade or _marked(canvas, overlay, kit, block, left, above)
    write(words, block, left, above, ground.text, hot, overlay.strong)
    soft = shapes.shadow_of(words, overlay.size * 0.11, 0.5, ground.veil)
    margin = (soft.shape[0] - words.shape[0]) // 2
    lay(canvas, soft, -margin, -margin)
    lay(canvas, words, 0, 0)


def _marked(canvas: Pixels, overlay: Overlay, kit: Kit, block: Block, left: float, top: float) -> Rgb:
    """Lay a marker of the accent below the emphasised words; the colour of type on it."""
    scheme, pad = kit.scheme("brand"), min(overlay.size * 0.12, width_of(" ", block.face, block.size) * 0.5)
    for word in block.words:
        if word.index in overlay.strong:
            high = overlay.size * 1.0
            marker = shapes.panel(word.width + 2 * pad, high, overlay.size * 0.12, scheme.accent)
            lay(canvas, marker, left + word.x - pad, top + word.baseline - overlay.size * 0.345 - high / 2)
    return scheme.on_accent


def _label_colours(overlay: Overlay, kit: Kit) -> tuple[Rgb, Rgb, Rgb]:
    """Plate, type and emphasis of one line: the line that carries the headline stands on the accent."""
    scheme = kit.scheme("brand")
    lines = [o for o in kit.overlays if o.scene == overlay.scene and o.piece == "line"]
    carried = [o for o in lines if o.strong]
    if len(lines) > 1 and carried and overlay == carried[-1]:
        return scheme.accent, scheme.on_accent, scheme.on_accent
    if len(lines) > 1:
        return scheme.base, scheme.text, scheme.text
    return scheme.base, scheme.text, _distinct(kit.look.accent, scheme.text, scheme.base)


def _distinct(accent: Rgb, text: Rgb, ground: Rgb) -> Rgb:
    """`accent` as it can be read on `ground` beside `text`; `text` where it could not be told from it."""
    hot = readable(accent, ground, WANTED)
    return hot if contrast(hot, text) >= 1.25 and contrast(hot, ground) >= WANTED else text


def _card(canvas: Pixels, overlay: Overlay, kit: Kit) -> None:
    """The whole headline on a card with a bar in the brand's colour."""
    block = line_of(overlay.text[0], overlay.face, overlay.size)
    side, above, _ = line_metrics(block.face, overlay.size)
    paper, ink = kit.look.paper, kit.look.ink
    lay(canvas, shapes.panel(overlay.width, overlay.height, kit.px(24), paper, 0.96), 0, 0)
    bar = shapes.panel(kit.px(10), overlay.height - 2 * above, kit.px(5), _seen(kit.look.brand, paper))
    lay(canvas, bar, kit.at(canvas, side * 0.72, bar.shape[1]), above)
    hot = _distinct(kit.look.brand, ink, paper)
    write(canvas, block, kit.at(canvas, side + kit.px(22), block.width), above, ink, hot, overlay.strong)


def _seen(colour: Rgb, ground: Rgb) -> Rgb:
    return readable(colour, ground, 2.0)


def _logo(canvas: Pixels, overlay: Overlay, kit: Kit) -> None:
    """The logo in the corner, on a pill where what passes behind would swallow it; else the brand's name."""
    if kit.logo is None:
        _wordmark(canvas, overlay, kit)
        return
    inset, mark = 0.0, contain(kit.logo, canvas.shape[1], canvas.shape[0])
    own = tone_of(mark)
    if own is None:  # a logo with a ground of its own needs no other
        mask = shapes.rounded_mask(mark.shape[1], mark.shape[0], kit.px(10))
        mark[..., 3] = np.round(mark[..., 3] * mask)
    elif contrast_behind(own, kit.behind(overlay.box, [i for i in kit.frames if i >= overlay.scene])) < 3:
        inset = kit.px(14)
        mark = contain(kit.logo, canvas.shape[1] - 2 * inset, canvas.shape[0] - inset)
        plate = max((kit.look.paper, kit.look.ink), key=lambda colour: contrast(colour, own))
        pill = shapes.panel(mark.shape[1] + 2 * inset, canvas.shape[0], kit.px(14), plate, 0.92)
        lay(canvas, pill, kit.at(canvas, 0, pill.shape[1]), 0)
    lay(canvas, mark, kit.at(canvas, inset, mark.shape[1]), (canvas.shape[0] - mark.shape[0]) / 2)


def _wordmark(canvas: Pixels, overlay: Overlay, kit: Kit) -> None:
    title = overlay.text[0]
    lay(canvas, shapes.panel(overlay.width, overlay.height, overlay.height / 2, kit.look.ink, 0.82), 0, 0)
    block = line_of(title, face_for(title, kit.look.text("text-bold")), overlay.size)
    high = ascent_of(block.face, block.size)
    write(canvas, block, kit.px(18), (overlay.height - high) / 2, (255, 255, 255), (255, 255, 255), ())


def _name(canvas: Pixels, overlay: Overlay, kit: Kit) -> None:
    """The lower third: name and promise on a plate in the brand's colour, with an edge of the accent."""
    scheme, size = kit.scheme("brand"), overlay.size
    title, message = overlay.text
    edge, left = kit.px(10), kit.px(36)
    lay(canvas, shapes.panel(overlay.width, overlay.height, kit.px(16), scheme.accent), 0, 0)
    body = shapes.panel(overlay.width - edge, overlay.height, kit.px(13), scheme.base)
    lay(canvas, body, kit.at(canvas, edge, body.shape[1]), 0)
    block = line_of(title, face_for(title, kit.look.text("text-bold")), size)
    high = ascent_of(block.face, block.size)
    if not message:
        write(
            canvas,
            block,
            kit.at(canvas, left, block.width),
            (overlay.height - high) / 2,
            scheme.text,
            scheme.text,
            (),
        )
        return
    small = line_of(message, face_for(message, kit.look.text("text-medium")), size * 0.66)
    below, gap = ascent_of(small.face, small.size), size * 0.46
    top = (overlay.height - high - gap - below) / 2
    write(canvas, block, kit.at(canvas, left, block.width), top, scheme.text, scheme.text, ())
    soft = readable(mix(scheme.text, scheme.base, 0.15), scheme.base, WANTED)
    write(canvas, small, kit.at(canvas, left, small.width), top + high + gap, soft, soft, ())


def _sticker(canvas: Pixels, overlay: Overlay, kit: Kit) -> None:
    """A scalloped badge, a little askew: the figure as large as it fits, words above and below it."""
    scheme = kit.scheme("brand")
    side = overlay.width
    before, figure, after = overlay.text
    flat = np.zeros_like(canvas)
    burst = shapes.starburst(side * 0.94, scheme.accent, 22, 0.085)
    lay(flat, burst, side * 0.03, side * 0.03)
    inner = shapes.ring(side * 0.8, max(1.5, side * 0.011), scheme.on_accent, 0.55)
    lay(flat, inner, side * 0.1, side * 0.1)
    face = face_for(figure, kit.look.display)
    wide = side * 0.64
    most = side * (0.3 if before or after else 0.36)
    number = set_type(figure, face, wide, most * 1.6, largest=most * 1.25, smallest=6, max_lines=1)
    cap = ascent_of(number.face, number.size)
    rows = [(number, cap)]
    for words, at in ((before, 0), (after, len(rows))):
        if words:
            own = face_for(words, kit.look.text("text-bold"))
            small = set_type(words, own, wide * 0.84, side * 0.24, largest=side * 0.105, smallest=5, max_lines=2,
                             align="centre")  # fmt: skip
            rows.insert(at if at == 0 else len(rows), (small, small.height - 0.24 * small.size))
    gap = side * 0.045
    y = (side - sum(high for _, high in rows) - gap * (len(rows) - 1)) / 2
    for block, high in rows:
        write(flat, block, (side - block.width) / 2, y, scheme.on_accent, scheme.on_accent, ())
        y += high + gap
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), 7, 1.0)
    canvas[:] = _warped(flat, turn)


def _warped(picture: Pixels, matrix: np.ndarray) -> Pixels:
    """`picture` under an affine map; colours are weighed by alpha so that edges keep theirs."""
    alpha = picture[..., 3:].astype(np.float32) / 255
    size = picture.shape[1], picture.shape[0]
    solid = cv2.warpAffine(picture[..., :3].astype(np.float32) * alpha, matrix, size, flags=cv2.INTER_CUBIC)
    share = np.clip(cv2.warpAffine(alpha, matrix, size, flags=cv2.INTER_CUBIC), 0, 1)[..., None]
    colours = np.where(share > 0.002, solid / np.maximum(share, 0.002), 0)
    return np.dstack([np.clip(colours, 0, 255), share * 255]).round().astype(np.uint8)


_PIECES: Mapping[Piece, Callable[[Pixels, Overlay, Kit], None]] = {
    "scrim": _scrim, "line": _line, "card": _card, "logo": _logo, "name": _name, "sticker": _sticker,
    "veil": cardplates.veil, "product": cardplates.product, "brand": cardplates.brand,
    "promise": cardplates.words, "button": cardplates.button,
}  # fmt: skip
