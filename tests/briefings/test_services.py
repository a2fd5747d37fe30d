"""Briefings and rulings: effects, who may, what is told, twice and late (S109–S112)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.models import Role
from briefings.domain.page import Section
from briefings.models import Attendance, Briefing, Kind, Part, Point, Ruling, ShownPage, TurnedRed
from briefings.paper import paper_of_briefing
from briefings.selectors.lists import read_briefings
from briefings.selectors.page import read_live_page, read_page
from briefings.selectors.subjects import Subject, find_subject
from briefings.selectors.waiting import count_waiting, read_newly_red, read_waiting
from briefings.services import (
    BriefingRefused,
    GoOn,
    PointValues,
    RulingValues,
    add_point,
    close_ruling,
    give_ruling,
    keep_briefings,
    let_go_on,
    move_briefing,
    note_attendance,
    note_boss_read,
    tell_outcome,
    withdraw_point,
)
from briefings.services.timetable import tell_red
from core.holdings import move_holdings, read_holdings, take_back_holdings
from core.models import AuditEntry, GroupRobot, Notification, PolicySetting, RobotNews
from customers.models import Customer
from customers.services import change_grade, merge_customers, undo_merge
from customers.services.merging import stamp_of
from followups.models import HelpRequest, Suggestion
from followups.services import HelpSubject, ask_for_help, escalate_help, suggest
from oversight.models import ReadingRemark
from reports.services import ReportValues, keep_timetable, submit_report
from tests.briefings.conftest import END, MONDAY, MORNING, SATURDAY, START
from tests.factories import BuyerMessageFactory, FollowUpFactory, InquiryFactory, UserFactory
from tests.followups.helpers import contact, make_customer, nov, shanghai
from tests.reports.conftest import report_of

QUARTER = timedelta(minutes=15)


def told(person: Any, key: str) -> list[str]:
    rows = Notification.objects.filter(user=person, key__startswith=key).order_by("pk")
    return [row.message % row.values for row in rows]


def point_of(cast: SimpleNamespace, briefing: Briefing, at: datetime = MORNING, **values: Any) -> Point:
    values = {"part": Part.HARD, "text": "D/P for Iraq?", "asks": True} | values
    return add_point(actor=cast.manager, briefing=briefing, values=PointValues(**values), at=at)


def about(user: Any, record: Any, kind: Kind) -> Subject:
    found = find_subject(user, f"{kind}-{record.pk}")
    assert found is not None
    return found


def ruled(
    cast: SimpleNamespace, subject: Subject | None = None, at: datetime = START, **values: Any
) -> Ruling:
    values = {"text": "No. 30 % deposit.", "person": cast.owner, "due_on": nov(28)} | values
    return give_ruling(actor=cast.boss, subject=subject or Subject(), values=RulingValues(**values), at=at)


# ── the timetable ───────────────────────────────────────────────────────────
def test_planned_prepared_told_and_closed_once(wednesday: Briefing, cast: SimpleNamespace) -> None:
    assert [(row.day, row.state) for row in Briefing.objects.order_by("day")] == [
        (nov(18), "planned"), (nov(21), "planned"),
    ]  # fmt: skip
    for at in (MORNING, MORNING, START, START + QUARTER, END, END + QUARTER):
        keep_briefings(at=at)
    wednesday.refresh_from_db()
    assert (wednesday.ready_told_at, wednesday.closed_at, wednesday.state) == (START, END, "missed")
    assert (wednesday.figures_at, wednesday.since_at) == (START, shanghai(11, 11, 13, 30))
    assert told(cast.manager, "briefing-compile") == [
        "The briefing is at 13:30: put in what the boss should know"
    ]
    assert told(cast.boss, "briefing-ready") == ["The briefing is ready"]
    assert told(cast.boss, "briefing-compile") == told(cast.assistant, "briefing") == []
    assert set(ShownPage.objects.values_list("manager", flat=True)) == {
        None, cast.manager.pk, cast.other_manager.pk
    }  # fmt: skip
    assert Briefing.objects.count() == 3  # the Wednesday after


def test_late_after_dead_days(cast: SimpleNamespace) -> None:
    keep_briefings(at=MONDAY)
    keep_briefings(at=shanghai(12, 1, 10))
    rows = [(row.day, row.state) for row in Briefing.objects.order_by("day")]
    assert rows[:5] == [
        (nov(18), "missed"), (nov(21), "missed"), (nov(25), "missed"), (nov(28), "missed"), (date(2026, 12, 2), "planned"),
    ]  # fmt: skip
    assert told(cast.boss, "briefing-ready") == []  # nobody is called to what is over


def test_holidays(cast: SimpleNamespace) -> None:
    keep_briefings(at=shanghai(9, 28, 9))
    assert [row.day for row in Briefing.objects.order_by("day")] == [date(2026, 9, 30)]
    keep_briefings(at=shanghai(10, 6, 9))
    days = list(Briefing.objects.order_by("day").values_list("day", flat=True))
    assert days == [date(2026, 9, 30), date(2026, 10, 8), date(2026, 10, 10)]
    assert Briefing.objects.standing().count() == 3


def test_a_day_off_declared_later_moves_it(wednesday: Briefing, cast: SimpleNamespace) -> None:
    PolicySetting.objects.create(
        section="core.calendar",
        values={"own_days": {"2026-11-18": False}},
        changed_at=MONDAY,
        changed_by=cast.boss,
    )
    keep_briefings(at=MONDAY + QUARTER)
    wednesday.refresh_from_db()
    assert (wednesday.day, wednesday.moved_at) == (nov(17), None)


def declare(cast: SimpleNamespace, **days: bool) -> None:
    """Work, or do not, on these days of November: `nov21=False`."""
    own = {f"2026-11-{name[3:]}": is_worked for name, is_worked in days.items()}
    PolicySetting.objects.update_or_create(
        section="core.calendar",
        defaults={"values": {"own_days": own}, "changed_at": MONDAY, "changed_by": cast.boss},
    )


def timetable() -> list[tuple[date, date, str]]:
    return list(Briefing.objects.order_by("slot").values_list("slot", "day", "state"))


def test_saturday_follows_a_day_off_declared_on_thursday(wednesday: Briefing, cast: SimpleNamespace) -> None:
    keep_briefings(at=END)
    declare(cast, nov21=False)
    keep_briefings(at=shanghai(11, 19, 9))
    assert timetable()[1] == (nov(21), nov(20), "planned")


def test_saturday_becomes_one_with_wednesday(wednesday: Briefing, cast: SimpleNamespace) -> None:
    saturday = Briefing.objects.get(slot=nov(21))
    declare(cast, nov19=False, nov20=False, nov21=False)
    for _again in range(2):
        keep_briefings(at=MONDAY + QUARTER)
    assert timetable() == [(nov(18), nov(18), "planned"), (nov(21), nov(21), "joined")]
    saturday.refresh_from_db()
    assert saturday.joined_into == wednesday
    declare(cast)
    keep_briefings(at=MONDAY + QUARTER * 2)
    assert timetable() == [(nov(18), nov(18), "planned"), (nov(21), nov(21), "planned")]


def test_a_week_without_a_working_day_has_none(wednesday: Briefing, cast: SimpleNamespace) -> None:
    point = point_of(cast, wednesday, asks=False)
    declare(cast, **{f"nov{day}": False for day in range(16, 23)})
    for at in (MONDAY + QUARTER, shanghai(11, 18, 13, 30), shanghai(11, 23, 9)):
        keep_briefings(at=at)
    assert [row[2] for row in timetable()] == ["cancelled", "cancelled", "planned", "planned"]
    point.refresh_from_db()
    assert point.briefing.day == nov(25)  # its words are said in the next one
    assert told(cast.boss, "briefing-ready") == []
    assert note_attendance_refused(cast, wednesday)


def note_attendance_refused(cast: SimpleNamespace, briefing: Briefing) -> bool:
    with pytest.raises(PermissionDenied):
        note_attendance(actor=cast.boss, briefing=briefing, people=[cast.boss], at=END)
    return True


def test_too_late_to_move_on_a_day_off_it_does_not_take_place(
    wednesday: Briefing, cast: SimpleNamespace
) -> None:
    keep_briefings(at=END)
    declare(cast, nov21=False)
    keep_briefings(at=shanghai(11, 20, 15))  # Friday, after the hour to which it would have moved
    assert timetable()[1] == (nov(21), nov(21), "cancelled")


def test_another_policy_takes_out_and_puts_in(wednesday: Briefing, cast: SimpleNamespace) -> None:
    def brief_on(days: list[int]) -> None:
        PolicySetting.objects.update_or_create(
            section="reports.briefings",
            defaults={"values": {"days": days}, "changed_at": MONDAY, "changed_by": cast.boss},
        )
        keep_briefings(at=MONDAY + QUARTER)

    brief_on([5])
    assert timetable() == [(nov(18), nov(18), "cancelled"), (nov(21), nov(21), "planned")]
    brief_on([3, 5])
    assert timetable() == [
        (nov(18), nov(18), "cancelled"), (nov(19), nov(19), "planned"), (nov(21), nov(21), "planned"),
    ]  # fmt: skip
    brief_on([2, 5])
    assert timetable() == [
        (nov(18), nov(18), "planned"), (nov(19), nov(19), "cancelled"), (nov(21), nov(21), "planned"),
    ]  # fmt: skip


def test_a_dead_month_is_closed_bit_by_bit_and_each_page_says_so(
    wednesday: Briefing, cast: SimpleNamespace
) -> None:
    at = shanghai(12, 28, 10)
    closed = [keep_briefings(at=at)["closed"] for _minute in range(3)]
    assert closed == [8, 4, 0]
    readers = [None, cast.manager.pk, cast.other_manager.pk]
    assert ShownPage.objects.count() == 12 * len(readers)
    assert {row.page["made_at"] for row in ShownPage.objects.all()} == {at.isoformat()}
    assert Briefing.objects.planned().order_by("starts_at").values_list("day", flat=True)[0] == date(
        2026, 12, 30
    )


def test_what_a_clock_a_day_ahead_closed_is_closed_in_its_time(
    wednesday: Briefing, cast: SimpleNamespace
) -> None:
    customer = make_customer(cast.owner, "A", created_at=shanghai(11, 17))
    keep_briefings(at=shanghai(11, 19, 10))
    wednesday.refresh_from_db()
    assert (wednesday.state, wednesday.is_closed, ShownPage.objects.count()) == ("missed", True, 3)
    keep_briefings(at=MORNING)
    wednesday.refresh_from_db()
    assert (wednesday.state, wednesday.is_closed) == ("planned", False)
    assert AuditEntry.objects.filter(verb="briefings.reopened").count() == 1
    point_of(cast, wednesday, customer=customer, at=MORNING + QUARTER)
    for at in (START, END, END + QUARTER):
        keep_briefings(at=at)
    wednesday.refresh_from_db()
    page = read_page(wednesday, cast.boss, SATURDAY)
    assert page is not None
    assert (wednesday.closed_at, page.made_at, page.hard.total) == (END, "", 1)
    assert told(cast.boss, "briefing-ready") == ["The briefing is ready"]


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1)])
def test_a_clock_that_is_behind_for_a_while_takes_no_page_away(
    wednesday: Briefing, cast: SimpleNamespace, back: timedelta
) -> None:
    for at in (START, END, END + QUARTER):
        keep_briefings(at=at)
    before = list(ShownPage.objects.order_by("pk").values_list("manager", "page"))
    for at in (END + timedelta(hours=20) - back, END + timedelta(hours=20)):
        keep_briefings(at=at)
    assert list(ShownPage.objects.order_by("pk").values_list("manager", "page")) == before
    wednesday.refresh_from_db()
    assert wednesday.is_closed


def test_key_customers_by_what_they_are_and_when_they_were_spoken_to(
    wednesday: Briefing, cast: SimpleNamespace
) -> None:
    """Nobody moved and nobody was named: those that were spoken to, key ones first, the latest first, not the oldest records."""
    first, second, third, key = (
        make_customer(cast.owner, grade, name=grade) for grade in ("A", "A", "A", "C")
    )
    Customer.objects.filter(pk=key.pk).update(is_key=True)
    for day, one in ((13, first), (16, second), (14, third), (12, key)):
        contact(one, shanghai(11, day, 10))
    keep_briefings(at=START)
    wednesday.refresh_from_db()
    assert [row.customer for row in read_live_page(wednesday, cast.boss, START).key.rows] == [
        key.pk, second.pk, third.pk, first.pk
    ]  # fmt: skip


def test_a_ruling_that_went_on_is_open_on_a_page_put_together_later(
    wednesday: Briefing, cast: SimpleNamespace
) -> None:
    keep_briefings(at=START)
    ruling = ruled(cast)
    tell_outcome(actor=cast.owner, ruling=ruling, text="Asked the bank", at=START + QUARTER)
    let_go_on(
        actor=cast.boss, ruling=ruling, values=GoOn(nov(30), cast.owner, "And?"), at=START + 2 * QUARTER
    )
    keep_briefings(at=shanghai(11, 20, 10))
    wednesday.refresh_from_db()
    page = read_page(wednesday, cast.boss, SATURDAY)
    assert page is not None
    assert page.made_at
    assert [row.values["state"] for row in page.given.rows] == ["open"]


def test_a_page_put_together_after_dead_days_is_as_it_would_have_been_kept(
    wednesday: Briefing, cast: SimpleNamespace
) -> None:
    """Of what can be known of then: what happened afterwards is not in it."""
    customer = make_customer(cast.owner, "B", name="Elbtal GmbH", created_at=shanghai(11, 12))
    key = make_customer(cast.owner, "A", name="Nordlicht AB", created_at=shanghai(9, 1))
    other = make_customer(cast.outsider, "A", name="Sur SA", created_at=shanghai(9, 1))
    for one, at in (
        (customer, shanghai(11, 13, 10)),
        (key, shanghai(11, 16, 10)),
        (other, shanghai(11, 17, 10)),
    ):
        contact(one, at)
    change_grade(
        actor=cast.owner, customer=customer, grade="A", reason="Trial order", at=shanghai(11, 14, 10)
    )
    first, second = (
        point_of(cast, wednesday, text=text, customer=key) for text in ("D/P for Iraq?", "Lower?")
    )
    point_of(cast, wednesday, text="Fair in March", asks=False, part=Part.NEW)
    keep_briefings(at=START)
    ruling = ruled(cast, about(cast.boss, first, Kind.POINT), at=START + QUARTER)
    keep_briefings(at=START + QUARTER)
    wednesday.refresh_from_db()
    readers = (cast.boss, cast.manager)
    live = [read_live_page(wednesday, reader, END) for reader in readers]
    ruled(cast, about(cast.boss, second, Kind.POINT), at=END + QUARTER)
    tell_outcome(actor=cast.owner, ruling=ruling, text="Done", at=shanghai(11, 20, 9))
    for one in (customer, key):
        contact(one, shanghai(11, 20, 10))
    change_grade(actor=cast.owner, customer=customer, grade="C", reason="No order", at=shanghai(11, 20, 10))
    make_customer(cast.owner, "A", created_at=shanghai(11, 20))
    keep_briefings(at=shanghai(11, 21, 10))
    wednesday.refresh_from_db()
    for reader, before in zip(readers, live, strict=True):
        page = read_page(wednesday, reader, SATURDAY)
        assert page is not None
        assert (page.as_of, page.made_at) == (END.isoformat(), shanghai(11, 21, 10).isoformat())
        assert (page.since, page.until, page.figures) == (before.since, before.until, before.figures)
        assert (page.new, page.key, page.given) == (before.new, before.key, before.given)
        assert page.hard.rows == before.hard.rows
        assert (page.open, page.open.total) == (before.open, 1)
        assert page.late == page.missed == page.proofs == Section()
    assert [row.title for row in live[0].key.rows] == ["Elbtal GmbH", "Sur SA", "Nordlicht AB"]
    assert [row.values.get("state") for row in live[0].given.rows] == ["open"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once(cast: SimpleNamespace) -> None:
    def work(at: datetime) -> None:
        try:
            keep_briefings(at=at)
        finally:
            connection.close()

    for at in (MONDAY, MORNING, START, END):
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(work, [at, at]))
    assert Briefing.objects.filter(day=nov(18)).count() == 1
    assert ShownPage.objects.count() == 3
    assert told(cast.boss, "briefing-ready") == ["The briefing is ready"]
    assert AuditEntry.objects.filter(verb="briefings.closed").count() == 1


# ── moving and attendance ───────────────────────────────────────────────────
def test_moved_by_hand(wednesday: Briefing, cast: SimpleNamespace) -> None:
    move: dict[str, Any] = {
        "briefing": wednesday,
        "day": nov(19),
        "starts_at": time(10),
        "reason": "Fair",
        "at": MONDAY,
    }
    for actor in (cast.assistant, cast.owner, cast.admin):
        with pytest.raises(PermissionDenied):
            move_briefing(actor=actor, **move)
    for change, code in (
        ({"reason": " "}, "no_reason"), ({"day": nov(22)}, "day_off"), ({"day": nov(13)}, "in_past"),
        ({"day": date(2026, 12, 28)}, "too_far"),
    ):  # fmt: skip
        with pytest.raises(BriefingRefused, match=code):
            move_briefing(actor=cast.manager, **move | change)
    move_briefing(actor=cast.manager, **move)
    keep_briefings(at=MONDAY + QUARTER)
    wednesday.refresh_from_db()
    assert (wednesday.day, wednesday.starts_at, wednesday.ends_at) == (
        nov(19), shanghai(11, 19, 10), shanghai(11, 19, 13, 30)
    )  # fmt: skip
    assert told(cast.boss, "briefing-moved") == [
        f"{cast.manager.full_name} moved the briefing to 11-19 10:00: Fair"
    ]
    assert told(cast.manager, "briefing-moved") == []
    keep_briefings(at=shanghai(11, 19, 14))
    with pytest.raises(PermissionDenied):
        move_briefing(actor=cast.boss, **move | {"day": nov(20), "at": shanghai(11, 19, 14)})


def test_two_on_one_day_are_one(wednesday: Briefing, cast: SimpleNamespace) -> None:
    point = point_of(cast, wednesday)
    standing = move_briefing(
        actor=cast.boss,
        briefing=wednesday,
        day=nov(21),
        starts_at=time(13, 30),
        reason="Travelling",
        at=MONDAY,
    )
    wednesday.refresh_from_db()
    point.refresh_from_db()
    assert (wednesday.state, standing.day, point.briefing) == ("joined", nov(21), standing)
    keep_briefings(at=END)
    wednesday.refresh_from_db()
    assert (wednesday.state, wednesday.closed_at) == ("joined", None)


def test_who_was_there_decides_whether_it_was_held(wednesday: Briefing, cast: SimpleNamespace) -> None:
    there = {"briefing": wednesday, "people": [cast.boss, cast.manager]}
    with pytest.raises(BriefingRefused, match="too_early"):
        note_attendance(actor=cast.assistant, at=MONDAY, **there)
    for actor in (cast.owner, cast.admin, cast.production):
        with pytest.raises(PermissionDenied):
            note_attendance(actor=actor, at=START, **there)
    keep_briefings(at=END)
    held = note_attendance(actor=cast.assistant, at=END + QUARTER, **there)
    assert (held.state, Attendance.objects.count()) == ("held", 2)
    note_attendance(actor=cast.assistant, at=END + QUARTER, **there)
    assert AuditEntry.objects.filter(verb="briefings.attended").count() == 1
    missed = note_attendance(actor=cast.boss, briefing=wednesday, people=[], at=END + QUARTER)
    assert (missed.state, Attendance.objects.count()) == ("missed", 0)


def test_a_day_whose_briefing_is_over_takes_no_other(wednesday: Briefing, cast: SimpleNamespace) -> None:
    keep_briefings(at=shanghai(11, 18, 17, 1))
    with pytest.raises(BriefingRefused, match="is_over"):
        move_briefing(
            actor=cast.manager,
            briefing=Briefing.objects.get(slot=nov(21)),
            day=nov(18),
            starts_at=time(18),
            reason="Fair",
            at=shanghai(11, 18, 17, 1),
        )


def test_what_was_done_on_its_former_day_does_not_count_on_the_new_one(
    wednesday: Briefing, cast: SimpleNamespace
) -> None:
    note_boss_read(actor=cast.boss, briefing=wednesday, at=START)
    note_attendance(actor=cast.assistant, briefing=wednesday, people=[cast.boss], at=START)
    move_briefing(
        actor=cast.boss, briefing=wednesday, day=nov(19), starts_at=time(13, 30), reason="Fair", at=START
    )
    wednesday.refresh_from_db()
    assert (wednesday.read_at, wednesday.attendance.count()) == (None, 0)
    keep_briefings(at=shanghai(11, 19, 17))
    wednesday.refresh_from_db()
    assert wednesday.state == "missed"


@pytest.mark.parametrize("did", ["read", "ruled", "ruled before", "read after"])
def test_the_boss_in_its_hours_is_a_briefing_held(
    did: str, wednesday: Briefing, cast: SimpleNamespace
) -> None:
    match did:
        case "read":
            note_boss_read(actor=cast.boss, briefing=wednesday, at=START + QUARTER)
        case "ruled":
            ruled(cast, at=START + QUARTER)
        case "ruled before":
            ruled(cast, at=MORNING)
        case "read after":
            note_boss_read(actor=cast.boss, briefing=wednesday, at=END + QUARTER)
    keep_briefings(at=END + QUARTER)
    wednesday.refresh_from_db()
    assert wednesday.state == ("held" if did in {"read", "ruled"} else "missed")


def test_since_the_last_one_that_the_boss_saw(wednesday: Briefing, cast: SimpleNamespace) -> None:
    keep_briefings(at=END)
    saturday = Briefing.objects.get(day=nov(21))
    keep_briefings(at=SATURDAY)
    saturday.refresh_from_db()
    assert saturday.since_at == START
    wednesday.refresh_from_db()
    note_boss_read(actor=cast.manager, briefing=wednesday, at=END)
    assert wednesday.read_at is None
    note_boss_read(actor=cast.boss, briefing=wednesday, at=MONDAY)
    assert wednesday.read_at is None
    note_boss_read(actor=cast.boss, briefing=wednesday, at=END)
    wednesday.refresh_from_db()
    assert wednesday.read_at == END
    keep_briefings(at=shanghai(11, 21, 17))
    keep_briefings(at=shanghai(11, 25, 13, 30))
    assert Briefing.objects.get(day=nov(25)).since_at == START  # Saturday's was missed and not read


def test_manager_and_boss_in_one(db: None) -> None:
    one = UserFactory(roles=(Role.MANAGER, Role.BOSS))
    keep_briefings(at=MONDAY)
    briefing = Briefing.objects.get(day=nov(18))
    keep_briefings(at=MORNING)
    keep_briefings(at=START)
    assert told(one, "briefing-compile") == []
    assert told(one, "briefing-ready") == ["The briefing is ready"]
    with pytest.raises(PermissionDenied):
        add_point(actor=one, briefing=briefing, values=PointValues(Part.NEW, "Myself"), at=START)
    note_boss_read(actor=one, briefing=briefing, at=START + QUARTER)
    keep_briefings(at=END)
    briefing.refresh_from_db()
    assert briefing.state == "held"


# ── points ──────────────────────────────────────────────────────────────────
def test_points(wednesday: Briefing, cast: SimpleNamespace) -> None:
    for actor in (cast.boss, cast.owner, cast.assistant):
        with pytest.raises(PermissionDenied):
            add_point(actor=actor, briefing=wednesday, values=PointValues(Part.NEW, "x"), at=MORNING)
    for text, code in ((" ", "no_text"), ("x" * 2001, "too_long")):
        with pytest.raises(BriefingRefused, match=code):
            point_of(cast, wednesday, text=text)
    point, words = point_of(cast, wednesday), point_of(cast, wednesday, text="Good fair", asks=False)
    page = read_live_page(wednesday, cast.boss, START)
    assert [(row.title, row.asks) for row in page.hard.rows] == [
        ("D/P for Iraq?", True),
        ("Good fair", False),
    ]
    assert read_live_page(wednesday, cast.other_manager, START).hard.rows == ()
    keep_briefings(at=END)
    saturday = Briefing.objects.get(day=nov(21))
    assert [row.title for row in read_live_page(saturday, cast.boss, SATURDAY).hard.rows] == ["D/P for Iraq?"]
    with pytest.raises(PermissionDenied):
        withdraw_point(actor=cast.other_manager, point=point, at=END)
    withdraw_point(actor=cast.manager, point=words, at=END)
    ruled(cast, about(cast.boss, point, Kind.POINT), at=SATURDAY)
    with pytest.raises(BriefingRefused, match="not_from_here"):
        withdraw_point(actor=cast.manager, point=point, at=SATURDAY)
    assert read_live_page(saturday, cast.boss, SATURDAY).hard.rows == ()
    with pytest.raises(PermissionDenied):
        point_of(cast, wednesday, at=END)


# ── rulings ─────────────────────────────────────────────────────────────────
def test_a_ruling_from_its_giving_to_its_end(wednesday: Briefing, cast: SimpleNamespace) -> None:
    point = point_of(cast, wednesday)
    for actor in (cast.manager, cast.owner, cast.assistant, cast.admin):
        with pytest.raises(PermissionDenied):
            give_ruling(
                actor=actor, subject=Subject(), values=RulingValues("x", cast.owner, nov(21)), at=START
            )
    for values, code in (
        ({"text": " "}, "no_text"), ({"due_on": None}, "no_day"), ({"due_on": nov(17)}, "due_in_past"), ({"due_on": date(2029, 1, 1)}, "too_far"),
        ({"person": cast.frozen}, "not_from_here"),
    ):  # fmt: skip
        with pytest.raises(BriefingRefused, match=code):
            ruled(cast, **values)
    ruling = ruled(cast, about(cast.boss, point, Kind.POINT), due_on=nov(21))
    assert (ruling.briefing, ruling.state, ruling.about) == (wednesday, "open", "D/P for Iraq?")
    assert told(cast.owner, "ruling") == [
        f"{cast.boss.full_name} ruled, and it is yours to do: No. 30 % deposit."
    ]
    assert told(cast.manager, "ruling") == [f"{cast.boss.full_name} ruled on your point: No. 30 % deposit."]
    assert list(Ruling.objects.to_do_by(cast.owner)) == [ruling]
    for actor in (cast.manager, cast.boss, cast.teammate):
        with pytest.raises(PermissionDenied):
            tell_outcome(actor=actor, ruling=ruling, text="Done", at=END)
    with pytest.raises(BriefingRefused, match="no_text"):
        tell_outcome(actor=cast.owner, ruling=ruling, text="", at=END)
    tell_outcome(actor=cast.owner, ruling=ruling, text="The buyer agreed", at=END + QUARTER)
    assert told(cast.boss, f"ruling:{ruling.pk}:outcome") == [
        f"{cast.owner.full_name} tells what came of the ruling: The buyer agreed"
    ]
    assert len(told(cast.manager, f"ruling:{ruling.pk}:outcome")) == 1
    keep_briefings(at=END + QUARTER)
    saturday = Briefing.objects.get(day=nov(21))
    page = read_live_page(saturday, cast.boss, SATURDAY)
    assert [row.values["outcome"] for row in page.told.rows] == ["The buyer agreed"]
    assert (page.open.total, page.open.rows) == (1, ())  # it stands above, with its outcome
    for actor in (cast.owner, cast.other_manager, cast.assistant):
        with pytest.raises(PermissionDenied):
            close_ruling(actor=actor, ruling=ruling, at=SATURDAY)
    for _click in range(2):
        closed = close_ruling(actor=cast.manager, ruling=ruling, at=SATURDAY)
    assert (closed.state, closed.closed_by) == ("closed", cast.manager)
    assert read_live_page(saturday, cast.boss, SATURDAY + QUARTER).open.rows == ()
    with pytest.raises(PermissionDenied):
        tell_outcome(actor=cast.owner, ruling=ruling, text="More", at=SATURDAY)
    verbs = (
        AuditEntry.objects.filter(target_type="briefings.ruling")
        .order_by("pk")
        .values_list("verb", flat=True)
    )
    assert list(verbs) == ["briefings.ruled", "briefings.outcome_told", "briefings.ruling_closed"]
    said = str(list(AuditEntry.objects.values_list("detail__label", "detail__changes")))
    assert not {"deposit", "agreed", "Iraq"} & {
        word for word in ("deposit", "agreed", "Iraq") if word in said
    }


def test_a_manager_does_not_close_their_own(wednesday: Briefing, cast: SimpleNamespace) -> None:
    ruling = ruled(cast, about(cast.boss, point_of(cast, wednesday), Kind.POINT), person=cast.manager)
    with pytest.raises(PermissionDenied):
        close_ruling(actor=cast.manager, ruling=ruling, at=END)
    assert close_ruling(actor=cast.boss, ruling=ruling, at=END).state == "closed"


def test_of_one_whose_day_has_passed_it_is_told_once(wednesday: Briefing, cast: SimpleNamespace) -> None:
    late, own, idea = (
        ruled(cast, due_on=nov(19)), ruled(cast, due_on=nov(19), person=cast.manager),
        ruled(cast, about(cast.boss, suggest(actor=cast.owner, text="Count", at=START), Kind.SUGGESTION), due_on=nov(19)),
    )  # fmt: skip
    tell_outcome(actor=cast.owner, ruling=ruled(cast, due_on=nov(19)), text="Done", at=END)
    ruled(cast, due_on=nov(20))
    late_keys = [f"ruling:{one.pk}:late" for one in (late, own, idea)]
    for at in (shanghai(11, 19, 17), shanghai(11, 20, 3)):  # its day is not over; nobody is there
        assert keep_briefings(at=at)["late"] == 0
    assert keep_briefings(at=shanghai(11, 20, 9))["late"] == 3
    assert keep_briefings(at=shanghai(11, 20, 9, 1))["late"] == 0
    heard = {
        name: [len(told(getattr(cast, name), key)) for key in late_keys]
        for name in ("owner", "manager", "boss", "teammate")
    }
    assert heard == {"owner": [1, 0, 1], "manager": [1, 1, 0], "boss": [0, 0, 0], "teammate": [0, 0, 0]}
    assert told(cast.manager, late_keys[0]) == [
        f"{cast.owner.full_name} has told nothing of the ruling whose day has passed: No. 30 % deposit."
    ]


def test_what_is_not_settled_goes_on(wednesday: Briefing, cast: SimpleNamespace) -> None:
    """An outcome that settles nothing: open again until another day, with somebody else, and late once more."""
    ruling = ruled(cast, due_on=nov(19))
    tell_outcome(actor=cast.owner, ruling=ruling, text="Asked the factory", at=END)
    assert list(Ruling.objects.to_do_by(cast.owner)) == []
    for actor in (cast.manager, cast.owner, cast.assistant):
        with pytest.raises(PermissionDenied):
            let_go_on(actor=actor, ruling=ruling, values=GoOn(nov(21), cast.owner, "Ask again"), at=SATURDAY)
    for values, code in (
        (GoOn(nov(25), cast.owner), "no_text"), (GoOn(None, cast.owner, "Ask again"), "no_day"), (GoOn(nov(20), cast.owner, "Ask again"), "due_in_past"),
        (GoOn(nov(25), cast.frozen, "Ask again"), "not_from_here"),
    ):  # fmt: skip
        with pytest.raises(BriefingRefused, match=code):
            let_go_on(actor=cast.boss, ruling=ruling, values=values, at=SATURDAY)
    row = let_go_on(
        actor=cast.boss, ruling=ruling, values=GoOn(nov(25), cast.teammate, "Get a date"), at=SATURDAY
    )
    assert (row.state, row.person, row.due_on, row.more, row.outcome) == (
        "open",
        cast.teammate,
        nov(25),
        "Get a date",
        "Asked the factory",
    )
    assert list(Ruling.objects.to_do_by(cast.teammate)) == [ruling]
    assert told(cast.teammate, f"ruling:{ruling.pk}:goes_on") == [
        f"{cast.boss.full_name}: the ruling is not settled yet: Get a date"
    ]
    assert len(told(cast.owner, f"ruling:{ruling.pk}:given_on")) == 1
    assert keep_briefings(at=shanghai(11, 26, 9))["late"] == 1
    another = let_go_on(
        actor=cast.boss, ruling=ruling, values=GoOn(nov(28), cast.teammate), at=shanghai(11, 26, 10)
    )
    again = let_go_on(
        actor=cast.boss, ruling=ruling, values=GoOn(nov(28), cast.teammate), at=shanghai(11, 26, 11)
    )
    assert again.more_at == another.more_at  # a second click
    assert len(told(cast.teammate, f"ruling:{ruling.pk}:goes_on")) == 2
    assert (another.more, another.due_on, another.late_told_at) == (
        "",
        nov(28),
        None,
    )  # a later day alone needs no word
    assert keep_briefings(at=shanghai(11, 30, 9))["late"] == 1
    close_ruling(actor=cast.boss, ruling=ruling, at=shanghai(11, 30, 10))
    with pytest.raises(PermissionDenied):
        let_go_on(
            actor=cast.boss, ruling=ruling, values=GoOn(nov(30), cast.owner, "x"), at=shanghai(11, 30, 11)
        )
    changes = AuditEntry.objects.filter(verb="briefings.ruling_goes_on").order_by("pk").first()
    assert changes is not None
    assert changes.detail.changes["person"] == [cast.owner.pk, cast.teammate.pk]


def test_only_an_answer_is_closed_at_once(wednesday: Briefing, cast: SimpleNamespace) -> None:
    ruling = ruled(cast, is_settled=True, due_on=nov(21))
    assert (ruling.state, ruling.due_on, ruling.closed_by) == ("closed", None, cast.boss)
    assert list(Ruling.objects.to_do_by(cast.owner)) == []


def test_it_answers_where_it_was_asked(wednesday: Briefing, cast: SimpleNamespace) -> None:
    customer = make_customer(cast.owner)
    asked = ask_for_help(
        actor=cast.owner, text="D/P?", subject=HelpSubject(customer), at=shanghai(11, 16, 10)
    )
    escalate_help(at=shanghai(11, 17, 10, 1))
    row = read_live_page(wednesday, cast.boss, START).hard.rows[0]
    assert (row.kind, row.id, row.asks, row.is_red, row.customer) == (
        "help",
        str(asked.pk),
        True,
        False,
        customer.pk,
    )
    ruling = ruled(cast, about(cast.boss, asked, Kind.HELP))
    assert (HelpRequest.objects.get().state, ruling.customer, ruling.about) == ("answered", customer, "D/P?")
    assert asked.messages.get().text == "No. 30 % deposit."
    assert read_live_page(wednesday, cast.boss, START).hard.rows == ()

    suggestion = suggest(actor=cast.teammate, text="Count the samples", at=START)
    assert read_live_page(wednesday, cast.boss, START).suggestions.total == 1
    assert read_live_page(wednesday, cast.manager, START).suggestions.total == 0
    ruled(cast, about(cast.boss, suggestion, Kind.SUGGESTION), text="On the 5th", person=cast.assistant)
    kept = Suggestion.objects.get()
    assert (kept.state, kept.ruling, kept.is_public) == ("ruled", "On the 5th", False)

    keep_timetable(at=shanghai(11, 21, 9))
    report = report_of(cast.owner)
    submit_report(
        actor=cast.owner, report=report, values=ReportValues(review="R", support_wanted="A camera"), key_customers=[],
        version=1, at=shanghai(11, 21, 10),
    )  # fmt: skip
    saturday = Briefing.objects.get(day=nov(21))
    row = read_live_page(saturday, cast.boss, SATURDAY).hard.rows[0]
    assert (row.kind, row.title, row.asks) == ("wish", "A camera", True)
    ruled(cast, about(cast.boss, report_of(cast.owner), Kind.WISH), text="Buy it", at=SATURDAY)
    assert ReadingRemark.objects.get(record_id=report.pk).text == "Buy it"
    assert read_live_page(saturday, cast.boss, SATURDAY).hard.rows == ()


def test_who_sees_no_customers_is_told_of_none(wednesday: Briefing, cast: SimpleNamespace) -> None:
    customer = make_customer(cast.owner, name="Tigris Hand Tools Co.")
    point = point_of(cast, wednesday, customer=customer)
    subject = about(cast.boss, point, Kind.POINT)
    with pytest.raises(BriefingRefused, match="names_buyer"):
        ruled(cast, subject, person=cast.production, text="Make the proof for Tigris Hand Tools Co.")
    assert ruled(cast, subject, person=cast.production, text="Make it first").person == cast.production


# ── red ─────────────────────────────────────────────────────────────────────
def test_support_wanted_waits_until_it_has_a_ruling(wednesday: Briefing, cast: SimpleNamespace) -> None:
    """Half a year later it stands in the briefing and in the list, and more of it does not keep what turns red from being told."""
    keep_timetable(at=shanghai(11, 14, 9))
    report, values = report_of(cast.owner), ReportValues(review="R", support_wanted="A camera")
    submit_report(
        actor=cast.owner, report=report, values=values, key_customers=[], version=1, at=shanghai(11, 14, 10)
    )
    late = MORNING + timedelta(days=200)
    assert [row.title for row in read_live_page(wednesday, cast.boss, late).hard.rows] == ["A camera"]
    assert [one.text for one in read_waiting(cast.boss, late).rows] == ["A camera"]
    assert [one.text for one in read_newly_red(cast.boss, late)] == ["A camera"]
    assert tell_red(at=MORNING) == 1
    assert (read_newly_red(cast.boss, late), tell_red(at=MORNING + QUARTER)) == ([], 0)
    ruled(cast, about(cast.boss, report_of(cast.owner), Kind.WISH), at=MORNING)
    assert count_waiting(cast.boss, late).number == 0


def test_red_after_two_working_days_told_once(wednesday: Briefing, cast: SimpleNamespace) -> None:
    robot = GroupRobot.objects.create(
        name="Leaders", kind="wecom", topics=["briefings.red", "briefings.ready"], site="https://crm.example", added_by=cast.boss,
        added_at=MONDAY,
    )  # fmt: skip
    point_of(cast, wednesday, at=shanghai(11, 18, 15))
    keep_briefings(at=shanghai(11, 20, 14, 59))
    assert TurnedRed.objects.count() == 0
    saturday = Briefing.objects.get(day=nov(21))
    assert not read_live_page(saturday, cast.boss, shanghai(11, 20, 14, 59)).hard.rows[0].is_red
    for at in (shanghai(11, 20, 15), shanghai(11, 20, 15, 1), shanghai(11, 21, 9)):
        keep_briefings(at=at)
    assert read_live_page(saturday, cast.boss, shanghai(11, 20, 15)).hard.rows[0].is_red
    assert told(cast.boss, "point-red") == ["Waits too long for your ruling: D/P for Iraq?"]
    assert told(cast.manager, "point-red") == ["The boss has not ruled on your point yet: D/P for Iraq?"]
    assert told(cast.other_manager, "point-red") == []
    assert RobotNews.objects.get(robot=robot, topic="briefings.red").count == 1


def test_red_is_told_inside_the_windows(wednesday: Briefing, cast: SimpleNamespace) -> None:
    point_of(cast, wednesday, at=MORNING)
    assert keep_briefings(at=shanghai(11, 20, 12))["red"] == 0
    assert keep_briefings(at=shanghai(11, 20, 13, 30))["red"] == 1


def test_of_two_bosses_the_other_one_hears_of_a_boss_s_own_request(cast: SimpleNamespace) -> None:
    """Nobody rules on their own, and nothing that is somebody's to rule on goes untold."""
    second = UserFactory(roles=(Role.BOSS,), language="en")
    for author in (cast.boss, second):
        ask_for_help(actor=author, text=f"D/P? {author.pk}", subject=HelpSubject(), at=MORNING)
        HelpRequest.objects.filter(author=author).update(boss_since=MORNING)
    assert keep_briefings(at=shanghai(11, 21, 10))["red"] == 2
    assert told(cast.boss, "point-red") == [f"Waits too long for your ruling: D/P? {second.pk}"]
    assert told(second, "point-red") == [f"Waits too long for your ruling: D/P? {cast.boss.pk}"]
    assert keep_briefings(at=shanghai(11, 21, 11))["red"] == 0


# ── what was shown stays ────────────────────────────────────────────────────
def test_a_page_is_frozen_and_hides_what_went_out_of_sight(
    wednesday: Briefing, cast: SimpleNamespace
) -> None:
    customer = make_customer(cast.owner, "A", name="Elbtal GmbH", created_at=shanghai(11, 17))
    point_of(cast, wednesday, customer=customer)
    keep_briefings(at=END)
    wednesday.refresh_from_db()
    Customer.objects.filter(pk=customer.pk).update(name="Another", owner=cast.outsider)
    boss, manager = (read_page(wednesday, user, SATURDAY) for user in (cast.boss, cast.manager))
    assert boss is not None
    assert manager is not None
    assert [row.title for row in boss.new.rows] == ["Elbtal GmbH"]
    assert (boss.new.counts["new"], boss.new.counts["new_a"]) == (1, 1)
    assert {row.kind for row in (*manager.new.rows, *manager.hard.rows)} == {"hidden"}
    assert "Elbtal" not in str(manager)
    assert read_page(wednesday, cast.owner, SATURDAY) is None


def test_merging_takes_points_and_rulings_along(wednesday: Briefing, cast: SimpleNamespace) -> None:
    kept, gone = make_customer(cast.owner), make_customer(cast.owner)
    point = point_of(cast, wednesday, customer=gone)
    ruling = ruled(cast, about(cast.boss, point, Kind.POINT))
    stamps = {row.pk: stamp_of(row) for row in (kept, gone)}
    merge = merge_customers(actor=cast.manager, kept=kept, gone=gone, picks={}, stamps=stamps, at=START)
    for row in (point, ruling):
        row.refresh_from_db()
        assert row.customer == kept
    undo_merge(actor=cast.manager, merge=merge, at=START)
    for row in (point, ruling):
        row.refresh_from_db()
        assert row.customer == gone


def test_what_somebody_had_to_do_is_handed_over(wednesday: Briefing, cast: SimpleNamespace) -> None:
    ruling, settled = ruled(cast), ruled(cast, is_settled=True)
    held = {row.holding.key: row.held.count for row in read_holdings(cast.owner, START)}
    assert held["rulings"] == 1
    moved = move_holdings(person=cast.owner, to=cast.teammate, actor=cast.manager, at=START)
    for row in (ruling, settled):
        row.refresh_from_db()
    assert (ruling.person, settled.person) == (cast.teammate, cast.owner)
    take_back_holdings(
        moved, person=cast.owner, to=cast.teammate, back_to=cast.owner, actor=cast.manager, at=START
    )
    ruling.refresh_from_db()
    assert ruling.person == cast.owner


# ── who reads of what ───────────────────────────────────────────────────────
def test_a_ruling_on_a_suggestion_is_not_the_managers_to_read(
    wednesday: Briefing, cast: SimpleNamespace
) -> None:
    suggestion = suggest(actor=cast.teammate, text="Our manager is never here", at=START)
    ruling = ruled(cast, about(cast.boss, suggestion, Kind.SUGGESTION), person=cast.owner)
    assert not Ruling.objects.visible_to(cast.manager).exists()
    assert list(Ruling.objects.visible_to(cast.owner)) == [ruling]
    assert "never here" not in str(read_live_page(wednesday, cast.manager, START))
    with pytest.raises(PermissionDenied):
        close_ruling(actor=cast.manager, ruling=ruling, at=END)
    tell_outcome(actor=cast.owner, ruling=ruling, text="Done", at=END)
    assert told(cast.manager, "ruling") == []
    assert len(told(cast.boss, "ruling")) == 1
    own = ruled(cast, about(cast.boss, suggestion, Kind.SUGGESTION), person=cast.manager)
    assert list(Ruling.objects.visible_to(cast.manager)) == [own]


def test_words_about_a_customer_out_of_sight_go_with_it(wednesday: Briefing, cast: SimpleNamespace) -> None:
    customer = make_customer(cast.owner, name="Elbtal GmbH")
    point = point_of(cast, wednesday, text="Elbtal wants D/P", customer=customer)
    ruled(cast, about(cast.boss, point, Kind.POINT))
    assert read_live_page(wednesday, cast.manager, START).open.rows[0].words == "Elbtal wants D/P"
    Customer.objects.filter(pk=customer.pk).update(owner=cast.outsider)
    assert "Elbtal" not in str(read_live_page(wednesday, cast.manager, START).open)
    assert "Elbtal" in str(read_live_page(wednesday, cast.boss, START).open)


def test_no_person_is_named_in_what_is_kept(wednesday: Briefing, cast: SimpleNamespace) -> None:
    customer = make_customer(cast.owner, "A", name="", called="Omar Haddad", created_at=shanghai(11, 17))
    point_of(cast, wednesday, customer=customer)
    inquiry = InquiryFactory(customer=customer, owner=cast.owner, sender="Omar Haddad")
    BuyerMessageFactory(inquiry=inquiry, received_at=shanghai(11, 12, 10))
    for record, kind in ((customer, Kind.CUSTOMER), (inquiry, Kind.INQUIRY)):
        assert "Omar" not in ruled(cast, about(cast.boss, record, kind)).about
    live = read_page(wednesday, cast.boss, START)
    assert live is not None
    assert (
        live.new.rows[0].title == live.late.rows[0].title == live.hard.rows[0].customer_name == "Omar Haddad"
    )
    keep_briefings(at=END)
    assert "Omar" not in str(list(ShownPage.objects.values_list("page", flat=True)))
    wednesday.refresh_from_db()
    Customer.objects.filter(pk=customer.pk).update(called="")
    kept = read_page(wednesday, cast.boss, END)
    assert kept is not None
    assert kept.new.rows[0].title == f"#{customer.pk}"


# ── what came of it stands in a briefing ────────────────────────────────────
def test_closed_without_a_word_it_stands_in_the_next_one(wednesday: Briefing, cast: SimpleNamespace) -> None:
    ruling = ruled(cast)
    note_boss_read(actor=cast.boss, briefing=wednesday, at=START)
    keep_briefings(at=END)
    close_ruling(actor=cast.boss, ruling=ruling, at=END + QUARTER)
    keep_briefings(at=SATURDAY)
    saturday = Briefing.objects.get(day=nov(21))
    page = read_live_page(saturday, cast.boss, SATURDAY)
    assert [(row.id, row.values["state"]) for row in page.told.rows] == [(str(ruling.pk), "closed")]


@pytest.mark.parametrize("is_belated", [False, True])
def test_open_rulings_all_stand_in_each_briefing(
    wednesday: Briefing, cast: SimpleNamespace, client_of: Any, *, is_belated: bool
) -> None:
    """However many: each comes back until it is closed (§7), live, kept, on paper, and of then when put together later."""
    rulings = [ruled(cast, text=f"Ruling no. {number}", due_on=nov(30)) for number in range(23)]
    for ruling in rulings[:11]:
        tell_outcome(actor=cast.owner, ruling=ruling, text="Asked the bank", at=START)
    keep_briefings(at=END)
    saturday, texts = Briefing.objects.get(day=nov(21)), {ruling.text for ruling in rulings}
    shown = read_live_page(saturday, cast.boss, SATURDAY)
    assert {row.title for row in (*shown.told.rows, *shown.open.rows)} == texts
    assert (len(shown.told.rows), len(shown.open.rows), shown.open.total) == (11, 12, 23)
    over = shanghai(11, 21, 17)
    if is_belated:
        for ruling in rulings[:3]:
            close_ruling(actor=cast.boss, ruling=ruling, at=over + timedelta(hours=20))
    keep_briefings(at=over + timedelta(hours=21) if is_belated else over)
    saturday.refresh_from_db()
    kept = read_page(saturday, cast.boss, over)
    assert kept is not None
    assert (bool(kept.made_at), kept.told, kept.open) == (is_belated, shown.told, shown.open)
    page = client_of(cast.boss).get(saturday.get_absolute_url()).content.decode()
    assert all(text in page for text in texts)
    paper = paper_of_briefing(saturday, kept, cast.boss, over)
    assert {cells[0] for table in paper.tables for cells in table.rows} | {
        title for title, _text in paper.sections
    } >= texts


def test_ruled_after_hours_it_belongs_to_the_next_one(wednesday: Briefing, cast: SimpleNamespace) -> None:
    keep_briefings(at=END)
    saturday = Briefing.objects.get(day=nov(21))
    ruling = ruled(cast, at=END + QUARTER, is_settled=True)
    assert ruling.briefing == saturday
    page = read_live_page(saturday, cast.boss, SATURDAY)
    assert ([row.id for row in page.given.rows], page.told.rows) == ([str(ruling.pk)], ())
    Briefing.objects.planned().update(state="cancelled")
    assert ruled(cast, at=END + QUARTER).briefing == wednesday


def test_a_point_and_a_wish_are_ruled_on_once(wednesday: Briefing, cast: SimpleNamespace) -> None:
    point = about(cast.boss, point_of(cast, wednesday), Kind.POINT)
    keep_timetable(at=shanghai(11, 14, 9))
    report = report_of(cast.owner)
    submit_report(
        actor=cast.owner, report=report, values=ReportValues(review="R", support_wanted="A camera"), key_customers=[],
        version=1, at=shanghai(11, 14, 10),
    )  # fmt: skip
    for subject in (point, about(cast.boss, report_of(cast.owner), Kind.WISH)):
        ruled(cast, subject)
        with pytest.raises(BriefingRefused, match="not_from_here"):
            ruled(cast, subject)
    assert Ruling.objects.count() == 2
    assert ReadingRemark.objects.filter(record_id=report.pk).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_points_and_rulings_of_one_customer_at_once(cast: SimpleNamespace) -> None:
    keep_briefings(at=MONDAY)
    wednesday = Briefing.objects.get(day=nov(18))
    customer = make_customer(cast.owner)
    subjects = [
        about(cast.boss, point_of(cast, wednesday, customer=customer), Kind.POINT) for _one in range(6)
    ]

    def work(subject: Subject | None) -> None:
        try:
            if subject is None:
                point_of(cast, wednesday, customer=customer, asks=False)
            else:
                ruled(cast, subject)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, [one for subject in subjects[:5] for one in (subject, None)]))
    assert (Ruling.objects.count(), Point.objects.count()) == (5, 11)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_windows_rule_on_one_point(cast: SimpleNamespace) -> None:
    keep_briefings(at=MONDAY)
    subject = about(cast.boss, point_of(cast, Briefing.objects.get(day=nov(18))), Kind.POINT)

    def work(_window: int) -> str:
        try:
            ruled(cast, subject)
        except BriefingRefused as refusal:
            return refusal.code
        finally:
            connection.close()
        return "ruled"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(work, range(2))) == ["not_from_here", "ruled"]


# ── exceptions ──────────────────────────────────────────────────────────────
def test_every_late_question_is_counted(wednesday: Briefing, cast: SimpleNamespace) -> None:
    for _number in range(5):
        inquiry = InquiryFactory(owner=cast.owner)
        BuyerMessageFactory(inquiry=inquiry, received_at=shanghai(11, 12, 10))
    fresh = InquiryFactory(owner=cast.owner)
    BuyerMessageFactory(inquiry=fresh, limit_at=shanghai(11, 17, 15))  # past its limit, not yet for the boss
    late = read_live_page(wednesday, cast.boss, START).late
    assert (late.total, len(late.rows)) == (5, 3)


# ── attendance and lists ────────────────────────────────────────────────────
def test_who_was_there_and_is_frozen_since_stays(wednesday: Briefing, cast: SimpleNamespace) -> None:
    from briefings.selectors.people import people_to_attend

    note_attendance(actor=cast.assistant, briefing=wednesday, people=[cast.boss, cast.teammate], at=START)
    cast.teammate.frozen_at = START
    cast.teammate.save()
    there = list(wednesday.attendance.values_list("person", flat=True))
    assert cast.teammate in people_to_attend(there)
    assert cast.teammate not in people_to_attend()


def test_older_ones_are_a_page_on(cast: SimpleNamespace) -> None:
    for number in range(22):
        start = shanghai(11, 18, 13, 30) + timedelta(days=number)
        Briefing.objects.create(
            slot=nov(18) + timedelta(days=number), day=nov(18) + timedelta(days=number), starts_at=start,
            ends_at=start + timedelta(hours=3), since_at=start, state="held", closed_at=start,
        )  # fmt: skip
    first, second = read_briefings(cast.assistant), read_briefings(cast.assistant, 20)
    assert (len(first.rows), first.previous, first.next) == (20, None, 20)
    assert (len(second.rows), second.previous, second.next) == (2, 0, None)


def test_what_a_manager_did_in_place_of_a_leaver_is_in_the_figures(
    wednesday: Briefing, cast: SimpleNamespace
) -> None:
    """N9: who leads and does not sell stands in their own department's; who did nothing in none."""
    customer = make_customer(cast.owner, "A")
    cast.owner.frozen_at = MORNING
    cast.owner.save(update_fields=["frozen_at"])
    FollowUpFactory(customer=customer, by=cast.manager, at=shanghai(11, 18, 10))
    keep_briefings(at=START)
    wednesday.refresh_from_db()
    found = {
        row["person"]: (row["manager"], row["figures"]["customers"]) for row in wednesday.figures["people"]
    }
    assert found[cast.manager.pk] == (cast.manager.pk, 1)
    assert cast.other_manager.pk not in found
