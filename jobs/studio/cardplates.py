"""The pieces of an end card as pictures."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.studio import shapes
from jobs.studio.canvas import Pixels
from jobs.studio.colour import contrast, mix
from jobs.studio.contrast import WANTED, behind, contrast_behind, least_opacity, luminances
from jobs.studio.look import Scheme
from jobs.studio.overlay import Overlay
from jobs.studio.pictures import contain, cover
from jobs.studio.plating import Kit, lay, tone_of, write
from jobs.studio.stage import WIDE, Area
from jobs.studio.typeset import Block, face_for, set_type

_VEILS = (0.8, 0.86, 0.9, 0.94, 0.97)
_ENOUGH = 50_000  # pixels tell how bright a picture is, and how dark
_SMALL = 4  # light has no edges: a quarter of the size will do


def veil(canvas: Pixels, overlay: Overlay, kit: Kit) -> None:
    """The clip sinks back under the brand's colour; light gathers behind the product, as much as words can bear."""
    scheme, stage = kit.card, kit.stage
    pixels = kit.behind(Area(0, 0, stage.width, stage.height), [overlay.scene])
    pixels = pixels[:: max(1, len(pixels) // _ENOUGH)]
    level = least_opacity(scheme.text, [pixels], scheme.base, _VEILS) or _VEILS[-1]
    own = [o for o in kit.overlays if o.scene == overlay.scene]
    words = [o.box for o in own if o.piece in ("brand", "promise")]
    room = next((o.box for o in own if o.piece == "product"), words[0] if words else None)
    high, wide = -(-canvas.shape[0] // _SMALL), -(-canvas.shape[1] // _SMALL)
    plain = np.full((high, wide, 4), round(255 * level), np.uint8)
    plain[..., :3] = shapes.gradient(wide, high, scheme.base, scheme.second, 75)
    brighter = (_lit(plain, scheme, room, light) for light in (0.6, 0.4, 0.2) if room is not None)
    legible = (
        drawn for drawn in brighter if all(_borne(drawn, box, kit, scheme, overlay.scene) for box in words)
    )
    drawn = next(legible, plain)
    canvas[:] = cv2.resize(drawn, (canvas.shape[1], canvas.shape[0]), interpolation=cv2.INTER_LINEAR)


def _lit(plain: Pixels, scheme: Scheme, room: Area, light: float) -> Pixels:
    """The veil `plain`, a quarter of its size, with beams and a glow of strength `light` around `room`."""
    drawn = plain.copy()
    x, y = room.x / _SMALL, room.y / _SMALL
    beams = shapes.rays(max(room.width, room.height) * 2 / _SMALL, scheme.soft, 18, light)
    lay(drawn, beams, x - beams.shape[1] / 2, y - beams.shape[0] / 2)
    white = mix(scheme.accent, (255, 255, 255), 0.35)
    glow = shapes.glow(min(room.width, room.height) * 1.5 / _SMALL, white, light)
    lay(drawn, glow, x - glow.shape[1] / 2, y - glow.shape[0] / 2)
    return drawn


def _borne(drawn: Pixels, box: Area, kit: Kit, scheme: Scheme, scene: int) -> bool:
    """Whether words in `box` are read on the veil, over the darkest and the brightest that passes behind it."""
    passing = luminances(kit.behind(box, [scene]))
    part = behind([drawn], box, kit.stage.width, kit.stage.height)
    share = behind([drawn[..., 3:].repeat(3, axis=2)], box, kit.stage.width, kit.stage.height) / 255
    for edge in np.percentile(passing, (5, 95)):
        grey = 255 * (edge ** (1 / 2.2))
        seen = np.round(part * share + grey * (1 - share)).astype(np.uint8)
        if contrast_behind(scheme.text, seen) < WANTED:
            return False
    return True


def product(canvas: Pixels, overlay: Overlay, kit: Kit) -> None:
    """The product cut out, or its photo as a card, with its shadow."""
    pad = kit.px(22)
    wide, high = overlay.width - 2 * pad, overlay.height - 2 * pad
    if kit.product is not None:
        picture = contain(kit.product, wide, high)
    elif kit.photo is not None:
        border = kit.px(10)
        ratio = min(max(kit.photo.shape[1] / kit.photo.shape[0], 0.7), 1.45)
        across = min(wide, high * ratio) - 2 * border
        photo = cover(kit.photo, round(across), round(across / ratio))
        picture = shapes.framed(photo, kit.px(24), border, mix(kit.look.paper, (255, 255, 255), 0.6))
    else:
        return
    left, top = (overlay.width - picture.shape[1]) / 2, (overlay.height - picture.shape[0]) / 2
    soft = shapes.shadow_of(picture, kit.px(16), 0.32)
    margin = (soft.shape[1] - picture.shape[1]) / 2
    lay(canvas, soft, left - margin, top - margin + kit.px(12))
    lay(canvas, picture, left, top)


def brand(canvas: Pixels, overlay: Overlay, kit: Kit) -> None:
    """Logo and name, beside each other where the name is not long; a logo that is lettering itself stands alone."""
    title, high, gap = overlay.text[0], float(overlay.height), kit.px(18)
    if kit.logo is None:
        words(canvas, overlay, kit)
        return
    if title and _side_by_side(canvas, overlay, kit):
        return
    lettered = kit.logo.shape[1] >= 2.4 * kit.logo.shape[0] or not title
    mark = _on_veil(contain(kit.logo, overlay.width * 0.7, high if lettered else high * 0.55 - gap), kit)
    x = (overlay.width - mark.shape[1]) / 2 if _centred(kit) else kit.at(canvas, 0, mark.shape[1])
    lay(canvas, mark, x, (high - mark.shape[0]) / 2 if lettered else 0.0)
    if not lettered:
        top = mark.shape[0] + gap
        block = set_type(
            title, face_for(title, kit.look.display), overlay.width * 0.96, high - top, largest=kit.px(96),
            smallest=kit.px(13), max_lines=2, align="centre" if _centred(kit) else "left",
        )  # fmt: skip
        _lay_words(canvas, block, kit, top, high - top)


def _side_by_side(canvas: Pixels, overlay: Overlay, kit: Kit) -> bool:
    """Draw a compact logo and, behind it, the name in large type on one line; False where that does not do."""
    logo, high, gap = kit.logo, float(overlay.height), kit.px(26)
    if logo is None or logo.shape[1] >= 1.6 * logo.shape[0]:
        return False
    mark = _on_veil(contain(logo, overlay.width * 0.3, min(high * 0.86, kit.px(130))), kit)
    room = overlay.width * 0.98 - mark.shape[1] - gap
    block = set_type(
        overlay.text[0], face_for(overlay.text[0], kit.look.display), room, high, largest=kit.px(112),
        smallest=kit.px(13), max_lines=1,
    )  # fmt: skip
    if block.size < kit.px(58):
        return False
    capitals = block.height - 0.24 * block.size
    across = mark.shape[1] + gap + block.width
    left = (overlay.width - across) / 2 if _centred(kit) else 0.0
    lay(canvas, mark, kit.at(canvas, left, mark.shape[1]), (high - mark.shape[0]) / 2)
    x, ink = kit.at(canvas, left + mark.shape[1] + gap, block.width), kit.card.text
    write(canvas, block, x, (high - capitals) / 2, ink, ink, ())
    return True


def words(canvas: Pixels, overlay: Overlay, kit: Kit) -> None:
    """Words as they were set in the plan."""
    block = set_type(
        overlay.text[0], overlay.face, 1e6, 1e6, largest=overlay.size, smallest=overlay.size, max_lines=99,
        align="centre" if _centred(kit) else "left",
    )  # fmt: skip
    _lay_words(canvas, block, kit, 0, overlay.height)


def _lay_words(canvas: Pixels, block: Block, kit: Kit, top: float, high: float) -> None:
    left = (canvas.shape[1] - block.width) / 2 if _centred(kit) else kit.at(canvas, 0, block.width)
    ink = kit.card.text
    write(canvas, block, left, top + max(0.0, (high - block.height) / 2), ink, ink, ())


def _centred(kit: Kit) -> bool:
    """Whether the card stands on a middle axis; where it has two columns its words begin at the left."""
    return kit.stage.shape != WIDE or not any(overlay.piece == "product" for overlay in kit.overlays)


def _on_veil(mark: Pixels, kit: Kit) -> Pixels:
    """A logo whose colour would sink into the card's stands on a plate; its own colours are nobody's to change."""
    tone = tone_of(mark)
    if tone is None or contrast(tone, kit.card.base) >= 2.2:
        return mark
    pad = round(min(kit.px(20), mark.shape[0] * 0.2))
    inner = contain(mark, mark.shape[1] - 2 * pad, mark.shape[0] - 2 * pad)
    ground = max((kit.look.paper, kit.look.ink), key=lambda colour: contrast(colour, tone))
    plate = shapes.panel(inner.shape[1] + 2 * pad, inner.shape[0] + 2 * pad, kit.px(18), ground)
    lay(plate, inner, pad, pad)
    return plate


def button(canvas: Pixels, overlay: Overlay, kit: Kit) -> None:
    """The call to action on a pill that asks to be pressed."""
    scheme, text, air = kit.card, overlay.text[0], kit.px(12)  # below the pill lies its shadow
    high = overlay.height - 2 * air
    room = overlay.width - high * 1.95
    face = face_for(text, kit.look.text("text-bold"))
    block = set_type(text, face, room, high * 0.7, largest=kit.px(48), smallest=kit.px(22), max_lines=1)
    if block.lines > 1 or block.width > room:
        block = set_type(text, face, room, high * 0.9, largest=kit.px(36), smallest=kit.px(8), max_lines=3)
    arrow = shapes.icon("arrow-right", high * 0.58, scheme.on_accent)
    arrow = np.ascontiguousarray(arrow[:, ::-1]) if kit.mirrored else arrow
    wide = min(float(overlay.width), block.width + high * 1.14 + arrow.shape[1])
    pill = np.zeros((round(high), round(wide), 4), np.uint8)
    lay(pill, shapes.panel(wide, high, high / 2, scheme.accent), 0, 0)
    left = (overlay.width - wide) / 2 if _centred(kit) else kit.at(canvas, 0, wide)
    lay(canvas, shapes.shadow_of(pill, air * 0.5, 0.35), left - air, air * 0.7)
    capitals = block.height - 0.24 * block.size
    x = kit.at(pill, high * 0.55, block.width)
    write(pill, block, x, (high - capitals) / 2, scheme.on_accent, scheme.on_accent, ())
    x = kit.at(pill, wide - high * 0.42 - arrow.shape[1], arrow.shape[1])
    lay(pill, arrow, x, (high - arrow.shape[0]) / 2)
    lay(canvas, pill, left, air)
