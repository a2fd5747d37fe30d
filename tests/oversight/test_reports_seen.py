"""Reports tell their author who has looked (S12)."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from accounts.models import User
from oversight.models import SeenMark, SeenThing
from oversight.readings import address_of_reading
from reports.models import (
    AList,
    DailyReport,
    DayDigest,
    DepartmentReport,
    PersonRecord,
    ReportPeriod,
    WeeklyReport,
)
from reports.services import keep_a_lists, keep_days, keep_records, keep_timetable
from tests.followups.helpers import make_customer, shanghai
from tests.reports.test_a_list import DRAFT

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


def test_days_digests_a_lists_and_records_are_marked(cast: SimpleNamespace, client_of: ClientOf) -> None:
    """The boss by opening, a manager with a click; who handed it in reads who has looked (S12)."""
    make_customer(cast.owner, "A")
    keep_days(at=shanghai(11, 27, 16, 30))
    keep_days(at=shanghai(11, 27, 20))
    keep_a_lists(at=DRAFT)
    keep_records(at=shanghai(12, 1, 9))
    record = PersonRecord.objects.get(person=cast.owner, period__kind="month")
    pages = {
        "day": (DailyReport.objects.get(person=cast.owner), cast.owner), "digest": (DayDigest.objects.get(manager=cast.manager), cast.manager),
        "a_list": (AList.objects.get(), cast.owner), "replies": (record, cast.owner), "portfolio": (record, cast.owner),
    }  # fmt: skip
    for thing, (reading, reader) in pages.items():
        url = address_of_reading(SeenThing(thing), reading)
        assert cast.boss.short_name not in client_of(reader).get(url).content.decode(), thing
        assert client_of(cast.boss).get(url).status_code == 200
        mark = SeenMark.objects.get(thing=thing)
        assert (mark.person, mark.record_id) == (cast.boss, reading.pk)
        assert cast.boss.short_name in client_of(reader).get(url).content.decode(), thing
    for thing in ("day", "replies", "portfolio"):
        reading = pages[thing][0]
        answers = [
            client_of(person).post(f"/{thing}/{reading.pk}/seen/")
            for person in (cast.manager, cast.owner, cast.other_manager)
        ]
        assert [answer.status_code for answer in answers] == [302, 403, 404], thing
        assert answers[0]["Location"] == address_of_reading(SeenThing(thing), reading)
    assert client_of(cast.manager).post(f"/digest/{pages['digest'][0].pk}/seen/").status_code == 403
    assert client_of(cast.manager).post(f"/a_list/{pages['a_list'][0].pk}/seen/").status_code == 403
