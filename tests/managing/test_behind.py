"""The records behind a figure are those that it counts, and each sees of them what they may see."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import freeze_account
from accounts.services.teams import change_team
from customers.models import Customer, GradeChange, OwnerPeriod, TimelineEntry
from inquiries.models import Inquiry
from managing.domain.frames import Days
from managing.row_words import cells_of
from managing.selectors.behind import OF_TEAM, RECORDS, Behind, Move, Owed, Shown, read_behind
from managing.selectors.team import narrow_roll, own_roll, read_rows, span_of
from reports.models import DailyReport, ReportDay, ReportPeriod, TeamMove, WeeklyReport
from reports.selectors.records import InquiryRow
from reports.selectors.roll import Part, Roll, read_roll
from reports.services import confirm_day, keep_days, keep_timetable
from tests import factories
from tests.budgets import ROWS
from tests.followups.helpers import make_customer, nov, shanghai
from tests.managing.conftest import NOW, month
from tests.reports.conftest import DUE, ISSUE
from tests.reports.test_figures import asked

ClientOf = Callable[[User], Client]


def rows_of(figure: Behind, parts: list[Part], user: User) -> list[Any]:
    shown = Shown(read_roll(month()), Roll([]))
    own = {(part.person.pk, part.span) for part in parts}
    shown = Shown(
        shown.everybody,
        Roll(
            part
            for every in shown.everybody.parts.values()
            for part in every
            if (part.person.pk, part.span) in own
        ),
    )
    return read_behind(figure, shown, month(), user, NOW, "")[1]


def counted(row: Any, figure: Behind) -> int:
    counts = {
        Behind.MOVES: row.risen + row.fallen, Behind.REPORTS: row.reports_owed, Behind.MISSING: row.reports_owed, Behind.DAYS: row.days_owed,
        Behind.NEW: row.figures.new_customers, Behind.CONTACTS: row.contacts,
    }  # fmt: skip
    return int(counts[figure] if figure in counts else getattr(row.figures, figure))


@pytest.mark.parametrize("figure", Behind)
@pytest.mark.parametrize("who", ["boss", "manager", "other_manager", "owner"])
def test_as_many_as_the_figure_says(department: SimpleNamespace, who: str, figure: Behind) -> None:
    """Of who moved to another team, who left, and whom somebody stands in for, too."""
    cast = department
    for at in (ISSUE, DUE):
        keep_timetable(at=at)
    keep_days(at=shanghai(11, 17, 9))
    keep_days(at=shanghai(11, 18, 9))
    change_team(
        actor=cast.admin, team=cast.other_team, name="America", manager=cast.other_manager, added=[cast.teammate],
        at=shanghai(11, 18, 12),
    )  # fmt: skip
    freeze_account(actor=cast.admin, user=cast.outsider, reason="left", at=shanghai(11, 18, 13))
    factories.AbsenceFactory(
        user=cast.owner, stand_in=cast.stand_in, starts_on=nov(24), ends_on=nov(28), kind="trip"
    )
    keep_days(at=shanghai(11, 20, 21))
    user = getattr(cast, who)
    roll = narrow_roll(read_roll(month()), user)
    found = read_rows(read_roll(month()), month(), NOW)
    by_key = {(part.person.pk, part.span): row for part, row in found.items()}
    parts = [part for own in roll.parts.values() for part in own]
    assert parts
    for part in parts:
        shown = rows_of(figure, [part], user)
        assert len(shown) == counted(by_key[part.person.pk, part.span], figure), (part.person, part.mark)
    summed = {part: by_key[part.person.pk, part.span] for part in parts}
    if figure is Behind.CUSTOMERS and who == "boss":  # contacted in two teams, it is one of the person's
        summed = read_rows(read_roll(month()).whole(), month(), NOW)
    assert len(rows_of(figure, parts, user)) == sum(counted(row, figure) for row in summed.values())


def test_what_is_out_of_sight_is_not_named(department: SimpleNamespace) -> None:
    cast = department
    parts = narrow_roll(read_roll(month()), cast.owner).parts[cast.owner.pk]
    assert all(
        isinstance(row, InquiryRow) and row.inquiry for row in rows_of(Behind.RECEIVED, parts, cast.owner)
    )
    moves = rows_of(Behind.MOVES, parts, cast.owner)
    assert [(row.is_up, row.customer is not None) for row in moves if isinstance(row, Move)].count(
        (True, True)
    ) == 2
    Customer.objects.update(owner=cast.outsider)
    Inquiry.objects.update(owner=cast.outsider)
    received = rows_of(Behind.RECEIVED, parts, cast.owner)
    assert received
    assert all(row.inquiry is None for row in received)
    assert all(row.customer is None for row in rows_of(Behind.MOVES, parts, cast.owner))


def test_reports_say_how_they_were_handed_in(department: SimpleNamespace) -> None:
    cast = department
    for at in (ISSUE, DUE):
        keep_timetable(at=at)
    parts = narrow_roll(read_roll(month()), cast.manager).parts[cast.owner.pk]
    (row,) = rows_of(Behind.REPORTS, parts, cast.manager)
    assert isinstance(row, Owed)
    assert (row.standing, row.is_readable) == ("missing", True)


def test_daily_reports_say_how_they_were_confirmed(department: SimpleNamespace, client_of: ClientOf) -> None:
    cast = department
    for day in (17, 18, 19):
        keep_days(at=shanghai(11, day, 9))
        report = DailyReport.objects.select_related("day").get(person=cast.owner, day__day=nov(day))
        if day == 17:
            confirm_day(actor=cast.owner, report=report, remark="", version=1, at=shanghai(11, 17, 20))
        keep_days(at=shanghai(11, day, 20))
        if day == 18:
            confirm_day(actor=cast.owner, report=report, remark="", version=1, at=shanghai(11, 18, 21))
    keep_days(at=shanghai(11, 20, 9))  # its digest is still to go when the figures are asked for
    parts = narrow_roll(read_roll(month()), cast.manager).parts[cast.owner.pk]
    rows = rows_of(Behind.DAYS, parts, cast.manager)
    assert [(row.report.day.day, row.standing, row.is_readable) for row in rows] == [
        (nov(20), "missing", True), (nov(19), "missing", True), (nov(18), "late", True), (nov(17), "in_time", True)
    ]  # fmt: skip
    (row,) = read_rows(own_roll(cast.owner, month()), month(), NOW).values()
    assert (row.days_in_time, row.days_owed) == (1, 4)
    early = span_of(Days(nov(1), nov(20), is_running=True), shanghai(11, 20, 15))
    (row,) = read_rows(own_roll(cast.owner, early), early, shanghai(11, 20, 15)).values()
    assert (row.days_in_time, row.days_owed) == (1, 3)
    with time_machine.travel(NOW, tick=False):
        cells = {cell.key: cell for cell in cells_of(row, cast.owner, Days(nov(1), nov(20)), has_links=True)}
        page = client_of(cast.manager).get(cells["days"].url).content.decode()
    link = DailyReport.objects.get(person=cast.owner, day__day=nov(18)).get_absolute_url()
    assert (link in page, 'nowrap on-card late">late</td>' in page) == (True, True)
    assert (cells["days"].text, cells["days"].is_low) == ("1/3", True)


def test_daily_reports_are_the_teams_in_which_they_were_owed(department: SimpleNamespace) -> None:
    cast = department
    for at in (shanghai(11, 17, 9), shanghai(11, 17, 20)):
        keep_days(at=at)
    change_team(
        actor=cast.admin, team=cast.other_team, name="America", manager=cast.other_manager, added=[cast.owner],
        at=shanghai(11, 18, 12),
    )  # fmt: skip
    factories.AbsenceFactory(user=cast.owner, starts_on=nov(19), ends_on=nov(19))
    keep_days(at=shanghai(11, 20, 21))
    found = read_rows(read_roll(month()), month(), NOW)
    owed = {part.team: row.days_owed for part, row in found.items() if part.person == cast.owner}
    assert owed == {cast.team: 1, cast.other_team: 2}  # the 18th and the 20th; on the 19th nothing was owed
    rows = rows_of(
        Behind.DAYS, narrow_roll(read_roll(month()), cast.manager).parts[cast.owner.pk], cast.manager
    )
    assert [row.report.day.day for row in rows] == [nov(17)]


def test_the_page(cast: SimpleNamespace, client_of: ClientOf) -> None:
    customer = make_customer(cast.owner, name="Tigris Hand Tools Co.")
    asked(customer, timezone.now())
    GradeChange.objects.create(
        customer=customer,
        before="C",
        after="A",
        by=cast.owner,
        at=timezone.now(),
        reason="asked for a sample",
    )
    for figure, words in (
        ("received", "Tigris"),
        ("moves", "asked for a sample"),
        ("reports", "No weekly report"),
        ("days", "No daily report"),
    ):
        url = reverse("managing:behind", args=[figure])
        for who in ("owner", "manager", "boss"):
            answer = client_of(getattr(cast, who)).get(f"{url}?person={cast.owner.pk}")
            assert answer.status_code == 200, who
            assert words in answer.content.decode(), (figure, who)
        for who in ("teammate", "other_manager"):
            answer = client_of(getattr(cast, who)).get(f"{url}?person={cast.owner.pk}")
            assert answer.status_code == 404, who
            assert "Tigris" not in client_of(getattr(cast, who)).get(url).content.decode()
        for who in ("assistant", "adviser", "production", "admin"):
            assert client_of(getattr(cast, who)).get(url).status_code == 403, who
        for query in (
            "since=2026-11-20&until=2026-11-01",
            "since=x",
            "since=2020-01-01&until=2026-11-01",
            "person=x",
            "since=0001-01-01&until=0001-01-02",
        ):
            assert client_of(cast.boss).get(f"{url}?{query}").status_code == 404, query
    assert (
        client_of(cast.boss).get(reverse("managing:behind", args=["received"]) + "?page=99999").status_code
        == 200
    )
    assert client_of(cast.boss).get(reverse("managing:behind", args=["open"])).status_code == 404


@pytest.mark.parametrize("figure", OF_TEAM)
def test_it_costs_the_same_for_one_and_for_three(
    cast: SimpleNamespace, client_of: ClientOf, figure: Behind
) -> None:
    url, now = reverse("managing:behind", args=[figure]), timezone.now()
    period = ReportPeriod.objects.create(
        day=timezone.localdate(), starts_at=now - timedelta(days=7), issue_at=now - timedelta(hours=5), issued_at=now - timedelta(hours=5),
        remind_at=now - timedelta(hours=1), due_at=now - timedelta(minutes=1), department_at=now + timedelta(hours=3),
    )  # fmt: skip
    day = ReportDay.objects.create(
        day=timezone.localdate(), starts_at=now - timedelta(days=1), ask_at=now - timedelta(hours=5),
        remind_at=now - timedelta(hours=1), digest_at=now - timedelta(minutes=1),
    )  # fmt: skip
    counts, made = [], 0
    for number in ROWS:
        for _row in range(number):
            customer = make_customer(cast.owner)
            asked(customer, now)
            GradeChange.objects.create(
                customer=customer, before="C", after="A", by=cast.owner, at=now, reason="x"
            )
            person = factories.UserFactory(is_salesperson=True, team=cast.team)
            WeeklyReport.objects.create(period=period, person=person, manager=cast.manager)
            DailyReport.objects.create(day=day, person=person, manager=cast.manager)
            made += 1
        client = client_of(cast.boss)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url)
        counts.append(len(queries))
        assert len(page.context["rows"]) == made
    assert counts[0] == counts[-1] <= 20, counts


def test_a_line_of_one_of_two_teams_opens_what_it_counts(cast: SimpleNamespace, client_of: ClientOf) -> None:
    """Who changed teams this week has two lines; each leads to its own records."""
    now = timezone.now()
    moved_at = now - timedelta(seconds=2)
    asked(make_customer(cast.owner), moved_at - timedelta(seconds=2))
    for _number in range(2):
        asked(make_customer(cast.owner), moved_at + timedelta(seconds=1))
    cast.owner.team = cast.other_team
    cast.owner.save()
    TeamMove.objects.create(person=cast.owner, before=cast.team, after=cast.other_team, at=moved_at)
    client = client_of(cast.boss)
    page = client.get(reverse("managing:team") + "?period=month")
    lines = [line for line in page.context["lines"] if line.part.person.pk == cast.owner.pk]
    assert len(lines) == 2
    for line in lines:
        cell = next(cell for cell in line.cells if cell.key == "received")
        assert cell.text == str(len(client.get(cell.url).context["rows"])) != "0", line.part.mark


@pytest.mark.parametrize("figure", RECORDS)
def test_records_cost_the_same_for_one_and_for_three(
    cast: SimpleNamespace, client_of: ClientOf, figure: Behind
) -> None:
    now = timezone.now()
    span = urlencode(
        {"since": (now - timedelta(hours=1)).isoformat(), "until": (now + timedelta(hours=1)).isoformat()}
    )
    url = f"{reverse('managing:behind', args=[figure])}?{span}"
    counts, made = [], 0
    for number in ROWS:
        for _row in range(number):
            customer = make_customer(cast.owner, created_at=now)
            OwnerPeriod.objects.filter(customer=customer).update(started_at=now - timedelta(days=1))
            factories.FollowUpFactory(customer=customer, at=now, entered_at=now, by=cast.owner)
            quote = factories.QuoteFactory(customer=customer)
            quote.current.state, quote.current.sent_at = "sent", now
            quote.current.save()
            happened(customer, factories.SampleFactory(customer=customer), "sample", "sent")
            happened(customer, factories.OrderFactory(customer=customer), "order", "confirmed")
            made += 1
        client = client_of(cast.boss)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url)
        counts.append(len(queries))
        assert len(page.context["rows"]) == made
        assert all(row.customer for row in page.context["rows"])
    assert counts[0] == counts[-1] <= 20, counts
    empty = client_of(cast.boss).get(url.replace(span, urlencode({"since": "2026-01-01T00:00:00+08:00", "until": "2026-01-02T00:00:00+08:00"})))  # fmt: skip
    assert empty.context["rows"] == []


def happened(customer: Customer, record: Any, kind: str, event: str) -> None:
    for _time in range(2):  # told twice, it counts once
        TimelineEntry.objects.create(
            customer=customer, kind=kind, at=timezone.now(), ref_type=record._meta.label_lower, ref_id=record.pk,
            values={"event": event, "total": "1", "currency": "USD"},
        )  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        "since=2026-11-14T13:30:00&until=2026-11-21T13:30:00",
        "since=2026-11-21T13:30:00Z&until=2026-11-14T13:30:00Z",
        "since=2026-11-14T13:30:00Z&until=2026-11-21",
        "since=2020-01-01T00:00:00Z&until=2026-11-21T00:00:00Z",
        "since=0001-01-01T00:00:00Z&until=0001-01-02T00:00:00Z",
        "manager=x",
        "manager=99999999999999",
        "person=99999999999999",
    ],
)
def test_nonsense_is_not_there(cast: SimpleNamespace, client_of: ClientOf, query: str) -> None:
    url = reverse("managing:behind", args=["received"])
    assert client_of(cast.boss).get(f"{url}?{query}").status_code == 404
