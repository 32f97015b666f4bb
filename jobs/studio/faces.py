"""Which of our fonts draws what: faces, the characters they have, and texts divided into runs of one face each.

A text is drawn in the face that a layout wants; what that face lacks (another script, an emoji) goes to the one that
has it. Fonts are read when they are first needed: most ads need two.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, get_args

from jobs.studio.errors import UndrawableText
from jobs.studio.segment import is_traditional

FONTS = Path(__file__).with_name("fonts")
Face = Literal[
    "text-medium", "text-bold", "grotesk-heavy", "condensed-heavy", "serif-bold", "round-bold",
    "world-bold", "arabic-bold", "hebrew-bold", "thai-bold", "devanagari-bold", "bengali-bold", "tamil-bold",
    "georgian-bold", "armenian-bold", "japanese-bold", "chinese-bold", "taiwan-bold", "korean-bold", "signs", "emoji",
]  # fmt: skip
FAMILIES: dict[Face, str] = {face: f"Studio {face.title().replace('-', ' ')}" for face in get_args(Face)}
_NOTO = "Bold (OFL 1.1)"
ORIGINS: dict[Face, str] = {
    "text-medium": "Onest Medium (OFL 1.1)",
    "text-bold": "Onest Bold (OFL 1.1)",
    "grotesk-heavy": "Onest ExtraBold (OFL 1.1)",
    "condensed-heavy": "Sofia Sans Extra Condensed ExtraBold (OFL 1.1)",
    "serif-bold": "Playfair Display Bold (OFL 1.1)",
    "round-bold": "Unbounded Bold (OFL 1.1)",
    "world-bold": f"Noto Sans {_NOTO}",
    "arabic-bold": f"Noto Sans Arabic {_NOTO}",
    "hebrew-bold": f"Noto Sans Hebrew {_NOTO}",
    "thai-bold": f"Noto Sans Thai {_NOTO}",
    "devanagari-bold": f"Noto Sans Devanagari {_NOTO}",
    "bengali-bold": f"Noto Sans Bengali {_NOTO}",
    "tamil-bold": f"Noto Sans Tamil {_NOTO}",
    "georgian-bold": f"Noto Sans Georgian {_NOTO}",
    "armenian-bold": f"Noto Sans Armenian {_NOTO}",
    "japanese-bold": f"Noto Sans CJK JP {_NOTO}",
    "chinese-bold": f"Noto Sans CJK SC {_NOTO}",
    "taiwan-bold": f"Noto Sans CJK TC {_NOTO}",
    "korean-bold": f"Noto Sans CJK KR {_NOTO}",
    "signs": "Noto Sans Symbols 2, Symbols and Math (OFL 1.1)",
    "emoji": f"Noto Emoji {_NOTO}",
}
# Distance of lines, in ems; scripts with marks above and below need more.
LEADING: dict[Face, float] = {
    "text-medium": 1.26, "text-bold": 1.24, "grotesk-heavy": 1.06, "condensed-heavy": 0.96, "serif-bold": 1.1,
    "round-bold": 1.16, "world-bold": 1.16, "arabic-bold": 1.5, "hebrew-bold": 1.16, "thai-bold": 1.55,
    "devanagari-bold": 1.42, "bengali-bold": 1.4, "tamil-bold": 1.36, "georgian-bold": 1.2, "armenian-bold": 1.18,
    "japanese-bold": 1.24, "chinese-bold": 1.24, "taiwan-bold": 1.24, "korean-bold": 1.24, "signs": 1.2, "emoji": 1.2,
}  # fmt: skip
# What stands as tall as capitals do.
_TALL: dict[Face, str] = {
    "arabic-bold": "أك", "hebrew-bold": "ל", "thai-bold": "กที่", "devanagari-bold": "कि", "bengali-bold": "কি",
    "tamil-bold": "கி", "georgian-bold": "ბ", "armenian-bold": "Ա", "japanese-bold": "国", "chinese-bold": "国",
    "taiwan-bold": "國", "korean-bold": "한", "signs": "★", "emoji": "😀",
}  # fmt: skip
_HAN: tuple[Face, ...] = ("chinese-bold", "taiwan-bold", "japanese-bold")
# Han characters that say nothing of their language (東京限定) are drawn in the glyphs of the whole ad's.
GLYPHS: dict[str, Face] = {"ja": "japanese-bold", "zh-Hant": "taiwan-bold"}
_SCRIPTS: tuple[Face, ...] = (
    "arabic-bold", "hebrew-bold", "thai-bold", "devanagari-bold", "bengali-bold", "tamil-bold", "georgian-bold",
    "armenian-bold",
)  # fmt: skip
UNSPACED: frozenset[Face] = frozenset((*_HAN, "thai-bold"))  # words follow each other without a space
_FALLBACK: Face = "grotesk-heavy"
# Emoji that look like one without a selector (Emoji_Presentation) below U+1F000.
_PICTURED = re.compile(
    "[\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be"
    "\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757"
    "\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\U0001f000-\U0001faff]"
)
_PICTURE, _JOINER, _KEYCAP = "\ufe0f", "\u200d", "\u20e3"
_CLUSTER = re.compile(
    # a flag, a keycap, an emoji sequence, or a character with its marks
    "[\U0001f1e6-\U0001f1ff]{2}|[0-9#*]\ufe0f?\u20e3|"
    "[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*"
    "(?:\u200d[\u203c-\u3299\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*)*|.",
    re.DOTALL,
)
# Drawn in one colour, a heart is a heart: not the hatchings that stand for colours in the emoji font.
_HEARTS = re.compile(
    "[\u2763\u2764\u2665\U0001f499-\U0001f49c\U0001f9e1\U0001f5a4\U0001f90d\U0001f90e\U0001fa75-\U0001fa77]\ufe0f?"
)
_TONES = re.compile("[\U0001f3fb-\U0001f3ff\ufe0e\U000e0020-\U000e007f]")


@cache
def coverage(face: Face) -> frozenset[int]:
    """Code points that `face` draws."""
    return frozenset(code for low, high in _all_ranges()[face] for code in range(low, high + 1))


@cache
def _all_ranges() -> dict[str, list[list[int]]]:
    ranges: dict[str, list[list[int]]] = json.loads((FONTS / "coverage.json").read_text())
    return ranges


@cache
def file_of(face: Face) -> Path:
    """The font file of `face`."""
    path = FONTS / f"{face}.ttf"
    return path if path.exists() else path.with_suffix(".otf")


@cache
def tall_text(face: Face) -> str:
    """Letters of `face` that reach as high as capitals and ascenders do."""
    return _TALL.get(face, "Hd")


@lru_cache(maxsize=2048)
def runs_of(text: str, wanted: Face) -> tuple[tuple[Face, str], ...]:
    """`text` in its order, divided by the faces that draw it; as much as possible in `wanted`."""
    order = _order(text, wanted)
    runs: list[tuple[Face, str]] = []
    for cluster in clusters_of(text):
        before = runs[-1][0] if runs else None
        face = _face_of(cluster, order, before)
        if before == face:
            runs[-1] = (face, runs[-1][1] + cluster)
        else:
            runs.append((face, cluster))
    return tuple(runs)


def _order(text: str, wanted: Face) -> tuple[Face, ...]:
    """Faces in the order in which they are asked for a character."""
    han: tuple[Face, ...] = _HAN
    if re.search("[\u3041-\u30ff]", text):
        han = ("japanese-bold", *_HAN)
    elif is_traditional(text):
        han = ("taiwan-bold", *_HAN)
    elif re.search("[\uac00-\ud7a3]", text):
        han = ("korean-bold", "japanese-bold", *_HAN)
    elif wanted in _HAN:
        han = (wanted, *_HAN)
    # Beside other scripts, which are bold, Latin is too.
    plain: Face = _FALLBACK if wanted in _DISPLAY else "text-bold"
    return tuple(
        dict.fromkeys((wanted, plain, "world-bold", *_SCRIPTS, *han, "korean-bold", "signs", "emoji"))
    )


def clusters_of(text: str) -> Iterator[str]:
    """Characters with their marks, and whole emoji sequences."""
    held = ""
    for found in _CLUSTER.finditer(text):
        part = found.group()
        if held and (unicodedata.category(part[0]) in ("Mn", "Mc", "Me", "Cf") or part[0] == _PICTURE):
            held += part
            continue
        if held:
            yield held
        held = part
    if held:
        yield held


def _face_of(cluster: str, order: tuple[Face, ...], before: Face | None) -> Face:
    if cluster.isspace():
        return before if before is not None and before != "emoji" else order[0]
    if _PICTURED.match(cluster) or _PICTURE in cluster or _KEYCAP in cluster:
        return "emoji"
    needed = [ord(char) for char in cluster if unicodedata.category(char) != "Cf" and char != _PICTURE]
    for face in order:
        if all(code in coverage(face) for code in needed):
            return face
    return order[0]


@lru_cache(maxsize=1024)
def face_for(text: str, wanted: Face) -> Face:
    """The face for all of `text`: `wanted` if it draws its letters, else the one that draws most of them.

    Emoji don't count, and Latin words only where there are few others.
    """
    plain = "".join(c for c in clusters_of(text) if c[0].isalnum()) or "".join(text.split())
    for face in (wanted, _FALLBACK):
        if all(found == face for found, _ in runs_of(plain, face)):
            return face
    shares: dict[Face, int] = {}
    for face, run in runs_of(plain, wanted):
        if face not in ("emoji", "signs"):
            shares[face] = shares.get(face, 0) + len(run)
    foreign = {face: count for face, count in shares.items() if LEADING[face] and face not in _LATIN}
    if foreign and sum(foreign.values()) >= 0.3 * sum(shares.values()):
        return max(foreign, key=lambda face: foreign[face])
    if shares.get("world-bold"):
        return "world-bold"
    return max(shares, key=lambda face: shares[face], default=wanted)


def in_glyphs(face: Face, glyphs: Face | None) -> Face:
    """`face`, or where that draws Han characters the one whose glyphs the ad's language wants."""
    return glyphs if glyphs is not None and face in _HAN else face


_LATIN = frozenset(get_args(Face)[:7])
_DISPLAY = frozenset(get_args(Face)[2:6])


def drawable(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` as our fonts draw it, and the names of signs (never letters) that were left out because none does.

    Variants that ours don't tell apart (skin tones, the colours of hearts) are drawn as the plain sign.

    Raises:
        UndrawableText: a letter, digit or punctuation mark is in none of our fonts; the message names it.
    """
    kept: list[str] = []
    dropped: dict[str, None] = {}
    refused: dict[str, None] = {}
    plain = _HEARTS.sub("\u2764", _TONES.sub("", unicodedata.normalize("NFC", text)))
    for cluster in clusters_of(plain):
        if cluster.isspace() or unicodedata.category(cluster[0]) == "Zs":
            kept.append("\n" if "\n" in cluster else " ")
            continue
        missing = [char for char in cluster if not _draws(char)]
        if not missing:
            kept.append("".join(char for char in cluster if _means(char)))
        elif all(_decorates(char) for char in missing):
            kept.append(
                "".join(char for char in cluster if char not in missing and _means(char)).strip(_JOINER)
            )
            dropped |= dict.fromkeys(
                _named(char) for char in missing if unicodedata.category(char) in ("So", "Cn")
            )
        else:
            refused |= dict.fromkeys(f"{char} ({_named(char)})" for char in missing)
    if refused:
        raise UndrawableText("no font of the studio draws " + ", ".join(list(refused)[:6]))
    lines = (" ".join(line.split()) for line in "".join(kept).split("\n"))
    return "\n".join(line for line in lines if line), tuple(dropped)


@lru_cache(maxsize=4096)
def _draws(char: str) -> bool:
    category = unicodedata.category(char)
    if category in ("Cf", "Cc") or char == _PICTURE:
        return True
    return any(ord(char) in coverage(face) for face in _order("", "text-bold"))


def _means(char: str) -> bool:
    """Not an invisible sign, but for the joiners that shape Arabic, Indic and emoji."""
    return char in ("\u200c", _JOINER, _PICTURE) or unicodedata.category(char) not in ("Cf", "Cc")


def _decorates(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk", "Cn", "Co", "Cf", "Cc", "Me")


def _named(char: str) -> str:
    return unicodedata.name(char, f"U+{ord(char):04X}").title()
