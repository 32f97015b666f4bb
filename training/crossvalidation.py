"""How well the reader reads what it was not trained on: `python -m training.crossvalidation --language ru [--folds 5]`.

The facts that the reader finds are held against those of the annotations, letter for letter but for case, signs and
articles; unlike in the benchmark no other wording counts. As there, a wrong fact costs twice.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from agent.reading.facts import facts_of
from agent.reading.languages import WORDS
from agent.reading.reader import statements
from agent.reading.tagger import Tagger
from benchmarks.conversation.grading import Score, agrees
from training.corpus import CORPUS, Example, examples
from training.reader import train

SILENT = ("old", "decide", "skip", "question", "chat")


def main() -> None:
    """Print the accuracy of a language, whole and by slot."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--language", choices=sorted(WORDS), required=True)
    arguments.add_argument("--folds", type=int, default=5)
    chosen = arguments.parse_args()
    scores: dict[str, Score] = defaultdict(Score)
    corpus = examples(CORPUS / f"{chosen.language}.txt")
    for example, facts in read_unseen(corpus, chosen.language, chosen.folds):
        truth = truth_of(example, chosen.language)
        for name in {*truth, *facts}:
            right = name in truth and name in facts and agrees(name, facts[name], truth[name])
            scores[name] += Score(name in truth, right, name in facts and not right)
    for name, score in sorted(scores.items()):
        print(f"{name:16} {score.accuracy:6.1%}  ({score.right} of {score.required}, {score.wrong} wrong)")
    print(f"{chosen.language:16} {sum(scores.values(), Score()).accuracy:6.1%}")


def read_unseen(corpus: Sequence[Example], code: str, folds: int) -> Iterator[tuple[Example, dict[str, Any]]]:
    """Every example with what a tagger that was trained on the other folds reads of it."""
    mixed = list(corpus)
    random.Random(7).shuffle(mixed)
    for fold in range(folds):
        with tempfile.TemporaryDirectory() as folder:
            model = Path(folder) / "model"
            train([example for i, example in enumerate(mixed) if i % folds != fold], code, model)
            tagger = Tagger(model)
            for example in mixed[fold::folds]:
                facts, brand, _ = statements(example.text, example.asked, WORDS[code], tagger)
                yield example, _together(facts, brand)


def truth_of(example: Example, code: str) -> dict[str, Any]:
    """The facts that the annotations of an example say."""
    spans = [span for span in example.spans if span.tag not in SILENT]
    return _together(*facts_of(example.text, spans, WORDS[code], example.asked))


def _together(facts: dict[str, Any], brand: dict[str, Any]) -> dict[str, Any]:
    names = {"title": "brand", "colors": "colors"}
    return facts | {names[name]: value for name, value in brand.items() if name in names and value}


if __name__ == "__main__":
    main()
