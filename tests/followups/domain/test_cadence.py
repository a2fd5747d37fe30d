"""Next contact due: rules.md §4, N10 to N16 and every row of examples.md."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from core.domain.work_calendar import WorkCalendar
from customers.domain.due_state import due_state_of
from followups.domain.cadence import (
    Due,
    DueInputs,
    GradeSpan,
    Rule,
    Why,
    asked_in_month,
    count_high_days,
    is_contact,
    missed_from,
    new_customer_due,
    next_due,
    spread_imported,
)
from followups.domain.intervals import CadencePolicy, add_months

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar()
POLICY = CadencePolicy()
NOVEMBER = date(2026, 11, 1)


def day(text):
    return date.fromisoformat(f"2026-{text}")


def shanghai(text):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI).astimezone(UTC)


def dated(due_on, grade):
    """A customer as it is stored with that due date."""
    return SimpleNamespace(next_due_on=due_on, missed_on=missed_from(due_on, grade, POLICY, CALENDAR))


def due(grade, contact=None, calendar=CALENDAR, **inputs):
    contact_on = day(contact) if contact else None
    found = next_due(DueInputs(grade=grade, last_contact_on=contact_on, **inputs), POLICY, calendar)
    return found and found.on


def all_month(contact):
    """At a high grade in the whole month of that contact, and in the next one."""
    month = day(contact).replace(day=1)
    return {
        "high_days_in_month": CALENDAR.working_days_in_month(month),
        "high_days_in_next_month": CALENDAR.working_days_in_month(add_months(month, 1)),
    }


def entered(text, grade="D", last_contact_on=None):
    at = shanghai(text)
    new_due_on = new_customer_due(at, last_contact_on, POLICY, CALENDAR)
    inputs = DueInputs(
        grade=grade, entered_on=CALENDAR.day_of(at), new_due_on=new_due_on, last_contact_on=last_contact_on
    )
    return next_due(inputs, POLICY, CALENDAR).on


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
def test_interval_runs_from_the_last_contact(grade, contact, expected):
    assert due(grade, contact) == day(expected)


def test_company_closed_around_the_due_date_moves_it_behind_the_contact():
    closed = WorkCalendar(own_days={date(2026, 2, 7) + timedelta(days=number): False for number in range(22)})
    assert due("C", "02-06", calendar=closed) == day("03-02")


def test_contact_counts_on_the_company_day():
    contact_on = CALENDAR.day_of(datetime(2026, 11, 16, 17, 30, tzinfo=UTC))
    assert due("A", contact_on.isoformat()[5:]) == day("11-20")


def test_reason_names_the_contact_and_the_interval():
    why = Why(
        Rule.INTERVAL,
        {"grade": "A", "from_on": "2026-11-16", "origin": "contact", "count": 3, "unit": "working_days"},
    )
    found = next_due(DueInputs(grade="A", last_contact_on=day("11-16")), POLICY, CALENDAR)
    assert found == Due(day("11-19"), why)


@pytest.mark.parametrize(
    ("contact", "expected"),
    [("11-02", "12-02"), ("11-20", "12-05")],
)
def test_open_inquiry_runs_from_the_later_of_contact_and_arrival(contact, expected):
    assert due("D", contact, open_inquiry_on=day("11-20")) == day(expected)


def test_closed_inquiry_leaves_the_grade_interval():
    assert due("D", "11-20") == day("12-19")


def test_open_inquiry_is_the_reason_when_it_is_earlier():
    inputs = DueInputs(grade="D", last_contact_on=day("11-20"), open_inquiry_on=day("11-20"))
    assert next_due(inputs, POLICY, CALENDAR).why == Why(
        Rule.OPEN_INQUIRY, {"from_on": "2026-11-20", "origin": "inquiry", "count": 15, "unit": "days"}
    )


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("11-16 10:00", "11-21"),
        ("11-21 14:00", "11-21"),
        ("11-21 15:00", "11-21"),
        ("11-21 15:01", "11-23"),
        ("11-21 16:50", "11-23"),
        ("11-22 10:00", "11-23"),
        ("09-30 16:00", "10-08"),
        ("09-14 10:00", "09-19"),
        ("09-20 10:00", "09-21"),
    ],
)
def test_new_customer_is_due_in_the_week_of_entry(at, expected):
    assert entered(at) == day(expected)


def test_new_customer_contacted_in_the_week_follows_the_interval():
    assert entered("11-18 10:00", last_contact_on=day("11-17")) == day("12-17")


def test_new_customer_last_contacted_before_the_week_is_still_due_in_it():
    assert entered("11-18 10:00", last_contact_on=day("11-14")) == day("11-21")


def test_new_customer_of_grade_a_follows_the_earlier_interval_from_entry():
    assert entered("11-16 10:00", grade="A") == day("11-19")


def test_imported_customers_are_spread_over_one_interval():
    spread = spread_imported(600, "D", day("11-16"), POLICY, CALENDAR)
    per_day = Counter(spread)
    working_days = [
        date(2026, 11, 17) + timedelta(days=number)
        for number in range(30)
        if CALENDAR.is_working_day(date(2026, 11, 17) + timedelta(days=number))
    ]
    assert sorted(per_day) == working_days
    assert (spread[0], spread[-1]) == (day("11-17"), day("12-16"))
    assert set(per_day.values()) == {23, 24}


def test_few_imported_customers_are_spread_too():
    assert spread_imported(2, "A", day("11-16"), POLICY, CALENDAR) == [day("11-17"), day("11-18")]
    assert spread_imported(0, "A", day("11-16"), POLICY, CALENDAR) == []


def test_imported_customer_keeps_its_spread_day_until_the_first_contact():
    imported = {"entered_on": day("11-16"), "imported_spread_on": day("12-10")}
    assert due("D", **imported) == day("12-10")
    assert due("D", "11-20", **imported) == day("12-19")
    assert due("D", open_inquiry_on=day("11-18"), **imported) == day("12-03")


def test_imported_high_grade_is_not_pulled_from_its_spread_day():
    assert due("B", entered_on=day("11-02"), imported_spread_on=day("11-09"), high_days_in_month=25) == day(
        "11-09"
    )


def test_raised_grade_is_due_on_the_next_working_day():
    assert due("A", "11-02", floor_on=day("11-19")) == day("11-19")
    inputs = DueInputs(grade="A", last_contact_on=day("11-02"), floor_on=day("11-19"))
    assert next_due(inputs, POLICY, CALENDAR).why == Why(
        Rule.AFTER_CHANGE, {"instead_of": "2026-11-05", "rule": "interval"}
    )


def test_date_on_the_floor_keeps_its_own_reason():
    inputs = DueInputs(grade="A", last_contact_on=day("11-16"), floor_on=day("11-19"))
    assert next_due(inputs, POLICY, CALENDAR).why.rule == Rule.INTERVAL


def test_lowered_grade_follows_the_longer_interval():
    assert due("C", "11-16", floor_on=day("11-18")) == day("12-01")


def test_handed_over_high_grade_is_due_on_the_next_working_day():
    assert due("A", "11-20", handed_over_on=day("11-21")) == day("11-23")
    assert due("B", "11-20", handed_over_on=day("11-21")) == day("11-23")


def test_handed_over_low_grade_keeps_its_date():
    assert due("C", "11-20", handed_over_on=day("11-21")) == day("12-05")


def test_handover_is_used_up_by_the_next_contact():
    assert due("A", "11-23", handed_over_on=day("11-21")) == day("11-26")


def test_earlier_date_by_hand_wins():
    assert due("A", "11-16", manual_due_on=day("11-18")) == day("11-18")


def test_date_by_hand_without_reason_never_delays():
    assert due("A", "11-16", manual_due_on=day("11-25")) == day("11-19")


@pytest.mark.parametrize(
    "rule", [{}, {"open_inquiry_on": date(2026, 11, 1)}, {"handed_over_on": date(2026, 11, 16)}]
)
def test_later_date_by_hand_replaces_whatever_rule(rule):
    assert due("A", "11-16", manual_due_on=day("11-25"), is_manual_later=True, **rule) == day("11-25")


def test_contact_of_the_stand_in_moves_the_date():
    assert [due("A", "11-16"), due("A", "11-19")] == [day("11-19"), day("11-23")]


@pytest.mark.parametrize(
    ("today", "state", "overdue_days"),
    [
        ("11-18", "later", 0),
        ("11-19", "today", 0),
        ("11-20", "overdue", 1),
        ("11-22", "overdue", 2),
        ("11-23", "overdue", 3),
        ("11-24", "missed", 4),
    ],
)
def test_overdue_and_missed_count_working_days(today, state, overdue_days):
    standing = due_state_of(dated(day("11-19"), "A"), day(today), CALENDAR)
    assert (standing.state, CALENDAR.working_days_between(day("11-19"), day(today))) == (state, overdue_days)
    assert standing.count == (overdue_days if state == "overdue" else 1 if state == "missed" else None)


def test_contact_due_on_saturday_is_not_overdue_on_sunday():
    assert due_state_of(dated(day("11-21"), "B"), day("11-22"), CALENDAR).state == "today"


@pytest.mark.parametrize(
    ("grade", "due_on", "expected"),
    [("A", "11-19", "11-24"), ("B", "11-21", "11-29"), ("C", "12-05", "12-21"), ("D", "10-31", "12-01")],
)
def test_missed_begins_after_a_further_whole_interval(grade, due_on, expected):
    assert missed_from(day(due_on), grade, POLICY, CALENDAR) == day(expected)


@pytest.mark.parametrize("reason", [{"has_owner": False}, {"is_lost": True}, {"is_merged": True}])
def test_customer_not_followed_has_no_due_date(reason):
    assert due("A", "11-16", manual_due_on=day("11-18"), **reason) is None


def test_neither_contact_nor_entry_is_refused():
    with pytest.raises(ValueError, match="last contact or the day of entry"):
        due("A")


# Five contacts a month


@pytest.mark.parametrize(
    ("grade", "contact", "contact_days", "expected"),
    [
        ("B", "11-23", 4, "11-30"),
        ("B", "11-04", 1, "11-10"),
        ("B", "11-10", 2, "11-16"),
        ("B", "11-16", 3, "11-23"),
        ("B", "11-25", 4, "11-30"),
        ("B", "11-25", 3, "11-27"),
        ("A", "11-25", 2, "11-26"),
        ("B", "11-02", 1, "11-09"),
        ("B", "10-29", 5, "11-05"),  # counted from 31 Oct November would give the 6th
    ],
)
def test_missing_contacts_of_the_month_move_the_date_closer(grade, contact, contact_days, expected):
    assert due(grade, contact, contact_days_in_month=contact_days, **all_month(contact)) == day(expected)


def test_contacts_kept_every_week_follow_the_normal_interval():
    dates = [
        due("B", contact, contact_days_in_month=number, **all_month(contact))
        for number, contact in enumerate(["11-02", "11-09", "11-16", "11-23"], start=1)
    ]
    assert dates == [day("11-09"), day("11-16"), day("11-23"), day("11-30")]


def test_month_is_the_reason_when_it_pulls():
    inputs = DueInputs(
        grade="B",
        last_contact_on=day("11-04"),
        contact_days_in_month=1,
        high_days_in_month=25,
    )
    params = {
        "grade": "B",
        "month": "2026-11-01",
        "missing": 4,
        "working_days_left": 22,
        "from_on": "2026-11-04",
        "count": 5,
    }
    assert next_due(inputs, POLICY, CALENDAR).why == Why(Rule.MONTHLY_CONTACTS, params)


def test_short_month_pulls_before_it_begins():
    assert due("B", "01-31", contact_days_in_month=5, **all_month("01-31")) == day("02-04")


def test_month_without_a_working_day_left_pulls_nothing():
    assert due("A", "11-30", contact_days_in_month=1, **all_month("11-30")) == day("12-03")


def test_high_grade_late_in_the_month_asks_its_share():
    spans = [GradeSpan("C", day("01-05"), day("11-26")), GradeSpan("B", day("11-27"))]
    high_days = count_high_days(NOVEMBER, spans, POLICY, CALENDAR)
    assert high_days == 3
    assert asked_in_month(high_days, NOVEMBER, POLICY, CALENDAR) == 0
    assert due("B", "11-20", contact_days_in_month=1, high_days_in_month=3, floor_on=day("11-28")) == day(
        "11-28"
    )


def test_high_grade_for_the_whole_month_asks_five():
    assert asked_in_month(25, NOVEMBER, POLICY, CALENDAR) == 5


def test_five_chats_on_one_day_are_one_contact_day():
    contact_days = len({CALENDAR.day_of(shanghai(f"11-02 10:0{minute}")) for minute in range(5)})
    assert due("B", "11-02", contact_days_in_month=contact_days, **all_month("11-02")) == day("11-09")
    assert contact_days == 1


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"reached_buyer": True, "is_inbound": False, "is_live": False}, True),
        ({"reached_buyer": False, "is_inbound": False, "is_live": True}, False),
        ({"reached_buyer": True, "is_inbound": True, "is_live": False}, False),
        ({"reached_buyer": True, "is_inbound": True, "is_live": True}, True),
    ],
)
def test_contact_reached_the_buyer_or_was_live(record, expected):
    assert is_contact(**record) is expected


@pytest.mark.parametrize(
    "fields", [{"a_working_days": 0}, {"new_customer_minutes": -1}, {"high_grades": frozenset("AE")}]
)
def test_impossible_policy_is_refused(fields):
    with pytest.raises(ValueError, match=r"intervals|negative|among"):
        CadencePolicy(**fields)
