"""Prints how forty simulated marketers fared: `python -m benchmarks.conversation [--split held|dev]`.

Without a key guided mode is played. With `OPENAI_API_KEY` or `OPENAI_BASE_URL` and `--model NAME` any
OpenAI-compatible model is, with guided mode standing in where it fails.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from statistics import median

from langchain_core.language_models import BaseChatModel

from agent.guided import GuidedModel
from benchmarks.conversation.grading import lines, slot_score
from benchmarks.conversation.marketers import MARKETERS, NEEDED, Outcome, play


def main() -> None:
    """Play them all and print one row of the table."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--split", choices=("dev", "held"), default="held")
    arguments.add_argument("--model", default="")
    arguments.add_argument("--each", action="store_true", help="a line for every marketer of the open half")
    chosen = arguments.parse_args()
    marketers = lines(MARKETERS, chosen.split)
    outcomes = asyncio.run(_all(marketers, chosen.model))
    if chosen.each and chosen.split == "dev":
        for marketer, outcome in zip(marketers, outcomes, strict=True):
            print(marketer["id"], marketer["character"], outcome)
    print(
        "| played by | complete | wrong facts | questions | repeated | turns to script | rule violations | cost |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    print(row(chosen.model or "guided mode", outcomes))
    if not chosen.model:
        for language in ("en", "es", "ru"):
            print(f"slot accuracy {language}, held: {slot_score(language, 'held').accuracy:.1%}")


async def _all(marketers: list[dict[str, object]], name: str) -> list[Outcome]:
    fallback = GuidedModel()
    return [await play(marketer, _model(name) or fallback, fallback) for marketer in marketers]


def _model(name: str) -> BaseChatModel | None:
    if not name:
        return None
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(model=name, base_url=os.environ.get("OPENAI_BASE_URL"))


def row(name: str, outcomes: list[Outcome]) -> str:
    """The figures of all conversations as a row of the table in the README."""
    complete = sum(outcome.filled for outcome in outcomes) / (len(outcomes) * len(NEEDED))
    known = sum(outcome.known for outcome in outcomes)
    wrong = sum(len(outcome.wrong) for outcome in outcomes)
    cells = (
        name, f"{complete:.0%}", f"{wrong / known if known else 0:.1%}",
        f"{sum(o.questions for o in outcomes) / len(outcomes):.1f}", str(sum(o.repeated for o in outcomes)),
        f"{median(o.turns for o in outcomes):g}", str(sum(o.violations for o in outcomes)),
        f"${sum(o.cost for o in outcomes):.2f}",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
