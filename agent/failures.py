"""What can be wrong with a model's answer."""

from __future__ import annotations


class ModelFailure(Exception):
    """The model's answer can't be used: cut short, empty, refused, or malformed."""
