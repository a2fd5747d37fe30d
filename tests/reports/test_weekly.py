"""A salesperson's report: effects and refusals of its services, and its pages as each caller gets them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from core.models import AuditEntry, Draft, Notification
from customers.models import Customer
from customers.services import change_owner, merge_customers, undo_merge
from customers.services.merging import stamp_of
from followups.services import FollowUpValues, record_follow_up
from oversight.models import ReadingOn
from oversight.services import write_reading_remark
from reports.models import DepartmentReport, ReportPeriod, WeeklyReport
from reports.services import (
    KeyWords,
    ReportRefused,
    ReportValues,
    StaleReport,
    add_key_customer,
    keep_timetable,
    reopen_report,
    send_department,
    submit_report,
    write_department,
    write_report,
)
from tests import factories
from tests.budgets import ROWS
from tests.factories import AbsenceFactory
from tests.followups.helpers import contact, had_contact, make_customer, nov, shanghai
from tests.reports.conftest import DEPARTMENT, DUE, ISSUE, report_of, sheets_of
from tests.reports.test_figures import asked

WORDS = ReportValues(
    review="Three new buyers from Poland.", support_wanted="Samples for the fair", mood=4, mood_words="Rested"
)
LATER = ISSUE + timedelta(minutes=10)
ClientOf = Callable[[Any], Client]


def written(cast: SimpleNamespace, *customers: Customer, at: Any = LATER) -> WeeklyReport:
    """The owner's report, submitted."""
    report = report_of(cast.owner)
    keys = [KeyWords(customer, "Wants a price for 2,000") for customer in customers]
    return submit_report(
        actor=cast.owner, report=report, values=WORDS, key_customers=keys, version=report.version, at=at
    )


# ── services ────────────────────────────────────────────────────────────────
def test_writing_submitting_giving_back(week: ReportPeriod, cast: SimpleNamespace) -> None:
    customer = make_customer(cast.owner)
    report = write_report(
        actor=cast.owner,
        report=report_of(cast.owner),
        values=ReportValues(review="Half"),
        version=1,
        at=LATER,
    )
    assert (report.state, report.version, report.submitted_at) == ("draft", 2, None)
    with pytest.raises(StaleReport):
        write_report(actor=cast.owner, report=report, values=WORDS, version=1, at=LATER)
    with pytest.raises(ReportRefused, match="no_review"):
        submit_report(actor=cast.owner, report=report, values=ReportValues(), version=2, at=LATER)
    report = written(cast, customer, customer)
    assert (report.state, report.mood, report.first_submitted_at) == ("submitted", 4, LATER)
    assert [(key.customer, key.words) for key in report.key_customers.all()] == [
        (customer, "Wants a price for 2,000")
    ]
    for actor in (cast.owner, cast.teammate, cast.stand_in, cast.boss, cast.manager):
        with pytest.raises(PermissionDenied):
            write_report(actor=actor, report=report, values=WORDS, version=report.version, at=LATER)
    for actor in (cast.owner, cast.other_manager, cast.assistant, cast.stand_in):
        with pytest.raises(PermissionDenied):
            reopen_report(actor=actor, report=report, reason="Poland?", at=LATER)
    with pytest.raises(ReportRefused, match="no_reason"):
        reopen_report(actor=cast.manager, report=report, reason=" ", at=LATER)
    keep_timetable(at=DUE)
    reopen_report(actor=cast.manager, report=report, reason="Which buyers?", at=DUE)
    again = written(cast, at=DUE + timedelta(hours=1))
    assert (again.state, again.is_late(DEPARTMENT), again.figures_at) == ("submitted", False, DUE)
    write_reading_remark(actor=cast.boss, on=ReadingOn.REPORT, reading=again, text="Well done", at=DEPARTMENT)
    told = [row.message % row.values for row in Notification.objects.filter(user=cast.owner).order_by("pk")]
    assert told[1:] == [
        f"{cast.manager.full_name} gives your weekly report back: Which buyers?",
        f"{cast.boss.full_name} commented on your weekly report: Well done",
    ]
    waiting = [
        row.message % row.values for row in Notification.objects.filter(user=cast.manager).order_by("pk")
    ]
    assert f"{cast.owner.full_name} has submitted the weekly report again" in waiting
    verbs = AuditEntry.objects.filter(target_type="reports.weeklyreport").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        f"reports.{verb}" for verb in ("written", "submitted", "reopened", "submitted", "commented")
    ]
    said = str(list(AuditEntry.objects.values_list("detail__label", "detail__changes")))
    assert "Poland" not in said
    assert "Rested" not in said


def test_the_manager_sends_it_and_once_more(week: ReportPeriod, cast: SimpleNamespace) -> None:
    keep_timetable(at=DUE)
    report = DepartmentReport.objects.get(manager=cast.manager)
    for actor in (cast.boss, cast.other_manager, cast.owner, cast.assistant):
        with pytest.raises(PermissionDenied):
            send_department(actor=actor, report=report, words="x", version=1, at=DUE)
    report = write_department(actor=cast.manager, report=report, words="A good week", version=1, at=DUE)
    with pytest.raises(StaleReport):
        send_department(actor=cast.manager, report=report, words="x", version=1, at=DUE)
    sent = send_department(actor=cast.manager, report=report, words="A good week.", version=2, at=DUE)
    assert (sent.state, sent.edition, sent.sent_by) == ("sent", 1, cast.manager)
    keep_timetable(at=DEPARTMENT)
    sent.refresh_from_db()
    assert (sent.edition, sent.words) == (1, "A good week.")
    had_contact(make_customer(cast.owner, "B"), shanghai(11, 20))
    written(cast, at=DEPARTMENT)
    again = send_department(actor=cast.manager, report=sent, words="One came late", version=3, at=DEPARTMENT)
    rows = {row["person"]: row["figures"]["contacts"] for row in again.figures["people"]}
    assert (again.edition, rows[cast.owner.pk]) == (2, {"B": 1})
    assert Notification.objects.filter(user=cast.boss, key__startswith="department-sent").count() == 3


def test_what_the_manager_did_in_place_of_their_people_stands_in_the_department(
    week: ReportPeriod, cast: SimpleNamespace
) -> None:
    """A manager who does not sell owes no report: what they did is in the department's and in nobody's else."""
    AbsenceFactory(user=cast.owner, stand_in=None, starts_on=nov(19), ends_on=nov(19))
    record_follow_up(
        actor=cast.manager, customer=make_customer(cast.owner, "B"),
        values=FollowUpValues(text="In their place", at=shanghai(11, 19)), at=shanghai(11, 19),
    )  # fmt: skip
    keep_timetable(at=DUE)
    keep_timetable(at=DEPARTMENT)
    held = {
        report.manager: (report.figures or {}).get("people", []) for report in DepartmentReport.objects.all()
    }
    rows = {row["person"]: (row["mark"], row["figures"]["contacts"]) for row in held[cast.manager]}
    assert rows[cast.manager.pk] == ("manager", {"B": 1})
    assert rows[cast.owner.pk] == ("", {})
    assert [row["mark"] for people in held.values() for row in people].count("manager") == 1


def test_key_customers_follow_merges_and_handovers(
    week: ReportPeriod, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    kept, gone = make_customer(cast.owner, name="Kept GmbH"), make_customer(cast.owner, name="Gone GmbH")
    factories.ContactFactory(customer=gone, name="Erika Muster", is_primary=True)
    report = written(cast, gone)
    stamps = {row.pk: stamp_of(row) for row in (kept, gone)}
    merge = merge_customers(actor=cast.manager, kept=kept, gone=gone, picks={}, stamps=stamps, at=LATER)
    assert report.key_customers.get().customer == kept
    undo_merge(actor=cast.manager, merge=merge, at=LATER)
    assert report.key_customers.get().customer == gone
    page = client_of(cast.owner).get(report.get_absolute_url()).content.decode()
    assert "Erika Muster" in page
    change_owner(actor=cast.manager, customer=gone, owner=cast.teammate, reason="Spain", at=LATER)
    page = client_of(cast.owner).get(report.get_absolute_url()).content.decode()
    assert "Gone GmbH" in page
    assert "Erika Muster" not in page
    assert "Erika Muster" in client_of(cast.manager).get(report.get_absolute_url()).content.decode()


def test_a_customer_is_put_in_from_its_page(week: ReportPeriod, cast: SimpleNamespace) -> None:
    customer = make_customer(cast.owner)
    for _click in range(2):
        report = add_key_customer(actor=cast.owner, customer=customer, at=LATER)
    assert [key.customer for key in report.key_customers.all()] == [customer]
    written(cast, customer)
    with pytest.raises(ReportRefused, match="no_draft"):
        add_key_customer(actor=cast.owner, customer=customer, at=LATER)


# ── pages ───────────────────────────────────────────────────────────────────
def form_of(report: WeeklyReport, **values: Any) -> dict[str, Any]:
    return {
        "version": report.version,
        "review": "Poland",
        "mood": "2",
        "mood_words": "Tired of Poland",
    } | values


def test_the_form_suggests_keeps_and_submits(
    week: ReportPeriod, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    best = make_customer(cast.owner, "A", name="Best Tools LLC", phone="", address="")
    had_contact(best, shanghai(11, 18))
    had_contact(make_customer(cast.owner, "D", name="Small Shop"), shanghai(11, 18))
    report, client = report_of(cast.owner), client_of(cast.owner)
    url, write = report.get_absolute_url(), reverse("reports:write", args=[report.pk])
    page = client.get(url)
    rows = {str(one.customer): (key.value(), words.value()) for one, key, words in page.context["form"].rows}
    assert rows["Best Tools LLC"] == (True, "18 Nov E-mail: Sent the offer.")
    assert rows["Small Shop"][0] is False
    assert "missing:" in page.content.decode()
    # A draft keeps itself.
    draft = reverse("core:draft", args=[f"report-{report.pk}"])
    client.post(draft, form_of(report, review="Half a sentence", **{f"key-{best.pk}": "on"}))
    assert "Half a sentence" in client.get(url).content.decode()
    # What is wrong is said at its place, and nothing is lost.
    wrong = client.post(write, form_of(report, review="", own_problems="Too slow", submit="1"))
    assert (wrong.status_code, wrong.context["form"]["own_problems"].value()) == (422, "Too slow")
    assert "Write what you did this week." in wrong.content.decode()
    values = form_of(report, submit="1", **{f"key-{best.pk}": "on", f"words-{best.pk}": "Will order"})
    assert client.post(write, form_of(report)).status_code == 302
    stale = client.post(write, values)
    assert (stale.status_code, "Somebody saved meanwhile" in stale.content.decode()) == (409, True)
    report.refresh_from_db()
    answer = client.post(write, values | {"version": report.version})
    assert (answer.status_code, Draft.objects.count()) == (302, 0)
    report.refresh_from_db()
    assert (report.state, report.mood) == ("submitted", 2)
    assert [key.words for key in report.key_customers.all()] == ["Will order"]
    # Submitted from another window: what stands is shown, and what this one held.
    other = {"own_problems": "Typed in the other tab", f"words-{best.pk}": "Ordered"}
    second = client.post(write, values | other)
    assert second.status_code == 409
    assert {"Typed in the other tab", "Ordered"} == {text for _label, text in second.context["typed"]}
    report.refresh_from_db()
    assert report.own_problems != "Typed in the other tab"


def test_the_managers_words_keep_themselves_until_they_are_sent(
    week: ReportPeriod, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    keep_timetable(at=DUE)
    report, client = DepartmentReport.objects.get(manager=cast.manager), client_of(cast.manager)
    draft = reverse("core:draft", args=[f"department-{report.pk}"])
    client.post(draft, {"words": "Half a sentence", "version": report.version})
    page = client.get(report.get_absolute_url())
    assert draft in page.content.decode()
    assert page.context["form"]["words"].value() == "Half a sentence"
    data = {"words": "A good week", "version": report.version, "send": "1"}
    assert client.post(reverse("reports:department_write", args=[report.pk]), data).status_code == 302
    assert Draft.objects.count() == 0
    assert client.get(report.get_absolute_url()).context["form"]["words"].value() == "A good week"


def test_the_mood_is_for_manager_and_boss_and_words_are_not_for_the_assistant(
    week: ReportPeriod, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    report = written(cast)
    for caller in (cast.owner, cast.manager, cast.boss):
        page = client_of(caller).get(report.get_absolute_url()).content.decode()
        assert "Rested" in page
    for caller in (cast.teammate, cast.stand_in, cast.other_manager, cast.assistant):
        assert client_of(caller).get(report.get_absolute_url()).status_code == 404
    keep_timetable(at=DEPARTMENT)
    chase = client_of(cast.assistant).get(week.get_absolute_url()).content.decode()
    assert str(cast.owner.english_name) in chase
    assert report.get_absolute_url() not in chase
    assert "Poland" not in chase
    department = DepartmentReport.objects.get(manager=cast.manager)
    for caller in (cast.manager, cast.boss):
        page = client_of(caller).get(department.get_absolute_url()).content.decode()
        assert "Rested" in page
        assert "Samples for the fair" in page
    read = AuditEntry.objects.filter(verb="reports.read").values_list("actor", flat=True)
    assert set(read) == {cast.manager.pk, cast.boss.pk}


def test_the_list_holds_the_departments_that_one_reads(
    week: ReportPeriod, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    keep_timetable(at=DEPARTMENT)
    urls = {row.manager: row.get_absolute_url() for row in DepartmentReport.objects.all()}
    assert set(urls) == {cast.manager, cast.other_manager}
    for caller in (cast.manager, cast.other_manager, cast.boss, cast.owner):
        page = client_of(caller).get(reverse("reports:list")).content.decode()
        assert {row for row, url in urls.items() if url in page} == {
            row for row in urls if caller in (row, cast.boss)
        }


def test_papers(week: ReportPeriod, cast: SimpleNamespace, client_of: ClientOf) -> None:
    report = written(cast, make_customer(cast.owner, name="=Danger GmbH"))
    keep_timetable(at=DEPARTMENT)
    department = DepartmentReport.objects.get(manager=cast.manager)
    client = client_of(cast.boss)
    for url in ("reports:paper", "reports:department_paper"):
        pk = report.pk if url == "reports:paper" else department.pk
        made = {kind: client.get(reverse(url, args=[pk, kind])) for kind in ("pdf", "xlsx", "exe")}
        assert [answer.status_code for answer in made.values()] == [200, 200, 404]
        assert made["pdf"].getvalue()[:5] == b"%PDF-"
        assert made["xlsx"].getvalue()[:2] == b"PK"
    taken = AuditEntry.objects.filter(verb="reports.paper_made", actor=cast.boss)
    assert taken.count() == 4


def test_workbooks_hold_what_can_be_counted(
    week: ReportPeriod, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    danger = make_customer(cast.owner, name="=Danger GmbH", phone="+49 40 555 0142")
    for customer, answers in ((danger, (11, 11, 16)), (make_customer(cast.teammate), (11,))):
        for hour in answers:
            asked(customer, shanghai(11, 16, 10), shanghai(11, 16, hour))
    contact(danger, shanghai(11, 17))
    report = written(cast, danger)
    keep_timetable(at=DEPARTMENT)
    department = DepartmentReport.objects.get(manager=cast.manager)
    client = client_of(cast.boss)
    content = client.get(reverse("reports:paper", args=[report.pk, "xlsx"])).getvalue()
    book = openpyxl.load_workbook(BytesIO(content))
    figures = {row[0].value: row[1:] for row in book["Figures"].iter_rows(min_row=3)}
    of_target, of_time = figures["Answered in target"], figures["Working time to an answer, on average"]
    assert [cell.value for cell in figures["Inquiries and questions received"]] == [3, None, None]
    assert [of_target[0].value, of_target[1].value, of_target[2].number_format] == [2, 3, "0%"]
    assert of_target[2].value == pytest.approx(2 / 3)
    assert (of_time[0].value, of_time[0].number_format) == (timedelta(minutes=120), "[h]:mm")
    key = [cell for row in book["Key customers"].iter_rows(min_row=3) for cell in row]
    for text in ("=Danger GmbH", "+49 40 555 0142"):
        cell = next(cell for cell in key if cell.value == text)
        assert (cell.data_type, cell.quotePrefix) == ("s", True)
    handed_in = next(row[1] for row in book["Words"].iter_rows(min_row=3) if row[0].value == "Handed in")
    assert (handed_in.value, handed_in.is_date) == (datetime(2026, 11, 21, 9, 10), True)
    found = sheets_of(
        client.get(reverse("reports:department_paper", args=[department.pk, "xlsx"])).getvalue()
    )
    head, *people = found["The people"]
    sums = {
        name: sum(row[head.index(name)] or 0 for row in people)
        for name in ("Received", "In target", "In target, out of", "Contacts")
    }
    assert sums == {"Received": 4, "In target": 3, "In target, out of": 4, "Contacts": 1}
    totals = {row[0]: row[1:] for row in found["Figures"]}
    assert totals["Answered in target"] == [3, 4, 0.75]


@pytest.mark.parametrize("page", ["list", "report", "week", "department"])
def test_pages_cost_the_same_for_one_and_for_three(
    page: str, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    counts, client = [], client_of(cast.boss)
    for rows in ROWS:
        for _number in range(rows):
            factories.UserFactory(roles=(Role.SALESPERSON,), team=cast.team)
    keep_timetable(at=ISSUE)
    everybody = list(WeeklyReport.objects.select_related("person", "period").order_by("pk"))
    for number, rows in enumerate(ROWS):
        for report in everybody[number * rows : number * rows + rows]:
            keys = [KeyWords(make_customer(report.person), "Fine") for _row in range(rows)]
            submit_report(
                actor=report.person, report=report, values=WORDS, key_customers=keys, version=1, at=LATER
            )
            for _row in range(rows):
                write_reading_remark(
                    actor=cast.boss, on=ReadingOn.REPORT, reading=report, text="Good", at=LATER
                )
        if number == 0:
            keep_timetable(at=DEPARTMENT)
        department = DepartmentReport.objects.get(manager=cast.manager)
        url = {
            "list": reverse("reports:list"),
            "report": everybody[number * rows].get_absolute_url(),
            "week": everybody[0].period.get_absolute_url(),
            "department": department.get_absolute_url(),
        }[page]
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[-1] <= 20, counts


def test_issue_and_remind_pages(cast: SimpleNamespace, client_of: ClientOf) -> None:
    client = client_of(cast.assistant)
    answer = client.post(reverse("reports:issue"), follow=True)
    period = ReportPeriod.objects.first()
    if period is None:  # by the real clock it is too early: said in words
        assert "from the day before on" in answer.content.decode()
        keep_timetable(at=ISSUE)
        period = ReportPeriod.objects.get()
    told = client.post(reverse("reports:remind", args=[period.day]), follow=True).content.decode()
    assert "people reminded" in told
    for name, args in (("reports:week", ["2026-13-01"]), ("reports:week", ["1999-01-01"])):
        assert client.get(reverse(name, args=args)).status_code == 404
