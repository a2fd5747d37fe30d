"""What every part of the demo needs to know: the moment, the calendar, the people, and working hours to write in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from random import Random
from typing import Any

from accounts.models import Absence, User
from accounts.scoping import responsible_for
from core.domain.work_calendar import WorkCalendar
from followups.domain.intervals import CadencePolicy
from inquiries.domain.reply_clock import ReplyPolicy
from tradecrm.demo.people import Person
from tradecrm.demo.rows import Rows

HISTORY = timedelta(days=365)
MINUTE = timedelta(minutes=1)
# Months in which fewer or more buyers write: Spring Festival, and after the fairs of April and October (D2).
SEASON = {1: 0.7, 2: 0.55, 3: 0.95, 4: 1.05, 5: 1.25, 7: 0.9, 8: 0.9, 10: 1.1, 11: 1.25}
BUSIEST = max(SEASON.values())


@dataclass(frozen=True)
class Size:
    """How much there is to make. `per_customer` follow-ups None: by the cadence, as the demo's people work."""

    customers: int = 600
    inquiries_factor: float = 1.65
    spam: float = 0.27
    per_customer: float | None = None
    sellers: int = 0
    near_duplicates: int = 15


@dataclass
class World:
    """One run of the demo. `people` are the salespeople by mailbox."""

    seed: int
    at: datetime
    size: Size
    users: Mapping[str, User]
    people: Mapping[str, Person]
    calendar: WorkCalendar
    cadence: CadencePolicy
    reply_policy: ReplyPolicy
    rows: Rows
    own_domains: frozenset[str]
    given_keys: set[Any] = field(default_factory=set)

    @cached_property
    def start_at(self) -> datetime:
        """When the history begins."""
        return self.at - HISTORY

    @cached_property
    def today(self) -> date:
        return self.calendar.day_of(self.at)

    @cached_property
    def zone(self) -> Any:
        return self.calendar.local(self.at).tzinfo

    @cached_property
    def absences(self) -> tuple[tuple[int, date, date], ...]:
        """Who is away when: on all other days it is known without asking who is responsible."""
        return tuple(Absence.objects.holding().values_list("user_id", "starts_on", "ends_on"))

    def is_away(self, owner: User, first: date, last: date) -> bool:
        """Whether `owner` is away on one of these days."""
        return any(pk == owner.pk and starts <= last and ends >= first for pk, starts, ends in self.absences)

    def responsible(self, owner: User, day: date) -> User:
        """Return who acts for `owner` on `day`: the stand-in while they are away (N9)."""
        return responsible_for(owner, day) or owner if self.is_away(owner, day, day) else owner

    def month_of(self, moment: datetime) -> str:
        return f"{self.calendar.local(moment):%y%m}"


def any_moment(chance: Random, earliest: datetime, latest: datetime) -> datetime:
    """Return a moment between the two, more often in busy months; buyers write at any hour."""
    span = max(int((latest - earliest) / MINUTE), 1)
    for _ in range(8):
        moment = earliest + MINUTE * chance.randrange(span)
        if chance.random() * BUSIEST <= SEASON.get(moment.month, 1.0):
            break
    return moment.replace(second=0, microsecond=0)


def office_moment(chance: Random, day: date, world: World, latest: datetime | None = None) -> datetime:
    """Return a moment of `day` at which people work; one time in ten in the evening shift (S122).

    Before `latest` (default: now), if the day has begun by then.
    """
    hour = chance.choices((9, 10, 13, 14, 15, 16, 18, 19), (3, 3, 1, 3, 3, 2, 0.9, 0.5))[0]
    minute = chance.randrange(30, 60) if hour == 13 else chance.randrange(60)
    moment = datetime.combine(day, time(hour, minute), world.zone).astimezone(UTC)
    latest = latest or world.at
    if moment < latest:
        return moment
    opened = datetime.combine(day, time(9), world.zone).astimezone(UTC)
    room = int((latest - opened) / MINUTE)
    return opened + MINUTE * chance.randrange(room) if room > 0 else latest - MINUTE


def typed_in(chance: Random, received_at: datetime, world: World) -> datetime:
    """Return when a message was typed in: soon after it came, or after the next opening."""
    delay = MINUTE * chance.randint(2, 25)
    if world.calendar.is_open(received_at):
        return received_at + delay
    return world.calendar.next_opening(received_at) + delay
