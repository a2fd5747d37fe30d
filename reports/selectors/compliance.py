"""How the cadence was kept, per person and grade, over weeks or months, and which customers were missed (S139, N17)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import User
from core.domain.work_calendar import ONE_DAY
from core.work_days import current_calendar
from customers.models import Customer
from followups.domain.compliance import Tally, tally_window, windows_ending_in
from followups.models import CadenceWindow
from followups.selectors.cadence_windows import read_windows
from followups.selectors.compliance import Period, read_histories_by_customer
from followups.selectors.due_inputs import rules_at
from followups.services.weeks import first_day_asked
from inquiries.selectors.responsible import INSTANT
from reports.domain.days import Kind, stretch_of
from reports.domain.timetable import Span
from reports.selectors.roll import Part, read_roll

GRADES = ("A", "B", "C", "D")
WEEKS, MONTHS = 8, 6
SIX_DAYS, SEVEN_DAYS = timedelta(days=6), timedelta(days=7)


@dataclass(frozen=True)
class Column:
    """A week or month of the table, both days included."""

    first_on: date
    last_on: date


@dataclass(frozen=True)
class Line:
    """A person's grade: a tally for each column, and over all of them."""

    grade: str
    cells: list[tuple[Column, Tally]]
    total: Tally

    @property
    def shares(self) -> list[float | None]:
        """Kept ÷ asked of each column, from 0 to 1; None where nothing was asked."""
        return [tally.share for _column, tally in self.cells]


@dataclass(frozen=True)
class PersonLines:
    """A person's grades in which something was asked. `mark`: "left", "moved" (out of the reader's teams) or ""."""

    person: User
    lines: list[Line]
    mark: str = ""


@dataclass(frozen=True)
class Columns:
    """The columns of a page, and from which day on the pages beside it look back; None: there is none, or it is the newest."""

    columns: list[Column]
    earlier: date | None
    later: date | None


def read_columns(today: date, before: date | None = None, *, by_month: bool) -> Columns:
    """Return the weeks or months that ended before the day `before` (default: today), and where the pages beside them begin.

    One statement: whether any window was written down for earlier days.
    """
    until = months_until if by_month else weeks_until
    day = min(before or today, today)
    columns = until(day)
    first_on, newest = columns[0].first_on, until(today)[-1]
    has_earlier = CadenceWindow.objects.filter(last_on__lt=first_on, asked__gt=0).exists()
    later = None
    if columns[-1].last_on < newest.last_on:
        later = (
            _months_on(columns[-1].last_on)
            if by_month
            else columns[-1].last_on + ONE_DAY + SEVEN_DAYS * WEEKS
        )
    return Columns(columns, first_on if has_earlier else None, min(later, today) if later else None)


def weeks_until(today: date) -> list[Column]:
    """Return the last weeks that have ended, oldest first."""
    monday = today - timedelta(days=today.weekday())
    mondays = [monday - SEVEN_DAYS * number for number in range(WEEKS, 0, -1)]
    return [Column(day, day + SIX_DAYS) for day in mondays]


def months_until(today: date) -> list[Column]:
    """Return the last months that have ended, oldest first."""
    found, stretch = [], stretch_of(Kind.MONTH, today).before
    for _number in range(MONTHS):
        found.append(Column(stretch.first_on, stretch.last_on))
        stretch = stretch.before
    return found[::-1]


def _months_on(last_on: date) -> date:
    """Return the day before which the next page of months ended: the first of the month after them."""
    day = last_on + ONE_DAY
    for _number in range(MONTHS):
        day = stretch_of(Kind.MONTH, day).last_on + ONE_DAY
    return day


def reads_part(user: Any, part: Part) -> bool:
    """Whether `user` reads what was done in the part: their own, that of a team that they lead, all for the boss."""
    if user.is_boss or part.person.pk == user.pk:
        return True
    return bool(user.is_manager) and part.manager is not None and part.manager.pk == user.pk


class PeopleThen:
    """Who sold from `first_on` to `last_on`, leavers too, and whose windows `user` reads: by the team of then (N18).

    A window belongs to the team in which its person was on its last day; one that ended after they left to their last.
    `team`: only what was in the team with this key ("0": in none). At most six statements.
    """

    def __init__(
        self, user: Any, first_on: date, last_on: date, *, asked_from: date, team: str | None = None
    ) -> None:
        calendar = current_calendar()
        self._start_of = calendar.start_of
        # A window that ends in the first column may have begun before it: who left meanwhile was asked in it, too.
        span = Span(calendar.start_of(min(first_on, asked_from)), calendar.start_of(last_on + ONE_DAY))
        leads = user.is_manager or user.is_boss
        windows = CadenceWindow.objects.filter(last_on__range=(first_on, last_on), asked__gt=0)
        asked = set(windows.values_list("user", flat=True)) if leads else set()  # also of who sells no more
        self._roll = read_roll(span, None if leads else [user], and_people=asked)
        self._read = {
            part
            for own in self._roll.parts.values()
            for part in own
            if reads_part(user, part) and team in (None, str(part.team.pk if part.team else 0))
        }
        self._starts_at = calendar.start_of(first_on)

    @property
    def people(self) -> list[User]:
        """Of whom anything is read, by team and name."""
        return [own[0].person for own in self._roll.parts.values() if self._read.intersection(own)]

    def find(self, pk: int) -> User | None:
        """Return the one of `people` with this key, if a window of theirs may be the reader's to see."""
        person = next((person for person in self.people if person.pk == pk), None)
        is_there = person is not None and (self.was_there(person) or self.mark_of(person) == "left")
        return person if is_there else None

    def holds(self, person_id: int, ended_on: date) -> bool:
        """Whether the person's window that ended on this day is the reader's to see."""
        part = self._roll.part_at(person_id, self._start_of(ended_on + ONE_DAY) - INSTANT)
        own = self._roll.parts.get(person_id)
        return bool(own) and (part or own[-1]) in self._read  # type: ignore[index]  # not empty

    def was_there(self, person: User) -> bool:
        """Whether the reader reads anything of the person since `first_on`."""
        return any(part.span.ends_at > self._starts_at for part in self._parts(person))

    def mark_of(self, person: User) -> str:
        """Return what became of the person in the last part that the reader reads."""
        return self._parts(person)[-1].mark

    def _parts(self, person: User) -> list[Part]:
        return [part for part in self._roll.parts[person.pk] if part in self._read]


def read_people(user: Any, columns: Sequence[Column], at: datetime, team: str | None = None) -> PeopleThen:
    """Return whose windows of the columns `user` reads: their own, those of whom they led then, all for the boss."""
    first_on, last_on = columns[0].first_on, columns[-1].last_on
    return PeopleThen(user, first_on, last_on, asked_from=first_day_asked(first_on, rules_at(at)), team=team)


def read_compliance(people: PeopleThen, columns: Sequence[Column]) -> list[PersonLines]:
    """Return the table. One statement: windows are those that were written down night by night."""
    rows = people.people
    windows = read_windows(rows, columns[0].first_on, columns[-1].last_on)
    sums: dict[tuple[int, str, Column], Tally] = {}
    for (user_id, grade, last_on), tally in windows.items():
        column = next((one for one in columns if one.first_on <= last_on <= one.last_on), None)
        if column is not None and people.holds(user_id, last_on):
            key = (user_id, grade, column)
            sums[key] = sums.get(key, Tally()) + tally
    found = []
    for person in rows:
        lines = [line for grade in GRADES if (line := _line(person, grade, columns, sums)).total.asked]
        if lines or people.was_there(person):
            found.append(PersonLines(person, lines, people.mark_of(person)))
    return found


def _line(
    person: User, grade: str, columns: Sequence[Column], sums: dict[tuple[int, str, Column], Tally]
) -> Line:
    cells = [(column, sums.get((person.pk, grade, column), Tally())) for column in columns]
    return Line(grade, cells, sum((tally for _column, tally in cells), Tally()))


@dataclass(frozen=True)
class Missed:
    """A customer that was contacted less often than asked. `customer` None: it is out of the reader's sight now."""

    customer: Customer | None
    asked: int
    kept: int


def read_missed(
    person: User, grade: str, column: Column, people: PeopleThen, user: Any, at: datetime
) -> list[Missed]:
    """Return whom `person` missed at `grade` in the windows that ended in the column, as the records tell it today.

    Only windows of the teams of which `people` tell. The table is fixed two weeks after each window; a contact typed in later shows here and not there. Ten queries.
    """
    rules = rules_at(at)
    until_on = min(column.last_on, current_calendar().day_of(at) - ONE_DAY)
    period = Period(first_day_asked(column.first_on, rules), until_on)
    unit = rules.policy.interval_of(grade).unit
    windows = [
        window
        for window in windows_ending_in(column.first_on, until_on, unit)
        if people.holds(person.pk, window.last_on)
    ]
    tallies: dict[int, Tally] = {}
    for pk, history in read_histories_by_customer([person], period, rules)[person.pk].items():
        tally = sum(
            (tally_window(history, grade, window, rules.policy, rules.calendar) for window in windows),
            Tally(),
        )
        if tally.kept < tally.asked:
            tallies[pk] = tally
    seen = Customer.objects.visible_to(user).filter(pk__in=tallies).order_by("name_sort", "pk")
    customers = list(seen.only("name", "local_name", "called", "grade", "owner", "last_contact_at"))
    there = {customer.pk for customer in customers}
    rows = [Missed(customer, tallies[customer.pk].asked, tallies[customer.pk].kept) for customer in customers]
    hidden = [tally for pk, tally in tallies.items() if pk not in there]
    return [*rows, *(Missed(None, tally.asked, tally.kept) for tally in hidden)]
