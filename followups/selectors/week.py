"""The week: due contacts, tasks and what else has a day (`core.dated`), with a bounded number of contacts a day."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from core.dated import DatedRow, read_dated
from customers.domain.due_state import due_state_of
from customers.models import Customer
from followups.due_words import due_sentence
from followups.models import Task
from followups.selectors.due_inputs import rules_at
from followups.selectors.people import charge_of
from followups.selectors.tasks import with_states

SHOWN_A_DAY = 12


@dataclass
class Day:
    """One day: its contacts (at most `SHOWN_A_DAY`, grade first), all of its open tasks, and the whole count.

    `dated`: what other apps put on it, and whether it is late.
    """

    on: date
    is_working: bool
    is_today: bool
    contacts: list[Any] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    dated: list[tuple[DatedRow, bool]] = field(default_factory=list)
    count: int = 0

    @property
    def hidden(self) -> int:
        return self.count - len(self.contacts)


@dataclass
class Week:
    """Seven days from `monday`; `overdue` is what was due before this week and is not done."""

    monday: date
    days: list[Day]
    overdue: int

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def is_empty(self) -> bool:
        return not any(day.count or day.tasks or day.dated for day in self.days)


def read_week(viewer: Any, person: Any, monday: date, at: datetime) -> Week:
    """Read the week of `person` as `viewer` may see it. The number of queries does not grow with the rows."""
    rules = rules_at(at)
    sunday = monday + timedelta(days=6)
    owners = charge_of(person, rules.today).owner_ids
    customers = Customer.objects.visible_to(viewer).current().filter(owner_id__in=owners)
    days = [
        Day(on, rules.calendar.is_working_day(on), on == rules.today)
        for on in (monday + timedelta(days=number) for number in range(7))
    ]
    by_day = {day.on: day for day in days}
    _put_contacts(by_day, customers.filter(next_due_on__range=(monday, sunday)), rules)
    for task in with_states(_tasks(viewer, person, monday, sunday), rules.today):
        by_day[task.due_on].tasks.append(task)
    for row in read_dated(viewer, person, monday, sunday):
        by_day[row.on].dated.append((row, row.is_late(rules.today)))
    return Week(monday, days, customers.filter(next_due_on__lt=min(monday, rules.today)).count())


def _put_contacts(by_day: dict[date, Day], customers: Any, rules: Any) -> None:
    for on, number in customers.order_by().values_list("next_due_on").annotate(number=Count("pk")):
        by_day[on].count = number
    place = Window(RowNumber(), partition_by=F("next_due_on"), order_by=("grade", "id"))
    columns = ("name", "local_name", "grade", "next_due_on", "missed_on", "due_why", "owner")
    rows = customers.only(*columns).annotate(place=place).filter(place__lte=SHOWN_A_DAY)
    for customer in rows.order_by("next_due_on", "grade", "id"):
        customer.due = due_state_of(customer, rules.today, rules.calendar)
        customer.why = due_sentence(customer.due_why)
        by_day[customer.next_due_on].contacts.append(customer)


def _tasks(viewer: Any, person: Any, monday: date, sunday: date) -> list[Task]:
    return list(
        Task.objects.visible_to(viewer)
        .open()
        .filter(assignee=person, due_on__range=(monday, sunday))
        .select_related("customer")
    )
