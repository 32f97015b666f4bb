"""How a stranger's clip becomes frames of ours: upright, constant, of one size, in BT.709. Pure: filters as text.

Whatever the file is (turned, interlaced, of odd size, with oblong pixels, in another colour space, for bright
screens), `fitting` ends in progressive 4:2:0 BT.709 of exactly the wanted size. Where proportions differ, it is
cropped around what it shows; where a crop would cut that, the whole of it stands before a soft enlargement of itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from jobs.studio.facts import MediaFacts

_BT709, _BT601, _BT2020 = (1,), (5, 6), (9, 10)
_MATRICES = {1: "709", 4: "fcc", 5: "470bg", 6: "170m", 7: "240m", 9: "2020_ncl", 10: "2020_cl"}
_PRIMARIES = {1: "709", 5: "470bg", 6: "170m", 9: "2020", 11: "smpte431", 12: "smpte432"}
_TRANSFERS = {
    1: "709",
    6: "601",
    13: "iec61966-2-1",
    14: "2020_10",
    15: "2020_12",
    16: "smpte2084",
    18: "arib-std-b67",
}
_WIDE = (9, 11, 12)  # primaries whose colours are duller than meant when they are taken for BT.709
# Diffuse white of HDR is 203 cd/m² (BT.2408) and becomes white; light above half of it is bent, up to 1,000 cd/m².
_TO_SDR = "zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=709,tonemap=mobius:param=0.5:desat=0:peak=4.93,"
_KEPT = 0.82  # a crop has to show this share of what the picture is about, in either direction


@dataclass(frozen=True, slots=True)
class Focus:
    """What a clip shows: its middle (`x`, `y`) and the `box` around it, in shares of the upright picture.

    Where it walks through the picture, `to` is where its middle is at the clip's end.
    """

    x: float = 0.5
    y: float = 0.5
    box: tuple[float, float, float, float] = (0.4, 0.4, 0.6, 0.6)
    to: tuple[float, float] | None = None


MIDDLE = Focus()


def fits_as_it_is(facts: MediaFacts, width: int, height: int) -> bool:
    """Whether frames of such a file can be encoded untouched at this size (but perhaps not at their rate)."""
    return (
        (facts.width, facts.height) == (width, height)
        and facts.rotation == 0 and facts.pixel_shape == 1 and facts.pixels == "yuv420p" and not facts.interlaced
        and not facts.full_range and _matrix(facts) == 1 and not _converted(facts)
    )  # fmt: skip


def needs_crop(facts: MediaFacts, width: int, height: int) -> bool:
    """Whether proportions differ by more than one per cent."""
    across, down = facts.shown
    return abs(across * height / (down * width) - 1) > 0.01


def shown_box(facts: MediaFacts, width: int, height: int, focus: Focus) -> tuple[float, float, float, float]:
    """Where in the frame that `fitting` makes the box of `focus` lies, in shares of the frame, cut at its edges."""
    part = _window(facts, width, height)
    wide, high = float(width), float(height)
    if not fits_as_it_is(facts, width, height) and _cut_by(part, focus):
        part = _shown_part(facts, width / height, focus)
        shape = _upright(facts)[2]
        scale = min(width / (part.width * shape), height / part.height)
        wide, high = part.width * shape * scale, part.height * scale
    left, top = _corner(part, focus.x, focus.y)

    def across(share: float) -> float:
        seen = (width - wide) / 2 + (share * part.whole[0] - left) / part.width * wide
        return min(1.0, max(0.0, seen / width))

    def down(share: float) -> float:
        seen = (height - high) / 2 + (share * part.whole[1] - top) / part.height * high
        return min(1.0, max(0.0, seen / height))

    return across(focus.box[0]), down(focus.box[1]), across(focus.box[2]), down(focus.box[3])


def fitting(
    facts: MediaFacts, width: int, height: int, focus: Focus = MIDDLE, *, name: str = "f", frame: int = 0,
    frames: int = 1,
) -> tuple[str, ...]:  # fmt: skip
    """The filters, to be joined by commas; none where the frames fit as they are.

    `name` begins the labels of inner streams, so it has to be another one for every clip of a graph. `frame` is the
    frame of the clip (at the cut's rate) that comes first, `frames` how many the clip has; both only steer a pan.
    """
    if fits_as_it_is(facts, width, height):
        return ()
    steps = ["bwdif=mode=send_frame"] if facts.interlaced else []
    steps += _told(facts)
    part = _window(facts, width, height)
    if _cut_by(part, focus):
        steps.append(_before_itself(facts, width, height, focus, name))
    else:
        steps += [*_crop(facts, part, focus, frame, frames), *_scaled(facts, part, (width, height))]
    return (*steps, *_coloured(facts))


def _matrix(facts: MediaFacts) -> int:
    """The file's own, or what players take it for: the old one below 720 lines."""
    if facts.matrix != 2:
        return facts.matrix
    return 1 if max(facts.width, facts.height) >= 1280 or min(facts.width, facts.height) >= 720 else 6


def _converted(facts: MediaFacts) -> bool:
    """Whether light and colours need more than another matrix."""
    return facts.hdr or facts.primaries in _WIDE


def _told(facts: MediaFacts) -> list[str]:
    """Say what the frames do not say themselves, so that no filter guesses otherwise."""
    if facts.matrix != 2 or facts.pixels.startswith(("rgb", "bgr", "gbr", "argb", "abgr", "pal")):
        return []
    names = {1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc", 10: "bt2020c"}
    return [
        f"setparams=colorspace={names.get(_matrix(facts), 'bt709')}:range={'pc' if facts.full_range else 'tv'}"
    ]


def _coloured(facts: MediaFacts) -> list[str]:
    """From the file's light and colours to BT.709."""
    if not _converted(facts):
        return ["format=yuv420p"]
    said = (
        f"zscale=pin={_PRIMARIES.get(facts.primaries, '2020')}:tin={_TRANSFERS.get(facts.transfer, '709')}:"
        f"min={_MATRICES.get(_matrix(facts), '2020_ncl')}:rin={'full' if facts.full_range else 'limited'}"
    )
    bend = _TO_SDR if facts.hdr else ""
    first = f"{said}:" + bend.removeprefix("zscale=") if bend else said + ":"
    last = f"{'zscale=' if bend else ''}p=709:t=709:m=709:r=limited"
    return [first + last, "format=yuv420p"]


@dataclass(frozen=True, slots=True)
class _Window:
    """Part of the stored, upright picture: pixels of it, and of the whole."""

    width: int
    height: int
    whole: tuple[int, int]


def _upright(facts: MediaFacts) -> tuple[int, int, float]:
    """Stored width and height after turning, and how wide a pixel then is for its height."""
    if facts.rotation % 180 == 90:
        return facts.height, facts.width, 1 / facts.pixel_shape
    return facts.width, facts.height, facts.pixel_shape


def _window(facts: MediaFacts, width: int, height: int) -> _Window:
    """The largest part with the wanted proportions; even sides where it is a part."""
    across, down, shape = _upright(facts)
    scale = max(width / (across * shape), height / down)
    wide, high = width / (scale * shape), height / scale
    return _Window(_even(wide, across), _even(high, down), (across, down))


def _even(wanted: float, most: int) -> int:
    return most if wanted > most - 1.5 else max(2, round(wanted / 2) * 2)


def _cut_by(part: _Window, focus: Focus) -> bool:
    """Whether the crop would lose too much of what the picture shows."""
    left, top, right, bottom = focus.box
    return (right - left) * _KEPT > part.width / part.whole[0] + 1e-6 or (
        (bottom - top) * _KEPT > part.height / part.whole[1] + 1e-6
    )


def _crop(facts: MediaFacts, part: _Window, focus: Focus, frame: int, frames: int) -> list[str]:
    if (part.width, part.height) == part.whole:
        return []
    begin = _corner(part, focus.x, focus.y)
    if focus.to is None:
        return [f"crop={part.width}:{part.height}:{begin[0]}:{begin[1]}"]
    end = _corner(part, *focus.to)
    places = [_pan(one, other, frame, frames) for one, other in zip(begin, end, strict=True)]
    return [f"crop={part.width}:{part.height}:{places[0]}:{places[1]}"]


def _corner(part: _Window, x: float, y: float) -> tuple[int, int]:
    """Left and top of the window with (x, y) as near to its middle as the picture allows; on whole chroma samples."""
    found = []
    for share, size, whole in ((x, part.width, part.whole[0]), (y, part.height, part.whole[1])):
        at = min(max(share * whole - size / 2, 0), whole - size)
        found.append(int(at) // 2 * 2)
    return found[0], found[1]


def _pan(begin: int, end: int, frame: int, frames: int) -> str:
    """A place that moves by the same even number of pixels every frame: anything else would shiver."""
    way = abs(end - begin)
    if way == 0:
        return str(begin)
    step = 2 * max(1, -(-way // (2 * max(1, round(frames * 0.9)))))
    wait = max(0, (frames - -(-way // step)) // 2)
    sign = "+" if end > begin else "-"
    return f"'{begin}{sign}clip((n+{frame - wait})*{step},0,{way})'"


def _scaled(facts: MediaFacts, part: _Window, size: tuple[int, int]) -> list[str]:
    same = (part.width, part.height) == size
    if _converted(facts):
        return [] if same else [f"scale={size[0]}:{size[1]}:flags=bicubic"]
    if same and facts.pixels == "yuv420p" and not facts.full_range and _matrix(facts) == 1:
        return []
    return [f"scale={size[0]}:{size[1]}:flags=bicubic:out_color_matrix=bt709:out_range=tv"]


def _before_itself(facts: MediaFacts, width: int, height: int, focus: Focus, name: str) -> str:
    """All that the picture shows, as large as the frame allows, before a soft enlargement that fills the frame."""
    shape = _upright(facts)[2]
    part = _shown_part(facts, width / height, focus)
    scale = min(width / (part.width * shape), height / part.height)
    wide, high = round(part.width * shape * scale / 2) * 2, round(part.height * scale / 2) * 2
    wide, high = min(wide, width), min(high, height)
    left, top = _corner(part, focus.x, focus.y)
    to = "" if _converted(facts) else ":out_color_matrix=bt709:out_range=tv"
    ground = _window(facts, width, height)
    behind = _corner(ground, focus.x, focus.y)
    small = (max(16, width // 24 // 2 * 2), max(16, height // 24 // 2 * 2))
    return (
        f"split[{name}x][{name}y];"
        f"[{name}x]crop={ground.width}:{ground.height}:{behind[0]}:{behind[1]},scale={small[0]}:{small[1]}:flags=area,"
        f"gblur=sigma=2.5,scale={width}:{height}:flags=bicubic{to},{_DIM}[{name}b];"
        f"[{name}y]crop={part.width}:{part.height}:{left}:{top},scale={wide}:{high}:flags=bicubic{to}[{name}p];"
        f"[{name}b][{name}p]overlay={(width - wide) // 4 * 2}:{(height - high) // 4 * 2}:format=auto"
    )


_GREY = "(minval+maxval)/2"
_DIM = f"lutyuv=y=val*0.72+minval*0.28:u=val*0.85+{_GREY}*0.15:v=val*0.85+{_GREY}*0.15"


def _shown_part(facts: MediaFacts, wanted: float, focus: Focus) -> _Window:
    """What has to be seen around the focus, at least a square of the picture, widened towards the wanted shape."""
    across, down, shape = _upright(facts)
    left, top, right, bottom = focus.box
    short = min(across * shape, float(down))
    wide = min(float(across), max((right - left) * 1.12 * across, short / shape))
    high = min(float(down), max((bottom - top) * 1.12 * down, short))
    if wide * shape / high < wanted:
        wide = min(float(across), high * wanted / shape)
    else:
        high = min(float(down), wide * shape / wanted)
    return _Window(_even(wide, across), _even(high, down), (across, down))
