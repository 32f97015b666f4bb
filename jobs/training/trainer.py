"""By which model a training is made: the one that was approved, whichever is the default now."""

from __future__ import annotations

from agent.catalog import Catalog, Model
from db.models import LoraModel


def trainer_of(catalog: Catalog, model: LoraModel) -> Model | None:
    """The table of the trainer; None where it is not among the models any more."""
    return catalog.asked("training", model.trainer) if model.trainer else catalog.of("training")
