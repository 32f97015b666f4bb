"""A chart before it is drawn: what a view says it shows. `jobs.charts` draws it, where it is sent or written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Series(_Part):
    """The values of one thing, one for each label of its panel."""

    name: str
    values: tuple[float, ...]


class Panel(_Part):
    """One picture of a chart. `bars` stack their series over days, `lines` don't; `rows` have one bar for each label,
    from above. `total` is the number that it comes to, shown beside its title; `unit` stands before its values."""

    title: str
    kind: Literal["bars", "lines", "rows"]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    total: str = ""
    unit: str = ""

    @model_validator(mode="after")
    def _has_a_value_for_each_label(self) -> Panel:
        if any(len(one.values) != len(self.labels) for one in self.series):
            raise ValueError("a series needs a value for each label")
        return self


class Chart(_Part):
    """Panels below each other, under a title."""

    title: str
    subtitle: str = ""
    panels: Annotated[tuple[Panel, ...], Field(min_length=1, max_length=6)]


@dataclass(frozen=True, slots=True)
class Report:
    """The same figures as a picture and as a table: `rows` under `header`."""

    chart: Chart
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
