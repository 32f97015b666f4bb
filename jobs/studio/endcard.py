"""The end card over the last clip: product, name, promise and a button above the captions, as a plan. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from agent.script import AdScript
from jobs.studio.headline import offer_of
from jobs.studio.language import language_of
from jobs.studio.look import Look
from jobs.studio.overlay import PRESENCE, Enter, Overlay, Piece, Window, over
from jobs.studio.stage import TALL, WIDE, Area, Stage
from jobs.studio.typeset import Block, Face, drawable, face_for, set_type

_LEAST = 2.4  # seconds a card needs to be read
_GAP = 26  # design pixels between its rows; type brings a little air of its own


def card_start(window: Window) -> float:
    """When the card comes over the last clip, which is seen alone for what it can spare."""
    start = window.end - max(_LEAST, window.seconds * 0.55)
    at_once = max(window.start, min(window.start + 0.04, window.end - 0.3))
    return start if start - window.start >= 0.6 else at_once


def short_offer(offer: tuple[str, str, str]) -> tuple[str, str, str]:
    """An offer as a small badge says it: the figure, and its neighbours where they are a word or two."""
    before, figure, after = offer
    before = before if len(before) <= 10 and len(before.split()) <= 1 else ""
    return before, figure, after if len(after) <= 14 and len(after.split()) <= 2 else ""


@dataclass(frozen=True, slots=True)
class _Row:
    piece: Piece
    height: float
    wait: float
    enter: Enter
    text: str
    size: float = 0.0
    face: Face = "text-bold"


def end_card(script: AdScript, look: Look, stage: Stage, window: Window) -> list[Overlay]:
    """The card's pieces from back to front; words and button inside the safe box, above the captions' band.

    Only the product may reach above the safe box, in 9:16 frames.
    """
    start, whole = card_start(window), Area(0, 0, stage.width, stage.height)
    copy, room = _areas(script, stage)

    def piece(
        box: Area, wait: float, enter: Enter, what: Piece, text: str = "", size: float = 0.0,
        face: Face = "text-bold",
    ) -> Overlay:  # fmt: skip
        own = over(
            "end_card", box, start + wait, window, enter, what, (text,), size=size, end=window.end, face=face
        )  # fmt: skip
        return replace(own, leaves=False)

    found = [piece(whole, 0.0, "fade", "veil")]
    if room is not None:
        found.append(piece(room, 0.12, "pop", "product"))
    rows, gap = _rows(script, look, stage, copy), stage.px(_GAP)
    used = sum(row.height for row in rows) + gap * (len(rows) - 1)
    top = copy.top + max(0.0, copy.height - used) / 2
    for row in rows:
        box = Area(copy.left, top, copy.right, top + row.height)
        found.append(piece(box, row.wait, row.enter, row.piece, row.text, row.size, row.face))
        top += row.height + gap
    late = [drawable(scene.on_screen_text)[0] for scene in script.scenes[len(script.scenes) // 2 :]]
    offer = next((named for words in reversed(late) if (named := offer_of(words))), None)
    if offer is not None and room is not None:
        side = min(stage.px(264), room.height * 0.56)
        head, right = max(room.top + stage.px(8), stage.safe.top), stage.safe.right - stage.px(20)
        own = piece(Area(right - side, head, right, head + side), 0.6, "pop", "sticker", size=side)
        found.append(replace(own, kind="badge", text=short_offer(offer)))
    return found


def _areas(script: AdScript, stage: Stage) -> tuple[Area, Area | None]:
    """Where the words stand, and the product where there is a photo of it."""
    safe, gap = stage.safe, stage.px(30)
    copy = Area(safe.left, safe.top, safe.right, stage.captions.top - stage.px(26))
    if not script.brand.product_images:
        return copy, None
    if stage.shape == WIDE:
        middle = safe.left + safe.width * 0.52
        return replace(copy, right=middle - gap), Area(middle + gap, safe.top, safe.right, copy.bottom)
    if stage.shape == TALL:
        cut = safe.top + copy.height * 0.45
        return replace(copy, top=cut + gap), Area(safe.left, safe.top * 0.42, safe.right, cut)
    cut = safe.top + copy.height * 0.53
    return replace(copy, top=cut + gap), Area(safe.left, safe.top, safe.right, cut)


def _rows(script: AdScript, look: Look, stage: Stage, copy: Area) -> list[_Row]:
    """Name, promise and button with their heights; together with their gaps never taller than `copy`."""
    title = drawable(script.brand.title)[0].replace("\n", " ")
    call = call_of(script)
    promise = _promise(script, title, call)
    logo = script.brand.logo is not None
    button = min(stage.px(132), copy.height * 0.28) if call else 0.0
    count = sum((bool(title or logo), bool(promise), bool(call)))
    free = copy.height - button - stage.px(_GAP) * (count - 1)
    rows: list[_Row] = []
    if logo:
        high = min(free * (0.55 if promise else 1.0), stage.px(230 if title else 150))
        rows.append(_Row("brand", high, 0.2, "rise", title))
    elif title:
        room = free * (0.55 if promise else 1.0)
        block, high = _fitted(title, look.display, copy.width, room, stage, 124, 2)
        rows.append(_Row("brand", high, 0.2, "rise", block.text, block.size, block.face))
    if promise:
        room = free - sum(row.height for row in rows)
        block, high = _fitted(promise, look.text("text-bold"), copy.width, room, stage, 62, 3)
        rows.append(_Row("promise", high, 0.32, "rise", block.text, block.size, block.face))
    if call:
        rows.append(_Row("button", button, 0.5, "pop", call))
    return rows


def _fitted(
    text: str, face: Face, wide: float, high: float, stage: Stage, largest: float, lines: int
) -> tuple[Block, float]:
    """`text` set as large as `wide` × `high` allow, and its height in pixels."""
    own = face_for(text, face)
    block = set_type(
        text, own, wide * 0.96, high, largest=stage.px(largest) * PRESENCE.get(own, 1.0), smallest=stage.px(13),
        max_lines=lines, align="centre",
    )  # fmt: skip
    return block, min(block.height, high)


def call_of(script: AdScript) -> str:
    """What the button says: the call to action, or in English the usual words."""
    asked = drawable(script.ad_details.call_to_action)[0].replace("\n", " ")
    english = language_of(script.voiceover_text or script.scenes[-1].on_screen_text) == "en"
    return asked or ("Learn more" if english else "")


def _promise(script: AdScript, title: str, call: str) -> str:
    promise = drawable(script.scenes[-1].on_screen_text)[0].replace("\n", " ")
    if promise.lower().strip(" .!") in ("", title.lower(), call.lower().strip(" .!")):
        promise = drawable(script.ad_details.key_message)[0].replace("\n", " ")
    return promise if len(promise) <= 90 else ""
