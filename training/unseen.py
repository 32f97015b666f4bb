"""How well the reader reads what nothing was trained on: `python -m training.unseen [--network FILE] [--show]`.

The facts that it finds in `corpus/unseen` are held against those of the annotations, letter for letter but for case,
signs and articles; unlike in the benchmark no other wording counts. As there, a wrong fact costs twice. What is misread
here may be looked at, and bounds are found by it: it is no held half.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from agent.reading.facts import facts_of
from agent.reading.languages import WORDS
from agent.reading.marks import Tags
from agent.reading.network import FILE, Network
from agent.reading.reader import statements
from benchmarks.conversation.grading import Score, agrees
from training.corpus import UNSEEN, Example, examples

SILENT: Final = ("old", "decide", "skip", "question", "chat")

Read = Iterator[tuple[Example, dict[str, Any]]]


def main() -> None:
    """Print the accuracy of every language, whole and by slot."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--network", type=Path, default=FILE)
    arguments.add_argument("--show", action="store_true", help="print what is misread")
    chosen = arguments.parse_args()
    network = Network(chosen.network)
    for code in sorted(WORDS):
        scores: dict[str, Score] = defaultdict(Score)
        for example, facts in read(code, network):
            truth = truth_of(example, code)
            marked = marks_of(facts, truth)
            for name, score in marked.items():
                scores[name] += score
            if chosen.show and any(score != Score(1, 1, 0) for score in marked.values()):
                print(f"{example.asked}: {example.text!r}\n    {truth}\n    {facts}")
        for name, score in (*sorted(scores.items()), (code, sum(scores.values(), Score()))):
            print(
                f"{name:16} {score.accuracy:6.1%}  ({score.right} of {score.required}, {score.wrong} wrong)"
            )


def read(code: str, by: Tags) -> Read:
    """Every unseen message of a language with what is read of it."""
    for example in examples(UNSEEN / f"{code}.txt"):
        facts, brand, _ = statements(example.text, example.asked, WORDS[code], by)
        yield example, _together(facts, brand)


def marks_of(facts: dict[str, Any], truth: dict[str, Any]) -> dict[str, Score]:
    """The score of every fact that was said or read."""
    scores = {}
    for name in {*truth, *facts}:
        right = name in truth and name in facts and agrees(name, facts[name], truth[name])
        scores[name] = Score(name in truth, right, name in facts and not right)
    return scores


def truth_of(example: Example, code: str) -> dict[str, Any]:
    """The facts that the annotations of an example say."""
    spans = [span for span in example.spans if span.tag not in SILENT]
    return _together(*facts_of(example.text, spans, WORDS[code], example.asked))


def _together(facts: dict[str, Any], brand: dict[str, Any]) -> dict[str, Any]:
    names = {"title": "brand", "colors": "colors"}
    return facts | {names[name]: value for name, value in brand.items() if name in names and value}


if __name__ == "__main__":
    main()
