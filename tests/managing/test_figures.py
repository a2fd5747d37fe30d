"""The rows of the team: the same as the reports', for each reader the sum of what they read, in few statements (Z9)."""

import re
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from accounts.services import freeze_account
from accounts.services.teams import change_team
from core.domain.work_calendar import ONE_DAY
from core.request_context import RequestContext, request_context
from customers.models import Customer, CustomerExport
from followups.models import DateByHand
from followups.services import HelpSubject, ask_for_help
from managing.domain.frames import Days, Frame, days_of
from managing.domain.rows import OF_FIGURES, Row
from managing.row_words import exception_cards
from managing.selectors.exceptions import KINDS, read_exceptions
from managing.selectors.team import narrow_roll, own_roll, read_rows, read_trends, span_of, total_of
from managing.views.team import read_figures as read_shown
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
from tests.reports.test_figures import asked

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


def test_a_manager_who_does_not_sell_stands_in_for_who_was_frozen(department: SimpleNamespace) -> None:
    """N9: until the handover what the leaver had is the manager's, and stands in the rows of who reads it, and in their sum."""
    cast = department
    cast.owner.frozen_at = shanghai(11, 24, 9)
    cast.owner.save(update_fields=["frozen_at"])
    customer = Customer.objects.filter(owner=cast.owner, grade="A").first()
    factories.FollowUpFactory(customer=customer, by=cast.manager, at=shanghai(11, 25, 10))
    figures = read_shown(cast.boss, month(), NOW)
    (row,) = [row for part, row in figures.rows.items() if part.person == cast.manager]
    assert (row.figures.open, row.contacts, row.figures.mail_asked) == (2, 1, 0)
    assert [part.mark for part in figures.rows if part.person == cast.manager] == ["manager"]
    assert figures.total.figures.open == 4  # with the teammate's and the outsider's
    names = {part.person for part in figures.rows}
    assert cast.other_manager not in names, "who did nothing in place of their people has no row"
    assert cast.manager in {part.person for part in read_shown(cast.manager, month(), NOW).rows}
    assert cast.manager not in {part.person for part in read_shown(cast.other_manager, month(), NOW).rows}


def test_a_managers_row_leads_to_what_they_did(department: SimpleNamespace, client_of: Any) -> None:
    """No list knows them as an owner: each number opens the page behind it, and there is what was counted."""
    cast = department
    cast.owner.frozen_at = shanghai(11, 24, 9)
    cast.owner.save(update_fields=["frozen_at"])
    customer = Customer.objects.filter(owner=cast.owner, grade="A").first()
    factories.FollowUpFactory(customer=customer, by=cast.manager, at=shanghai(11, 25, 10))
    asked(customer, shanghai(11, 24, 10), shanghai(11, 24, 11), responsible=cast.manager)
    with time_machine.travel(NOW):
        for reader in (cast.boss, cast.manager):
            client = client_of(reader)
            page = client.get(reverse("managing:team"), {"period": "month"}).content.decode()
            (row,) = (
                row for row in page.split("<tr") if "card-name" in row and cast.manager.short_name in row
            )
            found = set(re.findall(r'href="(/figures/[^"]*)"', row))
            for url in found:
                shown = client.get(url.replace("&amp;", "&")).content.decode()
                assert str(customer) in shown, url
                assert cast.manager.short_name in shown, url
            assert {url.split("/")[2] for url in found} >= {"received", "in_target"}
            others = [
                url
                for url in re.findall(r'href="([^"]*)"', row)
                if not url.startswith(("/figures/", "/people/"))
            ]
            assert others == []


def test_who_leads_several_teams_stands_in_none(department: SimpleNamespace) -> None:
    cast = department
    parts = read_roll(month(), with_managers=True).parts
    assert [(part.team, part.manager) for part in parts[cast.manager.pk]] == [(cast.team, cast.manager)]
    cast.other_team.manager = cast.manager
    cast.other_team.save(update_fields=["manager"])
    parts = read_roll(month(), with_managers=True).parts
    assert [(part.team, part.manager) for part in parts[cast.manager.pk]] == [(None, cast.manager)]
    assert cast.other_manager.pk not in parts
    assert cast.manager.pk not in read_roll(month()).parts
    cast.manager.frozen_at = shanghai(11, 20)
    cast.manager.save(update_fields=["frozen_at"])
    (part,) = read_roll(month(), with_managers=True).parts[cast.manager.pk]
    assert (part.span.ends_at, part.manager) == (shanghai(11, 20), None), "what was done until then stays"


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


def test_what_waits_for_who_leads_is_among_the_exceptions(cast: SimpleNamespace) -> None:
    """Dates, help, leave, exports that are the reader's to decide; exits without a reply and changed times for seven days."""
    customer = make_customer(cast.owner, "B")
    for setter in (cast.owner, cast.manager):
        DateByHand.objects.create(
            customer=customer, due_on=nov(30), reason="Fair", is_later=True, set_by=setter, set_at=NOW
        )
    for author in (cast.owner, cast.manager):
        ask_for_help(actor=author, text="D/P?", subject=HelpSubject(), at=NOW)
        factories.AbsenceFactory(
            user=author, starts_on=nov(28), ends_on=nov(28), state="requested", asked_at=NOW
        )
        CustomerExport.objects.create(owner=author, state="asked", created_at=NOW)
    factories.AbsenceFactory(
        user=cast.owner, starts_on=nov(2), ends_on=nov(2), state="requested", asked_at=NOW
    )
    for days_ago in (1, 8):
        then = NOW - timedelta(days=days_ago)
        inquiry = factories.InquiryFactory(
            customer=customer, owner=cast.owner, state="invalid", closed_at=then, grade="B"
        )
        factories.BuyerMessageFactory(inquiry=inquiry, received_changed_at=then, answered_at=then)
        factories.ReplyFactory(inquiry=inquiry, replied_changed_at=then)

    def found(reader: Any, *people: Any) -> dict[tuple[str, int | None], int]:
        ids = [person.pk for person in people] or None
        rows = read_exceptions(ids, nov(26), NOW, reader=reader)
        assert [one.kind for one in rows] == sorted([one.kind for one in rows], key=KINDS.index)
        assert not any(one.is_late for one in rows)
        return {(one.kind, one.person_id): one.number for one in rows}

    own, leader = cast.owner.pk, cast.manager.pk
    team = {
        ("dates", own): 1,
        ("help", own): 1,
        ("exports", own): 1,
        ("invalid", own): 1,
        ("retimed", own): 2,
    }
    assert found(cast.manager, cast.owner, cast.manager) == team  # leave is the boss's to decide
    boss = found(cast.boss)
    assert (boss["leave", own], boss["leave", leader]) == (1, 1)
    assert (boss["exports", own], boss["exports", leader]) == (1, 1)
    assert ("help", own) not in boss  # still the manager's
    assert found(cast.other_manager, cast.outsider) == {}
    assert read_exceptions([own], nov(26), NOW) == []
    rows = read_exceptions([own], nov(26), NOW, reader=cast.manager)
    assert len(exception_cards(rows, {own: cast.owner}, has_links=True)) == len(team)


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
    assert days_of(Frame.QUARTER, wednesday) == Days(date(2026, 10, 1), wednesday, is_running=True)
    assert days_of(Frame.LAST_QUARTER, wednesday) == Days(date(2026, 7, 1), date(2026, 9, 30))
    assert days_of(Frame.LAST_QUARTER, date(2026, 2, 28)) == Days(date(2025, 10, 1), date(2025, 12, 31))


def test_a_running_span_ends_now(cast: SimpleNamespace) -> None:
    span = span_of(Days(nov(23), nov(25), is_running=True), NOW)
    assert NOW - timedelta(seconds=1) < span.ends_at <= NOW + timedelta(seconds=1)
    had_contact(make_customer(cast.owner), NOW)
    assert total(cast.boss).contacts == 1
