"""The borders of months and quarters lie on the company's clock: each figure equals SQL with an explicit zone (trust.md T4)."""

from datetime import datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from customers.models import TimelineEntry
from managing.domain.frames import Frame, days_of
from managing.selectors.team import read_rows, span_of, total_of
from reports.models import PersonRecord
from reports.schedules import keep_the_records
from reports.selectors.roll import read_roll
from sales.models import QuoteVersion
from tests import factories
from tests.conftest import result_of
from tests.followups.helpers import had_contact, make_customer, shanghai
from tests.reports.test_figures import asked

pytestmark = pytest.mark.postgres
SECOND = timedelta(seconds=1)
# When they begin, and the first moment after them.
MONTH = (shanghai(11, 1, 0), shanghai(12, 1, 0))
QUARTER = (shanghai(10, 1, 0), shanghai(1, 1, 0, year=2027))
# Their names, as `to_char` writes the company's day of a moment.
NOVEMBER, FOURTH = ("YYYY-MM", "2026-11"), ("YYYY-Q", "2026-4")
# The table, which of its rows, and the moment that counts.
COUNTED = {
    "received": ("inquiries_buyermessage", "TRUE", "received_at"),
    "contacts": ("followups_followup", "is_contact", "at"),
    "new_customers": ("customers_customer", "name LIKE 'New %%'", "created_at"),
    "quotes": ("sales_quoteversion", "sent_at IS NOT NULL", "sent_at"),
    "samples": ("customers_timelineentry", "kind = 'sample'", "at"),
    "orders": ("customers_timelineentry", "kind = 'order'", "at"),
}


def add_edges(person: Any, borders: tuple[datetime, datetime]) -> None:
    """Add one of each kind a second before the period, at its first and in its last second, and when it is over."""
    first, after = borders
    customer, references = make_customer(person, "A"), count(1)
    for at in (first - SECOND, first, after - SECOND, after):
        had_contact(customer, at)
        asked(customer, at, at + timedelta(hours=3))
        make_customer(person, "D", name=f"New {at}", created_at=at)
        quote = factories.QuoteFactory(customer=customer)
        QuoteVersion.objects.filter(quote=quote).update(state="sent", sent_at=at)
        for kind, model, event in (("sample", "sales.sample", "sent"), ("order", "sales.order", "confirmed")):
            values = {"event": event, "total": "10.00", "currency": "USD"}
            TimelineEntry.objects.create(
                customer=customer, at=at, kind=kind, actor=person, values=values, ref_type=model, ref_id=next(references)
            )  # fmt: skip


def count_by_sql(name: str, period: tuple[str, str]) -> int:
    table, rows, moment = COUNTED[name]
    shape, named = period
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {table} WHERE {rows} AND to_char({moment} AT TIME ZONE 'Asia/Shanghai', %s) = %s",
            [shape, named],
        )
        return int(cursor.fetchone()[0])


def assert_equal(found: dict[str, int], period: tuple[str, str]) -> None:
    assert found == {name: count_by_sql(name, period) for name in COUNTED} == dict.fromkeys(COUNTED, 2)


def numbers_of(figures: Any, contacts: int) -> dict[str, int]:
    return {name: contacts if name == "contacts" else getattr(figures, name) for name in COUNTED}


@pytest.mark.parametrize(
    ("kind", "borders", "period", "issue"),
    [
        ("month", MONTH, NOVEMBER, shanghai(12, 1, 9)),
        ("quarter", QUARTER, FOURTH, shanghai(1, 4, 9, year=2027)),
    ],
    ids=["month", "quarter"],
)
def test_a_record_is_what_sql_with_an_explicit_zone_counts(
    cast: SimpleNamespace, kind: str, borders: Any, period: Any, issue: datetime
) -> None:
    result_of(keep_the_records(at=borders[0] + timedelta(hours=8)))  # type: ignore[arg-type]  # the registered generator
    add_edges(cast.owner, borders)
    result_of(keep_the_records(at=issue))  # type: ignore[arg-type]  # as above
    row = PersonRecord.objects.get(person=cast.owner, period__kind=kind, period__issued_at__isnull=False)
    figures = row.frozen_figures
    assert figures is not None
    assert_equal(numbers_of(figures, figures.all_contacts), period)


@pytest.mark.parametrize(
    ("frame", "borders", "period", "at"),
    [
        (Frame.MONTH, MONTH, NOVEMBER, shanghai(11, 30, 23, 59, 59)),
        (Frame.LAST_MONTH, MONTH, NOVEMBER, shanghai(12, 1, 0)),
        (Frame.QUARTER, QUARTER, FOURTH, shanghai(12, 31, 23, 59, 59)),
        (Frame.LAST_QUARTER, QUARTER, FOURTH, shanghai(1, 1, 0, year=2027)),
    ],
    ids=["running month", "last month", "running quarter", "last quarter"],
)
def test_the_team_is_what_sql_with_an_explicit_zone_counts(
    cast: SimpleNamespace, frame: Frame, borders: Any, period: Any, at: datetime
) -> None:
    """In the last second of the period, and in the first one after it."""
    add_edges(cast.owner, borders)
    today = (at + timedelta(hours=8)).date()
    span = span_of(days_of(frame, today), at)
    row = total_of(read_rows(read_roll(span), span, at).values())
    assert_equal(numbers_of(row.figures, row.contacts), period)
