"""Trains the taggers of guided mode: `python -m training.reader [--language en]`, minutes on one core.

The same corpus and code give the same models. Beside each stands the hash of what it was trained from.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from agent import reading
from agent.reading.features import features, page
from agent.reading.languages import WORDS
from agent.reading.tagger import MODELS
from training.corpus import CORPUS, Example, examples, labels
from training.variation import varied

# Found by cross-validation, beside the network: with c1 at 0.1 and what was seen once a model is three quarters larger
# and reads a thousandth more.
PARAMETERS: Final[dict[str, Any]] = {
    "c1": 0.5, "c2": 0.01, "max_iterations": 120, "feature.minfreq": 2, "feature.possible_transitions": True,
}  # fmt: skip
# What shapes the features: a change in one of them asks for a new training.
_CODE: Final = ("tokens.py", "features.py", "words.py", "classes.py")


def main() -> None:
    """Train one language or all."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--language", choices=sorted(WORDS))
    chosen = arguments.parse_args().language
    for code in [chosen] if chosen else sorted(WORDS):
        model = MODELS / f"{code}.crfsuite"
        MODELS.mkdir(exist_ok=True)
        train(examples(CORPUS / f"{code}.txt"), code, model)
        model.with_suffix(".sha256").write_text(f"{source(code)}\n")
        print(f"{model.name}: {model.stat().st_size / 1024:.0f} KiB")


def train(corpus: Sequence[Example], code: str, model: Path) -> None:
    """Train on `corpus` and write the model of the language `code`."""
    import pycrfsuite

    trainer: Any = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(PARAMETERS)
    for example in (*corpus, *varied(corpus)):
        for asked in _asked(example):
            seen = page(example.text, asked, code)
            trainer.append(features(seen), labels(example.spans, seen.tokens))
    trainer.train(str(model))


def _asked(example: Example) -> Iterator[str | None]:
    """The questions that a message is learned for: the first message of all is read as the answer to “product”."""
    yield example.asked
    if example.asked is None:
        yield "product"


def source(code: str) -> str:
    """The hash of what a language's model is made of: its corpus, its words and the code of the features."""
    room = Path(reading.__file__).parent
    digest = hashlib.sha256(repr(sorted(PARAMETERS.items())).encode())
    own = (CORPUS / f"{code}.txt", MODELS / f"{code}.classes.txt", room / f"words_{code}.py")
    for path in (*own, *(room / name for name in _CODE)):
        digest.update(path.read_bytes())
    for path in (Path(__file__), Path(__file__).with_name("variation.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
