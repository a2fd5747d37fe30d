"""Numbers of records: unique under any number of writers, gaps allowed (trust.md C8)."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

# In one statement: the first of a month begins its series, every other counts on.
TAKE_NEXT = """
INSERT INTO core_numberseries (series, last) VALUES (%s, 1)
ON CONFLICT (series) DO UPDATE SET last = core_numberseries.last + 1 RETURNING last"""


def next_number(prefix: str, *, at: datetime) -> str:
    """Take the next number of this month's series, e.g. `INQ-2604-118`. Must run inside a transaction.

    The month is the company's at `at`. The series' row stays locked until the transaction ends.
    """
    series = f"{prefix}-{timezone.localtime(at):%y%m}"
    return f"{series}-{_take(series):03d}"


def next_number_of_year(prefix: str, *, at: datetime) -> str:
    """Like `next_number`, of a series that lasts a year of the company's calendar, e.g. `OR-2026-0001`."""
    series = f"{prefix}-{timezone.localtime(at):%Y}"
    return f"{series}-{_take(series):04d}"


def next_number_of_day(prefix: str, *, at: datetime) -> str:
    """Take the next number of the company's day, e.g. `QT-2026-0418-2`; as `next_number` otherwise."""
    series = f"{prefix}-{timezone.localtime(at):%Y-%m%d}"
    return f"{series}-{_take(series)}"


def _take(series: str) -> int:
    if not connection.in_atomic_block:
        raise RuntimeError("A number needs a transaction: it must not outlive its record's failure.")
    with connection.cursor() as cursor:
        cursor.execute(TAKE_NEXT, [series])
        (last,) = cursor.fetchone()
    return int(last)
