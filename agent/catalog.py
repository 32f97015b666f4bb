"""Which model of the paid provider makes what, how it is asked, and what it costs. Pure data, checked when it is read.

The tables stand in `models.toml` beside this module; the file that MODELS_FILE names replaces any of them as a whole.
A kind without a table is made on this machine. A kind may have `others` beside the model of its table: admins choose
the default in the chat.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Kind = Literal["still", "branded", "clip", "voice", "music", "training"]
Metric = Literal[
    "image_output_count",
    "video_output_count",
    "video_output_duration_seconds",
    "audio_output_count",
    "audio_output_duration_seconds",
    "character_input_count",
    "predict_time",
]

KINDS: Final[tuple[Kind, ...]] = ("still", "branded", "clip", "voice", "music", "training")
"""`branded` are the stills of a brand whose look was trained."""
TRAINED: Final = "trained"
"""The model of `branded` where what a training made is asked itself."""
ROLES: Final[Mapping[Kind, frozenset[str]]] = {
    "still": frozenset({"prompt", "negative", "image", "aspect", "width", "height", "seed"}),
    "branded": frozenset({"prompt", "negative", "image", "aspect", "width", "height", "seed", "weights"}),
    "clip": frozenset({"prompt", "negative", "image", "duration", "aspect", "seed"}),
    "voice": frozenset({"text", "voice", "language", "speed", "seed"}),
    "music": frozenset({"prompt", "negative", "duration", "seed"}),
    "training": frozenset({"images", "trigger", "steps", "seed"}),
}
"""What we have to say for each kind; a model's table names the field in which it wants to hear it."""

_NEEDED: Final[Mapping[Kind, frozenset[str]]] = {
    "still": frozenset({"prompt"}),
    "branded": frozenset({"prompt"}),
    "clip": frozenset({"prompt", "image"}),
    "voice": frozenset({"text"}),
    "music": frozenset({"prompt"}),
    "training": frozenset({"images", "trigger"}),
}
_MARKS: Final[Mapping[Kind, frozenset[str]]] = {
    "still": frozenset({"seed"}),
    "branded": frozenset({"seed"}),
    "clip": frozenset({"image"}),
    "voice": frozenset({"seed", "speed"}),
    "music": frozenset({"seed"}),
    "training": frozenset({"images"}),
}
"""Inputs that may differ from run to run without being heard or seen: one of them tells our runs apart."""

_PLACES: Final = Decimal("0.0001")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Price(_Table):
    """US dollars for one unit of the metric that the provider counts."""

    metric: Metric
    usd: Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=8)]

    def of(self, units: float | Decimal, rounding: str = ROUND_HALF_UP) -> Decimal:
        """US dollars for so many units, to four places."""
        return (self.usd * Decimal(str(units))).quantize(_PLACES, rounding=rounding)


class Model(_Table):
    """One model; see the head of `models.toml` for its fields. Seconds throughout."""

    provider: Literal["replicate"] = "replicate"
    model: Annotated[str, Field(pattern=r"^(trained|[\w.-]+/[\w.-]+(:[0-9a-f]{8,64})?)$")]
    price: Price
    usual_run_s: Annotated[float, Field(gt=0, le=1800)]
    deadline_s: Annotated[float, Field(ge=5, le=1800)]
    at_once: Annotated[int, Field(ge=1, le=1000)] = 20
    input: Mapping[str, Annotated[str, Field(min_length=1)]]
    always: Mapping[str, str | int | float | bool] = {}
    durations: tuple[Annotated[int, Field(ge=1, le=600)], ...] = ()
    aspects: tuple[Annotated[str, Field(pattern=r"^[1-9]\d?:[1-9]\d?$")], ...] = ()
    longest_text: Annotated[int, Field(ge=1)] | None = None
    longest_run: Annotated[int, Field(ge=1)] | None = None
    speeds: tuple[Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)]] = (0.5, 2.0)
    voices: Mapping[Literal["female", "male"], str] = {}
    languages: Mapping[str, str] = {}
    destination: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")] = "briefcut-looks"
    hardware: Annotated[str, Field(min_length=1)] = "gpu-t4"

    @model_validator(mode="after")
    def _deadline_is_no_rule(self) -> Self:
        if self.deadline_s < self.usual_run_s:
            raise ValueError("deadline_s: must be at least usual_run_s")
        return self

    @property
    def name(self) -> str:
        """owner/name, without a version."""
        return self.model.partition(":")[0]

    @property
    def version(self) -> str | None:
        """The version that is asked for by its id; None where the model is asked for by its name."""
        return self.model.partition(":")[2] or None

    def seconds_for(self, seconds: float) -> int:
        """The length to ask for where `seconds` are needed: the shortest that suffices, else the longest."""
        if self.durations:
            return next(
                (each for each in sorted(self.durations) if each >= seconds - 1e-6), max(self.durations)
            )
        whole = max(1, -int(-seconds // 1))
        return min(whole, self.longest_run) if self.longest_run else whole

    def aspect_for(self, width: int, height: int) -> str:
        """The proportion to ask for, as `9:16`."""
        if not self.aspects:
            return "16:9" if width > height else "1:1" if width == height else "9:16"
        return min(self.aspects, key=lambda one: abs(_ratio(one) - width / height))


def _ratio(aspect: str) -> float:
    width, height = aspect.split(":")
    return int(width) / int(height)


@dataclass(frozen=True, slots=True)
class Catalog:
    """Who makes each kind, and the `others` that could; the empty one is the local studio's."""

    models: Mapping[Kind, Model] = field(default_factory=lambda: MappingProxyType({}))
    others: Mapping[Kind, tuple[Model, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def all_of(self, kind: str) -> tuple[Model, ...]:
        """Every model that can make `kind`, who makes it now first; none where this machine does."""
        first = self.of(kind)
        return () if first is None else (first, *self.others.get(kind, ()))  # type: ignore[call-overload]

    def choosing(self, chosen: Mapping[str, str]) -> Catalog:
        """The catalog in which these models (owner/name by kind) make their kinds. What it does not know changes
        nothing."""
        models, others = dict(self.models), dict(self.others)
        for kind in self.models:
            known = self.all_of(kind)
            found = next((each for each in known if each.name == chosen.get(kind)), None)
            if found is not None:
                models[kind] = found
                others[kind] = tuple(each for each in known if each is not found)
        return Catalog(MappingProxyType(models), MappingProxyType(others))

    def of(self, kind: str) -> Model | None:
        """Who makes `kind`; None where this machine does."""
        return self.models.get(kind)  # type: ignore[call-overload, no-any-return]

    def named(self, model: str) -> Model | None:
        """The table of `model` (owner/name, with or without version); of what was trained, that of branded stills."""
        every = (each for kind in self.models for each in self.all_of(kind))
        found = next((each for each in every if model in (each.model, each.name)), None)
        return found or (self.of("branded") if self._is_trained(model) else None)

    def wearing(self, version: str | None) -> Catalog:
        """The catalog for a brand whose trained look is this version (owner/name:version): its stills are made with
        it. The same catalog where there is none, or stills are made on this machine."""
        branded = self.of("branded")
        if version is None or branded is None or self.of("still") is None:
            return self
        still = branded.model_copy(update={"model": version}) if branded.model == TRAINED else branded
        return replace(self, models=MappingProxyType({**self.models, "still": still}))

    def asked(self, kind: str, model: str | None) -> Model | None:
        """The table by which `model` is asked for `kind`; None where it no longer is."""
        known = self.all_of(kind)
        found = next((each for each in known if each.model == model), None)
        if found is not None or model is None or kind != "still" or not known:
            return found
        branded = {each.model: each for each in reversed(self.all_of("branded"))}
        if TRAINED in branded and self._is_trained(model):
            return branded[TRAINED].model_copy(update={"model": model})
        return branded.get(model)

    def _is_trained(self, model: str) -> bool:
        name = model.partition(":")[0].partition("/")[2]
        return any(name == each.destination for each in self.all_of("training"))


LOCAL: Final = Catalog()


def read_catalog(models_file: Path | None = None) -> Catalog:
    """The shipped tables, with those of `models_file` in their place.

    Raises:
        ValueError: something in a table is wrong or unknown; the text names its path.
        OSError: the file can't be read.
    """
    tables = tomllib.loads(resources.files("agent").joinpath("models.toml").read_text("utf-8"))
    if models_file is not None:
        tables |= tomllib.loads(models_file.read_text("utf-8"))
    for name in tables:
        if name not in (*KINDS, "chat"):
            raise ValueError(f"{name}: unknown; known: {', '.join(('chat', *KINDS))}")
    found = {kind: models for kind in KINDS if kind in tables and (models := _models(kind, tables[kind]))}
    return Catalog(
        MappingProxyType({kind: models[0] for kind, models in found.items()}),
        MappingProxyType({kind: models[1:] for kind, models in found.items() if models[1:]}),
    )


def _models(kind: Kind, table: object) -> tuple[Model, ...]:
    """The model of a table and its `others`; none where this machine makes the kind."""
    if not isinstance(table, dict):
        raise ValueError(f"{kind}: must be a table")
    if table.get("provider") == "local":
        for name in table.keys() - {"provider"}:
            raise ValueError(f"{kind}.{name}: unknown where the provider is local")
        return ()
    own = {name: value for name, value in table.items() if name != "others"}
    found, others = [_model(kind, kind, own)], table.get("others", [])
    if not isinstance(others, list) or not all(isinstance(each, dict) for each in others):
        raise ValueError(f"{kind}.others: must be tables")
    for number, other in enumerate(others, 1):
        where = f"{kind}.others[{number}]"
        for name in ("model", "price"):
            if name not in other:
                raise ValueError(f"{where}.{name}: missing")
        found.append(_model(kind, where, own | other))
        if found[-1].name in {each.name for each in found[:-1]}:
            raise ValueError(f"{where}.model: {found[-1].name} is named twice")
    return tuple(found)


def _model(kind: Kind, where: str, table: Mapping[str, Any]) -> Model:
    try:
        model = Model.model_validate(table)
    except ValidationError as error:
        raise ValueError(_complaint(where, error)) from None
    _check_roles(kind, where, model)
    return model


def _check_roles(kind: Kind, where: str, model: Model) -> None:
    roles = set(model.input)
    for role in model.input:
        if role not in ROLES[kind]:
            raise ValueError(f"{where}.input.{role}: unknown; known: {', '.join(sorted(ROLES[kind]))}")
    for role in sorted(_NEEDED[kind] - roles):
        raise ValueError(f"{where}.input.{role}: missing")
    if not roles & _MARKS[kind]:
        raise ValueError(
            f"{where}.input: needs {' or '.join(sorted(_MARKS[kind]))}, by which a run is found again after a crash"
        )
    fields = list(model.input.values())
    for name in sorted({"destination", "hardware"} & model.model_fields_set if kind != "training" else ()):
        raise ValueError(f"{where}.{name}: is for training only")
    if model.model == TRAINED and kind != "branded":
        raise ValueError(f"{where}.model: {TRAINED} is for branded only")
    for name in fields:
        if name in model.always:
            raise ValueError(f"{where}.always.{name}: is an input already")
        if fields.count(name) > 1:
            raise ValueError(f"{where}.input: {name} is named twice")


def _complaint(where: str, error: ValidationError) -> str:
    first: dict[str, Any] = dict(error.errors(include_url=False, include_input=False)[0])
    path = ".".join(str(part) for part in (where, *first["loc"]))
    if first["type"] == "extra_forbidden":
        return f"{path}: unknown; known: {', '.join(Model.model_fields)}"
    if first["type"] == "missing":
        return f"{path}: missing"
    words = str(first["msg"]).removeprefix("Value error, ")
    return f"{where}.{words}" if first["type"] == "value_error" and not first["loc"] else f"{path}: {words}"
