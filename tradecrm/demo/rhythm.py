"""Planning the follow-ups: as each salesperson keeps the cadence, due date by due date (requirements D2, rules.md §4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from accounts.models import User
from customers.models import Channel
from followups.domain.cadence import DueInputs, next_due
from followups.domain.intervals import add_months, interval_due
from followups.models import Result
from followups.services import FollowUpValues
from tradecrm.demo import talk
from tradecrm.demo.buyers import Buyer
from tradecrm.demo.chance import known, pick, stream
from tradecrm.demo.people import LEAVING, Style
from tradecrm.demo.texts import PRODUCTS
from tradecrm.demo.threads import Said, Thread
from tradecrm.demo.world import MINUTE, World, office_moment

RESULTS = ((Result.REACHED, 62), (Result.WAITING, 22), (Result.INTERESTED, 11), (Result.REFUSED, 5))
UNREACHED_CALLS = 0.18
LEFT_FOR_TODAY = 0.2  # of what is due on the running day so much is done already
HEAVY, HEAVY_SHARE = 20, 0.4  # at the large sizes every 20th buyer has 40 % of the follow-ups (speed.md)


@dataclass(slots=True)
class Contacted:
    """A follow-up as planned; `said` is the message that it answered, with its thread."""

    at: datetime
    by: User
    values: FollowUpValues
    said: Said | None = None
    thread: Thread | None = None


def plan_contacts(world: World, buyer: Buyer, threads: Sequence[Thread]) -> list[Contacted]:
    """Return the buyer's follow-ups, oldest first: replies, and contacts by the cadence between them."""
    replies = sorted(_replies(threads), key=lambda contacted: contacted.at)
    chance = stream(world.seed, "rhythm", buyer.key)
    if world.size.per_customer is None:
        own = list(_by_cadence(world, buyer, threads, replies, chance))
    else:
        own = list(_spread(world, buyer, world.size.per_customer, len(replies), chance))
    return sorted([*replies, *own], key=lambda contacted: contacted.at)


def _replies(threads: Sequence[Thread]) -> Iterator[Contacted]:
    for thread in threads:
        for said in thread.said:
            if said.replied_at is not None and said.replied_by is not None:
                values = FollowUpValues(text=said.reply_text, channel=said.reply_channel)
                yield Contacted(said.replied_at, said.replied_by, values, said, thread)


def _by_cadence(
    world: World, buyer: Buyer, threads: Sequence[Thread], replies: Sequence[Contacted], chance: Random
) -> Iterator[Contacted]:
    """Walk through time from due date to due date; a reply is a contact and moves the next one."""
    day_of = world.calendar.day_of
    answered = [day_of(reply.at) for reply in replies]
    days: list[date] = []
    last_on: date | None = None
    while True:
        due_on = _due_after(world, buyer, last_on, days, threads)
        person = _owner_on(world, buyer, due_on)
        planned_on = due_on if person is None else _late(world, buyer, due_on, _style(world, person), chance)
        if answered and answered[0] <= planned_on:
            last_on = answered.pop(0)
            days.append(last_on)
            continue
        if person is None or not _is_done(world, buyer, planned_on, chance):
            return
        follow_up = _contact(world, buyer, planned_on, person, chance)
        if follow_up.values.is_contact:
            last_on = planned_on
            days.append(planned_on)
            yield follow_up
        else:  # nobody there: tried again by mail on the next working day
            yield follow_up
            again_on = world.calendar.next_working_day(planned_on)
            if again_on >= world.today:
                return
            again = _contact(world, buyer, again_on, person, chance, channel=Channel.EMAIL)
            last_on = again_on
            days.append(again_on)
            yield again


def _due_after(
    world: World, buyer: Buyer, last_on: date | None, days: list[date], threads: Sequence[Thread]
) -> date:
    """Return what the company's rule says after the contacts so far."""
    created_on = world.calendar.day_of(buyer.created_at)
    from_on = last_on or created_on
    month = from_on.replace(day=1)
    grade = buyer.grade_at(world.calendar.start_of(from_on) + timedelta(days=1))
    inputs = DueInputs(
        grade=grade, entered_on=created_on, last_contact_on=last_on,
        contact_days_in_month=len({day for day in days if day >= month}),
        high_days_in_month=world.calendar.working_days_in_month(month),
        high_days_in_next_month=world.calendar.working_days_in_month(add_months(month, 1)),
        open_inquiry_on=_open_on(world, threads, from_on),
    )  # fmt: skip
    due = next_due(inputs, world.cadence, world.calendar)
    return known(due).on


def _open_on(world: World, threads: Sequence[Thread], day: date) -> date | None:
    """Arrival of the earliest inquiry that was open on `day`."""
    day_of = world.calendar.day_of
    arrived = [day_of(t.received_at) for t in threads if t.closed_at is None or day_of(t.closed_at) > day]
    return min((on for on in arrived if on <= day), default=None)


def _owner_on(world: World, buyer: Buyer, day: date) -> User | None:
    return buyer.owner_at(world.calendar.start_of(day) + timedelta(days=1))


def _style(world: World, user: User) -> Style:
    return world.people[user.email.partition("@")[0]].style


def _late(world: World, buyer: Buyer, due_on: date, style: Style, chance: Random) -> date:
    """Return the day on which this person really gets to it."""
    if (
        buyer.owner is not None
        and buyer.owner.email.startswith(LEAVING)
        and due_on > world.today - timedelta(days=21)
    ):
        style = replace(style, punctual=0.25, slack=20)
    is_neglected = buyer.grade == "A" and style.slack_at_a is not None
    if chance.random() < (0.35 if is_neglected else style.punctual):
        return due_on
    slack = style.slack_at_a if is_neglected and style.slack_at_a else style.slack
    return world.calendar.add_working_days(due_on, chance.randint(1, slack))


def _is_done(world: World, buyer: Buyer, planned_on: date, chance: Random) -> bool:
    """Whether the contact of that day was made by now; the running day's list is mostly still to be done."""
    running_on = world.calendar.last_working_day_on_or_before(world.today)
    if planned_on < running_on:
        return True
    opened_at = world.calendar.instant_of(world.today, world.calendar.policy.windows[0].opens)
    is_begun = running_on < world.today or world.at > opened_at + timedelta(minutes=30)
    return planned_on == running_on and is_begun and chance.random() < LEFT_FOR_TODAY


def _contact(
    world: World, buyer: Buyer, day: date, owner: User, chance: Random, channel: str | None = None
) -> Contacted:
    phones = _style(world, owner).phones
    if channel is None:
        channel = Channel.PHONE if chance.random() < phones / 2 else pick(chance, talk.CHANNELS)
    is_unreached = channel == Channel.PHONE and chance.random() < UNREACHED_CALLS
    contact = chance.choice(buyer.people).name
    text = (
        talk.missed_text(chance, contact)
        if is_unreached
        else talk.contact_text(chance, channel, chance.choice(PRODUCTS).chinese, contact)
    )
    result = Result.NOT_REACHED if is_unreached else pick(chance, RESULTS)
    values = FollowUpValues(text=text, channel=channel, result=result, next_step=talk.next_step(chance))
    moment = max(office_moment(chance, day, world), buyer.created_at + MINUTE * 5)
    return Contacted(moment, world.responsible(owner, day), values)


def _spread(world: World, buyer: Buyer, average: float, replies: int, chance: Random) -> Iterator[Contacted]:
    """At the large sizes: so many contacts on average, a few buyers with many, the last within one interval."""
    heavy = average * HEAVY_SHARE * HEAVY
    light = average * (1 - HEAVY_SHARE) * HEAVY / (HEAVY - 1)
    wanted = heavy if buyer.key % HEAVY == 0 else light
    count = max(int(wanted) + (chance.random() < wanted % 1) - replies, 0)
    end_at = buyer.pooled_at or world.at
    span = end_at - buyer.created_at
    for number in range(count):
        moment = buyer.created_at + span * ((number + chance.random()) / count)
        if number == count - 1 and buyer.pooled_at is None:
            moment = max(_within_interval(world, buyer, chance), buyer.created_at)
        day = world.calendar.last_working_day_on_or_before(world.calendar.day_of(moment))
        owner = _owner_on(world, buyer, day) or known(buyer.owners[0].user)
        yield _contact(world, buyer, day, owner, chance)


def _within_interval(world: World, buyer: Buyer, chance: Random) -> datetime:
    """A last contact that is due again soon; one in twelve is overdue."""
    day = world.calendar.last_working_day_on_or_before(world.today)
    length = (interval_due(day, world.cadence.interval_of(buyer.grade), world.calendar) - day).days
    return world.at - timedelta(days=length * chance.random() * 1.09) - MINUTE * 5
