"""The writes of reports: atomic, audited, told to whom they concern."""

from reports.services.departments import send_department, write_department
from reports.services.periods import can_issue, issue_now, keep_timetable, remind_now
from reports.services.refusals import ReportRefused, StaleReport
from reports.services.weekly import (
    KeyWords,
    ReportValues,
    add_key_customer,
    comment_report,
    reopen_report,
    submit_report,
    write_report,
)

__all__ = [
    "KeyWords",
    "ReportRefused",
    "ReportValues",
    "StaleReport",
    "add_key_customer",
    "can_issue",
    "comment_report",
    "issue_now",
    "keep_timetable",
    "remind_now",
    "reopen_report",
    "send_department",
    "submit_report",
    "write_department",
    "write_report",
]
