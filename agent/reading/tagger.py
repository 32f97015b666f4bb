"""What reads the words of a message: a tagger of the language, which knows the forms, and the network, which knows what
words mean. Both are read from the package once, and asked together."""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import Any, Final

from agent.reading.features import Page, features
from agent.reading.marks import OUTSIDE, Marks
from agent.reading.network import Network, network

MODELS: Final = Path(__file__).parent / "models"
# How much the network counts beside the tagger. Found on messages that neither was trained on.
SHARE: Final = 0.7


class Tagger:
    """Linear-chain conditional random fields of one language. Safe to share between threads."""

    def __init__(self, model: Path) -> None:
        import pycrfsuite

        self._crf: Any = pycrfsuite.Tagger()
        self._crf.open(str(model))
        self._lock = threading.Lock()
        self.labels = tuple(sorted(self._crf.labels()))

    def read(self, page: Page) -> Marks:
        """How likely each label is at each token of `page`."""
        import numpy as np

        with self._lock:
            if page.tokens:
                self._crf.set(features(page))
            likely = [
                [self._crf.marginal(label, i) for label in self.labels] for i in range(len(page.tokens))
            ]
        return Marks(page, self.labels, np.asarray(likely, np.float32).reshape(len(likely), len(self.labels)))


class Both:
    """A tagger and a network, whose opinions are added up."""

    def __init__(self, tagger: Tagger, other: Network, share: float = SHARE) -> None:
        self._tagger, self._network, self._share = tagger, other, share
        self._labels = tuple(sorted({OUTSIDE, *tagger.labels, *other.labels}))
        self._of_tagger, self._of_network = (
            [self._labels.index(label) for label in labels] for labels in (tagger.labels, other.labels)
        )

    def read(self, page: Page) -> Marks:
        """How likely each label is at each token of `page`; what is too long for the network the tagger reads alone."""
        import numpy as np

        alone = self._placed(np, self._tagger.read(page).likely, self._of_tagger)
        other = self._placed(np, self._network.probabilities(page), self._of_network)
        share = self._share * (other.sum(1, keepdims=True) > 0)
        return Marks(page, self._labels, (1 - share) * alone + share * other)

    def _placed(self, np: Any, likely: Any, places: list[int]) -> Any:
        found = np.zeros((len(likely), len(self._labels)), np.float32)
        found[:, places] = likely
        return found


@cache
def tagger(code: str) -> Both:
    """What reads the language `code`."""
    return Both(Tagger(MODELS / f"{code}.crfsuite"), network())
