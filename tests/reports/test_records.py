"""Records of months and quarters, and the cadence kept: figures frozen once, rows from the records (S137–S139)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.services.teams import change_team
from core.models import AuditEntry, Notification
from core.request_context import RequestContext, request_context
from core.work_days import current_calendar
from customers.models import GradeChange
from customers.services import change_owner, change_stage
from followups.models import CadenceWindow
from followups.services import keep_windows
from reports.models import PersonRecord, RecordPeriod
from reports.schedules import keep_the_records
from reports.selectors.compliance import SIX_DAYS, weeks_until
from reports.selectors.figures import read_totals
from reports.selectors.records import OF_CUSTOMERS, as_inquiry_rows, questions_of, reply_figures, with_figures
from reports.selectors.roll import read_roll
from reports.services import keep_records
from tests import factories
from tests.budgets import ROWS
from tests.conftest import result_of
from tests.followups.helpers import had_contact, make_customer, nov, shanghai
from tests.inquiries.test_races import together
from tests.reports.conftest import sheets_of
from tests.reports.test_figures import asked

ClientOf = Callable[[Any], Client]
BEGIN, ISSUE = shanghai(11, 1, 8), shanghai(12, 1, 9)
MINUTE = timedelta(minutes=1)


def record_of(person: Any, kind: str = "month", month: int = 11) -> PersonRecord:
    rows = PersonRecord.objects.select_related("period", "person")
    return rows.get(person=person, period__kind=kind, period__first_on__month=month)


def keep(at: datetime) -> dict[str, Any]:
    return result_of(keep_the_records(at=at))  # type: ignore[arg-type]  # the registered generator


def told(person: Any) -> list[str]:
    rows = Notification.objects.filter(user=person).order_by("pk")
    return [row.message % row.values for row in rows]


def everything() -> list[Any]:
    return [
        list(RecordPeriod.objects.order_by("pk").values_list()),
        list(PersonRecord.objects.order_by("pk").values_list()),
        list(CadenceWindow.objects.order_by("pk").values_list()),
        Notification.objects.count(),
        AuditEntry.objects.count(),
    ]


# ── the timetable ───────────────────────────────────────────────────────────
def test_a_month_is_opened_and_issued_once(cast: SimpleNamespace) -> None:
    assert keep(at=BEGIN) == {"opened": 2, "settled": 2, "issued": 0}
    assert keep(at=BEGIN) == {"opened": 0, "settled": 0, "issued": 0}
    customer = make_customer(cast.owner, "A")
    for day in (2, 5, 9, 12):
        had_contact(customer, shanghai(11, day))
    asked(customer, shanghai(11, 16, 10), shanghai(11, 16, 11))
    assert keep(at=ISSUE - MINUTE)["issued"] == 0
    assert keep(at=ISSUE) == {"opened": 0, "settled": 0, "issued": 1}
    figures = record_of(cast.owner).frozen_figures
    customers = record_of(cast.owner).frozen_customers
    assert figures is not None
    assert customers is not None
    assert (figures.received, figures.in_target, figures.contacts) == (1, 1, {"A": 4})
    assert (figures.cadence_kept["A"], figures.cadence_asked["A"]) == (4, 10)  # five weeks end in November
    assert customers.held == {"A": {"contacted": 1}}
    assert record_of(cast.owner, "quarter", 10).figures is None
    assert told(cast.owner) == ["Your records of 2026-11 are ready"]
    assert (
        told(cast.manager)
        == told(cast.boss)
        == ["The records of 2026-11 are ready, and how the cadence was kept in it"]
    )
    before = everything()
    assert keep(at=ISSUE + MINUTE) == {"opened": 0, "settled": 0, "issued": 0}
    assert everything() == before


@pytest.mark.postgres
def test_a_month_is_what_sql_with_an_explicit_zone_counts(cast: SimpleNamespace) -> None:
    """T4: a second before November, its first and last one, a second after it, on the company's clock."""
    keep(at=BEGIN)
    customer = make_customer(cast.owner, "A")
    edges = (
        shanghai(10, 31, 23, 59, 59),
        shanghai(11, 1, 0),
        shanghai(11, 30, 23, 59, 59),
        shanghai(12, 1, 0),
    )
    for at in edges:
        had_contact(customer, at)
        asked(customer, at, at + timedelta(hours=3))
    keep(at=ISSUE)
    figures = record_of(cast.owner).frozen_figures
    assert figures is not None
    counts = []
    for table, column in (("followups_followup", "at"), ("inquiries_buyermessage", "received_at")):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM {table} WHERE to_char({column} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') = '2026-11'"
            )
            counts.append(cursor.fetchone()[0])
    assert counts == [figures.all_contacts, figures.received] == [2, 2]


def test_what_is_typed_in_later_changes_no_record(cast: SimpleNamespace) -> None:
    keep(at=BEGIN)
    customer = make_customer(cast.owner, "A")
    had_contact(customer, shanghai(11, 16))
    factories.FollowUpFactory(customer=customer, at=shanghai(11, 19), entered_at=shanghai(12, 2))
    GradeChange.objects.create(
        customer=customer, before="A", after="C", at=shanghai(12, 2), by=cast.owner, reason="x"
    )
    customer.grade = "C"
    customer.save()
    change_owner(
        actor=cast.manager, customer=customer, owner=cast.teammate, reason="Spain", at=shanghai(12, 2)
    )
    keep(at=shanghai(12, 4, 11))  # three dead days
    figures, customers = record_of(cast.owner).frozen_figures, record_of(cast.owner).frozen_customers
    assert figures is not None
    assert customers is not None
    assert (figures.contacts, customers.by_grade) == ({"A": 1}, {"A": 1})
    assert (figures.cadence_kept["A"], figures.cadence_asked["A"]) == (1, 10)
    stored = record_of(cast.owner).figures
    keep(at=shanghai(12, 5, 11))
    assert record_of(cast.owner).figures == stored


def test_whoever_sells_no_more_at_the_issue_keeps_their_figures(cast: SimpleNamespace) -> None:
    keep(at=BEGIN)
    customer = make_customer(cast.owner, "A")
    had_contact(customer, shanghai(11, 16))
    cast.owner.is_salesperson, cast.owner.is_manager = False, True
    cast.owner.save()
    keep(at=ISSUE)
    figures = record_of(cast.owner).frozen_figures
    assert figures is not None
    assert figures.contacts == {"A": 1}


def test_the_rows_are_the_questions_of_the_figures(cast: SimpleNamespace) -> None:
    keep(at=BEGIN)
    customer, other = make_customer(cast.owner, "A"), make_customer(cast.teammate, "A")
    asked(customer, shanghai(10, 31, 16), shanghai(11, 2, 10))  # asked before, answered in November
    asked(customer, shanghai(11, 30, 10), shanghai(12, 2, 10))  # answered after the end
    asked(other, shanghai(11, 16, 10))
    keep(at=ISSUE)
    record, at = record_of(cast.owner), shanghai(12, 10)
    rows = as_inquiry_rows(questions_of(record, at), cast.owner, record.period.span.ends_at)
    figures = record.frozen_figures
    assert figures is not None
    assert [(row.minutes is None, row.reply) for row in rows] == [(True, "open"), (False, "late")]
    assert (figures.received, figures.late, figures.open) == (1, 1, 1)


def test_after_dead_months_each_period_is_issued_in_order_once(cast: SimpleNamespace) -> None:
    keep(at=BEGIN)
    found = keep(at=shanghai(2, 1, 10, year=2027))
    assert (found["opened"], found["issued"]) == (4, 4)  # Nov, Dec, Jan and the quarter
    lines = [line for line in told(cast.boss) if "records of" in line]
    assert lines == [
        f"The records of {name} are ready, and how the cadence was kept in it"
        for name in ("2026 Q4", "2026-11", "2026-12", "2027-01")
    ]
    assert keep(at=shanghai(2, 1, 10, year=2027))["issued"] == 0


def test_customers_that_moved(cast: SimpleNamespace) -> None:
    keep(at=BEGIN)
    new = make_customer(cast.owner, "C", created_at=shanghai(11, 3))
    raised, lowered = make_customer(cast.owner, "A"), make_customer(cast.owner, "D")
    for customer, before in ((raised, "B"), (lowered, "C")):
        GradeChange.objects.create(
            customer=customer,
            before=before,
            after=customer.grade,
            at=shanghai(11, 10),
            by=cast.owner,
            reason="x",
        )
    lost = make_customer(cast.owner, "B")
    change_stage(actor=cast.owner, customer=lost, stage="lost", reason="price", at=shanghai(11, 12))
    change_stage(actor=cast.owner, customer=new, stage="quoted", at=shanghai(12, 1, 0))
    keep(at=ISSUE)
    customers = record_of(cast.owner).frozen_customers
    assert customers is not None
    assert (customers.raised, customers.lowered, customers.lost) == (1, 1, 1)
    assert customers.held == {
        "A": {"contacted": 1}, "B": {"lost": 1}, "C": {"contacted": 1}, "D": {"contacted": 1}
    }  # fmt: skip
    assert (customers.count, customers.by_stage) == (4, {"contacted": 3, "lost": 1})


def test_joiners_leavers_and_who_changed_teams(cast: SimpleNamespace) -> None:
    keep(at=BEGIN)
    new = factories.UserFactory(roles=(Role.SALESPERSON,), team=cast.team, joined_at=shanghai(11, 19))
    change_team(
        actor=cast.admin, team=cast.other_team, name="America", manager=cast.other_manager, added=[cast.owner],
        at=shanghai(11, 18, 12),
    )  # fmt: skip
    keep(at=ISSUE)
    month = PersonRecord.objects.filter(period__kind="month", period__first_on=nov(1))
    assert {row.person: row.manager for row in month} == {
        cast.owner: cast.other_manager, cast.teammate: cast.manager, cast.stand_in: cast.manager,
        cast.outsider: cast.other_manager, cast.frozen: cast.manager, new: cast.manager,
    }  # fmt: skip
    assert told(cast.frozen) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_beats_issue_once(cast: SimpleNamespace) -> None:
    for at, step, count in ((BEGIN, "opened", 2), (ISSUE, "issued", 1)):
        found = together(4, lambda _number, at=at: keep(at=at))
        assert sorted(one[step] for one in found) == [0, 0, 0, count]
    assert len(told(cast.boss)) == 1


def test_statements_of_a_month_do_not_grow_with_the_people(cast: SimpleNamespace) -> None:
    keep(at=BEGIN)
    counts = []
    # One month each, the last but one of its quarter.
    for at, rows in ((shanghai(12, 4), ROWS[0]), (shanghai(3, 4, year=2027), ROWS[-1])):
        for _number in range(rows):
            person = factories.UserFactory(roles=(Role.SALESPERSON,), team=cast.team)
            for _customer in range(rows):
                customer = make_customer(person, "B")
                had_contact(customer, at - timedelta(days=20))
                asked(customer, at - timedelta(days=20), at - timedelta(days=20, hours=-1))
        result_of(keep_windows(at=at))
        with request_context(RequestContext()), CaptureQueriesContext(connection) as queries:
            assert keep_records(at=at)["issued"] == 1
        counts.append(len(queries))
        for month in (1, 2):  # December with the quarter, and January
            keep(at=shanghai(month, 4, year=2027))
    assert counts[0] == counts[-1] <= 90


# ── pages ───────────────────────────────────────────────────────────────────
def test_pages_of_records(
    cast: SimpleNamespace, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(at=BEGIN)
    customer = make_customer(cast.owner, "A", name="Northfield GmbH", created_at=shanghai(11, 3))
    had_contact(customer, shanghai(11, 17))
    asked(customer, shanghai(11, 16, 10), shanghai(11, 16, 11))
    asked(customer, shanghai(11, 17, 10))
    keep(at=ISSUE)
    month = "/reports/records/?kind=month&day=2026-11-01"
    seen = {
        name: [
            str(one) in client_of(getattr(cast, name)).get(month).content.decode()
            for one in (cast.owner, cast.outsider)
        ]
        for name in ("owner", "manager", "boss", "other_manager")
    }
    assert seen == {
        "owner": [True, False], "manager": [True, False], "boss": [True, True], "other_manager": [False, True]
    }  # fmt: skip
    record = record_of(cast.owner)
    mine, boss = client_of(cast.owner), client_of(cast.boss)
    page = mine.get(record.get_absolute_url()).content.decode()
    assert ("Northfield GmbH" in page, "1:00" in page, "past the limit" in page) == (True, True, True)
    page = mine.get(reverse("reports:customer_record", args=[record.pk])).content.decode()
    assert ("Northfield GmbH" in page, ">new<" in page) == (True, True)
    for name in ("inquiry_paper", "customer_paper"):
        for kind in ("pdf", "xlsx"):
            assert boss.get(reverse(f"reports:{name}", args=[record.pk, kind])).status_code == 200
        assert mine.get(reverse(f"reports:{name}", args=[record.pk, "xlsx"])).status_code == 403
    change_owner(actor=cast.boss, customer=customer, owner=cast.outsider, reason="Spain", at=shanghai(12, 2))
    for name in ("inquiry_record", "customer_record"):
        page = client_of(cast.manager).get(reverse(f"reports:{name}", args=[record.pk])).content.decode()
        assert ("Northfield" in page, "no longer in your sight" in page) == (False, True)
    for kind in ("pdf", "xlsx"):
        assert boss.get(reverse("reports:records_paper", args=[kind]) + "?day=2026-11-01").status_code == 200
        assert boss.get(reverse("reports:compliance_paper", args=[kind])).status_code == 200
    assert boss.get(reverse("reports:records_paper", args=["pdf"]) + "?day=1999-01-01").status_code == 404
    assert boss.get("/reports/records/?kind=quarter&day=2026-11-01").status_code == 200
    assert boss.get("/reports/records/?kind=month&day=1999-01-01").status_code == 200
    assert client_of(cast.assistant).get(month).status_code == 403


def test_workbooks_of_records_hold_what_can_be_counted(cast: SimpleNamespace, client_of: ClientOf) -> None:
    keep(at=BEGIN)
    customer = make_customer(cast.owner, "A", name="Northfield GmbH", created_at=shanghai(11, 3))
    had_contact(customer, shanghai(11, 17))
    asked(customer, shanghai(11, 16, 10), shanghai(11, 16, 11))
    asked(customer, shanghai(11, 17, 10))
    keep(at=ISSUE)
    record, boss = record_of(cast.owner), client_of(cast.boss)

    def taken(name: str, *args: Any, query: str = "") -> bytes:
        return boss.get(reverse(f"reports:{name}", args=[*args, "xlsx"]) + query).getvalue()

    book = openpyxl.load_workbook(BytesIO(taken("inquiry_paper", record.pk)))
    rows = {row[3].value: row[3:6] for row in book["Inquiries"].iter_rows(min_row=3)}
    answered, waiting = rows[datetime(2026, 11, 16, 10)], rows[datetime(2026, 11, 17, 10)]
    assert [cell.value for cell in answered[1:]] == [datetime(2026, 11, 16, 11), timedelta(hours=1)]
    assert [cell.number_format for cell in answered] == ["yyyy-mm-dd hh:mm", "yyyy-mm-dd hh:mm", "[h]:mm"]
    assert waiting[1].value is None
    customers = sheets_of(taken("customer_paper", record.pk))
    grade_a = dict(zip(customers["By grade"][0], customers["By grade"][1], strict=True))
    assert [grade_a[name] for name in ("Grade", "Customers", "Contacts made")] == ["A", 1, 1]
    kept, whole = grade_a["Contacted in time"], grade_a["Contacted in time, out of"]
    assert whole > kept > 0
    assert grade_a["Share"] == pytest.approx(kept / whole)
    assert customers["Customers"][1][-2:] == [1, datetime(2026, 11, 17, 10)]
    assert ["New customers", 1] in customers["Words"]
    people = sheets_of(taken("records_paper", query="?day=2026-11-01"))["The people"]
    assert sum(row[people[0].index("Received")] for row in people[1:]) == 2
    assert sum(row[people[0].index("Customers")] for row in people[1:]) == 1


def test_cadence_kept_leads_to_whom_was_missed(
    cast: SimpleNamespace, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, missed = (
        make_customer(cast.owner, "A", name="Kept GmbH"),
        make_customer(cast.owner, "A", name="Missed GmbH"),
    )
    for day in (16, 19):
        had_contact(kept, shanghai(11, day))
    had_contact(missed, shanghai(11, 16))
    result_of(keep_windows(at=shanghai(11, 24)))
    address = f"/reports/compliance/{cast.owner.pk}/A/?since=2026-11-16&until=2026-11-22"
    for name in ("owner", "manager", "boss"):
        page = client_of(getattr(cast, name)).get(address).content.decode()
        assert ("Missed GmbH" in page, "Kept GmbH" in page) == (True, False), name
    for name in ("teammate", "other_manager", "outsider"):
        assert client_of(getattr(cast, name)).get(address).status_code == 404
    boss = client_of(cast.boss)
    assert boss.get(f"/reports/compliance/{cast.owner.pk}/A/").status_code == 200
    for bad in (
        "A/?since=2026-11-16",
        "A/?since=2026-11-16&until=2026-11-01",
        "E/?since=2026-11-16&until=2026-11-22",
        "A/?since=x&until=y",
    ):
        assert boss.get(f"/reports/compliance/{cast.owner.pk}/{bad}").status_code == 404
    for query in ("", "?by=month"):
        assert boss.get(f"/reports/compliance/{query}").status_code == 200


def lines_of(client: Client, query: str = "") -> dict[str, tuple[str, list[int]]]:
    """Who stands in the table of kept cadence, as what, and how much was asked of their A customers in each column."""
    people = client.get(f"/reports/compliance/{query}").context["people"]
    return {
        one.person.name: (one.mark, [tally.asked for line in one.lines for _column, tally in line.cells])
        for one in people
    }


def had_window(person: Any, last_on: date, *, asked: int = 2, kept: int = 1) -> None:
    CadenceWindow.objects.create(user=person, grade="A", last_on=last_on, asked=asked, kept=kept)


def test_cadence_stands_with_the_teams_of_then(cast: SimpleNamespace, client_of: ClientOf) -> None:
    """Who goes to another team leaves what was asked before with the manager of then (N18)."""
    weeks = [column.first_on for column in weeks_until(timezone.localdate())]
    moved_at = timezone.now() - timedelta(weeks=3)
    for monday in weeks:
        had_window(cast.owner, monday + SIX_DAYS)
    change_team(
        actor=cast.admin, team=cast.other_team, name="America", manager=cast.other_manager, added=[cast.owner],
        at=moved_at,
    )  # fmt: skip
    moved_on = timezone.localdate(moved_at)
    before = [2 if monday + SIX_DAYS < moved_on else 0 for monday in weeks]
    after = [2 - asked for asked in before]
    assert (sum(before), sum(after)) == (10, 6)
    name = cast.owner.name
    assert lines_of(client_of(cast.manager))[name] == ("moved", before)
    assert lines_of(client_of(cast.other_manager))[name] == ("", after)
    for who in ("boss", "owner"):
        assert lines_of(client_of(getattr(cast, who)))[name] == ("", [2] * 8), who
    for who, first, last in (("manager", weeks[-1], 404), ("other_manager", weeks[-1], 200)):
        days = f"?since={first}&until={first + SIX_DAYS}"
        address = reverse("reports:missed", args=[cast.owner.pk, "A"])
        assert client_of(getattr(cast, who)).get(address + days).status_code == last, who
    assert set(lines_of(client_of(cast.teammate))) == {cast.teammate.name}


def test_who_sells_no_more_stays_in_the_weeks_of_then(cast: SimpleNamespace, client_of: ClientOf) -> None:
    """And a manager of whom nothing was asked stands in none."""
    weeks = [column.first_on for column in weeks_until(timezone.localdate())]
    had_window(cast.owner, weeks[0] + SIX_DAYS)
    had_window(cast.manager, weeks[0] + SIX_DAYS, asked=0, kept=0)
    cast.owner.is_salesperson, cast.owner.is_manager = False, True
    cast.owner.save()
    for who in ("manager", "boss"):
        found = lines_of(client_of(getattr(cast, who)))
        assert found[cast.owner.name] == ("", [2, *[0] * 7]), who
        assert cast.manager.name not in found, who


def test_a_leaver_stays_in_the_weeks_of_then(cast: SimpleNamespace, client_of: ClientOf) -> None:
    """The week in which they left, too; marked on the page and on paper; before it nobody vanishes."""
    weeks = [column.first_on for column in weeks_until(timezone.localdate())]
    cast.owner.frozen_at = current_calendar().start_of(weeks[5] + timedelta(days=4))
    cast.owner.save()
    for monday in weeks[:6]:
        had_window(cast.owner, monday + SIX_DAYS)
    for who in ("manager", "boss"):
        client = client_of(getattr(cast, who))
        assert lines_of(client)[cast.owner.name] == ("left", [2] * 6 + [0, 0]), who
        assert '<span class="tag">left</span>' in client.get("/reports/compliance/").content.decode()
        page = client.get(reverse("reports:missed", args=[cast.owner.pk, "A"]))
        assert page.status_code == 200
    book = client_of(cast.boss).get(reverse("reports:compliance_paper", args=["xlsx"])).getvalue()
    assert f"{cast.owner} (left)" in [row[0] for row in sheets_of(book)["Cadence kept"]]
    cast.teammate.frozen_at = current_calendar().start_of(weeks[0])
    cast.teammate.save()
    assert cast.teammate.name not in lines_of(client_of(cast.boss))


@pytest.mark.parametrize("by", ["", "by=month&"])
def test_the_table_of_cadence_goes_back(cast: SimpleNamespace, client_of: ClientOf, by: str) -> None:
    boss, today = client_of(cast.boss), timezone.localdate()
    had_window(cast.owner, today - timedelta(days=300))

    def page(query: str) -> Any:
        return boss.get(f"/reports/compliance/?{query}").context

    found = page(by)
    assert (found["earlier"] is None, found["later"]) == (False, None)
    queries = []
    while found["earlier"]:
        queries.append(found["earlier"])
        found = page(found["earlier"])
        assert found["later"]
    assert sum(map(sum, (asked for _mark, asked in lines_of(boss, f"?{queries[-1]}").values()))) == 2
    for kind in ("pdf", "xlsx"):
        paper = reverse("reports:compliance_paper", args=[kind])
        assert boss.get(f"{paper}?{queries[-1]}").status_code == 200
    back = [*queries]
    while found["later"]:
        back.pop()
        found = page(found["later"])
    assert back == []
    for bad in ("before=x", "before=0001-01-01", "before=9999-12-31", "before="):
        assert page(f"{by}{bad}")["columns"] == page(by)["columns"]


def test_who_was_missed_is_not_named_when_it_went_out_of_sight(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    missed = make_customer(cast.owner, "A", name="Missed GmbH")
    had_contact(missed, shanghai(11, 16))
    result_of(keep_windows(at=shanghai(11, 24)))
    change_owner(actor=cast.boss, customer=missed, owner=cast.outsider, reason="Spain", at=shanghai(11, 25))
    address = f"/reports/compliance/{cast.owner.pk}/A/?since=2026-11-16&until=2026-11-22"
    for name, is_named in (("owner", False), ("manager", False), ("boss", True)):
        answer = client_of(getattr(cast, name)).get(address)
        assert ("Missed GmbH" in answer.content.decode(), len(answer.context["rows"])) == (is_named, 1), name


def test_a_running_record_tells_the_figures_of_all(cast: SimpleNamespace) -> None:
    """Its pages read what they show; that is the same as what the month comes to as a whole."""
    keep(at=BEGIN)
    customer = make_customer(cast.owner, "A", created_at=shanghai(11, 3))
    had_contact(customer, shanghai(11, 5))
    asked(customer, shanghai(11, 4, 10), shanghai(11, 4, 11))
    asked(customer, shanghai(11, 6, 10), shanghai(11, 9, 11))
    asked(customer, shanghai(11, 13, 10))
    asked(make_customer(cast.teammate, "A"), shanghai(11, 13, 10))
    record, at = record_of(cast.owner), shanghai(11, 16)
    span = record.period.span
    whole = read_totals(read_roll(span), span, as_of=at, with_cadence=False)[cast.owner.pk]
    questions = questions_of(record, at)
    replies = reply_figures(record, questions, at)
    names = ("received", "in_target", "in_limit", "late", "open", "answered", "answer_minutes")
    assert [getattr(replies, name) for name in names] == [getattr(whole, name) for name in names]
    assert (replies.received, replies.in_target, replies.open) == (3, 1, 1)
    customers = with_figures([record], record.period, at, OF_CUSTOMERS)[0].figures
    assert (
        (customers.contacts, customers.new_customers)
        == (whole.contacts, whole.new_customers)
        == ({"A": 1}, 1)
    )


def test_lists_ask_the_same_for_few_and_many(cast: SimpleNamespace, client_of: ClientOf) -> None:
    keep(at=BEGIN)
    counts = []
    for rows in ROWS:
        for _number in range(rows):
            person = factories.UserFactory(roles=(Role.SALESPERSON,), team=cast.team)
            had_contact(make_customer(person, "B"), shanghai(11, 17))
        keep(at=ISSUE)
        result_of(keep_windows(at=ISSUE))
        found = []
        for path in ("/reports/records/?day=2026-11-01", "/reports/compliance/"):
            boss = client_of(cast.boss)
            boss.get(path)
            with CaptureQueriesContext(connection) as queries:
                boss.get(path)
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[-1]
    assert max(counts[-1]) <= 20


@pytest.mark.parametrize("is_issued", [True, False])
def test_a_record_asks_the_same_for_few_and_many(
    cast: SimpleNamespace, client_of: ClientOf, is_issued: bool
) -> None:
    """Frozen, and while the month runs; the table of all people with them."""
    keep(at=BEGIN)
    if is_issued:
        keep(at=ISSUE)
    record, counts = record_of(cast.owner), []
    for rows in ROWS:
        for _number in range(rows):
            customer = make_customer(cast.owner, "B", created_at=shanghai(11, 3))
            asked(customer, shanghai(11, 16, 10), shanghai(11, 16, 11))
            asked(customer, shanghai(11, 17, 10))
            had_contact(customer, shanghai(11, 12))
        found = []
        paths = [
            reverse(f"reports:{name}", args=[record.pk]) for name in ("inquiry_record", "customer_record")
        ]
        for path in (*paths, "/reports/records/?day=2026-11-01"):
            manager = client_of(cast.manager)
            manager.get(path)
            with CaptureQueriesContext(connection) as queries:
                manager.get(path)
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[-1]
    assert max(counts[-1]) <= 20
