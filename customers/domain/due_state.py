"""What a due date means today: later, today, overdue by working days, missed by whole rounds (rules.md §4)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

State = Literal["none", "later", "today", "overdue", "missed"]


class HasDueDate(Protocol):
    """What is asked of a customer: `missed_on` is the first day on which the contact is missed."""

    next_due_on: date | None
    missed_on: date | None


class CountsWorkingDays(Protocol):
    """What is asked of the work calendar."""

    def working_days_between(self, after: date, until: date) -> int:
        """Working days after `after`, up to and including `until`."""
        ...


@dataclass(frozen=True, slots=True)
class DueState:
    """`count`: working days overdue, or whole rounds missed; None where nothing is counted."""

    state: State
    on: date | None = None
    count: int | None = None


def due_state_of(customer: HasDueDate, today: date, calendar: CountsWorkingDays) -> DueState:
    """Return the state of a customer's next contact on the company's day `today`. Nobody types it."""
    due_on = customer.next_due_on
    if due_on is None:
        return DueState("none")
    if due_on > today:
        return DueState("later", due_on)
    if customer.missed_on is not None and customer.missed_on <= today:
        return DueState("missed", due_on, _rounds_missed(due_on, customer.missed_on, today))
    overdue = calendar.working_days_between(due_on, today)
    # Due on the last working day before a Sunday: on the Sunday no working day has passed yet.
    return DueState("overdue", due_on, overdue) if overdue else DueState("today", due_on)


def contacts_this_month(contacts: int, last_on: date | None, today: date) -> int:
    """Return how many of the `contacts` in the month of the last one are of this month: all of them, or none."""
    return contacts if last_on is not None and last_on >= today.replace(day=1) else 0


def _rounds_missed(due_on: date, missed_on: date, today: date) -> int:
    """Whole intervals between the due date and today; the interval is the one that `missed_on` was made of."""
    return max(1, (today - due_on).days // max(1, (missed_on - due_on).days))
