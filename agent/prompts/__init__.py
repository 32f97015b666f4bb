"""Prompts are files; `fill` puts the turn's facts in and refuses to leave a placeholder empty.

The first line of each names its version, which grows with every change of the text: what a model answered can be
told from what it answered to another version.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from string import Template
from typing import Final

_HEAD: Final = re.compile(r"<!-- version (\d+) -->\n")


def fill(name: str, **values: str) -> str:
    """The prompt `name` with every placeholder filled.

    Raises:
        KeyError: when a placeholder has no value; ValueError when a value has no placeholder.
    """
    template = Template(_read(name)[1])
    unknown = set(values) - set(template.get_identifiers())
    if unknown:
        raise ValueError(f"prompt {name} has no placeholder for: {', '.join(sorted(unknown))}")
    return template.substitute(values)


def version(name: str) -> str:
    """Which text of the prompt this is: `interviewer/2`."""
    return f"{name}/{_read(name)[0]}"


def names() -> list[str]:
    """All prompts there are."""
    return sorted(p.name.removesuffix(".md") for p in _folder().iterdir() if p.name.endswith(".md"))


def placeholders(name: str) -> list[str]:
    """What must be filled into the prompt `name`."""
    return Template(_read(name)[1]).get_identifiers()


@cache
def _read(name: str) -> tuple[int, str]:
    """(version, text) of a prompt.

    Raises:
        ValueError: its first line names no version.
    """
    text = _folder().joinpath(f"{name}.md").read_text("utf-8")
    head = _HEAD.match(text)
    if head is None:
        raise ValueError(f"prompt {name} does not begin with <!-- version N -->")
    return int(head[1]), text[head.end() :]


def _folder() -> resources.abc.Traversable:
    return resources.files("agent.prompts")
