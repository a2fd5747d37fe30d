"""The histories behind the figures of the cadence, against a plain reading day by day of all rows there are (N9, N14, N17)."""

import random
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.scoping import responsible_on
from core.work_days import current_calendar
from customers.models import Customer, GradeChange, OwnerPeriod, TimelineEntry
from customers.timeline import add_entry
from followups.domain.compliance import History
from followups.models import DateByHand, FollowUp
from followups.selectors.compliance import Period, read_histories, read_histories_by_customer
from followups.selectors.due_inputs import rules_at
from tests.factories import AbsenceFactory, FollowUpFactory
from tests.followups.helpers import make_customer, nov, shanghai

LATER = shanghai(11, 30)
KNOWN = shanghai(11, 20)
ONE_DAY = timedelta(days=1)
PEOPLE = ("owner", "teammate", "stand_in", "outsider", "manager", "frozen")

# Entered on, the grade of each day, the days responsible, the contact days: what a history says, in whatever spans.
Told = tuple[date, dict[date, str], set[date], set[date]]


def days_of(period: Period) -> Iterator[date]:
    day = period.from_on
    while day <= period.until_on:
        yield day
        day += ONE_DAY


# ── a made-up office ─────────────────────────────────────────────────────────
def make_office(cast: SimpleNamespace, seed: int) -> None:
    """Customers who change hands, grades and stages in and around November, contacts early and late, people away."""
    chance = random.Random(seed)
    sellers = [getattr(cast, name) for name in PEOPLE if name != "manager"]
    for person in chance.sample(sellers, 3):
        first, last = sorted(chance.sample(range(1, 30), 2))
        stand_in = chance.choice([None, *(one for one in sellers if one != person)])
        AbsenceFactory(user=person, stand_in=stand_in, starts_on=nov(first), ends_on=nov(last))
    for _ in range(14):
        entered = chance.choice([shanghai(1, 5), some_time(chance)])
        stage = chance.choice(["contacted", "contacted", "lost"])
        customer = make_customer(
            chance.choice(sellers), chance.choice("ABCD"), created_at=entered, stage=stage
        )
        hand_over(chance, customer, sellers)
        change(chance, customer)
        contact(chance, customer)


def some_time(chance: random.Random) -> datetime:
    """Some time of the end of October or of November."""
    return shanghai(10, 25, 9) + timedelta(minutes=chance.randint(0, 36 * 24 * 60))


def hand_over(chance: random.Random, customer: Customer, sellers: list[User]) -> None:
    """Up to three more owners, some after a time in the pool, some on one day."""
    begun = customer.created_at
    for _ in range(chance.randint(0, 3)):
        at = begun + timedelta(hours=chance.choice([1, 5, 60, 200]))
        OwnerPeriod.objects.filter(customer=customer, ended_at=None).update(ended_at=at)
        begun = at + timedelta(hours=chance.choice([0, 0, 50]))
        OwnerPeriod.objects.create(customer=customer, owner=chance.choice(sellers), started_at=begun)


def change(chance: random.Random, customer: Customer) -> None:
    for _ in range(chance.randint(0, 3)):
        before, after = chance.sample("ABCD", 2)
        GradeChange.objects.create(
            customer=customer, before=before, after=after, by=customer.owner, at=some_time(chance)
        )
    for _ in range(chance.randint(0, 2)):
        before, after = chance.sample(["contacted", "quoted", "lost"], 2)
        values = {"before": before, "after": after}
        add_entry(customer=customer, kind="stage", at=some_time(chance), actor=None, values=values)


def contact(chance: random.Random, customer: Customer) -> None:
    for _ in range(chance.randint(0, 8)):
        at, late = some_time(chance), timedelta(days=chance.choice([0, 0, 6]))
        FollowUpFactory(customer=customer, at=at, entered_at=at + late, is_contact=chance.random() < 0.8)
    if chance.random() < 0.5:
        DateByHand.objects.create(
            customer=customer, computed_on=chance.choice([None, nov(chance.randint(1, 29))]), due_on=nov(30), is_later=True,
            is_accepted=chance.choice([True, False, None]), judged_at=some_time(chance), set_by=customer.owner, set_at=shanghai(11, 1),
        )  # fmt: skip


# ── the plain reading ────────────────────────────────────────────────────────
def plainly(people: Iterable[User], period: Period) -> dict[int, dict[int, Told]]:
    """Ask of every customer and every day who was responsible, and keep what the people were."""
    owners = User.objects.select_related("team__manager")
    answering = responsible_on((owner, day) for owner in owners for day in days_of(period))
    found: dict[int, dict[int, Told]] = {person.pk: {} for person in people}
    for customer in Customer.objects.all():
        owned = owners_of(customer, period)
        for person in people:
            days = {day for day, owner_id in owned.items() if answering[owner_id, day] == person}
            if days:
                found[person.pk][customer.pk] = (
                    current_calendar().day_of(customer.created_at),
                    grades_of(customer, period),
                    days,
                    contacts_of(customer, period),
                )
    return found


def owners_of(customer: Customer, period: Period) -> dict[date, int]:
    """The owner of each day on which it had one; a handover's day is the new owner's."""
    day_of = current_calendar().day_of
    found: dict[date, int] = {}
    for row in OwnerPeriod.objects.filter(customer=customer):
        for day in days_of(period):
            if day_of(row.started_at) <= day and (row.ended_at is None or day < day_of(row.ended_at)):
                assert day not in found
                found[day] = row.owner_id
    return found


def grades_of(customer: Customer, period: Period) -> dict[date, str]:
    """The grade of each day on which it was not lost, as it was at the day's end."""
    day_of = current_calendar().day_of
    graded = [
        (day_of(row.at), row.before)
        for row in GradeChange.objects.filter(customer=customer).order_by("at", "pk")
    ]
    staged = [
        (day_of(row.at), row.values["before"])
        for row in TimelineEntry.objects.filter(customer=customer, kind="stage").order_by("at", "pk")
        if "lost" in row.values.values()
    ]

    def then(steps: list[tuple[date, str]], now: str, day: date) -> str:
        return next((before for on, before in steps if on > day), now)

    return {
        day: then(graded, customer.grade, day)
        for day in days_of(period)
        if then(staged, customer.stage, day) != "lost"
    }


def contacts_of(customer: Customer, period: Period) -> set[date]:
    made = [
        (row.on_day, row.entered_at) for row in FollowUp.objects.filter(customer=customer) if row.is_contact
    ]
    made += [
        (row.computed_on, row.judged_at)
        for row in DateByHand.objects.filter(customer=customer)
        if row.is_accepted and row.computed_on and row.judged_at
    ]
    return {
        on
        for on, known_at in made
        if period.from_on <= on <= period.until_on
        if period.known_at is None or known_at < period.known_at
    }


def told(history: History, period: Period) -> Told:
    def covered(from_on: date, until_on: date | None) -> Iterator[date]:
        yield from days_of(Period(from_on, until_on or period.until_on))

    grades = {day: span.grade for span in history.grades for day in covered(span.from_on, span.until_on)}
    days = [day for span in history.responsible for day in covered(span.from_on, span.until_on)]
    assert len(days) == len(set(days))
    assert days == sorted(days)
    return history.entered_on, grades, set(days), set(history.contact_days)


# ── the same ─────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("known_at", [None, KNOWN])
@pytest.mark.parametrize("seed", range(6))
def test_histories_are_what_a_plain_reading_finds(
    cast: SimpleNamespace, seed: int, known_at: datetime | None
) -> None:
    make_office(cast, seed)
    people, rules = [getattr(cast, name) for name in PEOPLE], rules_at(LATER)
    for first, last in ((1, 29), (9, 15)):
        period = Period(nov(first), nov(last), known_at)
        found = read_histories_by_customer(people, period, rules)
        assert any(found.values())
        assert {
            user_id: {pk: told(history, period) for pk, history in histories.items()}
            for user_id, histories in found.items()
        } == plainly(people, period)


def test_one_person_is_read_as_among_all(cast: SimpleNamespace) -> None:
    make_office(cast, seed=7)
    people, rules = [getattr(cast, name) for name in PEOPLE], rules_at(LATER)
    period = Period(nov(1), nov(29))
    found = read_histories_by_customer(people, period, rules)
    for person in people:
        alone = read_histories(person, period, rules)
        key = [told(history, period) for history in alone]
        assert sorted(key, key=repr) == sorted(
            (told(history, period) for history in found[person.pk].values()), key=repr
        )


def test_statements_carry_no_keys_of_customers(cast: SimpleNamespace) -> None:
    """However many customers there are, the statements are as many and as long: who they are is asked in them."""
    period, rules, lengths = Period(nov(1), nov(29)), rules_at(LATER), []
    for _ in range(2):
        for _ in range(9):
            make_customer(cast.owner, "A")
        with CaptureQueriesContext(connection) as queries:
            assert read_histories(cast.owner, period, rules)
        lengths.append([len(query["sql"]) for query in queries])
    assert lengths[0] == lengths[1]
    assert len(lengths[0]) == 7
