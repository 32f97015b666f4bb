"""The models that the stand-in knows, parsed from its own TOML, and how their inputs are judged."""

from __future__ import annotations

import hashlib
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any, Literal

Kind = Literal["picture", "clip", "speech", "music", "training"]
Problem = tuple[str, str, str]
"""(rule, where, words): one line of Replicate's 422."""

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a model."""

    type: str
    required: bool = False
    default: Any = None
    choices: tuple[Any, ...] = ()
    min: float | None = None
    max: float | None = None
    min_length: int | None = None
    max_length: int | None = None

    def schema(self) -> dict[str, Any]:
        """As OpenAPI says it."""
        found: dict[str, Any] = {"type": self.type}
        told = {
            "default": self.default, "enum": list(self.choices) or None, "minimum": self.min, "maximum": self.max,
        }  # fmt: skip
        return found | {key: value for key, value in told.items() if value is not None}

    def problem(self, where: str, value: Any) -> Problem | None:
        """What is wrong with a value, if anything."""
        kinds = _TYPES[self.type]
        if not isinstance(value, kinds) or (isinstance(value, bool) and self.type != "boolean"):
            return "invalid_type", where, f"Invalid type. Expected: {self.type}, given: {_json_type(value)}"
        if self.choices and value not in self.choices:
            listed = ", ".join(f'"{each}"' if isinstance(each, str) else str(each) for each in self.choices)
            return "enum", where, f"{where} must be one of the following: {listed}"
        if isinstance(value, int | float):
            if self.min is not None and value < self.min:
                return "number_gte", where, f"Must be greater than or equal to {self.min:g}"
            if self.max is not None and value > self.max:
                return "number_lte", where, f"Must be less than or equal to {self.max:g}"
        if isinstance(value, str):
            if self.max_length is not None and len(value) > self.max_length:
                return "string_lte", where, f"String length must be less than or equal to {self.max_length}"
            if self.min_length is not None and len(value) < self.min_length:
                return (
                    "string_gte",
                    where,
                    f"String length must be greater than or equal to {self.min_length}",
                )
        return None


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for one unit of a metric; `by` names the input that decides between several prices."""

    metric: str
    usd: Mapping[str, Decimal]
    by: str | None = None

    def unit(self, inputs: Mapping[str, Any]) -> Decimal:
        """The price of one unit for these inputs (defaults filled in)."""
        if self.by is None:
            return self.usd[""]
        value = inputs.get(self.by)
        return self.usd[str(value).lower() if isinstance(value, bool) else str(value)]


@dataclass(frozen=True, slots=True)
class Model:
    """One model: what it takes, how long it runs (model seconds), what it costs."""

    name: str
    kind: Kind
    price: Price
    fields: Mapping[str, Field]
    official: bool = False
    setup_s: float = 1.0
    usual_s: float = 5.0
    per_unit_s: float = 0.0
    output: Literal["one", "list", "weights"] = "one"
    made_as: str | None = None

    @property
    def version(self) -> str:
        """The id of its one version; of what a training made, that of the training's."""
        return self.made_as or hashlib.sha256(f"stand-in {self.name}".encode()).hexdigest()

    def filled(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The inputs with the defaults of those not given."""
        defaults = {name: each.default for name, each in self.fields.items() if each.default is not None}
        return defaults | {name: value for name, value in inputs.items() if value is not None}

    def problems(self, inputs: Mapping[str, Any]) -> list[Problem]:
        """Everything that Replicate would refuse with 422. Inputs that the model lacks are ignored, as there."""
        found: list[Problem] = [
            ("required", "input", f"{name} is required")
            for name, each in self.fields.items()
            if each.required and inputs.get(name) is None
        ]
        for name, value in inputs.items():
            if value is None or name not in self.fields:
                continue
            if problem := self.fields[name].problem(f"input.{name}", value):
                found.append(problem)
        return found

    def seconds(self, inputs: Mapping[str, Any]) -> float:
        """Model seconds that a run with these inputs takes, to a millisecond."""
        units = _count(inputs, "duration", "steps") if self.per_unit_s else 0.0
        return round(self.usual_s + self.per_unit_s * units, 3)

    def openapi(self) -> dict[str, Any]:
        """The schema that a version carries."""
        item = {"type": "string", "format": "uri"}
        outputs: dict[str, Any] = {"type": "array", "items": item} if self.output == "list" else item
        inputs = {name: each.schema() for name, each in self.fields.items()}
        needed = [name for name, each in self.fields.items() if each.required]
        return {
            "openapi": "3.0.2",
            "info": {"title": "Cog", "version": "0.1.0"},
            "components": {
                "schemas": {
                    "Input": {"type": "object", "properties": inputs, "required": needed},
                    "Output": outputs | {"title": "Output"},
                }
            },
        }


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All models, and the pattern of those that trainings make; `made` are these by version, the oldest first."""

    models: Mapping[str, Model]
    trained: Model
    made: dict[str, Model] = field(default_factory=dict)

    def get(self, name: str) -> Model | None:
        """A model by owner/name; of a trained one the newest version."""
        newest = (model for model in reversed(self.made.values()) if model.name == name)
        return self.models.get(name) or next(newest, None)

    def of_version(self, version: str) -> Model | None:
        """A model by the id of its version."""
        known = self.made.get(version)
        return known or next((model for model in self.models.values() if model.version == version), None)

    def versions(self, name: str) -> list[Model]:
        """All versions of owner/name, the newest first."""
        if name in self.models:
            return [self.models[name]]
        return [model for model in reversed(self.made.values()) if model.name == name]

    def add(self, name: str, version: str) -> Model:
        """A version of the model `name`, as a training makes it."""
        return self.made.setdefault(version, self.pattern(name, version))

    def pattern(self, name: str, version: str | None = None) -> Model:
        """What any version of a trained model is like."""
        return replace(self.trained, name=name, made_as=version)


def read_catalogue(file: Path | None = None) -> Catalogue:
    """The shipped table, or that of `file`. Raises ValueError or KeyError where it is not of this form."""
    text = file.read_text("utf-8") if file else _shipped()
    data = tomllib.loads(text)
    templates = data.get("templates", {})
    models = {name: _model(name, table, templates) for name, table in data["models"].items()}
    return Catalogue(models, _model("trained", data["trained"], templates))


def _shipped() -> str:
    return (resources.files("briefcut.replicate_stand_in") / "models.toml").read_text("utf-8")


def _model(name: str, table: Mapping[str, Any], templates: Mapping[str, Any]) -> Model:
    fields = dict(templates[table["like"]]) if "like" in table else {}
    fields |= table.get("fields", {})
    price = table["price"]
    usd = price["usd"] if isinstance(price["usd"], dict) else {"": price["usd"]}
    more = {
        key: table[key] for key in ("official", "setup_s", "usual_s", "per_unit_s", "output") if key in table
    }
    return Model(
        name,
        table["kind"],
        Price(price["metric"], {key: Decimal(value) for key, value in usd.items()}, price.get("by")),
        {key: _field(value) for key, value in fields.items()},
        **more,
    )


def _field(table: Mapping[str, Any]) -> Field:
    return Field(**(dict(table) | {"choices": tuple(table.get("choices", ()))}))


def _count(inputs: Mapping[str, Any], *names: str) -> float:
    found = next((inputs[name] for name in names if name in inputs), 0)
    return float(found) if isinstance(found, int | float) and math.isfinite(found) else 0.0


def _json_type(value: Any) -> str:
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")
