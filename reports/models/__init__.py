"""The tables of reports."""

from reports.models.department import DepartmentReport, DepartmentState
from reports.models.period import ReportPeriod, TeamMove
from reports.models.weekly import Comment, KeyCustomer, Mood, WeeklyReport, WeeklyState

__all__ = [
    "Comment",
    "DepartmentReport",
    "DepartmentState",
    "KeyCustomer",
    "Mood",
    "ReportPeriod",
    "TeamMove",
    "WeeklyReport",
    "WeeklyState",
]
