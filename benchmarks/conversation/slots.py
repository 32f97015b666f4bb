"""Prints the slot accuracy per language: `python -m benchmarks.conversation.slots [--dev LANGUAGE]`.

Of the held half only the score is printed; `--dev` lists the faults of the other half.
"""

from __future__ import annotations

import argparse

from benchmarks.conversation.grading import LANGUAGES, UTTERANCES, Score, faults, lines, read, slot_score


def main() -> None:
    """Print the held score of every language, or the faults of one language's open half."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--dev", choices=LANGUAGES)
    chosen = arguments.parse_args().dev
    if chosen:
        for case in lines(UTTERANCES / f"{chosen}.jsonl", "dev"):
            claimed = read(case, chosen)
            missed, wrong = faults(case, claimed)
            if missed or wrong:
                wanted = {name: case["facts"][name] for name in missed}
                print(f"{case['asked']}: {case['said']!r}\n    missed {wanted}")
                print(f"    wrong  { {name: claimed[name] for name in wrong} }")
        print(_line(chosen, slot_score(chosen, "dev")))
        return
    for language in LANGUAGES:
        print(_line(language, slot_score(language, "held")))


def _line(language: str, score: Score) -> str:
    return f"{language}: {score.accuracy:.1%} ({score.right} of {score.required}, {score.wrong} wrong)"


if __name__ == "__main__":
    main()
