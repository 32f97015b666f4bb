"""Captions as an ASS document for libass: plates, words and their movement. Pure.

Every style brings its own ground, whose contrast to its type is at least 4.5:1 over any picture.
"""

from __future__ import annotations

from collections.abc import Sequence

from jobs.studio import bidi
from jobs.studio.captions import Caption, CaptionStyle
from jobs.studio.colour import Rgb, contrast, mix, readable
from jobs.studio.faces import FAMILIES, runs_of
from jobs.studio.look import Look
from jobs.studio.segment import is_said
from jobs.studio.stage import Stage
from jobs.studio.typeset import ascent_of

# libass counts ascent plus descent, the same in all our fonts, as the size of type.
_ASCENT, _DESCENT = 1.212, 0.334
_ASS_SIZE = _ASCENT + _DESCENT
_GLASS = {"highlight": 0.16, "bar": 0.22, "pop": 0.0}  # how much of the picture a plate lets through
_WHITE: Rgb = (255, 255, 255)
_QUIET = 0.35  # seconds of silence after which no word is marked


def inks_of(look: Look, style: CaptionStyle) -> tuple[Rgb, ...]:
    """The colours of the type of `style`."""
    if style == "bar":
        return (_WHITE,)
    _, ink = sticker_of(look)
    return (ink,) if style == "pop" else (_WHITE, ink)


def plate_of(look: Look, style: CaptionStyle) -> Rgb:
    """The dark ground of `style`: the look's ink, made so dark that white type stands out over a white picture too."""
    plate = look.ink if style == "highlight" else mix(look.ink, (0, 0, 0), 0.55)
    glass = _GLASS[style]
    while contrast(_WHITE, mix(plate, _WHITE, glass)) < 5.2 and plate != (0, 0, 0):
        plate = mix(plate, (0, 0, 0), 0.2)
    return plate


def sticker_of(look: Look) -> tuple[Rgb, Rgb]:
    """The brand's colour as a ground, seen on the plate, and the colour of type on it."""
    fill = readable(look.accent, plate_of(look, "highlight"), 2.0)
    inks = (look.ink, look.paper, (0, 0, 0), _WHITE)
    return fill, next(
        (ink for ink in inks if contrast(ink, fill) >= 5), max(inks, key=lambda i: contrast(i, fill))
    )


def ass_of(
    captions: Sequence[Caption],
    stage: Stage,
    look: Look,
    start: float,
    end: float,
    style: CaptionStyle | None = None,
) -> str:
    """The captions between `start` and `end` seconds as an ASS document whose time begins at `start`.

    They look as they were set; `style` draws all of them in another manner, in the same places.
    """
    rows = [_HEADER.format(width=stage.width, height=stage.height, family=FAMILIES["text-bold"])]
    for caption in captions:
        if caption.end > start and caption.start < end:
            rows += _Writer(caption, stage, look, start).events(style or caption.style)
    return "\n".join(rows) + "\n"


class _Writer:
    """Writes one caption. `zero` is the second of the ad at which the document begins."""

    def __init__(self, caption: Caption, stage: Stage, look: Look, zero: float) -> None:
        self._caption, self._stage, self._look, self._zero = caption, stage, look, zero
        self._begun = caption.start < zero  # in the segment before: it does not enter again

    def events(self, style: CaptionStyle) -> list[str]:
        if style == "pop":
            return self._pop()
        plate = self._plate(plate_of(self._look, style), _GLASS[style], 26 if style == "highlight" else 10)
        words = [self._word(index, 1, _WHITE) for index in range(len(self._caption.words))]
        return [plate, *words, *(self._marks() if style == "highlight" else [])]

    def _plate(self, colour: Rgb, glass: float, radius: float, enter: str = r"\fad(90,0)") -> str:
        box = self._caption.box
        fade = "" if self._begun else enter
        place = (
            f"\\an5\\pos({box.x:.1f},{box.y:.1f}){fade}\\1c{_bgr(colour)}\\1a&H{round(glass * 255):02X}&\\p1"
        )
        shape = _rounded(box.width, box.height, self._stage.px(radius))
        return self._event(0, self._caption.start, self._caption.end, f"{{{place}}}{shape}")

    def _word(
        self, index: int, layer: int, colour: Rgb, span: tuple[float, float] | None = None, enter: str = r"\fad(90,0)"
    ) -> str:  # fmt: skip
        begin, end = span or (self._caption.start, self._caption.end)
        x, middle, _ = self._caption.places[index]
        # libass centres ascent plus descent; ours sit so that capitals are centred in their row.
        size = self._caption.size
        y = middle + ascent_of(self._caption.face, size) / 2 - size * (_ASCENT - _ASS_SIZE / 2)
        fade = "" if self._begun or span else enter
        place = f"\\an5\\pos({x:.1f},{y:.1f}){fade}\\fs{size * _ASS_SIZE:.2f}\\1c{_bgr(colour)}"
        return self._event(layer, begin, end, f"{{{place}}}{self._runs(self._caption.words[index].text)}")

    def _runs(self, text: str) -> str:
        """The word with a font for each of its runs; what runs from the right says so first."""
        clean = text.rstrip(bidi.RLM)
        head = bidi.RLM if bidi.is_rtl(text) else ""
        return head + "".join(
            f"{{\\fn{FAMILIES[face]}}}{_plain(run)}" for face, run in runs_of(clean, self._caption.face)
        )

    def _marks(self) -> list[str]:
        """The word that is said, in a box that jumps along."""
        fill, ink = sticker_of(self._look)
        events: list[str] = []
        words = self._caption.words
        for index, word in enumerate(words):
            following = next((w.start for w in words[index + 1 :] if is_said(w.text)), self._caption.end)
            end = following if following - word.end < _QUIET else word.end
            begin, end = max(word.start, self._caption.start), min(end, self._caption.end)
            if end <= max(begin, self._zero) + 0.01 or not is_said(word.text):
                continue
            x, y, width = self._caption.places[index]
            apart = word.spaced and (index == 0 or words[index - 1].spaced)
            pad = self._stage.px(6.5 if apart else 0.5)  # never over the letters beside it
            high = min(self._caption.leading * 0.98, self._caption.leading - self._stage.px(2))
            spring = r"\fscx92\fscy88\t(0,70,\fscx100\fscy100)" if begin > self._zero else ""
            place = f"\\an5\\pos({x:.1f},{y:.1f}){spring}\\1c{_bgr(fill)}\\p1"
            shape = _rounded(width + 2 * pad, high, self._stage.px(14))
            events += [
                self._event(2, begin, end, f"{{{place}}}{shape}"),
                self._word(index, 3, ink, (begin, end)),
            ]
        return events

    def _pop(self) -> list[str]:
        fill, ink = sticker_of(self._look)
        spring = r"\fscx62\fscy62\t(0,90,\fscx107\fscy107)\t(90,150,\fscx100\fscy100)"
        return [
            self._plate(fill, 0.0, 22, spring),
            *(self._word(index, 1, ink, enter=spring) for index in range(len(self._caption.words))),
        ]

    def _event(self, layer: int, begin: float, end: float, text: str) -> str:
        return (
            f"Dialogue: {layer},{_clock(begin - self._zero)},{_clock(end - self._zero)},Word,,0,0,0,,{text}"
        )


def _plain(text: str) -> str:
    """Words without the signs that would mean something to ASS."""
    return text.replace("\\", "⧵").replace("{", "(").replace("}", ")")


def _bgr(colour: Rgb) -> str:
    return f"&H{colour[2]:02X}{colour[1]:02X}{colour[0]:02X}&"


def _clock(seconds: float) -> str:
    hundredths = max(0, round(seconds * 100))
    minutes, rest = divmod(hundredths, 6000)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest // 100:02d}.{rest % 100:02d}"


def _rounded(width: float, height: float, radius: float) -> str:
    """A rounded rectangle as an ASS drawing (whole pixels)."""
    w, h = round(width), round(height)
    r = round(min(radius, w / 2, h / 2))
    k = round(r * 0.45)
    return (
        f"m {r} 0 l {w - r} 0 b {w - k} 0 {w} {k} {w} {r} l {w} {h - r} b {w} {h - k} {w - k} {h} {w - r} {h} "
        f"l {r} {h} b {k} {h} 0 {h - k} 0 {h - r} l 0 {r} b 0 {k} {k} 0 {r} 0"
    )


# Encoding -1: which way a line runs is told by its first strong character, not forced to the right.
_HEADER = """[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
WrapStyle: 2
ScaledBorderAndShadow: yes
YCbCr Matrix: TV.709

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, \
MarginV, Encoding
Style: Word,{family},40,&H00FFFFFF,&H00FFFFFF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,0,0,5,0,0,0,-1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"""
