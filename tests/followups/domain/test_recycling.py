"""When customers go back to the open pool by rule (rules.md §6, trust.md T5)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.work_calendar import WorkCalendar
from followups.domain.cadence import missed_from
from followups.domain.intervals import CadencePolicy, interval_due, interval_end
from followups.domain.recycling import (
    Leaving,
    PoolReason,
    PoolRule,
    Standing,
    Step,
    Told,
    leaving,
    next_step,
    rounds_missed_from,
)

CALENDAR, CADENCE = WorkCalendar(), CadencePolicy()
DAY = timedelta(days=1)
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
MONDAY = date(2026, 11, 16)
IDLE = Standing("C", due_on=None, silent_since=MONDAY, held_since=date(2024, 1, 1))
DUE = Standing("A", due_on=MONDAY, silent_since=date(2026, 11, 12), held_since=date(2024, 1, 1))


def goes(standing, rule):
    found = leaving(standing, rule, CADENCE, CALENDAR)
    return found and (found.warn_on, found.goes_on)


def test_nothing_goes_without_a_rule():
    assert leaving(DUE, PoolRule(), CADENCE, CALENDAR) is None
    assert leaving(replace(DUE, due_on=None), PoolRule(rounds=1), CADENCE, CALENDAR) is None


def test_silence_is_counted_in_whole_working_days_and_takes_effect_the_day_after():
    # Ten working days after Mon 16: Tue 17 … Fri 27; recyclable on Sat 28, gone on Sun 29.
    assert goes(IDLE, PoolRule(idle_days=10)) == (date(2026, 11, 22), date(2026, 11, 29))


def test_missed_rounds_are_whole_intervals_in_a_row():
    # A, due Mon 16: missed after Thu 19, after Mon 23, after Thu 26; recyclable on Fri 27.
    assert goes(DUE, PoolRule(rounds=3)) == (date(2026, 11, 21), date(2026, 11, 28))


def test_nobody_is_warned_of_what_is_not_overdue_and_the_seven_days_stay():
    assert goes(DUE, PoolRule(rounds=1)) == (date(2026, 11, 17), date(2026, 11, 24))


def test_days_before_the_present_owner_do_not_count():
    held = replace(IDLE, held_since=MONDAY + 7 * DAY)
    assert goes(held, PoolRule(idle_days=10)) == goes(
        replace(IDLE, silent_since=MONDAY + 7 * DAY), PoolRule(idle_days=10)
    )


def test_protected_customer_goes_the_day_after_at_the_earliest():
    kept = replace(IDLE, protected_until=date(2026, 12, 24))
    assert goes(kept, PoolRule(idle_days=10)) == (date(2026, 12, 18), date(2026, 12, 25))


def test_of_two_rules_the_earlier_takes_it():
    both = leaving(replace(DUE, silent_since=MONDAY), PoolRule(rounds=9, idle_days=10), CADENCE, CALENDAR)
    assert both is not None
    assert (both.reason, both.goes_on, both.count) == (PoolReason.IDLE, date(2026, 11, 29), 10)


@given(due_on=st.dates(FIRST, LAST), grade=st.sampled_from("ABCD"), count=st.integers(1, 6))
def test_one_missed_round_is_what_missed_means(due_on, grade, count):
    assert rounds_missed_from(due_on, 1, grade, CADENCE, CALENDAR) == missed_from(
        due_on, grade, CADENCE, CALENDAR
    )
    ends = due_on
    for _round in range(count):
        ends = interval_end(ends, CADENCE.interval_of(grade), CALENDAR)
    assert rounds_missed_from(due_on, count, grade, CADENCE, CALENDAR) > ends


# ── T5: every day of three years against a plain model ──────────────────────
CONTACT_DAYS = st.lists(st.dates(FIRST, LAST), max_size=40, unique=True)
WORKED = [CALENDAR.is_working_day(FIRST + n * DAY) for n in range((LAST - FIRST).days + 400)]


def silent_days(since, today):
    """Whole working days after `since` and before `today`, counted one by one."""
    return sum(
        WORKED[(day - FIRST).days] for day in (since + n * DAY for n in range(1, (today - since).days))
    )


def tell(step, told, goes_on, today):
    """What the owner has been told after this step."""
    if step == Step.WARN:
        return Told(today, goes_on)
    if step == Step.REMIND:
        return replace(told, goes_on=goes_on, reminded_on=today)
    return None if step == Step.DROP else told


def live(rule, contacts, grade="C", *, missed_nights=frozenset()):
    """Sweep every night and contact by day; return by night what was done, until the customer went."""
    told, since, done, contact_days = None, FIRST, {}, set(contacts)
    for number in range((LAST - FIRST).days + 1):
        today = FIRST + number * DAY
        if today not in missed_nights:
            standing = Standing(
                grade, interval_due(since, CADENCE.interval_of(grade), CALENDAR), since, FIRST
            )
            step, goes_on = next_step(leaving(standing, rule, CADENCE, CALENDAR), told, today)
            done |= {today: step} if step != Step.NOTHING else {}
            told = tell(step, told, goes_on, today)
            if step == Step.GO:
                return done, since, today
        if today in contact_days:
            since, told = today, None
    return done, since, None


@given(contacts=CONTACT_DAYS, days=st.integers(8, 120))
def test_idle_customers_go_on_the_day_of_a_plain_count(contacts, days):
    done, since, went_on = live(PoolRule(idle_days=days), contacts)
    today, last_contact = FIRST, FIRST
    recyclable_on = expected = None
    while today <= LAST and expected is None:
        if recyclable_on is not None:
            expected = today
        elif silent_days(last_contact, today) >= days:
            recyclable_on = today
        if today in set(contacts):
            last_contact, recyclable_on = today, None
        today += DAY
    # What the model takes on a morning may be warned late only by the first days of the world.
    assert went_on == (expected if expected is None or expected <= LAST else None)
    if went_on is not None:
        assert silent_days(since, went_on - DAY) >= days
        assert [done[went_on - 7 * DAY], done[went_on - DAY]] == [Step.WARN, Step.REMIND]


@given(contacts=CONTACT_DAYS, rounds=st.integers(2, 6), grade=st.sampled_from("BCD"))
def test_missed_rounds_go_on_the_day_of_a_plain_count(contacts, rounds, grade):
    _done, since, went_on = live(PoolRule(rounds=rounds), contacts, grade)
    interval = CADENCE.interval_of(grade)
    last, expected = FIRST, None
    for contact in [*sorted(contacts), date.max]:
        end = interval_due(last, interval, CALENDAR)
        for _round in range(rounds):
            end = interval_end(end, interval, CALENDAR)
        if end + 2 * DAY <= min(contact, LAST):
            expected = end + 2 * DAY
            break
        last = contact if contact != date.max else last
    assert went_on == expected
    assert went_on is None or since == last


@given(
    contacts=CONTACT_DAYS,
    days=st.integers(1, 60),
    rounds=st.integers(1, 5),
    grade=st.sampled_from("ABCD"),
    missed=st.frozensets(st.dates(FIRST, LAST), max_size=60),
)
def test_nobody_loses_a_customer_unwarned_or_early_whatever_nights_are_missed(
    contacts, days, rounds, grade, missed
):
    rule = PoolRule(rounds, days)
    done, since, went_on = live(rule, contacts, grade, missed_nights=missed)
    if went_on is None:
        return
    standing = Standing(grade, interval_due(since, CADENCE.interval_of(grade), CALENDAR), since, FIRST)
    found = leaving(standing, rule, CADENCE, CALENDAR)
    assert isinstance(found, Leaving)
    assert went_on >= found.goes_on
    last = {step: max(day for day, one in done.items() if one == step) for step in (Step.WARN, Step.REMIND)}
    assert since < last[Step.WARN] <= went_on - 7 * DAY
    assert last[Step.WARN] < last[Step.REMIND] < went_on


@pytest.mark.parametrize(("today", "step"), [
    (date(2026, 11, 21), Step.NOTHING), (date(2026, 11, 22), Step.WARN),
])  # fmt: skip
def test_first_warning_comes_seven_days_before(today, step):
    found = leaving(IDLE, PoolRule(idle_days=10), CADENCE, CALENDAR)
    assert next_step(found, None, today)[0] == step


def test_warning_that_no_rule_gives_any_more_is_dropped():
    told = Told(date(2026, 11, 22), date(2026, 11, 29))
    assert next_step(None, told, date(2026, 11, 23))[0] == Step.DROP
    later = leaving(IDLE, PoolRule(idle_days=30), CADENCE, CALENDAR)
    assert next_step(later, told, date(2026, 11, 23))[0] == Step.DROP
