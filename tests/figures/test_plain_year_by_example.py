"""Each row of examples.md that concerns the plain model."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from figures.plain_year import clocks, due, people, reports, world_maker
from figures.plain_year.calendar import Calendar
from figures.plain_year.world import (
    Absence,
    BuyerMessage,
    Contact,
    Customer,
    InquiryClosed,
    MailCheck,
    OrderConfirmed,
    Person,
    Point,
    QuoteSent,
    Submission,
    Team,
    World,
)

CAL = world_maker.calendar_of_2026()
EVENING = world_maker.calendar_of_2026(evening_counts=True)
LONG_AGO = datetime(2025, 6, 2, 9)


def t(text: str) -> datetime:
    """'11-16 10:00' or '11-16 10:00:01' of 2026."""
    return datetime.fromisoformat(f"2026-{text}")


def d(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


# --- work calendar ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("01-03", False),
        ("09-26", False),
        ("10-10", True),
        ("09-20", True),
        ("01-04", True),
        ("02-14", True),
        ("02-28", True),
        ("02-16", False),
        ("11-21", True),
        ("11-22", False),
    ],
)
def test_working_days(day: str, works: bool) -> None:
    assert CAL.is_working_day(d(day)) is works


def test_saturday_that_the_list_does_not_name() -> None:
    cal = Calendar(
        public_holidays=frozenset({d("01-01"), d("01-02"), d("09-25")}),
        make_up_days=frozenset({d("01-04")}),
    )
    assert not cal.is_working_day(d("01-03"))
    assert cal.is_working_day(d("01-04"))
    assert not cal.is_working_day(d("09-26"))
    assert not cal.is_working_day(d("09-27"))
    assert cal.is_working_day(d("09-19"))


def test_own_days_win() -> None:
    cal = Calendar(
        public_holidays=frozenset({d("10-01")}),
        company_on=frozenset({d("10-01"), d("11-22")}),
        company_off=frozenset({d("11-21")}),
    )
    assert cal.is_working_day(d("10-01"))
    assert cal.is_working_day(d("11-22"))
    assert not cal.is_working_day(d("11-21"))


def test_make_up_sunday_windows() -> None:
    assert CAL.windows(d("09-20")) == [
        (t("09-20 09:00"), t("09-20 11:30")),
        (t("09-20 13:30"), t("09-20 17:00")),
    ]


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("11-16 15:00", 120, "11-16 17:00"),
        ("11-22 10:00", 0, "11-23 09:00"),
        ("11-16 10:15", 0, "11-16 10:15"),
        ("11-16 17:00", 0, "11-17 09:00"),
    ],
)
def test_add_working_minutes(start: str, minutes: int, end: str) -> None:
    assert CAL.add_working_minutes(t(start), minutes) == t(end)


def test_days_and_minutes() -> None:
    assert CAL.add_working_days(d("11-22"), 1) == d("11-23")
    assert CAL.next_working_day(d("11-16")) == d("11-17")
    assert CAL.previous_working_day(d("11-23")) == d("11-21")
    assert CAL.working_minutes_between(t("11-16 11:00"), t("11-17 09:30")) == 270


def test_year_not_announced() -> None:
    assert not CAL.is_announced(2031)
    assert CAL.is_working_day(date(2031, 1, 1))
    assert not CAL.is_working_day(date(2031, 1, 5))


# --- reply clock -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cal", "fax", "received", "target", "limit"),
    [
        (CAL, False, "11-16 10:00", "11-16 14:00", "11-17 10:00"),
        (CAL, False, "11-16 11:20", "11-16 15:20", "11-17 11:20"),
        (CAL, False, "11-16 12:10", "11-16 15:30", "11-17 12:10"),
        (CAL, False, "11-16 16:30", "11-17 10:30", "11-17 16:30"),
        (EVENING, False, "11-16 16:30", "11-16 19:30", "11-17 16:30"),
        (CAL, False, "11-16 19:00", "11-17 11:00", "11-17 19:00"),
        (EVENING, False, "11-16 19:00", "11-17 10:00", "11-17 19:00"),
        (CAL, False, "11-16 22:15", "11-17 11:00", "11-17 22:15"),
        (CAL, False, "11-21 19:30", "11-23 11:00", "11-23 19:30"),
        (CAL, False, "11-22 10:00", "11-23 11:00", "11-24 00:00"),
        (CAL, False, "09-19 19:30", "09-20 11:00", "09-20 19:30"),
        (CAL, False, "09-20 10:00", "09-20 14:00", "09-21 10:00"),
        (CAL, False, "09-30 16:00", "10-08 10:00", "10-08 16:00"),
        (CAL, False, "10-03 10:00", "10-08 11:00", "10-09 00:00"),
        (CAL, True, "11-16 10:00", "11-16 14:00", "11-16 22:00"),
        (CAL, True, "11-16 02:00", "11-16 11:00", "11-16 14:00"),
        (CAL, True, "11-21 16:40", "11-23 04:40", "11-23 04:40"),
        (EVENING, True, "11-21 16:40", "11-21 19:40", "11-23 04:40"),
        (CAL, True, "11-20 18:30", "11-21 10:00", "11-21 10:00"),
        (CAL, True, "11-22 10:00", "11-23 11:00", "11-23 12:00"),
    ],
)
def test_reply_clock(cal: Calendar, fax: bool, received: str, target: str, limit: str) -> None:
    clock = clocks.reply_clock(cal, t(received), fax)
    assert (clock.target, clock.limit) == (t(target), t(limit))


def test_due_soon_and_announced() -> None:
    assert clocks.reply_clock(CAL, t("11-16 10:00")).due_soon_from == t("11-16 11:30")
    assert clocks.reply_clock(CAL, t("11-16 11:20")).due_soon_from == t("11-16 14:50")
    assert clocks.reply_clock(CAL, t("11-16 10:00"), True).announced_limit == t("11-16 17:00")
    saturday = clocks.reply_clock(CAL, t("11-21 16:40"), True)
    assert saturday.announced_limit == t("11-21 17:00")
    assert saturday.due_soon_from == t("11-21 16:40")
    evening = clocks.reply_clock(EVENING, t("11-21 16:40"), True)
    assert evening.announced_limit == t("11-21 20:00")
    assert clocks.state_of_clock(saturday, t("11-23 05:00")) == "past_limit"


@pytest.mark.parametrize(
    ("replied", "result"),
    [
        ("11-16 14:00:00", "in_target"),
        ("11-16 14:00:01", "in_limit"),
        ("11-17 10:00:00", "in_limit"),
        ("11-17 10:00:01", "late"),
    ],
)
def test_to_the_minute(replied: str, result: str) -> None:
    assert clocks.result_of_reply(clocks.reply_clock(CAL, t("11-16 10:00")), t(replied)) == result


def test_one_reply_two_questions() -> None:
    replies = [
        ("i", t("11-16 10:30"), False),
        ("i", t("11-16 15:40"), True),
        ("j", t("11-16 15:10"), True),
    ]
    first = clocks.stopped_at(t("11-16 10:00"), "i", replies)
    second = clocks.stopped_at(t("11-16 15:00"), "i", replies)
    assert first == second == t("11-16 15:40")
    assert clocks.result_of_reply(clocks.reply_clock(CAL, t("11-16 10:00")), t("11-16 15:40")) == "in_limit"
    assert clocks.result_of_reply(clocks.reply_clock(CAL, t("11-16 15:00")), t("11-16 15:40")) == "in_target"
    assert clocks.stopped_at(t("11-17 09:30"), "i", replies) is None
    again = clocks.reply_clock(CAL, t("11-17 09:30"))
    assert (again.target, again.limit) == (t("11-17 11:30"), t("11-18 09:30"))


def test_reply_before_message_is_refused() -> None:
    with pytest.raises(ValueError, match="N6"):
        clocks.result_of_reply(clocks.reply_clock(CAL, t("11-16 10:00")), t("11-16 09:59"))


def test_typed_in_late_is_past_limit_at_once() -> None:
    clock = clocks.reply_clock(CAL, t("11-20 10:00"))
    assert clock.limit == t("11-21 10:00")
    assert clocks.state_of_clock(clock, t("11-23 09:10")) == "past_limit"


@pytest.mark.parametrize(
    ("received", "by"),
    [
        ("11-16 16:50", "11-16 20:00"),
        ("11-16 19:00", "11-17 20:00"),
        ("11-22 12:00", "11-23 20:00"),
    ],
)
def test_graded_by(received: str, by: str) -> None:
    assert clocks.graded_by(CAL, t(received)) == t(by)


def test_escalation() -> None:
    assert clocks.manager_told_at(CAL, t("11-23 04:40")) == t("11-23 09:00")
    assert clocks.boss_sees_from(CAL, t("11-23 04:40")) == t("11-24 17:00")
    assert clocks.boss_sees_from(CAL, t("11-21 10:00")) == t("11-23 10:00")


# --- next contact due ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grade", "contact", "expected"),
    [
        ("A", "11-16", "11-19"),
        ("A", "11-19", "11-23"),
        ("A", "11-21", "11-25"),
        ("A", "11-22", "11-25"),
        ("A", "09-28", "10-08"),
        ("A", "09-30", "10-10"),
        ("A", "09-18", "09-21"),
        ("A", "11-17", "11-20"),
        ("B", "11-16", "11-23"),
        ("B", "11-22", "11-28"),
        ("B", "09-24", "10-10"),
        ("C", "11-20", "12-05"),
        ("C", "10-31", "11-14"),
        ("C", "09-21", "09-30"),
        ("D", "01-31", "02-28"),
        ("D", "02-28", "03-28"),
        ("D", "10-22", "11-21"),
        ("D", "09-01", "09-30"),
    ],
)
def test_cadence(grade: str, contact: str, expected: str) -> None:
    assert due.cadence_due(CAL, grade, d(contact)) == d(expected)


def test_company_shut_in_february() -> None:
    shut = frozenset(d("02-07") + timedelta(days=n) for n in range(22))
    cal = Calendar(CAL.public_holidays, CAL.make_up_days, company_off=shut)
    assert due.cadence_due(cal, "C", d("02-06")) == d("03-02")


@pytest.mark.parametrize(
    ("created", "expected"),
    [
        ("11-16 10:00", "11-21"),
        ("11-21 14:00", "11-21"),
        ("11-21 16:50", "11-23"),
        ("11-22 10:00", "11-23"),
        ("09-30 16:00", "10-08"),
        ("09-14 10:00", "09-19"),
        ("01-02 10:00", "01-04"),
    ],
)
def test_new_customer(created: str, expected: str) -> None:
    assert due.new_customer_due(CAL, t(created)) == d(expected)


def test_import_is_spread() -> None:
    dates = due.spread_of_import(CAL, d("11-16"), "D", 600)
    assert dates[0] == d("11-17")
    assert dates[-1] == d("12-16")
    assert dates == sorted(dates)
    counts = {day: dates.count(day) for day in dates}
    assert max(counts.values()) - min(counts.values()) <= 1
    assert set(counts) == set(CAL.working_days(d("11-17"), d("12-16")))


# A small company: boss BOSS, managers M1 and M2, salespeople P, Q, R (team T1) and S (team T2).


def company(
    *,
    p: Person | None = None,
    q: Person | None = None,
    customers: tuple[Customer, ...] = (),
    **more: object,
) -> World:
    staff = (
        Person("BOSS", "T1", LONG_AGO, is_salesperson=False),
        Person("M1", "T1", LONG_AGO, is_salesperson=False),
        Person("M2", "T2", LONG_AGO, is_salesperson=False),
        p or Person("P", "T1", LONG_AGO),
        q or Person("Q", "T1", LONG_AGO),
        Person("R", "T1", LONG_AGO),
        Person("S", "T2", LONG_AGO),
    )
    return World(
        "BOSS",
        (Team("T1", "M1"), Team("T2", "M2")),
        staff,
        customers,
        **more,  # type: ignore[arg-type]
    )


def customer(
    grade: str = "A",
    *,
    created: datetime = LONG_AGO,
    grades: list[tuple[str, datetime]] | None = None,
    owners: list[tuple[str, datetime]] | None = None,
    imported: bool = True,
    lost_at: datetime | None = None,
    merged_at: datetime | None = None,
    key: str = "c",
) -> Customer:
    grade_changes = [(since, each) for each, since in grades or [(grade, created)]]
    owner_changes = [(since, each) for each, since in owners or [("P", created)]]
    return Customer(
        key,
        created,
        imported,
        world_maker.owner_spans(owner_changes),
        world_maker.spans(grade_changes),
        lost_at,
        merged_at,
    )


def contacts(*moments: str, by: str = "P", key: str = "c") -> tuple[Contact, ...]:
    return tuple(Contact(f"k{key}{each}", key, by, t(each), t(each)) for each in moments)


def due_of(world: World, now: str) -> date | None:
    return due.next_due(world, CAL, "c", t(now))


def test_open_inquiry() -> None:
    message = BuyerMessage("m", "i", "c", t("11-20 10:00"), t("11-20 10:00"))
    world = company(customers=(customer("D"),), contacts=contacts("11-02 10:00"), messages=(message,))
    assert due_of(world, "11-20 12:00") == d("12-02")
    answered = contacts("11-02 10:00", "11-20 15:00")
    world = company(customers=(customer("D"),), contacts=answered, messages=(message,))
    assert due_of(world, "11-21 12:00") == d("12-05")
    world = company(
        customers=(customer("D"),),
        contacts=answered,
        messages=(message,),
        closings=(InquiryClosed("i", t("11-23 10:00"), "lost"),),
    )
    assert due_of(world, "11-23 12:00") == d("12-19")


def test_new_customer_in_the_world() -> None:
    world = company(customers=(customer("D", created=t("11-16 10:00"), imported=False),))
    assert due_of(world, "11-16 12:00") == d("11-21")


def test_changes_of_grade_and_owner() -> None:
    raised = customer(grades=[("C", LONG_AGO), ("A", t("11-18 10:00"))])
    assert due_of(company(customers=(raised,), contacts=contacts("11-02 10:00")), "11-18 12:00") == d("11-19")
    lowered = customer(grades=[("A", LONG_AGO), ("C", t("11-17 10:00"))])
    assert due_of(company(customers=(lowered,), contacts=contacts("11-16 10:00")), "11-17 12:00") == d(
        "12-01"
    )
    handed = customer(owners=[("P", LONG_AGO), ("Q", t("11-21 10:00"))])
    assert due_of(company(customers=(handed,), contacts=contacts("11-20 10:00")), "11-21 12:00") == d("11-23")


def test_by_hand() -> None:
    world = company(customers=(customer(),), contacts=contacts("11-16 10:00"))
    hand = (d("11-18"), t("11-16 12:00"))
    assert due.next_due(world, CAL, "c", t("11-17 10:00"), hand) == d("11-18")
    later = company(customers=(customer(),), contacts=contacts("11-16 10:00", "11-18 10:00"))
    assert due.next_due(later, CAL, "c", t("11-18 12:00"), hand) == d("11-21")
    hand = (d("11-25"), t("11-16 12:00"))
    assert due.next_due(world, CAL, "c", t("11-17 10:00"), hand) == d("11-25")


def test_stand_in_keeps_the_date() -> None:
    away = Person("P", "T1", LONG_AGO, absences=(Absence(d("11-19"), d("11-21"), "Q"),))
    world = company(p=away, customers=(customer(),), contacts=contacts("11-16 10:00"))
    assert due_of(world, "11-18 12:00") == d("11-19")
    assert people.responsible_on(world, "c", d("11-18")) == "P"
    assert people.responsible_on(world, "c", d("11-19")) == "Q"
    world = company(
        p=away,
        customers=(customer(),),
        contacts=contacts("11-16 10:00") + contacts("11-19 10:00", by="Q"),
    )
    assert due_of(world, "11-19 12:00") == d("11-23")
    assert people.responsible_on(world, "c", d("11-23")) == "P"


def test_overdue_and_missed() -> None:
    numbers = [due.overdue_by(CAL, d("11-19"), d(each)) for each in ("11-19", "11-20", "11-23", "11-24")]
    assert numbers == [0, 1, 3, 4]
    missed = [due.is_missed(CAL, "A", d("11-19"), d(each)) for each in ("11-20", "11-23", "11-24")]
    assert missed == [False, False, True]


def test_no_due_date() -> None:
    for gone in (
        customer(lost_at=t("11-01 10:00")),
        customer(merged_at=t("11-01 10:00")),
    ):
        assert due_of(company(customers=(gone,)), "11-16 10:00") is None
    pool = Customer("c", LONG_AGO, True, ((None, LONG_AGO, None),), (("A", LONG_AGO, None),))
    assert due_of(company(customers=(pool,)), "11-16 10:00") is None


@pytest.mark.parametrize(
    ("grade", "days", "expected"),
    [
        ("B", "02 09 16 23", "11-30"),
        ("B", "04", "11-10"),
        ("B", "04 10", "11-16"),
        ("B", "04 10 16", "11-23"),
        ("B", "04 10 16 23", "11-30"),
        ("B", "04 10 16 25", "11-30"),
        ("B", "04 10 25", "11-27"),
        ("A", "04 25", "11-26"),
    ],
)
def test_five_a_month(grade: str, days: str, expected: str) -> None:
    made = contacts(*(f"11-{day} 10:00" for day in days.split()))
    world = company(customers=(customer(grade),), contacts=made)
    now = made[-1].at + timedelta(hours=1)
    assert due.next_due(world, CAL, "c", now) == d(expected)


def test_short_month_and_late_b() -> None:
    world = company(customers=(customer("B"),), contacts=contacts("01-31 10:00"))
    assert due_of(world, "01-31 12:00") == due_of(world, "02-02 12:00") == d("02-04")
    late_b = customer(grades=[("C", LONG_AGO), ("B", t("11-27 10:00"))])
    world = company(customers=(late_b,), contacts=contacts("11-27 11:00"))
    assert due_of(world, "11-27 12:00") == d("12-04")
    assert due.asked_in_month(3, 25) == 0


def test_five_chats_on_one_day_are_one() -> None:
    five = contacts(*(f"11-02 1{n}:00" for n in range(5)))
    world = company(customers=(customer("B"),), contacts=five)
    assert due.missing_in_month(world, CAL, customer("B"), d("11-01"), t("11-02 16:00")) == 4


# --- compliance ------------------------------------------------------------------------------


def kept_of_asked(world: World, person_id: str, window: reports.Window, grade: str) -> tuple[int, int]:
    rows = reports.compliance_rows(world, CAL, [window], t("12-31 23:00"))
    return reports.compliance(rows, person_id)[grade]


def test_compliance_of_a() -> None:
    week = reports.week_of(d("11-16"))
    for moments, expected in (
        (("11-16 10:00", "11-19 10:00"), (2, 2)),
        (tuple(f"11-{n} 10:00" for n in range(16, 22)), (2, 2)),
        (("11-16 10:00", "11-23 10:00"), (1, 2)),
        (("11-16 10:00", "11-21 15:00"), (2, 2)),
    ):
        world = company(customers=(customer(),), contacts=contacts(*moments))
        assert kept_of_asked(world, "P", week, "A") == expected


def test_compliance_in_holidays() -> None:
    for grade, asked in (("A", 1), ("B", 0)):
        world = company(customers=(customer(grade),))
        assert kept_of_asked(world, "P", reports.week_of(d("09-28")), grade) == (0, asked)
        assert kept_of_asked(world, "P", reports.week_of(d("02-16")), grade) == (0, 0)
    world = company(customers=(customer("C"),))
    assert kept_of_asked(world, "P", reports.half_month_of(d("02-20")), "C") == (0, 0)
    assert kept_of_asked(world, "P", reports.half_month_of(d("02-10")), "C") == (0, 1)


def test_compliance_of_d() -> None:
    world = company(customers=(customer("D"),), contacts=contacts("11-10 10:00"))
    assert kept_of_asked(world, "P", reports.month_of(d("11-10")), "D") == (1, 1)
    half = customer("D", owners=[("P", LONG_AGO), ("Q", t("11-10 10:00"))])
    world = company(customers=(half,), contacts=contacts("11-10 10:00"))
    assert kept_of_asked(world, "P", reports.month_of(d("11-10")), "D") == (0, 0)
    assert kept_of_asked(world, "Q", reports.month_of(d("11-10")), "D") == (0, 0)


def test_new_owner_on_thursday() -> None:
    handed = customer(owners=[("P", LONG_AGO), ("Q", t("11-19 10:00"))])
    world = company(customers=(handed,), contacts=contacts("11-16 10:00"))
    week = reports.week_of(d("11-16"))
    assert kept_of_asked(world, "P", week, "A") == (1, 1)
    assert kept_of_asked(world, "Q", week, "A") == (0, 1)


# --- reports and briefings -------------------------------------------------------------------


def period_of(day: str) -> reports.WeeklyPeriod:
    return next(each for each in reports.weekly_timetable(CAL, 2026) if each.day == d(day))


@pytest.mark.parametrize(
    ("day", "start"),
    [
        ("11-21", "11-14 13:30"),
        ("09-30", "09-24 13:30"),
        ("10-10", "09-30 13:30"),
        ("02-28", "02-14 13:30"),
    ],
)
def test_weekly_periods(day: str, start: str) -> None:
    period = period_of(day)
    assert (period.start, period.end) == (t(start), t(f"{day} 13:30"))
    assert period.issued_at == t(f"{day} 09:00")
    assert period.due_at == t(f"{day} 13:30")
    assert period.department_at == t(f"{day} 17:00")


def test_weeks_without_a_report() -> None:
    assert reports.weeks_without_report(CAL, 2026) == [d("02-16")]
    days = [each.day for each in reports.weekly_timetable(CAL, 2026)]
    assert d("02-21") not in days
    assert d("10-03") not in days
    assert days[0] == d("01-10")


def figures_in(world: World, person_id: str, day: str) -> reports.Figures:
    weekly = reports.weekly_figures(world, CAL, person_id, period_of(day))
    assert weekly is not None
    return weekly.whole


def test_contact_after_the_cut_off() -> None:
    world = company(customers=(customer(),), contacts=contacts("11-21 15:00"))
    assert figures_in(world, "P", "11-21").contacts["A"] == 0
    assert figures_in(world, "P", "11-28").contacts["A"] == 1
    assert kept_of_asked(world, "P", reports.week_of(d("11-21")), "A") == (1, 2)


def test_submitted_before_the_cut_off() -> None:
    world = company(
        customers=(customer(),),
        quotes=(QuoteSent("q", "c", t("11-21 12:00")),),
        submissions=(Submission("P", d("11-21"), t("11-21 11:00")),),
    )
    assert figures_in(world, "P", "11-21").quotes == 1
    period = period_of("11-21")
    assert reports.submission_state(world, "P", period, t("11-21 20:00")) == "in_time"
    assert reports.submission_state(world, "Q", period, t("11-21 20:00")) == "not_given"
    assert reports.submission_state(world, "Q", period, t("11-21 13:30")) == "awaited"
    late = company(submissions=(Submission("P", d("11-21"), t("11-21 13:31")),))
    assert reports.submission_state(late, "P", period, t("11-21 20:00")) == "late"
    assert reports.figures_freeze_at(late, "P", period) == t("11-21 13:31")


def owed_on(world: World, day: str) -> dict[str, reports.Owed]:
    return {each.person_id: each for each in reports.weekly_owed(world, CAL, period_of(day))}


def test_joined_on_thursday() -> None:
    world = company(p=Person("P", "T1", t("11-19 09:00")))
    owed = owed_on(world, "11-21")["P"]
    assert (owed.start, owed.period.end) == (t("11-19 09:00"), t("11-21 13:30"))
    assert "P" not in owed_on(world, "11-14")
    assert figures_in(world, "P", "11-21").mail_asked == 3 + 1  # from the day after joining


def test_frozen_on_friday() -> None:
    frozen = Person("P", "T1", LONG_AGO, frozen_at=t("11-20 15:00"))
    handed = customer(owners=[("P", LONG_AGO), ("Q", t("11-22 10:00"))])
    world = company(p=frozen, customers=(handed,), contacts=contacts("11-17 10:00"))
    assert "P" not in owed_on(world, "11-21")
    parts = [one for one in reports.department_parts(world, CAL, period_of("11-21")) if one.team_id == "T1"]
    part = next(each for each in parts if each.person_id == "P")
    assert part.mark == "left"
    assert part.end == t("11-20 15:00")
    assert part.figures.contacts["A"] == 1
    assert people.responsible_at(world, "c", t("11-20 14:59")) == "P"
    assert people.responsible_at(world, "c", t("11-20 15:00")) == "M1"
    assert people.responsible_at(world, "c", t("11-22 10:00")) == "Q"
    assert reports.weekly_figures(world, CAL, "P", period_of("11-28")) is None


def test_away_all_week() -> None:
    away = Person("P", "T1", LONG_AGO, absences=(Absence(d("11-16"), d("11-21"), "Q"),))
    message = BuyerMessage("m", "i", "c", t("11-17 10:00"), t("11-17 10:00"), replied_at=t("11-17 11:00"))
    world = company(
        p=away,
        customers=(customer(),),
        messages=(message,),
        contacts=contacts("11-17 11:00", by="Q"),
    )
    assert "P" not in owed_on(world, "11-21")
    assert {"Q", "R", "S"} == set(owed_on(world, "11-21"))
    done = figures_in(world, "Q", "11-21")
    assert (done.received, done.in_target, done.contacts["A"]) == (1, 1, 1)
    assert figures_in(world, "P", "11-21").received == 0
    both = company(
        p=away,
        customers=(customer(),),
        q=Person("Q", "T1", LONG_AGO, absences=(Absence(d("11-18"), d("11-18"), "R"),)),
    )
    assert people.responsible_on(both, "c", d("11-18")) == "M1"


def test_stand_in_answers_in_target() -> None:
    away = Person("P", "T1", LONG_AGO, absences=(Absence(d("11-19"), d("11-21"), "Q"),))
    message = BuyerMessage("m", "i", "c", t("11-18 16:30"), t("11-18 16:30"), replied_at=t("11-19 10:00"))
    world = company(p=away, customers=(customer(),), messages=(message,))
    assert people.responsible_at(world, "c", t("11-18 23:59")) == "P"
    assert people.responsible_at(world, "c", t("11-19 00:00")) == "Q"
    assert clocks.reply_clock(CAL, message.received_at).target == t("11-19 10:30")
    assert figures_in(world, "Q", "11-21").in_target == 1
    assert figures_in(world, "P", "11-21").in_target == 0
    assert figures_in(world, "Q", "11-21").received == 1  # with its clock


def test_changed_teams_on_wednesday() -> None:
    mover = Person("P", "T1", LONG_AGO, team_moves=((t("11-18 10:00"), "T2"),))
    world = company(
        p=mover,
        customers=(customer(),),
        contacts=contacts("11-17 10:00", "11-19 10:00", "11-20 10:00"),
    )
    assert owed_on(world, "11-21")["P"].manager_id == "M2"
    period = period_of("11-21")
    by_team = {
        team: [
            each
            for each in reports.department_parts(world, CAL, period)
            if each.team_id == team and each.person_id == "P"
        ]
        for team in ("T1", "T2")
    }
    assert [each.figures.contacts["A"] for each in by_team["T1"]] == [1]
    assert [each.figures.contacts["A"] for each in by_team["T2"]] == [2]


def test_briefings() -> None:
    days = [each.day for each in reports.briefings(CAL, 2026)]
    assert days.count(d("09-30")) == 1
    assert d("10-03") not in days
    assert d("10-08") in days
    assert d("10-07") not in days
    assert d("10-10") in days
    assert not any(d("02-16") <= each <= d("02-22") for each in days)
    first = reports.briefings(CAL, 2026)[0]
    assert (first.start.hour, first.start.minute, first.end.hour) == (13, 30, 17)


def test_last_working_days() -> None:
    days = reports.a_list_days(CAL, 2026)
    assert (days[10], days[4], days[1]) == (d("11-30"), d("05-30"), d("02-28"))


def test_ruling() -> None:
    point = Point("r", t("11-18 15:00"))
    assert clocks.ruling_red_from(CAL, point.raised_at) == t("11-20 15:00")
    assert not reports.is_red(CAL, point, t("11-20 14:59"))
    assert reports.is_red(CAL, point, t("11-20 15:00"))


# --- figures that no row spells out ----------------------------------------------------------


def test_late_exceptions_and_open() -> None:
    def message(key: str, received: str, replied: str | None, accepted: bool = False) -> BuyerMessage:
        return BuyerMessage(
            key,
            f"i{key}",
            "c",
            t(received),
            t(received),
            replied_at=t(replied) if replied else None,
            exception_accepted=accepted,
        )

    world = company(
        customers=(customer(),),
        messages=(
            message("1", "11-16 10:00", "11-16 11:00"),
            message("2", "11-16 10:00", "11-16 15:00"),
            message("3", "11-16 10:00", "11-18 10:00"),
            message("4", "11-16 10:00", "11-18 10:00", True),
            message("5", "11-21 09:00", "11-21 14:00"),
            message("6", "11-16 10:00", None),
        ),
    )
    done = figures_in(world, "P", "11-21")
    assert (done.received, done.in_target, done.in_limit, done.late, done.late_excepted) == (
        6,
        1,
        1,
        1,
        1,
    )
    assert (done.open, done.ran_out) == (2, 3)
    assert figures_in(world, "P", "11-28").in_limit == 1
    assert reports.boss_list(world, CAL, t("11-18 09:59")) == []
    assert reports.boss_list(world, CAL, t("11-18 10:00")) == ["6"]


def test_typed_in_after_the_freeze() -> None:
    late = Contact("k", "c", "P", t("11-20 10:00"), t("11-21 14:00"))
    world = company(customers=(customer(),), contacts=(late,))
    assert figures_in(world, "P", "11-21").contacts["A"] == 0
    assert figures_in(world, "P", "11-28").contacts["A"] == 0
    assert reports.typed_in_late(world, "P", period_of("11-28"), period_of("11-21")) == ["k"]
    world = company(
        customers=(customer(),),
        contacts=(late,),
        submissions=(Submission("P", d("11-21"), t("11-21 15:00")),),
    )
    assert figures_in(world, "P", "11-21").contacts["A"] == 1


def test_mail_windows() -> None:
    mail = Contact("k", "c", "P", t("11-17 14:00"), t("11-17 14:00"), channel="mail")
    world = company(
        customers=(customer(),),
        contacts=(mail,),
        mail_checks=(
            MailCheck("P", d("11-17"), "midday", t("11-17 13:40")),
            MailCheck("P", d("11-18"), "morning", t("11-18 09:10")),
            MailCheck("P", d("11-21"), "midday", t("11-21 13:00")),
        ),
    )
    done = figures_in(world, "P", "11-21")
    # Saturday 14 midday and end of day, Monday to Friday, Saturday 21 morning
    assert (done.mail_done, done.mail_asked) == (2, 2 + 15 + 1)
    assert figures_in(world, "P", "11-28").mail_done == 1


def test_orders_by_currency() -> None:
    orders = (
        OrderConfirmed("1", "c", t("11-17 10:00"), Decimal("10.10"), "USD"),
        OrderConfirmed("2", "c", t("11-17 10:00"), Decimal("0.20"), "USD"),
        OrderConfirmed("3", "c", t("11-17 10:00"), Decimal(5), "EUR"),
    )
    done = figures_in(company(customers=(customer(),), orders=orders), "P", "11-21")
    assert done.order_amounts == {"USD": Decimal("10.30"), "EUR": Decimal(5)}


def test_daily() -> None:
    world = company(
        p=Person("P", "T1", LONG_AGO, frozen_at=t("11-20 15:00")),
        q=Person("Q", "T1", LONG_AGO, absences=(Absence(d("11-20"), d("11-20"), "R"),)),
    )
    assert reports.daily_owed(world, CAL, d("11-19")) == ["P", "Q", "R", "S"]
    assert reports.daily_owed(world, CAL, d("11-20")) == ["R", "S"]
    assert reports.daily_owed(world, CAL, d("11-22")) == []
    assert reports.told_of_day(world, CAL, d("11-20"), t("11-20 14:00")) == []
    assert reports.told_of_day(world, CAL, d("11-20"), t("11-20 16:30")) == ["R", "S"]
    assert reports.told_of_day(world, CAL, d("11-19"), t("11-19 19:30")) == ["P", "Q", "R", "S"]
    assert reports.told_of_day(world, CAL, d("11-19"), t("11-19 20:00")) == []
    assert reports.told_of_day(world, CAL, d("11-22"), t("11-22 17:00")) == []
    assert reports.digest_at(CAL, d("11-20")) == t("11-20 20:00")
    assert reports.digest_at(CAL, d("11-22")) is None


def test_a_list_and_periods() -> None:
    world = company(
        customers=(
            customer("A"),
            customer("B", key="b"),
            customer(grades=[("C", LONG_AGO), ("A", t("11-30 12:00"))], key="x"),
        )
    )
    assert [each.customer_id for each in reports.a_list(world, t("11-30 09:00"))] == ["c"]
    assert [each.customer_id for each in reports.a_list(world, t("11-30 17:00"))] == ["c", "x"]
    assert len(reports.record_periods(2026)) == 16
