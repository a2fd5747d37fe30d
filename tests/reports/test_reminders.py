"""Who is told that the day or the A list waits, once, in its hour, and never of what is over (S58, S135, rules.md §7)."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from accounts.services import freeze_account
from core import policy
from core.models import AuditEntry, Notification, PlannedPolicy, PolicySetting
from core.notice_kinds import NoticeKind
from core.request_context import RequestContext, request_context
from customers.services import change_owner
from reports.models import AList, AListPart, DailyReport, ReportDay
from reports.policies import DAYS, days_policy, load_days
from reports.services import confirm_day, keep_a_lists, keep_days, remind_of_day, write_part
from tests import factories
from tests.budgets import ROWS
from tests.factories import AbsenceFactory
from tests.followups.helpers import make_customer, nov, shanghai
from tests.inquiries.test_races import together

ClientOf = Callable[[Any], Client]
MORNING, ASK, REMIND, DIGEST = (
    shanghai(11, 17, 8), shanghai(11, 17, 16, 30), shanghai(11, 17, 19, 30), shanghai(11, 17, 20),
)  # fmt: skip
DRAFT, LIST_DUE, SEND = shanghai(11, 28, 9), shanghai(11, 30, 9), shanghai(11, 30, 16)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
READY = "Your report of 11-17 is ready: confirm it by 20:00"
DUE = "Your report of 11-17 is not confirmed: the digest goes to the boss at 20:00"
LIST_LATE = "Your A customers of 2026-11 are not confirmed: the list goes to the boss at 11-30 16:00"


def told(person: Any, beginning: str) -> list[str]:
    rows = Notification.objects.filter(user=person, key__startswith=beginning).order_by("pk")
    return [row.message % row.values for row in rows]


def all_told(beginning: str) -> set[Any]:
    return {row.user for row in Notification.objects.filter(key__startswith=beginning).select_related("user")}


def of(person: Any) -> DailyReport:
    return DailyReport.objects.select_related("day").get(person=person)


def confirm(person: Any, at: datetime) -> None:
    confirm_day(actor=person, report=of(person), remark="", version=1, at=at)


# ── the day ─────────────────────────────────────────────────────────────────
def test_who_owes_a_day_is_told_once_and_reminded_once(cast: SimpleNamespace, client_of: ClientOf) -> None:
    keep_days(at=MORNING)
    confirm(cast.teammate, shanghai(11, 17, 15))
    for at in (ASK - MINUTE, ASK, ASK + MINUTE):
        keep_days(at=at)
    assert all_told("day-asked:") == {cast.owner, cast.stand_in, cast.outsider}
    assert told(cast.owner, "day-") == [READY]
    notice = Notification.objects.get(user=cast.owner)
    assert (notice.kind, notice.is_urgent, notice.url) == (
        NoticeKind.REPORTS, False, of(cast.owner).get_absolute_url(),
    )  # fmt: skip
    assert client_of(cast.owner).get(notice.url).status_code == 200
    confirm(cast.owner, shanghai(11, 17, 17))
    for at in (REMIND - MINUTE, REMIND, REMIND + MINUTE, DIGEST):
        keep_days(at=at)
    assert all_told("day-due:") == {cast.stand_in, cast.outsider}
    assert told(cast.stand_in, "day-") == [READY, DUE]
    row = ReportDay.objects.get()
    assert (row.remind_at, row.reminded_at) == (REMIND, REMIND)


def test_managers_hear_once_that_the_digest_waits_for_remarks(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    keep_days(at=MORNING)
    for at in (ASK - MINUTE, ASK, ASK + MINUTE):
        keep_days(at=at)
    assert all_told("digest-asked:") == {cast.manager, cast.other_manager}
    assert told(cast.manager, "digest-") == [
        "The digest of 11-17 waits for your remarks: it goes to the boss at 20:00"
    ]
    notice = Notification.objects.get(user=cast.manager, key__startswith="digest-asked:")
    assert notice.kind == NoticeKind.REPORTS
    assert client_of(cast.manager).get(notice.url).context["may_write"]


def test_managers_who_are_away_left_or_boss_too_hear_of_no_digest(cast: SimpleNamespace) -> None:
    keep_days(at=MORNING)
    AbsenceFactory(user=cast.manager, starts_on=nov(17), ends_on=nov(17))
    cast.other_manager.is_boss = True
    cast.other_manager.save()
    keep_days(at=ASK)
    assert all_told("digest-asked:") == set()


def test_of_a_digest_that_is_due_nobody_hears_that_it_waits(cast: SimpleNamespace) -> None:
    keep_days(at=MORNING)
    keep_days(at=DIGEST)
    assert all_told("digest-asked:") == set()


def test_who_chases_reminds_of_the_day_by_hand(cast: SimpleNamespace, client_of: ClientOf) -> None:
    keep_days(at=MORNING)
    day = ReportDay.objects.get()
    assert remind_of_day(actor=cast.assistant, day=day, at=MORNING) == 0  # nobody was asked yet
    keep_days(at=ASK)
    confirm(cast.teammate, ASK)
    at = shanghai(11, 17, 17)
    assert [remind_of_day(actor=cast.assistant, day=day, at=at) for _press in range(2)] == [3, 3]
    assert all_told("day-reminded:") == {cast.owner, cast.stand_in, cast.outsider}
    assert told(cast.owner, "day-reminded:") == [DUE]
    for person in (cast.manager, cast.boss):
        remind_of_day(actor=person, day=day, at=DIGEST + MINUTE)
    assert told(cast.owner, "day-reminded:") == [DUE, "Your report of 11-17 is not confirmed"]
    entries = AuditEntry.objects.filter(verb="reports.day_reminded").order_by("pk")
    assert [entry.actor for entry in entries] == [cast.assistant, cast.assistant, cast.manager, cast.boss]
    with pytest.raises(PermissionDenied):
        remind_of_day(actor=cast.owner, day=day, at=at)
    page = client_of(cast.assistant).post(reverse("reports:remind_of_day", args=["2026-11-17"]), follow=True)
    assert "3 people reminded" in page.content.decode()
    assert "Remind 3 people" in page.content.decode()
    missing = reverse("reports:remind_of_day", args=["1999-01-01"])
    assert client_of(cast.assistant).post(missing).status_code == 404


def test_who_is_away_left_or_sells_no_more_is_told_nothing(cast: SimpleNamespace) -> None:
    keep_days(at=MORNING)
    factories.AbsenceFactory(user=cast.teammate, starts_on=nov(17), ends_on=nov(17))
    freeze_account(actor=cast.admin, user=cast.stand_in, reason="left", at=shanghai(11, 17, 15))
    keep_days(at=ASK)
    assert all_told("day-") == {cast.owner, cast.outsider}
    factories.AbsenceFactory(user=cast.owner, starts_on=nov(17), ends_on=nov(18), kind="sick")
    freeze_account(actor=cast.admin, user=cast.outsider, reason="left", at=shanghai(11, 17, 18))
    keep_days(at=REMIND)
    assert all_told("day-due:") == set()


def test_a_boss_owes_nobody_a_day(cast: SimpleNamespace) -> None:
    cast.owner.is_boss = True
    cast.owner.save()
    for at in (MORNING, ASK, REMIND):
        keep_days(at=at)
    assert cast.owner not in all_told("day-")


def test_after_dead_days_nobody_is_told_of_the_days_before(cast: SimpleNamespace) -> None:
    keep_days(at=MORNING)
    assert keep_days(at=shanghai(11, 19, 17)) == {"begun": 2, "asked": 3, "reminded": 2, "sent": 2}
    assert told(cast.owner, "day-") == ["Your report of 11-19 is ready: confirm it by 20:00"]
    assert ReportDay.objects.filter(reminded_at=None).count() == 1
    keep_days(at=shanghai(11, 19, 19, 30))
    assert len(told(cast.owner, "day-")) == 2


def test_who_was_asked_after_the_reminders_hour_is_told_once(cast: SimpleNamespace) -> None:
    keep_days(at=MORNING)
    keep_days(at=REMIND + MINUTE)
    assert told(cast.owner, "day-") == [READY]
    keep_days(at=DIGEST)
    assert told(cast.owner, "day-") == [READY]


def test_at_the_digests_hour_nobody_is_reminded_any_more(cast: SimpleNamespace) -> None:
    keep_days(at=MORNING)
    keep_days(at=ASK)
    keep_days(at=DIGEST)
    assert told(cast.owner, "day-") == [READY]
    assert ReportDay.objects.get().reminded_at == DIGEST


def test_a_clock_that_ran_ahead_takes_nobodys_notice(cast: SimpleNamespace) -> None:
    keep_days(at=MORNING)
    keep_days(at=MORNING + DAY)  # the clock shows the next day for a while: every step of the day seems late
    assert told(cast.owner, "day-") == []
    for at in (MORNING + MINUTE, ASK, ASK + MINUTE, REMIND, REMIND + MINUTE):
        keep_days(at=at)
    assert told(cast.owner, "day-") == [READY, DUE]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_beats_tell_once(cast: SimpleNamespace) -> None:
    keep_days(at=MORNING)
    for at, step in ((ASK, "asked"), (REMIND, "reminded")):
        found = together(4, lambda number, at=at: keep_days(at=at + number * timedelta(seconds=1)))
        assert not [one for one in found if isinstance(one, Exception)], step
    assert told(cast.owner, "day-") == [READY, DUE]


def test_statements_of_the_reminder_do_not_grow(cast: SimpleNamespace) -> None:
    counts = []
    for number, rows in enumerate(ROWS):
        for _number in range(rows):
            factories.UserFactory(roles=(Role.SALESPERSON,), team=cast.team)
        keep_days(at=MORNING + DAY * number)
        keep_days(at=ASK + DAY * number)
        with request_context(RequestContext()), CaptureQueriesContext(connection) as queries:
            keep_days(at=REMIND + DAY * number)
        counts.append(len(queries))
        keep_days(at=DIGEST + DAY * number)
    assert counts[0] == counts[-1] <= 25


# ── the A list ──────────────────────────────────────────────────────────────
@pytest.fixture
def drafted(cast: SimpleNamespace) -> AList:
    """Three of the manager's people and one of another's with two A customers each, the list laid before them."""
    for person in (cast.owner, cast.teammate, cast.stand_in, cast.outsider):
        for name in ("Kept", "Other"):
            make_customer(person, "A", name=f"{name} GmbH {person.pk}")
    keep_a_lists(at=DRAFT)
    return AList.objects.get()


def confirm_list(person: Any) -> None:
    part = AListPart.objects.select_related("a_list").get(person=person)
    write_part(actor=person, part=part, words={}, is_confirmed=True, version=1, at=DRAFT)


def test_who_has_not_confirmed_the_list_is_reminded_and_their_manager_told(
    drafted: AList, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    confirm_list(cast.owner)
    for at in (LIST_DUE - MINUTE, LIST_DUE, LIST_DUE + MINUTE):
        keep_a_lists(at=at)
    assert all_told("a-list-due:") == {cast.teammate, cast.stand_in, cast.outsider}
    assert told(cast.teammate, "a-list-due:") == [LIST_LATE]
    due = Notification.objects.get(user=cast.teammate, key__startswith="a-list-due:")
    assert due.url == AListPart.objects.get(person=cast.teammate).get_absolute_url()
    missing = "A list of 2026-11: {} of your people have not confirmed, it goes to the boss at 11-30 16:00"
    assert told(cast.manager, "a-list-") == [missing.format(2)]
    assert told(cast.other_manager, "a-list-") == [missing.format(1)]
    assert told(cast.boss, "a-list-") == []
    notice = Notification.objects.get(user=cast.manager)
    page = client_of(cast.manager).get(notice.url).content.decode()
    assert page.count('nowrap">not confirmed') == 2
    drafted.refresh_from_db()
    assert (drafted.remind_at, drafted.reminded_at) == (LIST_DUE, LIST_DUE)


def test_managers_hear_that_the_list_of_their_people_went(drafted: AList, cast: SimpleNamespace) -> None:
    make_customer(cast.manager, "A", name="Own GmbH")
    for at in (LIST_DUE, SEND, SEND + MINUTE):
        keep_a_lists(at=at)
    assert told(cast.boss, "a-list-sent:") == ["The A list of 2026-11 is here: 9 customers"]
    gone = "The A list of 2026-11 has gone to the boss: {} customers of your people"
    assert told(cast.manager, "a-list-gone:") == [gone.format(6)]
    assert told(cast.other_manager, "a-list-gone:") == [gone.format(2)]
    assert all_told("a-list-gone:") == {cast.manager, cast.other_manager}


def test_a_boss_who_leads_people_is_told_once_that_it_went(drafted: AList, cast: SimpleNamespace) -> None:
    cast.manager.is_boss = True
    cast.manager.save()
    for at in (LIST_DUE, SEND):
        keep_a_lists(at=at)
    (missing,) = told(cast.manager, "a-list-missing:")
    assert "have not confirmed, you get it at" in missing
    assert told(cast.manager, "a-list-sent:") == ["The A list of 2026-11 is here: 8 customers"]
    assert told(cast.manager, "a-list-gone:") == []


def test_who_is_away_frozen_or_without_those_customers_is_not_reminded(
    drafted: AList, cast: SimpleNamespace
) -> None:
    factories.AbsenceFactory(user=cast.owner, starts_on=nov(30), ends_on=nov(30))
    freeze_account(actor=cast.admin, user=cast.stand_in, reason="left", at=shanghai(11, 29))
    for customer in list(cast.teammate.customers.all()):
        change_owner(actor=cast.manager, customer=customer, owner=cast.owner, reason="Spain", at=DRAFT)
    keep_a_lists(at=LIST_DUE)
    assert all_told("a-list-due:") == {cast.outsider}


@pytest.mark.parametrize("at", [SEND, SEND + 3 * DAY])
def test_a_reminder_that_comes_late_tells_nobody(drafted: AList, cast: SimpleNamespace, at: datetime) -> None:
    assert keep_a_lists(at=at) == {"drafted": 0, "reminded": 1, "sent": 1}
    assert all_told("a-list-due:") == all_told("a-list-missing:") == set()
    assert len(told(cast.manager, "a-list-gone:")) == 1


def test_a_list_of_weeks_ago_tells_no_manager(drafted: AList, cast: SimpleNamespace) -> None:
    keep_a_lists(at=SEND + 20 * DAY)
    assert all_told("a-list-gone:") == set()


def test_who_sees_the_list_after_the_reminders_hour_is_told_once(cast: SimpleNamespace) -> None:
    make_customer(cast.owner, "A", name="Kept GmbH")
    assert keep_a_lists(at=LIST_DUE + MINUTE) == {"drafted": 1, "reminded": 1, "sent": 0}
    assert len(told(cast.owner, "a-list-")) == 1
    assert told(cast.manager, "a-list-") == []


def test_a_clock_that_ran_ahead_takes_no_reminder_of_the_list(drafted: AList, cast: SimpleNamespace) -> None:
    AList.objects.update(reminded_at=SEND + DAY)  # as such a clock left it
    for at in (LIST_DUE, LIST_DUE + MINUTE):
        keep_a_lists(at=at)
    assert told(cast.owner, "a-list-due:") == [LIST_LATE]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_beats_remind_of_the_list_once(cast: SimpleNamespace) -> None:
    make_customer(cast.owner, "A", name="Kept GmbH")
    keep_a_lists(at=DRAFT)
    found = together(4, lambda _number: keep_a_lists(at=LIST_DUE))
    assert sorted(one["reminded"] for one in found) == [0, 0, 0, 1]
    assert (len(told(cast.owner, "a-list-due:")), len(told(cast.manager, "a-list-"))) == (1, 1)


def test_statements_of_the_lists_reminder_do_not_grow(cast: SimpleNamespace) -> None:
    months = ((DRAFT, LIST_DUE), (shanghai(12, 30, 9), shanghai(12, 31, 9)))
    counts = []
    for (draft, due), rows in zip(months, (ROWS[0], ROWS[-1]), strict=True):
        for _person in range(rows):
            person = factories.UserFactory(roles=(Role.SALESPERSON,), team=cast.team)
            make_customer(person, "A", name="Kept GmbH")
        keep_a_lists(at=draft)
        with request_context(RequestContext()), CaptureQueriesContext(connection) as queries:
            assert keep_a_lists(at=due)["reminded"] == 1
        counts.append(len(queries))
        keep_a_lists(at=due + timedelta(hours=7))
    assert counts[0] == counts[-1] <= 20


# ── the hours ───────────────────────────────────────────────────────────────
def test_the_form_takes_the_hours_and_refuses_what_does_not_follow(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    boss, url = client_of(cast.boss), f"/settings/policy/{DAYS}/"
    hours = {
        "asked_at": "16:30", "reminded_at": "19:30", "digest_at": "20:00", "a_list_is_on": "on", "a_list_drafted_at": "09:00",
        "a_list_reminded_at": "09:00", "a_list_at": "16:00", "records_at": "09:00",
    }  # fmt: skip
    for wrong, words in (
        ({"reminded_at": "16:00"}, "have to follow each other"),
        ({"digest_at": "19:00"}, "have to follow each other"),
        ({"a_list_reminded_at": "16:00"}, "before the A list goes to the boss"),
    ):
        answer = boss.post(url, hours | wrong)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), wrong
    assert boss.post(url, hours | {"reminded_at": "18:00", "a_list_reminded_at": "10:30"}).status_code == 302
    assert (days_policy().reminded_at, days_policy().a_list_reminded_at) == (time(18), time(10, 30))
    keep_days(at=MORNING)
    assert ReportDay.objects.get().remind_at == shanghai(11, 17, 18)


@pytest.mark.parametrize(
    ("stored", "fitted"),
    [
        ({}, {}),
        ({"records_at": "10:00"}, {}),
        ({"digest_at": "18:00"}, {"reminded_at": "17:15"}),
        ({"asked_at": "19:40", "digest_at": "21:00"}, {"reminded_at": "20:20"}),
        ({"a_list_at": "08:30"}, {"a_list_reminded_at": "04:15"}),
        ({"asked_at": "16:30", "digest_at": "16:31"}, {"asked_at": "16:29", "reminded_at": "16:30"}),
        ({"a_list_at": "00:00"}, {"a_list_at": "00:01", "a_list_reminded_at": "00:00"}),
    ],
)
def test_hours_of_a_companys_own_get_a_reminder_that_fits(
    cast: SimpleNamespace, stored: dict[str, str], fitted: dict[str, str]
) -> None:
    PolicySetting.objects.create(section=DAYS, values=stored, changed_at=MORNING)
    plan = PlannedPolicy.objects.create(
        section=DAYS, values=stored, planned_by=cast.boss, planned_at=MORNING, effective_at=DIGEST
    )
    import_module("reports.migrations.0004_reminders_and_kept_particulars").fit_policy(
        apps, SimpleNamespace(connection=connection)
    )
    row = PolicySetting.objects.get()
    plan.refresh_from_db()
    assert row.values == plan.values == stored | fitted
    load_days(row.values)


def test_what_had_gone_before_reminds_nobody(drafted: AList, cast: SimpleNamespace) -> None:
    for at in (MORNING, ASK, DIGEST, MORNING + DAY):
        keep_days(at=at)
    keep_a_lists(at=SEND)
    ReportDay.objects.update(remind_at=ASK, reminded_at=None)
    AList.objects.update(remind_at=DRAFT, reminded_at=None)
    import_module("reports.migrations.0004_reminders_and_kept_particulars").give_hours(
        apps, SimpleNamespace(connection=connection)
    )
    assert list(ReportDay.objects.order_by("day").values_list("remind_at", "reminded_at")) == [
        (REMIND, DIGEST), (REMIND + DAY, None)
    ]  # fmt: skip
    assert AList.objects.values_list("remind_at", "reminded_at").get() == (LIST_DUE, SEND)


def test_a_day_that_has_begun_keeps_its_hours(cast: SimpleNamespace) -> None:
    keep_days(at=MORNING)
    policy.change(DAYS, {"reminded_at": "17:00"}, actor=cast.boss, at=MORNING + MINUTE)
    assert keep_days(at=shanghai(11, 17, 17))["reminded"] == 0
    assert keep_days(at=REMIND)["reminded"] == 1
