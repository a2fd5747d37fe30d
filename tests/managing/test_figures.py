"""The rows of the team: the same as the reports', for each reader the sum of what they read, in few statements (Z9)."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from accounts.services import freeze_account
from accounts.services.teams import change_team
from core.domain.work_calendar import ONE_DAY
from core.request_context import RequestContext, request_context
from managing.domain.frames import Days, Frame, days_of
from managing.domain.rows import OF_FIGURES, Row
from managing.selectors.exceptions import read_exceptions
from managing.selectors.team import narrow_roll, own_roll, read_rows, read_trends, span_of, total_of
from reports.selectors.figures import read_figures
from reports.selectors.roll import read_roll
from reports.services import keep_timetable
from sales.services import sample_steps
from sales.services.orders import confirm_order
from tests import factories
from tests.budgets import ROWS
from tests.followups.helpers import had_contact, make_customer, nov, shanghai
from tests.managing.conftest import NOW, add_work, month
from tests.reports.conftest import DEPARTMENT, DUE, ISSUE

# What the page does not show is not counted for it.
NOT_SHOWN = {"answered", "answer_minutes"}


def total(user: Any) -> Row:
    roll = narrow_roll(read_roll(month()), user)
    return total_of(read_rows(roll, month(), NOW).values())


def test_the_rows_say_what_the_reports_say(department: SimpleNamespace) -> None:
    cast, span = department, month()
    customer = make_customer(cast.owner)
    sample = factories.SampleFactory(customer=customer, state="ready", checked_at=shanghai(11, 17))
    sample_steps.send_sample(
        actor=cast.manager, sample=sample, carrier="DHL", tracking="1", sent_on=nov(18), expected_on=nov(27),
        at=shanghai(11, 18),
    )  # fmt: skip
    order = factories.OrderFactory(customer=customer)
    confirm_order(actor=cast.owner, order=order, on=nov(16), at=shanghai(11, 18))
    change_team(
        actor=cast.admin, team=cast.other_team, name="America", manager=cast.other_manager, added=[cast.teammate],
        at=shanghai(11, 18, 12),
    )  # fmt: skip
    roll = read_roll(span)
    rows, reported = read_rows(roll, span, NOW), read_figures(roll, span, as_of=NOW)
    assert set(rows) == set(reported)
    for part, row in rows.items():
        for name in OF_FIGURES - NOT_SHOWN:
            assert getattr(row.figures, name) == getattr(reported[part], name), (part, name)
        assert row.contacts == reported[part].all_contacts
    assert len([part for part in rows if part.person == cast.teammate]) == 2  # a line in each team
    assert sum(row.figures.orders for row in rows.values()) == 1
    assert sum(row.figures.samples for row in rows.values()) == 1


def test_cadence_is_what_the_nights_wrote_down(department: SimpleNamespace) -> None:
    (row,) = read_rows(own_roll(department.owner, month()), month(), NOW).values()
    assert (row.figures.cadence_kept, row.figures.cadence_asked) == ({"A": 3}, {"A": 4})
    assert row.cadence_share == 0.75


COUNTED_BY_SQL = {
    "in_target": "SELECT COUNT(*) FROM inquiries_buyermessage WHERE outcome = 'in_target' AND responsible_id IN ({ids})",
    "in_limit": "SELECT COUNT(*) FROM inquiries_buyermessage WHERE outcome = 'in_limit' AND responsible_id IN ({ids})",
    "late": "SELECT COUNT(*) FROM inquiries_buyermessage WHERE outcome = 'late' AND responsible_id IN ({ids})",
    "open": (
        "SELECT COUNT(*) FROM inquiries_buyermessage m JOIN inquiries_inquiry i ON i.id = m.inquiry_id"
        " WHERE m.answered_at IS NULL AND i.owner_id IN ({ids})"
    ),
    "quotes": (
        "SELECT COUNT(*) FROM sales_quoteversion v JOIN sales_quote q ON q.id = v.quote_id"
        " WHERE v.sent_at IS NOT NULL AND q.owner_id IN ({ids})"
    ),
    "new_customers": (
        "SELECT COUNT(*) FROM customers_customer WHERE created_at >= '2026-10-31 16:00:00' AND owner_id IN ({ids})"
    ),
}


@pytest.mark.parametrize(
    "caller", ["owner", "manager", "other_manager", "boss", "assistant", "adviser", "admin", "production"]
)
def test_totals_are_the_sum_of_what_the_caller_reads(department: SimpleNamespace, caller: str) -> None:
    """Recomputed by plain SQL over the people whose figures the caller reads (Z9)."""
    cast = department
    read = {
        "owner": [cast.owner], "manager": [cast.owner, cast.teammate, cast.stand_in], "other_manager": [cast.outsider],
        "boss": (everybody := [cast.owner, cast.teammate, cast.stand_in, cast.outsider]), "assistant": everybody,
        "adviser": everybody, "admin": [], "production": [],
    }[caller]  # fmt: skip
    found, ids = total(getattr(cast, caller)), ", ".join(str(person.pk) for person in read) or "0"
    with connection.cursor() as cursor:
        for name, statement in COUNTED_BY_SQL.items():
            cursor.execute(statement.format(ids=ids))
            assert getattr(found.figures, name) == cursor.fetchone()[0], name
        cursor.execute(f"SELECT COUNT(*) FROM followups_followup WHERE is_contact AND by_id IN ({ids})")
        assert found.contacts == cursor.fetchone()[0]
        cursor.execute(f"SELECT COUNT(*) FROM customers_customer WHERE grade = 'A' AND owner_id IN ({ids})")
        assert found.a_customers == cursor.fetchone()[0]


def test_steps_up_and_down_are_the_owners_of_then(department: SimpleNamespace) -> None:
    (row,) = read_rows(own_roll(department.owner, month()), month(), NOW).values()
    assert (row.risen, row.fallen, row.net_moves) == (2, 2, 0)


def test_who_stands_in_answers_for_what_is_open(department: SimpleNamespace) -> None:
    cast = department
    factories.AbsenceFactory(
        user=cast.owner, stand_in=cast.stand_in, starts_on=nov(24), ends_on=nov(28), kind="trip"
    )
    rows = {part.person: row for part, row in read_rows(read_roll(month()), month(), NOW).items()}
    assert (rows[cast.owner].figures.open, rows[cast.stand_in].figures.open) == (0, 2)


@pytest.mark.parametrize("rows", ROWS)
def test_the_statements_do_not_grow(cast: SimpleNamespace, rows: int) -> None:
    for _number in range(rows):
        add_work(factories.UserFactory(roles=(Role.SALESPERSON,), team=cast.team), rows)
    with request_context(RequestContext()), CaptureQueriesContext(connection) as queries:
        read_rows(read_roll(month()), month(), NOW)
        read_exceptions(None, nov(25), NOW)
    assert len(queries) <= 11, [query["sql"][:90] for query in queries]


def test_exceptions_are_counted_by_whose_they_are(department: SimpleNamespace) -> None:
    cast = department
    found = read_exceptions(None, nov(26), shanghai(11, 26, 15))
    late = {one.person_id: one.number for one in found if one.kind == "late"}
    assert late == {}  # the clocks of the inquiries themselves are not set here
    missed = make_customer(cast.owner, "A", missed_on=nov(20))
    make_customer(cast.owner, "C", missed_on=nov(20))
    factories.InquiryFactory(
        customer=missed, owner=cast.owner, grade="", received_at=shanghai(11, 20), received_on=nov(20)
    )
    factories.InquiryFactory(customer=None, owner=None, received_at=shanghai(11, 20), received_on=nov(20))
    found = read_exceptions([cast.owner.pk], nov(26), NOW)
    kinds = {(one.kind, one.person_id): one.number for one in found}
    assert kinds["missed", cast.owner.pk] == 1
    assert kinds["unassigned", None] == 1
    assert ("ungraded", cast.owner.pk) in kinds
    others = read_exceptions([cast.outsider.pk], nov(26), NOW)
    assert {one.person_id for one in others} <= {cast.outsider.pk, None}


def test_the_weeks_hold_who_submitted_nothing_and_who_left(cast: SimpleNamespace) -> None:
    """A week in which nobody hands in a report is none in which nobody did anything."""
    keep_timetable(at=ISSUE)
    for person in (cast.owner, cast.teammate, cast.outsider):
        had_contact(make_customer(person, "B"), shanghai(11, 17))
    freeze_account(actor=cast.admin, user=cast.teammate, reason="Leaves", at=shanghai(11, 19))
    for at in (DUE, DEPARTMENT):
        keep_timetable(at=at)
    totals = {
        name: [week.contacts for week in read_trends(getattr(cast, name), nov(25)).totals]
        for name in ("manager", "other_manager", "boss")
    }
    assert totals == {"manager": [{"B": 2}], "other_manager": [{"B": 1}], "boss": [{"B": 3}]}


def test_days_of_each_frame() -> None:
    wednesday = nov(25)
    assert days_of(Frame.WEEK, wednesday) == Days(nov(23), wednesday, is_running=True)
    assert days_of(Frame.LAST_WEEK, wednesday) == Days(nov(16), nov(22))
    assert days_of(Frame.MONTH, wednesday) == Days(nov(1), wednesday, is_running=True)
    assert days_of(Frame.LAST_MONTH, wednesday).first.isoformat() == "2026-10-01"
    assert days_of(Frame.LAST_MONTH, wednesday).last == nov(1) - ONE_DAY


def test_a_running_span_ends_now(cast: SimpleNamespace) -> None:
    span = span_of(Days(nov(23), nov(25), is_running=True), NOW)
    assert NOW - timedelta(seconds=1) < span.ends_at <= NOW + timedelta(seconds=1)
    had_contact(make_customer(cast.owner), NOW)
    assert total(cast.boss).contacts == 1
