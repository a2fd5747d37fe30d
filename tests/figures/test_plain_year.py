"""Properties of the rules, and the model against a small made year."""

import itertools
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.plain_year import clocks, due, people, reports, world_maker
from figures.plain_year.world import Contact, Customer, Person, Team, World

CAL = world_maker.calendar_of_2026()
EVENING = world_maker.calendar_of_2026(evening_counts=True)
START = datetime(2026, 1, 1)
moments = st.integers(0, 364 * 24 * 60).map(lambda n: START + timedelta(minutes=n))
calendars = st.sampled_from([CAL, EVENING])


@given(calendars, moments, st.integers(1, 2000))
@settings(max_examples=150, deadline=None)
def test_adding_and_measuring_agree(cal: reports.Calendar, start: datetime, minutes: int) -> None:
    end = cal.add_working_minutes(start, minutes)
    assert cal.working_minutes_between(start, end) == minutes
    assert cal.working_minutes_between(start, end - timedelta(minutes=1)) == minutes - 1


@given(calendars, moments, st.booleans())
@settings(max_examples=150, deadline=None)
def test_clock_in_order(cal: reports.Calendar, received: datetime, fax: bool) -> None:
    clock = clocks.reply_clock(cal, received, fax)
    assert received <= clock.due_soon_from <= clock.target <= clock.limit
    assert cal.working_minutes_between(received, clock.limit) >= 1
    assert clock.announced_limit <= clock.limit
    assert cal.is_inside(clock.announced_limit)
    assert clock.announced_limit > received


@given(st.sampled_from("ABCD"), st.dates(date(2025, 11, 1), date(2026, 11, 30)))
@settings(max_examples=150, deadline=None)
def test_due_is_a_working_day_after_the_contact(grade: str, day: date) -> None:
    found = due.cadence_due(CAL, grade, day)
    assert found > day
    assert CAL.is_working_day(found)


def one_customer(grade: str, days: list[date]) -> World:
    since = datetime(2025, 6, 2, 9)
    only = Customer("c", since, True, (("P", since, None),), ((grade, since, None),))
    made = tuple(Contact(f"k{day}", "c", "P", reports.at(day, 10), reports.at(day, 10)) for day in days)
    return World(
        "B",
        (Team("T", "M"),),
        (Person("M", "T", since, is_salesperson=False), Person("P", "T", since)),
        (only,),
        contacts=made,
    )


@given(st.sampled_from("ABCD"), st.dates(date(2025, 12, 1), date(2025, 12, 20)), st.randoms())
@settings(max_examples=25, deadline=None)
def test_who_keeps_every_due_date_has_100_percent(grade: str, first: date, random: object) -> None:
    days = [first]
    while days[-1] < date(2026, 12, 31):
        latest = due.cadence_due(CAL, grade, days[-1])
        days.append(latest - timedelta(days=random.choice([0, 0, 1])))  # type: ignore[attr-defined]
        if days[-1] <= days[-2]:
            days[-1] = latest
    world = one_customer(grade, days)
    windows = reports.windows_ending_in(datetime(2026, 1, 31), datetime(2026, 12, 31))
    rows = reports.compliance_rows(world, CAL, windows, datetime(2027, 1, 31))
    kept, asked = reports.compliance(rows, "P")[grade]
    assert kept == asked > 0


def test_periods_tile_the_year() -> None:
    periods = reports.weekly_timetable(CAL, 2026)
    for before, after in itertools.pairwise(periods):
        assert before.end == after.start
    # 52 Saturdays; that of 3 Jan moved to 31 Dec 2025, and the week of 16 Feb has no report
    assert len(periods) == 50
    assert all(CAL.is_working_day(each.day) for each in periods)


@pytest.fixture(scope="module")
def world() -> World:
    return world_maker.make_world(7, CAL, 2026, world_maker.SMALL)


def test_same_seed_same_world(world: World) -> None:
    again = world_maker.make_world(7, CAL, 2026, world_maker.SMALL)
    assert again.messages == world.messages
    assert again.contacts == world.contacts
    assert again.submissions == world.submissions
    assert again.points == world.points
    assert world_maker.make_world(8, CAL, 2026, world_maker.SMALL).contacts != world.contacts


def test_made_world_is_sound(world: World) -> None:
    for contact in world.contacts:
        person = world.person_of_id[contact.by]
        assert people.is_active_at(person, contact.at)
        assert people.is_active_at(person, contact.entered_at)
        assert contact.entered_at >= contact.at
        only = world.customer_of_id[contact.customer_id]
        if contact.at >= only.created_at:
            assert people.responsible_at(world, only.id, contact.at) == contact.by
    replies = [(each.inquiry_id, each.at, each.reached) for each in world.contacts if each.inquiry_id]
    for message in world.messages:
        assert message.entered_at >= message.received_at
        assert message.replied_at == clocks.stopped_at(
            message.received_at,
            message.inquiry_id,
            [(inquiry, moment, reached) for inquiry, moment, reached in replies if inquiry],
        )
    for closing in world.closings:
        inquiry = [each for each in world.messages if each.inquiry_id == closing.inquiry_id]
        for message in inquiry:
            if closing.result == "lost" and message.received_at <= closing.at:
                assert message.replied_at is not None
                assert message.replied_at <= closing.at
                assert message.entered_at <= closing.at
    for check in world.mail_checks:
        opens, closes = reports.mail_window_span(check.day, check.window)
        assert opens <= check.at < closes


def test_sums_of_a_made_year(world: World) -> None:
    known = datetime(2027, 1, 31)
    periods = reports.weekly_timetable(CAL, 2026)
    start, end = periods[0].start, periods[-1].end
    year = [reports.figures(world, CAL, each.id, start, end, known, ()) for each in world.people]
    inside = [each for each in world.messages if start <= each.received_at < end]
    assert sum(each.received for each in year) == len(inside)
    assert sum(each.invalid for each in year) == len(
        [each for each in world.messages if each.invalid_at and start <= each.invalid_at < end]
    )
    answered = [each for each in world.messages if each.replied_at and start <= each.replied_at < end]
    assert len(answered) == sum(
        each.in_target + each.in_limit + each.late + each.late_excepted for each in year
    )
    assert sum(sum(each.contacts.values()) for each in year) == len(
        [each for each in world.contacts if each.reached and start <= each.at < end]
    )


def test_parts_add_up(world: World) -> None:
    found = 0
    for period in reports.weekly_timetable(CAL, 2026):
        for person in world.people:
            weekly = reports.weekly_figures(world, CAL, person.id, period)
            if weekly is None or len(weekly.parts) == 1:
                continue
            found += 1
            for name in (
                "received",
                "in_target",
                "in_limit",
                "late",
                "quotes",
                "mail_done",
                "mail_asked",
            ):
                parts = sum(getattr(each.figures, name) for each in weekly.parts)
                assert parts == getattr(weekly.whole, name)
            for grade in "ABCD":
                assert weekly.whole.contacts[grade] == sum(
                    each.figures.contacts[grade] for each in weekly.parts
                )
                kept = [each.figures.cadence[grade] for each in weekly.parts]
                assert weekly.whole.cadence[grade] == (
                    sum(each[0] for each in kept),
                    sum(each[1] for each in kept),
                )
    assert found == 1


def test_whole_year_runs(world: World) -> None:
    year = reports.whole_year(world, CAL, 2026)
    assert set(year.states.values()) == {"in_time", "late", "not_given"}
    assert any(part.mark == "left" for each in year.weekly.values() for part in each.parts)
    dates = reports.due_dates(world, CAL, datetime(2026, 8, 3))
    assert any(each is not None for each in dates.values())
