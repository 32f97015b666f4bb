"""How well the reader reads what it was not trained on: `python -m training.crossvalidation --language ru [--folds 5]`.

The facts that the reader finds are held against those of the annotations, letter for letter but for case, signs and
articles; unlike in the benchmark no other wording counts. As there, a wrong fact costs twice.

The tagger is trained anew for every fold. The network takes an hour, so it is asked only where one is given that was
trained without the first fold (`python -m training.network --folds 10 --file FILE`): then that fold alone is read, with
the network counting for several shares.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from agent.reading.facts import facts_of
from agent.reading.languages import WORDS
from agent.reading.marks import Tags
from agent.reading.network import Network
from agent.reading.reader import statements
from agent.reading.tagger import Both, Tagger
from benchmarks.conversation.grading import Score, agrees
from training.corpus import CORPUS, Example, examples, parted
from training.reader import train

SILENT: Final = ("old", "decide", "skip", "question", "chat")
SHARES: Final = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)

Read = Iterator[tuple[Example, dict[str, Any]]]


def main() -> None:
    """Print the accuracy of a language, whole and by slot."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--language", choices=sorted(WORDS), required=True)
    arguments.add_argument("--folds", type=int, default=5)
    arguments.add_argument("--network", type=Path)
    chosen = arguments.parse_args()
    code = chosen.language
    corpus = examples(CORPUS / f"{code}.txt")
    if chosen.network is None:
        _print(scored(read_unseen(corpus, code, chosen.folds), code), code)
        return
    network = Network(chosen.network)
    with _trained(corpus, code, 0, chosen.folds) as tagger:
        unseen = parted(corpus, 0, chosen.folds)[1]
        for share in SHARES:
            print(f"the network counts {share:g}:")
            _print(scored(_read(unseen, code, Both(tagger, network, share)), code), code)


def scored(read: Read, code: str) -> dict[str, Score]:
    """The scores of what was read, by slot."""
    scores: dict[str, Score] = defaultdict(Score)
    for example, facts in read:
        truth = truth_of(example, code)
        for name in {*truth, *facts}:
            right = name in truth and name in facts and agrees(name, facts[name], truth[name])
            scores[name] += Score(name in truth, right, name in facts and not right)
    return scores


def read_unseen(corpus: Sequence[Example], code: str, folds: int) -> Read:
    """Every example with what a tagger that was trained on the other folds reads of it."""
    for fold in range(folds):
        with _trained(corpus, code, fold, folds) as tagger:
            yield from _read(parted(corpus, fold, folds)[1], code, tagger)


@contextmanager
def _trained(corpus: Sequence[Example], code: str, fold: int, folds: int) -> Iterator[Tagger]:
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model"
        train(parted(corpus, fold, folds)[0], code, model)
        yield Tagger(model)


def _read(unseen: Sequence[Example], code: str, tags: Tags) -> Read:
    for example in unseen:
        facts, brand, _ = statements(example.text, example.asked, WORDS[code], tags)
        yield example, _together(facts, brand)


def truth_of(example: Example, code: str) -> dict[str, Any]:
    """The facts that the annotations of an example say."""
    spans = [span for span in example.spans if span.tag not in SILENT]
    return _together(*facts_of(example.text, spans, WORDS[code], example.asked))


def _together(facts: dict[str, Any], brand: dict[str, Any]) -> dict[str, Any]:
    names = {"title": "brand", "colors": "colors"}
    return facts | {names[name]: value for name, value in brand.items() if name in names and value}


def _print(scores: dict[str, Score], code: str) -> None:
    for name, score in (*sorted(scores.items()), (code, sum(scores.values(), Score()))):
        print(f"{name:16} {score.accuracy:6.1%}  ({score.right} of {score.required}, {score.wrong} wrong)")


if __name__ == "__main__":
    main()
