"""A manager who also sells: their own report stands in their own department, and only there (S106, §7)."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reports.models import DepartmentReport, ReportPeriod
from reports.selectors.department import read_department
from reports.services import KeyWords, ReportValues, keep_timetable, submit_report
from tests import factories
from tests.followups.helpers import make_customer
from tests.reports.conftest import DEPARTMENT, DUE, ISSUE, report_of, sheets_of
from tests.reports.test_periods import told

ClientOf = Callable[[User], Client]
WORDS = ReportValues(review="The manager's own buyers.")


@pytest.fixture
def selling(cast: SimpleNamespace) -> SimpleNamespace:
    """The manager sells in the team that they lead; somebody is in no team at all. The forms are out."""
    cast.manager.is_salesperson, cast.manager.team = True, cast.team
    cast.manager.save()
    cast.unled = factories.UserFactory(roles=cast.owner.roles, language="en")
    keep_timetable(at=ISSUE)
    return cast


def submit_own(cast: SimpleNamespace) -> None:
    keys = [KeyWords(make_customer(cast.manager, name="Northfield"), "Will order")]
    submit_report(
        actor=cast.manager, report=report_of(cast.manager), values=WORDS, key_customers=keys, version=1,
        at=ISSUE + timedelta(minutes=10),
    )  # fmt: skip


def department_of(manager: User | None) -> DepartmentReport:
    return DepartmentReport.objects.select_related("period", "manager").get(manager=manager)


def states_in(cast: SimpleNamespace, client: Client) -> dict[str, Any]:
    """How the report of each stands in the department's workbook."""
    url = reverse("reports:department_paper", args=[department_of(cast.manager).pk, "xlsx"])
    return {row[0]: row[1] for row in sheets_of(client.get(url).getvalue())["The people"][1:]}


@pytest.mark.parametrize("is_sent", [False, True])
def test_submitted_it_is_read_and_linked_in_their_department(
    selling: SimpleNamespace, client_of: ClientOf, is_sent: bool
) -> None:
    cast = selling
    submit_own(cast)
    for at in (DUE, DEPARTMENT)[: 1 + is_sent]:
        keep_timetable(at=at)
    assert "Weekly reports: 1 of 4 are in. Your department's report waits for your comments." in told(
        cast.manager
    )
    own, url = report_of(cast.manager), department_of(cast.manager).get_absolute_url()
    for reader in (cast.manager, cast.boss):
        client = client_of(reader)
        page = client.get(url).content.decode()
        assert own.get_absolute_url() in page
        assert WORDS.review.replace("'", "&#x27;") in page
        assert "Northfield" in page
        assert client.get(own.get_absolute_url()).status_code == 200
        assert states_in(cast, client)[str(cast.manager)] == "in time"
    assert client_of(cast.other_manager).get(url).status_code == 404


def test_missing_it_is_not_in_yet(selling: SimpleNamespace, client_of: ClientOf) -> None:
    cast = selling
    keep_timetable(at=DUE)
    found = read_department(department_of(cast.manager))
    assert {row.person for row in found.missing} == {cast.manager, cast.owner, cast.teammate, cast.stand_in}
    assert states_in(cast, client_of(cast.boss))[str(cast.manager)] == "missing"


def test_it_does_not_stand_with_those_whom_nobody_leads(selling: SimpleNamespace) -> None:
    cast = selling
    submit_own(cast)
    keep_timetable(at=DEPARTMENT)
    found = read_department(department_of(None))
    assert [row.person for row in (*found.reports, *found.missing)] == [cast.unled]


def test_in_anothers_team_it_stands_there(cast: SimpleNamespace) -> None:
    """Their figures are the other manager's, and so is their report; in no team it stands with those whom nobody leads."""
    cast.manager.is_salesperson, cast.manager.team = True, cast.other_team
    cast.manager.save()
    cast.other_manager.is_salesperson = True
    cast.other_manager.save()
    for at in (ISSUE, DUE):
        keep_timetable(at=at)
    missing = {
        manager: {row.person for row in read_department(department_of(manager)).missing}
        for manager in (cast.manager, cast.other_manager, None)
    }
    assert missing == {
        cast.manager: {cast.owner, cast.teammate, cast.stand_in}, cast.other_manager: {cast.outsider, cast.manager},
        None: {cast.other_manager},
    }  # fmt: skip
    assert ReportPeriod.objects.get().departments.count() == 3
