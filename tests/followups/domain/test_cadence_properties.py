"""What holds for every due date, whatever the inputs."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from core.domain.work_calendar import WorkCalendar
from customers.domain.due_state import due_state_of
from followups.domain.cadence import (
    DueInputs,
    condense,
    missed_from,
    new_customer_due,
    next_due,
    spread_imported,
)
from followups.domain.intervals import CadencePolicy

CALENDAR = WorkCalendar(own_days={date(2026, 6, 1) + timedelta(days=number): False for number in range(20)})
POLICY = CadencePolicy()
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
GRADES = st.sampled_from("ABCD")
WORKING_DAYS = DAYS.map(CALENDAR.next_working_day)
MAYBE_DAYS = st.none() | DAYS


@st.composite
def due_inputs(draw):
    last_contact_on = draw(MAYBE_DAYS)
    return DueInputs(
        grade=draw(GRADES),
        entered_on=draw(DAYS),
        last_contact_on=last_contact_on,
        imported_spread_on=draw(st.none() | WORKING_DAYS),
        open_inquiry_on=draw(MAYBE_DAYS),
        contact_days_in_month=draw(st.integers(0, 6)),
        high_days_in_month=draw(st.integers(0, 27)),
        high_days_in_next_month=draw(st.integers(0, 27)),
        handed_over_on=draw(MAYBE_DAYS),
        floor_on=draw(st.none() | WORKING_DAYS),
        manual_due_on=draw(MAYBE_DAYS),
        is_manual_later=draw(st.booleans()),
    )


@given(due_inputs())
def test_due_date_is_a_working_day_unless_set_by_hand(inputs):
    due = next_due(inputs, POLICY, CALENDAR)
    assert CALENDAR.is_working_day(due.on) or due.on == inputs.manual_due_on


@given(due_inputs(), DAYS)
def test_due_date_lies_after_the_last_contact(inputs, contact_on):
    inputs = replace(inputs, last_contact_on=contact_on, manual_due_on=None)
    assert next_due(inputs, POLICY, CALENDAR).on > contact_on


@given(due_inputs())
def test_further_rule_only_makes_it_earlier(inputs):
    inputs = replace(inputs, manual_due_on=None, floor_on=None)
    due = next_due(inputs, POLICY, CALENDAR)
    without = (
        {"open_inquiry_on": None},
        {"handed_over_on": None},
        {"high_days_in_month": 0},
        {"high_days_in_next_month": 0},
    )
    for values in without:
        assert due.on <= next_due(replace(inputs, **values), POLICY, CALENDAR).on


@given(due_inputs())
def test_floor_is_kept_and_changes_nothing_later(inputs):
    inputs = replace(inputs, manual_due_on=None)
    free = next_due(replace(inputs, floor_on=None), POLICY, CALENDAR)
    due = next_due(inputs, POLICY, CALENDAR)
    assert due.on == max(free.on, inputs.floor_on or free.on)


@given(due_inputs(), DAYS)
def test_what_a_changed_rule_found_overdue_stays_or_is_earlier(inputs, overdue_on):
    inputs = replace(inputs, manual_due_on=None)
    due = next_due(replace(inputs, overdue_on=overdue_on), POLICY, CALENDAR)
    assert due.on == min(overdue_on, next_due(inputs, POLICY, CALENDAR).on)


@given(due_inputs(), st.booleans(), MAYBE_DAYS)
def test_condensed_inputs_have_the_same_due(inputs, is_lost, overdue_on):
    inputs = replace(inputs, is_lost=is_lost, overdue_on=overdue_on)
    assert next_due(condense(inputs, POLICY), POLICY, CALENDAR) == next_due(inputs, POLICY, CALENDAR)


@given(GRADES, DAYS, DAYS)
def test_later_contact_is_never_due_earlier(grade, one_on, other_on):
    early, late = (
        next_due(DueInputs(grade=grade, last_contact_on=day), POLICY, CALENDAR)
        for day in sorted((one_on, other_on))
    )
    assert early.on <= late.on


@given(DAYS)
def test_better_grade_is_never_due_later(contact_on):
    dates = [
        next_due(DueInputs(grade=grade, last_contact_on=contact_on), POLICY, CALENDAR).on for grade in "ABCD"
    ]
    assert dates[0] <= dates[1]
    assert dates[2] <= dates[3]


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)))
def test_new_customer_is_due_on_a_working_day_by_saturday_or_next(entered_at):
    entered_on = CALENDAR.day_of(entered_at)
    due_on = new_customer_due(entered_at, None, POLICY, CALENDAR)
    saturday = entered_on + timedelta(days=5 - entered_on.weekday())
    assert CALENDAR.is_working_day(due_on)
    assert entered_on <= due_on <= max(saturday, CALENDAR.next_working_day(entered_on))


@given(st.integers(1, 200), GRADES, DAYS)
def test_spread_fills_working_days_of_one_interval(count, grade, imported_on):
    spread = spread_imported(count, grade, imported_on, POLICY, CALENDAR)
    last_on = next_due(DueInputs(grade=grade, entered_on=imported_on), POLICY, CALENDAR).on
    assert spread == sorted(spread)
    assert len(spread) == count
    assert all(CALENDAR.is_working_day(day) and imported_on < day <= last_on for day in spread)


@given(GRADES, DAYS, st.integers(0, 90))
def test_states_follow_in_order_and_agree_with_their_boundaries(grade, due_on, number):
    today = due_on - timedelta(days=10) + timedelta(days=number)
    order = ["later", "today", "overdue", "missed"]
    customer = SimpleNamespace(next_due_on=due_on, missed_on=missed_from(due_on, grade, POLICY, CALENDAR))
    standing = due_state_of(customer, today, CALENDAR)
    tomorrow = due_state_of(customer, today + timedelta(days=1), CALENDAR)
    assert order.index(standing.state) <= order.index(tomorrow.state)
    assert (standing.state == "missed") == (customer.missed_on <= today)
    is_late = due_on < CALENDAR.last_working_day_on_or_before(today)
    assert is_late == (standing.state in {"overdue", "missed"})
