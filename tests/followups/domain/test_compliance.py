"""Compliance: N17, every row of examples.md, and that whoever keeps every due date has 100 %."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.work_calendar import WorkCalendar
from followups.domain.cadence import DueInputs, GradeSpan, next_due
from followups.domain.compliance import (
    History,
    Span,
    Tally,
    tally_window,
    window_of,
    windows_ending_in,
)
from followups.domain.intervals import CadencePolicy, Unit

CALENDAR = WorkCalendar()
POLICY = CadencePolicy()
ONE_DAY = timedelta(days=1)


def day(text):
    return date.fromisoformat(f"2026-{text}")


def days(*texts):
    return frozenset(day(text) for text in texts)


ALWAYS = (Span(date(2026, 1, 1)),)


def history(grade, contacts, responsible=ALWAYS, grades=None):
    spans = grades or (GradeSpan(grade, date(2026, 1, 1)),)
    return History(date(2025, 12, 1), tuple(spans), tuple(responsible), contacts)


def tally(grade, contacts, on, **spans):
    window = window_of(day(on), POLICY.interval_of(grade).unit)
    return tally_window(history(grade, contacts, **spans), grade, window, POLICY, CALENDAR)


@pytest.mark.parametrize(
    ("contacts", "week", "expected"),
    [
        (("11-16", "11-19"), "11-16", Tally(2, 2)),
        (("11-16", "11-17", "11-18", "11-19", "11-20", "11-21"), "11-16", Tally(2, 2)),
        (("11-16", "11-23"), "11-16", Tally(2, 1)),
        ((), "11-16", Tally(2, 0)),
        (("11-16", "11-22"), "11-16", Tally(2, 2)),
    ],
)
def test_week_of_an_a_customer(contacts, week, expected):
    assert tally("A", days(*contacts), week) == expected


@pytest.mark.parametrize(
    ("grade", "week", "asked"),
    [
        ("A", "09-28", 1),
        ("B", "09-28", 0),
        ("A", "02-16", 0),
        ("B", "02-16", 0),
        ("B", "11-16", 1),
        ("A", "09-14", 2),
        ("B", "09-14", 1),
    ],
)
def test_week_asks_whole_intervals_of_its_working_days(grade, week, asked):
    assert tally(grade, frozenset(), week).asked == asked


@pytest.mark.parametrize(("half", "asked"), [("02-16", 0), ("02-15", 1), ("11-16", 1), ("12-31", 1)])
def test_half_month_of_a_c_customer(half, asked):
    assert tally("C", frozenset(), half).asked == asked


def test_month_of_a_d_customer_needs_the_whole_month():
    assert tally("D", days("11-17"), "11-01") == Tally(1, 1)
    assert tally("D", days("11-17"), "11-01", responsible=(Span(day("11-02")),)) == Tally(0, 0)


def test_window_without_a_working_day_asks_nothing():
    closed = WorkCalendar(own_days={day("03-01") + number * ONE_DAY: False for number in range(31)})
    for grade, first in (("C", "03-01"), ("D", "03-01")):
        window = window_of(day(first), POLICY.interval_of(grade).unit)
        assert tally_window(history(grade, frozenset()), grade, window, POLICY, closed) == Tally(0, 0)


def test_new_owner_on_thursday_shares_the_week():
    contacts = days("11-16", "11-20")
    old = tally("A", contacts, "11-16", responsible=(Span(day("01-01"), day("11-18")),))
    new = tally("A", contacts, "11-16", responsible=(Span(day("11-19")),))
    assert [old, new] == [Tally(1, 1), Tally(1, 1)]


def test_scattered_days_hold_no_whole_interval():
    owner = (Span(day("11-17"), day("11-18")), Span(day("11-20"), day("11-21")))
    assert tally("A", frozenset(), "11-16", responsible=owner) == Tally(0, 0)


def test_half_month_with_a_day_of_the_stand_in_asks_nothing():
    owner = (Span(day("12-16"), day("12-20")), Span(day("12-22"), day("12-31")))
    assert tally("C", frozenset(), "12-16", responsible=owner) == Tally(0, 0)


def test_grade_of_the_day_decides():
    grades = (GradeSpan("C", day("01-01"), day("11-18")), GradeSpan("A", day("11-19")))
    assert tally("A", days("11-17", "11-20"), "11-16", grades=grades) == Tally(1, 1)


def test_windows_belong_to_the_period_in_which_they_end():
    november = (day("11-01"), day("11-30"))
    weeks = [window.last_on for window in windows_ending_in(*november, Unit.WORKING_DAYS)]
    assert weeks == [day("11-01"), day("11-08"), day("11-15"), day("11-22"), day("11-29")]
    assert [window.last_on for window in windows_ending_in(*november, Unit.DAYS)] == [
        day("11-15"),
        day("11-30"),
    ]
    assert [window.last_on for window in windows_ending_in(*november, Unit.MONTHS)] == [day("11-30")]
    assert list(windows_ending_in(day("11-01"), day("11-29"), Unit.MONTHS)) == []


def test_tallies_add_up():
    total = tally("A", days("11-16", "11-19"), "11-16") + tally("A", days("11-16"), "11-16")
    assert (total, total.share, Tally().share) == (Tally(4, 3), 0.75, None)


# Who keeps every due date has 100 %

START = date(2026, 1, 5)
END = date(2026, 12, 31)
YEAR = [START + number * ONE_DAY for number in range((END - START).days + 1)]
CLOSURES = st.sets(st.sampled_from(YEAR), max_size=60)


def tallies_of_year(customer, calendar):
    """Per grade, over all windows that end in the year."""
    units = {grade: POLICY.interval_of(grade).unit for grade in "ABCD"}
    return {
        grade: sum(
            (
                tally_window(customer, grade, window, POLICY, calendar)
                for window in windows_ending_in(START, END, unit)
            ),
            start=Tally(),
        )
        for grade, unit in units.items()
    }


@st.composite
def calendars(draw):
    """A year with single days off and one long closure of the company's own."""
    own_days = dict.fromkeys(draw(CLOSURES), False)
    closed_from = draw(st.dates(START, END))
    own_days.update({closed_from + number * ONE_DAY: False for number in range(draw(st.integers(0, 50)))})
    return WorkCalendar(own_days=own_days)


@st.composite
def grade_spans(draw):
    """The grades of one customer over the year, each different from the one before."""
    changes = sorted(draw(st.sets(st.dates(START + ONE_DAY, END), max_size=5)))
    ends = [*(change - ONE_DAY for change in changes), None]
    spans = []
    for start, end in zip([START, *changes], ends, strict=True):
        others = [grade for grade in "ABCD" if not spans or grade != spans[-1].grade]
        spans.append(GradeSpan(draw(st.sampled_from(others)), start, end))
    return tuple(spans)


def contacts_on_every_due_date(grades, handovers, calendar):
    """Diligent people: contacts exactly on the due dates; each change lifts the date as N13 says."""
    contacts, last_on, floor_on, handed_over_on = set(), None, None, None
    for today in YEAR:
        span = next(span for span in grades if span.from_on <= today <= (span.until_on or END))
        if today in handovers or today == span.from_on > START:
            floor_on = calendar.next_working_day(today)
        handed_over_on = today if today in handovers else handed_over_on
        inputs = DueInputs(
            grade=span.grade,
            entered_on=START,
            last_contact_on=last_on,
            floor_on=floor_on,
            handed_over_on=handed_over_on,
        )
        if next_due(inputs, POLICY, calendar).on <= today:
            contacts.add(today)
            last_on = today
    return frozenset(contacts)


@settings(max_examples=50, deadline=None)
@given(
    calendars(), grade_spans(), st.sets(st.sampled_from(YEAR[1:]), max_size=4), st.sets(st.sampled_from(YEAR))
)
def test_keeping_every_due_date_is_full_compliance(calendar, grades, handovers, absences):
    contacts = contacts_on_every_due_date(grades, handovers, calendar)
    people = {day: (sum(day >= each for each in handovers), day in absences) for day in YEAR}
    for person in set(people.values()):
        held = tuple(Span(day, day) for day in YEAR if people[day] == person)
        tallies = tallies_of_year(History(START, grades, held, contacts), calendar)
        assert [tally.kept for tally in tallies.values()] == [tally.asked for tally in tallies.values()]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from("ABCD"), st.sets(st.dates(START, END), max_size=80))
def test_kept_is_never_more_than_asked(grade, contacts):
    customer = History(START, (GradeSpan(grade, START),), (Span(START),), frozenset(contacts))
    tallies = tallies_of_year(customer, CALENDAR)
    assert all(0 <= tally.kept <= tally.asked for tally in tallies.values())
    assert [tally.asked for name, tally in tallies.items() if name != grade] == [0, 0, 0]
