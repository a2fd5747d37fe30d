"""The timetable at work: each step of a period once, twice, late, after dead days, on two workers (rules.md §7)."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.services import freeze_account
from accounts.services.teams import change_team
from core import policy
from core.models import AuditEntry, Notification
from core.work_days import set_own_day
from reports.models import DepartmentReport, LeaderMove, ReportPeriod, WeeklyReport
from reports.policies import TIMETABLE
from reports.services import (
    ReportRefused,
    ReportValues,
    issue_now,
    keep_timetable,
    remind_now,
    submit_report,
    write_report,
)
from tests import factories
from tests.factories import AT
from tests.followups.helpers import had_contact, make_customer, nov, shanghai
from tests.inquiries.test_races import together
from tests.reports.conftest import DEPARTMENT, DUE, ISSUE, REMIND, START, report_of, sheets_of

WORDS = ReportValues(review="Three new buyers from Poland.")
MINUTE = timedelta(minutes=1)


def told(person: Any) -> list[str]:
    rows = Notification.objects.filter(user=person).order_by("pk")
    return [row.message % row.values for row in rows if "eport" in row.message]


def submit(person: Any, at: datetime) -> WeeklyReport:
    report = report_of(person)
    return submit_report(actor=person, report=report, values=WORDS, version=report.version, at=at)


def everything() -> list[Any]:
    """What a step must not do twice."""
    return [
        list(ReportPeriod.objects.values_list()),
        list(WeeklyReport.objects.order_by("pk").values_list()),
        list(DepartmentReport.objects.order_by("pk").values_list()),
        Notification.objects.count(),
        AuditEntry.objects.count(),
    ]


def test_a_saturday_in_its_steps(cast: SimpleNamespace) -> None:
    assert keep_timetable(at=ISSUE - MINUTE)["issued"] == 0
    assert keep_timetable(at=ISSUE) == {"issued": 1, "reminded": 0, "closed": 0, "compiled": 0}
    period = ReportPeriod.objects.get()
    assert (period.day, period.starts_at, period.due_at) == (nov(21), START, DUE)
    sellers = {cast.owner, cast.teammate, cast.stand_in, cast.outsider}
    assert {row.person for row in WeeklyReport.objects.all()} == sellers
    assert told(cast.owner) == ["Your weekly report is ready: due by 11-21 13:30"]
    submit(cast.owner, shanghai(11, 21, 11))

    assert keep_timetable(at=REMIND)["reminded"] == 1
    assert [len(told(person)) for person in (cast.owner, cast.teammate)] == [1, 2]

    assert keep_timetable(at=DUE)["closed"] == 1
    assert told(cast.manager) == [
        "Weekly reports: 1 of 3 are in. Your department's report waits for your comments."
    ]
    assert {row.manager for row in DepartmentReport.objects.all()} == {cast.manager, cast.other_manager}

    assert keep_timetable(at=DEPARTMENT)["compiled"] == 1
    sent = DepartmentReport.objects.get(manager=cast.manager)
    assert (sent.state, sent.edition, sent.sent_by) == ("sent", 1, None)
    assert {(row["person"], row["mark"]) for row in sent.figures["people"]} == {
        (cast.owner.pk, ""), (cast.teammate.pk, ""), (cast.stand_in.pk, ""), (cast.frozen.pk, "left")
    }  # fmt: skip
    assert sorted(told(cast.boss)) == sorted(
        f"The weekly report of {person.full_name}'s department is here"
        for person in (cast.manager, cast.other_manager)
    )
    before = everything()
    assert keep_timetable(at=DEPARTMENT + MINUTE) == dict.fromkeys(("issued", "reminded", "closed", "compiled"), 0)  # fmt: skip
    assert everything() == before


def test_after_three_dead_days_deadlines_and_figures_are_those_of_saturday(week: ReportPeriod, cast: SimpleNamespace) -> None:  # fmt: skip
    customer = make_customer(cast.owner, "B")
    had_contact(customer, shanghai(11, 20))
    submit(cast.owner, shanghai(11, 21, 11))
    had_contact(customer, shanghai(11, 21, 12))  # before the cut-off, after the words
    had_contact(customer, shanghai(11, 23))
    at = shanghai(11, 24, 13, 31)
    assert keep_timetable(at=at) == {"issued": 0, "reminded": 1, "closed": 1, "compiled": 1}
    own = report_of(cast.owner)
    assert own.frozen_figures.contacts == {"B": 2}
    assert (own.figures_at, own.is_late(at)) == (DUE, False)
    assert report_of(cast.teammate).is_late(at)
    assert len(told(cast.teammate)) == 1  # nobody is reminded of what is over
    late = submit(cast.teammate, shanghai(11, 24, 14))
    assert (late.is_late(at), late.figures_at) == (True, shanghai(11, 24, 14))
    assert told(cast.manager)[-1] == f"{cast.teammate.full_name} has submitted the weekly report, late"


def test_dead_weeks_are_made_up_one_by_one(week: ReportPeriod) -> None:
    assert keep_timetable(at=shanghai(12, 5, 9, 40))["issued"] == 2
    periods = list(ReportPeriod.objects.order_by("day"))
    assert [(row.day, row.starts_at) for row in periods[1:]] == [
        (nov(28), DUE), (nov(28) + timedelta(days=7), periods[1].due_at)
    ]  # fmt: skip


def test_a_new_installation_begins_with_what_is_to_come(cast: SimpleNamespace) -> None:
    assert keep_timetable(at=shanghai(11, 23))["issued"] == 0
    assert keep_timetable(at=shanghai(11, 28, 9))["issued"] == 1


def test_the_next_one_starts_where_the_last_ended_whatever_the_hours_are_now(week: ReportPeriod, cast: SimpleNamespace) -> None:  # fmt: skip
    hours = {"reminded_at": "12:00", "due_at": "15:00"}
    policy.change(TIMETABLE, hours, actor=cast.manager, at=shanghai(11, 21, 10))
    assert keep_timetable(at=shanghai(11, 28, 9))["issued"] == 1
    newest = ReportPeriod.objects.first()
    assert newest is not None
    assert (newest.starts_at, newest.due_at) == (DUE, shanghai(11, 28, 15))


def test_who_owes_is_settled_at_the_cut_off(week: ReportPeriod, cast: SimpleNamespace) -> None:
    freeze_account(actor=cast.boss, user=cast.teammate, reason="left", at=shanghai(11, 21, 10))
    factories.AbsenceFactory(user=cast.stand_in, starts_on=nov(15), ends_on=nov(22))
    newcomer = factories.UserFactory(
        roles=cast.owner.roles, team=cast.team, joined_at=shanghai(11, 21, 11), name="新人"
    )
    change_team(
        actor=cast.admin, team=cast.other_team, name="America", manager=cast.other_manager, added=[cast.owner],
        at=shanghai(11, 21, 12),
    )  # fmt: skip
    keep_timetable(at=DUE)
    owed = {row.person: row.manager for row in WeeklyReport.objects.owed()}
    assert owed == {
        cast.owner: cast.other_manager, cast.outsider: cast.other_manager, newcomer: cast.manager
    }  # fmt: skip
    keep_timetable(at=DEPARTMENT)
    people = {
        report.manager: {(row["person"], row["mark"]) for row in report.figures["people"]}
        for report in DepartmentReport.objects.all()
    }
    assert people[cast.manager] == {
        (cast.owner.pk, "moved"), (cast.teammate.pk, "left"), (cast.stand_in.pk, ""), (newcomer.pk, ""), (cast.frozen.pk, "left")
    }  # fmt: skip
    assert people[cast.other_manager] == {(cast.owner.pk, ""), (cast.outsider.pk, "")}


def test_a_moved_saturday_moves_whole_and_a_week_has_one_report(cast: SimpleNamespace) -> None:
    set_own_day(actor=cast.manager, day=nov(21), works=False, why="Move", at=AT)
    assert keep_timetable(at=shanghai(11, 20, 8, 59))["issued"] == 0
    assert keep_timetable(at=shanghai(11, 20, 9))["issued"] == 1
    assert told(cast.owner) == ["Your weekly report is ready: due by 11-20 13:30"]
    assert keep_timetable(at=shanghai(11, 20, 17)) == {"issued": 0, "reminded": 1, "closed": 1, "compiled": 1}
    set_own_day(actor=cast.manager, day=nov(21), works=True, why="After all", at=shanghai(11, 20, 18))
    assert keep_timetable(at=shanghai(11, 21, 17))["issued"] == 0
    assert keep_timetable(at=shanghai(11, 28, 9))["issued"] == 1
    newest = ReportPeriod.objects.first()
    assert newest is not None
    assert (newest.starts_at, newest.due_at) == (shanghai(11, 20, 13, 30), shanghai(11, 28, 13, 30))


def test_a_beat_that_was_dead_sends_what_it_would_have_sent_at_the_hour(
    week: ReportPeriod, cast: SimpleNamespace
) -> None:
    """A contact that was typed in after the cut-off, and submitted with after the department's hour, is not in it."""
    evening, monday = shanghai(11, 21, 18), shanghai(11, 23, 9)
    factories.FollowUpFactory(customer=make_customer(cast.owner), at=shanghai(11, 20), entered_at=evening)
    submit(cast.owner, evening)
    assert keep_timetable(at=monday)["compiled"] == 1
    people = DepartmentReport.objects.get(manager=cast.manager).figures["people"]
    assert [row["figures"]["contacts"] for row in people if row["person"] == cast.owner.pk] == [{}]
    assert report_of(cast.owner).figures["contacts"] == {"C": 1}


def test_a_late_cut_off_gives_reports_to_the_manager_of_then(
    week: ReportPeriod, cast: SimpleNamespace
) -> None:
    change_team(
        actor=cast.admin, team=cast.other_team, name="America", manager=cast.other_manager, added=[cast.owner],
        at=shanghai(11, 23, 9),
    )  # fmt: skip
    keep_timetable(at=shanghai(11, 23, 10))
    assert report_of(cast.owner).manager == cast.manager


def test_figures_stay_with_who_led_at_the_cut_off(
    week: ReportPeriod, cast: SimpleNamespace, client_of: Callable[[Any], Client]
) -> None:
    """Another manager in the afternoon: the report of the one of the cut-off goes up with their people, and leads to the rows."""
    had_contact(make_customer(cast.owner, "B"), shanghai(11, 20))
    keep_timetable(at=DUE)
    change_team(
        actor=cast.admin,
        team=cast.team,
        name="Europe",
        manager=cast.other_manager,
        at=DUE + timedelta(hours=1),
    )
    keep_timetable(at=DEPARTMENT)
    reports = {row.manager: row for row in DepartmentReport.objects.filter(period=week)}
    people = {
        manager: {row["person"] for row in report.figures["people"]} for manager, report in reports.items()
    }
    assert people[cast.manager] == {cast.owner.pk, cast.teammate.pk, cast.stand_in.pk, cast.frozen.pk}
    assert people[cast.other_manager] == {cast.outsider.pk}
    client = client_of(cast.boss)
    page = client.get(reports[cast.manager].get_absolute_url()).content.decode()
    address = next(
        one for one in re.findall(r'href="([^"]+)"', page) if "/contacts/?" in one and "manager=" in one
    )
    assert len(client.get(unescape(address)).context["rows"]) == 1


def test_figures_stay_also_when_roles_change_in_the_afternoon(
    week: ReportPeriod, cast: SimpleNamespace
) -> None:
    """Who led at the cut-off leads no more, who sold in the week sells no more: the department's report holds them all."""
    had_contact(make_customer(cast.owner, "B"), shanghai(11, 20))
    keep_timetable(at=DUE)
    cast.team.manager = cast.other_manager
    cast.team.save()
    cast.manager.is_manager = cast.owner.is_salesperson = False
    cast.manager.save()
    cast.owner.save()
    LeaderMove.objects.create(
        team=cast.team, before=cast.manager, after=cast.other_manager, at=DUE + timedelta(hours=1)
    )
    keep_timetable(at=DEPARTMENT)
    stored = DepartmentReport.objects.get(period=week, manager=cast.manager).figures
    found = {row["person"]: row["figures"]["contacts"] for row in stored["people"]}
    assert found[cast.owner.pk] == {"B": 1}
    assert found.keys() == {cast.owner.pk, cast.teammate.pk, cast.stand_in.pk, cast.frozen.pk}


def test_manager_and_boss_in_one_brief_nobody(cast: SimpleNamespace) -> None:
    cast.boss.is_manager = cast.boss.is_salesperson = True
    cast.boss.team = cast.team
    cast.boss.save()
    cast.team.manager = cast.boss
    cast.team.save()
    for at in (ISSUE, DUE, DEPARTMENT):
        keep_timetable(at=at)
    assert not WeeklyReport.objects.filter(person=cast.boss).exists()
    assert DepartmentReport.objects.get(manager=cast.boss).state == "sent"
    assert [words for words in told(cast.boss) if cast.boss.full_name in words] == []
    assert [words for words in told(cast.boss) if "waits for your comments" in words] == []


def test_a_boss_who_leads_sends_nothing_to_themselves(
    cast: SimpleNamespace, client_of: Callable[[Any], Client]
) -> None:
    """Their department's report closes at its hour, and nobody is asked for anything before or after."""
    cast.boss.is_manager = True
    cast.boss.save()
    cast.team.manager = cast.boss
    cast.team.save()
    client = client_of(cast.boss)
    states = {DUE: "closes by itself", DEPARTMENT: "closed by itself"}
    for at in (ISSUE, *states):
        keep_timetable(at=at)
        if at == ISSUE:
            continue
        report = DepartmentReport.objects.get(manager=cast.boss)
        page = client.get(report.get_absolute_url())
        assert not page.context["may_send"]
        assert states[at] in page.content.decode()
        assert "to the boss" not in page.content.decode()
        data = {"words": "To myself", "version": report.version, "send": "1"}
        assert client.post(reverse("reports:department_write", args=[report.pk]), data).status_code == 403
    report.refresh_from_db()
    assert (report.state, report.edition, report.sent_by, report.words) == ("sent", 1, None, "")
    sheets = sheets_of(client.get(reverse("reports:department_paper", args=[report.pk, "xlsx"])).getvalue())
    assert "Figures closed" in {row[0] for row in sheets["Words"]}
    other = DepartmentReport.objects.get(manager=cast.other_manager)
    assert "sent by itself" in client.get(other.get_absolute_url()).content.decode()


def test_a_boss_who_leads_beside_another_boss_sends_to_that_one(
    cast: SimpleNamespace, client_of: Callable[[Any], Client]
) -> None:
    """What goes to the other boss says so, and goes on saying so when that one is boss no more."""
    cast.boss.is_manager = cast.manager.is_boss = True
    cast.boss.save()
    cast.manager.save()
    cast.team.manager = cast.boss
    cast.team.save()
    keep_timetable(at=ISSUE)
    keep_timetable(at=DUE)
    report = DepartmentReport.objects.get(manager=cast.boss)
    assert client_of(cast.boss).get(report.get_absolute_url()).context["may_send"]
    keep_timetable(at=DEPARTMENT)
    assert [words for words in told(cast.manager) if cast.boss.full_name in words] != []
    cast.manager.is_boss = False
    cast.manager.save()
    assert "sent by itself" in client_of(cast.boss).get(report.get_absolute_url()).content.decode()


def test_who_becomes_boss_later_sent_what_they_sent(
    cast: SimpleNamespace, client_of: Callable[[Any], Client]
) -> None:
    for at in (ISSUE, DUE, DEPARTMENT):
        keep_timetable(at=at)
    cast.manager.is_boss = True
    cast.manager.save()
    report = DepartmentReport.objects.get(manager=cast.manager)
    page = client_of(cast.manager).get(report.get_absolute_url())
    assert (page.context["may_send"], "sent by itself" in page.content.decode()) == (True, True)
    cast.boss.is_boss = False
    cast.boss.save()
    assert not client_of(cast.manager).get(report.get_absolute_url()).context["may_send"]  # to whom?


def test_one_click_issues_and_a_second_changes_nothing(cast: SimpleNamespace) -> None:
    with pytest.raises(ReportRefused, match="too_early"):
        issue_now(actor=cast.assistant, at=ISSUE - timedelta(days=1, minutes=1))
    with pytest.raises(PermissionDenied):
        issue_now(actor=cast.owner, at=ISSUE)
    row = issue_now(actor=cast.assistant, at=shanghai(11, 20, 16))
    assert (row.day, row.issued_by) == (nov(21), cast.assistant)
    assert issue_now(actor=cast.assistant, at=shanghai(11, 20, 16, 1)) == row
    assert keep_timetable(at=ISSUE)["issued"] == 0
    assert [remind_now(actor=cast.assistant, period=row, at=shanghai(11, 21, 10, m)) for m in (0, 5)] == [4] * 2  # fmt: skip
    assert len(told(cast.owner)) == 2
    with pytest.raises(PermissionDenied):
        remind_now(actor=cast.owner, period=row, at=ISSUE)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_each_step_once(cast: SimpleNamespace) -> None:
    for at, step in ((ISSUE, "issued"), (REMIND, "reminded"), (DUE, "closed"), (DEPARTMENT, "compiled")):
        found = together(4, lambda _number, at=at: keep_timetable(at=at))
        assert sorted(result[step] for result in found) == [0, 0, 0, 1], step
    assert [len(told(person)) for person in (cast.owner, cast.manager, cast.boss)] == [2, 1, 2]
    assert DepartmentReport.objects.filter(edition=1).count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_submits_as_the_cut_off_comes_has_frozen_figures(week: ReportPeriod, cast: SimpleNamespace) -> None:  # fmt: skip
    people = [cast.owner, cast.teammate, cast.stand_in]
    jobs = [lambda person=person: submit(person, DUE - MINUTE) for person in people]
    found = together(4, lambda number: jobs[number]() if number < 3 else keep_timetable(at=DUE))
    assert [type(one).__name__ for one in found] == ["WeeklyReport"] * 3 + ["dict"]
    for person in people:
        report = report_of(person)
        assert (report.figures_at, report.figures["version"]) == (DUE, 1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_of_two_forms_of_a_report_is_stale(week: ReportPeriod, cast: SimpleNamespace) -> None:
    report = report_of(cast.owner)
    found = together(
        3, lambda _n: write_report(actor=cast.owner, report=report, values=WORDS, version=1, at=ISSUE)
    )
    assert sorted(type(one).__name__ for one in found) == ["StaleReport", "StaleReport", "WeeklyReport"]
