"""The tables of reports."""

from reports.models.a_list import AList, AListEntry, AListPart
from reports.models.daily import DailyReport, DayDigest, ReportDay
from reports.models.department import DepartmentReport, DepartmentState
from reports.models.period import LeaderMove, ReportPeriod, TeamMove
from reports.models.records import PersonRecord, RecordPeriod
from reports.models.weekly import KeyCustomer, Mood, WeeklyReport, WeeklyState

__all__ = [
    "AList",
    "AListEntry",
    "AListPart",
    "DailyReport",
    "DayDigest",
    "DepartmentReport",
    "DepartmentState",
    "KeyCustomer",
    "LeaderMove",
    "Mood",
    "PersonRecord",
    "RecordPeriod",
    "ReportDay",
    "ReportPeriod",
    "TeamMove",
    "WeeklyReport",
    "WeeklyState",
]
