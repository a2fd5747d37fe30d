"""A seeded year of plain events, to be played into the product and judged by ``reports``.

What a rule does not allow is not made: a reply stops every clock of its inquiry whose message came
before it (N6), contacts are made by whoever is responsible then (N9), nobody acts before joining
or after freezing, and nothing happens to a customer that is lost or merged.
Between a freeze and its handover no quote, sample or order is made.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random

from .calendar import ONE_DAY, Calendar, at, days_from_to, monday_of, start_of
from .clocks import reply_clock, stopped_at
from .due import spread_of_import
from .people import (
    absence_on,
    grade_at,
    is_active_at,
    is_gone_at,
    owner_at,
    responsible_at,
    team_at,
)
from .reports import mail_window_span, mondays_touching, weekly_owed, weekly_timetable
from .world import (
    GRADES,
    MAIL_WINDOWS,
    Absence,
    BuyerMessage,
    Contact,
    Customer,
    HelpRequest,
    InquiryClosed,
    MailCheck,
    OrderConfirmed,
    OwnerSpan,
    Person,
    Point,
    QuoteSent,
    SampleSent,
    Span,
    Submission,
    Team,
    World,
)

Changes = list[tuple[datetime, str]]


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    people: int = 12
    teams: int = 3
    customers_min: int = 30
    customers_max: int = 60
    messages_min: int = 3
    messages_max: int = 6
    new_customers_a_week: float = 0.5
    followed_share: float = 1.0
    """Share of the customers that are followed up at all: smaller for worlds with fewer events."""
    lost_share: float = 0.04
    merged_share: float = 0.015
    joins_after: tuple[int, int] = (3, 9)
    moves_after: tuple[int, int] = (5, 11)
    leaves_after: tuple[int, int] = (7, 6)
    """Month and day after which somebody joins, changes teams, is frozen: earlier for a part of a year."""


SMALL = Size(people=6, teams=2, customers_min=4, customers_max=6)


def calendar_of_2026(evening_counts: bool = False) -> Calendar:
    """China's official days of 2026: those of examples.md and the ordinary ones (Qingming, Labour
    Day, Dragon Boat).  A driver passes its own calendar instead.
    """

    def run(first: date, last: date) -> list[date]:
        return days_from_to(first, last)

    return Calendar(
        public_holidays=frozenset(
            run(date(2026, 1, 1), date(2026, 1, 3))
            + run(date(2026, 2, 15), date(2026, 2, 23))
            + run(date(2026, 4, 4), date(2026, 4, 6))
            + run(date(2026, 5, 1), date(2026, 5, 5))
            + run(date(2026, 6, 19), date(2026, 6, 21))
            + run(date(2026, 9, 25), date(2026, 9, 27))
            + run(date(2026, 10, 1), date(2026, 10, 7))
        ),
        make_up_days=frozenset(
            {
                date(2026, 1, 4),
                date(2026, 2, 14),
                date(2026, 2, 28),
                date(2026, 5, 9),
                date(2026, 9, 20),
                date(2026, 10, 10),
            }
        ),
        evening_counts=evening_counts,
    )


class Maker:
    """Makes one world.  ``make_world`` is the way in."""

    def __init__(self, seed: int, calendar: Calendar, year: int, size: Size) -> None:
        self.random = Random(seed)
        self.calendar = calendar
        self.year = year
        self.size = size
        self.first_day = date(year, 1, 1)
        self.last_day = date(year, 12, 31)
        self.mondays = mondays_touching(year)[1:]
        self.horizon = start_of(date(year + 1, 1, 1))
        self.imported_at = at(calendar.previous_working_day(date(year - 1, 12, 23)), 10)
        self.numbers: dict[str, int] = {}

    # --- small helpers -----------------------------------------------------------------------

    def new_id(self, kind: str) -> str:
        """c00001, c00002, ..."""
        self.numbers[kind] = self.numbers.get(kind, 0) + 1
        return f"{kind}{self.numbers[kind]:05d}"

    def chance(self, share: float) -> bool:
        """True in that share of cases."""
        return self.random.random() < share

    def working_moment(self, day: date) -> datetime:
        """A minute inside the windows of the day, or of the next working day."""
        if not self.calendar.is_working_day(day):
            day = self.calendar.next_working_day(day)
        opens, closes = self.random.choice(self.calendar.windows(day)[:2])
        minutes = int((closes - opens) / timedelta(minutes=1))
        return opens + timedelta(minutes=self.random.randrange(minutes))

    def any_day(self, first: date, last: date) -> date:
        """A day from first to last."""
        return first + timedelta(days=self.random.randrange((last - first).days + 1))

    def working_weekday(self, day: date, weekday: int) -> date:
        """The first working day on that day of the week from ``day`` on."""
        while day.weekday() != weekday or not self.calendar.is_working_day(day):
            day += ONE_DAY
        return day

    # --- people ------------------------------------------------------------------------------

    def make_people(self) -> tuple[tuple[Team, ...], tuple[Person, ...]]:
        """Boss, a manager a team, and salespeople.

        The last salesperson joins on a Thursday, the one before is frozen on a Friday, the one
        before that changes teams on a Wednesday.
        """
        long_ago = at(date(self.year - 1, 6, 2), 9)
        team_ids = [f"T{n + 1}" for n in range(self.size.teams)]
        teams = tuple(Team(team_id, f"M{team_id}") for team_id in team_ids)
        staff = [Person("BOSS", team_ids[0], long_ago, is_salesperson=False)]
        staff += [Person(team.manager_id, team.id, long_ago, is_salesperson=False) for team in teams]
        sellers = [
            Person(f"P{n + 1:02d}", team_ids[n % len(team_ids)], long_ago) for n in range(self.size.people)
        ]
        joins_on = self.working_weekday(date(self.year, *self.size.joins_after), 3)
        frozen_on = self.working_weekday(date(self.year, *self.size.leaves_after), 4)
        moves_on = self.working_weekday(date(self.year, *self.size.moves_after), 2)
        sellers[-1] = replace(sellers[-1], joined_at=at(joins_on, 9))
        sellers[-2] = replace(sellers[-2], frozen_at=at(frozen_on, 15))
        old_team = sellers[-3].team_id
        new_team = team_ids[(team_ids.index(old_team) + 1) % len(team_ids)]
        sellers[-3] = replace(sellers[-3], team_moves=((at(moves_on, 10), new_team),))
        ordinary = sellers[:-3]
        absences = {person.id: self.make_absences(person, ordinary) for person in ordinary}
        # A stand-in who is away too (N9): inside the first absence of the first person.
        first = absences[ordinary[0].id][0]
        if first.stand_in_id is not None:
            team_id = ordinary[0].team_id
            others = [
                person.id
                for person in ordinary[1:]
                if person.team_id == team_id and person.id != first.stand_in_id
            ]
            away_too = Absence(first.first_day, first.first_day + ONE_DAY, others[0] if others else None)
            kept = [
                each
                for each in absences[first.stand_in_id]
                if each.last_day < away_too.first_day or each.first_day > away_too.last_day
            ]
            absences[first.stand_in_id] = [away_too, *kept]
        sellers = [replace(person, absences=tuple(absences.get(person.id, []))) for person in sellers]
        return teams, tuple(staff + sellers)

    def make_absences(self, person: Person, ordinary: list[Person]) -> list[Absence]:
        """One absence in each half-year: a whole working week, or a few days."""
        mates = [other.id for other in ordinary if other.id != person.id and other.team_id == person.team_id]
        absences: list[Absence] = []
        for first_month, last_month in ((1, 5), (7, 11)):
            day = self.any_day(date(self.year, first_month, 12), date(self.year, last_month, 28))
            # at least one whole week of somebody's
            is_last_one = person == ordinary[-1] and last_month == 11
            if self.chance(0.4) or is_last_one:
                first = monday_of(day)
                last = first + timedelta(days=5)
            else:
                first = day
                last = day + timedelta(days=self.random.randrange(10))
            stand_in_id = self.random.choice(mates) if mates else None
            absences.append(Absence(first, last, stand_in_id))
        return absences

    # --- customers ---------------------------------------------------------------------------

    def make_customers(self, people: tuple[Person, ...]) -> list[Customer]:
        """Imported ones of everybody there at the start, and new ones in the year."""
        drafts: list[tuple[str, datetime, bool]] = []
        for person in people:
            if not person.is_salesperson:
                continue
            if person.joined_at < self.imported_at:
                count = self.random.randint(self.size.customers_min, self.size.customers_max)
                drafts += [(person.id, self.imported_at, True)] * count
            for monday in self.mondays:
                if self.chance(self.size.new_customers_a_week):
                    moment = self.moment_of_entry(monday)
                    is_there = is_active_at(person, moment) and not absence_on(person, moment.date())
                    if is_there and moment < self.horizon:
                        drafts.append((person.id, moment, False))
        customers = [self.make_customer(people, *draft) for draft in drafts]
        return sorted(customers, key=lambda each: (each.created_at, each.id))

    def moment_of_entry(self, monday: date) -> datetime:
        """Mostly in working time; some on Saturday at 16:50 or on Sunday (N11)."""
        kind = self.random.random()
        if kind < 0.05:
            return at(monday + timedelta(days=5), 16, 50)
        if kind < 0.10:
            return at(monday + timedelta(days=6), 10)
        return self.working_moment(self.any_day(monday, monday + timedelta(days=5)))

    def make_customer(
        self, people: tuple[Person, ...], owner_id: str, created_at: datetime, is_imported: bool
    ) -> Customer:
        """A customer with its histories of owner and grade."""
        grade = self.random.choices(GRADES, weights=(12, 25, 35, 28))[0]
        grades: Changes = [(created_at, grade)]
        begin = max(created_at.date(), self.first_day) + timedelta(days=5)
        end = self.last_day - timedelta(days=10)
        if begin < end and self.chance(0.3):
            for day in sorted({self.any_day(begin, end) for _ in range(self.random.randint(1, 2))}):
                new_grade = self.random.choice([each for each in GRADES if each != grades[-1][1]])
                grades.append((self.working_moment(day), new_grade))
        lost_at = merged_at = None
        begin_end = begin + timedelta(days=60)
        if begin_end < end and self.chance(self.size.lost_share):
            lost_at = self.working_moment(self.any_day(begin_end, end))
        elif begin_end < end and self.chance(self.size.merged_share):
            merged_at = self.working_moment(self.any_day(begin_end, end))
        owners = self.make_owners(people, owner_id, created_at)
        # Nothing changes any more once lost or merged (a freeze still hands the lost ones over).
        gone_at = lost_at or merged_at or self.horizon
        frozen = {person.id for person in people if person.frozen_at is not None}
        keeps_handover = owner_id in frozen and merged_at is None
        return Customer(
            id=self.new_id("c"),
            created_at=created_at,
            is_imported=is_imported,
            owner_spans=owner_spans([each for each in owners if each[0] < gone_at or keeps_handover]),
            grade_spans=spans([each for each in grades if each[0] < gone_at]),
            lost_at=lost_at,
            merged_at=merged_at,
        )

    def make_owners(self, people: tuple[Person, ...], owner_id: str, created_at: datetime) -> Changes:
        """The owners: some handed over, those of the frozen one two days after the freeze, some
        given to the one who joins.
        """
        sellers = [person for person in people if person.is_salesperson]
        ordinary = [person for person in sellers[:-3] if person.joined_at < created_at]
        owner = next(person for person in sellers if person.id == owner_id)
        mates = [person for person in ordinary if person.team_id == owner.team_id and person != owner] or [
            person for person in ordinary if person != owner
        ]
        owners: Changes = [(created_at, owner_id)]
        if owner.frozen_at is not None:
            owners.append((owner.frozen_at + timedelta(days=2), self.random.choice(mates).id))
            return owners
        joiner = sellers[-1]
        joined_at = joiner.joined_at + timedelta(days=1, hours=1)
        if owner in ordinary and created_at < joined_at and self.chance(0.03):
            owners.append((joined_at, joiner.id))
        elif owner in ordinary and mates and self.chance(0.05):
            begin = max(created_at.date(), self.first_day) + timedelta(days=3)
            end = self.last_day - timedelta(days=15)
            if begin < end:
                moment = self.working_moment(self.any_day(begin, end))
                owners.append((moment, self.random.choice(mates).id))
        return owners

    def import_last_contacts(self, customers: list[Customer]) -> tuple[list[Customer], list[Contact]]:
        """Most imports bring their last contact; the others are spread (N12)."""
        contacts: list[Contact] = []
        without: dict[str, list[Customer]] = {grade: [] for grade in GRADES}
        for customer in customers:
            if not customer.is_imported:
                continue
            if self.chance(0.15):
                without[grade_at(customer, customer.created_at)].append(customer)
                continue
            day = self.any_day(
                customer.created_at.date() - timedelta(days=20),
                customer.created_at.date() - timedelta(days=2),
            )
            owner_id = customer.owner_spans[0][0]
            assert owner_id is not None
            moment = min(self.working_moment(day), customer.created_at - timedelta(hours=1))
            contacts.append(Contact(self.new_id("k"), customer.id, owner_id, moment, customer.created_at))
        due: dict[str, date] = {}
        for grade, found in without.items():
            if found:
                dates = spread_of_import(self.calendar, self.imported_at.date(), grade, len(found))
                due.update({each.id: day for each, day in zip(found, dates, strict=True)})
        spread = [
            replace(customer, imported_due=due[customer.id]) if customer.id in due else customer
            for customer in customers
        ]
        return spread, contacts

    # --- messages, replies, closings ---------------------------------------------------------

    def can_be_reached(self, world: World, customer_id: str, moment: datetime) -> bool:
        """Entered, owned and neither lost nor merged."""
        customer = world.customer_of_id[customer_id]
        return (
            moment < self.horizon
            and owner_at(customer, moment) is not None
            and not is_gone_at(customer, moment)
        )

    def customers_of(self, world: World, person_id: str, moment: datetime) -> list[Customer]:
        """The customers that the person owns at that moment."""
        return [
            customer
            for customer in world.customers
            if owner_at(customer, moment) == person_id and not is_gone_at(customer, moment)
        ]

    def make_messages(self, world: World) -> tuple[list[BuyerMessage], list[Contact], list[InquiryClosed]]:
        """Messages of the buyers, the replies to them, and inquiries closed."""
        drafts: dict[str, list[BuyerMessage]] = {}
        for person in world.people:
            if not person.is_salesperson:
                continue
            for monday in self.mondays:
                own = self.customers_of(world, person.id, at(monday, 9))
                count = self.random.randint(self.size.messages_min, self.size.messages_max)
                for _ in range(count if own else 0):
                    customer = self.random.choice(own)
                    received_at = self.moment_of_receipt(monday)
                    if self.can_be_reached(world, customer.id, received_at):
                        self.draft_message(drafts, customer.id, received_at)
        messages: list[BuyerMessage] = []
        contacts: list[Contact] = []
        closings: list[InquiryClosed] = []
        for inquiry in drafts.values():
            inquiry.sort(key=lambda each: each.received_at)
            self.answer(world, inquiry, messages, contacts, closings)
        messages.sort(key=lambda each: (each.received_at, each.id))
        return messages, contacts, closings

    def moment_of_receipt(self, monday: date) -> datetime:
        """Three in four in working time, the others at any minute of the week."""
        if self.chance(0.75):
            return self.working_moment(self.any_day(monday, monday + timedelta(days=5)))
        return at(monday, 0) + timedelta(minutes=self.random.randrange(7 * 24 * 60))

    def draft_message(
        self, drafts: dict[str, list[BuyerMessage]], customer_id: str, received_at: datetime
    ) -> None:
        """A message without its answer: of a new inquiry, or of the customer's last one."""
        known = [
            inquiry_id
            for inquiry_id, inquiry in drafts.items()
            if inquiry[0].customer_id == customer_id and inquiry[0].received_at < received_at
        ]
        is_further = bool(known) and self.chance(0.4)
        inquiry_id = known[-1] if is_further else self.new_id("i")
        kind = self.random.random()
        if kind < 0.80:
            entered_at = received_at
        elif kind < 0.95:
            entered_at = self.calendar.add_working_minutes(received_at, self.random.randint(1, 60))
        else:
            entered_at = self.working_moment(received_at.date() + timedelta(days=self.random.randint(1, 3)))
        drafts.setdefault(inquiry_id, []).append(
            BuyerMessage(
                id=self.new_id("m"),
                inquiry_id=inquiry_id,
                customer_id=customer_id,
                received_at=received_at,
                entered_at=max(received_at, entered_at),
                is_fax=self.chance(0.08),
            )
        )

    def delay(self) -> int | None:
        """Working minutes until the reply; None: no reply."""
        kind = self.random.random()
        if kind < 0.66:
            return self.random.randint(2, 115)
        if kind < 0.88:
            return self.random.randint(116, 420)
        if kind < 0.97:
            return self.random.randint(450, 1500)
        return None

    def answer(
        self,
        world: World,
        inquiry: list[BuyerMessage],
        messages: list[BuyerMessage],
        contacts: list[Contact],
        closings: list[InquiryClosed],
    ) -> None:
        """Replies to an inquiry: each stops all clocks whose message came before it (N6)."""
        customer_id, inquiry_id = inquiry[0].customer_id, inquiry[0].inquiry_id
        # spam: closed as invalid
        if len(inquiry) == 1 and self.chance(0.03):
            invalid_at = self.calendar.add_working_minutes(inquiry[0].entered_at, self.random.randint(5, 600))
            if self.can_be_reached(world, customer_id, invalid_at):
                messages.append(replace(inquiry[0], invalid_at=invalid_at))
                closings.append(InquiryClosed(inquiry_id, invalid_at, "invalid"))
                return
        # reply → when it was typed in: not before the messages that it answers
        replies: dict[datetime, datetime] = {}
        for message in inquiry:
            delay = self.delay()
            if delay is None:
                continue
            replied_at = self.calendar.add_working_minutes(message.received_at, delay)
            before = [each.entered_at for each in inquiry if each.received_at <= replied_at]
            entered_at = max(replied_at, *before)
            by = responsible_at(world, customer_id, replied_at)
            if (
                by is not None
                and is_active_at(world.person_of_id[by], entered_at)
                and by
                in (
                    responsible_at(world, customer_id, entered_at),
                    owner_at(world.customer_of_id[customer_id], entered_at),
                )
                and self.can_be_reached(world, customer_id, entered_at)
            ):
                replies[replied_at] = entered_at
        first_stops: list[datetime] = []
        answered: list[BuyerMessage] = []
        for message in inquiry:
            stop = stopped_at(
                message.received_at,
                inquiry_id,
                [(inquiry_id, replied_at, True) for replied_at in replies],
            )
            if stop is None:
                answered.append(message)
                continue
            first_stops.append(stop)
            limit = reply_clock(self.calendar, message.received_at, message.is_fax).limit
            answered.append(
                replace(
                    message,
                    replied_at=stop,
                    reply_entered_at=replies[stop],
                    exception_accepted=stop > limit and self.chance(0.3),
                )
            )
        messages.extend(answered)
        has_fax = any(message.is_fax for message in inquiry)
        for replied_at in sorted(set(first_stops)):
            by = responsible_at(world, customer_id, replied_at)
            assert by is not None
            channel = (
                "fax"
                if has_fax
                else self.random.choices(("mail", "telephone", "chat"), weights=(70, 20, 10))[0]
            )
            contacts.append(
                Contact(
                    id=self.new_id("k"),
                    customer_id=customer_id,
                    by=by,
                    at=replied_at,
                    entered_at=replies[replied_at],
                    channel=channel,
                    inquiry_id=inquiry_id,
                )
            )
        # closed as lost between two messages, when all before was answered: the next one opens it
        for earlier, later in pairwise(answered):
            until = [message for message in answered if message.received_at <= earlier.received_at]
            stops = [message.replied_at for message in until if message.replied_at is not None]
            if len(stops) < len(until) or not self.chance(0.3):
                continue
            last = max([*(replies[stop] for stop in stops), earlier.entered_at])
            closed_at = self.working_moment(last.date() + ONE_DAY)
            if closed_at < later.received_at and self.can_be_reached(world, customer_id, closed_at):
                closings.append(InquiryClosed(inquiry_id, closed_at, "lost"))
        # closed as lost, some days after everything was answered
        is_all_answered = all(message.replied_at is not None for message in answered)
        if is_all_answered and self.chance(0.5):
            last = max(max(first_stops), *(replies[stop] for stop in first_stops), inquiry[-1].entered_at)
            closed_at = self.working_moment(last.date() + timedelta(days=self.random.randint(1, 40)))
            if self.can_be_reached(world, customer_id, closed_at):
                closings.append(InquiryClosed(inquiry_id, closed_at, "lost"))

    # --- follow-up contacts ------------------------------------------------------------------

    def gap(self, grade: str) -> int:
        """Days to the next follow-up: mostly in time, some late, some neglected."""
        usual = {"A": 3, "B": 7, "C": 14, "D": 29}[grade]
        kind = self.random.random()
        if kind < 0.72:
            return max(1, usual - self.random.randint(0, usual // 3))
        if kind < 0.92:
            return usual + self.random.randint(1, 1 + usual // 2)
        return usual * self.random.randint(2, 3)

    def make_follow_ups(self, world: World) -> list[Contact]:
        """Contacts of everybody's customers, made by whoever is responsible then."""
        contacts: list[Contact] = []
        for customer in world.customers:
            if not self.chance(self.size.followed_share):
                continue
            if customer.is_imported:
                day = self.any_day(self.first_day, self.first_day + timedelta(days=25))
            else:
                day = customer.created_at.date() + timedelta(days=self.random.randint(0, 4))
            while day <= self.last_day:
                moment = self.moment_of_contact(day)
                if moment > customer.created_at:
                    if not self.can_be_reached(world, customer.id, moment):
                        break
                    contact = self.make_contact(world, customer.id, moment)
                    contacts.append(contact)
                    day = moment.date()
                    if not contact.reached:
                        day = self.calendar.next_working_day(day)
                        continue
                day += timedelta(days=self.gap(grade_at(customer, moment)))
        return contacts

    def moment_of_contact(self, day: date) -> datetime:
        """In working time; a few in the evening or on a Sunday."""
        kind = self.random.random()
        if kind < 0.04:
            return at(day, 10, self.random.randrange(60))
        if kind < 0.08:
            return at(day, 19, self.random.randrange(60))
        return self.working_moment(day)

    def make_contact(self, world: World, customer_id: str, moment: datetime) -> Contact:
        """A follow-up, some typed in late."""
        by = responsible_at(world, customer_id, moment)
        assert by is not None
        channel = self.random.choices(("mail", "telephone", "chat", "meeting"), weights=(50, 28, 17, 5))[0]
        kind = self.random.random()
        if kind < 0.85:
            entered_at = moment + timedelta(minutes=self.random.randrange(10))
        elif kind < 0.93:
            entered_at = max(moment, at(moment.date(), 20, self.random.randrange(60)))
        else:
            entered_at = self.working_moment(moment.date() + timedelta(days=self.random.randint(1, 4)))
        is_entered = is_active_at(world.person_of_id[by], entered_at)
        # who stands in writes only as long as they do
        is_theirs = by in (
            responsible_at(world, customer_id, entered_at),
            owner_at(world.customer_of_id[customer_id], entered_at),
        )
        if not is_entered or not is_theirs or not self.can_be_reached(world, customer_id, entered_at):
            entered_at = moment
        return Contact(
            id=self.new_id("k"),
            customer_id=customer_id,
            by=by,
            at=moment,
            entered_at=entered_at,
            reached=channel != "telephone" or not self.chance(0.15),
            channel=channel,
        )

    # --- quotes, samples, orders -------------------------------------------------------------

    def make_sales(self, world: World) -> tuple[list[QuoteSent], list[SampleSent], list[OrderConfirmed]]:
        """By owners who are there: none while an owner is frozen."""
        quotes: list[QuoteSent] = []
        samples: list[SampleSent] = []
        orders: list[OrderConfirmed] = []
        for person in world.people:
            if not person.is_salesperson:
                continue
            for monday in self.mondays:
                for kind in ("quote", "quote", "quote", "sample", "order"):
                    moment = self.working_moment(self.any_day(monday, monday + timedelta(days=5)))
                    own = self.customers_of(world, person.id, moment)
                    is_there = is_active_at(person, moment) and not absence_on(person, moment.date())
                    if not own or not is_there or moment >= self.horizon or self.chance(0.55):
                        continue
                    customer_id = self.random.choice(own).id
                    if kind == "quote":
                        quotes.append(QuoteSent(self.new_id("q"), customer_id, moment))
                    elif kind == "sample":
                        samples.append(SampleSent(self.new_id("s"), customer_id, moment))
                    else:
                        amount = Decimal(self.random.randint(20_000, 4_000_000)) / 100
                        currency = self.random.choice(("USD", "USD", "EUR", "CNY"))
                        orders.append(OrderConfirmed(self.new_id("o"), customer_id, moment, amount, currency))
        return quotes, samples, orders

    # --- habits ------------------------------------------------------------------------------

    def make_mail_checks(self, world: World) -> list[MailCheck]:
        """One click a window, in the window; some are missed."""
        checks: list[MailCheck] = []
        for person in world.people:
            if not person.is_salesperson:
                continue
            for day in self.calendar.working_days(self.first_day, self.last_day):
                if absence_on(person, day) is not None:
                    continue
                for window in MAIL_WINDOWS:
                    opens, _ = mail_window_span(day, window)
                    begin = max(opens, at(day, 9))
                    moment = begin + timedelta(minutes=self.random.randrange(119))
                    if is_active_at(person, moment) and self.chance(0.85):
                        checks.append(MailCheck(person.id, day, window, moment))
        return checks

    def make_submissions(self, world: World) -> list[Submission]:
        """Most in time, some late, some not at all."""
        submissions: list[Submission] = []
        for period in weekly_timetable(self.calendar, self.year):
            for owed in weekly_owed(world, self.calendar, period):
                kind = self.random.random()
                if kind < 0.80:
                    moment = period.issued_at + timedelta(minutes=self.random.randint(1, 270))
                elif kind < 0.92:
                    moment = period.due_at + timedelta(minutes=self.random.randint(1, 300))
                elif kind < 0.95:
                    next_day = self.calendar.next_working_day(period.day)
                    moment = at(next_day, 9, self.random.randrange(60))
                else:
                    continue
                if is_active_at(world.person_of_id[owed.person_id], moment):
                    submissions.append(Submission(owed.person_id, period.day, moment))
        return submissions

    def make_help_requests(self, world: World) -> list[HelpRequest]:
        """About one a week."""
        requests: list[HelpRequest] = []
        sellers = [person for person in world.people if person.is_salesperson]
        for monday in self.mondays:
            person = self.random.choice(sellers)
            raised_at = self.working_moment(self.any_day(monday, monday + timedelta(days=5)))
            if raised_at >= self.horizon or not is_active_at(person, raised_at):
                continue
            answered_at = None
            if self.chance(0.85):
                answered_at = self.calendar.add_working_minutes(raised_at, self.random.randint(30, 2500))
            requests.append(HelpRequest(self.new_id("h"), person.id, raised_at, answered_at))
        return requests

    def make_points(self) -> list[Point]:
        """About two a week; most are ruled on in time, and closed later."""
        points: list[Point] = []
        for monday in self.mondays:
            for _ in range(2):
                raised_at = self.working_moment(self.any_day(monday, monday + timedelta(days=5)))
                if raised_at >= self.horizon:
                    continue
                ruled_at = closed_at = None
                if self.chance(0.85):
                    ruled_at = self.calendar.add_working_minutes(raised_at, self.random.randint(30, 1500))
                    if self.chance(0.8):
                        closed_at = self.calendar.add_working_minutes(ruled_at, self.random.randint(60, 5000))
                points.append(Point(self.new_id("r"), raised_at, ruled_at, closed_at))
        return points

    # --- all of it ---------------------------------------------------------------------------

    def make(self) -> World:
        """The world."""
        teams, people = self.make_people()
        customers, first_contacts = self.import_last_contacts(self.make_customers(people))
        bare = World("BOSS", teams, people, tuple(customers))
        messages, replies, closings = self.make_messages(bare)
        contacts = first_contacts + replies + self.make_follow_ups(bare)
        quotes, samples, orders = self.make_sales(bare)
        return replace(
            bare,
            messages=tuple(messages),
            closings=tuple(sorted(closings, key=lambda each: (each.at, each.inquiry_id))),
            contacts=tuple(sorted(contacts, key=lambda each: (each.at, each.id))),
            quotes=tuple(sorted(quotes, key=lambda each: (each.at, each.id))),
            samples=tuple(sorted(samples, key=lambda each: (each.at, each.id))),
            orders=tuple(sorted(orders, key=lambda each: (each.at, each.id))),
            mail_checks=tuple(self.make_mail_checks(bare)),
            submissions=tuple(self.make_submissions(bare)),
            help_requests=tuple(self.make_help_requests(bare)),
            points=tuple(self.make_points()),
        )


def spans(changes: Changes) -> tuple[Span, ...]:
    """[(from, value), ...] as spans, the last one without an end."""
    starts = [since for since, _ in changes]
    ends: list[datetime | None] = [*starts[1:], None]
    return tuple((value, since, until) for (since, value), until in zip(changes, ends, strict=True))


def owner_spans(changes: Changes) -> tuple[OwnerSpan, ...]:
    """The same for owners."""
    return tuple(spans(sorted(changes)))


def make_world(seed: int, calendar: Calendar, year: int = 2026, size: Size | None = None) -> World:
    """A world from a seed: the same seed, calendar, year and size give the same world."""
    return Maker(seed, calendar, year, size or Size()).make()


def team_names_at(world: World, moment: datetime) -> dict[str, str]:
    """Person → team at that moment: handy for a driver that sets the teams up."""
    return {person.id: team_at(person, moment) for person in world.people}
