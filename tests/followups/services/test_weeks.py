"""The weekly figures of the cadence: what Today shows is what a plain recomputation gives (N17)."""

from datetime import date, timedelta

import pytest

from accounts.models import User
from accounts.scoping import responsible_for
from customers.models import GradeChange, OwnerPeriod
from customers.services import change_stage
from customers.timeline import add_entry
from followups.domain.compliance import Tally, tally_window
from followups.domain.running_week import windows_of_week
from followups.models import CadenceWeek, DateByHand
from followups.selectors.compliance import Period, read_histories
from followups.selectors.due_inputs import rules_at
from followups.selectors.people import charge_of
from followups.services import refresh_weeks
from followups.services.weeks import mondays_of, week_tally
from tests.factories import AbsenceFactory
from tests.followups.helpers import had_contact, make_customer, nov, shanghai

LATER = shanghai(11, 30)  # the week of 16 November has ended


def tally_of(user, monday, until_on=None):
    rules = rules_at(LATER)
    histories = read_histories(user, Period(nov(1), nov(29)), rules)
    return week_tally(histories, monday, until_on or monday + timedelta(days=6), rules)


@pytest.mark.parametrize(
    ("days", "monday", "expected"),
    [
        ([16, 19], nov(16), Tally(2, 2)),
        ([16, 17, 18, 19, 20, 21], nov(16), Tally(2, 2)),
        ([16, 23], nov(16), Tally(2, 1)),
    ],
)
def test_week_of_an_a_customer(cast, days, monday, expected):
    customer = make_customer(cast.owner, "A")
    for day in days:
        had_contact(customer, shanghai(11, day))
    assert tally_of(cast.owner, monday) == expected


def test_week_of_a_handover_asks_each_for_one(cast):
    customer, at = make_customer(cast.owner, "A"), shanghai(11, 19)
    OwnerPeriod.objects.update(ended_at=at)
    OwnerPeriod.objects.create(customer=customer, owner=cast.teammate, started_at=at)
    assert [tally_of(user, nov(16)).asked for user in (cast.owner, cast.teammate)] == [1, 1]


def lose(customer, at, stage="lost"):
    change_stage(actor=None, customer=customer, stage=stage, reason="Gave up", at=at)


def test_nothing_is_asked_of_who_was_lost_from_that_day_on(cast):
    customer = make_customer(cast.owner, "A")
    before = tally_of(cast.owner, nov(16)).asked
    lose(customer, shanghai(11, 19))
    half = tally_of(cast.owner, nov(16)).asked
    lose(make_customer(cast.owner, "A"), shanghai(11, 16))
    assert (before, half, tally_of(cast.owner, nov(16)).asked) == (2, 1, 1)
    assert tally_of(cast.owner, nov(23)).asked == 0


def test_who_was_lost_and_came_back_is_asked_for_what_is_left_of_the_week(cast):
    customer = make_customer(cast.owner, "A")
    lose(customer, shanghai(11, 10))
    lose(customer, shanghai(11, 19), stage="contacted")
    assert [tally_of(cast.owner, monday).asked for monday in (nov(2), nov(9), nov(16), nov(23))] == [
        2,
        0,
        1,
        2,
    ]


def test_a_step_of_a_record_that_was_merged_in_does_not_make_it_lost(cast):
    """The history holds that the other was lost; the customer itself never was."""
    customer = make_customer(cast.owner, "A")
    values = {"before": "contacted", "after": "lost"}
    add_entry(customer=customer, kind="stage", at=shanghai(11, 17), actor=None, values=values)
    assert tally_of(cast.owner, nov(16)).asked == 2


def test_week_of_an_absence_asks_the_stand_in(cast):
    make_customer(cast.owner, "A")
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in, starts_on=nov(19), ends_on=nov(21))
    assert [tally_of(user, nov(16)).asked for user in (cast.owner, cast.stand_in)] == [1, 1]


def away(user, stand_in=None, first=19, last=21):
    AbsenceFactory(user=user, stand_in=stand_in, starts_on=nov(first), ends_on=nov(last))


def asked_of(cast):
    """What the week of 16 November asks of each: of an A customer two contacts, one in each half."""
    return {
        name: asked
        for name in ("owner", "stand_in", "manager")
        if (asked := tally_of(getattr(cast, name), nov(16)).asked)
    }


def test_week_of_a_stand_in_who_is_away_too_asks_the_manager(cast):
    make_customer(cast.owner, "A")
    away(cast.owner, cast.stand_in, 16, 21)
    away(cast.stand_in, None, 19, 21)
    assert asked_of(cast) == {"stand_in": 1, "manager": 1}


def test_week_of_an_absence_without_a_stand_in_asks_the_manager(cast):
    make_customer(cast.owner, "A")
    away(cast.owner)
    assert asked_of(cast) == {"owner": 1, "manager": 1}


def test_week_of_a_frozen_stand_in_asks_the_manager_from_the_freezing_on(cast):
    make_customer(cast.owner, "A")
    away(cast.owner, cast.stand_in, 16, 21)
    User.objects.filter(pk=cast.stand_in.pk).update(frozen_at=shanghai(11, 19))
    assert asked_of(cast) == {"stand_in": 1, "manager": 1}


def test_week_of_a_freezing_asks_the_manager_even_where_a_stand_in_was_named(cast):
    make_customer(cast.owner, "A")
    away(cast.owner, cast.stand_in)
    User.objects.filter(pk=cast.owner.pk).update(frozen_at=shanghai(11, 19))
    assert asked_of(cast) == {"owner": 1, "manager": 1}


def test_week_of_an_absence_that_nobody_can_take_over_asks_the_owner(cast):
    make_customer(cast.owner, "A")
    cast.owner.team = None
    cast.owner.save()
    away(cast.owner)
    assert asked_of(cast) == {"owner": 2}


def test_charge_is_the_owners_the_stand_ins_or_the_managers(cast):
    people = [cast.owner, cast.stand_in, cast.teammate, cast.manager, cast.boss, cast.frozen]

    def charges(day):
        for owner in (cast.owner, cast.stand_in, cast.teammate, cast.frozen):
            answering = [person for person in people if owner.pk in charge_of(person, nov(day)).owner_ids]
            assert answering == [responsible_for(owner, nov(day))]
            yield answering[0]

    away(cast.owner, cast.stand_in, 16, 20)
    away(cast.stand_in, None, 18, 19)
    away(cast.frozen, cast.teammate, 16, 21)
    owner, stand_in, teammate, manager = cast.owner, cast.stand_in, cast.teammate, cast.manager
    assert [list(charges(day)) for day in (15, 16, 18, 21)] == [
        [owner, stand_in, teammate, cast.frozen],  # frozen on the 16th
        [stand_in, stand_in, teammate, manager],
        [manager, manager, teammate, manager],
        [owner, stand_in, teammate, manager],
    ]


def test_charge_of_who_is_away_with_nobody_to_take_over_stays_theirs(cast):
    away(cast.boss)
    assert charge_of(cast.boss, nov(19)).owner_ids == {cast.boss.pk}


def test_week_of_a_grade_change_asks_each_grade_for_its_days(cast):
    customer, at = make_customer(cast.owner, "C"), shanghai(11, 19)
    GradeChange.objects.create(customer=customer, before="A", after="C", by=cast.owner, at=at)
    assert tally_of(cast.owner, nov(16)) == Tally(1, 0)


@pytest.mark.parametrize(("is_accepted", "kept"), [(True, 1), (False, 0), (None, 0)])
def test_later_date_counts_as_kept_only_when_accepted(cast, is_accepted, kept):
    customer = make_customer(cast.owner, "B")
    DateByHand.objects.create(
        customer=customer, computed_on=nov(18), due_on=nov(25), reason="fair", is_later=True, is_accepted=is_accepted,
        set_by=cast.owner, set_at=shanghai(11, 16),
    )  # fmt: skip
    assert tally_of(cast.owner, nov(16)) == Tally(1, kept)


def test_refresh_weeks_equals_the_plain_recomputation(cast):
    for number, grade in enumerate("AABBCCDD"):
        customer = make_customer(cast.owner, grade)
        for day in range(1 + number % 3, 25, 2 + number):
            had_contact(customer, shanghai(11, day))
    at = shanghai(11, 25)
    refresh_weeks(at=at)
    rules = rules_at(at)
    histories = read_histories(cast.owner, Period(date(2026, 10, 1), nov(24)), rules)
    asked = 0
    for monday in mondays_of(rules.today):
        plain = sum(
            (
                tally_window(history, grade, window, rules.policy, rules.calendar)
                for history in histories
                for grade in {span.grade for span in history.grades}
                for window in windows_of_week(grade, monday, nov(24), rules.policy)
            ),
            Tally(),
        )
        row = CadenceWeek.objects.get(user=cast.owner, monday=monday)
        assert Tally(row.asked, row.kept) == plain
        asked += plain.asked
    assert asked == 30


def test_refresh_weeks_twice_writes_the_same(cast):
    had_contact(make_customer(cast.owner, "A"), shanghai(11, 16))
    for _ in range(2):
        refresh_weeks(at=shanghai(11, 20), users=[cast.owner])
    assert CadenceWeek.objects.count() == 5


def test_who_keeps_every_due_date_has_all_on_any_morning(cast):
    customer = make_customer(cast.owner, "A")
    for day in (2, 5, 9, 12, 16, 19, 23, 26):
        had_contact(customer, shanghai(11, day))
    for day in range(16, 29):
        refresh_weeks(at=shanghai(11, day), users=[cast.owner])
        weeks = CadenceWeek.objects.filter(monday__gte=nov(2))
        assert [row for row in weeks if row.kept != row.asked] == []
