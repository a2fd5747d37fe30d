"""The writes of reports: atomic, audited, told to whom they concern."""

from reports.services.a_lists import keep_a_lists, write_part
from reports.services.daily import confirm_day
from reports.services.days import keep_days, remind_of_day
from reports.services.departments import send_department, write_department
from reports.services.digests import write_digest
from reports.services.periods import can_issue, issue_now, keep_timetable, remind_now
from reports.services.records import keep_records, records_are_due
from reports.services.refusals import ReportRefused, StaleReport
from reports.services.weekly import (
    KeyWords,
    ReportValues,
    add_key_customer,
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
    "confirm_day",
    "issue_now",
    "keep_a_lists",
    "keep_days",
    "keep_records",
    "keep_timetable",
    "records_are_due",
    "remind_now",
    "remind_of_day",
    "reopen_report",
    "send_department",
    "submit_report",
    "write_department",
    "write_digest",
    "write_part",
    "write_report",
]
