"""The tables of targets and of the three-year plan."""

from managing.models.plan import Milestone, Plan, Snapshot
from managing.models.result import TargetResult
from managing.models.target import PROCESS, SHARES, Measure, Target, TargetQuerySet

__all__ = [
    "PROCESS",
    "SHARES",
    "Measure",
    "Milestone",
    "Plan",
    "Snapshot",
    "Target",
    "TargetQuerySet",
    "TargetResult",
]
