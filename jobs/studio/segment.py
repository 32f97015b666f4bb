"""Where a text may be broken: words, and phrases in scripts that write no spaces. Pure.

Chinese, Japanese and Thai are divided by the published models of BudouX (Apache-2.0, in `breaks/`): boosted features
of neighbouring characters, quick enough for headlines, and no dictionary.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path

_MODELS = Path(__file__).with_name("breaks")
UNSPACED_CHARS = re.compile(
    r"[\u0E00-\u0E7F\u3005-\u3007\u3041-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\uFF66-\uFF9F]"
)
_KANA, _THAI = re.compile(r"[\u3041-\u30FF]"), re.compile(r"[\u0E00-\u0E7F]")
# What may not begin a line, and what may not end one (JIS X 4051, GB/T 15834, in short).
_NEVER_FIRST = frozenset(
    "、。，．・：；？！」』）〕】〉》”’ー々ゝゞっゃゅょぁぃぅぇぉゎッャュョァィゥェォヮ…‥,.:;?!)]}%％℃”’»ๆฯ"
)
_NEVER_LAST = frozenset("「『（〔【〈《“‘([{«#$¥￥€£")
_BETWEEN = frozenset("·•|–—-/+&")
_LONGEST = 8  # characters of a phrase; longer ones are divided again


def pieces_of(paragraph: str) -> list[str]:
    """`paragraph` in pieces that stay together on a line; a piece that a space follows ends with one.

    Joined they give the paragraph back, its runs of space made single.
    """
    flat = " ".join(paragraph.split())
    tongue = _tongue(flat)
    found: list[str] = []
    for word in flat.split(" "):
        phrases = _phrases(word, tongue) if tongue and UNSPACED_CHARS.search(word) else [word]
        found += phrases
        found[-1] += " "
    found[-1] = found[-1].rstrip(" ")
    kept: list[str] = []
    for piece in filter(None, found):
        if kept and piece.strip() in _BETWEEN:  # a dividing sign stays with what it follows
            kept[-1] += piece
        else:
            kept.append(piece)
    return kept


def is_said(piece: str) -> bool:
    """Whether a voice says anything for `piece`; an emoji by itself is only seen."""
    return any(char.isalnum() or char in "%$€£¥₽₴₸₹₺₪&+@" for char in piece)


def as_said(text: str) -> str:
    """`text` without emoji and the like, which a voice would read out by their names."""
    kept = (
        char
        for char in text
        if char == "\u200c"
        or (char != "\ufe0f" and unicodedata.category(char) not in ("So", "Sk", "Cn", "Cf", "Me"))
    )
    return " ".join("".join(kept).split())


def spaced(texts: list[str]) -> str:
    """Pieces as one line of text."""
    return "".join(texts).strip()


def is_traditional(text: str) -> bool:
    """Whether Chinese `text` has more characters of Taiwan's set alone than of the mainland's alone."""
    han = [char for char in text if "\u4e00" <= char <= "\u9fff"]
    return sum(_only(char, "big5", "gb2312") - _only(char, "gb2312", "big5") for char in han) > 0


def _only(char: str, one: str, other: str) -> bool:
    return _has(char, one) and not _has(char, other)


def _has(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _tongue(text: str) -> str | None:
    if not UNSPACED_CHARS.search(text):
        return None
    if _THAI.search(text):
        return "th"
    if _KANA.search(text):
        return "ja"
    return "zh-hant" if is_traditional(text) else "zh-hans"


def _phrases(word: str, tongue: str) -> list[str]:
    """`word` divided by the model, then by what may begin and end a line; over-long phrases once more."""
    model = _model(tongue)
    chunks: list[str] = []
    for index, char in enumerate(word):
        fresh = index == 0 or _breaks(word, index, *model)
        if fresh and index and (char in _NEVER_FIRST or word[index - 1] in _NEVER_LAST):
            fresh = False
        if index and tongue.startswith("zh") and char == word[index - 1] and UNSPACED_CHARS.match(char):
            fresh = False  # 好好, 慢慢: doubled, it is one word
        if not fresh and tongue != "th" and len(chunks[-1]) >= _LONGEST:
            fresh = bool(
                UNSPACED_CHARS.match(char) and char not in _NEVER_FIRST and word[index - 1] not in _NEVER_LAST
            )
        if fresh:
            chunks.append(char)
        else:
            chunks[-1] += char
    return chunks


@cache
def _model(tongue: str) -> tuple[dict[str, dict[str, int]], float]:
    weights: dict[str, dict[str, int]] = json.loads((_MODELS / f"{tongue}.json").read_text(encoding="utf-8"))
    return weights, -0.5 * sum(sum(group.values()) for group in weights.values())


# Features: a name in the model, and the characters it looks at, counted from the place of the break.
_FEATURES = (
    ("UW1", -3, -2), ("UW2", -2, -1), ("UW3", -1, 0), ("UW4", 0, 1), ("UW5", 1, 2), ("UW6", 2, 3),
    ("BW1", -2, 0), ("BW2", -1, 1), ("BW3", 0, 2),
    ("TW1", -3, 0), ("TW2", -2, 1), ("TW3", -1, 2), ("TW4", 0, 3),
)  # fmt: skip


def _breaks(text: str, index: int, weights: dict[str, dict[str, int]], base: float) -> bool:
    score = base
    for name, start, end in _FEATURES:
        if index + start >= 0 and index + end <= len(text):
            score += weights.get(name, {}).get(text[index + start : index + end], 0)
    return score > 0
