"""Make the studio's fonts for other scripts from published Noto fonts: see jobs/studio/fonts/README.md.

    python scripts/make_fonts.py NOTO_FOLDER

`NOTO_FOLDER` holds the files named in `SOURCES`; names of faces behind it make these alone. Needs fonttools. Every font
is cut down to what is written in ads, gets a family name of its own, the same line metrics (libass scales type by them)
and a size that stands well beside Latin.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "jobs" / "studio" / "fonts"
ASCENT, DESCENT = 1.212, 0.334  # of the line, in ems: those of the text faces


@dataclass(frozen=True, slots=True)
class Made:
    """A font of ours: `face` is its file and name in `typeset`, `scale` its size beside Latin type."""

    face: str
    family: str
    sources: tuple[tuple[str, int], ...]
    codes: frozenset[int]
    scale: float = 1.0
    layout: bool = True


def _span(*ranges: tuple[int, int]) -> frozenset[int]:
    return frozenset(code for low, high in ranges for code in range(low, high + 1))


def _charset(name: str, rows: Iterable[int], cells: Iterable[int]) -> frozenset[int]:
    """Code points of a two-byte character set, by its lead and trail bytes."""
    found = set()
    for row in rows:
        for cell in cells:
            try:
                char = bytes((row, cell)).decode(name)
            except UnicodeDecodeError:
                continue
            found.update(map(ord, char))
    return frozenset(found)


_SPACE = _span((0x20, 0x20), (0xA0, 0xA0))
_CJK = (
    _span((0x3000, 0x303F), (0xFF01, 0xFF60), (0xFFE0, 0xFFE6), (0x2460, 0x2473), (0x203B, 0x203B)) | _SPACE
)
_KANA = _span((0x3041, 0x3096), (0x3099, 0x30FF), (0x31F0, 0x31FF), (0xFF61, 0xFF9F), (0x3220, 0x32FF))
_GB2312 = _charset("gb2312", range(0xB0, 0xF8), range(0xA1, 0xFF))
_JIS = _charset("euc_jp", range(0xB0, 0xF5), range(0xA1, 0xFF))
_BIG5 = _charset("big5", range(0xA4, 0xFA), [*range(0x40, 0x7F), *range(0xA1, 0xFF)])
_TAIWAN = _span((0x3105, 0x3129), (0x31A0, 0x31BA))
_HANGUL = _span((0xAC00, 0xD7A3), (0x3131, 0x318E))
_HAN = _span((0x4E00, 0x9FFF))
_WORLD = _span(
    (0x20, 0x7E), (0xA0, 0x24F), (0x250, 0x2AF), (0x2B0, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1EFF),
    (0x1F00, 0x1FFF), (0x2010, 0x205F), (0x2070, 0x209C), (0x20A0, 0x20C0), (0x2100, 0x218B), (0x2190, 0x2193),
    (0x2212, 0x2212), (0x2248, 0x2248), (0x2260, 0x2265), (0xFB00, 0xFB06),
)  # fmt: skip
_SIGNS = _span(
    (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF), (0x2460, 0x24FF), (0x25A0, 0x27BF), (0x2900, 0x2BFF),
    (0x1F100, 0x1F1E5),
)  # fmt: skip
_EMOJI = _span(
    (0x23, 0x23), (0x2A, 0x2A), (0x30, 0x39), (0xA9, 0xA9), (0xAE, 0xAE), (0x200D, 0x200D), (0x203C, 0x3299),
    (0xFE0E, 0xFE0F), (0x1F000, 0x1FAFF), (0xE0020, 0xE007F),
)  # fmt: skip
_MARKS = _span((0x200C, 0x200F), (0x061C, 0x061C), (0x25CC, 0x25CC)) | _SPACE

_UNUSED = ("meta", "MVAR", "STAT", "vhea", "vmtx", "VORG", "BASE")
_CJK_BOLD = "NotoSansCJK-Bold.ttc"
MADE = (
    Made("world-bold", "Studio World Bold", (("NotoSans-Bold.ttf", 0),), _WORLD),
    Made("arabic-bold", "Studio Arabic Bold", (("NotoSansArabic-Bold.ttf", 0),),
         _span((0x600, 0x6FF), (0x750, 0x77F), (0x8A0, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)) | _MARKS, 1.12),
    Made("hebrew-bold", "Studio Hebrew Bold", (("NotoSansHebrew-Bold.ttf", 0),),
         _span((0x591, 0x5F4), (0x20AA, 0x20AA), (0xFB1D, 0xFB4F)) | _MARKS, 1.1),
    Made("thai-bold", "Studio Thai Bold", (("NotoSansThai-Bold.ttf", 0),), _span((0xE01, 0xE5B)) | _MARKS, 1.12),
    Made("devanagari-bold", "Studio Devanagari Bold", (("NotoSansDevanagari-Bold.ttf", 0),),
         _span((0x900, 0x97F), (0xA8E0, 0xA8FF), (0x20B9, 0x20B9)) | _MARKS, 1.06),
    Made("bengali-bold", "Studio Bengali Bold", (("NotoSansBengali-Bold.ttf", 0),),
         _span((0x964, 0x965), (0x980, 0x9FE)) | _MARKS, 1.06),
    Made("tamil-bold", "Studio Tamil Bold", (("NotoSansTamil-Bold.ttf", 0),), _span((0xB82, 0xBFA)) | _MARKS),
    Made("georgian-bold", "Studio Georgian Bold", (("NotoSansGeorgian-Bold.ttf", 0),),
         _span((0x10A0, 0x10FF), (0x1C90, 0x1CBF)) | _SPACE),
    Made("armenian-bold", "Studio Armenian Bold", (("NotoSansArmenian-Bold.ttf", 0),),
         _span((0x531, 0x58F), (0xFB13, 0xFB17)) | _SPACE),
    Made("chinese-bold", "Studio Chinese Bold", ((_CJK_BOLD, 2),), _CJK | _GB2312, 0.95, layout=False),
    Made("taiwan-bold", "Studio Taiwan Bold", ((_CJK_BOLD, 3),), _CJK | _BIG5 | _TAIWAN, 0.95, layout=False),
    Made("japanese-bold", "Studio Japanese Bold", ((_CJK_BOLD, 0),), _CJK | _KANA | _JIS, 0.95, layout=False),
    Made("korean-bold", "Studio Korean Bold", ((_CJK_BOLD, 1),), _CJK | _HANGUL, 0.95, layout=False),
    Made("emoji", "Studio Emoji", (("NotoEmoji_700Bold.ttf", 0),),
         _EMOJI, 0.86),
    Made("signs", "Studio Signs", (("NotoSansSymbols2-Regular.ttf", 0), ("NotoSansSymbols-Bold.ttf", 0),
         ("NotoSansMath-Regular.ttf", 0)), _SIGNS),
)  # fmt: skip
SOURCES = sorted({name for made in MADE for name, _ in made.sources})


def main() -> int:
    """Write every font of `MADE` and its line in coverage.json."""
    folder = Path(sys.argv[1])
    wanted = set(sys.argv[2:])
    covered = json.loads((FONTS / "coverage.json").read_text())
    for made in MADE:
        if wanted and made.face not in wanted:
            continue
        font = _cut(made, folder)
        _name(font, made.family)
        _level(font, made.scale)
        kind = ".otf" if "CFF " in font else ".ttf"
        out = FONTS / f"{made.face}{kind}"
        font.save(out)
        covered[made.face] = _ranges(TTFont(out).getBestCmap())
        print(f"{out.name}: {out.stat().st_size / 1024:.0f} KiB, {len(TTFont(out).getBestCmap())} characters")
    (FONTS / "coverage.json").write_text(json.dumps(covered, separators=(",", ":")) + "\n")
    return 0


def _cut(made: Made, folder: Path) -> TTFont:
    """The first source's characters, then what only later ones have."""
    done: set[int] = set()
    parts = []
    for name, number in made.sources:
        font = TTFont(folder / name, fontNumber=number if name.endswith(".ttc") else -1)
        codes = (made.codes & set(font.getBestCmap())) - done
        done |= codes
        options = subset.Options(
            hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 4, 6, 13, 14], glyph_names=False,
            layout_features=subset.Options._layout_features_default if made.layout else [],
            layout_closure=made.layout,
            drop_tables=[*subset.Options._drop_tables_default, *_UNUSED],
        )  # fmt: skip
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=codes)
        cutter.subset(font)
        parts.append(font)
    if len(parts) == 1:
        return parts[0]
    paths = []
    for number, part in enumerate(parts):
        for table in ("GSUB", "GPOS", "GDEF", "MATH"):
            if table in part:
                del part[table]
        paths.append(folder / f".part-{number}.ttf")
        part.save(paths[-1])
    return Merger().merge([str(path) for path in paths])


def _name(font: TTFont, family: str) -> None:
    """A family name of our own: the fonts are modified."""
    names = font["name"]
    names.names = [name for name in names.names if name.nameID in (0, 13, 14) and name.platformID == 3]
    for number, text in ((1, family), (2, "Regular"), (4, family), (6, family.replace(" ", ""))):
        names.setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        top = font["CFF "].cff
        top.fontNames = [family.replace(" ", "")]
        top[0].FullName, top[0].FamilyName = family, family
    font["OS/2"].usWeightClass, font["OS/2"].fsSelection, font["head"].macStyle = 400, 64, 0


def _level(font: TTFont, scale: float) -> None:
    """Glyphs `scale` times as large in their em, and the line metrics of the text faces."""
    units = round(font["head"].unitsPerEm / scale)
    font["head"].unitsPerEm = units
    if "CFF " in font:
        top = font["CFF "].cff[0]
        top.FontMatrix = [1 / units, 0, 0, 1 / units, 0, 0]
        for inner in getattr(top, "FDArray", ()):
            if hasattr(inner, "FontMatrix"):
                del inner.FontMatrix
    lines, table = font["hhea"], font["OS/2"]
    table.usWinAscent, table.usWinDescent = round(ASCENT * units), round(DESCENT * units)
    table.sTypoAscender, table.sTypoDescender, table.sTypoLineGap = (
        round(0.97 * units),
        -round(0.305 * units),
        0,
    )
    lines.ascent, lines.descent, lines.lineGap = table.sTypoAscender, table.sTypoDescender, 0


def _ranges(codes: Iterable[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for code in sorted(codes):
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


if __name__ == "__main__":
    sys.exit(main())
