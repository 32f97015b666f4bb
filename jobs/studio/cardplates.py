"""The pieces of an end card as pictures."""

from __future__ import annotations

import cv2

from jobs.studio import shapes
from jobs.studio.canvas import Pixels
from jobs.studio.colour import contrast, mix
from jobs.studio.contrast import least_opacity
from jobs.studio.look import Scheme
from jobs.studio.overlay import Overlay
from jobs.studio.pictures import contain, cover
from jobs.studio.plating import Kit, lay, tone_of, write
from jobs.studio.stage import WIDE, Area
from jobs.studio.typeset import Block, Face, face_for, set_type

_VEILS = (0.86, 0.9, 0.94, 0.97)


def veil(canvas: Pixels, overlay: Overlay, kit: Kit) -> None:
    """The clip sinks back under the brand's colour; light gathers behind the product."""
    scheme, stage = kit.scheme("brand"), kit.stage
    pixels = kit.behind(Area(0, 0, stage.width, stage.height), [overlay.scene])
    level = least_opacity(scheme.text, pixels, scheme.base, _VEILS) or _VEILS[-1]
    small = shapes.gradient(stage.width // 4, stage.height // 4, scheme.base, scheme.second, 75)
    canvas[..., :3] = cv2.resize(small, (stage.width, stage.height), interpolation=cv2.INTER_LINEAR)
    canvas[..., 3] = round(255 * level)
    room = next((o.box for o in kit.overlays if o.piece == "product" and o.scene == overlay.scene), None)
    if room is not None:
        beams = shapes.rays(max(room.width, room.height) * 2.0, scheme.soft, 18, 0.6)
        lay(canvas, beams, room.x - beams.shape[1] / 2, room.y - beams.shape[0] / 2)
        light = mix(scheme.accent, (255, 255, 255), 0.35)
        glow = shapes.glow(min(room.width, room.height) * 1.5, light, 0.6)
        lay(canvas, glow, room.x - glow.shape[1] / 2, room.y - glow.shape[0] / 2)


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
    """Logo and name; a logo that is lettering itself stands alone."""
    title, high, gap = overlay.text[0], float(overlay.height), kit.px(18)
    if kit.logo is None:
        words(canvas, overlay, kit, kit.look.display)
        return
    lettered = kit.logo.shape[1] >= 2.4 * kit.logo.shape[0] or not title
    mark = contain(kit.logo, overlay.width * 0.7, high if lettered else high * 0.55 - gap)
    x = (overlay.width - mark.shape[1]) / 2 if _centred(kit) else 0.0
    lay(canvas, _on_veil(mark, kit.scheme("brand")), x, (high - mark.shape[0]) / 2 if lettered else 0.0)
    if not lettered:
        top = mark.shape[0] + gap
        block = set_type(
            title, face_for(title, kit.look.display), overlay.width * 0.96, high - top, largest=kit.px(96),
            smallest=kit.px(13), max_lines=2, align="centre" if _centred(kit) else "left",
        )  # fmt: skip
        _lay_words(canvas, block, kit, top, high - top)


def words(canvas: Pixels, overlay: Overlay, kit: Kit, face: Face = "text-bold") -> None:
    """Words as they were set in the plan."""
    text = overlay.text[0]
    block = set_type(
        text, face_for(text.replace("\n", " "), face), 1e6, 1e6, largest=overlay.size, smallest=overlay.size,
        max_lines=99, align="centre" if _centred(kit) else "left",
    )  # fmt: skip
    _lay_words(canvas, block, kit, 0, overlay.height)


def _lay_words(canvas: Pixels, block: Block, kit: Kit, top: float, high: float) -> None:
    left = (canvas.shape[1] - block.width) / 2 if _centred(kit) else 0.0
    ink = kit.scheme("brand").text
    write(canvas, block, left, top + max(0.0, (high - block.height) / 2), ink, ink, ())


def _centred(kit: Kit) -> bool:
    """Whether the card stands on a middle axis; where it has two columns its words begin at the left."""
    return kit.stage.shape != WIDE or not any(overlay.piece == "product" for overlay in kit.overlays)


def _on_veil(mark: Pixels, scheme: Scheme) -> Pixels:
    """A logo whose colour would sink into the card's is set in the colour of the card's words."""
    tone = tone_of(mark)
    if tone is None or contrast(tone, scheme.base) >= 2.2:
        return mark
    inked = mark.copy()
    inked[..., :3] = scheme.text
    return inked


def button(canvas: Pixels, overlay: Overlay, kit: Kit) -> None:
    """The call to action on a pill that asks to be pressed."""
    scheme, centre = kit.scheme("brand"), _centred(kit)
    shade = kit.px(14)
    high = overlay.height - shade
    text = overlay.text[0]
    room = overlay.width - high * 1.9
    face = face_for(text, "text-bold")
    block = set_type(text, face, room, high * 0.7, largest=kit.px(48), smallest=kit.px(22), max_lines=1)
    if block.lines > 1 or block.width > room:
        block = set_type(text, face, room, high * 0.9, largest=kit.px(36), smallest=kit.px(8), max_lines=3)
    wide = min(float(overlay.width), block.width + high * 1.75)
    left = (overlay.width - wide) / 2 if centre else 0.0
    pill = shapes.panel(wide, high, high / 2, scheme.accent)
    lay(canvas, shapes.shadow_of(pill, shade * 0.5, 0.35), left - shade, -shade + shade * 0.8)
    lay(canvas, pill, left, 0)
    capitals = block.height - 0.24 * block.size
    write(canvas, block, left + high * 0.55, (high - capitals) / 2, scheme.on_accent, scheme.on_accent, ())
    arrow = shapes.icon("arrow-right", high * 0.42, scheme.on_accent)
    lay(canvas, arrow, left + wide - high * 0.5 - arrow.shape[1], (high - arrow.shape[0]) / 2)
