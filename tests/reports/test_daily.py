"""The working day: drafted, confirmed in a minute, the digest exactly once whatever happens to workers and clocks (S135, S136)."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from accounts.services import freeze_account
from accounts.services.teams import change_team
from core.models import AuditEntry, Draft, GroupRobot, Notification, RobotNews
from core.request_context import RequestContext, request_context
from core.waiting import read_waiting_rows
from core.work_days import set_own_day
from customers.services import change_owner
from reports.models import DailyReport, DayDigest, ReportDay
from reports.robot_topics import ASKED, DIGESTED
from reports.selectors import daily
from reports.selectors.digests import read_digest
from reports.services import ReportRefused, StaleReport, confirm_day, keep_days, write_digest
from tests import factories
from tests.budgets import ROWS
from tests.followups.helpers import contact, had_contact, make_customer, nov, shanghai
from tests.inquiries.test_races import together
from tests.reports.conftest import sheets_of

ClientOf = Callable[[Any], Client]
MORNING, ASK, DIGEST = shanghai(11, 17, 8), shanghai(11, 17, 16, 30), shanghai(11, 17, 20)  # a Tuesday
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def tuesday(cast: SimpleNamespace) -> ReportDay:
    keep_days(at=MORNING)
    return ReportDay.objects.get()


def of(person: Any) -> DailyReport:
    return DailyReport.objects.select_related("day").filter(person=person).latest("day__day")


def digest_of(person: Any) -> DayDigest:
    return DayDigest.objects.select_related("day", "manager").filter(manager=person).latest("day__day")


def confirm(person: Any, at: datetime, remark: str = "", version: int = 1) -> DailyReport:
    return confirm_day(actor=person, report=of(person), remark=remark, version=version, at=at)


def waiting(person: Any, viewer: Any = None, today: Any = None) -> list[str]:
    rows = read_waiting_rows(viewer or person, person, today or nov(17))
    return [row.words for row in rows if "report" in row.words or "digest" in row.words]


def told(person: Any) -> list[str]:
    rows = Notification.objects.filter(user=person).order_by("pk")
    return [row.message % row.values for row in rows]


def everything() -> list[Any]:
    """What a step must not do twice."""
    return [
        list(ReportDay.objects.values_list()),
        list(DailyReport.objects.order_by("pk").values_list()),
        list(DayDigest.objects.order_by("pk").values_list()),
        Notification.objects.count(),
        AuditEntry.objects.count(),
    ]


def stored(digest: DayDigest) -> dict[int, tuple[str, str, int]]:
    rows = digest.stored_people
    return {row["person"]: (row["mark"], row["state"], row["figures"]["customers"]) for row in rows}


# ── the timetable ───────────────────────────────────────────────────────────
def test_chat_groups_hear_of_the_day_once_and_of_no_old_one(
    tuesday: ReportDay, cast: SimpleNamespace
) -> None:
    robot = GroupRobot.objects.create(
        name="Sales", kind="wecom", topics=[ASKED, DIGESTED], site="https://crm.example", added_by=cast.boss, added_at=MORNING
    )  # fmt: skip

    def news() -> dict[str, int]:
        return dict(RobotNews.objects.filter(robot=robot).values_list("topic", "count"))

    for at in (ASK, ASK + MINUTE):
        keep_days(at=at)
    assert news() == {ASKED: 1}
    for at in (DIGEST, DIGEST + MINUTE):
        keep_days(at=at)
    assert news() == {ASKED: 1, DIGESTED: 1}
    keep_days(at=DIGEST + 21 * DAY)  # three dead weeks are made up for
    assert news() == {ASKED: 2, DIGESTED: 8}  # of seven days: what is older is news to nobody


def test_a_day_in_its_steps(tuesday: ReportDay, cast: SimpleNamespace) -> None:
    assert (tuesday.starts_at, tuesday.ask_at, tuesday.digest_at) == (shanghai(11, 16, 20), ASK, DIGEST)
    sellers = {cast.owner, cast.teammate, cast.stand_in, cast.outsider}
    assert {row.person for row in DailyReport.objects.all()} == sellers
    contact(make_customer(cast.owner, "A"), shanghai(11, 17, 10))
    assert waiting(cast.owner) == []
    assert keep_days(at=ASK) == {"begun": 0, "asked": 1, "reminded": 0, "sent": 0}
    assert waiting(cast.owner) == ["Confirm the daily report of 17 Nov"]
    assert waiting(cast.owner, viewer=cast.manager) == []
    assert waiting(cast.manager) == ["Remarks for the digest of 17 Nov"]
    confirm(cast.owner, shanghai(11, 17, 17), "Fair in  March")
    assert waiting(cast.owner) == []
    write_digest(
        actor=cast.manager,
        digest=digest_of(cast.manager),
        words="Good day",
        version=1,
        at=shanghai(11, 17, 18),
    )
    assert waiting(cast.manager) == []
    assert keep_days(at=DIGEST)["sent"] == 1
    sent = digest_of(cast.manager)
    assert (sent.words, sent.later_words, sent.sent_at) == ("Good day", "", DIGEST)
    assert stored(sent) == {
        cast.owner.pk: ("", "confirmed", 1), cast.teammate.pk: ("", "missing", 0), cast.stand_in.pk: ("", "missing", 0),
    }  # fmt: skip
    assert sorted(told(cast.boss), key=lambda line: line[-1], reverse=True) == [
        f"11-17: customers followed by {cast.manager.full_name}'s people: 1",
        f"11-17: customers followed by {cast.other_manager.full_name}'s people: 0",
    ]
    before = everything()
    assert keep_days(at=DIGEST + MINUTE) == {"begun": 0, "asked": 0, "reminded": 0, "sent": 0}
    assert everything() == before


def test_words_that_come_later_are_marked_and_told(tuesday: ReportDay, cast: SimpleNamespace) -> None:
    keep_days(at=ASK)
    keep_days(at=DIGEST)
    late = confirm(cast.owner, DIGEST + MINUTE)
    assert (late.is_confirmed, late.is_late) == (True, True)
    assert stored(digest_of(cast.manager))[cast.owner.pk][1] == "missing"  # as it stood when it went
    found = digest_of(cast.manager)
    for _click in range(2):
        found = write_digest(
            actor=cast.manager, digest=found, words="One more", version=found.version, at=DIGEST + DAY
        )
    assert (found.words, found.later_words, found.later_at) == ("", "One more", DIGEST + DAY)
    assert told(cast.boss)[-1] == f"{cast.manager.full_name} added remarks to the digest of 11-17"
    assert sum("added remarks" in line for line in told(cast.boss)) == 1


def test_three_dead_days_are_made_up_for_in_order_with_the_figures_of_then(
    tuesday: ReportDay, cast: SimpleNamespace
) -> None:
    customer = make_customer(cast.owner, "B")
    had_contact(customer, shanghai(11, 17, 10))
    had_contact(customer, shanghai(11, 19, 10))
    factories.FollowUpFactory(customer=customer, at=shanghai(11, 18), entered_at=shanghai(11, 20, 9))
    assert keep_days(at=shanghai(11, 20, 10)) == {"begun": 3, "asked": 3, "reminded": 3, "sent": 3}
    rows = DayDigest.objects.filter(manager=cast.manager).order_by("pk")
    assert [(row.day.day, row.is_sent) for row in rows] == [
        (nov(17), True), (nov(18), True), (nov(19), True)
    ]  # fmt: skip
    figures = [stored(row)[cast.owner.pk][2] for row in rows]
    assert figures == [1, 0, 1]  # what was typed in on Friday was not known on Wednesday
    assert sorted(line[:5] for line in told(cast.boss)) == [
        "11-17",
        "11-17",
        "11-18",
        "11-18",
        "11-19",
        "11-19",
    ]
    before = everything()
    keep_days(at=shanghai(11, 20, 10, 1))
    assert everything() == before


def test_what_a_clock_a_day_ahead_sent_is_written_anew_in_its_time(
    tuesday: ReportDay, cast: SimpleNamespace
) -> None:
    contact(make_customer(cast.owner, "A"), shanghai(11, 17, 10))
    keep_days(at=shanghai(11, 18, 12))
    assert stored(tuesday.digests.get(manager=cast.manager))[cast.owner.pk][2] == 1
    contact(make_customer(cast.owner, "A"), shanghai(11, 17, 15))
    assert keep_days(at=ASK)["asked"] == 1
    assert "The digest of 11-17 waits for your remarks: it goes to the boss at 20:00" in told(cast.manager)
    digest = tuesday.digests.get(manager=cast.manager)
    assert (digest.is_sent, of(cast.owner).day.sent_at) == (False, None)
    write_digest(
        actor=cast.manager, digest=digest, words="Fair in March", version=digest.version, at=ASK + MINUTE
    )
    digest.refresh_from_db()
    assert (digest.words, digest.later_words) == ("Fair in March", "")
    assert keep_days(at=DIGEST)["sent"] == 1
    assert stored(tuesday.digests.get(manager=cast.manager))[cast.owner.pk][2] == 2
    before = everything()
    assert keep_days(at=DIGEST + MINUTE)["sent"] == 0
    assert everything() == before
    assert len([text for text in told(cast.boss) if text.startswith("11-17")]) == tuesday.digests.count()
    assert AuditEntry.objects.filter(verb="reports.digests_taken_back").count() == 1


def test_remarks_on_what_was_sent_too_early_go_with_it_in_its_hour(
    tuesday: ReportDay, cast: SimpleNamespace
) -> None:
    robot = GroupRobot.objects.create(
        name="Sales", kind="wecom", topics=[DIGESTED], site="https://crm.example", added_by=cast.boss, added_at=MORNING
    )  # fmt: skip
    keep_days(at=shanghai(11, 18, 12))
    early = tuesday.digests.get(manager=cast.manager)
    write_digest(
        actor=cast.manager,
        digest=early,
        words="Fair in March",
        version=early.version,
        at=shanghai(11, 18, 12),
    )
    keep_days(at=DIGEST)
    early.refresh_from_db()
    assert (early.words, early.later_words, early.later_at, early.is_sent) == (
        "Fair in March",
        "",
        None,
        True,
    )
    assert RobotNews.objects.filter(robot=robot, topic=DIGESTED).values_list("count", flat=True).get() == 1


@pytest.mark.parametrize("back", [timedelta(hours=1), DAY])
def test_a_clock_that_is_behind_for_a_while_changes_nothing_of_what_was_sent(
    tuesday: ReportDay, cast: SimpleNamespace, back: timedelta
) -> None:
    contact(make_customer(cast.owner, "A"), shanghai(11, 17, 10))
    for at in (ASK, DIGEST, DIGEST + 4 * MINUTE):
        keep_days(at=at)
    before = stored(tuesday.digests.get(manager=cast.manager)), told(cast.boss)
    for at in (DIGEST + 5 * MINUTE - back, DIGEST + 6 * MINUTE):
        keep_days(at=at)
    assert (stored(tuesday.digests.get(manager=cast.manager)), told(cast.boss)) == before


def test_what_is_made_up_for_after_weeks_rings_no_bell(tuesday: ReportDay, cast: SimpleNamespace) -> None:
    keep_days(at=shanghai(12, 15))
    assert len({line[:5] for line in told(cast.boss)}) == 6  # the working days of the last week
    assert DayDigest.objects.filter(manager=cast.manager, sent_at=None).count() == 0


def test_a_day_off_has_none_and_its_work_stands_in_the_next(cast: SimpleNamespace) -> None:
    keep_days(at=shanghai(11, 21, 8))  # Saturday
    contact(make_customer(cast.owner, "A"), shanghai(11, 22, 10))  # on Sunday
    assert keep_days(at=shanghai(11, 22, 21)) == {"begun": 0, "asked": 1, "reminded": 1, "sent": 1}
    assert keep_days(at=shanghai(11, 23, 21)) == {"begun": 1, "asked": 1, "reminded": 1, "sent": 1}
    assert [
        stored(row)[cast.owner.pk][2] for row in DayDigest.objects.filter(manager=cast.manager).order_by("pk")
    ] == [0, 1]


def test_a_holiday_saturday_has_none(cast: SimpleNamespace) -> None:
    set_own_day(actor=cast.boss, day=nov(21), works=False, why="Move", at=shanghai(11, 16))
    keep_days(at=shanghai(11, 20, 8))
    keep_days(at=shanghai(11, 21, 21))
    assert [row.day for row in ReportDay.objects.all()] == [nov(20)]


def test_a_new_installation_begins_with_today(cast: SimpleNamespace) -> None:
    assert keep_days(at=shanghai(11, 17, 20))["begun"] == 0  # the digest's hour has passed
    assert keep_days(at=shanghai(11, 22, 10))["begun"] == 0  # Sunday
    assert keep_days(at=shanghai(11, 23, 0))["begun"] == 1


# ── people ──────────────────────────────────────────────────────────────────
def test_joined_left_away_and_moved(tuesday: ReportDay, cast: SimpleNamespace) -> None:
    new = factories.UserFactory(roles=(Role.SALESPERSON,), team=cast.team, joined_at=shanghai(11, 17, 14))
    factories.AbsenceFactory(user=cast.teammate, starts_on=nov(17), ends_on=nov(17))
    mine = make_customer(cast.owner, "A")
    contact(mine, shanghai(11, 17, 9))
    change_team(
        actor=cast.admin, team=cast.other_team, name="America", manager=cast.other_manager, added=[cast.owner],
        at=shanghai(11, 17, 12),
    )  # fmt: skip
    contact(mine, shanghai(11, 17, 15))
    contact(make_customer(cast.stand_in, "B"), shanghai(11, 17, 11))
    freeze_account(actor=cast.admin, user=cast.stand_in, reason="left", at=shanghai(11, 17, 15))
    keep_days(at=ASK)
    owed = {row.person: row.manager for row in DailyReport.objects.owed()}
    assert owed == {new: cast.manager, cast.owner: cast.other_manager, cast.outsider: cast.other_manager}
    keep_days(at=DIGEST)
    assert stored(digest_of(cast.manager)) == {
        new.pk: ("", "missing", 0), cast.owner.pk: ("moved", "missing", 1), cast.stand_in.pk: ("left", "none", 1),
        cast.teammate.pk: ("", "none", 0),
    }  # fmt: skip
    assert stored(digest_of(cast.other_manager))[cast.owner.pk] == ("", "missing", 1)


def test_who_is_manager_and_boss_in_one_briefs_nobody(cast: SimpleNamespace) -> None:
    cast.manager.is_boss = True
    cast.manager.save()
    keep_days(at=MORNING)
    keep_days(at=ASK)
    assert waiting(cast.manager) == []
    keep_days(at=DIGEST)
    assert [line for line in told(cast.manager) if cast.manager.full_name in line] == []
    assert any(cast.manager.full_name in line for line in told(cast.boss))
    with pytest.raises(PermissionDenied):
        write_digest(actor=cast.manager, digest=digest_of(cast.manager), words="x", version=2, at=DIGEST)


def test_refusals(tuesday: ReportDay, cast: SimpleNamespace) -> None:
    report = of(cast.owner)
    for actor in (cast.teammate, cast.manager, cast.boss, cast.assistant, cast.stand_in):
        with pytest.raises(PermissionDenied):
            confirm_day(actor=actor, report=report, remark="", version=1, at=ASK)
    with pytest.raises(ReportRefused, match="too_long"):
        confirm_day(actor=cast.owner, report=report, remark="x" * 301, version=1, at=ASK)
    confirm(cast.owner, ASK, "Fair")
    confirm(cast.owner, ASK, "Fair")  # a second click, the same tab
    with pytest.raises(StaleReport):  # another tab, other words
        confirm(cast.owner, ASK, "Fair in March")
    changed = confirm(cast.owner, ASK + MINUTE, "Fair in March", version=2)
    assert (changed.remark, changed.confirmed_at) == ("Fair in March", ASK)
    assert AuditEntry.objects.filter(verb="reports.day_confirmed").count() == 2
    keep_days(at=ASK)
    keep_days(at=DIGEST)
    with pytest.raises(PermissionDenied):
        confirm(cast.owner, DIGEST, "Never mind", version=3)
    digest = digest_of(cast.manager)
    for actor in (cast.other_manager, cast.boss, cast.owner, cast.assistant):
        with pytest.raises(PermissionDenied):
            write_digest(actor=actor, digest=digest, words="x", version=digest.version, at=DIGEST)
    with pytest.raises(StaleReport):
        write_digest(actor=cast.manager, digest=digest, words="x", version=1, at=DIGEST)


def test_what_a_manager_did_in_place_of_a_leaver_is_in_the_digest(
    tuesday: ReportDay, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    """N9: who leads and does not sell; of a manager who did nothing there is no line."""
    customer = make_customer(cast.owner, "A")
    cast.owner.frozen_at = shanghai(11, 17, 9)
    cast.owner.save(update_fields=["frozen_at"])
    factories.FollowUpFactory(customer=customer, by=cast.manager, at=shanghai(11, 17, 10))
    keep_days(at=ASK)
    standing = read_digest(digest_of(cast.manager), cast.boss, ASK)
    assert [row.figures.customers for row in standing.rows if row.person == cast.manager] == [1]
    keep_days(at=DIGEST)
    assert stored(digest_of(cast.manager))[cast.manager.pk] == ("manager", "none", 1)
    with time_machine.travel(DIGEST + DAY):
        client = client_of(cast.boss)
        page = client.get(digest_of(cast.manager).get_absolute_url()).content.decode()
        links = set(re.findall(r'href="(/figures/(?:contacts|customers)/[^"]*)"', page))
        links = {url for url in links if "person=" not in url or f"person={cast.manager.pk}&" in url}
        assert len(links) >= 2, "of the manager, and of all"
        for url in links:
            assert f"/{customer.pk}/" in client.get(url.replace("&amp;", "&")).content.decode(), url
    assert cast.other_manager.pk not in stored(digest_of(cast.other_manager))


def test_who_confirmed_and_leads_since_stays_in_the_digest_of_then(
    tuesday: ReportDay, cast: SimpleNamespace
) -> None:
    keep_days(at=ASK)
    confirm(cast.owner, ASK + MINUTE, "The samples are out")
    cast.owner.is_salesperson, cast.owner.is_manager = False, True
    cast.owner.save(update_fields=["is_salesperson", "is_manager"])
    cast.other_team.manager = cast.owner
    cast.other_team.save(update_fields=["manager"])
    keep_days(at=DIGEST)
    assert stored(digest_of(cast.manager))[cast.owner.pk][:2] == ("", "confirmed")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_beats_send_one_digest(cast: SimpleNamespace) -> None:
    assert not [
        one for one in together(4, lambda _number: keep_days(at=MORNING)) if isinstance(one, Exception)
    ]
    assert ReportDay.objects.count() == 1
    keep_days(at=ASK)
    found = together(4, lambda _number: keep_days(at=DIGEST))
    assert sum(one["sent"] for one in found) == 1
    assert DayDigest.objects.filter(manager=cast.manager).count() == 1
    assert len(told(cast.boss)) == 2


def test_statements_of_a_day_do_not_grow_with_the_people(cast: SimpleNamespace) -> None:
    counts = []
    for number, rows in enumerate(ROWS):
        for _number in range(rows):
            person = factories.UserFactory(roles=(Role.SALESPERSON,), team=cast.team)
            for _customer in range(rows):
                contact(make_customer(person, "B"), MORNING + DAY * number)
        keep_days(at=MORNING + DAY * number)
        keep_days(at=ASK + DAY * number)
        with request_context(RequestContext()), CaptureQueriesContext(connection) as queries:
            keep_days(at=DIGEST + DAY * number)
        counts.append(len(queries))
    assert counts[0] == counts[-1] <= 50


# ── pages ───────────────────────────────────────────────────────────────────
def test_pages_of_a_day(tuesday: ReportDay, cast: SimpleNamespace, client_of: ClientOf) -> None:
    customer = make_customer(cast.owner, "A", name="Northfield GmbH")
    contact(customer, shanghai(11, 17, 10), text="wants 3,000 sets")
    keep_days(at=ASK)
    report, digest = of(cast.owner), digest_of(cast.manager)
    mine = client_of(cast.owner)
    page = mine.get(report.get_absolute_url()).content.decode()
    assert "Northfield GmbH" in page
    assert "wants 3,000 sets" in page
    mine.post(reverse("core:draft", args=[f"day-{report.pk}"]), {"version": "1", "remark": "Fair in"})
    page = mine.get(report.get_absolute_url()).content.decode()
    assert ('value="Fair in"' in page, "This is the draft kept" in page) == (True, True)
    answer = mine.post(
        reverse("reports:confirm", args=[report.pk]), {"version": "1", "remark": "Fair in March"}
    )
    assert (answer.status_code, Draft.objects.exists()) == (302, False)
    stale = mine.post(reverse("reports:confirm", args=[report.pk]), {"version": "1", "remark": "Fair in May"})
    assert (stale.status_code, "Fair in May" in stale.content.decode()) == (409, True)
    assert mine.post(reverse("reports:confirm", args=[report.pk]), {"version": "x"}).status_code == 422
    manager, boss = client_of(cast.manager), client_of(cast.boss)
    page = manager.get(digest.get_absolute_url()).content.decode()
    assert ("Northfield GmbH" in page, "Fair in March" in page) == (True, True)
    answer = manager.post(
        reverse("reports:digest_write", args=[digest.pk]), {"version": digest.version, "words": "Push Northfield"}
    )  # fmt: skip
    assert answer.status_code == 302
    keep_days(at=DIGEST)
    page = boss.get(digest.get_absolute_url()).content.decode()
    assert "Push Northfield" in page
    chase = client_of(cast.assistant).get(tuesday.get_absolute_url()).content.decode()
    assert (str(cast.owner) in chase, "Northfield" in chase, report.get_absolute_url() in chase) == (
        True,
        False,
        False,
    )
    for client in (mine, manager, boss, client_of(cast.assistant)):
        assert client.get(reverse("reports:days")).status_code == 200
    for kind in ("pdf", "xlsx"):
        assert boss.get(reverse("reports:digest_paper", args=[digest.pk, kind])).status_code == 200
        assert boss.get(reverse("reports:daily_paper", args=[report.pk, kind])).status_code == 200
    book = sheets_of(boss.get(reverse("reports:digest_paper", args=[digest.pk, "xlsx"])).getvalue())
    people = [dict(zip(book["The people"][0], row, strict=True)) for row in book["The people"][1:]]
    assert sum(row["Contacts"] for row in people) == 1
    assert book["Contacts made"][1][:3] == ["A", "Northfield GmbH", time(10)]
    assert mine.get(reverse("reports:daily_paper", args=[report.pk, "pdf"])).status_code == 200


def test_a_customer_that_went_to_another_team_is_out_of_the_managers_sight(
    tuesday: ReportDay, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    customer = make_customer(cast.owner, "A", name="Northfield GmbH")
    contact(customer, shanghai(11, 17, 10))
    keep_days(at=ASK)
    keep_days(at=DIGEST)
    change_owner(actor=cast.boss, customer=customer, owner=cast.outsider, reason="Spain", at=DIGEST)
    page = client_of(cast.manager).get(digest_of(cast.manager).get_absolute_url()).content.decode()
    assert ("Northfield" in page, "1 more contact with a customer" in page) == (False, True)
    assert (
        "Northfield" in client_of(cast.boss).get(digest_of(cast.manager).get_absolute_url()).content.decode()
    )


def test_who_moved_away_keeps_their_report_from_the_manager_of_before(
    tuesday: ReportDay, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    contact(make_customer(cast.owner, "A"), shanghai(11, 17, 9))
    change_team(
        actor=cast.admin, team=cast.other_team, name="America", manager=cast.other_manager, added=[cast.owner],
        at=shanghai(11, 17, 12),
    )  # fmt: skip
    keep_days(at=ASK)
    contact(make_customer(cast.owner, "A"), shanghai(11, 17, 17))
    confirm(cast.owner, ASK, "Fair in March")
    keep_days(at=DIGEST)
    link = of(cast.owner).get_absolute_url()
    for name, is_theirs in (("manager", False), ("other_manager", True), ("boss", True)):
        digest = digest_of(cast.manager if name == "manager" else cast.other_manager)
        page = client_of(getattr(cast, name)).get(digest.get_absolute_url()).content.decode()
        assert (str(cast.owner.short_name) in page, "Fair in March" in page, link in page) == (
            True, is_theirs, is_theirs,
        )  # fmt: skip


def test_a_remark_that_came_late_is_not_in_the_digest_as_it_went_up(
    tuesday: ReportDay, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    contact(make_customer(cast.owner, "A"), shanghai(11, 17, 9))
    keep_days(at=ASK)
    keep_days(at=DIGEST)
    confirm(cast.owner, DIGEST + MINUTE, "Fair in March")
    page = client_of(cast.boss).get(digest_of(cast.manager).get_absolute_url()).content.decode()
    assert "Fair in March" not in page


def test_a_late_digest_names_the_manager_and_the_figures_of_its_hour(
    tuesday: ReportDay, cast: SimpleNamespace
) -> None:
    contact(make_customer(cast.owner, "A"), shanghai(11, 17, 9))
    contact(make_customer(cast.teammate, "A"), shanghai(11, 17, 9))
    keep_days(at=ASK)
    change_team(
        actor=cast.admin, team=cast.other_team, name="America", manager=cast.other_manager, added=[cast.owner],
        at=DIGEST + MINUTE,
    )  # fmt: skip
    cast.teammate.is_salesperson, cast.teammate.is_manager = False, True
    cast.teammate.save()
    keep_days(at=DIGEST + 5 * MINUTE)
    assert of(cast.owner).manager == cast.manager
    assert stored(digest_of(cast.manager))[cast.owner.pk][2] == 1
    figures = of(cast.teammate).frozen_figures
    assert figures is not None
    assert figures.all_contacts == 1


def test_what_is_too_much_to_list_is_not_called_out_of_sight(
    tuesday: ReportDay, cast: SimpleNamespace, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily, "MOST_LINES", 2)
    for hour in (9, 10, 11):
        contact(make_customer(cast.owner, "A"), shanghai(11, 17, hour))
    keep_days(at=ASK)
    keep_days(at=DIGEST)
    page = client_of(cast.boss).get(of(cast.owner).get_absolute_url()).content.decode()
    assert ("1 more contact is not listed here" in page, "in your sight" in page) == (True, False)


def test_lists_ask_the_same_for_few_and_many(cast: SimpleNamespace, client_of: ClientOf) -> None:
    counts = []
    for number, rows in enumerate(ROWS):
        for step in range(rows):
            for at in (MORNING, ASK, DIGEST):
                keep_days(at=at + DAY * (number * 10 + step))
        found = []
        for person in (cast.owner, cast.manager, cast.boss):
            client = client_of(person)
            client.get(reverse("reports:days"))
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("reports:days"))
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[-1]
    assert max(counts[-1]) <= 20
