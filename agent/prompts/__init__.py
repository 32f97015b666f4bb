"""Prompts are files; `fill` puts the turn's facts in and refuses to leave a placeholder empty."""

from __future__ import annotations

from importlib import resources
from string import Template


def fill(name: str, **values: str) -> str:
    """The prompt `name` with every placeholder filled.

    Raises:
        KeyError: when a placeholder has no value; ValueError when a value has no placeholder.
    """
    template = Template(resources.files("agent.prompts").joinpath(f"{name}.md").read_text("utf-8"))
    unknown = set(values) - set(template.get_identifiers())
    if unknown:
        raise ValueError(f"prompt {name} has no placeholder for: {', '.join(sorted(unknown))}")
    return template.substitute(values)
