"""A week of reports: the one that ends on Saturday 21 November 2026."""

from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from reports.models import ReportPeriod, WeeklyReport
from reports.services import keep_timetable
from tests.followups.helpers import shanghai

ISSUE, REMIND, DUE, DEPARTMENT = (
    shanghai(11, 21, 9), shanghai(11, 21, 11, 30), shanghai(11, 21, 13, 30), shanghai(11, 21, 17),
)  # fmt: skip
START = shanghai(11, 14, 13, 30)


@pytest.fixture
def week(cast: SimpleNamespace) -> ReportPeriod:
    """The period, its forms issued at nine."""
    keep_timetable(at=ISSUE)
    return ReportPeriod.objects.get()


def report_of(person: Any) -> WeeklyReport:
    return WeeklyReport.objects.select_related("period").get(person=person)


def sheets_of(content: bytes) -> dict[str, list[list[Any]]]:
    """The rows of a workbook's sheets below the mark, by the sheet's title."""
    book = openpyxl.load_workbook(BytesIO(content))
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)] for sheet in book
    }
