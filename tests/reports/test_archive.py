"""The archive has no end: lists turn their pages, a department's report and a digest lead to those beside them."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reports.models import DailyReport, DayDigest, DepartmentReport, ReportDay, ReportPeriod, WeeklyReport
from reports.services import keep_timetable, send_department
from reports.views.archive import SHOWN
from tests.followups.helpers import make_customer, shanghai
from tests.reports.conftest import DEPARTMENT, DUE, sheets_of
from tests.reports.test_weekly import written

ClientOf = Callable[[Any], Client]
MANY = SHOWN + 3
WEEK, DAY = timedelta(days=7), timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def past(cast: SimpleNamespace) -> SimpleNamespace:
    """More weeks and days than a page holds."""
    for number in range(MANY):
        due, digest = DUE - WEEK * number, shanghai(11, 20, 20) - DAY * number
        period = ReportPeriod.objects.create(
            day=due.date(), starts_at=due - WEEK, issue_at=due - 4 * HOUR, remind_at=due - 2 * HOUR, due_at=due,
            department_at=due + 4 * HOUR, issued_at=due - 4 * HOUR,
        )  # fmt: skip
        day = ReportDay.objects.create(
            day=digest.date(), starts_at=digest - DAY, ask_at=digest - 4 * HOUR, remind_at=digest - HOUR, digest_at=digest
        )  # fmt: skip
        WeeklyReport.objects.create(period=period, person=cast.owner, manager=cast.manager)
        DailyReport.objects.create(day=day, person=cast.owner, manager=cast.manager)
        for manager in (cast.manager, cast.other_manager):
            DepartmentReport.objects.create(period=period, manager=manager)
            DayDigest.objects.create(day=day, manager=manager)
    return cast


@pytest.mark.parametrize(
    ("page", "name", "who"),
    [
        ("reports:list", "own", "owner"),
        ("reports:list", "weeks", "assistant"),
        ("reports:list", "departments", "manager"),
        ("reports:days", "own", "owner"),
        ("reports:days", "days", "assistant"),
        ("reports:days", "digests", "manager"),
    ],
)
def test_each_list_turns_to_its_end(
    past: SimpleNamespace, client_of: ClientOf, page: str, name: str, who: str
) -> None:
    client, url = client_of(getattr(past, who)), reverse(page)
    first = client.get(url).context[name]
    assert (len(first.rows), first.newer_url, first.older_url) == (SHOWN, "", f"?{name}={SHOWN}")
    answer = client.get(url + first.older_url)
    second = answer.context[name]
    assert (len(second.rows), second.newer_url, second.older_url) == (MANY - SHOWN, f"?{name}=0", "")
    assert second.newer_url in answer.content.decode()
    assert len({row.pk for row in (*first.rows, *second.rows)}) == MANY
    for nonsense in ("x", "-1", "9999999999", "500000"):
        again = client.get(f"{url}?{name}={nonsense}").context[name]
        assert [row.pk for row in again.rows] == [row.pk for row in first.rows], nonsense


def test_one_list_turns_and_the_others_stay(past: SimpleNamespace, client_of: ClientOf) -> None:
    page = client_of(past.manager).get(reverse("reports:list") + "?weeks=30&departments=30")
    assert page.context["weeks"].newer_url == "?weeks=0&departments=30"


@pytest.mark.parametrize("name", ["department", "digest"])
def test_the_ones_beside_it_are_the_same_managers(
    past: SimpleNamespace, client_of: ClientOf, name: str
) -> None:
    rows: list[Any] = list(
        DepartmentReport.objects.filter(manager=past.manager).order_by("period__day")
        if name == "department"
        else DayDigest.objects.filter(manager=past.manager).order_by("day__day")
    )
    for place, before, after in ((0, None, rows[1].pk), (1, rows[0].pk, rows[2].pk), (-1, rows[-2].pk, None)):
        page = client_of(past.boss).get(rows[place].get_absolute_url())
        assert (page.context["before"], page.context["after"]) == (before, after)
        for pk in filter(None, (before, after)):
            assert f'href="{reverse(f"reports:{name}", args=[pk])}"' in page.content.decode()


# ── how a department's report went ──────────────────────────────────────────
def test_it_says_whether_it_went_by_itself(
    week: ReportPeriod, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    keep_timetable(at=DUE)
    own = DepartmentReport.objects.get(manager=cast.manager)
    send_department(actor=cast.manager, report=own, words="", version=1, at=DUE)
    keep_timetable(at=DEPARTMENT)
    other = DepartmentReport.objects.get(manager=cast.other_manager)
    client, name = client_of(cast.boss), cast.manager.short_name
    pages = (reverse("reports:list"), week.get_absolute_url())
    for page in (*pages, own.get_absolute_url()):
        assert f"sent by {name}" in client.get(page).content.decode()
    for page in (*pages, other.get_absolute_url()):
        assert "sent by itself" in client.get(page).content.decode()
    assert facts_of(client, own) == {"Sent by": str(cast.manager)}
    assert facts_of(client, other) == {"Sent by": "itself, at the hour"}
    own.refresh_from_db()
    send_department(actor=cast.manager, report=own, words="One more", version=own.version, at=DEPARTMENT)
    for page in (*pages, own.get_absolute_url()):
        assert f"sent again by {name}" in client.get(page).content.decode()
    assert facts_of(client, own) == {"Sent by": str(cast.manager), "Edition": 2}


def facts_of(client: Client, report: DepartmentReport) -> dict[str, Any]:
    paper = client.get(reverse("reports:department_paper", args=[report.pk, "xlsx"])).getvalue()
    return {row[0]: row[1] for row in sheets_of(paper)["Words"] if row[0] in ("Sent by", "Edition")}


def test_its_paper_says_whose_key_customer_it_is(
    week: ReportPeriod, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    customer = make_customer(cast.owner, name="Tigris Hand Tools Co.")
    written(cast, customer)
    keep_timetable(at=DEPARTMENT)
    report = DepartmentReport.objects.get(manager=cast.manager)
    paper = client_of(cast.boss).get(reverse("reports:department_paper", args=[report.pk, "xlsx"]))
    head, *rows = sheets_of(paper.getvalue())["Key customers"]
    assert head[:2] == ["Salesperson", "Company"]
    assert [row[:2] for row in rows] == [[str(cast.owner), str(customer)]]
