"""Reports tell their author who has looked (S12)."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from accounts.models import User
from oversight.models import SeenMark
from reports.models import DepartmentReport, ReportPeriod, WeeklyReport
from reports.services import keep_timetable
from tests.followups.helpers import shanghai

ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def week(cast: SimpleNamespace) -> ReportPeriod:
    keep_timetable(at=shanghai(11, 21, 9))
    keep_timetable(at=shanghai(11, 21, 13, 30))
    return ReportPeriod.objects.get()


def test_the_boss_opens_and_the_author_reads_it(
    cast: SimpleNamespace, client_of: ClientOf, week: ReportPeriod
) -> None:
    report = WeeklyReport.objects.get(person=cast.owner)
    client_of(cast.boss).get(report.get_absolute_url())
    assert SeenMark.objects.get().thing == "report"
    assert cast.boss.short_name in client_of(cast.owner).get(report.get_absolute_url()).content.decode()


def test_a_manager_marks_a_report_and_never_the_own(
    cast: SimpleNamespace, client_of: ClientOf, week: ReportPeriod
) -> None:
    report = WeeklyReport.objects.get(person=cast.owner)
    people = (cast.manager, cast.boss, cast.owner, cast.outsider, cast.assistant, cast.other_manager)
    answers = [client_of(person).post(f"/report/{report.pk}/seen/").status_code for person in people]
    assert answers == [302, 302, 403, 403, 404, 404]


def test_the_departments_report_is_the_bosss_to_see(
    cast: SimpleNamespace, client_of: ClientOf, week: ReportPeriod
) -> None:
    report = DepartmentReport.objects.get(manager=cast.manager)
    people = (cast.boss, cast.manager, cast.other_manager, cast.owner)
    answers = [client_of(person).post(f"/department/{report.pk}/seen/").status_code for person in people]
    assert answers == [302, 403, 404, 403]
    assert cast.boss.short_name in client_of(cast.manager).get(report.get_absolute_url()).content.decode()
