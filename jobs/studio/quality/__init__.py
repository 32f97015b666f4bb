"""Quality of a finished ad: measured from the file against its plan, judged by thresholds that are data."""

from jobs.studio.quality.figures import Figure, Quality, Verdict
from jobs.studio.quality.measuring import measure
from jobs.studio.quality.plan import Plan, Said, Shot, Source, Type, plan_of
from jobs.studio.quality.thresholds import JUDGE, concern

__all__ = [
    "JUDGE",
    "Figure",
    "Plan",
    "Quality",
    "Said",
    "Shot",
    "Source",
    "Type",
    "Verdict",
    "concern",
    "measure",
    "plan_of",
]
