"""A figure leads to the records that it counts: to as many as it says, and to nobody else's."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from accounts.services.teams import change_team
from customers.models import OwnerPeriod
from reports.figure_words import BEHIND
from reports.models import DailyReport, DayDigest, DepartmentReport, ReportPeriod
from reports.services import keep_days, keep_timetable
from reports.values import Part
from tests import factories
from tests.followups.helpers import contact, make_customer, shanghai
from tests.reports.conftest import DEPARTMENT, DUE, report_of
from tests.reports.test_figures import asked

ClientOf = Callable[[User], Client]
AFTER = shanghai(11, 23, 10)


def work(person: Any, number: int) -> None:
    """What a salesperson did: in the report's week, and around its edges on the same days."""
    for _number in range(number):
        customer = make_customer(person, "A", created_at=shanghai(11, 16))
        OwnerPeriod.objects.filter(customer=customer).update(started_at=shanghai(11, 10))
        asked(customer, shanghai(11, 14, 9), shanghai(11, 14, 10))  # before the cut-off of the week before
        asked(customer, shanghai(11, 14, 14), shanghai(11, 14, 15))
        asked(customer, shanghai(11, 17, 10), shanghai(11, 17, 15))
        asked(customer, shanghai(11, 17, 10), shanghai(11, 19, 15))
        asked(customer, shanghai(11, 21, 15), shanghai(11, 21, 16))  # after the cut-off
        for at in (shanghai(11, 14, 9), shanghai(11, 17, 11), shanghai(11, 17, 12), shanghai(11, 21, 15)):
            contact(customer, at)
        quote = factories.QuoteFactory(customer=customer)
        quote.current.state, quote.current.sent_at = "sent", shanghai(11, 17, 16)
        quote.current.save()


@pytest.fixture
def worked(cast: SimpleNamespace) -> SimpleNamespace:
    """Two managers' people, each with work of their own."""
    for person, number in ((cast.owner, 2), (cast.teammate, 1), (cast.outsider, 3)):
        work(person, number)
    return cast


def number_of(line: Any) -> int:
    return int(line.amount.count if isinstance(line.amount, Part) else line.amount)


def opened_by(client: Client, line: Any) -> set[int | None]:
    """Whose rows the line's page shows, of which there are as many as the line says."""
    page = client.get(line.url)
    assert page.status_code == 200, line.url
    assert page.context["page"].paginator.count == number_of(line), (line.key, line.url)
    rows = page.context["rows"]
    return {
        (row.message.inquiry.owner_id if hasattr(row, "message") else row.customer.owner_id) for row in rows
    }


def check(client: Client, lines: list[Any], people: set[int]) -> set[str]:
    linked = [line for line in lines if line.url and line.key in BEHIND]
    for line in linked:
        assert opened_by(client, line) <= people, line.key
    return {line.key for line in linked if number_of(line)}


def test_a_departments_figures_open_its_own_rows(worked: SimpleNamespace, client_of: ClientOf) -> None:
    cast = worked
    keep_timetable(at=shanghai(11, 21, 9))
    for at in (DUE, DEPARTMENT):
        keep_timetable(at=at)
    with time_machine.travel(AFTER, tick=False):
        for manager, people in ((cast.manager, {cast.owner.pk, cast.teammate.pk}), (cast.other_manager, {cast.outsider.pk})):  # fmt: skip
            report = DepartmentReport.objects.get(manager=manager)
            for reader in (cast.boss, manager):
                client = client_of(reader)
                page = client.get(report.get_absolute_url())
                found = check(client, page.context["lines"], people)
                assert found >= {"received", "in_target", "in_limit", "late", "contacts", "customers", "new", "quotes"}  # fmt: skip
                for row, cells in page.context["table"]:
                    check(client, cells, {row.person.pk} & people)
                assert {line.key for line in page.context["lines"] if line.url} <= set(BEHIND)


def test_a_digests_figures_open_its_own_rows(worked: SimpleNamespace, client_of: ClientOf) -> None:
    cast = worked
    for at in (shanghai(11, 16, 9), shanghai(11, 17, 9), shanghai(11, 17, 20)):
        keep_days(at=at)
    with time_machine.travel(AFTER, tick=False):
        for manager, people in ((cast.manager, {cast.owner.pk, cast.teammate.pk}), (cast.other_manager, {cast.outsider.pk})):  # fmt: skip
            digest = DayDigest.objects.get(manager=manager, day__day=shanghai(11, 17).date())
            for reader in (cast.boss, manager):
                client = client_of(reader)
                page = client.get(digest.get_absolute_url())
                assert check(client, page.context["lines"], people) >= {"received", "contacts", "quotes"}
                for row, cells in page.context["table"]:
                    check(client, cells, {row.person.pk} & people)


def test_a_persons_reports_open_as_many_rows_as_they_say(
    worked: SimpleNamespace, client_of: ClientOf
) -> None:
    cast = worked
    keep_days(at=shanghai(11, 17, 9))
    keep_days(at=shanghai(11, 17, 20))
    keep_timetable(at=shanghai(11, 21, 9))
    keep_timetable(at=DUE)
    day = DailyReport.objects.get(person=cast.owner, day__day=shanghai(11, 17).date())
    with time_machine.travel(AFTER, tick=False):
        for report in (report_of(cast.owner), day):
            for reader in (cast.owner, cast.manager, cast.boss):
                client = client_of(reader)
                lines = client.get(report.get_absolute_url()).context["lines"]
                assert check(client, lines, {cast.owner.pk}) >= {"received", "contacts", "quotes"}
        lines = client_of(cast.owner).get(report_of(cast.owner).get_absolute_url()).context["lines"]
        assert next(line for line in lines if line.key == "received").amount == 6


def test_who_changed_teams_opens_what_was_done_in_each(worked: SimpleNamespace, client_of: ClientOf) -> None:
    cast = worked
    change_team(
        actor=cast.admin, team=cast.other_team, name="America", manager=cast.other_manager, added=[cast.owner],
        at=shanghai(11, 17, 11, 30),
    )  # fmt: skip
    for at in (shanghai(11, 21, 9), DUE, DEPARTMENT):
        keep_timetable(at=at)
    with time_machine.travel(AFTER, tick=False):
        for manager in (cast.manager, cast.other_manager):
            client = client_of(cast.boss)
            page = client.get(DepartmentReport.objects.get(manager=manager).get_absolute_url())
            cells = next(cells for row, cells in page.context["table"] if row.person == cast.owner)
            assert "contacts" in check(client, cells, {cast.owner.pk})
            assert not next(line.url for line in cells if line.key == "cadence")
            assert manager.short_name in client.get(page.context["lines"][0].url).content.decode()


def test_what_the_manager_did_stands_with_their_department(
    worked: SimpleNamespace, client_of: ClientOf
) -> None:
    cast = worked
    at = shanghai(11, 17, 13)
    factories.FollowUpFactory(customer=make_customer(cast.owner, "B"), at=at, entered_at=at, by=cast.manager)
    for at in (shanghai(11, 21, 9), DUE, DEPARTMENT):
        keep_timetable(at=at)
    with time_machine.travel(AFTER, tick=False):
        for reader in (cast.boss, cast.manager):
            client = client_of(reader)
            page = client.get(DepartmentReport.objects.get(manager=cast.manager).get_absolute_url())
            row, cells = next(pair for pair in page.context["table"] if pair[0].mark == "manager")
            assert row.person == cast.manager
            assert check(client, cells, {cast.owner.pk}) == {"contacts"}
            check(client, page.context["lines"], {cast.owner.pk, cast.teammate.pk})


def test_what_was_not_contacted_in_time_opens_whom_was_missed(
    worked: SimpleNamespace, client_of: ClientOf
) -> None:
    cast = worked
    make_customer(cast.owner, "A", created_at=shanghai(10, 16))
    keep_timetable(at=shanghai(11, 21, 9))
    keep_timetable(at=DUE)
    assert ReportPeriod.objects.count() == 1
    with time_machine.travel(AFTER, tick=False):
        client = client_of(cast.manager)
        lines = client.get(report_of(cast.owner).get_absolute_url()).context["lines"]
        cadence = next(line for line in lines if line.key == "cadence")
        assert cadence.amount.count < cadence.amount.whole
        ((words, url),) = cadence.parts
        assert (words[0], url) == ("A", cadence.url)
        page = client.get(url)
        missing = sum(row.asked - row.kept for row in page.context["rows"])
        assert missing == cadence.amount.whole - cadence.amount.count
    assert not next(line.url for line in lines if line.key == "open")
