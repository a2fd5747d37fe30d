"""How the cadence was kept, per person and grade, over weeks or months, and which customers were missed (S139, N17)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import User
from accounts.scoping import colleagues_of
from core.domain.work_calendar import ONE_DAY
from core.work_days import current_calendar
from customers.models import Customer
from followups.domain.compliance import Tally, tally_window, windows_ending_in
from followups.selectors.cadence_windows import read_windows
from followups.selectors.compliance import Period, read_histories_by_customer
from followups.selectors.due_inputs import rules_at
from followups.services.weeks import first_day_asked
from reports.domain.days import Kind, stretch_of

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
    """A person's grades in which something was asked."""

    person: User
    lines: list[Line]


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


def read_people(user: Any) -> list[User]:
    """Return whose figures `user` reads: their own, those of their people, all for the boss."""
    if user.is_manager or user.is_boss:
        return list(colleagues_of(user).select_related("team").order_by("team__name", "name", "pk"))
    return list(User.objects.salespeople().filter(pk=user.pk).select_related("team"))


def read_compliance(people: Iterable[User], columns: list[Column]) -> list[PersonLines]:
    """Return the table. One statement: windows are those that were written down night by night."""
    rows = list(people)
    windows = read_windows(rows, columns[0].first_on, columns[-1].last_on)
    sums: dict[tuple[int, str, Column], Tally] = {}
    for (user_id, grade, last_on), tally in windows.items():
        column = next((one for one in columns if one.first_on <= last_on <= one.last_on), None)
        if column is not None:
            key = (user_id, grade, column)
            sums[key] = sums.get(key, Tally()) + tally
    found = []
    for person in rows:
        lines = [_line(person, grade, columns, sums) for grade in GRADES]
        found.append(PersonLines(person, [line for line in lines if line.total.asked]))
    return found


def _line(
    person: User, grade: str, columns: list[Column], sums: dict[tuple[int, str, Column], Tally]
) -> Line:
    cells = [(column, sums.get((person.pk, grade, column), Tally())) for column in columns]
    return Line(grade, cells, sum((tally for _column, tally in cells), Tally()))


@dataclass(frozen=True)
class Missed:
    """A customer that was contacted less often than asked. `customer` None: it is out of the reader's sight now."""

    customer: Customer | None
    asked: int
    kept: int


def read_missed(person: User, grade: str, column: Column, user: Any, at: datetime) -> list[Missed]:
    """Return whom `person` missed at `grade` in the windows that ended in the column, as the records tell it today.

    The table is fixed two weeks after each window; a contact typed in later shows here and not there. Ten queries.
    """
    rules = rules_at(at)
    until_on = min(column.last_on, current_calendar().day_of(at) - ONE_DAY)
    period = Period(first_day_asked(column.first_on, rules), until_on)
    unit = rules.policy.interval_of(grade).unit
    windows = list(windows_ending_in(column.first_on, until_on, unit))
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
